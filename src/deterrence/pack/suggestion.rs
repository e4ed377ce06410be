//! Where two hours on foot this weekend may be well spent. Suggestions from what was recorded, never tasking.

use serde::Serialize;

use super::words;
use crate::{calendar::Date, geodesy::GridPoint};

/// Suggestions in a pack, at most.
pub const MOST_SUGGESTIONS: usize = 3;
/// Suggestions lie at least this far apart, metres.
pub const APART_M: f64 = 400.0;
/// Timed events from which hours are read; with fewer the hours are those of the incident itself.
pub const LEAST_FOR_HOURS: usize = 5;
/// Events within this of a place are events of it, metres.
pub const NEAR_M: f64 = 300.0;
/// Hours of a suggestion.
const HOURS: usize = 2;

/// Hours of the week an event may have happened in, with weights that add up to one; Monday 00:00 is 0.
pub type EventHours = Vec<(u8, f64)>;

/// A place that may be worth standing at.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceCase {
    /// Name people know; never a home.
    pub name: String,
    /// Where.
    pub at: GridPoint,
    /// Why it is on the list: facts, with their count and their days.
    pub basis: String,
    /// More of the basis that holds up to a day: it is told of hours that begin no later.
    pub holds: Option<(Date, String)>,
    /// What speaks against it.
    pub caveat: String,
    /// Hours of the incidents that put it on the list.
    pub own: Vec<EventHours>,
    /// Hours of every counted event within [`NEAR_M`] in twelve months, those of `own` included.
    pub near: Vec<EventHours>,
}

/// A place and two hours.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// Name.
    pub place: String,
    /// Day it starts on.
    pub day: Date,
    /// Such as "Fri 21 Nov, 21:00 to 23:00" or "Sun 23 Nov, 01:00 to 03:00, in the night after Sat 22 Nov".
    pub when: String,
    /// Why here and then.
    pub basis: String,
    /// What speaks against it.
    pub caveat: String,
    /// Where, for the map.
    #[serde(skip)]
    pub at: Option<geo_types::Coord<f64>>,
    /// Where, on the grid.
    #[serde(skip)]
    pub point: GridPoint,
}

/// At most three places and two hours each for a weekend, in the order given; a place whose hours nobody knows, or
/// too near one that is suggested already, is passed over.
///
/// Hours come from the events near it on Fridays to Sundays where there are five with a time of day, else from all days'
/// events where there are five, else from the incident itself; the caveat says which. The small hours belong to
/// the evening before.
#[must_use]
pub fn suggest(cases: &[PlaceCase], weekend: (Date, Date)) -> Vec<Suggestion> {
    let mut out: Vec<Suggestion> = Vec::new();
    for case in cases {
        if out.len() == MOST_SUGGESTIONS {
            break;
        }
        if out.iter().any(|other| other.point.distance_m(case.at) < APART_M) {
            continue;
        }
        let Some(slot) = Slot::of(case, weekend) else { continue };
        // The small hours belong to the evening before in the counts, and to their own day on paper.
        let small_hours = slot.from >= 24;
        let day = if small_hours { slot.day.plus(1) } else { slot.day };
        let (from, to) = (slot.from % 24, (slot.from + HOURS) % 24);
        let night = if small_hours {
            format!(", in the night after {}", words::short_day(slot.day))
        } else {
            String::new()
        };
        out.push(Suggestion {
            place: case.name.clone(),
            day,
            when: format!("{}, {from:02}:00 to {to:02}:00{night}", words::short_day(day)),
            basis: match &case.holds {
                Some((last, words)) if day <= *last => format!("{}; {words}", case.basis),
                _ => case.basis.clone(),
            },
            caveat: [slot.caveat, case.caveat.clone()]
                .into_iter()
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
                .join("; "),
            at: None,
            point: case.at,
        });
    }
    out
}

struct Slot {
    day: Date,
    from: usize,
    caveat: String,
}

/// Weights by police day (Monday 0) and by hour 6 to 29 of it.
struct Week([[f64; 30]; 7]);

impl Week {
    fn of<'a>(events: impl Iterator<Item = &'a EventHours>) -> Self {
        let mut week = [[0.0; 30]; 7];
        for &(slot, weight) in events.flatten() {
            let (day, hour) = (usize::from(slot) / 24 % 7, usize::from(slot) % 24);
            if hour < 6 {
                week[(day + 6) % 7][hour + 24] += weight;
            } else {
                week[day][hour] += weight;
            }
        }
        Self(week)
    }

    /// Weight of two hours from one, on some days.
    fn two(&self, days: &[usize], from: usize) -> f64 {
        days.iter().map(|d| self.0[*d][from..from + HOURS].iter().sum::<f64>()).sum()
    }

    /// The two hours with the most weight on some days, the earliest of equals.
    fn best(&self, days: &[usize]) -> (usize, f64) {
        (6..=30 - HOURS)
            .map(|from| (from, self.two(days, from)))
            .fold((6, 0.0), |best, next| if next.1 > best.1 + 1e-9 { next } else { best })
    }
}

/// True for an event on a police day from Friday to Sunday, by more than half of its weight.
fn at_weekend(event: &EventHours) -> bool {
    let weekend: f64 = event
        .iter()
        .filter(|(slot, _)| {
            let (day, hour) = (usize::from(*slot) / 24 % 7, usize::from(*slot) % 24);
            (if hour < 6 { (day + 6) % 7 } else { day }) >= 4
        })
        .map(|(_, weight)| weight)
        .sum();
    weekend > 0.5
}

impl Slot {
    fn of(case: &PlaceCase, (first, last): (Date, Date)) -> Option<Self> {
        const ALL: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];
        let nights: Vec<usize> = (first.weekday()..=last.weekday()).collect();
        let weekend: Vec<&EventHours> = case.near.iter().filter(|e| at_weekend(e)).collect();
        let (week, days, caveat): (Week, &[usize], String) = if weekend.len() >= LEAST_FOR_HOURS {
            let week = Week::of(weekend.iter().copied());
            let (from, weight) = week.best(&[4, 5, 6]);
            let said = format!(
                "about {weight:.0} of {} timed events within {NEAR_M:.0} m on Fridays to Sundays of 12 months fell in these two hours",
                weekend.len()
            );
            return Some(Self { day: night(&week, &nights, first, from), from, caveat: said });
        } else if case.near.len() >= LEAST_FOR_HOURS {
            let said = format!(
                "hours from {} timed events within {NEAR_M:.0} m on any day of 12 months, too few at weekends to choose a night",
                case.near.len()
            );
            (Week::of(case.near.iter()), &ALL, said)
        } else {
            let said = match case.own.len() {
                1 => "hours of the one incident, which say little".to_owned(),
                n => format!("hours of {} incidents, which say little", words::number(n)),
            };
            (Week::of(case.own.iter()), &ALL, said)
        };
        let (from, weight) = week.best(days);
        (weight > 0.0).then(|| Self { day: night(&week, &nights, first, from), from, caveat })
    }
}

/// The night of the weekend with the most weight in two hours, the first of equals.
fn night(week: &Week, nights: &[usize], first: Date, from: usize) -> Date {
    let best = nights
        .iter()
        .map(|&day| (day, week.two(&[day], from)))
        .reduce(|a, b| if b.1 > a.1 + 1e-9 { b } else { a })
        .map_or(first.weekday(), |(day, _)| day);
    first.plus(best as i32 - first.weekday() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(easting_m: f64) -> GridPoint {
        GridPoint::new(easting_m, 200_000.0).expect("on the grid")
    }

    fn case(name: &str, easting_m: f64, near: &[u8], own: &[u8]) -> PlaceCase {
        let hours = |slots: &[u8]| slots.iter().map(|s| vec![(*s, 1.0)]).collect();
        PlaceCase {
            name: name.to_owned(),
            at: at(easting_m),
            basis: "b".to_owned(),
            holds: None,
            caveat: "c".to_owned(),
            own: hours(own),
            near: hours(near),
        }
    }

    fn weekend() -> (Date, Date) {
        ("2025-11-21".parse().expect("a day"), "2025-11-23".parse().expect("a day"))
    }

    #[test]
    fn hours_come_from_weekends_then_from_any_day_then_from_the_incident_and_say_so() {
        // Saturday 23:00 five times and once at one in the night after it, which is Saturday's night.
        let saturday = [143, 143, 143, 143, 143, 145];
        let found = suggest(&[case("a", 600_000.0, &saturday, &[143])], weekend());
        assert_eq!(found[0].when, "Sat 22 Nov, 22:00 to 00:00");
        assert!(found[0].caveat.contains("5 of 6"), "{}", found[0].caveat);
        // Tuesday 16:00.
        let found = suggest(&[case("a", 600_000.0, &[40; 5], &[40])], weekend());
        assert_eq!(found[0].when, "Fri 21 Nov, 15:00 to 17:00");
        assert!(found[0].caveat.contains("too few at weekends"));
        let found = suggest(&[case("a", 600_000.0, &[40], &[40])], weekend());
        assert!(found[0].caveat.contains("one incident"));
    }

    #[test]
    fn the_small_hours_are_told_by_their_own_calendar_day() {
        // Sunday 01:00 five times: Saturday's night, but nobody calls that hour Saturday.
        let found = suggest(&[case("a", 600_000.0, &[145; 5], &[145])], weekend());
        assert_eq!(found[0].when, "Sun 23 Nov, 00:00 to 02:00, in the night after Sat 22 Nov");
        assert_eq!(found[0].day.to_string(), "2025-11-23");
        // Sunday's night ends on the Monday.
        let found = suggest(&[case("a", 600_000.0, &[3; 5], &[3])], weekend());
        assert_eq!(found[0].when, "Mon 24 Nov, 02:00 to 04:00, in the night after Sun 23 Nov");
        // A night that ends at two begins on the evening before.
        let found = suggest(&[case("a", 600_000.0, &[143, 144, 143, 144, 143], &[143])], weekend());
        assert_eq!(found[0].when, "Sat 22 Nov, 23:00 to 01:00");
    }

    #[test]
    fn a_place_without_hours_or_beside_another_is_passed_over_and_three_are_enough() {
        let cases = [
            case("no hours", 600_000.0, &[], &[]),
            case("first", 600_000.0, &[40], &[40]),
            case("beside it", 600_300.0, &[40], &[40]),
            case("second", 600_500.0, &[40], &[40]),
            case("third", 601_000.0, &[40], &[40]),
            case("fourth", 602_000.0, &[40], &[40]),
        ];
        let names: Vec<String> = suggest(&cases, weekend()).into_iter().map(|s| s.place).collect();
        assert_eq!(names, ["first", "second", "third"]);
    }
}
