//! Writing a store: one batch, one transaction.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::{self, File},
};

use rayon::prelude::*;
use rusqlite::{Connection, params};

use super::{
    Batch, CommitOutcome, Store, StoreError, Verdict,
    catalogue::{Catalogue, Part, seal},
    folder::{Folder, Kind, list},
    segment::{self, MAX_ROWS, Version},
    snapshot::{SegmentRef, id_of},
};
use crate::incidents::{Incident, RecordKey, Status};

/// The one writer of a store. Dropping it, or dying, frees the lock.
#[derive(Debug)]
pub struct Writer {
    store: Store,
    _lock: File,
}

impl Writer {
    pub(super) fn open(folder: Folder) -> Result<Self, StoreError> {
        let lock = folder.lock()?;
        let this = Self { store: Store { folder }, _lock: lock };
        this.recover()?;
        Ok(this)
    }

    /// Deletes what an interrupted import left: everything in `tmp/`, every file no catalogue row
    /// names. Stops before deleting anything when a file the catalogue does name is missing.
    fn recover(&self) -> Result<(), StoreError> {
        let folder = &self.store.folder;
        let mut named = HashSet::new();
        let segments = self.store.snapshot_list()?.into_iter().flat_map(|s| s.segments);
        named.extend(segments.map(|s| folder.file(Kind::Segment, &s.sha256)));
        let documents = self.store.document_list()?;
        named.extend(documents.iter().map(|(_, sha256, _)| folder.file(Kind::Document, sha256)));
        let mut missing: Vec<_> = named.iter().filter(|path| !path.is_file()).collect();
        missing.sort();
        if let Some(path) = missing.first() {
            return Err(StoreError::damaged(path, "the file is missing"));
        }
        let left = folder.files()?.into_iter().map(|(_, path)| path).filter(|path| !named.contains(path));
        for path in list(&folder.tmp())?.into_iter().chain(left).filter(|path| path.is_file()) {
            fs::remove_file(&path).map_err(StoreError::io("delete the left-over", &path))?;
        }
        Ok(())
    }

    /// What a commit would make of each incident, in their order.
    pub fn classify(&self, incidents: &[Incident]) -> Result<Vec<Verdict>, StoreError> {
        Ok(self.verdicts(incidents)?.into_iter().map(|(verdict, _)| verdict).collect())
    }

    /// Verdict and version held (0 for none) of each incident.
    fn verdicts(&self, incidents: &[Incident]) -> Result<Vec<(Verdict, Held)>, StoreError> {
        let mut at: HashMap<&RecordKey, usize> = HashMap::with_capacity(incidents.len());
        for (i, incident) in incidents.iter().enumerate() {
            if at.insert(&incident.key, i).is_some() {
                let RecordKey { source, reference } = incident.key.clone();
                return Err(StoreError::Twice { source_id: source, reference });
            }
        }
        let mut out = vec![(Verdict::New, Held::default()); incidents.len()];
        let list = self.store.snapshot_list()?;
        let segments = list.last().map_or(&[][..], |s| &s.segments);
        // A few segments at a time: both cores busy, memory bounded.
        for group in segments.chunks(4) {
            let parts = group.par_iter().map(|s| self.store.segment(s)).collect::<Result<Vec<_>, _>>()?;
            for held in parts.iter().flatten() {
                let Some(&i) = at.get(&held.incident.key) else { continue };
                if held.version > out[i].1.version {
                    let status = held.incident.status;
                    out[i] = (judge(&incidents[i], &held.incident), Held { version: held.version, status });
                }
            }
        }
        for (incident, (verdict, held)) in incidents.iter().zip(&mut out) {
            if held.version == 0 && incident.status != Status::Current {
                *verdict = Verdict::Withdrawn;
            }
        }
        Ok(out)
    }

    /// Adds a batch: all of it, or nothing. When it returns, it is on disk. A batch that changes no
    /// incident makes no new snapshot (its files are still remembered).
    ///
    /// A record whose `updated` is older than the version held is left as it is and counts as
    /// older. Rows in quarantine are released when named in `released`, or when their file comes
    /// again and they are no longer refused.
    pub fn commit(&mut self, batch: &Batch) -> Result<CommitOutcome, StoreError> {
        let verdicts = self.verdicts(&batch.incidents)?;
        let before = self.store.snapshot_list()?.pop();
        let (mut incidents, mut tombstones) = before.as_ref().map_or((0, 0), |s| (s.incidents, s.tombstones));
        let mut counts = BTreeMap::new();
        let mut rows = Vec::new();
        for (incident, (verdict, held)) in batch.incidents.iter().zip(&verdicts) {
            *counts.entry(*verdict).or_insert(0_u64) += 1;
            if matches!(verdict, Verdict::Unchanged | Verdict::Older) {
                continue;
            }
            if held.version > 0 {
                *(if held.status == Status::Current { &mut incidents } else { &mut tombstones }) -= 1;
            }
            *(if incident.status == Status::Current { &mut incidents } else { &mut tombstones }) += 1;
            rows.push(Version { version: held.version + 1, incident: incident.clone() });
        }
        rows.sort_by(|a, b| a.incident.key.cmp(&b.incident.key));
        let added = rows
            .par_chunks(MAX_ROWS)
            .map(|rows| Ok((segment::encode(rows)?, rows.len() as u64)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        drop(rows);
        let mut segments = before.as_ref().map_or_else(Vec::new, |s| s.segments.clone());
        let known = segments.len();
        for (bytes, rows) in added {
            let sha256 = self.store.folder.put(Kind::Segment, &bytes)?;
            segments.push(SegmentRef { row_id: 0, sha256, bytes: bytes.len() as u64, rows });
        }
        let id = id_of(&segments, incidents, tombstones);
        let same = before.filter(|s| s.id == id).map(|s| s.row_id);
        let new = segments.split_off(known);
        Catalogue::open(&self.store.folder)?.write(|t| {
            let snapshot = match same {
                Some(row_id) => row_id,
                None => add_snapshot(t, &id, batch, (incidents, tombstones), &segments, &new)?,
            };
            add_files(t, batch, snapshot)?;
            change_quarantine(t, batch)?;
            [Part::Snapshots, Part::Files, Part::Quarantine].into_iter().try_for_each(|part| seal(t, part))
        })?;
        let count = |verdict| counts.get(&verdict).copied().unwrap_or(0);
        Ok(CommitOutcome {
            snapshot: id,
            new: count(Verdict::New),
            changed: count(Verdict::Changed),
            withdrawn: count(Verdict::Withdrawn),
            unchanged: count(Verdict::Unchanged),
            older: count(Verdict::Older),
            total: incidents,
        })
    }

    /// Puts an opaque document, replacing one of that name; durable when it returns.
    pub fn put_document(&mut self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.put_documents(&[(name, bytes)])
    }

    /// Puts several documents in one step: all of them, or none. Names are given once each.
    pub fn put_documents(&mut self, documents: &[(&str, &[u8])]) -> Result<(), StoreError> {
        let held = self.store.document_list()?;
        let mut changed = Vec::new();
        for (name, bytes) in documents {
            let sha256 = self.store.folder.put(Kind::Document, bytes)?;
            if !held.iter().any(|(n, old, _)| n == name && *old == sha256) {
                changed.push((*name, sha256, bytes.len() as i64));
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        Catalogue::open(&self.store.folder)?.write(|t| {
            for (name, sha256, length) in &changed {
                t.execute("DELETE FROM document WHERE name = ?1", [name])?;
                t.execute(
                    "INSERT INTO document (name, sha256, bytes) VALUES (?1, ?2, ?3)",
                    params![name, sha256, length],
                )?;
            }
            seal(t, Part::Documents)
        })
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Held {
    version: u32,
    status: Status,
}

fn judge(new: &Incident, held: &Incident) -> Verdict {
    let older = matches!((new.updated, held.updated), (Some(new), Some(held)) if new < held);
    if new == held {
        Verdict::Unchanged
    } else if older {
        Verdict::Older
    } else if new.status != Status::Current && held.status == Status::Current {
        Verdict::Withdrawn
    } else {
        Verdict::Changed
    }
}

fn add_snapshot(
    t: &Connection,
    id: &str,
    batch: &Batch,
    (incidents, tombstones): (u64, u64),
    old: &[SegmentRef],
    new: &[SegmentRef],
) -> rusqlite::Result<i64> {
    t.execute(
        "INSERT INTO snapshot (name, at, incidents, tombstones) VALUES (?1, ?2, ?3, ?4)",
        params![id, batch.at.map(|i| i.0), incidents as i64, tombstones as i64],
    )?;
    let snapshot = t.last_insert_rowid();
    let mut ids: Vec<i64> = old.iter().map(|s| s.row_id).collect();
    for segment in new {
        t.execute(
            "INSERT INTO segment (sha256, bytes, rows) VALUES (?1, ?2, ?3)",
            params![segment.sha256, segment.bytes as i64, segment.rows as i64],
        )?;
        ids.push(t.last_insert_rowid());
    }
    let mut link = t.prepare("INSERT INTO snapshot_segment (snapshot, segment) VALUES (?1, ?2)")?;
    for id in ids {
        link.execute([snapshot, id])?;
    }
    Ok(snapshot)
}

fn add_files(t: &Connection, batch: &Batch, snapshot: i64) -> rusqlite::Result<()> {
    let mut add = t.prepare(
        "INSERT INTO file (snapshot, at, name, sha256, read, accepted, folded, quarantined, blank, duplicate)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for f in &batch.files {
        let n = [f.read, f.accepted, f.folded, f.quarantined, f.blank, f.duplicate].map(|n| n as i64);
        let at = batch.at.map(|i| i.0);
        add.execute(params![snapshot, at, f.file, f.sha256, n[0], n[1], n[2], n[3], n[4], n[5]])?;
    }
    Ok(())
}

/// Releases what was fixed and adds what is new; a row already held is not added twice.
fn change_quarantine(t: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    let refused: HashSet<(&str, u64)> =
        batch.quarantine.iter().map(|q| (q.file_sha256.as_str(), q.record)).collect();
    let again: HashSet<&str> = batch.files.iter().map(|f| f.sha256.as_str()).collect();
    let named: HashSet<(&str, u64)> =
        batch.released.iter().map(|(sha, record)| (sha.as_str(), *record)).collect();
    let held: Vec<(i64, String, u64)> = t
        .prepare("SELECT id, file_sha256, record FROM quarantine WHERE released = 0 ORDER BY id")?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?.cast_unsigned())))?
        .collect::<Result<_, _>>()?;
    let mut kept = HashSet::new();
    for (id, sha256, record) in &held {
        let row = (sha256.as_str(), *record);
        if named.contains(&row) || (again.contains(row.0) && !refused.contains(&row)) {
            t.execute("UPDATE quarantine SET released = 1 WHERE id = ?1", [id])?;
        } else {
            kept.insert(row);
        }
    }
    let mut add = t.prepare(
        "INSERT INTO quarantine (released, profile, file, file_sha256, line, record, column_name, code, reason, header, raw)
         VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for q in batch.quarantine.iter().filter(|q| !kept.contains(&(q.file_sha256.as_str(), q.record))) {
        let (line, record) = (q.line as i64, q.record as i64);
        add.execute(params![
            q.profile,
            q.file,
            q.file_sha256,
            line,
            record,
            q.column,
            q.code,
            q.reason,
            q.header,
            q.raw
        ])?;
    }
    Ok(())
}
