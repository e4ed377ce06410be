//! Coordinate systems by EPSG code, and the way from any of them to any other.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{GeodesyError, GridPoint, LonLat, mercator, proj::Other, to_grid, to_lon_lat};

/// A coordinate system by its EPSG code; x is always easting or longitude. Written `EPSG:27700`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Crs(u32);

impl Crs {
    /// British National Grid.
    pub const GRID: Self = Self(27700);
    /// WGS84 longitude and latitude in degrees.
    pub const WGS84: Self = Self(4326);
    /// Web Mercator metres.
    pub const WEB_MERCATOR: Self = Self(3857);

    /// The system with this EPSG code; not looked up before [`Projector::new`].
    #[must_use]
    pub fn from_epsg(code: u32) -> Self {
        Self(code)
    }

    /// The EPSG code.
    #[must_use]
    pub fn epsg(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.0)
    }
}

impl FromStr for Crs {
    type Err = GeodesyError;

    /// Accepts `EPSG:n` in any case, `urn:ogc:def:crs:EPSG::n` and the CRS84 names.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        if upper.ends_with("CRS84") {
            return Ok(Self::WGS84);
        }
        let urn = upper.strip_prefix("URN:OGC:DEF:CRS:EPSG:").and_then(|rest| rest.rsplit(':').next());
        urn.or_else(|| upper.strip_prefix("EPSG:"))
            .and_then(|code| code.parse().ok())
            .map(Self)
            .ok_or_else(|| GeodesyError::NotACrs { text: text.chars().take(40).collect() })
    }
}

impl TryFrom<String> for Crs {
    type Error = GeodesyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Crs> for String {
    fn from(crs: Crs) -> Self {
        crs.to_string()
    }
}

/// The metre system distances are measured in around a point: the national grid wherever OSTN15
/// reaches, else the UTM zone of the point on WGS84 (EPSG:326zz north, EPSG:327zz south).
#[must_use]
pub fn work_crs_for(point: LonLat) -> Crs {
    if to_grid(point).is_ok() {
        return Crs::GRID;
    }
    let zone = (((point.lon_deg() + 180.0) / 6.0) as u32).min(59) + 1;
    Crs(if point.lat_deg() < 0.0 { 32700 } else { 32600 } + zone)
}

/// Converts points from one coordinate system to another.
///
/// WGS84, Web Mercator and the national grid are ours (OSTN15); every other code goes through PROJ
/// to WGS84. The way taken is named by [`Projector::describe`] and belongs into the provenance.
#[derive(Debug)]
pub struct Projector {
    from: Crs,
    to: Crs,
    before: Option<Other>,
    after: Option<Other>,
}

impl Projector {
    /// Prepares the way from `from` to `to`. About 30 ms when PROJ is needed, nothing otherwise.
    ///
    /// # Errors
    /// [`GeodesyError::NoTransformation`] for a code PROJ does not know (or any foreign code in a
    /// build without the `proj` feature); [`GeodesyError::NeedsGrid`] for other systems on OSGB36,
    /// which PROJ alone would place metres off.
    pub fn new(from: Crs, to: Crs) -> Result<Self, GeodesyError> {
        let other = |crs: Crs| match crs {
            Crs::GRID | Crs::WGS84 | Crs::WEB_MERCATOR => Ok(None),
            // OSGB36 geographic, its 3D and compound forms.
            Crs(code @ (4277 | 7405 | 27701..=27729)) => Err(GeodesyError::NeedsGrid { code }),
            Crs(code) => Other::new(code).map(Some),
        };
        if from == to {
            return Ok(Self { from, to, before: None, after: None });
        }
        Ok(Self { from, to, before: other(from)?, after: other(to)? })
    }

    /// Converts one point; x is easting or longitude.
    ///
    /// # Errors
    /// When the point is outside what the systems can express.
    pub fn convert(&self, x: f64, y: f64) -> Result<(f64, f64), GeodesyError> {
        if self.from == self.to {
            return Ok((x, y));
        }
        let fail = |reason: &str| GeodesyError::Point {
            x,
            y,
            from: self.from.0,
            to: self.to.0,
            reason: reason.to_owned(),
        };
        let not_finite = || fail("not a position on the Earth");
        let middle = match (&self.before, self.from) {
            (Some(other), _) => {
                let (lon, lat) = other.unproject(x, y).map_err(|reason| fail(&reason))?;
                LonLat::new(lon, lat).ok_or_else(not_finite)?
            }
            (None, Crs::GRID) => to_lon_lat(GridPoint::new(x, y).ok_or_else(not_finite)?)?,
            (None, Crs::WEB_MERCATOR) => {
                let (u, v) = (x / WORLD_M + 0.5, 0.5 - y / WORLD_M);
                if !((0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v)) {
                    return Err(not_finite());
                }
                mercator::from_unit(u, v)
            }
            (None, _) => LonLat::new(x, y).ok_or_else(not_finite)?,
        };
        match (&self.after, self.to) {
            (Some(other), _) => {
                other.project(middle.lon_deg(), middle.lat_deg()).map_err(|reason| fail(&reason))
            }
            (None, Crs::GRID) => to_grid(middle).map(|p| (p.easting_m(), p.northing_m())),
            (None, Crs::WEB_MERCATOR) => {
                let (u, v) = mercator::to_unit(middle);
                Ok(((u - 0.5) * WORLD_M, (0.5 - v) * WORLD_M))
            }
            (None, _) => Ok((middle.lon_deg(), middle.lat_deg())),
        }
    }

    /// Converts one point to the national grid, whatever the target of this projector.
    ///
    /// # Errors
    /// As [`Projector::convert`].
    pub fn convert_point(&self, x: f64, y: f64) -> Result<GridPoint, GeodesyError> {
        let (x, y) = self.convert(x, y)?;
        GridPoint::new(x, y).ok_or(GeodesyError::GridOutsideModel { easting_m: x, northing_m: y })
    }

    /// The way taken, for provenance: both codes, each step's method, PROJ's version where used.
    #[must_use]
    pub fn describe(&self) -> String {
        if self.from == self.to {
            return format!("{}, as given", self.from);
        }
        let side = |crs: Crs, other: &Option<Other>| match (other, crs) {
            (Some(other), _) => format!("{crs} by {}", other.describe()),
            (None, Crs::GRID) => format!("{crs} by OSTN15, embedded, bilinear"),
            (None, _) => crs.to_string(),
        };
        format!("{} -> {}", side(self.from, &self.before), side(self.to, &self.after))
    }
}

/// Side of the Web Mercator square in metres.
const WORLD_M: f64 = 40_075_016.685_578_49;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_code_is_read() {
        for text in
            ["EPSG:27700", "epsg:27700", "urn:ogc:def:crs:EPSG::27700", "urn:ogc:def:crs:EPSG:6.9:27700"]
        {
            assert_eq!(text.parse(), Ok(Crs::GRID), "{text}");
        }
        assert_eq!("urn:ogc:def:crs:OGC:1.3:CRS84".parse(), Ok(Crs::WGS84));
        assert!("27700".parse::<Crs>().is_err());
    }

    #[test]
    fn the_work_system_is_the_grid_in_britain_and_utm_elsewhere() {
        let at = |lon, lat| work_crs_for(LonLat::new(lon, lat).expect("in range")).epsg();
        assert_eq!(at(0.5, 51.3), 27700);
        assert_eq!(at(-87.6, 41.9), 32616);
        assert_eq!(at(151.2, -33.9), 32756);
        assert_eq!(at(180.0, 10.0), 32660);
    }
}
