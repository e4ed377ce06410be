//! Twenty towns of different kinds and the villages between them: where they stand and how far they reach.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    coast::Coast,
    dice::Dice,
    mesh::{CELL_M2, CENTRE, Mesh},
    names::{self, is_real},
    noise::Noise,
};

/// No settlement.
pub(super) const NONE: u16 = u16::MAX;

/// What kind of settlement, which decides its streets, its trade and its nights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TownKind {
    /// County town with a cathedral.
    Cathedral,
    /// The largest town, an old port on the estuary.
    CityPort,
    /// Working port.
    Port,
    /// Seaside resort.
    Seaside,
    /// Planned town of the 1960s.
    NewTown,
    /// Market town.
    Market,
    /// Commuter town.
    Commuter,
    /// Old colliery or works town.
    Works,
    /// Village.
    Village,
}

/// A town or village.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Plain name, without the word synthetic.
    pub name: String,
    /// Kind.
    pub kind: TownKind,
    /// Residents.
    pub population: f64,
    /// Centre, metres of the national grid.
    pub centre: (f64, f64),
    /// District it gives its name to or belongs to, 0–12.
    pub district: usize,
}

type Plan = (TownKind, &'static [&'static str], (f64, f64), f64, usize);

/// Kind, names to choose from, place in kilometres from the middle, thousands of people, district. The
/// first town of a district names it.
const PLANS: &[Plan] = &[
    (TownKind::Cathedral, names::CATHEDRAL, (-5.6, 2.4), 112.0, 0),
    (TownKind::CityPort, names::CITY_PORT, (1.8, 2.6), 168.0, 1),
    (TownKind::Port, names::PORT, (4.4, 9.6), 84.0, 2),
    (TownKind::Seaside, names::SEASIDE, (16.4, 14.2), 78.0, 3),
    (TownKind::Seaside, names::SEASIDE, (17.0, 0.8), 66.0, 4),
    (TownKind::Port, names::PORT, (11.6, -11.2), 54.0, 5),
    (TownKind::Seaside, names::SEASIDE, (1.0, -12.0), 62.0, 6),
    (TownKind::NewTown, names::NEW_TOWN, (-9.6, -6.6), 104.0, 7),
    (TownKind::Commuter, names::COMMUTER, (-14.2, 8.2), 96.0, 8),
    (TownKind::Commuter, names::COMMUTER, (-9.6, 12.8), 70.0, 9),
    (TownKind::Port, names::PORT, (10.4, 3.2), 88.0, 10),
    (TownKind::Market, names::MARKET, (-12.6, -12.6), 48.0, 11),
    (TownKind::Works, names::MARSH, (11.6, -15.8), 15.0, 12),
    (TownKind::Market, names::MARKET, (-0.6, 12.4), 50.0, 2),
    (TownKind::Market, names::MARKET, (9.8, 13.2), 38.0, 3),
    (TownKind::Market, names::MARKET, (7.6, -2.8), 52.0, 4),
    (TownKind::Seaside, names::SEASIDE, (15.4, -5.2), 24.0, 5),
    (TownKind::Works, names::COAL, (1.2, -5.6), 44.0, 6),
    (TownKind::Seaside, names::SEASIDE, (-3.6, 17.0), 34.0, 9),
    (TownKind::Port, names::PORT, (-15.4, -2.0), 38.0, 11),
];

/// Residents per square kilometre of built-up land.
const DENSITY_KM2: f64 = 5_300.0;

/// The settlements and which of them each cell is built up by.
#[derive(Debug, Clone)]
pub(super) struct Towns {
    pub(super) list: Vec<Settlement>,
    /// Settlement by cell, [`NONE`] in the country and the sea.
    pub(super) of: Vec<u16>,
    /// How far out in its settlement a built-up cell lies, 0 at the centre to 1 at the edge.
    pub(super) out: Vec<f32>,
}

impl Towns {
    pub(super) fn new(seed: u64, coast: &Coast) -> Self {
        let mut dice = Dice::new(seed, "towns");
        let mut taken: Vec<String> = Vec::new();
        let mut list: Vec<Settlement> = Vec::new();
        for &(kind, pool, (east, north), thousands, district) in PLANS {
            let wish = (
                CENTRE.0 + (east + dice.between(-0.5, 0.5)) * 1_000.0,
                CENTRE.1 + (north + dice.between(-0.5, 0.5)) * 1_000.0,
            );
            let depth = match kind {
                TownKind::Seaside | TownKind::Port => 4..=9,
                TownKind::CityPort => 8..=20,
                TownKind::Works => 10..=90,
                _ => 22..=400,
            };
            let name = fresh(&mut taken, || (*dice.pick(pool)).to_owned());
            let cell = (0..Mesh::LEN)
                .filter(|c| coast.main[*c] && depth.contains(&usize::from(coast.inland[*c])))
                .min_by(|a, b| square(Mesh::centre(*a), wish).total_cmp(&square(Mesh::centre(*b), wish)))
                .unwrap_or(Mesh::LEN / 2);
            list.push(Settlement {
                name,
                kind,
                population: thousands * 1_000.0,
                centre: Mesh::centre(cell),
                district,
            });
        }
        let land: Vec<usize> = (0..Mesh::LEN).filter(|c| coast.main[*c] && coast.inland[*c] > 5).collect();
        let mut tries = 0;
        while list.len() < PLANS.len() + 72 && tries < 20_000 && !land.is_empty() {
            tries += 1;
            let centre = Mesh::centre(*dice.pick(&land));
            let clear = list.iter().all(|s| {
                let reach = (s.population / DENSITY_KM2 / std::f64::consts::PI).sqrt() * 1_150.0 + 750.0;
                square(s.centre, centre) > reach * reach
            });
            if clear {
                let population = 700.0 + 3_400.0 * dice.unit() * dice.unit();
                let name = fresh(&mut taken, || names::village(&mut dice));
                list.push(Settlement { name, kind: TownKind::Village, population, centre, district: 0 });
            }
        }
        let (of, out) = grow(&list, coast, Noise(dice.next()));
        Self { list, of, out }
    }
}

pub(super) fn square(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)
}

fn fresh(taken: &mut Vec<String>, mut draw: impl FnMut() -> String) -> String {
    for _ in 0..400 {
        let name = draw();
        if !is_real(&name) && !taken.contains(&name) {
            taken.push(name.clone());
            return name;
        }
    }
    let name = format!("Newlow {}", taken.len());
    taken.push(name.clone());
    name
}

/// Lets every settlement spread over land, towns with the most room to fill first, until it holds its people.
fn grow(list: &[Settlement], coast: &Coast, noise: Noise) -> (Vec<u16>, Vec<f32>) {
    let mut of = vec![NONE; Mesh::LEN];
    let mut out = vec![0.0_f32; Mesh::LEN];
    let mut cost = vec![f64::INFINITY; Mesh::LEN];
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by(|a, b| list[*b].population.total_cmp(&list[*a].population).then(a.cmp(b)));
    for town in order {
        let density = if list[town].kind == TownKind::Village { 3_000.0 } else { DENSITY_KM2 };
        let want = (list[town].population / density * 1e6 / CELL_M2).ceil() as usize;
        let Some(start) = Mesh::locate(list[town].centre.0, list[town].centre.1) else { continue };
        let mut touched = vec![start];
        let mut members = Vec::new();
        let mut queue = BinaryHeap::from([(Reverse(0_u64), start)]);
        cost[start] = 0.0;
        let mut done = std::collections::HashSet::new();
        while let (true, Some((Reverse(_), cell))) = (members.len() < want, queue.pop()) {
            if !done.insert(cell) {
                continue;
            }
            if of[cell] == NONE {
                members.push(cell);
            }
            for next in Mesh::around(cell) {
                if !coast.land[next] || Mesh::rim(next) {
                    continue;
                }
                let (x, y) = Mesh::centre(next);
                let rough = libm::exp(2.6 * noise.fractal(x, y, 2_200.0, 5));
                let further = cost[cell] + rough;
                if further < cost[next] {
                    cost[next] = further;
                    touched.push(next);
                    queue.push((Reverse((further * 1_000.0) as u64), next));
                }
            }
        }
        for (rank, &cell) in members.iter().enumerate() {
            of[cell] = town as u16;
            out[cell] = (rank as f32 + 0.5) / members.len() as f32;
        }
        for cell in touched {
            cost[cell] = f64::INFINITY;
        }
    }
    (of, out)
}
