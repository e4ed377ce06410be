//! Is a series rising or falling? Mann's (1945) and Kendall's (1975) rank test, ties included.

use super::{Tails, normal_two_sided};

/// Series shorter than this get the exact permutation p, longer ones the normal approximation.
pub const EXACT_BELOW: usize = 10;

/// Result of [`mann_kendall`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Pairs that rise minus pairs that fall.
    pub s: i64,
    /// Variance of S under the null, ties taken off.
    pub variance: f64,
    /// `(S ∓ 1) / √variance`, 0 where S or the variance is 0.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
    /// True when `p` is the exact permutation p, false for the normal approximation.
    pub exact: bool,
}

/// Mann-Kendall trend test of a series in time order.
///
/// Null: every order of these values is equally likely (no trend, no dependence in time). Alternative: rising or
/// falling, two-sided. `Var S = [n(n−1)(2n+5) − Σ t(t−1)(2t+5)] / 18` over groups of t equal values. Under
/// [`EXACT_BELOW`] values p is the exact permutation p, ties included; otherwise normal with Kendall's continuity
/// correction. Values that repeat each other in overlapping windows break the null: p is then too small.
///
/// Not-a-number has no rank: such a series, like one of under two values, has S = 0 and p = 1. Cost: n².
///
/// ```
/// let t = harmspot::inference::mann_kendall(&[1., 2., 2., 3., 5., 4., 6., 7., 7., 9., 8., 10.]);
/// assert_eq!((t.s, format!("{:.4} {:.4} {:.2e}", t.variance, t.z, t.p)), (60, "210.6667 4.0649 4.80e-5".into()));
/// ```
#[must_use]
pub fn mann_kendall(series: &[f64]) -> MannKendall {
    let n = series.len();
    if n < 2 || series.iter().any(|v| v.is_nan()) {
        return MannKendall { s: 0, variance: 0.0, z: 0.0, p: 1.0, exact: true };
    }
    let mut s = 0_i64;
    for (j, later) in series.iter().enumerate() {
        for earlier in &series[..j] {
            s += i64::from(later > earlier) - i64::from(later < earlier);
        }
    }
    let ties = tie_sizes(series);
    let term = |t: usize| (t * (t - 1) * (2 * t + 5)) as f64;
    let variance = (term(n) - ties.iter().map(|&t| term(t)).sum::<f64>()) / 18.0;
    let z = if variance > 0.0 { (s - s.signum()) as f64 / libm::sqrt(variance) } else { 0.0 };
    let exact = n < EXACT_BELOW;
    let p = if exact { mann_kendall_tails(s, &ties).two_sided() } else { normal_two_sided(z) };
    MannKendall { s, variance, z, p, exact }
}

/// Sizes of the groups of equal values.
fn tie_sizes(series: &[f64]) -> Vec<usize> {
    // Adding zero makes the two zeros one.
    let mut sorted: Vec<f64> = series.iter().map(|v| v + 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(<[f64]>::len).collect()
}

/// Exact `P(S >= s)` and `P(S <= s)` over all orders of a series whose groups of equal values have these sizes.
///
/// The number of falling pairs of a shuffled multiset has the Gaussian multinomial coefficient as generating
/// function (MacMahon 1916): groups are merged one after the other, each merge the distribution of the Mann-Whitney
/// count. Cost: n³ at most.
#[must_use]
pub fn mann_kendall_tails(s: i64, groups: &[usize]) -> Tails {
    let mut chances = vec![1.0];
    let mut seen = 0;
    let mut pairs = 0;
    for &size in groups {
        let merged = falling_pairs(seen, size);
        let mut next = vec![0.0; chances.len() + merged.len() - 1];
        for (i, a) in chances.iter().enumerate() {
            for (j, b) in merged.iter().enumerate() {
                next[i + j] += a * b;
            }
        }
        chances = next;
        pairs += seen * size;
        seen += size;
    }
    let s_of = |falling: usize| pairs as i64 - 2 * falling as i64;
    let sum = |keep: &dyn Fn(i64) -> bool| -> f64 {
        let mut kept: Vec<f64> =
            chances.iter().enumerate().filter(|(f, _)| keep(s_of(*f))).map(|(_, p)| *p).collect();
        kept.sort_unstable_by(f64::total_cmp);
        kept.iter().sum::<f64>().min(1.0)
    };
    Tails { ge: sum(&|x| x >= s), le: sum(&|x| x <= s) }
}

/// Distribution of the Mann-Whitney count of two groups of `a` and `b`: chances of 0..=ab.
fn falling_pairs(a: usize, b: usize) -> Vec<f64> {
    // rows[i] is the distribution for i of the first group and the j of the second seen so far.
    let mut rows = vec![vec![1.0]; a + 1];
    for j in 1..=b {
        let mut next = Vec::with_capacity(a + 1);
        next.push(vec![1.0]);
        for i in 1..=a {
            // The last of the merged order is of the first group (all j of the second are before it) or of the second.
            let of_first = i as f64 / (i + j) as f64;
            let mut row = vec![0.0; i * j + 1];
            let before: &Vec<f64> = &next[i - 1];
            for (u, p) in before.iter().enumerate() {
                row[u + j] += of_first * p;
            }
            for (u, p) in rows[i].iter().enumerate() {
                row[u] += (1.0 - of_first) * p;
            }
            next.push(row);
        }
        rows = next;
    }
    rows.swap_remove(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_rising_values_are_one_order_of_twenty_four() {
        let t = mann_kendall(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(t.s, 6);
        assert!(t.exact && (t.p - 2.0 / 24.0).abs() < 1e-15, "{}", t.p);
    }

    #[test]
    fn equal_values_have_no_trend() {
        let t = mann_kendall(&[3.0; 12]);
        assert_eq!((t.s, t.z.to_bits(), t.p.to_bits()), (0, 0.0_f64.to_bits(), 1.0_f64.to_bits()));
        assert!((mann_kendall(&[0.0, -0.0, 0.0]).p - 1.0).abs() < 1e-15);
        assert!(
            (mann_kendall(&[]).p - 1.0).abs() < 1e-15
                && (mann_kendall(&[1.0, f64::NAN]).p - 1.0).abs() < 1e-15
        );
    }
}
