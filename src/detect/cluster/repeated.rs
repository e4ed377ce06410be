//! HDBSCAN where a record counts for several.

use super::{ClusterError, Clustering, Hdbscan, HdbscanOptions, check_weights, hdbscan};
use crate::geodesy::GridPoint;

/// Most points that weights may stand for.
const MOST_POINTS: f64 = 10_000_000.0;

/// [`hdbscan`] of a file that holds each point as often as its weight says: exactly that, so that five records folded
/// into one of weight 5 give the answer of the five. A point of weight 0 is not there: noise.
///
/// Clusters are made of numbers of points (`min_cluster_size`, `min_samples`), so a weight that is no whole number,
/// such as harm, has no meaning here; [`super::dbscan`] adds weights of any size. A point that weighs
/// `min_cluster_size` or more is a stack (see [`Hdbscan::stacks`]). Cost: that of the repeated points.
///
/// # Errors
/// [`ClusterError::NotWhole`], [`ClusterError::TooHeavy`], [`ClusterError::Lengths`], and those of [`hdbscan`].
pub fn hdbscan_repeated(
    points: &[GridPoint],
    weights: &[f64],
    options: &HdbscanOptions,
) -> Result<Hdbscan, ClusterError> {
    check_weights(points, Some(weights))?;
    if let Some(position) = weights.iter().position(|w| w.fract() != 0.0) {
        return Err(ClusterError::NotWhole { position, weight: weights[position] });
    }
    let total: f64 = weights.iter().sum();
    if total > MOST_POINTS {
        return Err(ClusterError::TooHeavy { total, limit: MOST_POINTS });
    }
    let mut repeated = Vec::with_capacity(total as usize);
    for (&point, &weight) in points.iter().zip(weights) {
        repeated.extend(std::iter::repeat_n(point, weight as usize));
    }
    let found = hdbscan(&repeated, options)?;
    let (mut labels, mut strength) = (Vec::with_capacity(points.len()), Vec::with_capacity(points.len()));
    let mut first = 0;
    for &weight in weights {
        // All copies of a point lie on one spot, so they belong together.
        labels.push(if weight > 0.0 { found.clustering.labels[first] } else { -1 });
        strength.push(if weight > 0.0 { found.strength[first] } else { 0.0 });
        first += weight as usize;
    }
    let is_core = labels.iter().map(|l| *l >= 0).collect();
    let clustering = Clustering { labels, is_core, clusters: found.clustering.clusters };
    Ok(Hdbscan { clustering, strength, ..found })
}
