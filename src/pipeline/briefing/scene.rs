//! What a pack is made from: the incidents that count or are linked to a group, as known on its day.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use super::{
    BriefingQuestion,
    before::{Before, Then},
    known::{self, Reach},
};
use crate::{
    calendar::{Instant, Precision, aoristic},
    deterrence::{EventHours, GroupEvent, PackWindow, Timing, is_home, register::Involved},
    geodesy::GridPoint,
    incidents::{Action, Definition, Geocode, Incident, Status, Tri, Verdict, fold_events},
    pipeline::{Loaded, PipelineError},
};

/// Days of history a pack looks back on.
const HISTORY_DAYS: i32 = 3 * 365;

/// One event: crimes of one place and time.
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own and none excludes another")]
pub(super) struct Happened {
    /// Its crimes, the first by time first: positions among the incidents held.
    pub(super) crimes: Vec<usize>,
    /// Local day of the first, counted from 1970-01-01.
    pub(super) day: i32,
    /// Local day the first record of it was made.
    pub(super) recorded: i32,
    /// Where, when it is mapped to a street or better.
    pub(super) at: Option<GridPoint>,
    /// A home: its place is told by area only.
    pub(super) home: bool,
    /// At a prison, hospital, police station or court that is left out: nobody's ground, and no place to stand at.
    pub(super) recording: bool,
    /// Its day is known: what is known by its month alone is in no statistic of days.
    pub(super) dated: bool,
    /// Hours of the week it may have happened in.
    pub(super) hours: Option<EventHours>,
    /// Where it stands to the window.
    pub(super) timing: Timing,
    /// Counts by the definition.
    pub(super) counted: bool,
    /// Counts only because an unknown was counted.
    pub(super) unknown: bool,
    /// The register links it to a group.
    pub(super) linked: bool,
    /// A knife or firearm was used or threatened.
    pub(super) armed: bool,
}

impl Happened {
    /// Its first crime.
    pub(super) fn first(&self) -> usize {
        self.crimes.first().copied().unwrap_or_default()
    }

    /// Where, for whatever is drawn, reckoned or suggested: neither a home nor a place of recording.
    pub(super) fn ground(&self) -> Option<GridPoint> {
        self.at.filter(|_| !self.home && !self.recording)
    }
}

/// Everything a pack looks at.
pub(super) struct Scene<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) definition: &'a Definition,
    pub(super) window: PackWindow,
    /// How far the incidents held reach; `None` when none has a day.
    pub(super) reach: Option<Reach>,
    pub(super) involved: Involved,
    /// Where each incident held stands to the window.
    pub(super) timings: Vec<Timing>,
    /// What the records said before.
    pub(super) before: Before,
    /// Group events before the end of the window, their incident the first crime of the event they are.
    pub(super) groups: Vec<GroupEvent>,
    /// Events, by day, then by first crime.
    pub(super) events: Vec<Happened>,
    /// Events by each of their crimes.
    pub(super) event_of: BTreeMap<usize, usize>,
    /// Changed records that count, are linked or counted before they were changed, withdrawn ones too: positions among the incidents held.
    pub(super) touched: Vec<usize>,
    /// Crimes that count and were first recorded, or committed, on or after the pack's day.
    pub(super) not_yet: usize,
    /// Crimes that the last extract lacked and that are nothing new.
    pub(super) back_filled: usize,
    /// Crimes that count and are known only by a month that may be of the window.
    pub(super) month_only: usize,
    /// Crimes of the window left out because they belong to a place of recording.
    pub(super) at_recording: usize,
}

impl<'a> Scene<'a> {
    /// Gathers what was known on the pack's day.
    pub(super) fn gather(
        loaded: &'a Loaded,
        question: &BriefingQuestion,
        window: PackWindow,
        involved: Involved,
        before: Before,
    ) -> Result<Self, PipelineError> {
        let id = question.definition.as_deref().unwrap_or(loaded.default_definition());
        let definition = loaded.definitions.get(id).ok_or_else(|| PipelineError::NoDefinition {
            id: id.chars().take(60).collect(),
            known: loaded.definitions.keys().cloned().collect::<Vec<_>>().join(", "),
        })?;
        let linked: BTreeSet<usize> = involved.parts.iter().map(|p| p.incident).collect();
        let mut scene = Self {
            loaded,
            definition,
            window,
            reach: known::reach(&loaded.incidents, &loaded.zone, window.until),
            involved,
            timings: Vec::new(),
            before,
            groups: Vec::new(),
            events: Vec::new(),
            event_of: BTreeMap::new(),
            touched: Vec::new(),
            not_yet: 0,
            back_filled: 0,
            month_only: 0,
            at_recording: 0,
        };
        let early = scene.early();
        let stands = |(at, incident): (usize, &Incident)| {
            if incident.committed.from < early {
                Timing::Earlier
            } else {
                scene.stands(incident, linked.contains(&at))
            }
        };
        scene.timings = loaded.incidents.iter().enumerate().map(stands).collect();
        let crimes = scene.crimes(&linked);
        scene.fold(&crimes, &linked);
        scene.groups = scene.group_events();
        Ok(scene)
    }

    pub(super) fn incident(&self, at: usize) -> &'a Incident {
        &self.loaded.incidents[at]
    }

    pub(super) fn reference(&self, at: usize) -> &'a str {
        &self.incident(at).key.reference
    }

    /// The pack's day, counted from 1970-01-01.
    pub(super) fn until(&self) -> i32 {
        self.window.until.days()
    }

    /// Nothing earlier is looked at.
    fn early(&self) -> Instant {
        self.loaded.zone.start_of(self.window.until.plus(-HISTORY_DAYS))
    }

    /// Crimes that count or are linked and were known, with the verdict's unknown.
    fn crimes(&mut self, linked: &BTreeSet<usize>) -> Vec<(usize, bool, bool)> {
        let loaded = self.loaded;
        let early = self.early();
        let withdrawn: BTreeSet<&str> =
            self.involved.withdrawn.iter().map(|(reference, _)| reference.as_str()).collect();
        let mut out = Vec::new();
        let mut touched = Vec::new();
        for (at, incident) in loaded.incidents.iter().enumerate() {
            if incident.committed.from < early {
                continue;
            }
            let timing = self.timing(at);
            if incident.status != Status::Current {
                // Whether a withdrawn record counted is judged by what it said while it stood.
                let stood = Incident { status: Status::Current, ..incident.clone() };
                let told = withdrawn.contains(incident.key.reference.as_str()) || self.counts(&stood);
                let in_window = match self.before.then(incident) {
                    Then::Held(was) if self.before.last_compared => was.status == Status::Current,
                    Then::Held(was) => was.status == Status::Current || self.touched_in_window(incident),
                    Then::Absent | Then::Unknown => self.touched_in_window(incident),
                };
                if told && in_window {
                    touched.push(at);
                }
                continue;
            }
            let verdict = self.definition.judge(incident);
            let by_register = linked.contains(&at);
            if !verdict.counted() && !by_register {
                if timing == Timing::Changed && self.counted_before(incident) {
                    touched.push(at);
                }
                continue;
            }
            match timing {
                Timing::NotYet => {
                    self.not_yet += 1;
                    continue;
                }
                Timing::MonthOnly => {
                    self.month_only += 1;
                    continue;
                }
                _ => {}
            }
            let counted = verdict.counted() && !self.left_out(incident);
            if !counted && !by_register {
                self.at_recording += usize::from(timing == Timing::Committed);
                if timing == Timing::Changed && self.counted_before(incident) {
                    touched.push(at);
                }
                continue;
            }
            if timing == Timing::Changed {
                touched.push(at);
            }
            self.back_filled += usize::from(self.back_filled(incident, timing));
            out.push((at, counted, matches!(verdict, Verdict::CountsUnknown(_))));
        }
        self.touched = touched;
        out
    }

    /// Counted by what the earlier snapshot said of it, so that a pack may have told it.
    fn counted_before(&self, incident: &Incident) -> bool {
        self.before.get(&incident.key).is_some_and(|was| self.counts(was))
    }

    /// A withdrawn record's last change lies in the window.
    fn touched_in_window(&self, incident: &Incident) -> bool {
        let zone = &self.loaded.zone;
        let (start, end) = (zone.start_of(self.window.from), zone.start_of(self.window.until));
        incident.updated.is_some_and(|at| start <= at && at < end)
    }

    /// Belongs to a place of recording that is left out.
    pub(super) fn left_out(&self, incident: &Incident) -> bool {
        self.loaded.recording.judge(incident).is_some_and(|place| place.action == Action::Exclude)
    }

    fn fold(&mut self, crimes: &[(usize, bool, bool)], linked: &BTreeSet<usize>) {
        let incidents: Vec<&Incident> = crimes.iter().map(|(at, ..)| self.incident(*at)).collect();
        let mut together: BTreeMap<u32, Vec<(usize, bool, bool)>> = BTreeMap::new();
        for (crime, event) in crimes.iter().zip(fold_events(&incidents)) {
            together.entry(event).or_default().push(*crime);
        }
        let mut events: Vec<Happened> =
            together.into_values().map(|crimes| self.event(crimes, linked)).collect();
        events.sort_by_key(|e| (e.day, e.first()));
        for (number, event) in events.iter().enumerate() {
            self.event_of.extend(event.crimes.iter().map(|crime| (*crime, number)));
        }
        self.events = events;
    }

    fn event(&self, mut crimes: Vec<(usize, bool, bool)>, linked: &BTreeSet<usize>) -> Happened {
        let zone = &self.loaded.zone;
        crimes.sort_by_key(|(at, ..)| (self.incident(*at).committed.from, *at));
        let first = self.incident(crimes[0].0);
        let of = || crimes.iter().map(|(at, ..)| self.incident(*at));
        let day = zone.date(first.committed.from).days();
        // An event is of the day it began on: what is added to it later is told as late.
        let timing = match crimes.iter().map(|(at, ..)| self.timing(*at)).min() {
            Some(Timing::Committed) if day < self.window.from.days() => Timing::Late,
            timing => timing.unwrap_or(Timing::Earlier),
        };
        let recorded = of().filter_map(|i| i.recorded).min();
        let hours = aoristic(&first.committed, zone)
            .map(|week| (0..).zip(week).filter(|(_, weight)| *weight > 0.0).collect());
        Happened {
            day,
            recorded: recorded.map_or(day, |at| zone.date(at).days().max(day)),
            at: first.point.filter(|_| first.geocode < Geocode::Area),
            home: of().any(is_home),
            recording: of().any(|i| self.left_out(i)),
            dated: of().any(|i| i.committed.precision != Precision::Month),
            hours,
            timing,
            counted: crimes.iter().any(|(_, counted, _)| *counted),
            unknown: crimes.iter().all(|(_, counted, unknown)| *unknown || !counted)
                && crimes.iter().any(|(_, counted, _)| *counted),
            linked: crimes.iter().any(|(at, ..)| linked.contains(at)),
            armed: of().any(|i| [i.flags.knife, i.flags.knife_injury, i.flags.firearm].contains(&Tri::Yes)),
            crimes: crimes.into_iter().map(|(at, ..)| at).collect(),
        }
    }

    /// The register's events before the end of the window, under the first crime of the event they are here; those known by
    /// their month alone have no day and are left out. The register folds linked crimes alone; where a crime that is not linked joins two of its events, they are one.
    fn group_events(&self) -> Vec<GroupEvent> {
        let mut out: BTreeMap<(i32, usize), GroupEvent> = BTreeMap::new();
        for event in &self.involved.events {
            let Some(here) = self.event_of.get(&event.incident).map(|at| &self.events[*at]) else { continue };
            if !here.dated || here.day >= self.until() {
                continue;
            }
            // A home is nobody's ground, also where another crime of the event was in it.
            let event = GroupEvent {
                incident: here.first(),
                day: here.day,
                at: event.at.filter(|_| here.ground().is_some()),
                ..event.clone()
            };
            match out.entry((event.day, event.incident)) {
                Entry::Vacant(new) => drop(new.insert(event)),
                Entry::Occupied(mut held) => held.get_mut().join(event),
            }
        }
        out.into_values().collect()
    }
}
