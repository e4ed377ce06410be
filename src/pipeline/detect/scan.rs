//! `detect scan`: from cases to the circles and times with more of them than chance gives.

use std::path::PathBuf;

use geo_types::MultiPolygon;
use serde_json::{Map, Value, json};

use super::{
    Again, CaseSource, Cases, Mask, Recurs, RunError, ScanFiles, ScanInput, UnitChoice,
    near_repeat::disc,
    scan_again::{self, Scanned},
    scan_input,
};
use crate::{
    calendar::Date,
    detect::{Cluster, Direction, ScanData, ScanModel, ScanOptions, ScanRun, scan},
    geodesy::{Crs, Projector},
    publish::{Column, Findings, Provenance, Test},
};

/// Where the cases of a scan come from.
#[derive(Debug, Clone)]
pub enum ScanSource {
    /// Cases one by one: at the points they are, or counted in units.
    Cases {
        /// The cases.
        source: Box<CaseSource>,
        /// Units; `None` takes every distinct point as a place.
        unit: Option<UnitChoice>,
        /// Id property of unit polygons.
        unit_id: String,
        /// Which units there are.
        mask: Mask,
        /// CSV of unit id and population, for the Poisson models.
        population: Option<PathBuf>,
        /// Word of the class column that marks a case among controls, for the Bernoulli model.
        case: Option<String>,
    },
    /// Counts by location, as SaTScan reads them.
    Files(ScanFiles),
}

/// Everything `detect scan` can be asked.
#[derive(Debug, Clone)]
pub struct ScanRequest {
    /// Cases.
    pub source: ScanSource,
    /// Model, direction, limits in space, replications, seed; windows follow from the days below.
    pub options: ScanOptions,
    /// Length of a step of time in days; `None` is 7, or 1 where times are plain numbers.
    pub step_days: Option<u32>,
    /// Shortest window in days.
    pub min_days: Option<u32>,
    /// Longest window in days.
    pub max_days: u32,
    /// Days between analyses, for the recurrence interval; `None` is one step.
    pub every_days: Option<f64>,
    /// How often clusters come back.
    pub again: Again,
}

/// A scan, ready to be written.
#[derive(Debug)]
pub struct ScanReport {
    /// What was found.
    pub run: ScanRun,
    /// How often each cluster came back.
    pub recurs: Recurs,
    /// As rows.
    pub findings: Findings,
}

/// Steps of time: whole ones, counted back from the last day.
#[derive(Debug, Clone, Copy)]
struct Steps {
    last: i32,
    days: i32,
    count: u32,
}

impl Steps {
    fn of(input: &ScanInput, step_days: u32) -> Self {
        let days = input.cases.iter().map(|c| c.1);
        let (first, last) =
            input.period.or_else(|| days.clone().min().zip(days.clone().max())).unwrap_or((0, 0));
        let length = i64::from(last) - i64::from(first) + 1;
        let count = (length / i64::from(step_days)).clamp(0, 1_000_000) as u32;
        Self { last, days: step_days as i32, count }
    }

    fn step(self, day: i32) -> Option<u32> {
        let back = (self.last.checked_sub(day)? / self.days) as u32;
        (day <= self.last && back < self.count).then(|| self.count - 1 - back)
    }

    fn first_day(self, step: u32) -> i32 {
        self.last - (self.count - step) as i32 * self.days + 1
    }
}

/// Most cells of places × steps.
const MOST_CELLS: u64 = 100_000_000;

/// Scans what was read.
///
/// # Errors
/// [`RunError::Detect`] for settings out of range and data no scan can be made of.
pub fn compute_scan(request: &ScanRequest, mut input: ScanInput) -> Result<ScanReport, RunError> {
    let mut options = request.options.clone();
    let timed = !options.model.ignores_time();
    let step_days = request.step_days.unwrap_or(if input.dates { 7 } else { 1 }).max(1);
    if input.cases.is_empty() {
        return Err(RunError::Refused("no cases to scan".into()));
    }
    let steps =
        if timed { Steps::of(&input, step_days) } else { Steps { last: 0, days: i32::MAX, count: 1 } };
    if timed {
        options.min_steps = request.min_days.map_or(1, |d| d.div_ceil(step_days)).max(1);
        let half = (steps.count / 2).max(1);
        options.max_steps =
            Some((request.max_days / step_days).max(1).min(if input.dates { half } else { steps.count }));
    }
    let cells = input.places.len() as u64 * u64::from(steps.count);
    if cells > MOST_CELLS {
        return Err(RunError::Usage(format!(
            "{} places × {} steps are more than {MOST_CELLS} cells: take larger units or a longer --step",
            input.places.len(),
            steps.count
        )));
    }
    let mut counts = vec![0_u32; cells as usize];
    let mut early = 0_u64;
    for &(place, day, number) in &input.cases {
        match if timed { steps.step(day) } else { Some(0) } {
            Some(step) => {
                let cell = &mut counts[place as usize * steps.count as usize + step as usize];
                *cell = cell.saturating_add(number);
            }
            None => early += u64::from(number),
        }
    }
    if early > 0 {
        input.notes.push(format!(
            "{early} cases before {} are left out: steps of {step_days} days are whole, counted back from the last day",
            written(steps.first_day(0), input.dates)
        ));
    }
    let data = ScanData {
        places: &input.places,
        steps: steps.count,
        cases: &counts,
        population: input.population.as_deref(),
    };
    if without_people(&options, &input) {
        return Err(RunError::Usage(
            "the Poisson models need a population: give --population, or use --model st-permutation".into(),
        ));
    }
    let run = scan(&data, &options)?;
    let step_of = |day: i32| if timed { steps.step(day) } else { Some(0) };
    let scanned = Scanned { input: &input, options: &options, steps: steps.count, step_of: &step_of };
    let recurs = scan_again::recurs(&scanned, &run, request.again)?;
    let mut findings = findings(request, &options, &run, input, steps, timed)?;
    findings.columns.extend(recurs.columns());
    findings.notes.extend(recurs.notes());
    findings.provenance.parameters.extend(recurs.parameters(request.again.seed));
    Ok(ScanReport { run, recurs, findings })
}

fn without_people(options: &ScanOptions, input: &ScanInput) -> bool {
    options.model != ScanModel::StPermutation && input.population.is_none()
}

fn written(day: i32, dates: bool) -> String {
    if dates { Date::from_days(day).to_string() } else { day.to_string() }
}

fn findings(
    request: &ScanRequest,
    options: &ScanOptions,
    run: &ScanRun,
    input: ScanInput,
    steps: Steps,
    timed: bool,
) -> Result<Findings, RunError> {
    let every = request.every_days.unwrap_or(if timed { f64::from(steps.days) } else { f64::NAN });
    let each = || run.clusters.iter();
    let centre = |c: &Cluster| input.places[c.places[0] as usize];
    let day = |d: i32| if timed { written(d, input.dates) } else { String::new() };
    let ids =
        |c: &Cluster| c.places.iter().map(|&p| input.ids[p as usize].as_str()).collect::<Vec<_>>().join(";");
    let columns = vec![
        Column::count("rank", 1..=run.clusters.len() as u64),
        Column::number("llr", each().map(|c| c.llr)),
        Column::number("p", each().map(|c| c.p)),
        Column::count("observed", each().map(|c| c.observed)),
        Column::number("expected", each().map(|c| c.expected)),
        Column::number("centre_x", each().map(|c| centre(c).easting_m())),
        Column::number("centre_y", each().map(|c| centre(c).northing_m())),
        Column::number("radius_m", each().map(|c| c.radius_m)),
        Column::text("from", each().map(|c| day(steps.first_day(c.from_step)))),
        Column::text("to", each().map(|c| day(steps.first_day(c.to_step + 1) - 1))),
        Column::text("ids", each().map(ids)),
        Column::count("places", each().map(|c| c.places.len() as u64)),
        Column::number("relative_risk", each().map(|c| c.relative_risk)),
        Column::number("p_gumbel", each().map(|c| c.p_gumbel)),
        Column::number("recurrence_days", each().map(|c| c.recurrence(every))),
        Column::text("class", each().map(|c| class(c.p).to_owned())),
        Column::text(
            "words",
            each().map(|c| {
                let last = (options.direction == Direction::Retrospective)
                    .then(|| day(steps.first_day(c.to_step + 1) - 1));
                in_words(c, &day(steps.first_day(c.from_step)), last.as_deref())
            }),
        ),
    ];
    let discs: Vec<MultiPolygon<f64>> = each().map(|c| disc(centre(c), c.radius_m.max(25.0))).collect();
    let shapes = match input.work {
        None => None,
        Some(work) => {
            let way = Projector::new(work, Crs::WGS84)?;
            let shape = |m: &MultiPolygon<f64>| {
                super::shapes::project(m, &way).map(geo_types::Geometry::MultiPolygon)
            };
            Some(discs.iter().map(shape).collect::<Result<_, _>>()?)
        }
    };
    let mut totals = Map::new();
    totals.insert("cases".into(), run.cases.into());
    totals.insert("places".into(), input.places.len().into());
    totals.insert("zones".into(), run.zones.into());
    totals.insert("windows".into(), run.windows.into());
    totals.insert("finding".into(), said(run, every).into());
    let mut provenance = input.provenance;
    parameters(request, options, steps, timed, every, &mut provenance);
    let mut notes = input.notes;
    if options.model == ScanModel::StPermutation {
        notes.push("a shift of population, or a season that differs between places, can look like a cluster to the permutation model".into());
    }
    Ok(Findings { method: "scan", columns, shapes, test: test(options, run), totals, notes, provenance })
}

/// How sure, in the words of the map.
fn class(p: f64) -> &'static str {
    match p {
        p if p <= 0.01 => "clear",
        p if p <= 0.05 => "likely",
        p if p <= 0.10 => "not-sure",
        _ => "none",
    }
}

fn in_words(c: &Cluster, since: &str, until: Option<&str>) -> String {
    let km = c.radius_m / 1_000.0;
    let since = match until {
        _ if since.is_empty() => String::new(),
        Some(until) => format!(" from {since} to {until}"),
        None => format!(" since {since}"),
    };
    format!("{} cases within {km:.1} km{since}, where {:.1} would be usual", c.observed, c.expected)
}

/// The scan of a map's layer: what has begun lately, within a kilometre.
pub(super) fn scan_layer(cases: Cases) -> Result<Findings, RunError> {
    let options = ScanOptions { max_radius_m: Some(1_000.0), ..ScanOptions::default() };
    let at = scan_input::At { unit: None, unit_id: "", mask: &Mask::Occupied, population: None, case: None };
    let input = scan_input::placed(cases, options.model, &at)?;
    let source = ScanSource::Cases {
        source: Box::new(CaseSource::Store(super::StoreCases::default())),
        unit: None,
        unit_id: String::new(),
        mask: Mask::Occupied,
        population: None,
        case: None,
    };
    let request = ScanRequest {
        source,
        options,
        step_days: None,
        min_days: None,
        max_days: 90,
        every_days: None,
        again: Again { resamples: None, check: false, seed: 1 },
    };
    Ok(compute_scan(&request, input)?.findings)
}

/// What the strongest cluster says.
fn said(run: &ScanRun, every: f64) -> String {
    match run.clusters.first() {
        Some(c) if c.p <= 0.05 && every.is_finite() => format!(
            "{} clusters with p <= 0.05; chance makes one as strong as the first once in {:.0} days",
            run.clusters.iter().filter(|c| c.p <= 0.05).count(),
            c.recurrence(every)
        ),
        Some(c) if c.p <= 0.05 => {
            format!("{} clusters with p <= 0.05", run.clusters.iter().filter(|c| c.p <= 0.05).count())
        }
        _ => "no cluster beyond what chance makes (none with p <= 0.05)".into(),
    }
}

fn test(options: &ScanOptions, run: &ScanRun) -> Test {
    let null = match options.model {
        ScanModel::StPermutation => {
            "each place keeps its cases and each step its cases; which belongs to which is chance"
        }
        ScanModel::StPoisson => "cases fall in proportion to population and time",
        ScanModel::Poisson => "cases fall in proportion to population",
        ScanModel::Bernoulli => "cases and controls are where they are, which of them are cases is chance",
    };
    Test {
        null: null.into(),
        alternative: "more".into(),
        p_values: format!(
            "rank among the largest ratios of {} replications; p_gumbel by a Gumbel law fitted to them",
            options.replications
        ),
        seed: Some(options.seed),
        correction: format!(
            "for all {} zones × {} windows together; clusters after the first on the safe side",
            run.zones, run.windows
        ),
    }
}

fn parameters(
    request: &ScanRequest,
    options: &ScanOptions,
    steps: Steps,
    timed: bool,
    every: f64,
    provenance: &mut Provenance,
) {
    let mut put = |key: &str, value: Value| provenance.parameters.insert(key.to_owned(), value);
    put("method", json!("scan"));
    put("model", json!(options.model));
    put("replications", json!(options.replications));
    put("max_radius_m", json!(options.max_radius_m));
    put("max_neighbours", json!(options.max_neighbours));
    put("max_share", json!(options.max_share));
    let places = match &request.source {
        ScanSource::Files(_) => "locations of the coordinates file".to_owned(),
        ScanSource::Cases { unit: None, source, .. } if matches!(**source, CaseSource::File(_)) => {
            "distinct points".to_owned()
        }
        ScanSource::Cases { unit: None, .. } => "units of the list".to_owned(),
        ScanSource::Cases { unit: Some(UnitChoice::Unit(unit)), .. } => unit.to_string(),
        ScanSource::Cases { unit: Some(UnitChoice::File(file)), .. } => super::points::name_of(file),
    };
    if let ScanSource::Cases { case: Some(case), source, .. } = &request.source {
        put("case", json!(case));
        if let CaseSource::File(file) = &**source {
            put("class_column", json!(file.class));
        }
    }
    let occupied =
        options.model == ScanModel::StPermutation && !matches!(request.source, ScanSource::Files(_));
    put("places", json!(if occupied { format!("{places} with cases") } else { places }));
    put(
        "secondary",
        json!(format!("up to {}, none sharing a place with one before it", options.most_clusters)),
    );
    if timed {
        let direction = match options.direction {
            Direction::Prospective => "prospective: windows end in the last step",
            Direction::Retrospective => "retrospective: every window",
        };
        put("direction", json!(direction));
        put("step_days", json!(steps.days));
        put("steps", json!(steps.count));
        put("window_steps", json!([options.min_steps, options.max_steps]));
        put("every_days", json!(every));
    }
    provenance.seed = Some(options.seed);
}
