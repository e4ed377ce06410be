//! Near repeats and space-time scans, the naive way beside them.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use harmspot::{
    detect::{NearRepeatOptions, near_repeat},
    geodesy::GridPoint,
    inference::{shuffle, stream},
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

criterion_group!(benches, knox);
criterion_main!(benches);
