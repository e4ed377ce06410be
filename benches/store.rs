//! Committing, loading and importing again, with one JSON line a row beside it as the naive store.

use std::{fs, hint::black_box};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use harmspot::{
    calendar::{Instant, Precision, Span},
    geodesy::GridPoint,
    incidents::{Flags, Geocode, Incident, Injury, LocationClass, RecordKey, Status},
    store::{Batch, Store},
};

fn batch(n: u64) -> Batch {
    let one = |i: u64| {
        let from = Instant(1_700_000_000 + 61 * i as i64);
        Incident {
            key: RecordKey { source: "bench".to_owned(), reference: format!("{i:09}") },
            status: Status::Current,
            outcome: None,
            committed: Span { from, to: from, precision: Precision::Minute },
            month: "2025-01".parse().expect("a month"),
            recorded: Some(from),
            updated: None,
            point: GridPoint::new(
                560_000.0 + (i * 7919 % 60_000) as f64,
                140_000.0 + (i * 104_729 % 30_000) as f64,
            ),
            geocode: Geocode::Exact,
            snapped: false,
            label: Some(format!("Street {}", i % 900)),
            location: LocationClass::Street,
            offence: ["8N", "5D", "34B"][(i % 3) as usize].to_owned(),
            flags: Flags::default(),
            injury: Injury::Unknown,
            victims: Vec::new(),
            suspects: Vec::new(),
            stated_lsoa: None,
            rows: 1,
        }
    };
    Batch { incidents: (0..n).map(one).collect(), ..Batch::default() }
}

fn store(c: &mut Criterion) {
    let mut group = c.benchmark_group("store");
    group.sample_size(10);
    for n in [10_000, 100_000] {
        let batch = batch(n);
        let dir = tempfile::tempdir().expect("a folder");
        let full = Store::open_or_create(dir.path().join("full")).expect("a store");
        full.writer().expect("lock").commit(&batch).expect("commits");
        let lines = dir.path().join("lines");
        group.throughput(Throughput::Elements(n));
        group.bench_with_input(BenchmarkId::new("commit", n), &batch, |b, batch| {
            let fresh = || {
                let dir = tempfile::tempdir().expect("a folder");
                (Store::open_or_create(dir.path().join("s")).expect("a store"), dir)
            };
            b.iter_batched(
                fresh,
                |(store, dir)| {
                    store.writer().expect("lock").commit(batch).expect("commits");
                    dir
                },
                BatchSize::PerIteration,
            );
        });
        group.bench_with_input(BenchmarkId::new("commit_again", n), &batch, |b, batch| {
            b.iter(|| full.writer().expect("lock").commit(batch).expect("commits"));
        });
        group.bench_with_input(BenchmarkId::new("load", n), &full, |b, full| {
            b.iter(|| black_box(full.load(None).expect("loads")));
        });
        group.bench_with_input(BenchmarkId::new("naive_write", n), &batch, |b, batch| {
            b.iter(|| {
                let rows: Vec<String> =
                    batch.incidents.iter().map(|i| serde_json::to_string(i).expect("JSON")).collect();
                fs::write(&lines, rows.join("\n")).expect("writes");
            });
        });
        group.bench_function(BenchmarkId::new("naive_load", n), |b| {
            b.iter(|| {
                let text = fs::read_to_string(&lines).expect("reads");
                let rows: Vec<Incident> =
                    text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
                rows
            });
        });
    }
    group.finish();
}

criterion_group!(benches, store);
criterion_main!(benches);
