//! The rare class shrunk towards a common one, by as much as the data ask for.

/// A rare class pooled with a common one: see [`pool`].
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// Events the common pattern is worth: with this many rare events in all, own counts and pattern weigh alike.
    pub weight: f64,
    /// Events expected in each unit, as many in all as were observed.
    pub expected: Vec<f64>,
}

/// Each unit's share of a common class, none of them zero: the chance that the next event is where none was yet is
/// the share of units-seen-once among events (Good 1953, at most a half), spread evenly.
///
/// Empty when `common` is empty or holds no event.
#[must_use]
pub fn shares_of(common: &[f64]) -> Vec<f64> {
    let all: f64 = common.iter().sum();
    if common.is_empty() || all <= 0.0 {
        return Vec::new();
    }
    let once = common.iter().filter(|&&c| c > 0.0 && c <= 1.0).count() as f64;
    let unseen = (once / all).clamp(0.01, 0.5);
    common.iter().map(|c| (1.0 - unseen) * c / all + unseen / common.len() as f64).collect()
}

/// Empirical-Bayes pooling: the shares of the rare class over the units are drawn from a Dirichlet distribution
/// centred on `pattern` (shares that sum to one), whose concentration is the one that makes `own` most likely (the
/// Dirichlet-multinomial likelihood, Minka 2000). A unit's estimate is then `(own + weight × pattern)`, scaled to the
/// observed total. Nothing but the training window goes into it.
///
/// `None` when there are no own events or the pattern does not fit them in length.
#[must_use]
pub fn pool(own: &[f64], pattern: &[f64]) -> Option<Pooled> {
    let total: f64 = own.iter().sum();
    if own.len() != pattern.len() || own.is_empty() || total <= 0.0 {
        return None;
    }
    let seen: Vec<(f64, f64)> =
        own.iter().zip(pattern).filter(|(x, _)| **x > 0.0).map(|(&x, &p)| (x, p.max(1e-12))).collect();
    let likelihood = |log_weight: f64| {
        let weight = libm::exp(log_weight);
        let units: f64 =
            seen.iter().map(|&(x, p)| libm::lgamma(x + weight * p) - libm::lgamma(weight * p)).sum();
        libm::lgamma(weight) - libm::lgamma(weight + total) + units
    };
    // The likelihood has one peak in the logarithm of the weight: golden section over 1 to 10 million events.
    let golden = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (0.0, libm::log(1e7));
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (likelihood(a), likelihood(b));
    for _ in 0..40 {
        if at_a < at_b {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = likelihood(b);
        } else {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = likelihood(a);
        }
    }
    let weight = libm::exp(f64::midpoint(low, high));
    let scale = total / (total + weight);
    let expected = own.iter().zip(pattern).map(|(x, p)| scale * (x + weight * p)).collect();
    Some(Pooled { weight, expected })
}
