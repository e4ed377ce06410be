//! Whether clusters of points come back.

use super::{Again, Cases, ClusterMethod, Recurs, RunError};
use crate::{
    detect::{
        Clustering, DbscanOptions, DetectError, HdbscanOptions, Redraw, dbscan, hdbscan_repeated, most_shared,
    },
    geodesy::GridPoint,
};

/// Points above which a run of the method is dear.
const DEAR_DBSCAN: usize = 200_000;
const DEAR_HDBSCAN: usize = 20_000;
/// Other settings are the ones asked for, times these.
const LESS: f64 = 0.8;
const MORE: f64 = 1.25;

/// Sets the clusters found against those of resamples and, where asked, of settings a fifth smaller and a quarter larger.
pub(super) fn recurs(
    method: ClusterMethod,
    cases: &Cases,
    weights: Option<&[f64]>,
    found: &Clustering,
    again: Again,
) -> Result<Recurs, RunError> {
    let redraw = Redraw::Bootstrap;
    let mut recurs = Recurs::new(found.clusters, ("cluster", "points"), redraw);
    if found.clusters == 0 {
        return Ok(recurs);
    }
    let points = cases.points.as_slice();
    let dear = if matches!(method, ClusterMethod::Dbscan(_)) { DEAR_DBSCAN } else { DEAR_HDBSCAN };
    recurs.draw(again.resamples_of(points.len(), dear), (redraw, again.seed), &found.labels, |times| {
        labels_of(method, points, weights, times)
    })?;
    if again.check {
        let once = vec![1; points.len()];
        for (other, words) in others(method) {
            let labels = labels_of(other, points, weights, &once)?;
            recurs.other(words, &most_shared(&found.labels, &labels, None, found.clusters));
        }
    }
    Ok(recurs)
}

/// The clusters of the points drawn, each as often as it was; -1 for the others.
fn labels_of(
    method: ClusterMethod,
    points: &[GridPoint],
    weights: Option<&[f64]>,
    times: &[u32],
) -> Result<Vec<i32>, RunError> {
    let drawn: Vec<usize> = (0..points.len()).filter(|&i| times[i] > 0).collect();
    let places: Vec<GridPoint> = drawn.iter().map(|&i| points[i]).collect();
    let weight: Vec<f64> =
        drawn.iter().map(|&i| f64::from(times[i]) * weights.map_or(1.0, |w| w[i])).collect();
    let found = match method {
        ClusterMethod::Dbscan(options) => dbscan(&places, Some(&weight), &options),
        ClusterMethod::Hdbscan(options) => hdbscan_repeated(&places, &weight, &options).map(|f| f.clustering),
    };
    let mut labels = vec![-1; points.len()];
    for (&i, &label) in drawn.iter().zip(&found.map_err(DetectError::from)?.labels) {
        labels[i] = label;
    }
    Ok(labels)
}

/// The method with one setting a fifth smaller or a quarter larger.
fn others(method: ClusterMethod) -> Vec<(ClusterMethod, String)> {
    let tidy = |v: f64| (v * 1e6).round() / 1e6;
    match method {
        ClusterMethod::Dbscan(o) => {
            let eps = [LESS, MORE].map(|by| {
                let eps_m = tidy(o.eps_m * by);
                (ClusterMethod::Dbscan(DbscanOptions { eps_m, ..o }), format!("eps {eps_m} m"))
            });
            let core = [LESS, MORE].map(|by| {
                let min_weight = tidy(o.min_weight * by);
                (ClusterMethod::Dbscan(DbscanOptions { min_weight, ..o }), format!("cores from {min_weight}"))
            });
            eps.into_iter().chain(core).collect()
        }
        ClusterMethod::Hdbscan(o) => {
            let near = |n: usize, least: usize| {
                let less = ((n as f64 * LESS).round() as usize).clamp(least, n.max(least));
                let more = ((n as f64 * MORE).round() as usize).max(n + 1);
                [less, more].into_iter().filter(move |&m| m != n)
            };
            let sizes = near(o.min_cluster_size, 2).map(|n| {
                let other = HdbscanOptions { min_cluster_size: n, ..o };
                (ClusterMethod::Hdbscan(other), format!("clusters from {n} points"))
            });
            let samples = near(o.min_samples, 1).map(|n| {
                let other = HdbscanOptions { min_samples: n, ..o };
                (ClusterMethod::Hdbscan(other), format!("{n} samples"))
            });
            sizes.chain(samples).collect()
        }
    }
}
