//! The cells of one row, read by the template's rules.

use super::{header::Header, refused::Refused};
use crate::{
    calendar::Date,
    deterrence::{Attribution, Grading, Side},
    incidents::{Tri, identifier_within},
};

/// Longest name of a group.
pub(super) const NAME_LENGTH: usize = 48;
/// Longest crime reference.
const REFERENCE_LENGTH: usize = 40;

/// What a template's example row begins with.
const EXAMPLE: &str = "EXAMPLE";

/// One row being read.
pub(super) struct Cells<'a> {
    pub(super) line: u64,
    pub(super) header: &'a Header,
    pub(super) row: &'a [String],
}

impl Cells<'_> {
    pub(super) fn cell(&self, column: &str) -> &str {
        self.header.cell(self.row, column)
    }

    pub(super) fn refuse(&self, column: &str, rule: impl Into<String>, hint: impl Into<String>) -> Refused {
        Refused {
            line: self.line,
            column: column.to_owned(),
            got: kind_of(self.cell(column)),
            rule: rule.into(),
            hint: hint.into(),
        }
    }

    /// A row the reader could not cut into the columns comes without a cell.
    pub(super) fn whole(&self) -> Result<(), Refused> {
        if !self.row.is_empty() {
            return Ok(());
        }
        Err(Refused {
            line: self.line,
            column: "the row".to_owned(),
            got: "not the columns of the first line".to_owned(),
            rule: "a row has a cell for each column of the first line".to_owned(),
            hint: "look for a comma or a quotation mark too many".to_owned(),
        })
    }

    pub(super) fn reference(&self) -> Result<String, Refused> {
        let text = self.cell("reference");
        let refuse = |rule: &str, hint: &str| Err(self.refuse("reference", rule, hint));
        if text.is_empty() {
            return refuse(
                "an entry needs its crime reference",
                "write the reference as the crime record has it",
            );
        }
        if text.to_uppercase().starts_with(EXAMPLE) {
            return refuse("this is the template's example", "delete the row");
        }
        let sound = |c: char| c.is_alphanumeric() || " /-_.:".contains(c);
        if text.chars().count() > REFERENCE_LENGTH || !text.chars().all(sound) || text.contains('@') {
            return refuse(
                "a reference is letters, digits and / - . alone, at most 40 of them",
                "one reference a row; anything else about the crime stays in the crime record",
            );
        }
        if !text.chars().any(|c| c.is_ascii_digit()) {
            return refuse("a reference has digits in it", "is this another column's content?");
        }
        Ok(text.to_owned())
    }

    /// A group's name as it is written, spaces single; `None` where the cell is empty.
    pub(super) fn group(&self, column: &str) -> Result<Option<String>, Refused> {
        let text = self.cell(column).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Ok(None);
        }
        let refuse = |rule: &str, hint: &str| Err(self.refuse(column, rule, hint));
        if text.starts_with(EXAMPLE) {
            return refuse("this is the template's example", "delete the row");
        }
        if let Some(kind) = identifier_within(&text, false) {
            return refuse(
                &format!("a {kind} has no place here"),
                "write the group's name; nothing about a person is kept",
            );
        }
        if text.contains([';', '|', ',', '/', '+']) {
            return refuse(
                "this looks like more than one group",
                "write a row for each group, each with the same reference",
            );
        }
        let sound = |c: char| c.is_alphanumeric() || " '’-.&()!".contains(c);
        if text.chars().count() > NAME_LENGTH || !text.chars().all(sound) {
            return refuse(
                "a group's name is at most 48 letters, digits and spaces",
                "write the name alone; what else is known stays in the intelligence record",
            );
        }
        if !text.chars().any(char::is_alphabetic) {
            return refuse("a group's name has letters in it", "is this another column's content?");
        }
        Ok(Some(text))
    }

    pub(super) fn date(&self, column: &str) -> Result<Option<Date>, Refused> {
        let text = self.cell(column);
        if text.is_empty() {
            return Ok(None);
        }
        let iso = Date::parse(text, "yyyy-mm-dd").ok();
        let day = iso.or_else(|| Date::parse(text, "dd/mm/yyyy").ok());
        let day = day.filter(|d| (1990..=2100).contains(&d.year()));
        day.map(Some).ok_or_else(|| {
            self.refuse(
                column,
                "a date is written 2025-11-21 or 21/11/2025",
                "give day, month and a year of four digits",
            )
        })
    }

    pub(super) fn must_date(&self, column: &str, why: &str) -> Result<Date, Refused> {
        self.date(column)?.ok_or_else(|| self.refuse(column, why, "write it 2025-11-21"))
    }

    pub(super) fn tri(&self, column: &str) -> Result<Tri, Refused> {
        match self.cell(column).to_lowercase().as_str() {
            "y" | "yes" | "true" | "1" => Ok(Tri::Yes),
            "n" | "no" | "false" | "0" => Ok(Tri::No),
            "" | "u" | "unknown" | "not known" => Ok(Tri::Unknown),
            _ => Err(self.refuse(
                column,
                "write yes, no or unknown",
                "a flag and nothing more: no age, no birth date, no words",
            )),
        }
    }

    /// A word of a closed list.
    pub(super) fn word<T>(
        &self,
        column: &str,
        read: fn(&str) -> Option<T>,
        words: &[&str],
    ) -> Result<T, Refused> {
        read(self.cell(column)).ok_or_else(|| {
            self.refuse(column, format!("write one of {}", words.join(", ")), "no other words are kept")
        })
    }

    pub(super) fn side(&self) -> Result<Side, Refused> {
        match self.cell("side").to_lowercase().as_str() {
            "suspect" => Ok(Side::Suspect),
            "victim" => Ok(Side::Victim),
            "unclear" | "unknown" => Ok(Side::Unclear),
            _ => Err(self.refuse(
                "side",
                "write suspect, victim or unclear",
                "suspect: the harm came from the group; victim: it was meant for the group; unclear: part of it, side not known",
            )),
        }
    }

    pub(super) fn attribution(&self) -> Result<Attribution, Refused> {
        self.cell("confidence").to_lowercase().parse().map_err(|_| {
            self.refuse(
                "confidence",
                "write confirmed, probable or possible",
                "confirmed: established; probable: more likely than not; possible: it may have been",
            )
        })
    }

    /// A 3×5×2 grading such as `2BP`; signs between its parts do not matter.
    pub(super) fn grading(&self) -> Result<Grading, Refused> {
        let plain: Vec<char> =
            self.cell("grading").to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
        if let [source @ '1'..='3', intelligence @ 'A'..='E', handling @ ('P' | 'C')] = plain[..] {
            let source = source as u8 - b'0';
            return Ok(Grading { source, intelligence, handling });
        }
        let hint = if matches!(plain[..], ['A'..='E', '1'..='5', ..]) {
            "this is the old 5×5×5 form: grade it again by 3×5×2"
        } else {
            "source 1 to 3, intelligence A to E, handling P (lawful sharing permitted) or C (with conditions)"
        };
        Err(self.refuse("grading", "a 3×5×2 grading is written 2BP", hint))
    }
}

/// What a cell holds, without its value.
pub(super) fn kind_of(cell: &str) -> String {
    let cell = cell.trim();
    let count = cell.chars().count();
    let all = |test: fn(&char) -> bool| cell.chars().all(|c| test(&c));
    if cell.is_empty() {
        "empty".to_owned()
    } else if let Some(kind) = identifier_within(cell, true) {
        format!("looks like a {kind}")
    } else if cell.parse::<f64>().is_ok() {
        "a number".to_owned()
    } else if all(|c| c.is_ascii_digit() || "/-. :T".contains(*c)) {
        "digits and signs".to_owned()
    } else if all(|c| c.is_alphabetic() || c.is_whitespace()) {
        format!("words, {count} letters")
    } else {
        format!("{count} letters, digits and signs")
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, kind_of};
    use crate::deterrence::register::header::Header;

    fn grading(text: &str) -> Result<(u8, char, char), String> {
        let header = Header::read(&["grading".to_owned()], &[("grading", &[], true)]).expect("a header");
        let row = [text.to_owned()];
        let read = Cells { line: 2, header: &header, row: &row }.grading();
        read.map(|g| (g.source, g.intelligence, g.handling)).map_err(|r| r.hint)
    }

    #[test]
    fn a_grading_is_read_by_its_three_parts_and_the_old_form_is_known() {
        assert_eq!(grading("2bp"), Ok((2, 'B', 'P')));
        assert_eq!(grading("3-E-C"), Ok((3, 'E', 'C')));
        assert!(grading("B24").unwrap_err().contains("5×5×5"));
        for wrong in ["4AP", "2FP", "2BX", "2B1", "", "2B"] {
            assert!(grading(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_kind_never_holds_the_value() {
        for cell in ["Jordan Bloggs", "07700 900123", "14/02/2009", "a.b@example.org", "17", "12 High St"] {
            let kind = kind_of(cell);
            assert!(!cell.split_whitespace().any(|part| kind.contains(part)), "{cell}: {kind}");
        }
    }
}
