//! A table as read: header, then records, from text or a sheet.

use std::borrow::Cow;

use super::{
    Budget, Encoding, Kind, Record, SourceError, SourceFile,
    delimited::{Fault, Splitter},
    encoding::decide,
    file::gunzip,
    sniff::sniff,
    workbook::read_sheet,
};

/// How a table is to be read; everything not declared is decided for the whole file or asked.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Encoding of a text file.
    pub encoding: Option<Encoding>,
    /// Delimiter of a text file.
    pub delimiter: Option<u8>,
    /// Physical lines (or sheet rows) above the header.
    pub skip_rows: u32,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
}

/// One table with its birth certificate.
#[derive(Debug)]
pub struct RawTable {
    /// File name without its folder.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Column names as written.
    pub header: Vec<String>,
    /// The header record's bytes.
    pub header_raw: Vec<u8>,
    /// Encoding, where the file is text.
    pub encoding: Option<Encoding>,
    /// Sentences about the file as a whole.
    pub notes: Vec<String>,
    /// True for a sheet: typed dates are then written ISO, whatever the profile says.
    pub typed_dates: bool,
    body: Body,
    budget: Budget,
}

#[derive(Debug)]
enum Body {
    Text { bytes: Vec<u8>, delimiter: u8, windows: bool, skip: u32 },
    Sheet { rows: Vec<Vec<String>>, skip: usize },
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl RawTable {
    /// Opens the table; `known` counts how many of the names in a header the caller knows.
    ///
    /// # Errors
    /// Content that is not what the name says, an encoding or delimiter that must be declared, no
    /// records, or title lines above the header.
    pub fn open(
        mut file: SourceFile,
        layout: &Layout,
        budget: Budget,
        known: &dyn Fn(&[String]) -> usize,
    ) -> Result<Self, SourceError> {
        let lower = file.name.to_lowercase();
        let ends = |ending: &str| lower.ends_with(ending);
        let mut kind = sniff(&file.bytes);
        if kind == Kind::Gzip && ends(".gz") {
            file.bytes = gunzip(&file.name, &file.bytes, &budget)?;
            kind = sniff(&file.bytes);
        }
        match kind {
            Kind::Text if !ends(".xlsx") => Self::text(file, layout, budget, known),
            Kind::Workbook if ends(".xlsx") || ends(".xlsm") => Self::sheet(&file, layout, budget),
            other => Err(SourceError::refuse(
                &file.name,
                "B10",
                format!("by its content this is {}, not what its name says", other.name()),
                "export the table as CSV, or as .xlsx, and import that",
            )),
        }
    }

    fn text(
        file: SourceFile,
        layout: &Layout,
        budget: Budget,
        known: &dyn Fn(&[String]) -> usize,
    ) -> Result<Self, SourceError> {
        let text = decide(&file.name, file.bytes, layout.encoding)?;
        let mut notes = Vec::new();
        if text.guessed {
            notes.push("read as Windows-1252: no byte above 127 is sound UTF-8 [B04]".to_owned());
        } else if text.encoding != Encoding::Utf8 {
            notes.push(format!("decoded from {}", text.encoding.name()));
        }
        let none = || SourceError::refuse(&file.name, "B08", "no records", "check what was exported");
        if text.bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(none());
        }
        let header_by = |delimiter| {
            let mut splitter = Splitter::new(&text.bytes, delimiter, text.windows, budget);
            splitter.skip_lines(layout.skip_rows);
            splitter.find(|record| !record.is_blank())
        };
        let delimiter = match layout.delimiter {
            Some(declared) => declared,
            None => choose(&file.name, &header_by, known)?,
        };
        let header = header_by(delimiter).ok_or_else(none)?;
        let whole =
            Self::header_of(&file.name, header.fields.iter().map(ToString::to_string).collect(), &budget)?;
        let header_raw = header.raw.to_vec();
        // A header record may be any record's fault but not unreadable.
        if header.fault.is_some() && header.fields.is_empty() {
            return Err(SourceError::refuse(
                &file.name,
                "C09",
                format!("line {}: the header cannot be read", header.line),
                "export it again",
            ));
        }
        if let Some(line) = later_header(&text.bytes, delimiter, text.windows, budget, known, known(&whole)) {
            return Err(SourceError::ask(
                &file.name,
                "C08",
                format!("line {line} looks like the header, and there are lines above it"),
                format!("declare skip_rows = {} in the profile", line - 1),
            ));
        }
        let skip = layout.skip_rows;
        let table = Self {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            header: whole,
            header_raw,
            encoding: Some(text.encoding),
            notes,
            typed_dates: false,
            body: Body::Text { bytes: text.bytes, delimiter, windows: text.windows, skip },
            budget,
        };
        if table.records().all(|record| record.is_blank()) {
            return Err(SourceError::refuse(&file.name, "B08", "no records", "check what was exported"));
        }
        Ok(table)
    }

    fn sheet(file: &SourceFile, layout: &Layout, budget: Budget) -> Result<Self, SourceError> {
        let sheet = read_sheet(file, layout.sheet.as_deref(), &budget)?;
        let skip = layout.skip_rows as usize;
        let none = || SourceError::refuse(&file.name, "B08", "no records", "check what was exported");
        let at = sheet.rows.iter().skip(skip).position(|r| !r.is_empty()).ok_or_else(none)? + skip;
        if at + 1 == sheet.rows.len() {
            return Err(none());
        }
        let header = Self::header_of(&file.name, sheet.rows[at].clone(), &budget)?;
        Ok(Self {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            header_raw: csv_line(&header),
            header,
            encoding: None,
            notes: sheet.notes,
            typed_dates: true,
            body: Body::Sheet { rows: sheet.rows, skip: at + 1 },
            budget,
        })
    }

    fn header_of(file: &str, mut names: Vec<String>, budget: &Budget) -> Result<Vec<String>, SourceError> {
        while names.last().is_some_and(|name| name.trim().is_empty()) {
            names.pop();
        }
        if names.iter().any(|name| name.chars().count() > budget.name_chars) {
            let reason = format!("a column name is longer than {} characters", budget.name_chars);
            return Err(SourceError::refuse(file, "D20", reason, "shorten it"));
        }
        Ok(names)
    }

    /// The records, in order. Reading twice gives the same.
    pub fn records(&self) -> Box<dyn Iterator<Item = Record<'_>> + '_> {
        let columns = self.header.len();
        match &self.body {
            Body::Text { bytes, delimiter, windows, skip } => {
                let mut splitter = Splitter::new(bytes, *delimiter, *windows, self.budget);
                splitter.skip_lines(*skip);
                let _header = splitter.find(|record| !record.is_blank());
                splitter.expect_columns(columns);
                Box::new(splitter)
            }
            Body::Sheet { rows, skip } => {
                Box::new(rows.iter().enumerate().skip(*skip).map(move |(i, row)| {
                    let mut fields: Vec<Cow<'_, str>> =
                        row.iter().map(|c| Cow::Borrowed(c.as_str())).collect();
                    let found = fields.len();
                    if found < columns {
                        fields.resize(columns, Cow::Borrowed(""));
                    }
                    let ragged = found > columns;
                    Record {
                        line: i as u64 + 1,
                        number: (i - skip + 1) as u64,
                        raw: Cow::Owned(csv_line(row)),
                        fields,
                        fault: ragged.then_some(Fault::Ragged { expected: columns, found }),
                        literal_quote: false,
                    }
                }))
            }
        }
    }

    /// How long it is, for progress: bytes of text, or rows of a sheet.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.body {
            Body::Text { bytes, .. } => bytes.len() as u64,
            Body::Sheet { rows, .. } => rows.len() as u64,
        }
    }
}

fn choose<'a>(
    file: &str,
    header_by: &dyn Fn(u8) -> Option<Record<'a>>,
    known: &dyn Fn(&[String]) -> usize,
) -> Result<u8, SourceError> {
    let mut split: Vec<(usize, u8)> = DELIMITERS
        .into_iter()
        .filter_map(|delimiter| {
            let record = header_by(delimiter)?;
            let names: Vec<String> = record.fields.iter().map(ToString::to_string).collect();
            (names.len() > 1).then(|| (known(&names), delimiter))
        })
        .collect();
    split.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    match split[..] {
        [] => Ok(b','),
        [(_, only)] => Ok(only),
        [(best, delimiter), (next, _), ..] if best > next => Ok(delimiter),
        _ => Err(SourceError::ask(
            file,
            "C02",
            "the header can be split by more than one delimiter",
            "declare delimiter in the profile",
        )),
    }
}

/// The line of a better header among the first twenty records, if there is one.
fn later_header(
    bytes: &[u8],
    delimiter: u8,
    windows: bool,
    budget: Budget,
    known: &dyn Fn(&[String]) -> usize,
    score: usize,
) -> Option<u64> {
    Splitter::new(bytes, delimiter, windows, budget)
        .take(20)
        .map(|record| {
            let names: Vec<String> = record.fields.iter().map(ToString::to_string).collect();
            (known(&names), record.line)
        })
        .find(|(other, _)| *other > score && *other >= 3)
        .map(|(_, line)| line)
}

/// A row as one CSV line, quoted where needed.
#[must_use]
pub fn csv_line<S: AsRef<[u8]>>(fields: &[S]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory cannot fail, and a single record has no length to disagree with.
    let _ = writer.write_record(fields);
    let mut line = writer.into_inner().unwrap_or_default();
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    line
}

/// The fields of one record kept as bytes: its delimiter is the one that splits a header best, and
/// bytes that are not UTF-8 are taken as Windows-1252.
#[must_use]
pub fn split_line(raw: &[u8]) -> Vec<String> {
    let windows = std::str::from_utf8(raw).is_err();
    let most = DELIMITERS
        .into_iter()
        .max_by_key(|d| (raw.iter().map(|b| usize::from(b == d)).sum::<usize>(), *d == b','));
    let splitter = Splitter::new(raw, most.unwrap_or(b','), windows, Budget::default());
    let fields: Vec<String> =
        splitter.take(1).flat_map(|r| r.fields).map(std::borrow::Cow::into_owned).collect();
    if fields.is_empty() { vec![String::from_utf8_lossy(raw).replace('\0', "")] } else { fields }
}
