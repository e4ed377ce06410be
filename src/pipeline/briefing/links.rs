//! Which links to groups are new since the last pack, and which ended.

use std::collections::BTreeSet;

use super::scene::Scene;
use crate::deterrence::{
    StatedLink,
    register::{NoLonger, Part, Standing, same_reference},
};

impl Scene<'_> {
    fn link(&self, part: &Part) -> StatedLink {
        StatedLink {
            reference: self.reference(part.incident).to_owned(),
            group: self.involved.groups.get(usize::from(part.group.0)).cloned().unwrap_or_default(),
            side: part.side,
            attribution: part.attribution,
        }
    }

    /// Links in force, for the next pack.
    pub(super) fn links(&self) -> Vec<StatedLink> {
        let links: BTreeSet<StatedLink> = self.involved.parts.iter().map(|part| self.link(part)).collect();
        links.into_iter().collect()
    }

    /// Stated, or stated otherwise, since the last pack: by the links that pack knew, for a source may be older than the day
    /// somebody wrote it down; by the date of the source where nobody kept them.
    pub(super) fn newly_stated(&self, part: &Part) -> bool {
        match &self.before.links {
            Some(known) => !known.contains(&self.link(part)),
            None => part.source_date >= self.window.from,
        }
    }

    /// Links that ended since the last pack, in words; those of withdrawn records are told with the record.
    pub(super) fn ended(&self) -> Vec<String> {
        let involved = &self.involved;
        let now: BTreeSet<(String, String)> =
            self.links().into_iter().map(|l| (same_reference(&l.reference), l.group)).collect();
        let stands =
            |reference: &str, group: &str| now.contains(&(same_reference(reference), group.to_owned()));
        let withdrawn = |reference: &str| {
            involved.withdrawn.iter().any(|(r, _)| same_reference(r) == same_reference(reference))
        };
        let why = |reference: &str, group: &str| {
            let same =
                |e: &&NoLonger| same_reference(&e.reference) == same_reference(reference) && e.group == group;
            match involved.no_longer.iter().find(same).map(|e| e.standing) {
                Some(Standing::Doubted) => "graded E",
                Some(_) => "review date passed",
                None => "no longer in the register, or less sure than asked for",
            }
        };
        let ended: BTreeSet<(&str, &str)> = if let Some(known) = &self.before.links {
            known.iter().map(|l| (l.reference.as_str(), l.group.as_str())).collect()
        } else {
            // Lapsed on the day of the last pack it had lapsed for that pack; stated on it, it had not been stated yet.
            let from = self.window.from;
            let since =
                |e: &&NoLonger| e.since > from || (e.since == from && e.standing == Standing::Doubted);
            let gone = involved.no_longer.iter().filter(since);
            gone.map(|e| (e.reference.as_str(), e.group.as_str())).collect()
        };
        ended
            .into_iter()
            .filter(|(reference, group)| !stands(reference, group) && !withdrawn(reference))
            .map(|(reference, group)| format!("{reference} ({group}, {})", why(reference, group)))
            .collect()
    }
}
