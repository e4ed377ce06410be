//! Counts points by H3 cell as they stream past, giving H3's own answer for a fraction of its cost.
//!
//! A point is put into its face's lattice by a rounding ([`FacePlanes`]); H3 itself is asked within a thousandth of a
//! cell of an edge and where two faces meet, and once more for the name of each place of a lattice.

use std::{collections::HashMap, hash::BuildHasherDefault};

use h3o::Resolution;

use super::{
    cells::{CellHasher, sum_by_cell},
    face_planes::{FacePlanes, Place},
};
use crate::geodesy::LonLat;

type Ids<V> = HashMap<u64, V, BuildHasherDefault<CellHasher>>;

/// A running count of points by H3 cell. The result equals [`super::count_cells`].
#[derive(Debug)]
pub struct CellCounter {
    planes: FacePlanes,
    /// Face of the point before: the next one is mostly on it too.
    face: u8,
    /// Counts by place in a face's lattice.
    places: Ids<u32>,
    /// Counts by cell, where H3 was asked.
    asked: Ids<u32>,
}

impl CellCounter {
    /// An empty count; `None` for a resolution over 15.
    #[must_use]
    pub fn new(resolution: u8) -> Option<Self> {
        let planes = FacePlanes::new(Resolution::try_from(resolution).ok()?);
        Some(Self { planes, face: 0, places: Ids::default(), asked: Ids::default() })
    }

    /// Counts one point.
    pub fn add(&mut self, point: LonLat) {
        if let Some(place) = self.planes.place(point, &mut self.face) {
            *self.places.entry(key(place)).or_insert(0) += 1;
        } else if let Some(cell) = self.planes.ask(point) {
            *self.asked.entry(cell.into()).or_insert(0) += 1;
        }
    }

    /// What two counters of one resolution counted, whichever there are.
    pub(super) fn both(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (mut large, mut small) = match (one, other) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return one.or(other),
        };
        if large.places.len() < small.places.len() {
            std::mem::swap(&mut large, &mut small);
        }
        for (kept, added) in [(&mut large.places, small.places), (&mut large.asked, small.asked)] {
            for (id, count) in added {
                *kept.entry(id).or_insert(0) += count;
            }
        }
        Some(large)
    }

    /// (cell, count), ascending, cells without points left out.
    #[must_use]
    pub fn finish(self) -> Vec<(u64, u32)> {
        let mut all: Vec<(u64, u32)> = self.asked.into_iter().collect();
        let named = |(key, count)| Some((self.planes.cell(place(key))?.into(), count));
        all.extend(self.places.into_iter().filter_map(named));
        sum_by_cell(all)
    }
}

/// Coordinates of the finest lattice stay under 2^24.
const HALF: i32 = 1 << 28;
const BITS: u32 = 29;

fn key(place: Place) -> u64 {
    let part = |x: i32| (x + HALF) as u64;
    u64::from(place.face) << (2 * BITS) | part(place.q) << BITS | part(place.r)
}

fn place(key: u64) -> Place {
    let part = |x: u64| (x & ((1 << BITS) - 1)) as i32 - HALF;
    Place { face: (key >> (2 * BITS)) as u8, q: part(key >> BITS), r: part(key) }
}

#[cfg(test)]
mod tests {
    use h3o::LatLng;

    use super::*;
    use crate::{
        index::cells::{cell, count_ids},
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
            for resolution in [0, 5, 8, 9, 10, 12, 15] {
                let mut counter = CellCounter::new(resolution).expect("resolution");
                for &p in &points {
                    counter.add(p);
                }
                let asked = Resolution::try_from(resolution).expect("resolution");
                let plain = count_ids(&points, |&p| Some(cell(p, asked))).0;
                assert!(counter.finish() == plain, "{west} {south} at {resolution}");
            }
        }
    }

    #[test]
    fn a_place_of_a_lattice_is_h3s_cell_all_over_the_globe() {
        let mut rng = stream(5, "globe", 0);
        for level in 0..=15 {
            let planes = FacePlanes::new(Resolution::try_from(level).expect("resolution"));
            let (mut face, mut placed) = (0, 0);
            for _ in 0..4_000 {
                let lat = libm::asin(2.0 * uniform(&mut rng) - 1.0).to_degrees();
                let point = LonLat::new(360.0 * uniform(&mut rng) - 180.0, lat).expect("in range");
                if let Some(found) = planes.place(point, &mut face) {
                    placed += 1;
                    assert_eq!(planes.cell(place(key(found))), planes.ask(point), "{point:?} at {level}");
                }
            }
            assert!(level < 6 || placed > 3_800, "{placed} of 4,000 at {level}");
        }
    }

    #[test]
    fn near_corners_edges_and_the_middle_of_a_face_cells_are_h3s_own() {
        for level in [7, 8, 9, 13, 15] {
            let resolution = Resolution::try_from(level).expect("resolution");
            let planes = FacePlanes::new(resolution);
            let corners: Vec<LatLng> = resolution.pentagons().map(LatLng::from).collect();
            let mut face = 0;
            for (i, a) in corners.iter().enumerate() {
                // Between two corners lie edges, middles of faces and much else, met at many scales.
                for b in &corners[i..] {
                    for step in 0..60 {
                        let part = libm::pow(0.8, f64::from(step));
                        let lon = a.lng() + part * (b.lng() - a.lng());
                        let lat = a.lat() + part * (b.lat() - a.lat());
                        let point = LonLat::new(lon, lat).expect("between two in range");
                        if let Some(found) = planes.place(point, &mut face) {
                            assert_eq!(planes.cell(found), planes.ask(point), "{point:?} at {level}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_point_within_a_thousandth_of_an_edge_is_h3s_to_place() {
        let resolution = Resolution::Ten;
        let planes = FacePlanes::new(resolution);
        let home = planes.ask(LonLat::new(0.52, 51.27).expect("Maidstone")).expect("a cell");
        let corners: Vec<LatLng> = home.boundary().iter().copied().collect();
        let mut face = 0;
        for (a, b) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            for step in 0..50 {
                let part = f64::from(step) / 50.0;
                let at = |f: fn(&LatLng) -> f64| f(a) + part * (f(b) - f(a));
                let point = LonLat::new(at(|x| x.lng()), at(|x| x.lat())).expect("in range");
                assert_eq!(planes.place(point, &mut face), None, "{point:?}");
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
        let asked: u32 = counter.asked.values().sum();
        assert!(asked < 400, "{asked} of 40,000");
    }
}
