//! `harmspot demo` and `harmspot demo-data`.

use std::{io::Write, path::PathBuf};

use super::{Common, Exit, Failure, progress::Reporter};
use crate::pipeline::{LomeaOrder, prepare_demo, prepare_demo_groups, write_lomea};

/// Makes Lomea, a county that never was, in a folder of its own, and serves the map.
///
/// The second time the county is there already and the map is up in seconds. Nothing in it is real.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Folder of the demo; its data and its own store go there
    #[arg(long, default_value = "harmspot-demo")]
    folder: PathBuf,
    /// Seed: another seed, another county
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Crimes in the first delivery, about
    #[arg(long, default_value_t = 40_000, value_parser = clap::value_parser!(u64).range(500..=5_000_000))]
    n: u64,
    /// Port to listen on; 0 lets the system choose
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Make it and stop, without serving
    #[arg(long)]
    no_serve: bool,
}

pub(super) fn run(args: DemoArgs, common: &Common) -> Result<Exit, Failure> {
    let order = LomeaOrder { seed: args.seed, n: args.n as usize, ..LomeaOrder::default() };
    let reporter = Reporter::new();
    let ready = prepare_demo(&args.folder, &order, super::import::now(), &reporter).map_err(|e| {
        Failure::new(Exit::Failed, e).hint("give another folder with --folder, or remove this one")
    })?;
    let groups = common.view.police_key().map(|key| prepare_demo_groups(key, &args.folder)).transpose();
    let groups = groups
        .map_err(|e| Failure::new(Exit::Failed, e).hint("remove the demo's folder and make it again"))?;
    drop(reporter);
    let mut err = std::io::stderr().lock();
    let state = if ready.kept { "was here already" } else { "is ready" };
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(
        err,
        "SYNTHETIC: Lomea {state}. Its files are in {}, its store in {}.\n\
         Try: harmspot --store {2} hotspots --every-csp",
        args.folder.join("data").display(),
        ready.store.display(),
        ready.store.display(),
    );
    if let Some(kept) = groups {
        let _ = writeln!(
            err,
            "Police view: {} made-up groups, {} entries, {} presence points. Try: harmspot --store {} --view police register list",
            kept.groups,
            kept.entries,
            kept.presence,
            ready.store.display()
        );
    }
    drop(err);
    if args.no_serve {
        return Ok(Exit::Done);
    }
    super::serve::serve(&ready.store, common.view, std::net::Ipv4Addr::LOCALHOST.into(), args.port, None)
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
