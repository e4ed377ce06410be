//! Set spaces: which points draw them, when they are refused, and whether they lie on the ground that was planted.

use geo::{Area, BooleanOps, Contains};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use harmspot::{
    deterrence::{
        CONTESTED_SIDE_M, DayWindow, EvidenceUse, GroupEvent, GroupId, PointKind, SetEvidence, SetSpace,
        SetSpaceRefusal, contested, overlaps, register::PresenceAt, set_spaces,
    },
    geodesy::GridPoint,
    inference::{stream, uniform},
    synth::Lomea,
};

use super::{at, event};
use crate::proof::{proof, prove};

const YEAR: i32 = 364;

fn year() -> DayWindow {
    DayWindow::new(0, YEAR).unwrap()
}

fn seen(group: u16, day: i32, place: GridPoint) -> PresenceAt {
    PresenceAt { group: GroupId(group), day, at: place }
}

/// The 95 % isopleth is there.
fn reaches(space: &SetSpace, place: GridPoint) -> bool {
    space.range.outline.contains(&Coord { x: place.easting_m(), y: place.northing_m() })
}

/// Points spread evenly over a circle, a few days apart.
fn in_circle(seed: u64, group: u16, centre: (f64, f64), radius_m: f64, n: usize) -> Vec<PresenceAt> {
    let mut rng = stream(seed, "presence", u64::from(group));
    (0..n)
        .map(|i| {
            let (reach, turn) =
                (radius_m * uniform(&mut rng).sqrt(), uniform(&mut rng) * std::f64::consts::TAU);
            let place = at(centre.0 + reach * turn.cos(), centre.1 + reach * turn.sin());
            seen(group, (i as i32 * YEAR) / n as i32, place)
        })
        .collect()
}

pub fn circle(centre: (f64, f64), radius_m: f64) -> Polygon<f64> {
    let corner = |k: i32| {
        let turn = f64::from(k) / 180.0 * std::f64::consts::PI;
        Coord { x: centre.0 + radius_m * turn.cos(), y: centre.1 + radius_m * turn.sin() }
    };
    Polygon::new(LineString((0..360).map(corner).collect()), Vec::new())
}

/// Ground in both over ground in either.
pub fn jaccard(one: &MultiPolygon<f64>, other: &MultiPolygon<f64>) -> f64 {
    let both = one.intersection(other).unsigned_area();
    both / (one.unsigned_area() + other.unsigned_area() - both)
}

#[test]
fn a_victim_never_gives_its_group_ground_and_an_attack_never_gives_the_attacker_the_rivals() {
    let (home, away) = (at(575_000.0, 168_000.0), at(576_000.0, 168_000.0));
    let mut events: Vec<GroupEvent> = Vec::new();
    for k in 0..12 {
        let day = k as i32 * 20;
        // Attacked at home; attacks away; a fight of two on unclear sides; alone at home, once on an unclear side.
        events.push(event(10 * k, day, Some(home), [&[1], &[0], &[]]));
        events.push(event(10 * k + 1, day + 1, Some(away), [&[0], &[1], &[]]));
        events.push(event(10 * k + 2, day + 2, Some(away), [&[], &[], &[0, 1]]));
    }
    events.push(event(900, 5, Some(home), [&[0], &[], &[]]));
    events.push(event(901, 6, Some(home), [&[], &[], &[0]]));
    events.push(event(902, 7, None, [&[0], &[], &[]]));
    events.push(event(903, 999, Some(home), [&[0], &[], &[]]));
    let found = SetEvidence::gather(&events, &[], year(), EvidenceUse::default());
    assert_eq!(found.points.len(), 2);
    assert!(found.points.iter().all(|p| p.group == GroupId(0) && p.kind == PointKind::OwnIncident));
    let left_out = found.left_out[&GroupId(0)];
    assert_eq!((left_out.as_victim, left_out.encounters, left_out.unmapped), (12, 24, 1));
    let spaces = set_spaces(2, &found, year()).unwrap();
    let refused = SetSpaceRefusal::TooFewPoints { got: 2, least: 10 };
    assert_eq!((spaces[0].refusal, spaces[0].space.is_none()), (Some(refused), true));
    assert_eq!(refused.to_string(), "2 points: a set space needs 10");
    assert_eq!(spaces[1].refusal, Some(SetSpaceRefusal::TooFewPoints { got: 0, least: 10 }));
    // Asked for, encounters count for those who brought the harm or may have; never for the victim.
    let all = EvidenceUse { encounters: true, ..EvidenceUse::default() };
    let found = SetEvidence::gather(&events, &[], year(), all);
    let of = |g| found.of(GroupId(g)).iter().filter(|p| p.kind == PointKind::Encounter).count();
    assert_eq!((of(0), of(1)), (24, 24));
    assert_eq!(found.left_out[&GroupId(0)].as_victim, 12);
}

#[test]
fn three_reports_of_one_evening_are_one_sighting_and_what_is_switched_off_is_counted() {
    let place = at(575_000.0, 168_000.0);
    let reports = [seen(0, 4, place), seen(0, 4, place), seen(0, 4, place), seen(0, 5, place)];
    let found = SetEvidence::gather(&[], &reports, year(), EvidenceUse::default());
    assert_eq!((found.points.len(), found.left_out[&GroupId(0)].repeats), (2, 2));
    let none = EvidenceUse { presence: false, own_incidents: true, encounters: false };
    let found = SetEvidence::gather(&[], &reports, year(), none);
    assert_eq!((found.points.len(), found.left_out[&GroupId(0)].switched_off), (0, 4));
}

#[test]
fn nine_points_are_refused_ten_are_drawn_and_a_place_in_another_county_is_not_drawn_over() {
    let mut points = in_circle(1, 0, (575_000.0, 168_000.0), 300.0, 9);
    let draw = |points: &[PresenceAt]| {
        let found = SetEvidence::gather(&[], points, year(), EvidenceUse::default());
        set_spaces(1, &found, year()).unwrap().remove(0)
    };
    assert_eq!(draw(&points).refusal, Some(SetSpaceRefusal::TooFewPoints { got: 9, least: 10 }));
    points.push(seen(0, 300, at(575_050.0, 168_020.0)));
    let ten = draw(&points);
    let space = ten.space.unwrap();
    assert!(space.core_ha() < space.range_ha() && ten.presence == 10);
    assert!(reaches(&space, at(575_050.0, 168_020.0)) && !reaches(&space, at(580_000.0, 168_000.0)));
    // Outlines are closed and their area is the cells'.
    assert!((space.range.outline.unsigned_area() / 10_000.0 - space.range_ha()).abs() < 1e-6);
    points.push(seen(0, 301, at(375_000.0, 398_000.0)));
    let refusal = draw(&points).refusal.unwrap();
    assert!(matches!(refusal, SetSpaceRefusal::TooFarApart { across_km } if (across_km - 230.0).abs() < 1.0));
    assert!(refusal.to_string().contains("230 km apart; a place may be wrong"), "{refusal}");
}

#[test]
fn adding_a_group_or_turning_the_points_round_changes_no_other_groups_ground() {
    let mut points = in_circle(2, 0, (575_000.0, 168_000.0), 300.0, 30);
    let draw = |groups, points: &[PresenceAt]| {
        let found = SetEvidence::gather(&[], points, year(), EvidenceUse::default());
        set_spaces(groups, &found, year()).unwrap()
    };
    let alone = draw(1, &points).remove(0);
    points.extend(in_circle(2, 1, (575_311.0, 168_207.0), 250.0, 30));
    points.reverse();
    let both = draw(2, &points);
    assert_eq!(alone, both[0]);
    let pair = overlaps(&both).remove(0);
    assert!(pair.affinity > 0.3 && pair.affinity < 1.0 && pair.share_of_a > 0.0, "{pair:?}");
}

#[test]
fn quarters_tell_a_move_and_none_is_told_where_points_are_few() {
    let centre = |k: i32| if k < 3 { (575_000.0, 168_000.0) } else { (575_400.0, 168_300.0) };
    let mut points = Vec::new();
    for quarter in 0..4_i32 {
        let n = if quarter == 0 { 5 } else { 20 };
        for (k, told) in in_circle(3 + quarter as u64, 0, centre(quarter), 200.0, n).into_iter().enumerate() {
            points.push(PresenceAt { day: quarter * 91 + k as i32 * 4, ..told });
        }
    }
    let found = SetEvidence::gather(&[], &points, year(), EvidenceUse::default());
    let trend = set_spaces(1, &found, year()).unwrap().remove(0).space.unwrap().trend;
    assert_eq!(trend.quarters.iter().map(|q| q.points).collect::<Vec<_>>(), [5, 20, 20, 20]);
    assert!(trend.quarters[0].ground.is_none() && trend.last_two_ha().is_some());
    let shift = trend.shift.unwrap();
    assert!((shift.metres - 500.0).abs() < 120.0 && shift.p <= 0.001, "{shift:?}");
    let still: Vec<PresenceAt> =
        points.iter().filter(|p| p.day < 273).map(|p| PresenceAt { day: p.day + 91, ..*p }).collect();
    let found = SetEvidence::gather(&[], &still, year(), EvidenceUse::default());
    let shift = set_spaces(1, &found, year()).unwrap().remove(0).space.unwrap().trend.shift.unwrap();
    assert!(shift.p > 0.05, "{shift:?}");
}

#[test]
fn a_square_is_contested_from_three_incidents_where_both_grounds_reach_and_nowhere_else() {
    let (one, other) = ((575_000.0, 168_000.0), (575_400.0, 168_000.0));
    let points = [in_circle(5, 0, one, 300.0, 40), in_circle(5, 1, other, 300.0, 40)].concat();
    let found = SetEvidence::gather(&[], &points, year(), EvidenceUse::default());
    let spaces = set_spaces(2, &found, year()).unwrap();
    let (between, far) = (at(575_210.0, 168_010.0), at(574_650.0, 168_010.0));
    assert!(spaces.iter().all(|s| reaches(s.space.as_ref().unwrap(), between)));
    assert!(!reaches(spaces[1].space.as_ref().unwrap(), far));
    let mut events = vec![
        event(7, 30, Some(between), [&[0], &[1], &[]]),
        event(3, 10, Some(between), [&[1], &[0], &[]]),
        // Both suspected, on one side: they did not meet, they came together.
        event(4, 11, Some(between), [&[0, 1], &[], &[]]),
    ];
    for k in 0..5 {
        events.push(event(50 + k, 40, Some(far), [&[1], &[0], &[]]));
    }
    assert!(contested(&spaces, &events).is_empty());
    events.push(event(9, 20, Some(between), [&[], &[], &[0, 1]]));
    let cells = contested(&spaces, &events);
    assert_eq!(cells.len(), 1);
    assert_eq!((cells[0].incidents.as_slice(), cells[0].last_day), ([3, 9, 7].as_slice(), 30));
    assert_eq!(cells[0].south_west, at(575_200.0, 168_000.0));
    assert!(cells[0].shared_ha > 0.0 && cells[0].shared_ha <= 4.0);
    assert!((cells[0].outline().unsigned_area() - CONTESTED_SIDE_M * CONTESTED_SIDE_M).abs() < 1e-6);
}

#[test]
fn set_spaces_lie_on_the_planted_territories() {
    let lomea = Lomea::generate(1);
    let seeds = if prove() { 20 } else { 3 };
    let (mut ranges, mut cores, mut hulls, mut n) = (0.0, 0.0, 0.0, 0.0);
    for seed in 0..seeds {
        let planted = lomea.incidents(4_000, seed, 2).groups;
        let points: Vec<PresenceAt> = planted
            .iter()
            .enumerate()
            .flat_map(|(g, group)| in_circle(seed, g as u16, group.at, group.radius_m, 24))
            .collect();
        let found = SetEvidence::gather(&[], &points, year(), EvidenceUse::default());
        for (space, group) in set_spaces(planted.len(), &found, year()).unwrap().iter().zip(&planted) {
            let truth = circle(group.at, group.radius_m);
            let space = space.space.as_ref().unwrap();
            let both = space.range.outline.intersection(&truth).unsigned_area();
            ranges += both / (space.range.outline.unsigned_area() + truth.unsigned_area() - both);
            cores +=
                space.core.outline.intersection(&truth).unsigned_area() / space.core.outline.unsigned_area();
            let both = space.hull.intersection(&truth).unsigned_area();
            hulls += both / (space.hull.unsigned_area() + truth.unsigned_area() - both);
            n += 1.0;
        }
    }
    proof(&format!(
        "set space, {n} planted circles of 280 to 420 m, 24 presence points each: mean Jaccard of the 95 % isopleth {:.2} (95 % hull {:.2}); share of the 50 % isopleth inside the circle {:.2}",
        ranges / n,
        hulls / n,
        cores / n
    ));
    assert!(ranges / n > 0.55 && cores / n > 0.95, "{} {}", ranges / n, cores / n);
}
