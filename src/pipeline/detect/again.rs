//! Do the rows of a method come back: in resamples of its cases, and under other settings?

use serde_json::{Map, Value, json};

use super::RunError;
use crate::{
    detect::{Redraw, SAME_CLUSTER, most_shared},
    inference::stream,
    publish::Column,
};

/// Resamples made where no number is told.
pub const RESAMPLES: u32 = 20;

/// What is asked of the rows of a method.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Again {
    /// Resamples, each one more run; `None` is [`RESAMPLES`], and none where a run is dear.
    pub resamples: Option<u32>,
    /// Also under other settings, each one more run.
    pub check: bool,
    /// Seed of the resamples.
    pub seed: u64,
}

/// How often each row came back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recurs {
    /// What a row is, such as "cluster", and what it holds, such as "cases".
    words: (&'static str, &'static str),
    drawn: &'static str,
    /// Resamples made.
    pub resamples: u32,
    /// Of those, the ones with the row again.
    pub times: Vec<u32>,
    /// Other settings, in words.
    pub others: Vec<String>,
    /// Whether the row came back: by row, in the order of the other settings.
    pub held: Vec<Vec<bool>>,
    /// Why there are no resamples, or no other settings.
    said: Vec<String>,
}

impl Again {
    /// Resamples to make of `cases` cases, where a run is dear over `limit` of them.
    pub(super) fn resamples_of(self, cases: usize, limit: usize) -> (u32, Option<String>) {
        match self.resamples {
            Some(n) => (n, None),
            None if cases <= limit => (RESAMPLES, None),
            None => (
                0,
                Some(format!(
                    "no resamples: {cases} are over {limit}, and each costs one more run; --resamples {RESAMPLES} makes them"
                )),
            ),
        }
    }
}

impl Recurs {
    /// Nothing made yet, of `rows` rows.
    pub(super) fn new(rows: usize, words: (&'static str, &'static str), redraw: Redraw) -> Self {
        let drawn = match redraw {
            Redraw::Bootstrap => "drawn with replacement",
            Redraw::Half => "every second one drawn, without replacement",
        };
        Self { words, drawn, times: vec![0; rows], held: vec![Vec::new(); rows], ..Self::default() }
    }

    /// Draws the cases anew, so often, and counts the rows of `own` that come back; `again` gives the row of every
    /// item of a draw, below zero for none.
    ///
    /// Runs one draw after the other: a run uses all threads by itself, and only one has to be held in memory.
    pub(super) fn draw(
        &mut self,
        (resamples, said): (u32, Option<String>),
        (redraw, seed): (Redraw, u64),
        own: &[i32],
        again: impl Fn(&[u32]) -> Result<Vec<i32>, RunError>,
    ) -> Result<(), RunError> {
        self.said.extend(said);
        for b in 0..resamples {
            let times = redraw.times(&mut stream(seed, "recurrence", u64::from(b)), own.len());
            self.count(&most_shared(own, &again(&times)?, Some(&times), self.times.len()));
        }
        Ok(())
    }

    /// Counts one more resample, told what each row shares with the nearest of its rows.
    pub(super) fn count(&mut self, shared: &[f64]) {
        self.resamples += 1;
        for (times, shared) in self.times.iter_mut().zip(shared) {
            *times += u32::from(*shared >= SAME_CLUSTER);
        }
    }

    /// Adds one other setting, told what each row shares with the nearest of its rows.
    pub(super) fn other(&mut self, words: String, shared: &[f64]) {
        self.others.push(words);
        for (held, shared) in self.held.iter_mut().zip(shared) {
            held.push(*shared >= SAME_CLUSTER);
        }
    }

    /// Says why something was not made.
    pub(super) fn say(&mut self, why: impl Into<String>) {
        self.said.push(why.into());
    }

    /// `stable_n,stable_of`, and `check_n,check_of` where other settings were tried.
    pub(super) fn columns(&self) -> Vec<Column> {
        let n = self.times.len();
        let mut columns = vec![
            Column::count("stable_n", self.times.iter().map(|&t| u64::from(t))),
            Column::count("stable_of", std::iter::repeat_n(u64::from(self.resamples), n)),
        ];
        if !self.others.is_empty() {
            let held = |row: &Vec<bool>| row.iter().filter(|h| **h).count() as u64;
            columns.push(Column::count("check_n", self.held.iter().map(held)));
            columns.push(Column::count("check_of", std::iter::repeat_n(self.others.len() as u64, n)));
        }
        columns
    }

    /// `17 of 20` for a table, with `, 3 of 4` of other settings behind; a dash where nothing was made.
    #[must_use]
    pub fn told(&self, row: usize) -> String {
        let times = match self.resamples {
            0 => "-".to_owned(),
            of => format!("{} of {of}", self.times.get(row).copied().unwrap_or(0)),
        };
        match self.held.get(row).filter(|h| !h.is_empty()) {
            None => times,
            Some(held) => {
                format!("{times}, {} of {}", held.iter().filter(|h| **h).count(), held.len())
            }
        }
    }

    /// The sentences that say what the figures mean.
    pub(super) fn notes(&self) -> Vec<String> {
        let (row, items) = self.words;
        let mut notes = self.said.clone();
        if self.resamples > 0 && !self.times.is_empty() {
            notes.push(format!(
                "stable_n: of {} resamples ({items} {}), those in which this {row} came back, sharing at least half of what \
                 the two hold together; it says whether other {items} of the same kind would draw the same {row}, not that \
                 it is beyond chance",
                self.resamples, self.drawn
            ));
        }
        if !self.others.is_empty() && !self.times.is_empty() {
            notes.push(format!(
                "check_n: of {} other settings, those in which it came back likewise: {}",
                self.others.len(),
                self.others.join("; ")
            ));
        }
        notes
    }

    /// What was made, for the provenance.
    pub(super) fn parameters(&self, seed: u64) -> Map<String, Value> {
        let mut out = Map::from_iter([("resamples".to_owned(), json!(self.resamples))]);
        if self.resamples > 0 {
            out.insert("resamples_drawn".to_owned(), json!(self.drawn));
            out.insert("resamples_seed".to_owned(), json!(seed));
        }
        if !self.others.is_empty() {
            out.insert("stability_check".to_owned(), json!(self.others));
        }
        out
    }
}
