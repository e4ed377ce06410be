//! Clock times that are defaults, and last weeks that are not complete yet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Row;
use crate::calendar::{Date, Instant, Precision, Zone};

/// Weeks at the end that later deliveries will still fill.
const LAST_WEEKS: i32 = 6;
/// Weeks before them that say what is usual.
const USUAL_WEEKS: i32 = 12;

/// How many clock times of one source are midnight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MidnightShare {
    /// Source.
    pub source: String,
    /// Records with a clock time.
    pub timed: u64,
    /// Of these, starting at 00:00 or 00:01 local time.
    pub midnight: u64,
    /// Their share; by chance it is 2 in 1,440.
    pub share: f64,
    /// Records of which only the date is known.
    pub date_only: u64,
    /// Records of which only the month is known.
    pub month_only: u64,
    /// True when the share is more than ten times chance: defaults, not times.
    pub stacked: bool,
}

/// One week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// First day, ISO.
    pub from: String,
    /// Records committed in it.
    pub rows: u64,
}

/// The end of one source's data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastWeeks {
    /// Source.
    pub source: String,
    /// Last day with a record.
    pub last_day: String,
    /// Data are taken as complete up to and including this day; later ones are left out by default.
    pub complete_to: String,
    /// The last six weeks, oldest first.
    pub weeks: Vec<Week>,
    /// Median week of the twelve before.
    pub usual: f64,
}

pub(super) fn midnight(rows: &[Row], zone: &Zone) -> Vec<MidnightShare> {
    let mut sources: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    for row in rows {
        let n = sources.entry(&row.incident.key.source).or_default();
        let span = row.incident.committed;
        match span.precision {
            Precision::Minute => {
                n[0] += 1;
                let local = zone.local(span.from);
                n[1] += u64::from(local.hour() == 0 && local.minute() <= 1);
            }
            Precision::Day => n[2] += 1,
            Precision::Month => n[3] += 1,
        }
    }
    let share = |source: &str, n: [u64; 4]| {
        let share = if n[0] == 0 { 0.0 } else { n[1] as f64 / n[0] as f64 };
        MidnightShare {
            source: source.to_owned(),
            timed: n[0],
            midnight: n[1],
            share,
            date_only: n[2],
            month_only: n[3],
            stacked: n[1] >= 5 && share > 20.0 / 1440.0,
        }
    };
    sources.into_iter().map(|(source, n)| share(source, n)).collect()
}

/// Sources with days only; a source of whole months is complete as published.
pub(super) fn last_weeks(rows: &[Row], zone: &Zone) -> Vec<LastWeeks> {
    let mut sources: BTreeMap<&str, BTreeMap<Date, u64>> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.incident.committed.precision != Precision::Month) {
        let day = zone.date(row.incident.committed.from);
        *sources.entry(&row.incident.key.source).or_default().entry(day).or_default() += 1;
    }
    sources.into_iter().filter_map(|(source, days)| end_of(source, &days, zone)).collect()
}

fn end_of(source: &str, days: &BTreeMap<Date, u64>, zone: &Zone) -> Option<LastWeeks> {
    let last = *days.last_key_value()?.0;
    let week = |back: i32| {
        let from = last.plus(1 - 7 * (back + 1));
        (from, days.range(from..from.plus(7)).map(|(_, n)| n).sum::<u64>())
    };
    let text = |date: Date| zone.iso(noon(zone, date)).chars().take(10).collect::<String>();
    let weeks = (0..LAST_WEEKS).rev().map(week);
    let weeks = weeks.map(|(from, rows)| Week { from: text(from), rows }).collect();
    let mut usual: Vec<u64> = (LAST_WEEKS..LAST_WEEKS + USUAL_WEEKS).map(|back| week(back).1).collect();
    usual.sort_unstable();
    let half = usual.len() / 2;
    Some(LastWeeks {
        source: source.to_owned(),
        last_day: text(last),
        complete_to: text(last.plus(-7 * LAST_WEEKS)),
        weeks,
        usual: f64::midpoint(usual[half - 1] as f64, usual[half] as f64),
    })
}

fn noon(zone: &Zone, date: Date) -> Instant {
    Instant(zone.start_of(date).0 + 12 * 3600)
}
