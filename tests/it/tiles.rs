//! Tiles read back with a decoder: what is in them, where, and at which zoom.

use std::collections::BTreeSet;

use fast_mvt::{MvtReaderRef, MvtTile};
use harmspot::{
    geodesy::{LonLat, mercator},
    publish::{ShapeKind, Shapes, TileId, encode_layer},
};

use crate::fabricated::Client;

fn tile_of(client: &Client, layer: &str, z: u8, at: (f64, f64)) -> (u16, Option<MvtTile>) {
    let id = TileId::around(z, LonLat::new(at.0, at.1).expect("in range")).expect("on the map");
    let got = client.get(&format!("/tiles/{layer}/{z}/{}/{}", id.x(), id.y()));
    let twin = client.get(&format!("/collections/{layer}/tiles/WebMercatorQuad/{z}/{}/{}", id.y(), id.x()));
    assert_eq!((got.status, &got.body), (twin.status, &twin.body), "the OGC path gives the same tile");
    if got.status == 204 {
        assert!(got.body.is_empty());
        return (204, None);
    }
    assert_eq!(got.header("content-type"), "application/vnd.mapbox-vector-tile");
    assert_eq!(got.header("vary"), "Accept-Encoding");
    (got.status, Some(MvtReaderRef::new(&got.body).expect("a tile").to_tile().expect("a tile")))
}

fn middle(client: &Client) -> (f64, f64) {
    let all = client.get("/api/hotspots").json();
    let p: [f64; 2] =
        serde_json::from_value(all["features"][0]["properties"]["label_point"].clone()).expect("a point");
    (p[0], p[1])
}

fn layer_names(tile: &MvtTile) -> BTreeSet<String> {
    tile.layers.iter().map(|l| l.name().to_owned()).collect()
}

#[test]
fn every_listed_place_is_on_the_map_at_every_zoom() {
    let client = Client::new();
    let at = middle(&client);
    for z in 0..=16 {
        let (status, tile) = tile_of(&client, "hotspots", z, at);
        assert_eq!(status, 200, "zoom {z}");
        let tile = tile.expect("not empty");
        assert_eq!(layer_names(&tile), BTreeSet::from(["hotspots".to_owned()]));
        if z <= 9 {
            assert_eq!(
                tile.layers[0].features.len(),
                3,
                "zoom {z}: small places become one unit, never nothing"
            );
        }
    }
    assert_eq!(tile_of(&client, "hotspots", 10, (-5.0, 55.0)).0, 204);
}

#[test]
fn cells_are_whole_from_where_they_can_be_seen_and_only_significant_ones_above() {
    let client = Client::new();
    let at = middle(&client);
    let count = |z| tile_of(&client, "cells", z, at).1.map_or(0, |t| t.layers[0].features.len());
    assert_eq!(count(9), 21, "three places of seven cells");
    assert!(count(11) < 40, "still only significant ones");
    let around = TileId::around(12, LonLat::new(at.0, at.1).expect("in range")).expect("on the map");
    let mut seen = BTreeSet::new();
    for (dx, dy) in (0..9).map(|n| (n % 3, n / 3)) {
        let got = client.get(&format!("/tiles/cells/12/{}/{}", around.x() + dx - 1, around.y() + dy - 1));
        if got.status == 200 {
            let tile = MvtReaderRef::new(&got.body).expect("a tile").to_tile().expect("a tile");
            seen.extend(tile.layers[0].features.iter().map(|f| f.id));
        }
    }
    assert_eq!(seen.len(), 1261, "zeros are data");
    let (_, tile) = tile_of(&client, "cells", 13, at);
    let tile = tile.expect("not empty");
    let keys: BTreeSet<_> = tile.layers[0].features[0].properties.iter().map(|(k, _)| k.as_str()).collect();
    assert_eq!(keys, BTreeSet::from(["class", "excess", "id", "p_fdr", "value", "z"]));
}

#[test]
fn single_incidents_start_at_zoom_14_and_each_is_in_one_tile() {
    let client = Client::new();
    let bbox = client.get("/collections/incidents/items?limit=10000").json();
    let points: Vec<[f64; 2]> = bbox["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|f| serde_json::from_value(f["geometry"]["coordinates"].clone()).expect("a point"))
        .collect();
    let tiles: BTreeSet<TileId> = points
        .iter()
        .map(|p| TileId::around(14, LonLat::new(p[0], p[1]).expect("in range")).expect("on the map"))
        .collect();
    let mut seen = Vec::new();
    for id in tiles {
        let got = client.get(&format!("/tiles/incidents/14/{}/{}", id.x(), id.y()));
        let tile = MvtReaderRef::new(&got.body).expect("a tile").to_tile().expect("a tile");
        seen.extend(tile.layers[0].features.iter().map(|f| f.id));
        assert!(!String::from_utf8_lossy(&got.body).contains("CANARY"));
    }
    assert_eq!(seen.len(), points.len());
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), points.len());
}

#[test]
fn areas_and_ground_come_level_by_level() {
    let client = Client::new();
    let at = middle(&client);
    let levels = |z| -> BTreeSet<String> {
        let tile = tile_of(&client, "areas", z, at).1.expect("not empty");
        let level = |f: &fast_mvt::MvtFeature| {
            f.properties.iter().find(|(k, _)| k == "level").map(|(_, v)| format!("{v:?}")).unwrap_or_default()
        };
        tile.layers[0].features.iter().map(level).collect()
    };
    assert_eq!((levels(5).len(), levels(9).len(), levels(11).len()), (2, 3, 5));
    let names = |z| tile_of(&client, "ground", z, at).1.map(|t| layer_names(&t)).unwrap_or_default();
    assert!(names(8).contains("labels") && !names(8).contains("streets"));
    assert!(names(12).contains("streets"));
}

#[test]
fn tilejson_says_where_the_tiles_are_and_keeps_the_question() {
    let client = Client::new();
    for layer in ["hotspots", "cells", "areas", "incidents", "ground"] {
        let json = client.get(&format!("/tiles/{layer}.json?csp=C1")).json();
        assert_eq!(json["tilejson"], "3.0.0");
        assert_eq!(json["tiles"][0], format!("http://127.0.0.1:8080/tiles/{layer}/{{z}}/{{x}}/{{y}}?csp=C1"));
        assert!(json["vector_layers"].as_array().is_some_and(|l| !l.is_empty()));
        assert_eq!(json["minzoom"], if layer == "incidents" { 14 } else { 0 });
    }
}

#[test]
fn a_kept_tile_is_the_same_bytes_and_a_known_tag_spares_it() {
    let client = Client::new();
    let at = middle(&client);
    let id = TileId::around(12, LonLat::new(at.0, at.1).expect("in range")).expect("on the map");
    let target = format!("/tiles/cells/12/{}/{}", id.x(), id.y());
    let gzip = [("accept-encoding", "gzip")];
    let (first, second) = (client.send("GET", &target, &gzip), client.send("GET", &target, &gzip));
    assert_eq!((first.header("content-encoding"), &first.body), ("gzip", &second.body));
    let tag = first.header("etag").to_owned();
    let held = [("accept-encoding", "gzip"), ("if-none-match", tag.as_str())];
    assert_eq!(client.send("GET", &target, &held).status, 304);
    assert_eq!(Client::new().send("GET", &target, &gzip).body, first.body, "another process, the same bytes");
}

#[test]
fn quantised_shapes_stay_within_half_a_unit_of_the_truth() {
    let mut shapes = Shapes::new(ShapeKind::Polygon);
    let ring = vec![(1.50, 51.70), (1.53, 51.70), (1.53, 51.72), (1.50, 51.72), (1.50, 51.70)];
    shapes.push_polygons(&geo_types::Polygon::new(ring.clone().into(), Vec::new()).into());
    let shapes = shapes.finish();
    let id = TileId::around(9, LonLat::new(1.51, 51.71).expect("in range")).expect("on the map");
    let bytes = encode_layer("x", &shapes, id, |_| true, |_, _| ()).expect("encodes");
    let tile = MvtReaderRef::new(&bytes).expect("a tile").to_tile().expect("a tile");
    let geo_types::Geometry::Polygon(polygon) = &tile.layers[0].features[0].geometry else {
        panic!("one polygon");
    };
    for (lon, lat) in ring {
        let (x, y) = mercator::to_unit(LonLat::new(lon, lat).expect("in range"));
        let local = ((x * 512.0 - f64::from(id.x())) * 4096.0, (y * 512.0 - f64::from(id.y())) * 4096.0);
        let near = polygon
            .exterior()
            .0
            .iter()
            .any(|c| (f64::from(c.x) - local.0).abs() <= 0.5 && (f64::from(c.y) - local.1).abs() <= 0.5);
        assert!(near, "{lon} {lat} is lost");
    }
}
