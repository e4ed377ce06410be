//! Which incidents: by time, area and attributes.

use super::{Columns, columns::Marker};
use crate::{
    calendar::{Instant, Month},
    incidents::{Injury, LocationClass, Tri},
    places::Level,
};

/// Conditions that must all hold; the default lets every current incident through.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Start of the committed span, half-open `[from, to)`, compared by whole minutes.
    pub time: Option<(Instant, Instant)>,
    /// First and last month, both inclusive.
    pub months: Option<(Month, Month)>,
    /// Inside this area (ordinal in its layer).
    pub area: Option<(Level, u16)>,
    /// One of these offence codes; empty means any.
    pub offences: Vec<String>,
    /// One of these sources; empty means any.
    pub sources: Vec<String>,
    /// One of these classes of location; empty means any.
    pub locations: Vec<LocationClass>,
    /// Injury at least this bad.
    pub injury: Option<Injury>,
    /// Each marker has exactly this value.
    pub markers: Vec<(Marker, Tri)>,
    /// Only rows with a position.
    pub mapped: bool,
    /// Tombstones too.
    pub tombstones: bool,
}

/// A filter made ready for one set of columns: names became numbers.
#[derive(Debug, Clone)]
pub struct Ready<'a> {
    filter: &'a Filter,
    offences: Option<Vec<bool>>,
    sources: Option<Vec<bool>>,
}

impl Filter {
    /// Looks the names up once.
    #[must_use]
    pub fn ready(&self, columns: &Columns) -> Ready<'_> {
        let chosen = |wanted: &[String], all: &[String]| {
            (!wanted.is_empty()).then(|| all.iter().map(|name| wanted.contains(name)).collect())
        };
        Ready {
            filter: self,
            offences: chosen(&self.offences, columns.offences()),
            sources: chosen(&self.sources, columns.sources()),
        }
    }
}

impl Ready<'_> {
    /// Does row `row` pass?
    #[must_use]
    pub fn passes(&self, columns: &Columns, row: usize) -> bool {
        let f = self.filter;
        let minute = |at: Instant| at.0.div_euclid(60) * 60;
        (f.tombstones || columns.is_current(row))
            && (!f.mapped || columns.is_mapped(row))
            && f.months.is_none_or(|(from, to)| (from..=to).contains(&columns.month(row)))
            && f.time.is_none_or(|(from, to)| (minute(from)..minute(to)).contains(&columns.from(row).0))
            && f.area.is_none_or(|(level, area)| columns.area(row, level) == Some(area))
            && self.offences.as_ref().is_none_or(|o| o[columns.offence_index(row)])
            && self.sources.as_ref().is_none_or(|s| s[columns.source_index(row)])
            && (f.locations.is_empty() || f.locations.contains(&columns.location(row)))
            && f.injury.is_none_or(|worst| columns.injury(row) as u8 >= worst as u8)
            && f.markers.iter().all(|&(marker, value)| columns.marker(row, marker) == value)
    }
}

impl Columns {
    /// Rows that pass, ascending.
    #[must_use]
    pub fn select(&self, filter: &Filter) -> Vec<u32> {
        let ready = filter.ready(self);
        (0..self.len()).filter(|&row| ready.passes(self, row)).map(|row| row as u32).collect()
    }
}
