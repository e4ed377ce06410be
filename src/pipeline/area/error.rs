//! Why an area pack could not be made.

use crate::{geodesy::GeodesyError, places::PlacesError, sources::GroundFileError};

/// Why an area pack could not be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AreaError {
    /// A file was refused.
    #[error(transparent)]
    File(#[from] GroundFileError),
    /// The pack cannot be written.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// A layer is missing.
    #[error("no {layer} among the {files} files recognised")]
    Missing {
        /// Which layer.
        layer: &'static str,
        /// How many files were recognised.
        files: usize,
    },
    /// The same code twice in one layer.
    #[error("{file}, feature {feature}: the code {code} was already given for another {layer}")]
    DuplicateCode {
        /// File name.
        file: String,
        /// Number of the feature, from 1.
        feature: u64,
        /// The code.
        code: String,
        /// Which layer.
        layer: &'static str,
    },
    /// A feature without a code or outline.
    #[error("{file}, feature {feature}: no {what}")]
    Incomplete {
        /// File name.
        file: String,
        /// Number of the feature, from 1.
        feature: u64,
        /// What is missing.
        what: String,
    },
    /// A coordinate that is nowhere in Britain.
    #[error("{file}, feature {feature}: {reason}")]
    OffGrid {
        /// File name.
        file: String,
        /// Number of the feature or line, from 1.
        feature: u64,
        /// What the conversion said.
        reason: GeodesyError,
    },
    /// A ring that crosses itself.
    #[error(
        "{file}, feature {feature}: the outline of {code} crosses itself at easting {easting_m:.1}, northing {northing_m:.1}"
    )]
    CrossesItself {
        /// File name.
        file: String,
        /// Number of the feature, from 1.
        feature: u64,
        /// Code of the area.
        code: String,
        /// Where.
        easting_m: f64,
        /// Where.
        northing_m: f64,
    },
    /// Codes of one vintage where another was expected.
    #[error(
        "{found} of {wanted} LSOAs of the boundaries are in the look-up to districts; the first missing is {first}"
    )]
    VintageMismatch {
        /// How many are.
        found: usize,
        /// How many should be.
        wanted: usize,
        /// First code that is not.
        first: String,
    },
    /// More areas in a layer than can be numbered.
    #[error("{areas} areas in the {layer} layer; the most is 65,535")]
    TooManyAreas {
        /// Which layer.
        layer: &'static str,
        /// How many.
        areas: usize,
    },
    /// A rename that names nothing.
    #[error("--rename {old}=...: no area is called \"{old}\"")]
    NothingToRename {
        /// The old name.
        old: String,
    },
}

impl AreaError {
    /// What to try.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::File(e) => e.hint().to_owned(),
            Self::Places(e) => e.hint().to_owned(),
            Self::Missing { .. } => {
                "LSOA 2021 boundaries (property LSOA21CD) and a look-up from LSOA to district are needed; the lines above say how each file was read".to_owned()
            }
            Self::DuplicateCode { .. } => "give each boundary file once, and only one vintage".to_owned(),
            Self::Incomplete { .. } => "download the file again, or leave the feature out".to_owned(),
            Self::OffGrid { reason, .. } => {
                format!("{}; a file in another system must name it in its crs member", reason.hint())
            }
            Self::CrossesItself { .. } => {
                "repair the outline in a mapping program (QGIS: Fix geometries), or download the file again".to_owned()
            }
            Self::VintageMismatch { .. } => {
                "boundaries and look-up must be of the same year: LSOA 2021 with a look-up that has lsoa21_code".to_owned()
            }
            Self::TooManyAreas { .. } => "give the boundaries of one force only".to_owned(),
            Self::NothingToRename { .. } => "`harmspot area check` lists the names".to_owned(),
        }
    }
}
