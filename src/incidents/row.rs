//! One record to facts: every cell read by the profile's rules, or the first reason why not.

use std::collections::BTreeMap;

use super::{
    Geocode, Injury, LocationClass, LocationTable, Outcome, Person, Status, Tri,
    cells::{self, Refusal},
    columns::Columns,
    notes::Notes,
    place::{PlaceRule, truncated_m},
    profile::{Field, Profile, normal},
    times::{self, Form, When},
};
use crate::{
    calendar::{Instant, Month, Precision, Span, Zone},
    geodesy::{Crs, GridPoint},
    sources::{Record, is_unsafe},
};

/// Markers of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marker {
    pub knife: Tri,
    pub knife_injury: Tri,
    pub firearm: Tri,
}

/// Free words about a place, on their way to the gazetteer: never stored, never shown, not even by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct PlaceText(String);

impl PlaceText {
    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PlaceText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlaceText(kept back)")
    }
}

/// What one row says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    pub reference: Option<String>,
    pub force: Option<String>,
    pub status: Status,
    pub outcome: Option<Outcome>,
    pub offence: String,
    pub committed: Span,
    pub month: Month,
    pub recorded: Option<Instant>,
    pub updated: Option<Instant>,
    pub point: Option<GridPoint>,
    pub geocode: Geocode,
    pub location: LocationClass,
    pub label: Option<String>,
    pub place_text: Option<PlaceText>,
    pub domestic: Tri,
    pub public_place: Tri,
    pub proactive: Tri,
    pub injury: Injury,
    pub stated_lsoa: Option<String>,
    pub victim: Option<Person>,
    pub suspect: Option<Person>,
    pub marker: Marker,
    pub agree: Vec<String>,
}

/// Why a record goes to quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad {
    pub column: Option<String>,
    pub code: &'static str,
    pub reason: String,
}

/// Everything decided for the file before its rows are read.
pub(super) struct Reader<'p> {
    pub profile: &'p Profile,
    pub columns: Columns,
    pub zone: Zone,
    pub forms: BTreeMap<Field, Vec<Form>>,
    pub place: Option<PlaceRule>,
    pub locations: &'p LocationTable,
    pub now: Option<Instant>,
}

const DAY: i64 = 86_400;

impl Reader<'_> {
    fn bad(&self, field: Field, (code, reason): Refusal) -> Bad {
        Bad { column: self.columns.name(field), code, reason: reason.to_owned() }
    }

    fn note(&self, notes: &mut Notes, field: Field, line: u64, (code, text): cells::Remark) {
        notes.add(code, self.columns.name(field).as_deref(), line, text);
    }

    /// The cell, trimmed; `None` when the column is absent, empty or holds a word for "missing".
    fn cell<'r>(&self, record: &'r Record<'_>, field: Field) -> Option<&'r str> {
        let text = record.fields.get(self.columns.index(field)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn value<'r>(
        &self,
        record: &'r Record<'_>,
        field: Field,
        notes: &mut Notes,
    ) -> Result<Option<&'r str>, Bad> {
        let Some(text) = self.cell(record, field) else { return Ok(None) };
        if cells::is_error_value(text) {
            self.note(notes, field, record.line, ("C13", "a spreadsheet error value was taken as missing"));
            return Ok(None);
        }
        let free_text = matches!(field, Field::Label | Field::Location | Field::PlaceText);
        if !text.is_ascii() || text.bytes().any(|b| b < b' ') {
            let unsafe_char = |c: char| is_unsafe(c) && !(free_text && matches!(c, '\n' | '\r' | '\t'));
            if text.chars().any(unsafe_char) {
                return Err(self.bad(field, ("D17", "control or direction characters")));
            }
            if text.contains("â€") || text.contains("Ã©") || text.contains("Â£") {
                self.note(
                    notes,
                    field,
                    record.line,
                    ("B06", "text that was decoded wrongly before it came here"),
                );
            }
        }
        // A word the profile translates is a value even where it looks like "none".
        let stated = self.profile.values.get(&field).is_some_and(|words| words.contains_key(&normal(text)));
        Ok((stated || !self.is_missing(text)).then_some(text))
    }

    fn is_missing(&self, text: &str) -> bool {
        text.len() <= 24 && self.profile.missing.iter().any(|m| m == text || *m == normal(text))
    }

    fn word<T>(
        &self,
        record: &Record<'_>,
        field: Field,
        notes: &mut Notes,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Bad> {
        let Some(text) = self.value(record, field, notes)? else { return Ok(None) };
        let word = normal(text);
        let words = self.profile.values.get(&field);
        let canonical = words.and_then(|words| words.get(&word).or_else(|| words.get("*"))).unwrap_or(&word);
        read(canonical).map(Some).ok_or_else(|| self.bad(field, ("D09", "a word the profile does not know")))
    }

    fn yes_no(&self, record: &Record<'_>, field: Field, notes: &mut Notes) -> Result<Tri, Bad> {
        let read = |word: &str| match word {
            "y" | "yes" | "true" | "1" | "t" => Some(Tri::Yes),
            "n" | "no" | "false" | "0" | "f" => Some(Tri::No),
            "u" => Some(Tri::Unknown),
            _ => None,
        };
        Ok(self.word(record, field, notes, read)?.unwrap_or_default())
    }

    fn when(&self, record: &Record<'_>, field: Field, notes: &mut Notes) -> Result<Option<When>, Bad> {
        let Some(text) = self.value(record, field, notes)? else { return Ok(None) };
        let forms = self.forms.get(&field).map_or(&[][..], Vec::as_slice);
        let (when, remark) = times::read(text, forms, &self.zone).map_err(|r| self.bad(field, r))?;
        if let Some(remark) = remark {
            self.note(notes, field, record.line, remark);
        }
        Ok(Some(when))
    }

    fn text(&self, record: &Record<'_>, field: Field, notes: &mut Notes) -> Result<Option<String>, Bad> {
        let text = self.value(record, field, notes)?;
        Ok(text.map(|t| {
            if t.contains(['\n', '\r', '\t']) {
                t.split_whitespace().collect::<Vec<_>>().join(" ")
            } else {
                t.to_owned()
            }
        }))
    }

    /// The source's own reference and force, for keeping a crime's rows together even when one is bad.
    pub(super) fn reference(&self, record: &Record<'_>) -> Option<(String, String)> {
        let reference = self.cell(record, Field::Reference).filter(|t| !self.is_missing(t))?;
        let force = self.cell(record, Field::Force).unwrap_or_default();
        Some((force.to_owned(), reference.to_owned()))
    }

    /// Reads the record.
    pub(super) fn facts(&self, record: &Record<'_>, notes: &mut Notes) -> Result<Facts, Bad> {
        for field in &self.profile.required {
            if self.value(record, *field, notes)?.is_none() {
                return Err(self.bad(*field, ("C13", "a value that must be there is missing")));
            }
        }
        let reference = self.code(record, Field::Reference, notes)?;
        let offence = self.code(record, Field::Offence, notes)?.or_else(|| self.profile.offence.clone());
        let offence = offence.unwrap_or_default();
        if offence.is_empty() {
            return Err(self.bad(Field::Offence, ("C13", "a value that must be there is missing")));
        }
        if self.profile.rows == super::profile::Rows::Parts && !like_a_code(&offence) {
            self.note(
                notes,
                Field::Offence,
                record.line,
                ("D08", "unclassified: not shaped like a Home Office code"),
            );
        }
        let (status, outcome) = self.word(record, Field::Status, notes, status_of)?.unwrap_or_default();
        let recorded = self.when(record, Field::Recorded, notes)?;
        let updated = self.when(record, Field::Updated, notes)?.map(|w| w.from);
        if updated.is_some_and(|at| self.now.is_some_and(|now| at.0 > now.0 + DAY)) {
            return Err(self.bad(Field::Updated, ("T13", "last updated in the future")));
        }
        let (committed, month) = self.committed(record, recorded.as_ref(), notes)?;
        let (point, geocode) = self.place(record, notes)?;
        let label = self.text(record, Field::Label, notes)?;
        Ok(Facts {
            reference,
            force: self.text(record, Field::Force, notes)?,
            status,
            outcome,
            offence,
            committed,
            month,
            recorded: recorded.map(|w| w.from),
            updated,
            point,
            geocode,
            location: self.location(record, label.as_deref(), notes)?,
            label,
            place_text: self.text(record, Field::PlaceText, notes)?.map(PlaceText),
            domestic: self.yes_no(record, Field::Domestic, notes)?,
            public_place: self.yes_no(record, Field::PublicPlace, notes)?,
            proactive: self.yes_no(record, Field::Proactive, notes)?,
            injury: self.word(record, Field::Injury, notes, injury_of)?.unwrap_or_default(),
            stated_lsoa: self.text(record, Field::Lsoa, notes)?,
            victim: self.person(record, Field::VictimRef, Field::VictimAge, notes)?,
            suspect: self.person(record, Field::SuspectRef, Field::SuspectAge, notes)?,
            marker: self.word(record, Field::Marker, notes, marker_of)?.unwrap_or_default(),
            agree: self
                .columns
                .agree
                .iter()
                .map(|&i| record.fields.get(i).map_or_else(String::new, |t| t.trim().to_owned()))
                .collect(),
        })
    }

    fn code(&self, record: &Record<'_>, field: Field, notes: &mut Notes) -> Result<Option<String>, Bad> {
        let Some(text) = self.text(record, field, notes)? else { return Ok(None) };
        if cells::spreadsheet_damage(&text) {
            let reason = "a spreadsheet has turned this code into a number, date or formula";
            return Err(self.bad(field, ("C15", reason)));
        }
        Ok(Some(text))
    }

    fn committed(
        &self,
        record: &Record<'_>,
        recorded: Option<&When>,
        notes: &mut Notes,
    ) -> Result<(Span, Month), Bad> {
        let from = self.when(record, Field::CommittedFrom, notes)?;
        let to = self.when(record, Field::CommittedTo, notes)?;
        let month = self.when(record, Field::Month, notes)?;
        if let (Some(hours), Some(arrival)) = (self.profile.arrival_hours, recorded)
            && from.is_none()
            && to.is_none()
        {
            let text = "no time of the assault: it lies in the hours before the arrival";
            self.note(notes, Field::CommittedFrom, record.line, ("T12", text));
            let start = Instant(arrival.from.0 - i64::from(hours) * 3600);
            let span = Span { from: start, to: arrival.to.max(arrival.from), precision: arrival.precision };
            // The hours before an arrival on the 1st would make a month look supplied that the department never sent.
            return Ok((span, self.zone.date(arrival.from).month()));
        }
        let (mut first, field) = match (from, to, month) {
            (Some(from), _, _) => (from, Field::CommittedFrom),
            (None, Some(to), _) => {
                self.note(notes, Field::CommittedFrom, record.line, ("T12", "no start: the end was taken"));
                (to, Field::CommittedTo)
            }
            (None, None, Some(month)) => (month, Field::Month),
            (None, None, None) => {
                return Err(self.bad(Field::CommittedFrom, ("T12", "neither a start nor an end")));
            }
        };
        let mut last = to.unwrap_or(first);
        if last.from < first.from && last.to <= first.from {
            return Err(self.bad(Field::CommittedTo, ("T11", "range reversed")));
        }
        let open_end = last.midnight || to.is_none() || last.from.0 - first.from.0 >= DAY - 60;
        if self.profile.midnight_is_unknown && first.midnight && open_end {
            self.note(notes, field, record.line, ("T07", "00:00 was taken as \"time not known\""));
            first = times::whole_day(&first, &self.zone);
            last = if last.midnight { times::whole_day(&last, &self.zone) } else { last };
        }
        let limit = recorded.map(|w| w.to.0.max(w.from.0)).into_iter().chain(self.now.map(|n| n.0)).min();
        if limit.is_some_and(|limit| first.from.0 > limit + DAY) {
            return Err(self.bad(field, ("T13", "committed after it was recorded, or in the future")));
        }
        if recorded.is_some_and(|w| self.now.is_some_and(|now| w.from.0 > now.0 + DAY)) {
            return Err(self.bad(Field::Recorded, ("T13", "recorded in the future")));
        }
        if let (Some(_), Some(arrival)) = (self.profile.arrival_hours, recorded) {
            let arrived = arrival.from.max(arrival.to);
            if first.from > arrived {
                return Err(self.bad(field, ("T14", "the assault is after the arrival")));
            }
            last.to = last.to.max(last.from).min(arrived);
            first.to = first.to.min(arrived);
            if arrived.0 - first.from.0 > 7 * DAY {
                self.note(
                    notes,
                    field,
                    record.line,
                    ("T14", "the assault is more than seven days before the arrival"),
                );
            }
        }
        let precision = first.precision.max(last.precision);
        let span = Span { from: first.from, to: last.to.max(first.to), precision };
        if precision != Precision::Month && span.to.0 - span.from.0 > 7 * DAY {
            self.note(notes, field, record.line, ("T12", "committed over more than seven days"));
        }
        Ok((span, times::month_of(&first)))
    }

    fn place(&self, record: &Record<'_>, notes: &mut Notes) -> Result<(Option<GridPoint>, Geocode), Bad> {
        let stated = self.word(record, Field::Geocode, notes, geocode_of)?;
        let Some(rule) = &self.place else { return Ok((None, Geocode::None)) };
        let x = self.value(record, Field::X, notes)?;
        let y = self.value(record, Field::Y, notes)?;
        let (x, y) = match (x, y) {
            (Some(x), Some(y)) => (x, y),
            (None, None) => {
                self.note(
                    notes,
                    Field::X,
                    record.line,
                    ("P15", "no coordinates: accepted and counted \"not mapped\""),
                );
                return Ok((None, Geocode::None));
            }
            (None, Some(_)) => return Err(self.bad(Field::X, ("P16", "only one coordinate of the pair"))),
            (Some(_), None) => return Err(self.bad(Field::Y, ("P16", "only one coordinate of the pair"))),
        };
        let mut numbers = [0.0; 2];
        for (number, (field, text)) in numbers.iter_mut().zip([(Field::X, x), (Field::Y, y)]) {
            let (value, remark) = cells::number(text).map_err(|r| self.bad(field, r))?;
            *number = value;
            if let Some(remark) = remark {
                self.note(notes, field, record.line, remark);
            }
        }
        let point = rule.judge(numbers[0], numbers[1]).map_err(|r| self.bad(Field::X, r))?;
        let mut geocode = stated.unwrap_or(self.profile.geocode);
        if geocode == Geocode::None {
            geocode = Geocode::Area;
        }
        if rule.crs == Crs::GRID {
            match truncated_m(numbers[0], numbers[1]) {
                Some(1_000) => {
                    let text = "cut to whole kilometres: known to the area only";
                    self.note(notes, Field::X, record.line, ("P06", text));
                    geocode = geocode.max(Geocode::Area);
                }
                Some(_) => self.note(notes, Field::X, record.line, ("P06", "whole hundreds of metres")),
                None => {}
            }
        }
        Ok((Some(point), geocode))
    }

    fn location(
        &self,
        record: &Record<'_>,
        label: Option<&str>,
        notes: &mut Notes,
    ) -> Result<LocationClass, Bad> {
        if self.profile.class_from_label {
            let word = label.map(|l| l.strip_prefix("On or near ").unwrap_or(l));
            return Ok(word.and_then(|w| self.locations.class(w)).unwrap_or_default());
        }
        let Some(word) = self.value(record, Field::Location, notes)? else {
            return Ok(LocationClass::Unknown);
        };
        Ok(self.class_of(word).unwrap_or_default())
    }

    /// By the profile's own words, else by the table.
    fn class_of(&self, word: &str) -> Option<LocationClass> {
        use serde::de::{Deserialize, IntoDeserializer, value::Error};
        let own = self.profile.values.get(&Field::Location).and_then(|words| words.get(&normal(word)));
        let read = |own: &String| {
            let text: serde::de::value::StrDeserializer<'_, Error> = own.as_str().into_deserializer();
            LocationClass::deserialize(text).ok()
        };
        own.and_then(read).or_else(|| self.locations.class(word))
    }

    /// The location word, where the table does not know it.
    pub(super) fn unmatched_location<'r>(&self, record: &'r Record<'_>) -> Option<&'r str> {
        let word = self.cell(record, Field::Location).filter(|w| !self.is_missing(w))?;
        self.class_of(word).is_none().then_some(word)
    }

    fn person(
        &self,
        record: &Record<'_>,
        reference: Field,
        age: Field,
        notes: &mut Notes,
    ) -> Result<Option<Person>, Bad> {
        let pseudonym = self.code(record, reference, notes)?;
        let years = match self.value(record, age, notes)? {
            None => None,
            Some(text) => {
                let (years, remark) = cells::age(text).map_err(|r| self.bad(age, r))?;
                if let Some(remark) = remark {
                    self.note(notes, age, record.line, remark);
                }
                years
            }
        };
        Ok((pseudonym.is_some() || years.is_some()).then_some(Person { age: years, pseudonym }))
    }
}

/// One column says both: a record that counts is live, detected or undetected, or only known to count.
fn status_of(word: &str) -> Option<(Status, Option<Outcome>)> {
    Some(match word {
        "current" => (Status::Current, None),
        "live" => (Status::Current, Some(Outcome::Live)),
        "detected" => (Status::Current, Some(Outcome::Detected)),
        "undetected" => (Status::Current, Some(Outcome::Undetected)),
        "cancelled" => (Status::Cancelled, None),
        "no-crime" => (Status::NoCrime, None),
        "transferred" => (Status::Transferred, None),
        _ => return None,
    })
}

fn geocode_of(word: &str) -> Option<Geocode> {
    Some(match word {
        "exact" => Geocode::Exact,
        "street" => Geocode::Street,
        "landmark" => Geocode::Landmark,
        "area" => Geocode::Area,
        "none" => Geocode::None,
        _ => return None,
    })
}

fn injury_of(word: &str) -> Option<Injury> {
    Some(match word {
        "none" => Injury::None,
        "minor" => Injury::Minor,
        "serious" => Injury::Serious,
        "fatal" => Injury::Fatal,
        _ => return None,
    })
}

fn marker_of(word: &str) -> Option<Marker> {
    let unknown = Marker::default();
    Some(match word {
        "knife" => Marker { knife: Tri::Yes, ..unknown },
        "knife-injury" => Marker { knife: Tri::Yes, knife_injury: Tri::Yes, ..unknown },
        "firearm" => Marker { firearm: Tri::Yes, ..unknown },
        "not-said" => unknown,
        "no-weapon" => Marker { knife: Tri::No, knife_injury: Tri::No, firearm: Tri::No },
        _ => return None,
    })
}

/// `5D`, `34A`, `1`, `37.2`, `008/01`.
fn like_a_code(code: &str) -> bool {
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &code[digits..];
    let tail = |t: &str| !t.is_empty() && t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&digits)
        && match rest.as_bytes() {
            [] | [b'A'..=b'Z'] => true,
            [b'.' | b'/', ..] => tail(&rest[1..]),
            _ => false,
        }
}
