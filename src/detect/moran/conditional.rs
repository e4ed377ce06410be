//! The sum of a unit's neighbours, its own value held: the null local Moran and Gi share.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::super::{
    DetectError, Permutations, Values,
    gi_star::{DEFAULT_DRAWS, as_counts},
};
use crate::{
    index::SpatialWeights,
    inference::{PermutationTable, SharedDraws, Tails, permute_weighted, stream},
};

pub(super) const ONE: Tails = Tails { ge: 1.0, le: 1.0 };

/// Tails of every unit's neighbour sum, and how they were made.
pub(super) struct Conditional {
    pub(super) tails: Vec<Tails>,
    pub(super) method: String,
    /// Smallest p there can be.
    pub(super) floor: f64,
    pub(super) notes: Vec<String>,
}

/// The values as numbers, checked against the weights.
pub(super) fn checked(values: Values<'_>, weights: &SpatialWeights) -> Result<Vec<f64>, DetectError> {
    let real: Vec<f64> = match values {
        Values::Counts(counts) => counts.iter().map(|&c| f64::from(c)).collect(),
        Values::Real(real) => real.to_vec(),
    };
    if real.len() != weights.len() {
        return Err(DetectError::Lengths { values: real.len(), weights: weights.len() });
    }
    match real.iter().position(|v| !v.is_finite()) {
        Some(unit) => Err(DetectError::NotFinite { unit, value: real[unit] }),
        None => Ok(real),
    }
}

pub(super) fn conditional(
    values: Values<'_>,
    real: &[f64],
    weights: &SpatialWeights,
    permutations: Permutations,
    seed: u64,
) -> Result<Conditional, DetectError> {
    if real.windows(2).all(|w| w[0].total_cmp(&w[1]).is_eq()) {
        return Ok(Conditional {
            tails: vec![ONE; real.len()],
            method: "none (constant values)".into(),
            floor: 0.0,
            notes: vec!["all values are equal, so nothing can stand out: every p is 1".into()],
        });
    }
    let not_binary = weights.first_not_binary();
    let mut notes = Vec::new();
    if !matches!(permutations, Permutations::Draws(_)) {
        match (as_counts(values), not_binary) {
            (Ok(counts), None) => match exact(&counts, weights) {
                Ok(tails) => {
                    let method = "exact permutation distribution of the neighbours' sum".into();
                    return Ok(Conditional { tails, method, floor: 0.0, notes });
                }
                Err(refused) if permutations == Permutations::Exact => return Err(refused),
                Err(refused) => notes.push(format!("{refused}: draws were used instead")),
            },
            (Err(refused), _) if permutations == Permutations::Exact => return Err(refused),
            (_, Some((unit, neighbour, weight))) if permutations == Permutations::Exact => {
                return Err(DetectError::NotBinary { unit, neighbour, weight });
            }
            _ => {}
        }
    }
    let draws = match permutations {
        Permutations::Draws(draws) => draws.max(1),
        _ => DEFAULT_DRAWS,
    };
    let floor = 1.0 / (draws + 1) as f64;
    let (tails, method) = if not_binary.is_some() {
        (dealt(real, weights, draws, seed), "of each unit's own (weights other than 0 and 1)")
    } else {
        (drawn(real, weights, draws, seed)?, "shared by units with equally many neighbours")
    };
    Ok(Conditional {
        tails,
        method: format!("{draws} seeded draws without replacement, {method}"),
        floor,
        notes,
    })
}

/// One table; equal questions are asked once.
fn exact(counts: &[u32], weights: &SpatialWeights) -> Result<Vec<Tails>, DetectError> {
    let sum = |i: usize| weights.neighbours(i).iter().map(|&j| u64::from(counts[j as usize])).sum::<u64>();
    let sums: Vec<u64> = (0..counts.len()).map(sum).collect();
    let k_max = (0..counts.len()).map(|i| weights.neighbours(i).len()).max().unwrap_or(0);
    let largest = sums.iter().copied().max().unwrap_or(0);
    let table = PermutationTable::build(counts, k_max, largest)?;
    let mut asked: HashMap<(u32, u32, u64), Tails> = HashMap::new();
    Ok((0..counts.len())
        .map(|i| match weights.neighbours(i).len() {
            0 => ONE,
            k => *asked
                .entry((counts[i], k as u32, sums[i]))
                .or_insert_with(|| table.conditional(counts[i], k, sums[i])),
        })
        .collect())
}

fn drawn(
    values: &[f64],
    weights: &SpatialWeights,
    draws: usize,
    seed: u64,
) -> Result<Vec<Tails>, DetectError> {
    let mut by_size: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for i in 0..values.len() {
        by_size.entry(weights.neighbours(i).len()).or_default().push(i as u32);
    }
    by_size.remove(&0);
    let mut tails = vec![ONE; values.len()];
    for (&k, units) in &by_size {
        let shared = SharedDraws::new(values, k, draws, seed)?;
        let answers: Vec<Tails> = units
            .par_iter()
            .map(|&i| {
                let near = weights.neighbours(i as usize);
                shared.conditional(i as usize, near.iter().map(|&j| values[j as usize]).sum())
            })
            .collect();
        for (&i, answer) in units.iter().zip(answers) {
            tails[i as usize] = answer;
        }
    }
    Ok(tails)
}

fn dealt(values: &[f64], weights: &SpatialWeights, draws: usize, seed: u64) -> Vec<Tails> {
    let of = |i: usize| {
        let near = weights.neighbours(i);
        let Some(own) = weights.values(i).filter(|w| !w.is_empty()) else { return ONE };
        let sum = own.iter().zip(near).map(|(w, &j)| w * values[j as usize]).sum();
        let mut rng = stream(seed, "neighbours, own value held", i as u64);
        permute_weighted(values, Some(i), own, sum, draws, &mut rng)
    };
    (0..values.len()).into_par_iter().map(of).collect()
}
