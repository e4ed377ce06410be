//! The exact distribution of a neighbourhood's sum under permutation.
//!
//! With 0/1 weights and counts, the sum over a neighbourhood after shuffling the map is the sum of k
//! cells drawn without replacement from n. The distribution follows from how often each count
//! occurs: going through the distinct counts, `P[j][s]` is the chance that j cells drawn from the
//! counts seen so far add up to s, and a further count v held by c cells enters as
//!
//! ```text
//! P'[j][s] = Σ_t hypergeometric(t; j drawn, c of the m + c cells) · P[j−t][s − t·v]
//! ```
//!
//! Every term is a product of probabilities, so nothing overflows and nothing is subtracted: the
//! relative error stays near 1e-13 in the farthest tail. One table holds every k up to its largest.

use std::{collections::BTreeMap, sync::OnceLock};

/// `P(S >= s)` and `P(S <= s)` of one observed value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// Chance of at least this much.
    pub ge: f64,
    /// Chance of at most this much.
    pub le: f64,
}

impl Tails {
    /// Two-sided p: twice the smaller tail, at most one.
    #[must_use]
    pub fn two_sided(self) -> f64 {
        (2.0 * self.ge.min(self.le)).min(1.0)
    }
}

/// Why a table or a set of draws cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InferenceError {
    /// The exact table would cost more than the guard allows; draw instead.
    #[error("the exact permutation table would need {cost:.1e} steps (limit {limit:.1e})")]
    TooCostly {
        /// k² × distinct counts × largest sum.
        cost: f64,
        /// The guard.
        limit: f64,
    },
    /// The exact table would take more memory than the guard allows; draw instead.
    #[error("the exact permutation table would have {entries:.1e} entries (limit {limit:.1e})")]
    TooLarge {
        /// (k + 1) × (largest sum + 1).
        entries: f64,
        /// The guard.
        limit: f64,
    },
    /// More cells drawn in all than memory is given for.
    #[error("{draws} draws of {k} cells are more than {limit:.0e} cells in all; ask for fewer draws")]
    TooManyDraws {
        /// Draws.
        draws: usize,
        /// Cells of each.
        k: usize,
        /// The guard.
        limit: f64,
    },
    /// More cells per neighbourhood than there are cells.
    #[error("cannot draw {k} cells from {n}")]
    TooFewCells {
        /// Cells drawn.
        k: usize,
        /// Cells there are.
        n: usize,
    },
}

/// Exact permutation distribution of sums of up to `k_max` of n counts, drawn without replacement.
///
/// Answers two questions. [`total`](Self::total): k cells drawn from all n. [`conditional`](Self::conditional):
/// one cell's own value held aside, k drawn from the other n − 1 (as esda, GeoDa). No seed, no noise, no floor.
#[derive(Debug)]
pub struct PermutationTable {
    cells: u64,
    k_max: usize,
    cap: usize,
    /// Distinct counts with multiplicity: frequent ones (commonest first), then the rest, ascending.
    counts: Vec<(u32, u64)>,
    frequent: usize,
    after_frequent: Masses,
    tails: TailRows,
    relative_error: f64,
    direct: Vec<OnceLock<TailRows>>,
}

impl PermutationTable {
    /// Steps (k² × distinct counts × largest sum) above which [`build`](Self::build) refuses; about two seconds of work.
    pub const COST_LIMIT: f64 = 4e9;

    /// Entries ((k + 1) × (largest sum + 1)) above which [`build`](Self::build) refuses; 160 MB for each of its tables.
    pub const ENTRY_LIMIT: f64 = 2e7;

    /// Builds the table for sums of at most `k_max` of `counts`, asked for sums up to `largest_sum`
    /// (the largest observed; greater sums are pooled). Cost: k² × distinct counts × largest sum.
    pub fn build(counts: &[u32], k_max: usize, largest_sum: u64) -> Result<Self, InferenceError> {
        let n = counts.len();
        if k_max > n {
            return Err(InferenceError::TooFewCells { k: k_max, n });
        }
        let mut multiplicity: BTreeMap<u32, u64> = BTreeMap::new();
        for &v in counts {
            *multiplicity.entry(v).or_default() += 1;
        }
        let greatest: u64 = multiplicity.keys().rev().take(k_max.max(1)).map(|&v| u64::from(v)).sum();
        let most = greatest.saturating_mul(k_max.max(1) as u64);
        let cap = largest_sum.min(most) as usize + 1;
        let cost = (k_max * k_max) as f64 * multiplicity.len() as f64 * cap as f64;
        if cost > Self::COST_LIMIT {
            return Err(InferenceError::TooCostly { cost, limit: Self::COST_LIMIT });
        }
        let entries = (k_max + 1) as f64 * (cap as f64 + 1.0);
        if entries > Self::ENTRY_LIMIT {
            return Err(InferenceError::TooLarge { entries, limit: Self::ENTRY_LIMIT });
        }
        let (mut order, rare): (Vec<_>, Vec<_>) =
            multiplicity.into_iter().partition(|&(_, c)| c > 8 * k_max as u64);
        order.sort_by_key(|&(v, c)| (std::cmp::Reverse(c), v));
        if let Some(rest) = order.get_mut(1..) {
            rest.sort_unstable();
        }
        let frequent = order.len();
        order.extend(rare);
        let mut masses = Masses::empty(k_max, cap);
        for &(v, c) in &order[..frequent] {
            masses.add(v, c);
        }
        let after_frequent = masses.clone();
        for &(v, c) in &order[frequent..] {
            masses.add(v, c);
        }
        let steps = order.len() * (2 * k_max + 4) + 2 * cap.min(1 << 12);
        Ok(Self {
            cells: n as u64,
            k_max,
            cap,
            direct: order.iter().map(|_| OnceLock::new()).collect(),
            counts: order,
            frequent,
            after_frequent,
            tails: masses.tails(),
            relative_error: steps as f64 * f64::EPSILON,
        })
    }

    /// Largest number of cells drawn.
    #[must_use]
    pub fn k_max(&self) -> usize {
        self.k_max
    }

    /// Tails of the sum of `k` cells drawn from all. `s` above the largest sum given at build is answered as that.
    #[must_use]
    pub fn total(&self, k: usize, s: u64) -> Tails {
        self.tails.at(k.min(self.k_max), (s as usize).min(self.cap - 1))
    }

    /// Tails of the sum of `k` cells drawn from the others, one cell of value `own` held aside.
    ///
    /// The own value is removed from the table, `Q_j(s) = (P_j(s) − (j/n) Q_{j−1}(s − v)) / (1 − j/n)`, with a
    /// running bound of the error; where that cancels (own value among the largest) the table without it is built
    /// directly, once per value. An `own` that is not among the counts is answered as [`total`](Self::total).
    #[must_use]
    pub fn conditional(&self, own: u32, k: usize, s: u64) -> Tails {
        let k = k.min(self.k_max).min(self.cells as usize - 1);
        let s = (s as usize).min(self.cap - 1);
        let Some(at) = self.counts.iter().position(|&(v, _)| v == own) else {
            return self.tails.at(k, s);
        };
        let removed = |upper| self.removed(own as usize, k, s, upper);
        if let (Some(ge), Some(le)) = (removed(true), removed(false)) {
            return Tails { ge: ge.max(f64::MIN_POSITIVE), le: le.max(f64::MIN_POSITIVE) };
        }
        self.direct[at].get_or_init(|| self.build_without(at)).at(k, s)
    }

    /// One tail by removal, or `None` where cancellation would cost more than 1e-11.
    fn removed(&self, own: usize, k: usize, s: usize, upper: bool) -> Option<f64> {
        let n = self.cells as f64;
        let (mut q, mut error) = (0.0_f64, 0.0_f64);
        for j in 0..=k {
            // The sum asked of j cells, when each of the k − j not drawn here was the own cell.
            let left = s as i64 - ((k - j) * own) as i64;
            if left < 0 || (upper && left == 0) {
                (q, error) = (f64::from(u8::from(upper)), 0.0);
                continue;
            }
            let row = if upper { &self.tails.ge } else { &self.tails.le };
            let all = row[j * (self.cap + 1) + left as usize];
            let share = j as f64 / n;
            let with_own = share * q;
            let rest = all - with_own;
            if rest <= 0.0 && all > 0.0 {
                return None;
            }
            if all > 0.0 {
                error = (all * self.relative_error + with_own * error) / rest + f64::EPSILON;
            }
            if error > 1e-11 {
                return None;
            }
            q = (rest / (1.0 - share)).min(1.0);
        }
        Some(q)
    }

    fn build_without(&self, at: usize) -> TailRows {
        let mut masses = if at < self.frequent {
            Masses::empty(self.k_max, self.cap)
        } else {
            self.after_frequent.clone()
        };
        let from = if at < self.frequent { 0 } else { self.frequent };
        for (i, &(v, c)) in self.counts.iter().enumerate().skip(from) {
            masses.add(v, c - u64::from(i == at));
        }
        masses.tails()
    }
}

/// `P[j][s]` for the cells added so far; sums of `cap` and more share the last column.
#[derive(Debug, Clone)]
struct Masses {
    k_max: usize,
    cap: usize,
    cells: u64,
    rows: Vec<f64>,
    /// One past the last non-zero column of each row.
    filled: Vec<usize>,
}

impl Masses {
    fn empty(k_max: usize, cap: usize) -> Self {
        let mut rows = vec![0.0; (k_max + 1) * (cap + 1)];
        rows[0] = 1.0;
        let mut filled = vec![0; k_max + 1];
        filled[0] = 1;
        Self { k_max, cap, cells: 0, rows, filled }
    }

    /// Adds `c` cells of value `v`. Rows go downwards, so each still sees the rows below as they were.
    fn add(&mut self, v: u32, c: u64) {
        let width = self.cap + 1;
        let mut share = Vec::with_capacity(self.k_max + 1);
        for j in (1..=self.k_max).rev() {
            let first = hypergeometric(self.cells, c, j as u64, &mut share);
            let (below, own) = self.rows.split_at_mut(j * width);
            let own = &mut own[..width];
            let keep = if first == 0 { share.first().copied().unwrap_or(0.0) } else { 0.0 };
            own[..self.filled[j]].iter_mut().for_each(|p| *p *= keep);
            let mut filled = if keep > 0.0 { self.filled[j] } else { 0 };
            for (i, &h) in share.iter().enumerate() {
                let t = first + i;
                if t == 0 || h == 0.0 {
                    continue;
                }
                let from = &below[(j - t) * width..(j - t) * width + self.filled[j - t]];
                let shift = t.saturating_mul(v as usize).min(self.cap);
                let (inside, over) = from.split_at(from.len().min(self.cap - shift));
                for (to, p) in own[shift..].iter_mut().zip(inside) {
                    *to += h * p;
                }
                filled = filled.max(shift + inside.len());
                if !over.is_empty() {
                    own[self.cap] += h * over.iter().rev().sum::<f64>();
                    filled = width;
                }
            }
            self.filled[j] = filled;
        }
        self.cells += c;
    }

    fn tails(&self) -> TailRows {
        let width = self.cap + 1;
        let mut ge = self.rows.clone();
        let mut le = self.rows.clone();
        for j in 0..=self.k_max {
            let mut sum = 0.0;
            for p in ge[j * width..(j + 1) * width].iter_mut().rev() {
                sum += *p;
                *p = sum.min(1.0);
            }
            sum = 0.0;
            for p in &mut le[j * width..(j + 1) * width] {
                sum += *p;
                *p = sum.min(1.0);
            }
        }
        TailRows { width, ge, le }
    }
}

/// Cumulated rows: no tail is ever one minus the other.
#[derive(Debug)]
struct TailRows {
    width: usize,
    ge: Vec<f64>,
    le: Vec<f64>,
}

impl TailRows {
    fn at(&self, k: usize, s: usize) -> Tails {
        let i = k * self.width + s;
        // An observed sum is possible; one too rare to hold is told as the smallest number there is.
        Tails { ge: self.ge[i].max(f64::MIN_POSITIVE), le: self.le[i].max(f64::MIN_POSITIVE) }
    }
}

/// Chances that t of j cells drawn from m + c are among the c, for t from the returned value on.
fn hypergeometric(m: u64, c: u64, j: u64, chances: &mut Vec<f64>) -> usize {
    chances.clear();
    if j > m + c {
        return 0;
    }
    let first = j.saturating_sub(m);
    let mut p = 1.0;
    if first == 0 {
        for i in 0..j {
            p *= (m - i) as f64 / (m + c - i) as f64;
        }
    } else {
        for i in 1..=m {
            p *= (first + i) as f64 / (c + i) as f64;
        }
    }
    let last = j.min(c);
    for t in first..=last {
        chances.push(p);
        p *= (j - t) as f64 * (c - t) as f64 / ((t + 1) as f64 * (m + t + 1 - j) as f64);
    }
    first as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_four_cells_are_the_six_pairs() {
        let table = PermutationTable::build(&[0, 1, 1, 3], 2, 4).expect("small");
        // Pair sums: 1 1 3 2 4 4.
        let near = |got: f64, sixths: f64| assert!((got - sixths / 6.0).abs() < 1e-15, "{got}");
        near(table.total(2, 4).ge, 2.0);
        near(table.total(2, 1).le, 2.0);
        near(table.total(2, 0).ge, 6.0);
        // Without the 3: pairs of 0 1 1 are 1 1 2.
        let held = table.conditional(3, 2, 2);
        assert!((held.ge - 1.0 / 3.0).abs() < 1e-15 && (held.le - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_costly_table_is_refused_with_its_cost() {
        let counts: Vec<u32> = (0..5_000).collect();
        let refused = PermutationTable::build(&counts, 200, 1_000_000);
        assert!(matches!(refused, Err(InferenceError::TooCostly { .. })));
    }
}
