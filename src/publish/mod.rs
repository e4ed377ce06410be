//! Results to bytes: GeoJSON, CSV, vector tiles; provenance and marking.

mod provenance;

pub use provenance::{Marking, Provenance};
