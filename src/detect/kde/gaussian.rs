//! The normal kernel: a product of one hill along each axis.

use super::{
    Kernel,
    stencil::{LANES, Patch},
};

/// The hill of one bandwidth, told in cells.
pub(super) struct Hill {
    reach: usize,
    /// 4 / r²: the exponent per squared cell.
    steepness: f64,
}

impl Hill {
    /// With a bandwidth in cells.
    pub(super) fn new(radius: f64) -> Self {
        let reach = (radius * Kernel::Gaussian.reach() + 0.5).ceil() as usize - 1;
        Self { reach, steepness: 4.0 / (radius * radius) }
    }

    /// Cells it reaches beyond its own, on each side.
    pub(super) fn reach(&self) -> usize {
        self.reach
    }

    pub(super) fn patch(&self) -> Patch {
        Patch::new(self.reach)
    }

    /// Sums over a cell's points at every cell around it.
    pub(super) fn spread(&self, places: &[[f64; 2]], weights: Option<&[f64]>, out: &mut Patch) {
        out.cells.fill([0.0; LANES]);
        let from = -(self.reach as f64);
        for (i, &[u, v]) in places.iter().enumerate() {
            let weight = weights.map_or(1.0, |w| w[i]);
            for (east, offset) in out.across.iter_mut().zip(&out.offsets) {
                *east = offset.map(|x| libm::exp(-self.steepness * (x - u) * (x - u)));
            }
            for (row, line) in out.cells.chunks_exact_mut(out.steps).enumerate() {
                let dy = from + row as f64 - v;
                let height = weight * libm::exp(-self.steepness * dy * dy);
                for (to, east) in line.iter_mut().zip(&out.across) {
                    *to = std::array::from_fn(|l| to[l] + height * east[l]);
                }
            }
        }
    }
}
