//! Lomea: a county that never was, with its planted truth.
//!
//! It lies on the sea bed off the Thames estuary, so that no real street can be read into it. Everything
//! is made from a seed; nothing here reads or writes a file.

mod dice;
mod known;
mod noise;
mod points;

pub use known::{Background, KnownCounty, PlantedCircle, truth};
pub use points::points;
