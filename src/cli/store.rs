//! `harmspot store verify|snapshots|documents|put|get`.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde_json::json;

use super::{Common, Exit, Failure};
use crate::pipeline::{
    DocumentKind, PipelineError, SnapshotInfo, Store, StoreError, VerifyReport, deterrence::PoliceStore,
    document_in_force, put_document,
};

/// Commands of `store`.
#[derive(Debug, clap::Subcommand)]
pub enum StoreCommand {
    /// Re-read every file and check it against its hash
    Verify,
    /// List the snapshots, oldest first
    Snapshots,
    /// List the named documents: area pack, definitions, tables
    Documents,
    /// Check a definition or table and put it in force
    #[command(after_help = AFTER)]
    Put {
        /// definition, places-of-recording, location-classes, harm-table or gazetteer
        kind: DocumentKind,
        /// A definition's TOML, or the table's CSV, in UTF-8
        file: PathBuf,
    },
    /// Print the one in force, or the shipped one, to start editing from
    #[command(after_help = AFTER)]
    Get {
        /// definition, places-of-recording, location-classes, harm-table or gazetteer
        kind: DocumentKind,
        /// Id of the definition
        id: Option<String>,
    },
}

const AFTER: &str = "\
Examples:
  harmspot store get definition kent-public-place-up-to-25 > ours.toml
  (edit it; a new id makes a new definition, the same id takes its place)
  harmspot store put definition ours.toml
  harmspot store get location-classes > words.csv
  harmspot store put location-classes words.csv
  harmspot store put gazetteer places.csv    (names people use, for A&E feeds)

Location classes and the gazetteer are read by the imports that follow; import the files again to apply them to what is held.
The harm table that ships is an example and weighs nothing until one is put.";

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = if matches!(error, StoreError::Guarded { .. }) { Exit::Gate } else { Exit::Store };
        let failure = Self::new(exit, &error);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

pub(super) fn run(command: StoreCommand, common: &Common) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let (exit, said) = match command {
        StoreCommand::Verify => {
            let report = Store::open(&common.store)?.verify()?;
            // Under any other view the police store is not opened, and nothing is said of it.
            let police = match common.view.police_key() {
                Some(key) => {
                    PoliceStore::open(key, &common.store)?.map(|police| police.verify()).transpose()?
                }
                None => None,
            };
            let whole = report.faults.is_empty() && police.as_ref().is_none_or(|p| p.faults.is_empty());
            let exit = if whole { Exit::Done } else { Exit::Store };
            let said = if common.json {
                let mut value = json!(report);
                if let Some(police) = &police {
                    value["police"] = json!(police);
                }
                writeln!(out, "{value}")
            } else {
                print_report(&mut out, &report).and_then(|()| match &police {
                    Some(police) => {
                        writeln!(out, "\npolice store:")?;
                        print_report(&mut out, police)
                    }
                    None => Ok(()),
                })
            };
            (exit, said)
        }
        StoreCommand::Snapshots => {
            let list = Store::open(&common.store)?.snapshots()?;
            let said = if common.json {
                writeln!(out, "{}", json!({ "snapshots": list }))
            } else {
                print_snapshots(&mut out, &list)
            };
            (Exit::Done, said)
        }
        StoreCommand::Put { kind, file } => return put(kind, &file, common),
        StoreCommand::Get { kind, id } => return get(kind, id.as_deref(), common),
        StoreCommand::Documents => {
            let list = Store::open(&common.store)?.documents()?;
            let said = if common.json {
                let list: Vec<_> =
                    list.iter().map(|(name, sha)| json!({"name": name, "sha256": sha})).collect();
                writeln!(out, "{}", json!({ "documents": list }))
            } else {
                list.iter().try_for_each(|(name, sha256)| writeln!(out, "{sha256}  {name}"))
            };
            (Exit::Done, said)
        }
    };
    said.map_err(|error| Failure::new(Exit::Failed, format!("cannot write to stdout: {error}")))?;
    Ok(exit)
}

fn put(kind: DocumentKind, file: &Path, common: &Common) -> Result<Exit, Failure> {
    let refused = |why: String| Failure::new(Exit::Refused, format!("{}: {why}", file.display()));
    let bytes = std::fs::read(file).map_err(|e| refused(format!("cannot be read: {e}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| refused("is not UTF-8 text".to_owned()).hint("save it as UTF-8 (CSV UTF-8)"))?;
    let rows = |text: &str| {
        let row = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
        text.lines().filter(row).count().saturating_sub(1)
    };
    let replaced = match kind {
        DocumentKind::Definition => String::new(),
        _ => match document_in_force(&common.store, kind, None) {
            Ok(before) => {
                format!(": {} rows in place of {}, the table is replaced whole", rows(&text), rows(&before))
            }
            Err(_) => String::new(),
        },
    };
    let name = put_document(&common.store, kind, &text).map_err(|error| match error {
        PipelineError::Incident(error) => refused(error.to_string())
            .hint(format!("compare it with the one in force: `harmspot store get {kind}`")),
        other => other.into(),
    })?;
    let line = if common.json {
        json!({ "put": name }).to_string()
    } else {
        format!("{name} is in force{replaced}")
    };
    say(&format!("{line}\n"))
}

fn get(kind: DocumentKind, id: Option<&str>, common: &Common) -> Result<Exit, Failure> {
    if id.is_some() && kind != DocumentKind::Definition {
        return Err(Failure::new(Exit::Usage, format!("only definitions have ids, there is one {kind}")));
    }
    let text = document_in_force(&common.store, kind, id).map_err(|error| match error {
        PipelineError::NoDefinition { id, known } if id.is_empty() => {
            Failure::new(Exit::Usage, format!("which definition? there are {known}"))
                .hint("give one: `harmspot store get definition ID`")
        }
        other => other.into(),
    })?;
    say(&if common.json { format!("{}\n", json!({ "kind": kind.to_string(), "text": text })) } else { text })
}

fn say(text: &str) -> Result<Exit, Failure> {
    let said = io::stdout().lock().write_all(text.as_bytes());
    said.map_err(|error| Failure::new(Exit::Failed, format!("cannot write to stdout: {error}")))?;
    Ok(Exit::Done)
}

fn print_report(out: &mut impl Write, report: &VerifyReport) -> io::Result<()> {
    let VerifyReport { snapshots, segments, documents, bytes, rows, .. } = report;
    writeln!(
        out,
        "read {segments} segments and {documents} documents ({bytes} bytes, {rows} row versions), {snapshots} snapshots"
    )?;
    for path in &report.left_over {
        let path = path.display();
        writeln!(out, "left over by an interrupted import, deleted by the next one: {path}")?;
    }
    for fault in &report.faults {
        writeln!(out, "DAMAGED {}: {}", fault.file.display(), fault.found)?;
    }
    if report.faults.is_empty() {
        writeln!(out, "whole: every byte is the one that was written")
    } else {
        writeln!(out, "{} faults: restore the named files from a backup", report.faults.len())
    }
}

fn print_snapshots(out: &mut impl Write, list: &[SnapshotInfo]) -> io::Result<()> {
    for s in list {
        let id = &s.id[..s.id.len().min(16)];
        writeln!(
            out,
            "{id}  {} incidents, {} withdrawn, {} segments",
            s.incidents, s.tombstones, s.segments
        )?;
    }
    if list.is_empty() { writeln!(out, "no snapshot yet: nothing was imported") } else { Ok(()) }
}
