//! Times as a points file writes them, and windows as a command line does.

use std::{fmt, str::FromStr};

use super::RunError;
use crate::calendar::{Date, DateTime, Instant, Month, Precision, Span, Zone};

/// An end of a window: a month (inclusive as an end), or a day (an end is the day after the last).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A calendar month.
    Month(Month),
    /// A date.
    Day(Date),
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = || text.parse().map(Self::Day).map_err(|_| "write YYYY-MM or YYYY-MM-DD".to_owned());
        text.parse().map(Self::Month).or_else(|_| day())
    }
}

impl When {
    pub(super) fn first(self, zone: &Zone) -> Instant {
        match self {
            Self::Month(month) => zone.month_bounds(month).0,
            Self::Day(date) => zone.start_of(date),
        }
    }

    pub(super) fn end(self, zone: &Zone) -> Instant {
        match self {
            Self::Month(month) => zone.month_bounds(month).1,
            Self::Day(date) => zone.start_of(date),
        }
    }

    pub(super) fn month(self) -> Result<Month, RunError> {
        match self {
            Self::Month(month) => Ok(month),
            Self::Day(_) => Err(RunError::Usage("a store is asked by whole months: write YYYY-MM".into())),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Day(date) => date.fmt(f),
        }
    }
}

/// A time and, where given, the latest time; `None` when empty or in the hour a clock skips.
pub(super) fn span(text: &str, until: Option<&str>, zone: &Zone) -> Result<Option<Span>, String> {
    let Some(first) = moment(text, zone)? else { return Ok(None) };
    match until.map(|u| moment(u, zone).map(|m| (u, m))).transpose()? {
        // The day before ends when this one begins: no interval either.
        Some((until, Some(last))) if last.from < first.from && last.to <= first.from => Err(until.to_owned()),
        Some((_, Some(last))) => Span::new(first.from, last.to, first.precision.max(last.precision))
            .map(Some)
            .ok_or_else(|| until.unwrap_or_default().to_owned()),
        _ => Ok(Some(first)),
    }
}

/// True for a number of at most six digits, which no date is.
pub(super) fn whole_number(text: &str) -> bool {
    text.len() <= 6 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

const CLOCK: [&str; 4] =
    ["yyyy-mm-ddTHH:MM:SS", "yyyy-mm-dd HH:MM:SS", "yyyy-mm-ddTHH:MM", "yyyy-mm-dd HH:MM"];

/// One written time. An offset at its end wins over the zone.
fn moment(text: &str, zone: &Zone) -> Result<Option<Span>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = |pattern| DateTime::parse(text, pattern).ok().map(|t| t.date);
    if let Some(date) = day("yyyy-mm-dd") {
        let (from, to) = zone.day_bounds(date);
        return Ok(Span::new(from, to, Precision::Day));
    }
    if let Some(date) = day("yyyy-mm") {
        let (from, to) = zone.month_bounds(date.month());
        return Ok(Span::new(from, to, Precision::Month));
    }
    // A whole number is a day counted from any one day, as planar studies have it.
    if let (true, Ok(day)) = (whole_number(text), text.parse()) {
        let (from, to) = zone.day_bounds(Date::from_days(day));
        return Ok(Span::new(from, to, Precision::Day));
    }
    let (clock, offset) = offset(text);
    // Fractions of a second are not kept.
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let Some(local) = CLOCK.iter().find_map(|p| DateTime::parse(clock, p).ok()) else {
        return Err(text.to_owned());
    };
    let at = match offset {
        Some(seconds) => {
            let of_day = i64::from(local.hour() * 3600 + local.minute() * 60 + local.second());
            Instant(i64::from(local.date.days()) * 86_400 + of_day - seconds)
        }
        None => match zone.instant(local) {
            Ok(found) => found.instant,
            Err(_) => return Ok(None),
        },
    };
    Ok(Span::new(at, at, Precision::Minute))
}

/// Splits `Z`, `+01:00` or `-0500` off the end, in seconds east of Greenwich.
fn offset(text: &str) -> (&str, Option<i64>) {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return (clock, Some(0));
    }
    let Some(at) = text.get(11..).and_then(|rest| rest.rfind(['+', '-'])).map(|i| i + 11) else {
        return (text, None);
    };
    let digits: String = text[at + 1..].chars().filter(|&c| c != ':').collect();
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<i64>().ok());
    match (digits.len(), number(0..2), number(2..4)) {
        (4, Some(hours), Some(minutes)) => {
            let sign = if text.as_bytes()[at] == b'-' { -1 } else { 1 };
            (&text[..at], Some(sign * (hours * 3600 + minutes * 60)))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> Option<i64> {
        moment(text, &Zone::london()).expect(text).map(|s| s.from.0)
    }

    #[test]
    fn times_are_read_with_and_without_an_offset() {
        let noon = start("2025-06-01T12:00:00");
        assert_eq!(noon, start("2025-06-01 12:00"));
        assert_eq!(noon, start("2025-06-01T11:00:00Z"));
        assert_eq!(noon, start("2025-06-01T07:00:00.000-04:00"));
        assert_eq!(noon, start("2025-06-01T12:00:00+0100"));
        assert!(
            moment("01/06/2025", &Zone::london()).is_err()
                && moment("2025-06-01T25:00", &Zone::london()).is_err()
        );
        assert_eq!(start(""), None);
    }

    #[test]
    fn a_day_is_known_to_the_day_and_an_end_before_its_start_is_refused() {
        let zone = Zone::london();
        let day = span("2025-03-30", None, &zone).expect("a day").expect("there");
        assert_eq!((day.precision, day.to.0 - day.from.0), (Precision::Day, 23 * 3600));
        assert!(span("2025-03-30T10:00", Some("2025-03-30T09:00"), &zone).is_err());
        let between = span("2025-03-29T22:00", Some("2025-03-30T09:00"), &zone).expect("an interval");
        assert_eq!(between.map(|s| s.to.0 - s.from.0), Some(10 * 3600));
    }
}
