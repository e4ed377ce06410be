//! What can go wrong between two coordinate systems.

/// Why a coordinate could not be converted. Never replaced by a worse conversion.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GeodesyError {
    /// The longitude and latitude are not on the national grid's model.
    #[error("longitude {lon_deg}, latitude {lat_deg} is outside the OSTN15 model of Great Britain")]
    LonLatOutsideModel {
        /// Degrees east.
        lon_deg: f64,
        /// Degrees north.
        lat_deg: f64,
    },
    /// The easting and northing are not on the national grid's model.
    #[error("easting {easting_m}, northing {northing_m} is outside the OSTN15 model of Great Britain")]
    GridOutsideModel {
        /// Metres east of the false origin.
        easting_m: f64,
        /// Metres north of the false origin.
        northing_m: f64,
    },
    /// The text does not name a coordinate system.
    #[error("\"{text}\" is not a coordinate system; write it as EPSG:27700, EPSG:4326 or another EPSG code")]
    NotACrs {
        /// What was given, shortened.
        text: String,
    },
    /// PROJ does not know the code, or cannot reach it.
    #[error("no transformation from EPSG:{from} to EPSG:{to}: {reason}")]
    NoTransformation {
        /// EPSG code of the input.
        from: u32,
        /// EPSG code of the output.
        to: u32,
        /// What PROJ said.
        reason: String,
    },
    /// The code stands on the OSGB36 datum, which only OSTN15 reaches.
    #[error(
        "EPSG:{code} stands on OSGB36, which is reached from EPSG:27700 only; without the OSTN15 grid it is metres off"
    )]
    NeedsGrid {
        /// EPSG code.
        code: u32,
    },
    /// One point failed.
    #[error("({x}, {y}) cannot be converted from EPSG:{from} to EPSG:{to}: {reason}")]
    Point {
        /// First coordinate: easting or longitude.
        x: f64,
        /// Second coordinate: northing or latitude.
        y: f64,
        /// EPSG code of the input.
        from: u32,
        /// EPSG code of the output.
        to: u32,
        /// What PROJ said.
        reason: String,
    },
}

impl GeodesyError {
    /// What to try.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::LonLatOutsideModel { .. } => "check that longitude and latitude are not swapped",
            Self::GridOutsideModel { .. } => "check that easting and northing are metres and not swapped",
            Self::NotACrs { .. } | Self::NoTransformation { .. } => {
                "name the system the coordinates are in, such as EPSG:27700 (British National Grid)"
            }
            Self::NeedsGrid { .. } => "convert the file to EPSG:27700 or EPSG:4326 first",
            Self::Point { .. } => "check the coordinates and the system they are said to be in",
        }
    }
}
