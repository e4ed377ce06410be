//! The other feeds of the county: ambulance, programmes, term dates, sport.

use std::fmt::Write;

use super::{
    area_files::File,
    clock::{self, DAY},
    dice::Dice,
    ground::Lomea,
    incidents::{Incidents, is_town},
    mesh::Mesh,
    towns::NONE,
};

/// Ambulance calls to violence: half of them unknown to the police, rounded to 100 m.
pub(super) fn ambulance(lomea: &Lomea, incidents: &Incidents, seed: u64) -> File {
    let mut dice = Dice::new(seed, "ambulance");
    let mut rows: Vec<(i64, String)> = Vec::new();
    for crime in &incidents.crimes {
        let hurt = match crime.injury {
            "Serious" | "Fatal" => 0.85,
            "Minor" => 0.12,
            _ => 0.0,
        };
        let Some((x, y)) = crime.place.filter(|_| dice.chance(hurt)) else { continue };
        let copies = if dice.chance(0.5) { 2 } else { 1 };
        for copy in 0..copies {
            // The second is a call of its own, nearby, that never reached the police.
            let (dx, dy, later) = if copy == 0 {
                (0.0, 0.0, dice.whole(1, 25))
            } else {
                (dice.between(-150.0, 150.0), dice.between(-150.0, 150.0), dice.whole(0, 40 * DAY))
            };
            let at = (((x + dx) / 100.0).round() * 100.0, ((y + dy) / 100.0).round() * 100.0);
            if Mesh::locate(at.0, at.1).is_none_or(|c| lomea.census.lsoa[c] == NONE) {
                continue;
            }
            let minute = crime.at_minute + later;
            let knife = crime.markers.iter().any(|m| m.starts_with("Knife i"));
            let nature = if knife { "Stab or penetrating trauma" } else { "Assault" };
            let band = *dice.pick(&["0-9", "10-17", "18-25", "18-25", "26-39", "26-39", "40+", ""]);
            rows.push((minute, format!("{:.0},{:.0},{nature},{band}", at.0, at.1)));
        }
    }
    rows.sort();
    let mut text = String::from("call_id,call_time,easting,northing,nature,age_band\n");
    let end = clock::month_start(incidents.months) * DAY;
    for (number, (minute, rest)) in rows.into_iter().filter(|r| r.0 < end).enumerate() {
        let _ = writeln!(text, "SLA{:07},{},{rest}", number + 1, clock::minute_text(minute));
    }
    File::new("incidents/ambulance.csv", text)
}

/// The register: what runs already for young people, what else the grant pays, and what the Toolkit's words for it are.
/// Sport has a high estimate and low confidence; the other ratings are made up like everything here.
pub(super) fn programmes(lomea: &Lomea, seed: u64) -> File {
    let mut dice = Dice::new(seed, "programmes");
    let mut people = Dice::new(seed, "programmes' people");
    let mut text = String::from(
        "programme,kind,site,easting,northing,weekday,from,to,age_from,age_to,places,cost_per_year,starts,ends,\
         spend,yef_impact,yef_confidence,reached\n",
    );
    let mut sport = 0;
    for (number, site) in lomea.sites.iter().filter(|s| s.kind == "sport").step_by(7).enumerate() {
        let from = dice.whole(15, 19);
        let kind =
            ["Boxing", "Football", "Basketball", "Dance", "Climbing", "Mentoring through sport"][number % 6];
        let weekday = *dice.pick(&["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]);
        let (age_to, places, cost) = (dice.whole(16, 18), dice.whole(12, 40), dice.whole(6, 30) * 1_000);
        let (month, ends) = (dice.whole(1, 9), *dice.pick(&["2026-03-31", "2027-03-31", ""]));
        sport += cost;
        let _ = writeln!(
            text,
            "\"{kind} sessions {} (synthetic)\",{kind},\"{}\",{:.0},{:.0},{weekday},{from:02}:00,{:02}:00,10,{age_to},\
             {places},{cost},2024-{month:02}-01,{ends},intervention,high,low,{}",
            number + 1,
            site.name,
            site.at.0,
            site.at.1,
            from + 2,
            places * people.whole(2, 5)
        );
    }
    for (name, kind, share, rest) in [
        ("Mentoring in schools", "Mentoring", 5, "intervention,moderate,moderate,240"),
        ("Social skills groups", "Social skills training", 4, "intervention,high,high,180"),
        ("Unit staff and analysis", "Staff and analysis", 12, "other,,,"),
    ] {
        let cost = (sport * share / 10_000) * 1_000;
        let _ = writeln!(text, "{name} (synthetic),{kind},,,,,,,10,17,,{cost},2024-04-01,2027-03-31,{rest}");
    }
    File::new("programmes.csv", text)
}

/// Term dates of the years covered.
pub(super) fn terms(incidents: &Incidents) -> File {
    let mut text = String::from("term,from,to\n");
    for year in 2023..=2023 + incidents.months / 12 {
        for (number, ((m1, d1), (m2, d2))) in clock::TERMS.into_iter().enumerate() {
            let _ =
                writeln!(text, "{year} term {},{year}-{m1:02}-{d1:02},{year}-{m2:02}-{d2:02}", number + 1);
        }
    }
    File::new("terms.csv", text)
}

/// Where crimes are written down rather than met.
pub(super) fn recording(lomea: &Lomea) -> File {
    let mut text = String::from("kind,name,easting,northing,radius_m,action,reason\n");
    for site in &lomea.sites {
        let (radius_m, action, reason) = match site.kind {
            "prison" => (400, "exclude", "crime inside a prison is no public place"),
            "hospital" => (150, "exclude", "recorded where the injured arrive; the street frontage stays"),
            "police" => (60, "exclude", "recorded where it is reported or found"),
            "court" => (60, "exclude", "recorded where it is heard"),
            _ => continue,
        };
        let _ = writeln!(
            text,
            "{},\"{}\",{:.0},{:.0},{radius_m},{action},{reason}",
            site.kind, site.name, site.at.0, site.at.1
        );
    }
    for kind in ["prison", "hospital", "police", "court"] {
        let _ = writeln!(text, "{kind},any {kind},,,,exclude,place of recording");
    }
    File::new("places-of-recording.csv", text)
}

/// Number of towns, villages left out.
pub(super) fn towns(lomea: &Lomea) -> usize {
    lomea.towns.list.iter().filter(|t| is_town(t.kind)).count()
}
