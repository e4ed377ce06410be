//! The study mask: built-up land.

use geo_types::Coord;
use rayon::prelude::*;

use super::{
    super::{AreaLocator, Ground, PlacesError},
    Unit, h3, set, square,
};
use crate::geodesy::GridPoint;

/// Which land counts. The default is built-up land of the whole force.
#[derive(Debug, Clone, PartialEq)]
pub struct MaskRule {
    /// Only land near a postcode; false takes all land.
    pub built_up: bool,
    /// How near, in metres from the centre of the unit, for units finer than this distance. Coarser
    /// units (H3 resolution 9 and below, squares of this side and above): those that hold a postcode
    /// and one ring around them.
    pub near_m: f64,
    /// Only units that count to this CSP.
    pub csp: Option<u16>,
}

impl Default for MaskRule {
    fn default() -> Self {
        Self { built_up: true, near_m: 200.0, csp: None }
    }
}

impl MaskRule {
    /// The rule in words, for provenance.
    #[must_use]
    pub fn words(&self) -> String {
        let land = if self.built_up {
            format!("built-up land: within {} m of a postcode (one ring at coarse units)", self.near_m)
        } else {
            "all land".to_owned()
        };
        format!("{land}{}", if self.csp.is_some() { ", of one CSP" } else { "" })
    }
}

/// Every unit of the mask, ascending; the CSP is not looked at yet.
pub(super) fn ids(ground: &Ground, unit: Unit, rule: &MaskRule) -> Result<Vec<u64>, PlacesError> {
    let mut ids =
        if rule.built_up { near_postcodes(ground, unit, rule.near_m)? } else { all_land(ground, unit)? };
    let added: Vec<_> = ground.pack().mask_added.iter().map(|area| &area.shape).collect();
    if rule.built_up && !added.is_empty() {
        let locator = AreaLocator::of_shapes(&added);
        let extra = all_land(ground, unit)?;
        ids.par_extend(
            extra.into_par_iter().filter(|&id| centre(unit, id).is_some_and(|c| locator.locate(c).is_some())),
        );
    }
    ids.par_sort_unstable();
    ids.dedup();
    // A unit that holds a postcode is on land, even when its centre and corners are in the water.
    let mut held: Vec<u64> = ground.pack().postcodes.par_iter().filter_map(|p| own(unit, *p)).collect();
    held.par_sort_unstable();
    held.dedup();
    let kept = |&id: &u64| touches_land(ground, unit, id) || held.binary_search(&id).is_ok();
    ids.par_extend(held.clone());
    ids.par_sort_unstable();
    ids.dedup();
    Ok(ids.into_par_iter().filter(kept).collect())
}

/// The cell or square a point is in.
fn own(unit: Unit, point: GridPoint) -> Option<u64> {
    match unit {
        Unit::H3(resolution) => h3::cell_of(point, resolution),
        Unit::Square(side) => Some(square::square_of(point, side)),
        Unit::Areas(_) | Unit::Polygons => None,
    }
}

fn centre(unit: Unit, id: u64) -> Option<GridPoint> {
    match unit {
        Unit::H3(_) => h3::centre(id),
        Unit::Square(side) => square::centre(id, side),
        Unit::Areas(_) | Unit::Polygons => None,
    }
}

/// Centre first, then the corners.
fn probes(unit: Unit, id: u64) -> impl Iterator<Item = GridPoint> {
    let corners = match unit {
        Unit::H3(_) => h3::outline(id),
        Unit::Square(side) => Some(square::outline(id, side)),
        Unit::Areas(_) | Unit::Polygons => None,
    };
    let corners = corners.into_iter().flatten().flat_map(|p| p.exterior().0.clone());
    centre(unit, id).into_iter().chain(corners.filter_map(|c| GridPoint::new(c.x, c.y)))
}

/// Land is met when the centre or a corner of the unit is on it.
fn touches_land(ground: &Ground, unit: Unit, id: u64) -> bool {
    // The centre alone settles nearly every unit; corners cost six conversions.
    centre(unit, id).is_some_and(|c| ground.is_land(c)) || probes(unit, id).any(|p| ground.is_land(p))
}

pub(super) fn csp_of(ground: &Ground, unit: Unit, id: u64) -> Option<u16> {
    let centre = centre(unit, id).and_then(|c| ground.assign(c).csp);
    centre.or_else(|| probes(unit, id).find_map(|p| ground.assign(p).csp))
}

/// Resolution at which cells are looked for: finer ones are the children of these.
const SEARCH_RESOLUTION: u8 = 10;

fn near_postcodes(ground: &Ground, unit: Unit, near_m: f64) -> Result<Vec<u64>, PlacesError> {
    let postcodes = &ground.pack().postcodes;
    let (coarse, rings) = match unit {
        Unit::H3(resolution) if resolution < SEARCH_RESOLUTION => (unit, 1),
        // Spacing at resolution 10 is about 115 m; one ring more for the children that stick out.
        Unit::H3(_) => (Unit::H3(SEARCH_RESOLUTION), (near_m / 100.0).ceil() as u32 + 1),
        Unit::Square(side) if f64::from(side) >= near_m => (unit, 1),
        Unit::Square(side) => (unit, (near_m / f64::from(side)).ceil() as u32 + 1),
        Unit::Areas(_) | Unit::Polygons => return Ok(Vec::new()),
    };
    let own = |p: &GridPoint| match coarse {
        Unit::H3(resolution) => h3::cell_of(*p, resolution),
        Unit::Square(side) => Some(square::square_of(*p, side)),
        Unit::Areas(_) | Unit::Polygons => None,
    };
    let mut held: Vec<u64> = postcodes.par_iter().filter_map(own).collect();
    held.par_sort_unstable();
    held.dedup();
    set::refuse_too_many(unit, held.len() as u64 * u64::from(2 * rings + 1).pow(2) / 4)?;
    let mut found: Vec<u64> = held.par_iter().flat_map_iter(|&id| set::disk(coarse, id, rings)).collect();
    found.par_sort_unstable();
    found.dedup();
    if rings == 1 {
        return Ok(found);
    }
    if let Unit::H3(resolution @ 11..) = unit {
        set::refuse_too_many(
            unit,
            found.len() as u64 * 7_u64.pow(u32::from(resolution - SEARCH_RESOLUTION)),
        )?;
        found = found.par_iter().flat_map_iter(|&id| h3::children(id, resolution)).collect();
    }
    let near = Buckets::new(postcodes, near_m);
    Ok(found.into_par_iter().filter(|&id| centre(unit, id).is_some_and(|c| near.any_within(c))).collect())
}

/// Every unit that may touch the land, found through its box.
fn all_land(ground: &Ground, unit: Unit) -> Result<Vec<u64>, PlacesError> {
    let coords = || ground.land().iter().flat_map(|a| a.shape.iter()).flat_map(|p| p.exterior().0.iter());
    let fold =
        |f: fn(f64, f64) -> f64, axis: fn(&Coord<f64>) -> f64| coords().map(axis).reduce(f).unwrap_or(0.0);
    let (west, south) = (fold(f64::min, |c| c.x), fold(f64::min, |c| c.y));
    let (east, north) = (fold(f64::max, |c| c.x), fold(f64::max, |c| c.y));
    let step = match unit {
        Unit::Square(side) => f64::from(side),
        // Points closer together than the shortest way across a cell meet every cell.
        Unit::H3(resolution) => 8_000.0 / 7_f64.sqrt().powi(i32::from(resolution) - 5),
        Unit::Areas(_) | Unit::Polygons => return Ok(Vec::new()),
    };
    let (columns, rows) = (((east - west) / step) as u64 + 2, ((north - south) / step) as u64 + 2);
    set::refuse_too_many(unit, columns * rows / 8)?;
    let row = |r: u64| {
        let at = move |c: u64| GridPoint::new(west + c as f64 * step, south + r as f64 * step);
        let mut ids: Vec<u64> = (0..columns)
            .filter_map(at)
            .filter_map(|p| match unit {
                Unit::H3(resolution) => h3::cell_of(p, resolution),
                Unit::Square(side) => Some(square::square_of(p, side)),
                Unit::Areas(_) | Unit::Polygons => None,
            })
            .collect();
        ids.dedup();
        ids
    };
    let mut ids: Vec<u64> = (0..rows).into_par_iter().flat_map_iter(row).collect();
    ids.par_sort_unstable();
    ids.dedup();
    Ok(ids.into_par_iter().filter(|&id| touches_land(ground, unit, id)).collect())
}

/// Points in square buckets as wide as the radius asked about.
struct Buckets<'a> {
    points: &'a [GridPoint],
    radius_m: f64,
    /// Bucket and point, sorted.
    order: Vec<(u64, u32)>,
}

impl<'a> Buckets<'a> {
    fn new(points: &'a [GridPoint], radius_m: f64) -> Self {
        let bucket = |p: &GridPoint| square::square_of(*p, radius_m.ceil() as u32);
        let mut order: Vec<(u64, u32)> =
            points.iter().enumerate().map(|(i, p)| (bucket(p), i as u32)).collect();
        order.par_sort_unstable();
        Self { points, radius_m, order }
    }

    fn any_within(&self, centre: GridPoint) -> bool {
        let own = square::square_of(centre, self.radius_m.ceil() as u32);
        square::disk(own, 1).into_iter().any(|bucket| {
            let from = self.order.partition_point(|(b, _)| *b < bucket);
            let members = self.order[from..].iter().take_while(|(b, _)| *b == bucket);
            members.into_iter().any(|&(_, i)| self.points[i as usize].distance_m(centre) <= self.radius_m)
        })
    }
}
