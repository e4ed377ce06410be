//! From hotspots to fundable sites: candidates read, ways walked, sites chosen, sheets written.

mod candidates;
mod files_error;
mod headings;

pub use candidates::{pack_candidates, read_candidates};
pub use files_error::SitesFileError;
