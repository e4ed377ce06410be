//! How many points each analysis unit holds, zeros included.

use super::{cell_of_grid, cells::count_ids};
use crate::{
    geodesy::GridPoint,
    places::{Unit, UnitSet},
};

/// Counts in the order of a unit set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitCounts {
    /// One count a unit, zeros included.
    pub counts: Vec<u32>,
    /// Points in no unit of the set: outside the mask, or where the grid ends.
    pub outside: u64,
}

impl UnitCounts {
    /// Counts points given a way from a point to its unit id. Parallel; the same for any number of
    /// threads.
    #[must_use]
    pub fn count(
        units: &UnitSet,
        points: &[GridPoint],
        id: impl Fn(GridPoint) -> Option<u64> + Sync,
    ) -> Self {
        let (found, without) = count_ids(points, |&p| id(p));
        let mut counts = vec![0; units.ids.len()];
        let mut outside = without;
        for (id, count) in found {
            match units.ids.binary_search(&id) {
                Ok(at) => counts[at] = count,
                Err(_) => outside += u64::from(count),
            }
        }
        Self { counts, outside }
    }

    /// Counts points in a set of H3 cells; `None` when the set is of another kind.
    #[must_use]
    pub fn in_cells(units: &UnitSet, points: &[GridPoint]) -> Option<Self> {
        let Unit::H3(resolution) = units.unit else { return None };
        Some(Self::count(units, points, |p| cell_of_grid(p, resolution)))
    }
}
