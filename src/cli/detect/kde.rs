//! `harmspot detect kde`.

use std::{io::Write, path::PathBuf};

use super::cases::{AgainArgs, CaseArgs, OutputArgs, timed};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{
        Against, CaseSource, Isopleth, KdeReport, KdeRequest, Kernel, PointsFile, compute_kde, read_kde,
    },
};

/// Arguments of `detect kde`.
#[derive(Debug, clap::Args)]
pub struct KdeArgs {
    #[command(flatten)]
    cases: CaseArgs,
    /// Shape of the hill over each point: quartic, epanechnikov or gaussian
    #[arg(long, default_value = "quartic")]
    kernel: Kernel,
    /// Metres the quartic reaches, at least two cells [default: 300, a start only]
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    bandwidth: Option<f64>,
    /// Side of a cell in metres [default: 100, or a fifth of a bandwidth under 200]
    #[arg(long, value_name = "METRES")]
    cell: Option<f64>,
    /// West, south, east and north in metres [default: the mask, else the points and a bandwidth around them]
    #[arg(long, value_name = "XMIN,YMIN,XMAX,YMAX", value_parser = extent, allow_hyphen_values = true)]
    extent: Option<Extent>,
    /// GeoJSON file of the land: cells outside are empty, points outside are left out
    #[arg(long, value_name = "FILE", requires = "points")]
    mask: Option<PathBuf>,
    /// Give back what kernels lose over the edge of the mask
    #[arg(long)]
    edge_correction: bool,
    /// Harm instead of one a point (store)
    #[arg(long, conflicts_with = "points")]
    by_harm: bool,
    /// Column that tells classes apart, for --of and --against
    #[arg(long, value_name = "COL", requires_all = ["points", "of", "against"])]
    class: Option<String>,
    /// The class whose density is divided …
    #[arg(long, value_name = "CLASS", requires = "class")]
    of: Option<String>,
    /// … by this: another class, a CSV of points with the same coordinate columns, or `population` (store)
    #[arg(long, value_name = "CLASS|FILE.csv|population")]
    against: Option<String>,
    /// Weight column of the --against file, such as residents
    #[arg(long, value_name = "COL", requires = "against")]
    against_weight: Option<String>,
    /// No ratio where the denominator is under this density [default: 1 % of its peak]
    #[arg(long, value_name = "PER_KM2", requires = "against")]
    floor: Option<f64>,
    /// Shares of the volume to outline in .geojson and .json, in per cent
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', default_values_t = [50.0, 80.0, 95.0])]
    isopleths: Vec<f64>,
    /// Densities to outline instead
    #[arg(long, value_name = "PER_KM2", value_delimiter = ',')]
    levels: Vec<f64>,
    #[command(flatten)]
    again: AgainArgs,
    /// Seed of the resamples
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// As for other methods; a grid other programs open with .asc
    #[command(flatten)]
    output: OutputArgs,
}

/// Four numbers on the command line.
#[derive(Debug, Clone, Copy)]
struct Extent([f64; 4]);

fn extent(text: &str) -> Result<Extent, String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse::<f64>()).collect();
    match numbers.as_deref() {
        Ok(&[west, south, east, north]) if west < east && south < north => {
            Ok(Extent([west, south, east, north]))
        }
        _ => {
            Err("give four numbers, west,south,east,north, west under east and south under north".to_owned())
        }
    }
}

impl KdeArgs {
    fn request(&self, common: &Common) -> Result<KdeRequest, Failure> {
        let cases = self.cases.source(self.class.as_deref(), common);
        let against = match (&self.against, &self.of, &cases) {
            (None, ..) => None,
            (Some(against), Some(of), _) => Some(Against::Class { of: of.clone(), against: against.clone() }),
            (Some(word), None, CaseSource::Store(_)) if word == "population" => Some(Against::Population),
            (Some(file), None, CaseSource::File(own)) => Some(Against::Points {
                points: PointsFile { file: file.into(), ..own.points.clone() },
                weight: self.against_weight.clone(),
            }),
            (Some(_), None, CaseSource::Store(_)) => {
                return Err(Failure::new(Exit::Usage, "a store's density is set against `population`"));
            }
        };
        Ok(KdeRequest {
            weighted: self.by_harm || self.cases.weighted(),
            cases,
            kernel: self.kernel,
            bandwidth_m: self.bandwidth,
            cell_m: self.cell,
            extent: self.extent.map(|e| e.0),
            mask: self.mask.clone(),
            edge_correction: self.edge_correction,
            against,
            floor_per_km2: self.floor,
            shares: self.isopleths.iter().map(|p| p / 100.0).collect(),
            levels_per_km2: self.levels.clone(),
            again: self.again.again(self.seed),
        })
    }
}

pub(super) fn run(args: &KdeArgs, common: &Common) -> Result<Exit, Failure> {
    let request = args.request(common)?;
    if args.output.is_grid() {
        args.output.check_place()?;
    } else {
        args.output.check()?;
    }
    let (report, seconds) = timed(|| Ok(read_kde(&request)?), |input| Ok(compute_kde(&request, input)?))?;
    let isopleths = report.isopleths()?;
    let table = |err: &mut dyn Write| say(err, &report, &isopleths);
    if args.output.holds_places() {
        return args.output.deliver(&report.isopleth_findings(&isopleths)?, seconds, common, table);
    }
    let cells = report.cells();
    if args.output.is_grid() {
        return args.output.hand_over(Some(&report.ascii_grid()), true, &cells, seconds, common, table);
    }
    args.output.deliver(&cells, seconds, common, table)
}

/// The table on stderr: what was drawn, its peak, and how little ground holds how much.
fn say(err: &mut dyn Write, report: &KdeReport, isopleths: &[Isopleth]) -> std::io::Result<()> {
    let surface = &report.surface;
    let lattice = &surface.lattice;
    writeln!(
        err,
        "density of {} points' weight {} on {} x {} cells of {} m, {} kernel, bandwidth {} m",
        report.points(),
        surface.weight,
        lattice.columns(),
        lattice.rows(),
        lattice.cell_m(),
        surface.kernel.word(),
        surface.bandwidth_m
    )?;
    let peak = surface.peak_per_km2();
    if let Some(at) = surface.density_per_km2.iter().position(|d| *d >= peak && *d > 0.0) {
        let (x, y) = lattice.centre(at);
        let again = match report.recurs.resamples {
            0 => String::new(),
            of => format!("; within a bandwidth of it in {} of {of} resamples", report.peak_again),
        };
        writeln!(err, "peak        {peak:.2} per km2 at {x:.1}, {y:.1} ({}){again}", report.crs())?;
    }
    if let Some(dual) = &report.dual {
        writeln!(err, "ratio       {:.6} overall; told in {} cells", dual.overall, dual.told)?;
    }
    writeln!(err, "\n{:>8} {:>16} {:>12} {:>8}  again", "share", "level per km2", "area km2", "cells")?;
    for (row, i) in isopleths.iter().enumerate() {
        let share = format!("{:.1} %", 100.0 * i.volume_share);
        let again = report.recurs.told(row);
        writeln!(err, "{share:>8} {:>16.4} {:>12.3} {:>8}  {again}", i.level_per_km2, i.area_km2, i.cells)?;
    }
    writeln!(err)
}
