//! Puts into the binary what it must carry: the built web map, for `src/server/assets.rs`, and the
//! database of the PROJ that was just built, for `src/geodesy/proj.rs` (not in a build without the
//! `proj` feature).

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    embed_web_map()?;
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

/// Lists the files of `web-map/dist` in `web_map.rs`; none of them when it has not been built.
fn embed_web_map() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let (map, dist) = (root.join("web-map"), root.join("web-map/dist"));
    let mut files = Vec::new();
    if dist.is_dir() {
        // By its whole path: two checkouts that share a target folder must not embed each other's page.
        println!("cargo::rerun-if-changed={}", dist.display());
        walk(&dist, &mut files)?;
    } else if map.is_dir() {
        // A missing path would make every build run this again; its parent tells when it appears.
        println!("cargo::rerun-if-changed={}", map.display());
    }
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&dist)?.to_str().ok_or("a file name of the web map is not UTF-8")?;
        let path = file.to_str().ok_or("the path of the web map is not UTF-8")?;
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    code += "]\n";
    fs::write(PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?).join("web_map.rs"), code)?;
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
