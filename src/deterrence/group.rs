//! What is known of a group's part in an incident, and how well.

use serde::{Deserialize, Serialize};

use crate::geodesy::GridPoint;

/// A group's place in its register's list of groups, which is in order of the groups' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupId(pub u16);

/// Which side of an incident a group was on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The harm came from it.
    Suspect,
    /// The harm was meant for it. Says nothing of whether the person hurt belongs to it.
    Victim,
    /// It was part of it; on which side is not known.
    Unclear,
}

/// How sure the analyst is that the group was part of it, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attribution {
    /// May have been.
    Possible,
    /// More likely than not.
    Probable,
    /// Established.
    Confirmed,
}

impl Attribution {
    /// As it is written: "confirmed", "probable", "possible".
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Probable => "probable",
            Self::Confirmed => "confirmed",
        }
    }
}

impl std::str::FromStr for Attribution {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = [Self::Possible, Self::Probable, Self::Confirmed].into_iter().find(|a| a.word() == word);
        known.ok_or_else(|| "there are possible, probable and confirmed".to_owned())
    }
}

/// What is stated of a group in one crime, by names: what outlives the places of crimes and groups in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatedLink {
    /// Reference of the crime.
    pub reference: String,
    /// The group.
    pub group: String,
    /// Its side.
    pub side: Side,
    /// How sure.
    pub attribution: Attribution,
}

/// A 3×5×2 intelligence grading (College of Policing, APP Information management, intelligence report), written `2BP`.
///
/// Source 1 reliable, 2 untested, 3 not reliable. Intelligence A known directly, B known indirectly and
/// corroborated, C known indirectly, D not known, E suspected to be false. Handling P or C: lawful sharing permitted, or with
/// conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grading {
    /// 1 to 3.
    pub source: u8,
    /// `A` to `E`.
    pub intelligence: char,
    /// `P` or `C`.
    pub handling: char,
}

/// An incident and the groups that were part of it, as the statistics of this room take it.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupEvent {
    /// Its place among the incidents the caller holds.
    pub incident: usize,
    /// Local calendar day of its start, counted from 1970-01-01.
    pub day: i32,
    /// Where; `None` when it is not mapped.
    pub at: Option<GridPoint>,
    /// Groups the harm came from, ascending.
    pub suspects: Vec<GroupId>,
    /// Groups the harm was meant for, ascending.
    pub victims: Vec<GroupId>,
    /// Groups whose side is not known, ascending.
    pub unclear: Vec<GroupId>,
    /// The least of the attributions it rests on.
    pub attribution: Attribution,
}

impl GroupEvent {
    /// Takes in another event that turned out to be the same one. A side that is known takes the place of unclear, it is as
    /// sure as the less sure of the two, and has a place only where both had.
    pub fn join(&mut self, other: Self) {
        let merge = |held: &mut Vec<GroupId>, more: Vec<GroupId>| {
            held.extend(more);
            held.sort_unstable();
            held.dedup();
        };
        merge(&mut self.suspects, other.suspects);
        merge(&mut self.victims, other.victims);
        merge(&mut self.unclear, other.unclear);
        let (suspects, victims) = (&self.suspects, &self.victims);
        self.unclear.retain(|g| !suspects.contains(g) && !victims.contains(g));
        self.at = self.at.filter(|_| other.at.is_some());
        self.attribution = self.attribution.min(other.attribution);
    }

    /// Every attack in it: from whom, on whom. An incident with three groups has more than one; a group never attacks
    /// itself.
    pub fn attacks(&self) -> impl Iterator<Item = (GroupId, GroupId)> + '_ {
        self.suspects
            .iter()
            .flat_map(|from| self.victims.iter().map(move |on| (*from, *on)))
            .filter(|(from, on)| from != on)
    }

    /// Every group that was part of it, once each, ascending.
    #[must_use]
    pub fn groups(&self) -> Vec<GroupId> {
        let mut all: Vec<GroupId> =
            self.suspects.iter().chain(&self.victims).chain(&self.unclear).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{Attribution, GroupEvent, GroupId};

    #[test]
    fn an_incident_with_three_groups_has_an_attack_for_each_pair_and_none_on_itself() {
        let event = GroupEvent {
            incident: 0,
            day: 0,
            at: None,
            suspects: vec![GroupId(0), GroupId(1)],
            victims: vec![GroupId(1), GroupId(2)],
            unclear: Vec::new(),
            attribution: Attribution::Probable,
        };
        let attacks: Vec<_> = event.attacks().map(|(a, b)| (a.0, b.0)).collect();
        assert_eq!(attacks, [(0, 1), (0, 2), (1, 2)]);
        assert_eq!(event.groups(), [GroupId(0), GroupId(1), GroupId(2)]);
    }
}
