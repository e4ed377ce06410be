//! All zones of one centre against thirty-two replicates at a time.

use super::{
    likelihood::{Law, Reach},
    replicate::{Block, Count, LANES},
    zones::Centre,
};
use crate::inference::{WideWork, run_wide};

/// Windows that end before a step, beginning at `from` to `to`, both inclusive.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) before: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// The windows of time, end by end, and the share of all cases expected in each.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    pub(super) ends: Vec<End>,
    /// First step, and the step after the last.
    pub(super) spans: Vec<(u32, u32)>,
    pub(super) shares: Vec<f64>,
    /// Positions by ascending share.
    by_share: Vec<u32>,
}

impl Windows {
    /// `before[t]` is the share of all cases before step t.
    pub(super) fn new(before: &[f64], shortest: u32, longest: u32, only_last: bool) -> Self {
        let steps = before.len() as u32 - 1;
        let ends: Vec<End> = (if only_last { steps } else { shortest }..=steps)
            .map(|end| End { before: end, from: end.saturating_sub(longest), to: end - shortest })
            .collect();
        let spans: Vec<(u32, u32)> =
            ends.iter().flat_map(|e| (e.from..=e.to).map(|f| (f, e.before))).collect();
        let shares: Vec<f64> = spans.iter().map(|s| before[s.1 as usize] - before[s.0 as usize]).collect();
        let mut by_share: Vec<u32> = (0..spans.len() as u32).collect();
        by_share.sort_by(|&a, &b| shares[a as usize].total_cmp(&shares[b as usize]).then(a.cmp(&b)));
        Self { ends, spans, shares, by_share }
    }

    pub(super) fn largest_share(&self) -> f64 {
        self.by_share.last().map_or(0.0, |&w| self.shares[w as usize])
    }
}

/// What every pass of a run shares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) windows: &'a Windows,
    pub(super) steps: usize,
    pub(super) law: Law,
}

/// For each zone of its own and each window, the smallest count that may reach the level.
pub(super) fn thresholds<C: Count>(centre: &Centre, field: Field<'_>, reach: &Reach, into: &mut Vec<C>) {
    let windows = field.windows;
    into.clear();
    into.resize(centre.zones.len() * windows.shares.len(), C::NEVER);
    for (zone, into) in centre.zones.iter().zip(into.chunks_mut(windows.shares.len())) {
        if !zone.own {
            continue;
        }
        let mut count = 1;
        for &w in &windows.by_share {
            match reach.smallest(count, zone.weight * windows.shares[w as usize]) {
                Some(found) => {
                    count = found;
                    into[w as usize] = C::of(found);
                }
                None => break,
            }
        }
    }
}

/// Raises `best[lane]` to the largest ratio of this centre's cylinders in each replicate of a block.
pub(super) fn raise<C: Count>(
    centre: &Centre,
    field: Field<'_>,
    thresholds: &[C],
    block: &Block<C>,
    scratch: &mut Scratch<C>,
    best: &mut [f64],
) {
    scratch.hits.clear();
    run_wide(Pass { centre, field, thresholds, block, scratch });
    for hit in &scratch.hits {
        let share = field.windows.shares[hit.window as usize];
        let expected = centre.zones[hit.zone as usize].weight * share;
        let (count, best) = (f64::from(hit.count), &mut best[hit.lane as usize]);
        if count > expected
            && (count >= field.law.total || field.law.bound(count, expected) * (1.0 + 1e-9) >= *best)
        {
            *best = best.max(field.law.ratio(count, expected));
        }
    }
}

/// Buffers a thread keeps.
#[derive(Debug)]
pub(super) struct Scratch<C> {
    sums: Vec<[C; LANES]>,
    hits: Vec<Hit>,
}

impl<C> Default for Scratch<C> {
    fn default() -> Self {
        Self { sums: Vec::new(), hits: Vec::new() }
    }
}

/// A count at or above its threshold.
#[derive(Debug, Clone, Copy)]
struct Hit {
    zone: u32,
    window: u32,
    lane: u32,
    count: u32,
}

struct Pass<'a, C> {
    centre: &'a Centre,
    field: Field<'a>,
    thresholds: &'a [C],
    block: &'a Block<C>,
    scratch: &'a mut Scratch<C>,
}

impl<C: Count> WideWork for Pass<'_, C> {
    type Output = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "only inlined code is compiled for the wider vectors")]
    fn run(self) {
        let row = self.field.steps + 1;
        let Scratch { sums, hits } = self.scratch;
        sums.clear();
        sums.resize(row, [C::ZERO; LANES]);
        let windows = self.field.windows.shares.len();
        let mut taken = 0;
        for (z, zone) in self.centre.zones.iter().enumerate() {
            for &place in &self.centre.nearest[taken..zone.places as usize] {
                let from = place as usize * row;
                for (sum, add) in sums.iter_mut().zip(&self.block[from..from + row]) {
                    // Copies, so that the compiler sees whole vectors.
                    let (mut both, add) = (*sum, *add);
                    for l in 0..LANES {
                        both[l] = both[l].plus(add[l]);
                    }
                    *sum = both;
                }
            }
            taken = zone.places as usize;
            if zone.own {
                let thresholds = &self.thresholds[z * windows..(z + 1) * windows];
                if any(sums, &self.field.windows.ends, thresholds) {
                    collect(sums, &self.field.windows.ends, thresholds, z as u32, hits);
                }
            }
        }
    }
}

/// Whether any window of any replicate reaches its threshold.
#[inline(always)]
#[expect(clippy::inline_always, reason = "only inlined code is compiled for the wider vectors")]
fn any<C: Count>(sums: &[[C; LANES]], ends: &[End], thresholds: &[C]) -> bool {
    let mut most = [C::ZERO.minus(C::of(1)); LANES];
    let mut at = 0;
    for end in ends {
        let last = sums[end.before as usize];
        let begins = &sums[end.from as usize..=end.to as usize];
        for (begin, &threshold) in begins.iter().zip(&thresholds[at..at + begins.len()]) {
            for l in 0..LANES {
                most[l] = most[l].max(last[l].minus(begin[l]).minus(threshold));
            }
        }
        at += begins.len();
    }
    most.iter().any(|m| *m >= C::ZERO)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "only inlined code is compiled for the wider vectors")]
fn collect<C: Count>(sums: &[[C; LANES]], ends: &[End], thresholds: &[C], zone: u32, hits: &mut Vec<Hit>) {
    let mut window = 0;
    for end in ends {
        let last = sums[end.before as usize];
        for begin in &sums[end.from as usize..=end.to as usize] {
            let threshold = thresholds[window as usize];
            let mut over = [C::ZERO; LANES];
            let mut most = C::ZERO.minus(C::of(1));
            for l in 0..LANES {
                over[l] = last[l].minus(begin[l]).minus(threshold);
                most = most.max(over[l]);
            }
            if most >= C::ZERO {
                for (lane, over) in over.iter().enumerate().filter(|(_, o)| **o >= C::ZERO) {
                    let count = over.plus(threshold).get();
                    hits.push(Hit { zone, window, lane: lane as u32, count });
                }
            }
            window += 1;
        }
    }
}
