//! Why a one-off analysis stopped, and whose fault it is.

use crate::{
    detect::DetectError,
    geodesy::GeodesyError,
    index::GalError,
    places::PlacesError,
    sources::{ScanError, SourceError},
};

/// Errors of one-off analyses.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The flags contradict each other: exit 2.
    #[error("{0}")]
    Usage(String),
    /// A file does not hold what was asked of it: exit 4.
    #[error("{0}")]
    Refused(String),
    /// Not one row of a points file can be placed: exit 4.
    #[error("{file}: no row has usable coordinates in {x} and {y} (first: line {line})")]
    NoCoordinates {
        /// File name.
        file: String,
        /// Column.
        x: String,
        /// Column.
        y: String,
        /// First data line.
        line: u64,
        /// True when degrees were given where metres were announced.
        degrees: bool,
    },
    /// A file with a header at most: exit 4.
    #[error("{file}: there is no row under the header")]
    NoRows {
        /// File name.
        file: String,
    },
    /// A mask holds none of the points: exit 4.
    #[error("{file}: none of {points} points lies inside this mask")]
    ElsewhereMask {
        /// The mask's file name.
        file: String,
        /// Points outside.
        points: usize,
    },
    /// A CSV file cannot be scanned.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A file of polygons or of weights cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A GAL file is malformed or names unknown ids.
    #[error("{file}: {source}")]
    Gal {
        /// File name.
        file: String,
        /// Why.
        source: GalError,
    },
    /// A coordinate system is unknown.
    #[error(transparent)]
    Geodesy(#[from] GeodesyError),
    /// The units cannot be made.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// A time in a points file cannot be read.
    #[error("{file} line {line}: {text:?} in column {column} is no time this command reads")]
    Time {
        /// File name.
        file: String,
        /// 1-based line.
        line: u64,
        /// Column.
        column: String,
        /// What stands there, shortened.
        text: String,
    },
    /// The store cannot answer.
    #[error(transparent)]
    Store(Box<crate::pipeline::PipelineError>),
    /// The statistic refused.
    #[error(transparent)]
    Detect(#[from] DetectError),
}

impl RunError {
    /// What to try.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Scan(ScanError::Column { header, .. }) => {
                let like = |names: &[&str]| {
                    header.iter().find(|h| names.contains(&h.to_lowercase().as_str())).map(String::as_str)
                };
                let degrees = like(&["longitude", "lon", "lng", "long"]).zip(like(&["latitude", "lat"]));
                let metres = like(&["easting", "eastings", "x"]).zip(like(&["northing", "northings", "y"]));
                match (degrees, metres) {
                    (Some((x, y)), _) => Some(format!("try --x {x} --y {y} --crs EPSG:4326")),
                    (None, Some((x, y))) => Some(format!("try --x {x} --y {y}")),
                    _ => Some("name the columns with --x and --y, or --id and --value with --values".into()),
                }
            }
            Self::NoCoordinates { degrees: true, .. } => Some(
                "these numbers are degrees: give --crs EPSG:4326, longitude as --x, latitude as --y".into(),
            ),
            Self::NoCoordinates { .. } => {
                Some("check --x, --y and --crs: longitude or easting is --x, latitude or northing --y".into())
            }
            Self::ElsewhereMask { .. } => {
                Some("check the coordinate systems of the mask and of the points (--crs), and that both are of one place".into())
            }
            Self::Time { .. } => Some(
                "times are 2025-03-14, 2025-03-14T21:30 or 2025-03-14 21:30:00, or months 2025-03; an offset (Z, +01:00) is allowed".into(),
            ),
            Self::Store(error) => error.hint().map(str::to_owned),
            Self::Detect(DetectError::NotACount { .. } | DetectError::NotBinary { .. }) => {
                Some("leave --permutations out for 99,999 draws, or give a number of draws".into())
            }
            _ => None,
        }
    }
}

impl From<crate::pipeline::PipelineError> for RunError {
    fn from(error: crate::pipeline::PipelineError) -> Self {
        Self::Store(Box::new(error))
    }
}

impl From<crate::store::StoreError> for RunError {
    fn from(error: crate::store::StoreError) -> Self {
        crate::pipeline::PipelineError::from(error).into()
    }
}
