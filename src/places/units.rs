//! Analysis units: H3 cells, national-grid squares, published areas.

use serde::{Deserialize, Serialize};

use super::Level;
use crate::geodesy::GridPoint;

/// The kind of unit an analysis counts in. Written `h3:10`, `square:150`, `lsoa`, `ward`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// H3 cells of one resolution, 5–12.
    H3(u8),
    /// National-grid squares with this side in metres, origin at (0, 0).
    Square(u32),
    /// Published areas.
    Areas(Level),
}

/// The units of one analysis: everything inside the study mask, zero cells included, sorted by id.
#[derive(Debug, Clone, PartialEq)]
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
}
