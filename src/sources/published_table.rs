//! Published tables: comma- or tab-separated, with a header, or without one (Code-Point Open).

use super::{GroundFile, GroundFileError};

/// A table as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedTable {
    /// Column names; empty when the file has none.
    pub header: Vec<String>,
    /// Physical line and fields of each record; all have as many fields as the first.
    pub rows: Vec<(u64, Vec<String>)>,
}

impl PublishedTable {
    /// Reads a table. A tab in the first line makes it tab-separated. `has_header` says whether the
    /// first record names the columns.
    ///
    /// # Errors
    /// [`GroundFileError::BadRow`] for a record of another length.
    pub fn read(file: &GroundFile, has_header: impl Fn(&[String]) -> bool) -> Result<Self, GroundFileError> {
        let text = file.text()?;
        let tabs = text.lines().next().is_some_and(|line| line.contains('\t'));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(if tabs { b'\t' } else { b',' })
            .quoting(!tabs)
            .from_reader(text.as_bytes());
        let mut table = Self { header: Vec::new(), rows: Vec::new() };
        let mut width = None;
        for record in reader.records() {
            let bad = |line, what: String| GroundFileError::BadRow { file: file.name.clone(), line, what };
            let record = record
                .map_err(|e| bad(e.position().map_or(0, csv::Position::line), "cannot be read".to_owned()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let fields: Vec<String> = record.iter().map(|f| f.trim().to_owned()).collect();
            if fields.iter().all(String::is_empty) {
                continue;
            }
            let first = width.is_none();
            let wanted = *width.get_or_insert(fields.len());
            if fields.len() != wanted {
                return Err(bad(line, format!("{} fields where the first line has {wanted}", fields.len())));
            }
            if first && has_header(&fields) {
                table.header = fields;
            } else {
                table.rows.push((line, fields));
            }
        }
        Ok(table)
    }

    /// Where a column stands, by its name in any case.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h.eq_ignore_ascii_case(name))
    }
}
