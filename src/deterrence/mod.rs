//! Hotspots to a gangs-team briefing: who is in conflict with whom, where, and what changed this week.
//!
//! Only the police view reaches this room. Groups are never people: nothing here names, scores, ranks or selects
//! a person, and nothing is inferred from who was with whom or where somebody lives.

mod group;
pub mod register;

pub use group::{Attribution, Grading, GroupEvent, GroupId, Side};
