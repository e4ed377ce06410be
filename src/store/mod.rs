//! Facts on disk: immutable Parquet segments named by their SHA-256, one SQLite catalogue whose
//! transaction is the only commit point, snapshots, quarantine, named opaque documents.

mod batch;
mod catalogue;
mod error;
mod folder;
mod mount;
mod reader;
mod segment;
mod snapshot;
mod verify;
mod writer;

pub use batch::{Batch, CommitOutcome, FileCount, FileRecord, SnapshotInfo, Verdict};
pub use error::StoreError;
pub use reader::Store;
pub use verify::{Fault, VerifyReport};
pub use writer::Writer;
