//! What can go wrong with a store: which file, what we found, what to try.

use std::path::{Path, PathBuf};

/// Why the store could not do what was asked. A damaged file is always named.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no store in that folder.
    #[error("no store in {}", .folder.display())]
    NoStore {
        /// Folder looked at.
        folder: PathBuf,
    },
    /// The store is marked as one that plain opening refuses.
    #[error("the store in {} holds group data, which only the police view opens, by the store it lies in", .folder.display())]
    Guarded {
        /// Folder of the store.
        folder: PathBuf,
    },
    /// Another process is writing.
    #[error("another process is writing to the store in {}", .folder.display())]
    Locked {
        /// Folder of the store.
        folder: PathBuf,
    },
    /// The store lies on a network share or user-space file system, where locks and syncs are no promise.
    #[error("the store folder {} is on {kind}, where a finished write is not a promise", .folder.display())]
    NetworkShare {
        /// Folder of the store.
        folder: PathBuf,
        /// File-system type as the operating system names it.
        kind: String,
    },
    /// Written by a newer program.
    #[error("the store in {} has format {found}, and this program knows formats up to {known}", .folder.display())]
    NewerFormat {
        /// Folder of the store.
        folder: PathBuf,
        /// Format number found.
        found: i64,
        /// Newest format this program reads.
        known: i64,
    },
    /// A file of the store is not what was written.
    #[error("{} is damaged: {found}", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What we found.
        found: String,
    },
    /// The operating system refused.
    #[error("cannot {action} {}: {source}", .file.display())]
    Io {
        /// Such as `write (4096 bytes)`.
        action: String,
        /// The file.
        file: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// The catalogue could not be read or written.
    #[error("the catalogue {} failed: {source}", .file.display())]
    Catalogue {
        /// The catalogue file.
        file: PathBuf,
        /// SQLite's reason.
        source: rusqlite::Error,
    },
    /// No snapshot has that id.
    #[error("no snapshot \"{id}\" in this store ({known} snapshots)")]
    NoSnapshot {
        /// Id asked for.
        id: String,
        /// How many there are.
        known: usize,
    },
    /// A batch named the same record twice.
    #[error("the batch holds record {reference} of {source_id} twice")]
    Twice {
        /// Source of the record.
        source_id: String,
        /// Its reference.
        reference: String,
    },
    /// A segment could not be encoded.
    #[error("cannot encode a segment: {reason}")]
    Encode {
        /// The encoder's reason.
        reason: String,
    },
}

impl StoreError {
    /// One line of advice, where there is any.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoStore { .. } => "import something first, or name the folder with --store",
            Self::Guarded { .. } => "name the store it lies in with --store",
            Self::Locked { .. } => "wait for the other import to end; a lock left by a crash frees itself",
            Self::NetworkShare { .. } => {
                "keep the store on a local disk, or set HARMSPOT_ALLOW_NETWORK_STORE=1 and accept the risk"
            }
            Self::NewerFormat { .. } => "use the newer program; nothing was changed",
            Self::Damaged { .. } => {
                "run `harmspot store verify` for the whole list, then restore the named file from a backup"
            }
            Self::Io { .. } => "nothing was added; free space or rights, then run the same command again",
            Self::Catalogue { .. } => "nothing was added; run `harmspot store verify`",
            Self::NoSnapshot { .. } => "`harmspot store snapshots` lists them",
            Self::Twice { .. } | Self::Encode { .. } => return None,
        })
    }

    pub(super) fn io(action: impl Into<String>, file: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let (action, file) = (action.into(), file.to_owned());
        move |source| Self::Io { action, file, source }
    }

    pub(super) fn damaged(file: &Path, found: impl Into<String>) -> Self {
        Self::Damaged { file: file.to_owned(), found: found.into() }
    }
}
