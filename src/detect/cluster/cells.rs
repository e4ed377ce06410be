//! Points sorted into square cells, only the occupied ones kept.

use std::ops::Range;

use super::ClusterError;
use crate::geodesy::GridPoint;

/// Occupied cells in row-major order from the south-west, and their points.
pub(super) struct Cells {
    /// Column of each occupied cell.
    pub(super) columns: Vec<u32>,
    /// Rows that hold anything, ascending, with the range of their cells.
    pub(super) rows: Vec<(u32, Range<usize>)>,
    /// First point of each cell, and the end of the last.
    pub(super) starts: Vec<u32>,
    /// Position in the input of each point.
    pub(super) order: Vec<u32>,
    /// The points.
    pub(super) places: Vec<[f64; 2]>,
}

impl Cells {
    /// Cells of `side` metres from the south-west corner of the points. Points keep their order inside a cell.
    pub(super) fn new(points: &[GridPoint], side: f64, eps_m: f64) -> Result<Self, ClusterError> {
        if points.len() >= u32::MAX as usize {
            return Err(ClusterError::TooMany { points: points.len() });
        }
        let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for p in points {
            (west, east) = (west.min(p.easting_m()), east.max(p.easting_m()));
            (south, north) = (south.min(p.northing_m()), north.max(p.northing_m()));
        }
        let extent_m = (east - west).max(north - south);
        if extent_m / side >= f64::from(u32::MAX) {
            return Err(ClusterError::TooFine { eps_m, extent_m });
        }
        let scale = 1.0 / side;
        let cell = |p: &GridPoint| {
            (((p.northing_m() - south) * scale) as u32, ((p.easting_m() - west) * scale) as u32)
        };
        let width = ((east - west) * scale) as u64 + 1;
        let height = ((north - south) * scale) as u64 + 1;
        // A grid a few times larger than the points is laid out; else the points are sorted by their cells.
        if points.is_empty() {
            return Ok(Self {
                columns: vec![],
                rows: vec![],
                starts: vec![0],
                order: vec![],
                places: vec![],
            });
        }
        if width.saturating_mul(height) <= 4 * points.len() as u64 + (1 << 20) {
            return Ok(Self::counted(points, width as usize, height as usize, cell));
        }
        Ok(Self::sorted(points, cell))
    }

    fn counted(
        points: &[GridPoint],
        width: usize,
        height: usize,
        cell: impl Fn(&GridPoint) -> (u32, u32),
    ) -> Self {
        let mut slots = vec![0_u32; width * height];
        let cell_of: Vec<u32> = points
            .iter()
            .map(|p| {
                let (row, column) = cell(p);
                let at = row as usize * width + column as usize;
                slots[at] += 1;
                at as u32
            })
            .collect();
        let (mut columns, mut rows, mut starts) = (Vec::new(), Vec::new(), Vec::new());
        let mut total = 0;
        for (row, line) in slots.chunks_exact_mut(width).enumerate() {
            let first = columns.len();
            for (column, slot) in line.iter_mut().enumerate().filter(|(_, slot)| **slot > 0) {
                columns.push(column as u32);
                starts.push(total);
                total += std::mem::replace(slot, total);
            }
            if columns.len() > first {
                rows.push((row as u32, first..columns.len()));
            }
        }
        starts.push(total);
        let (mut order, mut places) = (vec![0; points.len()], vec![[0.0; 2]; points.len()]);
        for (i, (p, &at)) in points.iter().zip(&cell_of).enumerate() {
            let slot = &mut slots[at as usize];
            order[*slot as usize] = i as u32;
            places[*slot as usize] = [p.easting_m(), p.northing_m()];
            *slot += 1;
        }
        Self { columns, rows, starts, order, places }
    }

    fn sorted(points: &[GridPoint], cell: impl Fn(&GridPoint) -> (u32, u32)) -> Self {
        let mut keyed: Vec<(u32, u32, u32)> = points
            .iter()
            .zip(0..)
            .map(|(p, i)| {
                let (row, column) = cell(p);
                (row, column, i)
            })
            .collect();
        keyed.sort_unstable();
        let (mut columns, mut rows, mut starts) = (Vec::new(), Vec::<(u32, Range<usize>)>::new(), Vec::new());
        let mut before = None;
        for (at, &(row, column, _)) in keyed.iter().enumerate() {
            if before == Some((row, column)) {
                continue;
            }
            before = Some((row, column));
            match rows.last_mut() {
                Some(last) if last.0 == row => last.1.end += 1,
                _ => rows.push((row, columns.len()..columns.len() + 1)),
            }
            columns.push(column);
            starts.push(at as u32);
        }
        starts.push(keyed.len() as u32);
        let place = |&(_, _, i): &(u32, u32, u32)| {
            let p = points[i as usize];
            [p.easting_m(), p.northing_m()]
        };
        let places = keyed.iter().map(place).collect();
        let order = keyed.into_iter().map(|k| k.2).collect();
        Self { columns, rows, starts, order, places }
    }

    /// Number of occupied cells.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Points of one cell.
    pub(super) fn points(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// Points of a run of cells.
    pub(super) fn points_of(&self, cells: &Range<usize>) -> Range<usize> {
        self.starts[cells.start] as usize..self.starts[cells.end] as usize
    }

    /// Calls `each` for every cell of the row at `at` (in `rows`), with the runs of cells at most two columns and
    /// rows away, by row from the south: five runs, some of them empty.
    pub(super) fn walk_row(&self, at: usize, mut each: impl FnMut(usize, &[Range<usize>; 5])) {
        let (row, cells) = (self.rows[at].0, self.rows[at].1.clone());
        let mut near: [Range<usize>; 5] = std::array::from_fn(|_| 0..0);
        let first = at.saturating_sub(2);
        for (r, range) in &self.rows[first..(at + 3).min(self.rows.len())] {
            if let Some(slot) = (r + 2).checked_sub(row).filter(|slot| *slot < 5) {
                near[slot as usize] = range.clone();
            }
        }
        let ends: [usize; 5] = std::array::from_fn(|i| near[i].end);
        let mut runs: [Range<usize>; 5] = std::array::from_fn(|i| near[i].start..near[i].start);
        for cell in cells {
            let column = self.columns[cell];
            for (run, &end) in runs.iter_mut().zip(&ends) {
                while run.start < end && self.columns[run.start] + 2 < column {
                    run.start += 1;
                }
                run.end = run.end.max(run.start);
                while run.end < end && self.columns[run.end] <= column.saturating_add(2) {
                    run.end += 1;
                }
            }
            each(cell, &runs);
        }
    }
}
