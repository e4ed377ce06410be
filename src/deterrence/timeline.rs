//! Who attacked whom, and when, pair by pair.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{GroupEvent, GroupId};
use crate::geodesy::GridPoint;

/// What an incident was between the two groups of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The group with the smaller number attacked the other.
    AOnB,
    /// The other way round.
    BOnA,
    /// Both attacked each other.
    Both,
    /// Both were part of it; the side of one of them at least is not known.
    Unknown,
}

/// One incident between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Encounter {
    /// Its place among the incidents the caller holds.
    pub incident: usize,
    /// Its day.
    pub day: i32,
    /// Where.
    pub at: Option<GridPoint>,
    /// Who on whom.
    pub direction: Direction,
    /// Days since the one before of this pair.
    pub days_since_last: Option<u32>,
}

/// All incidents between two groups, in order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// The group with the smaller number.
    pub a: GroupId,
    /// The other.
    pub b: GroupId,
    /// By day, then by incident; at least one.
    pub encounters: Vec<Encounter>,
    /// Attacks of the first group on the second.
    pub a_on_b: usize,
    /// Attacks of the second group on the first.
    pub b_on_a: usize,
    /// Days from the last of them to the day asked for.
    pub days_since: u32,
}

/// The pairs of groups with incidents between them up to and with the day `until`, each in order. The pair with the
/// most recent incident first.
#[must_use]
pub fn timelines(events: &[GroupEvent], until: i32) -> Vec<Timeline> {
    let mut pairs: BTreeMap<(GroupId, GroupId), Vec<Encounter>> = BTreeMap::new();
    for event in events.iter().filter(|e| e.day <= until) {
        for (a, b) in event.opposed() {
            pairs.entry((a, b)).or_default().push(Encounter {
                incident: event.incident,
                day: event.day,
                at: event.at,
                direction: event.direction(a, b),
                days_since_last: None,
            });
        }
    }
    let mut found: Vec<Timeline> = pairs
        .into_iter()
        .map(|((a, b), mut encounters)| {
            encounters.sort_by_key(|e| (e.day, e.incident));
            for i in 1..encounters.len() {
                encounters[i].days_since_last = Some(encounters[i].day.abs_diff(encounters[i - 1].day));
            }
            let of = |d: Direction| encounters.iter().filter(|e| e.direction == d).count();
            let both = of(Direction::Both);
            let last = encounters.last().map_or(until, |e| e.day);
            Timeline {
                a,
                b,
                a_on_b: of(Direction::AOnB) + both,
                b_on_a: of(Direction::BOnA) + both,
                days_since: until.abs_diff(last),
                encounters,
            }
        })
        .collect();
    found.sort_by_key(|t| (t.days_since, t.a, t.b));
    found
}

impl GroupEvent {
    /// Pairs of groups (the smaller number first) that were against each other in it: one attacked the other, or the
    /// side of one of them is not known. Groups on one side only are not opposed.
    #[must_use]
    pub fn opposed(&self) -> Vec<(GroupId, GroupId)> {
        let groups = self.groups();
        let mut pairs = Vec::new();
        for (i, &a) in groups.iter().enumerate() {
            for &b in &groups[i + 1..] {
                let attack = self.attacks().any(|pair| pair == (a, b) || pair == (b, a));
                if attack || self.unclear.contains(&a) || self.unclear.contains(&b) {
                    pairs.push((a, b));
                }
            }
        }
        pairs
    }

    /// Who of two opposed groups attacked whom.
    #[must_use]
    pub fn direction(&self, a: GroupId, b: GroupId) -> Direction {
        let on = |from, on| self.attacks().any(|pair| pair == (from, on));
        match (on(a, b), on(b, a)) {
            (true, true) => Direction::Both,
            (true, false) => Direction::AOnB,
            (false, true) => Direction::BOnA,
            (false, false) => Direction::Unknown,
        }
    }
}
