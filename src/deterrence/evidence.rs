//! Which points draw a group's set space, and which must not.
//!
//! An attack lies where the attacked were found, often on their own ground. Drawn from every incident a group was
//! suspected in, its set space would lie on its rival's ground; drawn from incidents in which it was attacked,
//! victims would become members. So a point counts only where it says that the group was at home there: somebody saw
//! it there (presence), or it was part of an incident that no other group was part of.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{DayWindow, GroupEvent, GroupId, register::PresenceAt};
use crate::geodesy::GridPoint;

/// Why a point counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointKind {
    /// The group was seen there.
    Presence,
    /// An incident it was suspected in, or in on an unclear side, and no other group was part of.
    OwnIncident,
    /// An incident with another group in which it was suspected, or on an unclear side.
    Encounter,
}

/// A point of a group's set space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetPoint {
    /// The group.
    pub group: GroupId,
    /// Local calendar day, counted from 1970-01-01.
    pub day: i32,
    /// Where.
    pub at: GridPoint,
    /// Why it counts.
    pub kind: PointKind,
}

/// The kinds of points used. There is no switch for incidents in which the group was the victim: victims never
/// become members, so their places never become its ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EvidenceUse {
    /// Presence points (default true).
    pub presence: bool,
    /// Incidents of the group alone (default true).
    pub own_incidents: bool,
    /// Incidents with other groups in which it was suspected or on an unclear side (default false: they lie on the
    /// other's ground as often as not, and would draw one group on top of its rival).
    pub encounters: bool,
}

impl Default for EvidenceUse {
    fn default() -> Self {
        Self { presence: true, own_incidents: true, encounters: false }
    }
}

/// What was not used of a group's points within the window, so that a caption can say so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Incidents in which it was the victim only.
    pub as_victim: usize,
    /// Incidents with another group.
    pub encounters: usize,
    /// Points of a kind that was switched off.
    pub switched_off: usize,
    /// Incidents without a place on the map.
    pub unmapped: usize,
    /// A second point of the same day and the same place.
    pub repeats: usize,
}

/// The points that count, and what was left out, for every group that has either.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SetEvidence {
    /// By group, then day, then place; the same group, day and place once.
    pub points: Vec<SetPoint>,
    /// By group.
    pub left_out: BTreeMap<GroupId, LeftOut>,
}

impl SetEvidence {
    /// Gathers the points of a window.
    ///
    /// One incident gives a group at most one point. An incident with another group is never an own incident, whichever
    /// sides the two were on. Points of one group, day and place count once: three reports of one evening are one
    /// sighting.
    #[must_use]
    pub fn gather(
        events: &[GroupEvent],
        presence: &[PresenceAt],
        window: DayWindow,
        using: EvidenceUse,
    ) -> Self {
        let mut found = Self::default();
        for seen in presence.iter().filter(|p| window.holds(p.day)) {
            let PresenceAt { group, day, at } = *seen;
            found.take(SetPoint { group, day, at, kind: PointKind::Presence }, using.presence);
        }
        for event in events.iter().filter(|e| window.holds(e.day)) {
            let groups = event.groups();
            for &group in &groups {
                let left_out = found.left_out.entry(group).or_default();
                if !event.suspects.contains(&group) && !event.unclear.contains(&group) {
                    left_out.as_victim += 1;
                    continue;
                }
                let alone = groups.len() == 1;
                if !alone && !using.encounters {
                    left_out.encounters += 1;
                    continue;
                }
                let Some(at) = event.at else {
                    left_out.unmapped += 1;
                    continue;
                };
                let kind = if alone { PointKind::OwnIncident } else { PointKind::Encounter };
                found.take(SetPoint { group, day: event.day, at, kind }, !alone || using.own_incidents);
            }
        }
        found.once_each();
        found
    }

    fn take(&mut self, point: SetPoint, wanted: bool) {
        if wanted {
            self.points.push(point);
        } else {
            self.left_out.entry(point.group).or_default().switched_off += 1;
        }
    }

    fn once_each(&mut self) {
        self.points.sort_by(|a, b| {
            let place = |p: &SetPoint| (p.at.easting_m(), p.at.northing_m());
            let ((ae, an), (be, bn)) = (place(a), place(b));
            (a.group, a.day)
                .cmp(&(b.group, b.day))
                .then(ae.total_cmp(&be))
                .then(an.total_cmp(&bn))
                .then(a.kind.cmp(&b.kind))
        });
        let left_out = &mut self.left_out;
        self.points.dedup_by(|later, kept| {
            let same = (later.group, later.day, later.at) == (kept.group, kept.day, kept.at);
            if same {
                left_out.entry(kept.group).or_default().repeats += 1;
            }
            same
        });
    }

    /// The points of one group.
    #[must_use]
    pub fn of(&self, group: GroupId) -> &[SetPoint] {
        let from = self.points.partition_point(|p| p.group < group);
        let to = self.points.partition_point(|p| p.group <= group);
        &self.points[from..to]
    }
}
