//! What became of the rows of a file: read = accepted + refused.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A row that was not taken. The value itself is never repeated: it may be what should not have been there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Line of the file, or row of the sheet, 1 first.
    pub line: u64,
    /// Column of the template.
    pub column: String,
    /// What stood there, by kind: "empty", "letters", "a date".
    pub got: String,
    /// What it must be.
    pub rule: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, got, rule, .. } = self;
        write!(f, "line {line}, {column} ({got}): {rule}")
    }
}

/// The rows of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading<T> {
    /// Rows read, blank ones left out.
    pub read: u64,
    /// Rows taken, in the order of the file.
    pub accepted: Vec<T>,
    /// Rows not taken, in the order of the file.
    pub refused: Vec<Refused>,
    /// Sentences about the file as a whole.
    pub notes: Vec<String>,
}

impl<T> Default for Reading<T> {
    fn default() -> Self {
        Self { read: 0, accepted: Vec::new(), refused: Vec::new(), notes: Vec::new() }
    }
}

impl<T> Reading<T> {
    /// Adds a row and what became of it.
    pub(super) fn row(&mut self, outcome: Result<T, Refused>) {
        self.read += 1;
        match outcome {
            Ok(row) => self.accepted.push(row),
            Err(refused) => self.refused.push(refused),
        }
    }
}
