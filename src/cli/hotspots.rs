//! `harmspot hotspots`: the ranked list, on the terminal and into files.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    Common, Exit, Failure,
    detect::meter::{Meter, peak_rss_mb},
    hotspots_table::{print_check, print_list},
    progress::Reporter,
};
use crate::{
    pipeline::{
        Answer, Loaded, Month, PipelineError, Question, RankBy, SportError, Store, StoreError, Unit,
        detect::Expected, read_land,
    },
    publish,
};

/// The ranked list of hotspots: where serious violence concentrates more than chance gives, with how sure it is.
///
/// Use it for a list people will act on. It needs a store with incidents and an area pack. For a quick
/// look at a file without a store, see `harmspot detect`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct HotspotsArgs {
    /// Definition of what counts (see the list under `harmspot hotspots --definitions`)
    #[arg(long)]
    definition: Option<String>,
    /// Print the definitions there are, and stop
    #[arg(long)]
    definitions: bool,
    /// First month, YYYY-MM [default: 12 months before the end]
    #[arg(long, value_name = "YYYY-MM")]
    from: Option<Month>,
    /// Last month, inclusive [default: the last complete month]
    #[arg(long, value_name = "YYYY-MM")]
    to: Option<Month>,
    /// Unit of analysis: h3:8 to h3:11, square:150, lsoa, msoa, ward [default: h3:10; h3:9 for snapped points]
    #[arg(long)]
    unit: Option<Unit>,
    /// One Community Safety Partnership, by name or code: its own land is then the null
    #[arg(long, conflicts_with = "every_csp")]
    csp: Option<String>,
    /// The force list, then the list of every Community Safety Partnership on its own land
    #[arg(long)]
    every_csp: bool,
    /// What the list is ranked by
    #[arg(long, value_parser = rank_by, default_value = "excess")]
    rank_by: RankBy,
    /// Places ranked [default: 10 over the force, 3 in a CSP]
    #[arg(long)]
    top: Option<u32>,
    /// Largest place in hectares [default: 25]
    #[arg(long)]
    max_ha: Option<f64>,
    /// Resampled lists behind "18 of 20" [default: 200]
    #[arg(long)]
    resamples: Option<u32>,
    /// Seed of the resamples [default: 1]
    #[arg(long)]
    seed: Option<u64>,
    /// False discovery rate [default: 0.05]
    #[arg(long)]
    fdr: Option<f64>,
    /// Crimes within 50 m and two hours count as one event: on or off
    #[arg(long, value_name = "on|off", default_value = "on", value_parser = on_off, action = clap::ArgAction::Set)]
    fold_events: bool,
    /// Beside each list the tactical one: the last three months of its window, some 90 days
    #[arg(long)]
    tactical: bool,
    /// Compare with expected numbers instead of shuffling: population (residents), or a FILE.csv of id,expected by unit
    #[arg(long, value_name = "population|FILE.csv", conflicts_with_all = ["keep", "stability_check"])]
    expected: Option<Expected>,
    /// Make the lists again in other units (coarser, finer, squares, shifted squares) and in earlier windows, and say in
    /// how many each place recurs
    #[arg(long)]
    stability_check: bool,
    /// Where something could have happened: a GeoJSON file in place of built-up land
    #[arg(long, value_name = "FILE", conflicts_with = "keep")]
    mask: Option<PathBuf>,
    /// Units drawn from, averaged and tested: force, csp (with --csp), or those inside a GeoJSON file
    /// [default: csp with --csp, else force]
    #[arg(long, value_name = "force|csp|FILE", conflicts_with = "keep")]
    null_area: Option<String>,
    /// Work from an older snapshot
    #[arg(long)]
    snapshot: Option<String>,
    /// Keep this list: the next one is compared with it, and places keep their ids and names
    #[arg(long)]
    keep: bool,
    /// Give a place the name people use; it is kept while the place persists
    #[arg(long, value_name = "ID=NAME")]
    rename: Vec<String>,
    /// Write the list to FILE (.geojson or .csv)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the raw statistic of every unit to FILE (.csv)
    #[arg(long, value_name = "FILE")]
    cells: Option<PathBuf>,
}

fn on_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("give on or off".to_owned()),
    }
}

fn rank_by(text: &str) -> Result<RankBy, String> {
    match text {
        "excess" => Ok(RankBy::Excess),
        "count" => Ok(RankBy::Count),
        "harm" => Ok(RankBy::Harm),
        "density" => Ok(RankBy::Density),
        _ => Err("expected excess, count, harm or density".to_owned()),
    }
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Self {
        let exit = match &error {
            PipelineError::Store(StoreError::Guarded { .. }) => Exit::Gate,
            PipelineError::Store(_) | PipelineError::Document { .. } => Exit::Store,
            PipelineError::Empty
            | PipelineError::NoGround
            | PipelineError::NoMask { .. }
            | PipelineError::OnlyOpenData { .. }
            | PipelineError::NothingThen { .. }
            | PipelineError::TooFewMonths { .. }
            | PipelineError::GroupFile { .. }
            | PipelineError::GroupSource(_)
            | PipelineError::NothingAccepted(_)
            | PipelineError::SitesFile(_)
            | PipelineError::Sport(SportError::Row { .. })
            | PipelineError::NoHarmTable => Exit::Refused,
            _ => Exit::Usage,
        };
        let failure = Self::new(exit, &error);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

pub(super) fn run(args: HotspotsArgs, common: &Common) -> Result<Exit, Failure> {
    check_names(&args)?;
    let mut meter = Meter::start();
    let store = Store::open(&common.store).map_err(PipelineError::from)?;
    if !args.rename.is_empty() {
        return rename(&store, &args.rename);
    }
    let null_area = match (args.null_area.as_deref(), args.csp.is_some() || args.every_csp) {
        (None, _) | (Some("force"), false) | (Some("csp"), true) => None,
        (Some("csp"), false) => return Err(Failure::new(Exit::Usage, "--null-area csp needs --csp")),
        (Some("force"), true) => {
            return Err(Failure::new(Exit::Usage, "a partnership's list is compared with its own land")
                .hint("leave --csp out for the force list; its places carry their partnership"));
        }
        (Some(file), _) => Some(Path::new(file)),
    };
    let land = read_land(args.mask.as_deref(), null_area, args.expected.as_ref())?;
    let loaded = Loaded::open(&store, args.snapshot.as_deref())?.on(land);
    let (seconds_read, cpu_read) = meter.lap();
    if args.definitions {
        return Ok(definitions(&loaded));
    }
    let question = Question {
        definition: args.definition.clone(),
        from: args.from,
        to: args.to,
        unit: args.unit,
        csp: args.csp.clone(),
        rank_by: args.rank_by,
        top: args.top,
        max_ha: args.max_ha,
        resamples: args.resamples,
        seed: args.seed,
        fdr: args.fdr,
        unfolded: !args.fold_events,
    };
    let reporter = Reporter::new();
    let mut questions = vec![question.clone()];
    if args.every_csp {
        questions.extend(
            loaded
                .ground
                .pack()
                .csp
                .iter()
                .map(|csp| Question { csp: Some(csp.code.clone()), ..question.clone() }),
        );
    }
    let mut answers = Vec::new();
    for question in &questions {
        let answer = crate::pipeline::answer(&loaded, question, &reporter)?;
        let tactical = args.tactical.then(|| answer.tactical());
        answers.push(answer);
        if let Some(question) = tactical {
            answers.push(crate::pipeline::answer(&loaded, &question, &reporter)?);
        }
    }
    let mut checks = Vec::new();
    if args.stability_check {
        for answer in &answers {
            checks.push(crate::pipeline::stability_check(&loaded, answer)?);
        }
    }
    drop(reporter);
    let (seconds_compute, cpu_compute) = meter.lap();
    let first = answers.first().expect("there is always the first question");
    if let Some(path) = &args.output {
        write_list(path, &answers)?;
    }
    if let Some(path) = &args.cells {
        write_csv(path, &publish::cells_csv(&first.cells, first.provenance.marking), &first.provenance)?;
    }
    if args.keep {
        // A tactical list is a view beside the one that is kept.
        for answer in answers.iter().step_by(if args.tactical { 2 } else { 1 }) {
            crate::pipeline::keep_list(&store, &loaded, answer)?;
        }
    }
    let mut out = std::io::stdout().lock();
    let done = if common.json {
        let summary = serde_json::json!({
            "n": first.list.events,
            "seconds_read": seconds_read,
            "seconds_compute": seconds_compute,
            "cpu_read": cpu_read,
            "cpu_compute": cpu_compute,
            "peak_rss_mb": peak_rss_mb(),
            "lists": answers.iter().map(|a| &a.list).collect::<Vec<_>>(),
            "provenance": first.provenance,
            "stability_checks": checks,
        });
        writeln!(out, "{summary}")
    } else {
        answers.iter().enumerate().try_for_each(|(i, answer)| {
            print_list(&mut out, answer)?;
            checks.get(i).map_or(Ok(()), |check| print_check(&mut out, check))
        })
    };
    match done {
        // A reader that closed the pipe has seen enough.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Failed, format!("cannot write to stdout: {e}")))
        }
        _ => Ok(Exit::Done),
    }
}

fn definitions(loaded: &Loaded) -> Exit {
    let mut out = std::io::stdout().lock();
    for (id, definition) in &loaded.definitions {
        let draft = if definition.signed { "" } else { " (draft definition)" };
        let _ = writeln!(out, "{id:<32} {}{draft}", definition.title);
    }
    Exit::Done
}

fn rename(store: &Store, pairs: &[String]) -> Result<Exit, Failure> {
    for pair in pairs {
        let (id, name) = pair
            .split_once('=')
            .filter(|(id, name)| !id.is_empty() && !name.trim().is_empty() && name.chars().count() <= 120)
            .ok_or_else(|| {
                Failure::new(Exit::Usage, "a rename is written ID=NAME, the name at most 120 letters")
            })?;
        crate::pipeline::rename_place(store, id, name.trim())?;
        // A closed stderr leaves nobody to tell.
        let _ =
            writeln!(std::io::stderr().lock(), "{id} is called \"{}\" from the next list on", name.trim());
    }
    Ok(Exit::Done)
}

fn write_list(path: &Path, answers: &[Answer]) -> Result<(), Failure> {
    let first = &answers[0];
    if matches!(path.extension().and_then(|e| e.to_str()), Some("geojson" | "json")) {
        publish::write_file(path, &crate::pipeline::lists_geojson(answers)?)?;
        return Ok(());
    }
    let shapes = publish::outlines(&first.list)?;
    let text = publish::hotspots_csv(&first.list, first.provenance.marking, &shapes);
    write_csv(path, &text, &first.provenance)
}

/// A table, and beside it where it came from.
fn write_csv(path: &Path, text: &str, provenance: &publish::Provenance) -> Result<(), Failure> {
    publish::write_file(path, text.as_bytes())?;
    let mut beside = path.to_owned().into_os_string();
    beside.push(".provenance.json");
    publish::write_file(Path::new(&beside), publish::provenance_beside(provenance)?.as_bytes())?;
    Ok(())
}

/// Names no list can be written under are refused before anything is computed.
fn check_names(args: &HotspotsArgs) -> Result<(), Failure> {
    super::place::check(args.output.as_deref().into_iter().chain(args.cells.as_deref()))?;
    let ending = |path: &PathBuf| path.extension().and_then(|e| e.to_str()).map(str::to_lowercase);
    match args.output.as_ref().map(ending) {
        None => {}
        Some(Some(e)) if e == "geojson" || e == "json" => {}
        Some(Some(e)) if e == "csv" && (args.every_csp || args.tactical) => {
            return Err(Failure::new(Exit::Usage, "a CSV file holds one list")
                .hint("write .geojson with --every-csp or --tactical, or one CSV for each list"));
        }
        Some(Some(e)) if e == "csv" => {}
        Some(_) => {
            return Err(
                Failure::new(Exit::Usage, "the list is written as .geojson or .csv").hint("name the file so")
            );
        }
    }
    match args.cells.as_ref().map(ending) {
        Some(e) if e.as_deref() != Some("csv") => {
            Err(Failure::new(Exit::Usage, "the units are written as .csv")
                .hint("name the file of --cells so"))
        }
        _ => Ok(()),
    }
}
