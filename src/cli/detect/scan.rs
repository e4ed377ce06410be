//! `harmspot detect scan`.

use std::{io::Write, path::PathBuf};

use super::cases::{AgainArgs, CaseArgs, OutputArgs, timed};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{
        Direction, Mask, ScanFiles, ScanModel, ScanOptions, ScanReport, ScanRequest, ScanSource, UnitChoice,
        compute_scan, read_scan,
    },
    publish::{Column, Findings, Values},
};

/// Arguments of `detect scan`.
#[derive(Debug, clap::Args)]
pub struct ScanArgs {
    #[command(flatten)]
    from: CaseArgs,
    /// Counts by location instead of points, as SaTScan's case file: location, cases, time
    #[arg(long, value_name = "FILE", conflicts_with = "points", requires = "coordinates")]
    cases: Option<PathBuf>,
    /// Locations of --cases: location, x, y (in --crs)
    #[arg(long, value_name = "FILE", requires = "cases")]
    coordinates: Option<PathBuf>,
    /// Population by location or unit, for the Poisson models: location, population
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// Controls by location, for the Bernoulli model: location, controls
    #[arg(long, value_name = "FILE", requires = "cases")]
    controls: Option<PathBuf>,
    /// Column that tells cases from controls in --points, for the Bernoulli model
    #[arg(long, value_name = "COL", requires = "case")]
    class: Option<String>,
    /// Word in --class that marks a case; every other row is a control
    #[arg(long, value_name = "WORD", requires = "class")]
    case: Option<String>,
    /// Where cases are expected: st-permutation (cases only), st-poisson (population × time), poisson (population,
    /// no time) or bernoulli (among controls, no time); permutation and spatial are other names of the first and the third
    #[arg(long, default_value = "st-permutation", value_parser = model)]
    model: ScanModel,
    /// Only windows that end in the last step: what is going on now [default]
    #[arg(long, conflicts_with = "retrospective")]
    prospective: bool,
    /// Every window of the past
    #[arg(long)]
    retrospective: bool,
    /// Places: h3:5 to h3:12, square:METRES, a GeoJSON file of polygons [default: every distinct point; the list's
    /// unit for a store]
    #[arg(long)]
    unit: Option<UnitChoice>,
    /// Id property of a polygon file in --unit
    #[arg(long, value_name = "COL", default_value = "id")]
    id: String,
    /// Where something could have happened: a GeoJSON file, or `occupied` for the units with points only
    /// [default: units with points and one ring around them]
    #[arg(long, value_name = "FILE|occupied")]
    mask: Option<String>,
    /// Largest radius in metres [default: 2000; no limit where --max-neighbours is given]
    #[arg(long, value_name = "METRES")]
    max_radius: Option<f64>,
    /// Most places of a circle, its centre included
    #[arg(long, value_name = "K")]
    max_neighbours: Option<u32>,
    /// Largest share of all cases (permutation) or population (Poisson) in a circle
    #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
    max_share: f64,
    /// Length of a step of time in days [default: 7; 1 where --cases counts time in whole numbers]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3_660))]
    step: Option<u32>,
    /// Shortest window in days [default: one step]
    #[arg(long, value_name = "DAYS")]
    min_days: Option<u32>,
    /// Longest window in days; never more than half of a period of dates
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    max_days: u32,
    /// Replicates, 99 to 99,999
    #[arg(long, value_name = "N", default_value_t = 999)]
    replications: u32,
    /// Clusters to report, none sharing a place with a stronger one
    #[arg(long, value_name = "N", default_value_t = 10)]
    clusters: u32,
    /// How often this analysis is made, for the recurrence interval [default: every step]
    #[arg(long, value_name = "DAYS")]
    every: Option<f64>,
    #[command(flatten)]
    again: AgainArgs,
    /// Seed of the replicates and of the resamples
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    output: OutputArgs,
}

fn model(text: &str) -> Result<ScanModel, String> {
    match text {
        "st-permutation" | "permutation" => Ok(ScanModel::StPermutation),
        "st-poisson" => Ok(ScanModel::StPoisson),
        "poisson" | "spatial" => Ok(ScanModel::Poisson),
        "bernoulli" => Ok(ScanModel::Bernoulli),
        _ => Err("give st-permutation, st-poisson, poisson or bernoulli".to_owned()),
    }
}

impl ScanArgs {
    fn request(&self, common: &Common) -> Result<ScanRequest, Failure> {
        let source = match (&self.cases, &self.coordinates) {
            (Some(cases), Some(coordinates)) => {
                let (plane, work_crs) = self.from.plane();
                ScanSource::Files(ScanFiles {
                    cases: cases.clone(),
                    coordinates: coordinates.clone(),
                    population: self.population.clone(),
                    controls: self.controls.clone(),
                    plane,
                    work_crs,
                })
            }
            _ => ScanSource::Cases {
                source: Box::new(self.from.source(self.class.as_deref(), common)),
                unit: self.unit.clone(),
                unit_id: self.id.clone(),
                mask: match self.mask.as_deref() {
                    None => Mask::OccupiedAndRing,
                    Some("occupied") => Mask::Occupied,
                    Some(file) => Mask::File(file.into()),
                },
                population: self.population.clone(),
                case: self.case.clone(),
            },
        };
        if let Some(every) = self.every.filter(|e| !(*e > 0.0 && e.is_finite())) {
            return Err(Failure::new(Exit::Usage, format!("--every {every} is no number of days over 0")));
        }
        let radius = self.max_radius.or(if self.max_neighbours.is_some() { None } else { Some(2_000.0) });
        Ok(ScanRequest {
            source,
            options: ScanOptions {
                model: self.model,
                direction: if self.retrospective { Direction::Retrospective } else { Direction::Prospective },
                replications: self.replications,
                max_radius_m: radius,
                max_neighbours: self.max_neighbours,
                max_share: self.max_share,
                most_clusters: self.clusters,
                seed: self.seed,
                ..ScanOptions::default()
            },
            step_days: self.step,
            min_days: self.min_days,
            max_days: self.max_days,
            every_days: self.every,
            again: self.again.again(self.seed),
        })
    }
}

pub(super) fn run(args: &ScanArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let request = args.request(common)?;
    let (report, seconds) = timed(|| Ok(read_scan(&request)?), |input| Ok(compute_scan(&request, input)?))?;
    args.output.deliver(&report.findings, seconds, common, |err| say(&report, err))
}

fn words<'a>(findings: &'a Findings, name: &str) -> &'a [String] {
    let of = |c: &'a Column| match &c.values {
        Values::Text(words) => Some(words.as_slice()),
        _ => None,
    };
    findings.columns.iter().find(|c| c.name == name).and_then(of).unwrap_or_default()
}

fn say(report: &ScanReport, err: &mut dyn Write) -> std::io::Result<()> {
    let ScanReport { run, recurs, findings } = report;
    writeln!(
        err,
        "scan of {} cases: {} circles × {} windows\n\n{:>4} {:>8} {:>7} {:>9} {:>9} {:>9} {:>7} {:>8} {:>9}  from to",
        run.cases,
        run.zones,
        run.windows,
        "rank",
        "llr",
        "p",
        "p gumbel",
        "observed",
        "expected",
        "places",
        "radius",
        "again"
    )?;
    let (from, to) = (words(findings, "from"), words(findings, "to"));
    for (i, c) in run.clusters.iter().enumerate() {
        writeln!(
            err,
            "{:>4} {:>8.3} {:>7.4} {:>9.2e} {:>9} {:>9.2} {:>7} {:>8.0} {:>9}  {} {}",
            i + 1,
            c.llr,
            c.p,
            c.p_gumbel,
            c.observed,
            c.expected,
            c.places.len(),
            c.radius_m,
            recurs.told(i),
            from.get(i).map_or("", String::as_str),
            to.get(i).map_or("", String::as_str)
        )?;
    }
    let found = findings.totals.get("finding").and_then(serde_json::Value::as_str).unwrap_or_default();
    writeln!(err, "\n{:<12}{found}", "found")
}
