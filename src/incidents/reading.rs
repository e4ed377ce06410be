//! A table through a profile: incidents, quarantine, and counts that add up for every file.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use serde::Serialize;

use super::{
    Incident, LocationTable, Note, Profile, QuarantinedRow, RecordKey,
    columns::{Columns, shown},
    decide::decide,
    fold::{self, Difference},
    notes::Notes,
    profile::{Field, ReferenceScope, Rows, normal},
    row::{Bad, Facts, Reader},
};
use crate::{
    calendar::{Instant, Month},
    sources::{self, Budget, Fault, RawTable, Record, SourceError, SourceFile},
};

/// What the caller decides about one import.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Reporting force where neither a column nor the profile says it.
    pub force: Option<String>,
    /// A file that ends in the middle of a record is taken without that record.
    pub allow_partial: bool,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Months the file should cover; a file wholly outside is a question.
    pub period: Option<(Month, Month)>,
    /// The caller's clock, for "in the future".
    pub now: Option<Instant>,
    /// What one file may cost.
    pub budget: Budget,
    /// The file is a corrected quarantine export: rows name where they come from.
    pub from_quarantine: bool,
}

/// The conservation law of one file: `read = accepted + folded + quarantined + blank`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Records read, blank ones included, header excluded.
    pub read: u64,
    /// Records that are incidents (a repeated, identical one too).
    pub accepted: u64,
    /// Further rows of an accepted crime.
    pub folded: u64,
    /// Records put in quarantine.
    pub quarantined: u64,
    /// Records without content.
    pub blank: u64,
    /// Accepted records that repeat another of this file.
    pub duplicate: u64,
}

/// What one file gave.
#[derive(Debug, Clone, Default)]
pub struct FileRead {
    /// File name without its folder.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Counts.
    pub counts: Counts,
    /// Incidents, at most one a key.
    pub incidents: Vec<Incident>,
    /// Rows set aside.
    pub quarantine: Vec<QuarantinedRow>,
    /// Rows of a corrected quarantine export that are now accepted: file SHA-256 and record.
    pub released: Vec<(String, u64)>,
    /// Of a corrected quarantine export whose references hold within a month only: the row each incident
    /// comes from, as the ending that keeps it apart from another record of its reference.
    pub origins: HashMap<RecordKey, String>,
    /// Remarks by code and column.
    pub notes: Vec<Note>,
    /// Sentences about the file as a whole.
    pub sentences: Vec<String>,
    /// Free words about the place of each incident that has any: for the gazetteer, to be dropped after it.
    pub place_texts: HashMap<RecordKey, super::PlaceText>,
    /// Location words the table does not know, with counts, most frequent first; none of a de-identified source.
    pub unmatched_locations: Vec<(String, u64)>,
}

struct Line<'t> {
    record: Record<'t>,
    outcome: Result<Facts, Bad>,
    group: Option<(String, String)>,
}

/// Reads one file through a profile.
///
/// # Errors
/// [`SourceError`] refuses the whole file or asks a question; nothing is then to be stored.
pub fn read_file(
    file: SourceFile,
    profile: &Profile,
    locations: &LocationTable,
    options: &ReadOptions,
) -> Result<FileRead, SourceError> {
    let layout = if options.from_quarantine {
        super::corrected::layout()
    } else {
        profile.layout(options.sheet.as_deref())
    };
    let known = |names: &[String]| Columns::known(profile, names);
    let table = RawTable::open(file, &layout, options.budget, &known)?;
    read_table(&table, profile, locations, options)
}

fn read_table(
    table: &RawTable,
    profile: &Profile,
    locations: &LocationTable,
    options: &ReadOptions,
) -> Result<FileRead, SourceError> {
    let reader = decide(table, profile, locations, options)?;
    let mut notes = Notes::default();
    let mut out = FileRead {
        name: table.name.clone(),
        sha256: table.sha256.clone(),
        sentences: table.notes.clone(),
        ..FileRead::default()
    };
    let mut unmatched: BTreeMap<String, u64> = BTreeMap::new();
    let mut lines = Vec::new();
    for mut record in table.records() {
        if options.from_quarantine {
            record.fields = record.fields.into_iter().map(super::corrected::unguarded).collect();
        }
        out.counts.read += 1;
        if record.is_blank() {
            out.counts.blank += 1;
            continue;
        }
        if let Some(refusal) = refusal(table, &record, options) {
            return Err(refusal);
        }
        if record.literal_quote {
            notes.add("C05", None, record.line, "a quote inside a field was kept as it is");
        }
        let outcome = match shape(&record, table) {
            Some(bad) => Err(bad),
            None => reader.facts(&record, &mut notes),
        };
        if let Some(word) = reader.unmatched_location(&record) {
            if profile.deidentified {
                let column = reader.columns.name(Field::Location);
                notes.add("D09", column.as_deref(), record.line, "a kind of place that is in no table");
            } else {
                *unmatched.entry(shown(&normal(word))).or_insert(0) += 1;
            }
        }
        let group = reader.reference(&record);
        lines.push(Line { record, outcome, group });
    }
    check_period(table, &lines, options)?;
    let mut sink = Sink { out: &mut out, notes: &mut notes, table, profile, options, reader: &reader };
    match profile.rows {
        Rows::Crime => sink.crimes(lines),
        Rows::Parts => sink.parts(lines),
    }
    out.notes = notes.list();
    out.unmatched_locations = unmatched.into_iter().collect();
    out.unmatched_locations.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    out.quarantine.sort_by_key(|row| row.record);
    Ok(out)
}

fn refusal(table: &RawTable, record: &Record<'_>, options: &ReadOptions) -> Option<SourceError> {
    let refuse = |code, reason: String, hint: &str| {
        Some(SourceError::Refused { file: table.name.clone(), code, reason, hint: hint.to_owned() })
    };
    match record.fault {
        Some(Fault::Cut) if !options.allow_partial => refuse(
            "B09",
            format!("line {}: the file ends in the middle of record {}", record.line, record.number),
            "export it again, or import the whole records with --allow-partial",
        ),
        Some(Fault::Hopeless) => refuse(
            "C04",
            format!("line {}: too many quotes that are never closed", record.line),
            "declare the delimiter, or export without quotes",
        ),
        _ => None,
    }
}

/// What is wrong with the record before any cell is read.
fn shape(record: &Record<'_>, table: &RawTable) -> Option<Bad> {
    let bad = |code, reason: String| Some(Bad { column: None, code, reason });
    match &record.fault {
        None => {
            let repeated = record.fields.len() == table.header.len()
                && record.fields.iter().zip(&table.header).all(|(a, b)| normal(a) == normal(b));
            if repeated { bad("C10", "repeated header".to_owned()) } else { None }
        }
        Some(Fault::Ragged { expected, found }) => {
            bad("C06", format!("{found} fields where the header has {expected}"))
        }
        Some(Fault::Undecodable) => bad("B05", "bytes that mean nothing in the file's encoding".to_owned()),
        Some(Fault::Nul) => bad("B07", "a NUL byte".to_owned()),
        Some(Fault::Quote | Fault::Hopeless) => {
            bad("C04", format!("a quote opened on line {} is not closed properly", record.line))
        }
        Some(Fault::TooLong) => bad("C11", "a field or record beyond its size limit".to_owned()),
        Some(Fault::Cut) => bad("B09", "the file ends in the middle of this record".to_owned()),
    }
}

fn check_period(table: &RawTable, lines: &[Line<'_>], options: &ReadOptions) -> Result<(), SourceError> {
    let Some((from, to)) = options.period else { return Ok(()) };
    let mut months = lines.iter().filter_map(|l| l.outcome.as_ref().ok()).map(|f| f.month).peekable();
    if months.peek().is_some() && months.all(|m| m < from || m > to) {
        return Err(SourceError::Question {
            file: table.name.clone(),
            code: "T17",
            question: format!("every date lies outside the declared period {from} to {to}"),
            hint: "correct --period, or check that this is the right file".to_owned(),
        });
    }
    Ok(())
}

struct Sink<'a, 'p> {
    out: &'a mut FileRead,
    notes: &'a mut Notes,
    table: &'a RawTable,
    profile: &'p Profile,
    options: &'a ReadOptions,
    reader: &'a Reader<'p>,
}

impl Sink<'_, '_> {
    fn set_aside(&mut self, record: &Record<'_>, bad: Bad) {
        self.out.counts.quarantined += 1;
        if self.options.from_quarantine && super::corrected::origin(self.table, record).is_some() {
            // It stays in quarantine under its first file and record; only the reason is told again.
            self.out
                .sentences
                .push(format!("line {}: still refused, {} [{}]", record.line, bad.reason, bad.code));
            return;
        }
        self.out.quarantine.push(QuarantinedRow {
            profile: self.profile.id.clone(),
            file: self.table.name.clone(),
            file_sha256: self.table.sha256.clone(),
            line: record.line,
            record: record.number,
            column: bad.column,
            code: bad.code.to_owned(),
            reason: bad.reason,
            header: self.table.header_raw.clone(),
            raw: if self.profile.deidentified { self.without_words(record) } else { record.raw.to_vec() },
        });
    }

    /// The record as it may be kept of a health source: only columns that hold codes, times, ages and sites. A
    /// record whose fields cannot be told apart keeps nothing.
    fn without_words(&self, record: &Record<'_>) -> Vec<u8> {
        let kept: Vec<&str> = (0..self.table.header.len())
            .map(|i| {
                let cell = record.fields.get(i).map_or("", |cell| cell.as_ref());
                let age = self.reader.columns.index(Field::VictimAge) == Some(i);
                let told = record.fault.is_none() && self.reader.columns.plain(i);
                let times = [Field::CommittedFrom, Field::CommittedTo, Field::Recorded, Field::Updated];
                let time = times.iter().any(|f| self.reader.columns.index(*f) == Some(i));
                // A remark written where a time or an age belongs is somebody's words.
                let clock = |c: char| c.is_ascii_digit() || "-/.:+ TZ".contains(c);
                let fits = (!age || super::cells::age(cell).is_ok()) && (!time || cell.chars().all(clock));
                if told && fits { cell } else { "" }
            })
            .collect();
        sources::csv_line(&kept)
    }

    fn release(&mut self, record: &Record<'_>) {
        if self.options.from_quarantine {
            self.out.released.extend(super::corrected::origin(self.table, record));
        }
    }

    fn source(&self, facts: &Facts) -> Result<String, Bad> {
        let force = facts.force.as_ref().or(self.options.force.as_ref()).or(self.profile.force.as_ref());
        force.map(|f| format!("{}:{f}", self.profile.source)).ok_or_else(|| Bad {
            column: self.reader.columns.name(Field::Force),
            code: "C13",
            reason: "the reporting force is missing".to_owned(),
        })
    }

    /// One row a crime.
    fn crimes(&mut self, lines: Vec<Line<'_>>) {
        let mut by_key: HashMap<(String, String), Vec<(Record<'_>, Facts)>> = HashMap::new();
        let mut order = Vec::new();
        let mut ordinals: HashMap<(String, String), u32> = HashMap::new();
        for Line { record, outcome, .. } in lines {
            let facts = match outcome {
                Ok(facts) => facts,
                Err(bad) => {
                    self.set_aside(&record, bad);
                    continue;
                }
            };
            let source = match self.source(&facts) {
                Ok(source) => source,
                Err(bad) => {
                    self.set_aside(&record, bad);
                    continue;
                }
            };
            if let Some(reference) = &facts.reference {
                let name = match self.profile.reference {
                    ReferenceScope::Source => reference.clone(),
                    ReferenceScope::Month => format!("{}/{reference}", facts.month),
                };
                let key = (source, name);
                let rows = by_key.entry(key.clone()).or_default();
                if rows.is_empty() {
                    order.push(key);
                }
                rows.push((record, facts));
            } else {
                let digest = fold::digest(&facts);
                let name = self.unnamed(&record, &facts, &source, digest, &mut ordinals);
                self.accept(RecordKey { source, reference: name }, &[(record, facts)]);
            }
        }
        for key in order {
            let rows = by_key.remove(&key).expect("invariant: every key in the order has rows");
            self.referenced(key, rows);
        }
    }

    /// Stand-in reference: month, content digest, ordinal among identical rows of the file.
    fn unnamed(
        &self,
        record: &Record<'_>,
        facts: &Facts,
        source: &str,
        digest: String,
        ordinals: &mut HashMap<(String, String), u32>,
    ) -> String {
        if let Some(ending) = origin_ending(self.table, record) {
            return format!("{}/{digest}/{ending}", facts.month);
        }
        let ordinal = ordinals.entry((source.to_owned(), digest.clone())).or_insert(0);
        *ordinal += 1;
        format!("{}/{digest}/{ordinal}", facts.month)
    }

    /// Rows of one reference: identical ones are one record, the others by the profile's rule.
    fn referenced(&mut self, (source, name): (String, String), rows: Vec<(Record<'_>, Facts)>) {
        let mut distinct: Vec<Vec<(Record<'_>, Facts)>> = Vec::new();
        for row in rows {
            match distinct.iter_mut().find(|same| same[0].1 == row.1) {
                Some(same) => same.push(row),
                None => distinct.push(vec![row]),
            }
        }
        if distinct.len() > 1 && self.profile.reference == ReferenceScope::Source {
            let reason = "the same reference stands twice with different content".to_owned();
            let column = self.reader.columns.name(Field::Reference);
            for (record, _) in distinct.into_iter().flatten() {
                self.set_aside(&record, Bad { column: column.clone(), code: "D12", reason: reason.clone() });
            }
            return;
        }
        if distinct.len() > 1 {
            distinct.sort_by_cached_key(|same| fold::digest(&same[0].1));
            let column = self.reader.columns.name(Field::Reference);
            let text = "stands again in its month with other content: each is kept as a record of its own";
            self.notes.add("D12", column.as_deref(), distinct[0][0].0.line, text);
        }
        for (i, same) in distinct.into_iter().enumerate() {
            let reference = if i == 0 { name.clone() } else { format!("{name}#{}", i + 1) };
            let key = RecordKey { source: source.clone(), reference };
            if self.options.from_quarantine
                && self.profile.reference == ReferenceScope::Month
                && let Some(ending) = origin_ending(self.table, &same[0].0)
            {
                self.out.origins.insert(key.clone(), ending);
            }
            self.accept(key, &same);
        }
    }

    /// Identical rows of one key: one record, the others counted as duplicates.
    fn accept(&mut self, key: RecordKey, same: &[(Record<'_>, Facts)]) {
        match fold::crime(key, &[&same[0].1], self.profile.snapped) {
            Ok(incident) => {
                self.keep_words(&incident.key, &same[0].1);
                self.out.incidents.push(incident);
                self.out.counts.accepted += same.len() as u64;
                self.out.counts.duplicate += same.len() as u64 - 1;
                for (record, _) in same {
                    self.release(record);
                }
            }
            Err(field) => {
                for (record, _) in same {
                    self.set_aside(record, self.two_ages(field));
                }
            }
        }
    }

    fn keep_words(&mut self, key: &RecordKey, facts: &Facts) {
        if let Some(text) = &facts.place_text {
            self.out.place_texts.insert(key.clone(), text.clone());
        }
    }

    fn two_ages(&self, field: Field) -> Bad {
        let reason = "one person of the crime has two ages".to_owned();
        Bad { column: self.reader.columns.name(field), code: "D12", reason }
    }

    /// Several rows a crime.
    fn parts(&mut self, lines: Vec<Line<'_>>) {
        let mut groups: HashMap<(String, String), usize> = HashMap::new();
        let mut crimes: Vec<Vec<Line<'_>>> = Vec::new();
        for line in lines {
            match &line.group {
                Some(group) => {
                    let at = *groups.entry(group.clone()).or_insert(crimes.len());
                    if at == crimes.len() {
                        crimes.push(Vec::new());
                    }
                    crimes[at].push(line);
                }
                None => crimes.push(vec![line]),
            }
        }
        for crime in crimes {
            if let Err(bad) = self.whole(&crime) {
                self.set_aside_crime(crime, &bad);
            }
        }
    }

    /// Accepts the crime, or says why none of its rows can be taken.
    fn whole(&mut self, lines: &[Line<'_>]) -> Result<(), Bad> {
        let mut rows: Vec<&Facts> = Vec::with_capacity(lines.len());
        for line in lines {
            rows.push(line.outcome.as_ref().map_err(|bad| Bad {
                reason: format!(
                    "another row of this crime (line {}) is refused: {}",
                    line.record.line, bad.reason
                ),
                ..bad.clone()
            })?);
        }
        let first = rows[0];
        if let Some(found) = rows[1..].iter().find_map(|row| fold::difference(first, row)) {
            let column = match found {
                Difference::Field(field) => self.reader.columns.name(field),
                Difference::Further(i) => {
                    self.reader.columns.agree.get(i).map(|&c| self.reader.columns.column_name(c))
                }
            };
            let reason = "the rows of this crime disagree in a column that belongs to the crime".to_owned();
            return Err(Bad { column, code: "D12", reason });
        }
        let source = self.source(first)?;
        let reference = first.reference.clone().unwrap_or_default();
        let incident = fold::crime(RecordKey { source, reference }, &rows, self.profile.snapped)
            .map_err(|field| self.two_ages(field))?;
        self.keep_words(&incident.key, first);
        self.out.incidents.push(incident);
        self.out.counts.accepted += 1;
        self.out.counts.folded += lines.len() as u64 - 1;
        for line in lines {
            self.release(&line.record);
        }
        Ok(())
    }

    fn set_aside_crime(&mut self, lines: Vec<Line<'_>>, shared: &Bad) {
        for Line { record, outcome, .. } in lines {
            let bad = outcome.err().unwrap_or_else(|| shared.clone());
            self.set_aside(&record, bad);
        }
    }
}

/// The row of an export as the ending of a reference.
fn origin_ending(table: &RawTable, record: &Record<'_>) -> Option<String> {
    let (sha, number) = super::corrected::origin(table, record)?;
    Some(format!("q-{}-{number}", sha.get(..8).unwrap_or(&sha)))
}

/// Reads a profile by its built-in id, or from a TOML file.
///
/// # Errors
/// The file cannot be read; the message of [`super::IncidentError`] otherwise.
pub fn load_profile(id_or_path: &str) -> Result<Profile, SourceError> {
    if let Some(profile) = Profile::built_in(id_or_path) {
        return Ok(profile);
    }
    let path = Path::new(id_or_path);
    let name = sources::display_name(path);
    let refuse = |reason: String, hint: &str| SourceError::Refused {
        file: name.clone(),
        code: "C09",
        reason,
        hint: hint.to_owned(),
    };
    if path.extension().is_none_or(|ending| ending != "toml") {
        return Err(refuse(
            "no such profile".to_owned(),
            "use police-uk, rms, istv, or the path of your own profile ending in .toml",
        ));
    }
    let text = sources::read_text(path)?;
    Profile::parse(&text)
        .map_err(|error| refuse(error.to_string(), "compare it with the built-in rms profile"))
}
