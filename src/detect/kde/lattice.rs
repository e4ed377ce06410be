//! The square lattice a surface is drawn on, and how big it may become.

use serde::Serialize;

use super::KdeError;
use crate::geodesy::GridPoint;

/// Square cells over a rectangle, row-major from the south-west. A value that exists has finite numbers, at least
/// one cell and at most [`Lattice::MOST_CELLS`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Lattice {
    west_m: f64,
    south_m: f64,
    cell_m: f64,
    columns: u32,
    rows: u32,
}

/// West, south, east and north in metres.
pub type Extent = [f64; 4];

impl Lattice {
    /// The most cells a lattice may have: 400 MB of numbers.
    pub const MOST_CELLS: u64 = 50_000_000;
    /// The shorter side of the extent is cut into this many cells where no cell size is told.
    pub const CELLS_ON_SHORTER_SIDE: f64 = 150.0;

    /// A lattice with its south-west corner, cell side in metres, and numbers of columns and rows.
    ///
    /// # Errors
    /// [`KdeError::BadNumber`] for a corner that is not finite, a side that is not above zero or a count of zero;
    /// [`KdeError::TooManyCells`].
    pub fn new(west_m: f64, south_m: f64, cell_m: f64, columns: u32, rows: u32) -> Result<Self, KdeError> {
        let bad = |what, value| Err(KdeError::BadNumber { what, value });
        if !(west_m.abs() <= 1e8 && south_m.abs() <= 1e8) {
            return bad("corner of the grid", if west_m.abs() <= 1e8 { south_m } else { west_m });
        }
        if !(cell_m > 0.0 && cell_m.is_finite()) {
            return bad("cell size in metres", cell_m);
        }
        if columns == 0 || rows == 0 {
            return bad("number of columns or rows", 0.0);
        }
        let cells = u64::from(columns) * u64::from(rows);
        if cells > Self::MOST_CELLS {
            return Err(KdeError::TooManyCells { cells: cells as f64, cell_m });
        }
        Ok(Self { west_m, south_m, cell_m, columns, rows })
    }

    /// The cells of side `cell_m` that cover an extent, its south-west corner theirs.
    ///
    /// # Errors
    /// As [`Lattice::new`].
    pub fn over(extent: Extent, cell_m: f64) -> Result<Self, KdeError> {
        let [west, south, east, north] = extent;
        if !(cell_m > 0.0 && cell_m.is_finite()) {
            return Err(KdeError::BadNumber { what: "cell size in metres", value: cell_m });
        }
        let (width, height) = (east - west, north - south);
        if !(width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite()) {
            let value = if width > 0.0 { height } else { width };
            return Err(KdeError::BadNumber { what: "width or height of the extent", value });
        }
        // A hair less, so that an extent of whole cells is not given one more by rounding.
        let count = |side: f64| (side / cell_m * (1.0 - 1e-12)).ceil().max(1.0);
        let (columns, rows) = (count(width), count(height));
        if columns * rows > Self::MOST_CELLS as f64 {
            return Err(KdeError::TooManyCells { cells: columns * rows, cell_m });
        }
        Self::new(west, south, cell_m, columns as u32, rows as u32)
    }

    /// Cell size by the usual rule: the shorter side of the extent over 150; `None` where it is zero.
    #[must_use]
    pub fn usual_cell_m(extent: Extent) -> Option<f64> {
        let shorter = (extent[2] - extent[0]).min(extent[3] - extent[1]);
        (shorter > 0.0 && shorter.is_finite()).then_some(shorter / Self::CELLS_ON_SHORTER_SIDE)
    }

    /// Westernmost edge in metres.
    #[must_use]
    pub fn west_m(&self) -> f64 {
        self.west_m
    }

    /// Southernmost edge in metres.
    #[must_use]
    pub fn south_m(&self) -> f64 {
        self.south_m
    }

    /// Side of a cell in metres.
    #[must_use]
    pub fn cell_m(&self) -> f64 {
        self.cell_m
    }

    /// Columns, counted from the west.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns as usize
    }

    /// Rows, counted from the south.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows as usize
    }

    /// Number of cells.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a lattice has at least one cell")]
    pub fn len(&self) -> usize {
        self.columns() * self.rows()
    }

    /// Area of a cell in square metres.
    #[must_use]
    pub fn cell_area_m2(&self) -> f64 {
        self.cell_m * self.cell_m
    }

    /// Centre of a cell by its position, row-major from the south-west.
    #[must_use]
    pub fn centre(&self, at: usize) -> (f64, f64) {
        let (column, row) = (at % self.columns(), at / self.columns());
        (self.west_m + (column as f64 + 0.5) * self.cell_m, self.south_m + (row as f64 + 0.5) * self.cell_m)
    }

    /// The cell a point is in; its west and south edges belong to it.
    #[must_use]
    pub fn locate(&self, point: GridPoint) -> Option<usize> {
        let column = ((point.easting_m() - self.west_m) / self.cell_m).floor();
        let row = ((point.northing_m() - self.south_m) / self.cell_m).floor();
        let inside =
            column >= 0.0 && row >= 0.0 && column < f64::from(self.columns) && row < f64::from(self.rows);
        inside.then(|| row as usize * self.columns() + column as usize)
    }
}
