//! Which incidents are near: columns, R-trees, unit counts and spatial weights.

mod cell_counter;
mod cells;
mod columns;
mod face_planes;
mod filter;
mod h3_shapes;
mod nearest;
mod neighbours;
mod points;
mod unit_counts;
mod weights;

pub use cell_counter::CellCounter;
pub use cells::{cell_of, cell_of_grid, count_cells, count_grid_cells};
pub use columns::{Columns, IndexError, Marker};
pub use filter::{Filter, Ready};
pub use h3_shapes::{h3_cells_inside, h3_centre, h3_outline, h3_parse, h3_resolution, h3_text};
pub use nearest::NearestFirst;
pub use neighbours::{
    Contiguity, GalError, contiguous, from_pairs, h3_rings, h3_with_rings, nearest, parse_gal, square_rings,
    within_distance,
};
pub use points::PointIndex;
pub use unit_counts::UnitCounts;
pub use weights::SpatialWeights;
