//! `harmspot briefing`: the gangs team's pack, in the police view.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Common, Exit, Failure,
    detect::meter::{Meter, peak_rss_mb},
    progress::Reporter,
    register::key,
};
use crate::{
    pipeline::{
        Loaded, PipelineError, Store,
        briefing::{ActionBook, BriefingPapers, BriefingQuestion, briefing, keep_briefing, read_actions},
        deterrence::{Attribution, Date, PoliceStore, usual_day},
    },
    publish::{self, BRIEFING_WORDS, document::Brand},
};

const AFTER: &str = "\
Example:
  harmspot --view police briefing --until 2025-11-21 --actions actions.csv -o pack.pdf

Which groups had a part in a crime comes from the register: see `harmspot register --help`.";

/// The gangs team's weekly pack: what happened, linked to what, where next, what was done (police view alone).
///
/// It holds what was known before the day given: incidents committed since the last pack (seven days when there is none), and
/// apart from them those recorded or changed since. It is made to be of use when every statistic refuses: a refusal is one
/// line. It names groups and so is for the police view alone. It names no person and no home; actions are printed as you
/// wrote them, and a file in which an e-mail address or a number of a person is found is refused.
///
/// The pack is logged in the police store, so that the next one starts where it ended, and actions are carried over
/// until they are closed. The same command gives the same bytes.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub struct BriefingArgs {
    /// The day it is made for: the window ends with the day before [default: today; on made-up data the newest day in it]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
    /// First day of the window [default: the day the last pack was made for, else seven days before]
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// What counts beside what the register links to a group, by its id
    #[arg(long, value_name = "ID")]
    definition: Option<String>,
    /// Leave out parts of groups that are less sure: possible, probable or confirmed
    #[arg(long, value_name = "WORD", default_value = "possible")]
    least: Attribution,
    /// Actions as CSV: id, action, owner_role, due, status, done_date, result, references, raised; a line takes the place of the one with its id
    #[arg(long, value_name = "FILE")]
    actions: Option<PathBuf>,
    /// Keep nothing: neither that this pack was made nor its actions
    #[arg(long)]
    draft: bool,
    /// Work from an older snapshot
    #[arg(long)]
    snapshot: Option<String>,
    /// Logo, colour, marking and wording of the pages, as a TOML file
    #[arg(long, value_name = "FILE", requires = "output")]
    brand: Option<PathBuf>,
    /// Write the pack to FILE: .pdf and .html (at most six A4 pages), .json (every row); readable by you alone
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a file's ending asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pdf,
    Html,
    Json,
}

impl Kind {
    fn of(path: &Path) -> Result<Self, Failure> {
        match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
            Some("pdf") => Ok(Self::Pdf),
            Some("html") => Ok(Self::Html),
            Some("json") => Ok(Self::Json),
            _ => Err(Failure::new(
                Exit::Usage,
                format!("{} has an ending that cannot be written", path.display()),
            )
            .hint("use .pdf, .html or .json")),
        }
    }
}

pub(super) fn run(args: BriefingArgs, common: &Common) -> Result<Exit, Failure> {
    let key = key(common)?;
    args.output.as_deref().map(Kind::of).transpose()?;
    super::place::check(args.output.as_deref())?;
    let brand = match &args.brand {
        Some(path) => Brand::read(path, BRIEFING_WORDS)?,
        None => Brand::default(),
    };
    let newer = args.actions.as_deref().map(actions).transpose()?;
    let mut meter = Meter::start();
    let store = Store::open(&common.store).map_err(PipelineError::from)?;
    let loaded = Arc::new(Loaded::open(&store, args.snapshot.as_deref())?);
    let police = PoliceStore::open(key, &common.store)?;
    let (seconds_read, cpu_read) = meter.lap();
    let until = match args.until {
        Some(day) => day,
        None => usual_day(&loaded, super::import::now()).ok_or(PipelineError::Empty)?,
    };
    let question =
        BriefingQuestion { until, from: args.from, definition: args.definition, least: args.least };
    let reporter = Reporter::new();
    let papers = briefing(&loaded, &store, police.as_ref(), &question, newer, &reporter)?;
    drop(reporter);
    let pages = args.output.as_deref().map(|path| write(path, &papers, &brand)).transpose()?;
    if !args.draft {
        let police = match police {
            Some(police) => police,
            None => PoliceStore::open_or_create(key, &common.store)?,
        };
        keep_briefing(&police, papers.logged.clone(), papers.actions.as_ref())?;
    }
    let (seconds_compute, cpu_compute) = meter.lap();
    let mut out = std::io::stdout().lock();
    let written = if common.json {
        let pack = &papers.pack;
        let summary = serde_json::json!({
            "n": pack.lines.len(), "linked": pack.linked(), "since": pack.since.len(),
            "suggestions": pack.suggestions.len(), "pages": pages.flatten(),
            "window": pack.window, "days": pack.days,
            "seconds_read": seconds_read, "seconds_compute": seconds_compute,
            "cpu_read": cpu_read, "cpu_compute": cpu_compute, "peak_rss_mb": peak_rss_mb(),
            "provenance": papers.provenance,
        });
        writeln!(out, "{summary}")
    } else {
        print(&mut out, &papers, pages.flatten())
    };
    written.map_err(|e| Failure::new(Exit::Failed, e))?;
    Ok(Exit::Done)
}

fn actions(path: &Path) -> Result<ActionBook, Failure> {
    let text = fs::read_to_string(path).map_err(|e| {
        let failure = Failure::new(Exit::Refused, format!("{}: {e}", path.display()));
        match e.kind() {
            std::io::ErrorKind::InvalidData => failure.hint("save it as \"CSV UTF-8\" and give it again"),
            _ => failure,
        }
    })?;
    read_actions(&text).map_err(|error| {
        let failure = Failure::new(Exit::Refused, format!("{}: {error}", path.display()));
        failure.hint("correct the line and give the file again; nothing was kept")
    })
}

/// Writes the file; pages for those that have any.
fn write(path: &Path, papers: &BriefingPapers, brand: &Brand) -> Result<Option<usize>, Failure> {
    let (pack, provenance) = (&papers.pack, &papers.provenance);
    let (bytes, pages) = match Kind::of(path)? {
        Kind::Json => {
            let json = publish::briefing_json(pack, provenance)?;
            (serde_json::to_vec_pretty(&json).map_err(|e| Failure::new(Exit::Failed, e))?, None)
        }
        kind => {
            let (document, typeset) = publish::briefing(pack, &papers.ground, provenance, brand)?;
            let bytes = if kind == Kind::Pdf { typeset.pdf } else { document.html().into_bytes() };
            (bytes, Some(typeset.pages))
        }
    };
    publish::write_private_file(path, &bytes)?;
    Ok(pages)
}

/// Page 1 in a few lines.
fn print(out: &mut impl Write, papers: &BriefingPapers, pages: Option<usize>) -> std::io::Result<()> {
    let pack = &papers.pack;
    writeln!(out, "{}", papers.provenance.marking.words())?;
    writeln!(out, "{}: {}", pack.area, pack.days)?;
    for line in pack.headline.iter().chain(&pack.changes) {
        writeln!(out, "- {line}")?;
    }
    for s in &pack.suggestions {
        writeln!(out, "  {}: {} | because: {} | but: {}", s.when, s.place, s.basis, s.caveat)?;
    }
    writeln!(out, "{}", pack.suggestion_words)?;
    let actions = &pack.actions;
    writeln!(
        out,
        "Actions: {} closed since, {} open, {} past their day.",
        actions.closed.len(),
        actions.open.len(),
        actions.overdue
    )?;
    if let Some(pages) = pages {
        writeln!(out, "{pages} pages.")?;
    }
    Ok(())
}
