//! `detect h3-counts` and `detect assign-areas`.

use std::{collections::BTreeMap, path::Path};

use super::{
    Mask, PointsFile, RunError, UnitChoice, frame,
    points::{self, Tally},
};
use crate::{
    geodesy::GridPoint,
    places::{Area, AreaLocator, Unit},
};

/// The area of every record of a file, in row order; `None` without coordinates or outside.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// Ids of the areas, ascending.
    pub areas: Vec<String>,
    /// One position in `areas` a record.
    pub rows: Vec<Option<u32>>,
    /// Records without usable coordinates.
    pub without_coordinates: u64,
    /// SHA-256 by file name.
    pub inputs: BTreeMap<String, String>,
    /// Way the coordinates were taken.
    pub transform: String,
}

/// Points and areas in metres of one system, ready to be set against each other.
#[derive(Debug)]
pub struct AreaInput {
    areas: Vec<Area>,
    points: Vec<Option<GridPoint>>,
    without_coordinates: u64,
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
    let (shapes, source) = frame::shapes_in(areas, work, &mut inputs)?;
    let (areas, _) = frame::named_areas(areas, id_field, shapes, source)?;
    Ok(AreaInput {
        areas,
        points: placed,
        without_coordinates: tally.without.0,
        inputs,
        transform: tally.transform,
    })
}

/// Which polygon each record's point is in. A point on a border belongs to one area by a half-open rule.
#[must_use]
pub fn assign_areas(input: AreaInput) -> AreaRow {
    let locator = AreaLocator::new(&input.areas);
    AreaRow {
        rows: input.points.into_iter().map(|p| p.and_then(|p| locator.locate(p))).collect(),
        areas: input.areas.into_iter().map(|a| a.code).collect(),
        without_coordinates: input.without_coordinates,
        inputs: input.inputs,
        transform: input.transform,
    }
}

/// Points counted by unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellCounts {
    /// Id and points of every unit, ascending.
    pub counts: Vec<(String, u32)>,
    /// Records read.
    pub rows: u64,
    /// Records without usable coordinates.
    pub without_coordinates: u64,
    /// Points outside the mask.
    pub outside: u64,
    /// SHA-256 by file name.
    pub inputs: BTreeMap<String, String>,
}

/// Points by H3 cell or square, ascending: occupied units, or with a mask all of it, zeros included.
///
/// # Errors
/// As [`super::read_gi_star`].
pub fn cell_counts(points: &PointsFile, unit: Unit, mask: &Mask) -> Result<CellCounts, RunError> {
    let mut inputs = BTreeMap::new();
    let (frame, tally): (_, Tally) = frame::read(points, &UnitChoice::Unit(unit), "id", mask, &mut inputs)?;
    let counts = (0..frame.len()).map(|i| (frame.id_text(i), frame.counts[i])).collect();
    Ok(CellCounts {
        counts,
        rows: tally.rows,
        without_coordinates: tally.without.0,
        outside: tally.outside,
        inputs,
    })
}
