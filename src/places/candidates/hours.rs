//! Opening hours as people write them.

use crate::places::Opening;

/// Why hours cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Not a time of day.
    #[error("\"{0}\" is no time of day")]
    NotATime(String),
    /// Not a day of the week.
    #[error("\"{0}\" is no day of the week")]
    NotADay(String),
    /// Never open.
    #[error("it is never open")]
    Never,
    /// Closes when it opens, or before, and not in the small hours.
    #[error("it closes at {1}, which is not after it opens at {0}")]
    Backwards(String, String),
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Latest closing, minutes after midnight: six in the morning of the next day.
const LATEST: u16 = 30 * 60;
const DAY: u16 = 24 * 60;

/// Reads hours such as `Mon-Fri 09:00-22:00; Sat 10-18; Sun closed`, `daily 8am-9pm` or `weekdays 16:00-20:00`.
///
/// A closing up to six in the morning is that of the next day. Sorted by day and time; nothing for an empty text.
///
/// # Errors
/// [`HoursError`] naming the word.
pub fn opening_hours(text: &str) -> Result<Vec<Opening>, HoursError> {
    let plain = text.replace(['–', '—'], "-").to_ascii_lowercase();
    let mut all = Vec::new();
    let mut days: Vec<u8> = (0..7).collect();
    let mut closed = false;
    for part in plain.split([';', ',', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
        let digit = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        let (head, times) = part.split_at(digit);
        let head = head.trim().trim_end_matches(':').trim();
        let (head, shut) = match head.strip_suffix("closed") {
            Some(rest) => (rest.trim().trim_end_matches(':').trim(), true),
            None => (head, false),
        };
        // "10:00-12:00, 14:00-16:00" are both on the days named before.
        if !head.is_empty() {
            days = days_of(head)?;
        }
        if shut || times.is_empty() {
            if shut {
                closed = true;
                continue;
            }
            return Err(HoursError::NotATime(word(part)));
        }
        let (from, to) = times
            .split_once('-')
            .or_else(|| times.split_once(" to "))
            .ok_or_else(|| HoursError::NotATime(word(times)))?;
        let (from_min, to_min) = span(from, to)?;
        all.extend(days.iter().map(|&weekday| Opening { weekday, from_min, to_min }));
    }
    if closed && all.is_empty() {
        return Err(HoursError::Never);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Opening and closing as minutes, a closing in the small hours counted on.
pub(super) fn span(from: &str, to: &str) -> Result<(u16, u16), HoursError> {
    let (opens, closes) = (time(from)?, time(to)?);
    if opens >= DAY {
        return Err(HoursError::NotATime(word(from)));
    }
    let next_day = closes <= opens && closes + DAY <= LATEST;
    let closes = if next_day { closes + DAY } else { closes };
    if closes <= opens || (next_day && closes - opens >= DAY) {
        return Err(HoursError::Backwards(word(from), word(to)));
    }
    Ok((opens, closes))
}

fn days_of(text: &str) -> Result<Vec<u8>, HoursError> {
    let mut all = Vec::new();
    for part in text.split(['/', '&', ' ']).map(str::trim).filter(|p| !p.is_empty() && *p != "and") {
        match part {
            "daily" | "everyday" | "every" | "day" => all.extend(0..7),
            "weekdays" | "weekday" => all.extend(0..5),
            "weekends" | "weekend" => all.extend(5..7),
            "-" | "to" => return range(text),
            _ => match part.split_once('-') {
                Some((from, to)) => all.extend(between(day(from)?, day(to)?)),
                None => all.push(day(part)?),
            },
        }
    }
    Ok(all)
}

/// "Mon - Fri" and "Mon to Fri".
fn range(text: &str) -> Result<Vec<u8>, HoursError> {
    let (from, to) = text.split_once(" to ").or_else(|| text.split_once('-')).unwrap_or((text, text));
    Ok(between(day(from.trim())?, day(to.trim())?))
}

fn between(from: u8, to: u8) -> Vec<u8> {
    let to = if to < from { to + 7 } else { to };
    (from..=to).map(|d| d % 7).collect()
}

fn day(text: &str) -> Result<u8, HoursError> {
    let letters = text.trim_end_matches('.');
    let known = DAYS.iter().position(|d| letters.starts_with(d) && letters.chars().all(char::is_alphabetic));
    known.map(|d| d as u8).ok_or_else(|| HoursError::NotADay(word(text)))
}

/// `9`, `09:00`, `9.30`, `9am`, `9:30pm`, `24:00`, `26:00`, in minutes.
fn time(text: &str) -> Result<u16, HoursError> {
    let bad = || HoursError::NotATime(word(text));
    let plain = text.trim().to_ascii_lowercase();
    let (number, half) = match (plain.strip_suffix("am"), plain.strip_suffix("pm")) {
        (Some(n), _) => (n.trim(), Some(0)),
        (_, Some(n)) => (n.trim(), Some(12)),
        _ => (plain.as_str(), None),
    };
    let (hour, minute) = number.split_once([':', '.']).unwrap_or((number, "0"));
    let digits = |s: &str| {
        (!s.is_empty() && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse::<u16>().ok())
            .flatten()
    };
    let (mut hour, minute) = (digits(hour).ok_or_else(bad)?, digits(minute).ok_or_else(bad)?);
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return Err(bad());
        }
        hour = hour % 12 + half;
    }
    let minutes = hour * 60 + minute;
    if minute < 60 && minutes <= LATEST { Ok(minutes) } else { Err(bad()) }
}

fn word(text: &str) -> String {
    super::row::short(text.trim())
}
