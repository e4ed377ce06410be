//! Moran's I of the whole map: one number for "do like values lie together?".

use super::{super::DetectError, super::Values, conditional::checked};
use crate::{index::SpatialWeights, inference::normal_two_sided};

/// Result of [`global_moran`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalMoran {
    /// Moran's I, row-standardised weights.
    pub i: f64,
    /// Its expectation, −1/(n−1).
    pub expected: f64,
    /// Variance if values were normal draws.
    pub variance_normal: f64,
    /// Variance if values were shuffled over the units: the one to read.
    pub variance_shuffled: f64,
    /// Standard score under shuffling.
    pub z: f64,
    /// `2 (1 − Φ(|z|))` of it.
    pub p_norm: f64,
}

/// Moran's (1950) I with row-standardised weights, moments by Cliff and Ord (1981). Units without neighbours stay in n,
/// as in esda. With equal values, or under four units, the scores are not numbers.
///
/// # Errors
/// [`DetectError::Lengths`], [`DetectError::NotFinite`].
pub fn global_moran(values: Values<'_>, weights: &SpatialWeights) -> Result<GlobalMoran, DetectError> {
    let real = checked(values, weights)?;
    let n = real.len() as f64;
    let mean = real.iter().sum::<f64>() / n;
    let z: Vec<f64> = real.iter().map(|v| v - mean).collect();
    let squares: f64 = z.iter().map(|v| v * v).sum();
    let fourth: f64 = z.iter().map(|v| v * v * v * v).sum();
    let row_sum: Vec<f64> = (0..real.len())
        .map(|i| weights.values(i).map_or(weights.neighbours(i).len() as f64, |w| w.iter().sum()))
        .collect();
    let weight = |i: usize, at: usize| weights.values(i).map_or(1.0, |w| w[at]) / row_sum[i];
    let (mut s0, mut s1, mut cross) = (0.0, 0.0, 0.0);
    let mut into = vec![0.0; real.len()];
    for i in 0..real.len() {
        for (at, &j) in weights.neighbours(i).iter().enumerate() {
            let j = j as usize;
            let w = weight(i, at);
            let back = weights.neighbours(j).binary_search(&(i as u32)).map_or(0.0, |b| weight(j, b));
            s0 += w;
            // Each unordered pair is met once from either side; a one-way link only once.
            s1 += if back == 0.0 { w * w } else { 0.5 * (w + back) * (w + back) };
            cross += w * z[i] * z[j];
            into[j] += w;
        }
    }
    let s2: f64 = (0..real.len())
        .map(|i| {
            let both = into[i] + if weights.neighbours(i).is_empty() { 0.0 } else { 1.0 };
            both * both
        })
        .sum();
    let i = n / s0 * cross / squares;
    let expected = -1.0 / (n - 1.0);
    let variance_normal =
        (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0) - expected * expected;
    let kurtosis = n * fourth / (squares * squares);
    let a = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
    let b = kurtosis * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let variance_shuffled = (a - b) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected;
    let score = (i - expected) / libm::sqrt(variance_shuffled);
    let p_norm = if score.is_finite() { normal_two_sided(score) } else { 1.0 };
    Ok(GlobalMoran { i, expected, variance_normal, variance_shuffled, z: score, p_norm })
}
