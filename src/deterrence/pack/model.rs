//! The whole pack as typed rows and sentences: what every page and file of it is made from.

use geo_types::{Coord, MultiPolygon};
use serde::Serialize;

use super::{ActionsThen, IncidentLine, PackWindow, Suggestion};
use crate::calendar::Date;

/// A briefing for one gangs team and one window. Made by `pipeline`, read by `publish`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pack {
    /// Force or county.
    pub area: String,
    /// Its days.
    pub window: PackWindow,
    /// Its days in words: "14 to 20 November 2025".
    pub days: String,
    /// Days of it of which the records held tell something.
    pub days_known: i32,
    /// The weekend its suggestions are for, in words.
    pub weekend: String,
    /// What counts, in words, with "draft definition" when unsigned.
    pub definition: String,
    /// What happened, a sentence each, the most important first.
    pub headline: Vec<String>,
    /// What is different from usual, a sentence each.
    pub changes: Vec<String>,
    /// Incidents committed in the window: those linked to groups first, then by gravity, then the newest.
    pub lines: Vec<IncidentLine>,
    /// Incidents committed earlier and recorded or changed in the window, in the same order.
    pub since: Vec<IncidentLine>,
    /// Records changed in the window in which nothing a briefing tells is different, or whose earlier version is not held.
    pub since_more: String,
    /// Where two hours may be well spent.
    pub suggestions: Vec<Suggestion>,
    /// Why there is none, or fewer than three.
    pub suggestion_words: String,
    /// What was agreed, done and produced.
    pub actions: ActionsThen,
    /// True when a tracker was ever given.
    pub tracked: bool,
    /// Set space of the groups that have one.
    pub spaces: Vec<SpaceRow>,
    /// Overlap, contested ground, and what could not be drawn: a sentence each.
    pub space_words: Vec<String>,
    /// Squares that two groups contest, degrees.
    #[serde(skip)]
    pub contested: Vec<MultiPolygon<f64>>,
    /// Linked chains that touch the window or may go on.
    pub chains: Vec<ChainRow>,
    /// What can be said of chains and repeats: a sentence each.
    pub chain_words: Vec<String>,
    /// Pairs of groups in conflict over twelve months, the most recent first.
    pub pairs: Vec<PairRow>,
    /// What can be said of retaliation as a whole: a sentence each.
    pub pair_words: Vec<String>,
    /// New and worsening places.
    pub places: Vec<PlaceRow>,
    /// Why there is none, or what they rest on.
    pub place_words: Vec<String>,
    /// What to know before relying on it.
    pub cautions: Vec<String>,
    /// State of the register: lapsed, unmatched, withdrawn.
    pub register: Vec<String>,
}

/// A group's set space of twelve months.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpaceRow {
    /// Group.
    pub group: String,
    /// Points it is drawn from.
    pub points: usize,
    /// Least ground holding half of the density, hectares.
    pub core_ha: f64,
    /// The same for 95 %.
    pub whole_ha: f64,
    /// How it moved, in words; may be empty.
    pub trend: String,
    /// The core, degrees.
    #[serde(skip)]
    pub core: MultiPolygon<f64>,
    /// The whole, degrees.
    #[serde(skip)]
    pub whole: MultiPolygon<f64>,
}

/// Incidents joined step by step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChainRow {
    /// References, oldest first.
    pub references: Vec<String>,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Days since the last.
    pub days_since: i32,
    /// Place of the last.
    pub place: String,
    /// Groups in it.
    pub groups: Vec<String>,
    /// "may go on until 29 November", or "over".
    pub state: String,
}

/// One attack of a timeline, or one incident of which nobody can say who attacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PairEvent {
    /// Day.
    pub day: Date,
    /// True when the first group of the pair attacked, false when the second did; none when nobody can say.
    pub by_first: Option<bool>,
    /// True when each attacked the other in one incident: it stands here once a direction.
    pub both_ways: bool,
    /// True inside the window.
    pub now: bool,
}

/// Two groups in conflict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairRow {
    /// Group, first by name.
    pub first: String,
    /// The other.
    pub second: String,
    /// Events of twelve months, oldest first.
    pub events: Vec<PairEvent>,
    /// Days since the last.
    pub days_since: i32,
    /// True when attacks between them are answered more often than chance gives.
    pub answered: bool,
    /// Day of the last attack whose direction is known.
    pub last_known: Option<Date>,
    /// What can be said of retaliation between them, with dates where there are too few to test.
    pub verdict: String,
}

/// A place that is new or getting worse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceRow {
    /// Name.
    pub name: String,
    /// "new", "worsening", "building".
    pub class: String,
    /// What it rests on.
    pub basis: String,
    /// When, in words.
    pub hours: String,
    /// Where, degrees.
    #[serde(skip)]
    pub at: Option<Coord<f64>>,
}

impl PairEvent {
    /// Incidents behind some events: one in which each attacked the other is one.
    #[must_use]
    pub fn incidents<'a>(events: impl IntoIterator<Item = &'a Self>) -> usize {
        let second = |e: &&Self| e.both_ways && e.by_first == Some(false);
        events.into_iter().filter(|e| !second(e)).count()
    }
}

impl Pack {
    /// Incidents of the window that the register links to a group.
    #[must_use]
    pub fn linked(&self) -> usize {
        self.lines.iter().filter(|line| !line.groups.is_empty()).count()
    }
}
