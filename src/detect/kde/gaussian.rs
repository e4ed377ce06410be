//! The normal kernel: a product of one hill along each axis.

#![expect(clippy::inline_always, reason = "only inlined code is compiled for wider vectors")]

use super::{
    Kernel,
    stencil::{LANES, Patch},
    surface::Spread,
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
}

impl Spread for Hill {
    fn reach(&self) -> usize {
        self.reach
    }

    #[inline(always)]
    fn spread(&self, places: &[[f64; 2]], weights: Option<&[f64]>, out: &mut Patch) {
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
