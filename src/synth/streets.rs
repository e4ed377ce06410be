//! The streets of the towns: patch borders as main streets, a pattern inside each patch, all of it bent by
//! one smooth displacement so that nothing stays ruler-straight and nothing comes apart.

use std::collections::BTreeMap;

use super::{
    coast::Coast,
    dice::Dice,
    mesh::Mesh,
    names::Feel,
    noise::Noise,
    patches::{Patch, Use},
    towns::{NONE, TownKind, Towns},
};

/// A run of nodes under one name.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) name: String,
    /// As the area pack words it: street, path, motorway, rail, river.
    pub(super) kind: &'static str,
    pub(super) feel: Feel,
    pub(super) town: u16,
    pub(super) nodes: Vec<u32>,
}

/// Lines over shared nodes.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    pub(super) at: Vec<(f64, f64)>,
    pub(super) lines: Vec<Line>,
}

impl Network {
    pub(super) fn node(&mut self, x: f64, y: f64) -> u32 {
        self.at.push((x, y));
        (self.at.len() - 1) as u32
    }
}

/// Parts of a side between patches: distance along it, node.
type Along = BTreeMap<(usize, usize), Vec<(f64, u32)>>;

pub(super) fn town_streets(seed: u64, coast: &Coast, towns: &Towns, patches: &[Patch]) -> Network {
    let mut dice = Dice::new(seed, "streets");
    let turn = Noise(dice.next());
    let bend = Noise(dice.next());
    let mut net = Network::default();
    let mut corner: BTreeMap<[usize; 3], u32> = BTreeMap::new();
    let mut along = Along::new();
    for (index, patch) in patches.iter().enumerate().filter(|(_, p)| p.town != NONE) {
        inner(&mut net, index, patch, towns, turn, &mut along, &mut dice);
    }
    for (index, patch) in patches.iter().enumerate() {
        let count = patch.ring.len();
        for side in 0..count {
            let other = patch.beyond[side];
            if other == usize::MAX || other < index {
                continue;
            }
            let (own, beyond) = (&patches[index], &patches[other]);
            if !keeps(own, beyond, towns, &mut dice) {
                continue;
            }
            let ends = [side, (side + 1) % count].map(|at| {
                let mut key = [index, patch.beyond[(at + count - 1) % count], patch.beyond[at]];
                key.sort_unstable();
                *corner.entry(key).or_insert_with(|| {
                    let (x, y) = patch.ring[at];
                    net.at.push((x, y));
                    (net.at.len() - 1) as u32
                })
            });
            let start = net.at[ends[0] as usize];
            let mut between: Vec<(f64, u32)> = along
                .get(&(index, other))
                .into_iter()
                .flatten()
                .map(|(_, node)| {
                    let p = net.at[*node as usize];
                    ((p.0 - start.0) * (p.0 - start.0) + (p.1 - start.1) * (p.1 - start.1), *node)
                })
                .collect();
            between.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut nodes = vec![ends[0]];
            nodes.extend(between.iter().map(|b| b.1));
            nodes.push(ends[1]);
            let home = if own.town == NONE { other } else { index };
            let feel = if own.sea_front || beyond.sea_front {
                Feel::Front
            } else if own.used == Use::Old || beyond.used == Use::Old {
                Feel::Old
            } else {
                Feel::Main
            };
            push(&mut net, nodes, patches[home].town, feel, "street");
        }
    }
    warp(&mut net, towns, bend);
    dry(&mut net, coast);
    net
}

/// Which patch borders carry a street.
fn keeps(own: &Patch, other: &Patch, towns: &Towns, dice: &mut Dice) -> bool {
    let draw = dice.unit();
    match (own.town, other.town) {
        (NONE, NONE) => false,
        (NONE, town) | (town, NONE) => {
            let village = towns.list[usize::from(town)].kind == TownKind::Village;
            own.sea_front || other.sea_front || draw < if village { 0.62 } else { 0.3 }
        }
        _ => own.used != Use::Old || other.used != Use::Old || draw < 0.9,
    }
}

/// Adds a line, with nodes between wherever two are more than 75 m apart, so that it can bend.
fn push(net: &mut Network, nodes: Vec<u32>, town: u16, feel: Feel, kind: &'static str) {
    let mut dense = Vec::with_capacity(nodes.len());
    for pair in nodes.windows(2) {
        dense.push(pair[0]);
        let (a, b) = (net.at[pair[0] as usize], net.at[pair[1] as usize]);
        let length = ((b.0 - a.0) * (b.0 - a.0) + (b.1 - a.1) * (b.1 - a.1)).sqrt();
        let parts = (length / 75.0).ceil().max(1.0);
        for part in 1..parts as usize {
            let t = part as f64 / parts;
            dense.push(net.node(a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
        }
    }
    dense.extend(nodes.last());
    net.lines.push(Line { name: String::new(), kind, feel, town, nodes: dense });
}

/// The pattern inside a patch: lines along `u` and, across them, lines along `v`.
fn inner(
    net: &mut Network,
    index: usize,
    patch: &Patch,
    towns: &Towns,
    turn: Noise,
    along: &mut Along,
    dice: &mut Dice,
) {
    let (row_m, col_m, gaps, feel, kind) = match patch.used {
        Use::Terrace => (74.0, 170.0, 0.1, Feel::Terrace, "street"),
        Use::Suburb => (104.0, 190.0, 0.5, Feel::Suburb, "street"),
        Use::Estate => (112.0, 180.0, 0.45, Feel::Estate, "street"),
        Use::Works => (170.0, 400.0, 0.3, Feel::Main, "street"),
        Use::Park => (260.0, 300.0, 0.0, Feel::Suburb, "path"),
        Use::Old if towns.list[usize::from(patch.town)].kind != TownKind::Village => {
            (64.0, 105.0, 0.3, Feel::Old, "street")
        }
        Use::Old | Use::Outside => return,
    };
    let planned = towns.list[usize::from(patch.town)].kind == TownKind::NewTown;
    let (x, y) = patch.seed;
    let swing = if planned { 0.35 } else { 1.9 };
    let angle = swing * turn.at(x, y, 2_400.0) + f64::from(patch.town) + dice.between(-0.25, 0.25);
    let (cos, sin) = (libm::cos(angle), libm::sin(angle));
    let into = |p: (f64, f64)| ((p.0 - x) * cos + (p.1 - y) * sin, (p.1 - y) * cos - (p.0 - x) * sin);
    let out = |p: (f64, f64)| (x + p.0 * cos - p.1 * sin, y + p.0 * sin + p.1 * cos);
    let ring: Vec<(f64, f64)> = patch.ring.iter().map(|p| into(*p)).collect();
    let flipped: Vec<(f64, f64)> = ring.iter().map(|p| (p.1, p.0)).collect();
    let rows = stripes(&ring, row_m, dice);
    let cols = stripes(&flipped, col_m, dice);
    let mut end = |net: &mut Network, p: (f64, f64), side: usize| {
        let (ex, ey) = out(p);
        let node = net.node(ex, ey);
        let other = patch.beyond[side];
        if other != usize::MAX {
            along.entry((index.min(other), index.max(other))).or_default().push((0.0, node));
        }
        node
    };
    // Crossings by row and column.
    let mut cross: Vec<Vec<Option<u32>>> = vec![vec![None; cols.len()]; rows.len()];
    for (r, row) in rows.iter().enumerate() {
        for (c, col) in cols.iter().enumerate() {
            let inside = |v: f64, s: &Stripe| v > s.from.0 + 12.0 && v < s.to.0 - 12.0;
            if inside(col.at, row) && inside(row.at, col) {
                let (ex, ey) = out((col.at, row.at));
                cross[r][c] = Some(net.node(ex, ey));
            }
        }
    }
    for (r, row) in rows.iter().enumerate() {
        let mut nodes = vec![end(net, (row.from.0, row.at), row.from.1)];
        nodes.extend(cross[r].iter().flatten());
        nodes.push(end(net, (row.to.0, row.at), row.to.1));
        // Some suburban roads stop short: a close.
        if gaps > 0.3 && nodes.len() > 3 && dice.chance(0.3) {
            nodes.pop();
        }
        push(net, nodes, patch.town, feel, kind);
    }
    for (c, col) in cols.iter().enumerate() {
        let mut run: Vec<u32> = vec![end(net, (col.at, col.from.0), col.from.1)];
        let mut stops: Vec<u32> = (0..rows.len()).filter_map(|r| cross[r][c]).collect();
        stops.push(end(net, (col.at, col.to.0), col.to.1));
        for stop in stops {
            if dice.chance(gaps) {
                if run.len() > 1 {
                    push(net, std::mem::take(&mut run), patch.town, feel, kind);
                }
                run = vec![stop];
            } else {
                run.push(stop);
            }
        }
        if run.len() > 1 {
            push(net, run, patch.town, feel, kind);
        }
    }
}

/// A straight cut through a convex ring: its offset, and where and through which side it enters and leaves.
struct Stripe {
    at: f64,
    from: (f64, usize),
    to: (f64, usize),
}

/// Evenly spaced cuts at constant second coordinate.
fn stripes(ring: &[(f64, f64)], spacing_m: f64, dice: &mut Dice) -> Vec<Stripe> {
    let low = ring.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    let high = ring.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
    let count = ((high - low) / spacing_m).round().max(1.0) as usize;
    let step = (high - low) / count as f64;
    (1..count)
        .filter_map(|number| {
            let at = low + step * (number as f64 + dice.between(-0.12, 0.12));
            let mut hits: Vec<(f64, usize)> = (0..ring.len())
                .filter_map(|side| {
                    let (p, q) = (ring[side], ring[(side + 1) % ring.len()]);
                    ((p.1 > at) != (q.1 > at)).then(|| (p.0 + (at - p.1) / (q.1 - p.1) * (q.0 - p.0), side))
                })
                .collect();
            hits.sort_by(|a, b| a.0.total_cmp(&b.0));
            match hits[..] {
                [from, to] if to.0 - from.0 > 45.0 => Some(Stripe { at, from, to }),
                _ => None,
            }
        })
        .collect()
}

/// Moves every node by one smooth displacement; less in planned towns.
fn warp(net: &mut Network, towns: &Towns, bend: Noise) {
    let planned: Vec<(f64, f64)> =
        towns.list.iter().filter(|t| t.kind == TownKind::NewTown).map(|t| t.centre).collect();
    for place in &mut net.at {
        let (x, y) = *place;
        let calm = planned.iter().map(|c| {
            let square = (x - c.0) * (x - c.0) + (y - c.1) * (y - c.1);
            libm::exp(-square / (2.0 * 2_500.0 * 2_500.0))
        });
        let scale = 1.0 - 0.6 * calm.fold(0.0, f64::max);
        let shift = |dx: f64, dy: f64| {
            40.0 * bend.at(x + dx, y + dy, 400.0) + 120.0 * bend.at(x - dy, y + dx + 9e4, 1_300.0)
        };
        *place = (x + scale * shift(0.0, 0.0), y + scale * shift(4e5, 7e5));
        *place = ((place.0 * 10.0).round() / 10.0, (place.1 * 10.0).round() / 10.0);
    }
}

/// Cuts lines where they leave the land, and leaves out stubs.
fn dry(net: &mut Network, coast: &Coast) {
    let wet: Vec<bool> =
        net.at.iter().map(|p| Mesh::locate(p.0, p.1).is_none_or(|c| coast.inland[c] < 2)).collect();
    let lines = std::mem::take(&mut net.lines);
    for line in lines {
        for run in line.nodes.split(|n| wet[*n as usize]).filter(|r| r.len() > 1) {
            net.lines.push(Line { nodes: run.to_vec(), ..line.clone() });
        }
    }
}
