//! HTTP in, HTTP out. All routes stand in one file, `router.rs`; handlers parse, call and answer.
//!
//! Until rights exist the server listens on loopback only and every answer carries its marking.

mod answer;
mod api;
mod assets;
mod basemap;
mod deterrence;
mod features;
mod guard;
mod listen;
mod openapi;
mod params;
mod problem;
mod router;
mod site;
mod sites;
mod tiles;
mod timed;

pub use basemap::{Basemap, BasemapError};
pub use listen::{Limits, ListenError, Serving, run, run_until};
pub use router::router;
pub use site::Site;
