//! `harmspot demo` and `harmspot demo-data`.

use std::{io::Write, path::PathBuf};

use super::{Common, Exit, Failure, progress::Reporter};
use crate::pipeline::{LomeaOrder, write_lomea};

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {}

pub(super) fn run(_args: DemoArgs, _common: &Common) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not built yet"))
}

/// Arguments of `demo-data`.
#[derive(Debug, clap::Args)]
pub struct DemoDataArgs {
    /// Folder to write into; made when absent
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Crimes in the first delivery, about
    #[arg(long, default_value_t = 40_000, value_parser = clap::value_parser!(u64).range(500..=5_000_000))]
    n: u64,
    /// Seed: the same seed gives the same bytes on every machine
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Months of the first delivery, from 2023-01
    #[arg(long, default_value_t = 36, value_parser = clap::value_parser!(u32).range(2..=120))]
    months: u32,
}

pub(super) fn run_data(args: DemoDataArgs, common: &Common) -> Result<Exit, Failure> {
    let order = LomeaOrder { seed: args.seed, n: args.n as usize, months: args.months };
    let reporter = Reporter::new();
    let written = write_lomea(&args.output, &order, &reporter).map_err(|e| {
        Failure::new(Exit::Store, e).hint("give a folder you may write to, with some 60 MB free, as -o DIR")
    })?;
    drop(reporter);
    let mut out = std::io::stdout().lock();
    let text = if common.json {
        let deliveries: Vec<serde_json::Value> = written
            .deliveries
            .iter()
            .map(|d| serde_json::json!({"file": d.file, "rows": d.rows, "crimes": d.crimes, "bad_rows": d.bad_rows}))
            .collect();
        let summary = serde_json::json!({
            "folder": args.output, "files": written.files.len(), "bytes": written.bytes, "seed": order.seed,
            "marking": "SYNTHETIC - NOT REAL PLACES OR EVENTS", "deliveries": deliveries,
        });
        summary.to_string()
    } else {
        let mut lines = vec![format!(
            "SYNTHETIC: Lomea, {} files, {:.1} MB in {}",
            written.files.len(),
            written.bytes as f64 / 1e6,
            args.output.display()
        )];
        for d in &written.deliveries {
            lines.push(format!(
                "incidents/{}: {} rows, {} crimes ({} new, {} changed, {} withdrawn, {} unchanged), {} blank and {} bad rows",
                d.file, d.rows, d.crimes, d.new, d.changed, d.withdrawn, d.unchanged, d.blank_rows, d.bad_rows
            ));
        }
        lines.join("\n")
    };
    writeln!(out, "{text}")
        .map_err(|e| Failure::new(Exit::Failed, format!("cannot write to stdout: {e}")))?;
    Ok(Exit::Done)
}
