//! Local Moran: is a unit like its neighbours, high among high or low among low, or the odd one out?
//!
//! Anselin (1995). `I_i = z_i / m · Σ_j w_ij z_j / Σ_j w_ij` with z the deviations from the mean. Two scales of m are
//! in use and both are given: `m2 = Σz²/n` (spdep) and `Σz²/(n−1)` (esda, GeoDa); they differ by n/(n−1). Significance
//! comes from the conditional permutation null and is the same for both.

use serde::Serialize;

use super::{
    super::{DetectError, Permutations, Values},
    conditional::{checked, conditional},
    run::LikenessRun,
};
use crate::{
    index::SpatialWeights,
    inference::{Tails, benjamini_hochberg, normal_two_sided},
};

/// Settings of [`local_moran`] and [`super::gi`].
#[derive(Debug, Clone, Copy)]
pub struct LocalOptions {
    /// How p-values are made (default: exact where it can be).
    pub permutations: Permutations,
    /// Seed of any draws (default 1).
    pub seed: u64,
    /// False discovery rate of the classes of local Moran (default 0.05).
    pub fdr: f64,
}

impl Default for LocalOptions {
    fn default() -> Self {
        Self { permutations: Permutations::default(), seed: 1, fdr: 0.05 }
    }
}

/// Where a unit lies in Moran's scatter plot. A value or a neighbours' mean equal to the overall mean counts as low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quadrant {
    /// High among high.
    HighHigh = 1,
    /// Low among high.
    LowHigh = 2,
    /// Low among low.
    LowLow = 3,
    /// High among low.
    HighLow = 4,
}

/// Quadrant of a unit that is significant, or why it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocalClass {
    /// A crowded unit among crowded ones.
    HighHigh,
    /// An empty unit among crowded ones.
    LowHigh,
    /// An empty unit among empty ones.
    LowLow,
    /// A crowded unit among empty ones.
    HighLow,
    /// Not distinguishable from chance.
    None,
    /// No neighbours, so nothing to compare.
    NoNeighbours,
    /// Too little data to test.
    NotTested,
}

/// The statistic of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoran {
    /// I on the scale of `m2 = Σz²/n`, as spdep prints it.
    pub i_m2: f64,
    /// I on the scale of `Σz²/(n−1)`, as esda and GeoDa print it.
    pub i_nm1: f64,
    /// Weighted mean of the neighbours' values; not a number without neighbours.
    pub neighbour_mean: f64,
    /// Quadrant, significant or not; `None` without neighbours.
    pub quadrant: Option<Quadrant>,
    /// Standard score of I under the conditional null; not a number where I cannot vary.
    pub z: f64,
    /// `2 (1 − Φ(|z|))`, for comparison only.
    pub p_norm: f64,
    /// P(I ≥ observed): the upper tail of the neighbours' sum for a high unit, the lower one for a low unit.
    pub p_perm_ge: f64,
    /// P(I ≤ observed).
    pub p_perm_le: f64,
    /// P(S ≥ s) and P(S ≤ s) of the neighbours' sum itself, whatever the unit's own value: the columns of files.
    pub sum: Tails,
    /// `min(1, 2 min(ge, le))`.
    pub p_two_sided: f64,
    /// After Benjamini-Hochberg over all units.
    pub p_fdr: f64,
    /// Quadrant when `p_fdr` is at most the false discovery rate asked for.
    pub class: LocalClass,
}

/// Local Moran of all units.
pub type LocalMoranRun = LikenessRun<LocalMoran>;

/// Local Moran of every unit with exact conditional permutation p-values where values are counts and weights 0/1.
///
/// Null: the unit's own value stays, its neighbours are drawn without replacement from the other units. Alternative:
/// more alike or less alike than that, two-sided. A unit at exactly the mean has I = 0 whatever its neighbours, and p = 1.
/// Use it to tell clusters from odd ones out; for places to act on, Gi* and the ranked list see a peak in its own
/// unit, which this null cannot. Cost: one permutation table, one look-up a unit.
///
/// # Errors
/// [`DetectError::Lengths`], [`DetectError::NotFinite`]; with [`Permutations::Exact`] also
/// [`DetectError::NotACount`], [`DetectError::NotBinary`] and the cost guard of the table.
///
/// ```
/// use harmspot::{detect::{LocalClass, LocalOptions, Values, local_moran}, index::SpatialWeights};
/// // A ring of 200 units, one crowded stretch.
/// let weights = SpatialWeights::binary((0..200_u32).map(|i| vec![(i + 1) % 200, (i + 199) % 200]).collect());
/// let counts: Vec<u32> = (0..200).map(|i| if (50..53).contains(&i) { 9 } else { u32::from(i % 9 == 0) }).collect();
/// let run = local_moran(Values::Counts(&counts), &weights, &LocalOptions::default()).unwrap();
/// assert_eq!(run.cells[51].class, LocalClass::HighHigh);
/// assert_eq!(run.cells[120].class, LocalClass::None);
/// ```
pub fn local_moran(
    values: Values<'_>,
    weights: &SpatialWeights,
    options: &LocalOptions,
) -> Result<LocalMoranRun, DetectError> {
    let real = checked(values, weights)?;
    let n = real.len() as f64;
    let tested = conditional(values, &real, weights, options.permutations, options.seed)?;
    let mean = real.iter().sum::<f64>() / n;
    let squares = real.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    let m2 = squares / n;
    let mut cells: Vec<LocalMoran> = Vec::with_capacity(real.len());
    for (i, &value) in real.iter().enumerate() {
        let z = value - mean;
        let around = Around::of(i, &real, mean, weights);
        let lag = around.deviation / around.weight;
        let islands = weights.neighbours(i).is_empty();
        let i_of = |scale: f64| if islands || squares <= 0.0 { 0.0 } else { z / scale * lag };
        // The sum's standard score, own value held; the sign of I is the sign of z times it.
        let score = around.standard_score(z, squares, n) * z.signum();
        let score = if z == 0.0 { f64::NAN } else { score };
        let tails = of_moran(tested.tails[i], z);
        cells.push(LocalMoran {
            i_m2: i_of(m2),
            i_nm1: i_of(squares / (n - 1.0)),
            neighbour_mean: lag + mean,
            quadrant: (!islands).then(|| quadrant(z, lag)),
            z: score,
            p_norm: if score.is_nan() { 1.0 } else { normal_two_sided(score) },
            p_perm_ge: tails.ge,
            p_perm_le: tails.le,
            sum: tested.tails[i],
            p_two_sided: tails.two_sided(),
            p_fdr: 1.0,
            class: LocalClass::None,
        });
    }
    let p: Vec<f64> = cells.iter().map(|c| c.p_two_sided).collect();
    for (cell, p_fdr) in cells.iter_mut().zip(benjamini_hochberg(&p)) {
        cell.p_fdr = p_fdr;
        cell.class = match cell.quadrant {
            None => LocalClass::NoNeighbours,
            Some(_) if p_fdr > options.fdr || p_fdr.is_nan() => LocalClass::None,
            Some(Quadrant::HighHigh) => LocalClass::HighHigh,
            Some(Quadrant::LowHigh) => LocalClass::LowHigh,
            Some(Quadrant::LowLow) => LocalClass::LowLow,
            Some(Quadrant::HighLow) => LocalClass::HighLow,
        };
    }
    let islands = cells.iter().filter(|c| c.quadrant.is_none()).count();
    Ok(LikenessRun::new(cells, tested, islands, "I = 0, p = 1", options.fdr))
}

/// What a unit's neighbours add up to.
pub(super) struct Around {
    /// Weighted sum of deviations from the overall mean.
    pub(super) deviation: f64,
    /// Sum of weights.
    pub(super) weight: f64,
    /// Sum of squared weights.
    squared: f64,
}

impl Around {
    pub(super) fn of(i: usize, real: &[f64], mean: f64, weights: &SpatialWeights) -> Self {
        let near = weights.neighbours(i);
        match weights.values(i) {
            None => {
                let deviation = near.iter().map(|&j| real[j as usize] - mean).sum();
                Self { deviation, weight: near.len() as f64, squared: near.len() as f64 }
            }
            Some(ws) => Self {
                deviation: ws.iter().zip(near).map(|(w, &j)| w * (real[j as usize] - mean)).sum(),
                weight: ws.iter().sum(),
                squared: ws.iter().map(|w| w * w).sum(),
            },
        }
    }

    /// Of the weighted sum, its unit's deviation `z` held: Getis and Ord's Gi without the unit itself.
    pub(super) fn standard_score(&self, z: f64, squares: f64, n: f64) -> f64 {
        let others = n - 1.0;
        let mean = -z / others;
        let variance = (squares - z * z) / others - mean * mean;
        let spread = variance * (others * self.squared - self.weight * self.weight) / (others - 1.0);
        // What is left of a difference of equals is no spread.
        if spread > 1e-14 * squares * self.squared {
            (self.deviation - mean * self.weight) / libm::sqrt(spread)
        } else {
            f64::NAN
        }
    }
}

fn quadrant(z: f64, lag: f64) -> Quadrant {
    match (z > 0.0, lag > 0.0) {
        (true, true) => Quadrant::HighHigh,
        (false, true) => Quadrant::LowHigh,
        (false, false) => Quadrant::LowLow,
        (true, false) => Quadrant::HighLow,
    }
}

/// Tails of I from the tails of the neighbours' sum.
fn of_moran(sum: Tails, z: f64) -> Tails {
    match z {
        z if z > 0.0 => sum,
        z if z < 0.0 => Tails { ge: sum.le, le: sum.ge },
        _ => Tails { ge: 1.0, le: 1.0 },
    }
}
