//! `harmspot detect emerging`.

use super::{
    by_unit::UnitArgs,
    cases::{OutputArgs, timed},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{EmergingOptions, EmergingQuery, StepKind, TrendSeries, find_emerging, read_emerging},
};

/// Arguments of `detect emerging`.
#[derive(Debug, clap::Args)]
pub struct EmergingArgs {
    #[command(flatten)]
    units: UnitArgs,
    /// month (calendar months) or week (ISO weeks); never a number of days
    #[arg(long, default_value = "month", value_parser = step)]
    step: StepKind,
    /// Earlier steps that count as neighbours
    #[arg(long, value_name = "STEPS", default_value_t = 1)]
    lag: usize,
    /// False discovery rate over all bins (units x steps)
    #[arg(long, default_value_t = 0.05)]
    fdr: f64,
    /// Level of each unit's trend test
    #[arg(long, default_value_t = 0.05)]
    trend_level: f64,
    /// What the trend test reads: step (each step by itself) or lagged (as ArcGIS and sfdep: overlapping steps make chance look
    /// like a trend three times too often)
    #[arg(long, default_value = "step", value_parser = trend)]
    trend: TrendSeries,
    /// Older wording of sporadic, which did not ask for a hot last step
    #[arg(long)]
    legacy: bool,
    /// Seed of any draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    output: OutputArgs,
}

fn step(text: &str) -> Result<StepKind, String> {
    match text {
        "month" => Ok(StepKind::Month),
        "week" => Ok(StepKind::Week),
        _ => Err("give month or week".to_owned()),
    }
}

fn trend(text: &str) -> Result<TrendSeries, String> {
    match text {
        "step" => Ok(TrendSeries::Step),
        "lagged" => Ok(TrendSeries::Lagged),
        _ => Err("give step or lagged".to_owned()),
    }
}

pub(super) fn run(args: &EmergingArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let query = EmergingQuery {
        units: args.units.query(false, common),
        step: args.step,
        options: EmergingOptions {
            time_lag: args.lag,
            fdr: args.fdr,
            trend_level: args.trend_level,
            trend: args.trend,
            legacy: args.legacy,
            seed: args.seed,
        },
    };
    let (found, seconds) = timed(|| Ok(read_emerging(&query)?), |cases| Ok(find_emerging(cases, &query)?))?;
    args.output.deliver(&found, seconds, common, |err| {
        let steps = found.totals["steps"].as_array().map_or(0, Vec::len);
        let edge = |at: usize| found.totals["steps"][at].as_str().unwrap_or_default().to_owned();
        writeln!(
            err,
            "emerging hot spots: {} cases in {} units over {steps} steps, {} to {}",
            found.totals["cases"],
            found.rows(),
            edge(0),
            edge(steps.saturating_sub(1))
        )?;
        for (class, n) in found.totals["classes"].as_object().into_iter().flatten() {
            writeln!(err, "  {n:>8} {class}")?;
        }
        Ok(())
    })
}
