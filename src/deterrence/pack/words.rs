//! Dates and counts as a briefing says them.

use crate::calendar::{Date, Month, Precision, Span, Zone};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
fn month(date: Date) -> &'static str {
    date.month().name()
}

/// "Monday" to "Sunday".
#[must_use]
pub fn weekday(date: Date) -> &'static str {
    DAYS[date.weekday() % DAYS.len()]
}

/// "Fri 14 Nov".
#[must_use]
pub fn short_day(date: Date) -> String {
    format!("{} {} {}", &weekday(date)[..3], date.day(), &month(date)[..3])
}

/// "14 Nov 2025".
#[must_use]
pub fn dated(date: Date) -> String {
    format!("{} {} {}", date.day(), &month(date)[..3], date.year())
}

/// "Friday 14 November 2025".
#[must_use]
pub fn long_day(date: Date) -> String {
    format!("{} {}", weekday(date), plain_day(date))
}

/// "14 November 2025".
#[must_use]
pub fn plain_day(date: Date) -> String {
    format!("{} {}", date.day(), date.month().words())
}

/// "14 to 20 November 2025", both days included.
#[must_use]
pub fn days_between(first: Date, last: Date) -> String {
    let end = plain_day(last);
    if first >= last {
        end
    } else if first.month() == last.month() {
        format!("{} to {end}", first.day())
    } else if first.year() == last.year() {
        format!("{} {} to {end}", first.day(), month(first))
    } else {
        format!("{} to {end}", plain_day(first))
    }
}

/// "September 2025".
#[must_use]
pub fn month_year(of: Month) -> String {
    let first = Date::first_of(of);
    format!("{} {}", month(first), first.year())
}

/// "1 was", "3 were".
#[must_use]
pub fn were(n: usize) -> String {
    format!("{n} {}", if n == 1 { "was" } else { "were" })
}

/// "1 has", "3 have".
#[must_use]
pub fn have(n: usize) -> String {
    format!("{n} {}", if n == 1 { "has" } else { "have" })
}

/// "today", "yesterday", "3 days ago", seen from `today`.
#[must_use]
pub fn ago(day: Date, today: Date) -> String {
    match today.days() - day.days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        n => format!("{n} days ago"),
    }
}

/// "1 incident", "3 incidents", "no incidents"; the plural is the singular with an s.
#[must_use]
pub fn counted(n: usize, what: &str) -> String {
    match n {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// Words as the beginning of a sentence.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words that begin a sentence, within one.
#[must_use]
pub fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// "one" to "ten" in words, above that in figures.
#[must_use]
pub fn number(n: usize) -> String {
    const WORDS: [&str; 11] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// When an incident was committed, with its year: for what may be of another year than the pack.
#[must_use]
pub fn committed_in_year(span: &Span, zone: &Zone) -> String {
    committed_words(span, zone, &|day| format!("{} {}", short_day(day), day.year()))
}

/// When an incident was committed, as honestly as it is known: a time, a stretch, a day or a month.
#[must_use]
pub fn committed(span: &Span, zone: &Zone) -> String {
    committed_words(span, zone, &short_day)
}

fn committed_words(span: &Span, zone: &Zone, short_day: &dyn Fn(Date) -> String) -> String {
    let (from, to) = (zone.local(span.from), zone.local(span.to));
    match span.precision {
        Precision::Month => format!("{} {}, day not known", month(from.date), from.date.year()),
        Precision::Day => {
            // The end is the midnight after the last day.
            let last = zone.date(crate::calendar::Instant(span.to.0.max(span.from.0 + 1) - 1));
            if last > from.date {
                format!("{} to {}, time not known", short_day(from.date), short_day(last))
            } else {
                format!("{}, time not known", short_day(from.date))
            }
        }
        Precision::Minute => {
            let clock = |t: crate::calendar::DateTime| format!("{:02}:{:02}", t.hour(), t.minute());
            let start = format!("{} {}", short_day(from.date), clock(from));
            if span.to == span.from {
                start
            } else if from.date == to.date {
                format!("{start} to {}", clock(to))
            } else {
                format!("{start} to {} {}", short_day(to.date), clock(to))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DateTime, Instant};

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(days_between(day("2025-11-14"), day("2025-11-20")), "14 to 20 November 2025");
        assert_eq!(days_between(day("2025-10-31"), day("2025-11-06")), "31 October to 6 November 2025");
        assert_eq!(days_between(day("2025-12-29"), day("2026-01-04")), "29 December 2025 to 4 January 2026");
        assert_eq!(days_between(day("2025-11-20"), day("2025-11-20")), "20 November 2025");
        assert_eq!(short_day(day("2025-11-14")), "Fri 14 Nov");
        assert_eq!(ago(day("2025-11-20"), day("2025-11-21")), "yesterday");
        assert_eq!([counted(0, "line"), counted(1, "line")], ["no lines", "1 line"]);
    }

    #[test]
    fn a_time_is_never_finer_than_it_is_known() {
        let zone = Zone::london();
        let at = |text: &str| {
            zone.instant(DateTime::parse(text, "yyyy-mm-dd HH:MM").expect("a time")).expect("it was").instant
        };
        let said = |from: &str, to: &str, precision| {
            committed(&Span::new(at(from), at(to), precision).expect("in order"), &zone)
        };
        let minute = Precision::Minute;
        assert_eq!(said("2025-11-14 21:40", "2025-11-14 21:40", minute), "Fri 14 Nov 21:40");
        assert_eq!(said("2025-11-14 21:40", "2025-11-14 23:00", minute), "Fri 14 Nov 21:40 to 23:00");
        assert_eq!(
            said("2025-11-14 18:00", "2025-11-15 09:00", minute),
            "Fri 14 Nov 18:00 to Sat 15 Nov 09:00"
        );
        assert_eq!(
            said("2025-11-14 00:00", "2025-11-15 00:00", Precision::Day),
            "Fri 14 Nov, time not known"
        );
        assert_eq!(
            said("2025-11-14 00:00", "2025-11-17 00:00", Precision::Day),
            "Fri 14 Nov to Sun 16 Nov, time not known"
        );
        assert_eq!(
            said("2025-11-01 00:00", "2025-12-01 00:00", Precision::Month),
            "November 2025, day not known"
        );
        let same = Span { from: Instant(0), to: Instant(0), precision: Precision::Day };
        assert_eq!(committed(&same, &zone), "Thu 1 Jan, time not known");
    }
}
