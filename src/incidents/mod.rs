//! Raw rows to trusted facts: the schema, profiles, folding, offence and location classes,
//! definitions, harm, validation and quarantine.

mod definition;
mod error;
mod events;
mod harm;
mod incident;
mod judge;
mod location;
mod quarantine;
mod recording;
mod table;

pub use definition::{
    AgeRule, Definition, FlagRule, InjuryRule, LocationRule, OffenceRule, OnUnknown, PublicRule, Role,
    SHIPPED_TOML, WeaponRule,
};
pub use error::IncidentError;
pub use events::{EVENT_DISTANCE_M, EVENT_SECONDS, fold_events};
pub use harm::HarmTable;
pub use incident::{
    AgeRange, Flags, Geocode, Incident, Injury, LocationClass, Person, RecordKey, Status, Tri,
};
pub use judge::{Rule, Verdict};
pub use location::LocationTable;
pub use quarantine::QuarantinedRow;
pub use recording::{Action, Place, PlacesOfRecording};
