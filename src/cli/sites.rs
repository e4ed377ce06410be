//! `harmspot sites`: where to fund community sport, with reasons, for a panel.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    Common, Exit, Failure,
    detect::meter::{Meter, peak_rss_mb},
    progress::Reporter,
    sites_file,
};
use crate::pipeline::{
    CandidateOptions, CandidateSet, Loaded, PanelPapers, PipelineError, SitesQuestion, SportFiles,
    SportWeights, Store, shortlist,
};

/// Where to fund community sport: sites, reasons and session slots for a panel.
///
/// Use it for one partnership at a time: its money, its list. Without --csp it plans for the whole force.
/// By default only sites within ten minutes' walk of a youth violence hotspot can be chosen; where the data support
/// none, it says so. Everything it writes is panel-safe: counts under ten are not shown, others are rounded.
/// Not for judging a site nobody visited: ask youth workers first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  harmspot sites --csp \"Averport (synthetic)\" --sites 3 -o sites.pdf")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct SitesArgs {
    /// Community Safety Partnership, by name or code [default: a planning view of the whole force]
    #[arg(long, conflicts_with = "every_csp")]
    csp: Option<String>,
    /// Every Community Safety Partnership, one list each
    #[arg(long)]
    every_csp: bool,
    /// Most sites
    #[arg(long, default_value_t = 3)]
    sites: u32,
    /// Minutes on foot that count as near
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Most money, pounds a year; sites whose cost is not known are then left out
    #[arg(long, value_name = "POUNDS", allow_negative_numbers = true)]
    budget: Option<f64>,
    /// Files or folders of candidate sites: Active Places, EduBase, a table with name and place, GeoJSON, Code-Point Open
    /// [default: those kept in the store, else the sites of the area pack]
    #[arg(long, value_name = "FILE", num_args = 1..)]
    candidates: Vec<PathBuf>,
    /// Keep these candidates, barriers, terms and programmes in the store for the runs to come
    #[arg(long)]
    keep: bool,
    /// Streets to walk on: GeoJSON lines or .osm.pbf [default: those of the area pack]
    #[arg(long, value_name = "FILE", num_args = 1..)]
    streets: Vec<PathBuf>,
    /// What young people will not cross: GeoJSON or a table with wkt, each with name, owner, date and effect
    #[arg(long, value_name = "FILE")]
    barriers: Option<PathBuf>,
    /// What runs already: the programme register as CSV [default: the store's]
    #[arg(long, value_name = "FILE")]
    programmes: Option<PathBuf>,
    /// Primary, infant and nursery schools too
    #[arg(long)]
    primary_schools: bool,
    /// A site meets no more of the need it reaches than it has places for (places × --sessions against young residents)
    #[arg(long)]
    capacity: bool,
    /// Only sites whose owner has said yes
    #[arg(long)]
    confirmed_only: bool,
    /// School terms: a CSV of term,from,to [default: the store's, else a labelled example]
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,
    /// Look at every site and mix violence with how long it has lasted, young residents and deprivation
    #[arg(long)]
    mixed: bool,
    /// Weights in place of the default: violence,endurance,young,deprivation
    #[arg(long, value_name = "V,E,Y,D", value_parser = weights, requires_all = ["changed_by", "because"])]
    weights: Option<SportWeights>,
    /// Who changed the weights: printed on the sheet
    #[arg(long, value_name = "NAME", requires = "weights")]
    changed_by: Option<String>,
    /// Why: printed on the sheet
    #[arg(long, value_name = "REASON")]
    because: Option<String>,
    /// A site that must be chosen, by name or id
    #[arg(long, value_name = "SITE")]
    force: Vec<String>,
    /// A site that must not be chosen
    #[arg(long, value_name = "SITE")]
    forbid: Vec<String>,
    /// Least distance between two sites, metres
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    spacing: Option<f64>,
    /// Least sites in every partnership (whole force only)
    #[arg(long, value_name = "N", conflicts_with_all = ["csp", "every_csp"])]
    per_csp: Option<u32>,
    /// What a grant cut of so many per cent would lose
    #[arg(long, value_name = "PER CENT", num_args = 0..=1, default_missing_value = "25")]
    cut: Option<u32>,
    /// Sessions a week at a site, for yearly costs
    #[arg(long, default_value_t = 2)]
    sessions: u32,
    /// Weeks a year, for yearly costs
    #[arg(long, default_value_t = 44)]
    weeks: u32,
    /// Times the choice is made again from changed data [0: none]
    #[arg(long, default_value_t = 20)]
    reruns: u32,
    /// Seed of the resampled ones
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Work from an older snapshot
    #[arg(long)]
    snapshot: Option<String>,
    /// Logo, colour, marking and wording of the pages, as a TOML file
    #[arg(long, value_name = "FILE", requires = "output")]
    brand: Option<PathBuf>,
    /// Write the papers to FILE: .pdf and .html (a front page and a page a site), .csv, .geojson, .json.
    /// With --every-csp one file a partnership, its name put before the ending: sites.pdf gives sites-port-lomea.pdf
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn weights(text: &str) -> Result<SportWeights, String> {
    let parts: Vec<f64> = text
        .split(',')
        .map(|p| p.trim().parse().map_err(|_| format!("\"{p}\" is no number")))
        .collect::<Result<_, _>>()?;
    match parts.as_slice() {
        &[violence, endurance, young, deprivation] => {
            Ok(SportWeights { violence, endurance, young, deprivation })
        }
        _ => Err("give four numbers: violence,endurance,young,deprivation".to_owned()),
    }
}

pub(super) fn run(args: SitesArgs, common: &Common) -> Result<Exit, Failure> {
    args.output.as_deref().map(sites_file::Kind::of).transpose()?;
    super::place::check(args.output.as_deref())?;
    let brand = sites_file::brand(args.brand.as_ref())?;
    let mut meter = Meter::start();
    let store = Store::open(&common.store).map_err(PipelineError::from)?;
    let files = SportFiles {
        candidates: args.candidates,
        options: CandidateOptions { primary_schools: args.primary_schools, ..CandidateOptions::default() },
        streets: args.streets,
        barriers: args.barriers,
        texts: args.terms.iter().chain(&args.programmes).cloned().collect(),
        terms: args.terms.as_deref().map(text_of).transpose()?,
        programmes: args.programmes.as_deref().map(text_of).transpose()?,
    };
    let (loaded, set) = Loaded::open(&store, args.snapshot.as_deref())?.with_sport(&files)?;
    if let Some(set) = &set {
        report(&mut std::io::stderr().lock(), set);
    }
    if args.keep {
        loaded.keep_sport(&store, &files)?;
    }
    let (seconds_read, cpu_read) = meter.lap();
    let own = SitesQuestion {
        csp: args.csp,
        sites: args.sites,
        minutes: args.minutes,
        budget: args.budget,
        mixed: args.mixed,
        weights: args.weights,
        changed_by: args.changed_by.zip(args.because),
        forced: args.force,
        forbidden: args.forbid,
        spacing_m: args.spacing,
        per_csp: args.per_csp,
        capacity: args.capacity,
        confirmed_only: args.confirmed_only,
        cut_percent: args.cut,
        sessions_a_week: args.sessions,
        weeks: args.weeks,
        reruns: args.reruns,
        seed: args.seed,
    };
    let questions: Vec<SitesQuestion> = if args.every_csp {
        let csps = &loaded.ground.pack().csp;
        csps.iter().map(|csp| SitesQuestion { csp: Some(csp.code.clone()), ..own.clone() }).collect()
    } else {
        vec![own]
    };
    let reporter = Reporter::new();
    let mut answers = Vec::new();
    for question in &questions {
        let csp = question.csp.as_deref().filter(|_| args.every_csp);
        let named = loaded.ground.pack().csp.iter().find(|area| Some(area.code.as_str()) == csp);
        answers.push(match named {
            Some(area) => shortlist(&loaded, question, &reporter.of(&area.name))?,
            None => shortlist(&loaded, question, &reporter)?,
        });
    }
    drop(reporter);
    let (seconds_compute, cpu_compute) = meter.lap();
    if let Some(path) = &args.output {
        if args.every_csp {
            sites_file::write_each(path, &answers, &brand)?;
        } else if let Some(papers) = answers.first() {
            sites_file::write(path, papers, &brand)?;
        }
    }
    let mut out = std::io::stdout().lock();
    let written = if common.json {
        let lists: Vec<_> = answers.iter().map(|a| &a.shortlist).collect();
        let summary = serde_json::json!({
            "n": lists.iter().map(|l| l.sites.len()).sum::<usize>(),
            "lists": lists,
            "seconds_read": seconds_read, "seconds_compute": seconds_compute,
            "cpu_read": cpu_read, "cpu_compute": cpu_compute, "peak_rss_mb": peak_rss_mb(),
            "provenance": answers.first().map(|a| &a.provenance),
        });
        writeln!(out, "{summary}")
    } else {
        answers.iter().try_for_each(|papers| print(&mut out, papers))
    };
    written.map_err(|e| Failure::new(Exit::Failed, e))?;
    Ok(Exit::Done)
}

fn text_of(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|e| Failure::new(Exit::Refused, format!("{}: {e}", path.display())))
}

/// Rows left out that are shown.
const SHOWN: usize = 25;

/// What became of the rows; a closed stderr leaves nobody to tell.
fn report(err: &mut impl Write, set: &CandidateSet) {
    let _ = writeln!(
        err,
        "{} rows read: {} candidate sites, {} further facilities of them, {} left out",
        set.read,
        set.candidates.len(),
        set.joined,
        set.left_out.len()
    );
    for row in set.left_out.iter().take(SHOWN) {
        let hint = if row.hint.is_empty() { String::new() } else { format!(" ({})", row.hint) };
        let _ = writeln!(err, "  left out: {row}{hint}");
    }
    if set.left_out.len() > SHOWN {
        let _ = writeln!(err, "  and {} more", set.left_out.len() - SHOWN);
    }
}

fn print(out: &mut impl Write, papers: &PanelPapers) -> std::io::Result<()> {
    let list = &papers.shortlist;
    writeln!(out, "{}", list.title)?;
    writeln!(out, "{} to {} · {}", list.from, list.to, list.definition)?;
    writeln!(out, "{}", list.objective)?;
    writeln!(out, "{}", list.believed)?;
    if let Some(changed) = &list.changed {
        writeln!(out, "Weights {changed}.")?;
    }
    writeln!(out, "Near is {} minutes on foot; {}.", list.minutes, list.walking)?;
    if let Some(sentence) = &list.sentence {
        writeln!(out, "\n{sentence}")?;
    }
    for site in &list.sites {
        let possible = if site.possible { ", possible site" } else { "" };
        let asked = if site.asked_for { ", asked for by you" } else { "" };
        writeln!(
            out,
            "\n{}. {} ({}; {}{possible}{asked})",
            site.rank, site.name, site.kind, site.label_words
        )?;
        for line in &site.reason {
            writeln!(out, "   {line}")?;
        }
        writeln!(out, "   {}", site.slots.words)?;
        let adds = match site.rank {
            1 => String::new(),
            _ => format!(", adds {} % to the sites above it", site.adds_percent),
        };
        let stays = match site.stable_of {
            0 => String::new(),
            of => format!(" Stays in {} of {of} re-runs.", site.stable_n),
        };
        let [(_, ten), (_, fifteen)] = site.young_within;
        writeln!(
            out,
            "   Young people within 10 minutes: {ten}; within 15: {fifteen}. Covers {} % of the need{adds}.{stays}",
            site.covered_percent
        )?;
        writeln!(out, "   {}", site.need_words)?;
        if let Some(next) = &site.next_best {
            writeln!(out, "   Next best: {}", next.what_changes)?;
        }
        if !site.near_equal.is_empty() {
            writeln!(out, "   Nearly as good: {}.", site.near_equal.join("; "))?;
        }
        for risk in &site.risks {
            writeln!(out, "   ! {risk}")?;
        }
    }
    if !list.frontier.is_empty() {
        let curve: Vec<String> = list
            .frontier
            .iter()
            .map(|p| {
                format!("{} site{}: {} %", p.sites, if p.sites == 1 { "" } else { "s" }, p.covered_percent)
            })
            .collect();
        writeln!(out, "\nNeed covered by {}.", curve.join(", "))?;
    }
    for line in list.cut.iter().map(|c| &c.words).chain(&list.fairness).chain(&list.second_opinion) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "Choice: {}.", list.solver)?;
    writeln!(out, "{}", list.evidence)?;
    for note in &list.notes {
        writeln!(out, "- {note}")?;
    }
    writeln!(out, "{}\n", list.marking)
}
