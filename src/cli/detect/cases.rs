//! Flags that name cases, and the way findings leave: the same for every method.

use std::{io::Write, path::PathBuf};

use serde_json::json;

use super::{
    PointArgs, deliver,
    meter::{Meter, peak_rss_mb},
};
use crate::{
    cli::{Common, Exit, Failure},
    pipeline::detect::{Again, CaseFile, CaseSource, Crs, Plane, PointsFile, StoreCases, When, Zone},
    publish::{self, Findings},
};

/// Cases from a file of points (`--points`), or from the store without it.
#[derive(Debug, clap::Args)]
pub(super) struct CaseArgs {
    #[command(flatten)]
    points: PointArgs,
    /// Column of the time, or of the earliest time: 2025-03-14, 2025-03-14T21:30, with or without an offset
    #[arg(long, value_name = "COL", requires = "points")]
    time: Option<String>,
    /// Column of the latest time, for crimes known only within an interval
    #[arg(long, value_name = "COL", requires = "time")]
    until: Option<String>,
    /// Column of a weight, such as harm
    #[arg(long, value_name = "COL", requires = "points")]
    weight: Option<String>,
    /// Zone of times without an offset
    #[arg(long, value_name = "ZONE", default_value = "Europe/London", value_parser = zone)]
    zone: Zone,
    /// First month or day: YYYY-MM or YYYY-MM-DD [default: everything in a file; 12 months before the end in a store]
    #[arg(long, value_name = "WHEN")]
    from: Option<When>,
    /// Last month, inclusive, or the day after the last
    #[arg(long, value_name = "WHEN")]
    to: Option<When>,
    /// Definition of what counts (store)
    #[arg(long, conflicts_with = "points")]
    definition: Option<String>,
    /// One Community Safety Partnership, by name or code (store)
    #[arg(long, conflicts_with = "points")]
    csp: Option<String>,
    /// Work from an older snapshot (store)
    #[arg(long, conflicts_with = "points")]
    snapshot: Option<String>,
}

fn zone(text: &str) -> Result<Zone, String> {
    Zone::named(text).map_err(|e| e.to_string())
}

impl CaseArgs {
    /// Where the cases come from; `class` is a column of `--points`.
    pub(super) fn source(&self, class: Option<&str>, common: &Common) -> CaseSource {
        match self.points.file() {
            Some(points) => CaseSource::File(CaseFile {
                points,
                time: self.time.clone(),
                until: self.until.clone(),
                weight: self.weight.clone(),
                class: class.map(str::to_owned),
                zone: self.zone.clone(),
                from: self.from,
                to: self.to,
            }),
            None => CaseSource::Store(StoreCases {
                folder: common.store.clone(),
                snapshot: self.snapshot.clone(),
                definition: self.definition.clone(),
                from: self.from,
                to: self.to,
                csp: self.csp.clone(),
                unit: None,
            }),
        }
    }

    /// The points file alone, when one was named.
    pub(super) fn points(&self) -> Option<PointsFile> {
        self.points.file()
    }

    /// System of coordinates, and metre system of distances.
    pub(super) fn plane(&self) -> (Plane, Option<Crs>) {
        (self.points.crs, self.points.work_crs)
    }

    /// True when a weight column was named.
    pub(super) fn weighted(&self) -> bool {
        self.weight.is_some()
    }
}

/// Whether rows come back.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct AgainArgs {
    /// Resamples of the cases behind each row's "n of m": each costs one more run, of a scan about that of 20
    /// replicates; 0 for none [default: 20, and none where a run is dear: then it is said]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000))]
    resamples: Option<u32>,
    /// Also set the rows beside those of other units or settings, four more runs: which rows hold only as asked?
    #[arg(long)]
    stability_check: bool,
}

impl AgainArgs {
    /// The question, its resamples drawn from `seed`.
    pub(super) fn again(self, seed: u64) -> Again {
        Again { resamples: self.resamples, check: self.stability_check, seed }
    }
}

/// Where findings go.
#[derive(Debug, clap::Args)]
pub(super) struct OutputArgs {
    /// Where to write: .geojson, .csv (its provenance lies beside it), .json or .parquet [default: CSV to stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The forms a result can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Geojson,
    Json,
    Parquet,
}

impl OutputArgs {
    /// Refuses a file name no result can be written under, and a place that is not there, before anything is computed.
    ///
    /// # Errors
    /// A usage failure that names the endings there are, or the folder that is missing.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.form()?;
        self.check_place()
    }

    /// Refuses a place that is not there, whatever the form.
    ///
    /// # Errors
    /// A usage failure that names the folder.
    pub(super) fn check_place(&self) -> Result<(), Failure> {
        crate::cli::place::check(self.output.as_deref())
    }

    /// True when GeoJSON was asked for.
    pub(super) fn is_geojson(&self) -> bool {
        matches!(self.form(), Ok(Form::Geojson))
    }

    /// True when the file asked for holds shapes (.geojson) or everything (.json) rather than one row a point or cell.
    pub(super) fn holds_places(&self) -> bool {
        matches!(self.form(), Ok(Form::Geojson | Form::Json))
    }

    /// True when an ESRI ASCII grid was asked for.
    pub(super) fn is_grid(&self) -> bool {
        self.output.as_ref().and_then(|p| p.extension()).is_some_and(|e| e.eq_ignore_ascii_case("asc"))
    }

    fn form(&self) -> Result<Form, Failure> {
        let Some(path) = &self.output else { return Ok(Form::Csv) };
        match path.extension().map(|e| e.to_string_lossy().to_lowercase()).as_deref() {
            Some("csv") => Ok(Form::Csv),
            Some("geojson") => Ok(Form::Geojson),
            Some("json") => Ok(Form::Json),
            Some("parquet") => Ok(Form::Parquet),
            other => {
                let what = other.map_or_else(|| "a file without an ending".to_owned(), |e| format!(".{e}"));
                Err(Failure::new(
                    Exit::Usage,
                    format!("cannot write {what}: give .geojson, .csv, .json or .parquet"),
                ))
            }
        }
    }

    /// Writes the findings, with `--json` the summary on stdout, and the notes on stderr after `say` has
    /// printed its table there.
    ///
    /// # Errors
    /// A file that cannot be written, or GeoJSON of rows without a place.
    pub(super) fn deliver(
        &self,
        findings: &Findings,
        seconds: Seconds,
        common: &Common,
        say: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Exit, Failure> {
        let form = self.form()?;
        if self.output.is_some() || !common.json {
            match (form, &self.output) {
                (Form::Parquet, Some(path)) => {
                    publish::write_file(path, &publish::findings_parquet(findings)?)?;
                }
                (Form::Geojson, _) => {
                    let text = findings.geojson().ok_or_else(|| {
                        Failure::new(Exit::Usage, "these rows have no place on Earth, so no GeoJSON")
                            .hint("write .csv, .json or .parquet")
                    })?;
                    deliver(&text, self.output.as_ref())?;
                }
                (Form::Json, _) => deliver(&findings.json(), self.output.as_ref())?,
                _ => deliver(&findings.csv(), self.output.as_ref())?,
            }
        }
        self.hand_over(None, form == Form::Csv, findings, seconds, common, say)
    }

    /// The rest of [`OutputArgs::deliver`]: a text of the caller's own form, when there is one, then provenance
    /// beside a file that has no room for it (`beside`), summary, table and notes.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn hand_over(
        &self,
        text: Option<&str>,
        beside: bool,
        findings: &Findings,
        seconds: Seconds,
        common: &Common,
        say: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Exit, Failure> {
        if let Some(text) = text {
            deliver(text, self.output.as_ref())?;
        }
        if let (Some(path), true) = (&self.output, beside) {
            let mut beside = path.clone().into_os_string();
            beside.push(".provenance.json");
            let words = serde_json::to_string_pretty(&findings.about()).unwrap_or_default();
            deliver(&(words + "\n"), Some(&beside.into()))?;
        }
        if common.json {
            let mut summary = findings.about();
            summary["rows"] = findings.rows().into();
            summary["n"] = findings.totals.get("n").cloned().unwrap_or_else(|| findings.rows().into());
            let times = json!({
                "seconds_read": seconds.read.0, "seconds_compute": seconds.compute.0,
                "cpu_read": seconds.read.1, "cpu_compute": seconds.compute.1, "peak_rss_mb": peak_rss_mb(),
            });
            if let (Some(all), Some(more)) = (summary.as_object_mut(), times.as_object()) {
                all.extend(more.clone());
            }
            deliver(&format!("{summary}\n"), None)?;
        }
        let mut err = std::io::stderr().lock();
        // A closed stderr leaves nobody to tell.
        let _ = say(&mut err);
        for (label, words) in [
            ("null", &findings.test.null),
            ("alternative", &findings.test.alternative),
            ("p-values", &findings.test.p_values),
            ("correction", &findings.test.correction),
        ] {
            if !words.is_empty() {
                let _ = writeln!(err, "{label:<12}{words}");
            }
        }
        for note in &findings.notes {
            let _ = writeln!(err, "note: {note}");
        }
        if let Some(path) = &self.output {
            let _ = writeln!(err, "wrote {} ({})", path.display(), findings.provenance.marking.words());
        }
        let _ = writeln!(err, "{:.2} s", seconds.read.0 + seconds.compute.0);
        Ok(Exit::Done)
    }
}

/// Wall and CPU seconds of reading and of computing: for the summary only, never in a result.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seconds {
    read: (f64, f64),
    compute: (f64, f64),
}

/// Runs `read`, then `compute`, and says how long each took.
///
/// # Errors
/// Whatever either says.
pub(super) fn timed<A, B>(
    read: impl FnOnce() -> Result<A, Failure>,
    compute: impl FnOnce(A) -> Result<B, Failure>,
) -> Result<(B, Seconds), Failure> {
    let mut meter = Meter::start();
    let input = read()?;
    let read = meter.lap();
    let result = compute(input)?;
    Ok((result, Seconds { read, compute: meter.lap() }))
}
