//! Files about the ground, whole: found, named, hashed and told apart by their first bytes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::GroundFileError;

/// One file read whole.
#[derive(Debug, Clone)]
pub struct GroundFile {
    /// Name without its folder.
    pub name: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file larger than this is not about the ground.
const MOST_BYTES: u64 = 1 << 30;

impl GroundFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`GroundFileError::Unreadable`], or [`GroundFileError::TooLarge`] over a gibibyte.
    pub fn read(path: &Path) -> Result<Self, GroundFileError> {
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let unreadable =
            |e: &io::Error| GroundFileError::Unreadable { file: name.clone(), reason: e.to_string() };
        let bytes = fs::metadata(path).map_err(|e| unreadable(&e))?.len();
        if bytes > MOST_BYTES {
            return Err(GroundFileError::TooLarge { file: name, bytes, most: MOST_BYTES });
        }
        let bytes = fs::read(path).map_err(|e| unreadable(&e))?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Ok(Self { name, sha256, bytes })
    }

    /// The bytes as text, without a byte-order mark.
    ///
    /// # Errors
    /// [`GroundFileError::NotUtf8`] with the byte it fails at.
    pub fn text(&self) -> Result<&str, GroundFileError> {
        let text = std::str::from_utf8(&self.bytes).map_err(|e| GroundFileError::NotUtf8 {
            file: self.name.clone(),
            byte: e.valid_up_to() as u64,
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// True when the first character is an opening brace: JSON, not a table.
    #[must_use]
    pub fn looks_like_json(&self) -> bool {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{')
    }
}

/// Every file named, and every file in every folder named, in the order of their paths; hidden ones
/// left out.
///
/// # Errors
/// [`GroundFileError::Unreadable`] for a path that is not there.
pub fn walk(paths: &[PathBuf]) -> Result<Vec<PathBuf>, GroundFileError> {
    let mut files = Vec::new();
    for path in paths {
        visit(path, 0, &mut files)?;
    }
    files.dedup();
    Ok(files)
}

fn visit(path: &Path, depth: u32, files: &mut Vec<PathBuf>) -> Result<(), GroundFileError> {
    let unreadable = |e: &io::Error| GroundFileError::Unreadable {
        file: path
            .file_name()
            .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned()),
        reason: e.to_string(),
    };
    if !fs::metadata(path).map_err(|e| unreadable(&e))?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    // Links that lead in circles end here.
    if depth > 16 {
        return Ok(());
    }
    let mut inside: Vec<PathBuf> = fs::read_dir(path)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect())
        .map_err(|e| unreadable(&e))?;
    inside.sort();
    inside.retain(|p| !p.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.')));
    inside.iter().try_for_each(|p| visit(p, depth + 1, files))
}
