//! What joins the towns: roads, railway, motorway and rivers laid over the county and tied to the streets.

use std::collections::BTreeMap;

use super::{
    coast::Coast,
    dice::Dice,
    mesh::{CENTRE, Mesh},
    names::Feel,
    noise::Noise,
    streets::{Line, Network},
    towns::{NONE, TownKind, Towns, square},
    ways::{Finder, Web},
};

/// Towns by their order in the plan, each chain one railway line.
const RAIL: &[&[usize]] = &[
    &[8, 0, 1, 10, 4],
    &[1, 17, 6],
    &[0, 7, 11],
    &[18, 9, 13, 2, 14, 3],
    &[13, 0],
    &[10, 15, 5],
    &[8, 9],
    &[7, 17],
    &[4, 16],
];

/// The motorway, in kilometres from the middle.
const MOTORWAY: &[(f64, f64)] =
    &[(-16.6, 10.8), (-10.2, 3.4), (-4.8, -3.2), (2.4, -2.0), (9.4, -6.4), (12.0, -9.6)];

/// Rivers: name, then places in kilometres it is drawn towards; it ends at the sea.
const RIVERS: &[(&str, &[(f64, f64)])] = &[
    ("River Lome", &[(-13.2, -4.2), (-9.4, -0.8), (-6.0, 2.1), (-3.4, 3.8), (2.0, 5.2)]),
    ("River Osyn", &[(-2.6, -5.0), (-4.4, -9.8), (-5.6, -19.0)]),
    ("River Wend", &[(-6.8, 9.4), (-1.2, 11.2), (1.6, 14.6), (3.2, 21.0)]),
    ("Sedge Brook", &[(7.4, -9.4), (7.8, -13.0), (7.8, -21.0)]),
];

fn place(km: (f64, f64)) -> (f64, f64) {
    (CENTRE.0 + km.0 * 1_000.0, CENTRE.1 + km.1 * 1_000.0)
}

/// The land cell nearest to a place.
fn dry_cell(at: (f64, f64), coast: &Coast) -> usize {
    (0..Mesh::LEN)
        .filter(|c| coast.main[*c] && coast.inland[*c] > 2)
        .min_by(|a, b| square(Mesh::centre(*a), at).total_cmp(&square(Mesh::centre(*b), at)))
        .unwrap_or(0)
}

/// Railway stations: name and cell.
pub(super) type Stations = Vec<(String, (f64, f64))>;

pub(super) fn join_up(seed: u64, coast: &Coast, towns: &Towns, net: &mut Network) -> Stations {
    let mut dice = Dice::new(seed, "country");
    let noise = Noise(dice.next());
    let mut finder = Finder::new();
    let rough = |cell: usize, strength: f64| {
        let (x, y) = Mesh::centre(cell);
        1.0 + strength * noise.fractal(x, y, 1_400.0, 3)
    };

    let mut rivers = Web::default();
    for (name, course) in RIVERS {
        for (leg, pair) in course.windows(2).enumerate() {
            let last = leg + 2 == course.len();
            let (start, aim) = (dry_cell(place(pair[0]), coast), place(pair[1]));
            let target = dry_cell(aim, coast);
            let goal = |c: usize| if last { coast.inland[c] == 0 } else { c == target };
            let way = finder.way(start, goal, Mesh::centre(target), 0.05, |c| {
                (1.0 + 2.2 * noise.at(Mesh::centre(c).0 + 1e4, Mesh::centre(c).1, 520.0)).max(0.12)
            });
            for step in way.iter().flat_map(|w| w.windows(2)) {
                rivers.join(step[0], step[1], name);
            }
        }
    }

    let mut rail = Web::default();
    let mut stations = Stations::new();
    let mut halts: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, town) in towns.list.iter().enumerate().filter(|(_, t)| t.kind != TownKind::Village) {
        let turn = dice.between(0.0, std::f64::consts::TAU);
        let at = (town.centre.0 + 480.0 * libm::cos(turn), town.centre.1 + 480.0 * libm::sin(turn));
        halts.insert(index, dry_cell(at, coast));
    }
    for chain in RAIL {
        for pair in chain.windows(2) {
            let (start, end) = (halts[&pair[0]], halts[&pair[1]]);
            let way = finder.way(
                start,
                |c| c == end,
                Mesh::centre(end),
                0.25,
                |c| {
                    let ground = if coast.inland[c] == 0 {
                        30.0
                    } else if towns.of[c] == NONE {
                        1.0
                    } else {
                        1.25
                    };
                    if rail.has(c) { 0.3 } else { ground * rough(c, 1.1).max(0.25) }
                },
            );
            for step in way.iter().flat_map(|w| w.windows(2)) {
                rail.join(step[0], step[1], "Lomea Railway");
            }
        }
    }
    for (index, cell) in &halts {
        if rail.has(*cell) {
            rail.hold(*cell);
            stations.push((towns.list[*index].name.clone(), Mesh::centre(*cell)));
        }
    }

    let mut motorway = Web::default();
    for pair in MOTORWAY.windows(2) {
        let (start, end) = (dry_cell(place(pair[0]), coast), dry_cell(place(pair[1]), coast));
        let way = finder.way(
            start,
            |c| c == end,
            Mesh::centre(end),
            0.6,
            |c| {
                let ground = if coast.inland[c] < 4 {
                    30.0
                } else if towns.of[c] == NONE {
                    1.0
                } else {
                    7.0
                };
                ground * rough(c, 0.5)
            },
        );
        for step in way.iter().flat_map(|w| w.windows(2)) {
            motorway.join(step[0], step[1], "M200");
        }
    }

    let roads = roads(coast, towns, &mut finder, &rough);
    lay_roads(net, &roads, towns, noise);
    for (web, kind, rounds) in [(&rail, "rail", 24), (&motorway, "motorway", 60), (&rivers, "river", 4)] {
        let (at, lines) = web.lines(noise, rounds);
        let mut node = BTreeMap::new();
        for (name, run) in lines {
            let nodes = run
                .iter()
                .map(|c| *node.entry(*c).or_insert_with(|| net.node(round(at[c].0), round(at[c].1))))
                .collect();
            net.lines.push(Line { name, kind, feel: Feel::Main, town: NONE, nodes });
        }
    }
    stations
}

fn round(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}

/// Roads between settlements that are relative neighbours.
fn roads(coast: &Coast, towns: &Towns, finder: &mut Finder, rough: &impl Fn(usize, f64) -> f64) -> Web {
    let list = &towns.list;
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for a in 0..list.len() {
        for b in a + 1..list.len() {
            let far = square(list[a].centre, list[b].centre);
            let large = |s: usize| list[s].kind != TownKind::Village;
            // Towns look for the ball between them (Gabriel), villages for the lens (relative neighbours).
            let both = large(a) && large(b);
            let free = (0..list.len()).filter(|c| *c != a && *c != b && (!both || large(*c))).all(|c| {
                let (ac, bc) =
                    (square(list[a].centre, list[c].centre), square(list[b].centre, list[c].centre));
                if both { ac + bc >= far } else { ac.max(bc) >= far }
            });
            if free {
                pairs.push((far, a, b));
            }
        }
    }
    pairs.sort_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut web = Web::default();
    for (_, a, b) in pairs {
        let cell = |s: usize| Mesh::locate(list[s].centre.0, list[s].centre.1).unwrap_or(0);
        let (start, end) = (cell(a), cell(b));
        let way = finder.way(
            start,
            |c| c == end,
            list[b].centre,
            0.35,
            |c| {
                let ground = match coast.inland[c] {
                    0 => 25.0,
                    1 | 2 => 2.5,
                    _ if towns.of[c] != NONE => 0.7,
                    _ => 1.0,
                };
                if web.has(c) { 0.4 } else { (ground * rough(c, 1.0)).max(0.4) }
            },
        );
        let Some(way) = way else { continue };
        if way.iter().filter(|c| coast.inland[**c] == 0).count() > 14 {
            continue;
        }
        let larger = if list[a].population > list[b].population { a } else { b };
        let name = format!("{} Road", list[larger].name.split([' ', '-']).next().unwrap_or_default());
        for step in way.windows(2) {
            web.join(step[0], step[1], &name);
            for (own, other) in [(step[0], step[1]), (step[1], step[0])] {
                if towns.of[own] != NONE && towns.of[other] == NONE {
                    web.hold(own);
                }
            }
        }
    }
    web
}

/// Puts the roads outside towns into the network, and ties their ends to the nearest street.
fn lay_roads(net: &mut Network, web: &Web, towns: &Towns, noise: Noise) {
    let mut bins: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
    let bin = |p: (f64, f64)| ((p.0 / 250.0).floor() as i64, (p.1 / 250.0).floor() as i64);
    for line in net.lines.iter().filter(|l| l.kind == "street") {
        for &node in &line.nodes {
            bins.entry(bin(net.at[node as usize])).or_default().push(node);
        }
    }
    let nearest = |net: &Network, p: (f64, f64)| {
        let (col, row) = bin(p);
        (col - 2..=col + 2)
            .flat_map(|c| (row - 2..=row + 2).map(move |r| (c, r)))
            .filter_map(|key| bins.get(&key))
            .flatten()
            .copied()
            .min_by(|a, b| {
                square(net.at[*a as usize], p).total_cmp(&square(net.at[*b as usize], p)).then(a.cmp(b))
            })
    };
    let (at, lines) = web.lines(noise, 5);
    let mut node: BTreeMap<usize, u32> = BTreeMap::new();
    for (name, run) in lines {
        let mut nodes: Vec<u32> = Vec::new();
        let flush = |net: &mut Network, nodes: &mut Vec<u32>| {
            nodes.dedup();
            if nodes.len() > 1 {
                let line = Line {
                    name: name.clone(),
                    kind: "street",
                    feel: Feel::Main,
                    town: NONE,
                    nodes: std::mem::take(nodes),
                };
                net.lines.push(line);
            }
            nodes.clear();
        };
        for pair in run.windows(2) {
            if towns.of[pair[0]] != NONE && towns.of[pair[1]] != NONE {
                flush(net, &mut nodes);
                continue;
            }
            for &cell in pair {
                let place = at[&cell];
                let own = *node.entry(cell).or_insert_with(|| {
                    let street = if towns.of[cell] == NONE { None } else { nearest(net, place) };
                    street.unwrap_or_else(|| net.node(round(place.0), round(place.1)))
                });
                nodes.push(own);
            }
            nodes.dedup();
        }
        flush(net, &mut nodes);
    }
}
