//! Which hotspots make a site eligible, and which sites they do.

use geo_types::MultiPolygon;

use super::scene::{Scene, YOUTH};
use crate::{
    calendar::Month,
    detect::HotspotKind,
    geodesy::GridPoint,
    pipeline::{Loaded, PipelineError, Question, answer},
    places::{Candidate, walking::Walking},
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
pub(super) fn qualifying(
    loaded: &Loaded,
    scene: &Scene,
    (from, to): (Month, Month),
    csp: Option<&str>,
) -> Result<Vec<YouthHotspot>, PipelineError> {
    let question = Question {
        definition: Some(YOUTH.to_owned()),
        from: Some(from),
        to: Some(to),
        csp: csp.map(str::to_owned),
        top: Some(MOST_HOTSPOTS),
        resamples: Some(0),
        ..Question::default()
    };
    let list = answer(loaded, &question, &())?.list;
    let ids: Vec<String> = (0..scene.units.ids.len()).map(|i| scene.units.id_text(i)).collect();
    let mut found = Vec::new();
    for place in list.places {
        if place.kind != HotspotKind::Hotspot || place.dependence.as_ref().is_some_and(|d| !d.listed_without)
        {
            continue;
        }
        let units: Vec<u32> =
            (0_u32..).zip(&ids).filter(|(_, id)| place.units.contains(id)).map(|(unit, _)| unit).collect();
        if scene.stands_without_night(&units) {
            found.push(YouthHotspot { name: safe_name(&place.name), units, outline: place.outline });
        }
    }
    Ok(found)
}

/// No school, home or care setting is named as the hotspot.
fn safe_name(name: &str) -> String {
    let hidden = [
        "school",
        "academy",
        "college",
        "sixth form",
        "grammar",
        "primary",
        "infant",
        "junior",
        "nursery",
        "nursing",
        "care home",
        "residential home",
        "children's home",
        "children’s home",
        "pupil referral",
        " pru",
        "hostel",
        "refuge",
        "hospital",
    ];
    let low = name.to_lowercase();
    if hidden.iter().any(|word| low.contains(word)) {
        match name.rsplit_once(", ") {
            Some((_, area)) if !hidden.iter().any(|w| area.to_lowercase().contains(w)) => area.to_owned(),
            _ => "a place in this area".to_owned(),
        }
    } else {
        name.to_owned()
    }
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
