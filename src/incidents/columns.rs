//! A file's header against the profile: by name, without case or stray spaces, in any order.

use super::profile::{Field, Names, Profile, normal};

/// Where each field stands in this file.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    at: [Option<usize>; Field::COUNT],
    names: Vec<String>,
    /// Positions of the further columns that must agree.
    pub agree: Vec<usize>,
}

/// Why the header does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeaderTrouble {
    pub reason: String,
    pub hint: String,
}

impl Columns {
    pub(super) fn find(profile: &Profile, header: &[String]) -> Result<Self, HeaderTrouble> {
        let names: Vec<String> = header.iter().map(|h| normal(h)).collect();
        let place = |wanted: &str| -> Result<Option<usize>, HeaderTrouble> {
            let wanted = normal(wanted);
            let mut hits = names.iter().enumerate().filter(|(_, name)| **name == wanted).map(|(i, _)| i);
            match (hits.next(), hits.next()) {
                (first, None) => Ok(first),
                (_, Some(_)) => Err(HeaderTrouble {
                    reason: format!("the column \"{}\" stands twice", shown(&wanted)),
                    hint: "rename or remove one of them".to_owned(),
                }),
            }
        };
        let mut at = [None; Field::COUNT];
        let mut absent = Vec::new();
        for (field, wanted) in &profile.columns {
            for name in wanted.all() {
                at[*field as usize] = at[*field as usize].or(place(name)?);
            }
            if at[*field as usize].is_none()
                && (essential(profile, *field) || profile.required.contains(field))
            {
                absent.push(wanted);
            }
        }
        if !absent.is_empty() {
            // Without a header the first row stands there, and of a health source it is not repeated.
            let names = if profile.deidentified { &[][..] } else { header };
            return Err(missing(&absent, names));
        }
        let mut agree = Vec::new();
        for name in &profile.agree {
            agree.extend(place(name)?);
        }
        Ok(Self { at, names: header.to_vec(), agree })
    }

    /// How many of the profile's columns a header has.
    pub(super) fn known(profile: &Profile, header: &[String]) -> usize {
        let names: Vec<String> = header.iter().map(|h| normal(h)).collect();
        let has = |wanted: &Names| wanted.all().iter().any(|name| names.contains(&normal(name)));
        profile.columns.values().filter(|wanted| has(wanted)).count()
    }

    pub(super) fn index(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// True for a column that holds codes, times, ages or sites, and no words of a person's own.
    pub(super) fn plain(&self, index: usize) -> bool {
        const WORDS: [Field; 6] = [
            Field::Label,
            Field::PlaceText,
            Field::VictimRef,
            Field::SuspectRef,
            Field::Location,
            Field::Marker,
        ];
        let mine = self.at.iter().position(|at| *at == Some(index));
        mine.is_some() && !WORDS.iter().any(|f| self.index(*f) == Some(index))
    }

    /// The column's name as the file writes it, made safe.
    pub(super) fn name(&self, field: Field) -> Option<String> {
        self.index(field).map(|i| self.column_name(i))
    }

    pub(super) fn column_name(&self, index: usize) -> String {
        self.names.get(index).map(|name| shown(name)).unwrap_or_default()
    }
}

/// Both coordinates are needed together, so that a renamed one is not "not mapped".
fn essential(profile: &Profile, field: Field) -> bool {
    matches!(field, Field::X | Field::Y) && profile.crs.is_some()
}

fn missing(absent: &[&Names], header: &[String]) -> HeaderTrouble {
    let list = |names: &[String]| {
        names.iter().take(40).map(|n| format!("\"{}\"", shown(n))).collect::<Vec<_>>().join(", ")
    };
    let wanted: Vec<String> = absent.iter().filter_map(|names| names.all().first().cloned()).collect();
    let near: Vec<String> = wanted
        .iter()
        .filter_map(|want| {
            let best = header.iter().min_by_key(|name| distance(&normal(name), &normal(want)))?;
            (distance(&normal(best), &normal(want)) <= want.chars().count() / 2)
                .then(|| format!("\"{}\" may be \"{}\"", shown(best), shown(want)))
        })
        .collect();
    let hint = if near.is_empty() {
        "check the profile, or copy it and name the columns of this file".to_owned()
    } else {
        near.join("; ")
    };
    let found = if header.is_empty() { String::new() } else { format!("; found: {}", list(header)) };
    HeaderTrouble { reason: format!("missing columns: {}{found}", list(&wanted)), hint }
}

/// Levenshtein distance, for "did you mean".
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(80).enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = cost.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Text for a terminal: at most 80 characters, nothing that moves the cursor or turns direction.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out: String =
        text.chars().take(80).map(|c| if crate::sources::is_unsafe(c) { '\u{b7}' } else { c }).collect();
    if text.chars().nth(80).is_some() {
        out.push('…');
    }
    out
}
