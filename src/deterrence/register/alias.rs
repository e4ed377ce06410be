//! Two spellings of one group, said so by an analyst. Nothing else ever makes two groups one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    cells::{Cells, kind_of},
    header::{Column, Header, HeaderFault},
    refused::{Reading, Refused},
};

/// One line of the alias table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// Line of the file.
    pub line: u64,
    /// The other spelling.
    pub alias: String,
    /// The name it stands for.
    pub group: String,
}

pub(super) const COLUMNS: [Column; 2] = [("alias", &["spelling"], true), ("group", &[], true)];

/// The alias table: each spelling with the name it stands for. Spellings count to the letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupAliases {
    names: BTreeMap<String, String>,
}

impl Reading<Alias> {
    /// Refuses the lines that would make a chain of names with those held: a spelling stands for a name, never for another
    /// spelling. A line with a spelling that is held takes the place of that one.
    #[must_use]
    pub fn without_chains(mut self, held: &GroupAliases) -> Self {
        loop {
            let new: BTreeSet<&str> = self.accepted.iter().map(|a| a.alias.as_str()).collect();
            let stay: Vec<(&str, &str)> = held.pairs().filter(|(alias, _)| !new.contains(alias)).collect();
            let chained: Vec<bool> = self
                .accepted
                .iter()
                .map(|a| stay.iter().any(|(alias, group)| *alias == a.group || *group == a.alias))
                .collect();
            // A line refused no longer takes a held one's place, and that one may then make a chain with another.
            if !chained.contains(&true) {
                break;
            }
            let mut chained = chained.into_iter();
            let (refused, accepted) =
                self.accepted.into_iter().partition(|_| chained.next().unwrap_or_default());
            self.accepted = accepted;
            let refused: Vec<Alias> = refused;
            self.refused.extend(refused.into_iter().map(|alias| Refused {
                line: alias.line,
                column: "group".to_owned(),
                got: kind_of(&alias.group),
                rule: "with the table that is kept this makes a chain of names".to_owned(),
                hint: "give every spelling the one name the group is to have, or import the whole table without --add"
                    .to_owned(),
            }));
        }
        self.refused.sort_by_key(|r| r.line);
        self
    }
}

impl GroupAliases {
    /// Reads the rows of a file. One spelling stands for one name, and no name is itself a spelling of another.
    ///
    /// # Errors
    /// [`HeaderFault`] for a file with a column for a person, or without its two columns.
    pub fn parse(header: &[String], rows: &[(u64, Vec<String>)]) -> Result<Reading<Alias>, HeaderFault> {
        let header = Header::read(header, &COLUMNS)?;
        let mut reading: Reading<Alias> = Reading { notes: header.notes.clone(), ..Reading::default() };
        for (line, row) in rows {
            let cells = Cells { line: *line, header: &header, row };
            let outcome = pair(&cells).and_then(|(alias, group)| {
                let clash = |column: &str, rule: String, hint: &str| Err(cells.refuse(column, rule, hint));
                if alias == group {
                    return clash(
                        "alias",
                        "a name is no other spelling of itself".to_owned(),
                        "delete the row",
                    );
                }
                if let Some(first) = reading.accepted.iter().find(|a| a.alias == alias) {
                    let line = first.line;
                    return clash(
                        "alias",
                        format!("the same spelling stands at line {line}"),
                        "keep one of the two",
                    );
                }
                if let Some(first) = reading.accepted.iter().find(|a| a.alias == group || a.group == alias) {
                    return clash(
                        "group",
                        format!("with line {} this makes a chain of names", first.line),
                        "give every spelling the one name the group is to have",
                    );
                }
                Ok(Alias { line: *line, alias, group })
            });
            reading.row(outcome);
        }
        Ok(reading)
    }

    /// A table of these lines.
    #[must_use]
    pub fn of(lines: impl IntoIterator<Item = Alias>) -> Self {
        Self { names: lines.into_iter().map(|a| (a.alias, a.group)).collect() }
    }

    /// The name a spelling stands for: itself, unless the table says otherwise.
    #[must_use]
    pub fn resolve<'a>(&'a self, spelling: &'a str) -> &'a str {
        self.names.get(spelling).map_or(spelling, String::as_str)
    }

    /// Every spelling with its name, in order of the spellings.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().map(|(alias, group)| (alias.as_str(), group.as_str()))
    }

    /// The table as lines again, numbered in order of the spellings.
    #[must_use]
    pub fn lines(&self) -> Vec<Alias> {
        let line = |(line, (alias, group)): (u64, (&str, &str))| Alias {
            line,
            alias: alias.to_owned(),
            group: group.to_owned(),
        };
        (1..).zip(self.pairs()).map(line).collect()
    }

    /// True when no spelling stands for another name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

fn pair(cells: &Cells<'_>) -> Result<(String, String), Refused> {
    cells.whole()?;
    let name = |column: &str, rule: &str| {
        cells.group(column)?.ok_or_else(|| cells.refuse(column, rule, "each row has a spelling and a name"))
    };
    Ok((name("alias", "a row needs the other spelling")?, name("group", "a row needs the group's name")?))
}
