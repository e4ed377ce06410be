//! The scan: the clusters seen, and how often chance makes one as strong anywhere.

use rayon::prelude::*;
use serde::Serialize;

use super::{
    Direction, ScanData, ScanOptions,
    likelihood::Reach,
    pass::{Field, Scratch, Windows, raise, thresholds},
    replicate::{Block, Count, LANES, Null},
    seen::seen,
    sorted::Sorted,
    zones::{Centre, zones},
};
use crate::detect::DetectError;

/// A circle of places, and a time, with more cases than expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster {
    /// Log likelihood ratio (the test statistic).
    pub llr: f64,
    /// Places as given, nearest to the centre first; the first is the centre.
    pub places: Vec<u32>,
    /// Distance from the centre to the farthest place, in metres.
    pub radius_m: f64,
    /// First step of the window.
    pub from_step: u32,
    /// Last step of the window, included.
    pub to_step: u32,
    /// Cases.
    pub observed: u64,
    /// Cases expected under the null.
    pub expected: f64,
    /// Observed / expected inside, over the same outside.
    pub relative_risk: f64,
    /// (1 + replicates whose largest ratio is at least this one) / (1 + replicates): corrected for every
    /// zone and window looked at. For clusters after the first this is on the safe side.
    pub p: f64,
    /// The same by a Gumbel law fitted to the replicates: an approximation that can be smaller than 1 / (1 + replicates).
    pub p_gumbel: f64,
}

impl Cluster {
    /// How long one would run the analysis, once every `every` (days, say), until chance makes such a
    /// cluster: `every` / p, in the unit of `every`.
    #[must_use]
    pub fn recurrence(&self, every: f64) -> f64 {
        every / self.p
    }
}

/// What a scan found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScanRun {
    /// Strongest first; no two share a place.
    pub clusters: Vec<Cluster>,
    /// Cases in all.
    pub cases: u64,
    /// Distinct zones looked at.
    pub zones: u64,
    /// Windows looked at in each.
    pub windows: u64,
    /// Shortest and longest window in steps.
    pub steps: (u32, u32),
    /// Largest ratio of each replicate, in the order of the replicates.
    pub maxima: Vec<f64>,
}

/// Cylinders × replicates above which a scan is refused (hours of work).
const MOST_LOOKS: u64 = 40_000_000_000_000;

/// Windows above which a scan is refused before they are made.
const MOST_WINDOWS: u64 = 5_000_000;

/// Bytes of replicates held at a time.
const REPLICATE_BYTES: usize = 192_000_000;

/// Looks for the circle of places, and under the space-time models the time, least compatible with chance:
/// Kulldorff's scan statistic with the null of [`ScanModel`](super::ScanModel).
///
/// Zones are every place with its nearest, circle by circle (places equally far come together), up to the
/// radius, number and share of the options. A cylinder's ratio is [`log_likelihood_ratio`]; only excesses
/// count. p is by rank among the largest ratios of replicates, so it answers for all zones and windows
/// together. Under the Bernoulli model the ratio is of two shares, those of cases among people inside and outside. Under the permutation model a shift of population or a season that differs between places can look
/// like a cluster. Cost: zones × windows × replicates / 32 vector steps.
///
/// # Errors
/// [`DetectError::Setting`], [`DetectError::TooFew`], [`DetectError::Lengths`]; [`DetectError::BadExpected`] for a population that is
/// negative, not finite, missing or zero where there are cases; [`DetectError::TooMuch`].
pub fn scan(data: &ScanData<'_>, options: &ScanOptions) -> Result<ScanRun, DetectError> {
    options.check(data)?;
    let sorted = Sorted::new(data, options)?;
    let null = Null::new(options.model, &sorted.cases, sorted.steps, &sorted.weight, &sorted.people);
    let ready = Ready::new(sorted, options)?;
    let null = null.joined(ready.early);
    let looks = ready.distinct.saturating_mul(ready.windows.spans.len() as u64);
    if looks.saturating_mul(u64::from(options.replications)) > MOST_LOOKS {
        let what = "zones × windows × replications";
        let got = looks.saturating_mul(u64::from(options.replications));
        return Err(DetectError::TooMuch { what, got, limit: MOST_LOOKS });
    }
    let (centres, field) = (&ready.centres, ready.field());
    let maxima = if i16::try_from(ready.sorted.total).is_ok_and(|t| t < i16::MAX) {
        maxima::<i16>(centres, field, &null, options, looks)?
    } else {
        maxima::<i32>(centres, field, &null, options, looks)?
    };
    Ok(ScanRun {
        clusters: ready.clusters(options, &maxima),
        cases: u64::from(ready.sorted.total),
        zones: ready.distinct,
        windows: ready.windows.spans.len() as u64,
        steps: ready.lengths,
        maxima,
    })
}

/// The clusters of [`scan`] without replicates: the same ones in the same order at a small part of the cost, and
/// no p (it is 1). For asking whether clusters come back in a resample, which needs no p.
///
/// # Errors
/// As [`scan`].
pub fn scan_clusters(data: &ScanData<'_>, options: &ScanOptions) -> Result<Vec<Cluster>, DetectError> {
    options.check(data)?;
    Ok(Ready::new(Sorted::new(data, options)?, options)?.clusters(options, &[]))
}

/// Zones and windows of a scan, ready to be looked at.
struct Ready {
    sorted: Sorted,
    centres: Vec<Centre>,
    windows: Windows,
    /// Shortest and longest window in steps.
    lengths: (u32, u32),
    /// First steps made one.
    early: usize,
    distinct: u64,
}

impl Ready {
    fn new(mut sorted: Sorted, options: &ScanOptions) -> Result<Self, DetectError> {
        let centres = zones(&sorted.places, &sorted.weight, options)?;
        let (shortest, longest) = options.lengths(sorted.steps as u32);
        let only_last = options.direction == Direction::Prospective || options.model.ignores_time();
        let mut before = sorted.before(options.model);
        // Steps before the longest window that ends last are one.
        let early = if only_last { sorted.steps.saturating_sub(longest as usize + 1) } else { 0 };
        sorted.join(early);
        before.drain(1..=early);
        let lengths = u64::from(longest.saturating_sub(shortest)) + 1;
        let ends = if only_last { 1 } else { before.len() as u64 };
        if lengths.saturating_mul(ends) > MOST_WINDOWS {
            let got = lengths.saturating_mul(ends);
            return Err(DetectError::TooMuch { what: "windows", got, limit: MOST_WINDOWS });
        }
        let windows = Windows::new(&before, shortest, longest, only_last);
        let distinct = centres.iter().map(|c| c.zones.iter().filter(|z| z.own).count() as u64).sum::<u64>();
        Ok(Self { sorted, centres, windows, lengths: (shortest, longest), early, distinct })
    }

    fn field(&self) -> Field<'_> {
        Field { windows: &self.windows, steps: self.sorted.steps, law: self.sorted.law() }
    }

    fn clusters(&self, options: &ScanOptions, maxima: &[f64]) -> Vec<Cluster> {
        let mut clusters = seen(&self.sorted, &self.centres, self.field(), options.most_clusters, maxima);
        for cluster in &mut clusters {
            cluster.from_step += self.early as u32;
            cluster.to_step += self.early as u32;
        }
        clusters
    }
}

/// The largest ratio of every replicate.
///
/// Almost no cylinder of a replicate comes near its largest ratio, so counts are only compared with the smallest that
/// could reach a level, whole numbers without logarithms; ratios are computed of the few that do. A replicate
/// that nowhere reaches the level is done again with less of it: the level changes the cost, never the answer.
fn maxima<C: Count>(
    centres: &[Centre],
    field: Field<'_>,
    null: &Null,
    options: &ScanOptions,
    looks: u64,
) -> Result<Vec<f64>, DetectError> {
    let blocks = (options.replications as usize).div_ceil(LANES);
    let bytes = centres.len() * (field.steps + 1) * size_of::<[C; LANES]>();
    if bytes > 1 << 30 {
        let what = "bytes for the replicates (places × steps of time × 128)";
        return Err(DetectError::TooMuch { what, got: bytes as u64, limit: 1 << 30 });
    }
    let at_once = (REPLICATE_BYTES / bytes).clamp(1, 1_024);
    let most = centres.iter().filter_map(|c| c.zones.last()).map(|z| z.weight).fold(0.0, f64::max)
        * field.windows.largest_share();
    // The first block finds how large ratios are by chance.
    let mut level = 0.35 * libm::log(looks.max(2) as f64);
    let mut all = Vec::with_capacity(blocks * LANES);
    let (mut first, mut now) = (0, 1);
    while first < blocks {
        let made: Vec<Block<C>> = (first..blocks.min(first + now))
            .into_par_iter()
            .map(|b| null.block(options.seed, (b * LANES) as u64))
            .collect();
        let mut best = vec![0.0; made.len() * LANES];
        let mut open: Vec<usize> = (0..made.len()).collect();
        let mut tried = level;
        while !open.is_empty() {
            let reach = Reach::new(tried, most, field.law);
            let found = best_of(centres, field, &reach, &made, &open);
            for (&b, found) in open.iter().zip(found.chunks(LANES)) {
                best[b * LANES..(b + 1) * LANES].copy_from_slice(found);
            }
            // Below the level a ratio may be a cylinder's that is not the largest.
            open.retain(|&b| tried > 0.0 && best[b * LANES..(b + 1) * LANES].iter().any(|&v| v < tried));
            tried = if tried > 0.5 { tried * 0.8 } else { 0.0 };
        }
        all.extend(&best);
        level = best.iter().copied().fold(f64::INFINITY, f64::min) * 0.9;
        first += made.len();
        now = at_once;
    }
    all.truncate(options.replications as usize);
    Ok(all)
}

/// The largest ratio at or above the level in each replicate of some blocks.
fn best_of<C: Count>(
    centres: &[Centre],
    field: Field<'_>,
    reach: &Reach,
    made: &[Block<C>],
    open: &[usize],
) -> Vec<f64> {
    let zero = || (Scratch::default(), Vec::new(), vec![0.0_f64; open.len() * LANES]);
    centres
        .par_iter()
        .fold(zero, |(mut scratch, mut limits, mut best), centre| {
            thresholds(centre, field, reach, &mut limits);
            for (&b, best) in open.iter().zip(best.chunks_mut(LANES)) {
                raise(centre, field, &limits, &made[b], &mut scratch, best);
            }
            (scratch, limits, best)
        })
        .map(|(_, _, best)| best)
        .reduce(
            Vec::new,
            |a, b| {
                if a.is_empty() { b } else { a.iter().zip(&b).map(|(a, b)| a.max(*b)).collect() }
            },
        )
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
