//! What one import may cost. Passing a limit ends that file or record, never the process.

/// Limits of one import; the defaults suit a force's month or its whole history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of one file, inflated: 2 GiB.
    pub file_bytes: u64,
    /// Inflated bytes for each compressed byte: 200.
    pub inflate_ratio: u64,
    /// Bytes of one field: 1 MiB.
    pub field_bytes: usize,
    /// Physical lines of one record: 1,000.
    pub record_lines: u64,
    /// Bytes of one record: 4 MiB.
    pub record_bytes: usize,
    /// Columns of one record: 4,096.
    pub columns: usize,
    /// Characters of one column name: 1,000.
    pub name_chars: usize,
    /// Entries of one archive: 10,000.
    pub entries: usize,
    /// Bytes scanned again after unbalanced quotes: 256 MiB.
    pub rescan_bytes: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            file_bytes: 2 << 30,
            inflate_ratio: 200,
            field_bytes: 1 << 20,
            record_lines: 1_000,
            record_bytes: 4 << 20,
            columns: 4_096,
            name_chars: 1_000,
            entries: 10_000,
            rescan_bytes: 256 << 20,
        }
    }
}
