//! Points sorted into the cells of a lattice and a margin around it, each with its place inside its cell.

use super::{KdeError, Lattice};
use crate::geodesy::GridPoint;

/// Points by cell: the cells are those of the lattice and `margin` more on every side, row-major.
///
/// Places inside a cell are told in cell sides from its centre, so that sums of their powers stay small.
pub(super) struct Bins {
    columns: usize,
    starts: Vec<u32>,
    places: Vec<[f64; 2]>,
    weights: Option<Vec<f64>>,
    /// Points too far away to be felt by any cell.
    pub(super) beyond: usize,
}

impl Bins {
    /// Sorts by counting: two passes over the points. Points keep their order inside a cell.
    pub(super) fn new(
        points: &[GridPoint],
        weights: Option<&[f64]>,
        lattice: &Lattice,
        margin: usize,
    ) -> Result<Self, KdeError> {
        let (columns, rows) = (lattice.columns() + 2 * margin, lattice.rows() + 2 * margin);
        let cells = columns as f64 * rows as f64;
        if cells > 2.0 * Lattice::MOST_CELLS as f64 {
            return Err(KdeError::TooManyCells { cells, cell_m: lattice.cell_m() });
        }
        let scale = 1.0 / lattice.cell_m();
        let (west, south, shift) = (lattice.west_m(), lattice.south_m(), margin as f64);
        let (east, north) = (columns as f64, rows as f64);
        // Which cell, and where in it; `None` too far away.
        let place = |p: &GridPoint| {
            let x = (p.easting_m() - west) * scale + shift;
            let y = (p.northing_m() - south) * scale + shift;
            (x >= 0.0 && y >= 0.0 && x < east && y < north).then(|| {
                let ((column, u), (row, v)) = (whole_and_rest(x), whole_and_rest(y));
                (row * columns + column, [u, v])
            })
        };
        let mut starts = vec![0_u32; columns * rows + 1];
        let mut beyond = 0;
        for point in points {
            match place(point) {
                Some((cell, _)) => starts[cell] += 1,
                None => beyond += 1,
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += std::mem::replace(start, total);
        }
        let mut places = vec![[0.0; 2]; total as usize];
        let mut sorted = weights.map(|_| vec![0.0; total as usize]);
        for (i, point) in points.iter().enumerate() {
            let Some((cell, inside)) = place(point) else { continue };
            let slot = &mut starts[cell];
            let at = *slot as usize;
            *slot += 1;
            places[at] = inside;
            if let (Some(to), Some(from)) = (&mut sorted, weights) {
                to[at] = from[i];
            }
        }
        // Every slot now holds the start of the next cell: read them one to the left.
        Ok(Self { columns, starts, places, weights: sorted, beyond })
    }

    /// Rows, the margin among them.
    pub(super) fn rows(&self) -> usize {
        self.starts.len() / self.columns
    }

    /// Occupied cells of one row (counted with the margin): column (with the margin), places and weights.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, &[[f64; 2]], Option<&[f64]>)> {
        let first = row * self.columns;
        let mut from = if first == 0 { 0 } else { self.starts[first - 1] };
        self.starts[first..first + self.columns].iter().enumerate().filter_map(move |(column, &to)| {
            let range = from as usize..to as usize;
            from = to;
            (!range.is_empty())
                .then(|| (column, &self.places[range.clone()], self.weights.as_ref().map(|w| &w[range])))
        })
    }
}

/// The cell a number from 0 up (below 2^31) falls in, and its distance from the middle of that cell. A number on the
/// border of two cells may go to either; both tell the same place.
#[inline]
fn whole_and_rest(x: f64) -> (usize, f64) {
    // Adding 1.5 × 2^52 rounds to a whole number and leaves it in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let rounded = (x - 0.5) + ROUND;
    (rounded.to_bits() as u32 as usize, x - (rounded - ROUND) - 0.5)
}
