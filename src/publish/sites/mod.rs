//! The panel's papers: what a Community Safety Partnership needs on the table when it decides where to fund
//! community sport. Made from a [`crate::sport::PanelShortlist`] and from nothing else, so nothing a panel may not
//! see can get in.

mod csv;
mod document;
mod front;
mod geojson;
mod sheet;
mod wording;

pub use csv::sites_csv;
pub use document::sites_document;
pub use geojson::sites_geojson;
pub use wording::{SITES_DRAFT, SITES_WORDS};
