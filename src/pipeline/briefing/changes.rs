//! What is different from usual, in words.

use super::scene::{Happened, Scene};
use crate::{
    calendar::Date,
    deterrence::{
        Dated, DayWindow, FirstTime, HourShift, PlacedEvent, Timing, change, first_time_places, hour_shift,
        words,
    },
    places::place_name,
};

/// Earlier windows a count is set beside.
const WINDOWS: u32 = 12;
/// An event is near an earlier one within this, metres.
const NEAR_M: f64 = 200.0;
const YEAR: u32 = 365;
/// A link stated later than this after the record is no link of the week's work, days.
const SLOW_DAYS: i32 = 28;
/// Longest stretch whose middle still is an hour of the day, seconds.
const CLOCKED_SECONDS: i64 = 4 * 3600;

/// The sentences; those about groups first.
pub(super) fn changes(scene: &Scene<'_>) -> Vec<String> {
    let (Some(window), Some(reach)) = (scene.known_window(), &scene.reach) else {
        return vec!["Nothing is compared with other weeks: of these days nothing is known.".to_owned()];
    };
    let known_from = scene.events.iter().filter(|e| e.dated).map(|e| e.day).min().unwrap_or(window.from());
    // The pack holds what was known when its day began: earlier windows are given no day more to be recorded in.
    let as_of = reach.horizon.as_of;
    let mut out = Vec::new();
    if window.to() < scene.until() {
        let (first, last) = (Date::from_days(window.from()), Date::from_days(window.to() - 1));
        out.push(format!("Compared are the days that are known: {}.", words::days_between(first, last)));
    }
    out.extend(linked(scene, window, as_of, known_from));
    let counted = |keep: &dyn Fn(&Happened) -> bool| {
        let dates: Vec<Dated> = scene
            .events
            .iter()
            .filter(|e| e.dated && keep(e))
            .map(|e| Dated { day: e.day, recorded: e.recorded })
            .collect();
        change(&dates, window, as_of, known_from, WINDOWS).words()
    };
    out.push(format!("All incidents that count: {}.", counted(&|_| true)));
    out.push(format!("With a knife or firearm: {}.", counted(&|e| e.armed)));
    out.push(places(scene, window, known_from));
    out.push(hours(scene));
    out
}

/// Events linked to groups. A link comes later than the record: weeks are compared as the register stood then, and none that
/// began before anything was stated.
fn linked(scene: &Scene<'_>, window: DayWindow, as_of: i32, known_from: i32) -> Option<String> {
    let first = scene.groups.first()?;
    let mut from = first.day.max(known_from);
    let (mut dates, mut first_stated, mut slow, mut all) = (Vec::new(), i32::MAX, 0_usize, 0_usize);
    let compared = window.from() - window.len().saturating_mul(WINDOWS.cast_signed());
    for group in &scene.groups {
        let event = &scene.events[scene.event_of[&group.incident]];
        let told = scene.involved.parts.iter().filter(|p| event.crimes.contains(&p.incident));
        let stated = told.map(|p| p.source_date.days()).min().unwrap_or(event.recorded);
        first_stated = first_stated.min(stated);
        if (compared..window.from()).contains(&event.day) {
            all += 1;
            slow += usize::from(stated - event.recorded > SLOW_DAYS);
        }
        dates.push(Dated { day: event.day, recorded: event.recorded.max(stated) });
    }
    // A register made or reviewed as a whole says of no earlier week what was known in it.
    let as_a_whole = 2 * slow > all;
    from = from.max(if as_a_whole { window.from() } else { first_stated });
    let said = change(&dates, window, as_of, from, WINDOWS).words();
    let why = if as_a_whole {
        ", for most earlier links were stated over four weeks after the incident was recorded"
    } else {
        ""
    };
    let stated = if as_a_whole { "" } else { "; earlier weeks with what had been stated by their end" };
    // What lapsed since is in no week, and was in force in some.
    let lapsed = match scene.involved.lapsed {
        0 => String::new(),
        _ if as_a_whole => String::new(),
        1 => "; one entry has lapsed and is in no week, so that \"usual\" may be too low".to_owned(),
        n => format!("; {n} entries have lapsed and are in no week, so that \"usual\" may be too low"),
    };
    Some(format!("Linked to groups: {said}{why}{stated}{lapsed}."))
}

fn places(scene: &Scene<'_>, window: DayWindow, known_from: i32) -> String {
    let placed: Vec<PlacedEvent> = scene
        .events
        .iter()
        .filter(|e| e.dated)
        .filter_map(|e| Some(PlacedEvent { incident: e.first(), day: e.day, at: e.ground()? }))
        .collect();
    match first_time_places(&placed, window, known_from, NEAR_M, YEAR) {
        FirstTime::TooFew { got, least } => {
            format!("First-time places are not told: {got} mapped, {least} are needed.")
        }
        FirstTime::TooEarly => {
            "First-time places are not told: less than a year of records lies before.".to_owned()
        }
        FirstTime::Told { incidents, of, usual_share } => {
            let usual = usual_share
                .map_or_else(String::new, |share| format!("; {:.0} of {of} is usual", share * of as f64));
            let mut names: Vec<String> = incidents
                .iter()
                .filter_map(|at| {
                    let event = &scene.events[scene.event_of[at]];
                    let name = place_name(&scene.loaded.ground, event.at?, []);
                    event.linked.then(|| name.to_string())
                })
                .collect();
            names.sort();
            names.dedup();
            let linked = if names.is_empty() {
                String::new()
            } else {
                format!("; linked to groups: {}", names.join(", "))
            };
            format!(
                "First-time places: {} of {of} mapped incidents lie where none had been within {NEAR_M:.0} m in a year{usual}{linked}.",
                incidents.len()
            )
        }
    }
}

fn hours(scene: &Scene<'_>) -> String {
    let zone = &scene.loaded.zone;
    let clock = |e: &Happened| -> Option<u8> {
        let span = scene.incident(e.first()).committed;
        let length = span.to.0 - span.from.0;
        (e.hours.is_some() && length <= CLOCKED_SECONDS)
            .then(|| zone.local(crate::calendar::Instant(span.from.0 + length / 2)).hour() as u8)
    };
    let of = |keep: &dyn Fn(&Happened) -> bool| -> Vec<u8> {
        scene.events.iter().filter(|e| keep(e)).filter_map(clock).collect()
    };
    let now = of(&|e| e.timing == Timing::Committed);
    let year = scene.window.from.days() - 365;
    let before = of(&|e| e.day >= year && e.day < scene.window.from.days());
    match hour_shift(&now, &before, 1) {
        HourShift::TooFew { now, before, least } => {
            format!("Hours are not compared: {now} timed now and {before} before, {least} and 20 are needed.")
        }
        HourShift::Told { bands, shifted_to: Some(to), p } => {
            let band = bands.iter().find(|b| b.band == to);
            let told = band.map_or_else(String::new, |b| {
                format!(": {} of {} now, {:.0}% is usual", b.now, now.len(), 100.0 * b.usual_share)
            });
            format!("Hours shifted to the {to}{told} (p {p:.2}).")
        }
        HourShift::Told { shifted_to: None, .. } => {
            "Hours: no shift that chance would not give as well.".to_owned()
        }
    }
}
