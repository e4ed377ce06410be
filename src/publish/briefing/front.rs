//! Page 1: what happened, linked to what, where next, what was done.

use super::{
    rows::{Rows, cell, more, sentences, stacked, strong},
    wording::word,
};
use crate::{
    deterrence::{ActionStatus, GRAVE, IncidentLine, Pack, TrackedAction, groups_words, words},
    publish::document::{Align, Block, Brand, Cell, Run, Table, shortened},
};

/// Incidents shown on page 1, at most.
const SHOWN: usize = 5;
/// Rows of page 1 up to which the gravest of the others stand below those linked to groups.
const FILLED: usize = 4;
/// Actions done that are shown on page 1, at most.
const DONE: usize = 4;

pub(super) fn blocks(pack: &Pack, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::Title {
        under: format!("{}. For the weekend of {}. {}", pack.area, pack.weekend, pack.window.why()),
    }];
    out.push(Block::heading(1, word(brand, "happened")));
    out.extend(sentences(&pack.headline, 8));
    out.extend(happened(pack));
    if !pack.changes.is_empty() {
        out.push(Block::heading(1, word(brand, "changed")));
        out.extend(sentences(&pack.changes, rows.sentences.min(7)));
    }
    out.push(Block::heading(1, word(brand, "stand")));
    out.extend(stand(pack));
    out.push(Block::heading(1, word(brand, "done")));
    out.extend(done(pack));
    out
}

/// Group-linked incidents; where there are none, the gravest.
fn happened(pack: &Pack) -> Vec<Block> {
    let linked: Vec<(usize, &IncidentLine)> =
        pack.lines.iter().enumerate().filter(|(_, line)| !line.groups.is_empty()).collect();
    let grave = pack.lines.iter().enumerate().filter(|(_, l)| l.groups.is_empty() && l.gravity >= GRAVE);
    let groups = !linked.is_empty();
    let mut shown: Vec<(usize, &IncidentLine)> = linked.iter().take(SHOWN).copied().collect();
    // Where groups leave room, the gravest of the others stand below theirs.
    shown.extend(grave.take(FILLED.saturating_sub(shown.len())));
    let others = shown.iter().any(|(_, line)| line.groups.is_empty());
    if shown.is_empty() {
        return Vec::new();
    }
    let until = pack.window.until;
    let head: &[&str] = if groups {
        &["", "When", "Where", "What", "Groups", "Linked to"]
    } else {
        &["", "When", "Where", "What", "Linked to"]
    };
    let table = Table {
        caption: match (groups, others) {
            (true, false) => String::new(),
            (true, true) => "Those linked to groups, then the gravest of the others.".to_owned(),
            (false, _) => "The gravest of the window; none is linked to a group.".to_owned(),
        },
        widths: if groups { vec![0.25, 1.3, 1.7, 1.7, 1.7, 1.9] } else { vec![0.25, 1.3, 2.2, 2.2, 2.2] },
        aligns: vec![Align::Left; head.len()],
        head: head.iter().map(|h| (*h).to_owned()).collect(),
        rows: shown
            .iter()
            .map(|(at, line)| {
                let mut row = vec![
                    strong(&(at + 1).to_string()),
                    strong(&line.when).under([words::ago(line.day, until), line.reference.clone()]),
                    Cell::text(shortened(&line.place, 64)),
                    what(line),
                ];
                if groups {
                    row.push(parts(line));
                }
                row.push(links(line));
                row
            })
            .collect(),
    };
    let mut out = vec![Block::Table(table)];
    if groups {
        out.extend(more(linked.len(), SHOWN, "linked to groups: see the line list, and all"));
    }
    out
}

/// Groups and their sides.
pub(super) fn parts(line: &IncidentLine) -> Cell {
    if line.groups.is_empty() { cell("–") } else { stacked(groups_words(&line.groups)) }
}

/// Offence with weapon and injury under it.
pub(super) fn what(line: &IncidentLine) -> Cell {
    cell(&line.offence).under([format!("{}; {}", line.weapon, line.injury)])
}

/// Earlier incidents it is linked to.
pub(super) fn links(line: &IncidentLine) -> Cell {
    match line.links.as_slice() {
        [] => Cell::text("–"),
        all => {
            let mut shown: Vec<String> = all.iter().take(2).cloned().collect();
            if all.len() > shown.len() {
                shown.push(format!("and {} more", all.len() - shown.len()));
            }
            stacked(shown)
        }
    }
}

/// Place and hours with their basis and caveat on the same line.
fn stand(pack: &Pack) -> Vec<Block> {
    let mut out = Vec::new();
    if !pack.suggestions.is_empty() {
        out.push(Block::Table(Table {
            caption: String::new(),
            widths: vec![0.25, 2.1, 2.7, 2.7],
            aligns: vec![Align::Left; 4],
            head: ["", "Place and hours", "Because", "But"].map(str::to_owned).to_vec(),
            rows: ('A'..)
                .zip(&pack.suggestions)
                .map(|(letter, s)| {
                    vec![
                        strong(&letter.to_string()),
                        strong(&s.when).under([shortened(&s.place, 70)]),
                        Cell::text(shortened(&s.basis, 230)),
                        Cell::text(shortened(&s.caveat, 230)),
                    ]
                })
                .collect(),
        }));
    }
    if !pack.suggestion_words.is_empty() {
        out.push(Block::small(pack.suggestion_words.clone()));
    }
    out
}

fn done(pack: &Pack) -> Vec<Block> {
    let then = &pack.actions;
    if !pack.tracked {
        return vec![Block::text(
            "No actions are tracked yet: give a file with --actions, and what was done is told here next time.",
        )];
    }
    let mut out = Vec::new();
    if then.closed.is_empty() {
        out.push(Block::text("Nothing was closed since the last pack."));
    } else {
        out.push(Block::Table(Table {
            caption: String::new(),
            widths: vec![2.6, 1.2, 1.0, 2.6],
            aligns: vec![Align::Left; 4],
            head: ["Action", "Owner", "Closed", "What it produced"].map(str::to_owned).to_vec(),
            rows: then.closed.iter().take(DONE).map(closed).collect(),
        }));
        out.extend(more(then.closed.len(), DONE, "closed"));
    }
    let open = match (then.open.len(), then.overdue) {
        (0, _) => "No action is open.".to_owned(),
        (n, 0) => format!("{} still open, none past its day.", words::capital(&words::counted(n, "action"))),
        (n, late) => {
            format!("{} still open, {late} past the day set.", words::capital(&words::counted(n, "action")))
        }
    };
    out.push(Block::Paragraph { runs: vec![Run::strong(open)] });
    out
}

fn closed(action: &TrackedAction) -> Vec<Cell> {
    let day = action.closed.map_or_else(String::new, words::short_day);
    let how = if action.status == ActionStatus::Dropped { "dropped" } else { "done" };
    let result = if action.result.is_empty() { "no result told" } else { &action.result };
    vec![
        Cell::text(shortened(&action.action, 100)).under(about(action)),
        Cell::text(shortened(&action.owner, 40)),
        cell(&format!("{how} {day}")),
        Cell::text(shortened(result, 120)),
    ]
}

/// Incidents an action is about.
pub(super) fn about(action: &TrackedAction) -> Vec<String> {
    if action.references.is_empty() {
        return Vec::new();
    }
    vec![shortened(&format!("about {}", action.references.join(", ")), 90)]
}
