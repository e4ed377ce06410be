//! The analyst's files, read: register, aliases, presence points.

use std::path::{Path, PathBuf};

use crate::{
    deterrence::register::{
        Alias, Entry, GroupAliases, GroupRegister, HeaderFault, PresencePoint, PresencePoints, Reading, Sheet,
    },
    pipeline::PipelineError,
    sources::{Budget, Layout, RawTable, SourceError, read},
};

/// The files of a check or an import; each may be left away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupFiles {
    /// The register.
    pub entries: Option<PathBuf>,
    /// The alias table.
    pub aliases: Option<PathBuf>,
    /// The presence points.
    pub presence: Option<PathBuf>,
}

/// What was read of each file given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupReadings {
    /// Entries.
    pub entries: Option<Reading<Entry>>,
    /// Other spellings.
    pub aliases: Option<Reading<Alias>>,
    /// Presence points.
    pub presence: Option<Reading<PresencePoint>>,
}

impl GroupReadings {
    /// Rows refused in all files.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.entries.as_ref().map_or(0, |r| r.refused.len())
            + self.aliases.as_ref().map_or(0, |r| r.refused.len())
            + self.presence.as_ref().map_or(0, |r| r.refused.len())
    }

    /// True where a file had rows and not one was accepted.
    #[must_use]
    pub fn nothing_accepted(&self) -> bool {
        fn none<T>(reading: Option<&Reading<T>>) -> bool {
            reading.is_some_and(|r| r.read > 0 && r.accepted.is_empty())
        }
        none(self.entries.as_ref()) || none(self.aliases.as_ref()) || none(self.presence.as_ref())
    }
}

/// Reads the files given: CSV or .xlsx.
///
/// # Errors
/// [`PipelineError::GroupFile`] for a file that is refused as a whole, [`PipelineError::GroupSource`] for one that cannot be read.
pub fn read_group_files(files: &GroupFiles) -> Result<GroupReadings, PipelineError> {
    Ok(GroupReadings {
        entries: one(files.entries.as_deref(), Sheet::Entries, GroupRegister::parse)?,
        aliases: one(files.aliases.as_deref(), Sheet::Aliases, GroupAliases::parse)?,
        presence: one(files.presence.as_deref(), Sheet::Presence, PresencePoints::parse)?,
    })
}

type Parse<T> = fn(&[String], &[(u64, Vec<String>)]) -> Result<Reading<T>, HeaderFault>;

fn one<T>(path: Option<&Path>, sheet: Sheet, parse: Parse<T>) -> Result<Option<Reading<T>>, PipelineError> {
    let Some(path) = path else { return Ok(None) };
    let budget = Budget::default();
    let known = |header: &[String]| sheet.known(header);
    let table = read(path, &budget).and_then(|file| RawTable::open(file, &Layout::default(), budget, &known));
    let table = table.map_err(|source: SourceError| PipelineError::GroupSource(Box::new(source)))?;
    let width = table.header.len();
    let rows: Vec<(u64, Vec<String>)> = table
        .records()
        .filter(|record| !record.is_blank())
        .map(|record| {
            let mut cells: Vec<String> = record.fields.iter().map(ToString::to_string).collect();
            // A row of another length has its cells in the wrong columns: it is read as empty, and so refused.
            if record.fault.is_some() || cells.len() > width {
                cells.clear();
            }
            (record.line, cells)
        })
        .collect();
    parse(&table.header, &rows)
        .map(Some)
        .map_err(|fault| PipelineError::GroupFile { file: table.name.clone(), fault })
}
