//! The ground a cluster covers, and what is on it.

use geo_types::MultiPolygon;
use rayon::prelude::*;
use serde::Serialize;

use super::super::{Lattice, outline_of_cells};
use crate::geodesy::GridPoint;

/// Cells of the outline's lattice in one reach.
const FINENESS: f64 = 5.0;
/// Lattices of one cluster are made coarser above this many cells.
const MOST_CELLS: f64 = 2e7;

/// One cluster as a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterPlace {
    /// Its number.
    pub cluster: usize,
    /// Points in it.
    pub points: usize,
    /// Of those, cores.
    pub cores: usize,
    /// Sum of their weights: harm, where the weights are harm; as many as points without weights.
    pub weight: f64,
    /// Area of the outline in square kilometres.
    pub area_km2: f64,
    /// Points per square kilometre of it.
    pub density_per_km2: f64,
    /// Mean position of its points.
    pub centre: (f64, f64),
    /// All ground within the reach of a point of the cluster, drawn in cells of a fifth of it.
    #[serde(skip)]
    pub outline: MultiPolygon<f64>,
}

/// The clusters as places, in the order of their numbers: the union of discs of `reach_m` (one a cluster) around their
/// points, on a lattice of cells of a fifth of the reach whose lines are at multiples of their side: a cell is inside
/// when its centre is. For DBSCAN the reach is eps/2, so that discs of linked cores touch.
///
/// `labels` are those of a [`super::Clustering`]; weights default to one. Clusters without a reach above zero (all points on one spot)
/// have an area of zero and no outline.
#[must_use]
pub fn cluster_places(
    points: &[GridPoint],
    weights: Option<&[f64]>,
    clustering: &super::Clustering,
    reach_m: &[f64],
) -> Vec<ClusterPlace> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); clustering.clusters];
    for (i, &label) in clustering.labels.iter().enumerate() {
        if let Ok(label) = usize::try_from(label) {
            members[label].push(i);
        }
    }
    let place = |(cluster, members): (usize, &Vec<usize>)| {
        let own: Vec<GridPoint> = members.iter().map(|&i| points[i]).collect();
        let reach = reach_m.get(cluster).copied().unwrap_or(0.0);
        let (outline, area_m2) = ground(&own, reach);
        let n = own.len() as f64;
        let mean = |of: fn(GridPoint) -> f64| own.iter().map(|p| of(*p)).sum::<f64>() / n;
        let area_km2 = area_m2 / 1e6;
        ClusterPlace {
            cluster,
            points: own.len(),
            cores: members.iter().filter(|&&i| clustering.is_core[i]).count(),
            weight: weights.map_or(n, |w| members.iter().map(|&i| w[i]).sum()),
            area_km2,
            density_per_km2: if area_km2 > 0.0 { n / area_km2 } else { f64::NAN },
            centre: (mean(GridPoint::easting_m), mean(GridPoint::northing_m)),
            outline,
        }
    };
    members.par_iter().enumerate().map(place).collect()
}

/// All cells whose centre is within reach of a point, and their area.
fn ground(points: &[GridPoint], reach: f64) -> (MultiPolygon<f64>, f64) {
    let Some((lattice, mut inside)) = lattice_of(points, reach) else {
        return (MultiPolygon(Vec::new()), 0.0);
    };
    let (cell, columns) = (lattice.cell_m(), lattice.columns());
    for p in points {
        let x = (p.easting_m() - lattice.west_m()) / cell - 0.5;
        let y = (p.northing_m() - lattice.south_m()) / cell - 0.5;
        let radius = reach / cell;
        for row in
            ((y - radius).ceil().max(0.0) as usize)..=((y + radius).floor() as usize).min(lattice.rows() - 1)
        {
            let dy = row as f64 - y;
            let half = libm::sqrt((radius * radius - dy * dy).max(0.0));
            let first = (x - half).ceil().max(0.0) as usize;
            let last = ((x + half).floor() as usize).min(columns - 1);
            if first <= last {
                inside[row * columns + first..=row * columns + last].fill(true);
            }
        }
    }
    let cells = inside.iter().filter(|i| **i).count();
    (outline_of_cells(&lattice, |at| inside[at]), cells as f64 * lattice.cell_area_m2())
}

/// An empty lattice around the points, its lines at multiples of its side.
fn lattice_of(points: &[GridPoint], reach: f64) -> Option<(Lattice, Vec<bool>)> {
    if !(reach > 0.0 && reach.is_finite()) || points.is_empty() {
        return None;
    }
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for p in points {
        let place = [p.easting_m(), p.northing_m()];
        low = std::array::from_fn(|i| low[i].min(place[i]));
        high = std::array::from_fn(|i| high[i].max(place[i]));
    }
    let side = |cell: f64, i: usize| ((high[i] - low[i] + 2.0 * reach) / cell).ceil() + 2.0;
    let mut cell = reach / FINENESS;
    while side(cell, 0) * side(cell, 1) > MOST_CELLS {
        cell *= 2.0;
    }
    let start = |i: usize| ((low[i] - reach) / cell).floor() * cell;
    let lattice = Lattice::new(start(0), start(1), cell, side(cell, 0) as u32, side(cell, 1) as u32).ok()?;
    let cells = lattice.len();
    Some((lattice, vec![false; cells]))
}
