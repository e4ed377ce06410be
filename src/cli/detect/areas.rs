//! `harmspot detect h3-counts` and `detect assign-areas`.

use std::path::PathBuf;

use super::{
    PointArgs,
    cases::{OutputArgs, timed},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::{
        Unit,
        detect::{Mask, UnitChoice, assign_areas, cell_counts, read_areas},
    },
};

/// Arguments of `detect h3-counts`.
#[derive(Debug, clap::Args)]
pub struct CountArgs {
    #[command(flatten)]
    points: PointArgs,
    /// h3:5 to h3:12
    #[arg(long, default_value = "h3:9")]
    unit: UnitChoice,
    /// GeoJSON file: every cell whose centre is inside, zeros included
    #[arg(long, value_name = "FILE")]
    mask: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Arguments of `detect assign-areas`.
#[derive(Debug, clap::Args)]
pub struct AssignArgs {
    #[command(flatten)]
    points: PointArgs,
    /// GeoJSON file of polygons
    #[arg(long, value_name = "FILE")]
    areas: PathBuf,
    /// Property that names an area
    #[arg(long, value_name = "FIELD", default_value = "id")]
    id: String,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn count(args: &CountArgs, common: &Common) -> Result<Exit, Failure> {
    let UnitChoice::Unit(unit @ Unit::H3(_)) = args.unit else {
        return Err(Failure::new(Exit::Usage, "h3-counts counts in H3 cells: give --unit h3:9"));
    };
    args.output.check()?;
    let mask = args.mask.clone().map_or(Mask::Occupied, Mask::File);
    let points = args.points.needed()?;
    // Counting goes with reading: what is left is to write.
    let (counts, seconds) = timed(|| Ok(cell_counts(&points, unit, &mask)?), Ok)?;
    let found = counts.findings(args.output.is_geojson())?;
    args.output.deliver(&found, seconds, common, |err| {
        writeln!(
            err,
            "{} rows in {} cells; {} without coordinates, {} outside",
            found.totals["records"],
            found.rows(),
            found.totals["without_coordinates"],
            found.totals["outside"]
        )
    })
}

pub(super) fn assign(args: &AssignArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let points = args.points.needed()?;
    let (assigned, seconds) =
        timed(|| Ok(read_areas(&points, &args.areas, &args.id)?), |input| Ok(assign_areas(input)))?;
    let found = assigned.findings(args.output.is_geojson())?;
    args.output.deliver(&found, seconds, common, |err| {
        writeln!(
            err,
            "{} of {} rows are in one of {} areas; {} have no usable coordinates; {}",
            found.totals["inside"],
            found.rows(),
            found.totals["areas"],
            found.totals["without_coordinates"],
            found.provenance.transform.as_deref().unwrap_or_default()
        )
    })
}
