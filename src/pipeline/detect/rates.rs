//! `detect rates`.

use std::{collections::BTreeMap, path::PathBuf};

use geo_types::Geometry;
use serde_json::{Map, json};

use super::{CaseSource, Cases, Needs, RunError, StoreCases, UnitChoice, When, points, read_cases};
use crate::{
    detect::{Rate, RateChange, RatesInput, RatesOptions, rates},
    places::{AreaPack, Level, Unit},
    publish::{Column, Findings, Provenance, Test},
    sources::scan_csv,
};

/// A table of counts by place.
#[derive(Debug, Clone)]
pub struct RatesFile {
    /// The file.
    pub file: PathBuf,
    /// Column of ids.
    pub id: String,
    /// Column of counts.
    pub count: String,
    /// Column of what they are set against.
    pub exposure: String,
    /// Column of counts of all kinds.
    pub all: Option<String>,
    /// Column of the earlier count.
    pub before: Option<String>,
}

/// Where counts and exposure come from.
#[derive(Debug, Clone)]
pub enum RatesSource {
    /// A file with a row a place.
    File(RatesFile),
    /// Events of the store by area, against residents of the area pack.
    Store {
        /// Which events.
        cases: StoreCases,
        /// LSOA, MSOA, ward, district or CSP.
        level: Level,
        /// Residents of these ages, both inclusive.
        ages: (usize, usize),
    },
}

/// Counts and exposure by place.
#[derive(Debug)]
pub struct RatesTable {
    ids: Vec<String>,
    names: Option<Vec<String>>,
    counts: Vec<u64>,
    exposure: Vec<f64>,
    all: Option<Vec<u64>>,
    before: Option<Vec<u64>>,
    shapes: Option<Vec<Geometry<f64>>>,
    notes: Vec<String>,
    provenance: Provenance,
}

/// Reads counts and exposure.
///
/// # Errors
/// [`RunError`]: files or stores that do not hold what was asked.
pub fn read_rates(source: &RatesSource) -> Result<RatesTable, RunError> {
    match source {
        RatesSource::File(file) => of_file(file),
        RatesSource::Store { cases, level, ages } => of_store(cases, *level, *ages),
    }
}

fn of_file(file: &RatesFile) -> Result<RatesTable, RunError> {
    let mut wanted = vec![file.id.as_str(), file.count.as_str(), file.exposure.as_str()];
    wanted.extend(file.all.as_deref());
    wanted.extend(file.before.as_deref());
    let name = points::name_of(&file.file);
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); wanted.len() - 1];
    let mut ids = Vec::new();
    let mut wrong = None;
    let scan = scan_csv(&file.file, &wanted, |_, line, fields| {
        ids.push(String::from_utf8_lossy(fields.get(0)).trim().to_owned());
        for (at, column) in columns.iter_mut().enumerate() {
            let number = fields.number(at + 1).unwrap_or(f64::NAN);
            // The exposure may be any number of 0 or more, the others are counts.
            let sound =
                number.is_finite() && number >= 0.0 && (at == 1 || (number.fract() == 0.0 && number < 9e15));
            if !sound && wrong.is_none() {
                let given: String = String::from_utf8_lossy(fields.get(at + 1)).chars().take(40).collect();
                let kind = if at == 1 { "number of 0 or more" } else { "count" };
                wrong =
                    Some(format!("{name} line {line}: {given:?} in column {} is no {kind}", wanted[at + 1]));
            }
            column.push(number);
        }
    })?;
    if let Some(wrong) = wrong {
        return Err(RunError::Refused(wrong));
    }
    if ids.is_empty() {
        return Err(RunError::NoRows { file: name });
    }
    let mut sorted: Vec<&String> = ids.iter().collect();
    sorted.sort_unstable();
    if let Some(twice) = sorted.windows(2).find_map(|w| (w[0] == w[1]).then_some(w[0])) {
        return Err(RunError::Refused(format!("{name}: the id {twice:?} is there twice")));
    }
    let mut columns = columns.into_iter();
    let mut count =
        || columns.next().map(|c| c.into_iter().map(|v| v as u64).collect::<Vec<_>>()).unwrap_or_default();
    let counts = count();
    let exposure: Vec<f64> = columns.next().unwrap_or_default();
    let mut count = || columns.next().map(|c| c.into_iter().map(|v| v as u64).collect::<Vec<_>>());
    let all = file.all.as_ref().and_then(|_| count());
    let before = file.before.as_ref().and_then(|_| count());
    let parameters = BTreeMap::from([("columns".to_owned(), json!(wanted))]);
    Ok(RatesTable {
        ids,
        names: None,
        counts,
        exposure,
        all,
        before,
        shapes: None,
        notes: Vec::new(),
        provenance: Provenance {
            program: concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned(),
            inputs: BTreeMap::from([(name, scan.sha256)]),
            parameters,
            ..Provenance::default()
        },
    })
}

fn of_store(wanted: &StoreCases, level: Level, ages: (usize, usize)) -> Result<RatesTable, RunError> {
    if ages.0 > ages.1 {
        return Err(RunError::Usage(format!("ages {} to {} are none", ages.0, ages.1)));
    }
    let wanted = StoreCases { unit: Some(Unit::Areas(level)), ..wanted.clone() };
    let by_area = |cases: &StoreCases| -> Result<(Cases, super::UnitCases), RunError> {
        let mut cases = read_cases(&CaseSource::Store(cases.clone()), Needs::default())?;
        let choice = UnitChoice::Unit(Unit::Areas(level));
        let placed = cases.in_units(&choice, "id", &super::Mask::Occupied)?;
        Ok((cases, placed))
    };
    let (mut cases, placed) = by_area(&wanted)?;
    let Some(study) = cases.study.take() else {
        return Err(RunError::Usage("rates of a store need its area pack".into()));
    };
    let pack = study.loaded.ground.pack();
    let residents = residents(pack, level, ages);
    if residents.is_empty() {
        return Err(RunError::Refused(
            "the area pack holds no population: give its file to `harmspot area build`".into(),
        ));
    }
    let at: BTreeMap<&str, usize> =
        pack.layer(level).iter().enumerate().map(|(i, a)| (a.code.as_str(), i)).collect();
    let area = |id: &String| at.get(id.as_str()).copied();
    let exposure = placed.ids.iter().map(|id| area(id).map_or(0.0, |i| residents[i])).collect();
    let names =
        placed.ids.iter().map(|id| area(id).map_or_else(String::new, |i| pack.layer(level)[i].name.clone()));
    let mut notes = std::mem::take(&mut cases.notes);
    if pack.lsoa_facts.iter().any(|f| f.population_carried) {
        notes.push("population was carried over from areas of another vintage where they changed".into());
    }
    notes.push(
        "residents are no measure of who is about at night: in a town centre read the location, not the rate"
            .into(),
    );
    if ages != (0, 90) {
        notes.push(format!(
            "only the residents are of ages {} to {}: the events are all of the definition's, whatever the ages of those involved; take a definition with the same ages",
            ages.0, ages.1
        ));
    }
    // The window before this one, of the same length, where the supply reaches back so far.
    let (from, to) = study.window;
    let length = to.since(from) + 1;
    let gap = study.loaded.months_without_records(from.plus(-length), to);
    let before = if gap.is_empty() {
        let earlier = StoreCases {
            from: Some(When::Month(from.plus(-length))),
            to: Some(When::Month(from.plus(-1))),
            ..wanted.clone()
        };
        let (_, earlier) = by_area(&earlier)?;
        Some(earlier.frame.counts().iter().map(|&c| u64::from(c)).collect::<Vec<_>>())
            .filter(|_| earlier.ids == placed.ids)
    } else {
        notes.push(format!("no change is told: there are no records at all for {}", gap.join(", ")));
        None
    };
    let mut provenance = cases.provenance.clone();
    let mut put = |key: &str, value: serde_json::Value| provenance.parameters.insert(key.to_owned(), value);
    put("unit", json!(level.word()));
    put("exposure", json!(format!("residents aged {} to {}", ages.0, ages.1)));
    if before.is_some() {
        put("before", json!(format!("{} to {}", from.plus(-length), from.plus(-1))));
    }
    Ok(RatesTable {
        names: Some(names.collect()),
        counts: placed.frame.counts().iter().map(|&c| u64::from(c)).collect(),
        exposure,
        all: None,
        before,
        shapes: placed.outlines()?,
        ids: placed.ids,
        notes,
        provenance,
    })
}

/// Residents of every area of a level; empty when the pack has none.
fn residents(pack: &AreaPack, level: Level, ages: (usize, usize)) -> Vec<f64> {
    if pack.lsoa_facts.iter().all(|f| f.population.is_empty()) {
        return Vec::new();
    }
    let mut sums = vec![0.0; pack.layer(level).len()];
    for (lsoa, facts) in pack.lsoa_facts.iter().enumerate() {
        let area = match level {
            Level::Lsoa => Some(lsoa),
            Level::Msoa => facts.msoa.map(usize::from),
            Level::Ward => facts.ward.map(usize::from),
            Level::District => facts.district.map(usize::from),
            Level::Csp => facts.csp.map(usize::from),
        };
        if let Some(sum) = area.and_then(|a| sums.get_mut(a)) {
            let ages = ages.0..=ages.1;
            *sum += facts
                .population
                .iter()
                .enumerate()
                .filter(|(age, _)| ages.contains(age))
                .map(|p| p.1)
                .sum::<f64>();
        }
    }
    sums
}

/// Rates of every place.
///
/// # Errors
/// [`RunError`]: settings out of range, or no exposure at all.
pub fn find_rates(table: RatesTable, options: &RatesOptions) -> Result<Findings, RunError> {
    if !(options.confidence > 0.0 && options.confidence < 1.0) {
        return Err(RunError::Usage("--confidence must lie between 0 and 1".into()));
    }
    let input = RatesInput {
        counts: &table.counts,
        exposure: &table.exposure,
        all: table.all.as_deref(),
        before: table.before.as_deref(),
    };
    let run = rates(&input, options)?;
    let of = |f: fn(&Rate) -> f64| run.places.iter().map(f).collect::<Vec<_>>();
    let mut columns = vec![Column::text("id", table.ids.iter().cloned())];
    columns.extend(table.names.map(|names| Column::text("name", names)));
    columns.extend([
        Column::count("count", table.counts.iter().copied()),
        Column::number("exposure", table.exposure.iter().copied()),
        Column::number("rate", of(|p| p.rate)),
        Column::number("rate_low", of(|p| p.interval.0)),
        Column::number("rate_high", of(|p| p.interval.1)),
        Column::number("shrunk", of(|p| p.shrunk)),
        Column::number("shrunk_low", of(|p| p.shrunk_interval.0)),
        Column::number("shrunk_high", of(|p| p.shrunk_interval.1)),
        Column::number("expected", of(|p| p.expected)),
        Column::number("p_ge", of(|p| p.p_ge)),
        Column::number("p_le", of(|p| p.p_le)),
        Column::number("limit_95_low", of(|p| p.limits_95.0)),
        Column::number("limit_95_high", of(|p| p.limits_95.1)),
        Column::number("limit_99_8_low", of(|p| p.limits_998.0)),
        Column::number("limit_99_8_high", of(|p| p.limits_998.1)),
        Column::text("funnel", run.places.iter().map(|p| p.funnel.word().to_owned())),
    ]);
    if table.all.is_some() {
        columns.push(Column::number("location_quotient", of(|p| p.location_quotient)));
    }
    if table.before.is_some() {
        let change = |f: fn(&RateChange) -> f64| {
            run.places.iter().map(|p| p.change.as_ref().map_or(f64::NAN, f)).collect::<Vec<_>>()
        };
        columns.extend([
            Column::number("mean_before", change(|c| c.mean_before)),
            Column::number("change_z", change(|c| c.z)),
            Column::number("change_p", change(|c| c.p)),
            Column::number("change_p_fdr", change(|c| c.p_fdr)),
            Column::number("change_percent", change(|c| c.percent.unwrap_or(f64::NAN))),
        ]);
    }
    let mut funnel = Map::new();
    for place in &run.places {
        let n = funnel.entry(place.funnel.word()).or_insert_with(|| json!(0));
        *n = json!(n.as_u64().unwrap_or(0) + 1);
    }
    let totals = Map::from_iter([
        ("places".to_owned(), run.places.len().into()),
        ("overall_rate".to_owned(), json!(run.overall)),
        ("half_way_exposure".to_owned(), json!(run.half_way)),
        ("over_dispersion".to_owned(), json!(run.over_dispersion)),
        ("funnel".to_owned(), funnel.into()),
    ]);
    let mut provenance = table.provenance;
    let mut put = |key: &str, value: serde_json::Value| provenance.parameters.insert(key.to_owned(), value);
    put("per", json!(options.per));
    put("confidence", json!(options.confidence));
    put("periods_before", json!(options.periods_before));
    put("interval", json!("Byar"));
    put("shrinkage", json!("gamma-Poisson empirical Bayes, moments"));
    let mut notes = table.notes;
    notes.extend(run.notes);
    let n = run.places.len();
    Ok(Findings {
        method: "rates",
        columns,
        shapes: table.shapes,
        test: Test {
            null:
                "funnel: every place has the common rate (Poisson); change: the rate is what it was (E-test)"
                    .into(),
            alternative: "funnel: each end by itself, 2.5 % and 0.1 %; change: two-sided".into(),
            p_values: "exact".into(),
            seed: None,
            correction: format!("funnel: none; change: Benjamini-Hochberg over {n} places"),
        },
        totals,
        notes,
        provenance,
    })
}
