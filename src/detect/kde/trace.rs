//! The outline of a set of cells, along their edges.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::Lattice;

type Corners = Vec<Coord<f64>>;

/// East, north, west, south.
const STEPS: [(i64, i64); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// The union of the cells for which `inside` holds: one polygon for each set of cells joined by edges, holes in it,
/// in row-major order of their southernmost cells. Cells that touch at a corner only are two polygons. Exteriors run
/// counter-clockwise; corners that lie on a line are left out.
#[must_use]
pub fn outline_of_cells(lattice: &Lattice, inside: impl Fn(usize) -> bool) -> MultiPolygon<f64> {
    let (columns, rows) = (lattice.columns() as i64, lattice.rows() as i64);
    let is_in = |c: i64, r: i64| {
        (0..columns).contains(&c) && (0..rows).contains(&r) && inside((r * columns + c) as usize)
    };
    // Every ring has an edge that runs east along the south side of a cell: rings are found by those.
    let mut seen = vec![false; lattice.len()];
    let mut polygons: Vec<(Corners, Vec<Corners>)> = Vec::new();
    let mut label = Labels::new(lattice.len());
    for at in 0..lattice.len() {
        let (c, r) = (at as i64 % columns, at as i64 / columns);
        if seen[at] || !is_in(c, r) || is_in(c, r - 1) {
            continue;
        }
        let ring = walk(c, r, columns, &mut seen, &is_in);
        let metres = |&(c, r): &(i64, i64)| Coord {
            x: lattice.west_m() + c as f64 * lattice.cell_m(),
            y: lattice.south_m() + r as f64 * lattice.cell_m(),
        };
        let corners: Corners = ring.iter().map(metres).collect();
        // The southernmost, westernmost edge of a set of cells is on its exterior, and is met first.
        if label.of[at] == 0 {
            polygons.push((corners, Vec::new()));
            label.fill(at, polygons.len() as u32, columns, &is_in);
        } else {
            polygons[label.of[at] as usize - 1].1.push(corners);
        }
    }
    let closed = |mut corners: Corners| {
        corners.extend(corners.first().copied());
        LineString(corners)
    };
    polygons
        .into_iter()
        .map(|(exterior, holes)| Polygon::new(closed(exterior), holes.into_iter().map(closed).collect()))
        .collect()
}

/// Corners of the ring that runs east under cell (c, r), its cells always on the left hand.
fn walk(
    c: i64,
    r: i64,
    columns: i64,
    seen: &mut [bool],
    is_in: &impl Fn(i64, i64) -> bool,
) -> Vec<(i64, i64)> {
    let (mut at, mut heading, mut corners) = ((c, r), 0, Vec::new());
    loop {
        if heading == 0 {
            seen[(at.1 * columns + at.0) as usize] = true;
        }
        at = (at.0 + STEPS[heading].0, at.1 + STEPS[heading].1);
        // The two cells ahead of this corner.
        let (left, right) = match heading {
            0 => ((at.0, at.1), (at.0, at.1 - 1)),
            1 => ((at.0 - 1, at.1), (at.0, at.1)),
            2 => ((at.0 - 1, at.1 - 1), (at.0 - 1, at.1)),
            _ => ((at.0, at.1 - 1), (at.0 - 1, at.1 - 1)),
        };
        let turn = match (is_in(left.0, left.1), is_in(right.0, right.1)) {
            (false, _) => 1,
            (true, false) => 0,
            (true, true) => 3,
        };
        if turn != 0 {
            corners.push(at);
            heading = (heading + turn) % 4;
        }
        if at == (c, r) && heading == 0 {
            return corners;
        }
    }
}

/// Which set of joined cells a cell belongs to, from 1.
struct Labels {
    of: Vec<u32>,
    stack: Vec<(i64, i64)>,
}

impl Labels {
    fn new(cells: usize) -> Self {
        Self { of: vec![0; cells], stack: Vec::new() }
    }

    fn fill(&mut self, start: usize, label: u32, columns: i64, is_in: &impl Fn(i64, i64) -> bool) {
        self.of[start] = label;
        self.stack.push((start as i64 % columns, start as i64 / columns));
        while let Some((c, r)) = self.stack.pop() {
            for (dc, dr) in STEPS {
                let (c, r) = (c + dc, r + dr);
                if is_in(c, r) && self.of[(r * columns + c) as usize] == 0 {
                    self.of[(r * columns + c) as usize] = label;
                    self.stack.push((c, r));
                }
            }
        }
    }
}
