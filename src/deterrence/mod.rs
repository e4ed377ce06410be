//! Hotspots to a gangs-team briefing: who is in conflict with whom, where, and what changed this week.
//!
//! Only the police view reaches this room. Groups are never people: nothing here names, scores, ranks or selects
//! a person, and nothing is inferred from who was with whom or where somebody lives.

mod alerts;
mod chains;
mod change;
mod contested;
mod error;
mod evidence;
mod group;
mod horizon;
mod overlap;
mod pack;
pub mod register;
mod retaliation;
mod set_space;
mod spread;
mod timeline;
mod trend;
mod window;

pub use alerts::{NearRepeatAlert, near_repeat_alerts};
pub use chains::{ChainIncident, ChainLink, LinkKind, LinkedChain, linked_chains};
pub use change::{
    BandCount, CHANGE_LEAST_EVENTS, CHANGE_LEAST_WINDOWS, Change, Dated, FirstTime, HourShift, PlacedEvent,
    Usual, change, first_time_places, hour_shift,
};
pub use contested::{CONTESTED_LEAST_EVENTS, CONTESTED_SIDE_M, ContestedCell, contested};
pub use error::DeterrenceError;
pub use evidence::{EvidenceUse, LeftOut, PointKind, SetEvidence, SetPoint};
pub use group::{Attribution, Grading, GroupEvent, GroupId, Side, StatedLink};
pub use horizon::{Horizon, horizon};
pub use overlap::{Overlap, overlaps};
pub use pack::{
    ACTIONS_HEADER, APART_M, ActionBook, ActionStatus, ActionsFault, ActionsThen, BriefingLog, ChainRow,
    EventHours, GRAVE, GRAVEST, GroupPart, IncidentLine, LEAST_FOR_HOURS, LoggedPack, MOST_SUGGESTIONS,
    NEAR_M, Pack, PackWindow, PairEvent, PairRow, PlaceCase, PlaceRow, SpaceRow, StartsAt, Suggestion,
    Timing, TrackedAction, USUAL_DAYS, groups_words, incident_line, injury_words, is_home, metres_words,
    outcome_words, status_words, suggest, words,
};
pub use retaliation::{
    AttackDate, Method, RETALIATION_LEAST_DATES, Retaliation, RetaliationOptions, RetaliationVerdict,
    retaliation,
};
pub use set_space::{
    GroupSpace, SET_SPACE_CELL_M, SET_SPACE_LEAST_POINTS, SetSpace, SetSpaceRefusal, set_spaces,
};
pub use spread::{Bandwidth, BandwidthRule, SET_SPACE_NARROWEST_M, SET_SPACE_WIDEST_M};
pub use timeline::{Direction, Encounter, Timeline, timelines};
pub use trend::{QUARTER_DAYS, Quarter, QuarterGround, Shift, Trend};
pub use window::DayWindow;
