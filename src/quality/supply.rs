//! Months supplied short, or not at all. A missing delivery looks like a fall in crime.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::check::Row;
use crate::{
    calendar::Month,
    incidents::{Incident, Status},
};

/// A month under this share of its neighbours' median is short.
const TOTAL_RATIO: f64 = 0.80;
/// A single offence varies more with the season: only under this share is it short.
const OFFENCE_RATIO: f64 = 0.60;
/// Neighbours looked at on each side, and how many months away they may be.
const NEIGHBOURS: usize = 3;
const REACH: i32 = 6;
/// Offences with a smaller median are too few to judge.
const LEAST_USUAL: f64 = 30.0;

/// One offence of a short month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShortOffence {
    /// Offence.
    pub offence: String,
    /// Records.
    pub rows: u64,
    /// Median of the neighbouring months.
    pub usual: f64,
    /// Records over usual.
    pub ratio: f64,
    /// True when this offence by itself is short.
    pub short: bool,
}

/// A month with far fewer records than its neighbours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShortMonth {
    /// Source.
    pub source: String,
    /// Month.
    pub month: Month,
    /// Records.
    pub rows: u64,
    /// Median of up to three supplied months before and after.
    pub usual: f64,
    /// Records over usual.
    pub ratio: f64,
    /// True when the month as a whole is short, not only some offences.
    pub whole: bool,
    /// Every offence with a usual count of 30 or more, lowest ratio first.
    pub offences: Vec<ShortOffence>,
}

/// What is short and what is missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Supply {
    /// Short months, by source and month.
    pub short: Vec<ShortMonth>,
    /// Months between supplied ones of the same source without any record: source, month.
    pub not_supplied: Vec<(String, Month)>,
    /// Months too lonely to judge (no neighbour within six months): source, month.
    pub not_judged: Vec<(String, Month)>,
}

type Series = BTreeMap<Month, u64>;

/// A month is short against the median of up to three supplied months before and three after, none
/// farther than six months: under 80 % of it in all, or under 60 % for one offence, and in both cases
/// more than three Poisson deviations (square root of the median) below.
pub(super) fn of(rows: &[Row]) -> Supply {
    of_incidents(rows.iter().map(|row| row.incident))
}

/// What is short and what is missing among the current records of a store: see the room's report for the rest.
#[must_use]
pub fn supply(incidents: &[Incident]) -> Supply {
    of_incidents(incidents.iter().filter(|i| i.status == Status::Current))
}

fn of_incidents<'a>(incidents: impl Iterator<Item = &'a Incident>) -> Supply {
    let mut sources: BTreeMap<&str, (Series, BTreeMap<&str, Series>)> = BTreeMap::new();
    for i in incidents {
        let (total, offences) = sources.entry(&i.key.source).or_default();
        *total.entry(i.month).or_default() += 1;
        *offences.entry(&i.offence).or_default().entry(i.month).or_default() += 1;
    }
    let mut supply = Supply::default();
    for (source, (total, offences)) in sources {
        let supplied: BTreeSet<Month> = total.keys().copied().collect();
        supply.not_supplied.extend(gaps(&supplied).map(|month| (source.to_owned(), month)));
        for (&month, &rows) in &total {
            let Some(usual) = usual(&total, &supplied, month) else {
                supply.not_judged.push((source.to_owned(), month));
                continue;
            };
            let whole = is_short(rows, usual, TOTAL_RATIO);
            let offences = short_offences(&offences, &supplied, month);
            if whole || offences.iter().any(|o| o.short) {
                let ratio = rows as f64 / usual;
                let source = source.to_owned();
                supply.short.push(ShortMonth { source, month, rows, usual, ratio, whole, offences });
            }
        }
    }
    supply
}

fn short_offences(
    all: &BTreeMap<&str, Series>,
    supplied: &BTreeSet<Month>,
    month: Month,
) -> Vec<ShortOffence> {
    let mut found: Vec<ShortOffence> = all
        .iter()
        .filter_map(|(offence, series)| {
            let usual = usual(series, supplied, month).filter(|&usual| usual >= LEAST_USUAL)?;
            let rows = series.get(&month).copied().unwrap_or(0);
            let short = is_short(rows, usual, OFFENCE_RATIO);
            Some(ShortOffence {
                offence: (*offence).to_owned(),
                rows,
                usual,
                ratio: rows as f64 / usual,
                short,
            })
        })
        .collect();
    found.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    found
}

fn is_short(rows: u64, usual: f64, ratio: f64) -> bool {
    let rows = rows as f64;
    rows < ratio * usual && rows < usual - 3.0 * usual.sqrt()
}

/// Median over the neighbouring supplied months; a supplied month without the offence counts zero.
fn usual(series: &Series, supplied: &BTreeSet<Month>, month: Month) -> Option<f64> {
    let near = |other: &&Month| other.since(month).abs() <= REACH;
    let before = supplied.range(..month).rev().take(NEIGHBOURS).filter(near);
    let after = supplied.range(month.plus(1)..).take(NEIGHBOURS).filter(near);
    let mut counts: Vec<u64> =
        before.chain(after).map(|other| series.get(other).copied().unwrap_or(0)).collect();
    counts.sort_unstable();
    let half = counts.len() / 2;
    match counts.len() {
        0 => None,
        n if n % 2 == 1 => Some(counts[half] as f64),
        _ => Some(f64::midpoint(counts[half - 1] as f64, counts[half] as f64)),
    }
}

/// Months between the first and the last that are not there.
fn gaps(supplied: &BTreeSet<Month>) -> impl Iterator<Item = Month> + '_ {
    let months = supplied.iter().zip(supplied.iter().skip(1));
    months.flat_map(|(&from, &to)| (1..to.since(from)).map(move |n| from.plus(n)))
}
