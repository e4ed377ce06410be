//! Land of the user's own: a mask in place of the built-up one, or a part of it as the null.

use std::{collections::BTreeMap, path::Path};

use geo_types::MultiPolygon;

use super::detect::{RunError, shapes_in};
use crate::geodesy::Crs;

/// Shapes a list is limited to, in EPSG:27700.
#[derive(Debug, Clone, Default)]
pub struct Land {
    /// Where something could have happened, in place of built-up land.
    pub(super) mask: Option<Vec<MultiPolygon<f64>>>,
    /// Only units inside are drawn from, averaged and tested.
    pub(super) null_area: Option<Vec<MultiPolygon<f64>>>,
    /// SHA-256 of the files by name.
    pub(super) inputs: BTreeMap<String, String>,
}

/// Reads the GeoJSON files of `--mask` and `--null-area`.
///
/// # Errors
/// [`RunError`] for a file that is not there, holds no polygon or lies outside the grid.
pub fn read_land(mask: Option<&Path>, null_area: Option<&Path>) -> Result<Land, RunError> {
    let mut inputs = BTreeMap::new();
    let mut shapes = |file: Option<&Path>| -> Result<Option<Vec<MultiPolygon<f64>>>, RunError> {
        file.map(|f| shapes_in(f, Some(Crs::GRID), &mut inputs).map(|read| read.0)).transpose()
    };
    let (mask, null_area) = (shapes(mask)?, shapes(null_area)?);
    Ok(Land { mask, null_area, inputs })
}
