//! Which incidents are near: columns, R-trees, unit counts and spatial weights.

mod weights;

pub use weights::SpatialWeights;
