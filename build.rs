//! Hands `src/geodesy/proj.rs` the database of the PROJ that was just built, so that the binary
//! carries it. Does nothing in a build without the `proj` feature.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_PROJ").is_none() {
        return Ok(());
    }
    // proj-sys is a direct dependency, so its build script has run by now; it keeps the database in
    // its own output folder and tells no one where. All output folders are siblings of ours.
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let siblings = out.ancestors().nth(2).ok_or("OUT_DIR has no parents")?;
    let mut found: Vec<_> = fs::read_dir(siblings)?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("proj-sys-"))
        .map(|entry| entry.path().join("out/share/proj/proj.db"))
        .filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))
        .collect();
    found.sort();
    let (_, newest) = found.pop().ok_or("proj-sys left no proj.db beside our output folder")?;
    println!("cargo::rerun-if-changed={}", newest.display());
    fs::copy(newest, out.join("proj.db"))?;
    Ok(())
}
