//! `harmspot detect gi-star`.

use std::{io::Write, path::PathBuf, str::FromStr};

use super::{
    by_unit::{mask, numbers, texts, unit},
    cases::{CaseArgs, OutputArgs, timed},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{
        Expected, LikenessOptions, Null, Permutations, UnitChoice, UnitQuery, ValuesFile, WeightsBy,
        WeightsChoice, find_gi_star, read_units,
    },
    publish::Findings,
};

/// Arguments of `detect gi-star`.
#[derive(Debug, clap::Args)]
pub struct GiStarArgs {
    #[command(flatten)]
    cases: CaseArgs,
    /// Sum harm (the --weight column, or the store's harm table) instead of counting
    #[arg(long, conflicts_with_all = ["values", "expected", "null_area"])]
    harm: bool,
    /// Values by unit instead of points: a CSV with an id and a value column
    #[arg(long, value_name = "FILE", conflicts_with = "points")]
    values: Option<PathBuf>,
    /// Id column of --values; id property of a polygon file in --unit
    #[arg(long, value_name = "COL", default_value = "id")]
    id: String,
    /// Value column of --values
    #[arg(long, value_name = "COL", default_value = "value")]
    value: String,
    /// What points are counted in: h3:5 to h3:12, square:METRES, a GeoJSON file of polygons (--points), or lsoa, msoa,
    /// ward (store) [default: h3:9 for --points, h3:10 for the store]
    #[arg(long, value_parser = unit)]
    unit: Option<UnitChoice>,
    /// Where something could have happened: a GeoJSON file, or `occupied` for the units with points only
    /// [default: units with points and one ring around them]
    #[arg(long, value_name = "FILE|occupied")]
    mask: Option<String>,
    /// Neighbours: kring:1, band:METRES, queen, rook, knn:8, FILE.gal, or FILE.csv of id pairs
    #[arg(long, default_value = "kring:1")]
    weights: WeightsChoice,
    /// How a weights file names units
    #[arg(long, value_name = "id|row", default_value = "id", value_parser = weights_by)]
    weights_by: WeightsBy,
    /// How p-values are made: exact, or a number of seeded draws [default: exact where values are counts
    /// and weights 0/1, else 99,999 draws]
    #[arg(long, value_name = "exact|N", value_parser = permutations)]
    permutations: Option<Permutations>,
    /// Null that decides p and class: conditional (own value held, as esda and GeoDa) or total (sees a
    /// peak in its own unit)
    #[arg(long, default_value = "conditional", value_parser = null)]
    null: Null,
    /// GeoJSON file: only units whose centre is inside are drawn from, averaged and tested
    #[arg(long, value_name = "FILE")]
    null_area: Option<PathBuf>,
    /// Test against expected numbers instead of shuffling: population (the store's residents), a column or property, or a
    /// FILE.csv of id,expected
    #[arg(long, value_name = "population|COL|FILE.csv")]
    expected: Option<Expected>,
    /// Seed of any draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// False discovery rate of the "found" line; the classes are always those of 10, 5 and 1 %
    #[arg(long, default_value_t = 0.05)]
    fdr: f64,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn weights_by(text: &str) -> Result<WeightsBy, String> {
    match text {
        "id" => Ok(WeightsBy::Id),
        "row" => Ok(WeightsBy::Row),
        _ => Err("give id or row".to_owned()),
    }
}

pub(super) fn permutations(text: &str) -> Result<Permutations, String> {
    match (text, usize::from_str(text)) {
        ("exact", _) => Ok(Permutations::Exact),
        (_, Ok(draws @ 99..=10_000_000)) => Ok(Permutations::Draws(draws)),
        _ => Err("give exact, or a number of draws from 99 to 10,000,000".to_owned()),
    }
}

pub(super) fn null(text: &str) -> Result<Null, String> {
    match text {
        "conditional" => Ok(Null::Conditional),
        "total" => Ok(Null::Total),
        _ => Err("give conditional or total".to_owned()),
    }
}

impl GiStarArgs {
    fn query(&self, common: &Common) -> UnitQuery {
        let values = |file: &PathBuf| ValuesFile {
            file: file.clone(),
            id: self.id.clone(),
            value: self.value.clone(),
        };
        UnitQuery {
            values: self.values.as_ref().map(values),
            cases: self.cases.source(None, common),
            unit: self.unit.clone(),
            unit_id: self.id.clone(),
            mask: mask(self.mask.as_deref()),
            weights: self.weights.clone(),
            weights_by: self.weights_by,
            weighted: self.harm || self.cases.weighted(),
            null_area: self.null_area.clone(),
            expected: self.expected.clone(),
        }
    }
}

pub(super) fn run(args: &GiStarArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.check()?;
    if args.values.is_none() && args.cases.points().is_none() && !common.store.exists() {
        let words = format!(
            "give --points FILE, or --values FILE with --weights FILE: there is no store in {}",
            common.store.display()
        );
        return Err(Failure::new(Exit::Usage, words));
    }
    let query = args.query(common);
    let options = LikenessOptions {
        permutations: args.permutations.unwrap_or_default(),
        null: args.null,
        seed: args.seed,
        fdr: args.fdr,
    };
    let (found, seconds) =
        timed(|| Ok(read_units(&query)?), |table| Ok(find_gi_star(table, &query, options)?))?;
    args.output.deliver(&found, seconds, common, |err| say(&found, err))
}

/// The table on stderr: what was found, and the ten strongest units.
fn say(found: &Findings, err: &mut dyn Write) -> std::io::Result<()> {
    let number = |key: &str| found.totals.get(key).and_then(serde_json::Value::as_f64).unwrap_or(0.0);
    let values = numbers(found, "value").unwrap_or_default();
    let total: f64 = values.iter().sum();
    writeln!(
        err,
        "Gi* of {} units, {} in all, {:.1} neighbours each\n{:<12}{} hot and {} cold units at a false discovery rate of {} %",
        found.rows(),
        // Counts as they are; sums of measured numbers without the noise of their last digits.
        (total * 1e6).round() / 1e6,
        number("mean_neighbours"),
        "found",
        number("hot"),
        number("cold"),
        number("fdr") * 100.0
    )?;
    if let Some([lon, lat]) =
        found.totals.get("centre").and_then(serde_json::Value::as_array).map(Vec::as_slice)
        && let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64())
    {
        writeln!(err, "{:<12}around longitude {lon:.3}, latitude {lat:.3}", "points")?;
    }
    let (Some(ids), Some(z), Some(p), Some(p_fdr), Some(class)) = (
        texts(found, "id"),
        numbers(found, "gi_star_z"),
        numbers(found, "p_two_sided"),
        numbers(found, "p_fdr"),
        texts(found, "class"),
    ) else {
        return Ok(());
    };
    let mut order: Vec<usize> = (0..ids.len()).filter(|&i| class[i].starts_with("hot")).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    if !order.is_empty() {
        writeln!(
            err,
            "\n{:<24} {:>8} {:>8} {:>10} {:>10}  class",
            "strongest units", "value", "z", "p", "p_fdr"
        )?;
    }
    for &i in order.iter().take(10) {
        writeln!(
            err,
            "{:<24} {:>8} {:>8.2} {:>10.2e} {:>10.2e}  {}",
            ids[i],
            (values[i] * 1e3).round() / 1e3,
            z[i],
            p[i],
            p_fdr[i],
            class[i]
        )?;
    }
    Ok(())
}
