//! Whole millimetres for places, whole tenths of a millimetre for ways.

use geo_types::Coord;

use crate::geodesy::GridPoint;

/// Tenths of a millimetre in a metre.
const UNITS_PER_M: f64 = 10_000.0;

/// A way or time as a length at walking speed, in tenths of a millimetre; [`NEVER`] has no end.
pub(super) type Units = u32;

/// Not on foot: 429 km and more.
pub(super) const NEVER: Units = Units::MAX;

/// A length in metres as units, never negative.
pub(super) fn units_of(metres: f64) -> Units {
    // The cast saturates, and what is no number becomes nothing.
    (metres * UNITS_PER_M).round() as Units
}

/// Units as metres.
pub(super) fn metres_of(units: Units) -> f64 {
    f64::from(units) / UNITS_PER_M
}

/// A position in whole millimetres: exact to compare and to cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) y: i64,
    pub(super) x: i64,
}

impl Spot {
    /// `None` for what is no position.
    pub(super) fn of(c: Coord<f64>) -> Option<Self> {
        GridPoint::new(c.x, c.y).map(Self::from)
    }

    pub(super) fn metres(self) -> [f64; 2] {
        [self.x as f64 / 1000.0, self.y as f64 / 1000.0]
    }

    /// Straight to another, in units.
    pub(super) fn to(self, other: Self) -> Units {
        let (dx, dy) = ((self.x - other.x) as f64, (self.y - other.y) as f64);
        // A root is rounded the same on every machine; a hypotenuse is not.
        ((dx * dx + dy * dy).sqrt() * 10.0).round() as Units
    }

    /// Where it stands on a curve that keeps neighbours together.
    pub(super) fn curve(self) -> u64 {
        let spread = |v: i64| {
            let mut v = ((v + 10_000_000_000).max(0) as u64 >> 8) & 0xffff_ffff;
            for (shift, mask) in [
                (16, 0x0000_ffff_0000_ffff_u64),
                (8, 0x00ff_00ff_00ff_00ff),
                (4, 0x0f0f_0f0f_0f0f_0f0f),
                (2, 0x3333_3333_3333_3333),
                (1, 0x5555_5555_5555_5555),
            ] {
                v = (v | (v << shift)) & mask;
            }
            v
        };
        spread(self.x) | (spread(self.y) << 1)
    }

    /// Which side of the line from `a` to `b` it is on; points of the line count as left.
    fn is_left(self, a: Self, b: Self) -> bool {
        let cross = i128::from(b.x - a.x) * i128::from(self.y - a.y)
            - i128::from(b.y - a.y) * i128::from(self.x - a.x);
        cross >= 0
    }

    /// Where the way from `self` to `end` crosses the line from `a` to `b`, as a share of the way.
    ///
    /// Exact, and half-open at every end: a way that passes through a corner of a barrier crosses it once.
    pub(super) fn crosses(self, end: Self, a: Self, b: Self) -> Option<f64> {
        let here = self.is_left(a, b);
        if here == end.is_left(a, b) || a.is_left(self, end) == b.is_left(self, end) {
            return None;
        }
        let area = |p: Self| {
            i128::from(b.x - a.x) * i128::from(p.y - a.y) - i128::from(b.y - a.y) * i128::from(p.x - a.x)
        };
        let (from, to) = (area(self).unsigned_abs() as f64, area(end).unsigned_abs() as f64);
        Some(if from + to > 0.0 { from / (from + to) } else { 0.0 })
    }
}

impl From<GridPoint> for Spot {
    fn from(p: GridPoint) -> Self {
        // Within ten thousand kilometres by its type.
        let mm = |metres: f64| (metres * 1000.0).round() as i64;
        Self { x: mm(p.easting_m()), y: mm(p.northing_m()) }
    }
}
