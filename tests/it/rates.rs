//! Rates of small places and changes of small counts.

use harmspot::{
    detect::{DetectError, Funnel, RatesInput, RatesOptions, rates},
    inference::{
        e_test, percent_change, poisson_interval, poisson_interval_byar, poisson_tails, poisson_z, stream,
        uniform,
    },
};
use proptest::prelude::*;

use crate::goldens::near;

fn input<'a>(counts: &'a [u64], exposure: &'a [f64]) -> RatesInput<'a> {
    RatesInput { counts, exposure, ..RatesInput::default() }
}

#[test]
fn the_worked_figures_of_intervals_and_changes() {
    let (low, high) = poisson_interval_byar(12, 0.95);
    assert_eq!(format!("{low:.2} {high:.2}"), "6.19 20.96");
    assert_eq!(format!("{:.3}", poisson_z(14.0, 6.0)), "2.584");
    assert_eq!(format!("{:.4}", e_test(6, 2, 1.0, 1.0)), "0.1749");
    assert_eq!(format!("{:.3}", e_test(20, 10, 1.0, 1.0)), "0.069");
    let one = rates(&input(&[12], &[4_000.0]), &RatesOptions::default()).expect("sound");
    near(one.places[0].rate, 3.0, 1e-12, "rate");
    near(one.places[0].interval.0 * 4.0, low, 1e-12, "low");
    near(one.places[0].interval.1 * 4.0, high, 1e-12, "high");
}

#[test]
fn no_percentage_is_told_of_a_base_under_twenty() {
    assert_eq!(percent_change(19.9, 40.0), None);
    assert_eq!(percent_change(20.0, 30.0), Some(50.0));
    assert_eq!(
        (percent_change(0.0, 5.0), percent_change(f64::NAN, 5.0), percent_change(20.0, f64::NAN)),
        (None, None, None)
    );
    let (counts, before) = ([14, 60], [6, 40]);
    let run = rates(
        &RatesInput { before: Some(&before), ..input(&counts, &[100.0, 100.0]) },
        &RatesOptions::default(),
    )
    .expect("sound");
    let change = |i: usize| run.places[i].change.expect("earlier counts were given");
    assert_eq!((change(0).percent, change(1).percent), (None, Some(50.0)));
    assert_eq!(format!("{:.3}", change(0).z), "2.584");
    near(change(0).p, e_test(14, 6, 1.0, 1.0), 1e-15, "E-test");
    assert!(run.notes.iter().any(|n| n.contains("1 places had fewer than 20 before")));
    // The mean of three earlier periods is the base, not their sum.
    let three = RatesOptions { periods_before: 3.0, ..RatesOptions::default() };
    let run = rates(&RatesInput { before: Some(&[18, 120]), ..input(&counts, &[100.0, 100.0]) }, &three)
        .expect("sound");
    let change = run.places[0].change.expect("earlier counts were given");
    assert_eq!((change.mean_before.to_bits(), change.percent), (6.0_f64.to_bits(), None));
    near(change.p, e_test(14, 18, 1.0, 3.0), 1e-15, "E-test of unequal exposures");
}

#[test]
fn the_funnel_is_as_wide_as_chance() {
    let mut rng = stream(11, "funnel", 0);
    let exposure: Vec<f64> = (0..4_000).map(|i| 200.0 + f64::from(i % 50) * 60.0).collect();
    let poisson = |mean: f64, rng: &mut harmspot::inference::Stream| {
        let u = uniform(rng);
        (0..10_000).find(|&k| poisson_tails(k, mean).le >= u).expect("a count")
    };
    let counts: Vec<u64> = exposure.iter().map(|e| poisson(e * 0.005, &mut rng)).collect();
    let run = rates(&input(&counts, &exposure), &RatesOptions::default()).expect("sound");
    let of = |f: &[Funnel]| run.places.iter().filter(|p| f.contains(&p.funnel)).count() as f64 / 4_000.0;
    let outside = of(&[Funnel::Above95, Funnel::Above998, Funnel::Below95, Funnel::Below998]);
    assert!((0.02..=0.055).contains(&outside), "{outside}");
    assert!(of(&[Funnel::Above998, Funnel::Below998]) < 0.004);
    assert!((0.9..1.1).contains(&run.over_dispersion) && (run.overall - 5.0).abs() < 0.2);
    for (place, &count) in run.places.iter().zip(&counts) {
        let rate = |limit: f64| limit.is_finite() && place.rate >= limit * (1.0 - 1e-12);
        assert_eq!(rate(place.limits_95.1), place.p_ge <= 0.025, "{count}");
        assert_eq!(rate(place.limits_998.1), place.p_ge <= 0.001, "{count}");
        let under = |limit: f64| limit.is_finite() && place.rate <= limit * (1.0 + 1e-12);
        assert_eq!(under(place.limits_95.0), place.p_le <= 0.025, "{count}");
        assert!(place.limits_998.1 >= place.limits_95.1);
    }
}

#[test]
fn shrunken_rates_rank_places_better_than_raw_ones() {
    // True rates vary; small places swing. Mean squared error of the shrunken ones is smaller.
    let (mut raw, mut drawn_in) = (0.0, 0.0);
    for round in 0..20 {
        let mut rng = stream(round, "shrinkage", 0);
        let truth: Vec<f64> = (0..300).map(|_| 0.002 + 0.006 * uniform(&mut rng)).collect();
        let exposure: Vec<f64> = (0..300).map(|i| if i % 3 == 0 { 200.0 } else { 2_000.0 }).collect();
        let counts: Vec<u64> = truth
            .iter()
            .zip(&exposure)
            .map(|(t, e)| {
                let u = uniform(&mut rng);
                (0..10_000).find(|&k| poisson_tails(k, t * e).le >= u).expect("a count")
            })
            .collect();
        let run = rates(&input(&counts, &exposure), &RatesOptions { per: 1.0, ..RatesOptions::default() })
            .expect("sound");
        for (place, t) in run.places.iter().zip(&truth) {
            raw += (place.rate - t) * (place.rate - t);
            drawn_in += (place.shrunk - t) * (place.shrunk - t);
        }
        assert!(run.half_way.is_finite() && run.half_way > 0.0);
    }
    assert!(drawn_in < 0.5 * raw, "{drawn_in} {raw}");
}

#[test]
fn the_location_quotient_is_share_over_share() {
    let run = rates(
        &RatesInput { all: Some(&[100, 50, 0]), ..input(&[20, 5, 0], &[10.0, 10.0, 10.0]) },
        &RatesOptions::default(),
    )
    .expect("sound");
    near(run.places[0].location_quotient, 0.2 / (25.0 / 150.0), 1e-12, "LQ");
    near(run.places[1].location_quotient, 0.1 / (25.0 / 150.0), 1e-12, "LQ");
    assert!(run.places[2].location_quotient.is_nan());
}

#[test]
fn places_without_exposure_and_bad_columns_are_answered_in_words() {
    let run = rates(&input(&[3, 2], &[0.0, 500.0]), &RatesOptions::default()).expect("sound");
    assert_eq!(run.places[0].funnel, Funnel::NoExposure);
    assert!(
        run.places[0].rate.is_nan()
            && run.notes[0].contains("1 places have no exposure and so no rate (3 events)")
    );
    let refused =
        |counts: &[u64], exposure: &[f64]| rates(&input(counts, exposure), &RatesOptions::default());
    assert!(matches!(refused(&[1], &[1.0, 2.0]), Err(DetectError::Lengths { .. })));
    assert!(matches!(refused(&[1, 1], &[1.0, -2.0]), Err(DetectError::BadExpected { unit: 1, .. })));
    assert!(matches!(refused(&[1, 1], &[1.0, f64::INFINITY]), Err(DetectError::BadExpected { unit: 1, .. })));
    assert!(matches!(refused(&[0], &[0.0]), Err(DetectError::BadExpected { .. })));
    assert!(matches!(refused(&[], &[]), Err(DetectError::BadExpected { .. })));
    let bad = RatesOptions { per: 0.0, ..RatesOptions::default() };
    assert!(matches!(rates(&input(&[1], &[1.0]), &bad), Err(DetectError::Setting { .. })));
    let zeros = refused(&[0, 0], &[10.0, 20.0]).expect("sound");
    assert!(zeros.places.iter().all(|p| p.funnel == Funnel::Within && p.rate == 0.0));
}

proptest! {
    #[test]
    fn byar_is_near_the_exact_interval_and_the_e_test_is_symmetric(a in 0_u64..300, b in 0_u64..300) {
        let (byar, exact) = (poisson_interval_byar(a, 0.95), poisson_interval(a, 0.95));
        prop_assert!((byar.0 - exact.0).abs() < 0.1 && (byar.1 - exact.1).abs() < 0.1);
        let (there, back) = (e_test(a, b, 1.0, 1.0), e_test(b, a, 1.0, 1.0));
        prop_assert!((there - back).abs() < 1e-9 && (0.0..=1.0).contains(&there));
        prop_assert!((e_test(a, b, 3.0, 7.0) - e_test(a, b, 30.0, 70.0)).abs() < 1e-9);
        prop_assert!((poisson_z(a as f64, b as f64) + poisson_z(b as f64, a as f64)).abs() < 1e-12);
    }
}
