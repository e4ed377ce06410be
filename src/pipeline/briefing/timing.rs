//! Where a record stands to the window: by the source's dates, and by what the last pack could know of it.

use super::{before::Then, scene::Scene};
use crate::{deterrence::Timing, incidents::Incident};

/// A record the last extract lacked is late when it was recorded no longer than this before the window; one recorded
/// earlier came with a back-fill. Days.
const EDGE_DAYS: i32 = 28;

impl Scene<'_> {
    /// Where a crime stands to the window.
    pub(super) fn timing(&self, at: usize) -> Timing {
        self.timings.get(at).copied().unwrap_or(Timing::Earlier)
    }

    /// By the dates alone a record that the last extract lacked would be in no pack, one that was changed again after it
    /// in two, and one whose change bears no date in none: what that extract held decides, where it is held.
    pub(super) fn stands(&self, incident: &Incident, linked: bool) -> Timing {
        let by_dates = self.window.timing(incident, &self.loaded.zone);
        if !matches!(by_dates, Timing::Late | Timing::Changed | Timing::Earlier) {
            return by_dates;
        }
        match self.before.then(incident) {
            // Held already, and yet of a day that the last pack did not know: an extract taken on the day of the pack.
            Then::Held(_) if by_dates == Timing::Late => Timing::Late,
            Then::Held(was) if self.has_news(was, incident) => Timing::Changed,
            // A last pack that had nothing to compare with told changes by their dates, and so none of after its day.
            Then::Held(was) if self.before.last_compared || was.updated != incident.updated => {
                Timing::Earlier
            }
            Then::Absent if by_dates == Timing::Late || linked || self.at_the_edge(incident) => Timing::Late,
            Then::Absent => Timing::Earlier,
            Then::Held(_) | Then::Unknown => by_dates,
        }
    }

    /// Recorded shortly before the window, or nobody knows when.
    fn at_the_edge(&self, incident: &Incident) -> bool {
        let day = incident.recorded.map(|at| self.loaded.zone.date(at).days());
        day.is_none_or(|day| day >= self.window.from.days() - EDGE_DAYS)
    }

    /// A record that came with a back-fill: the last extract lacked it, and it is nothing new.
    pub(super) fn back_filled(&self, incident: &Incident, timing: Timing) -> bool {
        timing == Timing::Earlier && matches!(self.before.then(incident), Then::Absent)
    }
}
