//! GDAL as a real client: OGC API - Features through OAPIF, tiles through MVT.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    process::Command,
};

use harmspot::{geodesy::LonLat, publish::TileId, server::Limits};
use serde_json::Value;

use crate::fabricated::Running;

fn installed() -> bool {
    let found = Command::new("ogrinfo").arg("--version").output().is_ok();
    if !found {
        eprintln!(
            "SKIPPED: ogrinfo is not installed (apt-get install gdal-bin); nobody checked us as GDAL sees us"
        );
    }
    found
}

fn gdal(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .env("GDAL_HTTP_PROXY", "")
        .env("no_proxy", "127.0.0.1")
        .output()
        .expect("GDAL is installed");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {arguments:?}: {out}{err}");
    assert!(!err.contains("ERROR"), "{program} {arguments:?}: {err}");
    out.into_owned()
}

/// A plain GET without Accept-Encoding; the body.
fn get(address: SocketAddr, target: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let request = format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    let at = answer.windows(4).position(|w| w == b"\r\n\r\n").expect("a header");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{target}: {}", String::from_utf8_lossy(&answer[..at]));
    answer.split_off(at + 4)
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

#[test]
fn ogrinfo_lists_the_collections_and_reads_as_many_features_as_number_matched() {
    if !installed() {
        return;
    }
    let server = Running::start(Limits::default());
    let source = format!("OAPIF:http://{}", server.address);
    let listed = gdal("ogrinfo", &[&source]);
    for id in ["hotspots", "cells", "incidents", "csp", "district", "ward", "msoa", "lsoa"] {
        assert!(listed.contains(id), "{id} is not in {listed}");
        let matched =
            json(&get(server.address, &format!("/collections/{id}/items?limit=1")))["numberMatched"].clone();
        // `-al` reads every feature; the count GDAL states and the features it prints must agree.
        let read = gdal("ogrinfo", &["-al", "-q", &source, id]);
        let features = read.matches("OGRFeature(").count();
        assert_eq!(features as u64, matched.as_u64().expect("a number"), "{id}");
    }
}

#[test]
fn ogr2ogr_opens_a_tile_and_finds_the_features_and_bounds_of_the_api() {
    if !installed() {
        return;
    }
    let server = Running::start(Limits::default());
    let all = json(&get(server.address, "/api/hotspots"));
    let features = all["features"].as_array().expect("features");
    let bbox: [f64; 4] = serde_json::from_value(all["bbox"].clone()).expect("a box");
    let folder = tempfile::tempdir().expect("a folder");
    for z in [9_u8, 10, 14] {
        let label: [f64; 2] =
            serde_json::from_value(features[0]["properties"]["label_point"].clone()).expect("a point");
        let id = TileId::around(z, LonLat::new(label[0], label[1]).expect("in range")).expect("on the map");
        let file = folder.path().join(format!("{z}.mvt"));
        std::fs::write(&file, get(server.address, &format!("/tiles/hotspots/{z}/{}/{}", id.x(), id.y())))
            .expect("written");
        let out = folder.path().join(format!("{z}.geojson"));
        let (x, y, zoom) = (format!("X={}", id.x()), format!("Y={}", id.y()), format!("Z={z}"));
        let (out_text, file_text) = (out.to_string_lossy(), file.to_string_lossy());
        gdal(
            "ogr2ogr",
            &["-t_srs", "EPSG:4326", "-oo", &x, "-oo", &y, "-oo", &zoom, &out_text, &file_text, "hotspots"],
        );
        let read = json(&std::fs::read(&out).expect("GDAL wrote it"));
        let read = read["features"].as_array().expect("features");
        // One tile unit in degrees of longitude; latitude is finer.
        let unit = 360.0 / f64::from(1_u32 << z) / 4096.0;
        let mut whole = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for feature in read {
            let id = &feature["properties"]["id"];
            let ours = features.iter().find(|f| f["id"] == *id).expect("a feature the API has too");
            assert_eq!(feature["properties"]["name"], ours["properties"]["name"]);
            assert_eq!(feature["properties"]["rank"], ours["properties"]["rank"]);
            let bounds = bounds_of(&feature["geometry"]["coordinates"]);
            for (k, value) in bounds.iter().enumerate() {
                whole[k] = if k < 2 { whole[k].min(*value) } else { whole[k].max(*value) };
            }
            if z < 14 {
                let expected: [f64; 4] = serde_json::from_value(ours["bbox"].clone()).expect("a box");
                for k in 0..4 {
                    assert!(
                        (bounds[k] - expected[k]).abs() <= unit,
                        "zoom {z}: {bounds:?} is not {expected:?}"
                    );
                }
            }
        }
        if z == 9 {
            assert_eq!(read.len(), features.len(), "one tile holds them all");
            for k in 0..4 {
                assert!((whole[k] - bbox[k]).abs() <= unit, "{whole:?} is not {bbox:?}");
            }
        }
    }
}

fn bounds_of(coordinates: &Value) -> [f64; 4] {
    let mut out = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let mut stack = vec![coordinates];
    while let Some(value) = stack.pop() {
        let Some(list) = value.as_array() else { continue };
        if let (Some(x), Some(y)) =
            (list.first().and_then(Value::as_f64), list.get(1).and_then(Value::as_f64))
        {
            out = [out[0].min(x), out[1].min(y), out[2].max(x), out[3].max(y)];
        } else {
            stack.extend(list);
        }
    }
    out
}
