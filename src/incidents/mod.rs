//! Raw rows to trusted facts: the schema, profiles, folding, offence and location classes,
//! definitions, harm, validation and quarantine.

mod attendance;
mod cells;
mod columns;
mod corrected;
mod decide;
mod definition;
mod error;
mod events;
mod fold;
mod gazetteer;
mod harm;
mod identifiers;
mod incident;
mod judge;
mod location;
mod notes;
mod place;
mod profile;
mod quarantine;
mod reading;
mod recording;
mod row;
mod table;
mod times;

pub use columns::shown;
pub use corrected::{export, guarded};
pub use definition::{
    AgeRule, Definition, FlagRule, InjuryRule, LocationRule, OffenceRule, OnUnknown, PublicRule, Role,
    SHIPPED_TOML, WeaponRule,
};
pub use error::IncidentError;
pub use events::{EVENT_DISTANCE_M, EVENT_SECONDS, fold_events};
pub use gazetteer::{Gazetteer, GazetteerTable, Guess, PlaceLevel, Placing};
pub use harm::HarmTable;
pub use identifiers::{column as identifier_column, within as identifier_within};
pub use incident::{
    AgeRange, Flags, Geocode, Incident, Injury, LocationClass, Outcome, Person, RecordKey, Status, Tri,
};
pub use judge::{Rule, Verdict};
pub use location::LocationTable;
pub use notes::Note;
pub use profile::{BUILT_IN_PROFILES, Bounds, Field, Names, Profile, ReferenceScope, Rows};
pub use quarantine::QuarantinedRow;
pub use reading::{Counts, FileRead, ReadOptions, load_profile, read_file};
pub use recording::{Action, Place, PlacesOfRecording};
pub use row::PlaceText;
