//! How far and how long repeats reach, read off the Knox table: nothing is assumed, and "no evidence" is an answer.

use serde::Serialize;

use super::{ACTIONABLE_RATIO, KnoxTable};

/// Level of the corrected p from which a cell is taken as evidence.
const EVIDENCE_P: f64 = 0.05;

/// What a Knox table says about repeats.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The nearest and soonest pairs are not more than chance gives.
    NoEvidence,
    /// Repeats at the same place only (the first band, where it is no wider than a metre).
    SamePlace(Decay),
    /// Repeats at and around the place.
    NearRepeat(Decay),
}

impl Verdict {
    /// How far and how long repeats reach; `None` without evidence of any.
    #[must_use]
    pub fn reach(&self) -> Option<&Decay> {
        match self {
            Self::NoEvidence => None,
            Self::SamePlace(decay) | Self::NearRepeat(decay) => Some(decay),
        }
    }
}

/// Reach of repeats, and how their surplus fades.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decay {
    /// Repeats are more frequent nearer than this, in metres: a band's upper edge.
    pub space_m: f64,
    /// And sooner than this, in days: a band's upper edge.
    pub days: u32,
    /// Days within which half of the surplus pairs follow: straight lines between the bands' edges.
    pub half_life_days: f64,
    /// Surplus (observed − expected) of each time band within reach.
    pub surplus: Vec<f64>,
    /// Upper edges of those bands.
    pub edges: Vec<u32>,
    /// Observed / expected of all cells within reach.
    pub ratio: f64,
}

impl Decay {
    /// Share of the surplus still to come `days` after an event: 1 on its day, 0 from the reach on. It falls
    /// to a half at the half-life.
    #[must_use]
    pub fn remaining(&self, days: f64) -> f64 {
        let total: f64 = self.surplus.iter().sum();
        let (mut from, mut passed) = (0.0, 0.0);
        for (&to, surplus) in self.edges.iter().zip(&self.surplus) {
            let to = f64::from(to);
            passed += surplus * ((days - from) / (to - from)).clamp(0.0, 1.0);
            from = to;
        }
        1.0 - passed / total
    }
}

/// Reads the reach off a table. A cell is evidence when its ratio is at least 1.2 and its p after
/// Benjamini-Hochberg over the table at most 0.05. The reach in space is the run of such cells from the first space
/// band that holds pairs, in the first time band; the reach in time is the run of time bands from the first in which those
/// space bands together still have the ratio and one of them is evidence.
#[must_use]
pub fn verdict(table: &KnoxTable) -> Verdict {
    let evidence = |s: usize, t: usize| {
        let cell = table.cell(s, t);
        cell.ratio >= ACTIONABLE_RATIO && cell.p_fdr <= EVIDENCE_P
    };
    let empty = |s: usize| table.pairs_in_space[s] == 0;
    let first = (0..table.space_bands).find(|&s| !empty(s));
    let Some(first) = first.map(|s| {
        // A band of a metre may hold so few pairs that it can show nothing: then the next may speak.
        let narrow = table.cell(s, 0).space_to_m <= 1.0;
        if narrow && !evidence(s, 0) && s + 1 < table.space_bands { s + 1 } else { s }
    }) else {
        return Verdict::NoEvidence;
    };
    let bands: Vec<usize> = (first..table.space_bands).take_while(|&s| evidence(s, 0)).collect();
    let Some(&last) = bands.last() else { return Verdict::NoEvidence };
    let sum =
        |t: usize, of: fn(&super::KnoxCell) -> f64| (0..=last).map(|s| of(table.cell(s, t))).sum::<f64>();
    let observed = |t: usize| sum(t, |c| c.observed as f64);
    let expected = |t: usize| sum(t, |c| c.expected);
    let times = (0..table.time_bands)
        .take_while(|&t| {
            bands.iter().any(|&s| evidence(s, t)) && observed(t) >= ACTIONABLE_RATIO * expected(t)
        })
        .count()
        .max(1);
    let surplus: Vec<f64> = (0..times).map(|t| (observed(t) - expected(t)).max(0.0)).collect();
    let edges: Vec<u32> = (0..times).map(|t| table.cell(0, t).days_to).collect();
    let all = |of: &dyn Fn(usize) -> f64| (0..times).map(of).sum::<f64>();
    let decay = Decay {
        space_m: table.cell(last, 0).space_to_m,
        days: edges[times - 1],
        half_life_days: half(&edges, &surplus),
        ratio: all(&observed) / all(&expected),
        surplus,
        edges,
    };
    if decay.space_m <= 1.0 { Verdict::SamePlace(decay) } else { Verdict::NearRepeat(decay) }
}

/// Where the running sum reaches half of the whole.
fn half(edges: &[u32], surplus: &[f64]) -> f64 {
    let mut left = surplus.iter().sum::<f64>() / 2.0;
    let mut from = 0.0;
    for (&to, &band) in edges.iter().zip(surplus) {
        let to = f64::from(to);
        if band >= left && band > 0.0 {
            return from + (to - from) * left / band;
        }
        left -= band;
        from = to;
    }
    from
}
