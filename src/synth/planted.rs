//! The truth put into the incidents: hotspots, hot evenings and rival groups.

use super::{
    clock,
    dice::Dice,
    ground::Lomea,
    offences::{KINDS, Theme},
    spots::{Spots, slot},
    towns::{TownKind, square},
};

/// What a planted hotspot consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HotspotKind {
    /// Street violence at any hour of the evening.
    Violence,
    /// Young people, mostly after school.
    Youth,
    /// Pubs and clubs on weekend nights.
    NightEconomy,
}

impl HotspotKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Violence => "violence",
            Self::Youth => "youth",
            Self::NightEconomy => "night-economy",
        }
    }

    pub(super) fn theme(self) -> Theme {
        match self {
            Self::Violence => Theme::Street,
            Self::Youth => Theme::Youth,
            Self::NightEconomy => Theme::Night,
        }
    }
}

/// A planted hotspot.
#[derive(Debug, Clone, PartialEq)]
pub struct Hotspot {
    /// Such as `P07`.
    pub id: String,
    /// Street and town.
    pub name: String,
    /// Centre in national grid metres.
    pub at: (f64, f64),
    /// Radius in metres.
    pub radius_m: f64,
    /// First and last day, counted from 2023-01-01, half-open.
    pub days: (i64, i64),
    /// Multiple of the local background of public violence.
    pub strength: f64,
    /// Events expected above the background over its days.
    pub expected_excess: f64,
    /// What it consists of.
    pub kind: HotspotKind,
}

/// An evening on which one town boiled over.
#[derive(Debug, Clone, PartialEq)]
pub struct HotEvening {
    /// Day, counted from 2023-01-01.
    pub day: i64,
    /// Settlement index.
    pub town: usize,
    /// Events added.
    pub events: usize,
}

/// A made-up group with its ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Name.
    pub name: String,
    /// Index of its rival.
    pub rival: usize,
    /// Centre of its ground.
    pub at: (f64, f64),
    /// Radius of its ground in metres.
    pub radius_m: f64,
    /// True where attacks between it and its rival are answered; false where they are independent of one another.
    pub answers: bool,
}

/// Public, non-domestic violence of the streets: what a hotspot's background is made of, events a day in
/// the circle.
fn background(spots: &Spots, inside: &[usize], events_a_day: f64) -> f64 {
    let total: f64 = KINDS.iter().map(|k| k.weight).sum();
    KINDS
        .iter()
        .filter(|k| {
            !k.domestic && !k.proactive && matches!(k.code, "8N" | "5D" | "34A" | "34B" | "62A" | "2")
        })
        .filter(|k| Theme::STREETS.contains(&k.theme) && k.theme != Theme::Home)
        .map(|k| events_a_day * k.weight / total * spots.share(k.theme, inside))
        .sum()
}

/// Plants 24 hotspots where strength, radius and background together make 20–60 events a year.
pub(super) fn hotspots(
    lomea: &Lomea,
    spots: &Spots,
    seed: u64,
    events_a_day: f64,
    months: u32,
) -> Vec<Hotspot> {
    let mut dice = Dice::new(seed, "planted hotspots");
    let end = clock::month_start(months + 1);
    let year = 365.25;
    // A smaller delivery has fewer events; what counts as findable is kept in proportion.
    let scale = (events_a_day / 30.0).min(1.0);
    let (least, most) = (24.0 * scale, 62.0 * scale);
    let mut planted: Vec<Hotspot> = Vec::new();
    for number in 0..24 {
        let kind = match number % 12 {
            0 | 2 | 4 | 7 | 9 => HotspotKind::Youth,
            1 | 5 | 8 => HotspotKind::NightEconomy,
            _ => HotspotKind::Violence,
        };
        let wanted = [3.0, 5.0, 10.0][number % 3];
        let mut best: Option<(f64, Hotspot)> = None;
        for attempt in 0..160 {
            let spot = &spots.list
                [spots.draw(if attempt % 2 == 0 { kind.theme() } else { Theme::Street }, &mut dice)];
            let strength = if attempt < 110 { wanted } else { 10.0 };
            let radius_m = dice.between(75.0, 250.0).round();
            let in_town = spot.town != usize::MAX && lomea.towns.list[spot.town].kind != TownKind::Village;
            let district = if in_town { lomea.towns.list[spot.town].district } else { 12 };
            let same = planted.iter().filter(|p| district_of(lomea, p.at) == district).count();
            if district == 12 || same > 2 || planted.iter().any(|p| square(p.at, spot.at) < 900.0 * 900.0) {
                continue;
            }
            let inside = spots.within(spot.at, radius_m);
            let yearly = background(spots, &inside, events_a_day) * (strength - 1.0) * year;
            let miss = if yearly < least { least - yearly } else { (yearly - most).max(0.0) };
            if best.as_ref().is_some_and(|b| b.0 <= miss) || inside.is_empty() {
                continue;
            }
            let days = match number {
                3 | 14 | 20 => (0, end * 45 / 100),
                6 | 11 | 17 | 22 => (end * 55 / 100 + dice.whole(0, 90), end),
                _ => (0, end),
            };
            let line = &lomea.net.lines[spot.line];
            let name = format!("{}, {}", line.name, lomea.towns.list[spot.town].name);
            let expected_excess = yearly / year * (days.1 - days.0) as f64;
            let at = (spot.at.0.round(), spot.at.1.round());
            let id = format!("P{:02}", number + 1);
            best = Some((miss, Hotspot { id, name, at, radius_m, days, strength, expected_excess, kind }));
            if miss <= 0.0 {
                break;
            }
        }
        planted.extend(best.map(|b| b.1));
    }
    planted
}

fn district_of(lomea: &Lomea, at: (f64, f64)) -> usize {
    super::mesh::Mesh::locate(at.0, at.1)
        .map(|c| lomea.census.lsoa[c])
        .filter(|l| *l != super::towns::NONE)
        .map_or(12, |l| usize::from(lomea.census.district_of[usize::from(l)]))
}

/// Ten evenings: heat, bank holidays, a match.
pub(super) fn evenings(lomea: &Lomea, seed: u64, months: u32, scale: f64) -> Vec<HotEvening> {
    let mut dice = Dice::new(seed, "hot evenings");
    let end = clock::month_start(months);
    let towns: Vec<usize> = (0..12.min(lomea.towns.list.len())).collect();
    let mut evenings: Vec<HotEvening> = (0..10)
        .map(|_| HotEvening {
            day: dice.whole(0, end - 1),
            town: *dice.pick(&towns),
            events: (dice.between(9.0, 22.0) * scale).round() as usize,
        })
        .collect();
    evenings.sort_by_key(|e| e.day);
    evenings
}

/// Three pairs of rivals on either side of a border in three towns.
pub(super) fn groups(lomea: &Lomea, spots: &Spots, seed: u64) -> Vec<Group> {
    let mut dice = Dice::new(seed, "groups");
    let names = [("Quay Road", "Hill Top"), ("Northside", "Ropewalk"), ("Beacon", "Saltings")];
    let towns = [1, 10, 7];
    let mut groups = Vec::new();
    for (pair, town) in towns.into_iter().enumerate() {
        let centre = lomea.towns.list[town].centre;
        let close = |p: (f64, f64)| (500.0 * 500.0..2_600.0 * 2_600.0).contains(&square(p, centre));
        let first = (0..400)
            .map(|_| spots.list[spots.draw(Theme::Youth, &mut dice)].at)
            .find(|p| close(*p))
            .unwrap_or(centre);
        let second = (0..2_000)
            .map(|_| spots.list[spots.draw(Theme::Street, &mut dice)].at)
            .find(|p| (700.0 * 700.0..1_500.0 * 1_500.0).contains(&square(*p, first)))
            .unwrap_or((first.0 + 900.0, first.1));
        for (side, at) in [first, second].into_iter().enumerate() {
            let name = if side == 0 { names[pair].0 } else { names[pair].1 };
            groups.push(Group {
                name: format!("{name} (synthetic)"),
                rival: pair * 2 + 1 - side,
                at,
                radius_m: dice.between(280.0, 420.0).round(),
                answers: true,
            });
        }
    }
    groups
}

/// Draws a spot of a theme inside a circle, by its pull.
pub(super) fn spot_in(spots: &Spots, theme: Theme, inside: &[usize], dice: &mut Dice) -> Option<usize> {
    let weights: Vec<f64> = inside.iter().map(|s| spots.list[*s].pull[slot(theme)] + 1e-6).collect();
    (!inside.is_empty()).then(|| inside[dice.weighted(&weights)])
}
