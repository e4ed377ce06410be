//! Writes the county that never was into a folder. The room `synth` makes names and bytes; here they become
//! files.

use std::path::{Path, PathBuf};

use super::Progress;
use crate::{
    publish::{PublishError, write_file_in_folder},
    synth::{Delivery, Lomea},
};

/// What [`write_lomea`] is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LomeaOrder {
    /// Seed of ground and incidents.
    pub seed: u64,
    /// Crimes in the first delivery, about.
    pub n: usize,
    /// Months of the first delivery, from 2023-01; 2 to 120.
    pub months: u32,
}

impl Default for LomeaOrder {
    fn default() -> Self {
        Self { seed: 1, n: 40_000, months: 36 }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LomeaWritten {
    /// Files, in the order written.
    pub files: Vec<PathBuf>,
    /// Bytes in all.
    pub bytes: u64,
    /// The two deliveries of the police extract.
    pub deliveries: Vec<Delivery>,
}

/// A folder or file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct LomeaError(#[from] PublishError);

/// Makes Lomea and writes its files under `folder`, which is made when absent; files of the same names are
/// replaced, others left alone. The same order gives the same bytes on every machine.
pub fn write_lomea(
    folder: &Path,
    order: &LomeaOrder,
    progress: &dyn Progress,
) -> Result<LomeaWritten, LomeaError> {
    progress.step("making the county", 0, 0);
    let lomea = Lomea::generate(order.seed);
    progress.step("making its incidents", 0, 0);
    let incidents = lomea.incidents(order.n, order.seed, order.months);
    let made = lomea.folder(&incidents);
    let mut written = LomeaWritten { files: Vec::new(), bytes: 0, deliveries: made.deliveries };
    let total = made.files.len() as u64;
    for (done, file) in made.files.into_iter().enumerate() {
        progress.step("writing", done as u64, total);
        let path = folder.join(&file.name);
        write_file_in_folder(&path, &file.bytes)?;
        written.bytes += file.bytes.len() as u64;
        written.files.push(path);
    }
    Ok(written)
}
