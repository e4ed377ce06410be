//! Getis and Ord's Gi*: does a unit with its neighbours hold more than chance would put there?
//!
//! The z-score is that of Ord and Getis (1995), self included, over all units of the null (zeros
//! included). Its normal p is printed for comparison only: with sparse counts it is wrong. Significance comes from
//! the exact permutation distribution (`inference::PermutationTable`), in two nulls:
//!
//! - *conditional* (as esda and GeoDa): the unit's own value stays, its k neighbours are drawn from the other n − 1;
//! - *total*: the whole neighbourhood, k + 1 units, is drawn from n. Gi* z is the standard score of this
//!   one, and it alone sees a peak that stands in its own unit.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Serialize;

use super::{Class, DetectError};
use crate::{
    index::SpatialWeights,
    inference::{
        InferenceError, PermutationTable, SharedDraws, Tails, benjamini_hochberg, fewest_rejections,
        normal_two_sided, permute_weighted, stream,
    },
};

/// Which permutation null decides `p_two_sided`, `p_fdr` and the class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Null {
    /// Own value held, neighbours drawn from the others.
    #[default]
    Conditional,
    /// The whole neighbourhood drawn.
    Total,
}

/// How permutation p-values are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Permutations {
    /// Exact where values are counts and weights 0/1 (and the table affordable), else 99,999 draws.
    #[default]
    Automatic,
    /// Exact, or an error naming the value or weight that forbids it.
    Exact,
    /// This many seeded draws.
    Draws(usize),
}

/// Draws made where the exact table cannot be.
pub const DEFAULT_DRAWS: usize = 99_999;

/// What is analysed.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// Counts.
    Counts(&'a [u32]),
    /// Any finite numbers.
    Real(&'a [f64]),
}

/// Settings of [`gi_star_with`].
#[derive(Debug, Clone, Copy)]
pub struct GiStarOptions {
    /// Null that decides (default conditional).
    pub null: Null,
    /// How p-values are made.
    pub permutations: Permutations,
    /// Seed of any draws (default 1).
    pub seed: u64,
    /// False discovery rate the summary speaks of (default 0.05).
    pub fdr: f64,
}

impl Default for GiStarOptions {
    fn default() -> Self {
        Self { null: Null::default(), permutations: Permutations::default(), seed: 1, fdr: 0.05 }
    }
}

/// The statistic of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GiStar {
    /// Standard score; not a number where all values are equal or the neighbourhood is the whole map.
    pub z: f64,
    /// `2 (1 − Φ(|z|))`, for comparison only.
    pub p_norm: f64,
    /// P(S ≥ s), own value held.
    pub p_perm_ge: f64,
    /// P(S ≤ s), own value held.
    pub p_perm_le: f64,
    /// P(S ≥ s), whole neighbourhood drawn.
    pub p_total_ge: f64,
    /// P(S ≤ s), whole neighbourhood drawn.
    pub p_total_le: f64,
    /// `min(1, 2 min(ge, le))` of the chosen null.
    pub p_two_sided: f64,
    /// After Benjamini-Hochberg over all units.
    pub p_fdr: f64,
    /// By `p_fdr` at 1, 5 and 10 %, sign by the smaller tail.
    pub class: Class,
}

/// All units, and what a reader must know of how they were tested.
#[derive(Debug, Clone, PartialEq)]
pub struct GiStarRun {
    /// In the order of the values.
    pub cells: Vec<GiStar>,
    /// Null used.
    pub null: Null,
    /// How the p-values were made, in words.
    pub method: String,
    /// The fewest units Benjamini-Hochberg could reject together at the level asked; 0 when it can reject none.
    pub fewest_rejections: u64,
    /// Units without neighbours.
    pub islands: usize,
    /// Sentences for the reader.
    pub notes: Vec<String>,
}

/// Gi* of counts under 0/1 weights with exact permutation p-values, falling back to draws (said in `method` and
/// `notes`) where the table would be too costly. Counts and weights must be of one length (else an error).
///
/// ```
/// use harmspot::{detect::{gi_star, Class, Null}, index::SpatialWeights};
/// // A ring of 200 units, one crowded stretch.
/// let weights = SpatialWeights::binary((0..200_u32).map(|i| vec![(i + 1) % 200, (i + 199) % 200]).collect());
/// let counts: Vec<u32> = (0..200).map(|i| if (50..53).contains(&i) { 9 } else { u32::from(i % 9 == 0) }).collect();
/// let run = gi_star(&counts, &weights, Null::Total).unwrap();
/// assert_eq!(run.cells[51].class, Class::Hot99);
/// assert_eq!(run.cells[120].class, Class::None);
/// ```
pub fn gi_star(counts: &[u32], weights: &SpatialWeights, null: Null) -> Result<GiStarRun, DetectError> {
    gi_star_with(Values::Counts(counts), weights, &GiStarOptions { null, ..GiStarOptions::default() })
}

/// Gi* with every setting. Weights other than 0/1 give the unit itself the weight 1.
///
/// # Errors
/// [`DetectError::Lengths`], [`DetectError::NotFinite`]; with [`Permutations::Exact`] also
/// [`DetectError::NotACount`], [`DetectError::NotBinary`] and the cost guard of the table.
pub fn gi_star_with(
    values: Values<'_>,
    weights: &SpatialWeights,
    options: &GiStarOptions,
) -> Result<GiStarRun, DetectError> {
    let real: Vec<f64> = match values {
        Values::Counts(counts) => counts.iter().map(|&c| f64::from(c)).collect(),
        Values::Real(real) => real.to_vec(),
    };
    let n = real.len();
    if n != weights.len() {
        return Err(DetectError::Lengths { values: n, weights: weights.len() });
    }
    if let Some(unit) = real.iter().position(|v| !v.is_finite()) {
        return Err(DetectError::NotFinite { unit, value: real[unit] });
    }
    let z = z_scores(&real, weights);
    let constant = real.windows(2).all(|w| w[0].total_cmp(&w[1]).is_eq());
    let Tested { tails, method, floor, mut notes } = if constant {
        let note = "all values are equal, so nothing can stand out: z is empty and every p is 1".to_owned();
        Tested {
            tails: vec![(ONE, ONE); n],
            method: "none (constant values)".into(),
            floor: 0.0,
            notes: vec![note],
        }
    } else {
        test(values, &real, weights, options)?
    };
    let islands = (0..n).filter(|&i| weights.neighbours(i).is_empty()).count();
    if islands > 0 {
        notes.push(format!(
            "{islands} units have no neighbours: conditional p = 1, class no-neighbours, kept in n"
        ));
    }
    let deciding = |i: usize| if options.null == Null::Total { tails[i].1 } else { tails[i].0 };
    let p: Vec<f64> = (0..n).map(|i| deciding(i).two_sided()).collect();
    let p_fdr = benjamini_hochberg(&p);
    let cells = (0..n)
        .map(|i| GiStar {
            z: z[i],
            p_norm: if z[i].is_nan() { 1.0 } else { normal_two_sided(z[i]) },
            p_perm_ge: tails[i].0.ge,
            p_perm_le: tails[i].0.le,
            p_total_ge: tails[i].1.ge,
            p_total_le: tails[i].1.le,
            p_two_sided: p[i],
            p_fdr: p_fdr[i],
            class: if weights.neighbours(i).is_empty() {
                Class::NoNeighbours
            } else {
                classify(p_fdr[i], deciding(i).ge <= deciding(i).le)
            },
        })
        .collect();
    let fewest_rejections = fewest_rejections(n as u64, 2.0 * floor, options.fdr);
    if floor > 0.0 && fewest_rejections != 1 {
        let needed = if fewest_rejections == 0 {
            "none can be".into()
        } else {
            format!("at least {fewest_rejections} are")
        };
        notes.push(format!(
            "with these draws no unit is rejected at {} unless {needed} rejected together",
            options.fdr
        ));
    }
    Ok(GiStarRun { cells, null: options.null, method, fewest_rejections, islands, notes })
}

/// Class of an adjusted p.
#[must_use]
pub fn classify(p_fdr: f64, hot: bool) -> Class {
    match (p_fdr, hot) {
        (p, true) if p <= 0.01 => Class::Hot99,
        (p, true) if p <= 0.05 => Class::Hot95,
        (p, true) if p <= 0.10 => Class::Hot90,
        (p, false) if p <= 0.01 => Class::Cold99,
        (p, false) if p <= 0.05 => Class::Cold95,
        (p, false) if p <= 0.10 => Class::Cold90,
        _ => Class::None,
    }
}

const ONE: Tails = Tails { ge: 1.0, le: 1.0 };

struct Tested {
    /// Conditional and total.
    tails: Vec<(Tails, Tails)>,
    method: String,
    /// Smallest p there can be.
    floor: f64,
    notes: Vec<String>,
}

fn z_scores(values: &[f64], weights: &SpatialWeights) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = libm::sqrt(values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n);
    (0..values.len())
        .map(|i| {
            let near = weights.neighbours(i);
            let (sum, w, w2) = match weights.values(i) {
                None => (neighbour_sum(values, near), near.len() as f64, near.len() as f64),
                Some(ws) => (
                    ws.iter().zip(near).map(|(w, &j)| w * values[j as usize]).sum(),
                    ws.iter().sum(),
                    ws.iter().map(|w| w * w).sum(),
                ),
            };
            let (sum, w, w2) = (sum + values[i], w + 1.0, w2 + 1.0);
            let spread = sd * libm::sqrt((n * w2 - w * w) / (n - 1.0));
            if spread > 0.0 { (sum - mean * w) / spread } else { f64::NAN }
        })
        .collect()
}

fn neighbour_sum(values: &[f64], near: &[u32]) -> f64 {
    near.iter().map(|&j| values[j as usize]).sum()
}

fn test(
    values: Values<'_>,
    real: &[f64],
    weights: &SpatialWeights,
    options: &GiStarOptions,
) -> Result<Tested, DetectError> {
    let not_binary = weights.first_not_binary();
    let counts = as_counts(values);
    match (options.permutations, &counts, not_binary) {
        (Permutations::Exact, Err(refused), _) => return Err(refused.clone()),
        (Permutations::Exact, _, Some((unit, neighbour, weight))) => {
            return Err(DetectError::NotBinary { unit, neighbour, weight });
        }
        (Permutations::Automatic | Permutations::Exact, Ok(counts), None) => match exact(counts, weights) {
            Ok(tails) => {
                let method = "exact permutation distribution of the neighbourhood sum".to_owned();
                return Ok(Tested { tails, method, floor: 0.0, notes: Vec::new() });
            }
            Err(refused) if options.permutations == Permutations::Exact => return Err(refused.into()),
            Err(refused) => {
                let mut tested = drawn(real, weights, DEFAULT_DRAWS, options.seed)?;
                tested.notes.push(format!("{refused}: draws were used instead"));
                return Ok(tested);
            }
        },
        _ => {}
    }
    let draws = match options.permutations {
        Permutations::Draws(draws) => draws.max(1),
        _ => DEFAULT_DRAWS,
    };
    Ok(if not_binary.is_some() {
        dealt(real, weights, draws, options.seed)
    } else {
        drawn(real, weights, draws, options.seed)?
    })
}

/// The values as counts, or the first that is none.
pub(super) fn as_counts(values: Values<'_>) -> Result<std::borrow::Cow<'_, [u32]>, DetectError> {
    match values {
        Values::Counts(counts) => Ok(counts.into()),
        Values::Real(real) => real
            .iter()
            .enumerate()
            .map(|(unit, &value)| {
                let whole = value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0;
                if whole { Ok(value as u32) } else { Err(DetectError::NotACount { unit, value }) }
            })
            .collect(),
    }
}

/// Conditional and total tails from one table; equal questions are asked once.
fn exact(counts: &[u32], weights: &SpatialWeights) -> Result<Vec<(Tails, Tails)>, InferenceError> {
    let (mut k_max, mut largest) = (0, 0_u64);
    let sums: Vec<u64> = (0..counts.len())
        .map(|i| {
            let near = weights.neighbours(i);
            let sum = near.iter().map(|&j| u64::from(counts[j as usize])).sum::<u64>();
            k_max = k_max.max(near.len());
            largest = largest.max(sum + u64::from(counts[i]));
            sum
        })
        .collect();
    let table = PermutationTable::build(counts, (k_max + 1).min(counts.len()), largest)?;
    let mut asked: HashMap<(u32, u32, u64), Tails> = HashMap::new();
    Ok((0..counts.len())
        .map(|i| {
            let k = weights.neighbours(i).len();
            let own = counts[i];
            let total = table.total(k + 1, sums[i] + u64::from(own));
            let held = if k == 0 {
                ONE
            } else {
                *asked.entry((own, k as u32, sums[i])).or_insert_with(|| table.conditional(own, k, sums[i]))
            };
            (held, total)
        })
        .collect())
}

/// Draws shared by all units with as many neighbours.
fn drawn(
    values: &[f64],
    weights: &SpatialWeights,
    draws: usize,
    seed: u64,
) -> Result<Tested, InferenceError> {
    let mut by_size: std::collections::BTreeMap<usize, Vec<u32>> = std::collections::BTreeMap::new();
    for i in 0..values.len() {
        by_size.entry(weights.neighbours(i).len()).or_default().push(i as u32);
    }
    let mut tails = vec![(ONE, ONE); values.len()];
    for (&k, units) in &by_size {
        let others = SharedDraws::new(values, k, draws, seed)?;
        let all = SharedDraws::new(values, k + 1, draws, seed)?;
        for &i in units {
            let i = i as usize;
            let sum = neighbour_sum(values, weights.neighbours(i));
            let held = if k == 0 { ONE } else { others.conditional(i, sum) };
            tails[i] = (held, all.total(sum + values[i]));
        }
    }
    let method =
        format!("{draws} seeded draws without replacement, shared by units with equally many neighbours");
    Ok(Tested { tails, method, floor: 1.0 / (draws + 1) as f64, notes: Vec::new() })
}

/// Draws of each unit's own, for weights other than 0/1.
fn dealt(values: &[f64], weights: &SpatialWeights, draws: usize, seed: u64) -> Tested {
    let tails = (0..values.len())
        .into_par_iter()
        .map(|i| {
            let near = weights.neighbours(i);
            let mut own_weights = weights.values(i).map_or_else(|| vec![1.0; near.len()], <[f64]>::to_vec);
            let sum: f64 = own_weights.iter().zip(near).map(|(w, &j)| w * values[j as usize]).sum();
            let held = if near.is_empty() {
                ONE
            } else {
                let mut rng = stream(seed, "gi-star conditional", i as u64);
                permute_weighted(values, Some(i), &own_weights, sum, draws, &mut rng)
            };
            own_weights.push(1.0);
            let mut rng = stream(seed, "gi-star total", i as u64);
            (held, permute_weighted(values, None, &own_weights, sum + values[i], draws, &mut rng))
        })
        .collect();
    let method = format!("{draws} seeded draws of each unit's own (weights other than 0 and 1)");
    Tested { tails, method, floor: 1.0 / (draws + 1) as f64, notes: Vec::new() }
}
