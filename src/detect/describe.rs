//! What, when and who, for one place; and the two sentences a panel hears.

use super::{Found, Peak, Profile};
use crate::{
    calendar::Month,
    incidents::{AgeRange, Definition, Incident, LocationClass, Tri},
};

/// One event as the profile needs it: its crimes, and its hours of the week when they are known.
#[derive(Debug, Clone)]
pub struct EventFacts<'a> {
    /// Crimes, at least one; the first stands for the event.
    pub crimes: Vec<&'a Incident>,
    /// Aoristic weights over the hours of the week (Monday 00 first), summing to one.
    pub hours: Option<Vec<(u8, f64)>>,
}

/// Describes the events of one place. `months` are those of the window, oldest first; `active_of`
/// is counted by the caller over the longer history: months with an event, and months with records. Offences are
/// named as the definition groups them.
#[must_use]
pub fn profile(
    events: &[&EventFacts<'_>],
    months: &[Month],
    found: &Found,
    active_of: (u32, u32),
    definition: &Definition,
) -> Profile {
    let mut profile = Profile {
        months: months.iter().map(|m| (m.to_string(), 0)).collect(),
        dates: found.dates,
        points: found.points,
        busiest_point: found.busiest_point,
        months_active_of_36: active_of.0,
        months_held_of_36: active_of.1,
        ..Profile::default()
    };
    let mut hours = vec![0.0; 168];
    let mut timed = false;
    for event in events {
        let first = event.crimes[0];
        if let Some(slot) = months.iter().position(|&m| m == first.month) {
            profile.months[slot].1 += 1;
        }
        for &(hour, weight) in event.hours.iter().flatten() {
            hours[usize::from(hour)] += weight;
            timed = true;
        }
        count(&mut profile.offences, definition.offence_name(&first.offence).unwrap_or(&first.offence));
        count(&mut profile.ages, youngest(event).map_or("not known", age_words));
        count(&mut profile.weapons, weapon_words(event));
        count(&mut profile.locations, location_words(first.location));
    }
    if timed {
        profile.hour_of_week = hours;
    }
    for list in [&mut profile.offences, &mut profile.ages, &mut profile.weapons, &mut profile.locations] {
        list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    }
    profile
}

fn count(list: &mut Vec<(String, u32)>, word: impl AsRef<str> + Into<String>) {
    match list.iter_mut().find(|(w, _)| w == word.as_ref()) {
        Some((_, n)) => *n += 1,
        None => list.push((word.into(), 1)),
    }
}

fn youngest(event: &EventFacts<'_>) -> Option<AgeRange> {
    event.crimes.iter().flat_map(|c| c.victims.iter().chain(&c.suspects)).filter_map(|p| p.age).min()
}

fn age_words(age: AgeRange) -> &'static str {
    match (age.min, age.max) {
        (_, 0..=9) => "under 10",
        (10.., ..=17) => "10 to 17",
        (18.., ..=25) => "18 to 25",
        (26.., _) => "over 25",
        _ => "band too wide to say",
    }
}

fn weapon_words(event: &EventFacts<'_>) -> &'static str {
    let any = |f: fn(&Incident) -> Tri| event.crimes.iter().any(|c| f(c) == Tri::Yes);
    let all_no = event.crimes.iter().all(|c| c.flags.knife == Tri::No && c.flags.firearm == Tri::No);
    if any(|c| c.flags.firearm) {
        "firearm"
    } else if any(|c| c.flags.knife_injury) {
        "knife, someone injured"
    } else if any(|c| c.flags.knife) {
        "knife"
    } else if all_no {
        "no weapon"
    } else {
        "not known"
    }
}

fn location_words(class: LocationClass) -> &'static str {
    match class {
        LocationClass::Street => "street",
        LocationClass::OpenSpace => "park or open space",
        LocationClass::Transport => "station, bus or train",
        LocationClass::Shop => "shop",
        LocationClass::LicensedPremises => "licensed premises",
        LocationClass::Education => "school or college",
        LocationClass::Leisure => "leisure or sports site",
        LocationClass::Dwelling => "home",
        LocationClass::Hospital => "hospital",
        LocationClass::Prison => "prison",
        LocationClass::Police => "police station or custody",
        LocationClass::Court => "court",
        LocationClass::Care => "care home or hostel",
        LocationClass::Workplace => "workplace",
        LocationClass::Unknown => "not known",
    }
}

/// Fewest timed events for a peak hour; below it four bands are named instead.
pub const MIN_TIMED_FOR_HOURS: u32 = 20;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const BANDS: [(&str, usize, usize); 4] = [
    ("mornings (05 to 12)", 5, 12),
    ("afternoons (12 to 17)", 12, 17),
    ("evenings (17 to 22)", 17, 22),
    ("nights (22 to 05)", 22, 29),
];

/// When it happens, in words; `None` without any timed event.
///
/// With 20 timed events or more: the shortest run of clock hours holding at least half of the
/// weight, and the days holding at least 1.5 times their share. Below that: the fullest of four bands.
#[must_use]
pub fn peak(events: &[&EventFacts<'_>]) -> Option<Peak> {
    let timed: Vec<_> = events.iter().filter_map(|e| e.hours.as_ref()).collect();
    if timed.is_empty() {
        return None;
    }
    let mut clock = [0.0; 24];
    let mut days = [0.0; 7];
    for &(hour, weight) in timed.iter().copied().flatten() {
        let (day, hour) = (usize::from(hour) / 24, usize::from(hour) % 24);
        clock[hour] += weight;
        // The small hours belong to the evening before.
        days[if hour < 6 { (day + 6) % 7 } else { day }] += weight;
    }
    let total: f64 = clock.iter().sum();
    let run = |from: usize, to: usize| (from..to).map(|h| clock[h % 24]).sum::<f64>();
    let timed_events = timed.len() as u32;
    if timed_events < MIN_TIMED_FOR_HOURS {
        let band = BANDS
            .iter()
            .reduce(|a, b| if run(b.1, b.2) > run(a.1, a.2) { b } else { a })
            .expect("there are four bands");
        return Some(Peak { words: format!("most in the {}", band.0), timed_events });
    }
    let (from, length) = (1..=24)
        .flat_map(|length| (0..24).map(move |from| (from, length)))
        .filter(|&(from, length)| run(from, from + length) >= 0.5 * total - 1e-9)
        .reduce(|a, b| {
            if b.1 < a.1 || (b.1 == a.1 && run(b.0, b.0 + b.1) > run(a.0, a.0 + a.1) + 1e-9) { b } else { a }
        })
        .expect("24 hours hold everything");
    let busy: Vec<&str> = (0..7).filter(|&d| days[d] >= 1.5 * total / 7.0).map(|d| DAYS[d]).collect();
    let when = match busy.as_slice() {
        [] => "any day".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    Some(Peak { words: format!("{when}, {from:02}:00 to {:02}:00", (from + length) % 24), timed_events })
}
