//! Instants and the stretch of time in which a crime was committed.

use serde::{Deserialize, Serialize};

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub i64);

/// How finely a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// A clock time was recorded.
    Minute,
    /// Only the date is known (or the clock time is a default such as 00:00).
    Day,
    /// Only the month is known.
    Month,
}

/// When a crime was committed: half-open `[from, to)`; equal ends mean a point in time.
///
/// For [`Precision::Day`] and [`Precision::Month`] the ends are the local midnights around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Earliest instant.
    pub from: Instant,
    /// Latest instant; never before `from`.
    pub to: Instant,
    /// How finely both are known.
    pub precision: Precision,
}

impl Span {
    /// `None` when `to` is before `from`.
    #[must_use]
    pub fn new(from: Instant, to: Instant, precision: Precision) -> Option<Self> {
        (from <= to).then_some(Self { from, to, precision })
    }

    /// True when the interval is longer than 12 hours, so that its hours say little.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.to.0 - self.from.0 > 12 * 3600
    }
}
