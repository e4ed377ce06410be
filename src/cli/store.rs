//! `harmspot store verify|snapshots|documents`.

use std::io::{self, Write};

use serde_json::json;

use super::{Common, Exit, Failure};
use crate::pipeline::{SnapshotInfo, Store, StoreError, VerifyReport};

/// Commands of `store`.
#[derive(Debug, clap::Subcommand)]
pub enum StoreCommand {
    /// Re-read every file and check it against its hash
    Verify,
    /// List the snapshots, oldest first
    Snapshots,
    /// List the named documents: area pack, definitions, tables
    Documents,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let failure = Self::new(Exit::Store, &error);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

pub(super) fn run(command: StoreCommand, common: &Common) -> Result<Exit, Failure> {
    let store = Store::open(&common.store)?;
    let mut out = io::stdout().lock();
    let (exit, said) = match command {
        StoreCommand::Verify => {
            let report = store.verify()?;
            let exit = if report.faults.is_empty() { Exit::Done } else { Exit::Store };
            let said = if common.json {
                writeln!(out, "{}", json!(report))
            } else {
                print_report(&mut out, &report)
            };
            (exit, said)
        }
        StoreCommand::Snapshots => {
            let list = store.snapshots()?;
            let said = if common.json {
                writeln!(out, "{}", json!({ "snapshots": list }))
            } else {
                print_snapshots(&mut out, &list)
            };
            (Exit::Done, said)
        }
        StoreCommand::Documents => {
            let list = store.documents()?;
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
