//! Files and folders to bytes: regular files only, within budget, unchanged while read.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{Budget, SourceError};

/// The bytes of one input file, with its birth certificate.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// File name without its folder, control characters replaced.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes on disk, hex.
    pub sha256: String,
}

/// Files under the given paths: a folder gives its `.csv`, `.csv.gz`, `.zip` and `.xlsx` files,
/// sorted by path, subfolders included; a file gives itself.
///
/// # Errors
/// A path that does not exist, or a folder without such a file.
pub fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, SourceError> {
    let mut files = Vec::new();
    for path in paths {
        let facts = fs::metadata(path).map_err(io(path, "read"))?;
        if facts.is_dir() {
            let known = files.len();
            walk(path, 0, &mut files)?;
            if files.len() == known {
                let name = display_name(path);
                return Err(SourceError::refuse(&name, "B17", "a folder without a data file", FOLDER_HINT));
            }
            files[known..].sort();
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

const FOLDER_HINT: &str = "name the files, or a folder that holds .csv, .csv.gz, .zip or .xlsx files";

fn walk(folder: &Path, depth: u32, files: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    for entry in fs::read_dir(folder).map_err(io(folder, "list"))? {
        let entry = entry.map_err(io(folder, "list"))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(io(folder, "list"))?);
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if kind.is_dir() && depth < 8 {
            walk(&path, depth + 1, files)?;
        } else if !kind.is_dir() && [".csv", ".csv.gz", ".zip", ".xlsx"].iter().any(|e| name.ends_with(e)) {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads one regular file within the budget and checks that it did not change meanwhile.
///
/// # Errors
/// Anything that is no regular file, is too large, cannot be read, or changed.
pub fn read(path: &Path, budget: &Budget) -> Result<SourceFile, SourceError> {
    let name = display_name(path);
    if path.file_name().is_some_and(|n| n.to_str().is_none()) {
        let hint = "rename it with plain letters";
        return Err(SourceError::refuse(&name, "B17", "the file name is not UTF-8", hint));
    }
    let before = fs::metadata(path).map_err(io(path, "read"))?;
    if !before.is_file() {
        let hint = "name a file; a pipe or device cannot be read twice";
        return Err(SourceError::refuse(&name, "B17", "not a regular file", hint));
    }
    if before.len() > budget.file_bytes {
        return Err(SourceError::refuse(
            &name,
            "B15",
            format!("{} bytes, and the limit for one file is {}", before.len(), budget.file_bytes),
            "split it by month and import the parts in one command",
        ));
    }
    let mut bytes = Vec::with_capacity(before.len() as usize);
    let file = File::open(path).map_err(io(path, "open"))?;
    file.take(before.len() + 1).read_to_end(&mut bytes).map_err(io(path, "read"))?;
    let after = fs::metadata(path).map_err(io(path, "read"))?;
    let changed = after.len() != before.len()
        || bytes.len() as u64 != before.len()
        || after.modified().ok() != before.modified().ok();
    if changed {
        let hint = "wait until it is written, then import again";
        return Err(SourceError::refuse(&name, "B16", "the file changed while it was read", hint));
    }
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(SourceFile { name, bytes, sha256 })
}

/// Reads a small text file (profile, definition): UTF-8, at most 1 MiB.
///
/// # Errors
/// As [`read`], or text that is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, SourceError> {
    let file = read(path, &Budget { file_bytes: 1 << 20, ..Budget::default() })?;
    String::from_utf8(file.bytes)
        .map_err(|_| SourceError::refuse(&file.name, "B05", "the text is not UTF-8", "save it as UTF-8"))
}

/// Inflates gzip: counted first, so that a bomb costs time up to the cap but no memory.
pub(super) fn gunzip(name: &str, bytes: &[u8], budget: &Budget) -> Result<Vec<u8>, SourceError> {
    let cap = budget.file_bytes.min((bytes.len() as u64).saturating_mul(budget.inflate_ratio).max(1 << 20));
    let broken = |_| SourceError::refuse(name, "B09", "the gzip data are cut or damaged", "export it again");
    let decoder = || flate2::read::MultiGzDecoder::new(bytes).take(cap + 1);
    let length = std::io::copy(&mut decoder(), &mut std::io::sink()).map_err(broken)?;
    if length > cap {
        return Err(SourceError::refuse(
            name,
            "B11",
            format!("inflates past {cap} bytes"),
            "unpack it yourself and check what it is",
        ));
    }
    let mut out = Vec::with_capacity(length as usize);
    decoder().read_to_end(&mut out).map_err(broken)?;
    Ok(out)
}

/// The file's name for people: no folder, no control or direction characters, at most 120 characters.
#[must_use]
pub fn display_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let clean: String = name.chars().take(120).map(|c| if is_unsafe(c) { '_' } else { c }).collect();
    if clean.is_empty() { "(no name)".to_owned() } else { clean }
}

/// Characters that change what a terminal or reader shows: controls, direction marks, zero width.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{2028}' | '\u{2029}' | '\u{fffd}')
}

fn io<'a>(path: &'a Path, action: &'static str) -> impl Fn(std::io::Error) -> SourceError + 'a {
    move |source| SourceError::Io { file: display_name(path), action, source }
}
