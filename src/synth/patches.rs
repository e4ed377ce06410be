//! Towns cut into patches, each with a street pattern of its own: Voronoi cells of scattered seeds, whose
//! shared sides become the main streets.

use std::collections::BTreeMap;

use super::{
    coast::Coast,
    dice::Dice,
    mesh::{CELL_M2, Mesh},
    noise::Noise,
    towns::{NONE, TownKind, Towns, square},
};

/// What a patch of town is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Old centre: crooked lanes, no grid inside.
    Old,
    /// Victorian terraces: a tight grid.
    Terrace,
    /// Suburb: curving roads, closes.
    Suburb,
    /// Planned estate of a new town.
    Estate,
    /// Park or recreation ground.
    Park,
    /// Works, docks, retail sheds.
    Works,
    /// Country or sea beside a town: bounds the patches, carries nothing.
    Outside,
}

/// A patch: a convex polygon (before streets are bent) with its neighbours.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    pub(super) seed: (f64, f64),
    pub(super) town: u16,
    pub(super) out: f64,
    pub(super) used: Use,
    /// Corners counter-clockwise.
    pub(super) ring: Vec<(f64, f64)>,
    /// Patch beyond each side; side `i` runs from corner `i` to the next.
    pub(super) beyond: Vec<usize>,
    pub(super) sea_front: bool,
}

pub(super) fn patches(seed: u64, coast: &Coast, towns: &Towns) -> Vec<Patch> {
    let mut dice = Dice::new(seed, "patches");
    let noise = Noise(dice.next());
    let mut cells: Vec<usize> = (0..Mesh::LEN).filter(|c| !Mesh::rim(*c) && near_town(*c, towns)).collect();
    dice.shuffle(&mut cells);
    let mut bins: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    let bin = |p: (f64, f64)| ((p.0 / 500.0).floor() as i64, (p.1 / 500.0).floor() as i64);
    let mut patches: Vec<Patch> = Vec::new();
    let mut gap = Vec::new();
    for cell in cells {
        let (x, y) = Mesh::centre(cell);
        let at = (x + dice.between(-40.0, 40.0), y + dice.between(-40.0, 40.0));
        let town = if coast.inland[cell] >= 1 { towns.of[cell] } else { NONE };
        let (used, spacing) = what(town, f64::from(towns.out[cell]), at, towns, noise, &mut dice);
        let (col, row) = bin(at);
        let clear = (col - 1..=col + 1).flat_map(|c| (row - 1..=row + 1).map(move |r| (c, r))).all(|key| {
            bins.get(&key).is_none_or(|list| {
                list.iter().all(|o| {
                    let need = f64::min(spacing, gap[*o]);
                    square(patches[*o].seed, at) >= need * need
                })
            })
        });
        if clear {
            bins.entry((col, row)).or_default().push(patches.len());
            gap.push(spacing);
            patches.push(Patch {
                seed: at,
                town: if used == Use::Outside { NONE } else { town },
                out: f64::from(towns.out[cell]),
                used,
                ring: Vec::new(),
                beyond: Vec::new(),
                sea_front: !coast.land[cell],
            });
        }
    }
    for index in 0..patches.len() {
        let (ring, beyond) = cell_of(index, &patches, &bins, bin);
        let patch = &mut patches[index];
        (patch.ring, patch.beyond) = (ring, beyond);
    }
    patches
}

/// Built up, or within four cells of it.
fn near_town(cell: usize, towns: &Towns) -> bool {
    if towns.of[cell] != NONE {
        return true;
    }
    let (x, y) = Mesh::centre(cell);
    (0..12).any(|step| {
        let turn = f64::from(step) * std::f64::consts::TAU / 12.0;
        [200.0, 420.0, 640.0].iter().any(|reach| {
            Mesh::locate(x + reach * libm::cos(turn), y + reach * libm::sin(turn))
                .is_some_and(|c| towns.of[c] != NONE)
        })
    })
}

fn what(town: u16, out: f64, at: (f64, f64), towns: &Towns, noise: Noise, dice: &mut Dice) -> (Use, f64) {
    if town == NONE {
        return (Use::Outside, 330.0);
    }
    let place = &towns.list[usize::from(town)];
    let area_m2 = place.population / 5_300.0 * 1e6;
    let inner_m = out * area_m2;
    let lump = noise.fractal(at.0, at.1, 1_500.0, 2);
    if place.kind == TownKind::Village {
        return (Use::Old, 190.0);
    }
    if place.kind == TownKind::NewTown {
        if out < 0.01 {
            return (Use::Works, 260.0);
        }
        return if dice.chance(0.09) { (Use::Park, 380.0) } else { (Use::Estate, 470.0) };
    }
    if inner_m < 16.0 * CELL_M2 * 2.0 {
        return (Use::Old, 115.0);
    }
    if inner_m < 90.0 * CELL_M2 {
        return (Use::Old, 165.0);
    }
    let old_share = match place.kind {
        TownKind::CityPort | TownKind::Works => 0.5,
        TownKind::Port | TownKind::Seaside => 0.38,
        TownKind::Commuter => 0.12,
        _ => 0.25,
    };
    if dice.chance(0.045) {
        return (Use::Park, 330.0);
    }
    if dice.chance(if matches!(place.kind, TownKind::Port | TownKind::CityPort | TownKind::Works) {
        0.06
    } else {
        0.03
    }) {
        return (Use::Works, 400.0);
    }
    if out + 0.3 * lump < old_share { (Use::Terrace, 330.0) } else { (Use::Suburb, 430.0) }
}

/// The Voronoi cell of a seed, by cutting a box with the bisectors of its neighbours.
fn cell_of(
    index: usize,
    patches: &[Patch],
    bins: &BTreeMap<(i64, i64), Vec<usize>>,
    bin: impl Fn((f64, f64)) -> (i64, i64),
) -> (Vec<(f64, f64)>, Vec<usize>) {
    let own = patches[index].seed;
    let (col, row) = bin(own);
    let mut others: Vec<(f64, usize)> = (col - 3..=col + 3)
        .flat_map(|c| (row - 3..=row + 3).map(move |r| (c, r)))
        .filter_map(|key| bins.get(&key))
        .flatten()
        .filter(|o| **o != index)
        .map(|o| (square(own, patches[*o].seed), *o))
        .filter(|o| o.0 < 1_400.0 * 1_400.0)
        .collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let half = 600.0;
    let mut ring = vec![
        (own.0 - half, own.1 - half),
        (own.0 + half, own.1 - half),
        (own.0 + half, own.1 + half),
        (own.0 - half, own.1 + half),
    ];
    let mut beyond = vec![usize::MAX; 4];
    for (far, other) in others {
        let reach = ring.iter().map(|p| square(own, *p)).fold(0.0, f64::max);
        if far > 4.0 * reach {
            break;
        }
        let seed = patches[other].seed;
        let middle = (f64::midpoint(own.0, seed.0), f64::midpoint(own.1, seed.1));
        let (dx, dy) = (seed.0 - own.0, seed.1 - own.1);
        let side = |p: (f64, f64)| (p.0 - middle.0) * dx + (p.1 - middle.1) * dy;
        if ring.iter().all(|p| side(*p) <= 0.0) {
            continue;
        }
        let (mut cut_ring, mut cut_beyond) = (Vec::new(), Vec::new());
        for at in 0..ring.len() {
            let (p, q) = (ring[at], ring[(at + 1) % ring.len()]);
            let (a, b) = (side(p), side(q));
            let crossing = || {
                let t = a / (a - b);
                (p.0 + t * (q.0 - p.0), p.1 + t * (q.1 - p.1))
            };
            if a <= 0.0 {
                cut_ring.push(p);
                cut_beyond.push(beyond[at]);
                if b > 0.0 {
                    cut_ring.push(crossing());
                    cut_beyond.push(other);
                }
            } else if b <= 0.0 {
                cut_ring.push(crossing());
                cut_beyond.push(beyond[at]);
            }
        }
        (ring, beyond) = (cut_ring, cut_beyond);
    }
    (ring, beyond)
}
