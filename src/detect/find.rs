//! Pieces to places: floors, kinds and order.

use super::{
    HotspotKind,
    event::{Event, EventIndex, ListSettings, RankBy},
    region::cut_regions,
};
use crate::{index::SpatialWeights, places::UnitSet};

/// Which units are hot, and the sum of each with its neighbours.
#[derive(Debug, Clone)]
pub struct Hot {
    /// More than chance at the chosen rate, upper tail.
    pub hot: Vec<bool>,
    /// Events in the unit and its neighbours.
    pub sums: Vec<u32>,
}

/// One place before it has a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Units with events, ascending.
    pub units: Vec<u32>,
    /// The connected region it was cut from.
    pub region: u32,
    /// Which piece of that region this is, from 1, and how many passed the floors.
    pub piece: (u32, u32),
    /// What it is.
    pub kind: HotspotKind,
    /// True area in square metres.
    pub area_m2: f64,
    /// Events (with their multiplicity, in a resample).
    pub events: u32,
    /// Crimes in them.
    pub crimes: u32,
    /// Harm in them.
    pub harm: f64,
    /// Expected events under the null.
    pub expected: f64,
    /// Distinct dates.
    pub dates: u32,
    /// Distinct points.
    pub points: u32,
    /// Events on the busiest point.
    pub busiest_point: u32,
    /// Value of the rank key.
    pub key: f64,
}

/// The ground a list is made on: what does not change between resamples.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Units of the study area.
    pub units: &'a UnitSet,
    /// Neighbours of each, without itself.
    pub weights: &'a SpatialWeights,
    /// Events inside them.
    pub events: &'a [Event],
    /// The same by unit.
    pub index: &'a EventIndex,
    /// Floors and limits.
    pub settings: &'a ListSettings,
    /// Relative expectation of each unit, for a null other than "every unit alike"; any scale.
    pub expected: Option<&'a [f64]>,
    /// Events each unit is given beyond its own in the rank by excess, by the method a back-test chose; it orders
    /// places and decides nothing else.
    pub borrowed: Option<&'a [f64]>,
    /// True for snapped points: the product is then an area of concern.
    pub snapped: bool,
}

/// A unit in an outline holds more than this many times what is usual there. On counties with known truth
/// (`docs/proof.md`) 2 keeps nearly all planted places and leaves their rims out; 1 lists the rims, 3 loses places.
const OUTLINE_TIMES_USUAL: f64 = 2.0;

/// Every place, ranked ones first in rank order, then single addresses, then places to watch.
///
/// `times[e]` is how often event `e` was drawn; `None` counts each once. Ties of the rank key break
/// by smallest unit.
#[must_use]
pub fn find(scene: &Scene<'_>, counts: &[u32], hot: &Hot, times: Option<&[u32]>) -> Vec<Found> {
    let limit = scene.settings.max_ha * 1e4;
    let total: u64 = counts.iter().map(|&c| u64::from(c)).sum();
    let whole: f64 = scene.expected.map_or(counts.len() as f64, |e| e.iter().sum());
    let scale = total as f64 / whole.max(f64::MIN_POSITIVE);
    // A unit is hot for what it and its neighbours hold together; one that itself holds less than twice what
    // is usual is only next to the place, and does not stand in its outline.
    let busier =
        |i: usize| f64::from(counts[i]) > OUTLINE_TIMES_USUAL * scale * scene.expected.map_or(1.0, |e| e[i]);
    let member: Vec<bool> = hot.hot.iter().enumerate().map(|(i, &h)| h && busier(i)).collect();
    let pieces = cut_regions(&member, counts, &hot.sums, &scene.units.area_m2, scene.weights, limit);
    let mut found: Vec<Found> =
        pieces.into_iter().map(|piece| measure(scene, piece.units, piece.region, scale, times)).collect();
    found.sort_by(|a, b| {
        (a.kind != scene.ranked_kind())
            .cmp(&(b.kind != scene.ranked_kind()))
            .then(a.kind.cmp(&b.kind))
            .then(b.key.total_cmp(&a.key))
            .then(a.units[0].cmp(&b.units[0]))
    });
    number_pieces(&mut found);
    found
}

impl Scene<'_> {
    /// Events borrowed by these units.
    pub(super) fn borrowed(&self, units: &[u32]) -> f64 {
        self.borrowed.map_or(0.0, |b| units.iter().map(|&u| b[u as usize]).sum())
    }

    /// What a place that passes every floor is called.
    #[must_use]
    pub fn ranked_kind(&self) -> HotspotKind {
        if self.snapped { HotspotKind::AreaOfConcern } else { HotspotKind::Hotspot }
    }
}

fn measure(scene: &Scene<'_>, units: Vec<u32>, region: u32, scale: f64, times: Option<&[u32]>) -> Found {
    let settings = scene.settings;
    let mut dates = Vec::new();
    let mut points: Vec<(i64, i64, u32)> = Vec::new();
    let (mut events, mut crimes, mut harm) = (0_u32, 0_u32, 0.0);
    for &e in units.iter().flat_map(|&u| scene.index.in_unit(u)) {
        let event = &scene.events[e as usize];
        let n = times.map_or(1, |t| t[e as usize]);
        if n == 0 {
            continue;
        }
        events += n;
        crimes += n * event.crimes;
        harm += f64::from(n) * event.harm;
        dates.push(event.date);
        points.push((decimetres(event.point.easting_m()), decimetres(event.point.northing_m()), n));
    }
    dates.sort_unstable();
    dates.dedup();
    points.sort_unstable();
    let stacks: Vec<u32> =
        points.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(|c| c.iter().map(|p| p.2).sum()).collect();
    let busiest_point = stacks.iter().copied().max().unwrap_or(0);
    let area_m2: f64 = units.iter().map(|&u| scene.units.area_m2[u as usize]).sum();
    let share: f64 =
        scene.expected.map_or(units.len() as f64, |e| units.iter().map(|&u| e[u as usize]).sum());
    let expected = scale * share;
    let kind = if events < settings.min_events
        || (dates.len() as u32) < settings.min_dates
        || (stacks.len() as u32) < settings.min_points
    {
        HotspotKind::PlaceToWatch
    } else if f64::from(busiest_point) >= settings.single_address_share * f64::from(events) {
        HotspotKind::SingleAddress
    } else {
        scene.ranked_kind()
    };
    let key = match settings.rank_by {
        RankBy::Excess => f64::from(events) + scene.borrowed(&units) - expected,
        RankBy::Count => f64::from(events),
        RankBy::Harm => harm,
        RankBy::Density => f64::from(events) / (area_m2 / 1e4),
    };
    Found {
        region,
        piece: (1, 1),
        kind,
        area_m2,
        events,
        crimes,
        harm,
        expected,
        dates: dates.len() as u32,
        points: stacks.len() as u32,
        busiest_point,
        key,
        units,
    }
}

/// Positions are told apart to the decimetre.
fn decimetres(metres: f64) -> i64 {
    (metres * 10.0).round() as i64
}

/// Pieces of one region that are on the list are numbered in list order.
fn number_pieces(found: &mut [Found]) {
    for i in 0..found.len() {
        let (region, watch) = (found[i].region, found[i].kind == HotspotKind::PlaceToWatch);
        if watch {
            continue;
        }
        let same = |f: &Found| f.region == region && f.kind != HotspotKind::PlaceToWatch;
        let number = found[..=i].iter().filter(|f| same(f)).count() as u32;
        let of = found.iter().filter(|f| same(f)).count() as u32;
        found[i].piece = (number, of);
    }
}

/// Area shared by two sorted unit lists, square metres.
#[must_use]
pub fn shared_area_m2(a: &[u32], b: &[u32], area_m2: &[f64]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += area_m2[a[i] as usize];
                i += 1;
                j += 1;
            }
        }
    }
    shared
}
