//! Cases from a file of points: the columns a method needs, in metres.

use std::collections::BTreeMap;

use super::{
    CaseFile, Cases, Needs, RunError, points,
    written_time::{span, whole_number},
};
use crate::{
    calendar::{Instant, Precision, Span, Zone},
    publish::Provenance,
    sources::scan_csv,
};

pub(super) fn of_file(file: &CaseFile, needs: Needs) -> Result<Cases, RunError> {
    if needs.time && file.time.is_none() {
        return Err(RunError::Usage("this method needs times: name their column with --time".into()));
    }
    if needs.weight && file.weight.is_none() {
        return Err(RunError::Usage("this method needs weights: name their column with --weight".into()));
    }
    let mut inputs = BTreeMap::new();
    let (placed, work, tally) = points::in_metres(&file.points, &mut inputs)?;
    let read = Columns::read(file, needs)?;
    let mut kept: Vec<usize> = (0..placed.len()).filter(|&row| placed[row].is_some()).collect();
    let before = kept.len();
    if let (Some(spans), true) = (&read.spans, needs.time) {
        kept.retain(|&row| spans[row].is_some());
    }
    let without_time = (before - kept.len()) as u64;
    let mut notes = Vec::new();
    if file.from.is_some() || file.to.is_some() {
        let Some(spans) = &read.spans else {
            return Err(RunError::Usage("--from and --to need times: name their column with --time".into()));
        };
        let first = file.from.map_or(Instant(i64::MIN), |w| w.first(&file.zone));
        let end = file.to.map_or(Instant(i64::MAX), |w| w.end(&file.zone));
        let before = kept.len();
        kept.retain(|&row| spans[row].is_some_and(|s| (first..end).contains(&s.from)));
        notes.push(format!("{} points lie outside the window and are left out", before - kept.len()));
        notes.extend(unfilled(file, kept.iter().filter_map(|&row| spans[row])));
    }
    points::say_rows(&tally, &mut notes);
    if let (Some(spans), true) = (&read.spans, needs.time) {
        let spans: Vec<Span> = kept.iter().filter_map(|&row| spans[row]).collect();
        if !read.numbers {
            say_default_times(&spans, &file.zone, &mut notes);
        }
        if let Some((lon, lat)) = tally.centre
            && file.zone.name() == "Europe/London"
            && !points::in_britain(lon, lat)
            && spans.iter().any(|s| s.precision == Precision::Minute)
        {
            notes.push(format!(
                "times are read in Europe/London, but the points lie around longitude {lon:.1}, latitude {lat:.1}: name their zone with --zone"
            ));
        }
    }
    if read.numbers {
        notes.push("times are whole numbers: read as days counted from 1970-01-01".into());
    }
    if without_time > 0 {
        notes.push(format!("{without_time} points have no time and are left out"));
    }
    let mut parameters = BTreeMap::new();
    let mut put = |key: &str, value: Option<&str>| {
        value.map(|v| parameters.insert(key.to_owned(), v.into()));
    };
    put("time_column", file.time.as_deref());
    put("until_column", file.until.as_deref());
    put("weight_column", file.weight.as_deref());
    put("class_column", file.class.as_deref());
    put("from", file.from.map(|w| w.to_string()).as_deref());
    put("to", file.to.map(|w| w.to_string()).as_deref());
    put("zone", file.time.is_some().then(|| file.zone.name()));
    put("work_crs", work.map(|w| w.to_string()).as_deref());
    Ok(Cases {
        points: kept.iter().filter_map(|&row| placed[row]).collect(),
        rows: kept.iter().map(|&row| row as u64).collect(),
        spans: match read.spans {
            Some(spans) if needs.time => Some(kept.iter().filter_map(|&row| spans[row]).collect()),
            _ => None,
        },
        weights: read.weights.map(|all| kept.iter().map(|&row| all[row]).collect()),
        classes: read.classes.map(|mut all| kept.iter().map(|&row| std::mem::take(&mut all[row])).collect()),
        zone: file.zone.clone(),
        work,
        without_time,
        notes,
        provenance: Provenance {
            program: program(),
            inputs,
            parameters,
            transform: (!tally.transform.is_empty()).then(|| tally.transform.clone()),
            ..Provenance::default()
        },
        tally,
        study: None,
    })
}

/// Days at an end of the window without a case, from which they are told.
const QUIET_DAYS: i64 = 62;

/// What must be said of a window that begins long before the first case, or ends long after the last.
fn unfilled(file: &CaseFile, spans: impl Iterator<Item = Span> + Clone) -> Vec<String> {
    let begins = spans.map(|s| s.from);
    let (Some(first), Some(last)) = (begins.clone().min(), begins.max()) else { return Vec::new() };
    let date = |at: Instant| file.zone.date(at);
    let quiet = |days: i64| days >= QUIET_DAYS;
    let mut said = Vec::new();
    if let Some(from) = file.from.map(|w| date(w.first(&file.zone))) {
        let days = i64::from(date(first).days()) - i64::from(from.days());
        if quiet(days) {
            said.push(format!(
                "the window begins on {from}, the first case on {}: {days} days without a case, quiet if the file covers them and not known if it does not",
                date(first)
            ));
        }
    }
    if let Some(end) = file.to.map(|w| date(w.end(&file.zone)).plus(-1)) {
        let days = i64::from(end.days()) - i64::from(date(last).days());
        if quiet(days) {
            said.push(format!(
                "the window ends on {end}, the last case is of {}: {days} days without a case, quiet if the file covers them and not known if it does not",
                date(last)
            ));
        }
    }
    said
}

pub(super) fn program() -> String {
    concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned()
}

/// The columns of a file that are not coordinates, by record.
#[derive(Default)]
struct Columns {
    spans: Option<Vec<Option<Span>>>,
    weights: Option<Vec<f64>>,
    classes: Option<Vec<String>>,
    /// True when a time was a whole number.
    numbers: bool,
}

impl Columns {
    fn read(file: &CaseFile, needs: Needs) -> Result<Self, RunError> {
        let named = [&file.time, &file.until, &file.weight, &file.class];
        let wanted: Vec<&str> = named.iter().filter_map(|c| c.as_deref()).collect();
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        if file.until.is_some() && file.time.is_none() {
            return Err(RunError::Usage("--until needs --time, the earliest time".into()));
        }
        let mut next = 0..;
        let [time, until, weight, class] = named.map(|c| c.is_some().then(|| next.next().unwrap_or(0)));
        let name = points::name_of(&file.points.file);
        let (mut spans, mut weights, mut classes) = (Vec::new(), Vec::new(), Vec::new());
        let mut wrong: Option<RunError> = None;
        let mut numbers = false;
        scan_csv(&file.points.file, &wanted, |_, line, fields| {
            if wrong.is_some() {
                return;
            }
            let text = |at: usize| String::from_utf8_lossy(fields.get(at).trim_ascii()).into_owned();
            if let Some(at) = time {
                let end = until.map(&text);
                match span(&text(at), end.as_deref(), &file.zone) {
                    Ok(Some(span)) if span.precision == Precision::Month && needs.time && !needs.months => {
                        wrong = Some(RunError::Refused(format!(
                            "{name} line {line}: {:?} is only a month, and this method needs days",
                            shown(&text(at))
                        )));
                    }
                    Ok(span) => {
                        numbers |= whole_number(&text(at));
                        spans.push(span);
                    }
                    // Two times that can be read, the later first.
                    Err(_) if end.as_deref().is_some_and(|e| reversed(&text(at), e, &file.zone)) => {
                        wrong = Some(RunError::Refused(format!(
                            "{name} line {line}: {:?} in column {} is before {:?} in column {}: an interval ends after it begins",
                            shown(end.as_deref().unwrap_or_default()),
                            file.until.as_deref().unwrap_or_default(),
                            shown(&text(at)),
                            file.time.as_deref().unwrap_or_default()
                        )));
                    }
                    Err(bad) => {
                        let column = if bad == text(at) { &file.time } else { &file.until };
                        wrong = Some(RunError::Time {
                            file: name.clone(),
                            line,
                            column: column.clone().unwrap_or_default(),
                            text: shown(&bad),
                        });
                    }
                }
            }
            if let Some(at) = weight {
                match fields.number(at).filter(|w| w.is_finite() && *w >= 0.0) {
                    Some(number) => weights.push(number),
                    None => {
                        wrong = Some(RunError::Refused(format!(
                            "{name} line {line}: {:?} in column {} is no weight (a number of 0 or more)",
                            shown(&text(at)),
                            file.weight.as_deref().unwrap_or_default()
                        )));
                    }
                }
            }
            if let Some(at) = class {
                classes.push(text(at));
            }
        })?;
        match wrong {
            Some(error) => Err(error),
            None => Ok(Self {
                spans: time.map(|_| spans),
                weights: weight.map(|_| weights),
                classes: class.map(|_| classes),
                numbers,
            }),
        }
    }
}

fn reversed(first: &str, last: &str, zone: &Zone) -> bool {
    let there = |text: &str| span(text, None, zone).is_ok_and(|s| s.is_some());
    there(first) && there(last)
}

/// Fewest times of which a share says something, and the share from which one time looks like a default.
const FEWEST_TIMES: usize = 20;
const MOSTLY: f64 = 0.5;

/// A clock or calendar that mostly says the same is a default of the system it came from.
fn say_default_times(spans: &[Span], zone: &Zone, notes: &mut Vec<String>) {
    let clocked: Vec<&Span> =
        spans.iter().filter(|s| s.precision == Precision::Minute && s.from == s.to).collect();
    let midnight = clocked.iter().filter(|s| zone.start_of(zone.date(s.from)) == s.from).count();
    if clocked.len() >= FEWEST_TIMES && midnight as f64 > MOSTLY * clocked.len() as f64 {
        notes.push(format!(
            "{midnight} of {} times are 00:00: a default, not a time; hours mean nothing for them",
            clocked.len()
        ));
    }
    let dated: Vec<&Span> = spans.iter().filter(|s| s.precision != Precision::Month).collect();
    let firsts = dated.iter().filter(|s| zone.date(s.from).day() == 1).count();
    if dated.len() >= FEWEST_TIMES && firsts as f64 > MOSTLY * dated.len() as f64 {
        notes.push(format!(
            "{firsts} of {} dates are the 1st of a month: months written as dates; days mean nothing for them",
            dated.len()
        ));
    }
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
