//! The scan: the clusters seen, and how often chance makes one as strong anywhere.

use rayon::prelude::*;
use serde::Serialize;

use super::{
    Direction, ScanData, ScanModel, ScanOptions,
    likelihood::{Law, Reach},
    pass::{Field, Scratch, Windows, raise, thresholds},
    replicate::{Block, Count, LANES, Null},
    zones::{Centre, zones},
};
use crate::{detect::DetectError, geodesy::GridPoint, inference::Gumbel};

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
/// Kulldorff's scan statistic with the null of [`ScanModel`].
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
    let mut sorted = Sorted::new(data, options)?;
    let centres = zones(&sorted.places, &sorted.weight, options)?;
    let (shortest, longest) = options.lengths(sorted.steps as u32);
    let only_last = options.direction == Direction::Prospective || options.model.ignores_time();
    let mut before = sorted.before(options.model);
    let null = Null::new(options.model, &sorted.cases, sorted.steps, &sorted.weight, &sorted.people);
    // Steps before the longest window that ends last are one.
    let early = if only_last { sorted.steps.saturating_sub(longest as usize + 1) } else { 0 };
    let null = null.joined(early);
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
    let looks = distinct.saturating_mul(windows.spans.len() as u64);
    if looks.saturating_mul(u64::from(options.replications)) > MOST_LOOKS {
        let what = "zones × windows × replications";
        let got = looks.saturating_mul(u64::from(options.replications));
        return Err(DetectError::TooMuch { what, got, limit: MOST_LOOKS });
    }
    let law = sorted.law();
    let field = Field { windows: &windows, steps: sorted.steps, law };
    let maxima = if i16::try_from(sorted.total).is_ok_and(|t| t < i16::MAX) {
        maxima::<i16>(&centres, field, &null, options, looks)?
    } else {
        maxima::<i32>(&centres, field, &null, options, looks)?
    };
    let mut clusters = seen(&sorted, &centres, field, options.most_clusters, &maxima);
    for cluster in &mut clusters {
        cluster.from_step += early as u32;
        cluster.to_step += early as u32;
    }
    Ok(ScanRun {
        clusters,
        cases: u64::from(sorted.total),
        zones: distinct,
        windows: windows.spans.len() as u64,
        steps: (shortest, longest),
        maxima,
    })
}

/// The data with places in an order that does not depend on the order they came in.
struct Sorted {
    places: Vec<GridPoint>,
    source: Vec<u32>,
    steps: usize,
    cases: Vec<u32>,
    /// Cases expected at each place over the period; cases seen under the permutation model.
    weight: Vec<f64>,
    /// Cases and controls at each place under the Bernoulli model, else nothing.
    people: Vec<u32>,
    total: u32,
}

impl Sorted {
    fn new(data: &ScanData<'_>, options: &ScanOptions) -> Result<Self, DetectError> {
        let steps = if options.model.ignores_time() { 1 } else { data.steps as usize };
        let key = |i: u32| (data.places[i as usize].easting_m(), data.places[i as usize].northing_m());
        let mut source: Vec<u32> = (0..data.places.len() as u32).collect();
        source.sort_by(|&a, &b| {
            let (a, b, i, j) = (key(a), key(b), a, b);
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(i.cmp(&j))
        });
        let whole = data.steps as usize;
        let mut cases: Vec<u32> = Vec::with_capacity(data.places.len() * steps);
        for &i in &source {
            let own = &data.cases[i as usize * whole..(i as usize + 1) * whole];
            if steps == 1 {
                let sum = own.iter().map(|&c| u64::from(c)).sum::<u64>();
                cases.push(u32::try_from(sum).unwrap_or(u32::MAX));
            } else {
                cases.extend(own);
            }
        }
        let total: u64 = cases.iter().map(|&c| u64::from(c)).sum();
        if total < 2 {
            return Err(DetectError::TooFew { what: "cases", got: total, least: 2 });
        }
        if total >= i32::MAX as u64 {
            return Err(DetectError::TooMuch { what: "cases", got: total, limit: i32::MAX as u64 - 1 });
        }
        let seen = |p: usize| cases[p * steps..(p + 1) * steps].iter().map(|&c| f64::from(c)).sum::<f64>();
        let weight = match options.model {
            ScanModel::StPermutation => (0..source.len()).map(seen).collect(),
            ScanModel::StPoisson | ScanModel::Poisson | ScanModel::Bernoulli => {
                let population = data.population.unwrap_or_default();
                if population.len() != source.len() {
                    return Err(DetectError::Lengths { values: population.len(), weights: source.len() });
                }
                let bad = |p: usize| {
                    let value = population[source[p] as usize];
                    !(value.is_finite() && value >= 0.0) || (value == 0.0 && seen(p) > 0.0)
                };
                if let Some(p) = (0..source.len()).find(|&p| bad(p)) {
                    let unit = source[p] as usize;
                    return Err(DetectError::BadExpected { unit, value: population[unit] });
                }
                let all: f64 = source.iter().map(|&i| population[i as usize]).sum();
                source.iter().map(|&i| population[i as usize] * total as f64 / all).collect()
            }
        };
        let people = if options.model == ScanModel::Bernoulli {
            people(data.population.unwrap_or_default(), &source, &cases)?
        } else {
            Vec::new()
        };
        let places = source.iter().map(|&i| data.places[i as usize]).collect();
        Ok(Self { places, source, steps, cases, weight, people, total: total as u32 })
    }

    fn law(&self) -> Law {
        let people: u64 = self.people.iter().map(|&n| u64::from(n)).sum();
        Law { total: f64::from(self.total), people: (people > 0).then_some(people as f64) }
    }

    /// Makes the first `early + 1` steps one.
    fn join(&mut self, early: usize) {
        if early > 0 {
            let join = |place: &[u32]| {
                let first = place[..=early].iter().sum::<u32>();
                std::iter::once(first).chain(place[early + 1..].to_vec())
            };
            self.cases = self.cases.chunks(self.steps).flat_map(join).collect();
            self.steps -= early;
        }
    }

    /// Share of all cases expected before each step.
    fn before(&self, model: ScanModel) -> Vec<f64> {
        let mut sum = 0_u64;
        let mut before = vec![0.0];
        for step in 0..self.steps {
            sum += self.cases.iter().skip(step).step_by(self.steps).map(|&c| u64::from(c)).sum::<u64>();
            before.push(match model {
                ScanModel::StPermutation => sum as f64 / f64::from(self.total),
                _ => (step + 1) as f64 / self.steps as f64,
            });
        }
        before
    }
}

/// Most cases and controls together: each replicate draws among them.
const MOST_PEOPLE: u64 = 50_000_000;

/// Cases and controls by place: whole numbers, at least the cases, and some controls in all.
fn people(population: &[f64], source: &[u32], cases: &[u32]) -> Result<Vec<u32>, DetectError> {
    let of = |(&i, &cases): (&u32, &u32)| {
        let value = population[i as usize];
        let whole = value.fract() == 0.0 && value >= f64::from(cases) && value <= f64::from(u32::MAX);
        if whole { Ok(value as u32) } else { Err(DetectError::BadPeople { unit: i as usize, value, cases }) }
    };
    let people: Vec<u32> = source.iter().zip(cases).map(of).collect::<Result<_, _>>()?;
    let all: u64 = people.iter().map(|&n| u64::from(n)).sum();
    if all > MOST_PEOPLE {
        return Err(DetectError::TooMuch { what: "cases and controls", got: all, limit: MOST_PEOPLE });
    }
    let controls = all - cases.iter().map(|&c| u64::from(c)).sum::<u64>();
    if controls == 0 {
        return Err(DetectError::TooFew { what: "controls", got: 0, least: 1 });
    }
    Ok(people)
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

/// The strongest window of a zone.
#[derive(Debug, Clone, Copy)]
struct Strong {
    llr: f64,
    centre: u32,
    zone: u32,
    window: u32,
    observed: u32,
}

/// The clusters seen: strongest first, each without a place of one before it.
fn seen(sorted: &Sorted, centres: &[Centre], field: Field<'_>, most: u32, maxima: &[f64]) -> Vec<Cluster> {
    let total = f64::from(sorted.total);
    let mut strong: Vec<Strong> =
        (0..centres.len()).into_par_iter().flat_map_iter(|c| of_centre(sorted, centres, field, c)).collect();
    let size = |s: &Strong| centres[s.centre as usize].zones[s.zone as usize].places;
    strong.sort_by(|a, b| {
        b.llr.total_cmp(&a.llr).then(size(a).cmp(&size(b))).then((a.centre, a.zone).cmp(&(b.centre, b.zone)))
    });
    let law = Gumbel::fit(maxima);
    let mut taken = vec![false; sorted.places.len()];
    let mut clusters = Vec::new();
    for s in strong {
        if clusters.len() >= most as usize {
            break;
        }
        let centre = &centres[s.centre as usize];
        let zone = centre.zones[s.zone as usize];
        let places = &centre.nearest[..zone.places as usize];
        if places.iter().any(|&p| taken[p as usize]) {
            continue;
        }
        for &p in places {
            taken[p as usize] = true;
        }
        let expected = zone.weight * field.windows.shares[s.window as usize];
        let observed = f64::from(s.observed);
        let (from, end) = field.windows.spans[s.window as usize];
        // Equal ratios may differ in their last digit: they are equal here.
        let reached = maxima.iter().filter(|m| **m >= s.llr * (1.0 - 1e-12)).count();
        clusters.push(Cluster {
            llr: s.llr,
            places: places.iter().map(|&p| sorted.source[p as usize]).collect(),
            radius_m: zone.radius_m,
            from_step: from,
            to_step: end - 1,
            observed: u64::from(s.observed),
            expected,
            relative_risk: (observed / expected) / ((total - observed) / (total - expected)),
            p: (reached + 1) as f64 / (maxima.len() + 1) as f64,
            p_gumbel: law.map_or(1.0, |l| l.p_ge(s.llr)),
        });
    }
    clusters
}

/// The strongest window of each zone of a centre, where it is above nothing.
fn of_centre(sorted: &Sorted, centres: &[Centre], field: Field<'_>, c: usize) -> Vec<Strong> {
    let (centre, steps, law) = (&centres[c], field.steps, field.law);
    let mut before = vec![0_u32; steps + 1];
    let mut found = Vec::new();
    let mut taken = 0;
    for (z, zone) in centre.zones.iter().enumerate() {
        for &place in &centre.nearest[taken..zone.places as usize] {
            let mut sum = 0;
            for (step, &cases) in sorted.cases[place as usize * steps..][..steps].iter().enumerate() {
                sum += cases;
                before[step + 1] += sum;
            }
        }
        taken = zone.places as usize;
        if !zone.own {
            continue;
        }
        let mut best = Strong { llr: 0.0, centre: c as u32, zone: z as u32, window: 0, observed: 0 };
        for (w, (&(from, end), &share)) in field.windows.spans.iter().zip(&field.windows.shares).enumerate() {
            let count = before[end as usize] - before[from as usize];
            let (observed, expected) = (f64::from(count), zone.weight * share);
            if observed <= expected
                || (observed < law.total && law.bound(observed, expected) * (1.0 + 1e-9) < best.llr)
            {
                continue;
            }
            let llr = law.ratio(observed, expected);
            // Of equally strong windows the shorter, then the later.
            let length = |w: usize| field.windows.spans[w].1 - field.windows.spans[w].0;
            if llr > best.llr || (llr > 0.0 && llr >= best.llr && length(w) <= length(best.window as usize)) {
                best = Strong { llr, window: w as u32, observed: count, ..best };
            }
        }
        if best.llr > 0.0 {
            found.push(best);
        }
    }
    found
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
