//! Police against A&E on a store: months both supplied, catchments, counts by area, the test, the words.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use geo_types::Geometry;
use serde_json::{Map, json};

use super::{
    RunError,
    departments::{Catchments, Department},
    police_ae_counts::Compared,
    shapes,
};
use crate::{
    detect::{
        AreaDisagreement, AreaReports, Disagreement, DisagreementOptions, DisagreementRun, disagreement,
    },
    geodesy::{Crs, Projector},
    incidents::{Incident, Status},
    pipeline::{Loaded, Question, answer::settle},
    places::{Area, Level},
    publish::{Column, Findings, Provenance, Test},
};

/// What is asked beside the question.
#[derive(Debug, Clone, PartialEq)]
pub struct PoliceAeRequest {
    /// MSOA or ward.
    pub level: Level,
    /// CSV of `area,site`.
    pub catchments: Option<PathBuf>,
    /// CSV of `site,easting,northing`: every department there is, supplying or not.
    pub departments: Option<PathBuf>,
    /// Guards and levels.
    pub options: DisagreementOptions,
}

impl Default for PoliceAeRequest {
    fn default() -> Self {
        Self {
            level: Level::Msoa,
            catchments: None,
            departments: None,
            options: DisagreementOptions::default(),
        }
    }
}

/// One department of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentSummary {
    /// Name.
    pub name: String,
    /// Areas it serves.
    pub areas: u64,
    /// Months compared.
    pub months: u64,
    /// Attendances in its areas.
    pub emergency: u64,
    /// Police events in its areas.
    pub police: u64,
}

/// Findings with the lines of the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct PoliceAeReport {
    /// One row an area.
    pub findings: Findings,
    /// Departments, by name.
    pub departments: Vec<DepartmentSummary>,
    /// Names of the areas where A&E reports more, the largest ratio first.
    pub more: Vec<String>,
    /// Areas by class word.
    pub classes: BTreeMap<&'static str, u64>,
}

/// Compares police and A&E area by area.
///
/// # Errors
/// [`RunError::Refused`] when the store holds no attendances or a department cannot be found on the ground; whatever
/// the question or a file says.
pub fn compute_police_ae(
    loaded: &Arc<Loaded>,
    question: &Question,
    request: &PoliceAeRequest,
) -> Result<PoliceAeReport, RunError> {
    let live = |i: &&Incident| i.status == Status::Current;
    let supplying: BTreeSet<String> =
        loaded.emergency.iter().filter(live).filter_map(|i| i.emergency_site().map(str::to_owned)).collect();
    if supplying.is_empty() {
        return Err(RunError::Refused(
            "the store holds no A&E attendances: harmspot import ed.csv --as istv".to_owned(),
        ));
    }
    if !matches!(request.level, Level::Msoa | Level::Ward) {
        return Err(RunError::Usage("police and A&E are compared by msoa or ward".to_owned()));
    }
    let settled = settle(loaded, question)?;
    let areas = loaded.ground.pack().layer(request.level);
    if areas.is_empty() {
        return Err(RunError::Refused("the area pack has no areas of this level".to_owned()));
    }
    let mut inputs = BTreeMap::new();
    let catchments = match &request.catchments {
        Some(file) => Catchments::of_file(file, areas, &supplying, &mut inputs)?,
        None => Catchments::nearest(
            request.departments.as_deref(),
            loaded.ground.pack(),
            areas,
            &supplying,
            &mut inputs,
        )?,
    };
    let mut compared = Compared::new(loaded, settled.definition, (settled.from, settled.to), &catchments);
    compared.count(loaded, settled.definition, request.level, &catchments);
    let reports: Vec<AreaReports> = (0..areas.len())
        .map(|i| AreaReports {
            catchment: catchments.of_area[i].filter(|d| !compared.months[*d as usize].is_empty()),
            emergency: compared.emergency[i],
            police: compared.police[i],
        })
        .collect();
    let run = disagreement(&reports, &request.options)?;
    let mut notes: Vec<String> =
        settled.notes.iter().filter(|n| !n.starts_with("no records at all")).cloned().collect();
    compared.say(settled.definition, &catchments, &mut notes);
    let shown: Vec<usize> =
        (0..areas.len()).filter(|&i| in_csp(loaded, request.level, i, settled.csp)).collect();
    let draft = if settled.definition.signed { "" } else { " (draft)" };
    let provenance = Provenance {
        program: concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned(),
        snapshot: Some(loaded.snapshot.clone()),
        area_pack: Some(loaded.pack_id.clone()),
        definition: Some(format!("{}{draft}", settled.definition.id)),
        inputs,
        parameters: BTreeMap::from([
            ("window".to_owned(), format!("{} to {}", settled.from, settled.to).into()),
            ("unit".to_owned(), if request.level == Level::Msoa { "msoa" } else { "ward" }.into()),
            ("catchments".to_owned(), catchments.words.clone().into()),
            ("shown".to_owned(), question.csp.clone().unwrap_or_else(|| "force".to_owned()).into()),
            ("least_in_catchment".to_owned(), request.options.least_in_catchment.into()),
            ("least_in_area".to_owned(), request.options.least_in_area.into()),
            ("confidence".to_owned(), request.options.confidence.into()),
            ("fdr".to_owned(), request.options.level.into()),
        ]),
        marking: loaded.marking(),
        ..Provenance::default()
    };
    report(loaded, &Told { areas, shown, reports, run, compared, catchments }, notes, provenance)
}

/// True for the areas of the CSP asked for; the test is always over the whole force.
fn in_csp(loaded: &Loaded, level: Level, area: usize, csp: Option<u16>) -> bool {
    let pack = loaded.ground.pack();
    csp.is_none_or(|csp| {
        pack.lsoa_facts.iter().any(|f| {
            let own = if level == Level::Msoa { f.msoa } else { f.ward };
            own.map(usize::from) == Some(area) && f.csp == Some(csp)
        })
    })
}

struct Told<'a> {
    areas: &'a [Area],
    shown: Vec<usize>,
    reports: Vec<AreaReports>,
    run: DisagreementRun,
    compared: Compared,
    catchments: Catchments,
}

impl Told<'_> {
    fn department(&self, area: usize) -> Option<&Department> {
        self.catchments.of_area[area].map(|d| &self.catchments.departments[d as usize])
    }

    fn words(&self, area: usize) -> String {
        let (reports, found) = (&self.reports[area], &self.run.areas[area]);
        let counts = format!("{} attendances and {} police events", reports.emergency, reports.police);
        let usual = format!("{:.0} attendances were to be expected", found.expected);
        match found.class {
            Disagreement::AeMore => format!("A&E reports more than police here: {counts}, where {usual}"),
            Disagreement::PoliceMore => format!("Police report more than A&E here: {counts}, where {usual}"),
            Disagreement::AsExpected => format!("No clear difference between A&E and police: {counts}"),
            Disagreement::TooFew => format!("Too few to compare: {counts}"),
            Disagreement::NotKnown => match self.department(area) {
                Some(d) => format!("Not known: {} supplied no figures for these months", d.name),
                None => "Not known: no department is named for this area".to_owned(),
            },
        }
    }

    fn column(&self, name: &'static str, of: impl Fn(&AreaDisagreement) -> f64) -> Column {
        Column::number(name, self.shown.iter().map(|&i| of(&self.run.areas[i])))
    }

    fn columns(&self) -> Vec<Column> {
        let text = |name, of: &dyn Fn(usize) -> String| Column::text(name, self.shown.iter().map(|&i| of(i)));
        let known = |i: usize| self.run.areas[i].class != Disagreement::NotKnown;
        let emergency = |&i: &usize| if known(i) { self.reports[i].emergency as f64 } else { f64::NAN };
        vec![
            text("code", &|i| self.areas[i].code.clone()),
            text("name", &|i| self.areas[i].name.clone()),
            text("class", &|i| self.run.areas[i].class.word().to_owned()),
            text("words", &|i| self.words(i)),
            text("department", &|i| self.department(i).map(|d| d.name.clone()).unwrap_or_default()),
            Column::number("ae", self.shown.iter().map(emergency)),
            Column::count("police", self.shown.iter().map(|&i| self.reports[i].police)),
            self.column("ae_expected", |a| a.expected),
            self.column("ratio", |a| a.ratio),
            self.column("ratio_low", |a| a.low),
            self.column("ratio_high", |a| a.high),
            self.column("p", |a| a.p_more),
            self.column("p_by", |a| a.p_more_by),
            self.column("p_police_more", |a| a.p_fewer),
            self.column("p_police_more_by", |a| a.p_fewer_by),
            self.column("p_two_sided", |a| a.p_two_sided),
        ]
    }

    fn departments(&self) -> Vec<DepartmentSummary> {
        let mut all: Vec<DepartmentSummary> = (0_u32..)
            .zip(&self.catchments.departments)
            .map(|(number, department)| {
                let own = |i: &usize| self.catchments.of_area[*i] == Some(number);
                let areas = || (0..self.areas.len()).filter(own);
                DepartmentSummary {
                    name: department.name.clone(),
                    areas: areas().count() as u64,
                    months: self.compared.months[number as usize].len() as u64,
                    emergency: areas().map(|i| self.reports[i].emergency).sum(),
                    police: areas().map(|i| self.reports[i].police).sum(),
                }
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

fn report(
    loaded: &Loaded,
    told: &Told<'_>,
    notes: Vec<String>,
    provenance: Provenance,
) -> Result<PoliceAeReport, RunError> {
    let way = Projector::new(Crs::GRID, Crs::WGS84)?;
    let shapes = told
        .shown
        .iter()
        .map(|&i| shapes::project(&told.areas[i].shape, &way).map(Geometry::MultiPolygon))
        .collect::<Result<Vec<_>, _>>()?;
    let mut classes: BTreeMap<&'static str, u64> = BTreeMap::new();
    for &i in &told.shown {
        *classes.entry(told.run.areas[i].class.word()).or_default() += 1;
    }
    let mut more: Vec<usize> =
        told.shown.iter().copied().filter(|&i| told.run.areas[i].class == Disagreement::AeMore).collect();
    more.sort_by(|&a, &b| {
        let ratio = |i: usize| told.run.areas[i].ratio;
        ratio(b).total_cmp(&ratio(a)).then_with(|| told.areas[a].code.cmp(&told.areas[b].code))
    });
    let departments = told.departments();
    let totals = Map::from_iter([
        ("areas".to_owned(), told.shown.len().into()),
        ("tested".to_owned(), told.run.tested.into()),
        ("classes".to_owned(), json!(classes)),
        ("attendances".to_owned(), told.compared.attendances.into()),
        ("attendances_without_place".to_owned(), told.compared.left_out.unplaced.into()),
        ("attendances_known_to_area_only".to_owned(), told.compared.left_out.rough.into()),
        ("attendances_of_counted_events".to_owned(), told.compared.left_out.folded.into()),
        ("attendances_at_places_of_recording".to_owned(), told.compared.left_out.recording.into()),
        ("attendances_outside".to_owned(), told.compared.left_out.outside.into()),
        ("attendances_in_months_not_compared".to_owned(), told.compared.left_out.months.into()),
        ("attendances_in_other_catchments".to_owned(), told.compared.left_out.elsewhere.into()),
        ("force".to_owned(), loaded.ground.pack().name.clone().into()),
        (
            "departments".to_owned(),
            departments
                .iter()
                .map(|d| json!({"name": d.name, "areas": d.areas, "months": d.months, "ae": d.emergency, "police": d.police}))
                .collect::<Vec<_>>()
                .into(),
        ),
    ]);
    let findings = Findings {
        method: "police-ae",
        columns: told.columns(),
        shapes: Some(shapes),
        test: Test {
            null: "the area's share of its catchment's attendances equals its share of the police events"
                .to_owned(),
            alternative: "A&E reports more (p); police report more (p_police_more); two-sided".to_owned(),
            p_values: "exact (binomial, given the catchment's totals)".to_owned(),
            seed: None,
            correction: format!(
                "Benjamini-Yekutieli over {} areas tested, each direction by itself",
                told.run.tested
            ),
        },
        totals,
        notes,
        provenance,
    };
    let name = |i: usize| {
        let (area, found) = (&told.areas[i], &told.run.areas[i]);
        format!("{} ({}), ratio {:.1}", area.name, area.code, found.ratio)
    };
    Ok(PoliceAeReport { findings, departments, more: more.into_iter().map(name).collect(), classes })
}
