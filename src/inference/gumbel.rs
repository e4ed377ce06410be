//! Gumbel's law of largest values, for p-values below what the number of replicates can show.

/// A Gumbel distribution fitted by moments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gumbel {
    /// Location.
    pub location: f64,
    /// Scale; 0 when all values were equal.
    pub scale: f64,
}

impl Gumbel {
    /// Fits to largest values of replicates (Abrams, Kulldorff and Kleinman 2010): scale = sd √6 / π,
    /// location = mean − 0.5772 scale. `None` for fewer than two values.
    #[must_use]
    pub fn fit(maxima: &[f64]) -> Option<Self> {
        if maxima.len() < 2 {
            return None;
        }
        let n = maxima.len() as f64;
        let mean = maxima.iter().sum::<f64>() / n;
        let variance = maxima.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
        let scale = libm::sqrt(6.0 * variance) / std::f64::consts::PI;
        Some(Self { location: mean - 0.577_215_664_901_532_9 * scale, scale })
    }

    /// P(largest ≥ x).
    #[must_use]
    pub fn p_ge(&self, x: f64) -> f64 {
        if self.scale > 0.0 {
            -libm::expm1(-libm::exp(-(x - self.location) / self.scale))
        } else {
            f64::from(u8::from(x <= self.location))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::{stream, uniform};

    #[test]
    fn the_fit_finds_the_law_values_were_drawn_from() {
        let mut rng = stream(1, "gumbel", 0);
        let drawn: Vec<f64> =
            (0..40_000).map(|_| 7.0 - 1.3 * libm::log(-libm::log(uniform(&mut rng)))).collect();
        let law = Gumbel::fit(&drawn).expect("many values");
        assert!((law.location - 7.0).abs() < 0.05 && (law.scale - 1.3).abs() < 0.05, "{law:?}");
        let beyond = drawn.iter().filter(|v| **v >= 11.0).count() as f64 / 40_000.0;
        assert!((law.p_ge(11.0) - beyond).abs() < 0.005);
        assert!(law.p_ge(60.0) > 0.0, "small, never 0 by rounding");
    }
}
