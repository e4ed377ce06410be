//! Do they happen at other hours than before?

use serde::Serialize;

use super::CHANGE_LEAST_EVENTS;
use crate::{
    detect::DAY_BANDS,
    inference::{shuffle, stream},
};

/// Shuffles of the test.
const SHUFFLES: u32 = 9_999;
/// Earlier timed events below which no hours are usual.
const LEAST_BEFORE: usize = 20;

/// Events in one band of the day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandCount {
    /// `evening 17 to 22`.
    pub band: String,
    /// Events of the window.
    pub now: usize,
    /// Earlier events.
    pub before: usize,
    /// Their share.
    pub usual_share: f64,
}

/// Whether the hours shifted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum HourShift {
    /// Too few timed events, now or before.
    TooFew {
        /// Timed events of the window.
        now: usize,
        /// Timed events before.
        before: usize,
        /// It takes these many now.
        least: usize,
    },
    /// Told.
    Told {
        /// Morning, afternoon, evening, night.
        bands: Vec<BandCount>,
        /// Chance of bands as different when the same hours are dealt at random.
        p: f64,
        /// The band that gained most, where p is at most 0.05.
        shifted_to: Option<String>,
    },
}

/// Compares the clock hours (0 to 23) of the window's events with those of earlier events, in the four bands of the
/// day: χ² of the two rows, its chance by dealing the hours to now and before at random (9,999 shuffles of a seeded
/// stream). Told only from five events now and twenty before. Otherwise the answer is that hours cannot be compared,
/// not that they are the same.
#[must_use]
pub fn hour_shift(now: &[u8], before: &[u8], seed: u64) -> HourShift {
    if now.len() < CHANGE_LEAST_EVENTS || before.len() < LEAST_BEFORE {
        return HourShift::TooFew { now: now.len(), before: before.len(), least: CHANGE_LEAST_EVENTS };
    }
    let band = |hour: &u8| DAY_BANDS.iter().position(|b| b.holds(usize::from(*hour) % 24)).unwrap_or(0);
    let mut all: Vec<usize> = now.iter().chain(before).map(band).collect();
    all[..now.len()].sort_unstable();
    all[now.len()..].sort_unstable();
    let count = |bands: &[usize]| {
        let mut counts = [0_usize; DAY_BANDS.len()];
        for &b in bands {
            counts[b] += 1;
        }
        counts
    };
    let (of_now, of_all) = (count(&all[..now.len()]), count(&all));
    let share = now.len() as f64 / all.len() as f64;
    let statistic = |counts: &[usize; DAY_BANDS.len()]| -> f64 {
        let term = |(n, all): (&usize, &usize)| {
            let expected = *all as f64 * share;
            if *all == 0 { 0.0 } else { (*n as f64 - expected) * (*n as f64 - expected) / expected }
        };
        counts.iter().zip(&of_all).map(term).sum()
    };
    let observed = statistic(&of_now);
    let mut rng = stream(seed, "shift of hours", 0);
    let mut reached = 0;
    for _ in 0..SHUFFLES {
        shuffle(&mut rng, &mut all);
        reached += u32::from(statistic(&count(&all[..now.len()])) >= observed - 1e-9);
    }
    let p = f64::from(reached + 1) / f64::from(SHUFFLES + 1);
    let bands: Vec<BandCount> = DAY_BANDS
        .iter()
        .zip(of_now.iter().zip(&of_all))
        .map(|(band, (&now, &all))| BandCount {
            band: band.words(),
            now,
            before: all - now,
            usual_share: (all - now) as f64 / before.len() as f64,
        })
        .collect();
    let gain = |b: &BandCount| b.now as f64 / now.len() as f64 - b.usual_share;
    let most = bands.iter().max_by(|a, b| gain(a).total_cmp(&gain(b)));
    let shifted_to = most.filter(|_| p <= 0.05).map(|b| b.band.clone());
    HourShift::Told { bands, p, shifted_to }
}
