//! Who is a neighbour of whom: rings of cells, shared borders, distances, and lists from files.

use std::collections::HashMap;

use geo_types::MultiPolygon;
use h3o::CellIndex;
use rstar::{RTree, primitives::GeomWithData};

use super::SpatialWeights;
use crate::geodesy::GridPoint;

/// What counts as a shared border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// A shared vertex is enough.
    Queen,
    /// A shared edge is needed.
    Rook,
}

/// Neighbours within `rings` rings of H3 cells, among `cells` (ascending) only. What is no cell has no neighbours.
#[must_use]
pub fn h3_rings(cells: &[u64], rings: u32) -> SpatialWeights {
    let places = Places::new(cells);
    let mut ring: Vec<CellIndex> = Vec::new();
    let lists = cells.iter().map(|&id| {
        ring.clear();
        if let Ok(cell) = CellIndex::try_from(id) {
            ring.extend(cell.grid_disk_fast(rings).flatten());
            // A pentagon near: the fast way gives up and the safe one is taken.
            if ring.len() as u64 != h3o::max_grid_disk_size(rings) {
                ring.clear();
                ring.extend(cell.grid_disk_safe(rings));
            }
        }
        ring.iter().filter_map(|&c| places.get(c.into())).collect()
    });
    SpatialWeights::binary(lists.collect())
}

/// The cells given with every cell within `rings` rings of them, ascending.
#[must_use]
pub fn h3_with_rings(cells: &[u64], rings: u32) -> Vec<u64> {
    let mut all: Vec<u64> = Vec::with_capacity(cells.len() * 3);
    for cell in cells.iter().filter_map(|&id| CellIndex::try_from(id).ok()) {
        all.extend(cell.grid_disk_safe(rings).map(u64::from));
        if all.len() > 1 << 20 {
            all.sort_unstable();
            all.dedup();
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Neighbours within `rings` rings of squares (column, row), corners included unless `rook` (then steps
/// are counted along edges).
#[must_use]
pub fn square_rings(squares: &[(i64, i64)], rings: u32, contiguity: Contiguity) -> SpatialWeights {
    let place: HashMap<(i64, i64), u32> = squares.iter().zip(0..).map(|(&s, i)| (s, i)).collect();
    let reach = i64::from(rings);
    let lists = squares.iter().map(|&(col, row)| {
        let mut near = Vec::new();
        for dr in -reach..=reach {
            for dc in -reach..=reach {
                if contiguity == Contiguity::Queen || dr.abs() + dc.abs() <= reach {
                    near.extend(place.get(&(col + dc, row + dr)));
                }
            }
        }
        near
    });
    SpatialWeights::binary(lists.collect())
}

/// Neighbours by shared borders: units whose outlines have a vertex (queen) or an edge (rook) in common, to the last
/// bit of its coordinates, as published boundaries of one edition do.
#[must_use]
pub fn contiguous(outlines: &[MultiPolygon<f64>], contiguity: Contiguity) -> SpatialWeights {
    // Adding zero makes the two zeros one.
    let bits = |c: &geo_types::Coord<f64>| ((c.x + 0.0).to_bits(), (c.y + 0.0).to_bits());
    let mut pieces = Vec::new();
    for (unit, outline) in outlines.iter().enumerate() {
        for ring in outline.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
            for edge in ring.0.windows(2) {
                let (a, b) = (bits(&edge[0]), bits(&edge[1]));
                pieces.push(match contiguity {
                    Contiguity::Queen => (a, a, unit as u32),
                    Contiguity::Rook => (a.min(b), a.max(b), unit as u32),
                });
            }
        }
    }
    pieces.sort_unstable();
    pieces.dedup();
    let mut lists = vec![Vec::new(); outlines.len()];
    for shared in pieces.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|s| s.len() > 1) {
        for &(_, _, unit) in shared {
            lists[unit as usize].extend(shared.iter().map(|s| s.2));
        }
    }
    SpatialWeights::binary(lists)
}

/// Neighbours within `radius_m` of each other's centres, the distance itself included.
#[must_use]
pub fn within_distance(centres: &[GridPoint], radius_m: f64) -> SpatialWeights {
    let tree = tree(centres);
    let lists = centres.iter().map(|c| {
        // The tree compares squares; the exact distance decides, a hair wider searched.
        let reach = radius_m * (1.0 + 1e-12);
        tree.locate_within_distance([c.easting_m(), c.northing_m()], reach * reach)
            .filter(|near| centres[near.data as usize].distance_m(*c) <= radius_m)
            .map(|near| near.data)
            .collect()
    });
    SpatialWeights::binary(lists.collect())
}

/// The `k` nearest others of each unit, ties by position; not made symmetric. Fewer where there are fewer units.
#[must_use]
pub fn nearest(centres: &[GridPoint], k: usize) -> SpatialWeights {
    let tree = tree(centres);
    let lists = centres.iter().enumerate().map(|(own, c)| {
        let mut found: Vec<(f64, u32)> = Vec::new();
        let others = tree
            .nearest_neighbor_iter_with_distance_2(&[c.easting_m(), c.northing_m()])
            .filter(|(p, _)| p.data as usize != own);
        for (point, d2) in others {
            // All that tie with the k-th are looked at before the first by position are taken.
            if found.len() >= k && d2 > found[k - 1].0 {
                break;
            }
            found.push((d2, point.data));
        }
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(k).map(|(_, j)| j).collect()
    });
    SpatialWeights::binary(lists.collect())
}

fn tree(centres: &[GridPoint]) -> RTree<GeomWithData<[f64; 2], u32>> {
    let points = centres.iter().zip(0..);
    RTree::bulk_load(points.map(|(c, i)| GeomWithData::new([c.easting_m(), c.northing_m()], i)).collect())
}

/// Weights from undirected pairs of positions (below `n`), each with a weight (1 for plain links). A pair told twice
/// counts once.
#[must_use]
pub fn from_pairs(n: usize, pairs: impl IntoIterator<Item = (u32, u32, f64)>) -> SpatialWeights {
    let mut lists = vec![Vec::new(); n];
    for (i, j, weight) in pairs {
        lists[i as usize].push((j, weight));
        lists[j as usize].push((i, weight));
    }
    SpatialWeights::weighted(lists)
}

/// Why a GAL file is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GalError {
    /// The file ends early or a number is none.
    #[error("line {line}: expected {expected}, found {found:?}")]
    Malformed {
        /// 1-based line.
        line: usize,
        /// Such as "the number of neighbours".
        expected: &'static str,
        /// What stood there.
        found: String,
    },
    /// An id is not among the units.
    #[error("line {line}: the id {id:?} is not among the {units} units")]
    UnknownId {
        /// 1-based line.
        line: usize,
        /// The id.
        id: String,
        /// Number of units.
        units: usize,
    },
}

/// Weights from the text of a GAL file (GeoDa, spdep, libpysal): a header `n` or `0 n layer id-field`, then for each
/// unit `id count` and its neighbours' ids. Directed as written; units not named have no neighbours.
/// `position` finds a unit by its id.
///
/// # Errors
/// [`GalError`] with the line.
pub fn parse_gal(
    text: &str,
    n: usize,
    position: impl Fn(&str) -> Option<u32>,
) -> Result<SpatialWeights, GalError> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    let header = lines.next().unwrap_or(("", 1));
    let fields: Vec<&str> = header.0.split_whitespace().collect();
    let malformed = |line, expected, found: &str| GalError::Malformed { line, expected, found: found.into() };
    let declared = fields.get(usize::from(fields.len() > 1)).and_then(|f| f.parse::<usize>().ok());
    if declared.is_none() {
        return Err(malformed(1, "the number of units", header.0));
    }
    let mut words = lines.flat_map(|(text, line)| text.split_whitespace().map(move |w| (w, line)));
    let find = |id: &str, line| {
        position(id).ok_or_else(|| GalError::UnknownId { line, id: id.to_owned(), units: n })
    };
    let mut lists = vec![Vec::new(); n];
    while let Some((id, line)) = words.next() {
        let unit = find(id, line)?;
        let (count, line) = words.next().unwrap_or(("", line));
        let count: usize = count.parse().map_err(|_| malformed(line, "the number of neighbours", count))?;
        for _ in 0..count {
            let (near, line) = words.next().ok_or_else(|| malformed(line, "a neighbour's id", ""))?;
            lists[unit as usize].push(find(near, line)?);
        }
    }
    Ok(SpatialWeights::binary(lists))
}

/// Positions of cells by id: open addressing, one multiplication a look-up.
struct Places<'a> {
    cells: &'a [u64],
    slots: Vec<u32>,
    shift: u32,
}

impl<'a> Places<'a> {
    fn new(cells: &'a [u64]) -> Self {
        let bits = (cells.len() * 2).next_power_of_two().trailing_zeros().max(1);
        let mut places = Self { cells, slots: vec![u32::MAX; 1 << bits], shift: 64 - bits };
        for (&cell, i) in cells.iter().zip(0..) {
            let mut slot = places.slot(cell);
            while places.slots[slot] != u32::MAX {
                slot = (slot + 1) & (places.slots.len() - 1);
            }
            places.slots[slot] = i;
        }
        places
    }

    fn slot(&self, cell: u64) -> usize {
        (cell.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    fn get(&self, cell: u64) -> Option<u32> {
        let mut slot = self.slot(cell);
        loop {
            match self.slots[slot] {
                u32::MAX => return None,
                i if self.cells[i as usize] == cell => return Some(i),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }
}

#[cfg(test)]
#[path = "neighbours_tests.rs"]
mod tests;
