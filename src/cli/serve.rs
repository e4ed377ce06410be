//! `harmspot serve`.

use super::{Common, Exit, Failure};

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {}

pub(super) fn run(_args: ServeArgs, _common: &Common) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not built yet"))
}
