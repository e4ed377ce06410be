//! A snapshot: a list of segments, named by a hash that no clock enters.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::{SnapshotInfo, catalogue::FORMAT};
use crate::calendar::Instant;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SegmentRef {
    pub(super) row_id: i64,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    pub(super) rows: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) row_id: i64,
    pub(super) id: String,
    pub(super) at: Option<Instant>,
    pub(super) incidents: u64,
    pub(super) tombstones: u64,
    pub(super) segments: Vec<SegmentRef>,
}

impl Snapshot {
    pub(super) fn info(&self) -> SnapshotInfo {
        SnapshotInfo {
            id: self.id.clone(),
            at: self.at,
            incidents: self.incidents,
            tombstones: self.tombstones,
            segments: self.segments.len() as u64,
        }
    }
}

/// SHA-256 over format version, counts and the sorted segment hashes. Tombstones are rows of the
/// segments, so the hashes cover them too.
pub(super) fn id_of(segments: &[SegmentRef], incidents: u64, tombstones: u64) -> String {
    let mut hashes: Vec<&str> = segments.iter().map(|s| s.sha256.as_str()).collect();
    hashes.sort_unstable();
    let mut hash = Sha256::new();
    hash.update(format!(
        "harmspot snapshot\nformat {FORMAT}\nincidents {incidents}\ntombstones {tombstones}\n"
    ));
    for sha256 in hashes {
        hash.update(sha256);
        hash.update("\n");
    }
    hex::encode(hash.finalize())
}

/// Every snapshot, oldest first, in one short transaction.
pub(super) fn read(c: &Connection) -> rusqlite::Result<Vec<Snapshot>> {
    let count = |r: &rusqlite::Row, i: usize| r.get::<_, i64>(i).map(i64::cast_unsigned);
    let mut snapshots = c
        .prepare("SELECT id, name, at, incidents, tombstones FROM snapshot ORDER BY id")?
        .query_map([], |r| {
            Ok(Snapshot {
                row_id: r.get(0)?,
                id: r.get(1)?,
                at: r.get::<_, Option<i64>>(2)?.map(Instant),
                incidents: count(r, 3)?,
                tombstones: count(r, 4)?,
                segments: Vec::new(),
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let mut statement = c.prepare(
        "SELECT l.snapshot, s.id, s.sha256, s.bytes, s.rows FROM snapshot_segment l
         JOIN segment s ON s.id = l.segment ORDER BY l.id",
    )?;
    let links = statement.query_map([], |r| {
        let segment =
            SegmentRef { row_id: r.get(1)?, sha256: r.get(2)?, bytes: count(r, 3)?, rows: count(r, 4)? };
        Ok((r.get::<_, i64>(0)?, segment))
    })?;
    for link in links {
        let (snapshot, segment) = link?;
        if let Some(owner) = snapshots.iter_mut().find(|s| s.row_id == snapshot) {
            owner.segments.push(segment);
        }
    }
    Ok(snapshots)
}
