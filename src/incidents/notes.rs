//! What is worth saying about an import although nothing was refused for it.

use std::collections::BTreeMap;

use serde::Serialize;

/// One kind of remark, counted. Never carries a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Rule code, such as `P15`.
    pub code: &'static str,
    /// Column it is about.
    pub column: Option<String>,
    /// Records it was seen in.
    pub count: u64,
    /// Line of the first.
    pub first_line: u64,
    /// The remark.
    pub text: String,
}

/// Collects notes by code and column.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<(&'static str, Option<String>, &'static str), (u64, u64)>);

impl Notes {
    pub(super) fn add(&mut self, code: &'static str, column: Option<&str>, line: u64, text: &'static str) {
        let entry = self.0.entry((code, column.map(str::to_owned), text)).or_insert((0, line));
        entry.0 += 1;
    }

    pub(super) fn list(self) -> Vec<Note> {
        self.0
            .into_iter()
            .map(|((code, column, text), (count, first_line))| Note {
                code,
                column,
                count,
                first_line,
                text: text.to_owned(),
            })
            .collect()
    }
}
