//! How long is it on foot: the street network in compressed rows, barriers, and straight lines where there is
//! no network.
//!
//! Time is counted in whole tenths of a millimetre of way, so sums are exact: there and back take the same,
//! and no order of lines, sources or threads changes a digit.

mod barrier;
mod build;
mod crow;
mod isochrone;
mod join;
mod measure;
mod network;
mod osm;
mod search;
mod walk;
mod walls;

pub use barrier::{Barrier, BarrierEffect, Obstacle, StreetUse, street_use};
pub use crow::CrowFly;
pub use join::Gap;
pub use network::{NetworkFacts, WalkingNetwork};
pub use osm::osm_street_kind;
pub use search::naive_minutes;
pub use walk::{Reached, Targets, Walking, WalkingOptions};
