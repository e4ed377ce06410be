//! How unequally something is spread: Gini, and Gini for few events over many places.

/// Gini's coefficient of shares, `G = (2 Σ i·y_(i) − n − 1) / n` with y sorted upwards and summing to one: 0 when
/// all places hold the same, 1 − 1/n when one holds everything. `None` without places, with a negative or non-finite
/// value, or when the values sum to zero.
#[must_use]
pub fn gini(values: &[f64]) -> Option<f64> {
    if values.is_empty() || values.iter().any(|v| !v.is_finite() || *v < 0.0) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let total: f64 = sorted.iter().sum();
    if total <= 0.0 || !total.is_finite() {
        return None;
    }
    let n = sorted.len() as f64;
    let ranked: f64 = sorted.iter().zip(1..).map(|(v, i)| f64::from(i) * (v / total)).sum();
    Some((2.0 * ranked - n - 1.0) / n)
}

/// Gini for fewer events than places (Bernasco and Steenbeek 2017), `G′ = max(n/C, 1)·(G − 1) + 1`: 0 when every
/// event has a place of its own, `1 − 1/C` when all C share one. With more events than places it is Gini's own. `None`
/// without places or events.
///
/// ```
/// use harmspot::inference::{gini, gini_sparse};
/// let mut counts = vec![0_u32; 95];
/// counts.extend([1; 5]);
/// let shares: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
/// assert!((gini(&shares).unwrap() - 0.95).abs() < 1e-12 && gini_sparse(&counts).unwrap().abs() < 1e-12);
/// ```
#[must_use]
pub fn gini_sparse(counts: &[u32]) -> Option<f64> {
    let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
    let events: f64 = values.iter().sum();
    gini(&values).map(|g| (values.len() as f64 / events).max(1.0) * (g - 1.0) + 1.0)
}
