//! What the register kept says of the crimes held.

use super::PoliceStore;
use crate::{
    calendar::{Date, Instant, Zone},
    deterrence::{
        Attribution,
        register::{GroupBook, Involved, involve},
    },
    incidents::Incident,
    pipeline::{Loaded, PipelineError},
    publish::Marking,
};

/// Lays the register beside the crimes of a snapshot, as it was known when a day began, at a confidence: so a pack and the
/// map beside it have it. [`crate::deterrence::GroupEvent::incident`] is a place in [`Loaded::incidents`].
///
/// # Errors
/// [`PipelineError::Document`] for a document that cannot be read.
pub fn involved(
    loaded: &Loaded,
    police: &PoliceStore,
    on: Date,
    least: Attribution,
) -> Result<Involved, PipelineError> {
    Ok(involve_known(loaded, police.book()?, on, least))
}

/// The same of a register in hand.
pub(in crate::pipeline) fn involve_known(
    loaded: &Loaded,
    book: GroupBook,
    on: Date,
    least: Attribution,
) -> Involved {
    let (book, later) = book.known_before(on);
    let involved = involve_book(loaded, &book, on, least);
    Involved { later: involved.later + later, ..involved }
}

/// Lays a register that need not be kept beside the crimes, as it stands on a day: what was stated on it counts.
#[must_use]
pub fn involve_book(loaded: &Loaded, book: &GroupBook, on: Date, least: Attribution) -> Involved {
    involve(book, &loaded.incidents, &loaded.zone, on, least)
}

/// The day that is meant when none is given: today. On made-up data it is the newest day in the records, because a
/// county that never was has no today.
#[must_use]
pub fn usual_day(loaded: &Loaded, now: Option<Instant>) -> Option<Date> {
    day_meant(&loaded.incidents, loaded.marking(), &loaded.zone, now)
}

/// The same of what a session holds.
pub(in crate::pipeline) fn day_meant(
    incidents: &[Incident],
    marking: Marking,
    zone: &Zone,
    now: Option<Instant>,
) -> Option<Date> {
    let of = |i: &Incident| [i.recorded, i.updated, Some(i.committed.from)];
    let newest = || incidents.iter().flat_map(of).flatten().max();
    let now = if marking == Marking::Synthetic { newest() } else { now.or_else(newest) };
    now.map(|instant| zone.date(instant))
}
