//! `harmspot detect near-repeat`.

use std::io::Write;

use super::cases::{CaseArgs, OutputArgs, timed};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{
        Metric, NearRepeatOptions, NearRepeatReport, NearRepeatRequest, NearRepeatShow, Needs,
        compute_near_repeat, interval, read_cases,
    },
};

/// Arguments of `detect near-repeat`.
#[derive(Debug, clap::Args)]
pub struct NearRepeatArgs {
    #[command(flatten)]
    cases: CaseArgs,
    /// Upper edges of the space bands in metres; bands are [from, to) from 0, so 1,100,... begins with the same place
    #[arg(long, value_name = "METRES,...", default_value = "1,100,200,300,400", value_delimiter = ',', num_args = 1..)]
    space: Vec<f64>,
    /// Upper edges of the time bands in days, [from, to) from 0
    #[arg(long, value_name = "DAYS,...", default_value = "7,14,21,28", value_delimiter = ',', num_args = 1..)]
    days: Vec<u32>,
    /// Times the dates are shuffled over the events, 99 to 99,999
    #[arg(long, value_name = "N", default_value_t = 999)]
    permutations: u32,
    /// euclidean (straight line) or manhattan (east-west plus north-south)
    #[arg(long, default_value = "euclidean", value_parser = metric)]
    metric: Metric,
    /// Seed of the shuffles
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What to write: table (bands), events (originators, near repeats and their chains) or alerts (discs around
    /// the last events) [default: table; events where the file ends in .geojson]
    #[arg(long, value_name = "table|events|alerts", value_parser = show)]
    show: Option<NearRepeatShow>,
    /// Join events nearer than this into chains [default: the reach read off the table]
    #[arg(long, value_name = "METRES", requires = "chain_days")]
    chain_metres: Option<f64>,
    /// Join events sooner than this into chains
    #[arg(long, value_name = "DAYS", requires = "chain_metres")]
    chain_days: Option<u32>,
    #[command(flatten)]
    output: OutputArgs,
}

fn metric(text: &str) -> Result<Metric, String> {
    match text {
        "euclidean" => Ok(Metric::Euclidean),
        "manhattan" => Ok(Metric::Manhattan),
        _ => Err("give euclidean or manhattan".to_owned()),
    }
}

fn show(text: &str) -> Result<NearRepeatShow, String> {
    match text {
        "table" => Ok(NearRepeatShow::Table),
        "events" => Ok(NearRepeatShow::Events),
        "alerts" => Ok(NearRepeatShow::Alerts),
        _ => Err("give table, events or alerts".to_owned()),
    }
}

pub(super) fn run(args: &NearRepeatArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let by_ending = if args.output.is_geojson() { NearRepeatShow::Events } else { NearRepeatShow::Table };
    let request = NearRepeatRequest {
        options: NearRepeatOptions {
            space_m: args.space.clone(),
            days: args.days.clone(),
            permutations: args.permutations,
            metric: args.metric,
            seed: args.seed,
        },
        show: args.show.unwrap_or(by_ending),
        chain: args.chain_metres.zip(args.chain_days),
    };
    let needs = Needs { time: true, ..Needs::default() };
    let source = args.cases.source(None, common);
    let (report, seconds) =
        timed(|| Ok(read_cases(&source, needs)?), |cases| Ok(compute_near_repeat(&request, cases)?))?;
    args.output.deliver(&report.findings, seconds, common, |err| say(&report, err))
}

/// The table as people read it: ratios, a star where the cell stands after correction.
fn say(report: &NearRepeatReport, err: &mut dyn Write) -> std::io::Result<()> {
    let table = &report.table;
    writeln!(
        err,
        "near repeats among {} events: observed / expected pairs, * p_fdr <= 0.05\n",
        table.events
    )?;
    write!(err, "{:<16}", "metres \\ days")?;
    for t in 0..table.time_bands {
        let cell = table.cell(0, t);
        write!(err, "{:>16}", interval(cell.days_from.into(), cell.days_to.into()))?;
    }
    writeln!(err)?;
    for s in 0..table.space_bands {
        let first = table.cell(s, 0);
        write!(err, "{:<16}", interval(first.space_from_m, first.space_to_m))?;
        for t in 0..table.time_bands {
            let cell = table.cell(s, t);
            let star = if cell.p_fdr <= 0.05 { "*" } else { " " };
            let ratio = if cell.ratio.is_nan() { "-".to_owned() } else { format!("{:.2}", cell.ratio) };
            write!(err, "{:>16}", format!("{} ({ratio}{star})", cell.observed))?;
        }
        writeln!(err)?;
    }
    writeln!(err, "\n{:<12}{}", "found", report.words)
}
