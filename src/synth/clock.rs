//! Local wall-clock minutes since the first of January 2023, and the words for them.

use super::{dice::Dice, offences::Rhythm};
use crate::calendar::Date;

/// Minutes in a day.
pub(super) const DAY: i64 = 1_440;

pub(super) fn date(day: i64) -> Date {
    Date::new(2023, 1, 1).expect("invariant: a calendar date").plus(day as i32)
}

/// Days from the start to the first of the month `months` later.
pub(super) fn month_start(months: u32) -> i64 {
    let first =
        Date::new(2023 + (months / 12) as i32, months % 12 + 1, 1).expect("invariant: a calendar date");
    i64::from(first.days() - date(0).days())
}

/// `dd/mm/yyyy`.
pub(super) fn day_text(day: i64) -> String {
    let date = date(day);
    format!("{:02}/{:02}/{:04}", date.day(), date.month().number(), date.year())
}

/// `yyyy-mm-dd`.
pub(super) fn iso(day: i64) -> String {
    let date = date(day);
    format!("{:04}-{:02}-{:02}", date.year(), date.month().number(), date.day())
}

/// `dd/mm/yyyy HH:MM`; a minute that the clocks jump over in March is told an hour later.
pub(super) fn minute_text(minute: i64) -> String {
    let minute = if skipped(minute) { minute + 60 } else { minute };
    let of_day = minute.rem_euclid(DAY);
    format!("{} {:02}:{:02}", day_text(minute.div_euclid(DAY)), of_day / 60, of_day % 60)
}

/// True between 01:00 and 01:59 on the last Sunday of March.
fn skipped(minute: i64) -> bool {
    let date = date(minute.div_euclid(DAY));
    (60..120).contains(&minute.rem_euclid(DAY))
        && weekday(minute.div_euclid(DAY)) == 6
        && date.month().number() == 3
        && date.day() > 24
}

/// 0 is Monday; the first of January 2023 was a Sunday.
pub(super) fn weekday(day: i64) -> usize {
    (day + 6).rem_euclid(7) as usize
}

/// Term dates of one academic year as (month, day) of first and last days, the same every year but for
/// the weekend they fall on.
pub(super) const TERMS: [((u32, u32), (u32, u32)); 6] = [
    ((1, 4), (2, 9)),
    ((2, 19), (3, 28)),
    ((4, 15), (5, 24)),
    ((6, 3), (7, 23)),
    ((9, 3), (10, 18)),
    ((10, 28), (12, 19)),
];

/// True on a weekday of term time.
pub(super) fn school_day(day: i64) -> bool {
    let date = date(day);
    let key = (date.month().number(), date.day());
    weekday(day) < 5 && TERMS.iter().any(|(from, to)| (*from..=*to).contains(&key))
}

/// Draws a minute of the given days by the rhythm of the week.
pub(super) fn draw(rhythm: Rhythm, from_day: i64, to_day: i64, dice: &mut Dice) -> i64 {
    loop {
        let day = dice.whole(from_day, to_day - 1);
        let (weekday, term) = (weekday(day), school_day(day));
        let hour = dice.below(24);
        // No rhythm has an hour heavier than three.
        if dice.unit() * 3.0 < rhythm.weight(weekday, hour, term) {
            // A third of times are rounded by those who report them.
            let minute = if dice.chance(0.35) { *dice.pick(&[0, 15, 30, 45]) } else { dice.whole(0, 59) };
            let summer = libm::cos(std::f64::consts::TAU * (day as f64 - 190.0) / 365.25);
            if dice.unit() * 1.15 < 1.0 + 0.15 * summer {
                return day * DAY + hour as i64 * 60 + minute;
            }
        }
    }
}
