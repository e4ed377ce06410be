//! Places two groups both use and have met at.

use std::collections::BTreeMap;

use geo_types::{Polygon, Rect, coord};
use serde::Serialize;

use super::{GroupEvent, GroupId, GroupSpace, SET_SPACE_CELL_M};
use crate::geodesy::GridPoint;

/// Cross-group events it takes.
pub const CONTESTED_LEAST_EVENTS: usize = 3;
/// Side of a square in metres: ten cells of the set spaces, so that what two grounds share of it is counted and not
/// cut. 4 ha is a place one can stand in; an H3 cell of resolution 10 (1.5 ha) would have to see three fights of the
/// same two groups on a single corner.
pub const CONTESTED_SIDE_M: f64 = 200.0;

/// A square two groups contest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContestedCell {
    /// South-west corner, whole 200 m of the national grid.
    pub south_west: GridPoint,
    /// The group with the smaller number.
    pub a: GroupId,
    /// The other.
    pub b: GroupId,
    /// Hectares of it in both 95 % isopleths, at most 4.
    pub shared_ha: f64,
    /// Incidents with both groups in it, by day: positions among the incidents the caller holds.
    pub incidents: Vec<usize>,
    /// Day of the last of them.
    pub last_day: i32,
}

impl ContestedCell {
    /// Its outline in metres.
    #[must_use]
    pub fn outline(&self) -> Polygon<f64> {
        let (x, y) = (self.south_west.easting_m(), self.south_west.northing_m());
        Rect::new(coord! { x: x, y: y }, coord! { x: x + CONTESTED_SIDE_M, y: y + CONTESTED_SIDE_M })
            .to_polygon()
    }
}

/// Which places do two groups contest? Squares of 200 m that the 95 % isopleths of both reach and that saw at least
/// three incidents between them (attacks either way, or incidents with both in which a side is not known). By pair,
/// then the most incidents first, then from the south-west.
#[must_use]
pub fn contested(spaces: &[GroupSpace], events: &[GroupEvent]) -> Vec<ContestedCell> {
    let mut seen: BTreeMap<Square, Vec<(i32, usize)>> = BTreeMap::new();
    for event in events {
        let Some(at) = event.at else { continue };
        for (a, b) in event.opposed() {
            seen.entry((a, b, square(at))).or_default().push((event.day, event.incident));
        }
    }
    let space = |g: GroupId| spaces.iter().find(|s| s.group == g)?.space.as_deref();
    let mut found = Vec::new();
    for ((a, b, (row, column)), mut incidents) in seen {
        if incidents.len() < CONTESTED_LEAST_EVENTS {
            continue;
        }
        let (Some(first), Some(second)) = (space(a), space(b)) else { continue };
        let per_side = (CONTESTED_SIDE_M / SET_SPACE_CELL_M) as i32;
        let both = first.ground.shared(&second.ground).filter(|(p, q)| {
            let here = (p.row.div_euclid(per_side), p.column.div_euclid(per_side)) == (row, column);
            here && p.in_range && q.in_range
        });
        let cells = both.count();
        let corner = |cell: i32| f64::from(cell) * CONTESTED_SIDE_M;
        let Some(south_west) = GridPoint::new(corner(column), corner(row)) else { continue };
        if cells == 0 {
            continue;
        }
        incidents.sort_unstable();
        found.push(ContestedCell {
            south_west,
            a,
            b,
            shared_ha: cells as f64 * SET_SPACE_CELL_M * SET_SPACE_CELL_M / 10_000.0,
            last_day: incidents.last().map_or(i32::MIN, |i| i.0),
            incidents: incidents.into_iter().map(|i| i.1).collect(),
        });
    }
    // The sort is stable: within a pair, squares of equally many incidents stay in order.
    found.sort_by_key(|c| (c.a, c.b, std::cmp::Reverse(c.incidents.len())));
    found
}

/// A pair of groups, and row and column of a square.
type Square = (GroupId, GroupId, (i32, i32));

/// Row and column of the square a place is in.
fn square(at: GridPoint) -> (i32, i32) {
    let cell = |m: f64| (m / CONTESTED_SIDE_M).floor() as i32;
    (cell(at.northing_m()), cell(at.easting_m()))
}
