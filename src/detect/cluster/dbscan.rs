//! Density-based clusters, exactly.

use std::ops::Range;

use rayon::prelude::*;

use super::{
    ClusterError,
    cells::Cells,
    labels::{Clustering, Sets, number},
    near::{Bounds, any_within, squared},
};
use crate::geodesy::GridPoint;

/// Settings of [`dbscan`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DbscanOptions {
    /// Radius of a neighbourhood in metres, the distance itself included (default 100).
    pub eps_m: f64,
    /// A point is a core when its neighbourhood, itself included, weighs at least this (default 10).
    pub min_weight: f64,
}

impl Default for DbscanOptions {
    fn default() -> Self {
        Self { eps_m: 150.0, min_weight: 15.0 }
    }
}

/// DBSCAN (Ester and others 1996) of weighted points, one each by default: cores are points whose neighbourhood of radius eps
/// (d ≤ eps, the point itself included) weighs at least `min_weight`; cores within eps of each other are of one
/// cluster.
///
/// Exact, by cells of side eps/√2 in which all points are neighbours (Gunawan 2013). The answer depends on the
/// places and weights only, not on the order of rows or on threads:
/// - a border point (no core, but within eps of one) joins the cluster of its **nearest** core, ties by the core's
///   easting and then northing. Others take the first cluster that comes along;
/// - clusters are numbered by the first row that belongs to them. −1 is noise.
///
/// Weights that add up to `min_weight` but for rounding (1e-12) count as reaching it. Use it for places of any shape; it says nothing of
/// chance, and one radius must suit town and country: see `hdbscan` where it does not.
///
/// # Errors
/// [`ClusterError`] for settings not above zero, weights below zero, and a radius too fine for the map.
///
/// ```
/// use harmspot::{detect::{dbscan, DbscanOptions}, geodesy::GridPoint};
/// let points: Vec<_> = [0.0, 50.0, 90.0, 5_000.0].iter().map(|&x| GridPoint::new(x, 0.0).unwrap()).collect();
/// let found = dbscan(&points, None, &DbscanOptions { eps_m: 60.0, min_weight: 2.0 }).unwrap();
/// assert_eq!(found.labels, [0, 0, 0, -1]);
/// ```
pub fn dbscan(
    points: &[GridPoint],
    weights: Option<&[f64]>,
    options: &DbscanOptions,
) -> Result<Clustering, ClusterError> {
    check(points, weights, options)?;
    // A hair less than eps/√2: corners of a cell are within eps whatever rounding does.
    let side = options.eps_m * std::f64::consts::FRAC_1_SQRT_2 * (1.0 - 1e-9);
    let cells = Cells::new(points, side, options.eps_m)?;
    let weights: Option<Vec<f64>> = weights.map(|w| cells.order.iter().map(|&i| w[i as usize]).collect());
    let search = Search {
        cells,
        weights,
        eps2: options.eps_m * options.eps_m,
        enough: options.min_weight * (1.0 - 1e-12),
    };
    let core = search.cores();
    let dense = Cores::of(&search.cells, &core);
    let mut sets = search.join(&dense);
    let of_point = search.assign(&core, &dense, &mut sets);
    let (labels, clusters) = number(&search.cells.order, &of_point);
    let mut is_core = vec![false; points.len()];
    for (&i, &core) in search.cells.order.iter().zip(&core) {
        is_core[i as usize] = core;
    }
    Ok(Clustering { labels, is_core, clusters })
}

fn check(points: &[GridPoint], weights: Option<&[f64]>, options: &DbscanOptions) -> Result<(), ClusterError> {
    for (what, value) in
        [("eps in metres", options.eps_m), ("the least weight of a core", options.min_weight)]
    {
        if !(value > 0.0 && value.is_finite()) {
            return Err(ClusterError::BadNumber { what, value });
        }
    }
    super::check_weights(points, weights)
}

struct Search {
    cells: Cells,
    weights: Option<Vec<f64>>,
    eps2: f64,
    enough: f64,
}

/// Core points by cell.
struct Cores {
    starts: Vec<u32>,
    places: Vec<[f64; 2]>,
    bounds: Vec<Bounds>,
}

impl Cores {
    fn of(cells: &Cells, core: &[bool]) -> Self {
        let (mut starts, mut places) = (Vec::with_capacity(cells.len() + 1), Vec::new());
        starts.push(0);
        let mut bounds = Vec::with_capacity(cells.len());
        for cell in 0..cells.len() {
            let first = places.len();
            places.extend(cells.points(cell).filter(|&p| core[p]).map(|p| cells.places[p]));
            starts.push(places.len() as u32);
            bounds.push(Bounds::of(places[first..].iter().copied()));
        }
        Self { starts, places, bounds }
    }

    fn of_cell(&self, cell: usize) -> &[[f64; 2]] {
        &self.places[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }
}

impl Search {
    /// Whether each point is a core, in the order of the cells.
    fn cores(&self) -> Vec<bool> {
        let rows: Vec<Vec<bool>> = (0..self.cells.rows.len())
            .into_par_iter()
            .with_min_len(8)
            .map(|row| {
                let all = self.cells.points_of(&self.cells.rows[row].1);
                let mut core = Vec::with_capacity(all.len());
                self.cells.walk_row(row, |cell, near| {
                    let own = self.cells.points(cell);
                    let inside = self.weight(&own);
                    if inside >= self.enough {
                        core.resize(core.len() + own.len(), true);
                    } else {
                        core.extend(own.clone().map(|p| self.is_core(p, &own, inside, near)));
                    }
                });
                core
            })
            .collect();
        rows.concat()
    }

    fn weight(&self, points: &Range<usize>) -> f64 {
        self.weights.as_ref().map_or(points.len() as f64, |w| w[points.clone()].iter().sum())
    }

    /// Whether a point of a light cell has enough around it; all of its own cell is near.
    fn is_core(&self, point: usize, own: &Range<usize>, inside: f64, near: &[Range<usize>; 5]) -> bool {
        let place = self.cells.places[point];
        let mut sum = inside;
        // Its own row first, then those beside it: most neighbours are there.
        for run in [2, 1, 3, 0, 4].map(|i| &near[i]) {
            let all = self.cells.points_of(run);
            let (before, after) = if all.contains(&own.start) && !own.is_empty() {
                (all.start..own.start, own.end..all.end)
            } else {
                (all, 0..0)
            };
            for part in [before, after] {
                // Some at a time, so that a long run is left as soon as there is enough.
                for start in part.clone().step_by(32) {
                    sum += self.near_weight(place, start..(start + 32).min(part.end));
                    if sum >= self.enough {
                        return true;
                    }
                }
            }
        }
        false
    }

    fn near_weight(&self, place: [f64; 2], points: Range<usize>) -> f64 {
        let places = self.cells.places[points.clone()].iter();
        match &self.weights {
            None => places.map(|q| u32::from(squared(place, *q) <= self.eps2)).sum::<u32>().into(),
            Some(weights) => places
                .zip(&weights[points])
                .map(|(q, w)| if squared(place, *q) <= self.eps2 { *w } else { 0.0 })
                .sum(),
        }
    }

    /// Cells with cores, joined where two of their cores are within eps.
    fn join(&self, cores: &Cores) -> Sets {
        let mut sets = Sets::new(self.cells.len());
        let (mut from, mut to) = (Vec::new(), Vec::new());
        for row in 0..self.cells.rows.len() {
            self.cells.walk_row(row, |cell, near| {
                if cores.of_cell(cell).is_empty() {
                    return;
                }
                // Each pair once: the rest of this row, and the rows north of it.
                for other in (cell + 1..near[2].end).chain(near[3].clone()).chain(near[4].clone()) {
                    let far = cores.bounds[cell].nearest2(&cores.bounds[other]) > self.eps2;
                    if cores.of_cell(other).is_empty() || far || sets.same(cell, other) {
                        continue;
                    }
                    if self.touch(cores, cell, other, &mut from, &mut to) {
                        sets.join(cell, other);
                    }
                }
            });
        }
        sets
    }

    /// Whether two cells have cores within eps: only those near the other cell's box are compared.
    fn touch(
        &self,
        cores: &Cores,
        a: usize,
        b: usize,
        from: &mut Vec<[f64; 2]>,
        to: &mut Vec<[f64; 2]>,
    ) -> bool {
        let near = |points: &[[f64; 2]], bounds: &Bounds, out: &mut Vec<[f64; 2]>| {
            out.clear();
            out.extend(points.iter().copied().filter(|p| bounds.to2(*p) <= self.eps2));
        };
        let (of_a, of_b) = (cores.of_cell(a), cores.of_cell(b));
        if squared(of_a[0], of_b[0]) <= self.eps2 {
            return true;
        }
        near(of_a, &cores.bounds[b], from);
        near(of_b, &cores.bounds[a], to);
        any_within(from, to, self.eps2)
    }

    /// The set of each point, in the order of the cells: that of its cell for cores, of the nearest core for border
    /// points, none for noise.
    fn assign(&self, core: &[bool], cores: &Cores, sets: &mut Sets) -> Vec<u32> {
        let root: Vec<u32> = (0..self.cells.len()).map(|cell| sets.root(cell) as u32).collect();
        let rows: Vec<Vec<u32>> = (0..self.cells.rows.len())
            .into_par_iter()
            .with_min_len(8)
            .map(|row| {
                let mut of_point = Vec::with_capacity(self.cells.points_of(&self.cells.rows[row].1).len());
                self.cells.walk_row(row, |cell, near| {
                    for point in self.cells.points(cell) {
                        let home =
                            if core[point] { Some(cell) } else { self.nearest_core(point, cores, near) };
                        of_point.push(home.map_or(u32::MAX, |home| root[home]));
                    }
                });
                of_point
            })
            .collect();
        rows.concat()
    }

    /// The cell of the nearest core within eps; ties by easting, then northing.
    fn nearest_core(&self, point: usize, cores: &Cores, near: &[Range<usize>; 5]) -> Option<usize> {
        let place = self.cells.places[point];
        let mut best = (self.eps2, [f64::INFINITY; 2]);
        let mut home = None;
        for cell in near.iter().flat_map(Clone::clone) {
            if cores.bounds[cell].to2(place) > best.0 {
                continue;
            }
            for &core in cores.of_cell(cell) {
                let d2 = squared(place, core);
                if d2 < best.0 || (d2 <= best.0 && (home.is_none() || core < best.1)) {
                    (best, home) = ((d2, core), Some(cell));
                }
            }
        }
        home
    }
}
