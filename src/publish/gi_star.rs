//! Gi* of every unit as CSV and GeoJSON.

use std::fmt::Write;

use geo_types::MultiPolygon;
use serde_json::json;

use super::{Provenance, csv::text_field, findings::csv_number};
use crate::detect::{Class, GiStar};

/// The header of the CSV: part of the contract.
pub const GI_STAR_COLUMNS: &str =
    "id,value,gi_star_z,p_norm,p_perm_ge,p_perm_le,p_total_ge,p_total_le,p_two_sided,p_fdr,class";

/// The word of a class in files.
#[must_use]
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Hot99 => "hot99",
        Class::Hot95 => "hot95",
        Class::Hot90 => "hot90",
        Class::None => "none",
        Class::Cold90 => "cold90",
        Class::Cold95 => "cold95",
        Class::Cold99 => "cold99",
        Class::NoNeighbours => "no-neighbours",
        Class::NotTested => "not-tested",
    }
}

/// One unit a line, LF line ends, numbers in their shortest exact form, empty where there is none.
#[must_use]
pub fn gi_star_csv(ids: &[String], values: &[f64], cells: &[GiStar]) -> String {
    let mut out = String::with_capacity(200 * cells.len() + 128);
    out.push_str(GI_STAR_COLUMNS);
    out.push('\n');
    for ((id, &value), cell) in ids.iter().zip(values).zip(cells) {
        out.push_str(&text_field(id));
        out.push(',');
        csv_number(&mut out, value);
        for v in columns(cell) {
            out.push(',');
            csv_number(&mut out, v);
        }
        out.push(',');
        out.push_str(class_word(cell.class));
        out.push('\n');
    }
    out
}

fn columns(cell: &GiStar) -> [f64; 8] {
    [
        cell.z,
        cell.p_norm,
        cell.p_perm_ge,
        cell.p_perm_le,
        cell.p_total_ge,
        cell.p_total_le,
        cell.p_two_sided,
        cell.p_fdr,
    ]
}

/// The same columns as properties, outlines in degrees, provenance and marking beside the features (RFC 7946).
#[must_use]
pub fn gi_star_geojson(
    ids: &[String],
    values: &[f64],
    cells: &[GiStar],
    outlines: &[MultiPolygon<f64>],
    provenance: &Provenance,
) -> String {
    let mut out = String::with_capacity(700 * cells.len());
    let head = json!({"marking": provenance.marking.words(), "provenance": provenance});
    let head = head.to_string();
    let _ = write!(out, "{{\"type\":\"FeatureCollection\",{},\"features\":[", &head[1..head.len() - 1]);
    let names: Vec<&str> = GI_STAR_COLUMNS.split(',').skip(2).collect();
    for (i, cell) in cells.iter().enumerate() {
        let mut properties = serde_json::Map::new();
        properties.insert("id".into(), ids[i].clone().into());
        properties.insert("value".into(), values[i].into());
        for (name, v) in names.iter().zip(columns(cell)) {
            properties.insert((*name).into(), json!(v));
        }
        properties.insert("class".into(), class_word(cell.class).into());
        let geometry = json!({"type": "MultiPolygon", "coordinates": rings(&outlines[i])});
        let feature =
            json!({"type": "Feature", "id": ids[i], "geometry": geometry, "properties": properties});
        let _ = write!(out, "{}\n{feature}", if i == 0 { "" } else { "," });
    }
    out.push_str("\n]}\n");
    out
}

type Ring = Vec<[f64; 2]>;

/// Degrees to a centimetre, exteriors counter-clockwise.
fn rings(shape: &MultiPolygon<f64>) -> Vec<Vec<Ring>> {
    let tidy = |deg: f64| (deg * 1e7).round() / 1e7;
    let ring = |r: &geo_types::LineString<f64>, exterior: bool| -> Ring {
        let twice: f64 = r.0.windows(2).map(|w| w[0].x * w[1].y - w[1].x * w[0].y).sum();
        let points = r.0.iter().map(|c| [tidy(c.x), tidy(c.y)]);
        if (twice > 0.0) == exterior { points.collect() } else { points.rev().collect() }
    };
    let polygon = |p: &geo_types::Polygon<f64>| {
        std::iter::once(ring(p.exterior(), true))
            .chain(p.interiors().iter().map(|r| ring(r, false)))
            .collect()
    };
    shape.iter().map(polygon).collect()
}
