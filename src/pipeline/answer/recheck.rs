//! Does the list hold when the units, or the months, are a little different?

use std::collections::BTreeMap;

use super::{Settled, Testing, ranking, settle};
use crate::{
    detect::{Event, EventIndex, Found, Scene, find},
    geodesy::GridPoint,
    index::SpatialWeights,
    pipeline::{Answer, Evidence, Loaded, PipelineError, Wanted},
    places::{Unit, UnitSet},
};

/// How many windows before the list's own are made, one month apart.
const WINDOWS_BACK: i32 = 3;
/// A place recurs when a listed place of the other units covers this share of the smaller of the two.
const HALF: f64 = 0.5;

/// The list set against lists of other units and of neighbouring windows.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct StabilityCheck {
    /// Other units the list was made in, in words.
    pub units: Vec<String>,
    /// Ranked places: rank, name, and in which of those units half of it is on the list again.
    pub places: Vec<(u32, String, Vec<bool>)>,
    /// Last month of a window, last month of the one a month later, and the land their lists share (Jaccard).
    pub windows: Vec<(String, String, f64)>,
}

/// Makes the list again in other units (one resolution coarser and finer, squares of the same size, the same squares
/// shifted by half a side) and in windows one, two and three months earlier. The same floors, the same exact test
/// and the same order apply; what a back-test's winner lends to units is carried over by land.
///
/// # Errors
/// Whatever the question itself would be refused for.
pub fn stability_check(loaded: &Loaded, answer: &Answer) -> Result<StabilityCheck, PipelineError> {
    let settled = settle(loaded, &answer.question)?;
    let (units, weights) = loaded.lattice(settled.unit, settled.csp)?;
    let gather = |back: i32| {
        let (from, to) = (settled.from.plus(-back), settled.to.plus(-back));
        let wanted =
            Wanted { definition: settled.definition, from, to, csp: settled.csp, fold: settled.fold };
        Evidence::gather(loaded, &wanted, &units, None)
    };
    let events = gather(0)?.events;
    let at: BTreeMap<&str, u32> = answer.cells.iter().map(|c| (c.id.as_str(), c.unit)).collect();
    let ranked: Vec<(u32, String, Vec<u32>)> = (answer.list.places.iter())
        .filter_map(|p| {
            let members = p.units.iter().filter_map(|id| at.get(id.as_str()).copied()).collect();
            Some((p.rank?, p.name.clone(), members))
        })
        .collect();
    let mut counts = vec![0_u32; units.len()];
    for event in &events {
        counts[event.unit as usize] += 1;
    }
    let borrowed = ranking(loaded, &settled, &units, &weights, &counts)?.and_then(|r| r.borrowed);
    let mut check = StabilityCheck { units: Vec::new(), places: Vec::new(), windows: Vec::new() };
    check.places = ranked.iter().map(|(rank, name, _)| (*rank, name.clone(), Vec::new())).collect();
    for (unit, shift_m, words) in others(&settled, &units) {
        let (other, near) = loaded.lattice(unit, settled.csp)?;
        let locate = |p: GridPoint| {
            let moved = GridPoint::new(p.easting_m() + shift_m, p.northing_m() + shift_m)?;
            other.locate(moved).map(|u| u as u32)
        };
        let moved: Vec<Event> =
            events.iter().filter_map(|e| locate(e.point).map(|unit| Event { unit, ..e.clone() })).collect();
        let lent = borrowed.as_deref().map(|b| spread(b, &units, &other, shift_m));
        let again = top(&settled, &other, &near, &moved, lent.as_deref());
        for ((_, _, members), (_, _, recurs)) in ranked.iter().zip(&mut check.places) {
            recurs.push(covered(members, &units, &again, &locate));
        }
        check.units.push(words);
    }
    let mut newer: Option<(String, Vec<u32>)> = None;
    for back in 0..=WINDOWS_BACK {
        let (from, to) = (settled.from.plus(-back), settled.to.plus(-back));
        if !loaded.months_without_records(from, to).is_empty() {
            break;
        }
        let events = if back == 0 { events.clone() } else { gather(back)?.events };
        // In the order of plain counts: a winner's scores know the months after an earlier window.
        let mut land: Vec<u32> =
            top(&settled, &units, &weights, &events, None).into_iter().flat_map(|f| f.units).collect();
        land.sort_unstable();
        if let Some((later, other)) = newer {
            check.windows.push((to.to_string(), later, jaccard(&land, &other, &units.area_m2)));
        }
        newer = Some((to.to_string(), land));
    }
    Ok(check)
}

/// Other units, how far their lattice is shifted, and their words.
fn others(settled: &Settled<'_>, units: &UnitSet) -> Vec<(Unit, f64, String)> {
    let plain = |unit: Unit| (unit, 0.0, unit.to_string());
    let usual = units.area_m2.iter().sum::<f64>() / units.len().max(1) as f64;
    let side = match settled.unit {
        Unit::Square(side) => side,
        _ => ((libm::sqrt(usual) / 50.0).round() as u32 * 50)
            .clamp(if settled.snapped { 300 } else { 50 }, 5_000),
    };
    let mut all = match settled.unit {
        Unit::H3(r) => [r - 1, r + 1]
            .into_iter()
            .filter(|r| (8..=11).contains(r) && !(settled.snapped && *r > 9))
            .map(|r| plain(Unit::H3(r)))
            .collect(),
        Unit::Square(_) => Vec::new(),
        _ => vec![plain(Unit::H3(9))],
    };
    if !matches!(settled.unit, Unit::Square(_)) {
        all.push(plain(Unit::Square(side)));
    }
    let half = f64::from(side) / 2.0;
    all.push((Unit::Square(side), half, format!("square:{side} shifted by {half} m")));
    all
}

/// What units borrow, given to other units by the land they share (told on seven points a unit).
fn spread(borrowed: &[f64], units: &UnitSet, other: &UnitSet, shift_m: f64) -> Vec<f64> {
    let at = |point: GridPoint| {
        let back = GridPoint::new(point.easting_m() - shift_m, point.northing_m() - shift_m)?;
        units.locate(back).map(|u| borrowed[u] / units.area_m2[u])
    };
    (other.centre.iter().zip(&other.area_m2))
        .map(|(centre, &area)| {
            let points = centre.seven_across(area);
            points.iter().filter_map(|&p| at(p)).sum::<f64>() * area / points.len() as f64
        })
        .collect()
}

/// The top places of a list, by the same floors and the same test.
pub(in crate::pipeline) fn top(
    settled: &Settled<'_>,
    units: &UnitSet,
    weights: &SpatialWeights,
    events: &[Event],
    borrowed: Option<&[f64]>,
) -> Vec<Found> {
    let mut counts = vec![0_u32; units.len()];
    for event in events {
        counts[event.unit as usize] += 1;
    }
    let index = EventIndex::new(events, units.len());
    let scene = Scene {
        units,
        weights,
        events,
        index: &index,
        settings: &settled.list,
        expected: None,
        borrowed,
        snapped: settled.snapped,
    };
    let testing = Testing { units, weights, expected: None, fdr: settled.list.fdr };
    let mut found = find(&scene, &counts, &testing.hot(&counts), None);
    found.retain(|f| f.kind == scene.ranked_kind());
    found.truncate(settled.list.top);
    found
}

/// True when one listed place of the other units shares half of the smaller one's land, told on seven points a unit.
fn covered(
    members: &[u32],
    units: &UnitSet,
    again: &[Found],
    locate: &dyn Fn(GridPoint) -> Option<u32>,
) -> bool {
    let mut shared = vec![0.0; again.len()];
    let mut own = 0.0;
    for &u in members {
        let area = units.area_m2[u as usize];
        own += area;
        let points = units.centre[u as usize].seven_across(area);
        for point in points {
            let Some(unit) = locate(point) else { continue };
            for (place, shared) in again.iter().zip(&mut shared) {
                if place.units.binary_search(&unit).is_ok() {
                    *shared += area / points.len() as f64;
                }
            }
        }
    }
    again.iter().zip(&shared).any(|(place, &shared)| shared >= HALF * own.min(place.area_m2))
}

fn jaccard(a: &[u32], b: &[u32], area_m2: &[f64]) -> f64 {
    let land = |of: &[u32]| of.iter().map(|&u| area_m2[u as usize]).sum::<f64>();
    let both = crate::detect::shared_area_m2(a, b, area_m2);
    let either = land(a) + land(b) - both;
    if either > 0.0 { both / either } else { f64::NAN }
}
