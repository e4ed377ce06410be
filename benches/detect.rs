//! Spatial weights, exact permutation tables and Gi*, the naive permutation beside them.
//!
//! Data by formula: counts on a queen lattice, most cells empty and a few with very much.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use harmspot::{
    detect::{Null, gi_star, gi_star_total},
    index::SpatialWeights,
    inference::{PermutationTable, below, stream},
};

/// 0 mostly, then 1, 2, ... with a heavy tail up to 120.
fn counts(n: usize) -> Vec<u32> {
    (0..n as u64)
        .map(|i| {
            let h = (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 / 16_777_216.0;
            if h < 0.7 { 0 } else { ((1.0 - h) / 0.3).powf(-0.8).min(120.0) as u32 }
        })
        .collect()
}

fn six_neighbours(side: u32) -> SpatialWeights {
    let at = |row: u32, col: u32| (row < side && col < side).then(|| row * side + col);
    SpatialWeights::binary(
        (0..side * side)
            .map(|c| {
                let (row, col) = (c / side, c % side);
                let (up, left) = (row.wrapping_sub(1), col.wrapping_sub(1));
                [(row, left), (row, col + 1), (up, col), (row + 1, col), (up, left), (row + 1, col + 1)]
                    .into_iter()
                    .filter_map(|(r, q)| at(r, q))
                    .collect()
            })
            .collect(),
    )
}

/// What the peers do: for every cell, draw its neighbours anew, count, repeat.
fn naive(counts: &[u32], weights: &SpatialWeights, draws: u32) -> f64 {
    let mut rng = stream(1, "naive", 0);
    let mut all = 0.0;
    for i in 0..counts.len() {
        let near = weights.neighbours(i);
        let observed: u32 = near.iter().map(|&j| counts[j as usize]).sum();
        let mut reached = 0;
        for _ in 0..draws {
            let sum: u32 = near.iter().map(|_| counts[below(&mut rng, counts.len() as u64) as usize]).sum();
            reached += u32::from(sum >= observed);
        }
        all += f64::from(reached + 1) / f64::from(draws + 1);
    }
    all
}

fn detect(c: &mut Criterion) {
    let mut group = c.benchmark_group("detect");
    group.sample_size(10);
    for side in [100_u32, 250, 1_000] {
        let n = side * side;
        let counts = counts(n as usize);
        let weights = six_neighbours(side);
        group.bench_function(BenchmarkId::new("weights", n), |b| b.iter(|| six_neighbours(black_box(side))));
        group.bench_function(BenchmarkId::new("exact_table_k7", n), |b| {
            b.iter(|| PermutationTable::build(black_box(&counts), 7, 400));
        });
        group.bench_function(BenchmarkId::new("gi_star_exact", n), |b| {
            b.iter(|| gi_star(black_box(&counts), &weights, Null::Conditional));
        });
        group.bench_function(BenchmarkId::new("gi_star_total", n), |b| {
            b.iter(|| gi_star_total(black_box(&counts), &weights));
        });
        if side == 100 {
            group.bench_function(BenchmarkId::new("gi_star_naive_999_draws", n), |b| {
                b.iter(|| naive(black_box(&counts), &weights, 999));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, detect);
criterion_main!(benches);
