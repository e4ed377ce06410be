//! What goes into the store in one commit, and what it answers.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Instant,
    incidents::{Incident, QuarantinedRow},
};

/// The conservation law of one imported file: `read = accepted + folded + quarantined + blank`.
///
/// `duplicate` are rows of `accepted` or `folded` that the store already held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCount {
    /// File name without its folder.
    pub file: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Records read, blank ones included, header excluded.
    pub read: u64,
    /// Records that became (or already were) incidents.
    pub accepted: u64,
    /// Further rows of an accepted crime.
    pub folded: u64,
    /// Records put in quarantine.
    pub quarantined: u64,
    /// Records without any content.
    pub blank: u64,
    /// Accepted records the store already held unchanged.
    pub duplicate: u64,
}

/// Everything one import adds, in one commit.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Counts by file, in the order given.
    pub files: Vec<FileCount>,
    /// Incidents, tombstones included (`status` says so); at most one a key.
    pub incidents: Vec<Incident>,
    /// Rows kept aside.
    pub quarantine: Vec<QuarantinedRow>,
    /// Quarantined rows this batch brings back corrected: file SHA-256 and record number. (Rows of a
    /// file that comes again and are no longer refused are released without being named.)
    pub released: Vec<(String, u64)>,
    /// When, from the caller's clock; never part of a snapshot id.
    pub at: Option<Instant>,
}

/// What a commit did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitOutcome {
    /// Id of the snapshot that is now current.
    pub snapshot: String,
    /// Incidents never seen before (tombstones of unknown references included in `withdrawn`).
    pub new: u64,
    /// Incidents whose content differs from the version held.
    pub changed: u64,
    /// Incidents that became tombstones.
    pub withdrawn: u64,
    /// Incidents already held, unchanged.
    pub unchanged: u64,
    /// Incidents held in a newer version, by their `updated`: left as they are.
    #[serde(default)]
    pub older: u64,
    /// Incidents in the snapshot that count.
    pub total: u64,
}

/// One snapshot as `store snapshots` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotInfo {
    /// Hash over sorted segment hashes, format version and tombstones.
    pub id: String,
    /// When it was committed.
    pub at: Option<Instant>,
    /// Incidents that count.
    pub incidents: u64,
    /// Tombstones.
    pub tombstones: u64,
    /// Segments it consists of.
    pub segments: u64,
}

/// What a commit makes of one incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Never seen before.
    New,
    /// Differs from the version held.
    Changed,
    /// Becomes a tombstone, or is one never seen before.
    Withdrawn,
    /// Held, the same.
    Unchanged,
    /// An older version than the one held, by its `updated`: left out.
    Older,
}

/// One imported file in the store's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Snapshot that was current after it.
    pub snapshot: String,
    /// When it was imported.
    pub at: Option<Instant>,
    /// What became of its rows.
    #[serde(flatten)]
    pub count: FileCount,
}
