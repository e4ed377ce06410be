//! The fast path of Gi* under the total null, for ranked lists and their resamples.

use super::{Class, DetectError, gi_star::classify};
use crate::{
    index::SpatialWeights,
    inference::{PermutationTable, Tails, benjamini_hochberg_grouped},
};

/// What a ranked list needs of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TotalP {
    /// Events in the unit and its neighbours.
    pub sum: u32,
    /// Exact P(S ≥ s), whole neighbourhood drawn.
    pub p_ge: f64,
    /// `min(1, 2 min(ge, le))`.
    pub p_two_sided: f64,
    /// After Benjamini-Hochberg over all units.
    pub p_fdr: f64,
    /// Class, sign by the smaller tail.
    pub class: Class,
}

/// Exact total-null p of every unit. The same numbers as [`super::gi_star`] with [`super::Null::Total`], for a
/// fraction of the cost: p is a function of (k, s), so it and the correction are worked out once per distinct pair.
///
/// # Errors
/// [`DetectError::Lengths`], and the cost guard of the table.
pub fn gi_star_total(counts: &[u32], weights: &SpatialWeights) -> Result<Vec<TotalP>, DetectError> {
    let n = counts.len();
    if n != weights.len() {
        return Err(DetectError::Lengths { values: n, weights: weights.len() });
    }
    let (mut k_max, mut largest) = (0, 0_u32);
    let sums: Vec<u32> = (0..n)
        .map(|i| {
            let near = weights.neighbours(i);
            let sum = near.iter().fold(counts[i], |s, &j| s.saturating_add(counts[j as usize]));
            k_max = k_max.max(near.len());
            largest = largest.max(sum);
            sum
        })
        .collect();
    let table = PermutationTable::build(counts, (k_max + 1).min(n), u64::from(largest))?;
    let width = largest as usize + 1;
    let mut cells_of = vec![0_u32; (k_max + 1) * width];
    for (i, &s) in sums.iter().enumerate() {
        cells_of[weights.neighbours(i).len() * width + s as usize] += 1;
    }
    let mut groups = Vec::new();
    let mut tails: Vec<Tails> = Vec::new();
    // From here on each slot holds the number of its group.
    for (slot, cells) in cells_of.iter_mut().enumerate().filter(|(_, cells)| **cells > 0) {
        let t = table.total(slot / width + 1, (slot % width) as u64);
        groups.push((t.two_sided(), u64::from(*cells)));
        tails.push(t);
        *cells = groups.len() as u32 - 1;
    }
    let p_fdr = benjamini_hochberg_grouped(&groups);
    Ok(sums
        .iter()
        .enumerate()
        .map(|(i, &sum)| {
            let k = weights.neighbours(i).len();
            let group = cells_of[k * width + sum as usize] as usize;
            let t = tails[group];
            let class = if k == 0 { Class::NoNeighbours } else { classify(p_fdr[group], t.ge <= t.le) };
            TotalP { sum, p_ge: t.ge, p_two_sided: groups[group].0, p_fdr: p_fdr[group], class }
        })
        .collect())
}
