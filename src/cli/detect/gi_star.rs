//! `harmspot detect gi-star`.

use std::{io::Write, path::PathBuf, str::FromStr};

use serde_json::json;

use super::{
    by_unit::{StarQuestion, mask, run_star, unit},
    cases::{CaseArgs, OutputArgs},
    deliver,
    meter::{Meter, peak_rss_mb},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::{
        Unit,
        detect::{
            Class, Expected, GiStarRequest, LikenessOptions, Null, Permutations, Report, UnitChoice,
            UnitQuery, ValuesFile, WeightsBy, WeightsChoice, compute_gi_star, read_gi_star,
        },
    },
    publish::{class_word, gi_star_csv, gi_star_geojson},
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
    /// Test against expected numbers instead of shuffling: a column or property, or a FILE.csv of id,expected
    #[arg(long, value_name = "COL|FILE.csv")]
    expected: Option<String>,
    /// Seed of any draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// False discovery rate the summary speaks of
    #[arg(long, default_value_t = 0.05)]
    fdr: f64,
    /// Where to write: .csv or .geojson [default: CSV to stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    fn request(&self) -> Result<GiStarRequest, Failure> {
        let expected = match self.expected.as_deref() {
            None => None,
            Some("population") => {
                let failure = Failure::new(
                    Exit::Usage,
                    "--expected population needs an area pack, and a file has none",
                );
                return Err(failure.hint("give --expected FILE.csv with the columns id,expected"));
            }
            Some(text)
                if std::path::Path::new(text).extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) =>
            {
                Some(Expected::File(text.into()))
            }
            Some(text) => Some(Expected::Column(text.to_owned())),
        };
        Ok(GiStarRequest {
            points: self.cases.points(),
            values: self.values.as_ref().map(|file| ValuesFile {
                file: file.clone(),
                id: self.id.clone(),
                value: self.value.clone(),
            }),
            unit: self.unit.clone().unwrap_or(UnitChoice::Unit(Unit::H3(9))),
            unit_id: self.id.clone(),
            mask: mask(self.mask.as_deref()),
            null_area: self.null_area.clone(),
            weights: self.weights.clone(),
            weights_by: self.weights_by,
            permutations: self.permutations.unwrap_or_default(),
            null: self.null,
            expected,
            seed: self.seed,
            fdr: self.fdr,
        })
    }
}

/// The store, or sums of weights.
fn run_cases(args: GiStarArgs, common: &Common) -> Result<Exit, Failure> {
    if args.expected.is_some() || args.null_area.is_some() {
        let failure = Failure::new(
            Exit::Usage,
            "--expected and --null-area need --points without weights and without a window, or --values",
        );
        return Err(failure.hint("for one partnership of the store give --csp"));
    }
    let output = OutputArgs::to(args.output);
    output.check()?;
    let asked = StarQuestion {
        query: UnitQuery {
            values: None,
            cases: args.cases.source(None, common),
            unit: args.unit,
            unit_id: args.id,
            mask: mask(args.mask.as_deref()),
            weights: args.weights,
            weights_by: args.weights_by,
            weighted: args.harm || args.cases.weighted(),
        },
        options: LikenessOptions {
            permutations: args.permutations.unwrap_or_default(),
            null: args.null,
            seed: args.seed,
            fdr: args.fdr,
        },
        output: &output,
    };
    run_star(&asked, common)
}

pub(super) fn run(args: GiStarArgs, common: &Common) -> Result<Exit, Failure> {
    let counted =
        args.cases.points().is_some() && !args.harm && !args.cases.weighted() && !args.cases.windowed();
    if args.values.is_none() && !counted {
        if args.cases.points().is_none() && !common.store.exists() {
            let words = format!(
                "give --points FILE, or --values FILE with --weights FILE: there is no store in {}",
                common.store.display()
            );
            return Err(Failure::new(Exit::Usage, words));
        }
        return run_cases(args, common);
    }
    let request = args.request()?;
    let geojson =
        match args.output.as_ref().and_then(|o| o.extension()).map(|e| e.to_string_lossy().to_lowercase()) {
            Some(e) if e == "geojson" || e == "json" => true,
            None => false,
            Some(e) if e == "csv" => false,
            Some(e) => {
                return Err(Failure::new(Exit::Usage, format!("cannot write .{e}: give .csv or .geojson")));
            }
        };
    let mut meter = Meter::start();
    let input = read_gi_star(&request)?;
    let (seconds_read, cpu_read) = meter.lap();
    let report = compute_gi_star(&request, input)?;
    let (seconds_compute, cpu_compute) = meter.lap();
    let text = if geojson {
        let outlines = report.outlines()?.ok_or_else(|| {
            Failure::new(Exit::Usage, "these units have no place on Earth, so no GeoJSON: write .csv")
        })?;
        gi_star_geojson(&report.ids, &report.values, &report.cells, &outlines, &report.provenance)
    } else {
        gi_star_csv(&report.ids, &report.values, &report.cells)
    };
    if args.output.is_some() || !common.json {
        deliver(&text, args.output.as_ref())?;
    }
    if let (Some(path), false) = (&args.output, geojson) {
        // A CSV of the contract has no room for it: its provenance lies beside it.
        let mut beside = path.clone().into_os_string();
        beside.push(".provenance.json");
        let words = serde_json::to_string_pretty(&report.provenance).unwrap_or_default();
        deliver(&(words + "\n"), Some(&beside.into()))?;
    }
    let rejected = |hot: bool| {
        report
            .cells
            .iter()
            .filter(|c| claims(c.class) && c.p_fdr <= args.fdr && is_hot(c.class) == hot)
            .count()
    };
    if common.json {
        let classes: serde_json::Map<_, _> =
            report.classes().into_iter().map(|(c, n)| (class_word(c).to_owned(), n.into())).collect();
        let summary = json!({
            "method": "gi-star", "n": report.cells.len(), "rows": report.rows,
            "without_coordinates": report.without_coordinates, "outside": report.outside, "centre": report.centre,
            "hot": rejected(true), "cold": rejected(false), "fdr": args.fdr, "classes": classes,
            "p_values": report.method, "null": report.null, "fewest_rejections": report.fewest_rejections,
            "notes": report.notes, "seconds_read": seconds_read, "seconds_compute": seconds_compute,
            "cpu_read": cpu_read, "cpu_compute": cpu_compute, "peak_rss_mb": peak_rss_mb(),
            "provenance": report.provenance,
        });
        deliver(&format!("{summary}\n"), None)?;
    }
    say(&report, args.fdr, rejected(true), rejected(false), seconds_read + seconds_compute);
    Ok(Exit::Done)
}

fn claims(class: Class) -> bool {
    !matches!(class, Class::NoNeighbours | Class::NotTested)
}

fn is_hot(class: Class) -> bool {
    matches!(class, Class::Hot99 | Class::Hot95 | Class::Hot90)
}

/// The table on stderr: what was found, how sure, and what to keep in mind.
fn say(report: &Report, fdr: f64, hot: usize, cold: usize, seconds: f64) {
    let mut err = std::io::stderr().lock();
    let total: f64 = report.values.iter().sum();
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(
        err,
        "Gi* of {} units, {} in all, {:.1} neighbours each; {seconds:.2} s\n\
         p-values   {}\nnull       {}\n\
         found      {hot} hot and {cold} cold units at a false discovery rate of {} %",
        report.cells.len(),
        // Counts as they are; sums of measured numbers without the noise of their last digits.
        (total * 1e6).round() / 1e6,
        report.mean_neighbours,
        report.method,
        report.null,
        fdr * 100.0
    );
    if let Some((lon, lat)) = report.centre {
        let _ = writeln!(err, "points     around longitude {lon:.3}, latitude {lat:.3}");
    }
    let mut order: Vec<usize> = (0..report.cells.len()).filter(|&i| is_hot(report.cells[i].class)).collect();
    order.sort_by(|&a, &b| {
        let key = |i: usize| report.cells[i].p_two_sided;
        key(a).total_cmp(&key(b)).then(a.cmp(&b))
    });
    if !order.is_empty() {
        let _ = writeln!(
            err,
            "\n{:<24} {:>8} {:>8} {:>10} {:>10}  class",
            "strongest units", "value", "z", "p", "p_fdr"
        );
    }
    for &i in order.iter().take(10) {
        let cell = &report.cells[i];
        let _ = writeln!(
            err,
            "{:<24} {:>8} {:>8.2} {:>10.2e} {:>10.2e}  {}",
            report.ids[i],
            report.values[i],
            cell.z,
            cell.p_two_sided,
            cell.p_fdr,
            class_word(cell.class)
        );
    }
    for note in &report.notes {
        let _ = writeln!(err, "note: {note}");
    }
}
