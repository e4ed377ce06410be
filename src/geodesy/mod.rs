//! Where things are: WGS84 degrees, British National Grid metres, any other EPSG code through
//! PROJ, distances and Web Mercator.
//!
//! Degrees and metres are different types, so a longitude-latitude pair can never enter a planar
//! formula. The national grid is Ordnance Survey's OSTN15, embedded; there is no silent fall-back
//! to a seven-parameter shift.

mod point;

pub use point::{GridPoint, LonLat};
