//! What is decided for a whole file before any row is judged: columns, date forms, axis order.

use std::collections::BTreeMap;

use super::{
    LocationTable, Profile, ReadOptions, cells,
    columns::Columns,
    identifiers,
    place::{PlaceEvidence, PlaceRule},
    profile::Field,
    row::Reader,
    times::{DateEvidence, Decision, Form},
};
use crate::{
    calendar::Zone,
    sources::{RawTable, SourceError},
};

const DATE_FIELDS: [Field; 5] =
    [Field::CommittedFrom, Field::CommittedTo, Field::Month, Field::Recorded, Field::Updated];

/// Share of a column's points at which swapped or foreign coordinates are the file's, not the row's.
const WHOLE_FILE: f64 = 0.95;

pub(super) fn decide<'p>(
    table: &RawTable,
    profile: &'p Profile,
    locations: &'p LocationTable,
    options: &ReadOptions,
) -> Result<Reader<'p>, SourceError> {
    let refuse = |code, reason: String, hint: String| SourceError::Refused {
        file: table.name.clone(),
        code,
        reason,
        hint,
    };
    if profile.deidentified
        && let Some((number, kind)) = identifiers::column(&table.header)
    {
        let reason =
            format!("column {number} is for personal data ({kind}); this source must be de-identified");
        return Err(refuse("D04", reason, "ask the sender for a feed without identifiers".to_owned()));
    }
    if let Some(number) = identifiers::group_tag(&table.header) {
        let reason =
            format!("column {number} is for gangs or groups; incidents are kept where others may read them");
        let hint = "take the column out: groups go into the register of the police view (harmspot register)";
        return Err(refuse("D06", reason, hint.to_owned()));
    }
    let columns = Columns::find(profile, &table.header).map_err(|t| refuse("C09", t.reason, t.hint))?;
    if columns.index(Field::Force).is_none() && options.force.is_none() && profile.force.is_none() {
        return Err(SourceError::Question {
            file: table.name.clone(),
            code: "C09",
            question: "no column names the reporting force".to_owned(),
            hint: "say it with --force NAME".to_owned(),
        });
    }
    let zone = profile.zone.as_deref().map_or_else(|| Ok(Zone::london()), Zone::named);
    let zone =
        zone.map_err(|e| refuse("T10", e.to_string(), "use a name such as Europe/London".to_owned()))?;
    let place = match (profile.crs, columns.index(Field::X)) {
        (Some(crs), Some(_)) => Some(
            PlaceRule::new(crs, profile.bounds)
                .map_err(|reason| refuse("P10", reason, "declare another crs in the profile".to_owned()))?,
        ),
        _ => None,
    };
    let mut reader =
        Reader { profile, columns, zone, forms: BTreeMap::new(), place, locations, now: options.now };
    let mut dates: BTreeMap<Field, DateEvidence> = BTreeMap::new();
    for field in DATE_FIELDS {
        let declared = profile.dates.get(&field).filter(|forms| !forms.iter().any(|f| f == "auto"));
        match (declared, reader.columns.index(field)) {
            (Some(forms), Some(_)) => {
                let mut forms: Vec<Form> = forms.iter().map(|f| Form::parse(f)).collect();
                if table.typed_dates || options.from_quarantine {
                    forms.push(Form::Pattern("yyyy-mm-dd HH:MM:SS".to_owned()));
                }
                reader.forms.insert(field, forms);
            }
            (None, Some(_)) => {
                dates.insert(field, DateEvidence::default());
            }
            _ => {}
        }
    }
    evidence(table, &mut reader, &mut dates)?;
    Ok(reader)
}

fn evidence(
    table: &RawTable,
    reader: &mut Reader<'_>,
    dates: &mut BTreeMap<Field, DateEvidence>,
) -> Result<(), SourceError> {
    // A column already declared still says when its years have two digits.
    let watched: Vec<(Field, usize)> =
        DATE_FIELDS.iter().filter_map(|f| reader.columns.index(*f).map(|i| (*f, i))).collect();
    let mut places = PlaceEvidence::default();
    let mut persons: BTreeMap<(usize, &'static str), u64> = BTreeMap::new();
    let age = reader.columns.index(Field::VictimAge);
    let xy = reader.columns.index(Field::X).zip(reader.columns.index(Field::Y));
    let mut declared: BTreeMap<Field, DateEvidence> = BTreeMap::new();
    for record in table.records() {
        if reader.profile.deidentified {
            for (i, text) in record.fields.iter().enumerate() {
                if let Some(kind) = identifiers::within(text, age == Some(i)) {
                    *persons.entry((i, kind)).or_insert(0) += 1;
                }
            }
        }
        if record.fault.is_some() {
            continue;
        }
        let cell = |i: usize| record.fields.get(i).map(|t| t.trim()).filter(|t| !t.is_empty());
        for (field, index) in &watched {
            if let Some(text) = cell(*index) {
                dates.get_mut(field).unwrap_or_else(|| declared.entry(*field).or_default()).see(text);
            }
        }
        if let (Some(rule), Some((x, y))) = (&reader.place, xy) {
            let number = |i| cell(i).and_then(|t| cells::number(t).ok()).map(|(value, _)| value);
            if let (Some(x), Some(y)) = (number(x), number(y)) {
                rule.see(&mut places, x, y);
            }
        }
    }
    let ask = |code, question: String, hint: &str| SourceError::Question {
        file: table.name.clone(),
        code,
        question,
        hint: hint.to_owned(),
    };
    if let Some(((column, kind), count)) = persons.into_iter().next() {
        return Err(SourceError::Refused {
            file: table.name.clone(),
            code: "D04",
            reason: format!(
                "column \"{}\" holds {count} values shaped like a {kind}; this source must be de-identified",
                reader.columns.column_name(column)
            ),
            hint: "ask the sender for a feed without identifiers".to_owned(),
        });
    }
    for (field, evidence) in dates.iter().chain(&declared) {
        let name = reader.columns.name(*field).unwrap_or_default();
        let decision = evidence.decide();
        let automatic = dates.contains_key(field) && evidence.values > 0;
        match decision {
            Decision::Ask(code, question, hint) if automatic || code == "T05" => {
                return Err(ask(code, format!("column \"{name}\": {question}"), hint));
            }
            Decision::Forms(forms) if automatic => {
                reader.forms.insert(*field, forms);
            }
            _ => {}
        }
    }
    let Some(rule) = &mut reader.place else { return Ok(()) };
    let whole = |count: u64| places.pairs > 0 && count as f64 >= WHOLE_FILE * places.pairs as f64;
    if whole(places.other_kind) {
        return Err(ask(
            "P03",
            format!("the coordinates do not look like {}", rule.crs),
            "declare the right crs in the profile (EPSG:27700 metres, EPSG:4326 degrees)",
        ));
    }
    if whole(places.swapped) {
        return Err(ask(
            "P02",
            "the two coordinates are swapped in (almost) every row".to_owned(),
            "exchange x and y in the profile's columns",
        ));
    }
    rule.learn(&mut places);
    Ok(())
}
