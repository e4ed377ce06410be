//! Gi* against a known expectation: units that were never exchangeable are not shuffled.

use super::{
    Class, DetectError,
    gi_star::{GiStar, classify},
};
use crate::{
    index::SpatialWeights,
    inference::{benjamini_hochberg, binomial_tails, normal_two_sided},
};

/// Result of [`gi_star_expected`].
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedRun {
    /// In the order of the counts. The tails are in the `p_total` columns; the `p_perm` columns are not a number.
    pub cells: Vec<GiStar>,
    /// Expected events in each unit and its neighbours.
    pub expected: Vec<f64>,
    /// Pearson's χ² over its degrees of freedom, units with something expected: 1 when the expectation explains the
    /// counts; well above 1, p-values are too small.
    pub over_dispersion: f64,
}

/// Each neighbourhood's sum against S ~ Binomial(N, E_W / E), exact: N events dealt to units in proportion to
/// `expected` (population, or a known intensity; any scale). z is the binomial standard score.
///
/// # Errors
/// [`DetectError::Lengths`]; [`DetectError::BadExpected`] for a negative or non-finite expectation or a sum of zero.
pub fn gi_star_expected(
    counts: &[u32],
    expected: &[f64],
    weights: &SpatialWeights,
) -> Result<ExpectedRun, DetectError> {
    let n = counts.len();
    if n != weights.len() || n != expected.len() {
        return Err(DetectError::Lengths { values: n, weights: weights.len().min(expected.len()) });
    }
    if let Some(unit) = expected.iter().position(|e| !(e.is_finite() && *e >= 0.0)) {
        return Err(DetectError::BadExpected { unit, value: expected[unit] });
    }
    let all: f64 = expected.iter().sum();
    if all <= 0.0 {
        return Err(DetectError::BadExpected { unit: 0, value: 0.0 });
    }
    let events: u64 = counts.iter().map(|&c| u64::from(c)).sum();
    let mut cells = Vec::with_capacity(n);
    let mut around = Vec::with_capacity(n);
    for i in 0..n {
        let near = weights.neighbours(i);
        let sum = near.iter().map(|&j| u64::from(counts[j as usize])).sum::<u64>() + u64::from(counts[i]);
        let share = ((near.iter().map(|&j| expected[j as usize]).sum::<f64>() + expected[i]) / all).min(1.0);
        let tails = binomial_tails(sum, events, share);
        let mean = events as f64 * share;
        let spread = libm::sqrt(mean * (1.0 - share));
        let z = if spread > 0.0 { (sum as f64 - mean) / spread } else { f64::NAN };
        around.push(mean);
        cells.push(GiStar {
            z,
            p_norm: if z.is_nan() { 1.0 } else { normal_two_sided(z) },
            p_perm_ge: f64::NAN,
            p_perm_le: f64::NAN,
            p_total_ge: tails.ge.max(f64::MIN_POSITIVE),
            p_total_le: tails.le.max(f64::MIN_POSITIVE),
            p_two_sided: tails.two_sided().max(f64::MIN_POSITIVE),
            p_fdr: 1.0,
            class: Class::None,
        });
    }
    let p: Vec<f64> = cells.iter().map(|c| c.p_two_sided).collect();
    for (cell, p_fdr) in cells.iter_mut().zip(benjamini_hochberg(&p)) {
        cell.p_fdr = p_fdr;
        cell.class = classify(p_fdr, cell.p_total_ge <= cell.p_total_le);
    }
    let scale = events as f64 / all;
    let expecting: Vec<usize> = (0..n).filter(|&i| expected[i] > 0.0).collect();
    let chi2: f64 = expecting
        .iter()
        .map(|&i| {
            let e = expected[i] * scale;
            (f64::from(counts[i]) - e) * (f64::from(counts[i]) - e) / e
        })
        .sum();
    let over_dispersion = chi2 / (expecting.len().max(2) - 1) as f64;
    Ok(ExpectedRun { cells, expected: around, over_dispersion })
}
