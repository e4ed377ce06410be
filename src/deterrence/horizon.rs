//! Up to which day the records held tell anything.

use std::collections::BTreeMap;

use super::Dated;

/// Days before the newest event that say how old a newest event usually is.
const LOOK_BACK_DAYS: i32 = 365;
/// Days of events below which nobody can say what is usual: a gap as long as this is one all the same.
const LEAST_DAYS: i32 = 28;
/// Gaps from which on the longest is passed over.
const MANY_GAPS: usize = 20;

/// How far the records held on a day reach. Days are local, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// Day of the newest event held.
    pub newest: i32,
    /// The day before which every day is held whole, as far as the records show: the day looked from, unless records are missing.
    pub known_until: i32,
    /// The last day whose records count as held whole: the day before the day looked from, unless records are missing.
    pub as_of: i32,
    /// Records seem to be missing at the end: hardly ever in the year before was the newest event held so old.
    pub missing: bool,
    /// Days before the newest event that were looked at, at most a year.
    pub looked: i32,
}

/// How far the events held on the morning of `until` reach; `None` when none is held.
///
/// A quiet week and an extract that ends too early look alike: both hold nothing. They are told apart by the events
/// themselves. For every evening of the year before the newest event, how old was the newest event recorded by then?
/// When that was hardly ever as old as on the evening before `until` (of twenty gaps and more the longest hundredth is passed
/// over), records are missing: a county that has events every day is never without for a week, and a town with fourteen a year
/// often is. Where they are missing, the day of the newest event
/// itself is held whole only if something was recorded after it, and what was recorded on the last day only in part.
/// `slack` are days more that a newest event may be old: 0 where records bear their day, more where nobody knows it.
#[must_use]
pub fn horizon(events: impl IntoIterator<Item = Dated>, until: i32, slack: i32) -> Option<Horizon> {
    // Newest event by the day on which it was known.
    let mut newest_on: BTreeMap<i32, i32> = BTreeMap::new();
    for event in events {
        let known = event.day.max(event.recorded);
        if known < until {
            newest_on.entry(known).and_modify(|day| *day = event.day.max(*day)).or_insert(event.day);
        }
    }
    let newest = *newest_on.values().max()?;
    let recorded = *newest_on.last_key_value()?.0;
    // The newest event held ages by a day from one record to the next: it is oldest on the evening before each.
    let (mut held, mut gaps) = (None::<i32>, Vec::new());
    for (&known, &day) in &newest_on {
        let evening = known.min(newest) - 1;
        gaps.extend(held.filter(|_| evening >= newest - LOOK_BACK_DAYS).map(|before| evening - before));
        if known > newest {
            break;
        }
        held = Some(held.map_or(day, |before| before.max(day)));
    }
    gaps.sort_unstable_by_key(|gap| std::cmp::Reverse(*gap));
    // One outage or one late delivery in the year must not hide the next: of many gaps the longest hundredth says nothing.
    let passed_over = (gaps.len() / 100).max(usize::from(gaps.len() >= MANY_GAPS));
    let longest = gaps.get(passed_over).copied().unwrap_or(0).max(0);
    let looked = newest - newest_on.values().min().copied().unwrap_or(newest).max(newest - LOOK_BACK_DAYS);
    let age = until - 1 - newest;
    let missing = age > slack + if looked < LEAST_DAYS { LEAST_DAYS } else { longest };
    let whole = if recorded > newest { newest + 1 } else { newest };
    Some(Horizon {
        newest,
        known_until: if missing { whole.min(until) } else { until },
        as_of: if missing { recorded - 1 } else { until - 1 },
        missing,
        looked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i32, recorded: i32) -> Dated {
        Dated { day, recorded }
    }

    #[test]
    fn a_busy_county_that_falls_silent_has_lost_its_records() {
        // One event a day up to day 400, each recorded the next day; some of them much later.
        let events: Vec<Dated> =
            (0..=400).map(|day| at(day, if day % 7 == 0 { day + 30 } else { day + 1 })).collect();
        let seen = |until| horizon(events.iter().copied(), until, 0).expect("events");
        // Looked at in the middle, nothing is missing.
        let usual = seen(300);
        assert_eq!((usual.known_until, usual.as_of, usual.missing), (300, 299, false));
        // The last event is of day 400, told on 401; the last record is that of day 378, made on 408.
        let late = seen(410);
        assert_eq!(late, Horizon { newest: 400, known_until: 401, as_of: 407, missing: true, looked: 365 });
        assert!(seen(5_000).missing && seen(5_000).known_until == 401);
    }

    #[test]
    fn a_quiet_town_is_quiet_and_not_lost() {
        // Every forty days, known on the day itself.
        let events: Vec<Dated> = (0..10).map(|n| at(40 * n, 40 * n)).collect();
        let seen = |until| horizon(events.iter().copied(), until, 0).expect("events");
        assert!(!seen(360 + 40).missing, "as long as it ever was");
        let lost = seen(360 + 42);
        // Nothing was recorded after the day of the newest: that day may be held in part.
        assert_eq!(lost, Horizon { newest: 360, known_until: 360, as_of: 359, missing: true, looked: 360 });
        assert_eq!(horizon([], 10, 0), None);
        assert_eq!(horizon([at(12, 12), at(5, 11)], 10, 0), None, "nothing was known yet");
    }

    #[test]
    fn the_longest_age_is_that_of_every_evening_counted_one_by_one() {
        let mut day = 0;
        let mut turn = 7_u32;
        let events: Vec<Dated> = (0..18)
            .map(|_| {
                turn = turn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                day += (turn >> 28) as i32;
                at(day, day + (turn >> 20 & 15) as i32)
            })
            .collect();
        let newest = events.iter().map(|e| e.day).max().expect("some");
        let age = |evening: i32| {
            let known = events.iter().filter(|e| e.day.max(e.recorded) <= evening).map(|e| e.day).max();
            known.map(|day| evening - day)
        };
        for until in newest + 20..newest + 60 {
            let longest = (newest - LOOK_BACK_DAYS..newest).filter_map(age).max().unwrap_or(0);
            let told = horizon(events.iter().copied(), until, 0).expect("events");
            assert_eq!(told.missing, until - 1 - newest > longest, "{until}");
        }
    }

    #[test]
    fn one_outage_in_the_year_hides_no_other() {
        // A month whose records were all made on its last day, long before the end.
        let events: Vec<Dated> =
            (0..400).map(|day| at(day, if (100..130).contains(&day) { 130 } else { day })).collect();
        assert!(horizon(events.iter().copied(), 410, 0).expect("events").missing);
        assert!(!horizon(events.iter().copied(), 410, 14).expect("events").missing, "with slack");
        assert!(
            !horizon(events.iter().copied().take(20), 30, 0).expect("events").missing,
            "too short a history"
        );
    }
}
