//! What a kernel loses over the edge of the land is given back.

use rayon::prelude::*;

use super::{
    KdeError, Kernel, Lattice,
    surface::{check_bandwidth, check_weights, same_length},
};
use crate::geodesy::GridPoint;

/// Points with less of their kernel than this inside the mask are left out: they lie outside it.
const LEAST_SHARE: f64 = 0.05;

/// Weights that make up for the edge.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeWeights {
    /// One a point: its weight over the share of its kernel inside the mask; 0 for those left out.
    pub weights: Vec<f64>,
    /// Points whose kernel lies partly outside.
    pub raised: usize,
    /// Points with under 5 % of their kernel inside: they are not of this ground.
    pub left_out: usize,
}

/// Weights divided by the share of each point's kernel that lies inside the mask (Diggle 1985, Jones 1993): a surface made with them
/// and masked holds, inside the mask, what it would have held everywhere.
///
/// The share is taken at cell centres, inside over everywhere, so that a point whose kernel touches no edge keeps its
/// weight to the last bit. Not for points outside the ground: those whose share is under 5 % are left out and counted.
///
/// # Errors
/// As [`super::kde`]; [`KdeError::Lengths`] also when the mask is not of the lattice.
pub fn edge_weights(
    points: &[GridPoint],
    weights: Option<&[f64]>,
    lattice: &Lattice,
    inside: &[bool],
    kernel: Kernel,
    bandwidth_m: f64,
) -> Result<EdgeWeights, KdeError> {
    check_bandwidth(bandwidth_m, Some(lattice.cell_m()))?;
    check_weights(points, weights)?;
    same_length("cells of the mask", inside.len(), lattice.len())?;
    let ground = Ground::new(lattice, inside, kernel, bandwidth_m / lattice.cell_m());
    let shares: Vec<f64> = points.par_iter().with_min_len(1024).map(|p| ground.share(*p)).collect();
    let told = |i: usize| weights.map_or(1.0, |w| w[i]);
    let weight = |(i, &share): (usize, &f64)| if share < LEAST_SHARE { 0.0 } else { told(i) / share };
    Ok(EdgeWeights {
        weights: shares.iter().enumerate().map(weight).collect(),
        raised: shares.iter().filter(|s| (LEAST_SHARE..1.0).contains(*s)).count(),
        left_out: shares.iter().filter(|s| **s < LEAST_SHARE).count(),
    })
}

struct Ground<'a> {
    lattice: &'a Lattice,
    inside: &'a [bool],
    kernel: Kernel,
    radius: f64,
    reach: i64,
    /// Cells inside the mask south-west of each corner.
    sums: Vec<u32>,
}

impl<'a> Ground<'a> {
    fn new(lattice: &'a Lattice, inside: &'a [bool], kernel: Kernel, radius: f64) -> Self {
        let (columns, rows) = (lattice.columns(), lattice.rows());
        let mut sums = vec![0; (columns + 1) * (rows + 1)];
        for row in 0..rows {
            let mut line = 0;
            for column in 0..columns {
                line += u32::from(inside[row * columns + column]);
                let at = (row + 1) * (columns + 1) + column + 1;
                sums[at] = sums[at - columns - 1] + line;
            }
        }
        let reach = (radius * kernel.reach() + 0.5).ceil() as i64;
        Self { lattice, inside, kernel, radius, reach, sums }
    }

    fn share(&self, point: GridPoint) -> f64 {
        let x = (point.easting_m() - self.lattice.west_m()) / self.lattice.cell_m();
        let y = (point.northing_m() - self.lattice.south_m()) / self.lattice.cell_m();
        let (column, row) = (x.floor() as i64, y.floor() as i64);
        if self.all_inside(column, row) {
            return 1.0;
        }
        let (columns, rows) = (self.lattice.columns() as i64, self.lattice.rows() as i64);
        let (mut within, mut all) = (0.0, 0.0);
        for j in row - self.reach..=row + self.reach {
            for i in column - self.reach..=column + self.reach {
                let (dx, dy) = (i as f64 + 0.5 - x, j as f64 + 0.5 - y);
                let shape = self.kernel.shape((dx * dx + dy * dy) / (self.radius * self.radius));
                all += shape;
                let known = (0..columns).contains(&i) && (0..rows).contains(&j);
                if known && self.inside[(j * columns + i) as usize] {
                    within += shape;
                }
            }
        }
        if all > 0.0 { within / all } else { 0.0 }
    }

    /// Whether every cell within reach is of the mask.
    fn all_inside(&self, column: i64, row: i64) -> bool {
        let (columns, rows) = (self.lattice.columns() as i64, self.lattice.rows() as i64);
        let (west, east) = (column - self.reach, column + self.reach + 1);
        let (south, north) = (row - self.reach, row + self.reach + 1);
        if west < 0 || south < 0 || east > columns || north > rows {
            return false;
        }
        let sum = |c: i64, r: i64| i64::from(self.sums[(r * (columns + 1) + c) as usize]);
        let cells = sum(east, north) + sum(west, south) - sum(west, north) - sum(east, south);
        cells == (2 * self.reach + 1) * (2 * self.reach + 1)
    }
}
