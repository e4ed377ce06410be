//! Location words to classes, by a table people can edit.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use super::{IncidentError, LocationClass};

/// Word to class. Words are compared in lower case with single spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationTable {
    classes: HashMap<String, LocationClass>,
}

#[derive(Deserialize)]
struct Line {
    word: String,
    class: LocationClass,
}

impl LocationTable {
    /// The table that ships with the program.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static TABLE: LazyLock<LocationTable> = LazyLock::new(|| {
            LocationTable::parse(LocationTable::SHIPPED_CSV)
                .expect("invariant: the shipped location table parses, a test reads it")
        });
        &TABLE
    }

    /// The shipped table as the CSV a user starts editing from.
    pub const SHIPPED_CSV: &str = include_str!("data/location-classes.csv");

    /// Reads `word,class`; a word given twice with different classes, or no word at all, is an error.
    pub fn parse(text: &str) -> Result<Self, IncidentError> {
        let mut classes = HashMap::new();
        for (number, line) in super::table::lines::<Line>(text).enumerate() {
            let line = line.map_err(|reason| IncidentError::Table {
                table: "location classes",
                record: number + 1,
                reason,
            })?;
            if let Some(other) = classes.insert(normal(&line.word), line.class)
                && other != line.class
            {
                return Err(IncidentError::Table {
                    table: "location classes",
                    record: number + 1,
                    reason: "the word stands in two classes".to_owned(),
                });
            }
        }
        if classes.is_empty() {
            let reason = "the table has no line".to_owned();
            return Err(IncidentError::Table { table: "location classes", record: 0, reason });
        }
        Ok(Self { classes })
    }

    /// The class of a word, or `None` when the table does not know it.
    #[must_use]
    pub fn class(&self, word: &str) -> Option<LocationClass> {
        self.classes.get(&normal(word)).copied()
    }
}

fn normal(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
