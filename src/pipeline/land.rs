//! Land of the user's own: a mask in place of the built-up one, or a part of it as the null.

use std::{collections::BTreeMap, path::Path};

use geo_types::MultiPolygon;

use super::{
    Loaded, PipelineError,
    detect::{Expected, RunError, expected_table, shapes_in},
};
use crate::{geodesy::Crs, places::UnitSet};

/// Shapes a list is limited to, in EPSG:27700.
#[derive(Debug, Clone, Default)]
pub struct Land {
    /// Where something could have happened, in place of built-up land.
    pub(super) mask: Option<Vec<MultiPolygon<f64>>>,
    /// Only units inside are drawn from, averaged and tested.
    pub(super) null_area: Option<Vec<MultiPolygon<f64>>>,
    /// What events are expected by, instead of dealing counts out at random.
    pub(super) expected: Option<ExpectedEvents>,
    /// SHA-256 of the files by name.
    pub(super) inputs: BTreeMap<String, String>,
}

/// Numbers expected in each unit.
#[derive(Debug, Clone)]
pub(super) enum ExpectedEvents {
    /// In proportion to residents.
    Population,
    /// As a file has them, by unit id; its name.
    File(BTreeMap<String, f64>, String),
}

impl ExpectedEvents {
    /// Of every unit, and where they come from in words.
    pub(super) fn of(&self, loaded: &Loaded, units: &UnitSet) -> Result<(Vec<f64>, String), PipelineError> {
        match self {
            Self::Population => {
                let (postcodes, residents) = loaded.residents()?;
                let mut sums = vec![0.0; units.len()];
                for (point, residents) in postcodes.iter().zip(residents) {
                    if let Some(unit) = units.locate(*point) {
                        sums[unit] += residents;
                    }
                }
                Ok((sums, "residents, spread evenly over the postcodes of each LSOA".to_owned()))
            }
            Self::File(table, name) => {
                let of = |i: usize| {
                    let id = units.id_text(i);
                    table.get(&id).copied().ok_or(PipelineError::NotExpected { unit: id, file: name.clone() })
                };
                Ok(((0..units.len()).map(of).collect::<Result<_, _>>()?, name.clone()))
            }
        }
    }
}

/// Reads the GeoJSON files of `--mask` and `--null-area`, and the table of `--expected`.
///
/// # Errors
/// [`RunError`] for a file that is not there, holds no polygon or lies outside the grid; a store's units have no
/// columns to expect by.
pub fn read_land(
    mask: Option<&Path>,
    null_area: Option<&Path>,
    expected: Option<&Expected>,
) -> Result<Land, RunError> {
    let mut inputs = BTreeMap::new();
    let mut shapes = |file: Option<&Path>| -> Result<Option<Vec<MultiPolygon<f64>>>, RunError> {
        file.map(|f| shapes_in(f, Some(Crs::GRID), &mut inputs).map(|read| read.0)).transpose()
    };
    let (mask, null_area) = (shapes(mask)?, shapes(null_area)?);
    let expected = match expected {
        None => None,
        Some(Expected::Population) => Some(ExpectedEvents::Population),
        Some(Expected::File(file)) => {
            let table = expected_table(file, &mut inputs)?;
            let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
            Some(ExpectedEvents::File(table, name))
        }
        Some(Expected::Column(column)) => {
            return Err(RunError::Usage(format!(
                "--expected {column}: the units of a store have no columns; give population, or a FILE.csv of id,expected"
            )));
        }
    };
    Ok(Land { mask, null_area, expected, inputs })
}
