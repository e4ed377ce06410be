//! What every test of neighbours gives: its units, and how they were tested.

use super::conditional::Conditional;
use crate::inference::fewest_rejections;

/// All units, and what a reader must know of how they were tested.
#[derive(Debug, Clone, PartialEq)]
pub struct LikenessRun<C> {
    /// In the order of the values.
    pub cells: Vec<C>,
    /// How the p-values were made, in words.
    pub method: String,
    /// The fewest units Benjamini-Hochberg could reject together; 0 when it can reject none.
    pub fewest_rejections: u64,
    /// Units without neighbours.
    pub islands: usize,
    /// Sentences for the reader.
    pub notes: Vec<String>,
}

impl<C> LikenessRun<C> {
    /// The units tested; `alone` is what a unit without neighbours gets, in words.
    pub(super) fn new(cells: Vec<C>, tested: Conditional, islands: usize, alone: &str, fdr: f64) -> Self {
        let mut notes = tested.notes;
        if islands > 0 {
            notes
                .push(format!("{islands} units have no neighbours: {alone}, class no-neighbours, kept in n"));
        }
        let fewest_rejections = fewest_rejections(cells.len() as u64, 2.0 * tested.floor, fdr);
        Self { cells, method: tested.method, fewest_rejections, islands, notes }
    }
}
