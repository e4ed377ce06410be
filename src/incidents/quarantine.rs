//! A row that could not be trusted, kept whole so that it can be fixed and come back.

use serde::{Deserialize, Serialize};

/// One record set aside at import, with everything needed to correct and re-import it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedRow {
    /// Profile it was read with.
    pub profile: String,
    /// File name without its folder.
    pub file: String,
    /// SHA-256 of that file.
    pub file_sha256: String,
    /// Physical line, from 1.
    pub line: u64,
    /// Record number, from 1, header not counted.
    pub record: u64,
    /// Column the reason is about.
    pub column: Option<String>,
    /// Rule code, such as `P05`.
    pub code: String,
    /// Why, in plain English, without the value.
    pub reason: String,
    /// The header record's bytes.
    pub header: Vec<u8>,
    /// The record's bytes as read.
    pub raw: Vec<u8>,
}
