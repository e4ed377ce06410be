//! Numbers by unit: cases counted, or their weights summed, in the units of a file or of the store; or values as they are.

use std::{collections::BTreeMap, path::PathBuf};

use geo_types::Geometry;
use serde_json::{Map, json};

use super::{
    CaseFile, CaseSource, Cases, Expected, Frame, Mask, Needs, Plane, RunError, UnitCases, UnitChoice,
    ValuesFile, WeightsBy, WeightsChoice, frame,
    gi_star::{expected_of, expected_words},
    kde_ground::residents,
    points, read_cases, values, weights,
};
use crate::{detect, geodesy::Crs, index::SpatialWeights, places::Unit, publish::Provenance};

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
    /// Only a file's units inside these polygons are drawn from, averaged and tested.
    pub null_area: Option<PathBuf>,
    /// Numbers expected in each unit, for `gi-star`.
    pub expected: Option<Expected>,
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
            null_area: None,
            expected: None,
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
            let mask = self.mask_words(&choice, &mut cases.notes);
            cases.provenance.parameters.insert("mask".into(), mask.into());
        }
        if cases.study.as_ref().is_some_and(|s| s.snapped) {
            cases.notes.push(
                "points are snapped to published places: read units as areas of concern, never as hotspots"
                    .into(),
            );
        }
        cases.provenance.parameters.insert("unit".into(), unit_words(&choice).into());
        Ok(placed)
    }

    /// Which units there are, in words, and a note where only what happened decides.
    fn mask_words(&self, choice: &UnitChoice, notes: &mut Vec<String>) -> String {
        let (mask, masked) = match (choice, &self.mask) {
            (UnitChoice::File(_), _) => ("every polygon of the file".to_owned(), true),
            (_, Mask::OccupiedAndRing) => ("occupied units and one ring around them".to_owned(), false),
            (_, Mask::Occupied) => ("occupied units only".to_owned(), false),
            (_, Mask::File(file)) => {
                (format!("units whose centre is inside {}", points::name_of(file)), true)
            }
        };
        if !masked {
            notes.push(format!(
                "no --mask: the units are the {mask}, so the null is the map of where anything happened; give --mask FILE of land people use"
            ));
        }
        mask
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

fn unit_words(choice: &UnitChoice) -> String {
    match choice {
        UnitChoice::Unit(unit) => unit.to_string(),
        UnitChoice::File(file) => points::name_of(file),
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
    /// Numbers expected in each unit.
    pub(super) expected: Option<Vec<f64>>,
    /// Facts of the reading, for the totals.
    pub(super) read: Map<String, serde_json::Value>,
    frame: Option<Frame>,
}

/// Reads the numbers a query asks for.
///
/// # Errors
/// [`RunError`]: files that do not hold what was asked, a store that is empty, units that cannot be made.
pub fn read_units(query: &UnitQuery) -> Result<UnitTable, RunError> {
    if let Some(file) = &query.values {
        return of_values(file, query);
    }
    if let CaseSource::File(file) = &query.cases
        && file.weight.is_none()
        && file.from.is_none()
        && file.to.is_none()
    {
        return of_points(file, query);
    }
    if query.null_area.is_some() {
        return Err(RunError::Usage(
            "--null-area needs --points without weights and without a window; for one partnership of the store give --csp".into(),
        ));
    }
    let cases = read_cases(&query.source()?, Needs { weight: query.weighted, ..Needs::default() })?;
    units_of(cases, query)
}

/// Values by unit as a file has them.
fn of_values(file: &ValuesFile, query: &UnitQuery) -> Result<UnitTable, RunError> {
    let mut inputs = BTreeMap::new();
    let table = values::read(file, query.expected.as_ref(), &mut inputs)?;
    let expected = match (&query.expected, table.expected) {
        (Some(Expected::File(file)), _) => Some(values::read_expected(file, &table.ids, &mut inputs)?),
        (Some(Expected::Population), _) => {
            return Err(RunError::Usage(
                "--expected population needs an area pack, and --values has none: give --expected FILE.csv with the columns id,expected".into(),
            ));
        }
        (_, expected) => expected,
    };
    let mut parameters =
        BTreeMap::from([("columns".to_owned(), json!([file.id.clone(), file.value.clone()]))]);
    if let Some(expected) = &query.expected {
        parameters.insert("expected".into(), expected_words(expected).into());
    }
    Ok(UnitTable {
        read: Map::from_iter([("rows".to_owned(), table.ids.len().into())]),
        ids: table.ids,
        values: table.values,
        counts: None,
        notes: Vec::new(),
        provenance: Provenance {
            program: super::case_file::program(),
            inputs,
            parameters,
            ..Provenance::default()
        },
        expected,
        frame: None,
    })
}

/// Points counted as they stream past: nothing is kept of a point but its unit's count.
fn of_points(file: &CaseFile, query: &UnitQuery) -> Result<UnitTable, RunError> {
    query.source()?;
    let choice = query.unit.clone().unwrap_or(UnitChoice::Unit(Unit::H3(9)));
    if query.weighted {
        return Err(RunError::Usage("this method needs weights: name their column with --weight".into()));
    }
    let (mut inputs, mut notes) = (BTreeMap::new(), Vec::new());
    let (mut frame, tally) = frame::read(&file.points, &choice, &query.unit_id, &query.mask, &mut inputs)?;
    if let (Mask::File(mask), true) = (&query.mask, tally.outside + tally.without.0 == tally.rows) {
        return Err(RunError::ElsewhereMask { file: points::name_of(mask), points: tally.outside as usize });
    }
    if let Some(area) = &query.null_area {
        frame = frame.restrict(area, &mut inputs)?;
    }
    let ids: Vec<String> = (0..frame.len()).map(|i| frame.id_text(i)).collect();
    let expected = query.expected.as_ref().map(|e| expected_of(e, &frame, &ids, &mut inputs)).transpose()?;
    points::say_rows(&tally, &mut notes);
    let crs = match file.points.plane {
        Plane::Earth(crs) => crs.to_string(),
        Plane::Planar => "planar".into(),
    };
    let words = [
        ("unit", Some(unit_words(&choice))),
        ("mask", Some(query.mask_words(&choice, &mut notes))),
        ("crs", Some(crs)),
        ("work_crs", frame.work.as_ref().map(Crs::to_string)),
        ("null_area", query.null_area.as_deref().map(points::name_of)),
        ("expected", query.expected.as_ref().map(expected_words)),
    ];
    let mut parameters: BTreeMap<String, serde_json::Value> =
        words.into_iter().filter_map(|(key, words)| Some((key.to_owned(), words?.into()))).collect();
    parameters.insert("columns".into(), json!([file.points.x, file.points.y]));
    Ok(UnitTable {
        ids,
        values: frame.counts.iter().map(|&c| f64::from(c)).collect(),
        counts: Some(frame.counts.clone()),
        notes,
        provenance: Provenance {
            program: super::case_file::program(),
            inputs,
            parameters,
            transform: (!tally.transform.is_empty()).then(|| tally.transform.clone()),
            ..Provenance::default()
        },
        expected,
        read: Map::from_iter([
            ("rows".to_owned(), tally.rows.into()),
            ("without_coordinates".to_owned(), tally.without.0.into()),
            ("outside".to_owned(), tally.outside.into()),
            ("centre".to_owned(), json!(tally.centre)),
        ]),
        frame: Some(frame),
    })
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
    let expected = match &query.expected {
        None => None,
        Some(Expected::Population) => Some(residents(&cases, &placed)?),
        Some(other) => Some(expected_of(other, &placed.frame, &placed.ids, &mut cases.provenance.inputs)?),
    };
    if let Some(expected) = &query.expected {
        cases.provenance.parameters.insert("expected".into(), expected_words(expected).into());
    }
    Ok(UnitTable {
        read: Map::from_iter([
            ("rows".to_owned(), cases.tally.rows.into()),
            ("without_coordinates".to_owned(), cases.tally.without.0.into()),
            ("outside".to_owned(), cases.tally.outside.into()),
        ]),
        ids: placed.ids,
        values,
        counts: Some(counts),
        notes: cases.notes,
        provenance: cases.provenance,
        expected,
        frame: Some(placed.frame),
    })
}

impl UnitTable {
    /// The neighbours asked for.
    pub(super) fn weights(&mut self, query: &UnitQuery) -> Result<SpatialWeights, RunError> {
        if self.ids.is_empty() {
            return Err(RunError::Refused("no unit to analyse: the points or the mask are empty".into()));
        }
        let inputs = &mut self.provenance.inputs;
        let found = match &self.frame {
            Some(frame) => weights::of_frame(&query.weights, query.weights_by, frame, &self.ids, inputs)?,
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
        let Some(frame) = &self.frame else { return Ok(None) };
        Ok(frame.outlines()?.map(|all| all.into_iter().map(Geometry::MultiPolygon).collect()))
    }

    /// True areas in square metres, where units have a place.
    pub(super) fn areas_m2(&self) -> Result<Option<Vec<f64>>, RunError> {
        self.frame.as_ref().map(Frame::areas_m2).transpose()
    }
}
