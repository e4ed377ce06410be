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
    ///
    /// # Panics
    /// With more than 4 billion links.
    #[must_use]
    pub fn binary(lists: Vec<Vec<u32>>) -> Self {
        let mut offsets = Vec::with_capacity(lists.len() + 1);
        let mut neighbours = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        offsets.push(0);
        for (own, mut list) in lists.into_iter().enumerate() {
            list.sort_unstable();
            list.dedup();
            neighbours.extend(list.into_iter().filter(|&j| j as usize != own));
            offsets.push(u32::try_from(neighbours.len()).expect("fewer than 4 billion links"));
        }
        Self { offsets, neighbours, values: None }
    }

    /// Weights with values from one list of (neighbour, weight) a unit; sorted, freed of self and of zero weights; of
    /// a neighbour named twice the first is kept. All ones become binary.
    ///
    /// # Panics
    /// With more than 4 billion links.
    #[must_use]
    pub fn weighted(lists: Vec<Vec<(u32, f64)>>) -> Self {
        let mut offsets = Vec::with_capacity(lists.len() + 1);
        let mut neighbours = Vec::new();
        let mut values = Vec::new();
        offsets.push(0);
        for (own, mut list) in lists.into_iter().enumerate() {
            list.sort_by_key(|&(j, _)| j);
            list.dedup_by_key(|&mut (j, _)| j);
            for (j, w) in list.into_iter().filter(|&(j, w)| j as usize != own && w != 0.0) {
                neighbours.push(j);
                values.push(w);
            }
            offsets.push(u32::try_from(neighbours.len()).expect("fewer than 4 billion links"));
        }
        let binary = values.iter().all(|w: &f64| w.total_cmp(&1.0).is_eq());
        Self { offsets, neighbours, values: (!binary).then_some(values) }
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

    /// Number of links, each direction counted.
    #[must_use]
    pub fn links(&self) -> usize {
        self.neighbours.len()
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

    /// The first link whose weight is not one, as (unit, neighbour, weight); `None` for binary weights.
    #[must_use]
    pub fn first_not_binary(&self) -> Option<(usize, usize, f64)> {
        let values = self.values.as_ref()?;
        let link = values.iter().position(|w| w.total_cmp(&1.0).is_ne())?;
        let unit = self.offsets.partition_point(|&o| o as usize <= link) - 1;
        Some((unit, self.neighbours[link] as usize, values[link]))
    }
}
