//! The Knox table: pairs near in space and time, beside what shuffled dates give.

use rayon::prelude::*;
use serde::Serialize;

use super::{
    Metric, NearRepeatOptions,
    lanes::{LANES, Lane, Lists, count, shuffled},
    options::MOST_DAYS,
    pairs::Sorted,
};
use crate::{detect::DetectError, geodesy::GridPoint, inference::benjamini_hochberg};

/// Ratio from which a cell with `p_ge` of at most [`ACTIONABLE_P`] is called actionable: the convention of the
/// Near Repeat Calculator, no more.
pub const ACTIONABLE_RATIO: f64 = 1.2;

/// See [`ACTIONABLE_RATIO`].
pub const ACTIONABLE_P: f64 = 0.05;

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct KnoxCell {
    /// Space band [from, to) in metres.
    pub space_from_m: f64,
    /// See `space_from_m`.
    pub space_to_m: f64,
    /// Time band [from, to) in days.
    pub days_from: u32,
    /// See `days_from`.
    pub days_to: u32,
    /// Unordered pairs in both bands.
    pub observed: u64,
    /// Mean over all orders of the dates, exact: pairs in the space band × pairs in the time band / all pairs.
    pub expected: f64,
    /// Mean over the shuffles made.
    pub mean_simulated: f64,
    /// Median over the shuffles made.
    pub median_simulated: f64,
    /// Observed / expected; not a number where nothing is expected.
    pub ratio: f64,
    /// Observed / mean of the shuffles.
    pub ratio_mean: f64,
    /// Observed / median of the shuffles.
    pub ratio_median: f64,
    /// One-sided: (1 + shuffles with at least as many) / (1 + shuffles).
    pub p_ge: f64,
    /// One-sided: (1 + shuffles with at most as many) / (1 + shuffles).
    pub p_le: f64,
    /// Two-sided: min(1, 2 min(p_ge, p_le)).
    pub p_two_sided: f64,
    /// `p_ge` after Benjamini-Hochberg over all cells of the table.
    pub p_fdr: f64,
    /// Ratio ≥ 1.2 and p_ge ≤ 0.05: a convention, without regard to the number of cells looked at.
    pub actionable: bool,
}

/// The table, space band by space band.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnoxTable {
    /// Cells, all time bands of the first space band first.
    pub cells: Vec<KnoxCell>,
    /// Number of space bands.
    pub space_bands: usize,
    /// Number of time bands.
    pub time_bands: usize,
    /// Events.
    pub events: usize,
    /// All pairs.
    pub pairs: u64,
    /// Pairs in each space band, whatever the time.
    pub pairs_in_space: Vec<u64>,
    /// Pairs in each time band, whatever the place.
    pub pairs_in_time: Vec<u64>,
    /// Shuffles.
    pub permutations: u32,
    /// Distance.
    pub metric: Metric,
    /// Seed.
    pub seed: u64,
}

impl KnoxTable {
    /// The cell of a space and a time band.
    #[must_use]
    pub fn cell(&self, space: usize, time: usize) -> &KnoxCell {
        &self.cells[space * self.time_bands + time]
    }
}

/// Bytes of shuffled dates held at a time.
const SHUFFLED_BYTES: usize = 216_000_000;

/// Pairs a thread lists at a time.
const LISTED: usize = 1 << 18;

/// Is an event followed by others near it, soon, more than chance would have it? Knox (1964), with the
/// dates shuffled over the places; bands left-closed, [from, to), so that two events 100 m and 3 days apart
/// are in [100, 200) and [0, 7).
///
/// `days` are whole local dates, as days since any one date. The null: places and dates as they are,
/// which date belongs to which place by chance. Seasons and busy places are therefore in the null; a
/// place that came up or died away within the period is not, and shows as near repeats. Costs one pass over
/// all pairs within the last space band for each 32 shuffles.
///
/// # Errors
/// [`DetectError::Setting`] for settings out of range, [`DetectError::Lengths`], [`DetectError::TooFew`] for fewer than two events,
/// [`DetectError::TooMuch`] for more than 89 years or pairs beyond reason.
///
/// ```
/// use harmspot::{detect::{NearRepeatOptions, near_repeat}, geodesy::GridPoint};
/// let at = |x: f64| GridPoint::new(x, 0.0).unwrap();
/// let table = near_repeat(&[at(0.0), at(100.0), at(5_000.0)], &[10, 13, 400], &NearRepeatOptions::default()).unwrap();
/// let cell = table.cell(2, 0);
/// assert_eq!((cell.space_from_m, cell.space_to_m, cell.observed), (100.0, 200.0, 1));
/// assert_eq!((cell.days_from, cell.days_to), (0, 7));
/// ```
pub fn near_repeat(
    points: &[GridPoint],
    days: &[i32],
    options: &NearRepeatOptions,
) -> Result<KnoxTable, DetectError> {
    options.check()?;
    let days = since_first(points.len(), days)?;
    let sorted = Sorted::new(points, &days, &options.space_m, options.metric);
    sorted.affordable()?;
    let cells = (options.space_m.len() * options.days.len()) as u64;
    let kept = cells.saturating_mul(u64::from(options.permutations));
    if kept > MOST_KEPT {
        let what = "permutations × bands of space × bands of time";
        return Err(DetectError::TooMuch { what, got: kept, limit: MOST_KEPT });
    }
    let edges: Vec<i16> = options.days.iter().map(|&d| d as i16).collect();
    let found = observed(&sorted, options.space_m.len(), &edges);
    let simulated = simulate(&sorted, options, &edges);
    Ok(table(&sorted, options, &found, &simulated))
}

/// Simulated counts held at once: 400 MB.
const MOST_KEPT: u64 = 50_000_000;

/// Days since the first event.
pub(super) fn since_first(events: usize, days: &[i32]) -> Result<Vec<i16>, DetectError> {
    if events != days.len() {
        return Err(DetectError::Lengths { values: events, weights: days.len() });
    }
    if events < 2 {
        return Err(DetectError::TooFew { what: "events", got: events as u64, least: 2 });
    }
    let first = days.iter().copied().min().unwrap_or(0);
    let last = days.iter().copied().max().unwrap_or(0);
    let span = last.abs_diff(first);
    if span > MOST_DAYS {
        let what = "days from the first event to the last";
        return Err(DetectError::TooMuch { what, got: u64::from(span), limit: u64::from(MOST_DAYS) });
    }
    Ok(days.iter().map(|&d| d.abs_diff(first) as i16).collect())
}

/// Pairs by space band, and of those by time band.
struct Observed {
    in_space: Vec<u64>,
    cells: Vec<u64>,
}

fn observed(sorted: &Sorted, bands: usize, edges: &[i16]) -> Observed {
    let zero = || Observed { in_space: vec![0; bands], cells: vec![0; bands * edges.len()] };
    let add = |mut a: Observed, b: Observed| {
        a.in_space.iter_mut().zip(&b.in_space).for_each(|(a, b)| *a += b);
        a.cells.iter_mut().zip(&b.cells).for_each(|(a, b)| *a += b);
        a
    };
    let of = |first: usize| {
        let mut sum = zero();
        sorted.each_pair(first..(first + 1_024).min(sorted.len()), |i, j, band| {
            sum.in_space[band] += 1;
            let apart = sorted.day[i].abs_diff(sorted.day[j]) as i16;
            let time = edges.iter().map(|&e| usize::from(apart >= e)).sum::<usize>();
            if time < edges.len() {
                sum.cells[band * edges.len() + time] += 1;
            }
        });
        sum
    };
    (0..sorted.len()).into_par_iter().step_by(1_024).map(of).reduce(zero, add)
}

/// Pairs by cell of every shuffle, shuffle by shuffle.
fn simulate(sorted: &Sorted, options: &NearRepeatOptions, edges: &[i16]) -> Vec<u64> {
    let (bands, n) = (options.space_m.len(), sorted.len());
    let cells = bands * edges.len();
    let blocks = (options.permutations as usize).div_ceil(LANES);
    let at_once = (SHUFFLED_BYTES / (n * size_of::<Lane>())).clamp(1, 64);
    let mut all = Vec::with_capacity(blocks * LANES * cells);
    for first in (0..blocks).step_by(at_once) {
        let now: Vec<Vec<Lane>> = (first..blocks.min(first + at_once))
            .into_par_iter()
            .map(|b| shuffled(&sorted.day, options.seed, (b * LANES) as u64))
            .collect();
        all.extend(count_blocks(sorted, &now, bands, edges));
    }
    all.truncate(options.permutations as usize * cells);
    // Fewer than 7 days, fewer than 14, ...: the bands are the differences.
    for row in all.chunks_mut(edges.len()) {
        for k in (1..row.len()).rev() {
            row[k] -= row[k - 1];
        }
    }
    all
}

/// The counts of some blocks of replicates: every thread lists the partners of a run of events once and
/// sets them against all blocks while they are near the processor.
fn count_blocks(sorted: &Sorted, blocks: &[Vec<Lane>], bands: usize, edges: &[i16]) -> Vec<u64> {
    let per_block = LANES * bands * edges.len();
    let zero = || (Lists::default(), vec![0_u64; blocks.len() * per_block]);
    let piece = sorted.len().div_ceil(64).clamp(64, 2_048);
    (0..sorted.len())
        .into_par_iter()
        .step_by(piece)
        .fold(zero, |(mut lists, mut counts), first| {
            let last = (first + piece).min(sorted.len());
            let mut next = first;
            while next < last {
                next = lists.fill(sorted, next, last, bands, LISTED);
                if !lists.is_empty() {
                    for (days, counts) in blocks.iter().zip(counts.chunks_mut(per_block)) {
                        count(&lists, days, edges, counts);
                    }
                }
            }
            (lists, counts)
        })
        .map(|(_, counts)| counts)
        .reduce(
            Vec::new,
            |a, b| if a.is_empty() { b } else { a.iter().zip(&b).map(|(a, b)| a + b).collect() },
        )
}

fn table(sorted: &Sorted, options: &NearRepeatOptions, found: &Observed, simulated: &[u64]) -> KnoxTable {
    let events = sorted.len();
    let pairs = events as u64 * (events as u64 - 1) / 2;
    let pairs_in_time = in_time(&sorted.day, &options.days);
    let times = options.days.len();
    let from = |edges: &[f64], k: usize| if k == 0 { 0.0 } else { edges[k - 1] };
    let mut cells: Vec<KnoxCell> = (0..options.space_m.len() * times)
        .map(|c| {
            let (s, t) = (c / times, c % times);
            let observed = found.cells[c];
            let expected = found.in_space[s] as f64 * pairs_in_time[t] as f64 / pairs as f64;
            let mut of_cell: Vec<u64> =
                simulated.iter().skip(c).step_by(found.cells.len()).copied().collect();
            of_cell.sort_unstable();
            let r = of_cell.len();
            let mean_simulated = of_cell.iter().sum::<u64>() as f64 / r as f64;
            let median_simulated = (of_cell[(r - 1) / 2] + of_cell[r / 2]) as f64 / 2.0;
            let below = of_cell.partition_point(|&v| v < observed);
            let up_to = of_cell.partition_point(|&v| v <= observed);
            let (p_ge, p_le) = (share(r - below, r), share(up_to, r));
            let ratio = over(observed, expected);
            KnoxCell {
                space_from_m: from(&options.space_m, s),
                space_to_m: options.space_m[s],
                days_from: if t == 0 { 0 } else { options.days[t - 1] },
                days_to: options.days[t],
                observed,
                expected,
                mean_simulated,
                median_simulated,
                ratio,
                ratio_mean: over(observed, mean_simulated),
                ratio_median: over(observed, median_simulated),
                p_ge,
                p_le,
                p_two_sided: (2.0 * p_ge.min(p_le)).min(1.0),
                p_fdr: 1.0,
                actionable: ratio >= ACTIONABLE_RATIO && p_ge <= ACTIONABLE_P,
            }
        })
        .collect();
    let p: Vec<f64> = cells.iter().map(|c| c.p_ge).collect();
    for (cell, p_fdr) in cells.iter_mut().zip(benjamini_hochberg(&p)) {
        cell.p_fdr = p_fdr;
    }
    KnoxTable {
        cells,
        space_bands: options.space_m.len(),
        time_bands: times,
        events,
        pairs,
        pairs_in_space: found.in_space.clone(),
        pairs_in_time,
        permutations: options.permutations,
        metric: options.metric,
        seed: options.seed,
    }
}

fn share(reached: usize, of: usize) -> f64 {
    (reached + 1) as f64 / (of + 1) as f64
}

fn over(observed: u64, expected: f64) -> f64 {
    if expected > 0.0 { observed as f64 / expected } else { f64::NAN }
}

/// Pairs in each time band over all places, from how many events each day has.
fn in_time(days: &[i16], edges: &[u32]) -> Vec<u64> {
    let last = days.iter().copied().max().unwrap_or(0) as usize;
    let mut on = vec![0_u64; last + 1];
    for &day in days {
        on[day as usize] += 1;
    }
    let mut sums = vec![0; edges.len()];
    for lag in 0..=last {
        let band = edges.partition_point(|&e| e as usize <= lag);
        if band == edges.len() {
            break;
        }
        sums[band] += if lag == 0 {
            on.iter().map(|&n| n * n.saturating_sub(1) / 2).sum::<u64>()
        } else {
            on.iter().zip(&on[lag..]).map(|(a, b)| a * b).sum()
        };
    }
    sums
}
