//! How many rows of each table a page may take, and how a cut is said.

use crate::publish::document::{Block, Cell, shortened};

/// Rows shown of each table, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) lines: usize,
    pub(super) since: usize,
    pub(super) chains: usize,
    pub(super) pairs: usize,
    pub(super) places: usize,
    pub(super) actions: usize,
    pub(super) maps: usize,
    pub(super) spaces: usize,
    pub(super) sentences: usize,
}

impl Rows {
    /// What is tried first.
    pub(super) const FULL: Self = Self {
        lines: 56,
        since: 20,
        chains: 8,
        pairs: 8,
        places: 8,
        actions: 16,
        maps: 4,
        spaces: 16,
        sentences: 12,
    };

    /// Steps down from [`Rows::FULL`].
    pub(super) const STEPS: u32 = 24;

    /// Less of everything, a tenth or so a step; never so little that a table says nothing.
    pub(super) fn at(step: u32) -> Self {
        let share = libm::pow(0.91, f64::from(step));
        let cut = |rows: usize, least: usize| ((rows as f64 * share) as usize).max(least.min(rows));
        let full = Self::FULL;
        Self {
            lines: cut(full.lines, 6),
            since: cut(full.since, 4),
            chains: cut(full.chains, 3),
            pairs: cut(full.pairs, 3),
            places: cut(full.places, 3),
            actions: cut(full.actions, 4),
            maps: cut(full.maps, 2),
            spaces: cut(full.spaces, 4),
            sentences: cut(full.sentences, 4),
        }
    }
}

/// Longest text of a cell and of a sentence.
pub(super) const CELL: usize = 150;
pub(super) const SENTENCE: usize = 420;

pub(super) fn cell(text: &str) -> Cell {
    Cell::text(shortened(text, CELL))
}

pub(super) fn strong(text: &str) -> Cell {
    Cell::strong(shortened(text, CELL))
}

/// Lines of a cell: the first as it is, the others under it.
pub(super) fn stacked(lines: impl IntoIterator<Item = String>) -> Cell {
    let mut lines = lines.into_iter().filter(|line| !line.is_empty()).map(|line| shortened(&line, CELL));
    Cell::text(lines.next().unwrap_or_default()).under(lines)
}

/// Says how many rows were left out, where any were.
pub(super) fn more(all: usize, shown: usize, what: &str) -> Option<Block> {
    let left = all.saturating_sub(shown);
    (left > 0).then(|| Block::small(format!("{left} more {what} in the .json file of this pack.")))
}

/// Sentences as a list, cut where there are too many; nothing where there are none.
pub(super) fn sentences(all: &[String], most: usize) -> Option<Block> {
    let mut items: Vec<String> = all.iter().take(most).map(|s| shortened(s, SENTENCE)).collect();
    if all.len() > most {
        items.push(format!("{} more in the .json file of this pack.", all.len() - most));
    }
    match items.as_slice() {
        [] => None,
        [only] => Some(Block::text(only.clone())),
        _ => Some(Block::Bullets { items }),
    }
}
