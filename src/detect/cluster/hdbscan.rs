//! Clusters at every density at once.

use super::{
    ClusterError,
    hierarchy::Condensed,
    labels::{Clustering, number},
    spanning::spanning_tree,
    tree::Tree,
};
use crate::geodesy::GridPoint;

/// Settings of [`hdbscan`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HdbscanOptions {
    /// Fewest points of a cluster (default 25).
    pub min_cluster_size: usize,
    /// A point's core distance reaches its so-many-th nearest point, itself counted (default 10), as in scikit-learn
    /// and R; the hdbscan package does not count it.
    pub min_samples: usize,
    /// Distances under this many metres count as this: what the coordinates cannot tell apart (default 0).
    pub resolution_m: f64,
}

impl Default for HdbscanOptions {
    fn default() -> Self {
        Self { min_cluster_size: 25, min_samples: 10, resolution_m: 0.0 }
    }
}

/// Clusters of HDBSCAN, with how firmly each point belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Hdbscan {
    /// Who belongs where.
    pub clustering: Clustering,
    /// Of each point: 0 for noise, towards 1 at the densest place of its cluster.
    pub strength: Vec<f64>,
    /// The longest link inside each cluster in metres: half of it is a reach that makes one place of its points.
    pub link_m: Vec<f64>,
    /// Spots that hold at least `min_cluster_size` points each: clusters by themselves, unless `resolution_m` is set.
    pub stacks: usize,
}

/// HDBSCAN (Campello, Moulavi, Zimek and Sander 2013, 2015) with clusters chosen by excess of mass; the whole map is
/// never one cluster.
///
/// Exact, over a k-d tree (McInnes and Healy 2017). Links of equal length are cut together, as the paper asks, so the
/// answer depends on the places only, not on the order of rows or threads; peers cut one after the other and may differ where distances tie. Points on one spot are fine: their
/// density counts as that of the closest pair of spots, where peers divide by zero. Every point counts as one.
/// Clusters are numbered by the first row that belongs to them; −1 is noise.
///
/// Use it where one radius cannot suit town and country. Not where points are snapped to a few spots (see `stacks`
/// and `resolution_m`), and it says nothing of chance.
///
/// # Errors
/// [`ClusterError::TooSmall`] for a cluster under 2 points or no samples; [`ClusterError::BadNumber`].
///
/// ```
/// use harmspot::{detect::{hdbscan, HdbscanOptions}, geodesy::GridPoint};
/// let two_heaps = (0..40).map(|i| {
///     let (heap, i) = (f64::from(i / 20), f64::from(i % 20));
///     GridPoint::new(1_000.0 * heap + i * i * 0.3, 7.0 * (i % 5.0)).unwrap()
/// });
/// let points: Vec<_> = two_heaps.collect();
/// let options = HdbscanOptions { min_cluster_size: 10, min_samples: 5, ..HdbscanOptions::default() };
/// assert_eq!(hdbscan(&points, &options).unwrap().clustering.clusters, 2);
/// ```
pub fn hdbscan(points: &[GridPoint], options: &HdbscanOptions) -> Result<Hdbscan, ClusterError> {
    let small = |what, value, least| Err(ClusterError::TooSmall { what, value, least });
    if options.min_cluster_size < 2 {
        return small("the smallest cluster", options.min_cluster_size, 2);
    }
    if options.min_samples < 1 {
        return small("the number of samples", options.min_samples, 1);
    }
    if !(options.resolution_m >= 0.0 && options.resolution_m.is_finite()) {
        return Err(ClusterError::BadNumber {
            what: "the resolution in metres",
            value: options.resolution_m,
        });
    }
    if points.len() >= u32::MAX as usize / 2 {
        return Err(ClusterError::TooMany { points: points.len() });
    }
    if points.len() < options.min_cluster_size {
        let n = points.len();
        let clustering = Clustering { labels: vec![-1; n], is_core: vec![false; n], clusters: 0 };
        return Ok(Hdbscan { clustering, strength: vec![0.0; n], link_m: Vec::new(), stacks: 0 });
    }
    let places: Vec<[f64; 2]> = points.iter().map(|p| [p.easting_m(), p.northing_m()]).collect();
    let tree = Tree::new(&places);
    let edges = spanning_tree(&tree, options.min_samples.min(points.len()));
    let mut condensed = Condensed::new(points.len(), edges, options.min_cluster_size, options.resolution_m);
    condensed.choose();
    let (home, firmness) = condensed.members();
    let (labels, clusters) = number(&tree.order, &home);
    let mut strength = vec![0.0; points.len()];
    for (&row, &firm) in tree.order.iter().zip(&firmness) {
        strength[row as usize] = firm;
    }
    let mut link_m = vec![0.0; clusters];
    for (&row, &home) in tree.order.iter().zip(&home) {
        if let Ok(label) = usize::try_from(labels[row as usize]) {
            link_m[label] = condensed.link_m(home);
        }
    }
    let is_core = labels.iter().map(|l| *l >= 0).collect();
    let clustering = Clustering { labels, is_core, clusters };
    Ok(Hdbscan { clustering, strength, link_m, stacks: stacks(places, options.min_cluster_size) })
}

/// Spots with at least `least` points.
fn stacks(mut places: Vec<[f64; 2]>, least: usize) -> usize {
    places.sort_unstable_by(|p, q| p[0].total_cmp(&q[0]).then(p[1].total_cmp(&q[1])));
    places
        .chunk_by(|p, q| p[0].total_cmp(&q[0]).is_eq() && p[1].total_cmp(&q[1]).is_eq())
        .filter(|s| s.len() >= least)
        .count()
}
