//! One row as given, and one row left out.

use std::{collections::BTreeMap, fmt};

use crate::geodesy::GridPoint;

/// What a column of a sites file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CandidateColumn {
    /// The file's own number of the site.
    Id,
    /// Name.
    Name,
    /// What it is.
    Kind,
    /// Metres east, EPSG:27700.
    Easting,
    /// Metres north, EPSG:27700.
    Northing,
    /// Degrees east.
    Longitude,
    /// Degrees north.
    Latitude,
    /// Longitude and latitude in one cell, as `[0.5, 51.4]`.
    Point,
    /// Postcode.
    Postcode,
    /// Under a roof, yes or no.
    Indoor,
    /// Lit after dark, yes or no.
    Lit,
    /// Young people a session can hold.
    Capacity,
    /// Opening hours in one cell.
    Hours,
    /// Opens, every day it is open.
    Opens,
    /// Closes.
    Closes,
    /// Open at the weekend too, yes or no.
    Weekend,
    /// Pounds an hour.
    CostPerHour,
    /// Pounds for a two-hour session.
    CostPerSession,
    /// Owner.
    Owner,
    /// Confirmed, asked or unknown.
    Availability,
    /// Phase of education.
    Phase,
    /// Highest age of a school's pupils.
    HighestAge,
    /// Day a school closed.
    EndDate,
    /// Open, closed or to be opened.
    Status,
    /// Facility type, of Active Places.
    Facility,
    /// Access type, of Active Places.
    Access,
}

/// One row: the text of the columns that are known, and its place where the file gives a geometry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CandidateRow {
    /// File name without its folder.
    pub file: String,
    /// Position of the file among those given: of two rows for one site the earlier file's stays.
    pub file_number: usize,
    /// Physical line, or number of the feature.
    pub line: u64,
    /// True for a feature of a GeoJSON file.
    pub is_feature: bool,
    /// True where every row is a school, whatever it is called.
    pub is_school: bool,
    /// Column heading as written, and its cell.
    pub cells: BTreeMap<CandidateColumn, (String, String)>,
    /// Position in metres, from a geometry.
    pub at: Option<GridPoint>,
}

/// Words that files write where they know nothing.
const NOTHING: [&str; 6] = ["na", "n/a", "null", "none", "-", "not known"];

impl CandidateRow {
    /// The text of a cell; `None` where it is empty or says nothing.
    #[must_use]
    pub fn text(&self, column: CandidateColumn) -> Option<&str> {
        let text = self.cells.get(&column)?.1.trim();
        (!text.is_empty() && !NOTHING.iter().any(|n| text.eq_ignore_ascii_case(n))).then_some(text)
    }

    /// This row left out for what a column says.
    #[must_use]
    pub fn refuse(
        &self,
        column: CandidateColumn,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> LeftOut {
        let (heading, value) = self.cells.get(&column).cloned().unwrap_or_default();
        LeftOut {
            file: self.file.clone(),
            line: self.line,
            is_feature: self.is_feature,
            column: heading,
            value: short(&value),
            reason: reason.into(),
            hint: hint.into(),
        }
    }

    /// This row left out for what it is as a whole.
    #[must_use]
    pub fn refuse_whole(&self, reason: impl Into<String>, hint: impl Into<String>) -> LeftOut {
        LeftOut {
            file: self.file.clone(),
            line: self.line,
            is_feature: self.is_feature,
            column: String::new(),
            value: String::new(),
            reason: reason.into(),
            hint: hint.into(),
        }
    }
}

/// At most sixty characters of a cell, without what changes a terminal.
pub(super) fn short(text: &str) -> String {
    let clean = |c: char| if c.is_control() || ('\u{200b}'..='\u{202e}').contains(&c) { ' ' } else { c };
    text.chars().take(60).map(clean).collect()
}

/// A row that is no candidate, with the reason. Shown as: file, line, column, value, reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// File name.
    pub file: String,
    /// Physical line, or number of the feature.
    pub line: u64,
    /// True for a feature.
    pub is_feature: bool,
    /// Heading of the column at fault; empty when it is the row as a whole.
    pub column: String,
    /// Its value, shortened.
    pub value: String,
    /// What is wrong, or why it is not wanted.
    pub reason: String,
    /// What to try.
    pub hint: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_feature { "feature" } else { "line" };
        write!(f, "{}, {what} {}", self.file, self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column \"{}\", value \"{}\"", short(&self.column), self.value)?;
        }
        write!(f, ": {}", self.reason)
    }
}
