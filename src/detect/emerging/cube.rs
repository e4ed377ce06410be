//! Gi* of every bin of a cube, corrected over all bins, and the class of every unit.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use serde::Serialize;

use super::{BinState, EmergingClass, Trend, emerging_class};
use crate::{
    detect::{DEFAULT_DRAWS, DetectError},
    index::SpatialWeights,
    inference::{
        MannKendall, PermutationTable, SharedDraws, Tails, benjamini_hochberg_grouped, mann_kendall,
    },
};

/// Under this many events nothing is called hot or cold.
const FEWEST_EVENTS: u64 = 30;

/// Under this many steps the classes are told with a warning.
const FEW_STEPS: usize = 10;

/// Bins above which a cube is refused; about 10 bytes each.
const BIN_LIMIT: usize = 100_000_000;

/// The series Mann-Kendall reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrendSeries {
    /// Gi* of each step by itself. Steps that share data through a time lag repeat each other and make chance look
    /// like a trend three times as often as the level says.
    #[default]
    Step,
    /// Gi* with the time lag, as ArcGIS and sfdep read it.
    Lagged,
}

/// Settings of [`emerging`].
#[derive(Debug, Clone, Copy)]
pub struct EmergingOptions {
    /// Earlier steps that count as neighbours (default 1).
    pub time_lag: usize,
    /// False discovery rate over all bins (default 0.05).
    pub fdr: f64,
    /// Level of the trend test of one unit (default 0.05).
    pub trend_level: f64,
    /// What the trend test reads (default: each step by itself).
    pub trend: TrendSeries,
    /// Older wording of sporadic, which did not ask for a hot last step (default off).
    pub legacy: bool,
    /// Seed of any draws (default 1).
    pub seed: u64,
}

impl Default for EmergingOptions {
    fn default() -> Self {
        Self { time_lag: 1, fdr: 0.05, trend_level: 0.05, trend: TrendSeries::Step, legacy: false, seed: 1 }
    }
}

/// Gi* of one unit in one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Standard score over the whole cube; not a number in a cube of equal counts.
    pub z: f64,
    /// P(S ≥ s) when the neighbourhood's bins are drawn from all bins.
    pub p_ge: f64,
    /// P(S ≤ s).
    pub p_le: f64,
    /// `min(1, 2 min(ge, le))`.
    pub p_two_sided: f64,
    /// After Benjamini-Hochberg over all bins of the cube.
    pub p_fdr: f64,
    /// Hot, cold or neither at the false discovery rate asked for.
    pub state: BinState,
}

/// One unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmergingCell {
    /// Its class.
    pub class: EmergingClass,
    /// Steps that are hot.
    pub hot: u32,
    /// Steps that are cold.
    pub cold: u32,
    /// Trend test of its series.
    pub trend: MannKendall,
    /// Events in all steps.
    pub events: u64,
}

/// The cube's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct EmergingRun {
    /// Units, in the order of the counts.
    pub cells: Vec<EmergingCell>,
    /// Steps of the cube.
    pub steps: usize,
    /// How the p-values of the bins were made, in words.
    pub method: String,
    /// Mean events of a bin, zeros included.
    pub mean: f64,
    /// Sentences for the reader.
    pub notes: Vec<String>,
    /// Bins that differ, and which of them each bin is.
    kinds: Vec<Bin>,
    kind_of: Vec<u32>,
}

impl EmergingRun {
    /// Gi* of a unit in a step.
    #[must_use]
    pub fn bin(&self, cell: usize, step: usize) -> &Bin {
        &self.kinds[self.kind_of[cell * self.steps + step] as usize]
    }

    /// One letter a step, oldest first: `h`, `c` or `.`.
    #[must_use]
    pub fn letters(&self, cell: usize) -> String {
        let letter = |t| match self.bin(cell, t).state {
            BinState::Hot => 'h',
            BinState::Cold => 'c',
            BinState::Neither => '.',
        };
        (0..self.steps).map(letter).collect()
    }

    /// Units of each class.
    #[must_use]
    pub fn classes(&self) -> BTreeMap<EmergingClass, usize> {
        let mut classes = BTreeMap::new();
        for cell in &self.cells {
            *classes.entry(cell.class).or_default() += 1;
        }
        classes
    }
}

/// Emerging hot spots: Gi* of every unit in every step, corrected over all of them, and one of seventeen classes a unit.
///
/// `counts` holds every unit of the study area, zeros included, `steps` equal steps a unit, oldest first. A bin's neighbourhood is
/// the unit and its neighbours in that step and `time_lag` earlier ones (fewer at the beginning). Null: the
/// neighbourhood's bins are drawn without replacement from all bins of the cube; exact; two-sided. Trend: Mann-Kendall on the unit's
/// series, not corrected over units (it only splits a class, it never makes a place hot).
///
/// Use it with ten steps or more of one supply. Not for a supply that changed: every step after the change is hot. Cost: one
/// permutation table, one look-up a bin.
///
/// # Errors
/// [`DetectError::Lengths`], [`DetectError::NotBinary`], [`DetectError::TooFew`], [`DetectError::TooMuch`].
pub fn emerging(
    counts: &[u32],
    steps: usize,
    weights: &SpatialWeights,
    options: &EmergingOptions,
) -> Result<EmergingRun, DetectError> {
    if steps < 2 {
        return Err(DetectError::TooFew { what: "whole time steps", got: steps as u64, least: 2 });
    }
    if counts.len() > BIN_LIMIT {
        let (got, limit) = (counts.len() as u64, BIN_LIMIT as u64);
        return Err(DetectError::TooMuch { what: "units times steps", got, limit });
    }
    if counts.len() != weights.len() * steps {
        return Err(DetectError::Lengths { values: counts.len() / steps, weights: weights.len() });
    }
    if let Some((unit, neighbour, weight)) = weights.first_not_binary() {
        return Err(DetectError::NotBinary { unit, neighbour, weight });
    }
    let events: u64 = counts.iter().map(|&c| u64::from(c)).sum();
    let mut notes = Vec::new();
    let single = single_sums(counts, steps, weights);
    let kinds = Kinds::of(&single, steps, weights, options.time_lag);
    let (tails, method) = kinds.tails(counts, options.seed, &mut notes)?;
    let enough = events >= FEWEST_EVENTS;
    if !enough {
        notes.push(format!("{events} events: under {FEWEST_EVENTS} no step is called hot or cold"));
    }
    let bins = kinds.bins(counts, &tails, if enough { options.fdr } else { -1.0 });
    let cells = (0..weights.len())
        .into_par_iter()
        .map(|i| {
            let own = i * steps..(i + 1) * steps;
            let states: Vec<BinState> =
                kinds.kind_of[own.clone()].iter().map(|&k| bins[k as usize].state).collect();
            let series: Vec<f64> = match options.trend {
                // With one number of neighbours in every step, the sums rank as their scores do.
                TrendSeries::Step => single[own.clone()].iter().map(|&s| s as f64).collect(),
                TrendSeries::Lagged => {
                    kinds.kind_of[own.clone()].iter().map(|&k| bins[k as usize].z).collect()
                }
            };
            let trend = mann_kendall(&series);
            let direction = match trend.s {
                s if trend.p > options.trend_level || s == 0 => Trend::None,
                1.. => Trend::Rising,
                _ => Trend::Falling,
            };
            let of = |state| states.iter().filter(|&&s| s == state).count() as u32;
            EmergingCell {
                class: emerging_class(&states, direction, options.legacy),
                hot: of(BinState::Hot),
                cold: of(BinState::Cold),
                trend,
                events: counts[own].iter().map(|&c| u64::from(c)).sum(),
            }
        })
        .collect();
    if steps < FEW_STEPS {
        notes.push(format!("{steps} steps are few: with under {FEW_STEPS} read the classes with care"));
    }
    let mean = events as f64 / counts.len().max(1) as f64;
    Ok(EmergingRun { cells, steps, method, mean, notes, kinds: bins, kind_of: kinds.kind_of })
}

/// Events in a unit and its neighbours, step by step.
fn single_sums(counts: &[u32], steps: usize, weights: &SpatialWeights) -> Vec<u64> {
    (0..weights.len())
        .into_par_iter()
        .flat_map_iter(|i| {
            let mut sums: Vec<u64> =
                counts[i * steps..(i + 1) * steps].iter().map(|&c| u64::from(c)).collect();
            for &j in weights.neighbours(i) {
                let near = &counts[j as usize * steps..(j as usize + 1) * steps];
                for (sum, &c) in sums.iter_mut().zip(near) {
                    *sum += u64::from(c);
                }
            }
            sums
        })
        .collect()
}

/// Bins that are asked the same question, (bins in the neighbourhood, events in it), told once.
struct Kinds {
    asked: Vec<(u32, u64)>,
    times: Vec<u64>,
    kind_of: Vec<u32>,
}

impl Kinds {
    fn of(single: &[u64], steps: usize, weights: &SpatialWeights, lag: usize) -> Self {
        let mut known: HashMap<(u32, u64), u32> = HashMap::new();
        let mut kinds =
            Self { asked: Vec::new(), times: Vec::new(), kind_of: Vec::with_capacity(single.len()) };
        for i in 0..weights.len() {
            let around = weights.neighbours(i).len() + 1;
            let own = &single[i * steps..(i + 1) * steps];
            let mut sum = 0;
            for t in 0..steps {
                sum += own[t];
                if t > lag {
                    sum -= own[t - lag - 1];
                }
                let question = ((around * (t.min(lag) + 1)) as u32, sum);
                let kind = *known.entry(question).or_insert_with(|| {
                    kinds.asked.push(question);
                    kinds.times.push(0);
                    kinds.asked.len() as u32 - 1
                });
                kinds.times[kind as usize] += 1;
                kinds.kind_of.push(kind);
            }
        }
        kinds
    }

    /// Exact where the table can be afforded, else shared draws, said in the notes.
    fn tails(
        &self,
        counts: &[u32],
        seed: u64,
        notes: &mut Vec<String>,
    ) -> Result<(Vec<Tails>, String), DetectError> {
        let k_max = self.asked.iter().map(|q| q.0).max().unwrap_or(0) as usize;
        let largest = self.asked.iter().map(|q| q.1).max().unwrap_or(0);
        match PermutationTable::build(counts, k_max.min(counts.len()), largest) {
            Ok(table) => {
                let tails = self.asked.iter().map(|&(k, s)| table.total(k as usize, s)).collect();
                Ok((tails, "exact permutation distribution of the neighbourhood sum over all bins".into()))
            }
            Err(refused) => {
                notes.push(format!("{refused}: draws were used instead"));
                let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
                let mut tails = vec![Tails { ge: 1.0, le: 1.0 }; self.asked.len()];
                let mut by_size: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
                for (at, question) in self.asked.iter().enumerate() {
                    by_size.entry(question.0).or_default().push(at);
                }
                for (k, questions) in by_size {
                    let draws = SharedDraws::new(&values, k as usize, DEFAULT_DRAWS, seed)?;
                    for at in questions {
                        tails[at] = draws.total(self.asked[at].1 as f64);
                    }
                }
                Ok((tails, format!("{DEFAULT_DRAWS} seeded draws without replacement from all bins")))
            }
        }
    }

    fn bins(&self, counts: &[u32], tails: &[Tails], level: f64) -> Vec<Bin> {
        let n = counts.len() as f64;
        let mean = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / n;
        let squares = counts.iter().map(|&c| (f64::from(c) - mean) * (f64::from(c) - mean)).sum::<f64>();
        let sd = libm::sqrt(squares / n);
        let groups: Vec<(f64, u64)> =
            tails.iter().zip(&self.times).map(|(t, &times)| (t.two_sided(), times)).collect();
        let adjusted = benjamini_hochberg_grouped(&groups);
        self.asked
            .iter()
            .zip(tails)
            .zip(adjusted)
            .map(|((&(k, sum), tails), p_fdr)| {
                let k = f64::from(k);
                let spread = sd * libm::sqrt(k * (n - k) / (n - 1.0));
                let state = match (p_fdr <= level, tails.ge <= tails.le) {
                    (false, _) => BinState::Neither,
                    (true, true) => BinState::Hot,
                    (true, false) => BinState::Cold,
                };
                Bin {
                    z: if spread > 0.0 { (sum as f64 - mean * k) / spread } else { f64::NAN },
                    p_ge: tails.ge,
                    p_le: tails.le,
                    p_two_sided: tails.two_sided(),
                    p_fdr,
                    state,
                }
            })
            .collect()
    }
}
