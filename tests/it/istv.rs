//! Police against A&E: the statistic, the health feed and what never leaves it, the gazetteer, the command, and
//! the planted silence of Lomea.

use harmspot::{
    detect::{
        AreaReports, DetectError, Disagreement, DisagreementOptions, DisagreementRun, disagreement,
    },
    inference::{binomial_tails, stream, uniform},
};
use proptest::prelude::*;

use crate::proof;

fn area(catchment: u32, emergency: u64, police: u64) -> AreaReports {
    AreaReports { catchment: Some(catchment), emergency, police }
}

fn run(areas: &[AreaReports]) -> DisagreementRun {
    disagreement(areas, &DisagreementOptions::default()).unwrap()
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()) || (a.is_nan() && b.is_nan())
}

/// ln n! by the sum of logarithms.
fn ln_factorial(n: u64) -> f64 {
    (2..=n).map(|i| (i as f64).ln()).sum()
}

fn ln_choose(n: u64, k: u64) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

#[test]
fn an_area_with_twice_its_share_of_attendances_is_found_and_told_with_its_interval() {
    let found = run(&[area(0, 30, 20), area(0, 50, 200), area(0, 50, 200)]);
    let hot = found.areas[0];
    assert_eq!(hot.class, Disagreement::AeMore);
    assert!((hot.expected - 50.0 * 130.0 / 550.0).abs() < 1e-12);
    assert!((hot.ratio - 1.5 / (130.0 / 420.0)).abs() < 1e-12);
    assert!(hot.low > 1.0 && hot.low < hot.ratio && hot.ratio < hot.high);
    assert!(found.areas[1..].iter().all(|a| a.class == Disagreement::AsExpected));
    assert_eq!((found.tested, found.catchments[&0].tested), (3, 3));
    let without_police = run(&[area(0, 20, 0), area(0, 40, 200)]).areas[0];
    assert!(without_police.ratio.is_infinite() && without_police.high.is_infinite());
    assert!(without_police.low > 1.0);
}

#[test]
fn few_reports_are_counted_and_not_tested_and_no_supply_is_not_known() {
    let few = run(&[area(0, 29, 100), area(0, 0, 100), area(1, 40, 40), area(1, 2, 2), area(1, 40, 40)]);
    let class: Vec<Disagreement> = few.areas.iter().map(|a| a.class).collect();
    assert_eq!(class[..2], [Disagreement::TooFew; 2], "29 attendances in the whole catchment");
    assert_eq!(class[3], Disagreement::TooFew, "four reports in the area");
    assert!(few.areas[3].p_more.is_nan() && few.areas[3].ratio.is_nan());
    assert_eq!((few.tested, class[2]), (2, Disagreement::AsExpected));
    let alone = run(&[area(0, 100, 100)]);
    assert_eq!(alone.areas[0].class, Disagreement::TooFew, "a catchment of one area has nothing beside it");
    let unknown = AreaReports { catchment: None, emergency: 0, police: 500 };
    let found = run(&[unknown, area(0, 100, 90), area(0, 90, 100)]);
    assert_eq!(found.areas[0].class, Disagreement::NotKnown);
    assert_eq!(found.areas[0].class.word(), "not-known");
    assert_eq!(found.tested, 2, "an area that is not known is in no family");
}

#[test]
fn settings_out_of_range_and_counts_beyond_reason_are_refused() {
    let refused = |options| disagreement(&[area(0, 1, 1)], &options);
    let plain = DisagreementOptions::default();
    for bad in [
        DisagreementOptions { level: 0.0, ..plain },
        DisagreementOptions { confidence: 1.0, ..plain },
        DisagreementOptions { confidence: f64::NAN, ..plain },
        DisagreementOptions { least_in_area: 0, ..plain },
    ] {
        assert!(matches!(refused(bad), Err(DetectError::Setting { .. })));
    }
    let far = disagreement(&[area(0, u64::MAX, u64::MAX), area(0, 1, 1)], &plain);
    assert!(matches!(far, Err(DetectError::TooMuch { .. })));
    assert!(run(&[]).areas.is_empty());
}

proptest! {
    #[test]
    fn tails_are_those_of_the_sum_over_every_outcome(
        (a, p, b, q) in (0_u64..40, 0_u64..40, 30_u64..200, 30_u64..200)
    ) {
        prop_assume!(a + p >= 5);
        let found = run(&[area(0, a, p), area(0, b, q)]).areas[0];
        let share = (a + b) as f64 / (a + b + p + q) as f64;
        let n = a + p;
        let mass = |k: u64| (ln_choose(n, k) + k as f64 * share.ln() + (n - k) as f64 * (1.0 - share).ln()).exp();
        prop_assert!(same(found.p_more, (a..=n).map(mass).sum::<f64>().min(1.0)), "{found:?}");
        prop_assert!(same(found.p_fewer, (0..=a).map(mass).sum::<f64>().min(1.0)), "{found:?}");
    }

    #[test]
    fn the_order_of_the_areas_and_exchanging_the_sources_change_nothing_else(
        counts in prop::collection::vec((0_u32..3, 0_u64..60, 0_u64..60), 2..40), turn in 0_usize..40
    ) {
        let areas: Vec<AreaReports> = counts.iter().map(|&(c, a, p)| area(c, a, p)).collect();
        let found = run(&areas);
        let by = turn % areas.len();
        let mut turned = areas.clone();
        turned.rotate_left(by);
        turned.reverse();
        let mut back = run(&turned).areas;
        back.reverse();
        back.rotate_right(by);
        for (x, y) in found.areas.iter().zip(&back) {
            prop_assert!(x.class == y.class && same(x.p_more_by, y.p_more_by) && same(x.ratio, y.ratio));
        }
        let flipped: Vec<AreaReports> =
            areas.iter().map(|a| AreaReports { emergency: a.police, police: a.emergency, ..*a }).collect();
        for (x, y) in found.areas.iter().zip(run(&flipped).areas) {
            let class = match x.class {
                Disagreement::AeMore => Disagreement::PoliceMore,
                Disagreement::PoliceMore => Disagreement::AeMore,
                other => other,
            };
            prop_assert_eq!(class, y.class);
            prop_assert!(same(x.p_more, y.p_fewer) && same(x.p_two_sided, y.p_two_sided));
            prop_assert!(same(x.p_more_by, y.p_fewer_by) && same(1.0 / x.ratio, y.ratio), "{x:?} {y:?}");
        }
    }

    #[test]
    fn the_interval_leaves_one_out_exactly_when_the_two_sided_p_is_small(
        counts in prop::collection::vec((0_u64..80, 0_u64..80), 2..20)
    ) {
        let areas: Vec<AreaReports> = counts.iter().map(|&(a, p)| area(0, a, p)).collect();
        for found in run(&areas).areas.iter().filter(|a| !a.p_two_sided.is_nan()) {
            prop_assume!((found.p_two_sided - 0.05).abs() > 1e-9);
            let outside = found.low > 1.0 || found.high < 1.0;
            prop_assert_eq!(outside, found.p_two_sided < 0.05, "{:?}", found);
        }
    }

    /// With every total fixed the truth is the hypergeometric; the binomial asks for a little more.
    #[test]
    fn the_chance_of_a_small_p_under_the_null_is_no_more_than_it_says(
        (n, rest, ae) in (5_u64..60, 40_u64..400, 0.1_f64..0.9)
    ) {
        let total = n + rest;
        let all_ae = ((total as f64 * ae) as u64).clamp(30, total - 30);
        let share = all_ae as f64 / total as f64;
        for alpha in [0.001, 0.01, 0.05, 0.1] {
            let chance: f64 = (0..=n.min(all_ae))
                .filter(|&a| n - a <= total - all_ae && binomial_tails(a, n, share).ge <= alpha)
                .map(|a| {
                    (ln_choose(n, a) + ln_choose(rest, all_ae - a) - ln_choose(total, all_ae)).exp()
                })
                .sum();
            prop_assert!(chance <= alpha * (1.0 + 1e-9), "n {n} rest {rest} ae {all_ae}: {chance} > {alpha}");
        }
    }
}

/// One county under the null: every report is A&E's with one chance, whatever its area.
fn null_county(seed: u64) -> Vec<AreaReports> {
    let mut dice = stream(seed, "istv null", 0);
    (0..200_u32)
        .map(|i| {
            let n = 5 + (60.0 * uniform(&mut dice) * uniform(&mut dice)) as u64;
            let share = [0.2, 0.35, 0.5, 0.3][(i % 4) as usize];
            let emergency = (0..n).filter(|_| uniform(&mut dice) < share).count() as u64;
            area(i % 4, emergency, n - emergency)
        })
        .collect()
}

#[test]
fn under_the_null_small_p_are_as_rare_as_they_say_and_false_findings_rarer() {
    let seeds = if proof::prove() { 2_000 } else { 60 };
    let levels = [0.001, 0.01, 0.05, 0.1];
    let (mut small, mut tests, mut any) = ([0_u64; 4], 0_u64, 0_u64);
    let mut by_seed = vec![[0.0; 4]; seeds];
    for (seed, shares) in by_seed.iter_mut().enumerate() {
        let found = run(&null_county(seed as u64 + 1));
        tests += found.tested;
        for (i, level) in levels.iter().enumerate() {
            let hits = found.areas.iter().filter(|a| a.p_more <= *level).count() as u64;
            small[i] += hits;
            shares[i] = hits as f64 / found.tested as f64;
        }
        any += u64::from(
            found.areas.iter().any(|a| matches!(a.class, Disagreement::AeMore | Disagreement::PoliceMore)),
        );
    }
    for (i, level) in levels.iter().enumerate() {
        let share = small[i] as f64 / tests as f64;
        let spread = by_seed.iter().map(|s| (s[i] - share).powi(2)).sum::<f64>() / (seeds * (seeds - 1)) as f64;
        assert!(share <= level + 3.0 * spread.sqrt(), "{share} at {level}");
        proof::proof(&format!(
            "police against A&E, null, {seeds} seeds: share of p <= {level} is {share:.5} (se {:.5})",
            spread.sqrt()
        ));
    }
    assert!(any as f64 <= 0.1 * seeds as f64, "{any} of {seeds} null counties show a finding");
    proof::proof(&format!("police against A&E, null: {any} of {seeds} counties show any finding"));
}
