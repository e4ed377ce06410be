//! Where things are: WGS84 degrees, British National Grid metres, any other EPSG code through
//! PROJ, distances and Web Mercator.
//!
//! Degrees and metres are different types, so a longitude-latitude pair can never enter a planar
//! formula. The national grid is Ordnance Survey's OSTN15, embedded; there is no silent fall-back
//! to a seven-parameter shift.

mod crs;
mod error;
mod grid;
pub mod mercator;
mod ostn15;
mod point;
#[cfg_attr(not(feature = "proj"), path = "no_proj.rs")]
mod proj;
mod transverse;

pub use crs::{Crs, Projector, work_crs_for};
pub use error::GeodesyError;
pub use grid::{TRANSFORM, to_grid, to_lon_lat};
pub use point::{GridPoint, LonLat};
