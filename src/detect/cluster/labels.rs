//! Who belongs to which cluster.

use std::collections::HashMap;

/// Clusters of points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clustering {
    /// Cluster of each point, numbered from 0 by the first row that belongs to it; −1 is noise.
    pub labels: Vec<i32>,
    /// Whether each point is a core (DBSCAN), or of a cluster at all (HDBSCAN).
    pub is_core: Vec<bool>,
    /// Number of clusters.
    pub clusters: usize,
}

impl Clustering {
    /// Points in no cluster.
    #[must_use]
    pub fn noise(&self) -> usize {
        self.labels.iter().filter(|l| **l < 0).count()
    }
}

/// Labels in the order of the input from sets in another order: `order[i]` is the row of the i-th set. `u32::MAX` is noise.
pub(super) fn number(order: &[u32], set_of: &[u32]) -> (Vec<i32>, usize) {
    let mut labels = vec![-1_i32; order.len()];
    let mut by_row = vec![u32::MAX; order.len()];
    for (&row, &set) in order.iter().zip(set_of) {
        by_row[row as usize] = set;
    }
    let mut known: HashMap<u32, i32> = HashMap::new();
    let mut last = (u32::MAX, -1);
    for (label, &set) in labels.iter_mut().zip(&by_row) {
        if set == u32::MAX {
            continue;
        }
        if set != last.0 {
            let next = known.len() as i32;
            last = (set, *known.entry(set).or_insert(next));
        }
        *label = last.1;
    }
    (labels, known.len())
}

/// Disjoint sets.
pub(super) struct Sets {
    parent: Vec<u32>,
}

impl Sets {
    pub(super) fn new(n: usize) -> Self {
        Self { parent: (0..n as u32).collect() }
    }

    pub(super) fn root(&mut self, mut of: usize) -> usize {
        while self.parent[of] as usize != of {
            let above = self.parent[of] as usize;
            self.parent[of] = self.parent[above];
            of = above;
        }
        of
    }

    pub(super) fn same(&mut self, a: usize, b: usize) -> bool {
        self.root(a) == self.root(b)
    }

    /// Joins two sets under the smaller root.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b) as u32;
    }
}
