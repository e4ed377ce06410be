//! Lomea: a county that never was, with its planted truth.
//!
//! It lies on the sea bed off the Thames estuary, so that no real street can be read into it. Everything
//! is made from a seed; nothing here reads or writes a file.

mod area_files;
mod area_names;
mod clock;
mod coast;
mod country;
mod crimes;
mod delivery;
mod dice;
mod emergency;
mod feeds;
mod folder;
mod ground;
mod groups;
mod incidents;
mod known;
mod mesh;
mod names;
mod noise;
mod offences;
mod patches;
mod people;
mod planted;
mod points;
mod post;
mod sites;
mod split;
mod sport;
mod spots;
mod streets;
mod tidy;
mod towns;
mod ways;

pub use area_files::File;
pub use folder::{Delivery, Folder};
pub use ground::Lomea;
pub use incidents::{GroupAttack, Incidents};
pub use known::{Background, KnownCounty, PlantedCircle, truth};
pub use people::Residents;
pub use planted::{Group, HotEvening, Hotspot, HotspotKind};
pub use points::points;
pub use post::Postcode;
pub use sites::Place;
pub use towns::{Settlement, TownKind};
