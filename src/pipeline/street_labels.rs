//! Street names from the incidents' own points, for an area pack without a street network.

use std::collections::BTreeMap;

use crate::{
    detect::small_s,
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
    let current = incidents.iter().filter(|incident| incident.status == Status::Current);
    spread(current.filter_map(|incident| Some((incident.label.as_deref()?, incident.point?))))
}

fn spread<'a>(recorded: impl Iterator<Item = (&'a str, GridPoint)>) -> Vec<(String, GridPoint)> {
    let mut points: BTreeMap<&str, Points> = BTreeMap::new();
    for (label, point) in recorded.filter(|(label, _)| !is_generic_label(label)) {
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
    out.into_iter().map(|(_, label, point)| (small_s(label), point)).collect()
}

fn metres(a: GridPoint, b: GridPoint) -> f64 {
    (a.easting_m() - b.easting_m()).hypot(a.northing_m() - b.northing_m())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(easting_m: f64) -> GridPoint {
        GridPoint::new(easting_m, 150_000.0).expect("on the grid")
    }

    #[test]
    fn a_street_is_named_at_its_busiest_points_and_never_twice_within_300_m() {
        let mut recorded = vec![("On or near St Paul'S Road", at(1000.0)); 2];
        recorded.extend(vec![("On or near St Paul'S Road", at(1200.0)); 5]);
        recorded.extend(vec![("St Paul'S Road", at(1500.0)); 4]);
        recorded.extend(vec![("On or near Parking Area", at(2000.0)); 9]);
        recorded.extend(vec![("Back Lane", at(3000.0)); 2]);
        let named = spread(recorded.into_iter());
        let expected = [("St Paul's Road".to_owned(), at(1200.0)), ("St Paul's Road".to_owned(), at(1500.0))];
        assert_eq!(named, expected, "no kind of place, and no name that only two incidents bear");
    }
}
