//! The likelihood ratio, and which counts can beat a given one.

/// Kulldorff's log likelihood ratio of `count` cases where `expected` were, among `total`:
/// c ln(c/μ) + (C − c) ln((C − c)/(C − μ)) where c > μ, else 0.
///
/// ```
/// let llr = harmspot::detect::log_likelihood_ratio(8.0, 2.5, 120.0);
/// assert!((llr - 3.9360).abs() < 5e-5);
/// ```
#[must_use]
pub fn log_likelihood_ratio(count: f64, expected: f64, total: f64) -> f64 {
    if count <= expected {
        return 0.0;
    }
    let rest = total - count;
    let outside = if rest > 0.0 { rest * libm::log(rest / (total - expected)) } else { 0.0 };
    count * libm::log(count / expected) + outside
}

/// An upper bound without logarithms: relative entropy is at most the chi-square distance.
#[inline]
pub(super) fn bound(count: f64, expected: f64, total: f64) -> f64 {
    let excess = count - expected;
    excess * excess * total / (expected * (total - expected))
}

/// For every count, the largest expectation at which its ratio still reaches a level.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// `reach[c]`: ascending; a count c reaches the level where the expectation is at most this.
    reach: Vec<f64>,
}

impl Reach {
    /// Up to the first count that reaches `level` at `most` expected.
    pub(super) fn new(level: f64, most: f64, total: u32) -> Self {
        let all = f64::from(total);
        let mut reach = vec![0.0];
        let mut low = 0.0;
        for count in 1..=total {
            let c = f64::from(count);
            // The ratio falls from infinity at 0 to 0 at c. The upper end is kept: a count may be let through
            // that does not quite reach the level, never the other way round.
            let (mut under, mut over) = (low, c);
            for _ in 0..60 {
                let middle = f64::midpoint(under, over);
                if over - under <= 1e-9 * over {
                    break;
                }
                if log_likelihood_ratio(c, middle, all) >= level {
                    under = middle;
                } else {
                    over = middle;
                }
            }
            low = under;
            reach.push(over * (1.0 + 1e-12));
            if under > most {
                break;
            }
        }
        Self { reach }
    }

    /// The smallest count from `from` on that may reach the level at `expected`; `None` when none can.
    #[inline]
    pub(super) fn smallest(&self, from: u32, expected: f64) -> Option<u32> {
        let mut count = from as usize;
        while *self.reach.get(count)? < expected {
            count += 1;
        }
        Some(count as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_count_that_reaches_a_level_is_missed() {
        for level in [0.0, 0.5, 4.0, 9.0] {
            let reach = Reach::new(level, 60.0, 200);
            for tenth in 1..600 {
                let expected = f64::from(tenth) * 0.1;
                let first = (1..=200).find(|&c| {
                    f64::from(c) > expected && log_likelihood_ratio(f64::from(c), expected, 200.0) >= level
                });
                let found = reach.smallest(1, expected);
                assert!(found <= first || first.is_none(), "level {level} expected {expected}");
                assert!(first.is_none_or(|f| found.is_some_and(|g| g + 1 >= f)), "not far below");
            }
        }
    }

    #[test]
    fn the_bound_is_above_the_ratio() {
        for c in 1..100 {
            for m in 1..10 * c {
                let (c, m) = (f64::from(c), f64::from(m) * 0.1);
                assert!(bound(c, m, 120.0) * (1.0 + 1e-12) >= log_likelihood_ratio(c, m, 120.0), "{c} {m}");
            }
        }
    }
}
