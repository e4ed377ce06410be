//! Points that lie where nothing is counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Row;

/// Points listed.
const LISTED: usize = 10;

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutsidePoint {
    /// Easting in metres.
    pub easting_m: f64,
    /// Northing in metres.
    pub northing_m: f64,
    /// Records on it.
    pub rows: u64,
    /// Label of the first of them.
    pub label: Option<String>,
}

/// Records outside, counted and never dropped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outside {
    /// Records.
    pub rows: u64,
    /// Distinct coordinates.
    pub points: u64,
    /// Records by source: a national source is outside for the most part.
    pub by_source: BTreeMap<String, u64>,
    /// The busiest coordinates.
    pub top: Vec<OutsidePoint>,
}

pub(super) fn of(rows: &[Row], outside: impl Fn(&Row) -> bool) -> Outside {
    let mut by_source: BTreeMap<String, u64> = BTreeMap::new();
    let mut points: BTreeMap<(i64, i64), OutsidePoint> = BTreeMap::new();
    let mut count = 0;
    for row in rows.iter().filter(|row| row.incident.point.is_some() && outside(row)) {
        let Some(p) = row.incident.point else { continue };
        count += 1;
        *by_source.entry(row.incident.key.source.clone()).or_default() += 1;
        let key = ((p.easting_m() * 10.0).round() as i64, (p.northing_m() * 10.0).round() as i64);
        let first = || OutsidePoint {
            easting_m: p.easting_m(),
            northing_m: p.northing_m(),
            rows: 0,
            label: row.incident.label.clone(),
        };
        points.entry(key).or_insert_with(first).rows += 1;
    }
    let distinct = points.len() as u64;
    let mut top: Vec<OutsidePoint> = points.into_values().collect();
    top.sort_by_key(|point| std::cmp::Reverse(point.rows));
    top.truncate(LISTED);
    Outside { rows: count, points: distinct, by_source, top }
}
