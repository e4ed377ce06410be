//! Candidate sites: where a session of community sport could be held.

use serde::{Deserialize, Serialize};

use crate::geodesy::GridPoint;

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CandidateKind {
    /// Sports hall, leisure centre, boxing club, pool: a building for sport.
    SportsCentre,
    /// Pitch, track, courts: a ground for sport.
    SportsGround,
    /// Multi-use games area.
    Muga,
    /// Park or recreation ground.
    Park,
    /// Youth centre or club.
    YouthCentre,
    /// Church, village or community hall.
    CommunityHall,
    /// School or college.
    School,
    /// Mobile or detached session: any point.
    Mobile,
    /// Anything else the user's file names.
    Other,
}

/// Phase of a school. Primary and infant schools are left out by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SchoolPhase {
    /// Primary, infant, junior, nursery.
    Primary,
    /// Secondary, all-through, sixteen plus.
    Secondary,
    /// Neither stated nor told by the name: "phase unknown".
    Unknown,
}

/// Whether the owner has said yes. Everything but confirmed is a "possible site".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Availability {
    /// The owner has said yes.
    Confirmed,
    /// The owner was asked.
    Asked,
    /// Nobody has asked yet.
    #[default]
    Unknown,
}

/// Opening on one weekday, minutes after local midnight, half-open; `to` may pass 24:00 (up to 30:00).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Opening {
    /// Weekday, Monday 0.
    pub weekday: u8,
    /// Opens.
    pub from_min: u16,
    /// Closes; always after `from_min`.
    pub to_min: u16,
}

/// One candidate site, checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Stable id: the file's own, else made from name and place; unique in a set.
    pub id: String,
    /// Name as the owner would know it; unique in a set (a second of the same name gets its ward or street).
    pub name: String,
    /// What it is.
    pub kind: CandidateKind,
    /// Where it is, EPSG:27700.
    pub at: GridPoint,
    /// Under a roof; `None` when not known.
    pub indoor: Option<bool>,
    /// Lit after dark; `None` when not known. Indoor sites are lit.
    pub lit: Option<bool>,
    /// Young people a session can hold; `None` when not known.
    pub capacity: Option<u32>,
    /// Opening hours; empty when not known.
    pub hours: Vec<Opening>,
    /// Cost of one two-hour session in pounds, hire and staff as the file gives it; `None` when not known.
    pub cost_per_session: Option<f64>,
    /// Owner; empty when not known.
    pub owner: String,
    /// Whether it can be had.
    pub availability: Availability,
    /// Phase, for schools.
    pub phase: Option<SchoolPhase>,
    /// Who may use it, as the file words it ("Pay and Play"); empty when not known.
    pub access: String,
    /// File name and line it came from, for messages.
    pub came_from: (String, u64),
}
