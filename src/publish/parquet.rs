//! Findings as Parquet: columns with their types, shapes as WKB under the GeoParquet 1.1 metadata, the rest in the
//! file's own key-value metadata. Equal findings give equal bytes.

use std::sync::Arc;

use ::parquet::{
    arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties},
};
use arrow_array::{ArrayRef, BinaryArray, BooleanArray, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{Field, Schema};
use geo_types::{Geometry, LineString, Polygon};
use serde_json::json;

use super::{Findings, PublishError, Values};

/// The bytes of the file. A number that is none is null.
///
/// # Errors
/// [`PublishError::Parquet`] when the writer refuses.
pub fn findings_parquet(findings: &Findings) -> Result<Vec<u8>, PublishError> {
    write(findings).map_err(|error| PublishError::Parquet { reason: error.to_string() })
}

fn write(findings: &Findings) -> Result<Vec<u8>, ParquetError> {
    let mut columns: Vec<(&str, ArrayRef)> =
        findings.columns.iter().map(|c| (c.name, array(&c.values))).collect();
    let mut keys = vec![KeyValue::new("harmspot".to_owned(), findings.about().to_string())];
    if let Some(shapes) = &findings.shapes {
        let wkb: BinaryArray = shapes.iter().map(|s| Some(wkb(s))).collect();
        columns.push(("geometry", Arc::new(wkb)));
        let geo = json!({
            "version": "1.1.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
        });
        keys.push(KeyValue::new("geo".to_owned(), geo.to_string()));
    }
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .map_err(|error| ParquetError::ArrowError(error.to_string()))?;
    let properties = WriterProperties::builder()
        .set_created_by(concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_key_value_metadata(Some(keys))
        .build();
    let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options)?;
    writer.write(&batch)?;
    writer.into_inner()
}

fn array(values: &Values) -> ArrayRef {
    match values {
        Values::Text(v) => Arc::new(StringArray::from_iter_values(v)),
        Values::Number(v) => {
            Arc::new(v.iter().map(|&x| x.is_finite().then_some(x)).collect::<Float64Array>())
        }
        Values::Count(v) => Arc::new(UInt64Array::from_iter_values(v.iter().copied())),
        Values::Flag(v) => Arc::new(v.iter().map(|&x| Some(x)).collect::<BooleanArray>()),
    }
}

/// Well-known binary, little-endian; other kinds than these are an empty collection.
fn wkb(shape: &Geometry<f64>) -> Vec<u8> {
    let mut out = Vec::new();
    match shape {
        Geometry::Point(p) => {
            head(&mut out, 1);
            position(&mut out, p.0);
        }
        Geometry::LineString(l) => {
            head(&mut out, 2);
            ring(&mut out, l);
        }
        Geometry::Polygon(p) => polygon(&mut out, p),
        Geometry::MultiPolygon(m) => {
            head(&mut out, 6);
            count(&mut out, m.0.len());
            m.iter().for_each(|p| polygon(&mut out, p));
        }
        _ => {
            head(&mut out, 7);
            count(&mut out, 0);
        }
    }
    out
}

fn head(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

fn count(out: &mut Vec<u8>, n: usize) {
    out.extend((n as u32).to_le_bytes());
}

fn position(out: &mut Vec<u8>, c: geo_types::Coord<f64>) {
    out.extend(c.x.to_le_bytes());
    out.extend(c.y.to_le_bytes());
}

fn ring(out: &mut Vec<u8>, line: &LineString<f64>) {
    count(out, line.0.len());
    line.0.iter().for_each(|&c| position(out, c));
}

fn polygon(out: &mut Vec<u8>, p: &Polygon<f64>) {
    head(out, 3);
    count(out, 1 + p.interiors().len());
    ring(out, p.exterior());
    p.interiors().iter().for_each(|r| ring(out, r));
}
