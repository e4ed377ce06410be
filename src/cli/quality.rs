//! `harmspot quality`.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{Common, Exit, Failure};
use crate::pipeline::{Grade, Month, QualityReport, Store, marking, quality};

/// Arguments of `quality`.
#[derive(Debug, clap::Args)]
pub struct QualityArgs {
    /// Exit with 6 when some CSP, source and month has fewer than 85 % of its records on the map
    #[arg(long)]
    gate: bool,
    /// An earlier snapshot (the beginning of its id is enough)
    #[arg(long, value_name = "ID")]
    snapshot: Option<String>,
}

pub(super) fn run(args: &QualityArgs, common: &Common) -> Result<Exit, Failure> {
    let store = Store::open(&common.store)?;
    let report = quality(&store, args.snapshot.as_deref()).map_err(|e| Failure::new(Exit::Store, e))?;
    let marking = marking(&common.store).words();
    let mut out = io::stdout().lock();
    let said = if common.json {
        let mut json = serde_json::to_value(&report).expect("invariant: a report is JSON");
        json["marking"] = marking.into();
        writeln!(out, "{json}")
    } else {
        writeln!(out, "{marking}").and_then(|()| print(&mut out, &report))
    };
    said.map_err(|error| Failure::new(Exit::Failed, format!("cannot write to stdout: {error}")))?;
    Ok(if args.gate && report.fails_gate() { Exit::Gate } else { Exit::Done })
}

fn print(out: &mut impl Write, r: &QualityReport) -> io::Result<()> {
    writeln!(out, "What to know before trusting the map")?;
    r.words.iter().try_for_each(|sentence| writeln!(out, "- {sentence}."))?;
    print_supply(out, r)?;
    print_geocoding(out, r)?;
    print_stacks(out, r)?;
    print_rest(out, r)
}

fn print_supply(out: &mut impl Write, r: &QualityReport) -> io::Result<()> {
    if !r.supply.short.is_empty() {
        writeln!(out, "\nMonths supplied short (records, usual, share of usual)")?;
    }
    for m in &r.supply.short {
        writeln!(out, "  {} {}  {} of {:.0}  {:.0} %", m.month, m.source, m.rows, m.usual, 100.0 * m.ratio)?;
        for o in m.offences.iter().filter(|o| o.short) {
            writeln!(out, "      {}: {} of {:.0}  {:.0} %", o.offence, o.rows, o.usual, 100.0 * o.ratio)?;
        }
    }
    if !r.supply.not_supplied.is_empty() {
        writeln!(out, "\nNot supplied")?;
        for (source, months) in runs(&r.supply.not_supplied) {
            writeln!(out, "  {source}: {months}")?;
        }
    }
    Ok(())
}

/// Months by source, those that follow each other as one run: `2019-02 to 2023-12, 2024-05`.
fn runs(months: &[(String, Month)]) -> Vec<(&str, String)> {
    let mut by_source: BTreeMap<&str, Vec<(Month, Month)>> = BTreeMap::new();
    for (source, month) in months {
        let runs = by_source.entry(source).or_default();
        match runs.last_mut() {
            Some((_, last)) if last.plus(1) == *month => *last = *month,
            _ => runs.push((*month, *month)),
        }
    }
    let words = |(a, b): &(Month, Month)| if a == b { a.to_string() } else { format!("{a} to {b}") };
    by_source.into_iter().map(|(s, r)| (s, r.iter().map(words).collect::<Vec<_>>().join(", "))).collect()
}

fn print_geocoding(out: &mut impl Write, r: &QualityReport) -> io::Result<()> {
    writeln!(out, "\nOn the map, by CSP, source and month: under 95 % (warn) and under 85 % (fail)")?;
    let bad = || r.geocoding.cells.iter().filter(|c| matches!(c.grade, Grade::Warn | Grade::Fail));
    for c in bad() {
        let (grade, csp) = (if c.grade == Grade::Fail { "FAIL" } else { "warn" }, c.csp_name.as_deref());
        let share = 100.0 * c.share;
        let csp = csp.unwrap_or("whole delivery");
        writeln!(out, "  {grade} {} {} {csp}: {} of {} ({share:.1} %)", c.month, c.source, c.mapped, c.rows)?;
    }
    if bad().next().is_none() {
        writeln!(out, "  none")?;
    }
    writeln!(out, "  {} records without a position belong to no known CSP", r.geocoding.csp_unknown)
}

fn print_stacks(out: &mut impl Write, r: &QualityReport) -> io::Result<()> {
    for list in &r.stacks {
        writeln!(
            out,
            "\nCoordinates with most records: {} ({} on {} points)",
            list.offence, list.rows, list.points
        )?;
        for s in &list.top {
            let near = s.site.as_deref().zip(s.site_m).map(|(name, m)| format!("  {name} at {m:.0} m"));
            let (label, place) = (s.label.as_deref().unwrap_or("-"), s.place.as_deref().unwrap_or("-"));
            let share = 100.0 * s.share;
            let near = near.unwrap_or_default();
            writeln!(
                out,
                "  {:>6} {share:>5.2} %  {:.0},{:.0}  {label}  [{place}]{near}",
                s.rows, s.easting_m, s.northing_m
            )?;
        }
    }
    writeln!(out, "\nProposed lines for the places-of-recording file (check each; a # line is a question)")?;
    writeln!(out, "kind,name,easting,northing,radius_m,action,reason")?;
    r.proposal.iter().try_for_each(|line| writeln!(out, "{line}"))
}

fn print_rest(out: &mut impl Write, r: &QualityReport) -> io::Result<()> {
    for (what, outside) in [("force area", &r.out_of_force), ("study mask", &r.outside_mask)] {
        let Some(outside) = outside else { continue };
        writeln!(out, "\nOutside the {what}: {} records at {} points", outside.rows, outside.points)?;
        for (source, rows) in &outside.by_source {
            writeln!(out, "  {rows} of {source}")?;
        }
        for p in outside.top.iter().take(5) {
            let label = p.label.as_deref().unwrap_or("-");
            writeln!(out, "  {:>6}  {:.0},{:.0}  {label}", p.rows, p.easting_m, p.northing_m)?;
        }
    }
    if !r.lsoa_agreement.is_empty() {
        writeln!(out, "\nStated LSOA against the point (disagree of comparable; not comparable)")?;
    }
    for y in &r.lsoa_agreement {
        let (comparable, share) = (y.stated - y.not_comparable, 100.0 * y.share);
        writeln!(
            out,
            "  {} {}: {} of {comparable} ({share:.2} %); {} in {} codes",
            y.year, y.source, y.disagree, y.not_comparable, y.not_comparable_codes
        )?;
    }
    writeln!(out, "\nClock times")?;
    for m in &r.midnight {
        let (source, share) = (&m.source, 100.0 * m.share);
        if m.timed == 0 {
            writeln!(
                out,
                "  {source}: none; {} with a date only, {} with a month only",
                m.date_only, m.month_only
            )?;
        } else {
            writeln!(
                out,
                "  {source}: {} of {} are midnight ({share:.2} %); {} with a date only, {} with a month only",
                m.midnight, m.timed, m.date_only, m.month_only
            )?;
        }
    }
    for end in &r.last_weeks {
        let weeks: Vec<String> = end.weeks.iter().map(|w| w.rows.to_string()).collect();
        writeln!(out, "\nLast six weeks of {}: {} (usual {:.0})", end.source, weeks.join(", "), end.usual)?;
    }
    writeln!(out, "\nNot known, by source and field")?;
    for of_source in r.unknown.chunk_by(|a, b| a.source == b.source) {
        let Some(first) = of_source.first() else { continue };
        writeln!(out, "  {} ({} records)", first.source, first.rows)?;
        let never: Vec<&str> =
            of_source.iter().filter(|u| u.unknown == u.rows).map(|u| u.field.as_str()).collect();
        for u in of_source.iter().filter(|u| u.unknown < u.rows) {
            writeln!(out, "    {:<16} {:>8} {:>6.1} %", u.field, u.unknown, 100.0 * u.share)?;
        }
        if !never.is_empty() {
            writeln!(out, "    never given: {}", never.join(", "))?;
        }
    }
    Ok(())
}
