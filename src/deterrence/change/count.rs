//! A window's count beside equally mature earlier windows.

use serde::Serialize;

use crate::{
    deterrence::DayWindow,
    inference::{binomial_tails, normal_quantile},
};

/// Earlier windows below which nothing is called usual.
pub const CHANGE_LEAST_WINDOWS: usize = 4;

/// When something happened and when the record of it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dated {
    /// Local calendar day of the event, counted from 1970-01-01.
    pub day: i32,
    /// Local calendar day it was recorded.
    pub recorded: i32,
}

/// What earlier windows held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Usual {
    /// Counts of the earlier windows, the latest first.
    pub counts: Vec<u64>,
    /// Their mean.
    pub mean: f64,
    /// Chance of as many as now or more.
    pub as_many: f64,
    /// Chance of as few as now or fewer.
    pub as_few: f64,
    /// True when earlier windows vary more than a steady rate lets them (index of dispersion, 1 %): events come in
    /// bursts, and the chances above are too small.
    pub in_bursts: bool,
}

/// A window's count beside what is usual.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The window.
    pub window: DayWindow,
    /// Count of the window, as far as recorded.
    pub now: u64,
    /// What is usual; `None` with fewer than four earlier windows.
    pub usual: Option<Usual>,
}

/// How many in this window, and is that more than usual?
///
/// `as_of` is the last day whose records are held. The k-th earlier window counts only what had been recorded k
/// windows before `as_of`: as mature as the window itself, so that late reports do not make this week look quiet. Up
/// to `windows` (12 is usual) earlier windows of the same length are used, none that begins before `known_from`.
///
/// The chance takes the estimate's own uncertainty into account: given x now and y in all of k earlier windows, under
/// one steady rate x is Binomial(x + y, 1 / (k + 1)) (Przyborowski and Wilenski 1940), exactly, with no prior; the
/// upper tail is also the negative-binomial forecast of the next window with a flat prior on the rate. It assumes
/// that events come one by one at a steady rate; see [`Usual::in_bursts`].
#[must_use]
pub fn change(dates: &[Dated], window: DayWindow, as_of: i32, known_from: i32, windows: u32) -> Change {
    let count = |back: u32| -> Option<u64> {
        let earlier = window.earlier(back)?;
        let recorded = as_of.checked_sub(window.from() - earlier.from())?;
        let held = |d: &&Dated| earlier.holds(d.day) && d.recorded <= recorded;
        (back == 0 || earlier.from() >= known_from).then(|| dates.iter().filter(held).count() as u64)
    };
    let now = count(0).unwrap_or(0);
    let counts: Vec<u64> = (1..=windows).map_while(count).collect();
    let usual = (counts.len() >= CHANGE_LEAST_WINDOWS).then(|| usual(now, counts));
    Change { window, now, usual }
}

fn usual(now: u64, counts: Vec<u64>) -> Usual {
    let k = counts.len() as f64;
    let sum: u64 = counts.iter().sum();
    let tails = binomial_tails(now, now + sum, 1.0 / (k + 1.0));
    let mean = sum as f64 / k;
    Usual { mean, as_many: tails.ge, as_few: tails.le, in_bursts: in_bursts(&counts, mean), counts }
}

/// Σ (y − mean)² / mean against the 99 % quantile of χ² with k − 1 degrees (Wilson and Hilferty 1931).
fn in_bursts(counts: &[u64], mean: f64) -> bool {
    let degrees = counts.len() as f64 - 1.0;
    if mean <= 0.0 || degrees < 1.0 {
        return false;
    }
    let square = |c: &u64| (*c as f64 - mean) * (*c as f64 - mean);
    let statistic = counts.iter().map(square).sum::<f64>() / mean;
    let spread = 2.0 / (9.0 * degrees);
    let root = 1.0 - spread + normal_quantile(0.99) * libm::sqrt(spread);
    statistic > degrees * root * root * root
}
