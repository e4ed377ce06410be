//! When to hold sessions: up to three slots a week from the youth violence round a site.

use super::{BANDS, BandLevel, NeedBand, SafeCount, Slot, Slots, YouthEvent};
use crate::places::Opening;

/// Fewest timed events for slots; below it bands are named instead.
pub const MIN_TIMED_FOR_SLOTS: usize = 20;
/// Most slots proposed.
pub const MOST_SLOTS: usize = 3;
/// Hours of a session.
const SESSION_HOURS: usize = 2;
/// No session starts earlier than this: in term time on a school day, and otherwise.
const EARLIEST: (usize, usize) = (15, 10);
/// No session ends later than this: a young person must get home.
const LATEST_END: usize = 22;
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A session that runs already within reach: weekday (Monday 0), first and last hour (half-open), local.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Weekday, Monday 0.
    pub weekday: u8,
    /// Hour it starts.
    pub from_hour: u8,
    /// Hour it ends.
    pub to_hour: u8,
}

/// What a slot must fit.
#[derive(Debug, Clone, Copy, Default)]
pub struct SlotLimits<'a> {
    /// Opening hours of the site; empty when not known, and then nothing is ruled out.
    pub hours: &'a [Opening],
    /// What runs already within reach.
    pub running: &'a [Running],
}

/// Slots for term time and for the holidays, with the sentence to read out.
///
/// `events` are those within reach, night economy already left out; `holiday` tells a local day number. A slot of two
/// hours scores the aoristic weight of the violence in it and in the hour after, less the part in hours where a session
/// runs already. The best three on different days are named, where there are at least
/// [`MIN_TIMED_FOR_SLOTS`] timed events of that time of year; otherwise the fullest band is.
#[must_use]
pub fn slots(events: &[&YouthEvent], limits: &SlotLimits<'_>, holiday: &dyn Fn(i32) -> bool) -> Slots {
    let timed: Vec<&YouthEvent> = events.iter().copied().filter(|e| e.hours.is_some()).collect();
    let (holidays, term): (Vec<&YouthEvent>, Vec<&YouthEvent>) = timed.iter().partition(|e| holiday(e.day));
    let in_term = choose(&term, limits, true);
    let in_holidays = choose(&holidays, limits, false);
    let few = |events: &[&YouthEvent]| events.len() < MIN_TIMED_FOR_SLOTS;
    let mut words = if few(&term) && few(&holidays) {
        few_words(&term, &holidays)
    } else {
        let of_term = part_words("In term time", &term, &in_term);
        format!("{of_term} {}", part_words("In the holidays", &holidays, &in_holidays))
    };
    let clock = if timed.len() < MIN_TIMED_FOR_SLOTS { Vec::new() } else { levels(&week(&timed)) };
    if let Some(said) = clock_words(&clock, in_term.iter().chain(&in_holidays)) {
        words.push(' ');
        words.push_str(&said);
    }
    Slots { clock, term: in_term, holidays: in_holidays, words }
}

fn week(events: &[&YouthEvent]) -> [f64; 168] {
    let mut week = [0.0; 168];
    for &(hour, weight) in events.iter().flat_map(|e| e.hours.iter().flatten()) {
        week[usize::from(hour) % 168] += weight;
    }
    week
}

fn choose(events: &[&YouthEvent], limits: &SlotLimits<'_>, term: bool) -> Vec<Slot> {
    if events.len() < MIN_TIMED_FOR_SLOTS {
        return Vec::new();
    }
    let mut free = week(events);
    for session in limits.running {
        for hour in session.from_hour..session.to_hour {
            free[(usize::from(session.weekday) * 24 + usize::from(hour)) % 168] = 0.0;
        }
    }
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for day in 0..7 {
        let earliest = if term && day < 5 { EARLIEST.0 } else { EARLIEST.1 };
        for hour in earliest..=LATEST_END - SESSION_HOURS {
            let score: f64 = (hour..=hour + SESSION_HOURS).map(|h| free[(day * 24 + h) % 168]).sum();
            if score > 0.0 && open(limits.hours, day, hour) {
                scored.push((score, day, hour));
            }
        }
    }
    // Ties go to the earlier day and hour.
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for (_, day, hour) in scored {
        if chosen.len() < MOST_SLOTS && chosen.iter().all(|c| c.0 != day) {
            chosen.push((day, hour));
        }
    }
    chosen.into_iter().map(|(day, hour)| slot(day, hour)).collect()
}

fn open(hours: &[Opening], day: usize, hour: usize) -> bool {
    let (from, to) = ((hour * 60) as u16, ((hour + SESSION_HOURS) * 60) as u16);
    hours.is_empty()
        || hours.iter().any(|o| usize::from(o.weekday) == day && o.from_min <= from && to <= o.to_min)
}

/// Whether a site is open for a whole session in some hour a session may be held, in term time. Where hours are not
/// known nothing is ruled out.
#[must_use]
pub fn holds_a_session(hours: &[Opening]) -> bool {
    (0..7).any(|day| {
        let earliest = if day < 5 { EARLIEST.0 } else { EARLIEST.1 };
        (earliest..=LATEST_END - SESSION_HOURS).any(|hour| open(hours, day, hour))
    })
}

fn slot(day: usize, hour: usize) -> Slot {
    Slot {
        weekday: day as u8,
        from_hour: hour as u8,
        to_hour: (hour + SESSION_HOURS) as u8,
        words: format!("{} {hour:02}:00 to {:02}:00", DAYS[day], hour + SESSION_HOURS),
    }
}

/// Where neither time of year has events enough, that is said once.
fn few_words(term: &[&YouthEvent], holidays: &[&YouthEvent]) -> String {
    let most = |when: &str, events: &[&YouthEvent]| {
        let shown = events.len() >= SafeCount::LEAST as usize;
        let band = fullest(&week(events)).filter(|_| shown)?;
        Some(format!("; {when} most fall {}", band.words))
    };
    format!(
        "Neither term time nor the holidays have {MIN_TIMED_FOR_SLOTS} events with a known time{}{}. That is too few to name hours.",
        most("in term time", term).unwrap_or_default(),
        most("in the holidays", holidays).unwrap_or_default(),
    )
}

fn part_words(when: &str, events: &[&YouthEvent], chosen: &[Slot]) -> String {
    if events.len() < MIN_TIMED_FOR_SLOTS {
        let few = format!(
            "{when}: fewer than {MIN_TIMED_FOR_SLOTS} events with a known time, too few to name hours"
        );
        let shown = events.len() >= SafeCount::LEAST as usize;
        return match fullest(&week(events)).filter(|_| shown) {
            Some(band) => format!("{few}; most fall {}.", band.words),
            None => format!("{few}."),
        };
    }
    match chosen {
        [] => format!("{when}: no hour when the site is open stands out."),
        [one] => format!("{when}: {}.", one.words),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|s| s.words.as_str()).collect();
            format!("{when}: {} and {}.", first.join(", "), last.words)
        }
    }
}

/// The small hours of a band belong to the day before.
fn by_day_and_band(week: &[f64; 168]) -> [[f64; 4]; 7] {
    let mut table = [[0.0; 4]; 7];
    for (index, weight) in week.iter().enumerate() {
        let (day, hour) = (index / 24, index % 24);
        table[if hour < 6 { (day + 6) % 7 } else { day }][NeedBand::of_hour(hour as u8)] += weight;
    }
    table
}

fn fullest(week: &[f64; 168]) -> Option<&'static NeedBand> {
    let table = by_day_and_band(week);
    let sum = |band: usize| table.iter().map(|day| day[band]).sum::<f64>();
    // The first of equal bands; none without any time.
    let best = (0..4).reduce(|a, b| if sum(b) > sum(a) { b } else { a })?;
    (sum(best) > 0.0).then(|| &BANDS[best])
}

/// Levels a panel may see: school days share one row, the weekend another, and a band of theirs with fewer than
/// [`SafeCount::LEAST`] events is "little". Of the others those with at least one and a half times an even share are "most".
fn levels(week: &[f64; 168]) -> Vec<[BandLevel; 4]> {
    let table = by_day_and_band(week);
    let total = table.iter().flatten().sum::<f64>();
    let fold = |days: std::ops::Range<usize>| -> [BandLevel; 4] {
        let share = days.len() as f64 / 7.0 / 4.0;
        std::array::from_fn(|band| {
            let held: f64 = days.clone().map(|day| table[day][band]).sum();
            if held < f64::from(SafeCount::LEAST) {
                BandLevel::Little
            } else if held >= 1.5 * share * total {
                BandLevel::Most
            } else {
                BandLevel::Some
            }
        })
    };
    let (school_day, weekend) = (fold(0..5), fold(5..7));
    (0..7).map(|day| if day < 5 { school_day } else { weekend }).collect()
}

/// What the clock shows, in a sentence: the same levels, so that text and picture agree. Sessions outside the fullest
/// hours are explained. `None` without a clock.
fn clock_words<'a>(clock: &[[BandLevel; 4]], chosen: impl Iterator<Item = &'a Slot>) -> Option<String> {
    let rows = [("on weekdays", clock.first()?), ("at weekends", clock.last()?)];
    let told = |level: BandLevel| {
        let parts: Vec<String> = rows
            .iter()
            .filter_map(|(days, levels)| {
                let spans = spans(**levels, level);
                (!spans.is_empty()).then(|| format!("{days} {}", spans.join(" and ")))
            })
            .collect();
        parts.join(" and ")
    };
    let (most, some) = (told(BandLevel::Most), told(BandLevel::Some));
    Some(match (most.is_empty(), some.is_empty()) {
        (true, true) => "Over the year as a whole no part of the week stands out.".to_owned(),
        (true, false) => {
            format!("Over the year as a whole no part of the week stands out; some of it falls {some}.")
        }
        (false, _) => {
            let outside = chosen
                .filter(|slot| {
                    let row = if slot.weekday < 5 { rows[0].1 } else { rows[1].1 };
                    row[NeedBand::of_hour(slot.from_hour)] != BandLevel::Most
                })
                .count();
            let why = if outside > 0 {
                ". Sessions are one a day, when the site is open and before 22:00, so not all are in those hours"
            } else {
                ""
            };
            let also = if some.is_empty() { String::new() } else { format!(", and some {some}") };
            format!("Over the year as a whole most of it falls {most}{also}{why}.")
        }
    })
}

/// Hours of neighbouring bands of one level: "15:00 to 22:00".
fn spans(levels: [BandLevel; 4], level: BandLevel) -> Vec<String> {
    let mut spans: Vec<(u8, u8)> = Vec::new();
    for (band, _) in BANDS.iter().zip(levels).filter(|(_, l)| *l == level) {
        match spans.last_mut() {
            Some(last) if last.1 == band.from_hour => last.1 = band.to_hour,
            _ => spans.push((band.from_hour, band.to_hour)),
        }
    }
    spans.into_iter().map(|(from, to)| format!("{from:02}:00 to {:02}:00", to % 24)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u8, hour: u8, date: i32) -> YouthEvent {
        YouthEvent { unit: 0, day: date, hours: Some(vec![(day * 24 + hour, 1.0)]), hurt: "10 to 17" }
    }

    fn fridays() -> Vec<YouthEvent> {
        (0..30).map(|i| at(4, 17, i)).chain((0..10).map(|i| at(1, 16, i))).collect()
    }

    #[test]
    fn the_busiest_hours_are_named_one_slot_a_day() {
        let events = fridays();
        let events: Vec<&YouthEvent> = events.iter().collect();
        let found = slots(&events, &SlotLimits::default(), &|_| false);
        assert_eq!(found.term.len(), 2);
        assert_eq!(
            found.term[0].words, "Friday 15:00 to 17:00",
            "the hour after counts, the earlier start wins ties"
        );
        assert_eq!(found.term[1].weekday, 1);
        assert!(found.holidays.is_empty());
        assert!(found.words.contains("In the holidays: fewer than 20"));
        assert_eq!(found.clock[4][1], BandLevel::Most);
        assert!(found.words.ends_with("most of it falls on weekdays 15:00 to 18:00."), "{}", found.words);
    }

    #[test]
    fn too_few_of_both_is_said_once_and_a_band_of_few_is_not_told() {
        let events: Vec<YouthEvent> =
            (0..15).map(|i| at(4, 16, i)).chain((90..94).map(|i| at(2, 20, i))).collect();
        let events: Vec<&YouthEvent> = events.iter().collect();
        let found = slots(&events, &SlotLimits::default(), &|day| day >= 90);
        assert_eq!(
            found.words,
            "Neither term time nor the holidays have 20 events with a known time; in term time most fall after school \
             (15:00 to 18:00). That is too few to name hours."
        );
        assert!(found.clock.is_empty() && found.term.is_empty());
    }

    #[test]
    fn the_sentence_says_what_the_clock_shows_and_why_a_session_is_elsewhere() {
        let (little, some, most) = (BandLevel::Little, BandLevel::Some, BandLevel::Most);
        let (weekday, weekend) = ([little, some, some, some], [little, little, most, most]);
        let clock: Vec<[BandLevel; 4]> = (0..7).map(|d| if d < 5 { weekday } else { weekend }).collect();
        let at =
            |weekday, from_hour| Slot { weekday, from_hour, to_hour: from_hour + 2, words: String::new() };
        assert_eq!(
            clock_words(&clock, [at(5, 18)].iter()).unwrap(),
            "Over the year as a whole most of it falls at weekends 18:00 to 06:00, and some on weekdays 15:00 to 06:00."
        );
        let elsewhere = clock_words(&clock, [at(5, 18), at(2, 15)].iter()).unwrap();
        assert!(elsewhere.contains("so not all are in those hours"), "{elsewhere}");
        assert_eq!(clock_words(&[], [].iter()), None);
        assert!(
            clock_words(&[[little; 4]; 7], [].iter()).unwrap().contains("no part of the week stands out")
        );
    }

    #[test]
    fn a_session_that_runs_already_and_closed_doors_take_their_hours_out() {
        let events = fridays();
        let events: Vec<&YouthEvent> = events.iter().collect();
        let running = [Running { weekday: 4, from_hour: 15, to_hour: 21 }];
        let limits = SlotLimits { hours: &[], running: &running };
        let found = slots(&events, &limits, &|_| false);
        assert!(found.term.iter().all(|s| s.weekday != 4));
        let hours = [Opening { weekday: 4, from_min: 17 * 60, to_min: 22 * 60 }];
        let limits = SlotLimits { hours: &hours, running: &[] };
        let found = slots(&events, &limits, &|_| false);
        assert_eq!(
            found.term.iter().map(|s| s.words.as_str()).collect::<Vec<_>>(),
            ["Friday 17:00 to 19:00"]
        );
    }

    #[test]
    fn a_site_that_shuts_at_four_holds_no_session_and_one_open_on_saturday_does() {
        let weekday = Opening { weekday: 0, from_min: 9 * 60, to_min: 16 * 60 };
        assert!(!holds_a_session(&[weekday]));
        assert!(holds_a_session(&[weekday, Opening { weekday: 5, ..weekday }]));
        assert!(holds_a_session(&[]));
    }

    #[test]
    fn under_twenty_timed_events_there_are_bands_and_no_slots() {
        let events = fridays();
        let events: Vec<&YouthEvent> = events.iter().take(19).collect();
        let found = slots(&events, &SlotLimits::default(), &|_| false);
        assert!(found.term.is_empty() && found.clock.is_empty());
        assert!(found.words.contains("most fall after school"), "{}", found.words);
    }
}
