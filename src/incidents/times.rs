//! Written times: forms declared or decided for a whole column, then read cell by cell.

use super::cells::{Refusal, Remark};
use crate::calendar::{CalendarError, Date, DateTime, Instant, Month, Precision, Zone};

/// One way a time can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// A pattern of `yyyy mm dd HH MM SS`.
    Pattern(String),
    /// A spreadsheet's day number (1900 system).
    Excel,
    /// Seconds since 1970, or milliseconds.
    Epoch { millis: bool },
}

impl Form {
    pub(super) fn parse(text: &str) -> Self {
        match text {
            "excel" => Self::Excel,
            "epoch-seconds" => Self::Epoch { millis: false },
            "epoch-milliseconds" => Self::Epoch { millis: true },
            pattern => Self::Pattern(pattern.to_owned()),
        }
    }
}

/// A time as read: a moment, a day or a month, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    pub from: Instant,
    /// End of the day or month; equals `from` for a moment.
    pub to: Instant,
    pub precision: Precision,
    /// Local date it begins on.
    pub date: Date,
    /// True for exactly 00:00.
    pub midnight: bool,
}

const YEARS: std::ops::RangeInclusive<i32> = 1950..=2100;

/// Reads one cell by the forms of its column, the first that fits.
pub(super) fn read(text: &str, forms: &[Form], zone: &Zone) -> Result<(When, Option<Remark>), Refusal> {
    for form in forms {
        match form {
            Form::Pattern(pattern) => {
                if let Ok(time) = DateTime::parse(text, pattern) {
                    return place(time, pattern, zone, None);
                }
                if let Some(time) = end_of_day(text, pattern) {
                    return place(
                        time,
                        pattern,
                        zone,
                        Some(("T06", "24:00 was read as 00:00 of the next day")),
                    );
                }
            }
            Form::Excel => {
                if let Some(days) = plain_number(text) {
                    return excel(days, zone);
                }
            }
            Form::Epoch { millis } => {
                if let Ok(count) = text.parse::<i64>() {
                    let at = Instant(if *millis { count.div_euclid(1000) } else { count });
                    let date = zone.date(at);
                    return in_range(date).map(|()| (moment(at, date, false), None));
                }
            }
        }
    }
    Err(why(text))
}

fn place(
    time: DateTime,
    pattern: &str,
    zone: &Zone,
    remark: Option<Remark>,
) -> Result<(When, Option<Remark>), Refusal> {
    in_range(time.date)?;
    if pattern.contains("HH") {
        let local = zone.instant(time).map_err(|error| match error {
            CalendarError::Skipped { .. } => {
                ("T08", "a clock time that never happened: the clock went forward")
            }
            _ => ("T05", "a date outside the calendar"),
        })?;
        let twice = ("T09", "a clock time that happened twice was taken as the earlier one");
        let remark = if local.repeated { Some(twice) } else { remark };
        let midnight = time.hour() == 0 && time.minute() == 0 && time.second() == 0;
        return Ok((moment(local.instant, time.date, midnight), remark));
    }
    let (precision, (from, to)) = if pattern.contains("dd") {
        (Precision::Day, zone.day_bounds(time.date))
    } else {
        (Precision::Month, zone.month_bounds(time.date.month()))
    };
    Ok((When { from, to, precision, date: time.date, midnight: false }, remark))
}

fn moment(at: Instant, date: Date, midnight: bool) -> When {
    When { from: at, to: at, precision: Precision::Minute, date, midnight }
}

/// The whole local day a moment falls on.
pub(super) fn whole_day(when: &When, zone: &Zone) -> When {
    let (from, to) = zone.day_bounds(when.date);
    When { from, to, precision: Precision::Day, ..*when }
}

pub(super) fn month_of(when: &When) -> Month {
    when.date.month()
}

fn in_range(date: Date) -> Result<(), Refusal> {
    YEARS.contains(&date.year()).then_some(()).ok_or(("T05", "a placeholder or impossible date"))
}

fn end_of_day(text: &str, pattern: &str) -> Option<DateTime> {
    let at = pattern.find("HH")?;
    let (before, rest) = (text.get(..at)?, text.get(at..)?.strip_prefix("24")?);
    let time = DateTime::parse(&format!("{before}00{rest}"), pattern).ok()?;
    (time.minute() == 0 && time.second() == 0).then(|| DateTime::new(time.date.plus(1), 0, 0, 0))?
}

fn plain_number(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain.then(|| text.parse().ok())?
}

/// Day numbers below 61 stand before the false 29 February 1900: refused, not repaired.
fn excel(days: f64, zone: &Zone) -> Result<(When, Option<Remark>), Refusal> {
    if !(61.0..80_000.0).contains(&days) {
        return Err(("T04", "a spreadsheet day number outside what can be read safely"));
    }
    let seconds = (days.fract() * 86_400.0).round() as u32;
    let date = Date::new(1899, 12, 30).map(|d| d.plus(days as i32 + (seconds / 86_400) as i32));
    let date = date.ok_or(("T04", "a spreadsheet day number outside the calendar"))?;
    let second = seconds % 86_400;
    let time = DateTime::new(date, second / 3600, second / 60 % 60, second % 60)
        .ok_or(("T04", "a spreadsheet day number outside the calendar"))?;
    let pattern = if days.fract() == 0.0 { "dd" } else { "HH" };
    place(time, pattern, zone, None)
}

fn why(text: &str) -> Refusal {
    let lower = text.to_lowercase();
    if lower.bytes().any(|b| b.is_ascii_alphabetic()) {
        if lower.ends_with("am") || lower.ends_with("pm") {
            return ("T06", "a clock time in a form the profile does not have");
        }
        if lower.ends_with('z') && lower.contains('t') {
            return ("T10", "a time with a zone mark, and the profile has none");
        }
        return ("T16", "a date in words the profile does not have");
    }
    if lower.contains('+') {
        return ("T10", "a time with a zone mark, and the profile has none");
    }
    if lower.contains(':') && lower.len() > 10 {
        return ("T06", "a date or clock time in a form the profile does not have");
    }
    ("T05", "not a date the profile's form can hold")
}

/// What a column's own values say about how it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct DateEvidence {
    pub values: u64,
    iso: u64,
    day_first: u64,
    month_first: u64,
    either: u64,
    numeric: u64,
    pub two_digit_year: u64,
}

/// What to do with a column declared `auto`.
pub(super) enum Decision {
    Forms(Vec<Form>),
    Ask(&'static str, &'static str, &'static str),
}

impl DateEvidence {
    pub(super) fn see(&mut self, text: &str) {
        self.values += 1;
        let date = text.split([' ', 'T']).next().unwrap_or(text);
        if plain_number(text).is_some() {
            self.numeric += 1;
            return;
        }
        let parts: Vec<&str> = date.split(['/', '-', '.']).collect();
        let [a, b, c] = parts[..] else { return };
        let (Ok(x), Ok(y)) = (a.parse::<u32>(), b.parse::<u32>()) else { return };
        match (a.len(), c.len()) {
            (4, _) => self.iso += 1,
            (_, 2) => self.two_digit_year += 1,
            _ if x > 12 && y <= 12 => self.day_first += 1,
            _ if y > 12 && x <= 12 => self.month_first += 1,
            _ => self.either += 1,
        }
    }

    pub(super) fn decide(&self) -> Decision {
        let ordered = self.day_first + self.month_first + self.either;
        if self.two_digit_year * 2 > self.values {
            return Decision::Ask("T05", "the years have two digits", "export dates with four-digit years");
        }
        if self.day_first > 0 && self.month_first > 0 {
            return Decision::Ask(
                "T03",
                "some dates are written day first and some month first",
                "declare the form of this column under [dates]; the other dates are then quarantined",
            );
        }
        if self.iso == 0 && self.day_first == 0 && self.month_first == 0 && self.either > 0 {
            return Decision::Ask(
                "T02",
                "every date can be read day first or month first",
                "declare the form of this column under [dates], such as \"dd/mm/yyyy HH:MM\"",
            );
        }
        if self.numeric > 0 && self.numeric == self.values {
            return Decision::Forms(vec![Form::Excel]);
        }
        let order = match (self.iso >= ordered, self.month_first > 0) {
            (true, _) => ["yyyy", "mm", "dd"],
            (false, true) => ["mm", "dd", "yyyy"],
            (false, false) => ["dd", "mm", "yyyy"],
        };
        let mut forms = Vec::new();
        for separator in ["-", "/", "."] {
            let date = order.join(separator);
            for time in [" HH:MM", " HH:MM:SS", "THH:MM:SS", "THH:MM", ""] {
                forms.push(Form::Pattern(format!("{date}{time}")));
            }
        }
        Decision::Forms(forms)
    }
}
