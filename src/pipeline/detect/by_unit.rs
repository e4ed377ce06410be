//! Numbers by unit: cases counted, or their weights summed, in the units of a file or of the store; or values as they are.

use std::collections::BTreeMap;

use geo_types::Geometry;

use super::{
    CaseSource, Cases, Mask, Needs, RunError, UnitCases, UnitChoice, ValuesFile, WeightsBy, WeightsChoice,
    read_cases, values, weights,
};
use crate::{detect, index::SpatialWeights, places::Unit, publish::Provenance};

/// Under this many cases, or units with one, nothing is called significant.
const FEWEST: usize = 30;

/// What is counted, where, and who is whose neighbour.
#[derive(Debug, Clone)]
pub struct UnitQuery {
    /// Values by unit from a file, instead of cases.
    pub values: Option<ValuesFile>,
    /// Cases, when there are no values.
    pub cases: CaseSource,
    /// Units; the default is h3:9 for a file and that of the list for the store.
    pub unit: Option<UnitChoice>,
    /// Id property of unit polygons.
    pub unit_id: String,
    /// Mask of a file's cells and squares.
    pub mask: Mask,
    /// Neighbours.
    pub weights: WeightsChoice,
    /// How a weights file names units.
    pub weights_by: WeightsBy,
    /// Sum weights (the column, or the store's harm) instead of counting.
    pub weighted: bool,
}

impl UnitQuery {
    /// What a map layer asks: the store's events in the settled unit and its nearest ring.
    pub(super) fn of_layer(weighted: bool) -> Self {
        Self {
            values: None,
            cases: CaseSource::Store(super::StoreCases::default()),
            unit: None,
            unit_id: "id".into(),
            mask: Mask::OccupiedAndRing,
            weights: WeightsChoice::Rings(1),
            weights_by: WeightsBy::Id,
            weighted,
        }
    }

    /// The cases with the unit asked for, so that the store settles on it.
    pub(super) fn source(&self) -> Result<CaseSource, RunError> {
        let mut source = self.cases.clone();
        match (&mut source, &self.unit) {
            (CaseSource::Store(store), Some(UnitChoice::Unit(unit))) => store.unit = Some(*unit),
            (CaseSource::File(_), Some(UnitChoice::Unit(unit)))
                if !matches!(unit, Unit::H3(_) | Unit::Square(_)) =>
            {
                return Err(RunError::Usage(format!(
                    "{unit} needs an area pack; give a GeoJSON file of its areas instead"
                )));
            }
            _ => {}
        }
        Ok(source)
    }

    /// Puts cases into the units asked for, or settled on.
    pub(super) fn place(&self, cases: &mut Cases) -> Result<UnitCases, RunError> {
        let choice = match (&cases.study, &self.unit) {
            (Some(study), Some(UnitChoice::Unit(_)) | None) => UnitChoice::Unit(study.unit),
            (_, Some(choice)) => choice.clone(),
            (None, None) => UnitChoice::Unit(Unit::H3(9)),
        };
        let placed = cases.in_units(&choice, &self.unit_id, &self.mask)?;
        if cases.study.is_none() {
            let (mask, masked) = match (&choice, &self.mask) {
                (UnitChoice::File(_), _) => ("every polygon of the file".to_owned(), true),
                (_, Mask::OccupiedAndRing) => ("occupied units and one ring around them".to_owned(), false),
                (_, Mask::Occupied) => ("occupied units only".to_owned(), false),
                (_, Mask::File(file)) => {
                    (format!("units whose centre is inside {}", super::points::name_of(file)), true)
                }
            };
            if !masked {
                cases.notes.push(format!(
                    "no --mask: the units are the {mask}, so the null is the map of where anything happened; give --mask FILE of land people use"
                ));
            }
            cases.provenance.parameters.insert("mask".into(), mask.into());
        }
        if cases.study.as_ref().is_some_and(|s| s.snapped) {
            cases.notes.push(
                "points are snapped to published places: read units as areas of concern, never as hotspots"
                    .into(),
            );
        }
        let unit = match &choice {
            UnitChoice::Unit(unit) => unit.to_string(),
            UnitChoice::File(file) => super::points::name_of(file),
        };
        cases.provenance.parameters.insert("unit".into(), unit.into());
        Ok(placed)
    }

    /// The neighbours, in words.
    pub(super) fn neighbours(&self) -> String {
        match &self.weights {
            WeightsChoice::Rings(k) => format!("kring:{k}"),
            WeightsChoice::Band(metres) => format!("band:{metres}"),
            WeightsChoice::Queen => "queen".into(),
            WeightsChoice::Rook => "rook".into(),
            WeightsChoice::Nearest(k) => format!("knn:{k}"),
            WeightsChoice::File(file) => super::points::name_of(file),
        }
    }
}

/// Numbers by unit, ready to compute.
#[derive(Debug)]
pub struct UnitTable {
    /// Ids.
    pub ids: Vec<String>,
    /// Numbers.
    pub values: Vec<f64>,
    /// Cases in each unit; `None` for values from a file.
    pub counts: Option<Vec<u32>>,
    /// Sentences for the reader.
    pub notes: Vec<String>,
    /// Inputs and parameters so far.
    pub provenance: Provenance,
    placed: Option<UnitCases>,
}

/// Reads the numbers a query asks for.
///
/// # Errors
/// [`RunError`]: files that do not hold what was asked, a store that is empty, units that cannot be made.
pub fn read_units(query: &UnitQuery) -> Result<UnitTable, RunError> {
    if let Some(file) = &query.values {
        let mut inputs = BTreeMap::new();
        let table = values::read(file, None, &mut inputs)?;
        let columns = [file.id.clone(), file.value.clone()];
        let provenance = Provenance {
            program: concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned(),
            inputs,
            parameters: BTreeMap::from([("columns".to_owned(), columns.to_vec().into())]),
            ..Provenance::default()
        };
        return Ok(UnitTable {
            ids: table.ids,
            values: table.values,
            counts: None,
            notes: Vec::new(),
            provenance,
            placed: None,
        });
    }
    let cases = read_cases(&query.source()?, Needs { weight: query.weighted, ..Needs::default() })?;
    units_of(cases, query)
}

/// Cases that were read, counted in the units of a query.
///
/// # Errors
/// [`RunError`]: units that cannot be made.
pub(super) fn units_of(mut cases: Cases, query: &UnitQuery) -> Result<UnitTable, RunError> {
    let placed = query.place(&mut cases)?;
    let counts = placed.frame.counts().to_vec();
    let values = match (&cases.weights, query.weighted) {
        (Some(weights), true) => {
            let mut sums = vec![0.0; counts.len()];
            for (unit, weight) in placed.unit_of.iter().zip(weights) {
                if let Some(unit) = unit {
                    sums[*unit as usize] += weight;
                }
            }
            sums
        }
        _ => counts.iter().map(|&c| f64::from(c)).collect(),
    };
    Ok(UnitTable {
        ids: placed.ids.clone(),
        values,
        counts: Some(counts),
        notes: cases.notes,
        provenance: cases.provenance,
        placed: Some(placed),
    })
}

impl UnitTable {
    /// The neighbours asked for.
    pub(super) fn weights(&mut self, query: &UnitQuery) -> Result<SpatialWeights, RunError> {
        if self.ids.is_empty() {
            return Err(RunError::Refused("no unit to analyse: the points or the mask are empty".into()));
        }
        let inputs = &mut self.provenance.inputs;
        let found = match &self.placed {
            Some(placed) => placed.weights(&query.weights, query.weights_by, inputs)?,
            None => weights::of_values(&query.weights, query.weights_by, &self.ids, inputs)?,
        };
        self.put("weights", &query.neighbours());
        Ok(found)
    }

    /// Counts where they are what is analysed, so that permutation can be exact.
    pub(super) fn given<'a>(&'a self, query: &UnitQuery) -> detect::Values<'a> {
        match &self.counts {
            Some(counts) if !query.weighted => detect::Values::Counts(counts),
            _ => detect::Values::Real(&self.values),
        }
    }

    /// True, and said, where there are too few cases for any verdict.
    pub(super) fn too_few(&mut self) -> bool {
        let Some(counts) = &self.counts else { return false };
        let cases: u64 = counts.iter().map(|&c| u64::from(c)).sum();
        let occupied = counts.iter().filter(|c| **c > 0).count();
        let few = cases < FEWEST as u64 || occupied < FEWEST;
        if few {
            self.notes.push(format!(
                "{cases} cases in {occupied} units: under {FEWEST} of either no unit is called significant (class not-tested)"
            ));
        }
        few
    }

    /// Records a parameter.
    pub(super) fn put(&mut self, key: &str, value: &str) {
        self.provenance.parameters.insert(key.to_owned(), value.into());
    }

    /// Outlines in degrees, where units have a place.
    pub(super) fn shapes(&self) -> Result<Option<Vec<Geometry<f64>>>, RunError> {
        self.placed.as_ref().map_or(Ok(None), UnitCases::outlines)
    }

    /// True areas in square metres, where units have a place.
    pub(super) fn areas_m2(&self) -> Result<Option<Vec<f64>>, RunError> {
        self.placed.as_ref().map(|p| p.frame.areas_m2()).transpose()
    }
}
