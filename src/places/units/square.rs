//! Squares of the plane, origin at (0, 0): column and row packed into one id, ascending row by row
//! from the south-west.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::geodesy::GridPoint;

const MIDDLE: i64 = 1 << 31;

pub(super) fn pack(column: i64, row: i64) -> u64 {
    let part = |n: i64| (n + MIDDLE).clamp(0, (1 << 32) - 1).cast_unsigned();
    part(row) << 32 | part(column)
}

pub(super) fn unpack(id: u64) -> (i64, i64) {
    ((id & 0xffff_ffff).cast_signed() - MIDDLE, (id >> 32).cast_signed() - MIDDLE)
}

/// The square a point is in: its west and south sides belong to it.
pub(super) fn square_of(point: GridPoint, side_m: u32) -> u64 {
    let at = |metres: f64| (metres / f64::from(side_m)).floor() as i64;
    pack(at(point.easting_m()), at(point.northing_m()))
}

pub(super) fn text(id: u64, side_m: u32) -> String {
    let (column, row) = unpack(id);
    format!("square:{side_m}:{column}:{row}")
}

fn corner(id: u64, side_m: u32, right: f64, up: f64) -> Coord<f64> {
    let (column, row) = unpack(id);
    Coord { x: (column as f64 + right) * f64::from(side_m), y: (row as f64 + up) * f64::from(side_m) }
}

pub(super) fn centre(id: u64, side_m: u32) -> Option<GridPoint> {
    let c = corner(id, side_m, 0.5, 0.5);
    GridPoint::new(c.x, c.y)
}

pub(super) fn outline(id: u64, side_m: u32) -> MultiPolygon<f64> {
    let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
    let ring = ring.into_iter().map(|(right, up)| corner(id, side_m, right, up)).collect();
    MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())])
}

/// The square and all within `k` rings (king's moves), ascending.
pub(super) fn disk(id: u64, k: u32) -> Vec<u64> {
    let (column, row) = unpack(id);
    let k = i64::from(k);
    (-k..=k).flat_map(|dy| (-k..=k).map(move |dx| pack(column + dx, row + dy))).collect()
}
