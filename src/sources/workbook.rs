//! One sheet of a workbook as rows of text.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Reader, SheetVisible, Xlsx};

use super::{Budget, SourceError, SourceFile, archive::check_workbook};

/// A sheet: one entry a row up to the last one with content, blank rows as empty lists.
pub(super) struct Sheet {
    pub rows: Vec<Vec<String>>,
    /// Sentences for the batch's notes.
    pub notes: Vec<String>,
}

/// Reads the sheet named, or the only one with content. Dates become `yyyy-mm-dd HH:MM:SS`; formulas
/// give their stored value; macros are never run.
pub(super) fn read_sheet(
    file: &SourceFile,
    sheet: Option<&str>,
    budget: &Budget,
) -> Result<Sheet, SourceError> {
    check_workbook(file, budget)?;
    let broken = || {
        let reason = "the workbook cannot be read";
        SourceError::refuse(&file.name, "C16", reason, "save the sheet as CSV and import that")
    };
    // The reader of a foreign format may meet bytes its authors did not: that ends this file only.
    catch_unwind(AssertUnwindSafe(|| open(file, sheet, budget))).unwrap_or_else(|_| Err(broken()))
}

fn open(file: &SourceFile, wanted: Option<&str>, budget: &Budget) -> Result<Sheet, SourceError> {
    let refuse = |code, reason: String| {
        Err(SourceError::refuse(&file.name, code, reason, "save the sheet as CSV and import that"))
    };
    let Ok(mut book) = Xlsx::new(Cursor::new(&file.bytes[..])) else {
        return refuse("C16", "the workbook cannot be read, or has a password".to_owned());
    };
    let sheets = book.sheets_metadata().to_vec();
    let mut found: Vec<(String, Vec<Vec<String>>)> = Vec::new();
    let mut notes = Vec::new();
    for meta in &sheets {
        if wanted.is_some_and(|name| name != meta.name) {
            continue;
        }
        let Ok(rows) = rows_of(&mut book, &meta.name, budget) else {
            return refuse("C16", "a sheet of the workbook cannot be read".to_owned());
        };
        if rows.is_empty() {
            continue;
        }
        let hidden = meta.visible != SheetVisible::Visible;
        if hidden && wanted.is_none() {
            notes.push(format!("a hidden sheet with {} rows was left out", rows.len()));
        } else {
            found.push((meta.name.clone(), rows));
        }
    }
    match (found.len(), wanted) {
        (0, Some(_)) => refuse("C16", "no sheet of that name has content".to_owned()),
        (0, None) => refuse("B08", "no records".to_owned()),
        (1, _) => Ok(Sheet { rows: found.remove(0).1, notes }),
        (n, _) => Err(SourceError::ask(
            &file.name,
            "C16",
            format!("{n} sheets have content"),
            "name the one to import with --sheet",
        )),
    }
}

fn rows_of(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &Budget) -> Result<Vec<Vec<String>>, ()> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| ())?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0_u64;
    while let Some(cell) = cells.next_cell().map_err(|_| ())? {
        let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        bytes += text.len() as u64;
        if bytes > budget.file_bytes || row >= 1_048_576 {
            return Err(());
        }
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        // A stray far cell must not make a wide row: beyond the budget its place is kept, not its distance.
        let column = column.min(budget.columns);
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = text;
    }
    Ok(rows)
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}
