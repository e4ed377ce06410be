//! Against `fixtures/deterrence/golden.py`: numpy, scipy, shapely and every arrangement counted.

use std::fs;

use harmspot::{
    deterrence::{
        BandwidthRule, Dated, DayWindow, EvidenceUse, GroupEvent, GroupId, Method, RetaliationOptions,
        SetEvidence, change, overlaps, register::PresenceAt, retaliation, set_spaces,
    },
    geodesy::GridPoint,
};
use serde_json::Value;

use super::{at, event};

fn fixture(name: &str) -> String {
    fs::read_to_string(format!("{}/fixtures/deterrence/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn answers() -> Value {
    serde_json::from_str(&fixture("answers.json")).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[track_caller]
fn close(ours: f64, theirs: &Value, relative: f64) {
    let theirs = number(theirs);
    assert!((ours - theirs).abs() <= relative * theirs.abs().max(1e-300), "{ours} for {theirs}");
}

fn points() -> Vec<(u16, GridPoint)> {
    let rows = fixture("points.csv");
    let told = rows.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        (cells[0].parse().unwrap(), at(cells[1].parse().unwrap(), cells[2].parse().unwrap()))
    });
    told.collect()
}

#[test]
fn isopleth_areas_hulls_and_affinity_are_those_of_numpy_scipy_and_shapely() {
    let window = DayWindow::new(0, 365).unwrap();
    // A day of its own for every point, so that ten reports from one shop stay ten.
    let seen: Vec<PresenceAt> =
        (0..).zip(points()).map(|(day, (group, at))| PresenceAt { group: GroupId(group), day, at }).collect();
    let evidence = SetEvidence::gather(&[], &seen, window, EvidenceUse::default());
    assert_eq!(evidence.points.len(), seen.len());
    let spaces = set_spaces(4, &evidence, window).unwrap();
    let answers = answers();
    for (ours, theirs) in spaces.iter().zip(answers["spaces"].as_array().unwrap()) {
        let space = ours.space.as_ref().unwrap();
        close(space.bandwidth.metres, &theirs["bandwidth_m"], 1e-12);
        close(space.core_ha(), &theirs["ha_20m"][0], 1e-9);
        close(space.range_ha(), &theirs["ha_20m"][1], 1e-9);
        // A lattice five times finer moves the answer by a cell or two of a small core, by a thousandth else.
        close(space.core_ha(), &theirs["ha_fine"][0], 0.03);
        close(space.range_ha(), &theirs["ha_fine"][1], 0.012);
        close(space.hull_ha, &theirs["hull_95_ha"], 1e-9);
        close(space.centroid.easting_m(), &theirs["centroid"][0], 1e-12);
        close(space.centroid.northing_m(), &theirs["centroid"][1], 1e-12);
    }
    let rules: Vec<_> = spaces.iter().map(|s| s.space.as_ref().unwrap().bandwidth.rule).collect();
    let (reference, widest, narrowest) =
        (BandwidthRule::Reference, BandwidthRule::Widest, BandwidthRule::Narrowest);
    assert_eq!(rules, [reference, reference, widest, narrowest]);
    let pairs = overlaps(&spaces);
    assert_eq!(pairs.len(), 6);
    let (ours, theirs) = (pairs[0], &answers["overlap_of_0_and_1"]);
    close(ours.affinity, &theirs["at_20m"]["affinity"], 1e-5);
    close(ours.shared_ha, &theirs["at_20m"]["shared_ha"], 1e-9);
    close(ours.affinity, &theirs["at_4m"]["affinity"], 1e-5);
    assert!(pairs[1..].iter().all(|p| p.affinity < 1e-9 && p.shared_ha == 0.0));
}

fn feud(number: u64) -> Vec<GroupEvent> {
    let rows = fixture("attacks.csv");
    let mut events = Vec::new();
    for (incident, row) in rows.lines().skip(1).enumerate() {
        let cells: Vec<&str> = row.split(',').collect();
        let [of, day, side, x, y] = cells.as_slice() else { panic!("{row}") };
        if of.parse::<u64>().unwrap() == number {
            let (from, on) = if *side == "a" { (0, 1) } else { (1, 0) };
            let place = at(x.parse().unwrap(), y.parse().unwrap());
            events.push(event(incident, day.parse().unwrap(), Some(place), [&[from], &[on], &[]]));
        }
    }
    events
}

#[test]
fn answered_dates_ordered_pairs_and_their_chances_are_those_of_every_arrangement_counted() {
    let answers = answers();
    let tests = answers["retaliation"].as_array().unwrap();
    for theirs in tests {
        let within_m = theirs["metres"].as_f64();
        let days = theirs["within"].as_u64().unwrap() as u32;
        let options = RetaliationOptions { days, within_m, ..RetaliationOptions::default() };
        let found = retaliation(&feud(theirs["feud"].as_u64().unwrap()), &options).unwrap();
        let ours = &found[0];
        assert_eq!(ours.answered as u64, theirs["answered"].as_u64().unwrap(), "{theirs}");
        assert_eq!(ours.answered, ours.answered_by_a + ours.answered_by_b);
        assert_eq!(ours.ordered_pairs as u64, theirs["ordered_pairs"].as_u64().unwrap(), "{theirs}");
        close(ours.expected.unwrap(), &theirs["expected"], 1e-12);
        close(ours.p.unwrap(), &theirs["p"], 1e-12);
        let exact = if within_m.is_some() { Method::ExactOrders } else { Method::ExactSides };
        assert_eq!(ours.method, Some(exact));
    }
    assert_eq!(tests.len(), 10);
}

#[test]
fn shuffled_orders_come_near_the_exact_chance() {
    // Beyond eight dates a distance is tested by shuffles; one that reaches everywhere is no distance.
    for number in [2, 3] {
        let exact = retaliation(&feud(number), &RetaliationOptions::default()).unwrap().remove(0);
        let far = RetaliationOptions { within_m: Some(1e6), ..RetaliationOptions::default() };
        let drawn = retaliation(&feud(number), &far).unwrap().remove(0);
        assert_eq!(drawn.method, Some(Method::Shuffled(9_999)));
        assert_eq!((drawn.answered, drawn.ordered_pairs), (exact.answered, exact.ordered_pairs));
        let (p, q) = (drawn.p.unwrap(), exact.p.unwrap());
        assert!((p - q).abs() < 4.0 * (q * (1.0 - q) / 9_999.0).sqrt() + 1e-4, "{p} for {q}");
        assert!((drawn.expected.unwrap() / exact.expected.unwrap() - 1.0).abs() < 0.02);
    }
}

#[test]
fn the_chance_of_a_weeks_count_is_scipys_binomial_and_its_negative_binomial_forecast() {
    let week = DayWindow::new(7_000, 7_007).unwrap();
    for theirs in answers()["usual"].as_array().unwrap() {
        let count = |value: &Value| value.as_u64().unwrap() as usize;
        let earlier = theirs["earlier"].as_array().unwrap();
        let mut dates = vec![Dated { day: 7_003, recorded: 7_003 }; count(&theirs["now"])];
        for (back, told) in (1..).zip(earlier) {
            let day = 7_003 - 7 * back;
            dates.extend(vec![Dated { day, recorded: day }; count(told)]);
        }
        let found = change(&dates, week, 7_010, 0, earlier.len() as u32);
        let usual = found.usual.unwrap();
        assert_eq!(usual.counts.iter().map(|c| *c as usize).collect::<Vec<_>>(), {
            earlier.iter().map(count).collect::<Vec<_>>()
        });
        close(usual.as_many, &theirs["as_many"], 1e-12);
        close(usual.as_many, &theirs["as_many_forecast"], 1e-12);
        close(usual.as_few, &theirs["as_few"], 1e-12);
    }
}
