//! Tiles of cells and points, beside the naive way: every feature of the layer as GeoJSON, looked
//! through for each tile.

#![allow(missing_docs, reason = "criterion's macros make public items without documentation")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use geo_types::{LineString, Polygon};
use harmspot::{
    geodesy::LonLat,
    publish::{ShapeKind, Shapes, TileId, encode_layer, feature, gzip},
};

const MIDDLE: (f64, f64) = (1.5, 51.7);

fn point(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).expect("in range")
}

/// A square lattice of hexagons about 130 m wide, without randomness.
fn hexagons(n: usize) -> Shapes {
    let side = (n as f64).sqrt().ceil() as usize;
    let mut shapes = Shapes::new(ShapeKind::Polygon);
    for i in 0..n {
        let (column, row) = ((i % side) as f64 - side as f64 / 2.0, (i / side) as f64 - side as f64 / 2.0);
        let (x, y) = (MIDDLE.0 + column * 0.0019, MIDDLE.1 + row * 0.0012);
        let ring: Vec<(f64, f64)> = (0..=6)
            .map(|k| {
                let angle = f64::from(k % 6) * std::f64::consts::FRAC_PI_3;
                (x + 0.0009 * angle.cos(), y + 0.0006 * angle.sin())
            })
            .collect();
        shapes.push_polygons(&Polygon::new(LineString::from(ring), Vec::new()).into());
    }
    shapes.finish()
}

/// Points on a spiral: dense in the middle, thin outside, like a town.
fn points(n: usize) -> Shapes {
    let mut shapes = Shapes::new(ShapeKind::Point);
    for i in 0..n {
        let (turn, reach) = (i as f64 * 2.399_963, (i as f64 / n as f64).powi(2) * 0.5);
        shapes.push_point(point(MIDDLE.0 + reach * turn.cos(), MIDDLE.1 + 0.6 * reach * turn.sin()));
    }
    shapes.finish()
}

fn ours(shapes: &Shapes, tile: TileId) -> Vec<u8> {
    let bytes = encode_layer(
        "cells",
        shapes,
        tile,
        |_| true,
        |i, tags| {
            tags.whole("value", i as u64 % 17).text("class", "none").number("p_fdr", 0.5);
        },
    );
    bytes.expect("a tile encodes")
}

fn naive(shapes: &Shapes, tile: TileId) -> Vec<u8> {
    let mut features = Vec::new();
    for number in 0..shapes.len() {
        let Some(b) = shapes.bbox(number) else { continue };
        let corners =
            [(b[0], b[1]), (b[2], b[3])].map(|(lon, lat)| TileId::around(tile.z(), point(lon, lat)));
        if !corners.contains(&Some(tile)) {
            continue;
        }
        let mut properties = serde_json::Map::new();
        properties.insert("value".into(), (number % 17).into());
        properties.insert("class".into(), "none".into());
        properties.insert("p_fdr".into(), 0.5.into());
        features.push(feature(number.into(), shapes, number, properties));
    }
    serde_json::json!({"type": "FeatureCollection", "features": features}).to_string().into_bytes()
}

fn build(c: &mut Criterion) {
    for (kind, zoom) in [("cells", 12), ("points", 14)] {
        let mut group = c.benchmark_group(format!("tiles/{kind}/z{zoom}"));
        group.sample_size(10).measurement_time(std::time::Duration::from_secs(2));
        for n in [10_000, 100_000, 1_000_000] {
            let shapes = if kind == "cells" { hexagons(n) } else { points(n) };
            let tile = TileId::around(zoom, point(MIDDLE.0, MIDDLE.1)).expect("on the map");
            group.bench_function(BenchmarkId::new("mvt", n), |b| b.iter(|| black_box(ours(&shapes, tile))));
            group.bench_function(BenchmarkId::new("mvt+gzip", n), |b| {
                b.iter(|| black_box(gzip(&ours(&shapes, tile))));
            });
            group.bench_function(BenchmarkId::new("naive-geojson", n), |b| {
                b.iter(|| black_box(naive(&shapes, tile)));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, build);
criterion_main!(benches);
