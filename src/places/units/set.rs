//! The units of one analysis.

use std::sync::Arc;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use super::{
    super::{Area, AreaLocator, PlacesError, shape},
    MaskRule, Unit, h3, mask, rings, square,
};
use crate::{
    geodesy::{GridPoint, LonLat, to_lon_lat},
    places::{Ground, Level},
};

/// The units of one analysis: everything inside the study mask, zero cells included, sorted by id.
#[derive(Debug, Clone)]
pub struct UnitSet {
    /// What kind.
    pub unit: Unit,
    /// H3 index; column and row packed for squares; ordinal in the layer for areas. Ascending.
    pub ids: Vec<u64>,
    /// True planar area in square metres.
    pub area_m2: Vec<f64>,
    /// Centre in EPSG:27700.
    pub centre: Vec<GridPoint>,
    /// True when the unit touches the edge of the mask, so its neighbourhood is cut.
    pub cut: Vec<bool>,
    /// Index of the CSP the unit counts to: that of its centre, else of its first corner on land.
    pub csp: Vec<Option<u16>>,
    /// How the mask was made, in words, for provenance.
    pub mask: String,
    /// True when the points are metres without a place, so that nothing may ask for degrees.
    pub planar: bool,
    layer: Option<Arc<Layer>>,
}

/// Areas used as units.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) areas: Vec<Area>,
    locator: AreaLocator,
}

/// More units than this are refused before they fill the memory.
const MOST_UNITS: u64 = 20_000_000;

impl UnitSet {
    /// Every unit of a study area, whatever happened there.
    ///
    /// H3 and squares: land met by the mask rule; published areas: all of the level. With a CSP only
    /// the units that count to it. Never depends on incidents. Kent at `h3:10` takes about 0.3 s.
    ///
    /// # Errors
    /// When the pack has no such layer, or the unit is too fine for the area.
    pub fn build(ground: &Ground, unit: Unit, rule: &MaskRule) -> Result<Self, PlacesError> {
        let ids = match unit {
            Unit::Areas(level) => {
                let areas = ground.pack().layer(level);
                if areas.is_empty() {
                    return Err(PlacesError::NoSuchLayer { layer: level.word().to_owned() });
                }
                return Ok(Self::of_level(ground, level, rule.csp));
            }
            Unit::Polygons => return Err(PlacesError::NoSuchLayer { layer: "polygons".to_owned() }),
            Unit::H3(_) | Unit::Square(_) => mask::ids(ground, unit, rule)?,
        };
        let csp: Vec<Option<u16>> = ids.par_iter().map(|&id| mask::csp_of(ground, unit, id)).collect();
        let mut set = Self::of_ids(unit, ids, false, rule.words());
        // Cells that could not be placed were left out of the set: ask for those that are in it.
        set.csp = if set.len() == csp.len() {
            csp
        } else {
            set.ids.par_iter().map(|&id| mask::csp_of(ground, unit, id)).collect()
        };
        // A cell whose centre and corners are in the water counts where its postcodes are.
        for &postcode in &ground.pack().postcodes {
            if let Some(i) = set.locate(postcode).filter(|&i| set.csp[i].is_none()) {
                set.csp[i] = ground.assign(postcode).csp;
            }
        }
        if let Some(wanted) = rule.csp {
            set.retain(|set, i| set.csp[i] == Some(wanted));
        }
        set.mark_cut();
        Ok(set)
    }

    /// The units that hold at least one point, and `ring` rings around them: for one-off analyses
    /// without a mask, to be named in the output. `planar` points may only use squares.
    ///
    /// # Errors
    /// When the unit is an area, or the points are planar and the unit is not a square.
    pub fn occupied(points: &[GridPoint], unit: Unit, ring: u32, planar: bool) -> Result<Self, PlacesError> {
        let cell = |p: &GridPoint| match unit {
            Unit::H3(resolution) => h3::cell_of(*p, resolution),
            Unit::Square(side) => Some(square::square_of(*p, side)),
            Unit::Areas(_) | Unit::Polygons => None,
        };
        if matches!(unit, Unit::Areas(_) | Unit::Polygons) || (planar && !matches!(unit, Unit::Square(_))) {
            return Err(PlacesError::NotAUnit { text: format!("{unit} from points alone") });
        }
        let mut ids: Vec<u64> = points.par_iter().filter_map(cell).collect();
        ids.par_sort_unstable();
        ids.dedup();
        let mut all: Vec<u64> = ids.par_iter().flat_map_iter(|&id| disk(unit, id, ring)).collect();
        all.par_sort_unstable();
        all.dedup();
        let words = match ring {
            0 => "occupied units only".to_owned(),
            1 => "occupied units and one ring around them".to_owned(),
            n => format!("occupied units and {n} rings around them"),
        };
        Ok(Self::of_cells(unit, all, planar, words))
    }

    /// The polygons of a file, in their order.
    #[must_use]
    pub fn of_areas(areas: Vec<Area>, planar: bool) -> Self {
        Self::of_layer(Unit::Polygons, areas, planar, "every polygon of the file".to_owned())
    }

    fn of_level(ground: &Ground, level: Level, csp: Option<u16>) -> Self {
        let words = format!("every {}{}", level.word(), if csp.is_some() { " of the CSP" } else { "" });
        let mut set = Self::of_layer(Unit::Areas(level), ground.pack().layer(level).to_vec(), false, words);
        set.csp = (0..set.len()).map(|i| csp_of_area(ground, level, i, &set.centre)).collect();
        if csp.is_some() {
            set.retain(|set, i| set.csp[i] == csp);
        }
        set.mark_cut();
        set
    }

    fn of_layer(unit: Unit, areas: Vec<Area>, planar: bool, mask: String) -> Self {
        let centre_of = |area: &Area| {
            let c = shape::point_inside(&area.shape).unwrap_or(Coord { x: 0.0, y: 0.0 });
            GridPoint::new(c.x, c.y).unwrap_or_else(GridPoint::origin)
        };
        let n = areas.len();
        let locator = AreaLocator::new(&areas);
        Self {
            unit,
            ids: (0..n as u64).collect(),
            area_m2: areas.iter().map(|area| area.area_m2).collect(),
            centre: areas.iter().map(centre_of).collect(),
            cut: vec![false; n],
            csp: vec![None; n],
            mask,
            planar,
            layer: Some(Arc::new(Layer { areas, locator })),
        }
    }

    /// Given cells or squares, whatever the ground; those that cannot be placed are left out.
    #[must_use]
    pub fn of_cells(unit: Unit, mut ids: Vec<u64>, planar: bool, mask: String) -> Self {
        ids.sort_unstable();
        ids.dedup();
        let mut set = Self::of_ids(unit, ids, planar, mask);
        set.mark_cut();
        set
    }

    /// Cells or squares by ascending id.
    fn of_ids(unit: Unit, ids: Vec<u64>, planar: bool, mask: String) -> Self {
        let place = |&id: &u64| {
            let (area, centre) = match unit {
                // A cell that reaches off the national grid's model keeps its area on the sphere.
                Unit::H3(_) => {
                    (h3::outline(id).map_or_else(|| h3::sphere_m2(id), |o| shape::area(&o)), h3::centre(id)?)
                }
                Unit::Square(side) => (f64::from(side) * f64::from(side), square::centre(id, side)?),
                Unit::Areas(_) | Unit::Polygons => return None,
            };
            Some((id, area, centre))
        };
        let placed: Vec<(u64, f64, GridPoint)> = ids.par_iter().filter_map(place).collect();
        let n = placed.len();
        let mut set = Self {
            unit,
            ids: Vec::with_capacity(n),
            area_m2: Vec::with_capacity(n),
            centre: Vec::with_capacity(n),
            cut: vec![false; n],
            csp: vec![None; n],
            mask,
            planar,
            layer: None,
        };
        for (id, area, centre) in placed {
            set.ids.push(id);
            set.area_m2.push(area);
            set.centre.push(centre);
        }
        set
    }

    fn retain(&mut self, keep: impl Fn(&Self, usize) -> bool) {
        let kept: Vec<usize> = (0..self.len()).filter(|&i| keep(self, i)).collect();
        *self = Self {
            unit: self.unit,
            ids: kept.iter().map(|&i| self.ids[i]).collect(),
            area_m2: kept.iter().map(|&i| self.area_m2[i]).collect(),
            centre: kept.iter().map(|&i| self.centre[i]).collect(),
            cut: kept.iter().map(|&i| self.cut[i]).collect(),
            csp: kept.iter().map(|&i| self.csp[i]).collect(),
            mask: std::mem::take(&mut self.mask),
            planar: self.planar,
            layer: self.layer.take(),
        };
    }

    /// The units whose centre lies inside one of the shapes: a user's own mask file.
    #[must_use]
    pub fn inside(mut self, shapes: &[&MultiPolygon<f64>]) -> Self {
        let locator = AreaLocator::of_shapes(shapes);
        self.retain(|set, i| locator.locate(set.centre[i]).is_some());
        "units whose centre is inside the mask file".clone_into(&mut self.mask);
        self.mark_cut();
        self
    }

    fn mark_cut(&mut self) {
        if self.layer.is_none() {
            let full = |&id: &u64| disk(self.unit, id, 1).iter().all(|n| self.position(*n).is_some());
            self.cut = self.ids.par_iter().map(|id| !full(id)).collect();
        }
    }

    /// Number of units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True without units.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Where an id stands in the set.
    #[must_use]
    pub fn position(&self, id: u64) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// The unit a point is in; `None` outside the mask.
    #[must_use]
    pub fn locate(&self, point: GridPoint) -> Option<usize> {
        let id = match (self.unit, &self.layer) {
            (Unit::H3(resolution), _) => h3::cell_of(point, resolution)?,
            (Unit::Square(side), _) => square::square_of(point, side),
            (_, Some(layer)) => u64::from(layer.locator.locate(point)?),
            (_, None) => return None,
        };
        self.position(id)
    }

    /// The same from degrees, sparing the conversion where the unit is an H3 cell.
    #[must_use]
    pub fn locate_lonlat(&self, point: LonLat) -> Option<usize> {
        match self.unit {
            Unit::H3(resolution) => self.position(h3::cell_at(point, resolution)?),
            _ => self.locate(crate::geodesy::to_grid(point).ok()?),
        }
    }

    /// The published form of an id: the H3 index in hex, `square:SIDE:COLUMN:ROW`, or the area's code.
    #[must_use]
    pub fn id_text(&self, i: usize) -> String {
        match (self.unit, &self.layer) {
            (Unit::Square(side), _) => square::text(self.ids[i], side),
            (_, Some(layer)) => layer.areas[self.ids[i] as usize].code.clone(),
            _ => h3::text(self.ids[i]),
        }
    }

    /// The area behind a unit; `None` for cells and squares.
    #[must_use]
    pub fn area(&self, i: usize) -> Option<&Area> {
        self.layer.as_ref().map(|layer| &layer.areas[self.ids[i] as usize])
    }

    /// Outline in EPSG:27700 metres (planar metres in a planar set).
    #[must_use]
    pub fn outline(&self, i: usize) -> MultiPolygon<f64> {
        match (self.unit, &self.layer) {
            (Unit::Square(side), _) => square::outline(self.ids[i], side),
            (_, Some(layer)) => layer.areas[self.ids[i] as usize].shape.clone(),
            _ => h3::outline(self.ids[i]).unwrap_or(MultiPolygon(Vec::new())),
        }
    }

    /// Outline in degrees; empty in a planar set.
    #[must_use]
    pub fn outline_lonlat(&self, i: usize) -> MultiPolygon<f64> {
        if self.planar {
            return MultiPolygon(Vec::new());
        }
        match self.unit {
            Unit::H3(_) => h3::outline_lonlat(self.ids[i]),
            _ => to_degrees(&self.outline(i)),
        }
    }

    /// Neighbours within `k` rings of every unit, ascending, without the unit itself: H3 rings, king's
    /// moves for squares, `k` steps over shared vertices (queen contiguity) for areas.
    #[must_use]
    pub fn kring(&self, k: u32) -> Vec<Vec<u32>> {
        if let Some(layer) = &self.layer {
            return rings::steps(&rings::contiguity(&self.member_areas(layer), false), k);
        }
        let near = |(i, &id): (usize, &u64)| {
            let others =
                disk(self.unit, id, k).into_iter().filter_map(|n| self.position(n)).filter(|&n| n != i);
            others.map(|n| n as u32).collect()
        };
        self.ids.par_iter().enumerate().map(near).collect()
    }

    /// Neighbours that share a side: rook contiguity. H3 cells always share one with their ring.
    #[must_use]
    pub fn rook(&self) -> Vec<Vec<u32>> {
        if let Some(layer) = &self.layer {
            return rings::contiguity(&self.member_areas(layer), true);
        }
        if matches!(self.unit, Unit::H3(_)) {
            return self.kring(1);
        }
        let near = |&id: &u64| {
            let (column, row) = square::unpack(id);
            let sides = [(0, -1), (-1, 0), (1, 0), (0, 1)].into_iter();
            let others = sides.filter_map(|(dx, dy)| self.position(square::pack(column + dx, row + dy)));
            others.map(|n| n as u32).collect()
        };
        self.ids.par_iter().map(near).collect()
    }

    /// Neighbours of one unit: one ring, ascending.
    #[must_use]
    pub fn neighbours(&self, i: usize) -> Vec<u32> {
        if self.layer.is_some() {
            return self.kring(1).swap_remove(i);
        }
        let others = disk(self.unit, self.ids[i], 1).into_iter().filter_map(|n| self.position(n));
        others.filter(|&n| n != i).map(|n| n as u32).collect()
    }

    fn member_areas<'a>(&self, layer: &'a Layer) -> Vec<&'a Area> {
        self.ids.iter().map(|&id| &layer.areas[id as usize]).collect()
    }
}

/// Which CSP an area counts to: by look-up where there is one, else by the point inside it.
fn csp_of_area(ground: &Ground, level: Level, i: usize, centre: &[GridPoint]) -> Option<u16> {
    let pack = ground.pack();
    let of_district = |d: Option<u16>| d.and_then(|d| pack.district_csp[usize::from(d)]);
    match level {
        Level::Lsoa => pack.lsoa_facts[i].csp,
        Level::Msoa => ground.assign(centre[i]).csp,
        Level::Ward => of_district(pack.ward_district[i]),
        Level::District => pack.district_csp[i],
        Level::Csp => u16::try_from(i).ok(),
    }
}

/// The unit and all within `k` rings, ascending.
pub(super) fn disk(unit: Unit, id: u64, k: u32) -> Vec<u64> {
    match unit {
        Unit::H3(_) => h3::disk(id, k),
        Unit::Square(_) => square::disk(id, k),
        Unit::Areas(_) | Unit::Polygons => vec![id],
    }
}

pub(super) fn refuse_too_many(unit: Unit, units: u64) -> Result<(), PlacesError> {
    if units > MOST_UNITS {
        return Err(PlacesError::TooManyUnits { unit: unit.to_string(), units, most: MOST_UNITS });
    }
    Ok(())
}

fn to_degrees(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let place = |c: &Coord<f64>| {
        let p = GridPoint::new(c.x, c.y).and_then(|p| to_lon_lat(p).ok())?;
        Some(Coord { x: p.lon_deg(), y: p.lat_deg() })
    };
    let ring = |r: &LineString<f64>| LineString(r.0.iter().filter_map(place).collect());
    let polygon =
        |p: &Polygon<f64>| Polygon::new(ring(p.exterior()), p.interiors().iter().map(ring).collect());
    MultiPolygon(shape.iter().map(polygon).collect())
}
