//! What can be wrong with a file about the ground.

/// Why a file about the ground was refused: which file, where in it, what we got.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroundFileError {
    /// The file cannot be opened or read.
    #[error("{file}: {reason}")]
    Unreadable {
        /// File name.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// More bytes than a file about the ground has.
    #[error("{file}: {bytes} bytes; the most is {most}")]
    TooLarge {
        /// File name.
        file: String,
        /// Its size.
        bytes: u64,
        /// The limit.
        most: u64,
    },
    /// Not UTF-8.
    #[error("{file}: not UTF-8 text at byte {byte}")]
    NotUtf8 {
        /// File name.
        file: String,
        /// First bad byte, from 0.
        byte: u64,
    },
    /// Not JSON.
    #[error("{file}: not JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// File name.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Column, from 1.
        column: u64,
        /// What was expected.
        reason: String,
    },
    /// JSON, but not of the promised shape.
    #[error("{file}: {what}")]
    NotFeatures {
        /// File name.
        file: String,
        /// What is missing or wrong.
        what: String,
    },
    /// Not an OpenStreetMap extract that can be read.
    #[error("{file}: this is no OpenStreetMap extract that can be read: {what}")]
    NotOsm {
        /// File name.
        file: String,
        /// What does not hold.
        what: String,
    },
    /// One feature's geometry cannot be used.
    #[error("{file}, feature {feature}: {what}")]
    BadGeometry {
        /// File name.
        file: String,
        /// Number of the feature, from 1.
        feature: u64,
        /// What is wrong, with the place.
        what: String,
    },
    /// One row of a table cannot be used.
    #[error("{file}, line {line}: {what}")]
    BadRow {
        /// File name.
        file: String,
        /// Physical line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
}

impl GroundFileError {
    /// What to try.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the path and the rights on it",
            Self::TooLarge { .. } => "give only files about this force's area",
            Self::NotUtf8 { .. } => "save the file as UTF-8",
            Self::NotJson { .. } => "the file may be cut short: download it again",
            Self::NotFeatures { .. } => "give a GeoJSON FeatureCollection or a TopoJSON Topology",
            Self::NotOsm { .. } => "give an .osm.pbf file, whole: download it again",
            Self::BadGeometry { .. } => {
                "repair the outline in a mapping program (QGIS: Fix geometries), or download the file again"
            }
            Self::BadRow { .. } => "check the row against the published file",
        }
    }
}
