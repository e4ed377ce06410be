//! Spatial weights in compressed-row form, shared by every statistic.

/// Neighbours of each unit in compressed rows. Rows are sorted and never contain the unit itself;
/// statistics that include it (Gi*) add it.
#[derive(Debug, Clone, PartialEq)]
pub struct SpatialWeights {
    offsets: Vec<u32>,
    neighbours: Vec<u32>,
    values: Option<Vec<f64>>,
}

impl SpatialWeights {
    /// Binary weights from one neighbour list a unit; lists are sorted, de-duplicated and freed of self.
    #[must_use]
    pub fn binary(lists: Vec<Vec<u32>>) -> Self {
        let mut offsets = Vec::with_capacity(lists.len() + 1);
        let mut neighbours = Vec::new();
        offsets.push(0);
        for (own, mut list) in lists.into_iter().enumerate() {
            list.sort_unstable();
            list.dedup();
            neighbours.extend(list.into_iter().filter(|&j| j as usize != own));
            offsets.push(u32::try_from(neighbours.len()).expect("fewer than 4 billion links"));
        }
        Self { offsets, neighbours, values: None }
    }

    /// Number of units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// True without units.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Neighbours of unit `i`, ascending, without `i`.
    #[must_use]
    pub fn neighbours(&self, i: usize) -> &[u32] {
        &self.neighbours[self.offsets[i] as usize..self.offsets[i + 1] as usize]
    }

    /// Weights of those neighbours; `None` means all are one.
    #[must_use]
    pub fn values(&self, i: usize) -> Option<&[f64]> {
        let range = self.offsets[i] as usize..self.offsets[i + 1] as usize;
        self.values.as_ref().map(|v| &v[range])
    }
}
