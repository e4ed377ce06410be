//! H3 counts, columns and the point index, the naive way beside each. Points by formula: half a
//! degree of Kent, dense in the middle.

use std::{collections::HashMap, hint::black_box};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use harmspot::{
    calendar::{Instant, Precision, Span},
    geodesy::{GridPoint, LonLat},
    incidents::{Flags, Geocode, Incident, Injury, LocationClass, RecordKey, Status},
    index::{Columns, Filter, PointIndex, count_cells},
};

/// Two numbers in 0..1 from a counter.
fn pair(i: u64) -> (f64, f64) {
    let h = i.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (i << 7);
    let unit = |bits: u64| (bits & 0xF_FFFF) as f64 / 1_048_576.0;
    (unit(h >> 40), unit(h >> 13))
}

fn lon_lats(n: u64) -> Vec<LonLat> {
    (0..n)
        .map(|i| {
            let (a, b) = pair(i);
            LonLat::new(0.3 + 0.5 * a * a, 51.1 + 0.3 * b * b).expect("in range")
        })
        .collect()
}

fn incidents(n: u64) -> Vec<Incident> {
    (0..n)
        .map(|i| {
            let (a, b) = pair(i);
            let from = Instant(1_700_000_000 + i as i64);
            Incident {
                key: RecordKey { source: "bench".to_owned(), reference: i.to_string() },
                status: Status::Current,
                outcome: None,
                committed: Span { from, to: from, precision: Precision::Minute },
                month: "2025-01".parse().expect("a month"),
                recorded: None,
                updated: None,
                point: GridPoint::new(560_000.0 + 60_000.0 * a * a, 140_000.0 + 30_000.0 * b * b),
                geocode: Geocode::Exact,
                snapped: false,
                label: None,
                location: LocationClass::Street,
                offence: "8N".to_owned(),
                flags: Flags::default(),
                injury: Injury::Unknown,
                victims: Vec::new(),
                suspects: Vec::new(),
                stated_lsoa: None,
                rows: 1,
            }
        })
        .collect()
}

fn counts(c: &mut Criterion) {
    let mut group = c.benchmark_group("index/h3_counts");
    group.sample_size(10);
    for n in [10_000, 100_000, 1_000_000, 10_000_000] {
        let points = lon_lats(n);
        group.throughput(Throughput::Elements(n));
        group.bench_with_input(BenchmarkId::new("parallel", n), &points, |b, points| {
            b.iter(|| count_cells(black_box(points), 9));
        });
        group.bench_with_input(BenchmarkId::new("naive", n), &points, |b, points| {
            b.iter(|| {
                let mut counts: HashMap<h3o::CellIndex, u32> = HashMap::new();
                for p in black_box(points) {
                    let cell = h3o::LatLng::new(p.lat_deg(), p.lon_deg())
                        .expect("finite")
                        .to_cell(h3o::Resolution::Nine);
                    *counts.entry(cell).or_default() += 1;
                }
                let mut counts: Vec<_> = counts.into_iter().collect();
                counts.sort_unstable();
                counts
            });
        });
    }
    group.finish();
}

fn near(c: &mut Criterion) {
    let mut group = c.benchmark_group("index/within_200_m");
    group.sample_size(20);
    for n in [10_000, 100_000] {
        let columns = Columns::build(&incidents(n), &[]).expect("fits");
        let index = PointIndex::build(&columns);
        let (centre, filter) = (GridPoint::new(565_000.0, 142_000.0).expect("finite"), Filter::default());
        group.bench_with_input(BenchmarkId::new("tree", n), &index, |b, index| {
            b.iter(|| index.within(&columns, black_box(centre), 200.0, &filter));
        });
        group.bench_with_input(BenchmarkId::new("naive", n), &columns, |b, columns| {
            b.iter(|| {
                let near = |row: usize| columns.point(row).is_some_and(|p| p.distance_m(centre) <= 200.0);
                (0..columns.len()).filter(|&row| near(row)).collect::<Vec<_>>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, counts, near);
criterion_main!(benches);
