//! Confidence intervals for counts and shares.

use super::{binomial_tails, normal_quantile, poisson_tails};

/// Clopper and Pearson's (1934) exact interval of a share: `x` of `n` at `confidence` (0.95). Contains the truth
/// at least that often. `(0, 1)` without trials.
#[must_use]
pub fn clopper_pearson(x: u64, n: u64, confidence: f64) -> (f64, f64) {
    let half = (1.0 - confidence) / 2.0;
    if n == 0 {
        return (0.0, 1.0);
    }
    let low = if x == 0 { 0.0 } else { bisect(0.0, 1.0, |p| binomial_tails(x, n, p).ge < half) };
    let high = if x >= n { 1.0 } else { bisect(0.0, 1.0, |p| binomial_tails(x, n, p).le > half) };
    (low, high)
}

/// Exact interval of a Poisson mean after counting `x` (Garwood 1936).
#[must_use]
pub fn poisson_interval(x: u64, confidence: f64) -> (f64, f64) {
    let half = (1.0 - confidence) / 2.0;
    let top = (x as f64 + 10.0) * 4.0 - 10.0 * libm::log(half);
    let low = if x == 0 { 0.0 } else { bisect(0.0, top, |m| poisson_tails(x, m).ge < half) };
    (low, bisect(0.0, top, |m| poisson_tails(x, m).le > half))
}

/// Byar's approximation to it, as public-health tables print it: 12 gives 6.19 to 20.96.
#[must_use]
pub fn poisson_interval_byar(x: u64, confidence: f64) -> (f64, f64) {
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    let cube = |v: f64| v * v * v;
    let edge = |c: f64, sign: f64| c * cube(1.0 - 1.0 / (9.0 * c) + sign * z / (3.0 * libm::sqrt(c)));
    let low = if x == 0 { 0.0 } else { edge(x as f64, -1.0).max(0.0) };
    (low, edge(x as f64 + 1.0, 1.0))
}

/// The point where `rising` turns from true to false.
fn bisect(mut low: f64, mut high: f64, rising: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..70 {
        let middle = f64::midpoint(low, high);
        if rising(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_events_give_the_published_interval() {
        let (low, high) = poisson_interval_byar(12, 0.95);
        assert_eq!(format!("{low:.2} {high:.2}"), "6.19 20.96");
        let (low, high) = poisson_interval(12, 0.95);
        assert_eq!(format!("{low:.4} {high:.4}"), "6.2006 20.9616");
    }

    #[test]
    fn no_successes_in_ten_give_the_known_upper_limit() {
        let (low, high) = clopper_pearson(0, 10, 0.95);
        assert!(low == 0.0 && (high - (1.0 - 0.025_f64.powf(0.1))).abs() < 1e-12);
        let (low, high) = clopper_pearson(3, 10, 0.95);
        assert_eq!(format!("{low:.4} {high:.4}"), "0.0667 0.6525");
    }
}
