//! The address of one tile.

use crate::geodesy::{LonLat, mercator};

/// Deepest zoom served; a deeper map enlarges these tiles.
pub const MAX_ZOOM: u8 = 16;

/// Zoom, column from the west, row from the north. A value that exists is on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

impl TileId {
    /// `None` beyond [`MAX_ZOOM`] or off the map.
    #[must_use]
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= MAX_ZOOM && x < 1 << z && y < 1 << z).then_some(Self { z, x, y })
    }

    /// The tile that holds a point given in degrees.
    #[must_use]
    pub fn around(z: u8, point: LonLat) -> Option<Self> {
        let (x, y) = mercator::to_unit(point);
        let side = f64::from(1_u32 << z.min(MAX_ZOOM));
        Self::new(z, (x * side) as u32, (y * side) as u32)
    }

    /// Zoom.
    #[must_use]
    pub fn z(self) -> u8 {
        self.z
    }

    /// Column.
    #[must_use]
    pub fn x(self) -> u32 {
        self.x
    }

    /// Row.
    #[must_use]
    pub fn y(self) -> u32 {
        self.y
    }

    /// Tiles along one side of the map at this zoom.
    pub(super) fn side(self) -> f64 {
        f64::from(1_u32 << self.z)
    }

    /// Its box in world units, widened by `buffer` tile widths.
    pub(super) fn world_box(self, buffer: f64) -> [f64; 4] {
        let (x, y, side) = (f64::from(self.x), f64::from(self.y), self.side());
        [(x - buffer) / side, (y - buffer) / side, (x + 1.0 + buffer) / side, (y + 1.0 + buffer) / side]
    }
}
