//! Keeping what was read.

use super::{GroupReadings, PoliceStore};
use crate::{
    deterrence::register::{GroupAliases, GroupBook, GroupRegister, PresencePoints},
    pipeline::PipelineError,
};

/// What the police store holds after an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct KeptGroups {
    /// Entries.
    pub entries: usize,
    /// Other spellings.
    pub aliases: usize,
    /// Presence points.
    pub presence: usize,
    /// Groups.
    pub groups: usize,
}

/// Keeps what was read: each file takes the place of what was kept of its kind, or is added to it. Added entries take the
/// place of those with the same reference, group and side. What no file was given for stays.
///
/// # Errors
/// [`PipelineError::NothingAccepted`] where every row of a file was refused; whatever the store says. The store is then
/// as it was.
pub fn keep_groups(
    police: &PoliceStore,
    readings: GroupReadings,
    add: bool,
) -> Result<KeptGroups, PipelineError> {
    let empty = |read: u64, accepted: usize| read > 0 && accepted == 0;
    let nothing = [
        readings.entries.as_ref().is_some_and(|r| empty(r.read, r.accepted.len())),
        readings.aliases.as_ref().is_some_and(|r| empty(r.read, r.accepted.len())),
        readings.presence.as_ref().is_some_and(|r| empty(r.read, r.accepted.len())),
    ];
    if nothing.contains(&true) {
        return Err(PipelineError::NothingAccepted);
    }
    let held = police.book()?;
    let mut book = held.clone();
    if let Some(new) = readings.entries {
        let old = if add { held.register.entries().to_vec() } else { Vec::new() };
        book.register = GroupRegister::of(old.into_iter().chain(new.accepted));
    }
    if let Some(new) = readings.aliases {
        let old = if add { held.aliases.lines() } else { Vec::new() };
        book.aliases = GroupAliases::of(old.into_iter().chain(new.accepted));
    }
    if let Some(new) = readings.presence {
        let old = if add { held.presence.points().to_vec() } else { Vec::new() };
        book.presence = PresencePoints::of(old.into_iter().chain(new.accepted));
    }
    police.put_book(&book)?;
    Ok(counts(&book))
}

fn counts(book: &GroupBook) -> KeptGroups {
    KeptGroups {
        entries: book.register.entries().len(),
        aliases: book.aliases.pairs().count(),
        presence: book.presence.points().len(),
        groups: book.groups().len(),
    }
}
