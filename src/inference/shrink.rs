//! Rates of small places, drawn towards the common rate by as much as their smallness deserves.

/// The common distribution of rates, and each place's own after its count is known: see [`shrink_rates`].
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// All events over all exposure.
    pub overall: f64,
    /// Shape of the gamma distribution of the places' true rates; infinite when they do not differ beyond chance.
    pub shape: f64,
    /// Its rate parameter, in units of exposure: a place with this much exposure is drawn half way.
    pub rate: f64,
    /// Posterior mean rate of each place.
    pub means: Vec<f64>,
    /// Posterior 2.5 % and 97.5 % points of each place.
    pub intervals: Vec<(f64, f64)>,
}

/// Gamma-Poisson empirical-Bayes rates (Clayton and Kaldor 1987; prior by Marshall's (1991) moments, as spdep's
/// `EBest`): the count of a place is Poisson(rate × exposure), true rates vary as a gamma distribution whose mean and
/// variance come from all places, and each place's estimate is its posterior mean `(x + shape) / (exposure + rate)`.
/// A place without exposure is given the common rate. Where rates differ no more than chance would have it, all
/// estimates are the common rate.
///
/// `None` when the lengths differ, an exposure is negative or not finite, or there is none at all.
#[must_use]
pub fn shrink_rates(counts: &[u64], exposure: &[f64]) -> Option<Shrunk> {
    let all: f64 = exposure.iter().sum();
    let sound = counts.len() == exposure.len() && exposure.iter().all(|e| e.is_finite() && *e >= 0.0);
    if !sound || all <= 0.0 || !all.is_finite() {
        return None;
    }
    let events: f64 = counts.iter().map(|&c| c as f64).sum();
    let overall = events / all;
    let exposed = exposure.iter().filter(|e| **e > 0.0).count() as f64;
    let spread: f64 = counts
        .iter()
        .zip(exposure)
        .filter(|(_, e)| **e > 0.0)
        .map(|(&c, &e)| e * (c as f64 / e - overall) * (c as f64 / e - overall))
        .sum::<f64>()
        / all;
    let between = spread - overall / (all / exposed);
    if between <= 0.0 || overall <= 0.0 {
        let means = vec![overall; counts.len()];
        let intervals = vec![(overall, overall); counts.len()];
        return Some(Shrunk { overall, shape: f64::INFINITY, rate: f64::INFINITY, means, intervals });
    }
    let (shape, rate) = (overall * overall / between, overall / between);
    let own = |(&c, &e): (&u64, &f64)| {
        let (a, b) = (c as f64 + shape, e + rate);
        (a / b, (gamma_quantile(a, 0.025) / b, gamma_quantile(a, 0.975) / b))
    };
    let (means, intervals) = counts.iter().zip(exposure).map(own).unzip();
    Some(Shrunk { overall, shape, rate, means, intervals })
}

/// The x with P(Gamma(shape, 1) ≤ x) = p, by bisection.
fn gamma_quantile(shape: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, shape + 40.0 * libm::sqrt(shape) + 60.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if gamma_below(shape, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Regularised lower incomplete gamma function: its series below the mean, its continued fraction above.
fn gamma_below(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut sum, mut term, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (front * sum).min(1.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut h = d;
    for i in 1..100_000_u32 {
        let an = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + an / c;
        if c.abs() < tiny {
            c = tiny;
        }
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (1.0 - front * h).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::poisson_tails;

    #[test]
    fn gamma_of_whole_shape_is_the_poisson_tail() {
        for (k, x) in [(1_u32, 0.3), (3, 2.5), (12, 20.0), (200, 180.0), (200, 260.0)] {
            let want = poisson_tails(u64::from(k), x).ge;
            let got = gamma_below(f64::from(k), x);
            assert!((got - want).abs() < 1e-11, "{k} {x}: {got} {want}");
        }
        let q = gamma_quantile(7.5, 0.975);
        assert!((gamma_below(7.5, q) - 0.975).abs() < 1e-11);
    }

    #[test]
    fn small_places_are_drawn_further_and_large_ones_hardly() {
        let counts = [0, 4, 90, 10, 50, 8];
        let exposure = [10.0, 10.0, 1_000.0, 1_000.0, 1_000.0, 200.0];
        let s = shrink_rates(&counts, &exposure).expect("sound");
        assert!(s.means[0] > 0.0 && s.means[0] < s.overall);
        assert!(s.means[1] < 0.4 && s.means[1] > s.overall);
        assert!((s.means[2] - 0.09).abs() < 0.005 && s.means[2] < 0.09);
        assert!(s.intervals.iter().zip(&s.means).all(|(i, m)| i.0 < *m && *m < i.1));
        // The weight is Marshall's: between / (between + overall / exposure).
        let w = exposure[1] / (exposure[1] + s.rate);
        assert!((s.means[1] - (w * 0.4 + (1.0 - w) * s.overall)).abs() < 1e-12);
    }

    #[test]
    fn rates_that_differ_no_more_than_chance_are_one_rate() {
        let s = shrink_rates(&[5, 5, 6, 4], &[10.0; 4]).expect("sound");
        assert!(s.shape.is_infinite() && s.means.iter().all(|m| (m - 0.5).abs() < 1e-15));
        assert_eq!(shrink_rates(&[1], &[0.0]), None);
        assert_eq!(shrink_rates(&[1], &[f64::NAN]), None);
    }
}
