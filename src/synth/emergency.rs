//! Emergency-department assaults in the national standard's shape, and where the police hear much less of them.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{
    area_files::{File, msoa_code},
    clock::{self, DAY},
    crimes::Crime,
    dice::Dice,
    ground::Lomea,
    incidents::Incidents,
    mesh::Mesh,
    sites::Place,
    towns::{NONE, square},
};

/// Share of the hurt who go to the nearest department.
const TO_NEAREST: f64 = 0.85;
/// Share of attendances the police never hear of, everywhere.
const UNKNOWN: f64 = 0.4;
/// The same in the planted areas.
const UNKNOWN_PLANTED: f64 = 0.8;
/// Planted areas.
const PLANTED: usize = 6;

/// A middle-layer area where the police hear much less, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Silent {
    msoa: u16,
    hospital: usize,
}

fn hospitals(lomea: &Lomea) -> Vec<&Place> {
    lomea.sites.iter().filter(|s| s.kind == "hospital").collect()
}

fn msoa(lomea: &Lomea, at: (f64, f64)) -> Option<u16> {
    let lsoa = lomea.census.lsoa[Mesh::locate(at.0, at.1)?];
    (lsoa != NONE).then(|| lomea.census.msoa_of[usize::from(lsoa)])
}

fn nearest(all: &[&Place], at: (f64, f64)) -> usize {
    let off = |i: &usize| square(all[*i].at, at);
    (0..all.len()).min_by(|a, b| off(a).total_cmp(&off(b)).then(a.cmp(b))).unwrap_or(0)
}

/// Chance that somebody hurt so comes.
fn comes(crime: &Crime) -> f64 {
    match crime.injury {
        "Serious" | "Fatal" => 0.7,
        "Minor" => 0.16,
        _ => 0.0,
    }
}

/// Six areas among the busier half, at most two of one hospital.
fn silent(lomea: &Lomea, incidents: &Incidents, seed: u64) -> Vec<Silent> {
    let all = hospitals(lomea);
    let mut by_area = vec![(0.0, (0.0, 0.0)); lomea.census.msoas];
    for crime in &incidents.crimes {
        let home = matches!(crime.location, "Dwelling" | "Flat");
        let (Some(at), false) = (crime.place, home) else { continue };
        if let Some(area) = msoa(lomea, at) {
            let (weight, first) = &mut by_area[usize::from(area)];
            *weight += comes(crime);
            *first = at;
        }
    }
    let mut order: Vec<u16> = (0..lomea.census.msoas as u16).collect();
    let weight = |area: u16| by_area[usize::from(area)].0;
    order.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b)));
    order.truncate(order.len() / 2);
    Dice::new(seed, "emergency planted").shuffle(&mut order);
    let mut planted: Vec<Silent> = Vec::new();
    for area in order {
        let hospital = nearest(&all, by_area[usize::from(area)].1);
        let same = planted.iter().filter(|p| p.hospital == hospital).count();
        if planted.len() < PLANTED && same < 2 && !all.is_empty() {
            planted.push(Silent { msoa: area, hospital });
        }
    }
    planted.sort_by_key(|p| p.msoa);
    planted
}

/// What is true of the feed: for `truth.json`.
pub(super) fn truth(lomea: &Lomea, incidents: &Incidents, seed: u64) -> Value {
    let planted: Vec<Value> = silent(lomea, incidents, seed)
        .into_iter()
        .map(|p| {
            json!({
                "msoa21_code": msoa_code(usize::from(p.msoa)),
                "msoa21_name": lomea.area_names.msoa[usize::from(p.msoa)],
                "unknown_to_police": UNKNOWN_PLANTED,
            })
        })
        .collect();
    json!({
        "file": "incidents/ed.csv", "share_to_nearest_hospital": TO_NEAREST, "unknown_to_police": UNKNOWN,
        "planted": planted,
    })
}

/// Emergency-department assaults in the national information standard's shape: free-text places, no identifiers.
///
/// The hurt of a crime come with a chance by the injury, most to the nearest hospital. Independently of them others come
/// who were hurt in the same street and of whom the police never hear: two in five of all attendances everywhere, four
/// in five in six planted areas.
pub(super) fn emergency(lomea: &Lomea, incidents: &Incidents, seed: u64) -> File {
    let mut dice = Dice::new(seed, "emergency department");
    let all = hospitals(lomea);
    let planted = silent(lomea, incidents, seed);
    let end = clock::month_start(incidents.months) * DAY;
    let mut rows: Vec<(i64, String)> = Vec::new();
    for crime in &incidents.crimes {
        let chance = comes(crime);
        if all.is_empty() || chance <= 0.0 {
            continue;
        }
        let known = usize::from(dice.chance(chance));
        let area = crime.place.and_then(|at| msoa(lomea, at));
        let unknown = if planted.iter().any(|p| Some(p.msoa) == area) { UNKNOWN_PLANTED } else { UNKNOWN };
        let others = dice.poisson(chance * unknown / (1.0 - unknown));
        for copy in 0..known + others {
            let own = copy < known;
            let minute =
                if own { crime.at_minute } else { crime.at_minute + dice.whole(-60 * DAY, 60 * DAY) };
            if !(0..end - 400).contains(&minute) {
                continue;
            }
            let near = crime.place.map_or_else(|| dice.below(all.len()), |at| nearest(&all, at));
            let site = if dice.chance(TO_NEAREST) { near } else { dice.below(all.len()) };
            let knife = own && crime.markers.iter().any(|m| m.starts_with("Knife"));
            let (arrival, rest) = attendance(crime, minute, knife, &mut dice);
            rows.push((arrival, format!("{rest},{} (synthetic)", all[site].name)));
        }
    }
    rows.sort();
    let mut text = String::from(
        "attendance_id,arrival_datetime,assault_datetime,assault_method,assault_method_other,assault_location_type,\
         assault_location_description,age_band,site\n",
    );
    for (number, (arrival, rest)) in rows.into_iter().enumerate() {
        let _ = writeln!(text, "ED{:07},{},{rest}", number + 1, clock::minute_text(arrival));
    }
    File::new("incidents/ed.csv", text)
}

fn attendance(crime: &Crime, minute: i64, knife: bool, dice: &mut Dice) -> (i64, String) {
    let arrival = minute + dice.whole(15, 240);
    let method = if knife {
        "Sharp object"
    } else {
        *dice.pick(&["Body part", "Body part", "Blunt object", "Push", "Unknown"])
    };
    let kind = match crime.location {
        "Dwelling" | "Flat" => "Home",
        "Public House" | "Nightclub" => "Licensed premises",
        "School" => "Educational establishment",
        "Park/Open Space" | "Playground" => "Open space",
        _ => "Street",
    };
    let words = match (kind, dice.below(6)) {
        ("Home", _) | (_, 0) => String::new(),
        (_, 1) => crime.town.to_lowercase(),
        (_, 2) => format!("nr {}", crime.street),
        (_, 3) => format!("{} {}", crime.street.to_uppercase(), crime.town),
        _ => format!("{} {}", crime.street, crime.town),
    };
    let assault = if dice.chance(0.15) { String::new() } else { clock::minute_text(minute) };
    let band = *dice.pick(&["0-9", "10-17", "18-25", "18-25", "26-39", "40+"]);
    (arrival, format!("{assault},{method},,{kind},{words},{band}"))
}
