//! How few places hold how much, of events and of harm, and where the two disagree.

use serde::Serialize;

use super::DetectError;
use crate::inference::{gini, gini_sparse, poisson_tails};

/// Fewest incidents of a place for its harm to be called a harmspot: one homicide is no pattern.
pub const MIN_INCIDENTS_FOR_HARM: u32 = 3;

/// Settings of [`concentration`].
#[derive(Debug, Clone, PartialEq)]
pub struct ConcentrationOptions {
    /// Shares asked for (default 25, 50 and 80 %).
    pub shares: Vec<f64>,
    /// Share whose fewest places are the hotspots and harmspots (default 25 %).
    pub top: f64,
    /// Fewest incidents of a harmspot (default 3).
    pub min_incidents: u32,
}

impl Default for ConcentrationOptions {
    fn default() -> Self {
        Self { shares: vec![0.25, 0.5, 0.8], top: 0.25, min_incidents: MIN_INCIDENTS_FOR_HARM }
    }
}

/// The fewest places that hold a share of the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldBy {
    /// Share asked for, 0 to 1.
    pub share: f64,
    /// Fewest places that hold at least as much.
    pub places: u64,
    /// As a share of all places.
    pub of_places: f64,
    /// As a share of the area; `None` without areas.
    pub of_area: Option<f64>,
    /// Share of all places it would take if every event fell on any place alike; `None` for harm.
    pub by_chance: Option<f64>,
}

/// How events, or harm, are spread over places.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Sum over all places.
    pub total: f64,
    /// Fewest places by share.
    pub held_by: Vec<HeldBy>,
    /// Gini's coefficient; `None` when there is nothing.
    pub gini: Option<f64>,
    /// G′, for fewer events than places; `None` for harm, and when there is nothing.
    pub gini_sparse: Option<f64>,
    /// Lorenz curve, share of places from the emptiest up and share held: 101 points, or one a place where fewer.
    pub lorenz: Vec<(f64, f64)>,
}

/// Whether a place stands out by count, by harm, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Among the fewest places that hold the top share of events and of harm.
    Both,
    /// By count only: much, but light.
    HotspotOnly,
    /// By harm only: little, but grave.
    HarmspotOnly,
    /// Its harm would be among the top, from too few incidents to be a pattern.
    HarmOfFew,
    /// Neither.
    Neither,
}

impl Standing {
    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::HotspotOnly => "hotspot-only",
            Self::HarmspotOnly => "harmspot-only",
            Self::HarmOfFew => "harm-of-few",
            Self::Neither => "neither",
        }
    }
}

/// Result of [`concentration`].
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// Events.
    pub count: Spread,
    /// Harm, when given.
    pub harm: Option<Spread>,
    /// Standing of every place; by count alone when no harm is given.
    pub standing: Vec<Standing>,
    /// Rank by count, 1 the fullest, ties by position; 0 without an event.
    pub rank_count: Vec<u32>,
    /// Rank by harm, ties by position; 0 without harm, empty when none is given.
    pub rank_harm: Vec<u32>,
}

/// Concentration of events, and of harm, over all places of a study area (zeros included).
///
/// Places are taken from the fullest down, ties by position, until a share is reached. A description: nothing is tested, but the number of places
/// that chance alone would need is told beside, for with few events most places are empty anyway (G′ takes that off, Bernasco and
/// Steenbeek 2017). Harmspots are the fewest places with at least `min_incidents` incidents that hold the top share of the harm of such places.
///
/// # Errors
/// [`DetectError::Lengths`], [`DetectError::NotFinite`] for harm or an area that is not finite or negative.
pub fn concentration(
    counts: &[u32],
    harm: Option<&[f64]>,
    areas_m2: Option<&[f64]>,
    options: &ConcentrationOptions,
) -> Result<Concentration, DetectError> {
    for column in [harm, areas_m2].into_iter().flatten() {
        if column.len() != counts.len() {
            return Err(DetectError::Lengths { values: counts.len(), weights: column.len() });
        }
        if let Some(unit) = column.iter().position(|v| !v.is_finite() || *v < 0.0) {
            return Err(DetectError::NotFinite { unit, value: column[unit] });
        }
    }
    let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
    let by_count = order(&values);
    let events: u64 = counts.iter().map(|&c| u64::from(c)).sum();
    let chance = |share| fewest_by_chance(share, events, counts.len() as u64);
    let count = Spread {
        gini_sparse: gini_sparse(counts),
        ..spread(&values, &by_count, areas_m2, &options.shares, Some(&chance))
    };
    let hot = fewest(&values, &by_count, options.top);
    let mut standing = vec![Standing::Neither; counts.len()];
    for &i in &by_count[..hot] {
        standing[i as usize] = Standing::HotspotOnly;
    }
    let Some(harm) = harm else {
        return Ok(Concentration {
            count,
            harm: None,
            standing,
            rank_count: ranks(&values, &by_count),
            rank_harm: Vec::new(),
        });
    };
    let by_harm = order(harm);
    let (enough, few): (Vec<u32>, Vec<u32>) =
        by_harm.iter().partition(|&&i| counts[i as usize] >= options.min_incidents);
    let grave = fewest(harm, &enough, options.top);
    for &i in &enough[..grave] {
        let now = &mut standing[i as usize];
        *now = if *now == Standing::HotspotOnly { Standing::Both } else { Standing::HarmspotOnly };
    }
    let least = grave.checked_sub(1).map_or(0.0, |last| harm[enough[last] as usize]);
    for &i in few.iter().filter(|&&i| harm[i as usize] > 0.0 && harm[i as usize] >= least) {
        if standing[i as usize] == Standing::Neither {
            standing[i as usize] = Standing::HarmOfFew;
        }
    }
    Ok(Concentration {
        count,
        harm: Some(spread(harm, &by_harm, areas_m2, &options.shares, None)),
        standing,
        rank_count: ranks(&values, &by_count),
        rank_harm: ranks(harm, &by_harm),
    })
}

/// Positions from the fullest down, ties by position.
fn order(values: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| values[b as usize].total_cmp(&values[a as usize]).then(a.cmp(&b)));
    order
}

fn ranks(values: &[f64], order: &[u32]) -> Vec<u32> {
    let mut ranks = vec![0; values.len()];
    for (&i, rank) in order.iter().zip(1..) {
        if values[i as usize] > 0.0 {
            ranks[i as usize] = rank;
        }
    }
    ranks
}

/// How many of the order hold at least `share` of its total; 0 when that is 0.
fn fewest(values: &[f64], order: &[u32], share: f64) -> usize {
    let total: f64 = order.iter().map(|&i| values[i as usize]).sum();
    if total <= 0.0 {
        return 0;
    }
    let mut held = 0.0;
    for (&i, places) in order.iter().zip(1..) {
        held += values[i as usize];
        if held >= share * total * (1.0 - 1e-12) {
            return places;
        }
    }
    order.len()
}

fn spread(
    values: &[f64],
    order: &[u32],
    areas_m2: Option<&[f64]>,
    shares: &[f64],
    by_chance: Option<&dyn Fn(f64) -> f64>,
) -> Spread {
    let n = values.len();
    let area: f64 = areas_m2.unwrap_or_default().iter().sum();
    let held_by = shares
        .iter()
        .map(|&share| {
            let places = fewest(values, order, share);
            let taken = areas_m2.map(|a| order[..places].iter().map(|&i| a[i as usize]).sum::<f64>() / area);
            HeldBy {
                share,
                places: places as u64,
                of_places: places as f64 / n.max(1) as f64,
                of_area: taken.filter(|a| a.is_finite()),
                by_chance: by_chance.map(|f| f(share)),
            }
        })
        .collect();
    let total: f64 = order.iter().map(|&i| values[i as usize]).sum();
    let points = n.min(100);
    let mut lorenz = Vec::with_capacity(points + 1);
    let (mut held, mut at) = (0.0, 0);
    for point in 0..=points {
        let places = point * n / points.max(1);
        while at < places {
            held += values[order[n - 1 - at] as usize];
            at += 1;
        }
        let share = if total > 0.0 { held / total } else { 0.0 };
        lorenz.push((places as f64 / n.max(1) as f64, share.min(1.0)));
    }
    Spread { total, held_by, gini: gini(values), gini_sparse: None, lorenz }
}

/// Expected share of places that hold `share` of `events` dealt to `places` places alike (Poisson).
fn fewest_by_chance(share: f64, events: u64, places: u64) -> f64 {
    if events == 0 || places == 0 {
        return 0.0;
    }
    let mean = events as f64 / places as f64;
    let mut level = (mean + 12.0 * libm::sqrt(mean) + 40.0) as u64;
    // From the fullest places down: those with exactly `level` events, then one fewer.
    let (mut held, mut taken) = (0.0, 0.0);
    while level > 0 {
        let exactly = (poisson_tails(level, mean).ge - poisson_tails(level + 1, mean).ge).max(0.0);
        let worth = exactly * level as f64 / mean;
        if held + worth >= share {
            return taken + exactly * (share - held) / worth;
        }
        held += worth;
        taken += exactly;
        level -= 1;
    }
    taken
}
