//! How much of each field is not known.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Row;
use crate::{
    calendar::Precision,
    incidents::{Incident, Injury, LocationClass, Person, Tri},
};

/// Unknown values of one field in one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnknownShare {
    /// Source.
    pub source: String,
    /// Field.
    pub field: String,
    /// Records.
    pub rows: u64,
    /// Records in which it is not known.
    pub unknown: u64,
    /// Their share; 1 means the source does not have the field.
    pub share: f64,
}

type Question = (&'static str, fn(&Incident) -> bool);

/// Fields in the order of the report, with the test for "not known".
const FIELDS: [Question; 12] = [
    ("place", |i| i.point.is_none()),
    ("time of day", |i| i.committed.precision != Precision::Minute),
    ("location type", |i| i.location == LocationClass::Unknown),
    ("victim age", |i| ages_unknown(&i.victims)),
    ("suspect age", |i| ages_unknown(&i.suspects)),
    ("injury", |i| i.injury == Injury::Unknown),
    ("knife", |i| i.flags.knife == Tri::Unknown),
    ("firearm", |i| i.flags.firearm == Tri::Unknown),
    ("domestic", |i| i.flags.domestic == Tri::Unknown),
    ("public place", |i| i.flags.public_place == Tri::Unknown),
    ("found by police", |i| i.flags.proactive == Tri::Unknown),
    ("recorded date", |i| i.recorded.is_none()),
];

fn ages_unknown(people: &[Person]) -> bool {
    people.iter().all(|person| person.age.is_none())
}

pub(super) fn of(rows: &[Row]) -> Vec<UnknownShare> {
    let mut sources: BTreeMap<&str, (u64, [u64; FIELDS.len()])> = BTreeMap::new();
    for row in rows {
        let (n, unknown) = sources.entry(&row.incident.key.source).or_default();
        *n += 1;
        for (count, (_, is_unknown)) in unknown.iter_mut().zip(FIELDS) {
            *count += u64::from(is_unknown(row.incident));
        }
    }
    let line = |source: &str, rows: u64, field: &str, unknown: u64| UnknownShare {
        source: source.to_owned(),
        field: field.to_owned(),
        rows,
        unknown,
        share: unknown as f64 / rows as f64,
    };
    sources
        .into_iter()
        .flat_map(|(source, (rows, counts))| {
            FIELDS.into_iter().zip(counts).map(move |((field, _), n)| line(source, rows, field, n))
        })
        .collect()
}
