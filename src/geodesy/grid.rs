//! WGS84 degrees to British National Grid metres and back, through OSTN15.

use super::{GeodesyError, GridPoint, LonLat, ostn15, transverse};

/// The words provenance carries for [`to_grid`] and [`to_lon_lat`].
pub const TRANSFORM: &str = "EPSG:4326 (as ETRS89) <-> EPSG:27700 by OSTN15, embedded, bilinear";

/// Where on the national grid is this longitude and latitude?
///
/// Krüger's transverse Mercator on GRS80, then the OSTN15 shift; WGS84 is taken as ETRS89, as data
/// publishers do. Within 2 mm of Ordnance Survey's 40 test points. About 0.4 µs a point.
///
/// # Errors
/// [`GeodesyError::LonLatOutsideModel`] off the table or where its datum flag is 16. Offshore
/// waters (flag 15) are inside.
///
/// # Examples
/// ```
/// use harmspot::geodesy::{LonLat, to_grid};
/// let point = to_grid(LonLat::new(0.524689, 51.37755).unwrap()).unwrap();
/// assert!((point.easting_m() - 575_802.0).abs() < 1.0);
/// assert!((point.northing_m() - 167_303.0).abs() < 1.0);
/// ```
pub fn to_grid(point: LonLat) -> Result<GridPoint, GeodesyError> {
    let (lon_deg, lat_deg) = (point.lon_deg(), point.lat_deg());
    let outside = || GeodesyError::LonLatOutsideModel { lon_deg, lat_deg };
    // Far from the central meridian the series is meaningless: refuse before using it.
    if !((-12.0..=8.0).contains(&lon_deg) && (48.0..=63.0).contains(&lat_deg)) {
        return Err(outside());
    }
    let (x, y) = transverse::forward(lon_deg, lat_deg);
    let (east, north) = ostn15::shift_m(x, y).ok_or_else(outside)?;
    GridPoint::new(x + east, y + north).ok_or_else(outside)
}

/// Which longitude and latitude is this national-grid position?
///
/// The shift is undone by fixed-point iteration until it moves less than a tenth of a micrometre,
/// so a round trip is far below a millimetre.
///
/// # Errors
/// [`GeodesyError::GridOutsideModel`] off the table or where its datum flag is 16.
pub fn to_lon_lat(point: GridPoint) -> Result<LonLat, GeodesyError> {
    let (easting_m, northing_m) = (point.easting_m(), point.northing_m());
    let outside = || GeodesyError::GridOutsideModel { easting_m, northing_m };
    let clamp = |x: f64, y: f64| (x.clamp(0.0, 700_000.0), y.clamp(0.0, 1_250_000.0));
    // 96 m and -64 m are the middle of the published shifts: a start inside the right cell or next to it.
    let (mut x, mut y) = (easting_m - 96.0, northing_m + 64.0);
    if !((-200.0..=700_200.0).contains(&x) && (-200.0..=1_250_200.0).contains(&y)) {
        return Err(outside());
    }
    (x, y) = clamp(x, y);
    for _ in 0..20 {
        let (east, north) = ostn15::shift_m(x, y).ok_or_else(outside)?;
        let (next_x, next_y) = (easting_m - east, northing_m - north);
        let moved = (next_x - x).abs().max((next_y - y).abs());
        (x, y) = (next_x, next_y);
        if moved < 1e-7 {
            // The answer itself must be on the model, not only the last step.
            ostn15::shift_m(x, y).ok_or_else(outside)?;
            let (lon_deg, lat_deg) = transverse::inverse(x, y);
            return LonLat::new(lon_deg, lat_deg).ok_or_else(outside);
        }
    }
    Err(outside())
}
