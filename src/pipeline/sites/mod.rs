//! From hotspots to fundable sites: candidates read, ways walked, sites chosen, sheets written.

mod barriers;
mod candidates;
mod files_error;
mod headings;
mod streets;

pub use barriers::read_barriers;
pub use candidates::{pack_candidates, read_candidates};
pub use files_error::SitesFileError;
pub(super) use streets::osm as osm_streets;
pub use streets::{StreetsRead, read_streets};
