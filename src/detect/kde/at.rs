//! The density at any places, such as the centres of analysis units.

use rayon::prelude::*;

use super::{
    KdeError, Kernel, Lattice,
    bins::Bins,
    moments::Moments,
    surface::{check_bandwidth, check_weights},
};
use crate::geodesy::GridPoint;

/// Cells in a bandwidth; more of them leave less of the disc to its rim.
const FINENESS: f64 = 4.0;
/// More cells than this are not laid out; they become larger instead, which changes the cost and not the answer.
const MOST_CELLS: f64 = 8e6;

/// The kernel density of weighted points (one each by default) at each target, in weight per square kilometre: the
/// score of a unit by its centre in the back-test.
///
/// The same formula as [`super::kde`] and as exact; targets may lie anywhere. Cost: the targets times the cells under
/// a kernel, plus the points near each rim.
///
/// # Errors
/// [`KdeError::BadNumber`], [`KdeError::BadWeight`], [`KdeError::Lengths`].
///
/// ```
/// use harmspot::{detect::{kde_at, Kernel}, geodesy::GridPoint};
/// let at = |e, n| GridPoint::new(e, n).unwrap();
/// let scores = kde_at(&[at(0.0, 0.0)], None, &[at(150.0, 0.0), at(300.0, 0.0)], Kernel::Quartic, 300.0).unwrap();
/// assert_eq!(format!("{:.4} {}", scores[0], scores[1]), "5.9683 0");
/// ```
pub fn kde_at(
    points: &[GridPoint],
    weights: Option<&[f64]>,
    targets: &[GridPoint],
    kernel: Kernel,
    bandwidth_m: f64,
) -> Result<Vec<f64>, KdeError> {
    check_bandwidth(bandwidth_m, None)?;
    check_weights(points, weights)?;
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let reach_m = bandwidth_m * kernel.reach();
    let lattice = lattice_of(targets, reach_m)?;
    let reach = (reach_m / lattice.cell_m()).ceil() as usize;
    let bins = Bins::new(points, weights, &lattice, reach)?;
    let sums = Sums::new(&bins, kernel, bandwidth_m / lattice.cell_m());
    let per_km2 = kernel.height(bandwidth_m) * 1e6;
    let score = |target: &GridPoint| {
        let x = (target.easting_m() - lattice.west_m()) / lattice.cell_m() + reach as f64;
        let y = (target.northing_m() - lattice.south_m()) / lattice.cell_m() + reach as f64;
        per_km2 * sums.at(x, y, reach)
    };
    Ok(targets.par_iter().with_min_len(256).map(score).collect())
}

fn lattice_of(targets: &[GridPoint], reach_m: f64) -> Result<Lattice, KdeError> {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for t in targets {
        low = [low[0].min(t.easting_m()), low[1].min(t.northing_m())];
        high = [high[0].max(t.easting_m()), high[1].max(t.northing_m())];
    }
    let (width, height) = (high[0] - low[0] + reach_m, high[1] - low[1] + reach_m);
    let cell = (reach_m / FINENESS).max(libm::sqrt(width * height / MOST_CELLS));
    let count = |side: f64| (side / cell).ceil().max(1.0) as u32;
    // Targets on the far edges are inside, whatever rounding does.
    Lattice::new(low[0], low[1], cell, count(width) + 1, count(height) + 1)
}

/// Cells and their moments, by row.
struct Sums<'a> {
    kernel: Kernel,
    radius: f64,
    /// Occupied cells of each row: column, places, weights, moments.
    rows: Vec<Vec<Cell<'a>>>,
}

struct Cell<'a> {
    column: usize,
    places: &'a [[f64; 2]],
    weights: Option<&'a [f64]>,
    moments: Moments,
}

impl<'a> Sums<'a> {
    fn new(bins: &'a Bins, kernel: Kernel, radius: f64) -> Self {
        let cell = |(column, places, weights): (usize, &'a [[f64; 2]], Option<&'a [f64]>)| {
            let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
            let told = places.iter().enumerate().map(|(i, p)| (p.map(|x| x / radius), weight(i)));
            Cell { column, places, weights, moments: Moments::of(told) }
        };
        let rows = (0..bins.rows()).map(|row| bins.row(row).map(cell).collect()).collect();
        Self { kernel, radius, rows }
    }

    /// The kernel's shape summed at a place told in cells of the margined lattice.
    fn at(&self, x: f64, y: f64, reach: usize) -> f64 {
        let (column, row) = (x.max(0.0) as usize, y.max(0.0) as usize);
        let mut sum = 0.0;
        for near in row.saturating_sub(reach)..=(row + reach).min(self.rows.len() - 1) {
            let cells = &self.rows[near];
            let first = cells.partition_point(|c| c.column + reach < column);
            for cell in cells[first..].iter().take_while(|c| c.column <= column + reach) {
                sum += self.of(cell, x - cell.column as f64 - 0.5, y - near as f64 - 0.5);
            }
        }
        sum
    }

    /// What one cell gives at a place told from its middle.
    fn of(&self, cell: &Cell<'_>, dx: f64, dy: f64) -> f64 {
        let square = |a: f64, b: f64| a * a + b * b;
        let radius2 = self.radius * self.radius;
        if self.kernel != Kernel::Gaussian {
            if square((dx.abs() - 0.5).max(0.0), (dy.abs() - 0.5).max(0.0)) >= radius2 {
                return 0.0;
            }
            if square(dx.abs() + 0.5, dy.abs() + 0.5) <= radius2 {
                let base = 1.0 - square(dx, dy) / radius2;
                let (along, up) = (2.0 * dx / self.radius, 2.0 * dy / self.radius);
                return match self.kernel {
                    Kernel::Epanechnikov => cell.moments.mirrored::<true>(base, along, up)[0],
                    _ => cell.moments.mirrored::<false>(base, along, up)[0],
                };
            }
        }
        let mut sum = 0.0;
        for (i, &[u, v]) in cell.places.iter().enumerate() {
            let shape = self.kernel.shape(square(dx - u, dy - v) / radius2);
            sum += cell.weights.map_or(1.0, |w| w[i]) * shape;
        }
        sum
    }
}
