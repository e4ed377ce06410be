//! What a near-repeat analysis is asked.

use serde::Serialize;

use crate::detect::DetectError;

/// How the distance between two events is measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// Straight line.
    #[default]
    Euclidean,
    /// East-west plus north-south, as on a street grid.
    Manhattan,
}

/// Settings of [`near_repeat`](super::near_repeat).
#[derive(Debug, Clone, PartialEq)]
pub struct NearRepeatOptions {
    /// Upper edges of the space bands in metres, ascending. Bands are left-closed from 0: the default
    /// `1, 100, 200, 300, 400` makes [0, 1), the same place, then [1, 100), [100, 200), [200, 300), [300, 400).
    pub space_m: Vec<f64>,
    /// Upper edges of the time bands in days, ascending, left-closed from 0 (default 7, 14, 21, 28).
    pub days: Vec<u32>,
    /// Times the dates are shuffled over the events, 99 to 99,999 (default 999).
    pub permutations: u32,
    /// Distance (default Euclidean).
    pub metric: Metric,
    /// Seed of the shuffles (default 1).
    pub seed: u64,
}

impl Default for NearRepeatOptions {
    fn default() -> Self {
        Self {
            space_m: vec![1.0, 100.0, 200.0, 300.0, 400.0],
            days: vec![7, 14, 21, 28],
            permutations: 999,
            metric: Metric::Euclidean,
            seed: 1,
        }
    }
}

/// Most bands of either kind.
pub(super) const MOST_BANDS: usize = 64;

/// Longest time between first and last event, and longest time band: 32,767 days are 89 years.
pub(super) const MOST_DAYS: u32 = 32_767;

impl NearRepeatOptions {
    /// # Errors
    /// [`DetectError::Setting`] naming the first setting out of its range.
    pub fn check(&self) -> Result<(), DetectError> {
        let refuse = |setting, got: String, allowed| Err(DetectError::Setting { setting, got, allowed });
        let space_ok = self.space_m.iter().all(|e| e.is_finite() && *e > 0.0 && *e <= 1e6)
            && self.space_m.windows(2).all(|w| w[0] < w[1]);
        if !space_ok || self.space_m.is_empty() || self.space_m.len() > MOST_BANDS {
            let allowed = "1 to 64 ascending distances over 0 and up to 1,000,000 metres";
            return refuse("space bands", join(&self.space_m), allowed);
        }
        let days_ok = self.days.iter().all(|&e| (1..=MOST_DAYS).contains(&e))
            && self.days.windows(2).all(|w| w[0] < w[1]);
        if !days_ok || self.days.is_empty() || self.days.len() > MOST_BANDS {
            return refuse("time bands", join(&self.days), "1 to 64 ascending whole days from 1 to 32,767");
        }
        if !(99..=99_999).contains(&self.permutations) {
            return refuse("permutations", self.permutations.to_string(), "99 to 99,999");
        }
        Ok(())
    }
}

fn join<T: std::fmt::Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// A left-closed band in interval notation.
#[must_use]
pub fn interval(from: f64, to: f64) -> String {
    format!("[{from}, {to})")
}
