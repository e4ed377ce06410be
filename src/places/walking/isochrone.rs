//! The edge of what can be reached, drawn on a lattice (marching squares).

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::{geodesy::GridPoint, places::shape::twice_signed_area};

/// An edge of the lattice: its western or southern end, and whether it runs north.
type Edge = (usize, usize, bool);

struct Lattice {
    west: f64,
    south: f64,
    step: f64,
    side: usize,
    /// Minutes at each point, row by row from the south-west; infinite where there is no way.
    minutes: Vec<f64>,
    limit: f64,
}

/// Asks for the minutes of every point of a lattice around `from` and draws the line of `limit` minutes.
pub(super) fn draw(
    from: GridPoint,
    limit: f64,
    reach_m: f64,
    ask: impl Fn(&[GridPoint]) -> Vec<Option<f64>>,
) -> MultiPolygon<f64> {
    let step = (reach_m / 40.0).max(25.0);
    let half = (reach_m / step).ceil().min(2_000.0) as usize + 2;
    let side = 2 * half + 1;
    let place = |i: usize| {
        let (col, row) = ((i % side) as f64 - half as f64, (i / side) as f64 - half as f64);
        GridPoint::new(from.easting_m() + col * step, from.northing_m() + row * step)
    };
    // Beyond the planet there is nothing to walk on.
    let Some(places) = (0..side * side).map(place).collect::<Option<Vec<_>>>() else {
        return MultiPolygon(Vec::new());
    };
    let minutes = ask(&places).into_iter().map(|m| m.unwrap_or(f64::INFINITY)).collect();
    let (west, south) = (places[0].easting_m(), places[0].northing_m());
    Lattice { west, south, step, side, minutes, limit }.outline()
}

impl Lattice {
    fn at(&self, col: usize, row: usize) -> f64 {
        self.minutes[row * self.side + col]
    }

    fn inside(&self, col: usize, row: usize) -> bool {
        self.at(col, row) <= self.limit
    }

    fn outline(&self) -> MultiPolygon<f64> {
        let mut next: BTreeMap<Edge, Edge> = BTreeMap::new();
        for row in 0..self.side - 1 {
            for col in 0..self.side - 1 {
                for (from, to) in self.cell(col, row) {
                    next.insert(from, to);
                }
            }
        }
        let (mut shells, mut holes) = (Vec::new(), Vec::new());
        while let Some((&start, _)) = next.first_key_value() {
            let (mut ring, mut edge) = (Vec::new(), start);
            while let Some(to) = next.remove(&edge) {
                ring.push(self.crossing(edge));
                edge = to;
            }
            ring.push(ring[0]);
            let turn = twice_signed_area(&ring);
            if turn > 0.0 {
                shells.push((ring, Vec::new()));
            } else if turn < 0.0 {
                holes.push(ring);
            }
        }
        for hole in holes {
            // The smallest shell around it.
            let around = shells
                .iter_mut()
                .filter(|(shell, _)| holds(shell, hole[0]))
                .min_by(|a, b| twice_signed_area(&a.0).total_cmp(&twice_signed_area(&b.0)));
            if let Some((_, own)) = around {
                own.push(LineString(hole));
            }
        }
        MultiPolygon(shells.into_iter().map(|(shell, own)| Polygon::new(LineString(shell), own)).collect())
    }

    /// The line through one cell, what is inside on its left. Corners that meet only diagonally stay apart.
    fn cell(&self, col: usize, row: usize) -> Vec<(Edge, Edge)> {
        let south = (col, row, false);
        let north = (col, row + 1, false);
        let west = (col, row, true);
        let east = (col + 1, row, true);
        let bit = |inside: bool, value: u8| if inside { value } else { 0 };
        match bit(self.inside(col, row), 1)
            | bit(self.inside(col + 1, row), 2)
            | bit(self.inside(col + 1, row + 1), 4)
            | bit(self.inside(col, row + 1), 8)
        {
            1 => vec![(south, west)],
            2 => vec![(east, south)],
            3 => vec![(east, west)],
            4 => vec![(north, east)],
            5 => vec![(south, west), (north, east)],
            6 => vec![(north, south)],
            7 => vec![(north, west)],
            8 => vec![(west, north)],
            9 => vec![(south, north)],
            10 => vec![(east, south), (west, north)],
            11 => vec![(east, north)],
            12 => vec![(west, east)],
            13 => vec![(south, east)],
            14 => vec![(west, south)],
            _ => Vec::new(),
        }
    }

    /// Where the line crosses an edge: in proportion to the minutes at its ends, half way to where there is no way.
    fn crossing(&self, (col, row, north): Edge) -> Coord<f64> {
        let (a, b) = (self.at(col, row), if north { self.at(col, row + 1) } else { self.at(col + 1, row) });
        let share =
            if a.is_finite() && b.is_finite() { ((self.limit - a) / (b - a)).clamp(0.05, 0.95) } else { 0.5 };
        let along = share * self.step;
        let x = self.west + col as f64 * self.step + if north { 0.0 } else { along };
        let y = self.south + row as f64 * self.step + if north { along } else { 0.0 };
        let mm = |m: f64| (m * 1000.0).round() / 1000.0;
        Coord { x: mm(x), y: mm(y) }
    }
}

fn holds(ring: &[Coord<f64>], p: Coord<f64>) -> bool {
    ring.windows(2).fold(false, |inside, w| {
        let (a, b) = (w[0], w[1]);
        inside != ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
    })
}
