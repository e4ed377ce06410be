//! The ways of ranking that compete, each a few lines over the training window.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{TEST_MONTHS, accuracy_at_share, pool, run::SHARES, shares_of};
use crate::{
    calendar::Month,
    detect::{Kernel, kde_at},
    geodesy::GridPoint,
    index::SpatialWeights,
    places::{Unit, UnitSet},
};

/// Bandwidths of the kernel density that compete, metres (radius of support).
pub const BANDWIDTHS_M: [u16; 6] = [100, 150, 200, 300, 400, 600];
/// Half-lives of the decayed count, months.
pub const HALF_LIVES_MONTHS: [u8; 3] = [3, 6, 12];
/// Months the naive count looks back.
pub const NAIVE_MONTHS: i32 = 12;
/// Cells a kernel density is read at: the centre and six around it, so that a cell is told by its whole ground.
const READ_AT: usize = 7;

/// One event, as a ranking sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// Position of its unit.
    pub unit: u32,
    /// Month it happened in.
    pub month: Month,
    /// Where.
    pub point: GridPoint,
}

/// What the rare class is pooled with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference<'a> {
    /// Events of the common class that are not of the class tested.
    pub records: &'a [Record],
}

/// What a ranking may know: the training window, nothing after it.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// Units ranked.
    pub units: &'a UnitSet,
    /// Neighbours of each.
    pub weights: &'a SpatialWeights,
    /// Events; those outside `from..=to` are not looked at.
    pub own: &'a [Record],
    /// The common class, when there is one.
    pub common: Option<Reference<'a>>,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
}

/// A way of ranking units by the events of a training window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contestant {
    /// Events of the last 12 months, or of the window if shorter: what every other must beat.
    Naive,
    /// Events of the whole window.
    Whole,
    /// Events weighted by age, each half-life (months) halving them.
    Decayed(u8),
    /// Events of the unit and its neighbours (the sum in Gi*).
    Neighbours,
    /// The z-score of Gi* (Ord and Getis 1995).
    GiStar,
    /// Quartic kernel density of that bandwidth (metres), averaged over the unit.
    Kde(u16),
    /// The same, its bandwidth chosen inside the window by its last three months.
    KdeChosen,
    /// Own counts shrunk towards the pattern of the common class (empirical Bayes).
    Pooled,
    /// The same, the pattern being the common class and the own one smoothed by a kernel of 300 m.
    PooledSmooth,
    /// Any order: what a toss gives on average.
    Random,
}

/// Who competes: the naive count first, then the others, chance last. The whole window only where it is longer
/// than what the naive count looks at, pooling only where there is a common class.
#[must_use]
pub fn contestants(train_months: i32, common: bool) -> Vec<Contestant> {
    let mut all = vec![Contestant::Naive];
    if train_months > NAIVE_MONTHS {
        all.push(Contestant::Whole);
    }
    all.extend(HALF_LIVES_MONTHS.map(Contestant::Decayed));
    all.extend([Contestant::Neighbours, Contestant::GiStar]);
    all.extend(BANDWIDTHS_M.map(Contestant::Kde));
    all.push(Contestant::KdeChosen);
    if common {
        all.push(Contestant::Pooled);
    }
    all.extend([Contestant::PooledSmooth, Contestant::Random]);
    all
}

impl Contestant {
    /// Whether its scores are numbers of events, so that predicted can be set against observed.
    #[must_use]
    pub fn predicts(self) -> bool {
        !matches!(self, Self::Neighbours | Self::GiStar | Self::Random)
    }

    /// One score a unit, larger is ranked higher; events a unit where it [`predicts`](Self::predicts).
    /// With it the bandwidth or pooling weight chosen inside the window, where one was.
    #[must_use]
    pub fn scores(self, window: &Window<'_>) -> (Vec<f64>, Option<f64>) {
        match self {
            Self::Naive => (window.count(window.to.plus(1 - NAIVE_MONTHS)), None),
            Self::Whole => (window.count(window.from), None),
            Self::Decayed(half_life) => (window.decayed(half_life), None),
            Self::Neighbours => (window.neighbours(), None),
            Self::GiStar => (window.gi_star(), None),
            Self::Kde(bandwidth) => (window.density(window.own, bandwidth), None),
            Self::KdeChosen => {
                let bandwidth = window.chosen_bandwidth();
                (window.density(window.own, bandwidth), Some(f64::from(bandwidth)))
            }
            Self::Pooled => window.pooled(|common| window.counted(common, window.from)),
            Self::PooledSmooth => window.pooled(|common| {
                let own = window.density(window.own, 300);
                window.density(common, 300).iter().zip(&own).map(|(c, o)| c + o).collect()
            }),
            Self::Random => (vec![0.0; window.units.len()], None),
        }
    }
}

impl Window<'_> {
    fn holds(&self, record: &Record, from: Month) -> bool {
        record.month >= from.max(self.from) && record.month <= self.to
    }

    fn counted(&self, records: &[Record], from: Month) -> Vec<f64> {
        let mut counts = vec![0.0; self.units.len()];
        for record in records.iter().filter(|r| self.holds(r, from)) {
            counts[record.unit as usize] += 1.0;
        }
        counts
    }

    /// Events of the class tested, by unit, from `from` on.
    fn count(&self, from: Month) -> Vec<f64> {
        self.counted(self.own, from)
    }

    fn decayed(&self, half_life: u8) -> Vec<f64> {
        let mut counts = vec![0.0; self.units.len()];
        for record in self.own.iter().filter(|r| self.holds(r, self.from)) {
            let age = f64::from(self.to.since(record.month)) + 0.5;
            counts[record.unit as usize] += libm::exp2(-age / f64::from(half_life));
        }
        counts
    }

    fn neighbours(&self) -> Vec<f64> {
        let counts = self.count(self.from);
        let near = |i: usize| self.weights.neighbours(i).iter().map(|&j| counts[j as usize]).sum::<f64>();
        (0..counts.len()).map(|i| counts[i] + near(i)).collect()
    }

    fn gi_star(&self) -> Vec<f64> {
        let counts = self.count(self.from);
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / n;
        let z = |(i, sum): (usize, f64)| {
            let w = (self.weights.neighbours(i).len() + 1) as f64;
            let spread = libm::sqrt(variance * w * (n - w) / (n - 1.0));
            if spread > 0.0 { (sum - mean * w) / spread } else { 0.0 }
        };
        self.neighbours().into_iter().enumerate().map(z).collect()
    }

    /// Events a unit by the kernel density averaged over it.
    fn density(&self, records: &[Record], bandwidth_m: u16) -> Vec<f64> {
        let points: Vec<GridPoint> =
            records.iter().filter(|r| self.holds(r, self.from)).map(|r| r.point).collect();
        if points.is_empty() {
            return vec![0.0; self.units.len()];
        }
        let targets: Vec<GridPoint> = (self.units.centre.iter().zip(&self.units.area_m2))
            .flat_map(|(centre, &area)| centre.seven_across(area))
            .collect();
        match kde_at(&points, None, &targets, Kernel::Quartic, f64::from(bandwidth_m)) {
            Ok(density) => density
                .chunks_exact(READ_AT)
                .zip(&self.units.area_m2)
                .map(|(d, area)| d.iter().sum::<f64>() / READ_AT as f64 * area / 1e6)
                .collect(),
            // Points and bandwidths are finite here: nothing to refuse.
            Err(_) => vec![0.0; self.units.len()],
        }
    }

    /// The bandwidth that ranks the last months of the window best from the months before them; the largest of equals.
    fn chosen_bandwidth(&self) -> u16 {
        let cut = self.to.plus(-TEST_MONTHS.min(self.to.since(self.from)));
        let before = Window { to: cut, ..*self };
        let observed = self.count(cut.plus(1));
        let merit = |h: u16| -> f64 {
            let scores = before.density(self.own, h);
            let rank = self.rank(&scores);
            SHARES
                .iter()
                .filter_map(|&s| {
                    accuracy_at_share(&rank, None, &observed, &self.units.area_m2, s, super::Ties::Shared)
                })
                .map(|a| a.pei)
                .sum()
        };
        let mut best = (f64::NEG_INFINITY, 300);
        for h in BANDWIDTHS_M {
            let merit = merit(h);
            if merit >= best.0 {
                best = (merit, h);
            }
        }
        best.1
    }

    fn pooled(&self, pattern: impl Fn(&[Record]) -> Vec<f64>) -> (Vec<f64>, Option<f64>) {
        let own = self.count(self.from);
        let common = pattern(self.common.map_or(&[], |c| c.records));
        match pool(&own, &shares_of(&common)) {
            Some(pooled) => (pooled.expected, Some(pooled.weight)),
            None => (own, None),
        }
    }

    /// What units are ordered by: cells are alike in area, so the score itself (areas that differ by a thousandth
    /// must not break ties); published areas by score per area.
    #[must_use]
    pub fn rank(&self, scores: &[f64]) -> Vec<f64> {
        match self.units.unit {
            Unit::H3(_) | Unit::Square(_) => scores.to_vec(),
            Unit::Areas(_) | Unit::Polygons => {
                scores.iter().zip(&self.units.area_m2).map(|(s, a)| s / a).collect()
            }
        }
    }
}

impl fmt::Display for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Naive => f.write_str("naive count"),
            Self::Whole => f.write_str("whole window"),
            Self::Decayed(months) => write!(f, "decayed, {months} months"),
            Self::Neighbours => f.write_str("with neighbours"),
            Self::GiStar => f.write_str("Gi* z"),
            Self::Kde(metres) => write!(f, "KDE {metres} m"),
            Self::KdeChosen => f.write_str("KDE, own bandwidth"),
            Self::Pooled => f.write_str("pooled"),
            Self::PooledSmooth => f.write_str("pooled, smoothed"),
            Self::Random => f.write_str("random"),
        }
    }
}
