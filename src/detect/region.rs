//! From significant units to places one can stand in: connected regions, split at their peaks.

use crate::index::SpatialWeights;

/// One piece of a connected region of significant units. Only units with events are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Units, ascending.
    pub units: Vec<u32>,
    /// Which region it was cut from, numbered by smallest unit.
    pub region: u32,
}

/// Joins significant units with an event into connected regions and cuts every region larger than
/// `max_m2` at its peaks.
///
/// Two units are connected when they are neighbours in `weights` and both are hot and hold an event:
/// a unit without an event is never inside an outline and never bridges two places. A region over
/// the limit is cut by growth from its peak (largest neighbourhood sum, ties by smallest unit):
/// each step takes the adjacent unit with the largest neighbourhood sum while the piece stays within
/// the limit; what is left is joined and cut again. A single unit is always allowed.
#[must_use]
pub fn cut_regions(
    hot: &[bool],
    counts: &[u32],
    sums: &[u32],
    area_m2: &[f64],
    weights: &SpatialWeights,
    max_m2: f64,
) -> Vec<Piece> {
    let member = |i: usize| hot[i] && counts[i] > 0;
    let mut free: Vec<bool> = (0..counts.len()).map(member).collect();
    let mut pieces = Vec::new();
    let mut region = 0;
    for start in 0..counts.len() {
        if !free[start] {
            continue;
        }
        let units = flood(start, &mut free, weights);
        cut(units, sums, area_m2, weights, max_m2, region, &mut pieces);
        region += 1;
    }
    pieces
}

/// The connected component of `start` among the free units, taken out of `free`, ascending.
fn flood(start: usize, free: &mut [bool], weights: &SpatialWeights) -> Vec<u32> {
    free[start] = false;
    let mut units = vec![start as u32];
    let mut next = 0;
    while next < units.len() {
        for &j in weights.neighbours(units[next] as usize) {
            if std::mem::take(&mut free[j as usize]) {
                units.push(j);
            }
        }
        next += 1;
    }
    units.sort_unstable();
    units
}

fn cut(
    units: Vec<u32>,
    sums: &[u32],
    area_m2: &[f64],
    weights: &SpatialWeights,
    max_m2: f64,
    region: u32,
    pieces: &mut Vec<Piece>,
) {
    let total: f64 = units.iter().map(|&u| area_m2[u as usize]).sum();
    if total <= max_m2 || units.len() == 1 {
        pieces.push(Piece { units, region });
        return;
    }
    let better = |a: u32, b: u32| {
        sums[a as usize] > sums[b as usize] || (sums[a as usize] == sums[b as usize] && a < b)
    };
    let peak =
        units.iter().copied().reduce(|a, b| if better(b, a) { b } else { a }).expect("a region has units");
    let mut rest = units;
    let mut piece = Vec::new();
    let mut held = 0.0;
    let mut rim = vec![peak];
    while let Some(at) = (0..rim.len()).reduce(|a, b| if better(rim[b], rim[a]) { b } else { a }) {
        let unit = rim.swap_remove(at);
        let area = area_m2[unit as usize];
        if !piece.is_empty() && held + area > max_m2 {
            break;
        }
        held += area;
        piece.push(unit);
        rest.remove(rest.binary_search(&unit).expect("the rim is part of the rest"));
        for &j in weights.neighbours(unit as usize) {
            if rest.binary_search(&j).is_ok() && !rim.contains(&j) {
                rim.push(j);
            }
        }
    }
    piece.sort_unstable();
    pieces.push(Piece { units: piece, region });
    for part in components(rest, weights) {
        cut(part, sums, area_m2, weights, max_m2, region, pieces);
    }
}

/// Connected components of a sorted list of units, each ascending, by smallest unit.
fn components(mut rest: Vec<u32>, weights: &SpatialWeights) -> Vec<Vec<u32>> {
    let mut parts = Vec::new();
    while let Some(&start) = rest.first() {
        let mut part = vec![start];
        rest.remove(0);
        let mut next = 0;
        while next < part.len() {
            for &j in weights.neighbours(part[next] as usize) {
                if let Ok(at) = rest.binary_search(&j) {
                    rest.remove(at);
                    part.push(j);
                }
            }
            next += 1;
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of units, each 10 ha, neighbours left and right.
    fn line(n: u32) -> SpatialWeights {
        SpatialWeights::binary(
            (0..n)
                .map(|i| [i.checked_sub(1), Some(i + 1).filter(|&j| j < n)].into_iter().flatten().collect())
                .collect(),
        )
    }

    #[test]
    fn a_unit_without_an_event_is_in_no_piece_and_joins_nothing() {
        let pieces =
            cut_regions(&[true, true, true, true], &[5, 0, 4, 4], &[5, 9, 8, 8], &[1e5; 4], &line(4), 2.5e5);
        assert_eq!(pieces, [Piece { units: vec![0], region: 0 }, Piece { units: vec![2, 3], region: 1 }]);
    }

    #[test]
    fn a_blob_is_cut_at_its_peaks_and_nothing_is_lost() {
        let counts = [1, 5, 9, 5, 1, 1, 6, 2];
        let sums = [6, 15, 19, 15, 7, 8, 9, 8];
        let pieces = cut_regions(&[true; 8], &counts, &sums, &[1e5; 8], &line(8), 2.5e5);
        assert_eq!(pieces[0], Piece { units: vec![1, 2], region: 0 });
        let mut all: Vec<u32> = pieces.iter().flat_map(|p| p.units.clone()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..8).collect::<Vec<_>>());
        assert!(pieces.iter().all(|p| p.units.len() <= 2 && p.region == 0));
    }

    #[test]
    fn one_unit_larger_than_the_limit_stands() {
        let pieces = cut_regions(&[true], &[3], &[3], &[9e5], &line(1), 2.5e5);
        assert_eq!(pieces.len(), 1);
    }
}
