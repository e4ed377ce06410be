//! `harmspot detect h3-counts` and `detect assign-areas`.

use std::{fmt::Write, path::PathBuf};

use serde_json::json;

use super::{
    PointArgs, deliver,
    meter::{Meter, peak_rss_mb},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::{
        Unit,
        detect::{CellCounts, Mask, UnitChoice, assign_areas, cell_counts, read_areas},
    },
    publish::text_field,
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
    /// Where to write the CSV [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    /// Where to write the CSV [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn count(args: &CountArgs, common: &Common) -> Result<Exit, Failure> {
    let UnitChoice::Unit(unit @ Unit::H3(_)) = args.unit else {
        return Err(Failure::new(Exit::Usage, "h3-counts counts in H3 cells: give --unit h3:9"));
    };
    let mut meter = Meter::start();
    let mask = args.mask.clone().map_or(Mask::Occupied, Mask::File);
    let CellCounts { counts, rows, without_coordinates: without, outside, inputs } =
        cell_counts(&args.points.needed()?, unit, &mask)?;
    let (seconds, cpu) = meter.lap();
    let mut out = String::with_capacity(24 * counts.len() + 16);
    out.push_str("cell,count\n");
    for (cell, count) in &counts {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{cell},{count}");
    }
    let summary = json!({
        "method": "h3-counts", "n": counts.len(), "rows": rows, "without_coordinates": without, "outside": outside,
        "seconds_read": seconds, "seconds_compute": 0.0, "cpu_read": cpu, "cpu_compute": 0.0,
        "peak_rss_mb": peak_rss_mb(), "provenance": provenance(&inputs, &unit.to_string()),
    });
    finish(&out, args.output.as_ref(), common, &summary)?;
    let said =
        format!("{rows} rows in {} cells; {without} without coordinates, {outside} outside", counts.len());
    tell(&said);
    Ok(Exit::Done)
}

pub(super) fn assign(args: &AssignArgs, common: &Common) -> Result<Exit, Failure> {
    let mut meter = Meter::start();
    let input = read_areas(&args.points.needed()?, &args.areas, &args.id)?;
    let (seconds, cpu) = meter.lap();
    let found = assign_areas(input);
    let (seconds_compute, cpu_compute) = meter.lap();
    let mut out = String::with_capacity(20 * found.rows.len() + 16);
    out.push_str("row,area_id\n");
    for (row, area) in found.rows.iter().enumerate() {
        let id = area.map_or("", |a| &found.areas[a as usize]);
        let _ = writeln!(out, "{row},{}", text_field(id));
    }
    let inside = found.rows.iter().flatten().count();
    let summary = json!({
        "method": "assign-areas", "n": found.rows.len(), "inside": inside, "areas": found.areas.len(),
        "without_coordinates": found.without_coordinates,
        "seconds_read": seconds, "seconds_compute": seconds_compute, "cpu_read": cpu, "cpu_compute": cpu_compute,
        "peak_rss_mb": peak_rss_mb(), "transform": found.transform, "provenance": provenance(&found.inputs, &args.id),
    });
    finish(&out, args.output.as_ref(), common, &summary)?;
    tell(&format!(
        "{inside} of {} rows are in one of {} areas; {} have no usable coordinates; {}",
        found.rows.len(),
        found.areas.len(),
        found.without_coordinates,
        found.transform
    ));
    Ok(Exit::Done)
}

fn provenance(inputs: &std::collections::BTreeMap<String, String>, unit: &str) -> serde_json::Value {
    json!({"program": concat!("harmspot ", env!("CARGO_PKG_VERSION")), "inputs": inputs, "parameters": {"unit": unit}})
}

fn finish(
    text: &str,
    output: Option<&PathBuf>,
    common: &Common,
    summary: &serde_json::Value,
) -> Result<(), Failure> {
    if let Some(path) = output
        && path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("csv"))
    {
        return Err(Failure::new(Exit::Usage, "these rows are written as .csv").hint("name the file so"));
    }
    if output.is_some() || !common.json {
        deliver(text, output)?;
    }
    if common.json {
        deliver(&format!("{summary}\n"), None)?;
    }
    Ok(())
}

fn tell(text: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = std::io::Write::write_fmt(&mut std::io::stderr().lock(), format_args!("{text}\n"));
}
