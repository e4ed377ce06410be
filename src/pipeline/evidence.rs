//! Incidents to events in units: what counts, what is left out, and how many of each.

use std::collections::BTreeMap;

use super::{Loaded, PipelineError};
use crate::{
    calendar::{Instant, Month, Precision, Zone, aoristic},
    detect::{Event, EventFacts, ExcludedPlace},
    geodesy::GridPoint,
    incidents::{Action, Definition, Incident, PlacesOfRecording, Status, Verdict, fold_events},
    places::{AreaRef, UnitSet},
};

/// Events that count, with everything that was left out on the way. Nothing is lost:
/// `judged = events.len() + excluded + outside_mask + outside_study + not_mapped + out_of_force`.
#[derive(Debug, Default)]
pub struct Evidence<'a> {
    /// Events inside the study mask.
    pub events: Vec<Event>,
    /// The same order: their crimes and hours.
    pub facts: Vec<EventFacts<'a>>,
    /// The same order: their areas.
    pub areas: Vec<AreaRef>,
    /// Rules that were unknown, by event.
    pub unknown_rules: Vec<Vec<&'static str>>,
    /// Events before any was left out.
    pub judged: u32,
    /// Places of recording left out.
    pub excluded: Vec<ExcludedPlace>,
    /// Places somebody must look at; their events are counted.
    pub review: Vec<ExcludedPlace>,
    /// Events outside the mask, and at how many points.
    pub outside_mask: (u32, u32),
    /// Events in the force but not in the CSP asked for.
    pub outside_study: u32,
    /// Events without coordinates.
    pub not_mapped: u32,
    /// Events outside the force area.
    pub out_of_force: u32,
    /// Crimes in `events`.
    pub crimes: u32,
    /// Positions of proactive records in the window, never counted.
    pub proactive: Vec<GridPoint>,
}

/// What to gather.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Definition.
    pub definition: &'a Definition,
    /// First month.
    pub from: Month,
    /// Last month, inclusive.
    pub to: Month,
    /// CSP, as its position in the area pack.
    pub csp: Option<u16>,
    /// False counts every crime as an event of its own.
    pub fold: bool,
}

impl<'a> Evidence<'a> {
    /// Judges, folds and places every incident of the window, in the order of the store.
    ///
    /// In a list of one CSP a cell on the border belongs to the CSP its centre lies in, and its events go
    /// with it; `force` are the units of the whole force, which tell such an event from one outside the
    /// mask.
    ///
    /// # Errors
    /// None today; room for a source that cannot be judged.
    pub fn gather(
        loaded: &'a Loaded,
        wanted: &Wanted<'_>,
        units: &UnitSet,
        force: Option<&UnitSet>,
    ) -> Result<Self, PipelineError> {
        let mut gathered = Self::default();
        let mut crimes: Vec<&Incident> = Vec::new();
        let mut unknown: Vec<Vec<&'static str>> = Vec::new();
        for incident in loaded.incidents.iter() {
            if incident.month < wanted.from
                || incident.month > wanted.to
                || incident.status != Status::Current
            {
                continue;
            }
            match wanted.definition.judge(incident) {
                Verdict::Counts => {
                    crimes.push(incident);
                    unknown.push(Vec::new());
                }
                Verdict::CountsUnknown(rules) => {
                    crimes.push(incident);
                    unknown.push(rules.into_iter().map(crate::incidents::Rule::name).collect());
                }
                Verdict::Proactive => gathered.proactive.extend(
                    incident
                        .point
                        .filter(|&p| wanted.csp.is_none() || loaded.ground.assign(p).csp == wanted.csp),
                ),
                Verdict::No => {}
            }
        }
        let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let event_of = if wanted.fold { fold_events(&crimes) } else { (0..crimes.len() as u32).collect() };
        for (crime, event) in event_of.into_iter().enumerate() {
            groups.entry(event).or_default().push(crime);
        }
        let (mut left_out, mut to_review) =
            (BTreeMap::<PlaceKey, u32>::new(), BTreeMap::<PlaceKey, u32>::new());
        let mut outside: Vec<(i64, i64)> = Vec::new();
        for members in groups.values() {
            gathered.judged += 1;
            let mut members: Vec<(&Incident, &Vec<&'static str>)> =
                members.iter().map(|&i| (crimes[i], &unknown[i])).collect();
            members.sort_by(|a, b| (a.0.committed.from, &a.0.key).cmp(&(b.0.committed.from, &b.0.key)));
            let first = members[0].0;
            let areas = first.point.map(|point| loaded.ground.assign(point)).unwrap_or_default();
            let unit = first.point.and_then(|point| units.locate(point));
            if let (Some(_), Some(point), None) = (wanted.csp, first.point, unit)
                && (areas.csp != wanted.csp || force.is_some_and(|f| f.locate(point).is_some()))
            {
                gathered.outside_study += 1;
                continue;
            }
            if let Some((action, key)) = recorded_at(&loaded.recording, first) {
                let pile = if action == Action::Exclude { &mut left_out } else { &mut to_review };
                *pile.entry(key).or_default() += 1;
                if action == Action::Exclude {
                    continue;
                }
            }
            let Some(point) = first.point else {
                gathered.not_mapped += 1;
                continue;
            };
            let Some(unit) = unit else {
                if areas.csp.is_none() {
                    gathered.out_of_force += 1;
                } else {
                    gathered.outside_mask.0 += 1;
                    outside.push(((point.easting_m() * 10.0) as i64, (point.northing_m() * 10.0) as i64));
                }
                continue;
            };
            let harm = members
                .iter()
                .map(|(c, _)| loaded.harm.as_ref().and_then(|h| h.weight(&c.offence)).unwrap_or(0.0))
                .sum();
            let all_unknown = members.iter().all(|(_, rules)| !rules.is_empty());
            let mut rules: Vec<&'static str> = members.iter().flat_map(|(_, r)| r.iter().copied()).collect();
            rules.sort_unstable();
            rules.dedup();
            gathered.crimes += members.len() as u32;
            gathered.events.push(Event {
                unit: unit as u32,
                point,
                date: date_number(first, &loaded.zone),
                crimes: members.len() as u32,
                harm,
                unknown: all_unknown,
            });
            gathered.facts.push(EventFacts {
                hours: hours(first, &loaded.zone),
                crimes: members.into_iter().map(|(c, _)| c).collect(),
            });
            gathered.areas.push(areas);
            gathered.unknown_rules.push(if all_unknown { rules } else { Vec::new() });
        }
        outside.sort_unstable();
        outside.dedup();
        gathered.outside_mask.1 = outside.len() as u32;
        gathered.excluded = by_events(left_out);
        gathered.review = by_events(to_review);
        Ok(gathered)
    }

    /// Events by unit.
    #[must_use]
    pub fn counts(&self, units: usize) -> Vec<u32> {
        let mut counts = vec![0; units];
        for event in &self.events {
            counts[event.unit as usize] += 1;
        }
        counts
    }

    /// Events that count only because an unknown was counted.
    #[must_use]
    pub fn unknown(&self) -> u32 {
        self.events.iter().filter(|e| e.unknown).count() as u32
    }
}

/// Name, class and reason of a place of recording.
type PlaceKey = (String, String, String);

fn by_events(places: BTreeMap<PlaceKey, u32>) -> Vec<ExcludedPlace> {
    let mut rows: Vec<ExcludedPlace> = places
        .into_iter()
        .map(|((name, class, reason), events)| ExcludedPlace { name, class, events, reason })
        .collect();
    rows.sort_by(|a, b| b.events.cmp(&a.events).then(a.name.cmp(&b.name)));
    rows
}

/// The place of recording an incident belongs to, unless it is to be kept like any other.
fn recorded_at(recording: &PlacesOfRecording, incident: &Incident) -> Option<(Action, PlaceKey)> {
    let place = recording.judge(incident).filter(|p| p.action != Action::Keep)?;
    let class = serde_json::to_value(place.kind).ok()?.as_str()?.replace('-', " ");
    let name = if place.point.is_some() {
        place.name.clone()
    } else {
        format!("{} (by location class)", place.name)
    };
    Some((place.action, (name, class, place.reason.clone())))
}

/// Local day number; month number where only the month is known.
fn date_number(incident: &Incident, zone: &Zone) -> i32 {
    match incident.committed.precision {
        Precision::Month => incident.month.year() * 12 + incident.month.number() as i32,
        Precision::Day | Precision::Minute => zone.date(midpoint(incident)).days(),
    }
}

fn midpoint(incident: &Incident) -> Instant {
    let span = incident.committed;
    Instant(span.from.0 + (span.to.0 - span.from.0) / 2)
}

fn hours(incident: &Incident, zone: &Zone) -> Option<Vec<(u8, f64)>> {
    let week = aoristic(&incident.committed, zone)?;
    Some((0..).zip(week).filter(|(_, w)| *w > 0.0).collect())
}
