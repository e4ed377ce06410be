//! Where things can happen: short pieces of street, each with its pull for every theme.

use std::collections::BTreeMap;

use super::{
    dice::{Dice, Wheel},
    ground::Lomea,
    mesh::Mesh,
    offences::Theme,
    towns::{NONE, TownKind, square},
};

/// A piece of street.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) at: (f64, f64),
    pub(super) line: usize,
    pub(super) town: usize,
    /// Pull by theme, in the order of [`Theme::STREETS`].
    pub(super) pull: [f64; 5],
}

/// Every piece of street, with a wheel for each theme.
#[derive(Debug, Clone)]
pub(super) struct Spots {
    pub(super) list: Vec<Spot>,
    pub(super) wheels: Vec<Wheel>,
}

type Bins = BTreeMap<(i64, i64), Vec<((f64, f64), f64)>>;

fn bin(p: (f64, f64)) -> (i64, i64) {
    ((p.0 / 400.0).floor() as i64, (p.1 / 400.0).floor() as i64)
}

/// Sum over places of strength × a bell of the distance.
fn near(bins: &Bins, p: (f64, f64), wide_m: f64) -> f64 {
    let (col, row) = bin(p);
    (col - 1..=col + 1)
        .flat_map(|c| (row - 1..=row + 1).map(move |r| (c, r)))
        .filter_map(|key| bins.get(&key))
        .flatten()
        .map(|(at, strength)| strength * libm::exp(-square(*at, p) / (2.0 * wide_m * wide_m)))
        .sum()
}

impl Spots {
    pub(super) fn new(lomea: &Lomea) -> Self {
        let (mut pubs, mut young) = (Bins::new(), Bins::new());
        for site in &lomea.sites {
            let strength = match site.kind {
                "licensed" => 1.0,
                "school" if !site.name.contains("Primary") => 1.0,
                "station" | "shopping" => 0.8,
                "park" => 0.5,
                "pupil-referral-unit" => 0.7,
                _ => continue,
            };
            let bins = if site.kind == "licensed" { &mut pubs } else { &mut young };
            bins.entry(bin(site.at)).or_default().push((site.at, strength));
        }
        // One quiet district, so that its partnership has too few events for a list.
        let quiet = |district: usize| if district == 12 { 0.28 } else { 1.0 };
        let mut list = Vec::new();
        for (index, line) in lomea.net.lines.iter().enumerate() {
            if line.kind != "street" && line.kind != "path" {
                continue;
            }
            for pair in line.nodes.windows(2) {
                let (a, b) = (lomea.net.at[pair[0] as usize], lomea.net.at[pair[1] as usize]);
                let length = square(a, b).sqrt();
                let at = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
                let Some(cell) = Mesh::locate(at.0, at.1).filter(|c| lomea.census.lsoa[*c] != NONE) else {
                    continue;
                };
                if line.town == NONE && length > 150.0 {
                    continue;
                }
                let lsoa = usize::from(lomea.census.lsoa[cell]);
                let need = 1.9 - 0.16 * f64::from(lomea.residents[lsoa].decile);
                let district = usize::from(lomea.census.district_of[lsoa]);
                let people = f64::from(lomea.census.people[cell]);
                let town = if line.town == NONE { usize::MAX } else { usize::from(line.town) };
                let out = f64::from(lomea.towns.out[cell]);
                let (centre, sea) = match lomea.towns.list.get(town).map(|t| t.kind) {
                    None => (0.0, 1.0),
                    Some(TownKind::Village) => (0.3, 1.0),
                    Some(TownKind::Seaside) if lomea.coast.inland[cell] < 6 => (libm::exp(-out * 28.0), 1.7),
                    Some(_) => (libm::exp(-out * 28.0), 1.0),
                };
                let bars = near(&pubs, at, 90.0);
                let scale = length / 50.0 * quiet(district);
                let base = people / 50.0;
                list.push(Spot {
                    at,
                    line: index,
                    town,
                    pull: [
                        scale * base * need,
                        scale * sea * (0.35 * base * need + 3.2 * centre + 0.25 * bars),
                        scale * sea * (0.01 * base + bars * (0.35 + 1.6 * centre)),
                        scale * (0.14 * base * need + 0.9 * near(&young, at, 130.0) + 0.8 * centre),
                        scale * (0.02 * base + 1.6 * centre + 0.1 * bars),
                    ],
                });
            }
        }
        let wheels =
            (0..Theme::STREETS.len()).map(|t| Wheel::new(list.iter().map(|s: &Spot| s.pull[t]))).collect();
        Self { list, wheels }
    }

    pub(super) fn draw(&self, theme: Theme, dice: &mut Dice) -> usize {
        self.wheels[slot(theme)].draw(dice)
    }

    /// Share of a theme's pull within a circle.
    pub(super) fn share(&self, theme: Theme, inside: &[usize]) -> f64 {
        let sum: f64 = inside.iter().map(|s| self.list[*s].pull[slot(theme)]).sum();
        sum / self.wheels[slot(theme)].total().max(1e-12)
    }

    pub(super) fn within(&self, at: (f64, f64), radius_m: f64) -> Vec<usize> {
        (0..self.list.len()).filter(|s| square(self.list[*s].at, at) <= radius_m * radius_m).collect()
    }
}

/// Position of a theme's wheel; places of recording share the street wheel and are never drawn.
pub(super) fn slot(theme: Theme) -> usize {
    Theme::STREETS.iter().position(|t| *t == theme).unwrap_or(1)
}
