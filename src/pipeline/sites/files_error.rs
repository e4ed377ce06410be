//! Why a file of sites, streets or barriers was refused as a whole.

use crate::{
    geodesy::GeodesyError,
    sources::{GroundFileError, SourceError},
};

/// Why a file of sites, streets or barriers was refused as a whole. Rows at fault refuse no file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SitesFileError {
    /// A table cannot be read.
    #[error(transparent)]
    Table(#[from] SourceError),
    /// A file about the ground cannot be read.
    #[error(transparent)]
    Ground(#[from] GroundFileError),
    /// The headings are not those of sites.
    #[error("{file}: no {missing} among its columns ({found})")]
    NotSites {
        /// File name.
        file: String,
        /// What is missing.
        missing: &'static str,
        /// Headings there are.
        found: String,
    },
    /// The file's coordinate system cannot be used, or a position of it.
    #[error("{file}, feature {feature}: {reason}")]
    OffGrid {
        /// File name.
        file: String,
        /// Number of the feature, from 1.
        feature: u64,
        /// What the conversion said.
        reason: GeodesyError,
    },
    /// A barrier that cannot be understood.
    #[error("{file}, {at}, property \"{property}\", value \"{value}\": {reason}")]
    BadBarrier {
        /// File name.
        file: String,
        /// Which feature or line.
        at: String,
        /// Name of the property.
        property: &'static str,
        /// Its value, shortened.
        value: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A file without a single line.
    #[error("{file}: no line or area in it")]
    NoLines {
        /// File name.
        file: String,
    },
}

impl SitesFileError {
    /// What to try.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Table(e) => e.hint(),
            Self::Ground(e) => e.hint(),
            Self::NotSites { missing: "wkt", .. } => {
                "a table of barriers needs a wkt column (LINESTRING or POLYGON) beside name, owner, date and effect"
            }
            Self::NotSites { .. } => {
                "a file of sites needs a name and a place: easting and northing, longitude and latitude, or a postcode"
            }
            Self::OffGrid { reason, .. } => reason.hint(),
            Self::BadBarrier { .. } => {
                "write effect as closed, or as the minutes a crossing costs, such as 10"
            }
            Self::NoLines { .. } => "draw barriers and streets as lines (LineString) or areas (Polygon)",
        }
    }
}
