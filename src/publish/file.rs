//! One file, whole or not at all.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use super::PublishError;

/// Writes `bytes` to `path` as [`write_file`] does, making the folders it stands in first.
///
/// # Errors
/// [`PublishError::File`] with the path and what the system said.
pub fn write_file_in_folder(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|source| PublishError::File { path: folder.to_owned(), source })?;
    }
    write_file(path, bytes)
}

/// Writes `bytes` to `path` through a neighbour file and a rename, so that a reader never sees half.
///
/// # Errors
/// [`PublishError::File`] with the path and what the system said.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    write(path, bytes, false)
}

/// As [`write_file`], readable by its owner alone (0600): for rows as the source gave them.
///
/// # Errors
/// [`PublishError::File`] with the path and what the system said.
pub fn write_private_file(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    write(path, bytes, true)
}

fn write(path: &Path, bytes: &[u8], private: bool) -> Result<(), PublishError> {
    let fault = |source| PublishError::File { path: path.to_owned(), source };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part: PathBuf = path.with_file_name(name);
    let outcome = create(&part, private)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    if outcome.is_err() {
        // The half-written neighbour is of no use; failing to remove it changes nothing.
        let _ = std::fs::remove_file(&part);
    }
    outcome.map_err(fault)
}

#[cfg(unix)]
fn create(part: &Path, private: bool) -> std::io::Result<File> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    if !private {
        return File::create(part);
    }
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)?;
    // A neighbour left by an interrupted run keeps its rights when it is opened again.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

#[cfg(not(unix))]
fn create(part: &Path, _private: bool) -> std::io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).open(part)
}
