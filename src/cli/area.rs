//! `harmspot area build|use|check`.

use super::{Common, Exit, Failure};

/// Commands of `area`.
#[derive(Debug, clap::Subcommand)]
pub enum AreaCommand {}

pub(super) fn run(command: AreaCommand, _common: &Common) -> Result<Exit, Failure> {
    match command {}
}
