//! `harmspot detect police-ae`.

use std::{io::Write, path::PathBuf, sync::Arc};

use super::cases::{OutputArgs, timed};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::{
        Level, Loaded, Month, Question, Store,
        detect::{DisagreementOptions, PoliceAeReport, PoliceAeRequest, compute_police_ae},
    },
};

/// Arguments of `detect police-ae`.
#[derive(Debug, clap::Args)]
pub struct PoliceAeArgs {
    /// Definition of what counts, for both sides as far as A&E fields can answer
    #[arg(long)]
    definition: Option<String>,
    /// First month, YYYY-MM [default: 12 months before the end]
    #[arg(long, value_name = "YYYY-MM")]
    from: Option<Month>,
    /// Last month, inclusive [default: the last complete month]
    #[arg(long, value_name = "YYYY-MM")]
    to: Option<Month>,
    /// Show the areas of one Community Safety Partnership only, by name or code (all are tested)
    #[arg(long)]
    csp: Option<String>,
    /// Areas to compare: msoa or ward
    #[arg(long, default_value = "msoa", value_parser = level)]
    unit: Level,
    /// Which department serves which area: CSV area,site (area code; site as the feed calls it). Areas not in it are
    /// not known [default: the nearest department]
    #[arg(long, value_name = "FILE.csv")]
    catchments: Option<PathBuf>,
    /// Every department there is, supplying or not, in the county or beside it: CSV site,easting,northing
    /// [default: hospital sites of the area pack that supply, or are known departments of Kent and beside it]
    #[arg(long, value_name = "FILE.csv", conflicts_with = "catchments")]
    departments: Option<PathBuf>,
    /// Share of findings that may be false, in each direction
    #[arg(long, default_value_t = 0.05)]
    fdr: f64,
    /// Work from an older snapshot
    #[arg(long)]
    snapshot: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

fn level(text: &str) -> Result<Level, String> {
    match text {
        "msoa" => Ok(Level::Msoa),
        "ward" => Ok(Level::Ward),
        _ => Err("give msoa or ward".to_owned()),
    }
}

pub(super) fn run(args: &PoliceAeArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let question = Question {
        definition: args.definition.clone(),
        from: args.from,
        to: args.to,
        csp: args.csp.clone(),
        ..Question::default()
    };
    let request = PoliceAeRequest {
        level: args.unit,
        catchments: args.catchments.clone(),
        departments: args.departments.clone(),
        options: DisagreementOptions { level: args.fdr, ..DisagreementOptions::default() },
    };
    let read = || Ok(Arc::new(Loaded::open(&Store::open(&common.store)?, args.snapshot.as_deref())?));
    let (report, seconds) = timed(read, |loaded| Ok(compute_police_ae(&loaded, &question, &request)?))?;
    args.output.deliver(&report.findings, seconds, common, |err| say(&report, err))
}

fn say(report: &PoliceAeReport, err: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        err,
        "{:<44} {:>6} {:>7} {:>12} {:>14}",
        "department", "areas", "months", "attendances", "police events"
    )?;
    for d in &report.departments {
        let name = crate::pipeline::shown(&d.name);
        writeln!(err, "{name:<44} {:>6} {:>7} {:>12} {:>14}", d.areas, d.months, d.emergency, d.police)?;
    }
    let classes: Vec<String> = report.classes.iter().map(|(class, n)| format!("{n} {class}")).collect();
    writeln!(err, "\nareas       {}", classes.join(", "))?;
    for name in report.more.iter().take(15) {
        writeln!(err, "A&E reports more than police here: {name}")?;
    }
    let tested = |c: &str| ["ae-more", "police-more", "as-expected"].contains(&c);
    if !report.classes.iter().any(|(class, n)| tested(class) && *n > 0) {
        writeln!(err, "no area has enough of both to be tested: nothing can be said")?;
    } else if report.more.is_empty() {
        writeln!(err, "no area where A&E clearly reports more than police; that is no proof of none")?;
    }
    writeln!(err)
}
