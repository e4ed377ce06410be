//! Street names from the incidents' own points, for an area pack without a street network.

use std::collections::BTreeMap;

use crate::{
    geodesy::GridPoint,
    incidents::{Incident, Status},
    places::{is_generic_label, plain_label},
};

/// The same name is written again only this far from where it stands already.
const APART_M: f64 = 300.0;
/// Fewer incidents than this make no name: a slip of the pen is no street, and one event is nobody's address.
const FEWEST: u32 = 3;

/// Incidents at each metre, and the point as recorded.
type Points = BTreeMap<(i64, i64), (u32, GridPoint)>;

/// Name and point, the name most often recorded first. A name stands at its busiest points, at least
/// 300 m from each other; names of kinds of place ("Car Park") are left out.
pub(super) fn street_labels(incidents: &[Incident]) -> Vec<(String, GridPoint)> {
    let mut points: BTreeMap<&str, Points> = BTreeMap::new();
    for incident in incidents.iter().filter(|incident| incident.status == Status::Current) {
        let (Some(point), Some(label)) = (incident.point, incident.label.as_deref()) else { continue };
        if is_generic_label(label) {
            continue;
        }
        let metre = (point.easting_m().round() as i64, point.northing_m().round() as i64);
        let at = points.entry(plain_label(label)).or_default();
        at.entry(metre).or_insert((0, point)).0 += 1;
    }
    let mut out: Vec<(u32, &str, GridPoint)> = Vec::new();
    for (label, points) in points {
        if points.values().map(|(n, _)| n).sum::<u32>() < FEWEST {
            continue;
        }
        let mut busiest: Vec<(u32, GridPoint)> = points.into_values().collect();
        // The map was in order of its points, and this sort keeps that order among equals.
        busiest.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        let first = out.len();
        for (n, point) in busiest {
            if out[first..].iter().all(|(_, _, other)| metres(*other, point) >= APART_M) {
                out.push((n, label, point));
            }
        }
    }
    out.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    out.into_iter().map(|(_, label, point)| (label.to_owned(), point)).collect()
}

fn metres(a: GridPoint, b: GridPoint) -> f64 {
    (a.easting_m() - b.easting_m()).hypot(a.northing_m() - b.northing_m())
}
