//! Hours of the week for crimes whose time is known only as an interval.

use super::{Instant, Precision, Span, Zone};

/// Hours of a week.
pub const HOURS_OF_WEEK: usize = 168;

/// In which hours of the week did this happen? Weights that sum to one, Monday 00 first.
///
/// Aoristic weighting (Ratcliffe and McCullagh 1998): an interval spreads evenly over the seconds it
/// covers; a point in time is wholly in its hour. Hours are local, so the repeated hour of autumn
/// counts twice and the skipped one not at all.
///
/// `None` when the hour is not known: the precision is a day or a month, or the interval is longer
/// than 24 hours. Intervals over 12 hours say little: see [`Span::is_weak`].
#[must_use]
pub fn aoristic(span: &Span, zone: &Zone) -> Option<[f64; HOURS_OF_WEEK]> {
    let length = span.to.0 - span.from.0;
    if span.precision != Precision::Minute || !(0..=86_400).contains(&length) {
        return None;
    }
    let mut weights = [0.0; HOURS_OF_WEEK];
    if length == 0 {
        weights[zone.hour_of_week(span.from)] = 1.0;
        return Some(weights);
    }
    // Every zone's offset is a whole number of quarters of an hour today, so within one of UTC the
    // local hour cannot change.
    let mut seconds = [0_i64; HOURS_OF_WEEK];
    let mut from = span.from.0;
    while from < span.to.0 {
        let to = ((from.div_euclid(900) + 1) * 900).min(span.to.0);
        seconds[zone.hour_of_week(Instant(from))] += to - from;
        from = to;
    }
    for (weight, s) in weights.iter_mut().zip(seconds) {
        *weight = s as f64 / length as f64;
    }
    Some(weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DateTime;

    fn span(from: &str, to: &str) -> Span {
        let zone = Zone::london();
        let at = |text| {
            let local = DateTime::parse(text, "yyyy-mm-dd HH:MM").expect("a real time");
            zone.instant(local).expect("it happened").instant
        };
        Span { from: at(from), to: at(to), precision: Precision::Minute }
    }

    #[test]
    fn an_interval_spreads_over_its_hours_and_sums_to_one() {
        let w = aoristic(&span("2025-06-02 22:30", "2025-06-03 01:00"), &Zone::london()).expect("known");
        for (hour, share) in [(22, 0.2), (23, 0.4), (24, 0.4)] {
            assert!((w[hour] - share).abs() < 1e-12, "hour {hour}: {}", w[hour]);
        }
        assert!((w.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_point_in_time_is_wholly_in_its_hour() {
        let w = aoristic(&span("2025-06-08 23:59", "2025-06-08 23:59"), &Zone::london()).expect("known");
        assert!((w[167] - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_night_the_clock_changes_still_sums_to_one() {
        for (from, to, hours) in [
            ("2025-10-25 23:00", "2025-10-26 03:00", 5.0), // 01:00 twice
            ("2025-03-29 23:00", "2025-03-30 03:00", 3.0), // no 01:00
        ] {
            let s = span(from, to);
            let w = aoristic(&s, &Zone::london()).expect("known");
            assert!((w.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((w[6 * 24 + 2] - 1.0 / hours).abs() < 1e-12, "02:00 is one of {hours} hours");
            assert!((w[6 * 24 + 1] - if hours > 4.0 { 2.0 / hours } else { 0.0 }).abs() < 1e-12);
        }
    }

    #[test]
    fn a_day_or_a_month_or_more_than_24_hours_has_no_hour() {
        let zone = Zone::london();
        let mut s = span("2025-06-02 00:00", "2025-06-03 00:00");
        assert!(aoristic(&s, &zone).is_some() && s.is_weak());
        s.to.0 += 1;
        assert_eq!(aoristic(&s, &zone), None);
        s = span("2025-06-02 00:00", "2025-06-02 00:00");
        assert!(!s.is_weak());
        s.precision = Precision::Day;
        assert_eq!(aoristic(&s, &zone), None);
    }
}
