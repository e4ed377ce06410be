//! The hours it gathers in.

/// The shortest run of clock hours that holds at least a given share, and how it moves when events are drawn anew.
#[derive(Debug, Clone, PartialEq)]
pub struct PeakWindow {
    /// First hour of the clock.
    pub from: usize,
    /// Hour it ends at, 0 to 23 (24 hours long: the same as `from`).
    pub to: usize,
    /// Hours long, 1 to 24.
    pub hours: usize,
    /// Share of the weight it holds.
    pub share: f64,
    /// Bootstrap interval of that share.
    pub share_interval: (f64, f64),
    /// Bootstrap interval of the length in hours.
    pub hours_interval: (usize, usize),
    /// Bootstrap interval of the first hour, as hours before and after `from`.
    pub from_shift: (i32, i32),
    /// Share of resamples with exactly this window.
    pub same: f64,
    /// For each clock hour, the share of resamples whose window holds it.
    pub hour_in: [f64; 24],
}

/// First hour, length and share of the shortest contiguous run of clock hours (over midnight too) with at least `share` of the weight;
/// of equally short runs the fullest, then the earliest. `None` without weight.
///
/// ```
/// let mut clock = [1.0; 24];
/// clock[23] = 30.0;
/// clock[0] = 20.0;
/// assert_eq!(harmspot::detect::peak_window(&clock, 0.5).map(|w| (w.0, w.1)), Some((23, 2)));
/// ```
#[must_use]
pub fn peak_window(clock: &[f64; 24], share: f64) -> Option<(usize, usize, f64)> {
    let total: f64 = clock.iter().sum();
    if total <= 0.0 || !total.is_finite() {
        return None;
    }
    let wanted = share * total - 1e-9 * total;
    for hours in 1..=24 {
        let mut best: Option<(usize, f64)> = None;
        for from in 0..24 {
            let held: f64 = (from..from + hours).map(|h| clock[h % 24]).sum();
            let fuller = best.is_none_or(|b| held > b.1 + 1e-9 * total);
            if held >= wanted && fuller {
                best = Some((from, held));
            }
        }
        if let Some((from, held)) = best {
            return Some((from, hours, (held / total).min(1.0)));
        }
    }
    Some((0, 24, 1.0))
}

/// Hours from `from` to `other` on the clock, −11 to 12.
pub(super) fn clock_shift(from: usize, other: usize) -> i32 {
    let ahead = (other + 24 - from) % 24;
    if ahead > 12 { ahead as i32 - 24 } else { ahead as i32 }
}
