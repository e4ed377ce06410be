//! Near repeats and space-time scans, the naive way beside them.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use harmspot::{
    detect::{
        Direction, NearRepeatOptions, ScanData, ScanModel, ScanOptions, log_likelihood_ratio, near_repeat,
        scan,
    },
    geodesy::GridPoint,
    inference::{below, shuffle, stream},
};

/// Points by formula: places on a spiral, some busier, dates without a pattern.
fn events(n: usize) -> (Vec<GridPoint>, Vec<i32>) {
    (0..n as u64)
        .map(|i| {
            let h = (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as f64 / 4_294_967_296.0;
            let r = 6_000.0 * h * h.sqrt() + 20.0 * (i % 17) as f64;
            let turn = i as f64 * 2.399_963;
            let day = i.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
            (GridPoint::new(r * turn.cos(), r * turn.sin()).expect("near the origin"), (day % 365) as i32)
        })
        .unzip()
}

/// All pairs once, then every shuffle over the list of near pairs, one pair after the other.
fn naive(points: &[GridPoint], days: &[i32], shuffles: u64) -> u64 {
    let mut near = Vec::new();
    for i in 0..points.len() {
        for j in i + 1..points.len() {
            let d = points[i].distance_m(points[j]);
            if d < 400.0 {
                near.push((i, j, (d / 100.0) as usize));
            }
        }
    }
    let mut days = days.to_vec();
    let mut counts = [0_u64; 16];
    for s in 0..shuffles {
        shuffle(&mut stream(1, "naive", s), &mut days);
        for &(i, j, band) in &near {
            let apart = days[i].abs_diff(days[j]);
            if apart < 28 {
                counts[band * 4 + (apart / 7) as usize] += 1;
            }
        }
    }
    counts.iter().sum()
}

fn knox(c: &mut Criterion) {
    let mut group = c.benchmark_group("near_repeat");
    group.sample_size(10);
    let options =
        NearRepeatOptions { space_m: vec![100.0, 200.0, 300.0, 400.0], ..NearRepeatOptions::default() };
    for n in [1_000, 10_000, 100_000] {
        let (points, days) = events(n);
        group.bench_function(BenchmarkId::new("999_shuffles", n), |b| {
            b.iter(|| near_repeat(black_box(&points), &days, &options));
        });
        if n <= 10_000 {
            group.bench_function(BenchmarkId::new("999_shuffles_naive", n), |b| {
                b.iter(|| naive(black_box(&points), &days, 999));
            });
        }
    }
    group.finish();
}

/// Places on a spiral, cases by chance: 15 a place over 52 weeks.
fn places(n: usize) -> (Vec<GridPoint>, Vec<u32>, Vec<f64>) {
    let points = events(n).0;
    let mut rng = stream(1, "bench", 0);
    let mut cases = vec![0; n * 52];
    for _ in 0..15 * n {
        cases[below(&mut rng, n as u64 * 52) as usize] += 1;
    }
    (points, cases, (0..n).map(|i| 200.0 + (i * 37 % 3_000) as f64).collect())
}

/// Every replicate scattered, every circle of the 25 nearest added up, every ratio computed.
fn naive_scan(points: &[GridPoint], population: &[f64], cases: u32, replicates: u64) -> f64 {
    let n = points.len();
    let all: f64 = population.iter().sum();
    let nearest: Vec<Vec<usize>> = points
        .iter()
        .map(|p| {
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by(|&a, &b| p.distance_m(points[a]).total_cmp(&p.distance_m(points[b])));
            order.truncate(25);
            order
        })
        .collect();
    let mut best = 0.0_f64;
    for r in 0..replicates {
        let mut rng = stream(1, "naive scan", r);
        let mut counts = vec![0_u32; n * 52];
        for _ in 0..cases {
            counts[below(&mut rng, n as u64 * 52) as usize] += 1;
        }
        for near in &nearest {
            let (mut sums, mut people) = ([0_u32; 52], 0.0);
            for &place in near {
                people += population[place];
                sums.iter_mut().zip(&counts[place * 52..]).for_each(|(s, c)| *s += c);
                let mut count = 0;
                for length in 1..=26 {
                    count += sums[52 - length];
                    let expected = f64::from(cases) * people / all * length as f64 / 52.0;
                    best = best.max(log_likelihood_ratio(f64::from(count), expected, f64::from(cases)));
                }
            }
        }
    }
    best
}

fn scans(c: &mut Criterion) {
    let mut group = c.benchmark_group("scan");
    group.sample_size(10);
    for n in [100, 1_000] {
        let (points, cases, population) = places(n);
        let data = ScanData { places: &points, steps: 52, cases: &cases, population: Some(&population) };
        for model in [ScanModel::StPermutation, ScanModel::StPoisson, ScanModel::Poisson] {
            for direction in [Direction::Prospective, Direction::Retrospective] {
                let options = ScanOptions {
                    model,
                    direction,
                    max_neighbours: Some(25),
                    max_radius_m: None,
                    ..ScanOptions::default()
                };
                let name = format!("{model:?}_{direction:?}_999");
                group.bench_function(BenchmarkId::new(name, n), |b| {
                    b.iter(|| scan(black_box(&data), &options));
                });
            }
        }
        group.bench_function(BenchmarkId::new("StPoisson_Prospective_9_naive", n), |b| {
            b.iter(|| naive_scan(&points, &population, 15 * n as u32, 9));
        });
    }
    group.finish();
}

criterion_group!(benches, knox, scans);
criterion_main!(benches);
