//! A few columns of a large CSV file, streamed: nothing is kept but the block being read.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::scan_parquet::{self, is_parquet};

/// What one file held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// Data records, the header and blank lines left out.
    pub records: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

/// Why a file could not be scanned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file without anything in it.
    #[error("{}: there is no row, and no header", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
    /// A wanted column is not in the header, or is there twice.
    #[error("{}: {} column {column:?}; the header has {}", file.display(), if *twice { "more than one" } else { "no" }, header.join(", "))]
    Column {
        /// The file.
        file: PathBuf,
        /// Column asked for.
        column: String,
        /// True when the name is there more than once.
        twice: bool,
        /// Columns there are.
        header: Vec<String>,
    },
    /// Not text a column scan can read.
    #[error("{}: {what}", file.display())]
    NotText {
        /// The file.
        file: PathBuf,
        /// Such as "the file is UTF-16".
        what: &'static str,
    },
    /// A record ends before the last wanted column.
    #[error("{} line {line}: {fields} fields where the header has {expected}", file.display())]
    Short {
        /// The file.
        file: PathBuf,
        /// 1-based line.
        line: u64,
        /// Fields found.
        fields: usize,
        /// Fields expected.
        expected: usize,
    },
}

/// Names of the columns of a CSV file, without a byte-order mark, or of a `.parquet` file.
///
/// # Errors
/// [`ScanError::Io`], [`ScanError::NotText`].
pub fn csv_header(file: &Path) -> Result<Vec<String>, ScanError> {
    if is_parquet(file) {
        return scan_parquet::header(file);
    }
    let mut start = Vec::new();
    let io = |source| ScanError::Io { file: file.to_owned(), source };
    let input = open(file).map_err(io)?.0;
    input.take(1 << 16).read_to_end(&mut start).map_err(io)?;
    let text = without_mark(file, &start)?;
    let line = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let mut fields = Fields::default();
    fields.split(line, delimiter(line), usize::MAX);
    Ok((0..fields.len()).map(|i| String::from_utf8_lossy(fields.get(i).trim_ascii()).into_owned()).collect())
}

/// Calls `each` with the 0-based record number, the 1-based line and the wanted fields (unquoted, untrimmed) of
/// every record. Comma, semicolon or tab, told from the header; quotes as RFC 4180; CRLF or LF; blank lines are no
/// records. Peak memory is one block of a megabyte, or the longest record. A `.gz` is unpacked on the way; a `.parquet`
/// gives its values as a CSV would hold them.
///
/// # Errors
/// [`ScanError`]; what was seen before it has been passed to `each`.
pub fn scan_csv(
    file: &Path,
    wanted: &[&str],
    mut each: impl FnMut(u64, u64, &Fields<'_>),
) -> Result<Scan, ScanError> {
    if is_parquet(file) {
        return scan_parquet::scan(file, wanted, each);
    }
    let io = |source| ScanError::Io { file: file.to_owned(), source };
    let header = csv_header(file)?;
    if header.iter().all(String::is_empty) {
        return Err(ScanError::Empty { file: file.to_owned() });
    }
    let mut columns = Vec::with_capacity(wanted.len());
    for &name in wanted {
        let mut at = header.iter().enumerate().filter(|(_, h)| *h == name).map(|(i, _)| i);
        match (at.next(), at.next()) {
            (Some(i), None) => columns.push(i),
            (_, second) => {
                let (file, column) = (file.to_owned(), name.to_owned());
                return Err(ScanError::Column { file, column, twice: second.is_some(), header });
            }
        }
    }
    let last = columns.iter().copied().max().unwrap_or(0);
    let (mut input, digest) = open(file).map_err(io)?;
    let mut block: Vec<u8> = Vec::new();
    let (mut records, mut line, mut separator) = (0_u64, 0_u64, None);
    let mut ended = false;
    while !ended {
        let kept = block.len();
        block.resize(kept + (1 << 20), 0);
        let got = read_some(&mut input, &mut block[kept..]).map_err(io)?;
        block.truncate(kept + got);
        ended = got == 0;
        let quotes = block.contains(&b'"');
        let mut from = 0;
        while let Some((length, lines)) = record_end(&block[from..], quotes, ended) {
            let record = &block[from..from + length];
            from += length;
            line += lines;
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            let record = record.strip_suffix(b"\r").unwrap_or(record);
            let Some(separator) = separator else {
                separator = Some(delimiter(record));
                continue;
            };
            if record.is_empty() {
                continue;
            }
            let mut all = Fields::default();
            all.split_plain_or_quoted(record, separator, last + 1, quotes);
            if all.len() <= last {
                let (file, fields) = (file.to_owned(), all.len());
                return Err(ScanError::Short {
                    file,
                    line: line + 1 - lines,
                    fields,
                    expected: header.len(),
                });
            }
            all.pick(&columns);
            each(records, line + 1 - lines, &all);
            records += 1;
        }
        block.drain(..from);
    }
    // A gzip reader may stop before the last bytes of its file.
    drop(input);
    std::io::copy(&mut Hashing(digest.clone()), &mut std::io::sink()).map_err(io)?;
    let sha256 = hex::encode(std::mem::take(&mut digest.borrow_mut().1).finalize());
    Ok(Scan { records, sha256 })
}

/// A file and the digest of what was read of it.
type Hashed = std::rc::Rc<std::cell::RefCell<(File, Sha256)>>;

/// Reads a file and hashes its own bytes on the way.
struct Hashing(Hashed);

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (file, digest) = &mut *self.0.borrow_mut();
        let got = file.read(buffer)?;
        digest.update(&buffer[..got]);
        Ok(got)
    }
}

/// Opens a CSV, or a gzipped one by its name; the digest is of the file as it lies on disk.
fn open(file: &Path) -> std::io::Result<(Box<dyn Read>, Hashed)> {
    let hashed = Hashed::new((File::open(file)?, Sha256::new()).into());
    let plain = Hashing(hashed.clone());
    let zipped = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    let input: Box<dyn Read> =
        if zipped { Box::new(flate2::read::MultiGzDecoder::new(plain)) } else { Box::new(plain) };
    Ok((input, hashed))
}

fn read_some(input: &mut dyn Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match input.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(got)
}

/// Length of the first record with its line end, and the lines it spans; `None` when more must be read.
fn record_end(text: &[u8], quotes: bool, ended: bool) -> Option<(usize, u64)> {
    if text.is_empty() {
        return None;
    }
    let (mut inside, mut lines) = (false, 1);
    if quotes {
        for (i, &b) in text.iter().enumerate() {
            match b {
                b'"' => inside = !inside,
                b'\n' if inside => lines += 1,
                b'\n' => return Some((i + 1, lines)),
                _ => {}
            }
        }
    } else if let Some(i) = text.iter().position(|&b| b == b'\n') {
        return Some((i + 1, 1));
    }
    ended.then_some((text.len(), lines))
}

fn without_mark<'a>(file: &Path, text: &'a [u8]) -> Result<&'a [u8], ScanError> {
    let refuse = |what| Err(ScanError::NotText { file: file.to_owned(), what });
    if text.starts_with(&[0xff, 0xfe]) || text.starts_with(&[0xfe, 0xff]) {
        return refuse("the file is UTF-16; save it as CSV UTF-8");
    }
    if text.contains(&0) {
        return refuse("the file is binary, not CSV");
    }
    Ok(text.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(text))
}

/// The commonest of comma, semicolon and tab in the header.
fn delimiter(header: &[u8]) -> u8 {
    let times = |d: u8| header.split(|&b| b == d).count();
    // The last of equals wins: comma.
    [b'\t', b';', b','].into_iter().max_by_key(|&d| times(d)).unwrap_or(b',')
}

/// The wanted fields of one record.
#[derive(Debug, Default)]
pub struct Fields<'a> {
    plain: [&'a [u8]; 8],
    picked: usize,
    many: Vec<std::borrow::Cow<'a, [u8]>>,
}

impl<'a> Fields<'a> {
    /// Fields that are known already.
    pub(super) fn of(many: Vec<std::borrow::Cow<'a, [u8]>>) -> Self {
        Self { many, ..Self::default() }
    }

    /// Number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.picked.max(self.many.len())
    }

    /// True without fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Field `i` of those wanted, in the order they were asked for; empty when there is none.
    #[must_use]
    pub fn get(&self, i: usize) -> &[u8] {
        if self.many.is_empty() {
            self.plain.get(i).copied().unwrap_or_default()
        } else {
            self.many.get(i).map_or(&[], |f| f)
        }
    }

    /// Field `i` as a number, spaces around it allowed; `None` when it is empty or no finite number.
    #[must_use]
    pub fn number(&self, i: usize) -> Option<f64> {
        parse_number(self.get(i))
    }

    fn split_plain_or_quoted(&mut self, record: &'a [u8], separator: u8, most: usize, quotes: bool) {
        if most > self.plain.len() || (quotes && record.contains(&b'"')) {
            self.split(record, separator, most);
            return;
        }
        let mut rest = record;
        while self.picked < most {
            let Some(end) = rest.iter().position(|&b| b == separator) else {
                self.plain[self.picked] = rest;
                self.picked += 1;
                return;
            };
            self.plain[self.picked] = &rest[..end];
            self.picked += 1;
            rest = &rest[end + 1..];
        }
    }

    fn split(&mut self, record: &'a [u8], separator: u8, most: usize) {
        let mut from = 0;
        loop {
            let (field, next) = field(record, from, separator);
            self.many.push(field);
            match next {
                Some(next) if self.many.len() < most => from = next,
                _ => return,
            }
        }
    }

    fn pick(&mut self, columns: &[usize]) {
        if self.many.is_empty() {
            let mut picked: [&[u8]; 8] = [&[]; 8];
            for (to, &from) in picked.iter_mut().zip(columns) {
                *to = self.plain[from];
            }
            self.plain = picked;
            self.picked = columns.len();
        } else {
            self.many = columns.iter().map(|&i| self.many[i].clone()).collect();
        }
    }
}

/// One field from `from`, unquoted, and where the next begins.
fn field(record: &[u8], from: usize, separator: u8) -> (std::borrow::Cow<'_, [u8]>, Option<usize>) {
    let rest = &record[from..];
    if rest.first() != Some(&b'"') {
        let end = rest.iter().position(|&b| b == separator);
        return (rest[..end.unwrap_or(rest.len())].into(), end.map(|e| from + e + 1));
    }
    let mut text = Vec::new();
    let mut i = 1;
    while i < rest.len() {
        match rest[i] {
            b'"' if rest.get(i + 1) == Some(&b'"') => {
                text.push(b'"');
                i += 1;
            }
            b'"' => break,
            b => text.push(b),
        }
        i += 1;
    }
    let after = (i + 1).min(rest.len());
    let end = rest[after..].iter().position(|&b| b == separator);
    (text.into(), end.map(|e| from + after + e + 1))
}

/// A decimal number: the common short ones exactly without the general parser, all others by it.
#[must_use]
pub fn parse_number(text: &[u8]) -> Option<f64> {
    const TENS: [f64; 19] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18,
    ];
    let text = text.trim_ascii();
    let (negative, digits) = match text.first()? {
        b'-' => (true, &text[1..]),
        _ => (false, text),
    };
    let (mut whole, mut seen, mut decimals, mut point) = (0_u64, 0, 0, false);
    for &b in digits {
        match b {
            b'0'..=b'9' if seen < 18 => {
                whole = whole * 10 + u64::from(b - b'0');
                seen += 1;
                decimals += usize::from(point);
            }
            b'.' if !point => point = true,
            _ => return general(text),
        }
    }
    // One exact number divided by another is rounded once: the nearest double.
    if seen == 0 || whole >= 1 << 53 {
        return general(text);
    }
    let value = whole as f64 / TENS[decimals];
    Some(if negative { -value } else { value })
}

fn general(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    // "nan" and "inf" are words here, not numbers.
    text.parse::<f64>().ok().filter(|v| v.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str, wanted: &[&str]) -> Result<Vec<Vec<String>>, ScanError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.csv");
        std::fs::write(&path, text).expect("written");
        let mut rows = Vec::new();
        scan_csv(&path, wanted, |row, _, fields| {
            assert_eq!(row as usize, rows.len());
            rows.push(
                (0..wanted.len()).map(|i| String::from_utf8_lossy(fields.get(i)).into_owned()).collect(),
            );
        })?;
        Ok(rows)
    }

    #[test]
    fn quotes_line_ends_marks_and_separators_are_read_as_the_csv_reader_reads_them() {
        let text = "\u{feff}a,b,c\r\n1,\"x, \"\"y\"\"\nz\",3\r\n\r\n4,5,6";
        assert_eq!(scan(text, &["c", "b"]).expect("CSV"), [["3", "x, \"y\"\nz"], ["6", "5"]]);
        assert_eq!(scan("a;b\n1;2\n", &["b"]).expect("CSV"), [["2"]]);
        assert_eq!(scan("a\tb\n1\t\n", &["b", "a"]).expect("CSV"), [["", "1"]]);
    }

    #[test]
    fn records_across_blocks_are_whole() {
        let pad = "x".repeat(40);
        let lines: Vec<String> = (0..60_000).map(|i| format!("{pad},{i}")).collect();
        let text = format!("pad,n\n{}\n", lines.join("\n"));
        let rows = scan(&text, &["n"]).expect("CSV");
        assert!(rows.len() == 60_000 && rows.iter().enumerate().all(|(i, r)| r[0] == i.to_string()));
    }

    #[test]
    fn a_file_of_nothing_is_empty_and_not_without_a_column() {
        for nothing in ["", "\n", "\u{feff}"] {
            assert!(matches!(scan(nothing, &["z"]), Err(ScanError::Empty { .. })), "{nothing:?}");
        }
    }

    #[test]
    fn missing_columns_and_short_records_are_named() {
        assert!(matches!(scan("a,b\n1,2\n", &["z"]), Err(ScanError::Column { twice: false, .. })));
        assert!(matches!(scan("a,a\n1,2\n", &["a"]), Err(ScanError::Column { twice: true, .. })));
        assert!(matches!(scan("a,b\n1,2\n3\n", &["b"]), Err(ScanError::Short { line: 3, fields: 1, .. })));
    }

    #[test]
    fn numbers_equal_the_general_parser() {
        for text in [
            "0",
            "-0.5",
            "570125.0",
            "51.123456789",
            "1e3",
            "0.1",
            "123456789012345678",
            "-1.7976931348623157e308",
        ] {
            assert_eq!(parse_number(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["", " ", "-", ".", "nan", "inf", "1,5", "12a", "1.2.3"] {
            assert_eq!(parse_number(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse_number(b" 4.25 "), Some(4.25));
    }
}
