//! Which days a pack is about, and where an incident stands to them.

use serde::{Deserialize, Serialize};

use super::words;
use crate::{
    calendar::{Date, Precision, Zone},
    deterrence::StatedLink,
    incidents::Incident,
};

/// Days of a pack when no earlier one is known.
pub const USUAL_DAYS: i32 = 7;

/// Why a window starts where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartsAt {
    /// Where the last pack ended.
    LastPack,
    /// Seven days before the end: no earlier pack is known.
    SevenDays,
    /// Where the analyst said.
    Asked,
}

/// The days of a pack: from the first, up to and without the last, both local dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PackWindow {
    /// First day.
    pub from: Date,
    /// The day the pack is made for; the window ends with the day before.
    pub until: Date,
    /// Why it starts there.
    pub starts_at: StartsAt,
}

/// Where an incident stands to a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// Committed in it.
    Committed,
    /// Committed before it, recorded in it.
    Late,
    /// Committed and recorded before it, changed in it.
    Changed,
    /// Committed before it, nothing new.
    Earlier,
    /// Committed, or first recorded, on or after its end: nobody knew of it.
    NotYet,
    /// Known only by its month, which may or may not be this window.
    MonthOnly,
}

impl PackWindow {
    /// Days in it.
    #[must_use]
    pub fn days(&self) -> i32 {
        self.until.days() - self.from.days()
    }

    /// Its last day.
    #[must_use]
    pub fn last(&self) -> Date {
        self.until.plus(-1)
    }

    /// "14 to 20 November 2025".
    #[must_use]
    pub fn words(&self) -> String {
        words::days_between(self.from, self.last())
    }

    /// Why it starts where it does, as a sentence.
    #[must_use]
    pub fn why(&self) -> String {
        match self.starts_at {
            StartsAt::LastPack => {
                format!("It starts where the last pack ended, on {}.", words::long_day(self.from))
            }
            StartsAt::SevenDays => "No earlier pack is known, so it covers seven days.".to_owned(),
            StartsAt::Asked => format!("It starts on {}, as asked.", words::long_day(self.from)),
        }
    }

    /// The next Friday to Sunday on or after the day it is made for: what is left of this weekend on a
    /// Saturday, the coming one on a Sunday.
    #[must_use]
    pub fn weekend(&self) -> (Date, Date) {
        let day = self.until.weekday() as i32;
        let first = match day {
            5 => self.until,
            6 => self.until.plus(5),
            _ => self.until.plus(4 - day),
        };
        (first, first.plus(6 - first.weekday() as i32))
    }

    /// Where an incident stands, by when it was committed, recorded and last changed.
    #[must_use]
    pub fn timing(&self, incident: &Incident, zone: &Zone) -> Timing {
        let (start, end) = (zone.start_of(self.from), zone.start_of(self.until));
        let inside = |at: Option<crate::calendar::Instant>| at.is_some_and(|at| start <= at && at < end);
        let committed = incident.committed.from;
        if committed >= end || incident.recorded.is_some_and(|at| at >= end) {
            return Timing::NotYet;
        }
        if incident.committed.precision == Precision::Month && incident.committed.to > start {
            return Timing::MonthOnly;
        }
        if committed >= start {
            Timing::Committed
        } else if inside(incident.recorded) {
            Timing::Late
        } else if inside(incident.updated) {
            Timing::Changed
        } else {
            Timing::Earlier
        }
    }
}

/// One pack that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedPack {
    /// First day.
    pub from: Date,
    /// The day it was made for.
    pub until: Date,
    /// Snapshot it was made from; of two made for a day the first, so that what only the second could tell is told again.
    pub snapshot: String,
    /// Ids of the actions that were closed then; none where the pack was logged by a program that did not keep them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Vec<String>>,
    /// It was compared with the snapshot of a pack before it.
    #[serde(default)]
    pub compared: bool,
    /// Links to groups in force then, sorted; none where the pack was logged by a program that did not keep them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<StatedLink>>,
}

/// The packs that were made, by the day they were made for; one a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefingLog {
    /// Packs, oldest first.
    pub packs: Vec<LoggedPack>,
}

impl BriefingLog {
    /// The last pack that ended before `until`.
    #[must_use]
    pub fn before(&self, until: Date) -> Option<&LoggedPack> {
        self.packs.iter().filter(|pack| pack.until < until).max_by_key(|pack| pack.until)
    }

    /// The last pack whose days end no later than a window begins: what it could not know is new in that window.
    #[must_use]
    pub fn told_before(&self, from: Date) -> Option<&LoggedPack> {
        self.packs.iter().filter(|pack| pack.until <= from).max_by_key(|pack| pack.until)
    }

    /// The window that ends with `until`: from the day asked, else from the end of the last pack before it,
    /// else seven days. `None` when it would hold no day.
    #[must_use]
    pub fn window(&self, asked: Option<Date>, until: Date) -> Option<PackWindow> {
        let (from, starts_at) = match (asked, self.before(until)) {
            (Some(from), _) => (from, StartsAt::Asked),
            (None, Some(last)) => (last.until, StartsAt::LastPack),
            (None, None) => (until.plus(-USUAL_DAYS), StartsAt::SevenDays),
        };
        (from < until).then_some(PackWindow { from, until, starts_at })
    }

    /// Remembers a pack, unless one for the same day is remembered already: a second copy for a meeting that is over must
    /// not take away from the next pack what came in between.
    pub fn keep(&mut self, pack: LoggedPack) {
        if self.packs.iter().all(|other| other.until != pack.until) {
            self.packs.push(pack);
            self.packs.sort_by_key(|pack| pack.until);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn pack(from: &str, until: &str) -> LoggedPack {
        LoggedPack {
            from: day(from),
            until: day(until),
            snapshot: "s".to_owned(),
            closed: None,
            compared: false,
            links: None,
        }
    }

    #[test]
    fn a_window_starts_where_the_last_pack_ended_and_the_same_day_again_is_the_same_window() {
        let mut log = BriefingLog::default();
        let until = day("2025-11-21");
        let first = log.window(None, until).expect("a week");
        assert_eq!((first.from, first.starts_at), (day("2025-11-14"), StartsAt::SevenDays));
        log.keep(pack("2025-11-14", "2025-11-21"));
        assert_eq!(log.window(None, until), Some(first), "a pack is not its own last pack");
        let next = log.window(None, day("2025-11-26")).expect("five days");
        assert_eq!((next.from, next.days(), next.starts_at), (until, 5, StartsAt::LastPack));
        log.keep(pack("2025-11-14", "2025-11-21"));
        assert_eq!(log.packs.len(), 1);
        assert_eq!(log.window(Some(until), until), None);
    }

    #[test]
    fn the_weekend_is_the_one_to_come() {
        let weekend = |text: &str| {
            let (a, b) = BriefingLog::default().window(None, day(text)).expect("a week").weekend();
            format!("{} {}", words::short_day(a), words::short_day(b))
        };
        assert_eq!(weekend("2025-11-21"), "Fri 21 Nov Sun 23 Nov");
        assert_eq!(weekend("2025-11-17"), "Fri 21 Nov Sun 23 Nov");
        assert_eq!(weekend("2025-11-22"), "Sat 22 Nov Sun 23 Nov");
        assert_eq!(weekend("2025-11-23"), "Fri 28 Nov Sun 30 Nov");
    }
}
