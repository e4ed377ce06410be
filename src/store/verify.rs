//! Re-reads everything a store holds.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError,
    catalogue::{Catalogue, Part},
    folder::{Kind, list},
    snapshot::Snapshot,
};
use crate::incidents::Status;

/// One file that is not what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub found: String,
}

/// What a full check read and found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyReport {
    /// Snapshots checked against their ids and counts.
    pub snapshots: u64,
    /// Segments read.
    pub segments: u64,
    /// Documents read.
    pub documents: u64,
    /// Bytes of both.
    pub bytes: u64,
    /// Rows decoded.
    pub rows: u64,
    /// Damage, by file; empty means whole.
    pub faults: Vec<Fault>,
    /// Files no catalogue row names: left by an interrupted import, deleted by the next one.
    pub left_over: Vec<PathBuf>,
}

impl Store {
    /// Reads every byte: the catalogue's structure and seals, each segment and document against its
    /// hash, each snapshot's counts against its rows. Damage is listed, not returned as an error.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        let mut report = VerifyReport::default();
        let mut catalogue = Catalogue::open(&self.folder)?;
        for line in catalogue.integrity()? {
            report.faults.push(Fault { file: self.folder.catalogue(), found: line });
        }
        for part in Part::ALL {
            report.note(catalogue.read_sealed(part, |_| Ok(())))?;
        }
        drop(catalogue);
        let snapshots = report.note(self.snapshot_list())?.unwrap_or_default();
        let documents = report.note(self.document_list())?.unwrap_or_default();
        let mut named = Vec::new();
        let mut whole = true;
        for segment in snapshots.last().map_or(&[][..], |s| &s.segments) {
            named.push(self.folder.file(Kind::Segment, &segment.sha256));
            report.segments += 1;
            match report.note(self.segment(segment))? {
                Some(rows) => {
                    report.rows += rows.len() as u64;
                    report.bytes += segment.bytes;
                }
                None => whole = false,
            }
        }
        for (_, sha256, length) in &documents {
            named.push(self.folder.file(Kind::Document, sha256));
            report.documents += 1;
            report.note(self.folder.get(Kind::Document, sha256, *length).map(drop))?;
            report.bytes += length;
        }
        if whole {
            for snapshot in &snapshots {
                self.recount(snapshot, &mut report)?;
            }
        }
        report.snapshots = snapshots.len() as u64;
        let on_disk = self.folder.files()?.into_iter().map(|(_, path)| path);
        report.left_over = on_disk.chain(list(&self.folder.tmp())?).filter(|p| !named.contains(p)).collect();
        report.faults.dedup();
        Ok(report)
    }

    fn recount(&self, snapshot: &Snapshot, report: &mut VerifyReport) -> Result<(), StoreError> {
        let rows = self.load(Some(&snapshot.id))?;
        let current = rows.iter().filter(|i| i.status == Status::Current).count() as u64;
        let dead = rows.len() as u64 - current;
        if (current, dead) != (snapshot.incidents, snapshot.tombstones) {
            let found = format!(
                "snapshot {} states {} incidents and {} tombstones, its segments hold {current} and {dead}",
                snapshot.id, snapshot.incidents, snapshot.tombstones
            );
            report.faults.push(Fault { file: self.folder.catalogue(), found });
        }
        Ok(())
    }
}

impl VerifyReport {
    /// Damage becomes a line of the report; other errors (rights, a busy catalogue) stop the check.
    fn note<T>(&mut self, outcome: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Damaged { file, found }) => {
                self.faults.push(Fault { file, found });
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}
