//! Arguments in, terminal text and exit code out. Data goes to stdout or `-o`, talk to stderr.

mod area;
mod backtest;
mod briefing;
mod demo;
mod detect;
mod exit;
mod hotspots;
mod hotspots_table;
mod import;
mod place;
mod programmes;
mod progress;
mod quality;
mod register;
mod register_words;
mod serve;
mod sites;
mod sites_file;
mod store;
mod usage;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};

use crate::access::View;

/// Finds where serious violence concentrates, says how sure it is, and helps decide what to do.
#[derive(Debug, Parser)]
#[command(name = "harmspot", version, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options every command takes.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Folder of the store
    #[arg(
        long,
        global = true,
        env = "HARMSPOT_STORE",
        default_value = "harmspot-store",
        help_heading = "Options of every command"
    )]
    store: PathBuf,
    /// Print one machine-readable summary on stdout
    #[arg(long, global = true, help_heading = "Options of every command")]
    json: bool,
    /// What this process may open: vru or police
    #[arg(long, global = true, default_value = "vru", help_heading = "Options of every command")]
    view: View,
}

/// A command without words of its own here is described by its arguments, in a line in the list and at length in its `--help`:
/// words here would take the place of both.
#[derive(Debug, Subcommand)]
enum Command {
    /// Generate the county that never was, import it into its own store and serve the map
    Demo(demo::DemoArgs),
    /// Write the made-up county's files, with the truth file, into a folder
    DemoData(demo::DemoDataArgs),
    /// The ground a force works on, from published files
    #[command(subcommand)]
    Area(area::AreaCommand),
    /// Bring a source's files into the store
    Import(import::ImportArgs),
    /// The data-quality gate: per CSP, source and month
    Quality(quality::QualityArgs),
    Hotspots(hotspots::HotspotsArgs),
    Backtest(Box<backtest::BackTestArgs>),
    Sites(Box<sites::SitesArgs>),
    /// Groups and the crimes they were part of: template, check, import, list (police view alone)
    #[command(subcommand)]
    Register(register::RegisterCommand),
    Briefing(Box<briefing::BriefingArgs>),
    Programmes(programmes::ProgrammesArgs),
    /// One statistic on a file or on the store
    #[command(subcommand)]
    Detect(detect::DetectCommand),
    /// Serve the map and the API on this machine
    Serve(serve::ServeArgs),
    /// Look after the store
    #[command(subcommand)]
    Store(store::StoreCommand),
}

/// Parses the arguments, runs the command, prints any failure and returns the exit code of the
/// contract (0 done, 1 failed, 2 usage, 3 quarantined rows, 4 file refused or a question, 5 store
/// fault, 6 refused by a gate).
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::tell(&error),
    };
    let common = &cli.common;
    let outcome = match cli.command {
        Command::Demo(args) => demo::run(args, common),
        Command::DemoData(args) => demo::run_data(args, common),
        Command::Area(command) => area::run(command, common),
        Command::Import(args) => import::run(args, common),
        Command::Quality(args) => quality::run(&args, common),
        Command::Hotspots(args) => hotspots::run(args, common),
        Command::Backtest(args) => backtest::run(*args, common),
        Command::Sites(args) => sites::run(*args, common),
        Command::Register(command) => register::run(command, common),
        Command::Briefing(args) => briefing::run(*args, common),
        Command::Programmes(args) => programmes::run(args, common),
        Command::Detect(command) => detect::run(command, common),
        Command::Serve(args) => serve::run(args, common),
        Command::Store(command) => store::run(command, common),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print();
            failure.exit.into()
        }
    }
}
