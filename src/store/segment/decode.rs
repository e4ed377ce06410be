//! The bytes of a segment, already checked against their hash, to incidents.

use arrow_array::{
    Array, BooleanArray, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray, UInt32Array,
};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{
    Version,
    words::{Word, bool_to_tri},
};
use crate::{
    calendar::{Instant, Span},
    geodesy::GridPoint,
    incidents::{Flags, Incident, Person, RecordKey},
};

/// Every row of the segment, or why it cannot be understood.
pub(in crate::store) fn decode(bytes: Vec<u8>) -> Result<Vec<Version>, String> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).map_err(|e| e.to_string())?;
    let reader = builder.with_batch_size(8192).build().map_err(|e| e.to_string())?;
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|e| e.to_string())?;
        let columns = Columns::of(&batch)?;
        rows.reserve(batch.num_rows());
        for row in 0..batch.num_rows() {
            rows.push(columns.row(row)?);
        }
    }
    Ok(rows)
}

struct Columns<'a> {
    source: &'a StringArray,
    reference: &'a StringArray,
    version: &'a UInt32Array,
    status: &'a StringArray,
    offence: &'a StringArray,
    month: &'a StringArray,
    from: &'a TimestampMillisecondArray,
    to: &'a TimestampMillisecondArray,
    precision: &'a StringArray,
    recorded: &'a TimestampMillisecondArray,
    updated: &'a TimestampMillisecondArray,
    easting: &'a Float64Array,
    northing: &'a Float64Array,
    geocode: &'a StringArray,
    snapped: &'a BooleanArray,
    label: &'a StringArray,
    location: &'a StringArray,
    knife: &'a BooleanArray,
    knife_injury: &'a BooleanArray,
    firearm: &'a BooleanArray,
    domestic: &'a BooleanArray,
    public_place: &'a BooleanArray,
    proactive: &'a BooleanArray,
    injury: &'a StringArray,
    victims: &'a StringArray,
    suspects: &'a StringArray,
    stated_lsoa: &'a StringArray,
    rows: &'a UInt32Array,
    /// Absent where no row has one, and in a segment written before there were any.
    outcome: Option<&'a StringArray>,
}

fn column<'a, A: Array + 'static>(batch: &'a RecordBatch, name: &str) -> Result<&'a A, String> {
    let array = batch.column_by_name(name).ok_or_else(|| format!("column {name} is missing"))?;
    array.as_any().downcast_ref().ok_or_else(|| format!("column {name} has type {}", array.data_type()))
}

impl<'a> Columns<'a> {
    fn of(batch: &'a RecordBatch) -> Result<Self, String> {
        Ok(Self {
            source: column(batch, "source")?,
            reference: column(batch, "reference")?,
            version: column(batch, "version")?,
            status: column(batch, "status")?,
            offence: column(batch, "offence")?,
            month: column(batch, "month")?,
            from: column(batch, "committed_from")?,
            to: column(batch, "committed_to")?,
            precision: column(batch, "time_precision")?,
            recorded: column(batch, "recorded_at")?,
            updated: column(batch, "updated_at")?,
            easting: column(batch, "easting_m")?,
            northing: column(batch, "northing_m")?,
            geocode: column(batch, "geocode")?,
            snapped: column(batch, "snapped")?,
            label: column(batch, "label")?,
            location: column(batch, "location_class")?,
            knife: column(batch, "knife")?,
            knife_injury: column(batch, "knife_injury")?,
            firearm: column(batch, "firearm")?,
            domestic: column(batch, "domestic")?,
            public_place: column(batch, "public_place")?,
            proactive: column(batch, "proactive")?,
            injury: column(batch, "injury")?,
            victims: column(batch, "victims")?,
            suspects: column(batch, "suspects")?,
            stated_lsoa: column(batch, "stated_lsoa")?,
            rows: column(batch, "source_rows")?,
            outcome: batch.column_by_name("outcome").map(|_| column(batch, "outcome")).transpose()?,
        })
    }

    fn row(&self, row: usize) -> Result<Version, String> {
        let tri = |a: &BooleanArray| bool_to_tri(a.is_valid(row).then(|| a.value(row)));
        let point = match (self.easting.is_valid(row), self.northing.is_valid(row)) {
            (true, true) => Some(
                GridPoint::new(self.easting.value(row), self.northing.value(row))
                    .ok_or_else(|| format!("row {row} has a position that cannot be"))?,
            ),
            _ => None,
        };
        let incident = Incident {
            key: RecordKey {
                source: self.source.value(row).to_owned(),
                reference: self.reference.value(row).to_owned(),
            },
            status: word(self.status, row)?,
            outcome: match self.outcome {
                Some(outcome) if outcome.is_valid(row) => Some(word(outcome, row)?),
                _ => None,
            },
            committed: Span {
                from: Instant(self.from.value(row).div_euclid(1000)),
                to: Instant(self.to.value(row).div_euclid(1000)),
                precision: word(self.precision, row)?,
            },
            month: self.month.value(row).parse()?,
            recorded: instant(self.recorded, row),
            updated: instant(self.updated, row),
            point,
            geocode: word(self.geocode, row)?,
            snapped: self.snapped.value(row),
            label: text(self.label, row),
            location: word(self.location, row)?,
            offence: self.offence.value(row).to_owned(),
            flags: Flags {
                knife: tri(self.knife),
                knife_injury: tri(self.knife_injury),
                firearm: tri(self.firearm),
                domestic: tri(self.domestic),
                public_place: tri(self.public_place),
                proactive: tri(self.proactive),
            },
            injury: word(self.injury, row)?,
            victims: people(self.victims, row)?,
            suspects: people(self.suspects, row)?,
            stated_lsoa: text(self.stated_lsoa, row),
            rows: self.rows.value(row),
        };
        Ok(Version { version: self.version.value(row), incident })
    }
}

fn word<W: Word>(array: &StringArray, row: usize) -> Result<W, String> {
    let word = array.value(row);
    W::of(word).ok_or_else(|| format!("row {row} has the unknown word \"{word}\""))
}

fn text(array: &StringArray, row: usize) -> Option<String> {
    array.is_valid(row).then(|| array.value(row).to_owned())
}

fn instant(array: &TimestampMillisecondArray, row: usize) -> Option<Instant> {
    array.is_valid(row).then(|| Instant(array.value(row).div_euclid(1000)))
}

fn people(array: &StringArray, row: usize) -> Result<Vec<Person>, String> {
    if array.is_null(row) {
        return Ok(Vec::new());
    }
    serde_json::from_str(array.value(row)).map_err(|e| format!("row {row}: {e}"))
}
