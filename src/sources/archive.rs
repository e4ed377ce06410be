//! The publisher's archive: street files in, everything else named and skipped.

use std::io::{Cursor, Read};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::{Budget, SourceError, SourceFile, file::is_unsafe};

/// What an archive holds.
#[derive(Debug, Clone, Default)]
pub struct Archive {
    /// Entries to import, sorted by name.
    pub files: Vec<SourceFile>,
    /// Entries left out, by name, sorted.
    pub skipped: Vec<String>,
}

/// Reads the entries whose name ends in one of `endings`; names are never used as paths.
///
/// # Errors
/// Refuses the whole archive when it is damaged, has too many, overlapping, duplicate, encrypted or
/// linked entries, names that climb out of a folder, or inflates past the budget.
pub fn read_archive(file: &SourceFile, endings: &[&str], budget: &Budget) -> Result<Archive, SourceError> {
    let refuse = |code, reason: String| {
        Err(SourceError::refuse(&file.name, code, reason, "fetch the archive again from its publisher"))
    };
    let broken = |_| {
        let reason = "the zip archive is cut or damaged";
        SourceError::refuse(&file.name, "B09", reason, "fetch the archive again from its publisher")
    };
    let mut zip = ZipArchive::new(Cursor::new(&file.bytes[..])).map_err(broken)?;
    if zip.len() > budget.entries {
        return refuse("B12", format!("{} entries, and the limit is {}", zip.len(), budget.entries));
    }
    if entries_stated(&file.bytes).is_some_and(|stated| stated != zip.len()) {
        return refuse("B13", "two entries have the same name".to_owned());
    }
    if zip.has_overlapping_files().map_err(broken)? {
        return refuse("B12", "entries overlap".to_owned());
    }
    let (mut wanted, mut skipped, mut size) = (Vec::new(), Vec::new(), 0_u64);
    for i in 0..zip.len() {
        let entry = zip.by_index_raw(i).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        if unsafe_name(&name) || entry.is_symlink() {
            return refuse("B13", format!("entry {} has a name that is no plain file", i + 1));
        }
        if entry.encrypted() {
            return refuse("B13", format!("entry {} is encrypted", i + 1));
        }
        if entry.is_dir() {
            continue;
        }
        if endings.iter().any(|ending| name.to_lowercase().ends_with(ending)) {
            size = size.saturating_add(entry.size());
            if entry.size() > 1 << 20
                && entry.size() > entry.compressed_size().saturating_mul(budget.inflate_ratio)
            {
                return refuse(
                    "B12",
                    format!("entry {} inflates more than {} times", i + 1, budget.inflate_ratio),
                );
            }
            wanted.push((name, i, entry.size()));
        } else {
            skipped.push(name);
        }
    }
    if size > budget.file_bytes {
        return refuse("B12", format!("inflates to {size} bytes, and the limit is {}", budget.file_bytes));
    }
    wanted.sort();
    skipped.sort();
    let mut files = Vec::with_capacity(wanted.len());
    for (name, i, size) in wanted {
        let mut bytes = Vec::with_capacity(size as usize);
        let entry = zip.by_index(i).map_err(broken)?;
        entry.take(size + 1).read_to_end(&mut bytes).map_err(broken_io(&file.name))?;
        if bytes.len() as u64 != size {
            return refuse("B12", format!("entry {} is not as long as it says", i + 1));
        }
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let plain = name.rsplit('/').next().unwrap_or(&name).to_owned();
        files.push(SourceFile { name: plain, bytes, sha256 });
    }
    Ok(Archive { files, skipped })
}

fn broken_io(name: &str) -> impl Fn(std::io::Error) -> SourceError + '_ {
    move |_| {
        let reason = "an entry of the zip archive is cut or damaged";
        SourceError::refuse(name, "B09", reason, "fetch the archive again from its publisher")
    }
}

fn unsafe_name(name: &str) -> bool {
    name.starts_with('/')
        || name.contains('\\')
        || name.as_bytes().get(1) == Some(&b':')
        || name.split('/').any(|part| part == "..")
        || name.chars().any(is_unsafe)
        || name.len() > 1024
}

/// Entries the end record speaks of; the reader keeps one of several with the same name.
fn entries_stated(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.len().saturating_sub(66_000);
    let at = tail + bytes[tail..].windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let count = u16::from_le_bytes([*bytes.get(at + 10)?, *bytes.get(at + 11)?]);
    (count != u16::MAX).then_some(usize::from(count))
}

/// Checks the parts of a workbook before it is opened: sizes, entities, links.
pub(super) fn check_workbook(file: &SourceFile, budget: &Budget) -> Result<(), SourceError> {
    let refuse = |code, reason: &str| {
        Err(SourceError::refuse(&file.name, code, reason, "save the sheet as CSV and import that"))
    };
    let broken =
        |_| SourceError::refuse(&file.name, "B09", "the workbook is cut or damaged", "export it again");
    let mut zip = ZipArchive::new(Cursor::new(&file.bytes[..])).map_err(broken)?;
    if zip.len() > budget.entries {
        return refuse("B12", "the workbook has too many parts");
    }
    let cap =
        budget.file_bytes.min((file.bytes.len() as u64).saturating_mul(budget.inflate_ratio).max(64 << 20));
    let mut total = 0_u64;
    for i in 0..zip.len() {
        let entry = zip.by_index_raw(i).map_err(broken)?;
        if entry.encrypted() || entry.is_symlink() {
            return refuse("B13", "a part of the workbook is encrypted or a link");
        }
        drop(entry);
        let mut entry = zip.by_index(i).map_err(broken)?;
        let mut head = Vec::new();
        (&mut entry).take(64 * 1024).read_to_end(&mut head).map_err(broken_io(&file.name))?;
        if head.windows(9).any(|w| w == b"<!DOCTYPE") || head.windows(8).any(|w| w == b"<!ENTITY") {
            return refuse("C17", "the workbook declares a document type or entities");
        }
        let rest = std::io::copy(&mut (&mut entry).take(cap + 1), &mut std::io::sink());
        total = total.saturating_add(head.len() as u64 + rest.map_err(broken_io(&file.name))?);
        if total > cap {
            return refuse("B12", "the workbook inflates past the limit");
        }
    }
    Ok(())
}
