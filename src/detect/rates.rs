//! Rates of places with few events: intervals, shrinkage, funnel limits, and change without percentages of nothing.

use serde::Serialize;

use super::DetectError;
use crate::inference::{
    benjamini_hochberg, e_test, percent_change, poisson_interval_byar, poisson_tails, poisson_z, shrink_rates,
};

/// Settings of [`rates`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatesOptions {
    /// Rates are told per so many of the exposure (default 1,000).
    pub per: f64,
    /// Confidence of Byar's intervals (default 0.95).
    pub confidence: f64,
    /// Earlier periods of equal length behind `before` (default 1).
    pub periods_before: f64,
}

impl Default for RatesOptions {
    fn default() -> Self {
        Self { per: 1_000.0, confidence: 0.95, periods_before: 1.0 }
    }
}

/// What is known of every place; columns of one length.
#[derive(Debug, Clone, Copy, Default)]
pub struct RatesInput<'a> {
    /// Events.
    pub counts: &'a [u64],
    /// Residents, workday population, premises, street metres: what the events are set against.
    pub exposure: &'a [f64],
    /// Events of all kinds, for the location quotient.
    pub all: Option<&'a [u64]>,
    /// Events of the earlier periods together.
    pub before: Option<&'a [u64]>,
}

/// Where a place lies in the funnel around the common rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Funnel {
    /// Above the 99.8 % limit: look for a reason.
    Above998,
    /// Above the 95 % limit.
    Above95,
    /// Within both.
    Within,
    /// Below the 95 % limit.
    Below95,
    /// Below the 99.8 % limit.
    Below998,
    /// Without exposure.
    NoExposure,
}

impl Funnel {
    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Above998 => "above-99.8",
            Self::Above95 => "above-95",
            Self::Within => "within",
            Self::Below95 => "below-95",
            Self::Below998 => "below-99.8",
            Self::NoExposure => "no-exposure",
        }
    }
}

/// Change of one place since earlier periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateChange {
    /// Mean of the earlier periods.
    pub mean_before: f64,
    /// `2 (√now − √mean)`; flag at 3 or more either way.
    pub z: f64,
    /// Two-sided E-test of equal rates.
    pub p: f64,
    /// After Benjamini-Hochberg over the places.
    pub p_fdr: f64,
    /// Change in per cent; `None` when the mean before is under 20.
    pub percent: Option<f64>,
}

/// One place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Rate; not a number without exposure.
    pub rate: f64,
    /// Byar's interval of it.
    pub interval: (f64, f64),
    /// Gamma-Poisson empirical-Bayes rate: for ranking.
    pub shrunk: f64,
    /// 95 % posterior interval of it.
    pub shrunk_interval: (f64, f64),
    /// Events expected at the common rate.
    pub expected: f64,
    /// P(X ≥ count) at the common rate.
    pub p_ge: f64,
    /// P(X ≤ count) at the common rate.
    pub p_le: f64,
    /// Funnel limits as rates: a place at them or beyond has a chance of at most 2.5 % at that end; the lower is not a
    /// number where even no event at all is likelier than that.
    pub limits_95: (f64, f64),
    /// The same, 0.1 %.
    pub limits_998: (f64, f64),
    /// Where it lies.
    pub funnel: Funnel,
    /// Share of its events that are these, over the same share of all places; not a number without events of any kind.
    pub location_quotient: f64,
    /// Change, when an earlier count is given.
    pub change: Option<RateChange>,
}

/// Rates of all places.
#[derive(Debug, Clone, PartialEq)]
pub struct RatesRun {
    /// In the order given.
    pub places: Vec<Rate>,
    /// Common rate.
    pub overall: f64,
    /// Exposure at which a place's own rate counts half; infinite when rates do not differ beyond chance.
    pub half_way: f64,
    /// Pearson's χ² over its degrees of freedom: well above 1, places differ for reasons the funnel does not know.
    pub over_dispersion: f64,
    /// Sentences for the reader.
    pub notes: Vec<String>,
}

/// Rates with everything needed to read them honestly.
///
/// Byar's intervals; gamma-Poisson empirical-Bayes rates ([`shrink_rates`]) for ranking; exact Poisson funnel limits at 95 and 99.8 %
/// (Spiegelhalter 2005) around the common rate; location quotients; change by Poisson z, E-test with Benjamini-Hochberg, and a percentage only from a mean
/// of 20 up. Never set the crimes of a night economy against residents: use a location quotient or a density there.
///
/// # Errors
/// [`DetectError::Lengths`]; [`DetectError::BadExpected`] for a negative or non-finite exposure, or none at all;
/// [`DetectError::Setting`] for a scale (`per`, `periods_before`) that is not above zero.
///
/// ```
/// use harmspot::detect::{Funnel, RatesInput, RatesOptions, rates};
/// let (counts, residents) = ([12, 40, 11, 9], [1_500.0, 1_500.0, 1_500.0, 1_500.0]);
/// let run = rates(&RatesInput { counts: &counts, exposure: &residents, ..RatesInput::default() }, &RatesOptions::default()).unwrap();
/// assert_eq!(run.places[1].funnel, Funnel::Above998);
/// assert!(run.places[1].shrunk < run.places[1].rate);
/// ```
pub fn rates(input: &RatesInput<'_>, options: &RatesOptions) -> Result<RatesRun, DetectError> {
    let RatesInput { counts, exposure, all, before } = *input;
    let lengths = [Some(exposure.len()), all.map(<[u64]>::len), before.map(<[u64]>::len)];
    if let Some(other) = lengths.into_iter().flatten().find(|&n| n != counts.len()) {
        return Err(DetectError::Lengths { values: counts.len(), weights: other });
    }
    for (setting, value) in
        [("the scale of rates", options.per), ("the earlier periods", options.periods_before)]
    {
        if !(value.is_finite() && value > 0.0) {
            return Err(DetectError::Setting { setting, got: value.to_string(), allowed: "numbers above 0" });
        }
    }
    let Some(shrunk) = shrink_rates(counts, exposure) else {
        let unit = exposure.iter().position(|e| !(e.is_finite() && *e >= 0.0)).unwrap_or(0);
        return Err(DetectError::BadExpected { unit, value: exposure.get(unit).copied().unwrap_or(0.0) });
    };
    let quotient = quotients(counts, all);
    let mut places: Vec<Rate> = Vec::with_capacity(counts.len());
    for (i, (&count, &exposed)) in counts.iter().zip(exposure).enumerate() {
        let per = |events: f64| if exposed > 0.0 { events / exposed * options.per } else { f64::NAN };
        let pair = |(low, high): (f64, f64)| (per(low), per(high));
        let expected = shrunk.overall * exposed;
        let tails = poisson_tails(count, expected);
        let limits = |half: f64| pair((lower_limit(expected, half), upper_limit(expected, half)));
        places.push(Rate {
            rate: per(count as f64),
            interval: pair(poisson_interval_byar(count, options.confidence)),
            // Without exposure a shrunken rate would be that of everybody: none is told.
            shrunk: if exposed > 0.0 { shrunk.means[i] * options.per } else { f64::NAN },
            shrunk_interval: if exposed > 0.0 {
                (shrunk.intervals[i].0 * options.per, shrunk.intervals[i].1 * options.per)
            } else {
                (f64::NAN, f64::NAN)
            },
            expected,
            p_ge: tails.ge,
            p_le: tails.le,
            limits_95: limits(0.025),
            limits_998: limits(0.001),
            funnel: match (tails.ge, tails.le) {
                _ if exposed <= 0.0 => Funnel::NoExposure,
                (ge, _) if ge <= 0.001 => Funnel::Above998,
                (_, le) if le <= 0.001 => Funnel::Below998,
                (ge, _) if ge <= 0.025 => Funnel::Above95,
                (_, le) if le <= 0.025 => Funnel::Below95,
                _ => Funnel::Within,
            },
            location_quotient: quotient.as_ref().map_or(f64::NAN, |q| q[i]),
            change: None,
        });
    }
    let mut notes = Vec::new();
    if let Some(before) = before {
        changes(&mut places, counts, before, options.periods_before);
        let few = places.iter().filter(|p| p.change.is_some_and(|c| c.percent.is_none())).count();
        if few > 0 {
            notes.push(format!("{few} places had fewer than 20 before: no percentage is told for them"));
        }
    }
    let without = places.iter().filter(|p| p.funnel == Funnel::NoExposure).count();
    if without > 0 {
        let lost: u64 = counts.iter().zip(exposure).filter(|(_, e)| **e <= 0.0).map(|(c, _)| c).sum();
        notes.push(format!("{without} places have no exposure and so no rate ({lost} events)"));
    }
    let tested: Vec<(f64, f64)> = places
        .iter()
        .zip(counts)
        .filter(|(p, _)| p.expected > 0.0)
        .map(|(p, &c)| (c as f64, p.expected))
        .collect();
    let chi2: f64 = tested.iter().map(|(c, e)| (c - e) * (c - e) / e).sum();
    let over_dispersion = chi2 / (tested.len().max(2) - 1) as f64;
    if over_dispersion > 1.5 {
        notes.push(format!(
            "places differ {over_dispersion:.1} times as much as chance: the funnel's limits are too narrow for a verdict on any one place"
        ));
    }
    if shrunk.rate.is_infinite() {
        notes.push(
            "rates differ no more than chance would have it: every shrunken rate is the common one".into(),
        );
    }
    Ok(RatesRun {
        places,
        overall: shrunk.overall * options.per,
        half_way: shrunk.rate,
        over_dispersion,
        notes,
    })
}

fn quotients(counts: &[u64], all: Option<&[u64]>) -> Option<Vec<f64>> {
    let all = all?;
    let share = counts.iter().sum::<u64>() as f64 / all.iter().sum::<u64>() as f64;
    Some(counts.iter().zip(all).map(|(&c, &a)| c as f64 / a as f64 / share).collect())
}

fn changes(places: &mut [Rate], counts: &[u64], before: &[u64], periods: f64) {
    let p: Vec<f64> =
        counts.iter().zip(before).map(|(&now, &then)| e_test(now, then, 1.0, periods)).collect();
    let p_fdr = benjamini_hochberg(&p);
    for (i, place) in places.iter_mut().enumerate() {
        let mean_before = before[i] as f64 / periods;
        let now = counts[i] as f64;
        place.change = Some(RateChange {
            mean_before,
            z: poisson_z(now, mean_before),
            p: p[i],
            p_fdr: p_fdr[i],
            percent: percent_change(mean_before, now),
        });
    }
}

/// Smallest count with P(X ≥ count) at most `half`.
fn upper_limit(mean: f64, half: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    let z = if half < 0.01 { 3.1 } else { 1.96 };
    let mut count = (mean + z * libm::sqrt(mean)) as u64;
    while poisson_tails(count, mean).ge > half {
        count += 1;
    }
    while count > 0 && poisson_tails(count - 1, mean).ge <= half {
        count -= 1;
    }
    count as f64
}

/// Largest count with P(X ≤ count) at most `half`; not a number where even none is likelier than that.
fn lower_limit(mean: f64, half: f64) -> f64 {
    if mean <= 0.0 || poisson_tails(0, mean).le > half {
        return f64::NAN;
    }
    let z = if half < 0.01 { 3.1 } else { 1.96 };
    let mut count = (mean - z * libm::sqrt(mean)).max(0.0) as u64;
    while count > 0 && poisson_tails(count, mean).le > half {
        count -= 1;
    }
    while poisson_tails(count + 1, mean).le <= half {
        count += 1;
    }
    count as f64
}
