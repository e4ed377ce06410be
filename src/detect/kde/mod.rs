//! Kernel density: how many events (or how much harm) per square kilometre around every place.

mod at;
mod bins;
mod dual;
mod edge;
mod error;
mod extent;
mod gaussian;
mod isopleth;
mod kernel;
mod lattice;
mod moments;
mod stencil;
mod surface;
mod trace;

pub use at::kde_at;
pub use dual::{DUAL_FLOOR_OF_PEAK, Dual, dual};
pub use edge::{EdgeWeights, edge_weights};
pub use error::KdeError;
pub use extent::extent_of;
pub use isopleth::{ISOPLETH_SHARES, Isopleth, isopleths_by_level, isopleths_by_volume, levels_of_volume};
pub use kernel::Kernel;
pub use lattice::{Extent, Lattice};
pub use surface::{Surface, kde};
pub use trace::outline_of_cells;
