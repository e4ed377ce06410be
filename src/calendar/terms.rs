//! School terms, from a user's file.

use super::{CalendarError, Date};

/// Example that ships: it is no real calendar and says so in its first line.
const EXAMPLE: &str = include_str!("data/terms-example.csv");

/// First and last days of terms, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermDates {
    spans: Vec<(i32, i32)>,
    /// True for the example that ships.
    pub example: bool,
}

impl TermDates {
    /// Reads `term,from,to` with ISO dates, both days included. Lines that start with # are comments.
    ///
    /// # Errors
    /// [`CalendarError::Term`] naming the line and the value.
    pub fn parse(csv: &str) -> Result<Self, CalendarError> {
        let mut spans = Vec::new();
        let mut header: Option<Vec<String>> = None;
        for (number, line) in (1_u64..).zip(csv.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split(',').map(|c| c.trim().trim_matches('"')).collect();
            let Some(names) = &header else {
                header = Some(cells.iter().map(|c| c.to_lowercase()).collect());
                continue;
            };
            let cell = |name: &'static str| -> Result<Date, CalendarError> {
                let wrong = |got: &str, rule| CalendarError::Term {
                    line: number,
                    column: name,
                    got: got.chars().take(40).collect(),
                    rule,
                };
                let at = names.iter().position(|n| n == name);
                let text = at
                    .and_then(|at| cells.get(at).copied())
                    .ok_or_else(|| wrong("", "the columns are term,from,to"))?;
                Date::parse(text, "yyyy-mm-dd").map_err(|_| wrong(text, "a date is written 2026-09-01"))
            };
            let (from, to) = (cell("from")?, cell("to")?);
            if to < from {
                return Err(CalendarError::Term {
                    line: number,
                    column: "to",
                    got: to.to_string(),
                    rule: "a term ends on or after its first day",
                });
            }
            spans.push((from.days(), to.days()));
        }
        spans.sort_unstable();
        Ok(Self { spans, example: false })
    }

    /// The example that ships, labelled.
    #[must_use]
    pub fn example() -> Self {
        let shipped = Self::parse(EXAMPLE).expect("the shipped example is read by a test");
        Self { example: true, ..shipped }
    }

    /// True on a local day outside every term; weekends of a term belong to the term.
    #[must_use]
    pub fn holiday(&self, day: i32) -> bool {
        !self.spans.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    /// True on a local day the dates know: between the first day of the first term and the last of the last. Outside of
    /// them a day is in no term of this file, which need not make it a holiday.
    #[must_use]
    pub fn knows(&self, day: i32) -> bool {
        let first = self.spans.first().is_some_and(|(from, _)| *from <= day);
        first && self.spans.iter().any(|(_, to)| day <= *to)
    }

    /// True when the dates say something about at least part of these days.
    #[must_use]
    pub fn cover(&self, from: i32, to: i32) -> bool {
        self.spans.iter().any(|(a, b)| *a <= to && *b >= from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_example_is_labelled_and_knows_august() {
        let terms = TermDates::example();
        assert!(terms.example && EXAMPLE.starts_with("# Example"));
        let day = |text| Date::parse(text, "yyyy-mm-dd").unwrap().days();
        assert!(terms.holiday(day("2025-08-10")));
        assert!(!terms.holiday(day("2025-10-01")));
    }

    #[test]
    fn days_before_the_first_and_after_the_last_term_are_not_known() {
        let terms =
            TermDates::parse("term,from,to\nsummer,2026-06-01,2026-07-22\nspring,2026-01-05,2026-03-27\n")
                .unwrap();
        let day = |text| Date::parse(text, "yyyy-mm-dd").unwrap().days();
        let told = ["2026-01-04", "2026-01-05", "2026-04-10", "2026-07-22", "2026-07-23"];
        assert_eq!(told.map(|d| terms.knows(day(d))), [false, true, true, true, false]);
        assert!(terms.holiday(day("2026-04-10")));
        assert!(!TermDates::parse("term,from,to\n").unwrap().knows(0));
    }

    #[test]
    fn a_term_that_ends_before_it_begins_is_named_by_its_line() {
        let error = TermDates::parse("term,from,to\nspring,2026-03-01,2026-01-05\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
