//! Counts points by H3 cell as they stream past, giving H3's own answer for a fraction of its cost.
//!
//! Within a small tile of longitude and latitude the way from degrees to H3's lattice is so nearly a quadratic
//! that one fitted to H3's own cell centres is right to a millionth of a cell. A point is put by that
//! quadratic unless it falls within a thousandth of a cell of an edge, where H3 itself is asked; a
//! tile where the fit is not that good (a pentagon, an edge of the icosahedron, a pole) asks H3 always.

use std::{collections::HashMap, hash::BuildHasherDefault};

use h3o::{CellIndex, LatLng, LocalIJ, Resolution};

use super::cells::{CellHasher, sum_by_cell};
use crate::geodesy::LonLat;

/// Points a tile must have seen before a fit pays.
const BEFORE_FIT: u32 = 48;
/// Largest misfit of a cell centre, and how near an edge H3 is asked, in cells.
const MISFIT: f64 = 1e-4;
const EDGE: f64 = 2e-3;
/// Samples along each side of a tile, also beyond its border by a sixth.
const SAMPLES: i32 = 3;
/// Distinct cells a fit needs, and the latitude beyond which degrees shrink too fast.
const FEWEST_CELLS: usize = 20;
const HIGHEST_LAT_DEG: f64 = 80.0;

type Ids<V> = HashMap<u64, V, BuildHasherDefault<CellHasher>>;

/// A running count of points by H3 cell. The result equals [`super::count_cells`].
#[derive(Debug)]
pub struct CellCounter {
    resolution: Resolution,
    tile_deg: f64,
    tiles: Ids<Tile>,
    loose: Ids<u32>,
}

#[derive(Debug)]
enum Tile {
    Young(u32),
    Fitted(Box<Fit>),
    /// Every point asks H3.
    Plain,
}

#[derive(Debug)]
struct Fit {
    lon_deg: f64,
    lat_deg: f64,
    /// To the lattice, two axes 60° apart: 1, u, v, u², uv, v².
    q: [f64; 6],
    r: [f64; 6],
    low: (i32, i32),
    width: i32,
    /// Cell (0 until met) and count.
    slots: Vec<(u64, u32)>,
}

impl CellCounter {
    /// An empty count; `None` for a resolution over 15.
    #[must_use]
    pub fn new(resolution: u8) -> Option<Self> {
        let tile_deg = 0.02 * libm::pow(7.0, (9.0 - f64::from(resolution)) / 2.0);
        let resolution = Resolution::try_from(resolution).ok()?;
        Some(Self { resolution, tile_deg, tiles: Ids::default(), loose: Ids::default() })
    }

    /// Counts one point.
    pub fn add(&mut self, point: LonLat) {
        let (lon, lat) = (point.lon_deg(), point.lat_deg());
        let (col, row) = ((lon / self.tile_deg).floor(), (lat / self.tile_deg).floor());
        let key = (col as i64 as u64) << 32 | (row as i64 as u64 & 0xffff_ffff);
        let resolution = self.resolution;
        let tile = self.tiles.entry(key).or_insert(Tile::Young(0));
        if let Tile::Young(seen) = tile {
            *seen += 1;
            if *seen >= BEFORE_FIT {
                let middle = ((col + 0.5) * self.tile_deg, (row + 0.5) * self.tile_deg);
                *tile = Fit::new(middle, self.tile_deg, resolution)
                    .map_or(Tile::Plain, |f| Tile::Fitted(Box::new(f)));
            }
        }
        if let Tile::Fitted(fit) = tile
            && let Some(slot) = fit.slot(lon, lat, self.tile_deg)
        {
            if slot.0 == 0 {
                slot.0 = cell(lon, lat, resolution).map_or(0, u64::from);
            }
            slot.1 += 1;
            return;
        }
        if let Some(cell) = cell(lon, lat, resolution) {
            *self.loose.entry(cell.into()).or_insert(0) += 1;
        }
    }

    /// (cell, count), ascending, cells without points left out.
    #[must_use]
    pub fn finish(self) -> Vec<(u64, u32)> {
        let mut all: Vec<(u64, u32)> = self.loose.into_iter().collect();
        for tile in self.tiles.into_values() {
            if let Tile::Fitted(fit) = tile {
                all.extend(fit.slots.into_iter().filter(|s| s.1 > 0));
            }
        }
        sum_by_cell(all)
    }
}

impl Fit {
    fn new(middle: (f64, f64), tile_deg: f64, resolution: Resolution) -> Option<Self> {
        let origin = cell(middle.0, middle.1, resolution)?;
        let home = origin.to_local_ij(origin).ok()?;
        if middle.1.abs() > HIGHEST_LAT_DEG {
            return None;
        }
        let mut sampled = Vec::new();
        for a in -SAMPLES..=SAMPLES {
            for b in -SAMPLES..=SAMPLES {
                let reach = tile_deg * 7.0 / 12.0 / f64::from(SAMPLES);
                let near =
                    cell(middle.0 + f64::from(a) * reach, middle.1 + f64::from(b) * reach, resolution)?;
                let rim = a.abs().max(b.abs()) == SAMPLES;
                // Faces are convex: a rim on one face holds a tile on that face.
                if rim
                    && (near.icosahedron_faces().len() != 1
                        || near.icosahedron_faces() != origin.icosahedron_faces())
                {
                    return None;
                }
                sampled.push(near);
            }
        }
        sampled.sort_unstable();
        sampled.dedup();
        if sampled.len() < FEWEST_CELLS {
            return None;
        }
        let mut rows = Vec::with_capacity(sampled.len());
        for near in sampled {
            let at: LocalIJ = near.to_local_ij(origin).ok()?;
            let centre = LatLng::from(near);
            let terms = terms(centre.lng() - middle.0, centre.lat() - middle.1, tile_deg);
            let (i, j) = (at.coord.i - home.coord.i, at.coord.j - home.coord.j);
            // H3's axes are 120° apart; i − j and j are the same place on axes 60° apart.
            rows.push((terms, f64::from(i - j), f64::from(j)));
        }
        let q = least_squares(rows.iter().map(|r| (r.0, r.1)))?;
        let r = least_squares(rows.iter().map(|r| (r.0, r.2)))?;
        let misfit =
            |row: &([f64; 6], f64, f64)| (dot(&q, &row.0) - row.1).abs().max((dot(&r, &row.0) - row.2).abs());
        if rows.iter().map(misfit).fold(0.0, f64::max) > MISFIT {
            return None;
        }
        let reach = |side: usize, pick: fn(f64, f64) -> f64, from: f64| {
            rows.iter().map(|row| if side == 0 { row.1 } else { row.2 }).fold(from, pick) as i32
        };
        let low = (reach(0, f64::min, 0.0) - 1, reach(1, f64::min, 0.0) - 1);
        let high = (reach(0, f64::max, 0.0) + 1, reach(1, f64::max, 0.0) + 1);
        let (width, height) = (high.0 - low.0 + 1, high.1 - low.1 + 1);
        let slots = vec![(0, 0); (width * height) as usize];
        Some(Self { lon_deg: middle.0, lat_deg: middle.1, q, r, low, width, slots })
    }

    /// The slot of the point's cell; `None` near an edge.
    fn slot(&mut self, lon: f64, lat: f64, tile_deg: f64) -> Option<&mut (u64, u32)> {
        let terms = terms(lon - self.lon_deg, lat - self.lat_deg, tile_deg);
        let (q, r) = (dot(&self.q, &terms), dot(&self.r, &terms));
        let s = -q - r;
        let (mut whole_q, mut whole_r, whole_s) = (round(q), round(r), round(s));
        let (off_q, off_r, off_s) = ((q - whole_q).abs(), (r - whole_r).abs(), (s - whole_s).abs());
        if off_q > off_r && off_q > off_s {
            whole_q = -whole_r - whole_s;
        } else if off_r > off_s {
            whole_r = -whole_q - whole_s;
        }
        let (dq, dr) = (q - whole_q, r - whole_r);
        let ds = -dq - dr;
        let apart = (dq - dr).abs().max((dr - ds).abs()).max((ds - dq).abs());
        if apart > 1.0 - EDGE {
            return None;
        }
        let (col, row) = (whole_q as i32 - self.low.0, whole_r as i32 - self.low.1);
        if col < 0 || col >= self.width || row < 0 {
            return None;
        }
        self.slots.get_mut((row * self.width + col) as usize)
    }
}

/// Nearest whole number for |x| below 2^51, without a library call.
fn round(x: f64) -> f64 {
    const BIG: f64 = 6_755_399_441_055_744.0;
    (x + BIG) - BIG
}

fn terms(lon: f64, lat: f64, tile_deg: f64) -> [f64; 6] {
    let (u, v) = (lon * 2.0 / tile_deg, lat * 2.0 / tile_deg);
    [1.0, u, v, u * u, u * v, v * v]
}

fn dot(a: &[f64; 6], b: &[f64; 6]) -> f64 {
    (a[0] + a[1] * b[1]) + (a[2] * b[2] + a[3] * b[3]) + (a[4] * b[4] + a[5] * b[5])
}

/// Coefficients by the normal equations, Gauss-Jordan with pivots; `None` when they have no answer.
fn least_squares(rows: impl Iterator<Item = ([f64; 6], f64)>) -> Option<[f64; 6]> {
    let mut m = [[0.0; 7]; 6];
    for (terms, value) in rows {
        for i in 0..6 {
            for j in 0..6 {
                m[i][j] += terms[i] * terms[j];
            }
            m[i][6] += terms[i] * value;
        }
    }
    for col in 0..6 {
        let pivot = (col..6).max_by(|&a, &b| m[a][col].abs().total_cmp(&m[b][col].abs()))?;
        m.swap(col, pivot);
        if m[col][col].abs() < 1e-9 {
            return None;
        }
        for row in 0..6 {
            if row != col {
                let (factor, by) = (m[row][col] / m[col][col], m[col]);
                for (to, from) in m[row].iter_mut().zip(by) {
                    *to -= factor * from;
                }
            }
        }
    }
    Some(std::array::from_fn(|i| m[i][6] / m[i][i]))
}

fn cell(lon: f64, lat: f64, resolution: Resolution) -> Option<CellIndex> {
    Some(LatLng::new(lat, lon).ok()?.to_cell(resolution))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        index::cells::count_ids,
        inference::{stream, uniform},
    };

    fn clustered(n: usize, west: f64, south: f64, side: f64, seed: u64) -> Vec<LonLat> {
        let mut rng = stream(seed, "cells", 0);
        (0..n)
            .filter_map(|_| {
                let (u, v) = (uniform(&mut rng), uniform(&mut rng));
                LonLat::new(west + side * u * u, south + side * v)
            })
            .collect()
    }

    #[test]
    fn counts_equal_h3_everywhere_and_at_every_resolution() {
        // Kent, Lomea's sea, the equator, the antimeridian, near a pole, and a pentagon of the lattice.
        let places =
            [(0.4, 51.2, 0.3), (1.5, 51.8, 0.2), (10.0, -0.1, 0.2), (179.9, 10.0, 0.2), (20.0, 89.6, 0.4)];
        let pentagon = LatLng::from(Resolution::Nine.pentagons().next().expect("twelve"));
        let places = places.into_iter().chain([(pentagon.lng() - 0.05, pentagon.lat() - 0.05, 0.1)]);
        for (seed, (west, south, side)) in places.enumerate() {
            let points = clustered(12_000, west, south, side, seed as u64);
            for resolution in [5, 8, 9, 10, 12] {
                let mut counter = CellCounter::new(resolution).expect("resolution");
                for &p in &points {
                    counter.add(p);
                }
                let asked = Resolution::try_from(resolution).expect("resolution");
                let plain = count_ids(&points, |p| cell(p.lon_deg(), p.lat_deg(), asked).map(u64::from)).0;
                assert!(counter.finish() == plain, "{west} {south} at {resolution}");
            }
        }
    }

    #[test]
    fn most_points_of_a_town_are_placed_without_asking_h3() {
        let points = clustered(40_000, 0.5, 51.3, 0.1, 9);
        let mut counter = CellCounter::new(9).expect("resolution");
        for &p in &points {
            counter.add(p);
        }
        let asked: u32 = counter.loose.values().sum();
        assert!(asked < 4_000, "{asked} of 40,000");
    }
}
