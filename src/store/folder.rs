//! The folder of a store: its layout, its rights, durable writes and the writer's lock.
//!
//! ```text
//! catalogue.sqlite            the only commit point
//! segments/ab/ab12....parquet incidents, named by the SHA-256 of their bytes
//! documents/ab/ab12...        opaque documents, named likewise
//! tmp/                        files not finished yet
//! LOCK                        held by the one writer; freed by the operating system
//! ```

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::StoreError;

/// Where a content-addressed file lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Segment,
    Document,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::Segment, Self::Document];

    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Segment => "segments",
            Self::Document => "documents",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Segment => ".parquet",
            Self::Document => "",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) root: PathBuf,
}

impl Folder {
    pub(super) fn catalogue(&self) -> PathBuf {
        self.root.join("catalogue.sqlite")
    }

    pub(super) fn tmp(&self) -> PathBuf {
        self.root.join("tmp")
    }

    pub(super) fn file(&self, kind: Kind, sha256: &str) -> PathBuf {
        let shelf = sha256.get(..2).unwrap_or("--");
        self.root.join(kind.folder()).join(shelf).join(format!("{sha256}{}", kind.ending()))
    }

    /// Makes the folders, owner-only, and syncs their entries.
    pub(super) fn create(&self) -> Result<(), StoreError> {
        make_dir(&self.root)?;
        for name in ["segments", "documents", "tmp"] {
            make_dir(&self.root.join(name))?;
        }
        sync_dir(&self.root)?;
        if let Some(parent) = self.root.parent().filter(|p| !p.as_os_str().is_empty()) {
            sync_dir(parent)?;
        }
        Ok(())
    }

    /// The writer's lock, or a refusal at once.
    pub(super) fn lock(&self) -> Result<File, StoreError> {
        let path = self.root.join("LOCK");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(StoreError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::Locked { folder: self.root.clone() }),
            Err(fs::TryLockError::Error(source)) => Err(StoreError::io("lock", &path)(source)),
        }
    }

    /// Writes `bytes` so that they survive a power cut: tmp, sync, rename, sync of the folder.
    /// Returns the SHA-256 they are named by.
    pub(super) fn put(&self, kind: Kind, bytes: &[u8]) -> Result<String, StoreError> {
        let sha256 = sha256_hex(bytes);
        let target = self.file(kind, &sha256);
        let tmp = self.tmp().join(&sha256);
        let mut file = File::create(&tmp).map_err(StoreError::io("create", &tmp))?;
        let writing = || format!("write ({} bytes)", bytes.len());
        file.write_all(bytes).map_err(StoreError::io(writing(), &tmp))?;
        file.sync_all().map_err(StoreError::io("sync", &tmp))?;
        drop(file);
        let shelf = target.parent().expect("a shelf lies above every file");
        make_dir(shelf)?;
        // Always: a shelf that is there may be left by a crash before its own entry was synced.
        sync_dir(&self.root.join(kind.folder()))?;
        fs::rename(&tmp, &target).map_err(StoreError::io("rename into place", &target))?;
        sync_dir(shelf)?;
        Ok(sha256)
    }

    /// Reads a content-addressed file and refuses it unless its bytes are the ones written.
    pub(super) fn get(&self, kind: Kind, sha256: &str, length: u64) -> Result<Vec<u8>, StoreError> {
        let path = self.file(kind, sha256);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => StoreError::damaged(&path, "the file is missing"),
            _ => StoreError::io("read", &path)(source),
        })?;
        if bytes.len() as u64 != length {
            let found = format!("it has {} bytes, {length} were written", bytes.len());
            return Err(StoreError::damaged(&path, found));
        }
        let found = sha256_hex(&bytes);
        if found != sha256 {
            return Err(StoreError::damaged(&path, format!("its SHA-256 is {found}, not its name")));
        }
        Ok(bytes)
    }

    /// Every content-addressed file on disk: its kind and its path, sorted.
    pub(super) fn files(&self) -> Result<Vec<(Kind, PathBuf)>, StoreError> {
        let mut found = Vec::new();
        for kind in Kind::ALL {
            for shelf in list(&self.root.join(kind.folder()))? {
                if shelf.is_dir() {
                    found.extend(list(&shelf)?.into_iter().map(|path| (kind, path)));
                } else {
                    found.push((kind, shelf));
                }
            }
        }
        Ok(found)
    }
}

/// Paths in a folder, sorted; none when the folder is not there.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::io("list", folder)(source)),
    };
    let mut paths = entries
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(StoreError::io("list", folder))?;
    paths.sort();
    Ok(paths)
}

pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub(super) fn sync_dir(folder: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    File::open(folder).and_then(|dir| dir.sync_all()).map_err(StoreError::io("sync", folder))?;
    Ok(())
}

fn make_dir(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(StoreError::io("create the folder", folder))
}
