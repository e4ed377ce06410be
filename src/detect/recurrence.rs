//! Do clusters come back? The rows of a result set against the rows of the same analysis made again.

use std::collections::BTreeMap;

use crate::inference::{Stream, resample_counts, shuffle_short};

/// Two clusters are the same when what they share is at least this part of what they hold together: below it a
/// cluster counts as dissolved (Hennig 2007).
pub const SAME_CLUSTER: f64 = 0.5;

/// How events are drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redraw {
    /// As many as there are, with replacement: the bootstrap.
    Bootstrap,
    /// Every second one, without replacement (Meinshausen and Bühlmann 2010). Its sampling variance is that of the bootstrap, but
    /// no event is there twice: where a statistic looks for heaps of any size anywhere, an event drawn four times
    /// is a heap that nobody made.
    Half,
}

impl Redraw {
    /// How often each of `n` events is drawn.
    #[must_use]
    pub fn times(self, rng: &mut Stream, n: usize) -> Vec<u32> {
        match self {
            Self::Bootstrap => resample_counts(rng, n),
            Self::Half => {
                let mut drawn: Vec<u32> = (0..n).map(|i| u32::from(i < n.div_ceil(2))).collect();
                shuffle_short(rng, &mut drawn);
                drawn
            }
        }
    }
}

/// For each of `clusters` clusters, the most it shares with any one cluster made again: what both hold over what
/// either holds (Jaccard), 0 to 1.
///
/// `own` and `again` are the cluster of every item, below zero for none; an item counts `weight` times (1 where
/// there are no weights), so that what was not drawn is in neither.
#[must_use]
pub fn most_shared(own: &[i32], again: &[i32], weight: Option<&[u32]>, clusters: usize) -> Vec<f64> {
    let mut both: BTreeMap<(i32, i32), u64> = BTreeMap::new();
    let (mut mine, mut theirs) = (vec![0_u64; clusters], BTreeMap::<i32, u64>::new());
    for (i, (&a, &b)) in own.iter().zip(again).enumerate() {
        let n = weight.map_or(1, |w| u64::from(w[i]));
        if n == 0 {
            continue;
        }
        if let Some(held) = usize::try_from(a).ok().and_then(|a| mine.get_mut(a)) {
            *held += n;
        }
        if b >= 0 {
            *theirs.entry(b).or_default() += n;
        }
        if a >= 0 && b >= 0 {
            *both.entry((a, b)).or_default() += n;
        }
    }
    let mut most = vec![0.0_f64; clusters];
    for ((a, b), shared) in both {
        if let (Some(slot), Some(held)) = (most.get_mut(a as usize), mine.get(a as usize)) {
            let either = held + theirs.get(&b).copied().unwrap_or(0) - shared;
            *slot = slot.max(shared as f64 / either as f64);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::stream;

    #[test]
    fn a_cluster_that_falls_apart_is_not_the_same_and_one_that_loses_its_rim_is() {
        // Cluster 0 holds ten items and falls into 5, 3 and 2; cluster 1 loses one of four.
        let own = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, -1];
        let again = [4, 4, 4, 4, 7, 7, 7, 8, 8, 8, 2, 2, 2, -1, 2];
        assert_eq!(most_shared(&own, &again, None, 2), [0.4, 0.6]);
    }

    #[test]
    fn what_was_not_drawn_is_in_neither_and_what_was_drawn_twice_counts_twice() {
        let weight = [2, 0, 1, 1];
        assert_eq!(most_shared(&[0, 0, 0, -1], &[0, -1, -1, 0], Some(&weight), 1), [0.5]);
        assert_eq!(most_shared(&[0, 0], &[0, 0], Some(&[0, 0]), 1), [0.0], "nothing of it was drawn");
    }

    #[test]
    fn every_second_event_is_drawn_once() {
        let times = Redraw::Half.times(&mut stream(1, "test", 0), 101);
        assert_eq!((times.iter().sum::<u32>(), times.iter().max()), (51, Some(&1)));
        let other = Redraw::Half.times(&mut stream(1, "test", 1), 101);
        assert_ne!(times, other);
        let twice = Redraw::Bootstrap.times(&mut stream(1, "test", 0), 101);
        assert_eq!(twice.iter().sum::<u32>(), 101);
        assert!(twice.iter().any(|&n| n > 1));
    }
}
