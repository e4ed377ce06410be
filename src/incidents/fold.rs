//! Rows to crimes: people become lists, markers are OR-ed, crime-level columns must agree.

use sha2::{Digest, Sha256};

use super::{
    Flags, Incident, Person, RecordKey, Tri,
    profile::Field,
    row::{Facts, Marker},
};
use crate::geodesy::GridPoint;

/// The first crime-level column in which two rows of a crime differ.
pub(super) enum Difference {
    Field(Field),
    /// Position in the profile's `agree` list.
    Further(usize),
}

pub(super) fn difference(a: &Facts, b: &Facts) -> Option<Difference> {
    let checks = [
        (Field::Status, a.status == b.status),
        (Field::Offence, a.offence == b.offence),
        (Field::CommittedFrom, a.committed.from == b.committed.from),
        (Field::CommittedTo, a.committed == b.committed),
        (Field::Month, a.month == b.month),
        (Field::Recorded, a.recorded == b.recorded),
        (Field::Updated, a.updated == b.updated),
        (Field::X, a.point.map(GridPoint::easting_m) == b.point.map(GridPoint::easting_m)),
        (Field::Y, a.point == b.point),
        (Field::Geocode, a.geocode == b.geocode),
        (Field::Location, a.location == b.location),
        (Field::Label, a.label == b.label),
        (Field::Domestic, a.domestic == b.domestic),
        (Field::PublicPlace, a.public_place == b.public_place),
        (Field::Proactive, a.proactive == b.proactive),
        (Field::Injury, a.injury == b.injury),
        (Field::Lsoa, a.stated_lsoa == b.stated_lsoa),
    ];
    let field = checks.into_iter().find(|(_, same)| !same).map(|(field, _)| Difference::Field(field));
    field.or_else(|| a.agree.iter().zip(&b.agree).position(|(x, y)| x != y).map(Difference::Further))
}

/// The people of a crime, each once, sorted. A pseudonym names a person; without one, equal ages are
/// one person (the rows are a product of victims, suspects and markers). A known age beats a blank;
/// two ages of one pseudonym are refused.
pub(super) fn people<'a>(rows: impl Iterator<Item = Option<&'a Person>>) -> Result<Vec<Person>, ()> {
    let mut all: Vec<Person> = Vec::new();
    for person in rows.flatten() {
        let same = all.iter_mut().find(|held| match (&held.pseudonym, &person.pseudonym) {
            (Some(a), Some(b)) => a == b,
            (None, None) => held.age == person.age,
            _ => false,
        });
        match same {
            None => all.push(person.clone()),
            Some(held) if held.age.is_none() => held.age = person.age,
            Some(held) if person.age.is_some() && held.age != person.age => return Err(()),
            Some(_) => {}
        }
    }
    all.sort();
    Ok(all)
}

fn any(marks: impl Iterator<Item = Tri>) -> Tri {
    marks.fold(Tri::Unknown, |so_far, mark| match (so_far, mark) {
        (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
        (Tri::No, _) | (_, Tri::No) => Tri::No,
        _ => Tri::Unknown,
    })
}

pub(super) fn markers(rows: &[&Facts]) -> Marker {
    Marker {
        knife: any(rows.iter().map(|r| r.marker.knife)),
        knife_injury: any(rows.iter().map(|r| r.marker.knife_injury)),
        firearm: any(rows.iter().map(|r| r.marker.firearm)),
    }
}

/// The crime its rows make. Call only with rows that agree.
pub(super) fn crime(key: RecordKey, rows: &[&Facts], snapped: bool) -> Result<Incident, Field> {
    let first = rows[0];
    let mark = markers(rows);
    Ok(Incident {
        key,
        status: first.status,
        // Rows are a product of victims and suspects, so one may be detected while another is not: see `Outcome`.
        outcome: rows.iter().filter_map(|r| r.outcome).max(),
        committed: first.committed,
        month: first.month,
        recorded: first.recorded,
        updated: first.updated,
        point: first.point,
        geocode: first.geocode,
        snapped,
        label: first.label.clone(),
        location: first.location,
        offence: first.offence.clone(),
        flags: Flags {
            knife: mark.knife,
            knife_injury: mark.knife_injury,
            firearm: mark.firearm,
            domestic: first.domestic,
            public_place: first.public_place,
            proactive: first.proactive,
        },
        injury: first.injury,
        victims: people(rows.iter().map(|r| r.victim.as_ref())).map_err(|()| Field::VictimAge)?,
        suspects: people(rows.iter().map(|r| r.suspect.as_ref())).map_err(|()| Field::SuspectAge)?,
        stated_lsoa: first.stated_lsoa.clone(),
        rows: rows.len() as u32,
    })
}

/// The content of a row that has no reference, as identity sees it: what, when, where, who.
/// Part of the store's identity: changing it makes every such record new.
pub(super) fn digest(facts: &Facts) -> String {
    let millimetres = |p: f64| (p * 1_000.0).round() as i64;
    let point = facts.point.map(|p| (millimetres(p.easting_m()), millimetres(p.northing_m())));
    let age = |p: &Option<Person>| p.as_ref().and_then(|p| p.age).map(|a| (a.min, a.max));
    let text = format!(
        "{}|{}|{}|{}|{point:?}|{:?}|{:?}|{:?}|{:?}",
        facts.month,
        facts.committed.from.0,
        facts.committed.to.0,
        facts.offence,
        facts.label,
        facts.stated_lsoa,
        age(&facts.victim),
        age(&facts.suspect),
    );
    hex::encode(&Sha256::digest(text.as_bytes())[..10])
}
