//! `detect h3-counts` and `detect assign-areas`.

use std::{collections::BTreeMap, path::Path};

use geo_types::Geometry;
use serde_json::Map;

use super::{
    Frame, Mask, PointsFile, RunError, UnitChoice, frame,
    points::{self, Tally},
    shapes,
};
use crate::{
    geodesy::{Crs, GridPoint, Projector},
    places::{Area, AreaLocator, Unit},
    publish::{Column, Findings, Provenance, Test},
};

/// The area of every record of a file, in row order; `None` without coordinates or outside.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// Ids of the areas, ascending.
    pub areas: Vec<String>,
    /// One position in `areas` a record.
    pub rows: Vec<Option<u32>>,
    /// SHA-256 by file name.
    pub inputs: BTreeMap<String, String>,
    /// Way the coordinates were taken.
    pub transform: String,
    points: Vec<Option<GridPoint>>,
    work: Option<Crs>,
    id_field: String,
    /// Records without usable coordinates, and the line of the first.
    without: (u64, Option<u64>),
}

/// Points and areas in metres of one system, ready to be set against each other.
#[derive(Debug)]
pub struct AreaInput {
    areas: Vec<Area>,
    points: Vec<Option<GridPoint>>,
    work: Option<Crs>,
    id_field: String,
    without: (u64, Option<u64>),
    inputs: BTreeMap<String, String>,
    transform: String,
}

/// Reads the points and the polygons of [`assign_areas`].
///
/// # Errors
/// [`RunError`] when a file cannot be read or a feature has no id.
pub fn read_areas(points: &PointsFile, areas: &Path, id_field: &str) -> Result<AreaInput, RunError> {
    let mut inputs = BTreeMap::new();
    let (placed, work, tally) = points::in_metres(points, &mut inputs)?;
    let (shapes, source) = shapes::shapes_in(areas, work, &mut inputs)?;
    let (areas, _) = shapes::named_areas(areas, id_field, shapes, source)?;
    Ok(AreaInput {
        areas,
        points: placed,
        work,
        id_field: id_field.to_owned(),
        without: tally.without,
        inputs,
        transform: tally.transform,
    })
}

/// Which polygon each record's point is in. A point on a border belongs to one area by a half-open rule.
#[must_use]
pub fn assign_areas(input: AreaInput) -> AreaRow {
    let locator = AreaLocator::new(&input.areas);
    AreaRow {
        rows: input.points.iter().map(|p| p.and_then(|p| locator.locate(p))).collect(),
        areas: input.areas.into_iter().map(|a| a.code).collect(),
        inputs: input.inputs,
        transform: input.transform,
        points: input.points,
        work: input.work,
        id_field: input.id_field,
        without: input.without,
    }
}

impl AreaRow {
    /// Rows of `row,area_id`; with `shapes` the points too, which then must all have coordinates.
    ///
    /// # Errors
    /// [`RunError::Usage`] for shapes of rows without coordinates, and a point outside the range of the transform.
    pub fn findings(self, shapes: bool) -> Result<Findings, RunError> {
        let mut notes = Vec::new();
        let tally = Tally { rows: self.rows.len() as u64, without: self.without, ..Tally::default() };
        points::say_rows(&tally, &mut notes);
        let shapes = match self.work.filter(|_| shapes) {
            Some(_) if self.without.0 > 0 => {
                return Err(RunError::Usage(format!(
                    "{} rows have no coordinates, so no place in GeoJSON: write .csv, .json or .parquet",
                    self.without.0
                )));
            }
            Some(work) => Some(in_degrees(&self.points, work)?),
            None => None,
        };
        let id = |area: &Option<u32>| area.map_or_else(String::new, |a| self.areas[a as usize].clone());
        let inside = self.rows.iter().flatten().count();
        let parameters = [("method", "assign-areas".to_owned()), ("id", self.id_field)];
        Ok(Findings {
            method: "assign-areas",
            columns: vec![
                Column::count("row", 0..self.rows.len() as u64),
                Column::text("area_id", self.rows.iter().map(id)),
            ],
            shapes,
            test: untested(),
            totals: Map::from_iter([
                ("inside".to_owned(), inside.into()),
                ("areas".to_owned(), self.areas.len().into()),
                ("without_coordinates".to_owned(), self.without.0.into()),
            ]),
            notes,
            provenance: Provenance {
                program: super::case_file::program(),
                inputs: self.inputs,
                parameters: parameters.map(|(k, v)| (k.to_owned(), v.into())).into(),
                transform: Some(self.transform),
                ..Provenance::default()
            },
        })
    }
}

fn in_degrees(points: &[Option<GridPoint>], work: Crs) -> Result<Vec<Geometry<f64>>, RunError> {
    let way = Projector::new(work, Crs::WGS84)?;
    let place = |p: &GridPoint| {
        let (lon, lat) = way.convert(p.easting_m(), p.northing_m())?;
        Ok(Geometry::Point(geo_types::Point::new(lon, lat)))
    };
    points.iter().flatten().map(place).collect()
}

fn untested() -> Test {
    Test { null: "none: a count tests nothing".into(), p_values: "none".into(), ..Test::default() }
}

/// Points by H3 cell, ascending: occupied cells, or with a mask all of it, zeros included.
///
/// # Errors
/// As [`super::read_units`].
pub fn cell_counts(points: &PointsFile, unit: Unit, mask: &Mask) -> Result<CellCounts, RunError> {
    let mut inputs = BTreeMap::new();
    let (frame, tally): (_, Tally) = frame::read(points, &UnitChoice::Unit(unit), "id", mask, &mut inputs)?;
    let mask = match mask {
        Mask::File(file) => format!("cells whose centre is inside {}", points::name_of(file)),
        Mask::Occupied | Mask::OccupiedAndRing => "cells with points only".to_owned(),
    };
    Ok(CellCounts { frame, tally, inputs, unit, mask })
}

/// Points counted by cell.
#[derive(Debug)]
pub struct CellCounts {
    frame: Frame,
    tally: Tally,
    inputs: BTreeMap<String, String>,
    unit: Unit,
    mask: String,
}

impl CellCounts {
    /// Rows of `cell,count`, with `shapes` their outlines.
    ///
    /// # Errors
    /// When an outline cannot be taken to degrees.
    pub fn findings(self, shapes: bool) -> Result<Findings, RunError> {
        let mut notes = Vec::new();
        points::say_rows(&self.tally, &mut notes);
        let outlines = if shapes { self.frame.outlines()? } else { None };
        let shapes = outlines.map(|shapes| shapes.into_iter().map(Geometry::MultiPolygon).collect());
        let parameters =
            [("method", "h3-counts".to_owned()), ("unit", self.unit.to_string()), ("mask", self.mask)];
        Ok(Findings {
            method: "h3-counts",
            columns: vec![
                Column::text("cell", (0..self.frame.len()).map(|i| self.frame.id_text(i))),
                Column::count("count", self.frame.counts().iter().map(|&c| u64::from(c))),
            ],
            shapes,
            test: untested(),
            totals: Map::from_iter([
                ("records".to_owned(), self.tally.rows.into()),
                ("without_coordinates".to_owned(), self.tally.without.0.into()),
                ("outside".to_owned(), self.tally.outside.into()),
            ]),
            notes,
            provenance: Provenance {
                program: super::case_file::program(),
                inputs: self.inputs,
                parameters: parameters.map(|(k, v)| (k.to_owned(), v.into())).into(),
                transform: Some(self.tally.transform),
                ..Provenance::default()
            },
        })
    }
}
