//! The units of a one-off analysis, and how many points each holds.

use std::{collections::BTreeMap, path::Path};

use geo_types::MultiPolygon;

use super::{
    Mask, Plane, PointsFile, RunError, UnitChoice,
    points::{Centre, Tally, in_metres, scan},
    shapes::{named_areas, project, shapes_in},
};
use crate::{
    geodesy::{Crs, GridPoint, LonLat, Projector},
    index::{
        CellCounter, cell_of, h3_cells_inside, h3_centre, h3_outline, h3_resolution, h3_text, h3_with_rings,
    },
    places::{AreaLocator, Unit, UnitSet},
};

/// Units with the counts of their points, ascending by id.
#[derive(Debug)]
pub struct Frame {
    pub(super) kind: Kind,
    pub(super) counts: Vec<u32>,
    /// Metre system of squares, polygons and distances; `None` when planar.
    pub(super) work: Option<Crs>,
    /// Numbers told of each unit polygon, for `--expected COL`.
    pub(super) properties: Vec<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Cells(Vec<u64>),
    Set(Box<UnitSet>),
}

impl Frame {
    /// Number of units.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a frame is made of at least what was asked")]
    pub fn len(&self) -> usize {
        match &self.kind {
            Kind::Cells(cells) => cells.len(),
            Kind::Set(set) => set.len(),
        }
    }

    /// Id of a unit as text.
    #[must_use]
    pub fn id_text(&self, i: usize) -> String {
        match &self.kind {
            Kind::Cells(cells) => h3_text(cells[i]),
            Kind::Set(set) => set.id_text(i),
        }
    }

    /// Points in each unit.
    #[must_use]
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The unit of every point; `None` outside.
    pub(super) fn locate(&self, points: &[GridPoint]) -> Result<Vec<Option<u32>>, RunError> {
        match (&self.kind, self.work) {
            (Kind::Set(set), _) => Ok(points.iter().map(|&p| set.locate(p).map(|i| i as u32)).collect()),
            (Kind::Cells(cells), work) => {
                let way = Projector::new(work.unwrap_or(Crs::GRID), Crs::WGS84)?;
                let Some(resolution) = cells.first().and_then(|&c| h3_resolution(c)) else {
                    return Ok(vec![None; points.len()]);
                };
                let cell = |p: &GridPoint| {
                    let (lon, lat) = way.convert(p.easting_m(), p.northing_m())?;
                    let cell = LonLat::new(lon, lat).and_then(|l| cell_of(l, resolution));
                    Ok(cell.and_then(|c| cells.binary_search(&c).ok()).map(|i| i as u32))
                };
                points.iter().map(cell).collect()
            }
        }
    }

    /// Units that are there already, none counted.
    pub(super) fn of_set(set: UnitSet, work: Option<Crs>) -> Self {
        let counts = vec![0; set.len()];
        Self { kind: Kind::Set(Box::new(set)), counts, work, properties: Vec::new() }
    }

    /// True area of each unit in square metres, in the work system.
    ///
    /// # Errors
    /// When an outline cannot be taken to the work system.
    pub fn areas_m2(&self) -> Result<Vec<f64>, RunError> {
        match (&self.kind, self.work) {
            (Kind::Set(set), _) => Ok(set.area_m2.clone()),
            (Kind::Cells(cells), work) => {
                let way = Projector::new(Crs::WGS84, work.unwrap_or(Crs::GRID))?;
                let area = |&cell: &u64| {
                    let outline = h3_outline(cell).unwrap_or(MultiPolygon(Vec::new()));
                    Ok(geo::Area::unsigned_area(&project(&outline, &way)?))
                };
                cells.iter().map(area).collect()
            }
        }
    }

    /// Centres in the work system.
    ///
    /// # Errors
    /// A centre outside the range of the transform.
    pub fn centres(&self) -> Result<Vec<GridPoint>, RunError> {
        match (&self.kind, self.work) {
            (Kind::Set(set), _) => Ok(set.centre.clone()),
            (Kind::Cells(cells), work) => {
                let way = Projector::new(Crs::WGS84, work.unwrap_or(Crs::GRID))?;
                let centre = |&id: &u64| {
                    let c =
                        h3_centre(id).ok_or_else(|| RunError::Refused(format!("{id:x} is no H3 cell")))?;
                    Ok(way.convert_point(c.lon_deg(), c.lat_deg())?)
                };
                cells.iter().map(centre).collect()
            }
        }
    }

    /// Outlines in degrees; `None` for planar units.
    ///
    /// # Errors
    /// A corner outside the range of the transform.
    pub fn outlines(&self) -> Result<Option<Vec<MultiPolygon<f64>>>, RunError> {
        let empty = || MultiPolygon(Vec::new());
        match (&self.kind, self.work) {
            (Kind::Cells(cells), _) => {
                Ok(Some(cells.iter().map(|&c| h3_outline(c).unwrap_or_else(empty)).collect()))
            }
            (Kind::Set(_), None) => Ok(None),
            (Kind::Set(set), Some(work)) => {
                let way = Projector::new(work, Crs::WGS84)?;
                (0..set.len()).map(|i| project(&set.outline(i), &way)).collect::<Result<_, _>>().map(Some)
            }
        }
    }

    /// Keeps the units whose centre is inside the shapes of a file.
    pub(super) fn restrict(
        self,
        file: &Path,
        inputs: &mut BTreeMap<String, String>,
    ) -> Result<Self, RunError> {
        let (shapes, _) = shapes_in(file, self.work, inputs)?;
        let locator = AreaLocator::of_shapes(&shapes.iter().collect::<Vec<_>>());
        let centres = self.centres()?;
        let keep = |i: usize| locator.locate(centres[i]).is_some();
        let counts = (0..self.len()).filter(|&i| keep(i)).map(|i| self.counts[i]).collect();
        let properties =
            self.properties.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, p)| p.clone()).collect();
        let kind = match self.kind {
            Kind::Cells(cells) => {
                Kind::Cells(cells.into_iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, c)| c).collect())
            }
            Kind::Set(set) => Kind::Set(Box::new(set.inside(&shapes.iter().collect::<Vec<_>>()))),
        };
        Ok(Self { kind, counts, work: self.work, properties })
    }
}

/// Counts a file's points in the units asked for.
pub(super) fn read(
    points: &PointsFile,
    unit: &UnitChoice,
    unit_id: &str,
    mask: &Mask,
    inputs: &mut BTreeMap<String, String>,
) -> Result<(Frame, Tally), RunError> {
    match unit {
        UnitChoice::Unit(Unit::H3(resolution)) => cells(points, *resolution, mask, inputs),
        UnitChoice::Unit(unit) => squares(points, *unit, mask, inputs),
        UnitChoice::File(file) => polygons(points, file, unit_id, inputs),
    }
}

fn cells(
    points: &PointsFile,
    resolution: u8,
    mask: &Mask,
    inputs: &mut BTreeMap<String, String>,
) -> Result<(Frame, Tally), RunError> {
    let Plane::Earth(crs) = points.plane else {
        return Err(RunError::Usage("planar points have no H3 cells".into()));
    };
    let way = Projector::new(crs, Crs::WGS84)?;
    let mut counter =
        CellCounter::new(resolution).ok_or_else(|| RunError::Usage("no such resolution".into()))?;
    let mut tally = Tally { transform: way.describe(), ..Tally::default() };
    let mut sample = Centre::default();
    scan(points, inputs, &mut tally, |x, y, _| {
        let Some(point) = way.convert(x, y).ok().and_then(|(lon, lat)| LonLat::new(lon, lat)) else {
            return false;
        };
        sample.add(point.lon_deg(), point.lat_deg());
        counter.add(point);
        true
    })?;
    let found = counter.finish();
    tally.centre = sample.mean();
    let work = points.work_crs.or_else(|| sample.work_crs());
    let occupied: Vec<u64> = found.iter().map(|c| c.0).collect();
    let all = masked_cells(occupied, resolution, mask, inputs)?;
    let mut counts = vec![0; all.len()];
    for (cell, count) in found {
        match all.binary_search(&cell) {
            Ok(at) => counts[at] = count,
            Err(_) => tally.outside += u64::from(count),
        }
    }
    Ok((Frame { kind: Kind::Cells(all), counts, work, properties: Vec::new() }, tally))
}

fn squares(
    points: &PointsFile,
    unit: Unit,
    mask: &Mask,
    inputs: &mut BTreeMap<String, String>,
) -> Result<(Frame, Tally), RunError> {
    let (placed, work, mut tally) = in_metres(points, inputs)?;
    let placed: Vec<GridPoint> = placed.into_iter().flatten().collect();
    let set = square_set(&placed, work, unit, mask, inputs)?;
    let counts = count(&set, &placed, &mut tally);
    Ok((Frame { kind: Kind::Set(Box::new(set)), counts, work, properties: Vec::new() }, tally))
}

fn square_set(
    placed: &[GridPoint],
    work: Option<Crs>,
    unit: Unit,
    mask: &Mask,
    inputs: &mut BTreeMap<String, String>,
) -> Result<UnitSet, RunError> {
    let Unit::Square(side) = unit else {
        return Err(RunError::Usage(format!(
            "{unit} needs an area pack: give --store, or a file of polygons"
        )));
    };
    Ok(match mask {
        Mask::Occupied => UnitSet::occupied(placed, unit, 0, true)?,
        Mask::OccupiedAndRing => UnitSet::occupied(placed, unit, 1, true)?,
        Mask::File(file) => squares_inside(&shapes_in(file, work, inputs)?.0, side, unit)?,
    })
}

/// Units for points already in metres, none counted.
pub(super) fn of_points(
    points: &[GridPoint],
    work: Option<Crs>,
    choice: &UnitChoice,
    unit_id: &str,
    mask: &Mask,
    inputs: &mut BTreeMap<String, String>,
) -> Result<Frame, RunError> {
    match choice {
        UnitChoice::Unit(Unit::H3(resolution)) => {
            let work = work.ok_or_else(|| RunError::Usage("planar points have no H3 cells".into()))?;
            let way = Projector::new(work, Crs::WGS84)?;
            let mut counter =
                CellCounter::new(*resolution).ok_or_else(|| RunError::Usage("no such resolution".into()))?;
            for p in points {
                let (lon, lat) = way.convert(p.easting_m(), p.northing_m())?;
                if let Some(point) = LonLat::new(lon, lat) {
                    counter.add(point);
                }
            }
            let occupied: Vec<u64> = counter.finish().iter().map(|c| c.0).collect();
            let cells = masked_cells(occupied, *resolution, mask, inputs)?;
            let counts = vec![0; cells.len()];
            Ok(Frame { kind: Kind::Cells(cells), counts, work: Some(work), properties: Vec::new() })
        }
        UnitChoice::Unit(unit) => Ok(Frame::of_set(square_set(points, work, *unit, mask, inputs)?, work)),
        UnitChoice::File(file) => {
            let (shapes, source) = shapes_in(file, work, inputs)?;
            let (areas, properties) = named_areas(file, unit_id, shapes, source)?;
            Ok(Frame { properties, ..Frame::of_set(UnitSet::of_areas(areas, work.is_none()), work) })
        }
    }
}

fn masked_cells(
    occupied: Vec<u64>,
    resolution: u8,
    mask: &Mask,
    inputs: &mut BTreeMap<String, String>,
) -> Result<Vec<u64>, RunError> {
    Ok(match mask {
        Mask::Occupied => occupied,
        Mask::OccupiedAndRing => h3_with_rings(&occupied, 1),
        Mask::File(file) => h3_cells_inside(&shapes_in(file, Some(Crs::WGS84), inputs)?.0, resolution),
    })
}

/// Squares whose centre is inside a shape.
fn squares_inside(shapes: &[MultiPolygon<f64>], side: u32, unit: Unit) -> Result<UnitSet, RunError> {
    let step = f64::from(side);
    let (mut low, mut high) = ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
    for c in shapes.iter().flatten().flat_map(|p| &p.exterior().0) {
        low = (low.0.min(c.x), low.1.min(c.y));
        high = (high.0.max(c.x), high.1.max(c.y));
    }
    let cells = ((high.0 - low.0) / step + 2.0) * ((high.1 - low.1) / step + 2.0);
    if cells.is_nan() || cells > 2e7 {
        return Err(RunError::Usage(format!("{unit} over this mask would be {cells:.0} squares")));
    }
    let mut all = Vec::new();
    let mut y = (low.1 / step).floor() * step + step / 2.0;
    while y <= high.1 + step {
        let mut x = (low.0 / step).floor() * step + step / 2.0;
        while x <= high.0 + step {
            all.extend(GridPoint::new(x, y));
            x += step;
        }
        y += step;
    }
    Ok(UnitSet::occupied(&all, unit, 0, true)?.inside(&shapes.iter().collect::<Vec<_>>()))
}

fn polygons(
    points: &PointsFile,
    file: &Path,
    unit_id: &str,
    inputs: &mut BTreeMap<String, String>,
) -> Result<(Frame, Tally), RunError> {
    let (placed, work, mut tally) = in_metres(points, inputs)?;
    let (shapes, source) = shapes_in(file, work, inputs)?;
    let (areas, properties) = named_areas(file, unit_id, shapes, source)?;
    let set = UnitSet::of_areas(areas, work.is_none());
    let placed: Vec<GridPoint> = placed.into_iter().flatten().collect();
    let counts = count(&set, &placed, &mut tally);
    Ok((Frame { kind: Kind::Set(Box::new(set)), counts, work, properties }, tally))
}

fn count(set: &UnitSet, points: &[GridPoint], tally: &mut Tally) -> Vec<u32> {
    let mut counts = vec![0; set.len()];
    for point in points {
        match set.locate(*point) {
            Some(at) => counts[at] += 1,
            None => tally.outside += 1,
        }
    }
    counts
}
