//! Spatial weights, exact permutation tables and Gi*, the naive permutation beside them.
//!
//! Data by formula: counts on a queen lattice, most cells empty and a few with very much.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use harmspot::{
    detect::{Null, gi_star, gi_star_total},
    geodesy::GridPoint,
    index::{SpatialWeights, cell_of, h3_rings, h3_with_rings, within_distance},
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

/// A disk of H3 cells of about `n` cells, ascending.
fn disk(n: usize) -> Vec<u64> {
    let centre = cell_of(harmspot::geodesy::LonLat::new(0.6, 51.2).expect("Kent"), 9).expect("a cell");
    let rings = ((n as f64 / 3.0).sqrt()).round() as u32;
    h3_with_rings(&[centre], rings)
}

/// What a short script does: each cell's disk looked up in a hash map.
fn naive_rings(cells: &[u64]) -> usize {
    let at: std::collections::HashMap<u64, u32> = cells.iter().copied().zip(0..).collect();
    let near = |&cell: &u64| -> Vec<u32> {
        let cell = h3o::CellIndex::try_from(cell).expect("a cell");
        let disk: Vec<h3o::CellIndex> = cell.grid_disk(1);
        disk.into_iter().filter(|&c| c != cell).filter_map(|c| at.get(&u64::from(c)).copied()).collect()
    };
    cells.iter().map(|cell| near(cell).len()).sum()
}

/// Every distance.
fn naive_band(centres: &[GridPoint], metres: f64) -> usize {
    let near = |a: &GridPoint| centres.iter().filter(|b| a.distance_m(**b) <= metres).count() - 1;
    centres.iter().map(near).sum()
}

fn weights(c: &mut Criterion) {
    let mut group = c.benchmark_group("detect/weights");
    group.sample_size(10);
    for n in [10_000, 100_000, 1_000_000] {
        let cells = disk(n);
        group.bench_function(BenchmarkId::new("h3_rings", cells.len()), |b| {
            b.iter(|| h3_rings(black_box(&cells), 1).links());
        });
        group.bench_function(BenchmarkId::new("h3_rings_naive_hash_map", cells.len()), |b| {
            b.iter(|| naive_rings(black_box(&cells)));
        });
        let side = (n as f64).sqrt() as usize;
        let centres: Vec<GridPoint> = (0..n)
            .filter_map(|i| GridPoint::new(250.0 * (i % side) as f64, 250.0 * (i / side) as f64))
            .collect();
        group.bench_function(BenchmarkId::new("band_400_m", n), |b| {
            b.iter(|| within_distance(black_box(&centres), 400.0).links());
        });
        if n == 10_000 {
            group.bench_function(BenchmarkId::new("band_400_m_naive_every_distance", n), |b| {
                b.iter(|| naive_band(black_box(&centres), 400.0));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, detect, weights);
criterion_main!(benches);
