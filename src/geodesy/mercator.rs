//! Web Mercator as the unit square of map tiles: x runs east from 180° W, y runs **south** from
//! 85.0511° N, both 0 to 1.

use std::f64::consts::{PI, TAU};

use super::LonLat;

/// Latitude where the square ends.
pub const MAX_LAT_DEG: f64 = 85.051_128_779_806_59;

/// Position in the unit square. Latitudes beyond [`MAX_LAT_DEG`] are drawn on the edge.
#[must_use]
pub fn to_unit(point: LonLat) -> (f64, f64) {
    let lat = point.lat_deg().clamp(-MAX_LAT_DEG, MAX_LAT_DEG).to_radians();
    let y = 0.5 - libm::asinh(libm::tan(lat)) / TAU;
    ((point.lon_deg() + 180.0) / 360.0, y.clamp(0.0, 1.0))
}

/// The longitude and latitude of a position in the unit square; positions outside are clamped, and
/// a number that is none counts as the north-west corner.
#[must_use]
pub fn from_unit(x: f64, y: f64) -> LonLat {
    let place = |v: f64| if v > 0.0 { v.min(1.0) } else { 0.0 };
    let lat = libm::atan(libm::sinh(PI * (1.0 - 2.0 * place(y)))).to_degrees();
    LonLat::from_valid(place(x) * 360.0 - 180.0, lat)
}

/// West, south, east and north of tile `z/x/y` in degrees. `y` counts from the north.
#[must_use]
pub fn tile_bounds(z: u8, x: u32, y: u32) -> [f64; 4] {
    let n = f64::from(1_u32 << z.min(30));
    let (nw, se) = (
        from_unit(f64::from(x) / n, f64::from(y) / n),
        from_unit((f64::from(x) + 1.0) / n, (f64::from(y) + 1.0) / n),
    );
    [nw.lon_deg(), se.lat_deg(), se.lon_deg(), nw.lat_deg()]
}
