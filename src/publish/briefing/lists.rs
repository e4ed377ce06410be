//! The tables behind page 1: the line list, what came in since, worsening places, open actions.

use super::{
    front::{about, links, parts, what},
    rows::{Rows, cell, more, sentences, stacked, strong},
    wording::word,
};
use crate::{
    deterrence::{IncidentLine, Pack, TrackedAction, words},
    publish::document::{Align, Block, Brand, Cell, Table},
};

/// One line an incident.
pub(super) fn lines(pack: &Pack, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::heading(1, format!("{}: committed {}", word(brand, "list"), pack.days))];
    if pack.lines.is_empty() {
        out.push(Block::text(if pack.days_known == 0 {
            "Nothing is known of these days."
        } else {
            "No incident that counts was committed in these days."
        }));
        return out;
    }
    let shown = rows.lines.min(pack.lines.len());
    out.push(Block::small(
        "Order: those linked to a group first, then the gravest (a life taken or attempted; serious injury with a knife or firearm; \
         serious injury, or a firearm; a knife), then the newest. \
         – means that the register names no group, or that nothing earlier is linked.",
    ));
    out.push(Block::Table(Table {
        caption: String::new(),
        widths: vec![0.3, 1.35, 1.7, 1.85, 1.6, 1.9, 1.0],
        aligns: vec![Align::Left; 7],
        head: ["", "When, reference", "Where", "What", "Groups", "Linked to earlier", "Status, owner"]
            .map(str::to_owned)
            .to_vec(),
        rows: (1..).zip(&pack.lines[..shown]).map(|(number, line)| row(number, line)).collect(),
    }));
    out.extend(more(pack.lines.len(), shown, "incidents, the less grave and older ones,"));
    out
}

fn row(number: usize, line: &IncidentLine) -> Vec<Cell> {
    let unknown = if line.unknown { "counted on an unknown" } else { "" };
    vec![
        strong(&number.to_string()),
        cell(&line.when).under([line.reference.clone()]),
        cell(&line.place).under([line.place_kind.clone()]),
        what(line),
        parts(line),
        links(line),
        stacked([line.status.clone(), line.owner.clone(), unknown.to_owned()]),
    ]
}

/// Late reports and changed records, apart from the window's own.
pub(super) fn since(pack: &Pack, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::heading(1, word(brand, "since"))];
    if pack.since.is_empty() {
        out.push(Block::text(if pack.days_known == 0 {
            "Nothing that came in in these days is held."
        } else {
            "Nothing that counts was recorded late or changed."
        }));
    } else {
        let shown = rows.since.min(pack.since.len());
        out.push(Block::Table(Table {
            caption: String::new(),
            widths: vec![1.35, 1.7, 1.85, 1.6, 2.2],
            aligns: vec![Align::Left; 5],
            head: ["Committed, reference", "Where", "What", "Groups", "What is new"]
                .map(str::to_owned)
                .to_vec(),
            rows: pack.since[..shown].iter().map(since_row).collect(),
        }));
        out.extend(more(pack.since.len(), shown, "recorded or changed"));
    }
    if !pack.since_more.is_empty() {
        out.push(Block::small(pack.since_more.clone()));
    }
    out
}

fn since_row(line: &IncidentLine) -> Vec<Cell> {
    vec![
        cell(&line.when).under([line.reference.clone()]),
        cell(&line.place).under([line.place_kind.clone()]),
        what(line),
        parts(line),
        stacked([line.news.clone(), line.owner.clone()]),
    ]
}

/// New and worsening places with their hours.
pub(super) fn places(pack: &Pack, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::heading(1, word(brand, "places"))];
    if !pack.places.is_empty() {
        let shown = rows.places.min(pack.places.len());
        out.push(Block::Table(Table {
            caption: String::new(),
            widths: vec![2.2, 0.8, 2.6, 1.7],
            aligns: vec![Align::Left; 4],
            head: ["Place", "It is", "It rests on", "When"].map(str::to_owned).to_vec(),
            rows: pack.places[..shown]
                .iter()
                .map(|p| vec![strong(&p.name), cell(&p.class), cell(&p.basis), cell(&p.hours)])
                .collect(),
        }));
        out.extend(more(pack.places.len(), shown, "places"));
    }
    out.extend(sentences(&pack.place_words, rows.sentences));
    out
}

/// Actions carried over.
pub(super) fn actions(pack: &Pack, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::heading(1, word(brand, "actions"))];
    let open = &pack.actions.open;
    if open.is_empty() {
        let words = if pack.tracked { "No action is open." } else { "No actions are tracked yet." };
        out.push(Block::text(words));
        return out;
    }
    let shown = rows.actions.min(open.len());
    out.push(Block::Table(Table {
        caption: String::new(),
        widths: vec![0.6, 3.2, 1.5, 1.5],
        aligns: vec![Align::Left; 4],
        head: ["Id", "Action", "Owner", "Due"].map(str::to_owned).to_vec(),
        rows: open[..shown].iter().map(|a| action(a, pack)).collect(),
    }));
    out.extend(more(open.len(), shown, "open actions"));
    out
}

fn action(action: &TrackedAction, pack: &Pack) -> Vec<Cell> {
    let due = match action.due {
        None => cell("no day set"),
        Some(day) if day < pack.window.until => strong(&format!("{}, past", words::short_day(day))),
        Some(day) => cell(&words::short_day(day)),
    };
    vec![cell(&action.id), cell(&action.action).under(about(action)), cell(&action.owner), due]
}
