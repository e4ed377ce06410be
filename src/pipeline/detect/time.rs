//! `detect time`.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::{
    CaseSource, Cases, Needs, RunError, TimeParts, read_cases,
    time_parts::{Terms, part},
};
use crate::{
    calendar::{Date, Precision, Span},
    detect::{Band, DayStart, Rhythm, RhythmOptions, Share, rhythm},
    publish::{Column, Findings, Test},
};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Everything `detect time` can be asked.
#[derive(Debug, Clone)]
pub struct TimeRequest {
    /// The cases.
    pub cases: CaseSource,
    /// Weights count: those of the file's column, or the store's harm.
    pub weighted: bool,
    /// School terms (`term,from,to`); `None` takes those kept in the store, when there are any.
    pub terms: Option<PathBuf>,
    /// Day, share, resamples.
    pub options: RhythmOptions,
}

/// What was read.
#[derive(Debug)]
pub struct TimeInput {
    cases: Cases,
    terms: Option<Terms>,
}

/// When it happens, ready to be written.
#[derive(Debug)]
pub struct TimeReport {
    /// All of it.
    pub rhythm: Rhythm,
    /// Term time and the holidays apart, where terms are known.
    pub parts: Option<TimeParts>,
    /// As rows.
    pub findings: Findings,
}

/// Reads the cases and their times.
///
/// # Errors
/// [`RunError`]: a file or store that does not hold what was asked.
pub fn read_time(request: &TimeRequest) -> Result<TimeInput, RunError> {
    let needs = Needs { time: true, months: true, weight: request.weighted };
    let mut cases = read_cases(&request.cases, needs)?;
    let terms = Terms::of(request.terms.as_deref(), &mut cases)?;
    Ok(TimeInput { cases, terms })
}

/// The week in hours, and the figures about it.
///
/// # Errors
/// [`RunError`]: settings out of range, or a statistic that refuses.
pub fn find_time(request: &TimeRequest, input: TimeInput) -> Result<TimeReport, RunError> {
    let TimeInput { mut cases, terms } = input;
    let (weighted, options) = (request.weighted, &request.options);
    if !(options.share > 0.0 && options.share <= 1.0 && options.confidence > 0.0 && options.confidence < 1.0)
    {
        return Err(RunError::Usage("--share and --confidence must lie between 0 and 1".into()));
    }
    let spans = cases.spans.take().unwrap_or_default();
    let weights = cases.weights.as_deref().filter(|_| weighted);
    let found = rhythm(&spans, weights, &cases.zone, options)?;
    let total: f64 = found.grid.iter().flatten().sum();
    if total <= 0.0 {
        return Err(RunError::Refused(format!(
            "none of {} cases has a known hour: these records say the day or the month, and nothing can be said of hours",
            spans.len()
        )));
    }
    let cells = || (0..7).flat_map(|d| (0..24).map(move |h| (d, h)));
    let parts = match (&terms, window(request, &cases, &spans)) {
        (Some(terms), Some(window)) => part(&spans, weights, &cases.zone, &terms.dates, window, options)?,
        _ => None,
    };
    let mut columns = vec![
        Column::text("day", cells().map(|(d, _)| DAYS[d].to_owned())),
        Column::count("hour", cells().map(|(_, h)| h as u64)),
        Column::number("weight", cells().map(|(d, h)| found.grid[d][h])),
        Column::number(
            "share",
            cells().map(|(d, h)| if total > 0.0 { found.grid[d][h] / total } else { 0.0 }),
        ),
    ];
    if let Some(parts) = &parts {
        let (term, holidays) = (&parts.term.rhythm.grid, &parts.holidays.rhythm.grid);
        columns.push(Column::number("term_weight", cells().map(|(d, h)| term[d][h])));
        columns.push(Column::number("holiday_weight", cells().map(|(d, h)| holidays[d][h])));
    }
    let mut provenance = cases.provenance.clone();
    let mut put = |key: &str, value: Value| provenance.parameters.insert(key.to_owned(), value);
    put("day_begins", json!(if options.day == DayStart::Police { "06:00 (police day)" } else { "00:00" }));
    put("zone", json!(cases.zone.name()));
    put("peak_share", json!(options.share));
    put("resamples", json!(found.resamples));
    put("confidence", json!(options.confidence));
    put("weight", json!(if weighted { "weights (harm)" } else { "one a case" }));
    if let Some(terms) = &terms {
        put("terms", json!(terms.words));
    }
    provenance.seed = (found.resamples > 0).then_some(options.seed);
    let mut notes = std::mem::take(&mut cases.notes);
    notes.extend(found.notes.iter().cloned());
    match (&parts, &terms) {
        (Some(parts), Some(terms)) => notes.extend(parts.notes(terms.dates.example)),
        (None, Some(terms)) => notes.push(format!(
            "the term dates ({}) say nothing of this time: term and holidays are not told apart",
            terms.words
        )),
        (_, None) => {}
    }
    let mut totals_of_all = totals(&found);
    if let Some(parts) = &parts {
        totals_of_all.insert("parts".to_owned(), parts.json(totals));
    }
    let findings = Findings {
        method: "time",
        columns,
        shapes: None,
        test: Test {
            null: "none: a description".into(),
            alternative: "none".into(),
            p_values: "none".into(),
            seed: provenance.seed,
            correction: "none".into(),
        },
        totals: totals_of_all,
        notes,
        provenance,
    };
    Ok(TimeReport { rhythm: found, parts, findings })
}

/// First and last local day of the time the cases are of: the store's window, the days told, else those of the first and
/// the last case.
fn window(request: &TimeRequest, cases: &Cases, spans: &[Span]) -> Option<(i32, i32)> {
    if let Some(study) = &cases.study {
        let (from, to) = study.window;
        return Some((Date::first_of(from).days(), Date::first_of(to.plus(1)).days() - 1));
    }
    let days =
        spans.iter().filter(|s| s.precision != Precision::Month).map(|s| cases.zone.date(s.from).days());
    let (first, last) = days.clone().min().zip(days.max())?;
    let CaseSource::File(file) = &request.cases else { return Some((first, last)) };
    let from = file.from.map(|w| cases.zone.date(w.first(&cases.zone)).days());
    let to = file.to.map(|w| cases.zone.date(w.end(&cases.zone)).days() - 1);
    Some((from.unwrap_or(first), to.unwrap_or(last)))
}

fn totals(found: &Rhythm) -> Map<String, Value> {
    let share =
        |s: &Share| json!({"weight": s.weight, "share": s.share, "low": s.interval.0, "high": s.interval.1});
    let bands = |all: &[(Band, Share)]| -> Value {
        all.iter()
            .map(|(band, s)| {
                let mut told = share(s);
                told["band"] = band.words().into();
                told
            })
            .collect()
    };
    let mut totals = Map::new();
    let mut put = |key: &str, value: Value| totals.insert(key.to_owned(), value);
    put("cases", found.events.into());
    put("timed", found.timed.into());
    put("interval_over_12_h", found.weak.into());
    put("interval_over_24_h", found.too_long.into());
    put("date_only", found.date_only.into());
    put("month_only", found.month_only.into());
    put("day_bands", bands(&found.day_bands));
    put("violence_bands", bands(&found.violence_bands));
    let days: Map<_, _> = DAYS.iter().zip(&found.days).map(|(d, s)| ((*d).to_owned(), share(s))).collect();
    put("days", days.into());
    if found.peak.is_some() {
        put("clock", found.clock.iter().map(share).collect());
    }
    put(
        "peak",
        found.peak.as_ref().map_or(Value::Null, |p| {
            json!({
                "from_hour": p.from, "to_hour": p.to, "hours": p.hours, "share": p.share,
                "share_low": p.share_interval.0, "share_high": p.share_interval.1,
                "hours_low": p.hours_interval.0, "hours_high": p.hours_interval.1,
                "from_shift_low": p.from_shift.0, "from_shift_high": p.from_shift.1,
                "same_window_in": p.same, "hour_in_window": p.hour_in,
            })
        }),
    );
    totals
}
