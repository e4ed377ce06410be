//! Flags of the methods that read numbers by unit, and `detect local-moran`, `detect gi`, `detect concentration`.

use std::{io::Write, path::PathBuf};

use super::{
    cases::{CaseArgs, OutputArgs, timed},
    gi_star::{permutations, weights_by},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::{
        Unit,
        detect::{
            ConcentrationOptions, LikenessOptions, Mask, Null, Permutations, Spread, UnitChoice, UnitQuery,
            ValuesFile, WeightsBy, WeightsChoice, find_concentration, find_gi, find_local_moran, read_units,
        },
    },
    publish::{Findings, Values},
};

/// Units and neighbours.
#[derive(Debug, clap::Args)]
pub(super) struct UnitArgs {
    #[command(flatten)]
    pub(super) cases: CaseArgs,
    /// Id property of a polygon file in --unit; id column of --values
    #[arg(long, value_name = "COL", default_value = "id")]
    pub(super) id: String,
    /// What cases are counted in: h3:N, square:METRES, a GeoJSON file of polygons (--points), or lsoa, msoa, ward (store)
    /// [default: h3:9 for --points, h3:10 for the store]
    #[arg(long, value_parser = unit)]
    unit: Option<UnitChoice>,
    /// Where something could have happened, for --points: a GeoJSON file, or `occupied` for the units with points only
    /// [default: units with points and one ring around them]
    #[arg(long, value_name = "FILE|occupied")]
    mask: Option<String>,
    /// Neighbours: kring:1, band:METRES, queen, rook, knn:8, FILE.gal, or FILE.csv of id pairs
    #[arg(long, default_value = "kring:1")]
    weights: WeightsChoice,
    /// How a weights file names units
    #[arg(long, value_name = "id|row", default_value = "id", value_parser = weights_by)]
    weights_by: WeightsBy,
}

pub(super) fn unit(text: &str) -> Result<UnitChoice, String> {
    text.parse::<Unit>().map(UnitChoice::Unit).or_else(|_| text.parse())
}

impl UnitArgs {
    /// The question; `weighted` sums weights instead of counting.
    pub(super) fn query(&self, weighted: bool, common: &Common) -> UnitQuery {
        UnitQuery {
            values: None,
            cases: self.cases.source(None, common),
            unit: self.unit.clone(),
            unit_id: self.id.clone(),
            mask: mask(self.mask.as_deref()),
            weights: self.weights.clone(),
            weights_by: self.weights_by,
            weighted,
            null_area: None,
            expected: None,
        }
    }
}

pub(super) fn mask(text: Option<&str>) -> Mask {
    match text {
        None => Mask::OccupiedAndRing,
        Some("occupied") => Mask::Occupied,
        Some(file) => Mask::File(file.into()),
    }
}

/// Values by unit instead of cases.
#[derive(Debug, clap::Args)]
pub(super) struct ValueArgs {
    /// Values by unit instead of points: a CSV with an id and a value column
    #[arg(long, value_name = "FILE", conflicts_with = "points")]
    values: Option<PathBuf>,
    /// Value column of --values
    #[arg(long, value_name = "COL", default_value = "value")]
    value: String,
}

impl ValueArgs {
    fn file(&self, id: &str) -> Option<ValuesFile> {
        let of =
            |file: &PathBuf| ValuesFile { file: file.clone(), id: id.to_owned(), value: self.value.clone() };
        self.values.as_ref().map(of)
    }
}

/// Arguments of `detect local-moran` and `detect gi`.
#[derive(Debug, clap::Args)]
pub struct LikenessArgs {
    #[command(flatten)]
    units: UnitArgs,
    #[command(flatten)]
    values: ValueArgs,
    /// Sum harm (the --weight column, or the store's harm table) instead of counting
    #[arg(long)]
    harm: bool,
    /// How p-values are made: exact, or a number of seeded draws [default: exact where values are counts
    /// and weights 0/1, else 99,999 draws]
    #[arg(long, value_name = "exact|N", value_parser = permutations)]
    permutations: Option<Permutations>,
    /// Seed of any draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// False discovery rate: of the classes in local-moran, of the "found" line in gi, whose classes are always those of 10, 5
    /// and 1 %
    #[arg(long, default_value_t = 0.05)]
    fdr: f64,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which statistic of neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) enum Likeness {
    LocalMoran,
    Gi,
}

pub(super) fn run_likeness(args: &LikenessArgs, which: Likeness, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let mut query = args.units.query(args.harm || args.units.cases.weighted(), common);
    query.values = args.values.file(&args.units.id);
    let options = LikenessOptions {
        permutations: args.permutations.unwrap_or_default(),
        null: Null::Conditional,
        seed: args.seed,
        fdr: args.fdr,
    };
    let (found, seconds) = timed(
        || Ok(read_units(&query)?),
        |table| {
            Ok(match which {
                Likeness::LocalMoran => find_local_moran(table, &query, options)?,
                Likeness::Gi => find_gi(table, &query, options)?,
            })
        },
    )?;
    args.output.deliver(&found, seconds, common, |err| say_classes(err, &found))
}

/// How many units of each class, and the ten with the smallest p.
fn say_classes(err: &mut dyn Write, found: &Findings) -> std::io::Result<()> {
    writeln!(err, "{} of {} units", found.method, found.rows())?;
    if let Some(classes) = found.totals.get("classes").and_then(serde_json::Value::as_object) {
        for (class, n) in classes {
            writeln!(err, "  {n:>8} {class}")?;
        }
    }
    if let (Some(hot), Some(cold)) = (found.totals.get("hot"), found.totals.get("cold")) {
        let fdr = found.totals.get("fdr").and_then(serde_json::Value::as_f64).unwrap_or(f64::NAN);
        writeln!(
            err,
            "found {hot} hot and {cold} cold units at a false discovery rate of {} %",
            100.0 * fdr
        )?;
    }
    if let Some(all) = found.totals.get("global_moran") {
        let number = |key: &str| all[key].as_f64().unwrap_or(f64::NAN);
        writeln!(err, "whole map: Moran's I {:.4}, z {:.2} under shuffling", number("i"), number("z"))?;
        if found
            .provenance
            .parameters
            .get("mask")
            .and_then(serde_json::Value::as_str)
            .is_some_and(|m| m.starts_with("occupied"))
        {
            writeln!(
                err,
                "           of units chosen for having cases (no --mask): it says more of that choice than of the map"
            )?;
        }
    }
    let (Some(ids), Some(values), Some(p), Some(class)) =
        (texts(found, "id"), numbers(found, "value"), numbers(found, "p_fdr"), texts(found, "class"))
    else {
        return Ok(());
    };
    let mut order: Vec<usize> = (0..ids.len())
        .filter(|&i| !matches!(class[i].as_str(), "none" | "not-tested" | "no-neighbours"))
        .collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    if !order.is_empty() {
        writeln!(err, "\n{:<24} {:>10} {:>10}  class", "strongest units", "value", "p_fdr")?;
    }
    for &i in order.iter().take(10) {
        writeln!(
            err,
            "{:<24} {:>10} {:>10.2e}  {}",
            ids[i],
            (values[i] * 1e3).round() / 1e3,
            p[i],
            class[i]
        )?;
    }
    Ok(())
}

pub(super) fn numbers<'a>(found: &'a Findings, name: &str) -> Option<&'a [f64]> {
    found.columns.iter().find(|c| c.name == name).and_then(|c| match &c.values {
        Values::Number(values) => Some(values.as_slice()),
        _ => None,
    })
}

pub(super) fn texts<'a>(found: &'a Findings, name: &str) -> Option<&'a [String]> {
    found.columns.iter().find(|c| c.name == name).and_then(|c| match &c.values {
        Values::Text(values) => Some(values.as_slice()),
        _ => None,
    })
}

/// Arguments of `detect concentration`.
#[derive(Debug, clap::Args)]
pub struct ConcentrationArgs {
    #[command(flatten)]
    units: UnitArgs,
    #[command(flatten)]
    values: ValueArgs,
    /// Set harm (the --weight column, or the store's harm table) beside the counts
    #[arg(long)]
    harm: bool,
    /// Shares asked for
    #[arg(long, value_delimiter = ',', num_args = 1.., default_value = "0.25,0.5,0.8")]
    shares: Vec<f64>,
    /// Share whose fewest units are called hotspots, and harmspots
    #[arg(long, default_value_t = 0.25)]
    top: f64,
    /// Fewest incidents of a harmspot
    #[arg(long, default_value_t = 3)]
    min_incidents: u32,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run_concentration(args: &ConcentrationArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    let mut query = args.units.query(args.harm || args.units.cases.weighted(), common);
    query.values = args.values.file(&args.units.id);
    let options = ConcentrationOptions {
        shares: args.shares.clone(),
        top: args.top,
        min_incidents: args.min_incidents,
    };
    let ((found, spread), seconds) =
        timed(|| Ok(read_units(&query)?), |table| Ok(find_concentration(table, &query, &options)?))?;
    args.output.deliver(&found, seconds, common, |err| {
        writeln!(err, "concentration over {} units", found.rows())?;
        say_spread(err, "cases", &spread.count)?;
        if let Some(harm) = &spread.harm {
            say_spread(err, "harm", harm)?;
            writeln!(err, "{}", found.totals["standing"])?;
        }
        Ok(())
    })
}

fn say_spread(err: &mut dyn Write, what: &str, spread: &Spread) -> std::io::Result<()> {
    for held in &spread.held_by {
        let chance =
            held.by_chance.map_or_else(String::new, |c| format!(" (chance alone: {:.2} %)", 100.0 * c));
        let area = held.of_area.map_or_else(String::new, |a| format!(", {:.2} % of the area", 100.0 * a));
        writeln!(
            err,
            "  {:>3.0} % of {what} in {} units = {:.2} % of units{chance}{area}",
            100.0 * held.share,
            held.places,
            100.0 * held.of_places
        )?;
    }
    let told = |g: Option<f64>| g.map_or_else(|| "-".to_owned(), |g| format!("{g:.3}"));
    match spread.gini_sparse {
        Some(_) => {
            writeln!(err, "  Gini {}, for few events G' {}", told(spread.gini), told(spread.gini_sparse))
        }
        None => writeln!(err, "  Gini {}", told(spread.gini)),
    }
}
