//! Lomea: a county that never was, with its planted truth.
//!
//! It lies on the sea bed off the Thames estuary, so that no real street can be read into it. Everything
//! is made from a seed; nothing here reads or writes a file.

mod area_files;
mod area_names;
mod coast;
mod country;
mod dice;
mod ground;
mod known;
mod mesh;
mod names;
mod noise;
mod patches;
mod people;
mod points;
mod post;
mod sites;
mod split;
mod streets;
mod tidy;
mod towns;
mod ways;

pub use area_files::File;
pub use ground::Lomea;
pub use known::{Background, KnownCounty, PlantedCircle, truth};
pub use people::Residents;
pub use points::points;
pub use post::Postcode;
pub use sites::Place;
pub use towns::{Settlement, TownKind};
