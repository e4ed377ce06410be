//! Mapbox vector tiles: which tile, what is cut out of a layer for it, the bytes.
//!
//! Own projection (Web Mercator), own clipping with a buffer, extent 4096. A polygon smaller than
//! one tile unit is drawn as one unit square, so that a listed place never vanishes from the map.

mod clip;
mod encode;
mod gzip;
mod id;

pub use encode::{Tags, encode_layer, encode_layers};
pub use gzip::gzip;
pub use id::{MAX_ZOOM, TileId};
