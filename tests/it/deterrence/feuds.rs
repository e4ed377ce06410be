//! Retaliation: found where it was planted, not found where attacks only burst, drift or go one way.

use harmspot::{
    deterrence::{
        DeterrenceError, GroupEvent, GroupId, Method, RetaliationOptions, RetaliationVerdict, retaliation,
    },
    inference::{Stream, below, shuffle, stream, uniform},
};

use super::{at, attack, event};
use crate::proof::{proof, prove};

fn test(events: &[GroupEvent]) -> Vec<harmspot::deterrence::Retaliation> {
    retaliation(events, &RetaliationOptions::default()).unwrap()
}

#[test]
fn under_five_dates_the_dates_are_the_answer() {
    // Six crimes on four days: one attack with three victims is one date.
    let events: Vec<GroupEvent> = [(10, 0, 1), (10, 0, 1), (10, 0, 1), (15, 1, 0), (90, 0, 1), (95, 1, 0)]
        .iter()
        .enumerate()
        .map(|(i, &(day, from, on))| attack(i, day, from, on))
        .collect();
    let found = test(&events).remove(0);
    assert_eq!(found.verdict, RetaliationVerdict::TooFew { dates: 4, least: 5 });
    assert_eq!(found.verdict.to_string(), "too few to test: 4 dates, 5 are needed");
    assert_eq!(found.dates.iter().map(|d| d.day).collect::<Vec<_>>(), [10, 15, 90, 95]);
    assert_eq!(found.dates[0].incidents, [0, 1, 2]);
    assert_eq!(found.dates.iter().map(|d| d.answers).collect::<Vec<_>>(), [None, Some(0), None, Some(2)]);
    assert_eq!((found.answered, found.ordered_pairs, found.p), (2, 4, None));
    assert_eq!((found.answered_by_a, found.answered_by_b), (0, 2));
}

#[test]
fn one_side_only_is_never_answered_and_is_not_in_the_family() {
    let mut events: Vec<GroupEvent> = (0..9).map(|i| attack(i, i as i32 * 3, 0, 1)).collect();
    // A feud that takes turns twelve times in pairs far apart.
    for k in 0..12 {
        events.push(attack(100 + 2 * k, 60 * k as i32, 2, 3));
        events.push(attack(101 + 2 * k, 60 * k as i32 + 5, 3, 2));
    }
    let found = test(&events);
    assert_eq!(found[0].verdict, RetaliationVerdict::OneWay { from: GroupId(0) });
    assert_eq!(found[0].verdict.to_string(), "all attacks go one way: none is answered");
    assert_eq!((found[0].p, found[0].p_fdr), (None, None));
    assert_eq!(found[1].verdict, RetaliationVerdict::Found);
    assert_eq!((found[1].p_fdr, found[1].method), (found[1].p, Some(Method::ExactSides)));
    // Twelve couples, each of either order: 2^12 of all ways to deal twelve sides to 24 dates.
    assert!((found[1].p.unwrap() - 4_096.0 / 2_704_156.0).abs() < 1e-12, "{:?}", found[1].p);
    assert!((found[1].expected.unwrap() - 12.0 * 12.0 / 23.0).abs() < 1e-9);
    assert!((found[1].ratio.unwrap() - 23.0 / 12.0).abs() < 1e-9);
}

#[test]
fn the_same_day_answers_nothing_and_a_day_with_attacks_both_ways_is_set_aside() {
    let mut events: Vec<GroupEvent> =
        (0..6).map(|i| attack(i, i as i32 * 40, u16::from(i % 2 == 1), u16::from(i % 2 == 0))).collect();
    events.push(attack(50, 300, 0, 1));
    events.push(attack(51, 300, 1, 0));
    // One incident in which both were suspected and both attacked.
    events.push(event(52, 340, None, [&[0, 1], &[0, 1], &[]]));
    events.push(event(53, 345, None, [&[], &[], &[0, 1]]));
    let found = test(&events).remove(0);
    assert_eq!((found.dates.len(), found.both_ways_days, found.unclear), (6, 2, 1));
    assert_eq!((found.answered, found.ordered_pairs), (0, 0));
    assert_eq!(found.verdict, RetaliationVerdict::NotShown);
    assert_eq!(found.verdict.to_string(), "this data cannot show it");
    assert!((found.p.unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn an_incident_with_three_groups_is_an_attack_on_each_and_days_and_metres_are_inclusive() {
    let (here, near, far) = (at(0.0, 0.0), at(300.0, 0.0), at(300.1, 0.0));
    let events = [
        event(0, 0, Some(here), [&[0], &[1, 2], &[]]),
        event(1, 28, Some(near), [&[1], &[0], &[]]),
        event(2, 29, Some(near), [&[2], &[0], &[]]),
        event(3, 40, None, [&[0], &[1], &[]]),
        event(4, 41, Some(far), [&[1], &[0], &[]]),
    ];
    let near = RetaliationOptions { within_m: Some(300.0), ..RetaliationOptions::default() };
    let found = retaliation(&events, &near).unwrap();
    let pairs: Vec<_> = found.iter().map(|r| (r.a.0, r.b.0, r.answered, r.ordered_pairs)).collect();
    assert_eq!(pairs, [(0, 1, 1, 1), (0, 2, 0, 0)]);
    assert_eq!(test(&events)[0].ordered_pairs, 3);
    for bad in [
        RetaliationOptions { days: 0, ..near },
        RetaliationOptions { within_m: Some(0.0), ..near },
        RetaliationOptions { level: 1.0, ..near },
        RetaliationOptions { permutations: 1, ..near },
    ] {
        let refused = retaliation(&events, &bad).unwrap_err();
        assert!(matches!(refused, DeterrenceError::Setting { .. }), "{refused}");
    }
}

#[test]
fn neither_the_order_of_the_events_nor_other_pairs_change_a_pairs_chance() {
    let mut rng = stream(5, "order", 0);
    let mut events = feud(&mut rng, 0, 1, 14, 0.45, 1_096);
    let places: Vec<GroupEvent> = events
        .iter()
        .enumerate()
        .map(|(i, e)| GroupEvent { incident: i, at: Some(at(below(&mut rng, 900) as f64, 0.0)), ..e.clone() })
        .collect();
    events = places;
    let far = RetaliationOptions { within_m: Some(500.0), ..RetaliationOptions::default() };
    let alone = retaliation(&events, &far).unwrap().remove(0);
    assert!(matches!(alone.method, Some(Method::Shuffled(_))));
    events.extend(feud(&mut rng, 2, 3, 14, 0.45, 1_096));
    shuffle(&mut rng, &mut events);
    let among = retaliation(&events, &far).unwrap().remove(0);
    assert_eq!((alone.p, alone.expected, alone.dates), (among.p, among.expected, among.dates));
}

/// Attacks of two rivals, each answered within a fortnight with a chance, as Lomea plants them.
fn feud(rng: &mut Stream, a: u16, b: u16, starts: u64, answer: f64, days: i32) -> Vec<GroupEvent> {
    let mut events = Vec::new();
    for first in [a, b] {
        for _ in 0..starts {
            let (mut day, mut from) = (below(rng, days as u64) as i32, first);
            loop {
                let on = a + b - from;
                events.push(attack(0, day, from, on));
                day += 1 + below(rng, 14) as i32;
                if uniform(rng) >= answer || day >= days {
                    break;
                }
                from = on;
            }
        }
    }
    events
}

/// A way attacks may come without anybody answering.
type World = (&'static str, fn(&mut Stream, u16, u16) -> Vec<GroupEvent>);

const DAYS: u64 = 1_096;

fn side(rng: &mut Stream, a: u16, b: u16, share_of_a: f64, day: u64) -> GroupEvent {
    let by_a = uniform(rng) < share_of_a;
    attack(0, day as i32, if by_a { a } else { b }, if by_a { b } else { a })
}

/// Days of the next summer: three months a year.
fn summer(rng: &mut Stream) -> u64 {
    365 * below(rng, 3) + 150 + below(rng, 90)
}

const WORLDS: [World; 7] = [
    ("evenly spread", |rng, a, b| {
        (0..50)
            .map(|_| below(rng, DAYS))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|d| side(rng, a, b, 0.5, d))
            .collect()
    }),
    ("in summers, both sides", |rng, a, b| {
        (0..50)
            .map(|_| summer(rng))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|d| side(rng, a, b, 0.5, d))
            .collect()
    }),
    ("nine in ten by one side, in summers", |rng, a, b| {
        (0..50)
            .map(|_| summer(rng))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|d| side(rng, a, b, 0.9, d))
            .collect()
    }),
    ("flares of a fortnight, both sides", |rng, a, b| {
        let flares: Vec<u64> = (0..10).map(|_| below(rng, DAYS)).collect();
        let days: Vec<u64> = (0..50).map(|_| flares[below(rng, 10) as usize] + below(rng, 14)).collect();
        days.into_iter().map(|d| side(rng, a, b, 0.5, d)).collect()
    }),
    ("series by one side at a time", |rng, a, b| {
        let mut events = Vec::new();
        for _ in 0..12 {
            let (start, share) = (below(rng, DAYS), f64::from(u8::from(uniform(rng) < 0.5)));
            for _ in 0..=below(rng, 6) {
                let day = start + below(rng, 14);
                events.push(side(rng, a, b, share, day));
            }
        }
        events
    }),
    ("the aggressor changes half way", |rng, a, b| {
        (0..50)
            .map(|_| below(rng, DAYS))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|d| side(rng, a, b, if d < DAYS / 2 { 0.85 } else { 0.15 }, d))
            .collect()
    }),
    ("several crimes an attack, fights both ways", |rng, a, b| {
        let mut events = Vec::new();
        for _ in 0..30 {
            let day = below(rng, DAYS);
            let one = side(rng, a, b, 0.5, day);
            let other =
                GroupEvent { suspects: one.victims.clone(), victims: one.suspects.clone(), ..one.clone() };
            for _ in 0..=below(rng, 4) {
                events.push(one.clone());
            }
            if uniform(rng) < 0.2 {
                events.push(other);
            }
        }
        events
    }),
];

#[test]
fn pairs_without_retaliation_are_found_in_no_more_than_five_per_cent_and_planted_ones_are() {
    let seeds = if prove() { 200 } else { 20 };
    let mut worst = 0.0_f64;
    for (name, make) in WORLDS {
        let (mut false_pairs, mut any, mut pairs) = (0_u32, 0_u32, 0_u32);
        for seed in 0..seeds {
            let mut rng = stream(seed, name, 0);
            let events: Vec<GroupEvent> =
                (0..3).flat_map(|pair| make(&mut rng, 2 * pair, 2 * pair + 1)).collect();
            let found = test(&events);
            let wrong = found.iter().filter(|r| r.verdict == RetaliationVerdict::Found).count() as u32;
            (false_pairs, any, pairs) = (false_pairs + wrong, any + u32::from(wrong > 0), pairs + 3);
        }
        let share = f64::from(false_pairs) / f64::from(pairs);
        worst = worst.max(share);
        proof(&format!(
            "retaliation, no process, {name}: {false_pairs} of {pairs} pairs found ({:.1} %), in {any} of {seeds} seeds",
            100.0 * share
        ));
    }
    let allowed = if prove() { 0.05 } else { 0.12 };
    assert!(worst <= allowed, "{worst}");
}

#[test]
fn planted_retaliation_is_found_beside_a_pair_without_and_how_many_dates_that_takes() {
    let seeds = if prove() { 200 } else { 12 };
    for starts in [3_u64, 7, 14, 28] {
        let (mut planted, mut wrong, mut dates) = (0_u32, 0_u32, 0_usize);
        for seed in 0..seeds {
            let mut rng = stream(seed, "planted beside none", starts);
            let mut events = feud(&mut rng, 0, 1, starts, 0.45, DAYS as i32);
            let days: Vec<u64> = (0..4 * starts).map(|_| summer(&mut rng)).collect();
            events.extend(days.into_iter().map(|day| side(&mut rng, 2, 3, 0.6, day)).collect::<Vec<_>>());
            let found = test(&events);
            let is = |k: usize| u32::from(found[k].verdict == RetaliationVerdict::Found);
            (planted, wrong, dates) = (planted + is(0), wrong + is(1), dates + found[0].dates.len());
        }
        proof(&format!(
            "retaliation, answered with chance 0.45 within a fortnight, {:.0} dates: found in {planted} of {seeds} seeds; the bursty pair beside it in {wrong}",
            dates as f64 / seeds as f64
        ));
        assert!(f64::from(wrong) / seeds as f64 <= if prove() { 0.05 } else { 0.17 });
        assert!(starts < 28 || f64::from(planted) / seeds as f64 > 0.6, "{planted} of {seeds}");
    }
}

/// Attacks that take turns, a day apart, between a group and the next one.
fn in_turn(first: u16, days: i32) -> Vec<GroupEvent> {
    let place = Some(at(600_000.0, 200_000.0));
    let turn = |day: i32| {
        let (from, on) = if day % 2 == 0 { (first, first + 1) } else { (first + 1, first) };
        event(day as usize, day, place, [&[from], &[on], &[]])
    };
    (0..days).map(turn).collect()
}

#[test]
fn random_orders_never_give_a_chance_of_nothing() {
    let options =
        RetaliationOptions { within_m: Some(100.0), permutations: 99, ..RetaliationOptions::default() };
    let found = retaliation(&in_turn(0, 40), &options).unwrap().remove(0);
    assert_eq!(found.method, Some(Method::Shuffled(99)));
    assert_eq!(found.p, Some(0.01), "no order of 99 is as strict, and the one that was counts");
}

#[test]
fn pairs_are_corrected_for_however_they_hang_together() {
    // Two of the seventy ways to deal eight dates take turns.
    let alone = test(&in_turn(0, 8)).remove(0);
    let p = alone.p.unwrap();
    assert!((p - 2.0 / 70.0).abs() < 1e-12 && alone.verdict == RetaliationVerdict::Found, "{alone:?}");
    let three: Vec<GroupEvent> = [0, 2, 4].into_iter().flat_map(|first| in_turn(first, 8)).collect();
    for pair in test(&three) {
        let harmonic = 1.0 + 1.0 / 2.0 + 1.0 / 3.0;
        assert!((pair.p_fdr.unwrap() - p * harmonic).abs() < 1e-12, "{pair:?}");
        assert_eq!(pair.verdict, RetaliationVerdict::NotShown);
    }
}
