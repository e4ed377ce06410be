//! `harmspot detect time`.

use std::io::Write;

use super::cases::{CaseArgs, OutputArgs, timed};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{DayStart, Rhythm, RhythmOptions, find_time, read_time},
};

/// Arguments of `detect time`.
#[derive(Debug, clap::Args)]
pub struct TimeArgs {
    #[command(flatten)]
    cases: CaseArgs,
    /// Weigh each case by harm (the --weight column, or the store's harm table)
    #[arg(long)]
    harm: bool,
    /// Days run from 06:00 to 05:59, so that a night belongs to the evening before
    #[arg(long)]
    police_day: bool,
    /// Share of cases the peak window holds
    #[arg(long, default_value_t = 0.5)]
    share: f64,
    /// Bootstrap resamples behind the intervals
    #[arg(long, value_name = "N", default_value_t = 999, value_parser = clap::value_parser!(u32).range(99..=100_000))]
    resamples: u32,
    /// Confidence of the intervals
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
    /// Seed of the resamples
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &TimeArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let weighted = args.harm || args.cases.weighted();
    let options = RhythmOptions {
        day: if args.police_day { DayStart::Police } else { DayStart::Midnight },
        share: args.share,
        resamples: args.resamples as usize,
        confidence: args.confidence,
        seed: args.seed,
    };
    let source = args.cases.source(None, common);
    let ((found, rhythm), seconds) =
        timed(|| Ok(read_time(&source, weighted)?), |cases| Ok(find_time(cases, weighted, &options)?))?;
    args.output.deliver(&found, seconds, common, |err| say(err, &rhythm, args.confidence))
}

fn say(err: &mut dyn Write, found: &Rhythm, confidence: f64) -> std::io::Result<()> {
    writeln!(err, "{} of {} cases have a known hour", found.timed, found.events)?;
    if let Some(peak) = &found.peak {
        let resamples = found.resamples;
        writeln!(
            err,
            "peak: {:02}:00 to {:02}:00 holds {:.1} % ({:.1} to {:.1}); the same window in {:.0} % of {resamples} resamples, \
             beginning {:+} to {:+} hours, {} to {} hours long",
            peak.from,
            peak.to,
            100.0 * peak.share,
            100.0 * peak.share_interval.0,
            100.0 * peak.share_interval.1,
            100.0 * peak.same,
            peak.from_shift.0,
            peak.from_shift.1,
            peak.hours_interval.0,
            peak.hours_interval.1
        )?;
    }
    writeln!(err, "\n{:<28} {:>8} {:>7}  {:.0} % interval", "band", "cases", "share", 100.0 * confidence)?;
    for (band, share) in found.day_bands.iter().chain(&found.violence_bands) {
        writeln!(
            err,
            "{:<28} {:>8.1} {:>6.1}%  {:.1} to {:.1}",
            band.words(),
            share.weight,
            100.0 * share.share,
            100.0 * share.interval.0,
            100.0 * share.interval.1
        )?;
    }
    Ok(())
}
