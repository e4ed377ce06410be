//! `detect emerging`.

use serde_json::{Map, json};

use super::{CaseSource, Cases, Needs, RunError, UnitQuery, When, cases_of, read_cases};
use crate::{
    calendar::{Date, Instant, Precision},
    detect::{EmergingClass, EmergingOptions, StepKind, Steps, TrendSeries, emerging},
    pipeline::Question,
    publish::{Column, Findings, Test},
};

/// Months of a store's history that are read by default.
const HISTORY_MONTHS: i32 = 36;

/// What `detect emerging` is asked.
#[derive(Debug, Clone)]
pub struct EmergingQuery {
    /// Cases and units.
    pub units: UnitQuery,
    /// Months or weeks.
    pub step: StepKind,
    /// Settings of the statistic.
    pub options: EmergingOptions,
}

/// Reads the cases: of a store up to 36 months, as many as there are.
///
/// # Errors
/// [`RunError`]: files or stores that do not hold what was asked.
pub fn read_emerging(query: &EmergingQuery) -> Result<Cases, RunError> {
    for (level, name) in [(query.options.fdr, "--fdr"), (query.options.trend_level, "--trend-level")] {
        if !(level > 0.0 && level < 1.0) {
            return Err(RunError::Usage(format!("{name} must lie between 0 and 1")));
        }
    }
    let needs = Needs { time: true, months: query.step == StepKind::Month, ..Needs::default() };
    let source = query.units.source()?;
    let cases = read_cases(&source, needs)?;
    match source {
        CaseSource::File(_) => Ok(cases),
        CaseSource::Store(store) => {
            let question = Question {
                definition: store.definition,
                from: store.from.map(When::month).transpose()?,
                to: store.to.map(When::month).transpose()?,
                csp: store.csp,
                unit: store.unit,
                ..Question::default()
            };
            with_history(cases, &question, needs)
        }
    }
}

/// The same cases over a longer window, where the question names none.
pub(super) fn with_history(cases: Cases, question: &Question, needs: Needs) -> Result<Cases, RunError> {
    let Some(study) = &cases.study else { return Ok(cases) };
    let Some((first, _)) = study.loaded.months() else { return Ok(cases) };
    let mut from = study.window.1.plus(1 - HISTORY_MONTHS).max(first);
    // Only the supply without a gap up to the end: a month without records is no quiet month.
    let complete = |from| study.loaded.months_without_records(from, study.window.1).is_empty();
    while from < study.window.0 && !complete(from) {
        from = from.plus(1);
    }
    if question.from.is_some() || from >= study.window.0 {
        return Ok(cases);
    }
    let question = Question { from: Some(from), to: Some(study.window.1), ..question.clone() };
    cases_of(&study.loaded, &question, needs)
}

/// Classes of every unit.
///
/// # Errors
/// [`RunError`]: no whole step, units or neighbours that cannot be made, a statistic that refuses.
pub fn find_emerging(mut cases: Cases, query: &EmergingQuery) -> Result<Findings, RunError> {
    let placed = query.units.place(&mut cases)?;
    if placed.ids.is_empty() {
        return Err(RunError::Refused("no unit to analyse: the points or the mask are empty".into()));
    }
    let spans = cases.spans.take().unwrap_or_default();
    let (from, to) = coverage(&cases, &spans, query)?;
    let (steps, dropped) = Steps::within(query.step, from, to);
    let steps = steps.ok_or_else(|| {
        RunError::Refused(format!("the data cover {from} to {to}: not one whole {}", query.step.word()))
    })?;
    let mut counts = vec![0_u32; placed.ids.len() * steps.len()];
    let mut outside = 0_u64;
    for (span, unit) in spans.iter().zip(&placed.unit_of) {
        match (unit, steps.position(cases.zone.date(span.from))) {
            (Some(unit), Some(step)) => counts[*unit as usize * steps.len() + step] += 1,
            (Some(_), None) => outside += 1,
            (None, _) => {}
        }
    }
    if let Some(study) = &cases.study {
        let missing = study.loaded.months_without_records(study.window.0, study.window.1);
        if !missing.is_empty() {
            return Err(RunError::Refused(format!(
                "no records at all for {}: a step without supply is not a quiet one; choose a window without a gap",
                missing.join(", ")
            )));
        }
    }
    cases.notes.extend(dropped.iter().map(crate::detect::DroppedStep::words));
    if outside > 0 {
        cases.notes.push(format!("{outside} cases are in steps that are left out"));
    }
    if let Some(study) = &cases.study {
        let short =
            study.loaded.short_months.iter().filter(|m| (study.window.0..=study.window.1).contains(&m.0));
        for (month, words) in short {
            cases.notes.push(format!("{month}: {words}; a step with missing supply looks quiet"));
        }
    }
    let weights =
        placed.weights(&query.units.weights, query.units.weights_by, &mut cases.provenance.inputs)?;
    let run = emerging(&counts, steps.len(), &weights, &query.options)?;
    let last = steps.len() - 1;
    let bins: Vec<_> = (0..run.cells.len()).map(|i| *run.bin(i, last)).collect();
    let of = |f: &dyn Fn(EmergingClass) -> &'static str| {
        run.cells.iter().map(|c| f(c.class).to_owned()).collect::<Vec<_>>()
    };
    let on_map = |c: EmergingClass| c.on_map().map_or("", crate::detect::MapClass::word);
    let columns = vec![
        Column::text("id", placed.ids.iter().cloned()),
        Column::text("class", of(&EmergingClass::word)),
        Column::text("class_plain", of(&EmergingClass::plain)),
        Column::number("last_z", bins.iter().map(|b| b.z)),
        Column::number("mk_z", run.cells.iter().map(|c| c.trend.z)),
        Column::number("mk_p", run.cells.iter().map(|c| c.trend.p)),
        Column::count("hot_bins", run.cells.iter().map(|c| u64::from(c.hot))),
        Column::count("cold_bins", run.cells.iter().map(|c| u64::from(c.cold))),
        Column::number("mk_s", run.cells.iter().map(|c| c.trend.s as f64)),
        Column::text("map_class", of(&on_map)),
        Column::count("cases", run.cells.iter().map(|c| c.events)),
        Column::text("bins", (0..run.cells.len()).map(|i| run.letters(i))),
        Column::number("last_p_two_sided", bins.iter().map(|b| b.p_two_sided)),
        Column::number("last_p_fdr", bins.iter().map(|b| b.p_fdr)),
    ];
    let classes: Map<_, _> =
        run.classes().into_iter().map(|(c, n)| (c.word().to_owned(), n.into())).collect();
    let labels: Vec<String> = (0..steps.len()).map(|t| steps.label(t)).collect();
    let cases_in: u64 = run.cells.iter().map(|c| c.events).sum();
    let totals = Map::from_iter([
        ("classes".to_owned(), classes.into()),
        ("units".to_owned(), run.cells.len().into()),
        ("steps".to_owned(), labels.into()),
        ("cases".to_owned(), cases_in.into()),
        ("mean_per_bin".to_owned(), json!(run.mean)),
    ]);
    let options = query.options;
    let mut provenance = cases.provenance.clone();
    let mut put = |key: &str, value: serde_json::Value| provenance.parameters.insert(key.to_owned(), value);
    put("step", json!(query.step.word()));
    put("data_cover", json!(format!("{from} to {to}")));
    put("time_lag_steps", json!(options.time_lag));
    put("weights", json!(query.units.neighbours()));
    put("fdr", json!(options.fdr));
    put("trend_level", json!(options.trend_level));
    put("legacy_sporadic", json!(options.legacy));
    put(
        "trend",
        json!(match options.trend {
            TrendSeries::Step => "Mann-Kendall on Gi* of single steps, two-sided, not corrected over units",
            TrendSeries::Lagged =>
                "Mann-Kendall on Gi* with the time lag, two-sided, not corrected over units",
        }),
    );
    put("zone", json!(cases.zone.name()));
    let drawn = run.method.contains("seeded");
    provenance.seed = drawn.then_some(options.seed);
    let n = counts.len();
    let mut notes = std::mem::take(&mut cases.notes);
    notes.extend(run.notes);
    Ok(Findings {
        method: "emerging",
        columns,
        shapes: placed.outlines()?,
        test: Test {
            null: format!(
                "the bins of a neighbourhood are drawn without replacement from all {n} bins (units x steps)"
            ),
            alternative: "two-sided".into(),
            p_values: run.method,
            seed: provenance.seed,
            correction: format!("Benjamini-Hochberg over {n} bins"),
        },
        totals,
        notes,
        provenance,
    })
}

/// First and last day the data cover.
fn coverage(
    cases: &Cases,
    spans: &[crate::calendar::Span],
    query: &EmergingQuery,
) -> Result<(Date, Date), RunError> {
    if let Some(study) = &cases.study {
        return Ok((Date::first_of(study.window.0), Date::first_of(study.window.1.plus(1)).plus(-1)));
    }
    let last_of = |span: &crate::calendar::Span| match span.precision {
        // The ends of a day or a month are the next midnight.
        Precision::Day | Precision::Month => cases.zone.date(Instant(span.to.0 - 1)),
        Precision::Minute => cases.zone.date(span.from),
    };
    // A window that was asked for is what the data are said to cover.
    let (from, to) = match &query.units.cases {
        CaseSource::File(file) => (file.from, file.to),
        CaseSource::Store(_) => (None, None),
    };
    let first = from.map(|w| cases.zone.date(w.first(&cases.zone)));
    let first = first.or_else(|| spans.iter().map(|s| cases.zone.date(s.from)).min());
    let last = to.map(|w| cases.zone.date(Instant(w.end(&cases.zone).0 - 1)));
    let last = last.or_else(|| spans.iter().map(last_of).max());
    let (Some(first), Some(last)) = (first, last) else {
        return Err(RunError::Refused("no case has a time".into()));
    };
    if first > last {
        return Err(RunError::Usage(format!("the data cannot cover {first} to {last}")));
    }
    Ok((first, last))
}
