//! Keeping what was read.

use super::{GroupFiles, GroupReadings, PoliceStore, read_group_files};
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

/// What the store would hold with these files: each takes the place of what was kept of its kind, or is added to it. Added
/// entries take the place of those with the same reference, group and side. What no file was given for stays. Presence
/// points of a group that no entry is about become refused rows, and so do spellings that make a chain with those kept.
#[must_use]
pub fn group_book(held: &GroupBook, readings: &mut GroupReadings, add: bool) -> GroupBook {
    let mut book = held.clone();
    if let Some(new) = &readings.entries {
        let old = if add { held.register.entries() } else { &[] };
        book.register = GroupRegister::of(old.iter().chain(&new.accepted).cloned());
    }
    if let Some(new) = readings.aliases.take() {
        let old = if add { held.aliases.clone() } else { GroupAliases::default() };
        let new = new.without_chains(&old);
        book.aliases = GroupAliases::of(old.lines().into_iter().chain(new.accepted.iter().cloned()));
        readings.aliases = Some(new);
    }
    if let Some(new) = readings.presence.take() {
        let new = new.without_strangers(&book.register, &book.aliases);
        let old = if add { held.presence.points() } else { &[] };
        book.presence = PresencePoints::of(old.iter().chain(&new.accepted).cloned());
        readings.presence = Some(new);
    }
    book
}

/// Reads the files given and keeps what was accepted, all of it in one step.
///
/// # Errors
/// Whatever [`read_group_files`] says; [`PipelineError::NothingAccepted`] where every row of a file was refused; whatever the
/// store says. The store is then as it was.
pub fn import_groups(
    police: &PoliceStore,
    files: &GroupFiles,
    add: bool,
) -> Result<(GroupReadings, KeptGroups), PipelineError> {
    let mut readings = read_group_files(files)?;
    let book = group_book(&police.book()?, &mut readings, add);
    if readings.nothing_accepted() {
        return Err(PipelineError::NothingAccepted(Box::new(readings)));
    }
    police.put_book(&book)?;
    Ok((readings, KeptGroups::of(&book)))
}

impl KeptGroups {
    /// Counts a book.
    #[must_use]
    pub fn of(book: &GroupBook) -> Self {
        Self {
            entries: book.register.entries().len(),
            aliases: book.aliases.pairs().count(),
            presence: book.presence.points().len(),
            groups: book.groups().len(),
        }
    }
}
