//! A time zone: local wall-clock time to instants and back.

use jiff::{
    Timestamp,
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};

use super::{CalendarError, Date, DateTime, Instant, Month};

/// A zone of the bundled tz database.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    inner: TimeZone,
}

/// An instant read from a local time, and whether that local time happened twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalInstant {
    /// The instant; the earlier of the two when the local time happened twice.
    pub instant: Instant,
    /// True in the hour that is repeated when the clock goes back.
    pub repeated: bool,
}

impl Default for Zone {
    fn default() -> Self {
        Self::london()
    }
}

impl Zone {
    /// Europe/London, the default everywhere.
    ///
    /// # Panics
    /// Never: the zone is in the bundled database.
    #[must_use]
    pub fn london() -> Self {
        Self::named("Europe/London").expect("Europe/London is in the bundled database")
    }

    /// A zone by its name in the tz database, such as `America/Chicago`.
    ///
    /// # Errors
    /// [`CalendarError::UnknownZone`].
    pub fn named(name: &str) -> Result<Self, CalendarError> {
        // The database is only an index into the program's own bytes; zones are kept by it.
        static DATABASE: std::sync::OnceLock<TimeZoneDatabase> = std::sync::OnceLock::new();
        let inner = DATABASE
            .get_or_init(TimeZoneDatabase::bundled)
            .get(name)
            .map_err(|_| CalendarError::UnknownZone { name: name.chars().take(40).collect() })?;
        Ok(Self { name: inner.iana_name().unwrap_or(name).to_owned(), inner })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant of a local time.
    ///
    /// A time the clock skips in spring is an error; a time it repeats in autumn is the earlier of
    /// the two, and flagged.
    ///
    /// # Errors
    /// [`CalendarError::Skipped`], or [`CalendarError::OutOfRange`] at the ends of the calendar.
    pub fn instant(&self, local: DateTime) -> Result<LocalInstant, CalendarError> {
        let out = || CalendarError::OutOfRange { local };
        let civil = civil(local).ok_or_else(out)?;
        let (offset, repeated) = match self.inner.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, false),
            AmbiguousOffset::Fold { before, .. } => (before, true),
            AmbiguousOffset::Gap { .. } => {
                return Err(CalendarError::Skipped { local, zone: self.name.clone() });
            }
        };
        let at = offset.to_timestamp(civil).map_err(|_| out())?;
        Ok(LocalInstant { instant: Instant(at.as_second()), repeated })
    }

    /// The first instant of a local date. Dates outside the years 1 to 9999 use UTC.
    #[must_use]
    pub fn start_of(&self, date: Date) -> Instant {
        let midnight = DateTime::new(date, 0, 0, 0).and_then(civil);
        let at = midnight.and_then(|c| self.inner.to_ambiguous_timestamp(c).compatible().ok());
        Instant(at.map_or_else(|| i64::from(date.days()) * 86_400, Timestamp::as_second))
    }

    /// First instant of a local month, and of the next: half-open.
    #[must_use]
    pub fn month_bounds(&self, month: Month) -> (Instant, Instant) {
        (self.start_of(Date::first_of(month)), self.start_of(Date::first_of(month.plus(1))))
    }

    /// First instant of a local date, and of the next: half-open, 23 to 25 hours apart.
    #[must_use]
    pub fn day_bounds(&self, date: Date) -> (Instant, Instant) {
        (self.start_of(date), self.start_of(date.plus(1)))
    }

    /// The local time of an instant. Instants beyond the years 1 to 9999 use UTC.
    #[must_use]
    pub fn local(&self, at: Instant) -> DateTime {
        let offset = Timestamp::from_second(at.0).map_or(0, |t| self.inner.to_offset(t).seconds());
        let shifted = at.0.saturating_add(i64::from(offset));
        let date = Date::from_days(shifted.div_euclid(86_400).clamp(-719_162, 2_932_896) as i32);
        let second = shifted.rem_euclid(86_400) as u32;
        DateTime::new(date, second / 3600, second / 60 % 60, second % 60)
            .expect("a remainder of a day is a time")
    }

    /// The local date of an instant.
    #[must_use]
    pub fn date(&self, at: Instant) -> Date {
        self.local(at).date
    }

    /// The local month of an instant.
    #[must_use]
    pub fn month(&self, at: Instant) -> Month {
        self.date(at).month()
    }

    /// The local hour of the week of an instant: Monday 00:00–01:00 is 0, Sunday 23:00–24:00 is 167.
    #[must_use]
    pub fn hour_of_week(&self, at: Instant) -> usize {
        let local = self.local(at);
        local.date.weekday() * 24 + local.hour() as usize
    }

    /// The police day of an instant: the local date, where the night until 06:00 belongs to the
    /// evening before.
    #[must_use]
    pub fn police_day(&self, at: Instant) -> Date {
        let local = self.local(at);
        if local.hour() < 6 { local.date.plus(-1) } else { local.date }
    }

    /// ISO 8601 with the offset in force: `2025-07-01T23:15:00+01:00`.
    #[must_use]
    pub fn iso(&self, at: Instant) -> String {
        let seconds = Timestamp::from_second(at.0).map_or(0, |t| self.inner.to_offset(t).seconds());
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        format!("{}{sign}{:02}:{:02}", self.local(at), minutes / 60, minutes % 60)
    }
}

fn civil(local: DateTime) -> Option<jiff::civil::DateTime> {
    let (month, day) = (local.date.month().number(), local.date.day());
    jiff::civil::DateTime::new(
        i16::try_from(local.date.year()).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        i8::try_from(local.hour()).ok()?,
        i8::try_from(local.minute()).ok()?,
        i8::try_from(local.second()).ok()?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        DateTime::parse(text, "yyyy-mm-dd HH:MM").expect("a real time")
    }

    #[test]
    fn the_hour_skipped_in_spring_is_an_error() {
        let zone = Zone::london();
        assert!(matches!(zone.instant(at("2025-03-30 01:30")), Err(CalendarError::Skipped { .. })));
        assert_eq!(zone.instant(at("2025-03-30 02:00")).map(|t| t.instant), Ok(Instant(1_743_296_400)));
    }

    #[test]
    fn the_hour_repeated_in_autumn_is_the_earlier_and_flagged() {
        let got = Zone::london().instant(at("2025-10-26 01:30")).expect("it happened");
        assert!(got.repeated);
        assert_eq!(Zone::london().iso(got.instant), "2025-10-26T01:30:00+01:00");
    }

    #[test]
    fn days_have_23_24_and_25_hours() {
        let zone = Zone::london();
        let hours = |text: &str| {
            let (from, to) = zone.day_bounds(text.parse().expect("a real day"));
            (to.0 - from.0) / 3600
        };
        assert_eq!([hours("2025-03-30"), hours("2025-03-31"), hours("2025-10-26")], [23, 24, 25]);
    }

    #[test]
    fn local_times_of_every_hour_of_a_year_come_back() {
        let zone = Zone::london();
        let (from, _) = zone.month_bounds(Month::new(2025, 1).expect("a month"));
        for hour in 0..8760 {
            let instant = Instant(from.0 + hour * 3600);
            let back = zone.instant(zone.local(instant)).expect("a local time of an instant happened");
            assert!(back.instant == instant || (back.repeated || back.instant.0 == instant.0 - 3600));
        }
    }

    #[test]
    fn the_night_belongs_to_the_evening_before() {
        let zone = Zone::london();
        let day =
            |text: &str| zone.police_day(zone.instant(at(text)).expect("it happened").instant).to_string();
        assert_eq!(day("2025-06-01 05:59"), "2025-05-31");
        assert_eq!(day("2025-06-01 06:00"), "2025-06-01");
    }

    #[test]
    fn monday_midnight_is_hour_nought_and_sunday_night_the_last() {
        let zone = Zone::london();
        let hour = |text: &str| zone.hour_of_week(zone.instant(at(text)).expect("it happened").instant);
        assert_eq!(hour("2025-06-02 00:00"), 0);
        assert_eq!(hour("2025-06-08 23:59"), 167);
    }
}
