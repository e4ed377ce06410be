//! `harmspot demo` and `harmspot demo-data`.

use super::{Common, Exit, Failure};

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {}

pub(super) fn run(_args: DemoArgs, _common: &Common) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not built yet"))
}

/// Arguments of `demo-data`.
#[derive(Debug, clap::Args)]
pub struct DemoDataArgs {}

pub(super) fn run_data(_args: DemoDataArgs, _common: &Common) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not built yet"))
}
