//! Records of a delimited text, with physical line, raw bytes and what is wrong with their shape.

use std::{borrow::Cow, ops::Range};

use super::{Budget, encoding::windows_1252};

/// What is wrong with the shape of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another number of fields than the header.
    Ragged {
        /// Fields of the header.
        expected: usize,
        /// Fields found.
        found: usize,
    },
    /// Bytes that mean nothing in the file's encoding.
    Undecodable,
    /// A NUL byte.
    Nul,
    /// A quote opened on this line is never closed, or text follows a closing quote.
    Quote,
    /// A field, line or record beyond its budget.
    TooLong,
    /// The file ends inside this record.
    Cut,
    /// So many unbalanced quotes that reading on would take too long.
    Hopeless,
}

/// One record.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// Physical line it starts on, from 1.
    pub line: u64,
    /// Record number, from 1, header not counted.
    pub number: u64,
    /// Its bytes, without line end.
    pub raw: Cow<'a, [u8]>,
    /// Its fields; empty where the fault leaves none.
    pub fields: Vec<Cow<'a, str>>,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// True where a quote inside an unquoted field was taken literally.
    pub literal_quote: bool,
}

impl Record<'_> {
    /// True when there is nothing in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.fault.is_none() && self.fields.iter().all(|f| f.trim().is_empty())
    }
}

/// Splits bytes into records. Line ends are LF, CRLF or CR, also mixed.
///
/// A quoted field ends at its closing quote, a budget or the end of the file. When it does not end
/// well, only the line on which it opened is set aside and reading goes on with the next line, so an
/// unbalanced quote never swallows its neighbours.
pub(super) struct Splitter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    number: u64,
    delimiter: u8,
    windows: bool,
    columns: Option<usize>,
    budget: Budget,
    rescanned: u64,
}

struct Scan {
    end: usize,
    next: usize,
    lines: u64,
    fields: Vec<(Range<usize>, bool)>,
    fault: Option<Fault>,
    literal_quote: bool,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(bytes: &'a [u8], delimiter: u8, windows: bool, budget: Budget) -> Self {
        Self { bytes, at: 0, line: 1, number: 0, delimiter, windows, columns: None, budget, rescanned: 0 }
    }

    /// Skips whole physical lines.
    pub(super) fn skip_lines(&mut self, lines: u32) {
        for _ in 0..lines {
            let (_, next) = line_end(self.bytes, self.at);
            self.line += u64::from(next > self.at);
            self.at = next;
        }
    }

    /// From here on records are numbered from 1 and must have this many fields.
    pub(super) fn expect_columns(&mut self, columns: usize) {
        self.columns = Some(columns);
        self.number = 0;
    }

    fn scan(&mut self) -> Scan {
        let start = self.at;
        let (end, next) = line_end(self.bytes, start);
        let line = &self.bytes[start..end];
        if line.len() > self.budget.record_bytes {
            let fault = Some(Fault::TooLong);
            return Scan { end, next, lines: 1, fields: Vec::new(), fault, literal_quote: false };
        }
        if line.contains(&b'"') {
            return self.scan_quoted(end, next);
        }
        let mut fields = Vec::with_capacity(self.columns.unwrap_or(16));
        let mut from = start;
        for (i, byte) in line.iter().enumerate() {
            if *byte == self.delimiter {
                fields.push((from..start + i, false));
                from = start + i + 1;
            }
        }
        fields.push((from..end, false));
        Scan { end, next, lines: 1, fields, fault: None, literal_quote: false }
    }

    fn scan_quoted(&mut self, first_end: usize, first_next: usize) -> Scan {
        let bytes = self.bytes;
        let (mut i, mut lines, mut literal) = (self.at, 1, false);
        let mut fields = Vec::new();
        loop {
            if bytes.get(i) == Some(&b'"') {
                let Some((close, more)) = self.closing(i, lines) else {
                    let fault = Some(self.give_up(first_end));
                    return Scan {
                        end: first_end,
                        next: first_next,
                        lines: 1,
                        fields: Vec::new(),
                        fault,
                        literal_quote: literal,
                    };
                };
                lines += more;
                fields.push((i + 1..close, true));
                i = close + 1;
            } else {
                let from = i;
                while i < bytes.len() && !matches!(bytes[i], b'\n' | b'\r') && bytes[i] != self.delimiter {
                    literal |= bytes[i] == b'"';
                    i += 1;
                }
                fields.push((from..i, false));
            }
            if bytes.get(i) == Some(&self.delimiter) {
                i += 1;
                continue;
            }
            let (_, next) = line_end(bytes, i);
            return Scan { end: i, next, lines, fields, fault: None, literal_quote: literal };
        }
    }

    /// Position of the quote that closes the one at `open`, and the line ends between; `None` when
    /// there is none within the budgets, or text follows it.
    fn closing(&mut self, open: usize, lines: u64) -> Option<(usize, u64)> {
        let bytes = self.bytes;
        let (mut i, mut more) = (open + 1, 0);
        while i < bytes.len() {
            match bytes[i] {
                b'"' if bytes.get(i + 1) == Some(&b'"') => i += 1,
                b'"' => {
                    let after = bytes.get(i + 1).copied();
                    let ends = after.is_none_or(|b| b == self.delimiter || matches!(b, b'\n' | b'\r'));
                    self.rescanned += if ends { 0 } else { (i - open) as u64 };
                    return ends.then_some((i, more));
                }
                b'\n' => more += 1,
                b'\r' if bytes.get(i + 1) != Some(&b'\n') => more += 1,
                _ => {}
            }
            if i - open > self.budget.field_bytes || lines + more > self.budget.record_lines {
                break;
            }
            i += 1;
        }
        self.rescanned += (i - open) as u64;
        None
    }

    fn give_up(&self, first_end: usize) -> Fault {
        if self.rescanned > self.budget.rescan_bytes {
            Fault::Hopeless
        } else if first_end == self.bytes.len() {
            Fault::Cut
        } else {
            Fault::Quote
        }
    }

    fn decode(&self, scan: &Scan) -> Result<Vec<Cow<'a, str>>, Fault> {
        let raw = &self.bytes[self.at..scan.end];
        if raw.contains(&0) {
            return Err(Fault::Nul);
        }
        let whole = if self.windows {
            None
        } else {
            let cut_here = scan.end == self.bytes.len();
            Some(std::str::from_utf8(raw).map_err(|e| {
                if cut_here && e.error_len().is_none() { Fault::Cut } else { Fault::Undecodable }
            })?)
        };
        let mut fields = Vec::with_capacity(scan.fields.len());
        for (range, quoted) in &scan.fields {
            if range.len() > self.budget.field_bytes {
                return Err(Fault::TooLong);
            }
            let text = match whole {
                Some(text) => Cow::Borrowed(&text[range.start - self.at..range.end - self.at]),
                None => windows_1252(&self.bytes[range.clone()]).ok_or(Fault::Undecodable)?,
            };
            let doubled = *quoted && text.contains("\"\"");
            fields.push(if doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { text });
        }
        Ok(fields)
    }

    fn shape(&self, fields: &mut Vec<Cow<'a, str>>, at_end: bool) -> Option<Fault> {
        let expected = self.columns?;
        while fields.len() > expected && fields.last().is_some_and(|f| f.trim().is_empty()) {
            fields.pop();
        }
        let found = fields.len();
        if found == expected || (found == 1 && fields[0].trim().is_empty()) {
            return None;
        }
        Some(if at_end && found < expected { Fault::Cut } else { Fault::Ragged { expected, found } })
    }
}

impl<'a> Iterator for Splitter<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let scan = self.scan();
        let at_end = scan.next == self.bytes.len() && scan.end == scan.next;
        let mut fault = scan.fault.clone();
        let mut fields = Vec::new();
        if fault.is_none() && scan.fields.len() > self.budget.columns {
            fault = Some(Fault::TooLong);
        }
        if fault.is_none() {
            match self.decode(&scan) {
                Ok(decoded) => fields = decoded,
                Err(found) => fault = Some(found),
            }
        }
        if fault.is_none() {
            fault = self.shape(&mut fields, at_end);
        }
        self.number += 1;
        let record = Record {
            line: self.line,
            number: self.number,
            raw: Cow::Borrowed(&self.bytes[self.at..scan.end]),
            fields,
            fault,
            literal_quote: scan.literal_quote,
        };
        self.line += scan.lines;
        self.at = scan.next;
        if record.fault == Some(Fault::Hopeless) {
            self.at = self.bytes.len();
        }
        Some(record)
    }
}

/// End of the line at `from`, and start of the next.
fn line_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let Some(length) = bytes[from..].iter().position(|b| matches!(b, b'\n' | b'\r')) else {
        return (bytes.len(), bytes.len());
    };
    let end = from + length;
    let crlf = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
    (end, end + 1 + usize::from(crlf))
}
