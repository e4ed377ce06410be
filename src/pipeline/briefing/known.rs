//! Which days of the window the records held tell anything of, and what is said where they do not.

use std::collections::BTreeMap;

use super::{
    between::YEAR,
    scene::{Happened, Scene},
};
use crate::{
    calendar::{Date, Precision, Zone},
    deterrence::{Dated, DayWindow, Horizon, Timing, horizon, words},
    incidents::Incident,
};

/// Days without a record after which it is worth a caution.
const QUIET_DAYS: i32 = 2;

/// Days more that the newest incident of a source may be old that tells no day of recording.
const SLACK_DAYS: i32 = 14;
/// A source with less than this share of the last year's incidents is not waited for.
const LEAST_SHARE: f64 = 0.1;

/// How far the incidents held reach.
pub(super) struct Reach {
    pub(super) horizon: Horizon,
    /// The source that ends first, where there are others.
    source: Option<String>,
}

/// How far the incidents held reach, seen from the morning of a day: as far as the first of the sources to end. Those known by
/// their month alone say nothing of days.
pub(super) fn reach(incidents: &[Incident], zone: &Zone, until: Date) -> Option<Reach> {
    let mut sources: BTreeMap<&str, (Vec<Dated>, bool)> = BTreeMap::new();
    for incident in incidents.iter().filter(|i| i.committed.precision != Precision::Month) {
        let day = zone.date(incident.committed.from).days();
        let recorded = incident.recorded.map(|at| zone.date(at).days());
        let (events, bears_its_day) = sources.entry(incident.key.source.as_str()).or_default();
        events.push(Dated { day, recorded: recorded.unwrap_or(day) });
        *bears_its_day |= recorded.is_some();
    }
    let all = horizon(sources.values().flat_map(|(events, _)| events.iter().copied()), until.days(), 0)?;
    let lately = |events: &[Dated]| {
        events.iter().filter(|e| e.day <= all.newest && e.day > all.newest - YEAR).count() as f64
    };
    let sum: f64 = sources.values().map(|(events, _)| lately(events)).sum();
    let ends = sources
        .iter()
        .filter(|(_, (events, _))| lately(events) >= LEAST_SHARE * sum)
        .filter_map(|(name, (events, bears_its_day))| {
            let slack = if *bears_its_day { 0 } else { SLACK_DAYS };
            Some((*name, horizon(events.iter().copied(), until.days(), slack).filter(|h| h.missing)?))
        })
        .min_by_key(|(_, horizon)| horizon.known_until);
    Some(match ends {
        Some((name, horizon)) => Reach { horizon, source: (sources.len() > 1).then(|| name.to_owned()) },
        None => Reach {
            horizon: Horizon { known_until: until.days(), as_of: until.days() - 1, missing: false, ..all },
            source: None,
        },
    })
}

impl Scene<'_> {
    /// The day before which every day is held whole, as far as the records show; never after the pack's day.
    pub(super) fn known_until(&self) -> i32 {
        self.reach.as_ref().map_or(self.window.from.days(), |r| r.horizon.known_until)
    }

    /// The days of the window of which something is known; `None` when that is none of them.
    pub(super) fn known_window(&self) -> Option<DayWindow> {
        DayWindow::new(self.window.from.days(), self.known_until())
    }

    /// Every day of the window is held whole, as far as the records show.
    pub(super) fn all_known(&self) -> bool {
        self.reach.as_ref().is_some_and(|r| !r.horizon.missing)
    }

    /// What of the window is not known, for the top of page 1; `None` when all of it is.
    pub(super) fn not_known(&self) -> Option<String> {
        let Some(Reach { horizon: reach, source }) = &self.reach else {
            let held = if self.loaded.incidents.is_empty() {
                "no incident is held"
            } else {
                "no incident with a day of its own, committed and recorded before their end, is held"
            };
            return Some(format!("Nothing is known of these days: {held}."));
        };
        if !reach.missing {
            return None;
        }
        let newest = words::long_day(Date::from_days(reach.newest));
        let looked = if reach.looked >= 360 { "year".to_owned() } else { format!("{} days", reach.looked) };
        let of = source.as_ref().map_or_else(String::new, |source| format!(" of {source}"));
        let held = format!(
            "the newest incident held{of} was committed on {newest}, and in the {looked} before it hardly any gap was as long. Import the newest extract"
        );
        // A day that is held in part has lines, and is in no comparison.
        let later = |e: &Happened| e.timing == Timing::Committed && e.day >= reach.known_until;
        let in_part = if self.events.iter().any(later) {
            let day = words::short_day(Date::from_days(reach.known_until));
            format!(" What is listed of {day} and later is a part.")
        } else {
            String::new()
        };
        let Some(known) = self.known_window() else {
            return Some(if in_part.is_empty() {
                format!("Nothing is known of these days: {held}.")
            } else {
                format!("No day of this window is known whole: {held}.{in_part}")
            });
        };
        let first = Date::from_days(known.to());
        let days = usize::try_from(self.window.until.days() - known.to()).unwrap_or(0);
        let span = words::days_between(first, self.window.last());
        Some(match days {
            1 => format!(
                "The last day of this window ({span}) is not known: {held}. What follows is of the days before.{in_part}"
            ),
            n => format!(
                "The last {} days of this window ({span}) are not known: {held}. What follows is of the days before.{in_part}",
                words::number(n)
            ),
        })
    }

    /// A quiet end that may be a quiet week and may be an extract that came early.
    pub(super) fn quiet_end(&self) -> Option<String> {
        let reach = self.reach.as_ref().map(|r| r.horizon).filter(|h| !h.missing)?;
        let quiet = self.until() - 1 - reach.newest;
        (quiet >= QUIET_DAYS).then(|| {
            format!(
                "The newest incident held was committed on {}; nothing shows whether the extract reaches further.",
                words::long_day(Date::from_days(reach.newest))
            )
        })
    }
}
