//! Parse and validate: a month of open data through the profile, beside the bare csv crate.

use std::{fmt::Write, hint::black_box};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use harmspot::{
    incidents::{LocationTable, Profile, ReadOptions, read_file},
    sources::SourceFile,
};

/// Rows by formula, in the published shape.
fn month(rows: u32) -> Vec<u8> {
    let mut text = String::from(
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,\
         Last outcome category,Context\n",
    );
    for n in 0..rows {
        let (lon, lat) = (0.2 + f64::from(n % 997) * 1e-3, 51.0 + f64::from(n % 389) * 1e-3);
        writeln!(
            text,
            "{n:064x},2025-01,Kent Police,Kent Police,{lon:.6},{lat:.6},On or near High Street,E01024001,\
             Here 001A,Violence and sexual offences,Under investigation,"
        )
        .expect("a string takes any text");
    }
    text.into_bytes()
}

fn parse_and_validate(c: &mut Criterion) {
    let profile = Profile::built_in("police-uk").expect("built in");
    let mut group = c.benchmark_group("import/parse_and_validate");
    group.sample_size(10);
    for rows in [10_000, 100_000, 1_000_000] {
        let bytes = month(rows);
        group.throughput(Throughput::Elements(u64::from(rows)));
        group.bench_with_input(BenchmarkId::new("profile", rows), &bytes, |b, bytes| {
            b.iter(|| {
                let file = SourceFile { name: "m.csv".into(), bytes: bytes.clone(), sha256: String::new() };
                black_box(
                    read_file(file, &profile, LocationTable::shipped(), &ReadOptions::default()).is_ok(),
                )
            });
        });
        group.bench_with_input(BenchmarkId::new("csv_crate_strings_only", rows), &bytes, |b, bytes| {
            b.iter(|| black_box(csv::Reader::from_reader(&bytes[..]).records().count()));
        });
    }
    group.finish();
}

criterion_group!(benches, parse_and_validate);
criterion_main!(benches);
