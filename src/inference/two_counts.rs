//! Is one count more than another? For small counts, where percentages mislead.

use super::tails::poisson_mass;

/// Under this base no percentage change is told: see [`percent_change`].
pub const PERCENT_BASE: f64 = 20.0;

/// Variance-stabilised difference of a count from the mean of earlier ones, `2 (√now − √mean)` (Anscombe 1948):
/// about standard normal when nothing changed. 14 after a mean of 6 gives 2.584; flag at |z| of 3 or more.
/// Not a number for a negative argument.
#[must_use]
pub fn poisson_z(now: f64, mean_before: f64) -> f64 {
    2.0 * (libm::sqrt(now) - libm::sqrt(mean_before))
}

/// Change in per cent, or `None` where the base is under [`PERCENT_BASE`]: then the counts are told.
#[must_use]
pub fn percent_change(before: f64, now: f64) -> Option<f64> {
    (before >= PERCENT_BASE && now.is_finite()).then(|| 100.0 * (now - before) / before)
}

/// Two-sided E-test that two Poisson rates are equal (Krishnamoorthy and Thomson 2004).
///
/// `x1` and `x2` were counted over the exposures `n1` and `n2` (days, person-years; any scale). Under the common rate
/// `(x1 + x2) / (n1 + n2)` p is the chance of pairs whose `|r1 − r2| / √(r1/n1 + r2/n2)` is at least the one seen.
/// (6, 2) gives 0.1749. 1 where both are zero; not a number unless both exposures are positive and finite. Above
/// a million events in all the normal limit of the same statistic is taken.
#[must_use]
pub fn e_test(x1: u64, x2: u64, n1: f64, n2: f64) -> f64 {
    if !(n1 > 0.0 && n2 > 0.0 && n1.is_finite() && n2.is_finite()) {
        return f64::NAN;
    }
    if x1 == 0 && x2 == 0 {
        return 1.0;
    }
    // Only the ratio of the exposures matters.
    let share = n1 / (n1 + n2);
    let statistic = |a: f64, b: f64| {
        let (r1, r2) = (a / share, b / (1.0 - share));
        let variance = r1 / share + r2 / (1.0 - share);
        if variance > 0.0 { (r1 - r2).abs() / libm::sqrt(variance) } else { 0.0 }
    };
    let seen = statistic(x1 as f64, x2 as f64);
    let all = (x1 + x2) as f64;
    if all > 1e6 {
        return super::normal_two_sided(seen);
    }
    let first = masses(all * share);
    let second = masses(all * (1.0 - share));
    // For each a the second counts that are at least as extreme are two runs, found by walking outwards.
    let edge = seen * (1.0 - 1e-12);
    let mut upto = Vec::with_capacity(second.1.len() + 1);
    upto.push(0.0);
    for p in &second.1 {
        upto.push(upto.last().copied().unwrap_or(0.0) + p);
    }
    let whole = *upto.last().unwrap_or(&0.0);
    let mut p = 0.0;
    for (i, mass) in first.1.iter().enumerate() {
        let a = (first.0 + i as u64) as f64;
        // The statistic falls to 0 where the rates are equal, then rises again.
        let equal = a / share * (1.0 - share);
        let at = |j: usize| (second.0 + j as u64) as f64;
        let below = second.1.len().min(partition(second.1.len(), |j| at(j) <= equal));
        let low = partition(below, |j| statistic(a, at(j)) >= edge);
        let high = below + partition(second.1.len() - below, |j| statistic(a, at(below + j)) < edge);
        p += mass * (upto[low] + (whole - upto[high]).max(0.0));
    }
    p.min(1.0)
}

fn partition(n: usize, first_part: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = usize::midpoint(low, high);
        if first_part(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Poisson chances above 1e-20 of the largest, and the count of the first.
fn masses(mean: f64) -> (u64, Vec<f64>) {
    let mode = mean as u64;
    let peak = poisson_mass(mode as f64, mean);
    let mut down = Vec::new();
    let (mut p, mut k) = (peak, mode);
    while k > 0 && p > peak * 1e-20 {
        p *= k as f64 / mean;
        k -= 1;
        down.push(p);
    }
    down.reverse();
    down.push(peak);
    let (mut p, mut next) = (peak, mode + 1);
    while p > peak * 1e-20 {
        p *= mean / next as f64;
        down.push(p);
        next += 1;
    }
    (k, down)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_give_the_published_p() {
        assert_eq!(format!("{:.4}", e_test(6, 2, 1.0, 1.0)), "0.1749");
        assert_eq!(format!("{:.3}", e_test(20, 10, 1.0, 1.0)), "0.069");
        assert_eq!(format!("{:.3}", poisson_z(14.0, 6.0)), "2.584");
    }

    #[test]
    fn the_walk_equals_the_double_sum() {
        for (x1, x2, n1, n2) in [(6, 2, 1.0, 1.0), (0, 5, 1.0, 3.0), (30, 12, 2.0, 0.5), (3, 3, 1.0, 1.0)] {
            let share: f64 = n1 / (n1 + n2);
            let all = (x1 + x2) as f64;
            let t = |a: f64, b: f64| {
                let (r1, r2) = (a / share, b / (1.0 - share));
                let v = r1 / share + r2 / (1.0 - share);
                if v > 0.0 { (r1 - r2).abs() / v.sqrt() } else { 0.0 }
            };
            let seen = t(x1 as f64, x2 as f64);
            let mut want = 0.0;
            for a in 0..300_u32 {
                for b in 0..300_u32 {
                    if t(f64::from(a), f64::from(b)) >= seen * (1.0 - 1e-12) {
                        want += poisson_mass(f64::from(a), all * share)
                            * poisson_mass(f64::from(b), all * (1.0 - share));
                    }
                }
            }
            let got = e_test(x1, x2, n1, n2);
            assert!((got - want).abs() < 1e-12, "{x1} {x2}: {got} {want}");
        }
        assert!(e_test(500_000, 499_000, 1.0, 1.0) > 0.1);
        assert!(e_test(0, 0, 1.0, 1.0) > 0.99 && e_test(1, 1, 0.0, 1.0).is_nan());
    }
}
