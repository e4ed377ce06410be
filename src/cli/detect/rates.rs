//! `harmspot detect rates`.

use std::path::PathBuf;

use super::{
    by_unit::{numbers, texts},
    cases::{CaseArgs, OutputArgs, timed},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{CaseSource, Level, RatesFile, RatesOptions, RatesSource, find_rates, read_rates},
};

/// Arguments of `detect rates`.
#[derive(Debug, clap::Args)]
pub struct RatesArgs {
    #[command(flatten)]
    cases: CaseArgs,
    /// A CSV with a row a place: id, count and what it is set against [default: the store, by area, against residents]
    #[arg(long, value_name = "FILE", conflicts_with = "points")]
    values: Option<PathBuf>,
    /// Id column of --values
    #[arg(long, value_name = "COL", default_value = "id")]
    id: String,
    /// Count column of --values
    #[arg(long, value_name = "COL", default_value = "count")]
    count: String,
    /// Column of --values with the exposure: residents, workers, premises, metres of street
    #[arg(long, value_name = "COL", default_value = "population")]
    exposure: String,
    /// Column of --values with events of all kinds, for the location quotient
    #[arg(long, value_name = "COL", requires = "values")]
    all: Option<String>,
    /// Column of --values with the count of the earlier periods together
    #[arg(long, value_name = "COL", requires = "values")]
    before: Option<String>,
    /// How many periods of equal length the earlier count covers
    #[arg(long, value_name = "N", default_value_t = 1.0, requires = "before")]
    periods: f64,
    /// Areas of the store: lsoa, msoa, ward, district or csp
    #[arg(long, default_value = "lsoa", value_parser = level)]
    unit: Level,
    /// Ages of the residents of the store's areas, both inclusive
    #[arg(long, value_name = "FROM-TO", default_value = "0-90", value_parser = ages)]
    ages: (usize, usize),
    /// Rates are told per so many
    #[arg(long, value_name = "N", default_value_t = 1_000.0)]
    per: f64,
    /// Confidence of the intervals
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
    #[command(flatten)]
    output: OutputArgs,
}

fn level(text: &str) -> Result<Level, String> {
    [Level::Lsoa, Level::Msoa, Level::Ward, Level::District, Level::Csp]
        .into_iter()
        .find(|l| l.word() == text)
        .ok_or_else(|| "give lsoa, msoa, ward, district or csp".to_owned())
}

fn ages(text: &str) -> Result<(usize, usize), String> {
    let number = |t: &str| t.trim().parse::<usize>().ok().filter(|n| *n <= 130);
    text.split_once('-')
        .and_then(|(from, to)| number(from).zip(number(to)))
        .filter(|(from, to)| from <= to)
        .ok_or_else(|| "give ages such as 10-24".to_owned())
}

pub(super) fn run(args: &RatesArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let source = match (&args.values, args.cases.source(None, common)) {
        (Some(file), _) => RatesSource::File(RatesFile {
            file: file.clone(),
            id: args.id.clone(),
            count: args.count.clone(),
            exposure: args.exposure.clone(),
            all: args.all.clone(),
            before: args.before.clone(),
        }),
        (None, CaseSource::Store(cases)) => RatesSource::Store { cases, level: args.unit, ages: args.ages },
        (None, CaseSource::File(_)) => {
            let failure =
                Failure::new(Exit::Usage, "rates need what counts are set against, and points have none");
            return Err(failure.hint("give --values FILE.csv with the columns id, count and population"));
        }
    };
    let options = RatesOptions { per: args.per, confidence: args.confidence, periods_before: args.periods };
    let (found, seconds) = timed(|| Ok(read_rates(&source)?), |table| Ok(find_rates(table, &options)?))?;
    args.output.deliver(&found, seconds, common, |err| {
        let total = |key: &str| found.totals[key].as_f64().unwrap_or(f64::NAN);
        writeln!(
            err,
            "rates of {} places: {:.3} per {} in all; an exposure of {:.0} counts half",
            found.rows(),
            total("overall_rate"),
            args.per,
            total("half_way_exposure")
        )?;
        for (class, n) in found.totals["funnel"].as_object().into_iter().flatten() {
            writeln!(err, "  {n:>8} {class}")?;
        }
        let (Some(ids), Some(rate), Some(shrunk), Some(funnel)) = (
            texts(&found, "id"),
            numbers(&found, "rate"),
            numbers(&found, "shrunk"),
            texts(&found, "funnel"),
        ) else {
            return Ok(());
        };
        // Nobody lives there: such a place has no rate to be ranked by.
        let mut order: Vec<usize> = (0..ids.len()).filter(|&i| rate[i].is_finite()).collect();
        order.sort_by(|&a, &b| shrunk[b].total_cmp(&shrunk[a]).then(a.cmp(&b)));
        writeln!(err, "\n{:<24} {:>10} {:>10}  funnel", "highest, shrunken", "shrunken", "raw")?;
        for &i in order.iter().take(10) {
            writeln!(err, "{:<24} {:>10.3} {:>10.3}  {}", ids[i], shrunk[i], rate[i], funnel[i])?;
        }
        Ok(())
    })
}
