//! Local Moran, emerging hot spots, the rhythm of the week, concentration and rates; the naive way beside.
//!
//! Data by formula: counts on a six-neighbour lattice, most cells empty and a few with very much.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use harmspot::{
    calendar::{Instant, Precision, Span, Zone},
    detect::{
        ConcentrationOptions, EmergingOptions, LocalOptions, RatesInput, RatesOptions, RhythmOptions, Values,
        concentration, emerging, local_moran, rates, rhythm,
    },
    index::SpatialWeights,
    inference::{below, stream},
};

fn hash(i: u64) -> f64 {
    (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 / 16_777_216.0
}

/// 0 mostly, then 1, 2, ... with a heavy tail up to 120.
fn counts(n: u64) -> Vec<u32> {
    (0..n)
        .map(|i| if hash(i) < 0.7 { 0 } else { ((1.0 - hash(i)) / 0.3).powf(-0.8).min(120.0) as u32 })
        .collect()
}

fn six_neighbours(side: u32) -> SpatialWeights {
    let at = |row: u32, col: u32| (row < side && col < side).then(|| row * side + col);
    let near = |c: u32| {
        let (row, col) = (c / side, c % side);
        let (up, left) = (row.wrapping_sub(1), col.wrapping_sub(1));
        [(row, left), (row, col + 1), (up, col), (row + 1, col), (up, left), (row + 1, col + 1)]
            .into_iter()
            .filter_map(|(r, q)| at(r, q))
            .collect()
    };
    SpatialWeights::binary((0..side * side).map(near).collect())
}

/// What the peers do: for every cell, draw its neighbours anew, and again.
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

fn spans(n: u64) -> Vec<Span> {
    (0..n)
        .map(|i| {
            let from = 1_735_689_600 + (hash(i) * 31_536_000.0) as i64;
            let length = if i % 5 == 0 { (hash(i + 7) * 40_000.0) as i64 } else { 0 };
            Span { from: Instant(from), to: Instant(from + length), precision: Precision::Minute }
        })
        .collect()
}

fn units(c: &mut Criterion) {
    let mut group = c.benchmark_group("units");
    group.sample_size(10);
    let zone = Zone::london();
    for side in [100_u32, 316, 1_000] {
        let n = u64::from(side * side);
        let (held, weights) = (counts(n), six_neighbours(side));
        group.bench_function(BenchmarkId::new("local_moran_exact", n), |b| {
            b.iter(|| local_moran(Values::Counts(black_box(&held)), &weights, &LocalOptions::default()));
        });
        if side == 100 {
            group.bench_function(BenchmarkId::new("local_moran_naive_999_draws", n), |b| {
                b.iter(|| naive(black_box(&held), &weights, 999));
            });
        }
        // A cube of as many bins: a tenth of the side squared, twelve steps and a remainder.
        let small = six_neighbours(side / 4);
        let cube = counts(u64::from(side / 4 * (side / 4)) * 16);
        group.bench_function(BenchmarkId::new("emerging_bins", n), |b| {
            b.iter(|| emerging(black_box(&cube), 16, &small, &EmergingOptions::default()));
        });
        let when = spans(n);
        let few = RhythmOptions { resamples: 99, ..RhythmOptions::default() };
        group.bench_function(BenchmarkId::new("rhythm_99_resamples", n), |b| {
            b.iter(|| rhythm(black_box(&when), None, &zone, &few));
        });
        group.bench_function(BenchmarkId::new("concentration", n), |b| {
            b.iter(|| concentration(black_box(&held), None, None, &ConcentrationOptions::default()));
        });
        let many: Vec<u64> = held.iter().map(|&c| u64::from(c)).collect();
        let residents: Vec<f64> = (0..n).map(|i| 500.0 + 2_000.0 * hash(i)).collect();
        let input = RatesInput { counts: &many, exposure: &residents, ..RatesInput::default() };
        group.bench_function(BenchmarkId::new("rates", n), |b| {
            b.iter(|| rates(black_box(&input), &RatesOptions::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, units);
criterion_main!(benches);
