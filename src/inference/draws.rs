//! Monte-Carlo permutation, for values the exact table cannot hold.

use rayon::prelude::*;

use super::{InferenceError, Stream, Tails, below, stream};

const CHUNK: usize = 1024;

/// Sums of k cells drawn without replacement from n values, made once and shared by every cell with k neighbours.
///
/// For a cell that is held aside the draws that contain it are left out, so what remains are draws
/// from the others. p = (m + 1) / (R + 1), never zero. Equal sums count on both sides; sums closer
/// than 1e-12 of the largest possible one are equal.
#[derive(Debug)]
pub struct SharedDraws {
    sorted: Vec<f64>,
    /// Sums of the draws each cell is in, in compressed rows.
    offsets: Vec<u32>,
    containing: Vec<f64>,
    tolerance: f64,
}

impl SharedDraws {
    /// Cells drawn in all (draws × k) above which [`new`](Self::new) refuses; 12 bytes each.
    pub const CELL_LIMIT: f64 = 1e9;

    /// Makes `draws` draws of `k` of `values` (k at most their number).
    ///
    /// # Errors
    /// [`InferenceError::TooManyDraws`] above [`CELL_LIMIT`](Self::CELL_LIMIT).
    pub fn new(values: &[f64], k: usize, draws: usize, seed: u64) -> Result<Self, InferenceError> {
        let n = values.len();
        let k = k.min(n);
        if draws as f64 * k.max(1) as f64 > Self::CELL_LIMIT {
            return Err(InferenceError::TooManyDraws { draws, k, limit: Self::CELL_LIMIT });
        }
        let label = format!("shared draws of {k}");
        let chunks: Vec<(Vec<u32>, Vec<f64>)> = (0..draws.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut rng = stream(seed, &label, chunk as u64);
                let mut deck: Vec<u32> = (0..n as u32).collect();
                let size = CHUNK.min(draws - chunk * CHUNK);
                let mut members = Vec::with_capacity(size * k);
                let mut sums = Vec::with_capacity(size);
                for _ in 0..size {
                    draw(&mut rng, &mut deck, k);
                    deck[..k].sort_unstable();
                    sums.push(deck[..k].iter().map(|&i| values[i as usize]).sum());
                    members.extend_from_slice(&deck[..k]);
                }
                (members, sums)
            })
            .collect();
        let mut offsets = vec![0_u32; n + 1];
        for &i in chunks.iter().flat_map(|c| &c.0) {
            offsets[i as usize + 1] += 1;
        }
        for i in 0..n {
            offsets[i + 1] += offsets[i];
        }
        let mut next = offsets.clone();
        let mut containing = vec![0.0; offsets[n] as usize];
        for (members, sums) in &chunks {
            for (set, &sum) in members.chunks_exact(k.max(1)).zip(sums) {
                for &i in set {
                    containing[next[i as usize] as usize] = sum;
                    next[i as usize] += 1;
                }
            }
        }
        let mut sorted: Vec<f64> = chunks.into_iter().flat_map(|c| c.1).collect();
        sorted.par_sort_unstable_by(f64::total_cmp);
        Ok(Self { sorted, offsets, containing, tolerance: tolerance(values, k) })
    }

    /// Pseudo p of the sum `s` under draws from all cells.
    #[must_use]
    pub fn total(&self, s: f64) -> Tails {
        let (ge, le) = self.counts(s);
        pseudo(ge, le, self.sorted.len())
    }

    /// Pseudo p of the sum `s` of cell `i`'s neighbours, the cell itself held aside.
    #[must_use]
    pub fn conditional(&self, i: usize, s: f64) -> Tails {
        let (mut ge, mut le) = self.counts(s);
        let with = &self.containing[self.offsets[i] as usize..self.offsets[i + 1] as usize];
        for &sum in with {
            ge -= usize::from(sum >= s - self.tolerance);
            le -= usize::from(sum <= s + self.tolerance);
        }
        pseudo(ge, le, self.sorted.len() - with.len())
    }

    fn counts(&self, s: f64) -> (usize, usize) {
        let ge = self.sorted.len() - self.sorted.partition_point(|&sum| sum < s - self.tolerance);
        let le = self.sorted.partition_point(|&sum| sum <= s + self.tolerance);
        (ge, le)
    }
}

/// Pseudo p of one cell under weights other than 0/1: the values of the others (all, with `own` `None`) are dealt
/// anew to its `weights`, `draws` times. Equal sums count on both sides.
#[must_use]
pub fn permute_weighted(
    values: &[f64],
    own: Option<usize>,
    weights: &[f64],
    observed: f64,
    draws: usize,
    rng: &mut Stream,
) -> Tails {
    let mut deck: Vec<u32> = (0..values.len() as u32).filter(|&i| own != Some(i as usize)).collect();
    let k = weights.len().min(deck.len());
    let largest = weights.iter().fold(0.0_f64, |a, w| a.max(w.abs()));
    let tolerance = tolerance(values, k) * largest;
    let (mut ge, mut le) = (0, 0);
    for _ in 0..draws {
        draw(rng, &mut deck, k);
        let sum: f64 = deck[..k].iter().zip(weights).map(|(&i, w)| w * values[i as usize]).sum();
        ge += usize::from(sum >= observed - tolerance);
        le += usize::from(sum <= observed + tolerance);
    }
    pseudo(ge, le, draws)
}

/// The first k of the deck become a uniform draw, whatever order the deck was in.
fn draw(rng: &mut Stream, deck: &mut [u32], k: usize) {
    for i in 0..k {
        let j = i + below(rng, (deck.len() - i) as u64) as usize;
        deck.swap(i, j);
    }
}

fn tolerance(values: &[f64], k: usize) -> f64 {
    1e-12 * k as f64 * values.iter().fold(0.0_f64, |a, v| a.max(v.abs()))
}

fn pseudo(ge: usize, le: usize, draws: usize) -> Tails {
    let p = |m: usize| (m + 1) as f64 / (draws + 1) as f64;
    Tails { ge: p(ge), le: p(le) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::PermutationTable;

    #[test]
    fn shared_draws_agree_with_the_exact_table() {
        let counts: Vec<u32> = (0..200).map(|i| (i * i) % 7).collect();
        let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
        let exact = PermutationTable::build(&counts, 5, 30).expect("small");
        let drawn = SharedDraws::new(&values, 5, 50_000, 1).expect("few");
        for s in 5..20 {
            let (e, d) = (exact.total(5, s), drawn.total(s as f64));
            assert!((e.ge - d.ge).abs() < 0.012 && (e.le - d.le).abs() < 0.012, "{s}");
            let (e, d) = (exact.conditional(counts[3], 5, s), drawn.conditional(3, s as f64));
            assert!((e.ge - d.ge).abs() < 0.012 && (e.le - d.le).abs() < 0.012, "{s}");
        }
    }

    #[test]
    fn more_draws_than_memory_is_given_for_are_refused_before_any_is_made() {
        let refused = SharedDraws::new(&[1.0; 500], 430, 10_000_000, 1).expect_err("4.3e9 cells");
        assert!(refused.to_string().contains("10000000 draws of 430 cells"), "{refused}");
        assert!(SharedDraws::new(&[1.0; 500], 0, usize::MAX, 1).is_err());
    }

    #[test]
    fn a_table_too_large_for_memory_is_refused_although_its_steps_are_few() {
        let counts = [u32::MAX / 8, u32::MAX / 8, 0];
        let refused = PermutationTable::build(&counts, 1, u64::MAX).expect_err("5e8 sums");
        assert!(matches!(refused, InferenceError::TooLarge { .. }), "{refused}");
    }

    #[test]
    fn dealing_to_unit_weights_is_the_shared_draw() {
        let values = [0.5, 1.5, 2.0, 4.0, 0.0, 1.0];
        let mut rng = stream(1, "test", 0);
        let dealt = permute_weighted(&values, Some(3), &[1.0, 1.0], 3.5, 20_000, &mut rng);
        // Pairs of the other five reaching 3.5: only 1.5 + 2.0.
        assert!((dealt.ge - 0.1).abs() < 0.01, "{}", dealt.ge);
    }
}
