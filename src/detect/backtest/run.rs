//! Every contestant on every fold.

use rayon::prelude::*;

use super::{
    Accuracy, Contestant, Fold, FoldPlan, Record, Reference, Ties, TopArea, Window, accuracy_at_share,
    contestants, top_area,
};
use crate::{index::SpatialWeights, places::UnitSet};

/// Shares of the land a ranking is judged at.
pub const SHARES: [f64; 4] = [0.005, 0.01, 0.02, 0.05];
/// Which of them the stability of the ranking is told at: 1 %.
const STABLE_AT: usize = 1;

/// A whole back-test of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct BackTest {
    /// Folds with at least one test event, oldest first.
    pub plan: FoldPlan,
    /// Contestants, the naive count first.
    pub scores: Vec<Score>,
    /// Events learnt from and tested on, by fold.
    pub events: Vec<(u32, u32)>,
    /// Units ranked.
    pub units: usize,
    /// Land in square kilometres.
    pub land_km2: f64,
    /// Mean events in a unit of the top 1 % of land by naive count, in the last fold: how plentiful counts are.
    pub top_count: f64,
}

/// One contestant on every fold.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Who.
    pub contestant: Contestant,
    /// By fold.
    pub folds: Vec<Entry>,
    /// Shared part of the top 1 % of land between each fold and the next (Jaccard, by area); empty for chance.
    pub jaccard: Vec<f64>,
}

/// One contestant on one fold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Accuracy at each of [`SHARES`].
    pub at: [Accuracy; SHARES.len()],
    /// Standard deviation that counting alone gives the difference of PEI from the naive count: the square root of
    /// the test events in land only one of the two chose, over the best possible hits.
    pub chance: [f64; SHARES.len()],
    /// Bandwidth (m) or pooling weight (events) chosen inside the window.
    pub chosen: Option<f64>,
}

impl Entry {
    /// Mean PEI over [`SHARES`]: what contestants are compared by.
    #[must_use]
    pub fn merit(&self) -> f64 {
        self.at.iter().map(|a| a.pei).sum::<f64>() / SHARES.len() as f64
    }

    /// What counting alone does to the difference of merit from the naive count (shares are nested, so their
    /// deviations add as if they went together: the cautious side).
    #[must_use]
    pub fn merit_chance(&self) -> f64 {
        self.chance.iter().sum::<f64>() / SHARES.len() as f64
    }
}

impl Score {
    /// Mean over the folds of one figure at one of [`SHARES`]; figures that are not numbers are left out.
    #[must_use]
    pub fn mean(&self, share: usize, figure: impl Fn(&Accuracy) -> f64) -> f64 {
        mean(self.folds.iter().map(|e| figure(&e.at[share])).filter(|v| v.is_finite()))
    }

    /// Smallest and largest over the folds.
    #[must_use]
    pub fn range(&self, share: usize, figure: impl Fn(&Accuracy) -> f64) -> (f64, f64) {
        let values = || self.folds.iter().map(|e| figure(&e.at[share])).filter(|v| v.is_finite());
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    }

    /// Mean Jaccard of consecutive folds; not a number with fewer than two.
    #[must_use]
    pub fn steadiness(&self) -> f64 {
        mean(self.jaccard.iter().copied())
    }
}

/// Mean; not a number of nothing.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0.0, 0.0), |(n, s), v| (n + 1.0, s + v));
    sum / n
}

/// Runs every contestant over every fold.
///
/// A ranking sees the training window only. Where the line of a share falls among units of equal score, each is
/// taken in part ([`Ties::Shared`]): no method gains or loses by the order of ids. Folds without a test event are
/// left out, and `None` comes back when none is left. Results do not depend on the number of threads.
#[must_use]
pub fn back_test(
    units: &UnitSet,
    weights: &SpatialWeights,
    own: &[Record],
    common: Option<Reference<'_>>,
    plan: &FoldPlan,
) -> Option<BackTest> {
    let area = &units.area_m2;
    let in_months = |from, to| own.iter().filter(move |r| r.month >= from && r.month <= to);
    let mut plan = plan.clone();
    let before = plan.folds.len();
    plan.folds.retain(|f| in_months(f.test_from, f.test_to).next().is_some());
    if plan.folds.is_empty() || units.is_empty() {
        return None;
    }
    if plan.folds.len() < before {
        plan.notes.push(format!("{} folds had no test event and are left out", before - plan.folds.len()));
    }
    let who = contestants(plan.train_months, common.is_some());
    let window =
        |fold: &Fold| Window { units, weights, own, common, from: fold.train_from, to: fold.train_to };
    let run = |fold: &Fold| -> Option<Vec<(Entry, TopArea)>> {
        let window = window(fold);
        let mut observed = vec![0.0; units.len()];
        in_months(fold.test_from, fold.test_to).for_each(|r| observed[r.unit as usize] += 1.0);
        let mut naive: Vec<TopArea> = Vec::new();
        who.iter()
            .map(|contestant| {
                let (scores, chosen) = contestant.scores(&window);
                let rank = window.rank(&scores);
                let predicted = contestant.predicts().then_some(&scores[..]);
                let tops = SHARES.map(|s| top_area(&rank, &observed, area, s, Ties::Shared));
                if naive.is_empty() {
                    naive = tops.to_vec();
                }
                let mut at = [NOTHING; SHARES.len()];
                let mut chance = [0.0; SHARES.len()];
                for (i, &share) in SHARES.iter().enumerate() {
                    at[i] = accuracy_at_share(&rank, predicted, &observed, area, share, Ties::Shared)?;
                    let apart = apart(&tops[i], &naive[i], &observed);
                    chance[i] = libm::sqrt(apart) * at[i].pei / at[i].hits.max(f64::MIN_POSITIVE);
                    if at[i].hits <= 0.0 {
                        chance[i] =
                            libm::sqrt(apart) / (at[i].best_pai * share * observed.iter().sum::<f64>());
                    }
                }
                let [_, top, ..] = tops;
                Some((Entry { at, chance, chosen }, top))
            })
            .collect()
    };
    let runs: Vec<Vec<(Entry, TopArea)>> = plan.folds.par_iter().map(run).collect::<Option<Vec<_>>>()?;
    let scores = who
        .iter()
        .enumerate()
        .map(|(c, &contestant)| Score {
            contestant,
            folds: runs.iter().map(|fold| fold[c].0).collect(),
            jaccard: if contestant == Contestant::Random {
                Vec::new()
            } else {
                runs.windows(2).map(|pair| jaccard(&pair[0][c].1, &pair[1][c].1, area)).collect()
            },
        })
        .collect();
    let events = plan
        .folds
        .iter()
        .map(|f| {
            let count = |from, to| in_months(from, to).count() as u32;
            (count(f.train_from, f.train_to), count(f.test_from, f.test_to))
        })
        .collect();
    let last = plan.folds.last().expect("there is a fold left");
    let naive = Contestant::Naive.scores(&window(last)).0;
    let top = &runs.last().expect("there is a fold left")[0].1;
    let held: f64 = top.iter().map(|&(i, part)| part * naive[i as usize]).sum();
    let taken: f64 = top.iter().map(|t| t.1).sum();
    Some(BackTest {
        scores,
        events,
        units: units.len(),
        land_km2: area.iter().sum::<f64>() / 1e6,
        top_count: held / taken,
        plan,
    })
}

const _: () = assert!(STABLE_AT == 1, "the top area kept for stability is the second share");

const NOTHING: Accuracy = Accuracy {
    share: 0.0,
    units: 0.0,
    hits: 0.0,
    hit_rate: 0.0,
    pai: 0.0,
    best_pai: 0.0,
    pei: 0.0,
    rri: f64::NAN,
};

/// Part taken of each unit by either, ascending by unit.
fn parts(a: &TopArea, b: &TopArea) -> Vec<(u32, f64, f64)> {
    let mut all: Vec<(u32, f64, f64)> =
        a.iter().map(|&(i, p)| (i, p, 0.0)).chain(b.iter().map(|&(i, p)| (i, 0.0, p))).collect();
    all.sort_by_key(|p| p.0);
    all.chunk_by(|x, y| x.0 == y.0)
        .map(|same| (same[0].0, same.iter().map(|p| p.1).sum(), same.iter().map(|p| p.2).sum()))
        .collect()
}

/// Variance of the difference in hits of two choices of land, when events fall by chance.
fn apart(a: &TopArea, b: &TopArea, observed: &[f64]) -> f64 {
    parts(a, b).iter().map(|&(i, p, q)| (p - q) * (p - q) * observed[i as usize]).sum()
}

/// Land in both over land in either.
fn jaccard(a: &TopArea, b: &TopArea, area: &[f64]) -> f64 {
    let (both, either) = parts(a, b).iter().fold((0.0, 0.0), |(both, either), &(i, p, q)| {
        (both + p.min(q) * area[i as usize], either + p.max(q) * area[i as usize])
    });
    both / either
}
