//! Getis and Ord's Gi: a unit's neighbours without the unit itself.

use super::{
    super::{Class, DetectError, Values, gi_star::classify},
    conditional::{checked, conditional},
    local::{Around, LocalOptions},
    run::LikenessRun,
};
use crate::{
    index::SpatialWeights,
    inference::{benjamini_hochberg, normal_two_sided},
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

/// Gi of all units.
pub type GiRun = LikenessRun<Gi>;

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
    Ok(LikenessRun::new(cells, tested, islands, "p = 1", options.fdr))
}
