//! Ways across the county: country roads, the railway, the motorway and the rivers, found over the
//! honeycomb and smoothed.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use super::{mesh::Mesh, noise::Noise};

/// Cheapest ways over cells, with memory reused between searches.
pub(super) struct Finder {
    cost: Vec<f64>,
    from: Vec<u32>,
    seen: Vec<u32>,
    round: u32,
}

impl Finder {
    pub(super) fn new() -> Self {
        Self { cost: vec![0.0; Mesh::LEN], from: vec![0; Mesh::LEN], seen: vec![0; Mesh::LEN], round: 0 }
    }

    /// The cells of the cheapest way between two cells; `price` of entering a cell, at least `least`, or
    /// infinite. `None` when there is no way.
    pub(super) fn way(
        &mut self,
        start: usize,
        goal: impl Fn(usize) -> bool,
        aim: (f64, f64),
        least: f64,
        price: impl Fn(usize) -> f64,
    ) -> Option<Vec<usize>> {
        self.round += 1;
        let guess = |cell: usize| {
            let (x, y) = Mesh::centre(cell);
            ((x - aim.0) * (x - aim.0) + (y - aim.1) * (y - aim.1)).sqrt() / 100.0 * least
        };
        let mut queue = BinaryHeap::from([(Reverse(0_u64), start)]);
        (self.cost[start], self.from[start], self.seen[start]) = (0.0, u32::MAX, self.round);
        let mut done = BTreeSet::new();
        while let Some((Reverse(_), cell)) = queue.pop() {
            if !done.insert(cell) {
                continue;
            }
            if goal(cell) {
                let mut way = vec![cell];
                while let Some(before) = Some(self.from[way[way.len() - 1]]).filter(|f| *f != u32::MAX) {
                    way.push(before as usize);
                }
                way.reverse();
                return Some(way);
            }
            if Mesh::rim(cell) {
                continue;
            }
            for next in Mesh::around(cell) {
                let further = self.cost[cell] + price(next);
                if further.is_finite() && (self.seen[next] != self.round || further < self.cost[next]) {
                    (self.cost[next], self.from[next], self.seen[next]) = (further, cell as u32, self.round);
                    queue.push((Reverse(((further + guess(next)) * 1_000.0) as u64), next));
                }
            }
        }
        None
    }
}

/// A name and the cells it runs over.
type Run = (String, Vec<usize>);

/// Ways that share cells become one web of steps between cells.
#[derive(Debug, Default)]
pub(super) struct Web {
    steps: BTreeMap<usize, BTreeSet<usize>>,
    name: BTreeMap<(usize, usize), String>,
    fixed: BTreeSet<usize>,
}

impl Web {
    pub(super) fn has(&self, cell: usize) -> bool {
        self.steps.contains_key(&cell)
    }

    pub(super) fn join(&mut self, a: usize, b: usize, name: &str) {
        self.steps.entry(a).or_default().insert(b);
        self.steps.entry(b).or_default().insert(a);
        self.name.entry((a.min(b), a.max(b))).or_insert_with(|| name.to_owned());
    }

    /// A cell whose node must not be passed through without ending a line (a station, a town's edge).
    pub(super) fn hold(&mut self, cell: usize) {
        self.fixed.insert(cell);
    }

    /// Smoothed node positions, and the runs between forks: name and cells.
    pub(super) fn lines(&self, noise: Noise, rounds: usize) -> (BTreeMap<usize, (f64, f64)>, Vec<Run>) {
        let mut at: BTreeMap<usize, (f64, f64)> = self
            .steps
            .keys()
            .map(|cell| {
                let (x, y) = Mesh::centre(*cell);
                (*cell, (x + 22.0 * noise.at(x, y, 90.0), y + 22.0 * noise.at(y, x, 90.0)))
            })
            .collect();
        for _ in 0..rounds {
            let moved: Vec<(usize, (f64, f64))> = self
                .steps
                .iter()
                .filter(|(cell, next)| next.len() == 2 && !self.fixed.contains(cell))
                .map(|(cell, next)| {
                    let sum = next.iter().fold((0.0, 0.0), |s, n| (s.0 + at[n].0, s.1 + at[n].1));
                    let own = at[cell];
                    (*cell, (0.5 * own.0 + 0.25 * sum.0, 0.5 * own.1 + 0.25 * sum.1))
                })
                .collect();
            at.extend(moved);
        }
        let end = |cell: usize| self.steps[&cell].len() != 2 || self.fixed.contains(&cell);
        let mut used: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut lines = Vec::new();
        let starts = self.steps.keys().filter(|c| end(**c)).chain(self.steps.keys().filter(|c| !end(**c)));
        for &start in starts {
            for &first in &self.steps[&start] {
                if used.contains(&(start.min(first), start.max(first))) {
                    continue;
                }
                let name = self.name[&(start.min(first), start.max(first))].clone();
                let mut run = vec![start];
                let mut next = first;
                loop {
                    let last = run[run.len() - 1];
                    if !used.insert((last.min(next), last.max(next))) {
                        break;
                    }
                    run.push(next);
                    let other = self.steps[&next].iter().find(|n| **n != last);
                    let Some(other) = other.filter(|_| !end(next)) else { break };
                    next = *other;
                }
                lines.push((name, run));
            }
        }
        (at, lines)
    }
}
