//! Grid conversion, point-in-polygon and the unit set, the naive way beside each.
//!
//! The ground is a made-up county of 33 x 33 areas with wobbly borders of 24 edges a side (about the number
//! of areas and vertices of a county's LSOAs), over the square of sea the bulk points lie in.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use harmspot::{
    geodesy::{GridPoint, LonLat, to_grid, to_lon_lat},
    places::{
        Area, AreaLocator, AreaPack, Ground, LsoaFacts, MaskRule, Unit, UnitSet, locate_by_every_edge, shape,
    },
    synth,
};

const SIDE: u32 = 33;
const WEST: f64 = 647_000.0;
const SOUTH: f64 = 192_000.0;
const STEP: f64 = 41_000.0 / SIDE as f64;
const EDGES: u32 = 24;

/// A point of the mesh; borders of neighbours share every vertex.
fn vertex(i: u32, j: u32) -> Coord<f64> {
    let h = u64::from(i * 7_919 + j).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let wobble = |bits: u64| ((bits & 0xffff) as f64 / 65_536.0 - 0.5) * STEP / f64::from(EDGES) * 0.8;
    let at = |from: f64, n: u32, bits: u64| from + STEP * f64::from(n) / f64::from(EDGES) + wobble(bits);
    Coord { x: at(WEST, i, h >> 20), y: at(SOUTH, j, h >> 40) }
}

fn mesh() -> Vec<MultiPolygon<f64>> {
    let one = |n: u32| {
        let (i, j) = (n % SIDE * EDGES, n / SIDE * EDGES);
        let south = (0..EDGES).map(|e| vertex(i + e, j));
        let east = (0..EDGES).map(|e| vertex(i + EDGES, j + e));
        let north = (0..EDGES).map(|e| vertex(i + EDGES - e, j + EDGES));
        let west = (0..=EDGES).map(|e| vertex(i, j + EDGES - e));
        let ring: Vec<Coord<f64>> = south.chain(east).chain(north).chain(west).collect();
        MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())])
    };
    (0..SIDE * SIDE).map(one).collect()
}

fn areas(shapes: &[MultiPolygon<f64>], code: &str) -> Vec<Area> {
    let named = |(i, shape): (usize, &MultiPolygon<f64>)| Area {
        code: format!("{code}{i:04}"),
        name: format!("Mesh {i}"),
        area_m2: shape::area(shape),
        shape: shape.clone(),
    };
    shapes.iter().enumerate().map(named).collect()
}

fn grid_points(n: usize) -> Vec<GridPoint> {
    synth::points(n, 11).into_iter().map(|(point, _)| point).collect()
}

/// The mesh with one district, one CSP and as many postcodes as Kent.
fn ground(shapes: &[MultiPolygon<f64>]) -> Ground {
    let facts = LsoaFacts { district: Some(0), csp: Some(0), ..LsoaFacts::default() };
    let whole = areas(&[shape::dissolve(&shapes.iter().collect::<Vec<_>>())], "D");
    Ground::new(AreaPack {
        format: 1,
        name: "Mesh".to_owned(),
        synthetic: true,
        attribution: Vec::new(),
        lsoa: areas(shapes, "L"),
        msoa: Vec::new(),
        ward: Vec::new(),
        district: whole.clone(),
        csp: whole,
        lsoa_facts: vec![facts; shapes.len()],
        ward_district: Vec::new(),
        district_csp: vec![Some(0)],
        postcodes: grid_points(52_000),
        streets: Vec::new(),
        sites: Vec::new(),
        mask_added: Vec::new(),
        notes: Vec::new(),
        inputs: Vec::new(),
    })
    .expect("a pack")
}

fn conversion(c: &mut Criterion) {
    let mut group = c.benchmark_group("ground/grid");
    group.sample_size(10);
    for n in [10_000, 100_000, 1_000_000] {
        let metres = grid_points(n);
        let degrees: Vec<LonLat> = metres.iter().map(|&p| to_lon_lat(p).expect("on the model")).collect();
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::new("to_metres", n), |b| {
            b.iter(|| black_box(&degrees).iter().filter_map(|&p| to_grid(p).ok()).count());
        });
        group.bench_function(BenchmarkId::new("to_degrees", n), |b| {
            b.iter(|| black_box(&metres).iter().filter_map(|&p| to_lon_lat(p).ok()).count());
        });
        if n == 10_000 {
            naive_conversion(&mut group, &degrees);
        }
    }
    group.finish();
}

/// PROJ, made once and asked point by point: its own seven-parameter shift, metres off OSTN15.
#[cfg(feature = "proj")]
fn naive_conversion(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    degrees: &[LonLat],
) {
    let way = proj::Proj::new_known_crs("EPSG:4326", "EPSG:27700", None).expect("PROJ knows both");
    group.bench_function(BenchmarkId::new("naive_proj_to_metres", degrees.len()), |b| {
        b.iter(|| {
            let one = |p: &LonLat| way.convert((p.lon_deg(), p.lat_deg())).is_ok();
            black_box(degrees).iter().filter(|p| one(p)).count()
        });
    });
}

#[cfg(not(feature = "proj"))]
fn naive_conversion(_: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>, _: &[LonLat]) {}

fn point_in_polygon(c: &mut Criterion) {
    let mut group = c.benchmark_group("ground/point_in_polygon");
    group.sample_size(10);
    let shapes = mesh();
    let shapes: Vec<&MultiPolygon<f64>> = shapes.iter().collect();
    group.bench_function("build_locator", |b| b.iter(|| AreaLocator::of_shapes(black_box(&shapes))));
    let locator = AreaLocator::of_shapes(&shapes);
    for n in [10_000, 100_000, 1_000_000] {
        let points = grid_points(n);
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::new("locate", n), |b| {
            b.iter(|| black_box(&points).iter().filter(|&&p| locator.locate(p).is_some()).count());
        });
    }
    let points = grid_points(1_000);
    group.throughput(Throughput::Elements(1_000));
    group.bench_function(BenchmarkId::new("naive_every_edge", 1_000), |b| {
        b.iter(|| black_box(&points).iter().filter(|&&p| locate_by_every_edge(&shapes, p).is_some()).count());
    });
    group.finish();
}

/// Every postcode's distance from every cell: which cells of resolution 9 have one within 200 m.
fn naive_mask(group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>, ground: &Ground) {
    let units = UnitSet::build(ground, Unit::H3(9), &MaskRule::default()).expect("a mask");
    let postcodes = &ground.pack().postcodes;
    let near = |c: &GridPoint| postcodes.iter().any(|p| p.distance_m(*c) <= 200.0);
    group.bench_function(BenchmarkId::new("naive h3:9, every postcode", units.len()), |b| {
        b.iter(|| black_box(&units.centre).iter().filter(|c| near(c)).count());
    });
}

fn units(c: &mut Criterion) {
    let mut group = c.benchmark_group("ground/units");
    group.sample_size(10);
    let ground = ground(&mesh());
    naive_mask(&mut group, &ground);
    let rule = MaskRule::default();
    for unit in [Unit::H3(9), Unit::H3(10), Unit::Square(150)] {
        let units = UnitSet::build(&ground, unit, &rule).expect("a mask").len();
        group.bench_function(BenchmarkId::new(format!("build {unit}"), units), |b| {
            b.iter(|| UnitSet::build(black_box(&ground), unit, &rule).expect("a mask").len());
        });
    }
    group.finish();
}

criterion_group!(benches, conversion, point_in_polygon, units);
criterion_main!(benches);
