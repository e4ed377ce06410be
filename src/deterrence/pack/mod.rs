//! The weekly pack of a gangs team: what happened, linked to what, where next, what was done.
//!
//! It is made to be of use when every statistic refuses: it begins with the incidents themselves, and a refusal is one
//! line. It names groups, and so leaves the program in the police view only; it names no person and no home.

mod actions;
mod line;
mod model;
mod suggestion;
mod window;
pub mod words;

pub use actions::{ACTIONS_HEADER, ActionBook, ActionStatus, ActionsFault, ActionsThen, TrackedAction};
pub use line::{
    GRAVE, GRAVEST, GroupPart, IncidentLine, groups_words, incident_line, injury_words, is_home,
    metres_words, outcome_words, status_words,
};
pub use model::{ChainRow, Pack, PairEvent, PairRow, PlaceRow, SpaceRow};
pub use suggestion::{
    APART_M, EventHours, LEAST_FOR_HOURS, MOST_SUGGESTIONS, NEAR_M, PlaceCase, Suggestion, suggest,
};
pub use window::{BriefingLog, LoggedPack, PackWindow, StartsAt, Timing, USUAL_DAYS};
