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
    /// A CSV file cannot be scanned.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A file of polygons cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A text file cannot be read.
    #[error("cannot read {file}: {source}")]
    Io {
        /// File name.
        file: String,
        /// Why.
        source: std::io::Error,
    },
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
    /// The statistic refused.
    #[error(transparent)]
    Detect(#[from] DetectError),
}
