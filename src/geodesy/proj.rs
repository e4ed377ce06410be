//! Any other EPSG code, through PROJ with its database embedded.
//!
//! PROJ reads its database from a file. `build.rs` embeds the one PROJ was built with; it is
//! unpacked into a private temporary folder for the moment a transformation is made and removed
//! again, so the program works copied alone to an empty machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use proj::{Proj, ProjBuilder};

use super::GeodesyError;

static DATABASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/proj.db"));

/// One foreign system and the way between it and WGS84 degrees.
pub(super) struct Other {
    inverse: Proj,
    forward: Proj,
    words: String,
}

impl std::fmt::Debug for Other {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)
    }
}

impl Other {
    pub(super) fn new(code: u32) -> Result<Self, GeodesyError> {
        let fail = |reason: String| GeodesyError::NoTransformation { from: code, to: 4326, reason };
        let folder = Unpacked::new().map_err(|e| fail(format!("PROJ's database cannot be unpacked: {e}")))?;
        let foreign = format!("EPSG:{code}");
        let make = |from: &str, to: &str| {
            let mut builder = ProjBuilder::new();
            builder.set_search_paths(&folder.0).map_err(|e| fail(e.to_string()))?;
            let made = builder.proj_known_crs(from, to, None).map_err(|e| fail(e.to_string()))?;
            let info = made.lib_info().map_err(|e| fail(e.to_string()))?;
            // PROJ opens the database, and any operation it may choose later, no later than here.
            let _ = made.convert((0.0_f64, 0.0_f64));
            Ok((made, format!("{}.{}.{}", info.major, info.minor, info.patch)))
        };
        let (inverse, version) = make(&foreign, "EPSG:4326")?;
        let (forward, _) = make("EPSG:4326", &foreign)?;
        Ok(Self { inverse, forward, words: format!("PROJ {version}") })
    }

    pub(super) fn describe(&self) -> String {
        self.words.clone()
    }

    pub(super) fn unproject(&self, x: f64, y: f64) -> Result<(f64, f64), String> {
        finite(self.inverse.convert((x, y)).map_err(|e| e.to_string())?)
    }

    pub(super) fn project(&self, lon: f64, lat: f64) -> Result<(f64, f64), String> {
        finite(self.forward.convert((lon, lat)).map_err(|e| e.to_string())?)
    }
}

fn finite((x, y): (f64, f64)) -> Result<(f64, f64), String> {
    if x.is_finite() && y.is_finite() { Ok((x, y)) } else { Err("PROJ gives no finite answer".to_owned()) }
}

/// The database in a folder of its own, removed when dropped.
struct Unpacked(PathBuf);

impl Unpacked {
    fn new() -> io::Result<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        loop {
            let n = COUNTER.fetch_add(1, Ordering::Relaxed);
            let folder = std::env::temp_dir().join(format!("harmspot-proj-{}-{n}", std::process::id()));
            // Creating fails when anybody already made it, so nobody can put a file in our way.
            match private_folder(&folder) {
                Ok(()) => {
                    let made = Self(folder);
                    fs::write(made.0.join("proj.db"), DATABASE)?;
                    return Ok(made);
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && n < 10_000 => {}
                Err(e) => return Err(e),
            }
        }
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        // A system that refuses to remove an open file keeps it until its own clean-up.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    std::os::unix::fs::DirBuilderExt::mode(&mut fs::DirBuilder::new(), 0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}
