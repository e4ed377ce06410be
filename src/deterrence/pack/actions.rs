//! What was agreed, by whom, until when, and what came of it.

use serde::Serialize;

use crate::{calendar::Date, incidents::identifier_within};

/// What has become of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionStatus {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrackedAction {
    /// Its own id.
    pub id: String,
    /// What is to be done.
    pub action: String,
    /// The role that owns it, never a name.
    pub owner: String,
    /// When it is due, if a day was set.
    pub due: Option<Date>,
    /// What has become of it.
    pub status: ActionStatus,
    /// When it was done or dropped.
    pub closed: Option<Date>,
    /// What came of it.
    pub result: String,
    /// References of the incidents it is about.
    pub references: Vec<String>,
    /// When it was agreed, if told.
    pub raised: Option<Date>,
}

/// Every action told so far, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionBook {
    actions: Vec<TrackedAction>,
}

/// The actions of one pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ActionsThen {
    /// Done or dropped in the window.
    pub closed: Vec<TrackedAction>,
    /// Still to be done, the one due first first.
    pub open: Vec<TrackedAction>,
    /// Open ones whose day has passed.
    pub overdue: usize,
}

/// A line of a tracker that cannot be used. What stood there is not repeated: it may be what should not have been there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the actions file, line {line}, column {column}: {rule}")]
pub struct ActionsFault {
    /// Line of the file, 1 first.
    pub line: u64,
    /// Column.
    pub column: &'static str,
    /// What it must be.
    pub rule: &'static str,
}

/// Columns, their other names, and whether they must be there.
const COLUMNS: [(&str, &[&str], bool); 9] = [
    ("id", &["number"], true),
    ("action", &[], true),
    ("owner", &["owner_role", "owner role"], true),
    ("due", &[], false),
    ("status", &[], true),
    ("done", &["done_date", "done date", "closed"], false),
    ("result", &[], false),
    ("references", &["reference"], false),
    ("raised", &["raised_date", "agreed"], false),
];

/// Days before a window within which a closure that comes to light late is still told.
const LATE_DAYS: i32 = 28;

/// The header line of an empty tracker.
pub const ACTIONS_HEADER: &str = "id,action,owner_role,due,status,done_date,result,references,raised";

impl ActionBook {
    /// Reads a tracker's rows: the header's names in any order and case, each row with its line in the file.
    ///
    /// `id`, `action`, `owner` (or `owner_role`) and `status` (open, done or dropped) must be there; `due`, `done` (or
    /// `done_date`), `result`, `references` (joined by `;`) and `raised` may. Dates are written 2025-11-21.
    ///
    /// # Errors
    /// [`ActionsFault`] naming line and column: a column missing, a cell that cannot be used, one id twice, an
    /// action that is closed without its day or has one and is open.
    pub fn parse(header: &[String], rows: &[(u64, Vec<String>)]) -> Result<Self, ActionsFault> {
        let find = |name: &str, others: &[&str]| {
            header.iter().position(|h| {
                let h = h.trim().trim_start_matches('\u{feff}');
                h.eq_ignore_ascii_case(name) || others.iter().any(|o| h.eq_ignore_ascii_case(o))
            })
        };
        if let Some((name, ..)) =
            COLUMNS.iter().find(|(name, others, must)| *must && find(name, others).is_none())
        {
            return Err(refuse(1, name, "the tracker must have this column"));
        }
        let mut actions: Vec<TrackedAction> = Vec::new();
        for (line, cells) in rows {
            let cell = |name: &'static str| -> &str {
                let others =
                    COLUMNS.iter().find(|(n, ..)| *n == name).map_or(&[][..], |(_, others, _)| *others);
                find(name, others).and_then(|at| cells.get(at)).map_or("", |c| c.trim())
            };
            let action = read(*line, &cell)?;
            if actions.iter().any(|other| other.id == action.id) {
                return Err(refuse(*line, "id", "each action stands once"));
            }
            actions.push(action);
        }
        Ok(Self { actions })
    }

    /// Every action, in the order told.
    #[must_use]
    pub fn all(&self) -> &[TrackedAction] {
        &self.actions
    }

    /// These actions with those of a newer file: a line of the file takes the place of the one with its id, an
    /// action the file does not name stays.
    #[must_use]
    pub fn with(mut self, newer: Self) -> Self {
        for action in newer.actions {
            match self.actions.iter_mut().find(|held| held.id == action.id) {
                Some(held) => *held = action,
                None => self.actions.push(action),
            }
        }
        self
    }

    /// Ids of those closed before a day, as a pack for that day knows them.
    #[must_use]
    pub fn closed_before(&self, until: Date) -> Vec<String> {
        let closed = self.actions.iter().filter(|a| a.closed.is_some_and(|day| day < until));
        closed.map(|a| a.id.clone()).collect()
    }

    /// The actions as they stood at the end of a window: what was closed in it, and what was then open. What was
    /// agreed or closed later is not known yet. `told` are the ids closed when the last pack was made: one closed in the
    /// four weeks before the window that is not among them was told to nobody yet.
    #[must_use]
    pub fn then(&self, from: Date, until: Date, told: Option<&[String]>) -> ActionsThen {
        let untold = |a: &TrackedAction, day: Date| {
            day >= from.plus(-LATE_DAYS) && told.is_some_and(|ids| !ids.contains(&a.id))
        };
        let mut then = ActionsThen::default();
        for action in self.actions.iter().filter(|a| a.raised.is_none_or(|day| day < until)) {
            match action.closed {
                Some(day) if day < from && !untold(action, day) => {}
                Some(day) if day < until => then.closed.push(action.clone()),
                Some(_) => then.open.push(TrackedAction {
                    status: ActionStatus::Open,
                    closed: None,
                    result: String::new(),
                    ..action.clone()
                }),
                None => then.open.push(action.clone()),
            }
        }
        then.closed.sort_by(|a, b| (b.closed, &a.id).cmp(&(a.closed, &b.id)));
        then.open.sort_by_key(|a| (a.due.is_none(), a.due, a.id.clone()));
        then.overdue = then.open.iter().filter(|a| a.due.is_some_and(|due| due < until)).count();
        then
    }

    /// The tracker as CSV, for the store: one line an action, in the order told.
    #[must_use]
    pub fn csv(&self) -> String {
        let date = |day: Option<Date>| day.map_or_else(String::new, |d| d.to_string());
        let mut out = format!("{ACTIONS_HEADER}\n");
        for a in &self.actions {
            let status = match a.status {
                ActionStatus::Open => "open",
                ActionStatus::Done => "done",
                ActionStatus::Dropped => "dropped",
            };
            let fields = [
                field(&a.id),
                field(&a.action),
                field(&a.owner),
                date(a.due),
                status.to_owned(),
                date(a.closed),
                field(&a.result),
                field(&a.references.join(";")),
                date(a.raised),
            ];
            out.push_str(&fields.join(","));
            out.push('\n');
        }
        out
    }
}

/// Always quoted; a line break becomes a space, so that one action is one line.
fn field(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", one_line.replace('"', "\"\""))
}

fn refuse(line: u64, column: &'static str, rule: &'static str) -> ActionsFault {
    ActionsFault { line, column, rule }
}

fn read<'a>(line: u64, cell: &dyn Fn(&'static str) -> &'a str) -> Result<TrackedAction, ActionsFault> {
    let needed = |column: &'static str, rule| match cell(column) {
        "" => Err(refuse(line, column, rule)),
        text => Ok(text.to_owned()),
    };
    let date = |column: &'static str| match cell(column) {
        "" => Ok(None),
        text => {
            text.parse::<Date>().map(Some).map_err(|_| refuse(line, column, "a date is written 2025-11-21"))
        }
    };
    // These are printed as they were written.
    for column in ["id", "action", "owner", "result", "references"] {
        if identifier_within(cell(column), false).is_some() {
            return Err(refuse(line, column, "an e-mail address or a number of a person has no place here"));
        }
    }
    let status = match cell("status").to_lowercase().as_str() {
        "open" => ActionStatus::Open,
        "done" => ActionStatus::Done,
        "dropped" => ActionStatus::Dropped,
        _ => return Err(refuse(line, "status", "write open, done or dropped")),
    };
    let closed = date("done")?;
    match (status, closed) {
        (ActionStatus::Open, Some(_)) => {
            return Err(refuse(line, "done", "an open action has no day it was done"));
        }
        (ActionStatus::Done | ActionStatus::Dropped, None) => {
            return Err(refuse(line, "done", "write the day it was done or dropped"));
        }
        _ => {}
    }
    Ok(TrackedAction {
        id: needed("id", "an action needs an id, so that next week's file can close it")?,
        action: needed("action", "say what is to be done")?,
        owner: needed("owner", "an action needs an owner: a role, not a name")?,
        due: date("due")?,
        status,
        closed,
        result: cell("result").to_owned(),
        references: cell("references")
            .split(';')
            .map(str::trim)
            .filter(|r| !r.is_empty())
            .map(str::to_owned)
            .collect(),
        raised: date("raised")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(rows: &[&str]) -> Result<ActionBook, ActionsFault> {
        let header: Vec<String> = ACTIONS_HEADER.split(',').map(str::to_owned).collect();
        let rows: Vec<(u64, Vec<String>)> =
            (2..).zip(rows.iter().map(|r| r.split(',').map(str::to_owned).collect())).collect();
        ActionBook::parse(&header, &rows)
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn an_action_is_carried_over_until_it_is_closed_and_then_told_once() {
        let book = book(&[
            "1,Patrol,Sgt North,2025-11-20,open,,,,",
            "2,Visit,Youth worker,2025-11-18,done,2025-11-17,no answer,R1;R2,",
            "3,Letter,Housing,2025-12-01,done,2025-11-25,sent,,",
            "4,Old,Housing,,done,2025-11-01,sent,,",
            "5,Later,Housing,,open,,,,2025-11-24",
        ])
        .expect("a book");
        let then = book.then(day("2025-11-14"), day("2025-11-21"), None);
        assert_eq!(then.closed.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["2"]);
        assert_eq!(then.open.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["1", "3"]);
        assert_eq!(then.overdue, 1, "the patrol's day has passed");
        assert_eq!((then.open[1].result.as_str(), then.open[1].status), ("", ActionStatus::Open));
        let next = book.then(day("2025-11-21"), day("2025-11-28"), None);
        assert_eq!(next.closed.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["3"]);
    }

    #[test]
    fn what_was_closed_up_to_four_weeks_before_and_told_to_nobody_is_told_now() {
        let book = book(&[
            "1,Patrol,Sgt,,done,2025-10-16,went,,",
            "2,Visit,Nurse,,done,2025-10-17,went,,",
            "3,Letter,Housing,,done,2025-11-10,sent,,",
        ])
        .expect("a book");
        let told = |ids: Option<&[&str]>| {
            let ids = ids.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
            let then = book.then(day("2025-11-14"), day("2025-11-21"), ids.as_deref());
            then.closed.into_iter().map(|a| a.id).collect::<Vec<_>>()
        };
        assert_eq!(told(Some(&[])), ["3", "2"], "the first is too long ago");
        assert_eq!(told(Some(&["3"])), ["2"]);
        assert!(told(None).is_empty(), "what was told then is not known");
    }

    #[test]
    fn a_newer_file_changes_what_it_names_and_leaves_the_rest() {
        let held = book(&["1,Patrol,Sgt,,open,,,,", "2,Visit,Nurse,,open,,,,"]).expect("a book");
        let newer =
            book(&["2,Visit,Nurse,,done,2025-11-19,went,,", "3,Call,School,,open,,,,"]).expect("a book");
        let both = held.with(newer.clone());
        assert_eq!(both.all().len(), 3);
        assert_eq!(both.all()[1].status, ActionStatus::Done);
        assert_eq!(both.clone().with(newer), both, "the same file twice changes nothing");
    }

    #[test]
    fn what_cannot_be_used_is_named_by_line_and_column() {
        for (row, says) in [
            ("1,Patrol,Sgt,,finished,,,,", "status"),
            ("1,Patrol,Sgt,,done,,,,", "done"),
            ("1,Patrol,Sgt,,open,2025-11-01,,,", "done"),
            ("1,Patrol,,,open,,,,", "owner"),
            (",Patrol,Sgt,,open,,,,", "id"),
            ("1,Patrol,Sgt,1/12/2025,open,,,,", "due"),
        ] {
            let fault = book(&[row]).expect_err(row).to_string();
            assert!(fault.contains("line 2") && fault.contains(says), "{fault}");
        }
        assert!(
            book(&["1,a,b,,open,,,,", "1,c,d,,open,,,,"]).expect_err("twice").to_string().contains("once")
        );
    }
}
