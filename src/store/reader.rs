//! Reading a store: snapshots, incidents, quarantine, documents, file history.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{
    FileRecord, SnapshotInfo, StoreError, Writer,
    catalogue::{Catalogue, Part},
    folder::{Folder, Kind},
    mount::refuse_shares,
    segment::{self, Version},
    snapshot::{SegmentRef, Snapshot, id_of},
};
use crate::{
    calendar::Instant,
    incidents::{Incident, QuarantinedRow},
};

/// A store on disk. Cheap to open and to share between threads; nothing is cached, so every answer
/// is checked against its hash.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) folder: Folder,
}

impl Store {
    /// Opens the store in `dir`.
    ///
    /// # Errors
    /// [`StoreError::NoStore`] naming the folder when there is none; damage, a newer format or a
    /// network share are refused, and so is a store made by [`Store::open_or_create_guarded`].
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        let (folder, mut catalogue) = Self::at(dir.as_ref())?;
        if catalogue.guarded()? {
            return Err(StoreError::Guarded { folder: folder.root });
        }
        Ok(Self { folder })
    }

    /// Opens a store that plain opening refuses. One that is not marked so yet is marked.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_guarded(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        let (folder, mut catalogue) = Self::at(dir.as_ref())?;
        if !catalogue.guarded()? {
            catalogue.guard()?;
        }
        Ok(Self { folder })
    }

    fn at(dir: &Path) -> Result<(Folder, Catalogue), StoreError> {
        let folder = Folder { root: dir.to_owned() };
        refuse_shares(&folder.root)?;
        let catalogue = Catalogue::open(&folder)?;
        Ok((folder, catalogue))
    }

    /// Opens the store in `dir`, or makes an empty one.
    ///
    /// # Errors
    /// As [`Store::open`]; a catalogue that went missing beside its segments is damage, never a new store.
    pub fn open_or_create(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::make(dir.as_ref(), |dir| Self::open(dir))
    }

    /// Opens a store that plain opening refuses, or makes an empty one.
    ///
    /// # Errors
    /// As [`Store::open_or_create`].
    pub fn open_or_create_guarded(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::make(dir.as_ref(), |dir| Self::open_guarded(dir))
    }

    fn make(dir: &Path, open: fn(&Path) -> Result<Self, StoreError>) -> Result<Self, StoreError> {
        match open(dir) {
            Err(StoreError::NoStore { .. }) => {}
            other => return other,
        }
        let folder = Folder { root: dir.to_owned() };
        folder.create()?;
        let lock = folder.lock()?;
        if let Err(StoreError::NoStore { .. }) = Catalogue::open(&folder) {
            Catalogue::create(&folder)?;
        }
        drop(lock);
        open(dir)
    }

    /// Folder of the store.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.root.clone()
    }

    /// The one writer: takes the lock, deletes what an interrupted import left, and can commit.
    ///
    /// # Errors
    /// [`StoreError::Locked`] at once when another process or thread is writing.
    pub fn writer(&self) -> Result<Writer, StoreError> {
        Writer::open(self.folder.clone())
    }

    /// The newest snapshot; `None` before the first import.
    pub fn current(&self) -> Result<Option<SnapshotInfo>, StoreError> {
        Ok(self.snapshot_list()?.last().map(Snapshot::info))
    }

    /// Every snapshot, oldest first.
    pub fn snapshots(&self) -> Result<Vec<SnapshotInfo>, StoreError> {
        Ok(self.snapshot_list()?.iter().map(Snapshot::info).collect())
    }

    /// The whole id of the snapshot whose id begins so.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshot`] when none does, or more than one.
    pub fn snapshot_id(&self, beginning: &str) -> Result<String, StoreError> {
        Ok(find(&self.snapshot_list()?, beginning)?.id.clone())
    }

    /// Latest version of every incident of a snapshot (the newest by default; an unambiguous
    /// beginning of the id is enough), tombstones included, sorted by key. Empty before the first
    /// import.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshot`]; [`StoreError::Damaged`] naming the segment whose bytes changed.
    pub fn load(&self, snapshot: Option<&str>) -> Result<Vec<Incident>, StoreError> {
        let list = self.snapshot_list()?;
        let chosen = match snapshot {
            None => list.last(),
            Some(id) => Some(find(&list, id)?),
        };
        let Some(chosen) = chosen else { return Ok(Vec::new()) };
        let parts = chosen.segments.par_iter().map(|s| self.segment(s)).collect::<Result<Vec<_>, _>>()?;
        let mut rows: Vec<Version> = parts.into_iter().flatten().collect();
        // Segments are sorted runs, which this sort merges; the newest version of a key comes first.
        rows.sort_by(|a, b| a.incident.key.cmp(&b.incident.key).then(b.version.cmp(&a.version)));
        rows.dedup_by(|later, kept| later.incident.key == kept.incident.key);
        Ok(rows.into_iter().map(|row| row.incident).collect())
    }

    /// Rows in quarantine, in the order they came; released ones are left out.
    pub fn quarantine(&self) -> Result<Vec<QuarantinedRow>, StoreError> {
        let mut catalogue = Catalogue::open(&self.folder)?;
        catalogue.read_sealed(Part::Quarantine, |c| {
            let mut statement = c.prepare(
                "SELECT profile, file, file_sha256, line, record, column_name, code, reason, header, raw
                 FROM quarantine WHERE released = 0 ORDER BY id",
            )?;
            let rows = statement.query_map([], |r| {
                Ok(QuarantinedRow {
                    profile: r.get(0)?,
                    file: r.get(1)?,
                    file_sha256: r.get(2)?,
                    line: r.get::<_, i64>(3)?.cast_unsigned(),
                    record: r.get::<_, i64>(4)?.cast_unsigned(),
                    column: r.get(5)?,
                    code: r.get(6)?,
                    reason: r.get(7)?,
                    header: r.get(8)?,
                    raw: r.get(9)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Every file ever imported, in order, with its counts.
    pub fn file_history(&self) -> Result<Vec<FileRecord>, StoreError> {
        let mut catalogue = Catalogue::open(&self.folder)?;
        catalogue.read_sealed(Part::Files, |c| {
            let mut statement = c.prepare(
                "SELECT s.name, f.at, f.name, f.sha256, f.read, f.accepted, f.folded, f.quarantined, f.blank, f.duplicate
                 FROM file f JOIN snapshot s ON s.id = f.snapshot ORDER BY f.id",
            )?;
            let rows = statement.query_map([], |r| {
                let count = |i: usize| r.get::<_, i64>(i).map(i64::cast_unsigned);
                Ok(FileRecord {
                    snapshot: r.get(0)?,
                    at: r.get::<_, Option<i64>>(1)?.map(Instant),
                    count: super::FileCount {
                        file: r.get(2)?,
                        sha256: r.get(3)?,
                        read: count(4)?,
                        accepted: count(5)?,
                        folded: count(6)?,
                        quarantined: count(7)?,
                        blank: count(8)?,
                        duplicate: count(9)?,
                    },
                })
            })?;
            rows.collect()
        })
    }

    /// Puts an opaque document, replacing one of that name; durable when it returns.
    pub fn put_document(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.writer()?.put_document(name, bytes)
    }

    /// Bytes of a document, checked against its hash; `None` when there is none of that name.
    pub fn document(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut tries = 0;
        loop {
            let Some((_, sha256, length)) = self.document_list()?.into_iter().find(|(n, _, _)| n == name)
            else {
                return Ok(None);
            };
            match self.folder.get(Kind::Document, &sha256, length) {
                // Replaced by a writer between the two steps: look again.
                Err(StoreError::Damaged { .. }) if tries < 3 && !self.holds_document(name, &sha256)? => {
                    tries += 1;
                }
                other => return other.map(Some),
            }
        }
    }

    /// Names of the documents with their SHA-256, sorted by name.
    pub fn documents(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut list: Vec<_> = self.document_list()?.into_iter().map(|(name, sha, _)| (name, sha)).collect();
        list.sort();
        Ok(list)
    }

    fn holds_document(&self, name: &str, sha256: &str) -> Result<bool, StoreError> {
        Ok(self.document_list()?.iter().any(|(n, s, _)| n == name && s == sha256))
    }

    pub(super) fn document_list(&self) -> Result<Vec<(String, String, u64)>, StoreError> {
        let mut catalogue = Catalogue::open(&self.folder)?;
        catalogue.read_sealed(Part::Documents, |c| {
            let mut statement = c.prepare("SELECT name, sha256, bytes FROM document ORDER BY id")?;
            let rows = statement
                .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?.cast_unsigned())))?;
            rows.collect()
        })
    }

    /// The snapshots in order, each checked against its id.
    pub(super) fn snapshot_list(&self) -> Result<Vec<Snapshot>, StoreError> {
        let mut catalogue = Catalogue::open(&self.folder)?;
        let list = catalogue.read_sealed(Part::Snapshots, super::snapshot::read)?;
        for snapshot in &list {
            let id = id_of(&snapshot.segments, snapshot.incidents, snapshot.tombstones);
            if id != snapshot.id {
                let found = format!("snapshot {} does not match its segments", snapshot.id);
                return Err(StoreError::damaged(&self.folder.catalogue(), found));
            }
        }
        Ok(list)
    }

    pub(super) fn segment(&self, segment: &SegmentRef) -> Result<Vec<Version>, StoreError> {
        let bytes = self.folder.get(Kind::Segment, &segment.sha256, segment.bytes)?;
        let path = || self.folder.file(Kind::Segment, &segment.sha256);
        let rows = segment::decode(bytes).map_err(|found| StoreError::damaged(&path(), found))?;
        if rows.len() as u64 != segment.rows {
            let found = format!("it has {} rows, {} were written", rows.len(), segment.rows);
            return Err(StoreError::damaged(&path(), found));
        }
        Ok(rows)
    }
}

fn find<'a>(list: &'a [Snapshot], id: &str) -> Result<&'a Snapshot, StoreError> {
    let mut matching = list.iter().filter(|s| !id.is_empty() && s.id.starts_with(id));
    match (matching.next(), matching.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(StoreError::NoSnapshot { id: id.chars().take(80).collect(), known: list.len() }),
    }
}
