//! Compression, done once for each kept body.

use std::io::Write;

use flate2::{Compression, GzBuilder};

/// Gzip at level 6 with an empty header (no time, no name): the same input gives the same bytes.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzBuilder::new().mtime(0).write(Vec::with_capacity(bytes.len() / 2), Compression::new(6));
    // Writing into memory cannot fail.
    let _ = out.write_all(bytes);
    out.finish().unwrap_or_default()
}
