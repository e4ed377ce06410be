//! One incident as a line of the pack: no name, no home.

use geo_types::Coord;
use serde::Serialize;

use super::{Timing, words};
use crate::{
    calendar::{Date, Zone},
    deterrence::{Attribution, Side},
    geodesy::GridPoint,
    incidents::{Definition, Incident, Injury, LocationClass, Outcome, Status, Tri},
    places::{Ground, is_generic_label, place_name, plain_label},
};

/// A group's part in an incident, named as the police view may.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct GroupPart {
    /// Which side it was on.
    pub side: Side,
    /// Its name.
    pub group: String,
    /// How sure the analyst is.
    pub attribution: Attribution,
}

/// [`IncidentLine::gravity`] of a death and of an attempt on a life.
pub const GRAVEST: u8 = 4;
/// [`IncidentLine::gravity`] from which page 1 tells an incident: a serious injury or a firearm.
pub const GRAVE: u8 = 2;
/// Groups of offences, as the definitions name them, that are as grave whatever the injury was.
const OF_LIFE: [&str; 2] = ["homicide", "attempted murder"];

/// One incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidentLine {
    /// The source's reference; of an event the first crime's, and those the register names.
    pub reference: String,
    /// References of all its crimes, the first by time first.
    pub crimes: Vec<String>,
    /// Local day it was committed, or began.
    pub day: Date,
    /// When, as honestly as it is known.
    pub when: String,
    /// Where: a street or a named place; of a home only the area.
    pub place: String,
    /// Kind of place: "street", "a home".
    pub place_kind: String,
    /// Offence in words.
    pub offence: String,
    /// Weapon in words.
    pub weapon: String,
    /// Worst injury in words.
    pub injury: String,
    /// Groups the register links it to; empty for most.
    pub groups: Vec<GroupPart>,
    /// Earlier incidents it is linked to, a sentence each.
    pub links: Vec<String>,
    /// What the source says of the record: "live", "detected", "cancelled"; "current" where it says only that it counts.
    pub status: String,
    /// Owner of the action about it; empty when nobody has one.
    pub owner: String,
    /// What was recorded or changed, for lines that are listed for that.
    pub news: String,
    /// Where it stands to the window.
    pub timing: Timing,
    /// True when it counts only because an unknown was counted.
    pub unknown: bool,
    /// For the order of lines only: 4 for a life taken or attempted, 3 for a serious injury with a knife or firearm, 2 for a
    /// serious injury or a firearm, 1 for a knife.
    #[serde(skip)]
    pub gravity: u8,
    /// Longitude and latitude for the map; none for a home or a place not known.
    #[serde(skip)]
    pub at: Option<Coord<f64>>,
}

/// A home, or a place that may be one: its street is told nowhere. A place of which neither the kind is recorded nor that it
/// is public may be one, but for the snap points of open data, which are nobody's door.
#[must_use]
pub fn is_home(incident: &Incident) -> bool {
    matches!(incident.location, LocationClass::Dwelling | LocationClass::Care)
        || incident.flags.domestic == Tri::Yes
        || (incident.location == LocationClass::Unknown
            && incident.flags.public_place != Tri::Yes
            && !incident.snapped)
}

/// The line of an incident, without groups, links, owner, news and place on the map: those are the caller's.
#[must_use]
pub fn incident_line<'a>(
    incident: &Incident,
    timing: Timing,
    ground: &Ground,
    definitions: impl IntoIterator<Item = &'a Definition>,
    zone: &Zone,
) -> IncidentLine {
    let day = zone.date(incident.committed.from);
    let offence = offence_words(incident, definitions);
    IncidentLine {
        reference: incident.key.reference.clone(),
        crimes: vec![incident.key.reference.clone()],
        day,
        when: match timing {
            Timing::Committed => words::committed(&incident.committed, zone),
            _ => words::committed_in_year(&incident.committed, zone),
        },
        place: place_words(incident, ground),
        place_kind: kind_words(incident).to_owned(),
        gravity: gravity(incident, &offence),
        offence,
        weapon: weapon_words(incident).to_owned(),
        injury: injury_words(incident.injury).to_owned(),
        groups: Vec::new(),
        links: Vec::new(),
        status: standing(incident).to_owned(),
        owner: String::new(),
        news: String::new(),
        timing,
        unknown: false,
        at: None,
    }
}

/// Offence in words: as the first definition that knows its code groups it, else its code.
fn offence_words<'a>(incident: &Incident, definitions: impl IntoIterator<Item = &'a Definition>) -> String {
    let known = definitions.into_iter().find_map(|d| d.offence_name(&incident.offence).map(str::to_owned));
    let named = known.unwrap_or_else(|| {
        let code = incident.offence.trim();
        // A source's own crime type is words already.
        if code.contains(' ') { code.to_owned() } else { format!("offence {code}") }
    });
    words::capital(&named)
}

/// The weapon of one crime.
fn weapon_words(incident: &Incident) -> &'static str {
    let flags = &incident.flags;
    if flags.firearm == Tri::Yes {
        "firearm"
    } else if flags.knife_injury == Tri::Yes {
        "knife, someone injured by it"
    } else if flags.knife == Tri::Yes {
        "knife"
    } else if flags.knife == Tri::No && flags.firearm == Tri::No {
        "no knife or firearm"
    } else {
        "weapon not recorded"
    }
}

/// An injury in words.
#[must_use]
pub fn injury_words(injury: Injury) -> &'static str {
    match injury {
        Injury::Unknown => "injury not recorded",
        Injury::None => "no injury",
        Injury::Minor => "minor injury",
        Injury::Serious => "serious injury",
        Injury::Fatal => "fatal",
    }
}

fn standing(incident: &Incident) -> &'static str {
    match incident.outcome {
        Some(outcome) if incident.status == Status::Current => outcome_words(outcome),
        _ => status_words(incident.status),
    }
}

/// What came of an investigation.
#[must_use]
pub fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Live => "live",
        Outcome::Undetected => "undetected",
        Outcome::Detected => "detected",
    }
}

/// What has become of a record.
#[must_use]
pub fn status_words(status: Status) -> &'static str {
    match status {
        Status::Current => "current",
        Status::Cancelled => "cancelled",
        Status::NoCrime => "no crime",
        Status::Transferred => "transferred to another force",
    }
}

/// What kind of place it is.
fn kind_words(incident: &Incident) -> &'static str {
    match incident.location {
        LocationClass::Unknown if is_home(incident) && incident.flags.domestic != Tri::Yes => {
            "may be a home: kind of place not recorded"
        }
        _ if is_home(incident) && incident.location != LocationClass::Care => "a home or private place",
        LocationClass::Street => "street",
        LocationClass::OpenSpace => "park or open space",
        LocationClass::Transport => "station, bus or train",
        LocationClass::Shop => "shop",
        LocationClass::LicensedPremises => "licensed premises",
        LocationClass::Education => "school or college",
        LocationClass::Leisure => "leisure or sports site",
        LocationClass::Dwelling => "a home or private place",
        LocationClass::Hospital => "hospital",
        LocationClass::Prison => "prison",
        LocationClass::Police => "police station or custody",
        LocationClass::Court => "court",
        LocationClass::Care => "care home or hostel",
        LocationClass::Workplace => "workplace",
        LocationClass::Unknown => "kind of place not recorded",
    }
}

/// Such as "Quay Road, Port Lomea (Lomea East)"; of a home only the area: "a home, Port Lomea (Lomea East)".
fn place_words(incident: &Incident, ground: &Ground) -> String {
    let home = is_home(incident);
    let own = incident.label.as_deref().filter(|label| !home && names_a_place(label)).map(plain_label);
    let Some(point) = incident.point else {
        return match own {
            Some(label) => format!("{label} (not mapped)"),
            None if home => "a home, area not known".to_owned(),
            None => "place not known".to_owned(),
        };
    };
    let mut name = place_name(ground, point, []);
    if home {
        name.street = None;
        let what = match incident.location {
            LocationClass::Care => "a care home",
            LocationClass::Unknown if incident.flags.domestic != Tri::Yes => "perhaps a home",
            _ => "a home",
        };
        return format!("{what}, {name}");
    }
    if let Some(own) = own {
        name.street = Some(own.to_owned());
    }
    let said = name.to_string();
    if said.is_empty() { "outside the area".to_owned() } else { said }
}

/// A label that names a street or a place; a number in it makes it somebody's address.
fn names_a_place(label: &str) -> bool {
    !is_generic_label(label) && !label.contains(',') && !label.bytes().any(|b| b.is_ascii_digit())
}

fn gravity(incident: &Incident, offence: &str) -> u8 {
    if OF_LIFE.iter().any(|name| name.eq_ignore_ascii_case(offence)) {
        return GRAVEST;
    }
    let knife = incident.flags.knife == Tri::Yes || incident.flags.knife_injury == Tri::Yes;
    let firearm = incident.flags.firearm == Tri::Yes;
    match incident.injury {
        Injury::Fatal => GRAVEST,
        Injury::Serious => 2 + u8::from(knife || firearm),
        _ if firearm => 2,
        _ => u8::from(knife),
    }
}

/// What a group's part is called: "Beacon on Saltings (confirmed)"; sides that are not known are said.
#[must_use]
pub fn groups_words(parts: &[GroupPart]) -> Vec<String> {
    let of = |side: Side| -> Vec<&GroupPart> { parts.iter().filter(|p| p.side == side).collect() };
    let names = |parts: &[&GroupPart]| {
        let names: Vec<&str> = parts.iter().map(|p| p.group.as_str()).collect();
        match names.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            _ => names.concat(),
        }
    };
    let sure = |parts: &[&GroupPart]| {
        let mut words: Vec<&str> = Vec::new();
        for part in parts {
            let word = part.attribution.word();
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.join("; ")
    };
    let (suspects, victims, unclear) = (of(Side::Suspect), of(Side::Victim), of(Side::Unclear));
    let mut out = Vec::new();
    match (suspects.is_empty(), victims.is_empty()) {
        (false, false) => {
            let all: Vec<&GroupPart> = suspects.iter().chain(&victims).copied().collect();
            let how = if all.iter().all(|p| p.attribution == all[0].attribution) {
                sure(&all)
            } else {
                format!("{} / {}", sure(&suspects), sure(&victims))
            };
            out.push(format!("{} on {} ({how})", names(&suspects), names(&victims)));
        }
        (false, true) => out.push(format!("{} suspected ({})", names(&suspects), sure(&suspects))),
        (true, false) => out.push(format!("on {} ({}); by whom not known", names(&victims), sure(&victims))),
        (true, true) => {}
    }
    if !unclear.is_empty() {
        out.push(format!("{}: side not known ({})", names(&unclear), sure(&unclear)));
    }
    out
}

/// Metres between two places as people say them: to ten under a kilometre, to a tenth of a kilometre above.
#[must_use]
pub fn metres_words(a: GridPoint, b: GridPoint) -> String {
    let metres = a.distance_m(b);
    if metres < 25.0 {
        "same place".to_owned()
    } else if metres < 995.0 {
        format!("{:.0} m away", (metres / 10.0).round() * 10.0)
    } else {
        format!("{:.1} km away", metres / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(group: &str, side: Side, attribution: Attribution) -> GroupPart {
        GroupPart { side, group: group.to_owned(), attribution }
    }

    #[test]
    fn sides_and_how_sure_are_said_in_one_line() {
        use Attribution::{Confirmed, Possible, Probable};
        use Side::{Suspect, Unclear, Victim};
        let said = |parts: &[GroupPart]| groups_words(parts).join(" | ");
        assert_eq!(
            said(&[part("Beacon", Suspect, Confirmed), part("Saltings", Victim, Confirmed)]),
            "Beacon on Saltings (confirmed)"
        );
        assert_eq!(
            said(&[part("A", Suspect, Probable), part("B", Suspect, Probable), part("C", Victim, Possible)]),
            "A and B on C (probable / possible)"
        );
        assert_eq!(said(&[part("A", Victim, Possible)]), "on A (possible); by whom not known");
        assert_eq!(
            said(&[part("A", Suspect, Probable), part("Z", Unclear, Possible)]),
            "A suspected (probable) | Z: side not known (possible)"
        );
        assert_eq!(said(&[]), "");
    }

    #[test]
    fn a_number_makes_a_label_an_address() {
        assert!(names_a_place("On or near Quay Road"));
        for address in ["12 Quay Road", "Flat B, Low Road", "Car Park", ""] {
            assert!(!names_a_place(address), "{address}");
        }
    }
}
