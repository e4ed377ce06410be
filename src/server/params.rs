//! The query string as a closed list of typed parameters. Anything unknown, given twice or
//! malformed is a 400 that names the parameter.

use super::problem::Problem;
use crate::pipeline::{Facts, Month, PanelAsk, Question, RankBy};

/// Most parameters a request may carry.
const MOST: usize = 32;

/// The parameters of one request, decoded, each once. Every reader takes its own out; what is left
/// at the end is unknown.
#[derive(Debug, Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
}

fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'%' => {
                let hex = [bytes.next()?, bytes.next()?];
                let hex =
                    std::str::from_utf8(&hex).ok().filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))?;
                out.push(u8::from_str_radix(hex, 16).ok()?);
            }
            b'+' => out.push(b' '),
            b => out.push(b),
        }
    }
    let text = String::from_utf8(out).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

/// Only names made like ours are repeated back.
fn safe_name(name: &str) -> &str {
    let plain = name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if plain && !name.is_empty() { name } else { "?" }
}

impl Params {
    /// Splits and decodes.
    ///
    /// # Errors
    /// 400 for more than 32 parameters, bad percent-encoding, control characters or a repeat.
    pub fn parse(query: Option<&str>) -> Result<Self, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for piece in query.unwrap_or_default().split('&').filter(|p| !p.is_empty()) {
            if pairs.len() == MOST {
                return Err(Problem::parameter("?", "too many parameters"));
            }
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let name =
                decode(name).ok_or_else(|| Problem::parameter("?", "a parameter name is malformed"))?;
            let value = decode(value).ok_or_else(|| {
                Problem::parameter(safe_name(&name), "the value is not valid percent-encoded text")
            })?;
            if pairs.iter().any(|(seen, _)| *seen == name) {
                return Err(Problem::parameter(safe_name(&name), "the parameter is given twice"));
            }
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// Takes one parameter out, as text.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(n, _)| n == name)?;
        Some(self.pairs.swap_remove(at).1)
    }

    /// Takes one parameter out and reads it; an empty value counts as absent.
    ///
    /// # Errors
    /// 400 naming the parameter and what is expected.
    pub fn read<T>(
        &mut self,
        name: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        match self.take(name) {
            None => Ok(None),
            Some(text) if text.is_empty() => Ok(None),
            Some(text) => {
                parse(&text).map(Some).ok_or_else(|| Problem::parameter(name, format!("expected {expected}")))
            }
        }
    }

    /// Refuses whatever nobody took.
    ///
    /// # Errors
    /// 400 naming the first one left.
    pub fn finish(self) -> Result<(), Problem> {
        match self.pairs.first() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::parameter(
                safe_name(name),
                "there is no such parameter here; see /api/openapi.json",
            )),
        }
    }

    fn csp(&mut self, facts: &Facts) -> Result<Option<String>, Problem> {
        self.read("csp", "the code of a partnership listed in /api/status", |text| {
            facts.csps.iter().find(|c| c.code == text || c.name == text).map(|c| c.code.clone())
        })
    }

    /// `csp`, `sites` and `minutes`: all that may vary in panel mode.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn panel(&mut self, facts: &Facts) -> Result<PanelAsk, Problem> {
        let csp = self.csp(facts)?;
        let sites =
            self.read("sites", "a whole number from 1 to 12", whole)?.unwrap_or(PanelAsk::USUAL_SITES);
        let minutes = self.read("minutes", "5, 10, 15 or 20", whole)?.unwrap_or(PanelAsk::USUAL_MINUTES);
        if !PanelAsk::MINUTES.contains(&minutes) {
            return Err(Problem::parameter("minutes", "expected 5, 10, 15 or 20"));
        }
        PanelAsk::new(csp, sites, minutes)
            .ok_or_else(|| Problem::parameter("sites", "expected a whole number from 1 to 12"))
    }

    /// `csp`, `from`, `to`, `definition` and `rank_by`, checked against what the session offers.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn question(&mut self, facts: &Facts) -> Result<Question, Problem> {
        let csp = self.csp(facts)?;
        let month = |text: &str| text.parse::<Month>().ok();
        let from = self.read("from", "a month written YYYY-MM", month)?;
        let to = self.read("to", "a month written YYYY-MM", month)?;
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Problem::parameter("to", "the last month is before the first"));
        }
        let definition = self.read("definition", "the id of a definition listed in /api/status", |text| {
            facts.definitions.iter().find(|d| d.id == text).map(|d| d.id.clone())
        })?;
        let rank_by = self.read("rank_by", "excess, count, harm or density", |text| match text {
            "excess" => Some(RankBy::Excess),
            "count" => Some(RankBy::Count),
            "harm" => Some(RankBy::Harm),
            "density" => Some(RankBy::Density),
            _ => None,
        })?;
        Ok(Question {
            csp,
            from,
            to,
            definition,
            rank_by: rank_by.unwrap_or_default(),
            ..Question::default()
        })
    }
}

/// A whole number in plain ASCII digits, at most nine of them.
pub fn whole(text: &str) -> Option<u32> {
    let plain = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// `west,south,east,north` in degrees (or six numbers, whose heights are ignored), with a width and
/// a height.
pub fn bbox(text: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = text.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
    let b = match numbers[..] {
        [w, s, e, n] | [w, s, _, e, n, _] => [w, s, e, n],
        _ => return None,
    };
    let held = b[0].abs() <= 180.0 && b[2].abs() <= 180.0 && b[1].abs() <= 90.0 && b[3].abs() <= 90.0;
    (numbers.iter().all(|n| n.is_finite()) && held && b[0] < b[2] && b[1] < b[3]).then_some(b)
}

/// An instant, a date, or an interval `a/b` with `..` or nothing for an open end, as months:
/// `(first, last)`, both inclusive. Everything we serve is known by month.
pub fn datetime(text: &str) -> Option<(Option<Month>, Option<Month>)> {
    let end = |text: &str| match text {
        "" | ".." => Some(None),
        text => instant(text).map(Some),
    };
    match text.split_once('/') {
        None => instant(text).map(|m| (Some(m), Some(m))),
        Some((a, b)) => {
            let (a, b) = (end(a)?, end(b)?);
            let ordered = a.zip(b).is_none_or(|(a, b)| a <= b);
            ((a.is_some() || b.is_some()) && ordered).then_some((a, b))
        }
    }
}

/// The month of an RFC 3339 date or date-time.
fn instant(text: &str) -> Option<Month> {
    let month: Month = text.get(..7)?.parse().ok()?;
    let rest = text.get(7..)?.as_bytes();
    let two = |at: usize| -> Option<u32> {
        let pair = rest.get(at..at + 2)?;
        pair.iter()
            .all(u8::is_ascii_digit)
            .then(|| u32::from(pair[0] - b'0') * 10 + u32::from(pair[1] - b'0'))
    };
    let is = |at: usize, allowed: &[u8]| rest.get(at).is_some_and(|b| allowed.contains(b));
    if !is(0, b"-") || !(1..=31).contains(&two(1)?) {
        return None;
    }
    if rest.len() == 3 {
        return Some(month);
    }
    let clock = is(3, b"Tt") && two(4)? < 24 && is(6, b":") && two(7)? < 60 && is(9, b":") && two(10)? <= 60;
    let mut zone = 12;
    if is(zone, b".") {
        zone += 1;
        while rest.get(zone).is_some_and(u8::is_ascii_digit) {
            zone += 1;
        }
    }
    let zulu = is(zone, b"Zz") && rest.len() == zone + 1;
    let offset = is(zone, b"+-") && rest.len() == zone + 6 && two(zone + 1)? < 24 && is(zone + 3, b":");
    (clock && (zulu || (offset && two(zone + 4)? < 60))).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_that_are_none_are_refused() {
        for bad in
            ["", "1,2,3", "1,2,3,4,5", "NaN,0,1,1", "inf,0,1,1", "2,0,1,1", "0,0,0,1", "0,0,181,1", "a,b,c,d"]
        {
            assert_eq!(bbox(bad), None, "{bad}");
        }
        assert_eq!(bbox("-1,50,2.5,52"), Some([-1.0, 50.0, 2.5, 52.0]));
        assert_eq!(bbox("-1,50,0,2.5,52,100"), Some([-1.0, 50.0, 2.5, 52.0]));
    }

    #[test]
    fn instants_and_intervals_become_months() {
        let m = |text: &str| text.parse::<Month>().ok();
        assert_eq!(datetime("2025-03-04"), Some((m("2025-03"), m("2025-03"))));
        assert_eq!(datetime("2025-03-04T05:06:07Z/.."), Some((m("2025-03"), None)));
        assert_eq!(datetime("/2025-03-04T05:06:07.25+01:00"), Some((None, m("2025-03"))));
        for bad in [
            "",
            "..",
            "../..",
            "2025",
            "2025-13-01",
            "2025-01-32",
            "2025-01-01T25:00:00Z",
            "2025-01-01T00:00:00",
        ] {
            assert_eq!(datetime(bad), None, "{bad}");
        }
        assert_eq!(datetime("2025-04-01/2025-03-01"), None);
    }

    #[test]
    fn repeats_and_strangers_are_named_and_their_values_are_not() {
        let twice = Params::parse(Some("a=1&a=2")).expect_err("a repeat is refused");
        assert_eq!(twice, Problem::parameter("a", "the parameter is given twice"));
        assert!(Params::parse(Some("x=%zz")).is_err());
        assert!(Params::parse(Some("x=%00")).is_err());
        assert!(Params::parse(Some(&"a=1&".repeat(40))).is_err());
        let stranger = Params::parse(Some("sql=drop")).expect("well-formed").finish().expect_err("unknown");
        assert!(!format!("{stranger:?}").contains("drop"));
    }
}
