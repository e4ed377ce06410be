//! What a session can say of itself before anybody asks a question: the status page.

use serde::{Deserialize, Serialize};

use crate::{access::View, publish::Marking};

/// A definition that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinitionFact {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// True when nobody has signed it.
    pub draft: bool,
}

/// A Community Safety Partnership that can be asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CspFact {
    /// Published code.
    pub code: String,
    /// Name.
    pub name: String,
    /// West, south, east, north in degrees.
    pub bbox: [f64; 4],
}

/// Everything the map needs to start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Program name and version.
    pub program: String,
    /// Protective marking.
    pub marking: Marking,
    /// True for the made-up county.
    pub synthetic: bool,
    /// What this process may open.
    pub view: View,
    /// Name of the force area; `None` without an area pack.
    pub force: Option<String>,
    /// Snapshot served; `None` for an empty store.
    pub snapshot: Option<String>,
    /// SHA-256 of the area pack.
    pub area_pack: Option<String>,
    /// Incidents that count.
    pub incidents: u64,
    /// First month with an incident, `2023-01`.
    pub first_month: Option<String>,
    /// Last month with an incident.
    pub last_month: Option<String>,
    /// Last month that is complete; lists end there unless asked otherwise.
    pub complete_to: Option<String>,
    /// Definitions that can be asked for.
    pub definitions: Vec<DefinitionFact>,
    /// The one used when none is asked for.
    pub definition: Option<String>,
    /// Partnerships that can be asked for.
    pub csps: Vec<CspFact>,
    /// Box of the ground in degrees: west, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// Attribution lines that must be shown.
    pub attribution: Vec<String>,
    /// True when the points are snap points.
    pub snapped: bool,
    /// "hotspots" or "areas of concern".
    pub noun: String,
}
