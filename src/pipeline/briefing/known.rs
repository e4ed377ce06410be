//! Which days of the window the records held tell anything of, and what is said where they do not.

use super::scene::Scene;
use crate::{
    calendar::{Date, Precision, Zone},
    deterrence::{Dated, DayWindow, Horizon, horizon, words},
    incidents::Incident,
};

/// Days without a record after which it is worth a caution.
const QUIET_DAYS: i32 = 2;

/// How far the incidents held reach, seen from the morning of a day; those known by their month alone say nothing of days.
pub(super) fn reach(incidents: &[Incident], zone: &Zone, until: Date) -> Option<Horizon> {
    let dated = incidents.iter().filter(|i| i.committed.precision != Precision::Month);
    let events = dated.map(|i| {
        let day = zone.date(i.committed.from).days();
        Dated { day, recorded: i.recorded.map_or(day, |at| zone.date(at).days()) }
    });
    horizon(events, until.days())
}

impl Scene<'_> {
    /// The day before which every day is held whole, as far as the records show; never after the pack's day.
    pub(super) fn known_until(&self) -> i32 {
        self.horizon.map_or(self.window.from.days(), |h| h.known_until)
    }

    /// The days of the window of which something is known; `None` when that is none of them.
    pub(super) fn known_window(&self) -> Option<DayWindow> {
        DayWindow::new(self.window.from.days(), self.known_until())
    }

    /// What of the window is not known, for the top of page 1; `None` when all of it is.
    pub(super) fn not_known(&self) -> Option<String> {
        let Some(reach) = self.horizon else {
            return Some(
                "Nothing is known of these days: no incident committed and recorded before their end is held.".to_owned(),
            );
        };
        if !reach.missing {
            return None;
        }
        let newest = words::long_day(Date::from_days(reach.newest));
        let held = format!(
            "the newest incident held was committed on {newest}, and in the year before it no such gap was seen. Import the newest extract"
        );
        let Some(known) = self.known_window() else {
            return Some(format!("Nothing is known of these days: {held}."));
        };
        let first = Date::from_days(known.to());
        let days = usize::try_from(self.window.until.days() - known.to()).unwrap_or(0);
        let span = words::days_between(first, self.window.last());
        Some(match days {
            1 => format!(
                "The last day of this window ({span}) is not known: {held}. What follows is of the days before."
            ),
            n => format!(
                "The last {} days of this window ({span}) are not known: {held}. What follows is of the days before.",
                words::number(n)
            ),
        })
    }

    /// A quiet end that may be a quiet week and may be an extract that came early.
    pub(super) fn quiet_end(&self) -> Option<String> {
        let reach = self.horizon.filter(|h| !h.missing)?;
        let quiet = self.until() - 1 - reach.newest;
        (quiet >= QUIET_DAYS).then(|| {
            format!(
                "The newest incident held was committed on {}. So long without one is not unusual here; nothing shows whether the extract reaches further.",
                words::long_day(Date::from_days(reach.newest))
            )
        })
    }
}
