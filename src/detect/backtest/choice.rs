//! Which way of ranking an area gets: the naive count unless another is better beyond the folds' noise.

use serde::{Deserialize, Serialize};

use super::{BackTest, Contestant, run::mean};

/// Fewest folds from which anything but the naive count may be chosen.
pub const FOLDS_TO_CHOOSE: usize = 4;
/// A method must be better by this many standard errors, because many compete for one place.
const STANDARD_ERRORS: f64 = 2.0;
/// And better on at least this share of the folds.
const FOLDS_BETTER: f64 = 0.75;
/// From this many events a unit of the busiest 1 % of land, counts are called plentiful.
const PLENTY: f64 = 10.0;

/// The choice for one area, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The winner.
    pub winner: Contestant,
    /// The best of the others by mean gain; the winner itself when it is not the naive count.
    pub nearest: Contestant,
    /// Its mean gain of PEI (over 0.5, 1, 2 and 5 % of land) on the naive count.
    pub gain: f64,
    /// Standard error of that gain.
    pub noise: f64,
    /// Folds on which it was better, and folds.
    pub better: (u32, u32),
    /// The verdict in words.
    pub verdict: String,
}

/// Chooses from the first `folds` folds (all of them with `usize::MAX`).
///
/// **The rule.** Each contestant's PEI, averaged over the four shares of land, is set against the naive count's fold
/// by fold. Its standard error is the larger of two: the standard deviation of the differences over the folds, and
/// what the counting of test events alone gives (the events in land only one of the two chose); each divided by the
/// square root of the number of **separate** tests, (folds + 2)/3 for tests of three months one month apart, because
/// overlapping folds repeat each other. A contestant is chosen only when its mean gain is above two standard errors,
/// it was better on three quarters of the folds, and there are at least [`FOLDS_TO_CHOOSE`]; of several, the one
/// whose gain less its standard error is largest, the earlier of equals. Otherwise the naive count stays.
#[must_use]
pub fn choose(test: &BackTest, folds: usize) -> Choice {
    let folds = folds.min(test.plan.folds.len());
    let separate = (folds as f64 + f64::from(test.plan.test_months) - 1.0) / f64::from(test.plan.test_months);
    let naive = &test.scores[0];
    let judged = |at: usize| {
        let score = &test.scores[at];
        let gain: Vec<f64> = (0..folds).map(|f| score.folds[f].merit() - naive.folds[f].merit()).collect();
        let average = mean(gain.iter().copied());
        let square = gain.iter().map(|g| (g - average) * (g - average)).sum::<f64>();
        let spread = libm::sqrt(square / (folds.max(2) - 1) as f64);
        let counting = mean((0..folds).map(|f| score.folds[f].merit_chance()));
        let noise = spread.max(counting) / libm::sqrt(separate);
        let better = gain.iter().filter(|g| **g > 0.0).count();
        Judged { contestant: score.contestant, gain: average, noise, better }
    };
    let others: Vec<Judged> =
        (1..test.scores.len()).map(judged).filter(|j| j.contestant != Contestant::Random).collect();
    let passes = |j: &&Judged| {
        folds >= FOLDS_TO_CHOOSE
            && j.gain > STANDARD_ERRORS * j.noise
            && j.better as f64 >= FOLDS_BETTER * folds as f64
    };
    let most = |a: &Judged, b: &Judged, value: fn(&Judged) -> f64| value(b) > value(a);
    let pick = |value: fn(&Judged) -> f64, from: Vec<&Judged>| -> Option<Judged> {
        from.into_iter().copied().reduce(|a, b| if most(&a, &b, value) { b } else { a })
    };
    let winner = pick(|j| j.gain - j.noise, others.iter().filter(passes).collect());
    let nearest = winner.or_else(|| pick(|j| j.gain, others.iter().collect())).unwrap_or(Judged {
        contestant: Contestant::Naive,
        gain: 0.0,
        noise: 0.0,
        better: 0,
    });
    Choice {
        winner: winner.map_or(Contestant::Naive, |w| w.contestant),
        nearest: nearest.contestant,
        gain: nearest.gain,
        noise: nearest.noise,
        better: (nearest.better as u32, folds as u32),
        verdict: words(test, winner.is_some(), nearest, folds),
    }
}

#[derive(Debug, Clone, Copy)]
struct Judged {
    contestant: Contestant,
    gain: f64,
    noise: f64,
    better: usize,
}

fn words(test: &BackTest, won: bool, best: Judged, folds: usize) -> String {
    let (gain, noise) = (100.0 * best.gain, 100.0 * best.noise);
    let figures = format!(
        "{gain:+.1} points of PEI on average over 0.5, 1, 2 and 5 % of land, standard error {noise:.1}, better on {} of {folds} folds",
        best.better
    );
    if won {
        return format!("{} beats the naive count beyond the folds' noise: {figures}.", best.contestant);
    }
    if folds < FOLDS_TO_CHOOSE {
        let few = if folds == 1 { "one fold is".to_owned() } else { format!("{folds} folds are") };
        return format!(
            "The naive count stays: {few} too few to prefer anything else (at least {FOLDS_TO_CHOOSE})."
        );
    }
    let why = if test.top_count >= PLENTY {
        "counts are plentiful here, and where they are the plain count is hard to beat"
    } else {
        "counts are few here, and the folds are too noisy to tell the methods apart"
    };
    let nearest = if best.gain > 0.0 {
        format!("the nearest, {}, gained {figures}", best.contestant)
    } else {
        format!("none was even as good; the nearest, {}, {figures}", best.contestant)
    };
    format!("The naive count stays: {why} ({nearest}).")
}
