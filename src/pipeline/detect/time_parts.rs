//! Term time and holidays apart.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};

use super::{Cases, RunError};
use crate::{
    calendar::{Precision, Span, TermDates, Zone},
    detect::{DayStart, DetectError, Rhythm, RhythmOptions, rhythm},
    inference::e_test,
    sources::{Budget, read},
};

/// A time of year, its days and its rhythm.
#[derive(Debug, Clone, PartialEq)]
pub struct TimePart {
    /// "term time" or "holidays".
    pub name: &'static str,
    /// Days of the window that are in it.
    pub days: u32,
    /// Cases that begin on one of them; those known only to the month are in neither part.
    pub cases: u64,
    /// When they happen.
    pub rhythm: Rhythm,
}

/// Term time, the holidays, and how they compare.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeParts {
    /// Term time.
    pub term: TimePart,
    /// The holidays.
    pub holidays: TimePart,
    /// Cases a day in the holidays over cases a day in term time; not a number where one of them has no day, or term no case.
    pub ratio: f64,
    /// Two-sided E-test that both have the same number a day, cases taken as independent.
    pub p: f64,
    /// Days of the window the dates say nothing of, and cases on them: in neither part.
    pub unknown: (u32, u64),
}

/// Dates of terms and where they came from.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) dates: TermDates,
    pub(super) words: String,
}

impl Terms {
    /// The file's, else those kept in the store, else none.
    pub(super) fn of(file: Option<&Path>, cases: &mut Cases) -> Result<Option<Self>, RunError> {
        let kept = cases.study.as_ref().and_then(|s| s.loaded.sport.kept_terms().cloned());
        match file {
            None => Ok(kept.map(|dates| Self { dates, words: "those kept in the store".to_owned() })),
            Some(path) => Self::read(path, &mut cases.provenance.inputs).map(Some),
        }
    }

    fn read(path: &Path, inputs: &mut BTreeMap<String, String>) -> Result<Self, RunError> {
        let file = read(path, &Budget { file_bytes: 1 << 20, ..Budget::default() })?;
        let refused = |words: String| RunError::Refused(format!("{}: {words}", file.name));
        let text =
            String::from_utf8(file.bytes.clone()).map_err(|_| refused("the text is not UTF-8".into()))?;
        let dates = TermDates::parse(&text).map_err(|e| refused(format!("{e}; {}", e.hint())))?;
        inputs.insert(file.name.clone(), file.sha256.clone());
        Ok(Self { dates, words: file.name })
    }
}

/// Parts the cases of a window of local days, both ends included; `None` where the dates know no day of it.
pub(super) fn part(
    spans: &[Span],
    weights: Option<&[f64]>,
    zone: &Zone,
    terms: &TermDates,
    window: (i32, i32),
    options: &RhythmOptions,
) -> Result<Option<TimeParts>, DetectError> {
    // 0 in term, 1 in the holidays, 2 not known.
    let place = |day: i32| match (terms.knows(day), terms.holiday(day)) {
        (false, _) => 2,
        (true, holiday) => usize::from(holiday),
    };
    let mut days = [0_u32; 3];
    (window.0..=window.1).for_each(|day| days[place(day)] += 1);
    if days[0] + days[1] == 0 {
        return Ok(None);
    }
    let day_of = |span: &Span| match options.day {
        DayStart::Midnight => zone.date(span.from).days(),
        DayStart::Police if span.precision == Precision::Day => zone.date(span.from).days(),
        DayStart::Police => zone.police_day(span.from).days(),
    };
    let mut held: [Vec<usize>; 3] = Default::default();
    for (i, span) in spans.iter().enumerate() {
        if span.precision != Precision::Month {
            held[place(day_of(span))].push(i);
        }
    }
    let one = |name, at: usize| -> Result<TimePart, DetectError> {
        let own: Vec<Span> = held[at].iter().map(|&i| spans[i]).collect();
        let own_weights: Option<Vec<f64>> = weights.map(|w| held[at].iter().map(|&i| w[i]).collect());
        let rhythm = rhythm(&own, own_weights.as_deref(), zone, options)?;
        Ok(TimePart { name, days: days[at], cases: own.len() as u64, rhythm })
    };
    let (term, holidays) = (one("term time", 0)?, one("holidays", 1)?);
    let (a, b) = (f64::from(term.days), f64::from(holidays.days));
    let ratio = (holidays.cases as f64 / b) / (term.cases as f64 / a);
    Ok(Some(TimeParts {
        ratio: if ratio.is_finite() { ratio } else { f64::NAN },
        p: e_test(holidays.cases, term.cases, b, a),
        unknown: (days[2], held[2].len() as u64),
        term,
        holidays,
    }))
}

impl TimeParts {
    /// What must be said beside the figures.
    pub(super) fn notes(&self, example: bool) -> Vec<String> {
        let mut notes = Vec::new();
        if self.unknown.0 > 0 {
            notes.push(format!(
                "{} days and {} cases lie before the first or after the last term of the dates: in neither part",
                self.unknown.0, self.unknown.1
            ));
        }
        for part in [&self.term, &self.holidays] {
            if part.rhythm.peak.is_none() {
                notes.push(format!(
                    "{}: {} cases with a known hour, too few to name a peak",
                    part.name, part.rhythm.timed
                ));
            }
        }
        if example {
            notes.push("the term dates are the example that ships, nobody's calendar".to_owned());
        }
        notes.push(
            "holidays fall in summer and at Christmas: a difference from term time is also one of season and daylight"
                .to_owned(),
        );
        notes
    }

    /// Both parts as one value, the rhythm of each told by `totals`.
    pub(super) fn json(&self, totals: impl Fn(&Rhythm) -> serde_json::Map<String, Value>) -> Value {
        let part = |p: &TimePart| {
            let mut told = totals(&p.rhythm);
            told.insert("days_in_window".to_owned(), json!(p.days));
            told.insert("cases_per_day".to_owned(), json!(p.cases as f64 / f64::from(p.days)));
            Value::Object(told)
        };
        json!({
            "term": part(&self.term), "holidays": part(&self.holidays),
            "holidays_over_term": self.ratio, "p_e_test": self.p,
            "days_not_known": self.unknown.0, "cases_not_known": self.unknown.1,
        })
    }
}
