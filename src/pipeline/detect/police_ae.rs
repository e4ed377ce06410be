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
    frame,
};
use crate::{
    calendar::Month,
    detect::{
        AreaDisagreement, AreaReports, Disagreement, DisagreementOptions, DisagreementRun, disagreement,
    },
    geodesy::{Crs, Projector},
    incidents::{Action, Definition, Geocode, Incident, Status, Verdict, fold_events},
    pipeline::{Loaded, Question, answer::settle},
    places::{Area, Level},
    publish::{Column, Findings, Provenance, Test},
    quality::supply,
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

/// An event with its place and month.
struct Event {
    area: usize,
    month: Month,
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

/// Months and counts.
struct Compared {
    window: (Month, Month),
    /// Months both sides supplied, by department.
    months: Vec<BTreeSet<Month>>,
    /// Months of the window left out because the police supplied nothing or too little.
    police_gaps: Vec<Month>,
    emergency: Vec<u64>,
    police: Vec<u64>,
    attendances: u64,
    unknown: u64,
    unplaced: u64,
    rough: u64,
    elsewhere: u64,
    police_unplaced: u64,
}

/// Records by source and month, and the months short as a whole.
fn months_of(incidents: &[Incident]) -> BTreeMap<&str, BTreeSet<Month>> {
    let mut held: BTreeMap<&str, BTreeSet<Month>> = BTreeMap::new();
    for i in incidents.iter().filter(|i| i.status == Status::Current) {
        held.entry(&i.key.source).or_default().insert(i.month);
    }
    for short in supply(incidents).short.iter().filter(|m| m.whole) {
        if let Some(months) = held.get_mut(short.source.as_str()) {
            months.remove(&short.month);
        }
    }
    held
}

impl Compared {
    fn new(
        loaded: &Loaded,
        definition: &Definition,
        (from, to): (Month, Month),
        catchments: &Catchments,
    ) -> Self {
        let window: Vec<Month> = (0..=to.since(from)).map(|n| from.plus(n)).collect();
        let counted: BTreeSet<&str> = loaded
            .incidents
            .iter()
            .filter(|i| (from..=to).contains(&i.month) && definition.judge(i).counted())
            .map(|i| i.key.source.as_str())
            .collect();
        let police = months_of(&loaded.incidents);
        let supplied = |m: &Month| {
            !counted.is_empty()
                && counted.iter().all(|s| police.get(s).is_some_and(|months| months.contains(m)))
        };
        let (both, police_gaps): (Vec<Month>, Vec<Month>) = window.into_iter().partition(supplied);
        let emergency = months_of(&loaded.emergency);
        let months = |d: &Department| {
            let source = d.site.as_ref().map(|site| format!("istv:{site}"));
            let held = source.and_then(|s| emergency.get(s.as_str()));
            held.map(|held| both.iter().copied().filter(|m| held.contains(m)).collect()).unwrap_or_default()
        };
        Self {
            window: (from, to),
            months: catchments.departments.iter().map(months).collect(),
            police_gaps,
            emergency: vec![0; catchments.of_area.len()],
            police: vec![0; catchments.of_area.len()],
            attendances: 0,
            unknown: 0,
            unplaced: 0,
            rough: 0,
            elsewhere: 0,
            police_unplaced: 0,
        }
    }

    fn count(&mut self, loaded: &Loaded, definition: &Definition, level: Level, catchments: &Catchments) {
        let (from, to) = self.window;
        let here = |i: &&Incident| (from..=to).contains(&i.month) && i.status == Status::Current;
        let kept = |i: &&Incident| loaded.recording.judge(i).is_none_or(|p| p.action != Action::Exclude);
        let crimes: Vec<&Incident> = loaded
            .incidents
            .iter()
            .filter(here)
            .filter(|i| definition.judge(i).counted())
            .filter(kept)
            .collect();
        self.police_unplaced = crimes.iter().filter(|i| i.point.is_none()).count() as u64;
        for event in events(loaded, level, &crimes, &[]) {
            let months = catchments.of_area[event.area].map(|d| &self.months[d as usize]);
            // An area that is not known shows what the police have of the whole window.
            if months.is_none_or(|m| m.is_empty() || m.contains(&event.month)) {
                self.police[event.area] += 1;
            }
        }
        let whole = wards_in_one_msoa(loaded);
        for (number, department) in (0..).zip(&catchments.departments) {
            let Some(site) = &department.site else { continue };
            let own = |i: &&Incident| i.emergency_site() == Some(site.as_str());
            let mut patients: Vec<&Incident> = Vec::new();
            for patient in loaded.emergency.iter().filter(here).filter(own) {
                match definition.judge_attendance(patient) {
                    Verdict::Counts => {}
                    Verdict::CountsUnknown(_) => self.unknown += 1,
                    Verdict::Proactive | Verdict::No => continue,
                }
                self.attendances += 1;
                match patient.geocode {
                    Geocode::None => self.unplaced += 1,
                    Geocode::Area => self.rough += 1,
                    _ => {}
                }
                patients.push(patient);
            }
            patients.retain(|i| kept(i));
            for event in events(loaded, level, &patients, &whole) {
                if !self.months[number].contains(&event.month) {
                    continue;
                }
                if catchments.of_area[event.area] == Some(number as u32) {
                    self.emergency[event.area] += 1;
                } else {
                    self.elsewhere += 1;
                }
            }
        }
    }

    fn say(&self, definition: &Definition, catchments: &Catchments, notes: &mut Vec<String>) {
        let not_asked = definition.not_asked_of_attendances();
        if !not_asked.is_empty() {
            notes.push(format!("A&E records cannot be asked about {}", not_asked.join(", ")));
        }
        let percent = |n: u64| 100.0 * n as f64 / self.attendances.max(1) as f64;
        notes.push(format!(
            "of {} attendances {:.0} % have no place and {:.0} % only a town or ward; {} events lie in another department's \
             catchment; all these are left out of the counts",
            self.attendances,
            percent(self.unplaced),
            percent(self.rough),
            self.elsewhere
        ));
        if self.unknown > 0 {
            let share = percent(self.unknown);
            notes.push(format!(
                "{share:.0} % of the attendances count although a rule of the definition is unknown"
            ));
        }
        if self.police_unplaced > 0 {
            notes.push(format!("{} police crimes without a position are left out", self.police_unplaced));
        }
        if !self.police_gaps.is_empty() {
            let months: Vec<String> = self.police_gaps.iter().map(ToString::to_string).collect();
            notes.push(format!("months left out, no or short police figures: {}", months.join(", ")));
        }
        if catchments.assumed_without > 0 {
            notes.push(format!(
                "{} hospital sites of the area pack supply nothing and are taken to have no A&E; if one has, name all \
                 departments with --departments",
                catchments.assumed_without
            ));
        }
        let window = i64::from(self.window.1.since(self.window.0)) + 1 - self.police_gaps.len() as i64;
        for (department, months) in catchments.departments.iter().zip(&self.months) {
            match window - months.len() as i64 {
                0 => {}
                _ if months.is_empty() => notes.push(format!(
                    "{} supplied no figures for these months: its areas are not known",
                    department.name
                )),
                gap => notes.push(format!("{}: {gap} months missing or short are left out", department.name)),
            }
        }
    }
}

/// Wards all of whose LSOAs are of one MSOA.
fn wards_in_one_msoa(loaded: &Loaded) -> Vec<bool> {
    let pack = loaded.ground.pack();
    let mut msoas: Vec<BTreeSet<Option<u16>>> = vec![BTreeSet::new(); pack.ward.len()];
    for facts in &pack.lsoa_facts {
        if let Some(ward) = facts.ward {
            msoas[usize::from(ward)].insert(facts.msoa);
        }
    }
    msoas.iter().map(|m| m.len() == 1).collect()
}

/// Records folded to events, with their areas; of a record known to its ward only, where that ward lies in one area.
fn events(loaded: &Loaded, level: Level, records: &[&Incident], whole_wards: &[bool]) -> Vec<Event> {
    let mut seen = BTreeSet::new();
    let firsts = records.iter().zip(fold_events(records)).filter(|(_, event)| seen.insert(*event));
    firsts
        .filter_map(|(record, _)| {
            let at = loaded.ground.assign(record.point?);
            let ward_only = record.geocode == Geocode::Area && record.emergency_site().is_some();
            let told = level == Level::Ward
                || at.ward.is_some_and(|w| whole_wards.get(usize::from(w)).copied().unwrap_or(false));
            if ward_only && !told {
                return None;
            }
            Some(Event { area: usize::from(at.of(level)?), month: record.month })
        })
        .collect()
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
        .map(|&i| frame::project(&told.areas[i].shape, &way).map(Geometry::MultiPolygon))
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
        ("attendances_without_place".to_owned(), told.compared.unplaced.into()),
        ("attendances_known_to_area_only".to_owned(), told.compared.rough.into()),
        ("attendances_in_other_catchments".to_owned(), told.compared.elsewhere.into()),
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
