//! Months that police and departments both supplied, and what each reported in them, by area.

use std::collections::{BTreeMap, BTreeSet};

use super::departments::{Catchments, Department};
use crate::{
    calendar::Month,
    incidents::{Action, Definition, Geocode, Incident, Status, Verdict, fold_events},
    pipeline::Loaded,
    places::Level,
    quality::supply,
};

/// Attendances that are not counted, each once: with the counted ones they are all there are.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    pub(super) recording: u64,
    pub(super) folded: u64,
    pub(super) unplaced: u64,
    pub(super) rough: u64,
    pub(super) outside: u64,
    pub(super) months: u64,
    pub(super) elsewhere: u64,
}

/// An event with its place and month.
struct Event {
    area: usize,
    month: Month,
}

/// Months and counts.
pub(super) struct Compared {
    pub(super) window: (Month, Month),
    /// Months both sides supplied, by department.
    pub(super) months: Vec<BTreeSet<Month>>,
    /// Months of the window left out because the police supplied nothing or too little.
    pub(super) police_gaps: Vec<Month>,
    pub(super) emergency: Vec<u64>,
    pub(super) police: Vec<u64>,
    pub(super) attendances: u64,
    pub(super) unknown: u64,
    pub(super) left_out: LeftOut,
    pub(super) police_unplaced: u64,
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
    pub(super) fn new(
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
            left_out: LeftOut::default(),
            police_unplaced: 0,
        }
    }

    pub(super) fn count(
        &mut self,
        loaded: &Loaded,
        definition: &Definition,
        level: Level,
        catchments: &Catchments,
    ) {
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
        for event in events(loaded, level, &crimes, &[], &mut LeftOut::default()) {
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
                patients.push(patient);
            }
            let all = patients.len();
            patients.retain(|i| kept(i));
            self.left_out.recording += (all - patients.len()) as u64;
            for event in events(loaded, level, &patients, &whole, &mut self.left_out) {
                if !self.months[number].contains(&event.month) {
                    self.left_out.months += 1;
                } else if catchments.of_area[event.area] == Some(number as u32) {
                    self.emergency[event.area] += 1;
                } else {
                    self.left_out.elsewhere += 1;
                }
            }
        }
    }

    pub(super) fn say(&self, definition: &Definition, catchments: &Catchments, notes: &mut Vec<String>) {
        let not_asked = definition.not_asked_of_attendances();
        if !not_asked.is_empty() {
            notes.push(format!("A&E records cannot be asked about {}", not_asked.join(", ")));
        }
        let percent = |n: u64| 100.0 * n as f64 / self.attendances.max(1) as f64;
        let counted: u64 = self.emergency.iter().sum();
        let l = &self.left_out;
        let why = [
            (l.folded, "of an event already counted"),
            (l.recording, "at places of recording"),
            (l.unplaced, "without a place"),
            (l.rough, "known to a town or ward only"),
            (l.outside, "outside the areas"),
            (l.months, "in months not compared"),
            (l.elsewhere, "in another department's catchment"),
        ];
        let why: Vec<String> =
            why.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")).collect();
        let rest = if why.is_empty() { String::new() } else { format!(", left out {}", why.join(", ")) };
        notes.push(format!("of {} attendances {counted} are counted{rest}", self.attendances));
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
fn events(
    loaded: &Loaded,
    level: Level,
    records: &[&Incident],
    whole_wards: &[bool],
    left_out: &mut LeftOut,
) -> Vec<Event> {
    let mut seen = BTreeSet::new();
    let firsts: Vec<&Incident> = (records.iter().zip(fold_events(records)))
        .filter(|(_, event)| seen.insert(*event))
        .map(|(record, _)| *record)
        .collect();
    left_out.folded += (records.len() - firsts.len()) as u64;
    firsts
        .into_iter()
        .filter_map(|record| {
            let Some(point) = record.point else {
                left_out.unplaced += 1;
                return None;
            };
            let at = loaded.ground.assign(point);
            let ward_only = record.geocode == Geocode::Area && record.emergency_site().is_some();
            let told = level == Level::Ward
                || at.ward.is_some_and(|w| whole_wards.get(usize::from(w)).copied().unwrap_or(false));
            if ward_only && !told {
                left_out.rough += 1;
                return None;
            }
            let Some(area) = at.of(level) else {
                left_out.outside += 1;
                return None;
            };
            Some(Event { area: usize::from(area), month: record.month })
        })
        .collect()
}
