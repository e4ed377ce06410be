//! Facts on disk: immutable Parquet segments named by their SHA-256, one SQLite catalogue whose
//! transaction is the only commit point, snapshots, quarantine, named opaque documents.

mod batch;

pub use batch::{Batch, CommitOutcome, FileCount, SnapshotInfo};
