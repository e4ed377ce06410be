//! Where the real data lie, for the tests that read them. Absent, those tests say so and stop.

use std::path::PathBuf;

/// The folder named by `HARMSPOT_SHARED` (default `../shared`) joined with `path`, or `None` with
/// a loud line on stderr when it is not there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HARMSPOT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let full = root.join(path);
    if full.exists() {
        return Some(full);
    }
    eprintln!("SKIPPED: {path} is not under HARMSPOT_SHARED; this test reads real data where they lie");
    None
}
