//! Places that are new or getting worse, with their hours, from the emerging hot spots of the last three years.

use std::{collections::BTreeMap, sync::Arc};

use geo::Centroid;
use geo_types::Coord;

use super::scene::{Happened, Scene};
use crate::{
    calendar::{Date, Month},
    detect::{EventFacts, NameParts, name_places, peak},
    deterrence::{PlaceRow, words},
    geodesy::{self, GridPoint, LonLat},
    pipeline::{
        INCOMPLETE_DAYS, Loaded, PipelineError, Question,
        detect::{RunError, layer},
    },
    publish::{Findings, Values, point_to_degrees},
};

/// Classes that are told, the most urgent first.
const TOLD: [&str; 3] = ["new", "worsening", "building"];
/// Cells whose middles are nearer than this are one place, metres.
const ONE_PLACE_M: f64 = 200.0;
/// A cell is tested with its neighbours: events this near its middle are behind its class, metres.
const BEHIND_M: f64 = 200.0;
/// Events of twelve months below which a place is not told.
const LEAST_EVENTS: usize = 5;
const QUARTER: i32 = 91;
const YEAR: i32 = 365;

/// A place that is new or getting worse.
pub(super) struct Worse {
    pub(super) row: PlaceRow,
    /// Where its events of twelve months are densest.
    pub(super) at: GridPoint,
    /// Events behind it in twelve months, and how many of them the register links to a group.
    pub(super) events: usize,
    pub(super) linked: usize,
    /// Its last thirteen weeks are busier than those before.
    pub(super) busy_still: bool,
}

/// The places, and what must be said of them.
pub(super) struct Places {
    pub(super) found: Vec<Worse>,
    pub(super) words: Vec<String>,
}

/// Finds them; a statistic that refuses gives its words.
pub(super) fn places(loaded: &Arc<Loaded>, scene: &Scene<'_>) -> Result<Places, PipelineError> {
    if scene.known_window().is_none() {
        let words = "Places are not told: nothing is known of these days.".to_owned();
        return Ok(Places { found: Vec::new(), words: vec![words] });
    }
    let last = last_month(scene);
    let question =
        Question { definition: Some(scene.definition.id.clone()), to: Some(last), ..Question::default() };
    let findings = match layer("emerging", loaded, &question) {
        Ok(findings) => findings,
        // A damaged store is no refusal of a statistic: the pack must not be made from it.
        Err(RunError::Store(error)) => match *error {
            PipelineError::Store(_) | PipelineError::Document { .. } | PipelineError::Incident(_) => {
                return Err(*error);
            }
            error => return Ok(refused(&error)),
        },
        Err(error) => return Ok(refused(&error)),
    };
    let mut found = gathered(scene, &findings)?;
    found.sort_by_key(|w| {
        let class = TOLD.iter().position(|c| *c == w.row.class);
        (class, w.row.name.clone())
    });
    // A place beside a more urgent one is the same place.
    let mut told: Vec<GridPoint> = Vec::new();
    found.retain(|w| {
        let new = told.iter().all(|other| other.distance_m(w.at) > ONE_PLACE_M);
        told.extend(new.then_some(w.at));
        new
    });
    let last = words::month_year(last);
    let words = if found.is_empty() {
        vec![format!(
            "No place is new or getting worse by the months up to {last}; the six weeks after it may still change and are left out."
        )]
    } else {
        vec![format!(
            "New: more than chance for the first time in {last}. Building: for two months or more on end. Worsening: nearly always, and rising. The six weeks after {last} may still change and are left out."
        )]
    };
    Ok(Places { found, words })
}

fn refused(why: &impl std::fmt::Display) -> Places {
    let why = why.to_string();
    Places {
        found: Vec::new(),
        words: vec![format!("Worsening places are not told: {}.", why.trim_end_matches('.'))],
    }
}

/// The last month that ended six weeks before the last day that is known.
fn last_month(scene: &Scene<'_>) -> Month {
    Date::from_days(scene.known_until()).plus(-INCOMPLETE_DAYS).month().plus(-1)
}

struct Cell {
    class: String,
    at: GridPoint,
}

fn gathered(scene: &Scene<'_>, findings: &Findings) -> Result<Vec<Worse>, PipelineError> {
    let cells = cells(findings);
    if cells.is_empty() {
        return Ok(Vec::new());
    }
    // Cells joined step by step into places, each class its own.
    let mut place_of: Vec<usize> = (0..cells.len()).collect();
    for i in 0..cells.len() {
        for j in 0..i {
            if cells[i].class == cells[j].class && cells[i].at.distance_m(cells[j].at) <= ONE_PLACE_M {
                let (from, to) = (place_of[i].max(place_of[j]), place_of[i].min(place_of[j]));
                place_of.iter_mut().filter(|p| **p == from).for_each(|p| *p = to);
            }
        }
    }
    let until = scene.known_until();
    let mut inside: BTreeMap<usize, Vec<&Happened>> = BTreeMap::new();
    for event in scene.events.iter().filter(|e| e.counted && e.dated && e.day >= until - YEAR) {
        let Some(point) = event.ground() else { continue };
        let mut near: Vec<usize> = (0..cells.len())
            .filter(|&c| cells[c].at.distance_m(point) <= BEHIND_M)
            .map(|c| place_of[c])
            .collect();
        near.sort_unstable();
        near.dedup();
        for place in near {
            inside.entry(place).or_default().push(event);
        }
    }
    let mut out = Vec::new();
    for (place, events) in inside.into_iter().filter(|(_, events)| events.len() >= LEAST_EVENTS) {
        out.push(worse(scene, &cells[place], &events)?);
    }
    Ok(out)
}

fn worse(scene: &Scene<'_>, cell: &Cell, events: &[&Happened]) -> Result<Worse, PipelineError> {
    let at = busiest(events).unwrap_or(cell.at);
    let labels = events.iter().filter_map(|e| scene.incident(e.first()).label.as_deref()).collect();
    let name = name_places(&[NameParts { at, labels }], &scene.loaded.ground).pop().unwrap_or_default();
    let facts: Vec<EventFacts<'_>> = events
        .iter()
        .map(|e| EventFacts { crimes: vec![scene.incident(e.first())], hours: e.hours.clone() })
        .collect();
    let hours = peak(&facts.iter().collect::<Vec<_>>())
        .map_or_else(|| "hours not known".to_owned(), |p| format!("{} ({} timed)", p.words, p.timed_events));
    let degrees = point_to_degrees(at, "a place")?;
    let newest = events.iter().filter(|e| e.day >= scene.known_until() - QUARTER).count();
    let usual = (events.len() - newest) as f64 / 3.0;
    let lately = match (newest as f64).partial_cmp(&usual.round()) {
        Some(std::cmp::Ordering::Less) => ": quieter lately",
        Some(std::cmp::Ordering::Equal) => ": no busier lately",
        _ => "",
    };
    let linked = events.iter().filter(|e| e.linked).count();
    let groups = if linked == 0 { String::new() } else { format!(", {linked} linked to groups") };
    Ok(Worse {
        row: PlaceRow {
            name,
            class: cell.class.clone(),
            basis: format!(
                "{} events within {BEHIND_M:.0} m in 12 months{groups}; {newest} in the last 13 weeks, {usual:.0} in a usual 13 weeks before{lately}",
                events.len()
            ),
            hours,
            at: Some(Coord { x: degrees.lon_deg(), y: degrees.lat_deg() }),
        },
        at,
        events: events.len(),
        linked,
        busy_still: newest as f64 > usual.round(),
    })
}

/// The point most events share, the most western, then southern, of equals.
fn busiest(events: &[&Happened]) -> Option<GridPoint> {
    let mut points: Vec<GridPoint> = events.iter().filter_map(|e| e.at).collect();
    points.sort_by(|a, b| {
        a.easting_m().total_cmp(&b.easting_m()).then(a.northing_m().total_cmp(&b.northing_m()))
    });
    let most = points.chunk_by(|a, b| a == b).reduce(|a, b| if b.len() > a.len() { b } else { a })?;
    most.first().copied()
}

fn cells(findings: &Findings) -> Vec<Cell> {
    let words = |name: &str| match findings.columns.iter().find(|c| c.name == name).map(|c| &c.values) {
        Some(Values::Text(words)) => words.as_slice(),
        _ => &[],
    };
    let shapes = findings.shapes.as_deref().unwrap_or_default();
    words("class_plain")
        .iter()
        .zip(shapes)
        .filter(|(class, _)| TOLD.contains(&class.as_str()))
        .filter_map(|(class, shape)| {
            let middle = shape.centroid()?;
            let at = geodesy::to_grid(LonLat::new(middle.x(), middle.y())?).ok()?;
            Some(Cell { class: class.clone(), at })
        })
        .collect()
}
