//! Accuracy at an exact share of land, the pooling weight, and a whole back-test of a made-up force; the naive way of finding
//! the best possible land (sorting again for every share and method) is part of the whole.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use harmspot::{
    calendar::Month,
    detect::{Record, Reference, Ties, accuracy_at_share, back_test, plan_folds, pool, shares_of},
    geodesy::GridPoint,
    index::SpatialWeights,
    inference::{below, stream, uniform},
    places::{Unit, UnitSet},
};

fn units(side: i32) -> UnitSet {
    let centres: Vec<GridPoint> = (0..side * side)
        .filter_map(|i| {
            GridPoint::new(150.0 + 300.0 * f64::from(i % side), 150.0 + 300.0 * f64::from(i / side))
        })
        .collect();
    UnitSet::occupied(&centres, Unit::Square(300), 0, true).expect("squares")
}

fn records(units: &UnitSet, n: usize, label: &str) -> Vec<Record> {
    let mut rng = stream(1, label, 0);
    (0..n)
        .map(|_| {
            let unit = (uniform(&mut rng).powi(4) * units.len() as f64) as usize;
            let month = Month::new(2025, 1).expect("a month").plus(below(&mut rng, 12) as i32);
            Record { unit: unit as u32, month, point: units.centre[unit] }
        })
        .collect()
}

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("backtest");
    group.sample_size(10);
    for side in [100, 175] {
        let units = units(side);
        let n = units.len();
        let weights = SpatialWeights::binary(units.kring(1));
        let (own, common) = (records(&units, 3_000, "own"), records(&units, 60_000, "common"));
        let counts = |records: &[Record]| {
            let mut counts = vec![0.0; n];
            for r in records {
                counts[r.unit as usize] += 1.0;
            }
            counts
        };
        let (rare, plenty) = (counts(&own), counts(&common));
        group.bench_function(BenchmarkId::new("accuracy_at_share", n), |b| {
            b.iter(|| accuracy_at_share(black_box(&plenty), None, &rare, &units.area_m2, 0.01, Ties::Shared));
        });
        let pattern = shares_of(&plenty);
        group.bench_function(BenchmarkId::new("pool", n), |b| b.iter(|| pool(black_box(&rare), &pattern)));
        let months: Vec<Month> = (0..12).map(|i| Month::new(2025, 1).expect("a month").plus(i)).collect();
        let plan = plan_folds(&months, None).expect("folds");
        let reference = Some(Reference { records: &common });
        group.bench_function(BenchmarkId::new("whole, 4 folds", n), |b| {
            b.iter(|| back_test(&units, &weights, black_box(&own), reference, &plan));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
