//! Kernel density, DBSCAN and HDBSCAN, with the plain ways beside them.
//!
//! Data by formula: towns, streets in them and scattered points over a county of 104 by 58.1 km.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use harmspot::{
    detect::{
        DbscanOptions, HdbscanOptions, Kernel, Lattice, dbscan, hdbscan, isopleths_by_volume, kde, kde_at,
    },
    geodesy::GridPoint,
    inference::{stream, uniform},
};

fn county(n: usize) -> Vec<GridPoint> {
    let mut rng = stream(7, "county", 0);
    let mut draw = move || uniform(&mut rng);
    let streets: Vec<[f64; 2]> = (0..600).map(|_| [104_000.0 * draw(), 58_000.0 * draw()]).collect();
    (0..n)
        .map(|i| {
            let [x, y] = if i % 5 == 0 {
                [104_000.0 * draw(), 58_000.0 * draw()]
            } else {
                let street = streets[(600.0 * draw() * draw() * draw()) as usize];
                let mut hill = || 180.0 * (draw() + draw() + draw() + draw() - 2.0);
                [street[0] + hill(), street[1] + hill()]
            };
            let tidy = |v: f64| (v * 10.0).round() / 10.0;
            GridPoint::new(560_000.0 + tidy(x), 130_000.0 + tidy(y)).expect("a place within the county")
        })
        .collect()
}

/// Every point to every cell centre it reaches.
fn scatter(points: &[GridPoint], lattice: &Lattice, h: f64) -> Vec<f64> {
    let (cell, columns, rows) = (lattice.cell_m(), lattice.columns() as i64, lattice.rows() as i64);
    let mut out = vec![0.0; lattice.len()];
    for p in points {
        let (x, y) = (p.easting_m() - lattice.west_m(), p.northing_m() - lattice.south_m());
        let span = |at: f64, most: i64| {
            let first = (((at - h) / cell - 0.5).ceil() as i64).max(0);
            first..=(((at + h) / cell - 0.5).floor() as i64).min(most - 1)
        };
        for row in span(y, rows) {
            let dy = (row as f64 + 0.5) * cell - y;
            for column in span(x, columns) {
                let dx = (column as f64 + 0.5) * cell - x;
                let t = 1.0 - (dx * dx + dy * dy) / (h * h);
                if t > 0.0 {
                    out[(row * columns + column) as usize] += t * t;
                }
            }
        }
    }
    out
}

/// Neighbours of every point by comparing it with all others.
fn naive_cores(points: &[GridPoint], eps: f64) -> usize {
    let near = |p: &GridPoint| points.iter().filter(|q| p.distance_m(**q) <= eps).count();
    points.iter().filter(|p| near(p) >= 15).count()
}

fn clusters(c: &mut Criterion) {
    let mut group = c.benchmark_group("clusters");
    group.sample_size(10);
    let lattice = Lattice::new(560_000.0, 130_000.0, 100.0, 1_040, 581).expect("a grid that can be held");
    for n in [10_000, 100_000, 1_000_000, 10_000_000] {
        let points = county(n);
        group.bench_function(BenchmarkId::new("kde_quartic_300_m", n), |b| {
            b.iter(|| kde(black_box(&points), None, &lattice, Kernel::Quartic, 300.0));
        });
        let options = DbscanOptions { eps_m: 150.0, min_weight: 15.0 };
        group.bench_function(BenchmarkId::new("dbscan_150_m", n), |b| {
            b.iter(|| dbscan(black_box(&points), None, &options));
        });
        if n > 1_000_000 {
            continue;
        }
        group.bench_function(BenchmarkId::new("kde_scatter_loop", n), |b| {
            b.iter(|| scatter(black_box(&points), &lattice, 300.0));
        });
        group.bench_function(BenchmarkId::new("kde_at_10000_centres", n), |b| {
            let targets = county(10_000);
            b.iter(|| kde_at(black_box(&points), None, &targets, Kernel::Quartic, 300.0));
        });
        if n == 10_000 {
            group.bench_function(BenchmarkId::new("dbscan_every_pair", n), |b| {
                b.iter(|| naive_cores(black_box(&points), 150.0));
            });
            let surface =
                kde(&points, None, &lattice, Kernel::Quartic, 300.0).expect("a bandwidth of three cells");
            group.bench_function(BenchmarkId::new("isopleths_604240_cells", n), |b| {
                b.iter(|| isopleths_by_volume(black_box(&surface), &[0.5, 0.8, 0.95]));
            });
        }
        group.bench_function(BenchmarkId::new("hdbscan", n), |b| {
            b.iter(|| hdbscan(black_box(&points), &HdbscanOptions::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, clusters);
criterion_main!(benches);
