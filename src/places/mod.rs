//! The ground: boundaries, study mask, analysis units, polygon look-up, population, streets and
//! sites. Takes geometry and columns, never a path.

mod candidate;
pub mod candidates;
mod error;
mod ground;
mod locator;
mod names;
mod pack;
mod pack_file;
pub mod shape;
mod units;
pub mod walking;

pub use candidate::{Availability, Candidate, CandidateKind, Opening, SchoolPhase};
pub use error::PlacesError;
pub use ground::Ground;
pub use locator::{AreaLocator, locate_by_every_edge};
pub use names::{GENERIC_LABELS, PlaceName, is_generic_label, place_name, plain_label};
pub use pack::{Area, AreaPack, AreaRef, Level, LsoaFacts, PackNote, Site, SiteKind, Street};
pub use units::{MaskRule, Unit, UnitSet};
