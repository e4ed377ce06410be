//! Raw rows to trusted facts: the schema, profiles, folding, offence and location classes,
//! definitions, harm, validation and quarantine.

mod incident;
mod quarantine;

pub use incident::{
    AgeRange, Flags, Geocode, Incident, Injury, LocationClass, Person, RecordKey, Status, Tri,
};
pub use quarantine::QuarantinedRow;
