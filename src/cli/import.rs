//! `harmspot import`.

use std::{
    fmt::Write as _,
    io::Write,
    path::{Path, PathBuf},
    time::{Instant as Clock, SystemTime, UNIX_EPOCH},
};

use super::{Common, Exit, Failure, progress::Reporter};
use crate::pipeline::{
    ImportError, ImportReport, ImportRequest, Instant, Month, ReadOptions, export_quarantine, import,
    marking, quarantined, reads_places, review_csv, shown,
};
use crate::publish::write_private_file;

const AFTER: &str = "\
Examples:
  harmspot import 2025-*-kent-street.csv --as police-uk
  harmspot import archive.zip --as police-uk
  harmspot import extract.csv --as rms
  harmspot import ed.csv --as istv --review-list review.csv
  harmspot import extract.xlsx --as my-force.toml --force \"Kent Police\"

Rows that cannot be trusted go to quarantine with file, line, raw text and reason; the rest is imported
(exit 3). To bring them back:
  harmspot import --quarantine-export fix-me.csv --as rms
  (correct the source's own columns; leave the columns named harmspot as they are)
  harmspot import fix-me.csv --as rms --from-quarantine

A&E assaults (istv) must be de-identified: a file with NHS numbers, names, birth dates, addresses or home postcodes is
refused. The words about the place are matched to the gazetteer (`harmspot store put gazetteer FILE`) and the area pack,
then dropped: those not matched as written go to --review-list, for a person to settle, and nowhere else. A&E records
count in no police list; `harmspot detect police-ae` compares them. Hospital admissions are by residence, not by place of
the assault: they are not read.

Exit: 0 imported, 3 imported with quarantined rows, 4 a file refused or a question to answer (the store is
then unchanged), 5 store fault.";

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub struct ImportArgs {
    /// Files, folders or data.police.uk archives (.csv, .csv.gz, .xlsx, .zip)
    #[arg(required_unless_present = "quarantine_export")]
    files: Vec<PathBuf>,
    /// How to read them: police-uk, rms, istv, or the path of your own profile.toml
    #[arg(long = "as", value_name = "PROFILE", required_unless_present = "quarantine_export")]
    profile: Option<String>,
    /// Reporting force, where no column says it
    #[arg(long, value_name = "NAME")]
    force: Option<String>,
    /// Sheet of a workbook with several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Months the files should cover; a file wholly outside is a question
    #[arg(long, value_name = "YYYY-MM..YYYY-MM", value_parser = period)]
    period: Option<(Month, Month)>,
    /// Take a file that ends in the middle of a record, without that record
    #[arg(long)]
    allow_partial: bool,
    /// Write the quarantined rows to a CSV to correct (of one profile with --as), and import nothing
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["files", "from_quarantine"])]
    quarantine_export: Option<PathBuf>,
    /// Write the words about places that were not matched as written (istv), with counts and best guesses, readable
    /// by you alone
    #[arg(long, value_name = "FILE.csv", conflicts_with = "quarantine_export")]
    review_list: Option<PathBuf>,
    /// FILES are corrected quarantine exports: accepted rows leave quarantine
    #[arg(long)]
    from_quarantine: bool,
}

fn period(text: &str) -> Result<(Month, Month), String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to): (Month, Month) = (from.parse()?, to.parse()?);
    if from > to { Err("the first month is after the last".to_owned()) } else { Ok((from, to)) }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) => error.into(),
            ImportError::Source(error) => Self::new(Exit::Refused, &error).hint(error.hint()),
            ImportError::Table(error) => Self::new(Exit::Store, error)
                .hint("put a corrected one with `harmspot store put location-classes FILE`"),
            ImportError::Nothing { .. } => Self::new(Exit::Refused, error),
        }
    }
}

pub(super) fn run(args: ImportArgs, common: &Common) -> Result<Exit, Failure> {
    super::place::check(args.quarantine_export.as_deref().into_iter().chain(args.review_list.as_deref()))?;
    if let Some(out) = args.quarantine_export {
        return export(&out, args.profile.as_deref(), common);
    }
    let profile = args.profile.unwrap_or_default();
    if args.review_list.is_some() && !reads_places(&profile)? {
        return Err(Failure::new(
            Exit::Usage,
            "--review-list is for a profile with words about places, such as istv",
        ));
    }
    let started = Clock::now();
    let request = ImportRequest {
        paths: args.files,
        profile,
        options: ReadOptions {
            force: args.force,
            allow_partial: args.allow_partial,
            sheet: args.sheet,
            period: args.period,
            now: now(),
            from_quarantine: args.from_quarantine,
            ..ReadOptions::default()
        },
    };
    let progress = Reporter::new();
    let result = import(&common.store, &request, &progress);
    drop(progress);
    let report = result?;
    if let Some(out) = &args.review_list {
        write_private_file(out, review_csv(&report.review).as_bytes())?;
        let _ = writeln!(
            std::io::stderr().lock(),
            "{}: {} texts to look at; the list holds words as the department gave them, readable by you alone; delete it when done",
            marking(&common.store).words(),
            report.review.len()
        );
    }
    let seconds = started.elapsed().as_secs_f64();
    let marking = marking(&common.store).words();
    let text = if common.json {
        json(&report, seconds, marking)?
    } else {
        format!("{marking}\n{}", table(&report, seconds))
    };
    std::io::stdout().lock().write_all(text.as_bytes()).map_err(|e| Failure::new(Exit::Failed, e))?;
    Ok(if report.total.quarantined > 0 { Exit::Quarantined } else { Exit::Done })
}

#[expect(clippy::disallowed_methods, reason = "the one place import learns the time, passed down as a value")]
pub(super) fn now() -> Option<Instant> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(Instant)
}

fn export(out: &Path, profile: Option<&str>, common: &Common) -> Result<Exit, Failure> {
    let rows = quarantined(&common.store, profile)?;
    let mut profiles: Vec<&str> = rows.iter().map(|row| row.profile.as_str()).collect();
    profiles.sort_unstable();
    profiles.dedup();
    if profiles.len() > 1 {
        let message =
            format!("rows of {} profiles are in quarantine: {}", profiles.len(), profiles.join(", "));
        return Err(Failure::new(Exit::Refused, message).hint("name one with --as PROFILE"));
    }
    write_private_file(out, &export_quarantine(&rows))?;
    let marking = marking(&common.store).words();
    // The file itself has no room for it: its first line is the header that comes back.
    let _ = writeln!(
        std::io::stderr().lock(),
        "{marking}: the file holds rows as the source gave them, readable by you alone; delete it when done"
    );
    let line = if common.json {
        format!("{}\n", serde_json::json!({ "exported": rows.len(), "marking": marking }))
    } else {
        format!("{} quarantined rows written; correct them and import with --from-quarantine\n", rows.len())
    };
    std::io::stdout().lock().write_all(line.as_bytes()).map_err(|e| Failure::new(Exit::Failed, e))?;
    Ok(Exit::Done)
}

fn json(report: &ImportReport, seconds: f64, marking: &str) -> Result<String, Failure> {
    let mut value = serde_json::to_value(report).map_err(|e| Failure::new(Exit::Failed, e))?;
    // CommitOutcome's own `total` is a number of incidents; the contract's `total` is the sum of the files.
    value["total"] = serde_json::to_value(&report.total).map_err(|e| Failure::new(Exit::Failed, e))?;
    value["marking"] = marking.into();
    value["incidents"] = report.outcome.total.into();
    value["seconds"] = ((seconds * 1000.0).round() / 1000.0).into();
    Ok(format!("{value}\n"))
}

fn table(report: &ImportReport, seconds: f64) -> String {
    let width = report.files.iter().map(|f| f.count.file.chars().count()).max().unwrap_or(4).max(5);
    let mut out = format!(
        "{:<width$} {:>9} {:>9} {:>9} {:>11} {:>7} {:>9}\n",
        "file", "read", "accepted", "folded", "quarantined", "blank", "duplicate"
    );
    for c in report.files.iter().map(|f| &f.count).chain([&report.total]) {
        let _ = writeln!(
            out,
            "{:<width$} {:>9} {:>9} {:>9} {:>11} {:>7} {:>9}",
            c.file, c.read, c.accepted, c.folded, c.quarantined, c.blank, c.duplicate
        );
    }
    let o = &report.outcome;
    let older = match o.older {
        0 => String::new(),
        n => format!(", {n} older than the version held"),
    };
    let _ = writeln!(
        out,
        "\n{} new, {} changed, {} withdrawn, {} unchanged{older}; {} incidents in snapshot {}",
        o.new,
        o.changed,
        o.withdrawn,
        o.unchanged,
        o.total,
        o.snapshot.get(..12).unwrap_or(&o.snapshot)
    );
    if o.new + o.changed + o.withdrawn == 0 && report.total.accepted == 0 {
        out += "nothing added: no row of these files could be accepted\n";
    } else if o.new + o.changed + o.withdrawn == 0 {
        out += "nothing added: the store already held every record of these files, as it is or newer\n";
    }
    if !report.quarantine.is_empty() {
        out += "\nquarantined, by reason:\n";
        for q in report.quarantine.iter().take(30) {
            let column = q.column.as_ref().map(|c| format!(", column \"{}\"", shown(c))).unwrap_or_default();
            let _ = writeln!(
                out,
                "{:>9}  [{}] {}{column}; first at {}:line {}",
                q.count, q.code, q.reason, q.first_file, q.first_line
            );
        }
        out += "           correct them: harmspot import --quarantine-export FILE.csv\n";
    }
    if let Some(p) = report.places {
        let _ = writeln!(
            out,
            "\nplaces: {} by name and town, {} by a name there is once, {} by a variant; {} known to an area only, {} not \
             matched, {} without words",
            p.name_and_town, p.only_one, p.variant, p.area_only, p.no_match, p.without_words
        );
        if !report.review.is_empty() {
            out += "        look at what was not matched as written: harmspot import ... --review-list review.csv\n";
        }
    }
    out += &notes(report);
    let _ = writeln!(out, "done in {seconds:.1} s");
    out
}

fn notes(report: &ImportReport) -> String {
    let mut out = String::new();
    let mut sums: Vec<(&str, Option<&String>, &str, u64)> = Vec::new();
    for note in report.files.iter().flat_map(|f| &f.notes) {
        match sums.iter_mut().find(|s| s.0 == note.code && s.1 == note.column.as_ref() && s.2 == note.text) {
            Some(sum) => sum.3 += note.count,
            None => sums.push((note.code, note.column.as_ref(), &note.text, note.count)),
        }
    }
    let remarks: Vec<String> = report
        .files
        .iter()
        .flat_map(|f| f.remarks.iter().map(move |r| format!("           {}: {}\n", f.count.file, shown(r))))
        .collect();
    if !sums.is_empty() || !remarks.is_empty() {
        out += "\nnoted:\n";
    }
    for (code, column, text, count) in sums {
        let column = column.map(|c| format!(", column \"{}\"", shown(c))).unwrap_or_default();
        let _ = writeln!(out, "{count:>9}  [{code}] {text}{column}");
    }
    out.extend(remarks.iter().take(20).cloned());
    if remarks.len() > 20 {
        let _ = writeln!(out, "           … and {} more", remarks.len() - 20);
    }
    if !report.unmatched_locations.is_empty() {
        let words: Vec<String> =
            report.unmatched_locations.iter().take(10).map(|(w, n)| format!("\"{w}\" ({n})")).collect();
        let _ =
            write!(out, "\nlocation words not in the table, so of no known class: {}\n", words.join(", "));
    }
    if report.unmatched_locations_rarer > 0 {
        let n = report.unmatched_locations_rarer;
        let _ =
            writeln!(out, "{n} rarer location words are not in the table; each is seen fewer than 5 times");
    }
    if !report.skipped.is_empty() {
        let names: Vec<String> = report.skipped.iter().take(10).map(|n| shown(n)).collect();
        let _ = writeln!(
            out,
            "\nleft out, not for this profile: {} files: {}",
            report.skipped.len(),
            names.join(", ")
        );
    }
    out
}
