//! Getis and Ord's Gi: a unit's neighbours without the unit itself.

use super::{
    super::{Class, DetectError, Values, gi_star::classify},
    conditional::{checked, conditional},
    local::{Around, LocalOptions},
};
use crate::{
    index::SpatialWeights,
    inference::{benjamini_hochberg, fewest_rejections, normal_two_sided},
};

/// The statistic of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gi {
    /// Standard score of the neighbours' sum; not a number where it cannot vary.
    pub z: f64,
    /// `2 (1 − Φ(|z|))`, for comparison only.
    pub p_norm: f64,
    /// P(S ≥ s), own value held.
    pub p_perm_ge: f64,
    /// P(S ≤ s), own value held.
    pub p_perm_le: f64,
    /// `min(1, 2 min(ge, le))`.
    pub p_two_sided: f64,
    /// After Benjamini-Hochberg over all units.
    pub p_fdr: f64,
    /// By `p_fdr` at 1, 5 and 10 %, sign by the smaller tail.
    pub class: Class,
}

/// All units, and what a reader must know of how they were tested.
#[derive(Debug, Clone, PartialEq)]
pub struct GiRun {
    /// In the order of the values.
    pub cells: Vec<Gi>,
    /// How the p-values were made, in words.
    pub method: String,
    /// The fewest units Benjamini-Hochberg could reject together; 0 when it can reject none.
    pub fewest_rejections: u64,
    /// Units without neighbours.
    pub islands: usize,
    /// Sentences for the reader.
    pub notes: Vec<String>,
}

/// Gi (Ord and Getis 1995) of every unit: do the units around it hold more than chance would put there?
///
/// Null: own value held, neighbours drawn without replacement from the other units; two-sided, exact where values are
/// counts and weights 0/1. It answers "what surrounds this place"; a place that is itself the peak needs Gi*.
///
/// # Errors
/// As [`super::local_moran`].
pub fn gi(
    values: Values<'_>,
    weights: &SpatialWeights,
    options: &LocalOptions,
) -> Result<GiRun, DetectError> {
    let real = checked(values, weights)?;
    let n = real.len() as f64;
    let tested = conditional(values, &real, weights, options.permutations, options.seed)?;
    let mean = real.iter().sum::<f64>() / n;
    let squares = real.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    let p: Vec<f64> = tested.tails.iter().map(|t| t.two_sided()).collect();
    let p_fdr = benjamini_hochberg(&p);
    let cells: Vec<Gi> = (0..real.len())
        .map(|i| {
            let z = Around::of(i, &real, mean, weights).standard_score(real[i] - mean, squares, n);
            let tails = tested.tails[i];
            let class = if weights.neighbours(i).is_empty() {
                Class::NoNeighbours
            } else {
                classify(p_fdr[i], tails.ge <= tails.le)
            };
            Gi {
                z,
                p_norm: if z.is_nan() { 1.0 } else { normal_two_sided(z) },
                p_perm_ge: tails.ge,
                p_perm_le: tails.le,
                p_two_sided: p[i],
                p_fdr: p_fdr[i],
                class,
            }
        })
        .collect();
    let islands = cells.iter().filter(|c| c.class == Class::NoNeighbours).count();
    let mut notes = tested.notes;
    if islands > 0 {
        notes.push(format!("{islands} units have no neighbours: p = 1, class no-neighbours, kept in n"));
    }
    let fewest_rejections = fewest_rejections(cells.len() as u64, 2.0 * tested.floor, options.fdr);
    Ok(GiRun { cells, method: tested.method, fewest_rejections, islands, notes })
}
