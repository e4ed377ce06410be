//! The kind of unit an analysis counts in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::super::{Level, PlacesError};

/// The kind of unit an analysis counts in. Written `h3:10`, `square:150`, `lsoa`, `ward`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Unit {
    /// H3 cells of one resolution, 5–12.
    H3(u8),
    /// National-grid squares with this side in metres, origin at (0, 0).
    Square(u32),
    /// Published areas.
    Areas(Level),
    /// The polygons of a user's file. Written `polygons`.
    Polygons,
}

impl Unit {
    /// Ten is what hotspots are analysed in by default.
    pub const DEFAULT: Self = Self::H3(10);
}

impl Level {
    /// The word used in units, collections and file names.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lsoa => "lsoa",
            Self::Msoa => "msoa",
            Self::Ward => "ward",
            Self::District => "district",
            Self::Csp => "csp",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::H3(resolution) => write!(f, "h3:{resolution}"),
            Self::Square(side) => write!(f, "square:{side}"),
            Self::Areas(level) => f.write_str(level.word()),
            Self::Polygons => f.write_str("polygons"),
        }
    }
}

impl FromStr for Unit {
    type Err = PlacesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || PlacesError::NotAUnit { text: text.chars().take(40).collect() };
        if let Some(resolution) = text.strip_prefix("h3:") {
            let resolution = resolution.parse().map_err(|_| refuse())?;
            return if (5..=12).contains(&resolution) { Ok(Self::H3(resolution)) } else { Err(refuse()) };
        }
        if let Some(side) = text.strip_prefix("square:") {
            let side = side.parse().map_err(|_| refuse())?;
            return if (1..=1_000_000).contains(&side) { Ok(Self::Square(side)) } else { Err(refuse()) };
        }
        if text == "polygons" {
            return Ok(Self::Polygons);
        }
        Level::ALL.into_iter().find(|level| level.word() == text).map(Self::Areas).ok_or_else(refuse)
    }
}

impl TryFrom<String> for Unit {
    type Error = PlacesError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_written_is_the_unit_read() {
        for text in ["h3:5", "h3:12", "square:150", "lsoa", "msoa", "ward", "district", "csp", "polygons"] {
            assert_eq!(text.parse::<Unit>().map(|u| u.to_string()), Ok(text.to_owned()));
        }
        for text in ["h3:4", "h3:13", "h3", "square:0", "square:-1", "LSOA", ""] {
            assert!(text.parse::<Unit>().is_err(), "{text}");
        }
    }
}
