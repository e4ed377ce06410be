//! The two kinds of coordinate the whole program knows.

use serde::{Deserialize, Serialize};

/// A WGS84 longitude and latitude in degrees. A value that exists is finite and in range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LonLat {
    lon_deg: f64,
    lat_deg: f64,
}

impl LonLat {
    /// `None` unless both are finite, longitude is within ±180 and latitude within ±90.
    #[must_use]
    pub fn new(lon_deg: f64, lat_deg: f64) -> Option<Self> {
        (lon_deg.abs() <= 180.0 && lat_deg.abs() <= 90.0).then_some(Self { lon_deg, lat_deg })
    }

    /// For numbers that are in range by their formula.
    pub(super) fn from_valid(lon_deg: f64, lat_deg: f64) -> Self {
        debug_assert!(lon_deg.abs() <= 180.0 && lat_deg.abs() <= 90.0, "{lon_deg} {lat_deg}");
        Self { lon_deg, lat_deg }
    }

    /// Longitude in degrees east.
    #[must_use]
    pub fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    /// Latitude in degrees north.
    #[must_use]
    pub fn lat_deg(self) -> f64 {
        self.lat_deg
    }
}

/// A British National Grid position (EPSG:27700) in metres. A value that exists is finite.
///
/// "Planar" analyses (metres without a place) use the same type; they never ask for degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GridPoint {
    easting_m: f64,
    northing_m: f64,
}

impl GridPoint {
    /// `None` unless both are finite and within ten thousand kilometres of the origin.
    #[must_use]
    pub fn new(easting_m: f64, northing_m: f64) -> Option<Self> {
        (easting_m.abs() <= 1e7 && northing_m.abs() <= 1e7).then_some(Self { easting_m, northing_m })
    }

    /// The false origin, (0, 0).
    #[must_use]
    pub fn origin() -> Self {
        Self { easting_m: 0.0, northing_m: 0.0 }
    }

    /// Metres east of the false origin.
    #[must_use]
    pub fn easting_m(self) -> f64 {
        self.easting_m
    }

    /// Metres north of the false origin.
    #[must_use]
    pub fn northing_m(self) -> f64 {
        self.northing_m
    }

    /// Seven points that tell a compact shape of this area (square metres) about its centre: the centre and six
    /// around it, each the middle of a seventh of a disc.
    #[must_use]
    pub fn seven_across(self, area_m2: f64) -> [Self; 7] {
        const CORNERS: [(f64, f64); 7] = [
            (0.0, 0.0),
            (1.0, 0.0),
            (0.5, 0.866_025_403_784_438_6),
            (-0.5, 0.866_025_403_784_438_6),
            (-1.0, 0.0),
            (-0.5, -0.866_025_403_784_438_6),
            (0.5, -0.866_025_403_784_438_6),
        ];
        // The outer six sevenths of a disc of radius one have their middle at 0.705 (root mean square).
        let r = 0.705 * (area_m2.max(0.0) / std::f64::consts::PI).sqrt();
        CORNERS.map(|(x, y)| Self::new(self.easting_m + r * x, self.northing_m + r * y).unwrap_or(self))
    }

    /// Straight-line distance in metres.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        (self.easting_m - other.easting_m).hypot(self.northing_m - other.northing_m)
    }
}

impl From<GridPoint> for geo_types::Coord<f64> {
    fn from(p: GridPoint) -> Self {
        Self { x: p.easting_m, y: p.northing_m }
    }
}
