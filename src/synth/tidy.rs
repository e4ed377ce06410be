//! Last touches on the network: few bridges, one connected whole, and a name for everything.

use std::collections::BTreeMap;

use super::{
    dice::Dice,
    names::{Feel, StreetNames},
    streets::{Line, Network},
    towns::{NONE, Towns},
};

type Place = (f64, f64);

fn crosses(a: Place, b: Place, c: Place, d: Place) -> bool {
    let side = |p: Place, q: Place, r: Place| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    (side(a, b, c) > 0.0) != (side(a, b, d) > 0.0) && (side(c, d, a) > 0.0) != (side(c, d, b) > 0.0)
}

/// Streets stop at rivers, but for a main street every 400 m or so; roads always cross.
pub(super) fn bridges(net: &mut Network) {
    let mut banks: BTreeMap<(i64, i64), Vec<(Place, Place)>> = BTreeMap::new();
    let bin = |p: Place| ((p.0 / 300.0).floor() as i64, (p.1 / 300.0).floor() as i64);
    for line in net.lines.iter().filter(|l| l.kind == "river") {
        for pair in line.nodes.windows(2) {
            let (a, b) = (net.at[pair[0] as usize], net.at[pair[1] as usize]);
            banks.entry(bin(a)).or_default().push((a, b));
        }
    }
    let hit = |a: Place, b: Place| {
        let (col, row) = bin(a);
        (col - 1..=col + 1)
            .flat_map(|c| (row - 1..=row + 1).map(move |r| (c, r)))
            .filter_map(|key| banks.get(&key))
            .flatten()
            .any(|(c, d)| crosses(a, b, *c, *d))
    };
    let mut bridges: Vec<Place> = Vec::new();
    let mut order: Vec<usize> = (0..net.lines.len()).collect();
    order.sort_by_key(|l| match net.lines[*l].feel {
        Feel::Main if net.lines[*l].town == NONE => 0,
        Feel::Main => 1,
        Feel::Old => 2,
        _ => 3,
    });
    let mut kept: Vec<Vec<Line>> = vec![Vec::new(); net.lines.len()];
    for index in order {
        let line = &net.lines[index];
        if line.kind != "street" && line.kind != "path" {
            kept[index].push(line.clone());
            continue;
        }
        let mut run = vec![line.nodes[0]];
        for pair in line.nodes.windows(2) {
            let (a, b) = (net.at[pair[0] as usize], net.at[pair[1] as usize]);
            if hit(a, b) {
                let clear =
                    bridges.iter().all(|p| (p.0 - a.0) * (p.0 - a.0) + (p.1 - a.1) * (p.1 - a.1) > 160_000.0);
                if line.town == NONE || (clear && line.feel != Feel::Suburb) {
                    bridges.push(a);
                } else {
                    if run.len() > 1 {
                        kept[index].push(Line { nodes: std::mem::take(&mut run), ..line.clone() });
                    }
                    run.clear();
                }
            }
            run.push(pair[1]);
        }
        if run.len() > 1 {
            kept[index].push(Line { nodes: run, ..line.clone() });
        }
    }
    net.lines = kept.into_iter().flatten().collect();
}

fn find(root: &mut [u32], mut at: u32) -> u32 {
    while root[at as usize] != at {
        root[at as usize] = root[root[at as usize] as usize];
        at = root[at as usize];
    }
    at
}

fn walked(line: &Line) -> bool {
    line.kind == "street" || line.kind == "path"
}

/// Makes streets and paths one connected whole: each piece gets a link to the nearest other street within
/// 1,500 m, largest piece first; fragments of under eight nodes, and pieces out of reach, are left out.
pub(super) fn connect(net: &mut Network) {
    let mut root: Vec<u32> = (0..net.at.len() as u32).collect();
    for line in net.lines.iter().filter(|l| walked(l)) {
        for pair in line.nodes.windows(2) {
            let (a, b) = (find(&mut root, pair[0]), find(&mut root, pair[1]));
            root[a.max(b) as usize] = a.min(b);
        }
    }
    let bin = |p: Place| ((p.0 / 300.0).floor() as i64, (p.1 / 300.0).floor() as i64);
    let mut bins: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
    let mut pieces: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for line in net.lines.iter().filter(|l| walked(l)) {
        for &node in &line.nodes {
            bins.entry(bin(net.at[node as usize])).or_default().push(node);
            pieces.entry(find(&mut root, node)).or_default().push(node);
        }
    }
    let mut order: Vec<(u32, Vec<u32>)> = pieces.into_iter().filter(|(_, nodes)| nodes.len() >= 8).collect();
    order.sort_by_key(|(piece, nodes)| (std::cmp::Reverse(nodes.len()), *piece));
    let Some(main) = order.first().map(|p| p.0) else { return };
    let size: BTreeMap<u32, usize> = order.iter().map(|(piece, nodes)| (*piece, nodes.len())).collect();
    for _ in 0..3 {
        for (piece, nodes) in &order {
            if find(&mut root, *piece) == find(&mut root, main) {
                continue;
            }
            let own = find(&mut root, *piece);
            let mut best: Option<(f64, u32, u32)> = None;
            for &node in nodes.iter().step_by(nodes.len() / 400 + 1) {
                let p = net.at[node as usize];
                let (col, row) = bin(p);
                for other in (col - 5..=col + 5)
                    .flat_map(|c| (row - 5..=row + 5).map(move |r| (c, r)))
                    .filter_map(|key| bins.get(&key))
                    .flatten()
                {
                    let far = super::towns::square(p, net.at[*other as usize]);
                    if best.is_none_or(|b| far < b.0) {
                        let head = find(&mut root, *other);
                        if head != own && size.contains_key(&head) {
                            best = Some((far, node, *other));
                        }
                    }
                }
            }
            if let Some((_, a, b)) = best {
                let town = net.lines.iter().find(|l| l.nodes.contains(&a)).map_or(NONE, |l| l.town);
                net.lines.push(Line {
                    name: "Link Road".to_owned(),
                    kind: "street",
                    feel: Feel::Main,
                    town,
                    nodes: vec![a, b],
                });
                let (a, b) = (find(&mut root, a), find(&mut root, b));
                // The larger piece's root must stay a key of `size`.
                let (keep, lose) = if size.get(&a) >= size.get(&b) { (a, b) } else { (b, a) };
                root[lose as usize] = keep;
            }
        }
    }
    let main = find(&mut root, main);
    let lines = std::mem::take(&mut net.lines);
    net.lines = lines.into_iter().filter(|l| !walked(l) || find(&mut root, l.nodes[0]) == main).collect();
}

/// Gives every street a name, unique in its town; main streets that run on straight share one.
pub(super) fn name(seed: u64, net: &mut Network, towns: &Towns) {
    let mut dice = Dice::new(seed, "street names");
    let mut by_town: Vec<StreetNames> = towns.list.iter().map(|_| StreetNames::default()).collect();
    let mut group: Vec<u32> = (0..net.lines.len() as u32).collect();
    let mut ends: BTreeMap<u32, Vec<(usize, f64)>> = BTreeMap::new();
    let joins = |l: &Line| {
        l.town != NONE && l.kind == "street" && matches!(l.feel, Feel::Main | Feel::Front | Feel::Old)
    };
    for (index, line) in net.lines.iter().enumerate().filter(|(_, l)| joins(l)) {
        let count = line.nodes.len();
        for (at, next) in [(line.nodes[0], line.nodes[1]), (line.nodes[count - 1], line.nodes[count - 2])] {
            let (p, q) = (net.at[at as usize], net.at[next as usize]);
            ends.entry(at).or_default().push((index, libm::atan2(q.1 - p.1, q.0 - p.0)));
        }
    }
    let mut length = vec![0.0; net.lines.len()];
    for (index, line) in net.lines.iter().enumerate() {
        length[index] = line
            .nodes
            .windows(2)
            .map(|w| {
                let (a, b) = (net.at[w[0] as usize], net.at[w[1] as usize]);
                ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
            })
            .sum();
    }
    for meeting in ends.values() {
        let mut best: Option<(f64, usize, usize)> = None;
        for (at, (a, turn)) in meeting.iter().enumerate() {
            for (b, other) in &meeting[at + 1..] {
                let straight = libm::cos(turn - other);
                if straight < -0.8
                    && net.lines[*a].town == net.lines[*b].town
                    && best.is_none_or(|x| straight < x.0)
                {
                    best = Some((straight, *a, *b));
                }
            }
        }
        if let Some((_, a, b)) = best {
            let (a, b) = (find(&mut group, a as u32) as usize, find(&mut group, b as u32) as usize);
            if a != b && length[a] + length[b] < 1_500.0 {
                let (low, high) = (a.min(b), a.max(b));
                group[high] = low as u32;
                length[low] += length[high];
            }
        }
    }
    // The street at the centre of every town is its High Street.
    let mut high: Vec<Option<(f64, usize)>> = vec![None; towns.list.len()];
    for (index, line) in net.lines.iter().enumerate().filter(|(_, l)| joins(l) && l.feel != Feel::Front) {
        let p = net.at[line.nodes[line.nodes.len() / 2] as usize];
        let centre = towns.list[usize::from(line.town)].centre;
        let far = super::towns::square(p, centre);
        let slot = &mut high[usize::from(line.town)];
        if slot.is_none_or(|h| far < h.0) {
            *slot = Some((far, find(&mut group, index as u32) as usize));
        }
    }
    let mut names: Vec<Option<String>> = vec![None; net.lines.len()];
    for (town, slot) in high.iter().enumerate() {
        if let Some((_, index)) = slot {
            by_town[town].reserve("High Street");
            names[*index] = Some("High Street".to_owned());
        }
    }
    for index in 0..net.lines.len() {
        let line = &net.lines[index];
        if line.town == NONE || line.kind == "path" {
            continue;
        }
        let head = find(&mut group, index as u32) as usize;
        if names[head].is_none() {
            names[head] = Some(by_town[usize::from(line.town)].take(line.feel, &mut dice));
        }
        net.lines[index].name = names[head].clone().unwrap_or_default();
    }
}
