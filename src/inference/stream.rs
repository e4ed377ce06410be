//! Seeded random streams and the few draws the statistics need.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A counter-based stream: the same on every platform and for any number of threads.
pub type Stream = ChaCha8Rng;

/// The stream number `index` of what `label` names under `seed`. Streams with another label, seed or
/// index are independent; a draw never depends on who drew before.
#[must_use]
pub fn stream(seed: u64, label: &str, index: u64) -> Stream {
    // FNV-1a over the label, then SplitMix64 to fill the key: only spread is needed, ChaCha does the rest.
    let mut state = label
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    let mut key = [0_u8; 32];
    for (i, chunk) in key.chunks_exact_mut(8).enumerate() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state ^ if i == 0 { seed } else { seed.rotate_left(17 * i as u32) };
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        chunk.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes());
    }
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(index);
    rng
}

/// A uniform whole number below `n` (0 when `n` is 0); bias under n / 2^64.
#[inline]
pub fn below(rng: &mut Stream, n: u64) -> u64 {
    ((u128::from(rng.next_u64()) * u128::from(n)) >> 64) as u64
}

/// A uniform number in [0, 1) with 53 bits.
#[inline]
pub fn uniform(rng: &mut Stream) -> f64 {
    (rng.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
}

/// `n` positions drawn with replacement from 0..n, ascending: a bootstrap resample.
#[must_use]
pub fn resample_indices(rng: &mut Stream, n: usize) -> Vec<u32> {
    let times = resample_counts(rng, n);
    let mut drawn = Vec::with_capacity(n);
    for (i, &count) in times.iter().enumerate() {
        drawn.extend(std::iter::repeat_n(i as u32, count as usize));
    }
    drawn
}

/// How often each of `n` events is in a bootstrap resample of size `n` (multinomial, equal chances).
#[must_use]
pub fn resample_counts(rng: &mut Stream, n: usize) -> Vec<u32> {
    let mut times = vec![0_u32; n];
    for _ in 0..n {
        times[below(rng, n as u64) as usize] += 1;
    }
    times
}

/// Shuffles in place (Fisher and Yates).
pub fn shuffle<T>(rng: &mut Stream, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(rng, last as u64 + 1) as usize);
    }
}

/// Shuffles in place (Fisher and Yates) with 32 random bits a step, each step exactly uniform (Lemire 2019):
/// half the cost of [`shuffle`]. At most 2^32 - 1 items.
pub fn shuffle_short<T>(rng: &mut Stream, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, below_short(rng, last as u32 + 1) as usize);
    }
}

/// A uniform whole number below `n`, exactly.
#[inline]
fn below_short(rng: &mut Stream, n: u32) -> u32 {
    let mut wide = u64::from(rng.next_u32()) * u64::from(n);
    if (wide as u32) < n {
        let spare = n.wrapping_neg() % n;
        while (wide as u32) < spare {
            wide = u64::from(rng.next_u32()) * u64::from(n);
        }
    }
    (wide >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_seed_label_and_index_and_repeat_exactly() {
        let first = |seed, label, index| stream(seed, label, index).next_u64();
        assert_eq!(first(1, "a", 0), first(1, "a", 0));
        let all = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), 4);
    }

    #[test]
    fn a_short_shuffle_reaches_every_order_equally_often() {
        let mut seen = std::collections::BTreeMap::<[u8; 4], u32>::new();
        let mut rng = stream(1, "test", 1);
        for _ in 0..24_000 {
            let mut items = [0, 1, 2, 3];
            shuffle_short(&mut rng, &mut items);
            *seen.entry(items).or_default() += 1;
        }
        assert_eq!(seen.len(), 24);
        assert!(seen.values().all(|&n| (850..1_150).contains(&n)), "{seen:?}");
    }

    #[test]
    fn a_resample_has_as_many_draws_as_events() {
        let mut rng = stream(1, "test", 0);
        let drawn = resample_indices(&mut rng, 1_000);
        assert_eq!(drawn.len(), 1_000);
        assert!(drawn.is_sorted() && drawn.iter().all(|&i| i < 1_000));
        let distinct: std::collections::BTreeSet<_> = drawn.iter().collect();
        assert!((580..690).contains(&distinct.len()), "about 63 % appear: {}", distinct.len());
    }
}
