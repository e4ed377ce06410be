//! Which areas touch, and who is how many steps away.

use std::collections::BTreeMap;

use geo_types::Coord;

use super::super::Area;

/// Areas that share a vertex (queen) or an edge (rook), vertices taken to the millimetre.
pub(super) fn contiguity(areas: &[&Area], rook: bool) -> Vec<Vec<u32>> {
    type Key = (i64, i64);
    let key = |c: &Coord<f64>| ((c.x * 1000.0).round() as i64, (c.y * 1000.0).round() as i64);
    let mut at: BTreeMap<(Key, Key), Vec<u32>> = BTreeMap::new();
    for (i, area) in areas.iter().enumerate() {
        let rings = area.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        for pair in rings.flat_map(|ring| ring.0.windows(2)) {
            let (a, b) = (key(&pair[0]), key(&pair[1]));
            let place = if rook { (a.min(b), a.max(b)) } else { (a, a) };
            let users = at.entry(place).or_default();
            if users.last() != Some(&(i as u32)) {
                users.push(i as u32);
            }
        }
    }
    let mut lists = vec![Vec::new(); areas.len()];
    for users in at.values() {
        for &a in users {
            lists[a as usize].extend(users.iter().filter(|&&b| b != a));
        }
    }
    for list in &mut lists {
        list.sort_unstable();
        list.dedup();
    }
    lists
}

/// Everyone within `k` steps, without oneself.
pub(super) fn steps(near: &[Vec<u32>], k: u32) -> Vec<Vec<u32>> {
    let reach = |start: usize| {
        let (mut seen, mut edge) = (vec![start as u32], vec![start as u32]);
        for _ in 0..k {
            let mut next: Vec<u32> = edge.iter().flat_map(|&i| &near[i as usize]).copied().collect();
            next.sort_unstable();
            next.dedup();
            next.retain(|n| !seen.contains(n));
            seen.extend(&next);
            edge = next;
        }
        seen.remove(0);
        seen.sort_unstable();
        seen
    };
    (0..near.len()).map(reach).collect()
}
