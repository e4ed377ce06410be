//! Free words about a place to a point, with five levels of confidence: the words are used once and not kept.
//!
//! The names are the user's own list (the document `gazetteer`) and, behind it, the streets, sites, towns and wards of
//! the area pack. The same words and the same lists always give the same answer.

mod build;
mod matching;
mod table;
mod words;

pub use build::Gazetteer;
pub use matching::{Guess, PlaceLevel, Placing};
pub use table::GazetteerTable;
