//! Where a place joins the network.

use std::fmt;

use rstar::PointDistance;

use super::{
    measure::{NEVER, Spot, Units, units_of},
    network::{PlacedLink, WalkingNetwork, found_at},
};

/// A spot on a link, and the straight way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Join {
    pub(super) link: u32,
    /// From the link's first end.
    pub(super) along: Units,
    /// Off the network: the straight way and what the barriers on it cost.
    pub(super) off: Units,
}

/// Why a place is not on the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// No street near enough.
    TooFar,
    /// Streets are near, and something nobody crosses lies between.
    CutOff,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooFar => "no street or path of the network is near enough",
            Self::CutOff => "a barrier, river, motorway or railway lies between it and every street near it",
        })
    }
}

/// A join is tried this far inside a link's end, metres: ends lie on the barriers that cut them.
const INSIDE_M: f64 = 0.005;

impl WalkingNetwork {
    /// Where a place joins: the nearest link by straight way and what barriers on it cost, lowest number among
    /// equals.
    pub(super) fn join(&self, spot: Spot) -> Result<Join, Gap> {
        let (at, most) = (found_at(spot), units_of(self.options.snap_m));
        let (mut best, mut near): (Option<Join>, bool) = (None, false);
        for (placed, square_m) in self.placed.nearest_neighbor_iter_with_distance_2(&at) {
            let straight = units_of(square_m.sqrt());
            if straight > most || best.is_some_and(|b| straight > b.off) {
                break;
            }
            near = true;
            let cost = self.walls.cost(spot, Self::tried(placed, at));
            let off = straight.saturating_add(if straight == 0 { 0 } else { cost });
            if off == NEVER {
                continue;
            }
            let join = Join { link: placed.data, along: self.along(placed, at), off };
            if best.is_none_or(|b| (off, join.link) < (b.off, b.link)) {
                best = Some(join);
            }
        }
        best.ok_or(if near { Gap::CutOff } else { Gap::TooFar })
    }

    /// Units from the link's first end to its point nearest to `at`.
    fn along(&self, placed: &PlacedLink, at: [f64; 2]) -> Units {
        let length = self.links[placed.data as usize].length;
        (f64::from(length) * share(placed, at).0).round() as Units
    }

    /// The nearest point, kept off the link's very ends.
    fn tried(placed: &PlacedLink, at: [f64; 2]) -> Spot {
        let (share, length_m) = share(placed, at);
        let inset = (INSIDE_M / length_m.max(INSIDE_M * 2.0)).min(0.5);
        let share = share.clamp(inset, 1.0 - inset);
        let line = placed.geom();
        let mm = |axis: usize| {
            ((line.from[axis] + (line.to[axis] - line.from[axis]) * share) * 1000.0).round() as i64
        };
        Spot { x: mm(0), y: mm(1) }
    }
}

/// How far along a link its point nearest to `at` is, 0 to 1, and the link's length in metres.
fn share(placed: &PlacedLink, at: [f64; 2]) -> (f64, f64) {
    let line = placed.geom();
    let (dx, dy) = (line.to[0] - line.from[0], line.to[1] - line.from[1]);
    let square = dx * dx + dy * dy;
    if square <= 0.0 {
        return (0.0, 0.0);
    }
    let dot = (at[0] - line.from[0]) * dx + (at[1] - line.from[1]) * dy;
    debug_assert!(placed.distance_2(&at) >= 0.0, "a distance is never negative");
    ((dot / square).clamp(0.0, 1.0), square.sqrt())
}
