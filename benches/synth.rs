//! Made-up points in bulk, the county with known truth, and the ground of Lomea.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use harmspot::synth;

fn bulk(c: &mut Criterion) {
    let mut group = c.benchmark_group("synth/points");
    for n in [10_000, 100_000, 1_000_000] {
        group.throughput(Throughput::Elements(n as u64));
        group.bench_with_input(BenchmarkId::new("bulk", n), &n, |b, n| {
            b.iter(|| black_box(synth::points(*n, 1)));
        });
    }
    group.finish();
}

fn county(c: &mut Criterion) {
    let mut group = c.benchmark_group("synth/county");
    group.sample_size(10);
    group.bench_function("truth n=40000", |b| b.iter(|| black_box(synth::truth(40_000, 1))));
    group.bench_function("ground", |b| b.iter(|| black_box(synth::Lomea::generate(1))));
    group.finish();
}

criterion_group!(benches, bulk, county);
criterion_main!(benches);
