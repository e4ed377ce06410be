//! What can be wrong with a written time.

use super::DateTime;

/// Why a time could not be read or placed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// The text does not have the form asked for, or names a day that does not exist.
    #[error("\"{text}\" is not a time written as {pattern}")]
    NotWrittenAs {
        /// What was given, shortened to 40 characters.
        text: String,
        /// The pattern it should have.
        pattern: String,
    },
    /// A day no calendar has, such as 30 February.
    #[error("there is no day {text}")]
    NoSuchDay {
        /// What was given.
        text: String,
    },
    /// No day at all, or one not written as `2025-11-21`.
    #[error("\"{text}\" is not a day: write it as 2025-11-21")]
    NotADay {
        /// What was given, shortened to 40 characters.
        text: String,
    },
    /// The clock jumped over this local time in spring.
    #[error("{local} never happened in {zone}: the clock went forward over it")]
    Skipped {
        /// The local time.
        local: DateTime,
        /// The zone.
        zone: String,
    },
    /// No such zone.
    #[error("\"{name}\" is not a time zone")]
    UnknownZone {
        /// What was given, shortened to 40 characters.
        name: String,
    },
    /// A row of a file of terms that cannot be used.
    #[error("line {line}, column {column}: \"{got}\" cannot be used; {rule}")]
    Term {
        /// Line of the file, 1 first.
        line: u64,
        /// Column.
        column: &'static str,
        /// The cell as written, shortened to 40 characters.
        got: String,
        /// What it must be.
        rule: &'static str,
    },
    /// Outside the years 1 to 9999.
    #[error("{local} is outside the calendar")]
    OutOfRange {
        /// The local time.
        local: DateTime,
    },
}

impl CalendarError {
    /// What to try.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotWrittenAs { .. } => {
                "patterns use yyyy, mm, dd, HH, MM and SS, for example dd/mm/yyyy HH:MM"
            }
            Self::NoSuchDay { .. } => "count the days of that month again",
            Self::NotADay { .. } => "year, month and day, for example 2025-11-21",
            Self::Skipped { .. } => "check whether the source writes UTC",
            Self::UnknownZone { .. } => "use a name of the tz database, such as Europe/London",
            Self::Term { .. } => {
                "the columns are term,from,to, dates as 2026-09-01, first and last day included"
            }
            Self::OutOfRange { .. } => "check the year",
        }
    }
}
