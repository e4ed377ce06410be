//! What `harmspot register` prints.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Exit, Failure};
use crate::pipeline::deterrence::{
    Entry, GroupBook, GroupReadings, Involved, KeptGroups, Reading, Refused, Standing, near_names,
};

/// Refused rows that are shown.
const SHOWN: usize = 40;

pub(super) fn readings(readings: &GroupReadings) -> String {
    let mut out = String::new();
    let parts = [
        readings.entries.as_ref().map(|r| ("register", r.read, r.accepted.len(), &r.refused, &r.notes)),
        readings.aliases.as_ref().map(|r| ("aliases", r.read, r.accepted.len(), &r.refused, &r.notes)),
        readings
            .presence
            .as_ref()
            .map(|r| ("presence points", r.read, r.accepted.len(), &r.refused, &r.notes)),
    ];
    for (what, read, accepted, refused, notes) in parts.into_iter().flatten() {
        let _ = writeln!(
            out,
            "{what}: {read} row{} read, {accepted} accepted, {} refused",
            if read == 1 { "" } else { "s" },
            refused.len()
        );
        for row in refused.iter().take(SHOWN) {
            let _ = writeln!(out, "  {row}\n    hint: {}", row.hint);
        }
        if refused.len() > SHOWN {
            let _ = writeln!(out, "  and {} more", refused.len() - SHOWN);
        }
        for note in notes {
            let _ = writeln!(out, "  note: {note}");
        }
    }
    out
}

pub(super) fn readings_json(readings: &GroupReadings) -> Value {
    fn one<T>(reading: Option<&Reading<T>>) -> Value {
        let of = |r: &Reading<T>| -> Value {
            let refused: &Vec<Refused> = &r.refused;
            json!({"read": r.read, "accepted": r.accepted.len(), "refused": refused, "notes": r.notes})
        };
        reading.map_or(Value::Null, of)
    }
    json!({
        "register": one(readings.entries.as_ref()),
        "aliases": one(readings.aliases.as_ref()),
        "presence": one(readings.presence.as_ref()),
    })
}

pub(super) fn kept(kept: KeptGroups) -> String {
    let of = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    format!(
        "Kept: {} and {} of {}, {}.\n",
        of(kept.entries, "entry", "entries"),
        of(kept.presence, "presence point", "presence points"),
        of(kept.groups, "group", "groups"),
        of(kept.aliases, "other spelling", "other spellings")
    )
}

pub(super) fn sentences(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{line}");
        out
    })
}

/// The name of a group that is kept, by itself or another spelling.
pub(super) fn find(book: &GroupBook, name: &str) -> Result<String, Failure> {
    let groups = book.groups();
    if let Some(id) = book.id(&groups, name) {
        return Ok(groups[usize::from(id.0)].clone());
    }
    let all: Vec<&str> = groups.iter().map(String::as_str).chain([name]).collect();
    let close = near_names(&all).into_iter().find_map(|s| match (s.first == name, s.second == name) {
        (true, _) => Some(s.second),
        (_, true) => Some(s.first),
        _ => None,
    });
    let hint = match close {
        Some(close) => format!("did you mean \"{close}\"?"),
        None => format!("there are {}", groups.join(", ")),
    };
    Err(Failure::new(Exit::Refused, format!("no group is called \"{name}\"")).hint(hint))
}

pub(super) fn list(book: &GroupBook, one: Option<&str>, stands: Option<&Involved>) -> String {
    let mut out = String::new();
    let Some(stands) = stands else {
        return "No crimes are held yet, so nothing can be laid beside the register.\n".to_owned();
    };
    let width = stands.groups.iter().map(|g| g.chars().count()).max().unwrap_or(5).max(5);
    let _ = writeln!(
        out,
        "{:<width$} {:>8} {:>7} {:>7} {:>8} {:>8} {:>8}",
        "group", "suspect", "victim", "unclear", "presence", "lapsed", "spelled"
    );
    for row in rows(book, stands).iter().filter(|r| one.is_none_or(|one| r.name == one)) {
        let _ = writeln!(
            out,
            "{:<width$} {:>8} {:>7} {:>7} {:>8} {:>8}  {}",
            row.name,
            row.suspect,
            row.victim,
            row.unclear,
            row.presence,
            row.lapsed,
            row.spelled.join("; ")
        );
    }
    if let Some(one) = one {
        out.push('\n');
        for entry in entries(book, one) {
            let _ = writeln!(out, "{}", line(entry, entry.standing(stands.on)));
        }
    } else {
        let _ = write!(out, "\n{}", sentences(&stands.says()));
    }
    out
}

pub(super) fn list_json(
    book: &GroupBook,
    one: Option<&str>,
    stands: Option<&Involved>,
    marking: &str,
) -> Value {
    let groups: Vec<Value> = stands.map_or_else(Vec::new, |stands| {
        let rows = rows(book, stands);
        let chosen = rows.into_iter().filter(|r| one.is_none_or(|one| r.name == one));
        chosen
            .map(|r| {
                json!({"group": r.name, "suspect": r.suspect, "victim": r.victim, "unclear": r.unclear,
                       "presence": r.presence, "lapsed": r.lapsed, "spelled": r.spelled})
            })
            .collect()
    });
    let entries: Vec<&Entry> = one.map_or_else(Vec::new, |one| entries(book, one).collect());
    json!({
        "marking": marking, "groups": groups, "entries": entries, "stands": stands,
        "says": stands.map(Involved::says),
    })
}

struct Row {
    name: String,
    suspect: usize,
    victim: usize,
    unclear: usize,
    presence: usize,
    lapsed: usize,
    spelled: Vec<String>,
}

fn rows(book: &GroupBook, stands: &Involved) -> Vec<Row> {
    (0_u16..)
        .zip(&stands.groups)
        .map(|(id, name)| {
            let of = |side: fn(
                &crate::pipeline::deterrence::GroupEvent,
            ) -> &Vec<crate::pipeline::deterrence::GroupId>| {
                stands.events.iter().filter(|e| side(e).iter().any(|g| g.0 == id)).count()
            };
            Row {
                name: name.clone(),
                suspect: of(|e| &e.suspects),
                victim: of(|e| &e.victims),
                unclear: of(|e| &e.unclear),
                presence: stands.presence.iter().filter(|p| p.group.0 == id).count(),
                lapsed: entries(book, name).filter(|e| e.standing(stands.on) == Standing::Lapsed).count(),
                spelled: book.aliases.pairs().filter(|(_, g)| g == name).map(|(a, _)| a.to_owned()).collect(),
            }
        })
        .collect()
}

fn entries<'a>(book: &'a GroupBook, name: &'a str) -> impl Iterator<Item = &'a Entry> {
    book.register.entries().iter().filter(move |e| book.aliases.resolve(&e.group) == name)
}

fn line(entry: &Entry, standing: Standing) -> String {
    let side = format!("{:?}", entry.side).to_lowercase();
    let sure = format!("{:?}", entry.attribution).to_lowercase();
    let rival = entry.rival.as_ref().map_or_else(String::new, |r| format!(", other side {r}"));
    let g = entry.grading;
    let stands = match standing {
        Standing::InForce => format!("in force until {}", entry.review),
        Standing::Lapsed => format!("lapsed on {}", entry.review),
        Standing::Later => format!("of a later day ({})", entry.source_date),
        Standing::Doubted => "graded E: counts nowhere".to_owned(),
    };
    format!(
        "{}: {side}, {sure}, {}{}{}{rival}; {stands}",
        entry.reference, g.source, g.intelligence, g.handling
    )
}
