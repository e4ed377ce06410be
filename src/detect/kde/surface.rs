//! The density at the centre of every cell.

#![expect(clippy::inline_always, reason = "only inlined code is compiled for wider vectors")]

use rayon::prelude::*;
use serde::Serialize;

use super::{
    KdeError, Kernel, Lattice,
    bins::Bins,
    gaussian,
    stencil::{LANES, Lanes, Patch, Stencil},
};
use crate::{
    geodesy::GridPoint,
    inference::{WideWork, run_wide},
};

/// Rows of cells summed in one task. The answer does not depend on it.
const BAND: usize = 128;

/// A density at the centre of every cell of a lattice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Surface {
    /// The cells.
    pub lattice: Lattice,
    /// Kernel used.
    pub kernel: Kernel,
    /// Bandwidth used, in metres.
    pub bandwidth_m: f64,
    /// Weight per square kilometre at each cell centre, row-major from the south-west; zero outside a mask.
    #[serde(skip)]
    pub density_per_km2: Vec<f64>,
    /// Sum of the weights of the points that reach the lattice.
    pub weight: f64,
    /// Points too far away to reach any cell.
    pub beyond: usize,
}

impl Surface {
    /// The integral over the lattice: about the sum of weights where the lattice holds every kernel whole.
    #[must_use]
    pub fn volume(&self) -> f64 {
        self.density_per_km2.iter().sum::<f64>() * self.lattice.cell_area_m2() / 1e6
    }

    /// The highest density.
    #[must_use]
    pub fn peak_per_km2(&self) -> f64 {
        self.density_per_km2.iter().copied().fold(0.0, f64::max)
    }

    /// Sets the cells outside a mask to zero.
    ///
    /// # Errors
    /// [`KdeError::Lengths`] when the mask is not of the lattice.
    pub fn mask(&mut self, inside: &[bool]) -> Result<(), KdeError> {
        same_length("cells of the mask", inside.len(), self.lattice.len())?;
        for (density, &inside) in self.density_per_km2.iter_mut().zip(inside) {
            if !inside {
                *density = 0.0;
            }
        }
        Ok(())
    }
}

/// Kernel density of weighted points at the centres of a lattice's cells:
/// `λ(x) = Σ w_i K_h(x − x_i)`, exactly (no binning of the points), in weight per square kilometre.
///
/// Sums run in a fixed order: the answer is the same to the last bit for any number of threads. Points outside the
/// lattice count as far as they reach into it. Where the mass of a kernel may be lost over an edge, see
/// [`super::edge_weights`]. Cost: about the number of points plus the number of occupied cells times the cells under a kernel.
///
/// Weights default to one each.
///
/// # Errors
/// [`KdeError::BandwidthTooSmall`] under two cells, [`KdeError::BadWeight`], [`KdeError::Lengths`],
/// [`KdeError::TooManyCells`], [`KdeError::BadNumber`].
///
/// ```
/// use harmspot::{detect::{kde, Kernel, Lattice}, geodesy::GridPoint};
/// let one = [GridPoint::new(575_000.0, 168_000.0).unwrap()];
/// let lattice = Lattice::new(574_450.0, 167_450.0, 100.0, 11, 11).unwrap();
/// let surface = kde(&one, None, &lattice, Kernel::Quartic, 300.0).unwrap();
/// assert_eq!(format!("{:.4}", surface.density_per_km2[5 * 11 + 5]), "10.6103");
/// ```
pub fn kde(
    points: &[GridPoint],
    weights: Option<&[f64]>,
    lattice: &Lattice,
    kernel: Kernel,
    bandwidth_m: f64,
) -> Result<Surface, KdeError> {
    check_bandwidth(bandwidth_m, Some(lattice.cell_m()))?;
    check_weights(points, weights)?;
    let radius = bandwidth_m / lattice.cell_m();
    let raw = Raw::of(points, weights, lattice, kernel, radius)?;
    let per_km2 = kernel.height(bandwidth_m) * 1e6;
    let mut density = raw.sums;
    for d in &mut density {
        *d *= per_km2;
    }
    let weight = weights.map_or(points.len() as f64, |w| w.iter().sum());
    Ok(Surface {
        lattice: *lattice,
        kernel,
        bandwidth_m,
        density_per_km2: density,
        weight,
        beyond: raw.beyond,
    })
}

/// Sums of the kernel's shape before scaling.
pub(super) struct Raw {
    pub(super) sums: Vec<f64>,
    pub(super) beyond: usize,
}

impl Raw {
    fn of(
        points: &[GridPoint],
        weights: Option<&[f64]>,
        lattice: &Lattice,
        kernel: Kernel,
        radius: f64,
    ) -> Result<Self, KdeError> {
        let mut sums = vec![0.0; lattice.len()];
        let beyond = if kernel == Kernel::Gaussian {
            let hill = gaussian::Hill::new(radius);
            let bins = Bins::new(points, weights, lattice, hill.reach())?;
            add_bands(&mut sums, lattice, &bins, &hill);
            bins.beyond
        } else {
            let stencil = Stencil::new(kernel, radius);
            let bins = Bins::new(points, weights, lattice, stencil.reach())?;
            add_bands(&mut sums, lattice, &bins, &stencil);
            bins.beyond
        };
        Ok(Self { sums, beyond })
    }
}

/// What one cell gives to the cells around it.
pub(super) trait Spread: Sync {
    /// Cells it reaches beyond its own, on each side.
    fn reach(&self) -> usize;

    /// Sums over a cell's points at every cell around it. Always inlined, to be compiled for wide vectors.
    fn spread(&self, places: &[[f64; 2]], weights: Option<&[f64]>, out: &mut Patch);
}

/// Adds what every occupied cell spreads, each output cell in the row-major order of the givers.
fn add_bands(sums: &mut [f64], lattice: &Lattice, bins: &Bins, spread: &impl Spread) {
    sums.par_chunks_mut(BAND * lattice.columns()).enumerate().for_each(|(band, sums)| {
        run_wide(Band { first: band * BAND, sums, lattice, bins, spread });
    });
}

/// The work on some rows of the lattice. Vectors of any width give the same bits: every lane is a sum of its own.
struct Band<'a, S> {
    first: usize,
    sums: &'a mut [f64],
    lattice: &'a Lattice,
    bins: &'a Bins,
    spread: &'a S,
}

impl<S: Spread> WideWork for Band<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { first, sums, lattice, bins, spread } = self;
        let (columns, rows, reach) = (lattice.columns(), lattice.rows(), spread.reach());
        let last = (first + BAND).min(rows);
        let mut patch = Patch::new(reach);
        // A giver in row g of the margined cells reaches the lattice rows g − 2 reach ..= g.
        for giver in first..last + 2 * reach {
            let lines = (first + 2 * reach).saturating_sub(giver)..(last + 2 * reach - giver).min(patch.rows);
            let at = (giver + lines.start - 2 * reach - first) * columns;
            for (column, places, weights) in bins.row(giver) {
                spread.spread(places, weights, &mut patch);
                let cells = &patch.cells[lines.start * patch.steps..lines.end * patch.steps];
                add(&mut sums[at..], columns, cells, patch.steps, column as isize - 2 * reach as isize);
            }
        }
    }
}

/// Adds the lines of a patch to as many rows of cells, its first column over the column `start`.
#[inline(always)]
fn add(sums: &mut [f64], columns: usize, patch: &[Lanes], steps: usize, start: isize) {
    let width = steps * LANES;
    let lines = patch.chunks_exact(steps).zip(sums.chunks_mut(columns));
    if start >= 0 && start as usize + width <= columns {
        let start = start as usize;
        return match steps {
            1 => add_inside::<1>(sums, columns, patch, start),
            2 => add_inside::<2>(sums, columns, patch, start),
            3 => add_inside::<3>(sums, columns, patch, start),
            _ => {
                for (patch, row) in lines {
                    add_lanes(&mut row[start..start + width], patch);
                }
            }
        };
    }
    let (skip, start) = (start.min(0).unsigned_abs(), start.max(0) as usize);
    for (patch, row) in lines {
        let patch = patch.as_flattened();
        for (to, from) in row[start.min(columns)..].iter_mut().zip(&patch[skip.min(width)..]) {
            *to += from;
        }
    }
}

/// A patch that lies wholly over the columns, its width known at compile time.
#[inline(always)]
fn add_inside<const STEPS: usize>(sums: &mut [f64], columns: usize, patch: &[Lanes], start: usize) {
    for (patch, row) in patch.as_chunks::<STEPS>().0.iter().zip(sums.chunks_mut(columns)) {
        add_lanes(&mut row[start..start + STEPS * LANES], patch);
    }
}

#[inline(always)]
fn add_lanes(to: &mut [f64], from: &[Lanes]) {
    for (to, from) in to.as_chunks_mut::<LANES>().0.iter_mut().zip(from) {
        *to = std::array::from_fn(|l| to[l] + from[l]);
    }
}

/// A wider kernel is no map: refused before its table is made.
const MOST_REACH_CELLS: f64 = 1_000.0;

pub(super) fn check_bandwidth(bandwidth_m: f64, cell_m: Option<f64>) -> Result<(), KdeError> {
    if !(bandwidth_m > 0.0 && bandwidth_m.is_finite()) {
        return Err(KdeError::BadNumber { what: "bandwidth in metres", value: bandwidth_m });
    }
    match cell_m {
        Some(cell_m) if bandwidth_m > MOST_REACH_CELLS * cell_m => {
            Err(KdeError::BadNumber { what: "bandwidth in metres (at most 1,000 cells)", value: bandwidth_m })
        }
        Some(cell_m) if bandwidth_m < 2.0 * cell_m => {
            Err(KdeError::BandwidthTooSmall { bandwidth_m, cell_m })
        }
        _ => Ok(()),
    }
}

pub(super) fn check_weights(points: &[GridPoint], weights: Option<&[f64]>) -> Result<(), KdeError> {
    let Some(weights) = weights else { return Ok(()) };
    same_length("weights", weights.len(), points.len())?;
    match weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
        Some(position) => Err(KdeError::BadWeight { position, weight: weights[position] }),
        None => Ok(()),
    }
}

pub(super) fn same_length(what: &'static str, got: usize, wanted: usize) -> Result<(), KdeError> {
    if got == wanted { Ok(()) } else { Err(KdeError::Lengths { what, got, wanted }) }
}
