//! Quarantine out to a file people can correct, and back in.

use std::{borrow::Cow, collections::BTreeMap};

use super::QuarantinedRow;
use crate::sources::{self, Layout, RawTable, Record};

/// Our own columns of an export; the source's columns follow.
const OWN: [&str; 8] = [
    "harmspot file",
    "harmspot sha256",
    "harmspot record",
    "harmspot line",
    "harmspot profile",
    "harmspot column",
    "harmspot code",
    "harmspot reason",
];

/// How an export is read back: UTF-8, commas, no title lines, whatever the profile says.
pub(super) fn layout() -> Layout {
    Layout { encoding: Some(sources::Encoding::Utf8), delimiter: Some(b','), skip_rows: 0, sheet: None }
}

/// Which row of which file a line of an export is.
pub(super) fn origin(table: &RawTable, record: &Record<'_>) -> Option<(String, u64)> {
    let at = |name: &str| table.header.iter().position(|h| h == name);
    let (sha, number) = (at(OWN[1])?, at(OWN[2])?);
    let sha256 = record.fields.get(sha)?.trim().to_owned();
    (!sha256.is_empty()).then_some((sha256, record.fields.get(number)?.trim().parse().ok()?))
}

/// Quarantined rows of one profile as CSV: our eight columns, then the source's own.
///
/// Correct the source's columns, keep the first three, and import the file again with
/// `--from-quarantine`. Fields of a row with too many stand in columns named `harmspot extra`. A cell
/// that a spreadsheet would run as a formula gets a leading `'`, which re-import takes off again.
#[must_use]
pub fn export(rows: &[QuarantinedRow]) -> Vec<u8> {
    let mut names: Vec<String> = Vec::new();
    let parsed: Vec<BTreeMap<usize, String>> = rows
        .iter()
        .map(|row| {
            let header = sources::split_line(&row.header);
            let fields = sources::split_line(&row.raw);
            let mut cells = BTreeMap::new();
            for (i, field) in fields.into_iter().enumerate() {
                let name = header.get(i).map_or_else(|| "harmspot extra".to_owned(), Clone::clone);
                let at = names.iter().position(|n| *n == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
                cells.insert(at, field);
            }
            cells
        })
        .collect();
    let mut out = sources::csv_line(
        &OWN.iter().map(|s| (*s).to_owned()).chain(names.iter().cloned()).collect::<Vec<_>>(),
    );
    out.push(b'\n');
    for (row, cells) in rows.iter().zip(parsed) {
        let own = [
            row.file.clone(),
            row.file_sha256.clone(),
            row.record.to_string(),
            row.line.to_string(),
            row.profile.clone(),
            row.column.clone().unwrap_or_default(),
            row.code.clone(),
            row.reason.clone(),
        ];
        let theirs = (0..names.len()).map(|i| cells.get(&i).cloned().unwrap_or_default());
        let line: Vec<String> = own.into_iter().chain(theirs).map(|cell| guarded(&cell)).collect();
        out.extend(sources::csv_line(&line));
        out.push(b'\n');
    }
    out
}

/// A cell no spreadsheet runs: a leading `'` before `= + - @` and controls; numbers stay numbers.
#[must_use]
pub fn guarded(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    if risky && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

/// Takes the guard off again.
pub(super) fn unguarded(cell: Cow<'_, str>) -> Cow<'_, str> {
    let guarded =
        cell.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']));
    if guarded { Cow::Owned(cell[1..].to_owned()) } else { cell }
}
