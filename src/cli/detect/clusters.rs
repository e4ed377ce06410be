//! `harmspot detect dbscan` and `harmspot detect hdbscan`.

use std::io::Write;

use super::cases::{AgainArgs, CaseArgs, OutputArgs, timed};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{
        CaseSource, ClusterMethod, ClusterReport, ClusterRequest, DbscanOptions, HdbscanOptions,
        compute_clusters, read_clusters,
    },
};

/// With more points than this, outlines are drawn only for a file that holds them.
const DRAWN_FOR_THE_TABLE: usize = 200_000;

/// Arguments of `detect dbscan`.
#[derive(Debug, clap::Args)]
pub struct DbscanArgs {
    #[command(flatten)]
    cases: CaseArgs,
    /// Radius of a neighbourhood in metres, the distance itself included
    #[arg(long, value_name = "METRES", default_value_t = 150.0)]
    eps: f64,
    /// Points (with weights: the least weight) within the radius that make a core, the point itself included
    #[arg(long, value_name = "N", default_value_t = 15.0)]
    min_points: f64,
    /// Cores by harm instead of one a point (store)
    #[arg(long, conflicts_with = "points")]
    by_harm: bool,
    #[command(flatten)]
    again: AgainArgs,
    /// Seed of the resamples
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    output: OutputArgs,
}

/// Arguments of `detect hdbscan`.
#[derive(Debug, clap::Args)]
pub struct HdbscanArgs {
    #[command(flatten)]
    cases: CaseArgs,
    /// Fewest points of a cluster
    #[arg(long, value_name = "N", default_value_t = 25)]
    min_cluster_size: usize,
    /// A point's core distance reaches its so-many-th nearest point, itself counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    min_samples: usize,
    /// Distances under this many metres count as this: what the coordinates cannot tell apart
    #[arg(long, value_name = "METRES", default_value_t = 0.0)]
    resolution: f64,
    #[command(flatten)]
    again: AgainArgs,
    /// Seed of the resamples
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run_dbscan(args: &DbscanArgs, common: &Common) -> Result<Exit, Failure> {
    let options = DbscanOptions { eps_m: args.eps, min_weight: args.min_points };
    let request = ClusterRequest {
        weighted: args.by_harm || args.cases.weighted(),
        cases: args.cases.source(None, common),
        method: ClusterMethod::Dbscan(options),
        again: args.again.again(args.seed),
    };
    run(&request, &args.output, common)
}

pub(super) fn run_hdbscan(args: &HdbscanArgs, common: &Common) -> Result<Exit, Failure> {
    let options = HdbscanOptions {
        min_cluster_size: args.min_cluster_size,
        min_samples: args.min_samples,
        resolution_m: args.resolution,
    };
    let request = ClusterRequest {
        weighted: args.cases.weighted(),
        cases: args.cases.source(None, common),
        method: ClusterMethod::Hdbscan(options),
        again: args.again.again(args.seed),
    };
    run(&request, &args.output, common)
}

fn run(request: &ClusterRequest, output: &OutputArgs, common: &Common) -> Result<Exit, Failure> {
    output.check()?;
    let (report, seconds) =
        timed(|| Ok(read_clusters(request)?), |cases| Ok(compute_clusters(request, cases)?))?;
    let from_store = matches!(request.cases, CaseSource::Store(_));
    // From a store the clusters themselves are the answer: its rows have no number anyone knows.
    if output.holds_places() || from_store {
        let places = report.places();
        let findings = report.place_findings(&places)?;
        return output.deliver(&findings, seconds, common, |err| say(err, &report, Some(&places)));
    }
    let drawn = report.clustering.labels.len() <= DRAWN_FOR_THE_TABLE;
    let places = drawn.then(|| report.places());
    output.deliver(&report.rows(), seconds, common, |err| say(err, &report, places.as_deref()))
}

/// The table on stderr: the largest clusters.
fn say(
    err: &mut dyn Write,
    report: &ClusterReport,
    places: Option<&[crate::pipeline::detect::ClusterPlace]>,
) -> std::io::Result<()> {
    let found = &report.clustering;
    let n = found.labels.len();
    writeln!(
        err,
        "{} clusters; {} of {n} points in one, {} in none",
        found.clusters,
        n - found.noise(),
        found.noise()
    )?;
    let Some(places) = places.filter(|p| !p.is_empty()) else { return Ok(()) };
    writeln!(
        err,
        "\n{:<8} {:>8} {:>8} {:>12} {:>10} {:>14} {:>12} {:>12}  again",
        "largest", "points", "cores", "weight", "area km2", "points / km2", "centre x", "centre y"
    )?;
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[b].points.cmp(&places[a].points).then(a.cmp(&b)));
    for p in order.into_iter().take(10).map(|i| &places[i]) {
        writeln!(
            err,
            "{:<8} {:>8} {:>8} {:>12.1} {:>10.4} {:>14.1} {:>12.1} {:>12.1}  {}",
            p.cluster,
            p.points,
            p.cores,
            p.weight,
            p.area_km2,
            p.density_per_km2,
            p.centre.0,
            p.centre.1,
            report.recurs.told(p.cluster)
        )?;
    }
    writeln!(err)
}
