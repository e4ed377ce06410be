//! From hotspots to fundable sites: candidates read, ways walked, sites chosen, sheets written.

mod barriers;
mod candidates;
mod choose;
mod coverage;
mod files_error;
mod ground;
mod headings;
mod hotspots;
mod knowing;
mod limits;
mod map_ground;
mod model;
mod notes;
mod opinion;
mod question;
mod register;
mod rerun;
mod running;
mod scene;
mod sheet;
mod shortlist;
mod streets;
mod words;

pub use barriers::read_barriers;
pub use candidates::{pack_candidates, read_candidates};
pub use coverage::coverage;
pub use files_error::SitesFileError;
pub use ground::{SportFiles, SportGround, keep_candidates};
pub(super) use map_ground::ground_around;
pub use question::SitesQuestion;
pub use register::{keep_register, read_register};
pub use shortlist::shortlist;
pub(super) use streets::osm as osm_streets;
pub use streets::{StreetsRead, read_streets};
