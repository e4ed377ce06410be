//! `harmspot backtest`: the table of every method, losers included, and the verdict of each area.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    Common, Exit, Failure,
    detect::meter::{Meter, peak_rss_mb},
    progress::Reporter,
};
use crate::{
    pipeline::{
        AreaTest, BackTestAnswer, BackTestQuestion, Loaded, Month, PipelineError, Store, TestArea, Unit,
        back_test_areas, back_test_findings, keep_choices,
    },
    publish::{self, Findings},
};

/// Which way of ranking places says best where the next events happen, losers shown.
///
/// Use it to know how far a list may be trusted, and to choose its method by evidence (--keep): learn from
/// months past, be tested on the three that follow, one month on each time, nothing of the future seen.
/// Not for showing that what was done about a place worked, and not a forecast of people.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  harmspot backtest --every-csp --definition all-serious-violence -o backtest.csv --keep"
)]
pub struct BackTestArgs {
    /// Definition of what counts (see `harmspot hotspots --definitions`)
    #[arg(long)]
    definition: Option<String>,
    /// Unit of analysis [default: h3:10; h3:9 for snapped points]
    #[arg(long)]
    unit: Option<Unit>,
    /// One Community Safety Partnership, by name or code
    #[arg(long, conflicts_with = "every_csp")]
    csp: Option<String>,
    /// The force, then every Community Safety Partnership on its own land
    #[arg(long)]
    every_csp: bool,
    /// First month that may be used, YYYY-MM [default: the first held]
    #[arg(long, value_name = "YYYY-MM")]
    from: Option<Month>,
    /// Last month that may be used [default: the last complete month]
    #[arg(long, value_name = "YYYY-MM")]
    to: Option<Month>,
    /// Months learnt from in each fold [default: 24; 12 or 6 where fewer are supplied]
    #[arg(long)]
    train: Option<i32>,
    /// Work from an older snapshot
    #[arg(long)]
    snapshot: Option<String>,
    /// Keep the choice of each area: `harmspot hotspots` then ranks by it and says so
    #[arg(long)]
    keep: bool,
    /// Write the table to FILE (.csv or .json)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: BackTestArgs, common: &Common) -> Result<Exit, Failure> {
    let ending = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let as_json = match args.output.as_deref().map(ending) {
        None => false,
        Some(Some(e)) if e == "csv" => false,
        Some(Some(e)) if e == "json" => true,
        Some(_) => return Err(Failure::new(Exit::Usage, "the table is written as .csv or .json")),
    };
    super::place::check(args.output.as_deref())?;
    let mut meter = Meter::start();
    let store = Store::open(&common.store).map_err(PipelineError::from)?;
    let loaded = Loaded::open(&store, args.snapshot.as_deref())?;
    let (seconds_read, cpu_read) = meter.lap();
    let question = BackTestQuestion {
        definition: args.definition,
        unit: args.unit,
        area: match args.csp {
            Some(csp) => TestArea::Csp(csp),
            None if args.every_csp => TestArea::Every,
            None => TestArea::Force,
        },
        from: args.from,
        to: args.to,
        train: args.train,
    };
    let reporter = Reporter::new();
    let answer = back_test_areas(&loaded, &question, &reporter)?;
    drop(reporter);
    let findings = back_test_findings(&answer);
    let (seconds_compute, cpu_compute) = meter.lap();
    if let Some(path) = &args.output {
        write(path, &findings, as_json)?;
    }
    let kept = if args.keep { Some(keep_choices(&store, &answer)?) } else { None };
    let mut out = std::io::stdout().lock();
    let done = if common.json {
        let mut summary = findings.about();
        let times = serde_json::json!({
            "n": answer.areas.first().map_or(0, |a| a.events), "rows": findings.rows(),
            "seconds_read": seconds_read, "seconds_compute": seconds_compute,
            "cpu_read": cpu_read, "cpu_compute": cpu_compute, "peak_rss_mb": peak_rss_mb(),
        });
        if let (Some(all), Some(more)) = (summary.as_object_mut(), times.as_object()) {
            all.extend(more.clone());
        }
        writeln!(out, "{summary}")
    } else {
        print_answer(&mut out, &answer)
    };
    match done {
        // A reader that closed the pipe has seen enough.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            return Err(Failure::new(Exit::Failed, format!("cannot write to stdout: {e}")));
        }
        _ => {}
    }
    let mut err = std::io::stderr().lock();
    if let Some(kept) = kept {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(err, "kept the choice of {kept} areas; `harmspot hotspots` ranks by it");
    }
    let _ = writeln!(err, "{:.2} s", seconds_read + seconds_compute);
    Ok(Exit::Done)
}

fn write(path: &Path, findings: &Findings, as_json: bool) -> Result<(), Failure> {
    if as_json {
        publish::write_file(path, findings.json().as_bytes())?;
        return Ok(());
    }
    publish::write_file(path, findings.csv().as_bytes())?;
    let mut beside = path.to_owned().into_os_string();
    beside.push(".provenance.json");
    let words = serde_json::to_string_pretty(&findings.about()).unwrap_or_default() + "\n";
    publish::write_file(Path::new(&beside), words.as_bytes())?;
    Ok(())
}

fn print_answer(out: &mut impl Write, answer: &BackTestAnswer) -> std::io::Result<()> {
    writeln!(out, "\n{}", answer.provenance.marking.words())?;
    writeln!(out, "Back-test: {}, units of {}", answer.title, answer.unit)?;
    for note in &answer.notes {
        writeln!(out, "note: {note}")?;
    }
    if let Some(common) = &answer.pooled_with {
        writeln!(out, "note: pooled with \"{common}\", weight by empirical Bayes in the training window")?;
    }
    for area in &answer.areas {
        print_area(out, area)?;
    }
    writeln!(
        out,
        "\nPAI: hit rate over share of land, mean of the folds (smallest to largest). Units of equal score share the last \
         of the land evenly.\nPEI: PAI over the best that land could do. RRI: predicted over observed. Same land: shared \
         part of the top 1 % between one fold and the next."
    )
}

fn print_area(out: &mut impl Write, area: &AreaTest) -> std::io::Result<()> {
    let Some(test) = &area.test else {
        return writeln!(out, "\n{}: {} events, too few for a back-test", area.area, area.events);
    };
    let folds = test.events.len() as u32;
    let (learnt, tested) =
        test.events.iter().fold((0, 0), |(a, b), (learnt, tested)| (a + learnt, b + tested));
    writeln!(
        out,
        "\n{}: {} units, {:.0} km2; a fold learns from {} events and is tested on {}",
        area.area,
        test.units,
        test.land_km2,
        learnt / folds,
        tested / folds
    )?;
    writeln!(
        out,
        "  {:<20} {:>18} {:>18} {:>18} {:>18} {:>7} {:>6} {:>5} {:>10}",
        "PAI at", "0.5 %", "1 %", "2 %", "5 % of land", "hits 1%", "PEI", "RRI", "same land"
    )?;
    let mut order: Vec<usize> = (0..test.scores.len()).collect();
    let merit = |i: usize| {
        let folds = &test.scores[i].folds;
        folds.iter().map(crate::pipeline::Entry::merit).sum::<f64>() / folds.len() as f64
    };
    order.sort_by(|&a, &b| merit(b).total_cmp(&merit(a)).then(a.cmp(&b)));
    let cell = |i: usize, share: usize| {
        let score = &test.scores[i];
        let (low, high) = score.range(share, |a| a.pai);
        format!("{:.1} ({low:.1}-{high:.1})", score.mean(share, |a| a.pai))
    };
    let dash = |v: f64, digits: usize| if v.is_finite() { format!("{v:.digits$}") } else { "-".to_owned() };
    for i in order {
        let score = &test.scores[i];
        let won = area.choice.as_ref().is_some_and(|c| c.winner == score.contestant);
        writeln!(
            out,
            "{} {:<20} {:>18} {:>18} {:>18} {:>18} {:>6.1}% {:>6.3} {:>5} {:>10}",
            if won { ">" } else { " " },
            score.contestant.to_string(),
            cell(i, 0),
            cell(i, 1),
            cell(i, 2),
            cell(i, 3),
            100.0 * score.mean(1, |a| a.hit_rate),
            merit(i),
            dash(score.mean(1, |a| a.rri), 2),
            dash(score.steadiness(), 2)
        )?;
    }
    let best = |share: usize| format!("{:.1}", test.scores[0].mean(share, |a| a.best_pai));
    writeln!(out, "  {:<20} {:>18} {:>18} {:>18} {:>18}", "possible", best(0), best(1), best(2), best(3))?;
    if let Some(choice) = &area.choice {
        writeln!(out, "  {}", choice.verdict)?;
    }
    Ok(())
}
