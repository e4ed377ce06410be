//! Concentration: shares, Gini and G′, and where count and harm disagree.

use harmspot::{
    detect::{ConcentrationOptions, DetectError, Standing, concentration},
    inference::{gini, gini_sparse, shuffle, stream},
};
use proptest::prelude::*;

use crate::goldens::near;

fn sparse() -> Vec<u32> {
    let mut counts = vec![0; 90];
    counts.extend([1, 1, 1, 1, 1, 2, 2, 2, 4, 5]);
    counts
}

#[test]
fn the_worked_figures_of_sparse_counts() {
    let mut five = vec![0_u32; 95];
    five.extend([1; 5]);
    let of = |counts: &[u32]| {
        let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
        (gini(&values).expect("events"), gini_sparse(counts).expect("events"))
    };
    let (g, sparse_g) = of(&five);
    near(g, 0.95, 1e-12, "G");
    assert!(sparse_g.abs() < 1e-12, "G' {sparse_g}");
    let (g, sparse_g) = of(&sparse());
    near(g, 0.933, 1e-12, "G");
    near(sparse_g, 0.665, 1e-12, "G'");
    // All in one place, and nothing at all.
    let mut one = vec![0; 50];
    one[3] = 7;
    near(of(&one).1, 1.0 - 1.0 / 7.0, 1e-12, "all in one");
    assert_eq!(
        (gini_sparse(&[0; 9]), gini(&[]), gini(&[1.0, f64::NAN]), gini(&[1.0, -1.0])),
        (None, None, None, None)
    );
    // More events than places: Gini's own.
    near(gini_sparse(&[5, 9, 40]).expect("events"), gini(&[5.0, 9.0, 40.0]).expect("events"), 1e-15, "dense");
}

#[test]
fn the_fewest_places_that_hold_a_quarter_a_half_and_four_fifths() {
    let areas = vec![2.0; 100];
    let found =
        concentration(&sparse(), None, Some(&areas), &ConcentrationOptions::default()).expect("sound");
    let places: Vec<u64> = found.count.held_by.iter().map(|h| h.places).collect();
    // 20 events: 5 of 5; 10 of 5 + 4 + 2 (11); 16 of 5 + 4 + 2 + 2 + 2 + 1.
    assert_eq!(places, [1, 3, 6]);
    near(found.count.held_by[1].of_places, 0.03, 1e-12, "places");
    near(found.count.held_by[1].of_area.expect("areas"), 0.03, 1e-12, "area");
    assert_eq!(found.count.lorenz.len(), 101);
    assert_eq!((found.count.lorenz[0], found.count.lorenz[100]), ((0.0, 0.0), (1.0, 1.0)));
    near(found.count.lorenz[99].1, 0.75, 1e-12, "all but the fullest");
    assert_eq!((found.rank_count[99], found.rank_count[98], found.rank_count[0]), (1, 2, 0));
}

#[test]
fn what_chance_alone_would_need_is_what_dealing_needs() {
    // 400 events dealt to 1,000 places, many times.
    let mut seen = 0.0;
    let rounds = 200;
    for round in 0..rounds {
        let mut rng = stream(round, "dealing", 0);
        let mut counts = vec![0_u32; 1_000];
        for _ in 0..400 {
            counts[harmspot::inference::below(&mut rng, 1_000) as usize] += 1;
        }
        let found = concentration(&counts, None, None, &ConcentrationOptions::default()).expect("sound");
        seen += found.count.held_by[1].of_places / rounds as f64;
        if round == 0 {
            let chance = found.count.held_by[1].by_chance.expect("counts");
            assert!((0.1..0.2).contains(&chance), "{chance}");
        }
    }
    let mut counts = vec![0; 1_000];
    counts[0] = 400;
    let one = concentration(&counts, None, None, &ConcentrationOptions::default()).expect("sound");
    let chance = one.count.held_by[1].by_chance.expect("counts");
    assert!((seen - chance).abs() < 0.005, "{seen} {chance}");
}

#[test]
fn hotspots_and_harmspots_disagree_where_harm_is_rare_and_grave() {
    let counts = [30, 25, 4, 1, 2, 0, 3, 1];
    let harm = [30.0, 400.0, 900.0, 5_475.0, 10.0, 0.0, 3.0, 1.0];
    let options = ConcentrationOptions { top: 0.5, ..ConcentrationOptions::default() };
    let found = concentration(&counts, Some(&harm), None, &options).expect("sound");
    assert_eq!(
        found.standing[..4],
        [Standing::HotspotOnly, Standing::HotspotOnly, Standing::HarmspotOnly, Standing::HarmOfFew],
        "one homicide is no harmspot"
    );
    assert_eq!(found.rank_harm[3], 1);
    let options = ConcentrationOptions { top: 0.9, ..options };
    let wider = concentration(&counts, Some(&harm), None, &options).expect("sound");
    assert_eq!(wider.standing[1], Standing::Both);
    let none = concentration(&counts, Some(&[0.0; 8]), None, &options).expect("sound");
    assert!(none.standing.iter().all(|s| matches!(s, Standing::HotspotOnly | Standing::Neither)));
}

#[test]
fn empty_and_bad_columns_are_answered_in_words() {
    let nothing = concentration(&[], None, None, &ConcentrationOptions::default()).expect("nothing");
    assert_eq!((nothing.count.gini, nothing.standing.len()), (None, 0));
    let zeros = concentration(&[0; 5], None, None, &ConcentrationOptions::default()).expect("zeros");
    assert!(
        zeros.count.held_by.iter().all(|h| h.places == 0)
            && zeros.standing.iter().all(|s| *s == Standing::Neither)
    );
    let bad = concentration(&[1, 2], Some(&[1.0, f64::NAN]), None, &ConcentrationOptions::default());
    assert!(matches!(bad, Err(DetectError::NotFinite { unit: 1, .. })));
    let bad = concentration(&[1, 2], None, Some(&[1.0]), &ConcentrationOptions::default());
    assert!(matches!(bad, Err(DetectError::Lengths { .. })));
}

proptest! {
    #[test]
    fn shares_do_not_depend_on_the_order_of_places_and_gini_keeps_its_bounds(
        counts in prop::collection::vec(0_u32..12, 1..200), seed in 0_u64..1_000,
    ) {
        let harm: Vec<f64> = counts.iter().map(|&c| f64::from(c * c)).collect();
        let found = concentration(&counts, Some(&harm), None, &ConcentrationOptions::default()).unwrap();
        let mut moved = counts.clone();
        shuffle(&mut stream(seed, "order", 0), &mut moved);
        let again = concentration(&moved, None, None, &ConcentrationOptions::default()).unwrap();
        prop_assert_eq!(&found.count.held_by, &again.count.held_by);
        let same = match (found.count.gini, again.count.gini) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            (a, b) => a.is_none() && b.is_none(),
        };
        prop_assert!(same);
        let events: u32 = counts.iter().sum();
        if events > 0 {
            let n = counts.len() as f64;
            let (g, sparse) = (found.count.gini.unwrap(), found.count.gini_sparse.unwrap());
            prop_assert!((-1e-9..=1.0 - 1.0 / n + 1e-9).contains(&g));
            prop_assert!((-1e-9..=1.0).contains(&sparse), "{}", sparse);
            let held: Vec<u64> = found.count.held_by.iter().map(|h| h.places).collect();
            prop_assert!(held.is_sorted() && held[0] >= 1);
            // The fewest is the fewest: one place less holds less.
            let mut down = counts.clone();
            down.sort_unstable_by(|a, b| b.cmp(a));
            let half: u32 = down[..held[1] as usize].iter().sum();
            let less: u32 = down[..held[1] as usize - 1].iter().sum();
            prop_assert!(2 * half >= events && 2 * less < events);
        }
        for (i, standing) in found.standing.iter().enumerate() {
            if matches!(standing, Standing::Both | Standing::HarmspotOnly) {
                prop_assert!(counts[i] >= 3);
            }
        }
        prop_assert!(found.count.lorenz.windows(2).all(|w| w[0].1 <= w[1].1 + 1e-12));
    }
}
