//! Pictures of our own: maps and charts as SVG, drawn for paper and screen.
//!
//! Every picture can be read in grey: areas differ by pattern, outline or lightness as well as by colour, and
//! words stand beside what they name. No picture holds an incident.

mod clock;
mod frontier;
mod map;
mod project;
mod svg;

pub use clock::week_clock;
pub use frontier::frontier;
pub use map::{Mark, PanelMap, panel_map};
