//! `detect h3-counts` and `detect assign-areas`.

use std::{collections::BTreeMap, path::Path};

use super::{
    Mask, PointsFile, RunError, UnitChoice, frame,
    points::{self, Tally},
};
use crate::places::{AreaLocator, Unit};

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

/// Which polygon of a file each record's point is in. A point on a border belongs to one area by a half-open rule.
///
/// # Errors
/// [`RunError`] when a file cannot be read or a feature has no id.
pub fn assign_areas(points: &PointsFile, areas: &Path, id_field: &str) -> Result<AreaRow, RunError> {
    let mut inputs = BTreeMap::new();
    let (placed, work, tally) = points::in_metres(points, &mut inputs)?;
    let (shapes, source) = frame::shapes_in(areas, work, &mut inputs)?;
    let (areas, _) = frame::named_areas(areas, id_field, shapes, source)?;
    let locator = AreaLocator::new(&areas);
    let rows = placed.into_iter().map(|p| p.and_then(|p| locator.locate(p))).collect();
    Ok(AreaRow {
        areas: areas.into_iter().map(|a| a.code).collect(),
        rows,
        without_coordinates: tally.without.0,
        inputs,
        transform: tally.transform,
    })
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
