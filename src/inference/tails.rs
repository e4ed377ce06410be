//! Exact tails of the binomial and the Poisson, accurate in the far tail.

use super::Tails;

/// `P(X >= x)` and `P(X <= x)` for X ~ Binomial(n, p), each summed from its own small terms, never
/// as one minus the other. Relative error below 1e-12; p outside [0, 1] is clamped.
#[must_use]
pub fn binomial_tails(x: u64, n: u64, p: f64) -> Tails {
    let p = p.clamp(0.0, 1.0);
    if x > n {
        return Tails { ge: 0.0, le: 1.0 };
    }
    if p <= 0.0 || p >= 1.0 {
        let all = if p <= 0.0 { 0 } else { n };
        return Tails { ge: f64::from(u8::from(all >= x)), le: f64::from(u8::from(all <= x)) };
    }
    let odds = p / (1.0 - p);
    let up = |k: u64| (n - k) as f64 / (k + 1) as f64 * odds;
    let down = |k: u64| k as f64 / (n - k + 1) as f64 / odds;
    both(x, n, binomial_mass(x, n, p), up, down)
}

/// `P(X >= x)` and `P(X <= x)` for X ~ Poisson(mean).
#[must_use]
pub fn poisson_tails(x: u64, mean: f64) -> Tails {
    if mean <= 0.0 {
        return Tails { ge: f64::from(u8::from(x == 0)), le: 1.0 };
    }
    both(x, u64::MAX, poisson_mass(x as f64, mean), |k| mean / (k + 1) as f64, |k| k as f64 / mean)
}

/// Sums both tails outwards from the observed term by the ratio of neighbouring terms.
fn both(x: u64, last: u64, mass: f64, up: impl Fn(u64) -> f64, down: impl Fn(u64) -> f64) -> Tails {
    // Terms rise to the mode and then fall at least geometrically: stop once they cannot matter.
    let mut ge = 0.0;
    let (mut term, mut k) = (1.0_f64, x);
    loop {
        ge += term;
        if k == last || ge > 1e300 {
            break;
        }
        let ratio = up(k);
        term *= ratio;
        k += 1;
        if ratio < 1.0 && term / (1.0 - ratio) < ge * 1e-17 {
            break;
        }
    }
    let mut le = 0.0;
    let (mut term, mut k) = (1.0_f64, x);
    loop {
        le += term;
        if k == 0 || le > 1e300 {
            break;
        }
        let ratio = down(k);
        term *= ratio;
        k -= 1;
        if ratio < 1.0 && term / (1.0 - ratio) < le * 1e-17 {
            break;
        }
    }
    // A tail that outgrows its first term 10^300 times holds the mode: it is one, less nothing.
    let close = |sum: f64| if sum > 1e300 { 1.0 } else { (sum * mass).min(1.0) };
    Tails { ge: close(ge), le: close(le) }
}

/// P(X = x), Binomial(n, p), by Loader's saddle point (2000): no large logarithms are subtracted.
fn binomial_mass(x: u64, n: u64, p: f64) -> f64 {
    let (xf, nf, q) = (x as f64, n as f64, 1.0 - p);
    if x == 0 {
        return libm::exp(nf * libm::log1p(-p));
    }
    if x == n {
        return libm::exp(nf * libm::log(p));
    }
    let log = stirling_error(nf)
        - stirling_error(xf)
        - stirling_error(nf - xf)
        - deviance(xf, nf * p)
        - deviance(nf - xf, nf * q);
    libm::exp(log) * libm::sqrt(nf / (std::f64::consts::TAU * xf * (nf - xf)))
}

/// P(X = x), Poisson(mean), the same way.
pub(super) fn poisson_mass(x: f64, mean: f64) -> f64 {
    if x == 0.0 {
        return libm::exp(-mean);
    }
    libm::exp(-stirling_error(x) - deviance(x, mean)) / libm::sqrt(std::f64::consts::TAU * x)
}

/// ln n! minus Stirling's formula.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - 0.5 * libm::log(std::f64::consts::TAU);
    }
    let nn = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * nn)) / nn) / nn) / nn) / n
}

/// x ln(x/m) + m − x, without cancellation where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut odd = 2.0 * x * v;
    for j in 1..1000_u32 {
        odd *= v * v;
        let next = sum + odd / f64::from(2 * j + 1);
        if next.to_bits() == sum.to_bits() {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) {
        assert!((got / want - 1.0).abs() < 1e-11, "{got} {want}");
    }

    #[test]
    fn tails_of_a_fair_coin_are_the_counted_ones() {
        let t = binomial_tails(8, 10, 0.5);
        near(t.ge, 56.0 / 1024.0);
        near(t.le, 1013.0 / 1024.0);
        let far = binomial_tails(100, 100, 0.5);
        near(far.ge, 0.5_f64.powi(100));
    }

    #[test]
    fn a_million_trials_match_the_complement() {
        let above = binomial_tails(500_001, 1_000_000, 0.5).ge;
        let below = binomial_tails(500_000, 1_000_000, 0.5).le;
        assert!((above + below - 1.0).abs() < 1e-9);
    }

    #[test]
    fn poisson_tails_match_their_series() {
        let mean = 3.0_f64;
        let le2 = libm::exp(-mean) * (1.0 + 3.0 + 4.5);
        near(poisson_tails(2, mean).le, le2);
        near(poisson_tails(3, mean).ge, 1.0 - le2);
    }
}
