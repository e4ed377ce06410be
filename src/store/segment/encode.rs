//! Incidents to the bytes of a segment.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray,
    UInt32Array,
};
use arrow_schema::{ArrowError, Field, Schema};
use parquet::{
    arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties},
};

use super::{
    Version, geo,
    words::{Word, tri_to_bool},
};
use crate::{
    calendar::Instant,
    incidents::{Incident, Person, Tri},
    store::{StoreError, catalogue::FORMAT},
};

/// The bytes of a segment; rows must be sorted by key. Equal rows give equal bytes.
pub(in crate::store) fn encode(rows: &[Version]) -> Result<Vec<u8>, StoreError> {
    let columns = columns(rows);
    let write = || -> Result<Vec<u8>, ParquetError> {
        let fields: Vec<Field> = columns
            .iter()
            .map(|(name, array, null)| Field::new(*name, array.data_type().clone(), *null))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let arrays = columns.iter().map(|(_, array, _)| Arc::clone(array)).collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|error| arrow(&error))?;
        let points = rows.iter().filter_map(|r| r.incident.point);
        let keys = vec![
            KeyValue::new("geo".to_owned(), geo::metadata(points)),
            KeyValue::new("harmspot.format".to_owned(), FORMAT.to_string()),
        ];
        let properties = WriterProperties::builder()
            .set_created_by("harmspot segment 1".to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_key_value_metadata(Some(keys))
            .build();
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let mut writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options)?;
        writer.write(&batch)?;
        writer.into_inner()
    };
    write().map_err(|error| StoreError::Encode { reason: error.to_string() })
}

fn arrow(error: &ArrowError) -> ParquetError {
    ParquetError::ArrowError(error.to_string())
}

/// Name, values and whether it may be null, in the order of the file.
fn columns(rows: &[Version]) -> Vec<(&'static str, ArrayRef, bool)> {
    let text = |get: fn(&Incident) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|r| get(&r.incident))))
    };
    let text_or_null = |get: fn(&Incident) -> Option<&str>| -> ArrayRef {
        Arc::new(rows.iter().map(|r| get(&r.incident)).collect::<StringArray>())
    };
    let instant = |get: fn(&Incident) -> Option<Instant>| -> ArrayRef {
        let millis = rows.iter().map(|r| get(&r.incident).map(|i| i.0.saturating_mul(1000)));
        Arc::new(millis.collect::<TimestampMillisecondArray>().with_timezone("UTC"))
    };
    let number = |get: fn(&Incident) -> Option<f64>| -> ArrayRef {
        Arc::new(rows.iter().map(|r| get(&r.incident)).collect::<Float64Array>())
    };
    let flag = |get: fn(&Incident) -> Tri| -> ArrayRef {
        Arc::new(rows.iter().map(|r| tri_to_bool(get(&r.incident))).collect::<BooleanArray>())
    };
    let people = |get: fn(&Incident) -> &[Person]| -> ArrayRef {
        let json = |people: &[Person]| {
            (!people.is_empty()).then(|| serde_json::to_string(people).expect("ages and text are JSON"))
        };
        Arc::new(rows.iter().map(|r| json(get(&r.incident))).collect::<StringArray>())
    };
    let months = rows.iter().map(|r| r.incident.month.to_string());
    let shapes = rows.iter().map(|r| r.incident.point.map(geo::wkb));
    let mut columns = vec![
        ("source", text(|i| &i.key.source), false),
        ("reference", text(|i| &i.key.reference), false),
        ("version", Arc::new(UInt32Array::from_iter_values(rows.iter().map(|r| r.version))), false),
        ("status", text(|i| i.status.word()), false),
        ("offence", text(|i| &i.offence), false),
        ("month", Arc::new(StringArray::from_iter_values(months)), false),
        ("committed_from", instant(|i| Some(i.committed.from)), false),
        ("committed_to", instant(|i| Some(i.committed.to)), false),
        ("time_precision", text(|i| i.committed.precision.word()), false),
        ("recorded_at", instant(|i| i.recorded), true),
        ("updated_at", instant(|i| i.updated), true),
        ("easting_m", number(|i| i.point.map(crate::geodesy::GridPoint::easting_m)), true),
        ("northing_m", number(|i| i.point.map(crate::geodesy::GridPoint::northing_m)), true),
        ("geocode", text(|i| i.geocode.word()), false),
        ("snapped", Arc::new(rows.iter().map(|r| Some(r.incident.snapped)).collect::<BooleanArray>()), false),
        ("label", text_or_null(|i| i.label.as_deref()), true),
        ("location_class", text(|i| i.location.word()), false),
        ("knife", flag(|i| i.flags.knife), true),
        ("knife_injury", flag(|i| i.flags.knife_injury), true),
        ("firearm", flag(|i| i.flags.firearm), true),
        ("domestic", flag(|i| i.flags.domestic), true),
        ("public_place", flag(|i| i.flags.public_place), true),
        ("proactive", flag(|i| i.flags.proactive), true),
        ("injury", text(|i| i.injury.word()), false),
        ("victims", people(|i| &i.victims), true),
        ("suspects", people(|i| &i.suspects), true),
        ("stated_lsoa", text_or_null(|i| i.stated_lsoa.as_deref()), true),
        ("source_rows", Arc::new(UInt32Array::from_iter_values(rows.iter().map(|r| r.incident.rows))), false),
        ("geometry", Arc::new(shapes.collect::<BinaryArray>()), true),
    ];
    // Left out where no row has one: the segments of a source without outcomes are the bytes they always were.
    if rows.iter().any(|r| r.incident.outcome.is_some()) {
        let outcomes = rows.iter().map(|r| r.incident.outcome.map(Word::word));
        columns.push(("outcome", Arc::new(outcomes.collect::<StringArray>()), true));
    }
    columns
}
