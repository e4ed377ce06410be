//! Portable draws: one independent stream for each purpose, the same numbers on every machine.

use crate::inference::{Stream, below, stream, uniform};

/// A stream of draws. Streams of different `purpose` never share numbers, so adding a draw in one
/// place does not change another.
#[derive(Debug, Clone)]
pub(super) struct Dice(Stream);

impl Dice {
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        Self(stream(seed, purpose, 0))
    }

    /// A number to seed a [`super::noise::Noise`] with.
    pub(super) fn next(&mut self) -> u64 {
        below(&mut self.0, u64::MAX)
    }

    /// Uniform in `[0, 1)`.
    pub(super) fn unit(&mut self) -> f64 {
        uniform(&mut self.0)
    }

    /// Uniform in `[low, high)`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform in `0..n`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// Uniform whole number in `low..=high`.
    pub(super) fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Standard normal, by Box and Muller.
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// Poisson: by multiplication below 30, rounded normal above.
    pub(super) fn poisson(&mut self, mean: f64) -> usize {
        if mean > 30.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as usize;
        }
        let limit = libm::exp(-mean);
        let mut product = self.unit();
        let mut count = 0;
        while product > limit {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// One of a non-empty slice.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Index drawn in proportion to non-negative weights; 0 when all are zero.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        weights.iter().rposition(|w| *w > 0.0).unwrap_or(0)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// Draws from a fixed set of weights in logarithmic time.
#[derive(Debug, Clone)]
pub(super) struct Wheel(Vec<f64>);

impl Wheel {
    pub(super) fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut total = 0.0;
        Self(
            weights
                .into_iter()
                .map(|w| {
                    total += w.max(0.0);
                    total
                })
                .collect(),
        )
    }

    pub(super) fn total(&self) -> f64 {
        self.0.last().copied().unwrap_or(0.0)
    }

    pub(super) fn draw(&self, dice: &mut Dice) -> usize {
        let at = dice.unit() * self.total();
        self.0.partition_point(|upto| *upto <= at).min(self.0.len().saturating_sub(1))
    }
}
