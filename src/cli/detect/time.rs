//! `harmspot detect time`.

use std::{io::Write, path::PathBuf};

use super::cases::{CaseArgs, OutputArgs, timed};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{
        Band, DayStart, Rhythm, RhythmOptions, Share, TimePart, TimeReport, TimeRequest, find_time, read_time,
    },
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
    /// School terms, to tell term time and holidays apart: a CSV of term,from,to, both days included [default: those
    /// kept in the store, when there are any]
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,
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
    let options = RhythmOptions {
        day: if args.police_day { DayStart::Police } else { DayStart::Midnight },
        share: args.share,
        resamples: args.resamples as usize,
        confidence: args.confidence,
        seed: args.seed,
    };
    let request = TimeRequest {
        cases: args.cases.source(None, common),
        weighted: args.harm || args.cases.weighted(),
        terms: args.terms.clone(),
        options,
    };
    let (report, seconds) = timed(|| Ok(read_time(&request)?), |input| Ok(find_time(&request, input)?))?;
    args.output.deliver(&report.findings, seconds, common, |err| say(err, &report, args.confidence))
}

fn say(err: &mut dyn Write, report: &TimeReport, confidence: f64) -> std::io::Result<()> {
    let found = &report.rhythm;
    writeln!(err, "{} of {} cases have a known hour", found.timed, found.events)?;
    say_peak(err, "", found)?;
    if let Some(parts) = &report.parts {
        for part in [&parts.term, &parts.holidays] {
            say_part(err, part)?;
        }
        writeln!(
            err,
            "a day in the holidays has {:.2} times the cases of a day in term time (E-test p {:.3}, cases taken as independent)",
            parts.ratio, parts.p
        )?;
    }
    writeln!(err, "\n{:<28} {:>8} {:>7}  {:.0} % interval", "band", "cases", "share", 100.0 * confidence)?;
    let bands =
        |r: &Rhythm| -> Vec<(Band, Share)> { r.day_bands.iter().chain(&r.violence_bands).copied().collect() };
    say_bands(err, &bands(found))?;
    if let Some(parts) = &report.parts {
        for part in [&parts.term, &parts.holidays] {
            writeln!(err, "\n{}", part.name)?;
            say_bands(err, &bands(&part.rhythm))?;
        }
    }
    Ok(())
}

fn say_part(err: &mut dyn Write, part: &TimePart) -> std::io::Result<()> {
    writeln!(
        err,
        "{}: {} cases on {} days, {:.2} a day, {} with a known hour",
        part.name,
        part.cases,
        part.days,
        part.cases as f64 / f64::from(part.days.max(1)),
        part.rhythm.timed
    )?;
    say_peak(err, "  ", &part.rhythm)
}

fn say_peak(err: &mut dyn Write, indent: &str, found: &Rhythm) -> std::io::Result<()> {
    if let Some(peak) = &found.peak {
        let resamples = found.resamples;
        writeln!(
            err,
            "{indent}peak: {:02}:00 to {:02}:00 holds {:.1} % ({:.1} to {:.1}); the same window in {:.0} % of {resamples} resamples, \
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
    Ok(())
}

fn say_bands(err: &mut dyn Write, bands: &[(Band, Share)]) -> std::io::Result<()> {
    for (band, share) in bands {
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
