//! The honeycomb everything stands on: 100 m cells whose shared corners are numbers, so that borders
//! built from them tessellate exactly whatever is done to the corners.

use super::noise::Noise;

/// Distance between cell centres in metres.
pub(super) const STEP_M: f64 = 100.0;
const ROW_M: f64 = 86.602_540_378_443_86;
const WEST_M: f64 = 645_600.0;
const SOUTH_M: f64 = 190_600.0;
const COLS: usize = 438;
const ROWS: usize = 506;
/// Area of a cell in square metres before its corners move.
pub(super) const CELL_M2: f64 = STEP_M * ROW_M;
/// Middle of the county.
pub(super) const CENTRE: (f64, f64) = (667_500.0, 212_500.0);

/// A regular honeycomb; cells are numbered row by row from the south-west.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mesh;

impl Mesh {
    pub(super) const LEN: usize = COLS * ROWS;

    pub(super) fn centre(cell: usize) -> (f64, f64) {
        let (col, row) = (cell % COLS, cell / COLS);
        (WEST_M + (col as f64 + 0.5 * (row % 2) as f64) * STEP_M, SOUTH_M + row as f64 * ROW_M)
    }

    /// True on the outermost cells, which have no full set of neighbours and are always sea.
    pub(super) fn rim(cell: usize) -> bool {
        let (col, row) = (cell % COLS, cell / COLS);
        col == 0 || row == 0 || col == COLS - 1 || row == ROWS - 1
    }

    /// East, north-east, north-west, west, south-west, south-east; only for cells off the rim.
    pub(super) fn around(cell: usize) -> [usize; 6] {
        let shift = (cell / COLS) % 2;
        [
            cell + 1,
            cell + COLS + shift,
            cell + COLS + shift - 1,
            cell - 1,
            cell - COLS + shift - 1,
            cell - COLS + shift,
        ]
    }

    /// The six corners, counter-clockwise from the south-east; side `i` of the cell, towards
    /// `around(cell)[i]`, runs from corner `i` to corner `i + 1`.
    pub(super) fn corners(cell: usize) -> [usize; 6] {
        let [_, ne, nw, _, sw, se] = Self::around(cell);
        [2 * se, 2 * ne + 1, 2 * cell, 2 * nw + 1, 2 * sw, 2 * cell + 1]
    }

    /// The cell whose centre is nearest to a point, or `None` outside.
    pub(super) fn locate(x: f64, y: f64) -> Option<usize> {
        let row = ((y - SOUTH_M) / ROW_M).round();
        let mut best = None;
        let mut least = f64::INFINITY;
        for row in [row - 1.0, row, row + 1.0] {
            if row < 0.0 || row >= ROWS as f64 {
                continue;
            }
            let col = ((x - WEST_M) / STEP_M - 0.5 * (row as usize % 2) as f64).round();
            if col < 0.0 || col >= COLS as f64 {
                continue;
            }
            let cell = row as usize * COLS + col as usize;
            let (a, b) = Self::centre(cell);
            let square = (x - a) * (x - a) + (y - b) * (y - b);
            if square < least {
                (least, best) = (square, Some(cell));
            }
        }
        best
    }
}

/// Corner positions after the borders of one labelling have been smoothed.
#[derive(Debug, Clone)]
pub(super) struct Corners {
    at: Vec<(f64, f64)>,
    /// Corners left out because their border runs straight through them.
    straight: Vec<bool>,
}

impl Corners {
    /// Shakes the corners a little, then smooths every border between cells of different `label`.
    pub(super) fn new(label: &[u16], noise: Noise) -> Self {
        let len = 2 * Mesh::LEN;
        let mut at = vec![(0.0, 0.0); len];
        let mut links: Vec<[u32; 3]> = vec![[u32::MAX; 3]; len];
        for (corner, place) in at.iter_mut().enumerate() {
            let (x, y) = Mesh::centre(corner / 2);
            let y = y + if corner % 2 == 0 { 1.0 } else { -1.0 } * ROW_M * 2.0 / 3.0;
            let jitter = 0.24 * STEP_M;
            *place = (x + jitter * noise.at(x, y, 61.0), y + jitter * noise.at(y + 5e5, x, 61.0));
        }
        for cell in (0..Mesh::LEN).filter(|c| !Mesh::rim(*c)) {
            let (around, corners) = (Mesh::around(cell), Mesh::corners(cell));
            for side in 0..6 {
                if label[cell] != label[around[side]] {
                    let (a, b) = (corners[side], corners[(side + 1) % 6]);
                    for (from, to) in [(a, b), (b, a)] {
                        let slots = &mut links[from];
                        if !slots.contains(&(to as u32))
                            && let Some(free) = slots.iter_mut().find(|s| **s == u32::MAX)
                        {
                            *free = to as u32;
                        }
                    }
                }
            }
        }
        let border: Vec<usize> = (0..len).filter(|c| links[*c][1] != u32::MAX).collect();
        for _ in 0..3 {
            let moved: Vec<(f64, f64)> = border
                .iter()
                .map(|&corner| {
                    let own = if links[corner][2] == u32::MAX { 0.5 } else { 0.7 };
                    let others: Vec<(f64, f64)> =
                        links[corner].iter().filter(|l| **l != u32::MAX).map(|l| at[*l as usize]).collect();
                    let share = (1.0 - own) / others.len() as f64;
                    let (x, y) = at[corner];
                    others
                        .iter()
                        .fold((own * x, own * y), |sum, o| (sum.0 + share * o.0, sum.1 + share * o.1))
                })
                .collect();
            for (&corner, place) in border.iter().zip(moved) {
                at[corner] = place;
            }
        }
        for place in &mut at {
            *place = ((place.0 * 10.0).round() / 10.0, (place.1 * 10.0).round() / 10.0);
        }
        let mut straight = vec![false; len];
        for &corner in &border {
            let [a, b, third] = links[corner];
            if third != u32::MAX || straight[a as usize] || straight[b as usize] {
                continue;
            }
            let (p, q, r) = (at[a as usize], at[corner], at[b as usize]);
            let base = ((r.0 - p.0) * (r.0 - p.0) + (r.1 - p.1) * (r.1 - p.1)).sqrt();
            let twice = ((r.0 - p.0) * (q.1 - p.1) - (r.1 - p.1) * (q.0 - p.0)).abs();
            straight[corner] = base > 1.0 && twice / base < 4.0;
        }
        Self { at, straight }
    }

    /// The rings of each label's area: label → rings, outer ones counter-clockwise and holes clockwise,
    /// closed. Labels are `0..count`; others are left out.
    pub(super) fn rings(&self, label: &[u16], count: usize) -> Vec<Vec<Vec<(f64, f64)>>> {
        let mut sides: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
        for cell in (0..Mesh::LEN).filter(|c| usize::from(label[*c]) < count) {
            let (around, corners) = (Mesh::around(cell), Mesh::corners(cell));
            for side in 0..6 {
                if label[around[side]] != label[cell] {
                    let pair = (corners[side] as u32, corners[(side + 1) % 6] as u32);
                    sides[usize::from(label[cell])].push(pair);
                }
            }
        }
        sides.into_iter().map(|list| self.trace(list)).collect()
    }

    fn trace(&self, mut sides: Vec<(u32, u32)>) -> Vec<Vec<(f64, f64)>> {
        sides.sort_unstable();
        let mut used = vec![false; sides.len()];
        let mut rings = Vec::new();
        for start in 0..sides.len() {
            if used[start] {
                continue;
            }
            let mut ring = Vec::new();
            let mut at = start;
            while !used[at] {
                used[at] = true;
                let corner = sides[at].0 as usize;
                if !self.straight[corner] {
                    ring.push(self.at[corner]);
                }
                at = sides.partition_point(|s| s.0 < sides[at].1);
            }
            if ring.len() >= 3 {
                ring.push(ring[0]);
                rings.push(ring);
            }
        }
        rings
    }
}

/// Signed area of a closed ring, positive when counter-clockwise.
pub(super) fn ring_area(ring: &[(f64, f64)]) -> f64 {
    let (x0, y0) = ring[0];
    ring.windows(2).map(|w| (w[0].0 - x0) * (w[1].1 - y0) - (w[1].0 - x0) * (w[0].1 - y0)).sum::<f64>() / 2.0
}
