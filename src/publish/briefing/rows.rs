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
    pub(super) sentences: usize,
}

impl Rows {
    /// What is tried first.
    pub(super) const FULL: Self =
        Self { lines: 56, since: 20, chains: 8, pairs: 8, places: 8, actions: 16, maps: 4, sentences: 12 };

    /// A fifth less of everything, `None` when nothing is left to take away.
    pub(super) fn fewer(self) -> Option<Self> {
        let cut = |rows: usize, least: usize| (rows * 4 / 5).max(least);
        let next = Self {
            lines: cut(self.lines, 6),
            since: cut(self.since, 4),
            chains: cut(self.chains, 3),
            pairs: cut(self.pairs, 3),
            places: cut(self.places, 3),
            actions: cut(self.actions, 4),
            maps: cut(self.maps, 2),
            sentences: cut(self.sentences, 4),
        };
        (next != self).then_some(next)
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
