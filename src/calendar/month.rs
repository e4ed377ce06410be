//! Calendar months.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A calendar month, ordered in time. Written `2025-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(i32);

impl Month {
    /// `None` unless the month is 1–12 and the year 1–9999.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let month = i32::try_from(month).ok()?;
        ((1..=12).contains(&month) && (1..=9999).contains(&year)).then(|| Self(year * 12 + month - 1))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1–12.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    /// "January" to "December".
    #[must_use]
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES[self.0.rem_euclid(12).unsigned_abs() as usize]
    }

    /// As people say it: "November 2025".
    #[must_use]
    pub fn words(self) -> String {
        format!("{} {}", self.name(), self.year())
    }

    /// The month `n` later, or earlier when negative.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    /// How many months later `self` is than `earlier`; negative when it is before.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || {
            format!("\"{}\" is not a month; write it as YYYY-MM", text.chars().take(20).collect::<String>())
        };
        let (year, month) = text.split_once('-').ok_or_else(refuse)?;
        if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(refuse());
        }
        let year = year.parse().map_err(|_| refuse())?;
        let month = month.parse().map_err(|_| refuse())?;
        Self::new(year, month).ok_or_else(refuse)
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}
