//! The likelihood ratio of each model, and which counts can beat a given one.

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

/// How a count is weighed against what was expected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Law {
    /// All cases.
    pub(super) total: f64,
    /// Cases and controls together, where a case is one of a known number of people.
    pub(super) people: Option<f64>,
}

impl Law {
    /// The log likelihood ratio; 0 where no more were seen than expected.
    ///
    /// Of cases and controls it is the sum of both halves of the table, observed × ln(observed / expected) each: Kulldorff's
    /// ratio written by expected numbers.
    pub(super) fn ratio(self, count: f64, expected: f64) -> f64 {
        let cases = log_likelihood_ratio(count, expected, self.total);
        match self.people {
            Some(people) if count > expected => {
                let controls = people - self.total;
                let inside = (expected * people / self.total).max(count);
                let part =
                    |seen: f64, usual: f64| if seen > 0.0 { seen * libm::log(seen / usual) } else { 0.0 };
                let (seen, usual) = (inside - count, inside - expected);
                cases + part(seen, usual) + part(controls - seen, controls - usual)
            }
            _ => cases,
        }
    }

    /// An upper bound without logarithms: relative entropy is at most the chi-square distance.
    #[inline]
    pub(super) fn bound(self, count: f64, expected: f64) -> f64 {
        let excess = count - expected;
        let cases = excess * excess * self.total / (expected * (self.total - expected));
        match self.people {
            // The controls' half of the table adds as much as cases are many beside controls.
            Some(people) => cases * people / (people - self.total),
            None => cases,
        }
    }
}

/// For every count, the largest expectation at which its ratio still reaches a level.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// `reach[c]`: ascending; a count c reaches the level where the expectation is at most this.
    reach: Vec<f64>,
}

impl Reach {
    /// Up to the first count that reaches `level` at `most` expected.
    pub(super) fn new(level: f64, most: f64, law: Law) -> Self {
        let total = law.total as u32;
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
                if law.ratio(c, middle) >= level {
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

    const POISSON: Law = Law { total: 200.0, people: None };
    const CONTROLS: Law = Law { total: 200.0, people: Some(700.0) };

    #[test]
    fn no_count_that_reaches_a_level_is_missed() {
        for level in [0.0, 0.5, 4.0, 9.0] {
            let reach = Reach::new(level, 60.0, POISSON);
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
        for law in [POISSON, CONTROLS] {
            for c in 1..100 {
                for m in 1..10 * c {
                    let (c, m) = (f64::from(c), f64::from(m) * 0.1);
                    let possible = law.people.is_none_or(|n| m * n / law.total >= c);
                    let (bound, ratio) = (law.bound(c, m), law.ratio(c, m));
                    assert!(!possible || bound * (1.0 + 1e-12) >= ratio, "{c} {m}: {bound} {ratio}");
                }
            }
        }
    }

    /// c ln(c/n) + (n−c) ln((n−c)/n) inside and outside, less the same of all (Kulldorff 1997).
    #[test]
    fn cases_among_controls_have_kulldorffs_ratio() {
        let half = |c: f64, n: f64| {
            let part = |x: f64| if x > 0.0 { x * libm::log(x / n) } else { 0.0 };
            part(c) + part(n - c)
        };
        let (total, people) = (CONTROLS.total, 700.0);
        for (c, n) in [(9.0, 20.0), (3.0, 3.0), (50.0, 120.0), (200.0, 600.0)] {
            let want = half(c, n) + half(total - c, people - n) - half(total, people);
            let got = CONTROLS.ratio(c, n * total / people);
            assert!((got - want).abs() < 1e-9 * want, "{c} of {n}: {got} {want}");
        }
        assert!(CONTROLS.ratio(5.0, 30.0 * total / people).abs() < 1e-300);
    }
}
