//! Single cells: numbers, ages, words. Each form is accepted by rule or refused, never guessed.

use super::AgeRange;

/// A refusal: rule code and reason, never the value.
pub(super) type Refusal = (&'static str, &'static str);
/// A remark: rule code and text.
pub(super) type Remark = (&'static str, &'static str);

/// A plain decimal number, or one with unambiguous thousands commas (remarked).
pub(super) fn number(text: &str) -> Result<(f64, Option<Remark>), Refusal> {
    let plain = |t: &str| {
        let digits = t.strip_prefix(['-', '+']).unwrap_or(t);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        t.len() <= 40 && all(whole) && all(part)
    };
    let read = |t: &str| match t.parse::<f64>() {
        Ok(value) if value == 0.0 && t.starts_with('-') => Err(("P12", "minus zero is no coordinate")),
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(("P12", "not a finite number")),
    };
    if plain(text) {
        return read(text).map(|value| (value, None));
    }
    if text.contains(',') && thousands(text) {
        return read(&text.replace(',', ""))
            .map(|v| (v, Some(("C14", "thousands commas were read as such"))));
    }
    let code = if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        ("P12", "not a finite number")
    } else if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b' ' | b'-')) {
        ("C14", "not a plain number: a decimal comma or a space")
    } else if text.contains(['°', '\'', 'N', 'W', '/']) || text.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        ("P11", "not a number; grid references, degrees-minutes-seconds and place codes are not read")
    } else {
        ("P12", "not a finite number")
    };
    Err(code)
}

fn thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    let mut groups = whole.split(',');
    let digits = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    groups.next().is_some_and(|g| (1..=3).contains(&g.len()) && digits(g))
        && groups.all(|g| g.len() == 3 && digits(g))
        && text.split('.').nth(1).is_none_or(|part| !part.is_empty() && digits(part))
        && text.split('.').count() <= 2
}

/// Oldest age taken for an age.
const MAX_AGE: u32 = 120;

/// An age or band; `None` where the source wrote a stand-in such as 999.
pub(super) fn age(text: &str) -> Result<(Option<AgeRange>, Option<Remark>), Refusal> {
    let lower = text.trim().to_lowercase();
    let band = |min: u32, max: u32| AgeRange { min: min.min(255) as u8, max: max.min(255) as u8 };
    if let Ok(years) = lower.parse::<u32>() {
        return match years {
            0 => Ok((Some(band(0, 0)), Some(("D02", "age 0: a baby, or a default?")))),
            1..=MAX_AGE => Ok((Some(band(years, years)), None)),
            1_000_000.. => Err(("D03", "personal identifier in a wrong column")),
            _ => Ok((None, Some(("D02", "an impossible age was taken as not known")))),
        };
    }
    if looks_like_date(&lower) {
        return Err(("D03", "personal identifier in a wrong column: a date where an age belongs"));
    }
    let form = ("D01", "an age in words or with a unit was read by rule");
    let unit = ["years old", "years", "year", "yrs", "yr", "yo", "y"];
    let bare = unit.iter().find_map(|u| lower.strip_suffix(u)).unwrap_or(&lower).trim();
    let years = |t: &str| {
        let t = t.trim();
        t.strip_suffix(".0").unwrap_or(t).parse::<u32>().ok().filter(|y| *y <= MAX_AGE)
    };
    if let Some(exact) = years(bare) {
        return Ok((Some(band(exact, exact)), Some(form)));
    }
    let under = bare.strip_prefix("under").or_else(|| bare.strip_prefix('u')).and_then(years);
    if let Some(limit) = under.filter(|limit| *limit > 0) {
        return Ok((Some(band(0, limit - 1)), Some(form)));
    }
    let over = bare.strip_suffix('+').or_else(|| bare.strip_suffix("and over")).and_then(years);
    if let Some(least) = over {
        return Ok((Some(band(least, MAX_AGE)), Some(form)));
    }
    let ends = bare.split_once('-').or_else(|| bare.split_once('–')).or_else(|| bare.split_once(" to "));
    if let Some((min, max)) = ends.and_then(|(a, b)| years(a).zip(years(b))).filter(|(a, b)| a <= b) {
        return Ok((Some(band(min, max)), None));
    }
    if bare.strip_prefix('-').is_some_and(|rest| years(rest).is_some()) {
        return Ok((None, Some(("D02", "an impossible age was taken as not known"))));
    }
    Err(("D01", "not an age"))
}

pub(super) fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).collect();
    parts.len() >= 3
        && parts.iter().take(3).all(|p| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
}

/// Forms a spreadsheet leaves behind when it has turned a code into a number, a date or a formula.
pub(super) fn spreadsheet_damage(text: &str) -> bool {
    let bytes = text.as_bytes();
    let exponent = text.find(['E', 'e']).is_some_and(|at| {
        at > 0
            && bytes[..at].iter().all(|b| b.is_ascii_digit() || *b == b'.')
            && bytes.get(at + 1).is_some_and(|b| matches!(b, b'+' | b'-'))
            && at + 2 < bytes.len()
            && bytes[at + 2..].iter().all(u8::is_ascii_digit)
    });
    exponent || text.starts_with('=') || month_code(text)
}

/// `Aug-01`, `01-Aug`: a code turned into a date.
fn month_code(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.to_lowercase();
    let Some((a, b)) = lower.split_once('-') else { return false };
    let digits = |t: &str| (1..=4).contains(&t.len()) && t.bytes().all(|c| c.is_ascii_digit());
    (MONTHS.contains(&a) && digits(b)) || (digits(a) && MONTHS.contains(&b))
}

/// A spreadsheet's error value, such as `#REF!`.
pub(super) fn is_error_value(text: &str) -> bool {
    ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"].contains(&text)
}
