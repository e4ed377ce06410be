//! Hotspots to a gangs-team briefing: who is in conflict with whom, where, and what changed this week.
//!
//! Only the police view reaches this room. Groups are never people: nothing here names, scores, ranks or selects
//! a person, and nothing is inferred from who was with whom or where somebody lives.

mod group;
pub mod register;
mod pack;

pub use group::{Attribution, Grading, GroupEvent, GroupId, Side};
pub use pack::{
    ACTIONS_HEADER, APART_M, ActionBook, ActionStatus, ActionsFault, ActionsThen, BriefingLog, ChainRow,
    EventHours, GroupPart, IncidentLine, LEAST_FOR_HOURS, LoggedPack, MOST_SUGGESTIONS, Pack, PackWindow,
    PairEvent, PairRow, PlaceCase, PlaceRow, SpaceRow, StartsAt, Suggestion, Timing, TrackedAction,
    USUAL_DAYS, attribution_word, groups_words, incident_line, is_home, metres_words, suggest, words,
};
