//! `detect gi-star`, from a file to the statistic of every unit.

use std::collections::BTreeMap;

use geo_types::MultiPolygon;
use serde_json::json;

use super::{
    Expected, GiStarRequest, Mask, Plane, RunError, UnitChoice, WeightsChoice,
    frame::{self, Frame},
    points::{self, Tally},
    values, weights,
};
use crate::{
    detect::{Class, GiStar, GiStarOptions, Null, Permutations, Values, gi_star_expected, gi_star_with},
    index::SpatialWeights,
    publish::Provenance,
};

/// Under this many points, or units with one, nothing is called significant.
const FEWEST: u64 = 30;

/// What was read, ready to compute.
#[derive(Debug)]
pub struct Input {
    ids: Vec<String>,
    values: Vec<f64>,
    frame: Option<Frame>,
    expected: Option<Vec<f64>>,
    tally: Tally,
    inputs: BTreeMap<String, String>,
}

/// The statistic of every unit, and what must be said beside it.
#[derive(Debug)]
pub struct Report {
    /// Ids as text.
    pub ids: Vec<String>,
    /// Values.
    pub values: Vec<f64>,
    /// Statistics, in the same order.
    pub cells: Vec<GiStar>,
    /// How p-values were made.
    pub method: String,
    /// The null in words.
    pub null: String,
    /// Mean number of neighbours.
    pub mean_neighbours: f64,
    /// Least number of units Benjamini-Hochberg could reject together.
    pub fewest_rejections: u64,
    /// Data records read.
    pub rows: u64,
    /// Points in no unit.
    pub outside: u64,
    /// Rows without usable coordinates.
    pub without_coordinates: u64,
    /// Mean longitude and latitude of the points, to see at a glance that the axes are right.
    pub centre: Option<(f64, f64)>,
    /// Sentences for the reader.
    pub notes: Vec<String>,
    /// Where it came from.
    pub provenance: Provenance,
    frame: Option<Frame>,
}

impl Report {
    /// Outlines in degrees; `None` where units have no place on Earth.
    ///
    /// # Errors
    /// When an outline cannot be taken to degrees.
    pub fn outlines(&self) -> Result<Option<Vec<MultiPolygon<f64>>>, RunError> {
        self.frame.as_ref().map_or(Ok(None), Frame::outlines)
    }

    /// Units of each class.
    #[must_use]
    pub fn classes(&self) -> BTreeMap<Class, usize> {
        let mut classes = BTreeMap::new();
        for cell in &self.cells {
            *classes.entry(cell.class).or_default() += 1;
        }
        classes
    }
}

/// Reads the files of a request and counts points in units.
///
/// # Errors
/// [`RunError`]; contradicting flags are `Usage`, files that do not hold what was asked `Refused`.
pub fn read_gi_star(request: &GiStarRequest) -> Result<Input, RunError> {
    request.check()?;
    let mut inputs = BTreeMap::new();
    if let Some(file) = &request.values {
        let table = values::read(file, request.expected.as_ref(), &mut inputs)?;
        let expected = match (&request.expected, table.expected) {
            (Some(Expected::File(file)), _) => Some(values::read_expected(file, &table.ids, &mut inputs)?),
            (_, expected) => expected,
        };
        let tally = Tally { rows: table.ids.len() as u64, ..Tally::default() };
        return Ok(Input { ids: table.ids, values: table.values, frame: None, expected, tally, inputs });
    }
    let Some(points) = &request.points else { return Err(RunError::Usage("no points".into())) };
    let (mut frame, tally) =
        frame::read(points, &request.unit, &request.unit_id, &request.mask, &mut inputs)?;
    if let Some(area) = &request.null_area {
        frame = frame.restrict(area, &mut inputs)?;
    }
    let ids: Vec<String> = (0..frame.len()).map(|i| frame.id_text(i)).collect();
    let expected = match &request.expected {
        None => None,
        Some(Expected::File(file)) => Some(values::read_expected(file, &ids, &mut inputs)?),
        Some(Expected::Column(column)) => Some(of_properties(&frame, &ids, column)?),
    };
    let values = frame.counts.iter().map(|&c| f64::from(c)).collect();
    Ok(Input { ids, values, frame: Some(frame), expected, tally, inputs })
}

fn of_properties(frame: &Frame, ids: &[String], column: &str) -> Result<Vec<f64>, RunError> {
    if frame.properties.is_empty() {
        return Err(RunError::Usage(format!(
            "--expected {column} names a property of unit polygons or a column of --values; cells have neither: give a FILE.csv of id,expected"
        )));
    }
    let number = |(i, p): (usize, &serde_json::Map<String, serde_json::Value>)| {
        p.get(column)
            .and_then(serde_json::Value::as_f64)
            .ok_or_else(|| RunError::Refused(format!("the unit {:?} has no number {column}", ids[i])))
    };
    frame.properties.iter().enumerate().map(number).collect()
}

/// Computes the statistic of what was read.
///
/// # Errors
/// [`RunError::Detect`] where the statistic refuses, `Refused` for weights files.
pub fn compute_gi_star(request: &GiStarRequest, input: Input) -> Result<Report, RunError> {
    let Input { ids, values, frame, expected, tally, mut inputs } = input;
    let weights = match &frame {
        Some(frame) => weights::of_frame(&request.weights, request.weights_by, frame, &ids, &mut inputs)?,
        None => weights::of_values(&request.weights, request.weights_by, &ids, &mut inputs)?,
    };
    if ids.is_empty() {
        return Err(RunError::Refused("no unit to analyse: the points or the mask are empty".into()));
    }
    let mut notes = Vec::new();
    let (mut cells, method, null, fewest_rejections) = match expected {
        Some(expected) => against_expected(&values, &expected, &weights, &mut notes)?,
        None => permuted(request, &values, frame.as_ref(), &weights, &mut notes)?,
    };
    let n_events: f64 = values.iter().sum();
    let occupied = values.iter().filter(|v| **v > 0.0).count() as u64;
    if frame.is_some() && (n_events < FEWEST as f64 || occupied < FEWEST) {
        notes.push(format!(
            "{n_events} points in {occupied} units: under {FEWEST} of either no unit is called significant (class not-tested)"
        ));
        for cell in &mut cells {
            cell.class = Class::NotTested;
        }
    }
    points::say_rows(&tally, &mut notes);
    if frame.is_some() && matches!(request.unit, UnitChoice::Unit(_)) && request.mask == Mask::OccupiedAndRing
    {
        notes.push(
            "no --mask: the units are the occupied ones and one ring, so the null is the map of where anything happened; give --mask FILE of land people use".into(),
        );
    }
    let provenance = provenance(request, &tally, inputs, &method, &null, frame.as_ref());
    Ok(Report {
        mean_neighbours: weights.links() as f64 / ids.len() as f64,
        rows: tally.rows,
        outside: tally.outside,
        without_coordinates: tally.without.0,
        centre: tally.centre,
        ids,
        values,
        cells,
        method,
        null,
        fewest_rejections,
        notes,
        provenance,
        frame,
    })
}

type Outcome = (Vec<GiStar>, String, String, u64);

fn against_expected(
    values: &[f64],
    expected: &[f64],
    weights: &SpatialWeights,
    notes: &mut Vec<String>,
) -> Result<Outcome, RunError> {
    let counts = values
        .iter()
        .enumerate()
        .map(|(unit, &value)| {
            let whole = (0.0..=f64::from(u32::MAX)).contains(&value) && value.fract() == 0.0;
            if whole { Ok(value as u32) } else { Err(crate::detect::DetectError::NotACount { unit, value }) }
        })
        .collect::<Result<Vec<u32>, _>>()?;
    let run = gi_star_expected(&counts, expected, weights)?;
    let over = run.over_dispersion;
    notes.push(format!(
        "over-dispersion {over:.2}: counts vary {over:.2} times as much as the expectation explains"
    ));
    if over > 1.5 {
        notes.push("well above 1: read these p-values as too small".into());
    }
    let null = "events fall on units in proportion to the expected numbers".to_owned();
    Ok((run.cells, "exact binomial tails of the neighbourhood sum".into(), null, 1))
}

fn permuted(
    request: &GiStarRequest,
    values: &[f64],
    frame: Option<&Frame>,
    weights: &SpatialWeights,
    notes: &mut Vec<String>,
) -> Result<Outcome, RunError> {
    let options = GiStarOptions {
        null: request.null,
        permutations: request.permutations,
        seed: request.seed,
        fdr: request.fdr,
    };
    let given = frame.map_or(Values::Real(values), |f| Values::Counts(&f.counts));
    let run = gi_star_with(given, weights, &options)?;
    notes.extend(run.notes);
    let drawn = match request.null {
        Null::Conditional => "own value held, neighbours drawn without replacement from the other units",
        Null::Total => "unit and neighbours drawn without replacement from all units",
    };
    let null = format!("{drawn} (n = {})", values.len());
    Ok((run.cells, run.method, null, run.fewest_rejections))
}

fn provenance(
    request: &GiStarRequest,
    tally: &Tally,
    inputs: BTreeMap<String, String>,
    method: &str,
    null_words: &str,
    frame: Option<&Frame>,
) -> Provenance {
    let name = |file: &std::path::Path| points::name_of(file);
    let mut parameters = BTreeMap::new();
    let mut put = |key: &str, value: serde_json::Value| parameters.insert(key.to_owned(), value);
    put("method", json!("gi-star"));
    put("p_values", json!(method));
    put("null", json!(null_words));
    put("fdr", json!(request.fdr));
    let weights = match &request.weights {
        WeightsChoice::Rings(k) => format!("kring:{k}"),
        WeightsChoice::Band(metres) => format!("band:{metres}"),
        WeightsChoice::Queen => "queen".into(),
        WeightsChoice::Rook => "rook".into(),
        WeightsChoice::Nearest(k) => format!("knn:{k}"),
        WeightsChoice::File(file) => name(file),
    };
    put("weights", json!(format!("{weights}, 0/1 unless the file says otherwise, self added")));
    if let Some(points) = &request.points {
        let unit = match &request.unit {
            UnitChoice::Unit(unit) => unit.to_string(),
            UnitChoice::File(file) => name(file),
        };
        put("unit", json!(unit));
        put("columns", json!([points.x, points.y]));
        let mask = match (&request.unit, &request.mask) {
            (UnitChoice::File(_), _) => "every polygon of the file".into(),
            (_, Mask::OccupiedAndRing) => "occupied units and one ring around them".into(),
            (_, Mask::Occupied) => "occupied units only".into(),
            (_, Mask::File(file)) => format!("units whose centre is inside {}", name(file)),
        };
        put("mask", json!(mask));
        if let Some(area) = &request.null_area {
            put("null_area", json!(name(area)));
        }
        let crs = match points.plane {
            Plane::Earth(crs) => crs.to_string(),
            Plane::Planar => "planar".into(),
        };
        put("crs", json!(crs));
        if let Some(work) = frame.and_then(|f| f.work) {
            put("work_crs", json!(work.to_string()));
        }
    }
    if let Some(values) = &request.values {
        put("columns", json!([values.id, values.value]));
    }
    if let Some(expected) = &request.expected {
        let from = match expected {
            Expected::Column(column) => column.clone(),
            Expected::File(file) => name(file),
        };
        put("expected", json!(from));
    }
    let drawn = method.contains("seeded") || matches!(request.permutations, Permutations::Draws(_));
    Provenance {
        program: concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned(),
        inputs,
        parameters,
        seed: drawn.then_some(request.seed),
        transform: (!tally.transform.is_empty()).then(|| tally.transform.clone()),
        ..Provenance::default()
    }
}
