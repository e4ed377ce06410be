//! The gangs-team briefing as pages and files. Made from a [`crate::deterrence::Pack`], which names groups: only the
//! police view gets here.

mod document;
mod file;
mod front;
mod groups;
mod lists;
mod maps;
mod rows;
mod wording;

pub use document::{MOST_PAGES, briefing};
pub use file::briefing_json;
pub use wording::{BRIEFING_STATUS, BRIEFING_WORDS};
