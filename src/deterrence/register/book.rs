//! Register, alias table and presence points together, and what of them stands on a day.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Entry, GroupAliases, GroupRegister, PresencePoint, PresencePoints, Spelling, near};
use crate::{calendar::Date, deterrence::GroupId};

/// Whether an entry counts on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It counts.
    InForce,
    /// Its review date has come.
    Lapsed,
    /// Its source is of a later day.
    Later,
    /// It is graded E, suspected to be false: kept, and counted nowhere.
    Doubted,
}

/// All the analyst states of groups.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupBook {
    /// Entries.
    pub register: GroupRegister,
    /// Other spellings.
    pub aliases: GroupAliases,
    /// Presence points.
    pub presence: PresencePoints,
}

fn standing(source: Date, review: Date, intelligence: char, on: Date) -> Standing {
    if source > on {
        Standing::Later
    } else if review <= on {
        Standing::Lapsed
    } else if intelligence == 'E' {
        Standing::Doubted
    } else {
        Standing::InForce
    }
}

impl Entry {
    /// Whether it counts on a day.
    #[must_use]
    pub fn standing(&self, on: Date) -> Standing {
        standing(self.source_date, self.review, self.grading.intelligence, on)
    }
}

impl PresencePoint {
    /// Whether it counts on a day.
    #[must_use]
    pub fn standing(&self, on: Date) -> Standing {
        standing(self.day, self.review, self.grading.intelligence, on)
    }
}

impl GroupBook {
    /// The register as it stood when a day began: what was stated on the day itself is left out, with how many entries
    /// that is.
    #[must_use]
    pub fn known_before(self, day: Date) -> (Self, usize) {
        let entries = self.register.entries();
        let known: Vec<Entry> = entries.iter().filter(|e| e.source_date < day).cloned().collect();
        let later = entries.len() - known.len();
        (Self { register: GroupRegister::of(known), ..self }, later)
    }

    /// Every group's name, in order: a [`GroupId`] is a place in this list. Named by an entry, as a rival or by a
    /// presence point; other spellings are counted under the name they stand for. The list depends on no date, so that a
    /// group keeps its place when its entries lapse.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let entries = self.register.entries().iter();
        let spelled = entries.flat_map(|e| std::iter::once(&e.group).chain(&e.rival));
        let spelled = spelled.chain(self.presence.points().iter().map(|p| &p.group));
        let names: BTreeSet<&str> = spelled.map(|name| self.aliases.resolve(name)).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// The place of a name or another spelling of it among [`GroupBook::groups`].
    #[must_use]
    pub fn id(&self, groups: &[String], name: &str) -> Option<GroupId> {
        let name = self.aliases.resolve(name);
        let at = groups.binary_search_by(|g| g.as_str().cmp(name)).ok()?;
        u16::try_from(at).ok().map(GroupId)
    }

    /// Names that may be one group and are counted as two.
    #[must_use]
    pub fn spellings(&self) -> Vec<Spelling> {
        let groups = self.groups();
        near(&groups.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Groups that no entry is about: named only as a rival or by a presence point.
    #[must_use]
    pub fn without_entry(&self) -> Vec<String> {
        let own: BTreeSet<&str> =
            self.register.entries().iter().map(|e| self.aliases.resolve(&e.group)).collect();
        self.groups().into_iter().filter(|g| !own.contains(g.as_str())).collect()
    }
}
