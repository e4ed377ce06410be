//! Detection against a county whose background is known: what is found, and what is found that is
//! not there.

use harmspot::{
    detect::{Class, Event, EventIndex, Found, Hot, ListSettings, Scene, find, gi_star_expected},
    geodesy::GridPoint,
    index::SpatialWeights,
    places::{Unit, UnitSet},
    synth::{KnownCounty, truth},
};

use crate::proof::{proof, prove};

const SIDE_M: u32 = 150;

/// Every place found at FDR 5 % on one known county, no limit on the length of the list.
fn listed(county: &KnownCounty) -> (UnitSet, Vec<Found>) {
    let background = &county.background;
    let centres: Vec<GridPoint> = (0..background.expected.len())
        .filter(|&i| background.expected[i] > 0.0)
        .map(|i| background.centre(i))
        .collect();
    let units =
        UnitSet::occupied(&centres, Unit::Square(SIDE_M), 0, true).expect("squares of the background");
    assert_eq!(units.len(), centres.len(), "one unit a square of the background");
    let expected: Vec<f64> =
        units.centre.iter().map(|&c| background.density(c) * f64::from(SIDE_M * SIDE_M)).collect();
    let weights = SpatialWeights::binary(units.kring(1));
    let events: Vec<Event> = county
        .points
        .iter()
        .filter_map(|&(point, minute)| {
            let unit = units.locate(point)? as u32;
            Some(Event { unit, point, date: (minute / 1440) as i32, crimes: 1, harm: 0.0, unknown: false })
        })
        .collect();
    assert_eq!(events.len(), county.points.len(), "nothing is lost outside the mask");
    let mut counts = vec![0; units.len()];
    for event in &events {
        counts[event.unit as usize] += 1;
    }
    let run = gi_star_expected(&counts, &expected, &weights).expect("a known expectation");
    let hot = Hot {
        hot: run
            .cells
            .iter()
            .map(|c| c.p_fdr <= 0.05 && matches!(c.class, Class::Hot99 | Class::Hot95 | Class::Hot90))
            .collect(),
        sums: (0..units.len())
            .map(|i| counts[i] + weights.neighbours(i).iter().map(|&j| counts[j as usize]).sum::<u32>())
            .collect(),
    };
    let settings = ListSettings { top: usize::MAX, ..ListSettings::default() };
    let index = EventIndex::new(&events, units.len());
    let scene = Scene {
        units: &units,
        weights: &weights,
        events: &events,
        index: &index,
        settings: &settings,
        expected: Some(&expected),
        snapped: false,
    };
    let mut found = find(&scene, &counts, &hot, None);
    found.retain(|f| f.kind == scene.ranked_kind());
    (units, found)
}

#[derive(Default, Clone, Copy)]
struct Tally {
    planted: u32,
    found: u32,
}

impl Tally {
    fn share(self) -> f64 {
        f64::from(self.found) / f64::from(self.planted.max(1))
    }
}

#[test]
fn planted_hotspots_are_found_and_little_else_is() {
    let seeds = if prove() { 100 } else { 20 };
    let mut by_strength = [Tally::default(); 3];
    let mut by_radius = [Tally::default(); 3];
    let mut strong = Tally::default();
    let (mut false_share, mut far_share) = (0.0, 0.0);
    for seed in 0..seeds {
        let county = truth(40_000, seed);
        assert!(county.planted.len() == 24, "seed {seed} plants {}", county.planted.len());
        let planted: usize = county.planted.iter().map(|p| p.planted).sum();
        assert!(planted as f64 <= 0.08 * 40_000.0, "seed {seed} plants {planted} incidents");
        let (units, found) = listed(&county);
        let near = |u: u32, reach: &dyn Fn(f64) -> f64| {
            county.planted.iter().any(|p| p.centre.distance_m(units.centre[u as usize]) <= reach(p.radius_m))
        };
        let area = |keep: &dyn Fn(u32) -> bool| -> f64 {
            found
                .iter()
                .flat_map(|f| &f.units)
                .filter(|&&u| keep(u))
                .map(|&u| units.area_m2[u as usize])
                .sum()
        };
        let all = area(&|_| true).max(1.0);
        // One unit and its ring: two units in any direction from the planted disc's edge, or, read
        // strictly, from its centre.
        let ring = 2.0 * f64::from(SIDE_M);
        false_share += area(&|u| !near(u, &|radius| radius + ring)) / all;
        far_share += area(&|u| !near(u, &|_| ring * std::f64::consts::SQRT_2)) / all;
        for circle in &county.planted {
            let hit = found.iter().flat_map(|f| &f.units).any(|&u| {
                circle.centre.distance_m(units.centre[u as usize])
                    <= circle.radius_m + f64::from(SIDE_M) / 2.0
            });
            let strength = [3.0, 5.0, 10.0]
                .iter()
                .position(|&s: &f64| s.to_bits() == circle.strength.to_bits())
                .expect("a strength");
            let radius = usize::from(circle.radius_m >= 130.0) + usize::from(circle.radius_m >= 190.0);
            for tally in [&mut by_strength[strength], &mut by_radius[radius]] {
                tally.planted += 1;
                tally.found += u32::from(hit);
            }
            if circle.strength >= 5.0 && circle.expected_excess >= 20.0 {
                strong.planted += 1;
                strong.found += u32::from(hit);
            }
        }
    }
    let (false_share, far_share) = (false_share / seeds as f64, far_share / seeds as f64);
    proof(&format!(
        "detection, {seeds} known counties, 40,000 incidents, 24 planted: recall 3x {:.2}, 5x {:.2}, 10x {:.2}; radius under 130 m {:.2}, 130 to 190 m {:.2}, over 190 m {:.2}; 5x and above with at least 20 expected excess {:.3} ({} of {}); listed area beyond one unit and ring of a planted disc {:.4}, of a planted centre {:.4}",
        by_strength[0].share(),
        by_strength[1].share(),
        by_strength[2].share(),
        by_radius[0].share(),
        by_radius[1].share(),
        by_radius[2].share(),
        strong.share(),
        strong.found,
        strong.planted,
        false_share,
        far_share
    ));
    assert!(false_share <= 0.05, "false discovery {false_share}");
    assert!(strong.share() >= 0.9, "recall of strong planted hotspots {}", strong.share());
}
