//! `harmspot hotspots`.

use super::{Common, Exit, Failure};

/// Arguments of `hotspots`.
#[derive(Debug, clap::Args)]
pub struct HotspotsArgs {}

pub(super) fn run(_args: HotspotsArgs, _common: &Common) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not built yet"))
}
