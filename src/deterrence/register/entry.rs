//! The entries: a group's part in a crime, stated by an analyst, for a time.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    Necessity, Purpose, Responsible, SourceKind,
    cells::Cells,
    header::{Column, Header, HeaderFault},
    refused::{Reading, Refused},
};
use crate::{
    calendar::Date,
    deterrence::{Attribution, Grading, Side},
    incidents::Tri,
};

/// Longest time between source and review: six years, the review period of the police information code for
/// most records.
const LONGEST_DAYS: i32 = 6 * 366;

/// One line of the register, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Line of the file it came in.
    pub line: u64,
    /// The crime's reference, as written.
    pub reference: String,
    /// The group, as written; its alias is not resolved here.
    pub group: String,
    /// The group on the other side, where the analyst states one.
    pub rival: Option<String>,
    /// Which side the group was on.
    pub side: Side,
    /// How sure the analyst is.
    pub attribution: Attribution,
    /// 3×5×2.
    pub grading: Grading,
    /// The day of the source.
    pub source_date: Date,
    /// From this day on it counts no more, unless it was reviewed and given a later one.
    pub review: Date,
    /// Whether somebody under 18 was part of it.
    pub under_18: Tri,
    /// Whether there are signs that children are exploited.
    pub exploitation: Tri,
    /// The purpose it is held for.
    pub purpose: Purpose,
    /// Why that needs it.
    pub necessity: Necessity,
    /// The role that answers for it.
    pub responsible: Responsible,
    /// What kind of source.
    pub source: SourceKind,
}

impl Entry {
    /// What makes it the same entry: reference, group and side.
    #[must_use]
    pub fn key(&self) -> (String, String, Side) {
        (same_reference(&self.reference), self.group.clone(), self.side)
    }
}

/// A reference without what people write differently: spaces and the case of letters.
#[must_use]
pub fn same_reference(reference: &str) -> String {
    reference.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}

pub(super) const COLUMNS: [Column; 14] = [
    ("reference", &["crime_reference", "crime_ref"], true),
    ("group", &[], true),
    ("rival", &["other", "other_side"], false),
    ("side", &[], true),
    ("confidence", &["attribution"], true),
    ("grading", &["3x5x2"], true),
    ("source_date", &[], true),
    ("review_date", &[], true),
    ("under_18", &["u18"], true),
    ("exploitation", &[], true),
    ("purpose", &["lawful_purpose"], true),
    ("necessity", &[], true),
    ("responsible_role", &["responsible"], true),
    ("source_kind", &["source"], true),
];

/// The register's entries, sorted by reference, group and side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRegister {
    entries: Vec<Entry>,
}

impl GroupRegister {
    /// Reads the rows of a file. A faulty row is refused and said; the rest is read.
    ///
    /// # Errors
    /// [`HeaderFault`] for a file with a column for a person, or without a column of the template.
    pub fn parse(header: &[String], rows: &[(u64, Vec<String>)]) -> Result<Reading<Entry>, HeaderFault> {
        let header = Header::read(header, &COLUMNS)?;
        let mut reading = Reading { notes: header.notes.clone(), ..Reading::default() };
        let mut seen: HashMap<(String, String, Side), u64> = HashMap::new();
        for (line, row) in rows {
            let cells = Cells { line: *line, header: &header, row };
            let outcome = read(&cells).and_then(|entry| {
                if let Some(first) = seen.get(&entry.key()) {
                    return Err(cells.refuse(
                        "reference",
                        format!("the same group stands on the same side of this crime at line {first}"),
                        "keep the better of the two rows",
                    ));
                }
                seen.insert(entry.key(), *line);
                Ok(entry)
            });
            reading.row(outcome);
        }
        Ok(reading)
    }

    /// A register of these entries; of two with the same reference, group and side, the later one is kept.
    #[must_use]
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.reverse();
        entries.sort_by_key(Entry::key);
        entries.dedup_by(|later, first| later.key() == first.key());
        Self { entries }
    }

    /// Every entry.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn read(cells: &Cells<'_>) -> Result<Entry, Refused> {
    cells.whole()?;
    let reference = cells.reference()?;
    let group = cells.group("group")?.ok_or_else(|| {
        cells.refuse("group", "an entry needs its group", "leave the row out until a group is known")
    })?;
    let rival = cells.group("rival")?;
    if rival.as_ref() == Some(&group) {
        return Err(cells.refuse(
            "rival",
            "a group is not its own rival",
            "write the other group, or leave it empty",
        ));
    }
    let side = cells.side()?;
    let attribution = cells.attribution()?;
    let grading = cells.grading()?;
    let source_date = cells.must_date("source_date", "an entry needs the day of its source")?;
    let review = cells.must_date("review_date", "an entry needs its review date: it lapses on that day")?;
    if review <= source_date {
        return Err(cells.refuse(
            "review_date",
            "the review comes after the day of the source",
            "are the two dates swapped?",
        ));
    }
    if review.days() - source_date.days() > LONGEST_DAYS {
        return Err(cells.refuse(
            "review_date",
            "the review is more than six years after the source",
            "review it sooner, or give the source it rests on today",
        ));
    }
    Ok(Entry {
        line: cells.line,
        reference,
        group,
        rival,
        side,
        attribution,
        grading,
        source_date,
        review,
        under_18: cells.tri("under_18")?,
        exploitation: cells.tri("exploitation")?,
        purpose: cells.word("purpose", Purpose::read, Purpose::WORDS)?,
        necessity: cells.word("necessity", Necessity::read, Necessity::WORDS)?,
        responsible: cells.word("responsible_role", Responsible::read, Responsible::WORDS)?,
        source: cells.word("source_kind", SourceKind::read, SourceKind::WORDS)?,
    })
}
