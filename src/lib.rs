//! **harmspot** finds the places where serious violence concentrates, says how sure it is, and
//! turns that into two decisions: where to fund community sport, and what to look at this week.
//!
//! Data flows one way through the rooms below; `ARCHITECTURE.md` says which may know which and a
//! test (`tests/it/layering.rs`) holds them to it.
//!
//! ```text
//! sources -> incidents -> store -> index -> detect -> sport -> publish -> server / cli -> web-map
//! ground floor: geodesy  calendar  inference  places
//! ```

pub mod access;
pub mod calendar;
pub mod cli;
pub mod detect;
pub mod deterrence;
pub mod geodesy;
pub mod incidents;
pub mod index;
pub mod inference;
pub mod pipeline;
pub mod places;
pub mod publish;
pub mod quality;
pub mod server;
pub mod sources;
pub mod sport;
pub mod store;
pub mod synth;
