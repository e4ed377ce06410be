//! What makes a Parquet file a GeoParquet file: one JSON key and points as WKB.

use serde_json::{Value, json};

use crate::geodesy::GridPoint;

/// PROJJSON of EPSG:27700 as PROJ prints it.
const CRS: &str = include_str!("../epsg27700.json");

/// A little-endian WKB point: 21 bytes.
pub(super) fn wkb(point: GridPoint) -> [u8; 21] {
    let mut bytes = [0; 21];
    bytes[0] = 1;
    bytes[1] = 1;
    bytes[5..13].copy_from_slice(&point.easting_m().to_le_bytes());
    bytes[13..].copy_from_slice(&point.northing_m().to_le_bytes());
    bytes
}

/// The value of the `geo` key (GeoParquet 1.1) for these points.
pub(super) fn metadata(points: impl Iterator<Item = GridPoint>) -> String {
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let bbox = points.fold(none, |b, p| {
        [b[0].min(p.easting_m()), b[1].min(p.northing_m()), b[2].max(p.easting_m()), b[3].max(p.northing_m())]
    });
    let crs: Value = serde_json::from_str(CRS).expect("the shipped PROJJSON is JSON");
    let mut column = json!({"encoding": "WKB", "geometry_types": ["Point"], "crs": crs});
    if bbox[0] <= bbox[2] {
        column["bbox"] = json!(bbox);
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}).to_string()
}
