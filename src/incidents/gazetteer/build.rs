//! Names to places: the user's list first, then what the area pack knows.

use std::collections::{BTreeMap, HashMap};

use geo_types::Coord;

use super::{
    GazetteerTable,
    words::{loose, tokens},
};
use crate::{
    geodesy::GridPoint,
    places::{AreaPack, SiteKind, shape::point_inside},
};

/// Pieces of street nearer than this are one street, in metres.
const JOINED_M: f64 = 300.0;
/// A street longer than this from corner to corner is no point.
const LONGEST_STREET_M: f64 = 2_000.0;
/// A street or site farther from every town centre than this is in none.
const TOWN_REACH_M: f64 = 8_000.0;

/// One place under one name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// As the list writes it.
    pub(super) name: String,
    /// Position among the towns.
    pub(super) town: Option<u32>,
    /// `None` for an area without one.
    pub(super) point: Option<GridPoint>,
    /// A town, ward or other area, or a street too long to be a point.
    pub(super) area: bool,
    /// True for the user's own.
    pub(super) own: bool,
}

/// Every name with its places; see [`Gazetteer::place`].
#[derive(Debug, Default)]
pub struct Gazetteer {
    pub(super) entries: Vec<Entry>,
    /// Entries by their words as written.
    pub(super) plain: HashMap<String, Vec<u32>>,
    /// Entries by their words in short form.
    pub(super) loose: HashMap<String, Vec<u32>>,
    /// The keys of `loose`, sorted: what spelling is compared with.
    pub(super) names: Vec<String>,
    /// Towns, by name.
    pub(super) towns: Vec<(String, Option<GridPoint>)>,
    pub(super) town_plain: HashMap<String, u32>,
    pub(super) town_loose: HashMap<String, u32>,
}

impl Gazetteer {
    /// The user's list with the streets, sites, towns and wards of the area pack behind it.
    ///
    /// Pieces of street of one name within 300 m are one street and belong to the nearest town within 8 km; one
    /// longer than 2 km is an area, not a point.
    #[must_use]
    pub fn new(own: Option<&GazetteerTable>, pack: Option<&AreaPack>) -> Self {
        let mut made = Self::default();
        if let Some(own) = own {
            made.add_own(own);
        }
        if let Some(pack) = pack {
            made.add_pack(pack);
        }
        let key = |e: &Entry| {
            let point = e.point.map(|p| ((p.easting_m() * 10.0) as i64, (p.northing_m() * 10.0) as i64));
            (!e.own, e.area, e.name.clone(), e.town, point)
        };
        made.entries.sort_by_cached_key(key);
        made.entries.dedup_by(|a, b| a == b);
        for (at, entry) in (0..).zip(&made.entries) {
            let words = tokens(&entry.name);
            if words.is_empty() {
                continue;
            }
            made.plain.entry(words.join(" ")).or_default().push(at);
            let short = loose(&words).join(" ");
            if !short.is_empty() {
                made.loose.entry(short).or_default().push(at);
            }
        }
        made.names = made.loose.keys().cloned().collect();
        made.names.sort_unstable();
        made
    }

    /// True when nothing can be found in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.towns.is_empty()
    }

    fn town(&mut self, name: &str, point: Option<GridPoint>) -> Option<u32> {
        let words = tokens(without_bracket(name));
        let (plain, short) = (words.join(" "), loose(&words).join(" "));
        if plain.is_empty() {
            return None;
        }
        if let Some(&known) = self.town_plain.get(&plain) {
            let held = &mut self.towns[known as usize].1;
            *held = held.or(point);
            return Some(known);
        }
        let new = self.towns.len() as u32;
        self.towns.push((without_bracket(name).to_owned(), point));
        self.town_plain.insert(plain, new);
        self.town_loose.entry(short).or_insert(new);
        Some(new)
    }

    fn add_own(&mut self, own: &GazetteerTable) {
        for row in &own.rows {
            if row.town_itself {
                let town = row.names.first().and_then(|name| self.town(name, None));
                for other in row.names.iter().skip(1) {
                    let words = tokens(other);
                    if let Some(town) = town {
                        self.town_plain.entry(words.join(" ")).or_insert(town);
                        self.town_loose.entry(loose(&words).join(" ")).or_insert(town);
                    }
                }
                continue;
            }
            let town = row.town.as_deref().and_then(|name| self.town(name, None));
            for name in &row.names {
                let (name, point) = (name.clone(), row.point);
                self.entries.push(Entry { name, town, point, area: point.is_none(), own: true });
            }
        }
    }

    fn add_pack(&mut self, pack: &AreaPack) {
        for site in pack.sites.iter().filter(|s| s.kind == SiteKind::Town) {
            self.town(&site.name, Some(site.point));
        }
        for ward in &pack.ward {
            let point = point_inside(&ward.shape).and_then(|c| GridPoint::new(c.x, c.y));
            let name = without_bracket(&ward.name).to_owned();
            self.entries.push(Entry { name, town: None, point, area: true, own: false });
        }
        for site in pack.sites.iter().filter(|s| s.kind != SiteKind::Town) {
            let whole = without_bracket(&site.name);
            let split = whole
                .rsplit_once(',')
                .and_then(|(name, town)| Some((name.trim(), *self.town_plain.get(&tokens(town).join(" "))?)));
            let (name, town) = match split {
                Some((name, town)) => (name, Some(town)),
                None => (whole, self.nearest_town(site.point)),
            };
            let (name, point) = (name.to_owned(), Some(site.point));
            self.entries.push(Entry { name, town, point, area: false, own: false });
        }
        let mut by_name: BTreeMap<&str, Vec<&[Coord<f64>]>> = BTreeMap::new();
        let built = |kind: &str| matches!(kind, "street" | "path");
        for street in pack.streets.iter().filter(|s| built(&s.kind) && !s.name.trim().is_empty()) {
            by_name.entry(street.name.trim()).or_default().push(&street.line.0);
        }
        for (name, lines) in by_name {
            for whole in joined(&lines) {
                let Some((point, long)) = middle(&whole) else { continue };
                let town = self.nearest_town(point);
                let (name, point) = (name.to_owned(), (!long).then_some(point));
                self.entries.push(Entry { name, town, point, area: long, own: false });
            }
        }
    }

    fn nearest_town(&self, point: GridPoint) -> Option<u32> {
        let near = (0..)
            .zip(&self.towns)
            .filter_map(|(at, (_, centre))| Some((centre.as_ref()?.distance_m(point), at)));
        near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .filter(|n| n.0 <= TOWN_REACH_M)
            .map(|n| n.1)
    }
}

/// `Hythe (synthetic)` is called Hythe.
fn without_bracket(name: &str) -> &str {
    name.split_once('(').map_or(name, |(before, _)| before).trim()
}

/// The first line of the group a line is in.
fn find(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}

/// Lines of one name put together where they come near each other, in the order of their first.
fn joined<'a>(lines: &[&'a [Coord<f64>]]) -> Vec<Vec<&'a [Coord<f64>]>> {
    let mut root: Vec<usize> = (0..lines.len()).collect();
    let mut squares: HashMap<(i64, i64), usize> = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        for c in *line {
            let (x, y) = ((c.x / JOINED_M).floor() as i64, (c.y / JOINED_M).floor() as i64);
            for near in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy))) {
                if let Some(&other) = squares.get(&near) {
                    let (a, b) = (find(&mut root, number), find(&mut root, other));
                    root[a.max(b)] = a.min(b);
                }
            }
            squares.entry((x, y)).or_insert(number);
        }
    }
    let mut groups: BTreeMap<usize, Vec<&[Coord<f64>]>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        groups.entry(find(&mut root, number)).or_default().push(line);
    }
    groups.into_values().collect()
}

/// The corner nearest the mean of all, and whether the street is too long for it to stand for the whole.
fn middle(lines: &[&[Coord<f64>]]) -> Option<(GridPoint, bool)> {
    let corners = || lines.iter().flat_map(|l| l.iter());
    let count = corners().count() as f64;
    let mean = corners().fold((0.0, 0.0), |m, c| (m.0 + c.x / count, m.1 + c.y / count));
    let off = |c: &Coord<f64>| (c.x - mean.0).powi(2) + (c.y - mean.1).powi(2);
    let best = corners()
        .min_by(|a, b| off(a).total_cmp(&off(b)).then(a.x.total_cmp(&b.x)).then(a.y.total_cmp(&b.y)))?;
    let range = |of: fn(&Coord<f64>) -> f64| {
        let (low, high) = corners().map(of).fold((f64::MAX, f64::MIN), |r, v| (r.0.min(v), r.1.max(v)));
        high - low
    };
    let (dx, dy) = (range(|c| c.x), range(|c| c.y));
    Some((GridPoint::new(best.x, best.y)?, dx * dx + dy * dy > LONGEST_STREET_M * LONGEST_STREET_M))
}
