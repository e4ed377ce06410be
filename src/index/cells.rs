//! How many points each H3 cell holds.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use h3o::{LatLng, Resolution};
use rayon::prelude::*;

use super::cell_counter::CellCounter;
use crate::geodesy::{GridPoint, LonLat, to_lon_lat};

/// Points a thread takes at a time; the result does not depend on it.
const CHUNK: usize = 1 << 15;

/// One multiplication: cell ids are well spread already and come from no adversary.
#[derive(Default)]
pub(super) struct CellHasher(u64);

impl Hasher for CellHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = (self.0 ^ id).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26);
    }
}

type Counts = HashMap<u64, u32, BuildHasherDefault<CellHasher>>;

/// H3 cell of a longitude and latitude; `None` for a resolution over 15.
#[must_use]
pub fn cell_of(point: LonLat, resolution: u8) -> Option<u64> {
    let resolution = Resolution::try_from(resolution).ok()?;
    Some(cell(point, resolution))
}

/// H3 cell of a national-grid position; `None` where the grid has no longitude and latitude.
#[must_use]
pub fn cell_of_grid(point: GridPoint, resolution: u8) -> Option<u64> {
    cell_of(to_lon_lat(point).ok()?, resolution)
}

/// Counts points by H3 cell: (cell, count), ascending by cell, cells without points left out. Empty
/// for a resolution over 15. The same for any number of threads.
#[must_use]
pub fn count_cells(points: &[LonLat], resolution: u8) -> Vec<(u64, u32)> {
    // One share a thread: the names of the cells are asked once, at the end.
    let share = points.len().div_ceil(rayon::current_num_threads()).max(CHUNK);
    let count_share = |share: &[LonLat]| {
        let mut counter = CellCounter::new(resolution)?;
        for &point in share {
            counter.add(point);
        }
        Some(counter)
    };
    let counted = points.par_chunks(share).map(count_share).reduce(|| None, CellCounter::both);
    counted.map_or_else(Vec::new, CellCounter::finish)
}

/// Sorts by cell and adds up what is there more than once.
pub(super) fn sum_by_cell(mut counts: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    counts.sort_unstable();
    counts.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    counts
}

/// As [`count_cells`], from national-grid positions; the second number is how many lie where the
/// grid has no longitude and latitude.
#[must_use]
pub fn count_grid_cells(points: &[GridPoint], resolution: u8) -> (Vec<(u64, u32)>, u64) {
    let Ok(resolution) = Resolution::try_from(resolution) else { return (Vec::new(), points.len() as u64) };
    count_ids(points, |&point| to_lon_lat(point).ok().map(|p| cell(p, resolution)))
}

/// Counts by any id, ascending, and the items without one.
pub(super) fn count_ids<T: Sync + PartialEq>(
    items: &[T],
    id: impl Fn(&T) -> Option<u64> + Sync,
) -> (Vec<(u64, u32)>, u64) {
    let count_chunk = |chunk: &[T]| {
        let mut counts = Counts::default();
        let mut none = 0_u64;
        // A run of equal items (a stack of snap points) is located once.
        for run in chunk.chunk_by(PartialEq::eq) {
            match id(&run[0]) {
                Some(id) => *counts.entry(id).or_insert(0) += run.len() as u32,
                None => none += run.len() as u64,
            }
        }
        (counts, none)
    };
    let merge = |(mut a, none_a): (Counts, u64), (b, none_b): (Counts, u64)| {
        if a.len() < b.len() {
            return merged(b, a, none_a + none_b);
        }
        a.reserve(b.len() / 4);
        merged(a, b, none_a + none_b)
    };
    let (counts, none) = items.par_chunks(CHUNK).map(count_chunk).reduce(|| (Counts::default(), 0), merge);
    let mut sorted: Vec<(u64, u32)> = counts.into_iter().collect();
    sorted.sort_unstable();
    (sorted, none)
}

fn merged(mut large: Counts, small: Counts, none: u64) -> (Counts, u64) {
    for (id, count) in small {
        *large.entry(id).or_insert(0) += count;
    }
    (large, none)
}

pub(super) fn cell(point: LonLat, resolution: Resolution) -> u64 {
    let point = LatLng::new(point.lat_deg(), point.lon_deg()).expect("a LonLat is finite");
    point.to_cell(resolution).into()
}
