//! `harmspot detect METHOD`.

use super::{Common, Exit, Failure};

/// Commands of `detect`.
#[derive(Debug, clap::Subcommand)]
pub enum DetectCommand {}

pub(super) fn run(command: DetectCommand, _common: &Common) -> Result<Exit, Failure> {
    match command {}
}
