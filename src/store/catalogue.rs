//! The catalogue: one SQLite file whose transaction is the only commit point.
//!
//! Tables have no index but their row id, so a damaged index can never hide a row; they are small.
//! SQLite has no checksums of its own, so each part of the catalogue carries a seal, the SHA-256
//! over its rows, renewed in the same transaction and checked on every read. Rollback journal in
//! `TRUNCATE` mode with `synchronous=EXTRA`: a commit that returned is on disk.

use std::{path::PathBuf, time::Duration};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, types::ValueRef};
use sha2::{Digest, Sha256};

use super::{StoreError, folder::Folder};

/// The format this program writes, and the newest it reads.
///
/// A nullable column that joins a segment does not raise it: columns are found by name, a segment without it is read as not
/// known, and a program that does not know it reads the rest rightly. So it was with `outcome`. A column that changes what
/// counts, or a word of one that is there already, raises it.
pub(super) const FORMAT: i64 = 1;

/// SQLite's application id of a store that plain opening refuses; it stays with the file wherever that is copied.
const GUARDED: i64 = 0x4752_5053;

const SCHEMA: &str = "
CREATE TABLE meta (id INTEGER PRIMARY KEY, format INTEGER NOT NULL);
CREATE TABLE segment (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, rows INTEGER NOT NULL);
CREATE TABLE snapshot (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER, incidents INTEGER NOT NULL,
    tombstones INTEGER NOT NULL);
CREATE TABLE snapshot_segment (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES snapshot(id),
    segment INTEGER NOT NULL REFERENCES segment(id));
CREATE TABLE file (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES snapshot(id), at INTEGER,
    name TEXT NOT NULL, sha256 TEXT NOT NULL, read INTEGER NOT NULL, accepted INTEGER NOT NULL,
    folded INTEGER NOT NULL, quarantined INTEGER NOT NULL, blank INTEGER NOT NULL, duplicate INTEGER NOT NULL);
CREATE TABLE quarantine (id INTEGER PRIMARY KEY, released INTEGER NOT NULL, profile TEXT NOT NULL, file TEXT NOT NULL,
    file_sha256 TEXT NOT NULL, line INTEGER NOT NULL, record INTEGER NOT NULL, column_name TEXT, code TEXT NOT NULL,
    reason TEXT NOT NULL, header BLOB NOT NULL, raw BLOB NOT NULL);
CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE seal (id INTEGER PRIMARY KEY, part TEXT NOT NULL, sha256 TEXT NOT NULL);
";

/// What a seal covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Snapshots,
    Files,
    Quarantine,
    Documents,
}

impl Part {
    pub(super) const ALL: [Self; 4] = [Self::Snapshots, Self::Files, Self::Quarantine, Self::Documents];

    fn name(self) -> &'static str {
        match self {
            Self::Snapshots => "snapshots",
            Self::Files => "files",
            Self::Quarantine => "quarantine",
            Self::Documents => "documents",
        }
    }

    fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Snapshots => &["meta", "segment", "snapshot", "snapshot_segment"],
            Self::Files => &["file"],
            Self::Quarantine => &["quarantine"],
            Self::Documents => &["document"],
        }
    }
}

/// An open connection that knows its file, for errors.
pub(super) struct Catalogue {
    connection: Connection,
    path: PathBuf,
}

impl Catalogue {
    /// Opens for reading; `NoStore` when there is none or its creation was cut short.
    pub(super) fn open(folder: &Folder) -> Result<Self, StoreError> {
        let path = folder.catalogue();
        let none = || StoreError::NoStore { folder: folder.root.clone() };
        if !path.is_file() {
            return Err(if folder.files()?.is_empty() {
                none()
            } else {
                StoreError::damaged(&path, "it is missing, although the store has segments")
            });
        }
        let mut this = Self::connect(path)?;
        let tables: i64 = this.read(|c| {
            c.query_row("SELECT count(*) FROM sqlite_master WHERE name IN ('meta', 'seal')", [], |r| r.get(0))
        })?;
        if tables == 0 {
            return Err(if folder.files()?.is_empty() {
                none()
            } else {
                StoreError::damaged(&this.path, "it is empty, although the store has segments")
            });
        }
        this.check_format(folder)?;
        Ok(this)
    }

    /// Creates the tables in one transaction.
    pub(super) fn create(folder: &Folder) -> Result<(), StoreError> {
        let mut this = Self::connect(folder.catalogue())?;
        this.write(|t| {
            t.execute_batch(SCHEMA)?;
            t.execute("INSERT INTO meta (format) VALUES (?1)", [FORMAT])?;
            Part::ALL.into_iter().try_for_each(|part| seal(t, part))
        })?;
        drop(this);
        super::folder::sync_dir(&folder.root)
    }

    /// True when the store is marked as one that plain opening refuses.
    pub(super) fn guarded(&mut self) -> Result<bool, StoreError> {
        self.read(|c| c.query_row("PRAGMA application_id", [], |r| r.get::<_, i64>(0)))
            .map(|id| id == GUARDED)
    }

    /// Marks it so.
    pub(super) fn guard(&mut self) -> Result<(), StoreError> {
        self.write(|t| t.execute_batch(&format!("PRAGMA application_id = {GUARDED}")))
    }

    fn connect(path: PathBuf) -> Result<Self, StoreError> {
        let open = || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX
                | OpenFlags::SQLITE_OPEN_NOFOLLOW;
            let real = path.parent().and_then(|p| p.canonicalize().ok()).map(|p| p.join("catalogue.sqlite"));
            let c = Connection::open_with_flags(real.as_ref().unwrap_or(&path), flags)?;
            c.busy_timeout(Duration::from_secs(10))?;
            c.execute_batch(
                "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;
                 PRAGMA synchronous=EXTRA;",
            )?;
            c.query_row("PRAGMA journal_mode=TRUNCATE", [], |_| Ok(()))?;
            Ok(c)
        };
        match open() {
            Ok(connection) => Ok(Self { connection, path }),
            Err(source) => Err(fault(path, source)),
        }
    }

    fn check_format(&mut self, folder: &Folder) -> Result<(), StoreError> {
        let found: i64 = self.read(|c| c.query_row("SELECT max(format) FROM meta", [], |r| r.get(0)))?;
        if found > FORMAT {
            return Err(StoreError::NewerFormat { folder: folder.root.clone(), found, known: FORMAT });
        }
        if found < FORMAT {
            return Err(StoreError::damaged(&self.path, format!("format {found} never existed")));
        }
        Ok(())
    }

    /// One short read transaction.
    pub(super) fn read<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let run = |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            work(&transaction)
        };
        run(&mut self.connection).map_err(|source| fault(self.path.clone(), source))
    }

    /// One short read transaction over a part whose seal is checked first.
    pub(super) fn read_sealed<T>(
        &mut self,
        part: Part,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let outcome = self.read(|c| {
            let stated: Option<String> = {
                let mut s = c.prepare("SELECT sha256 FROM seal WHERE part = ?1")?;
                let mut rows = s.query_map([part.name()], |r| r.get(0))?;
                rows.next().transpose()?
            };
            if stated.as_deref() != Some(&digest(c, part)?) {
                return Ok(None);
            }
            work(c).map(Some)
        })?;
        outcome.ok_or_else(|| {
            let found = format!("its list of {} is not the one that was committed", part.name());
            StoreError::damaged(&self.path, found)
        })
    }

    /// One write transaction; returns only when it is on disk.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let run = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        run(&mut self.connection).map_err(|source| fault(self.path.clone(), source))
    }

    /// SQLite's own structural check; an empty list is a clean file.
    pub(super) fn integrity(&mut self) -> Result<Vec<String>, StoreError> {
        self.read(|c| {
            let mut statement = c.prepare("PRAGMA integrity_check")?;
            let lines = statement.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
            Ok(lines.into_iter().filter(|line| line != "ok").collect())
        })
    }
}

/// Renews the seal of one part, inside the transaction that changed it.
pub(super) fn seal(transaction: &Connection, part: Part) -> rusqlite::Result<()> {
    let sha256 = digest(transaction, part)?;
    transaction.execute("DELETE FROM seal WHERE part = ?1", [part.name()])?;
    transaction.execute("INSERT INTO seal (part, sha256) VALUES (?1, ?2)", [part.name(), &sha256])?;
    Ok(())
}

/// SHA-256 over every value of a part's tables, each with its type and length.
fn digest(connection: &Connection, part: Part) -> rusqlite::Result<String> {
    let mut hash = Sha256::new();
    for table in part.tables() {
        hash.update(table.as_bytes());
        let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY id"))?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..width {
                match row.get_ref(column)? {
                    ValueRef::Null => hash.update(b"n"),
                    ValueRef::Integer(i) => {
                        hash.update(b"i");
                        hash.update(i.to_le_bytes());
                    }
                    ValueRef::Real(x) => {
                        hash.update(b"r");
                        hash.update(x.to_le_bytes());
                    }
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                        hash.update(b"b");
                        hash.update((bytes.len() as u64).to_le_bytes());
                        hash.update(bytes);
                    }
                }
            }
        }
    }
    Ok(hex::encode(hash.finalize()))
}

/// A fault of the file itself is damage; anything else (busy, full, rights) keeps SQLite's words.
fn fault(path: PathBuf, source: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure,
    };
    let passing = matches!(
        source.sqlite_error_code(),
        Some(
            DatabaseBusy
                | DatabaseLocked
                | DiskFull
                | PermissionDenied
                | CannotOpen
                | ReadOnly
                | SystemIoFailure
        )
    );
    if passing {
        StoreError::Catalogue { file: path, source }
    } else {
        StoreError::damaged(&path, source.to_string())
    }
}
