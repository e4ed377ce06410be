//! The hours of the week of events whose time may be known only as an interval.

use rayon::prelude::*;
use serde::Serialize;

use super::{Band, DAY_BANDS, PeakWindow, VIOLENCE_BANDS, peak_window, window::clock_shift};
use crate::{
    calendar::{HOURS_OF_WEEK, Precision, Span, Zone, aoristic},
    detect::{DetectError, MIN_TIMED_FOR_HOURS},
    inference::{below, stream},
};

/// Where a day begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DayStart {
    /// 00:00.
    #[default]
    Midnight,
    /// 06:00: the night belongs to the evening before.
    Police,
}

/// Settings of [`rhythm`].
#[derive(Debug, Clone, Copy)]
pub struct RhythmOptions {
    /// Where a day begins (default midnight).
    pub day: DayStart,
    /// Share the peak window holds (default 0.5).
    pub share: f64,
    /// Bootstrap resamples (default 999; fewer where that would draw more than 200 million events, never under 99).
    pub resamples: usize,
    /// Confidence of the intervals (default 0.95).
    pub confidence: f64,
    /// Seed (default 1).
    pub seed: u64,
}

impl Default for RhythmOptions {
    fn default() -> Self {
        Self { day: DayStart::default(), share: 0.5, resamples: 999, confidence: 0.95, seed: 1 }
    }
}

/// A weight and its share, with the bootstrap interval of the share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Weight: events, or the sum of their weights.
    pub weight: f64,
    /// Share of all timed weight; 0 without any.
    pub share: f64,
    /// Bootstrap interval of the share.
    pub interval: (f64, f64),
}

/// The rhythm of a set of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// Weight by day (Monday first; the police day with [`DayStart::Police`]) and clock hour (0 to 23).
    pub grid: [[f64; 24]; 7],
    /// Clock hours.
    pub clock: [Share; 24],
    /// Days of the week.
    pub days: [Share; 7],
    /// The whole day in four.
    pub day_bands: [(Band, Share); 4],
    /// The stretches violence gathers in.
    pub violence_bands: [(Band, Share); 4],
    /// The peak; `None` under 20 timed events, where only bands are told.
    pub peak: Option<PeakWindow>,
    /// Events in all.
    pub events: u64,
    /// Events with a known hour: a clock time, or an interval of at most 24 hours.
    pub timed: u64,
    /// Of those, intervals over 12 hours, whose hours say little.
    pub weak: u64,
    /// Intervals over 24 hours: counted here, in no chart.
    pub too_long: u64,
    /// Only the date known.
    pub date_only: u64,
    /// Only the month known.
    pub month_only: u64,
    /// Resamples made.
    pub resamples: usize,
    /// Sentences for the reader.
    pub notes: Vec<String>,
}

/// When events happen, by the hour of the local week.
///
/// Aoristic weights (Ratcliffe and McCullagh 1998): an interval is spread evenly over the time it covers, clock
/// changes included. Intervals come from resampling the events with replacement, percentile method; they say how much the picture would
/// move with other events of the same kind, not that hours differ from chance. `weights` (harm; default one each) must be finite and not negative.
///
/// Under 20 events with a known hour there is no peak, only bands. Not for records whose times are defaults (00:00, 12:00): the quality
/// report finds those.
///
/// # Errors
/// [`DetectError::Lengths`], [`DetectError::NotFinite`].
///
/// ```
/// use harmspot::{calendar::{Instant, Precision, Span, Zone}, detect::{RhythmOptions, rhythm}};
/// // 08:00 to 16:00 on a Monday in January: an eighth in every hour.
/// let span = Span::new(Instant(1_736_150_400), Instant(1_736_150_400 + 8 * 3600), Precision::Minute).unwrap();
/// let found = rhythm(&[span], None, &Zone::london(), &RhythmOptions::default()).unwrap();
/// assert_eq!((found.grid[0][8], found.grid[0][15], found.grid[0][16]), (0.125, 0.125, 0.0));
/// assert!(found.peak.is_none());
/// ```
pub fn rhythm(
    spans: &[Span],
    weights: Option<&[f64]>,
    zone: &Zone,
    options: &RhythmOptions,
) -> Result<Rhythm, DetectError> {
    if let Some(weights) = weights {
        if weights.len() != spans.len() {
            return Err(DetectError::Lengths { values: spans.len(), weights: weights.len() });
        }
        if let Some(unit) = weights.iter().position(|w| !w.is_finite() || *w < 0.0) {
            return Err(DetectError::NotFinite { unit, value: weights[unit] });
        }
    }
    let hours = Hours::of(spans, weights, zone, options.day);
    let counted = |f: &dyn Fn(&Span) -> bool| spans.iter().filter(|s| f(s)).count() as u64;
    let clocked = |s: &Span| s.precision == Precision::Minute;
    let timed = hours.len() as u64;
    let resamples = options.resamples.min((200_000_000 / hours.len().max(1)).max(99));
    let observed = hours.sums(None);
    let draws: Vec<Sums> = (0..if timed > 0 { resamples } else { 0 })
        .into_par_iter()
        .map(|draw| {
            let mut rng = stream(options.seed, "rhythm resample", draw as u64);
            let mut times = vec![0_u32; hours.len()];
            for _ in 0..hours.len() {
                times[below(&mut rng, hours.len() as u64) as usize] += 1;
            }
            hours.sums(Some(&times))
        })
        .collect();
    let share = |part: &dyn Fn(&Sums) -> f64| {
        let of = |s: &Sums| if s.total > 0.0 { part(s) / s.total } else { 0.0 };
        let mut again: Vec<f64> = draws.iter().map(of).collect();
        again.sort_unstable_by(f64::total_cmp);
        let seen = of(&observed);
        Share { weight: part(&observed), share: seen, interval: ends(&again, options.confidence, seen) }
    };
    let band = |b: Band| (b, share(&|s: &Sums| (0..24).filter(|&h| b.holds(h)).map(|h| s.clock[h]).sum()));
    let mut notes = Vec::new();
    if timed < u64::from(MIN_TIMED_FOR_HOURS) {
        notes.push(format!(
            "{timed} events with a known hour: under {MIN_TIMED_FOR_HOURS} there is no peak hour, only bands"
        ));
    }
    if timed > 0 && resamples < options.resamples {
        notes.push(format!("{resamples} resamples instead of {}, for so many events", options.resamples));
    }
    let mut found = Rhythm {
        grid: observed.grid,
        clock: std::array::from_fn(|h| share(&|s: &Sums| s.clock[h])),
        days: std::array::from_fn(|d| share(&|s: &Sums| s.grid[d].iter().sum())),
        day_bands: DAY_BANDS.map(band),
        violence_bands: VIOLENCE_BANDS.map(band),
        peak: (timed >= u64::from(MIN_TIMED_FOR_HOURS)).then(|| peak(&observed, &draws, options)).flatten(),
        events: spans.len() as u64,
        timed,
        weak: counted(&|s| clocked(s) && s.is_weak() && s.to.0 - s.from.0 <= 86_400),
        too_long: counted(&|s| clocked(s) && s.to.0 - s.from.0 > 86_400),
        date_only: counted(&|s| s.precision == Precision::Day),
        month_only: counted(&|s| s.precision == Precision::Month),
        resamples: draws.len(),
        notes,
    };
    for (n, words) in [
        (found.weak, "have an interval over 12 hours: their hours say little"),
        (found.too_long, "have an interval over 24 hours: they are in no chart of hours"),
        (found.date_only, "have a date and no clock time: they are in no chart of hours"),
        (found.month_only, "have only a month: they are in no chart of hours"),
    ] {
        if n > 0 {
            found.notes.push(format!("{n} of {} events {words}", found.events));
        }
    }
    Ok(found)
}

fn peak(observed: &Sums, draws: &[Sums], options: &RhythmOptions) -> Option<PeakWindow> {
    let (from, hours, share) = peak_window(&observed.clock, options.share)?;
    let again: Vec<(usize, usize, f64)> =
        draws.iter().filter_map(|s| peak_window(&s.clock, options.share)).collect();
    let n = again.len().max(1) as f64;
    let held = |s: &Sums| (from..from + hours).map(|h| s.clock[h % 24]).sum::<f64>() / s.total;
    let mut shares: Vec<f64> = draws.iter().filter(|s| s.total > 0.0).map(held).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let sorted = |mut all: Vec<f64>| {
        all.sort_unstable_by(f64::total_cmp);
        all
    };
    let lengths = sorted(again.iter().map(|w| w.1 as f64).collect());
    let shifts = sorted(again.iter().map(|w| f64::from(clock_shift(from, w.0))).collect());
    let length = ends(&lengths, options.confidence, hours as f64);
    let shift = ends(&shifts, options.confidence, 0.0);
    let inside = |h: usize| again.iter().filter(|w| (h + 24 - w.0) % 24 < w.1).count() as f64 / n;
    Some(PeakWindow {
        from,
        to: (from + hours) % 24,
        hours,
        share,
        share_interval: ends(&shares, options.confidence, share),
        hours_interval: (length.0 as usize, length.1 as usize),
        from_shift: (shift.0 as i32, shift.1 as i32),
        same: again.iter().filter(|w| (w.0, w.1) == (from, hours)).count() as f64 / n,
        hour_in: std::array::from_fn(inside),
    })
}

/// Percentile interval of sorted values; the value itself where there are none.
fn ends(sorted: &[f64], confidence: f64, seen: f64) -> (f64, f64) {
    let half = (1.0 - confidence.clamp(0.0, 1.0)) / 2.0;
    let at =
        |q: f64| sorted.get(((sorted.len().max(1) - 1) as f64 * q).round() as usize).copied().unwrap_or(seen);
    (at(half), at(1.0 - half))
}

/// Aoristic weights of the timed events, in compressed rows.
struct Hours {
    offsets: Vec<u32>,
    slots: Vec<(u8, f64)>,
}

struct Sums {
    grid: [[f64; 24]; 7],
    clock: [f64; 24],
    total: f64,
}

impl Hours {
    fn of(spans: &[Span], weights: Option<&[f64]>, zone: &Zone, day: DayStart) -> Self {
        let rows: Vec<Vec<(u8, f64)>> = spans
            .par_iter()
            .enumerate()
            .filter_map(|(i, span)| {
                let weight = weights.map_or(1.0, |w| w[i]);
                let slot = |hour: usize| match day {
                    DayStart::Police if hour % 24 < 6 => ((hour + HOURS_OF_WEEK - 24) % HOURS_OF_WEEK) as u8,
                    _ => hour as u8,
                };
                if span.precision == Precision::Minute && span.from == span.to {
                    return Some(vec![(slot(zone.hour_of_week(span.from)), weight)]);
                }
                let hours = aoristic(span, zone)?;
                let some = hours.iter().enumerate().filter(|(_, w)| **w > 0.0);
                Some(some.map(|(hour, w)| (slot(hour), w * weight)).collect())
            })
            .collect();
        let mut hours = Self { offsets: vec![0], slots: Vec::with_capacity(rows.len()) };
        for row in rows {
            hours.slots.extend(row);
            hours.offsets.push(hours.slots.len() as u32);
        }
        hours
    }

    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Sums, each event as often as `times` says.
    fn sums(&self, times: Option<&[u32]>) -> Sums {
        let mut week = [0.0; HOURS_OF_WEEK];
        for (i, ends) in self.offsets.windows(2).enumerate() {
            let often = times.map_or(1.0, |t| f64::from(t[i]));
            if often > 0.0 {
                for &(hour, weight) in &self.slots[ends[0] as usize..ends[1] as usize] {
                    week[usize::from(hour)] += often * weight;
                }
            }
        }
        let grid: [[f64; 24]; 7] = std::array::from_fn(|d| std::array::from_fn(|h| week[d * 24 + h]));
        let clock: [f64; 24] = std::array::from_fn(|h| (0..7).map(|d| grid[d][h]).sum());
        Sums { grid, clock, total: clock.iter().sum() }
    }
}
