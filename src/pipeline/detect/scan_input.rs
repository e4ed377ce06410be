//! The places and cases of a scan, from files or from the store.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    CaseSource, Cases, Mask, Needs, RunError, ScanRequest, ScanSource, UnitChoice, near_repeat::local_days,
    read_cases, scan_files::read_files, values::read_expected,
};
use crate::{
    calendar::Date,
    detect::ScanModel,
    geodesy::{Crs, GridPoint},
    publish::Provenance,
};

/// What was read, ready to compute.
#[derive(Debug)]
pub struct ScanInput {
    pub(super) ids: Vec<String>,
    pub(super) places: Vec<GridPoint>,
    /// Place, day, number.
    pub(super) cases: Vec<(u32, i32, u32)>,
    pub(super) population: Option<Vec<f64>>,
    /// Where each of `cases` was, before it was put into a unit; empty where only its place is known.
    pub(super) points: Vec<GridPoint>,
    /// What the places are, when they are no points and no locations.
    pub(super) unit: Option<UnitChoice>,
    pub(super) work: Option<Crs>,
    /// First and last day of the period, where it is known beside the cases.
    pub(super) period: Option<(i32, i32)>,
    pub(super) dates: bool,
    pub(super) notes: Vec<String>,
    pub(super) provenance: Provenance,
}

/// Most places a scan takes without units.
const MOST_PLACES: usize = 20_000;

/// Reads what a scan was asked about.
///
/// # Errors
/// [`RunError`]: files, columns, units and stores that do not hold what was asked.
pub fn read_scan(request: &ScanRequest) -> Result<ScanInput, RunError> {
    let timed = !request.options.model.ignores_time();
    match &request.source {
        ScanSource::Files(files) => {
            let mut inputs = BTreeMap::new();
            let found = read_files(files, request.options.model, &mut inputs)?;
            let provenance = Provenance {
                program: concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned(),
                inputs,
                transform: Some(found.transform),
                ..Provenance::default()
            };
            Ok(ScanInput {
                ids: found.ids,
                places: found.places,
                cases: found.cases,
                population: found.population,
                points: Vec::new(),
                unit: None,
                work: found.work,
                period: None,
                dates: found.dates || !timed,
                notes: Vec::new(),
                provenance,
            })
        }
        ScanSource::Cases { source, unit, unit_id, mask, population, case } => {
            if request.options.model == ScanModel::Bernoulli
                && !matches!(&**source, CaseSource::File(file) if file.class.is_some() && case.is_some())
            {
                return Err(RunError::Usage(
                    "the Bernoulli model sets cases among controls: name their column and the cases' word with --class COL --case WORD, or give --cases with --controls FILE".into(),
                ));
            }
            let cases = read_cases(source, Needs { time: timed, ..Needs::default() })?;
            let case = case.as_deref();
            let at = At { unit: unit.clone(), unit_id, mask, population: population.as_ref(), case };
            placed(cases, request.options.model, &at)
        }
    }
}

/// Without time, the day tells cases from controls.
const CASE: i32 = 0;
const CONTROL: i32 = 1;

/// Everybody becomes the population, and only the cases are left to count.
fn among_controls(input: &mut ScanInput, case: &str) -> Result<(), RunError> {
    let mut people = vec![0.0; input.places.len()];
    for &(place, _, number) in &input.cases {
        people[place as usize] += f64::from(number);
    }
    let all = input.cases.len();
    let mut points = std::mem::take(&mut input.points).into_iter().zip(&input.cases);
    input.points = points.by_ref().filter(|(_, c)| c.1 == CASE).map(|(p, _)| p).collect();
    input.cases.retain(|c| c.1 == CASE);
    if input.cases.is_empty() {
        return Err(RunError::Refused(format!(
            "none of {all} rows has the word {case:?} in the column of --class"
        )));
    }
    input.population = Some(people);
    Ok(())
}

/// Where cases are counted.
pub(super) struct At<'a> {
    pub(super) unit: Option<UnitChoice>,
    pub(super) unit_id: &'a str,
    pub(super) mask: &'a Mask,
    pub(super) population: Option<&'a PathBuf>,
    /// Word of the class column that marks a case; everything else is a control (Bernoulli).
    pub(super) case: Option<&'a str>,
}

/// Cases at their places: units, the list's units of a store, or the distinct points of a file.
pub(super) fn placed(mut cases: Cases, model: ScanModel, at: &At<'_>) -> Result<ScanInput, RunError> {
    let timed = !model.ignores_time();
    let days = match (&cases.classes, at.case) {
        (Some(classes), Some(case)) if model == ScanModel::Bernoulli => {
            classes.iter().map(|class| if class == case { CASE } else { CONTROL }).collect()
        }
        _ if timed => local_days(&mut cases)?,
        _ => vec![CASE; cases.len()],
    };
    let of_study = cases.study.as_ref().map(|study| UnitChoice::Unit(study.unit));
    let mut input = match at.unit.clone().or(of_study) {
        Some(unit) => {
            let input = in_units(&mut cases, &days, &unit, at)?;
            if model == ScanModel::StPermutation { occupied(input) } else { input }
        }
        None if at.population.is_some() => {
            return Err(RunError::Usage("--population is by unit: give --unit too".into()));
        }
        None => at_points(&cases, &days)?,
    };
    if model == ScanModel::Bernoulli {
        among_controls(&mut input, at.case.unwrap_or_default())?;
    }
    input.period = cases.study.as_ref().filter(|_| timed).map(|study| {
        let (from, to) = study.window;
        (Date::first_of(from).days(), Date::first_of(to.plus(1)).days() - 1)
    });
    input.notes = std::mem::take(&mut cases.notes);
    input.provenance = std::mem::take(&mut cases.provenance);
    Ok(input)
}

fn in_units(cases: &mut Cases, days: &[i32], unit: &UnitChoice, at: &At<'_>) -> Result<ScanInput, RunError> {
    let units = cases.in_units(unit, at.unit_id, at.mask)?;
    let population = at
        .population
        .map(|file| read_expected(file, &units.ids, &mut cases.provenance.inputs))
        .transpose()?;
    let counted = units.unit_of.iter().zip(days).filter_map(|(u, &day)| u.map(|u| (u, day, 1))).collect();
    let points = units.unit_of.iter().zip(&cases.points).filter(|(u, _)| u.is_some()).map(|(_, p)| *p);
    Ok(ScanInput {
        points: points.collect(),
        unit: Some(unit.clone()),
        places: units.frame.centres()?,
        ids: units.ids,
        cases: counted,
        population,
        work: cases.work,
        period: None,
        dates: true,
        notes: Vec::new(),
        provenance: Provenance::default(),
    })
}

/// Only places with cases: to the permutation model the others are as if they were not.
fn occupied(input: ScanInput) -> ScanInput {
    let mut new = vec![u32::MAX; input.places.len()];
    for (place, _, _) in &input.cases {
        new[*place as usize] = 0;
    }
    let kept: Vec<usize> = (0..new.len()).filter(|&i| new[i] == 0).collect();
    for (to, &from) in kept.iter().enumerate() {
        new[from] = to as u32;
    }
    ScanInput {
        ids: kept.iter().map(|&i| input.ids[i].clone()).collect(),
        places: kept.iter().map(|&i| input.places[i]).collect(),
        cases: input.cases.iter().map(|&(p, day, n)| (new[p as usize], day, n)).collect(),
        ..input
    }
}

/// Every distinct point is a place, named by its first row.
fn at_points(cases: &Cases, days: &[i32]) -> Result<ScanInput, RunError> {
    let mut at: BTreeMap<(u64, u64), u32> = BTreeMap::new();
    let (mut ids, mut places) = (Vec::new(), Vec::new());
    let mut counted = Vec::with_capacity(cases.len());
    for ((point, row), &day) in cases.points.iter().zip(&cases.rows).zip(days) {
        // Zero has two signs and one place.
        let key = ((point.easting_m() + 0.0).to_bits(), (point.northing_m() + 0.0).to_bits());
        let place = *at.entry(key).or_insert_with(|| {
            ids.push(row.to_string());
            places.push(*point);
            places.len() as u32 - 1
        });
        counted.push((place, day, 1));
    }
    if places.len() > MOST_PLACES {
        return Err(RunError::Usage(format!(
            "{} distinct points: at most {MOST_PLACES} can be places of a scan; count them in units with --unit square:250 or h3:9",
            places.len()
        )));
    }
    Ok(ScanInput {
        ids,
        places,
        cases: counted,
        population: None,
        points: cases.points.clone(),
        unit: None,
        work: cases.work,
        period: None,
        dates: true,
        notes: Vec::new(),
        provenance: Provenance::default(),
    })
}
