//! `harmspot programmes`: what runs already, against the rules of the funding and against need.

use std::{collections::BTreeMap, fs, io::Write, path::PathBuf};

use super::{Common, Exit, Failure};
use crate::pipeline::{Loaded, PanelCoverage, PipelineError, ProgrammeRegister, SportFiles, Store, coverage};

/// The programme register: what runs already, the funding rules, need against money.
///
/// A CSV of name, kind, cost_per_year and starts; where they are known also ends, spend, yef_impact, yef_confidence, site,
/// easting, northing, weekday, from, to, age_from, age_to, places and reached. A row that cannot be stops it, named by line and
/// column. What is kept takes off part of the need in `harmspot sites` and stands on its sheets.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  harmspot programmes programmes.csv --keep")]
pub struct ProgrammesArgs {
    /// The register [default: the one kept in the store]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Keep it in the store, in place of the one kept there
    #[arg(long, requires = "file")]
    keep: bool,
    /// Set it against the need of an older snapshot
    #[arg(long)]
    snapshot: Option<String>,
}

pub(super) fn run(args: ProgrammesArgs, common: &Common) -> Result<Exit, Failure> {
    let read = |path: &PathBuf| {
        fs::read_to_string(path).map_err(|e| Failure::new(Exit::Refused, format!("{}: {e}", path.display())))
    };
    let files = SportFiles {
        programmes: args.file.as_ref().map(read).transpose()?,
        texts: args.file.into_iter().collect(),
        ..SportFiles::default()
    };
    let store = Store::open(&common.store).map_err(PipelineError::from)?;
    let (loaded, _) = Loaded::open(&store, args.snapshot.as_deref())?.with_sport(&files)?;
    let Some(register) = loaded.programmes() else {
        return Err(Failure::new(Exit::Refused, "no programme register is held")
            .hint("give its file: harmspot programmes FILE --keep"));
    };
    if args.keep {
        loaded.keep_sport(&store, &files)?;
    }
    let against = coverage(&loaded)?;
    let mut out = std::io::stdout().lock();
    let marking = loaded.marking().words();
    let written = if common.json {
        let rows = serde_json::to_value(&against).map_err(|e| Failure::new(Exit::Failed, e))?;
        let summary = serde_json::json!({
            "n": register.all().len(), "kept": args.keep, "kinds": kinds(register), "against": rows, "marking": marking,
        });
        writeln!(out, "{summary}")
    } else {
        writeln!(out, "{marking}").and_then(|()| print(&mut out, register, &against, args.keep))
    };
    written.map_err(|e| Failure::new(Exit::Failed, e))?;
    Ok(Exit::Done)
}

/// Programmes by kind.
fn kinds(register: &ProgrammeRegister) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for programme in register.all() {
        *kinds.entry(programme.class.words()).or_default() += 1;
    }
    kinds
}

fn print(
    out: &mut impl Write,
    register: &ProgrammeRegister,
    against: &PanelCoverage,
    kept: bool,
) -> std::io::Result<()> {
    let all = register.all();
    let placed = all.iter().filter(|p| p.at.is_some()).count();
    let each: Vec<String> = kinds(register).into_iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let kept = if kept { "; kept in the store" } else { "" };
    writeln!(out, "{} programmes, {placed} with a place: {}{kept}", all.len(), each.join(", "))?;
    for check in &against.checks {
        writeln!(out, "- {check}.")?;
    }
    writeln!(out, "\nShare of the county's need, and of the money spent where it has a place")?;
    let percent = |p: Option<u32>| p.map_or_else(|| "not known".to_owned(), |p| format!("{p} %"));
    for row in &against.rows {
        writeln!(
            out,
            "  {:<40} {:>9} {:>9}",
            row.name,
            percent(row.need_percent),
            percent(row.provision_percent)
        )?;
    }
    for note in &against.notes {
        writeln!(out, "- {note}")?;
    }
    Ok(())
}
