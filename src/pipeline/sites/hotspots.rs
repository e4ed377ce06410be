//! Which hotspots make a site eligible, and which sites they do.

use std::collections::BTreeSet;

use geo_types::MultiPolygon;

use super::{
    safe_name::SafeNames,
    scene::{Scene, UNIT, YOUTH},
};
use crate::{
    calendar::Month,
    detect::{Found, HotspotKind, MIN_EVENTS_TO_TEST, shared_area_m2},
    geodesy::GridPoint,
    pipeline::{
        Loaded, PipelineError, Question, answer,
        answer::{settle, top},
    },
    places::{Candidate, shape::dissolve, walking::Walking},
};

/// Minutes on foot within which a session guards a hotspot: 400 m at 4.8 km/h.
pub(super) const GUARDIAN_MIN: f64 = 5.0;
/// Minutes within which it is another place to be.
pub(super) const ALTERNATIVE_MIN: f64 = 10.0;
/// Most hotspots looked at in one area.
const MOST_HOTSPOTS: u32 = 60;

/// A hotspot that qualifies.
pub(super) struct YouthHotspot {
    pub(super) name: String,
    pub(super) units: Vec<u32>,
    pub(super) outline: MultiPolygon<f64>,
}

/// The nearest qualifying hotspot of a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near {
    pub(super) hotspot: usize,
    pub(super) minutes: f64,
}

/// Youth hotspots that stand without unknown ages and without the night economy.
///
/// The ranked list names them. The list is made again from the events that certainly count, by the same exact test and
/// the same floors; a place qualifies when it is found again with half of its land, and it is then the land found there:
/// no unit whose only violence is of unknown age or of the night economy is a reason.
pub(super) fn qualifying(
    loaded: &Loaded,
    scene: &Scene,
    (from, to): (Month, Month),
    csp: Option<&str>,
    candidates: &[Candidate],
) -> Result<Vec<YouthHotspot>, PipelineError> {
    let question = Question {
        definition: Some(YOUTH.to_owned()),
        from: Some(from),
        to: Some(to),
        unit: Some(UNIT),
        csp: csp.map(str::to_owned),
        top: Some(MOST_HOTSPOTS),
        resamples: Some(0),
        ..Question::default()
    };
    let list = answer(loaded, &question, &())?.list;
    let settled = settle(loaded, &question)?;
    let (units, weights) = loaded.lattice(UNIT, settled.csp)?;
    let occupied: BTreeSet<u32> = scene.listed.iter().map(|e| e.unit).collect();
    if scene.listed.len().min(occupied.len()) < MIN_EVENTS_TO_TEST {
        return Ok(Vec::new());
    }
    let mut certain = top(&settled, &units, &weights, &scene.listed, None);
    certain.retain(|place| scene.stands_without_night(&place.units));
    let ids: Vec<String> = (0..units.ids.len()).map(|i| units.id_text(i)).collect();
    let area = |members: &[u32]| members.iter().map(|&u| units.area_m2[u as usize]).sum::<f64>();
    let names = SafeNames::of_ground(loaded, candidates);
    let mut found: Vec<YouthHotspot> = Vec::new();
    for place in list.places.iter().filter(|p| p.kind == HotspotKind::Hotspot) {
        let land: Vec<u32> =
            (0_u32..).zip(&ids).filter(|(_, id)| place.units.contains(id)).map(|(unit, _)| unit).collect();
        let shared = |other: &Found| shared_area_m2(&land, &other.units, &units.area_m2);
        let again = certain.iter().reduce(|a, b| if shared(b) > shared(a) { b } else { a });
        let Some(again) = again.filter(|o| shared(o) >= 0.5 * area(&land).min(o.area_m2)) else { continue };
        if found.iter().any(|h| h.units == again.units) {
            continue;
        }
        let shapes: Vec<_> = again.units.iter().map(|&u| units.outline(u as usize)).collect();
        found.push(YouthHotspot {
            name: names.of(&place.name, &again.units, scene),
            units: again.units.clone(),
            outline: dissolve(&shapes.iter().collect::<Vec<_>>()),
        });
    }
    Ok(found)
}

/// The nearest qualifying hotspot of each candidate within [`ALTERNATIVE_MIN`].
pub(super) fn nearest(
    walking: &Walking,
    candidates: &[Candidate],
    scene: &Scene,
    hotspots: &[YouthHotspot],
) -> Vec<Option<Near>> {
    let (mut places, mut owner): (Vec<GridPoint>, Vec<usize>) = (Vec::new(), Vec::new());
    for (number, hotspot) in hotspots.iter().enumerate() {
        for &unit in &hotspot.units {
            places.push(scene.units.centre[unit as usize]);
            owner.push(number);
        }
    }
    let from: Vec<GridPoint> = candidates.iter().map(|c| c.at).collect();
    let table = walking.table(&from, &walking.targets(&places), ALTERNATIVE_MIN);
    table
        .into_iter()
        .map(|reached| {
            reached
                .into_iter()
                .map(|r| Near { hotspot: owner[r.target as usize], minutes: r.minutes })
                .min_by(|a, b| a.minutes.total_cmp(&b.minutes).then(a.hotspot.cmp(&b.hotspot)))
        })
        .collect()
}
