//! Dates and wall-clock times, without a zone.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{CalendarError, Month};

/// A calendar date, ordered in time; stored as whole days since 1970-01-01. Written `2025-03-30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(i32);

impl Date {
    /// `None` unless the day exists and the year is 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let first = Self::first_of(Month::new(year, month)?);
        let next = Self::first_of(Month::new(year, month)?.plus(1));
        let date = Self(first.0 + i32::try_from(day).ok()? - 1);
        (day >= 1 && date < next).then_some(date)
    }

    /// The first day of a month.
    #[must_use]
    pub fn first_of(month: Month) -> Self {
        // Days from civil, H. Hinnant: years begin in March so that the leap day is last.
        let (y, m) = (month.year(), month.number().cast_signed());
        let y = if m <= 2 { y - 1 } else { y };
        let (era, year_of_era) = (y.div_euclid(400), y.rem_euclid(400));
        let day_of_year = (153 * ((m + 9) % 12) + 2) / 5;
        Self(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
    }

    /// The date that many days after 1970-01-01.
    #[must_use]
    pub fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Whole days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i32 {
        self.0
    }

    /// The date `n` days later, or earlier when negative.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    fn parts(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
        (yoe + era * 400 + i32::from(month <= 2), month.unsigned_abs(), day.unsigned_abs())
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.parts().0
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u32 {
        self.parts().2
    }

    /// The month it is in. The calendar begins with the year 1; earlier dates give January of it.
    #[must_use]
    pub fn month(self) -> Month {
        let (year, month, _) = self.parts();
        Month::new(year.clamp(1, 9999), month).expect("a date's month is 1 to 12")
    }

    /// Day of the week: Monday 0 to Sunday 6.
    #[must_use]
    pub fn weekday(self) -> usize {
        (self.0 + 3).rem_euclid(7).unsigned_abs() as usize
    }

    /// Reads a date by a pattern of `yyyy`, `mm`, `dd` and literal characters. A pattern with a
    /// clock time belongs to [`DateTime::parse`].
    ///
    /// # Errors
    /// [`CalendarError::NotWrittenAs`], also for 30 February.
    pub fn parse(text: &str, pattern: &str) -> Result<Self, CalendarError> {
        DateTime::parse(text, pattern).map(|t| t.date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text, "yyyy-mm-dd").map_err(|_| {
            let written = text.len() == 10
                && text
                    .bytes()
                    .enumerate()
                    .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
            if written {
                CalendarError::NoSuchDay { text: text.to_owned() }
            } else {
                CalendarError::NotADay { text: text.chars().take(40).collect() }
            }
        })
    }
}

impl TryFrom<String> for Date {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// A date and a wall-clock time to the second, without a zone. Written `2025-03-30T01:30:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// The date.
    pub date: Date,
    second_of_day: u32,
}

impl DateTime {
    /// `None` unless hour is 0–23 and minute and second 0–59. There are no leap seconds.
    #[must_use]
    pub fn new(date: Date, hour: u32, minute: u32, second: u32) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60)
            .then_some(Self { date, second_of_day: hour * 3600 + minute * 60 + second })
    }

    /// Hour, 0–23.
    #[must_use]
    pub fn hour(self) -> u32 {
        self.second_of_day / 3600
    }

    /// Minute, 0–59.
    #[must_use]
    pub fn minute(self) -> u32 {
        self.second_of_day / 60 % 60
    }

    /// Second, 0–59.
    #[must_use]
    pub fn second(self) -> u32 {
        self.second_of_day % 60
    }

    /// Reads a time by a pattern of `yyyy`, `mm`, `dd`, `HH`, `MM`, `SS` and literal characters.
    /// Every field must be there with all its digits; fields missing from the pattern are 1 January
    /// of the year 1, or midnight.
    ///
    /// # Errors
    /// [`CalendarError::NotWrittenAs`] for another form or a time that does not exist.
    ///
    /// # Examples
    /// ```
    /// use harmspot::calendar::DateTime;
    /// let t = DateTime::parse("30/03/2025 23:45", "dd/mm/yyyy HH:MM").unwrap();
    /// assert_eq!(t.to_string(), "2025-03-30T23:45:00");
    /// assert!(DateTime::parse("30/02/2025 23:45", "dd/mm/yyyy HH:MM").is_err());
    /// ```
    pub fn parse(text: &str, pattern: &str) -> Result<Self, CalendarError> {
        read(text.as_bytes(), pattern.as_bytes()).ok_or_else(|| CalendarError::NotWrittenAs {
            text: text.chars().take(40).collect(),
            pattern: pattern.to_owned(),
        })
    }
}

const FIELDS: [&[u8]; 6] = [b"yyyy", b"mm", b"dd", b"HH", b"MM", b"SS"];

fn read(mut text: &[u8], mut pattern: &[u8]) -> Option<DateTime> {
    let mut value = [1, 1, 1, 0, 0, 0];
    while !pattern.is_empty() {
        if let Some(which) = FIELDS.iter().position(|field| pattern.starts_with(field)) {
            let width = FIELDS[which].len();
            let digits = text.get(..width).filter(|d| d.iter().all(u8::is_ascii_digit))?;
            value[which] = digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'));
            (text, pattern) = (&text[width..], &pattern[width..]);
        } else {
            text = text.strip_prefix(&pattern[..1])?;
            pattern = &pattern[1..];
        }
    }
    let [year, month, day, hour, minute, second] = value;
    let date = Date::new(year.cast_signed(), month, day)?;
    text.is_empty().then(|| DateTime::new(date, hour, minute, second))?
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}:{:02}", self.date, self.hour(), self.minute(), self.second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        let first = Date::new(1800, 1, 1).expect("a real day");
        for n in 0..146_097 {
            let date = first.plus(n);
            assert_eq!(date.to_string().parse(), Ok(date));
        }
    }

    #[test]
    fn known_days_have_their_weekday() {
        let day = |text: &str| text.parse::<Date>().expect("a real day").weekday();
        assert_eq!([day("1970-01-01"), day("2025-03-30"), day("2024-02-29")], [3, 6, 3]);
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2025-02-29", "2025-04-31", "2025-13-01", "2025-00-10", "2025-1-01", "2025-01-01 ", ""] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
