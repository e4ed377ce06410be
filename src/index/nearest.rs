//! Places in order of their distance from one.

use rstar::{RTree, primitives::GeomWithData};

use crate::geodesy::GridPoint;

/// An R-tree over places, asked for all of them nearest first.
#[derive(Debug, Clone)]
pub struct NearestFirst {
    tree: RTree<GeomWithData<[f64; 2], u32>>,
}

impl NearestFirst {
    /// Builds the tree.
    #[must_use]
    pub fn new(places: &[GridPoint]) -> Self {
        let located = |(p, i): (&GridPoint, u32)| GeomWithData::new([p.easting_m(), p.northing_m()], i);
        Self { tree: RTree::bulk_load(places.iter().zip(0..).map(located).collect()) }
    }

    /// Calls `each` with the position and squared distance of every place, nearest first (equally distant ones in
    /// no order), until it answers false.
    pub fn visit(&self, from: GridPoint, mut each: impl FnMut(u32, f64) -> bool) {
        let at = [from.easting_m(), from.northing_m()];
        for (place, d2) in self.tree.nearest_neighbor_iter_with_distance_2(&at) {
            if !each(place.data, d2) {
                break;
            }
        }
    }
}
