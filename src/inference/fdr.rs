//! Benjamini and Hochberg's control of the false discovery rate.

/// Adjusted p-values after Benjamini and Hochberg (1995), in the order given: reject where the
/// adjusted value is at most the level. `adj_(i) = min over j >= i of min(1, p_(j) m / j)`.
///
/// Ties get one value. Not-a-number stays not-a-number and is left out of the family. Cost: one sort.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    step_up(p, 1.0)
}

/// Every p times `price`, stepped up from the largest.
fn step_up(p: &[f64], price: f64) -> Vec<f64> {
    let mut order: Vec<u32> = (0..p.len() as u32).filter(|&i| !p[i as usize].is_nan()).collect();
    order.sort_unstable_by(|&a, &b| p[a as usize].total_cmp(&p[b as usize]));
    let family = order.len() as f64;
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i as usize] * family * price / (rank + 1) as f64);
        adjusted[i as usize] = least;
    }
    adjusted
}

/// The same for a family told as `(p, how many share it)`: for statistics that take few values.
#[must_use]
pub fn benjamini_hochberg_grouped(groups: &[(f64, u64)]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_unstable_by(|&a, &b| groups[a].0.total_cmp(&groups[b].0));
    let family = groups.iter().map(|g| g.1).sum::<u64>();
    let mut adjusted = vec![1.0; groups.len()];
    let mut least = 1.0_f64;
    let mut rank = family;
    for &g in order.iter().rev() {
        if rank > 0 {
            least = least.min(groups[g].0 * family as f64 / rank as f64);
        }
        adjusted[g] = least;
        rank -= groups[g].1;
    }
    adjusted
}

/// Adjusted p-values after Benjamini and Yekutieli (2001), safe under any dependence: Benjamini and Hochberg's times
/// `Σ 1/i` over the family.
#[must_use]
pub fn benjamini_yekutieli(p: &[f64]) -> Vec<f64> {
    let family = p.iter().filter(|p| !p.is_nan()).count();
    step_up(p, (1..=family).rev().map(|i| 1.0 / i as f64).sum())
}

/// Adjusted p-values after Bonferroni: times the size of the family, at most one.
#[must_use]
pub fn bonferroni(p: &[f64]) -> Vec<f64> {
    let family = p.iter().filter(|p| !p.is_nan()).count() as f64;
    p.iter().map(|p| if p.is_nan() { f64::NAN } else { (p * family).min(1.0) }).collect()
}

/// Adjusted p-values after Holm (1979): `max over j <= i of min(1, p_(j) (m − j + 1))`.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<u32> = (0..p.len() as u32).filter(|&i| !p[i as usize].is_nan()).collect();
    order.sort_unstable_by(|&a, &b| p[a as usize].total_cmp(&p[b as usize]));
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut most = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        most = most.max((p[i as usize] * (order.len() - rank) as f64).min(1.0));
        adjusted[i as usize] = most;
    }
    adjusted
}

/// The least number of tests Benjamini-Hochberg at `level` can reject together (0 for "none can") when no
/// p-value can be smaller than `floor`: with 999 draws the floor is 0.001, and over 20,000 tests
/// at 5 % nothing is rejected unless 400 reach it.
#[must_use]
pub fn fewest_rejections(tests: u64, floor: f64, level: f64) -> u64 {
    let needed = (floor * tests as f64 / level).ceil().max(1.0) as u64;
    if needed > tests { 0 } else { needed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_one_adjusted_value_and_order_is_kept() {
        let p = [0.04, 0.01, 0.03, 0.01];
        let got = benjamini_hochberg(&p);
        for (g, want) in got.iter().zip([0.04, 0.02, 0.04, 0.02]) {
            assert!((g - want).abs() < 1e-15, "{g} {want}");
        }
        let grouped = benjamini_hochberg_grouped(&[(0.04, 1), (0.01, 2), (0.03, 1)]);
        assert_eq!(grouped, vec![got[0], got[1], got[2]]);
    }

    #[test]
    fn nine_hundred_and_ninety_nine_draws_need_four_hundred_cells_at_once() {
        assert_eq!(fewest_rejections(20_000, 0.001, 0.05), 400);
        assert_eq!(fewest_rejections(10, 0.5, 0.05), 0);
    }
}
