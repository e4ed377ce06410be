//! Where a surface is drawn when nobody says: around the points, unless a few of them lie far away.

use super::{Extent, KdeError};
use crate::geodesy::GridPoint;

/// A few far points may not make the extent more than this many times larger.
const MOST_STRETCH: f64 = 10.0;
/// With fewer points nobody can say which of them is the stray.
const FEWEST: usize = 10;

/// The box of the points.
///
/// A stray point, such as one at (0, 0), would stretch the grid over empty country, make its cells coarse or its
/// cells too many, and nobody would see why. So it is refused, with its position, where the outermost 1 % of points
/// (at least one, at each side) make the box more than ten times larger.
///
/// # Errors
/// [`KdeError::NoPoints`], [`KdeError::Stray`].
pub fn extent_of(points: &[GridPoint]) -> Result<Extent, KdeError> {
    if points.is_empty() {
        return Err(KdeError::NoPoints);
    }
    let mut xs: Vec<f64> = points.iter().map(|p| p.easting_m()).collect();
    let mut ys: Vec<f64> = points.iter().map(|p| p.northing_m()).collect();
    let [west, east] = ends(&xs);
    let [south, north] = ends(&ys);
    if points.len() >= FEWEST {
        let trim = (points.len() / 100).max(1);
        let ([w, e], [s, n]) = (trimmed(&mut xs, trim), trimmed(&mut ys, trim));
        // Points on one line, or on one spot, still have a size: a metre.
        let side = |from: f64, to: f64| (to - from).max(1.0);
        let (all, most) = (side(west, east) * side(south, north), side(w, e) * side(s, n));
        // A single spot with points beside it is not stretched by them: a town's size decides.
        let town = 10_000.0;
        if all > MOST_STRETCH * most && side(west, east).max(side(south, north)) > town {
            return Err(stray(points, [w, s, e, n], all / most));
        }
    }
    Ok([west, south, east, north])
}

fn ends(values: &[f64]) -> [f64; 2] {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    [low, values.iter().copied().fold(f64::NEG_INFINITY, f64::max)]
}

/// The ends without the outermost `trim` at each side.
fn trimmed(values: &mut [f64], trim: usize) -> [f64; 2] {
    let last = values.len() - 1;
    let low = *values.select_nth_unstable_by(trim, f64::total_cmp).1;
    [low, *values.select_nth_unstable_by(last - trim, f64::total_cmp).1]
}

fn stray(points: &[GridPoint], [west, south, east, north]: Extent, times: f64) -> KdeError {
    let away = |p: &GridPoint| {
        let dx = (west - p.easting_m()).max(p.easting_m() - east).max(0.0);
        let dy = (south - p.northing_m()).max(p.northing_m() - north).max(0.0);
        dx.hypot(dy)
    };
    let mut position = 0;
    for (i, p) in points.iter().enumerate() {
        if away(p) > away(&points[position]) {
            position = i;
        }
    }
    let far = away(&points[position]);
    KdeError::Stray {
        position,
        x: points[position].easting_m(),
        y: points[position].northing_m(),
        away_km: far / 1000.0,
        west,
        south,
        east,
        north,
        strays: points.iter().filter(|p| away(p) > 0.5 * far).count(),
        times,
    }
}
