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
    /// Every sheet, the register first.
    pub const ALL: [Self; 3] = [Self::Entries, Self::Aliases, Self::Presence];

    /// The name of its file where all are written, and what `register import` calls it.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Entries => "register.csv",
            Self::Aliases => "aliases.csv",
            Self::Presence => "presence.csv",
        }
    }

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

/// The sheet's first line and one example row, as CSV. An example is refused until it is deleted; without the word
/// `EXAMPLE` it would be a good row.
#[must_use]
pub fn template(sheet: Sheet) -> String {
    let names: Vec<&str> = sheet.columns().iter().map(|(name, ..)| *name).collect();
    let example = match sheet {
        Sheet::Entries => {
            "EXAMPLE/000001/25,Group A,Group B,suspect,probable,2BP,2025-11-21,2026-11-21,unknown,unknown,prevention,retaliation,analyst,intelligence-report"
        }
        Sheet::Aliases => "EXAMPLE Grp A,Group A",
        Sheet::Presence => "EXAMPLE Group A,600000,170000,,,2025-11-21,2BP,",
    };
    format!("{}\n{example}\n", names.join(","))
}

#[cfg(test)]
mod tests {
    use super::{Sheet, template};
    use crate::deterrence::register::{
        GroupAliases, GroupRegister, HeaderFault, PresencePoints, Reading, Refused,
    };

    fn refused<T>(
        text: &str,
        parse: impl Fn(&[String], &[(u64, Vec<String>)]) -> Result<Reading<T>, HeaderFault>,
    ) -> Vec<Refused> {
        let rows: Vec<Vec<String>> =
            text.lines().map(|l| l.split(',').map(str::to_owned).collect()).collect();
        let reading = parse(&rows[0], &[(2, rows[1].clone())]).expect("its own columns");
        assert_eq!((reading.read, reading.notes.len()), (1, 0));
        reading.refused
    }

    #[test]
    fn a_template_is_read_by_its_own_reader_and_its_example_is_refused_for_being_one_alone() {
        let of = |sheet: Sheet, text: &str| match sheet {
            Sheet::Entries => refused(text, GroupRegister::parse),
            Sheet::Aliases => refused(text, GroupAliases::parse),
            Sheet::Presence => refused(text, PresencePoints::parse),
        };
        for sheet in Sheet::ALL {
            let text = template(sheet);
            let told = of(sheet, &text);
            assert!(told[0].rule.contains("example"), "{told:?}");
            assert_eq!(of(sheet, &text.replace("EXAMPLE", "")), Vec::new(), "{sheet:?}");
            let header: Vec<String> =
                text.lines().next().expect("a header").split(',').map(str::to_owned).collect();
            assert_eq!(sheet.known(&header), sheet.columns().len());
            let guide: Vec<String> =
                sheet.guide().iter().flat_map(|(names, _)| names.split(", ")).map(str::to_owned).collect();
            assert_eq!(guide, header, "every column is explained, in its order");
        }
    }
}
