//! `harmspot import`.

use super::{Common, Exit, Failure};

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {}

pub(super) fn run(_args: ImportArgs, _common: &Common) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not built yet"))
}
