//! The first line of a file: the template's columns, and none that is for a person.

use crate::incidents::identifier_column;

/// A column of a sheet: its name, other names of it, and whether it must be there.
pub(super) type Column = (&'static str, &'static [&'static str], bool);

/// Why a whole file is refused, before a row of it is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderFault {
    /// A column for what names a person or tells a home.
    #[error("column {number} is for {kind}: this file is about groups and crimes, never about a person")]
    Personal {
        /// Number of the column, 1 first. Its name is not repeated.
        number: usize,
        /// What it is for.
        kind: &'static str,
    },
    /// A column that must be there.
    #[error("the column {column} is missing")]
    Missing {
        /// Its name.
        column: &'static str,
    },
    /// A column twice.
    #[error("the column {column} stands there twice")]
    Twice {
        /// Its name.
        column: &'static str,
    },
}

impl HeaderFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Personal { .. } => "delete the column in the file and check it again; nothing was kept",
            Self::Missing { .. } => {
                "`harmspot --view police register template` writes every column (`template aliases`, `template presence` for the other two files)"
            }
            Self::Twice { .. } => "keep one of the two and delete the other",
        }
    }
}

/// Words of a column's name that are for a person here, beside those no feed may have.
const PERSONAL: [(&str, &str); 19] = [
    ("nominal", "a person's record"),
    ("pnc", "a person's record"),
    ("pncid", "a person's record"),
    ("cro", "a person's record"),
    ("custody", "a person's record"),
    ("person", "a person"),
    ("member", "a person"),
    ("members", "a person"),
    ("offender", "a person"),
    ("associate", "a person"),
    ("nickname", "a name"),
    ("moniker", "a name"),
    ("aka", "a name"),
    ("home", "a home"),
    ("residence", "a home"),
    ("ethnicity", "a person's ethnicity"),
    ("gender", "a person"),
    ("age", "a person's age"),
    ("vrm", "a number plate"),
];

/// Where each column of the template stands, and what is said of the others.
pub(super) struct Header {
    at: Vec<(&'static str, Option<usize>)>,
    pub(super) notes: Vec<String>,
}

impl Header {
    /// Reads the header's names in any order and case.
    pub(super) fn read(header: &[String], columns: &[Column]) -> Result<Self, HeaderFault> {
        if let Some((number, kind)) = personal(header) {
            return Err(HeaderFault::Personal { number, kind });
        }
        let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let mut at = Vec::new();
        let mut known = vec![false; header.len()];
        for (column, others, must) in columns {
            let is = |name: &String| name == column || others.contains(&name.as_str());
            let mut places = plain.iter().enumerate().filter(|(_, name)| is(name)).map(|(i, _)| i);
            let place = places.next();
            if places.next().is_some() {
                return Err(HeaderFault::Twice { column });
            }
            if place.is_none() && *must {
                return Err(HeaderFault::Missing { column });
            }
            if let Some(place) = place {
                known[place] = true;
            }
            at.push((*column, place));
        }
        let notes = (1..)
            .zip(&known)
            .zip(&plain)
            .filter(|((_, known), name)| !**known && !name.is_empty())
            .map(|((number, _), _)| {
                format!("column {number} is not in the template: nothing of it was read or kept")
            })
            .collect();
        Ok(Self { at, notes })
    }

    /// The cell of a column in a row, trimmed; empty when the file has no such column.
    pub(super) fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let place = self.at.iter().find(|(name, _)| *name == column).and_then(|(_, place)| *place);
        place.and_then(|p| row.get(p)).map_or("", |c| c.trim())
    }
}

fn plain(name: &str) -> String {
    let words = name.trim().trim_start_matches('\u{feff}').to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("_")
}

fn personal(header: &[String]) -> Option<(usize, &'static str)> {
    let ours = (1..).zip(header).find_map(|(number, name)| {
        let name = plain(name);
        let word = |w: &str| name.split('_').any(|part| part == w);
        let kind = PERSONAL.iter().find(|(w, _)| word(w)).map(|(_, kind)| *kind);
        let named = ["suspect", "victim", "subject", "witness"].iter().any(|w| word(w)) && word("name");
        let bare =
            matches!(name.as_str(), "suspect" | "suspects" | "victim" | "victims" | "subject" | "names");
        kind.or_else(|| (named || bare).then_some("a person")).map(|kind| (number, kind))
    });
    let any = identifier_column(header);
    match (ours, any) {
        (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::{Header, HeaderFault};

    const COLUMNS: [super::Column; 3] =
        [("reference", &["crime_reference"], true), ("group", &[], true), ("rival", &["other"], false)];

    fn read(names: &[&str]) -> Result<Vec<String>, HeaderFault> {
        let header: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        Header::read(&header, &COLUMNS).map(|h| h.notes)
    }

    #[test]
    fn a_column_for_a_person_refuses_the_file_and_is_not_repeated() {
        for name in [
            "Suspect Name",
            "surname",
            "DOB",
            "home address",
            "Nominal",
            "PNC ID",
            "Nickname",
            "Post Code",
            "suspects",
            "Members",
            "Age",
        ] {
            let fault = read(&["reference", "group", name]).expect_err(name);
            assert!(matches!(fault, HeaderFault::Personal { number: 3, .. }), "{name}: {fault}");
            assert!(!fault.to_string().contains(name), "{fault}");
        }
    }

    #[test]
    fn names_come_in_any_order_and_case_and_a_strange_column_is_said() {
        assert_eq!(read(&["Group", "Crime Reference"]), Ok(Vec::new()));
        let notes = read(&["group", "reference", "notes"]).expect("read");
        assert_eq!(notes.len(), 1);
        assert!(!notes[0].contains("notes") && notes[0].contains("column 3"));
        assert_eq!(read(&["group"]), Err(HeaderFault::Missing { column: "reference" }));
        assert_eq!(read(&["group", "reference", "GROUP"]), Err(HeaderFault::Twice { column: "group" }));
    }
}
