//! `harmspot store verify|snapshots`.

use super::{Common, Exit, Failure};

/// Commands of `store`.
#[derive(Debug, clap::Subcommand)]
pub enum StoreCommand {}

pub(super) fn run(command: StoreCommand, _common: &Common) -> Result<Exit, Failure> {
    match command {}
}
