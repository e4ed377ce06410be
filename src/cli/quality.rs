//! `harmspot quality`.

use super::{Common, Exit, Failure};

/// Arguments of `quality`.
#[derive(Debug, clap::Args)]
pub struct QualityArgs {}

pub(super) fn run(_args: QualityArgs, _common: &Common) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not built yet"))
}
