//! The shuffled dates of thirty-two replicates side by side, and the pairs counted against them.

use super::pairs::Sorted;
use crate::inference::{WideWork, run_wide, shuffle_short, stream};

/// Replicates side by side.
pub(super) const LANES: usize = 32;

/// One event's day in each replicate of a block.
pub(super) type Lane = [i16; LANES];

/// Time edges counted in one pass over a list.
const EDGES: usize = 4;

/// Pairs a 16-bit counter takes before it is emptied.
const FULL: usize = 32_767;

/// The days of replicates `first .. first + LANES`, by event.
pub(super) fn shuffled(days: &[i16], seed: u64, first: u64) -> Vec<Lane> {
    let orders: Vec<Vec<i16>> = (0..LANES as u64)
        .map(|r| {
            let mut order = days.to_vec();
            shuffle_short(&mut stream(seed, "near-repeat", first + r), &mut order);
            order
        })
        .collect();
    let orders: Vec<&[i16]> = orders.iter().map(Vec::as_slice).collect();
    (0..days.len()).map(|e| std::array::from_fn(|l| orders[l][e])).collect()
}

/// Partners of a run of events, by event and space band.
#[derive(Debug, Default)]
pub(super) struct Lists {
    first: usize,
    bands: usize,
    /// Where the list of (event, band) ends.
    ends: Vec<u32>,
    partners: Vec<u32>,
}

impl Lists {
    /// The lists of events from `first` on, until they hold about `most` pairs; returns the next event.
    pub(super) fn fill(
        &mut self,
        sorted: &Sorted,
        first: usize,
        last: usize,
        bands: usize,
        most: usize,
    ) -> usize {
        self.first = first;
        self.bands = bands;
        self.ends.clear();
        self.partners.clear();
        let mut by_band: Vec<Vec<u32>> = vec![Vec::new(); bands];
        let mut event = first;
        while event < last && self.partners.len() < most {
            sorted.each_pair(event..event + 1, |_, j, band| by_band[band].push(j as u32));
            for list in &mut by_band {
                self.partners.append(list);
                self.ends.push(self.partners.len() as u32);
            }
            event += 1;
        }
        event
    }

    pub(super) fn is_empty(&self) -> bool {
        self.partners.is_empty()
    }
}

/// Adds to `counts[lane][band * edges.len() + k]` the pairs of `lists` with fewer than `edges[k]` days between.
pub(super) fn count(lists: &Lists, days: &[Lane], edges: &[i16], counts: &mut [u64]) {
    for (group, edges_of_group) in edges.chunks(EDGES).enumerate() {
        // No two days are less than 0 apart: the edges filled in count nothing.
        let mut four = [0; EDGES];
        four[..edges_of_group.len()].copy_from_slice(edges_of_group);
        let mut tally = Tally { at: group * EDGES, of: edges.len(), used: edges_of_group.len(), counts };
        run_wide(Pass { lists, days, edges: four, tally: &mut tally });
    }
}

/// Where a pass leaves its counts.
struct Tally<'a> {
    at: usize,
    of: usize,
    used: usize,
    counts: &'a mut [u64],
}

impl Tally<'_> {
    fn take(&mut self, band: usize, bands: usize, sums: &mut [Lane; EDGES]) {
        for (k, lane) in sums.iter_mut().enumerate().take(self.used) {
            for (l, sum) in lane.iter_mut().enumerate() {
                self.counts[(l * bands + band) * self.of + self.at + k] += u64::from(sum.unsigned_abs());
            }
        }
        *sums = [[0; LANES]; EDGES];
    }
}

struct Pass<'a, 'b> {
    lists: &'a Lists,
    days: &'a [Lane],
    edges: [i16; EDGES],
    tally: &'a mut Tally<'b>,
}

impl WideWork for Pass<'_, '_> {
    type Output = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "only inlined code is compiled for the wider vectors")]
    fn run(self) {
        let bands = self.lists.bands;
        let mut sums = vec![[[0_i16; LANES]; EDGES]; bands];
        let mut used = vec![0_usize; bands];
        let mut start = 0;
        for (slot, &end) in self.lists.ends.iter().enumerate() {
            let list = &self.lists.partners[start..end as usize];
            start = end as usize;
            let (event, band) = (self.lists.first + slot / bands, slot % bands);
            for piece in list.chunks(FULL) {
                if used[band] + piece.len() > FULL {
                    self.tally.take(band, bands, &mut sums[band]);
                    used[band] = 0;
                }
                used[band] += piece.len();
                nearer(piece, &self.days[event], self.days, self.edges, &mut sums[band]);
            }
        }
        for (band, sums) in sums.iter_mut().enumerate() {
            self.tally.take(band, bands, sums);
        }
    }
}

/// For each lane, how many of `list` are fewer than each edge's days from `own`.
#[inline(always)]
#[expect(clippy::inline_always, reason = "only inlined code is compiled for the wider vectors")]
fn nearer(list: &[u32], own: &Lane, days: &[Lane], edges: [i16; EDGES], sums: &mut [Lane; EDGES]) {
    let [mut a, mut b, mut c, mut d] = *sums;
    for &j in list {
        let other = &days[j as usize];
        for l in 0..LANES {
            let apart = own[l].wrapping_sub(other[l]).wrapping_abs();
            a[l] = a[l].wrapping_add(i16::from(apart < edges[0]));
            b[l] = b[l].wrapping_add(i16::from(apart < edges[1]));
            c[l] = c[l].wrapping_add(i16::from(apart < edges[2]));
            d[l] = d[l].wrapping_add(i16::from(apart < edges[3]));
        }
    }
    *sums = [a, b, c, d];
}
