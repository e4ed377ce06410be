//! Pictures of our own: maps and charts as SVG, drawn for paper and screen.
//!
//! Every picture can be read in grey: areas differ by pattern, outline or lightness as well as by colour, and
//! words stand beside what they name. No picture of a panel holds an incident; a briefing's does, homes left out.

mod briefing_map;
mod clock;
mod frontier;
mod map;
mod pairs;
mod project;
mod svg;

pub use briefing_map::{BriefingMap, GroupGround, Pin, briefing_map};
pub use clock::week_clock;
pub use frontier::frontier;
pub use map::{Mark, PanelMap, panel_map};
pub use pairs::pair_timelines;
