//! Hit rate, PAI, PEI and RRI of a ranking, at exact shares of land and at numbers of cells.

use std::cmp::Ordering;

/// What happens to units the ranking cannot tell apart where the land runs out among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// All of them are taken in part, each by the same share: what a toss among them gives on average.
    Shared,
    /// The emptier ones are taken first: the least the ranking can claim.
    Against,
    /// The fuller ones are taken first, as ptools does: the most it could claim.
    For,
}

/// How good a ranking is at one share of the land.
///
/// With n of the N test events inside the chosen land a of A: hit rate n/N; PAI = (n/N)/(a/A) (Chainey, Tompson
/// and Uhlig 2008); PEI = PAI over the best PAI any choice of the same area has (Hunt 2016); RRI = predicted over
/// observed inside, in the sense of ptools (not Levine's recapture ratio), after predictions are scaled so that
/// both have the same total: above one promised more than it held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Share of the land asked for, and taken exactly: the last unit (or tied group) is taken in part.
    pub share: f64,
    /// Units taken, the last in part.
    pub units: f64,
    /// Events inside; of a unit taken in part its part of them.
    pub hits: f64,
    /// n/N.
    pub hit_rate: f64,
    /// (n/N)/(a/A).
    pub pai: f64,
    /// The same for the best choice of that area.
    pub best_pai: f64,
    /// PAI over the best, 0 to 1.
    pub pei: f64,
    /// Predicted over observed inside, scaled to the same total; not a number when nothing was observed inside
    /// or the scores predict no number of events.
    pub rri: f64,
}

/// The chosen units with the part of each that is taken (1 but for the last), in rank order.
pub type TopArea = Vec<(u32, f64)>;

/// The top `share` of the land by `rank` (largest first), exactly: the last unit, or under [`Ties::Shared`] the
/// group of equal rank the line falls in, is taken in part. A rank that is not a number comes last.
#[must_use]
pub fn top_area(rank: &[f64], observed: &[f64], area: &[f64], share: f64, ties: Ties) -> TopArea {
    let wanted = share.clamp(0.0, 1.0) * area.iter().sum::<f64>();
    let per_area = |i: u32| observed[i as usize] / area[i as usize];
    let mut order: Vec<u32> = (0..rank.len() as u32).filter(|&i| area[i as usize] > 0.0).collect();
    order.sort_by(|&a, &b| {
        let within = match ties {
            Ties::Shared => Ordering::Equal,
            Ties::Against => per_area(a).total_cmp(&per_area(b)),
            Ties::For => per_area(b).total_cmp(&per_area(a)),
        };
        by_rank(rank, a, b).then(within).then(a.cmp(&b))
    });
    let mut top = Vec::new();
    let mut left = wanted;
    let groups = order.chunk_by(|&a, &b| ties == Ties::Shared && by_rank(rank, a, b).is_eq());
    for group in groups {
        if left <= 0.0 {
            break;
        }
        let size: f64 = group.iter().map(|&i| area[i as usize]).sum();
        let part = (left / size).min(1.0);
        top.extend(group.iter().map(|&i| (i, part)));
        left -= size;
    }
    top
}

/// Largest first, not-a-number last.
fn by_rank(rank: &[f64], a: u32, b: u32) -> Ordering {
    let value = |i: u32| {
        let v = rank[i as usize];
        if v.is_nan() { f64::NEG_INFINITY } else { v + 0.0 }
    };
    value(b).total_cmp(&value(a))
}

/// Accuracy of a ranking on test events, at an exact share of the land.
///
/// `rank` orders the units; `predicted` are its events a unit, where it predicts a number. All slices are one a
/// unit and of one length; `area` is positive. `None` without a test event, or when the lengths differ or the
/// share is not within (0, 1].
#[must_use]
pub fn accuracy_at_share(
    rank: &[f64],
    predicted: Option<&[f64]>,
    observed: &[f64],
    area: &[f64],
    share: f64,
    ties: Ties,
) -> Option<Accuracy> {
    let all: f64 = observed.iter().sum();
    let same = rank.len() == observed.len() && rank.len() == area.len();
    let same = same && predicted.is_none_or(|p| p.len() == rank.len());
    let sound = all > 0.0 && all.is_finite() && share > 0.0 && share <= 1.0;
    if !same || !sound {
        return None;
    }
    let sum = |top: &TopArea, of: &[f64]| -> f64 { top.iter().map(|&(i, part)| part * of[i as usize]).sum() };
    let top = top_area(rank, observed, area, share, ties);
    let hits = sum(&top, observed);
    let per_area: Vec<f64> = observed.iter().zip(area).map(|(o, a)| o / a).collect();
    let most = sum(&top_area(&per_area, observed, area, share, Ties::Shared), observed);
    let rri = predicted.map_or(f64::NAN, |p| {
        let total: f64 = p.iter().sum();
        if total > 0.0 && hits > 0.0 { (sum(&top, p) / total) / (hits / all) } else { f64::NAN }
    });
    Some(Accuracy {
        share,
        units: top.iter().map(|t| t.1).sum(),
        hits,
        hit_rate: hits / all,
        pai: hits / all / share,
        best_pai: most / all / share,
        pei: hits / most,
        rri,
    })
}

/// Accuracy of the first `k` cells, ptools' way: see [`accuracy_at_cells`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellAccuracy {
    /// Position of the k-th cell.
    pub unit: usize,
    /// Share of the land in the first k.
    pub area_share: f64,
    /// Share of the events in them.
    pub hit_rate: f64,
    /// Hit rate over area share.
    pub pai: f64,
    /// PAI over that of the best k cells, which with unequal areas is not the same area.
    pub pei: f64,
    /// Predicted over observed in the first k, unscaled.
    pub rri: f64,
}

/// Accuracy after each number of cells, by the rule of ptools (Wheeler): cells by predicted per area, ties by
/// `ties` (ptools: [`Ties::For`]); the best possible is the same **number** of cells by observed per area.
///
/// Empty without an event or when the lengths differ.
#[must_use]
pub fn accuracy_at_cells(predicted: &[f64], observed: &[f64], area: &[f64], ties: Ties) -> Vec<CellAccuracy> {
    let (all, land): (f64, f64) = (observed.iter().sum(), area.iter().sum());
    if predicted.len() != observed.len() || predicted.len() != area.len() || all <= 0.0 || land <= 0.0 {
        return Vec::new();
    }
    let per = |of: &[f64], i: usize| of[i] / area[i];
    let mut order: Vec<usize> = (0..predicted.len()).collect();
    order.sort_by(|&a, &b| {
        let within = match ties {
            Ties::Shared => Ordering::Equal,
            Ties::Against => observed[a].total_cmp(&observed[b]),
            Ties::For => observed[b].total_cmp(&observed[a]),
        };
        per(predicted, b).total_cmp(&per(predicted, a)).then(within).then(a.cmp(&b))
    });
    let mut best = order.clone();
    best.sort_by(|&a, &b| per(observed, b).total_cmp(&per(observed, a)));
    let (mut a, mut n, mut p, mut best_a, mut best_n) = (0.0, 0.0, 0.0, 0.0, 0.0);
    order
        .iter()
        .zip(&best)
        .map(|(&i, &b)| {
            a += area[i];
            n += observed[i];
            p += predicted[i];
            best_a += area[b];
            best_n += observed[b];
            let pai = (n / all) / (a / land);
            let best_pai = (best_n / all) / (best_a / land);
            CellAccuracy {
                unit: i,
                area_share: a / land,
                hit_rate: n / all,
                pai,
                pei: pai / best_pai,
                rri: p / n,
            }
        })
        .collect()
}
