//! Walking: 300 sites to every postcode of Lomea within 15 minutes, and the whole network for every site beside it.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use harmspot::{
    geodesy::GridPoint,
    pipeline::sites::read_streets,
    places::walking::{Walking, WalkingOptions, naive_minutes},
    synth::Lomea,
};

const SITES: usize = 300;
const NAIVE_SITES: usize = 5;
const LIMIT_MIN: f64 = 15.0;

fn walking(c: &mut Criterion) {
    let lomea = Lomea::generate(1);
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("streets.geojson");
    let file = lomea.area_files().into_iter().find(|f| f.name == "area/streets.geojson").expect("streets");
    std::fs::write(&path, &file.bytes).expect("written");
    let streets = read_streets(&[path]).expect("streets").streets;
    let point = |at: (f64, f64)| GridPoint::new(at.0, at.1).expect("on the grid");
    let for_sport = lomea.sites().iter().filter(|s| ["sport", "park", "school"].contains(&s.kind));
    let sites: Vec<GridPoint> = for_sport.map(|s| point(s.at)).take(SITES).collect();
    let homes: Vec<GridPoint> = lomea.postcodes().iter().step_by(2).map(|p| point(p.at)).collect();

    let mut group = c.benchmark_group("walking");
    group.sample_size(10);
    group.bench_function("network", |b| {
        b.iter(|| Walking::from_streets(black_box(&streets), &[], WalkingOptions::default()));
    });
    let walking = Walking::from_streets(&streets, &[], WalkingOptions::default());
    group.bench_function(BenchmarkId::new("targets", homes.len()), |b| {
        b.iter(|| walking.targets(black_box(&homes)));
    });
    let targets = walking.targets(&homes);
    group.throughput(Throughput::Elements(sites.len() as u64));
    group.bench_function(BenchmarkId::new("one_to_many/sites", sites.len()), |b| {
        b.iter(|| walking.table(black_box(&sites), &targets, LIMIT_MIN));
    });
    group.throughput(Throughput::Elements(NAIVE_SITES as u64));
    group.bench_function(BenchmarkId::new("naive/sites", NAIVE_SITES), |b| {
        let Walking::Network(network) = &walking else { return };
        b.iter(|| {
            sites[..NAIVE_SITES].iter().map(|site| naive_minutes(network, *site, &homes)).collect::<Vec<_>>()
        });
    });
    group.bench_function("isochrone", |b| {
        b.iter(|| walking.isochrone(black_box(sites[0]), LIMIT_MIN));
    });
    group.finish();
}

criterion_group!(benches, walking);
criterion_main!(benches);
