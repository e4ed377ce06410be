//! What each method finds of what was planted, and how much of what it lists was not: side by side on known counties.

use harmspot::{
    detect::{
        Class, DbscanOptions, Direction, Kernel, Null, ScanData, ScanModel, ScanOptions, Ties, dbscan,
        gi_star, kde_at, scan, top_area,
    },
    geodesy::GridPoint,
    index::SpatialWeights,
    places::UnitSet,
    synth::{KnownCounty, truth},
};

use crate::{
    hotspots::{SIDE_M, listed},
    proof::{proof, prove},
};

/// Share of the land the kernel density is given.
const KDE_SHARE: f64 = 0.01;

/// One method on every county.
#[derive(Default)]
struct Result {
    planted: [u32; 3],
    found: [u32; 3],
    strong: (u32, u32),
    false_share: f64,
    km2: f64,
    counties: u32,
}

impl Result {
    /// Sets what a method lists (units of `units`) against what was planted: a planted place is found when a listed unit's
    /// centre lies within its radius and half a side; listed land is false when farther than 300 m from every planted
    /// centre.
    fn add(&mut self, county: &KnownCounty, units: &UnitSet, on: &[bool]) {
        let centres = || (0..units.len()).filter(|&u| on[u]).map(|u| units.centre[u]);
        for circle in &county.planted {
            let reach = circle.radius_m + f64::from(SIDE_M) / 2.0;
            let hit = u32::from(centres().any(|c| circle.centre.distance_m(c) <= reach));
            let at = usize::from(circle.strength > 4.0) + usize::from(circle.strength > 7.0);
            self.planted[at] += 1;
            self.found[at] += hit;
            if circle.strength > 4.0 && circle.expected_excess >= 20.0 {
                self.strong.0 += 1;
                self.strong.1 += hit;
            }
        }
        let far =
            |c: GridPoint| county.planted.iter().all(|p| p.centre.distance_m(c) > 2.0 * f64::from(SIDE_M));
        let all = centres().count().max(1) as f64;
        self.false_share += centres().filter(|c| far(*c)).count() as f64 / all;
        self.km2 += all * f64::from(SIDE_M * SIDE_M) / 1e6;
        self.counties += 1;
    }

    fn words(&self) -> String {
        let share = |a: u32, b: u32| f64::from(a) / f64::from(b.max(1));
        let n = f64::from(self.counties);
        format!(
            "recall 3x {:.2}, 5x {:.2}, 10x {:.2}, strong {:.2}; false land {:.2} of {:.1} km2",
            share(self.found[0], self.planted[0]),
            share(self.found[1], self.planted[1]),
            share(self.found[2], self.planted[2]),
            share(self.strong.1, self.strong.0),
            self.false_share / n,
            self.km2 / n
        )
    }

    fn false_discovery(&self) -> f64 {
        self.false_share / f64::from(self.counties)
    }

    fn recall_strong(&self) -> f64 {
        f64::from(self.strong.1) / f64::from(self.strong.0.max(1))
    }
}

fn of_found(units: usize, members: impl Iterator<Item = u32>) -> Vec<bool> {
    let mut on = vec![false; units];
    members.for_each(|u| on[u as usize] = true);
    on
}

/// Places whose purely spatial Poisson scan is significant at 5 %, the known background being the population.
fn scanned(units: &UnitSet, counts: &[u32], expected: &[f64]) -> Vec<bool> {
    let data = ScanData { places: &units.centre, steps: 1, cases: counts, population: Some(expected) };
    let options = ScanOptions {
        model: ScanModel::Poisson,
        direction: Direction::Prospective,
        replications: 99,
        max_radius_m: Some(2.0 * f64::from(SIDE_M)),
        most_clusters: 60,
        ..ScanOptions::default()
    };
    let run = scan(&data, &options).expect("a scan");
    of_found(units.len(), run.clusters.iter().filter(|c| c.p <= 0.05).flat_map(|c| c.places.iter().copied()))
}

/// Units with a point of a cluster, at the defaults.
fn clustered(units: &UnitSet, points: &[GridPoint]) -> Vec<bool> {
    let found = dbscan(points, None, &DbscanOptions::default()).expect("clusters");
    let inside = points.iter().zip(&found.labels).filter(|(_, label)| **label >= 0);
    of_found(units.len(), inside.filter_map(|(p, _)| units.locate(*p)).map(|u| u as u32))
}

/// The top 1 % of land by quartic density of 300 m.
fn densest(units: &UnitSet, points: &[GridPoint]) -> Vec<bool> {
    let density = kde_at(points, None, &units.centre, Kernel::Quartic, 300.0).expect("a density");
    let top = top_area(&density, &vec![0.0; units.len()], &units.area_m2, KDE_SHARE, Ties::Shared);
    of_found(units.len(), top.into_iter().map(|t| t.0))
}

#[test]
fn methods_side_by_side_on_known_counties() {
    let seeds = if prove() { 100 } else { 4 };
    let names = [
        "Gi*, background known",
        "Gi*, all units alike",
        "Poisson scan, background known",
        "DBSCAN 100 m, 10 points",
        "KDE 300 m, top 1 % of land",
    ];
    let mut results: [Result; 5] = Default::default();
    for seed in 0..seeds {
        let county = truth(40_000, seed);
        let (units, found) = listed(&county);
        let points: Vec<GridPoint> = county.points.iter().map(|p| p.0).collect();
        let mut counts = vec![0_u32; units.len()];
        points.iter().filter_map(|p| units.locate(*p)).for_each(|u| counts[u] += 1);
        let expected: Vec<f64> = units.centre.iter().map(|&c| county.background.density(c)).collect();
        let weights = SpatialWeights::binary(units.kring(1));
        let alike = gi_star(&counts, &weights, Null::Total).expect("a test");
        let hot = |class: Class| matches!(class, Class::Hot99 | Class::Hot95);
        let lists = [
            of_found(units.len(), found.iter().flat_map(|f| f.units.iter().copied())),
            alike.cells.iter().map(|c| hot(c.class)).collect(),
            scanned(&units, &counts, &expected),
            clustered(&units, &points),
            densest(&units, &points),
        ];
        for (result, on) in results.iter_mut().zip(&lists) {
            result.add(&county, &units, on);
        }
    }
    for (name, result) in names.iter().zip(&results) {
        proof(&format!("power, {seeds} known counties, {name}: {}", result.words()));
    }
    for tested in [&results[0], &results[2]] {
        assert!(tested.false_discovery() <= 0.06, "{}", tested.words());
        assert!(tested.recall_strong() >= 0.9, "{}", tested.words());
    }
    // Without the background a list finds what is planted where people are (the busiest squares hold some of it) and hardly
    // anything else; density and plain clusters list where people are.
    assert!(results[1].recall_strong() < results[0].recall_strong());
    for untested in [&results[3], &results[4]] {
        assert!(untested.false_discovery() > results[0].false_discovery(), "{}", untested.words());
    }
}
