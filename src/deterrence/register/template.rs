//! The empty sheets an analyst starts from.

use super::{Necessity, Purpose, Responsible, SourceKind, alias, entry, header::Column, presence};

/// The three sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Group-involved crimes.
    Entries,
    /// Other spellings of groups.
    Aliases,
    /// Where groups are known to meet.
    Presence,
}

impl Sheet {
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Entries => &entry::COLUMNS,
            Self::Aliases => &alias::COLUMNS,
            Self::Presence => &presence::COLUMNS,
        }
    }

    /// How many of these names are columns of the sheet.
    #[must_use]
    pub fn known(self, header: &[String]) -> usize {
        let plain = |h: &String| h.trim().trim_start_matches('\u{feff}').to_lowercase().replace(' ', "_");
        header
            .iter()
            .filter(|h| {
                self.columns().iter().any(|(name, others, _)| {
                    let h = plain(h);
                    h == *name || others.contains(&h.as_str())
                })
            })
            .count()
    }

    /// What goes into each column, a sentence a column.
    #[must_use]
    pub fn guide(self) -> Vec<(&'static str, String)> {
        let list = |words: &[&str]| words.join(", ");
        match self {
            Self::Entries => vec![
                ("reference", "the crime's reference, as its record has it; one row a group, so three groups are three rows".to_owned()),
                ("group", "the group, never a person; spelled the same in every row".to_owned()),
                ("rival", "the group on the other side, where you state one; may be empty".to_owned()),
                ("side", "suspect (the harm came from it), victim (it was meant for it; says nothing of the person hurt), unclear".to_owned()),
                ("confidence", "confirmed, probable, possible".to_owned()),
                ("grading", "3×5×2: source 1-3, intelligence A-E, handling P or C, such as 2BP".to_owned()),
                ("source_date", "day of the source, 2025-11-21".to_owned()),
                ("review_date", "the entry lapses on this day; at most six years after the source".to_owned()),
                ("under_18", "yes, no, unknown: was somebody under 18 part of it".to_owned()),
                ("exploitation", "yes, no, unknown: are there signs that children are exploited".to_owned()),
                ("purpose", format!("what it is held for: {}", list(Purpose::WORDS))),
                ("necessity", format!("why that needs it: {}", list(Necessity::WORDS))),
                ("responsible_role", format!("who answers for it, a role and no name: {}", list(Responsible::WORDS))),
                ("source_kind", format!("what kind of source: {}", list(SourceKind::WORDS))),
            ],
            Self::Aliases => vec![
                ("alias", "the other spelling, to the letter".to_owned()),
                ("group", "the name it stands for".to_owned()),
            ],
            Self::Presence => vec![
                ("group", "a group of the register".to_owned()),
                ("easting, northing", "metres of the national grid; or".to_owned()),
                ("longitude, latitude", "degrees; never a home".to_owned()),
                ("date", "the day, 2025-11-21".to_owned()),
                ("grading", "3×5×2, such as 2BP".to_owned()),
                ("review_date", "the point lapses on this day; empty for twelve months".to_owned()),
            ],
        }
    }
}

/// The sheet's first line and one example row, as CSV; an example row of the entries is refused until it is deleted.
#[must_use]
pub fn template(sheet: Sheet) -> String {
    let names: Vec<&str> = sheet.columns().iter().map(|(name, ..)| *name).collect();
    let example = match sheet {
        Sheet::Entries => {
            "EXAMPLE/000001/25,Group A,Group B,suspect,probable,2BP,2025-11-21,2026-11-21,unknown,unknown,prevention,retaliation,analyst,intelligence-report\n"
        }
        Sheet::Aliases | Sheet::Presence => "",
    };
    format!("{}\n{example}", names.join(","))
}

#[cfg(test)]
mod tests {
    use super::{Sheet, template};
    use crate::deterrence::register::GroupRegister;

    #[test]
    fn the_template_is_read_by_its_own_reader_and_its_example_is_refused() {
        let text = template(Sheet::Entries);
        let rows: Vec<Vec<String>> =
            text.lines().map(|l| l.split(',').map(str::to_owned).collect()).collect();
        let reading = GroupRegister::parse(&rows[0], &[(2, rows[1].clone())]).expect("its own columns");
        assert_eq!((reading.read, reading.accepted.len(), reading.notes.len()), (1, 0, 0));
        assert!(reading.refused[0].rule.contains("example"));
        let mut own = rows[1].clone();
        "KT/1/25".clone_into(&mut own[0]);
        let reading = GroupRegister::parse(&rows[0], &[(2, own)]).expect("its own columns");
        assert_eq!(reading.refused, Vec::new());
        assert_eq!(Sheet::Entries.known(&rows[0]), 14);
    }
}
