//! How far two groups' grounds are the same ground.

use serde::Serialize;

use super::{GroupId, GroupSpace, SET_SPACE_CELL_M, SetSpace};

/// Two groups' set spaces against each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Overlap {
    /// The one with the smaller number.
    pub a: GroupId,
    /// The other.
    pub b: GroupId,
    /// Bhattacharyya's affinity `Σ √(p q)` over the cells: 0 for no ground in common, 1 for the same use of the same
    /// ground (Bhattacharyya 1943; Fieberg and Kochanny 2005).
    pub affinity: f64,
    /// Hectares in both 95 % isopleths.
    pub shared_ha: f64,
    /// Their share of the first group's.
    pub share_of_a: f64,
    /// Their share of the second group's.
    pub share_of_b: f64,
}

/// Every pair of groups with a set space, in order.
#[must_use]
pub fn overlaps(spaces: &[GroupSpace]) -> Vec<Overlap> {
    let drawn: Vec<(GroupId, &SetSpace)> =
        spaces.iter().filter_map(|s| Some((s.group, s.space.as_deref()?))).collect();
    let pairs = drawn.iter().enumerate().flat_map(|(i, a)| drawn[i + 1..].iter().map(move |b| (a, b)));
    pairs.map(|((a, first), (b, second))| overlap((*a, first), (*b, second))).collect()
}

fn overlap((a, first): (GroupId, &SetSpace), (b, second): (GroupId, &SetSpace)) -> Overlap {
    let (mut affinity, mut shared) = (0.0, 0_u32);
    for (p, q) in first.ground.shared(&second.ground) {
        affinity += libm::sqrt(p.share * q.share);
        shared += u32::from(p.in_range && q.in_range);
    }
    let cells = f64::from(shared);
    Overlap {
        a,
        b,
        affinity: affinity.min(1.0),
        shared_ha: cells * SET_SPACE_CELL_M * SET_SPACE_CELL_M / 10_000.0,
        share_of_a: cells / first.range.cells.max(1) as f64,
        share_of_b: cells / second.range.cells.max(1) as f64,
    }
}
