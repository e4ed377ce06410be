//! What chance gives: the dates stay, who attacked on which of them is dealt anew.

use crate::{
    geodesy::GridPoint,
    inference::{Stream, shuffle},
};

/// What is seen of an order of the dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// Dates answered.
    pub(super) answered: usize,
    /// Their answers weighed: the days left when each came, so that the next day counts `within` and the last day 1.
    pub(super) soon: usize,
}

/// Chance of answers as many and as soon, and the mean number of dates answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chance {
    pub(super) p: f64,
    pub(super) expected: f64,
}

/// Steps of [`exact_sides`] above which dates are shuffled instead.
const MOST_STEPS: usize = 100_000_000;

/// Without a distance only the sides matter: two dates that follow each other closely answer when they change sides.
/// Counted exactly, date by date, over all ways to deal `of_a` dates of one side to the days; `None` where that is
/// too dear.
pub(super) fn exact_sides(days: &[i32], of_a: usize, within: u32, observed: usize) -> Option<Chance> {
    let n = days.len();
    let weight = |w: &[i32]| (within as usize + 1).saturating_sub(w[0].abs_diff(w[1]) as usize);
    let weights: Vec<usize> = days.windows(2).map(weight).collect();
    let width = weights.iter().sum::<usize>() + 1;
    if n < 2 || of_a > n || n.checked_mul(of_a + 1)?.checked_mul(2 * width)? > MOST_STEPS {
        return None;
    }
    // Chance of each state: dates of side a used so far, side of the last date, weight of the changes so far.
    let at = |used: usize, last: usize, soon: usize| (used * 2 + last) * width + soon;
    let mut now = vec![0.0; (of_a + 1) * 2 * width];
    let share = of_a as f64 / n as f64;
    if of_a > 0 {
        now[at(1, 0, 0)] = share;
    }
    now[at(0, 1, 0)] = 1.0 - share;
    let (mut next, mut most) = (vec![0.0; now.len()], 0);
    for (done, &weight) in weights.iter().enumerate().map(|(i, w)| (i + 1, w)) {
        next.fill(0.0);
        for used in 0..=of_a.min(done) {
            let a_next = (of_a - used) as f64 / (n - done) as f64;
            for last in 0..2 {
                for soon in 0..=most {
                    let chance = now[at(used, last, soon)];
                    if chance <= 0.0 {
                        continue;
                    }
                    if used < of_a {
                        next[at(used + 1, 0, soon + weight * usize::from(last == 1))] += chance * a_next;
                    }
                    if a_next < 1.0 {
                        next[at(used, 1, soon + weight * usize::from(last == 0))] += chance * (1.0 - a_next);
                    }
                }
            }
        }
        most += weight;
        std::mem::swap(&mut now, &mut next);
    }
    let of = |soon: usize| now[at(of_a, 0, soon)] + now[at(of_a, 1, soon)];
    let p: f64 = (observed..width).rev().map(of).sum();
    // Any two dates are of different sides with this chance.
    let differ = 2.0 * of_a as f64 * (n - of_a) as f64 / (n as f64 * (n as f64 - 1.0));
    let close = weights.iter().filter(|w| **w > 0).count();
    Some(Chance { p: p.min(1.0), expected: close as f64 * differ })
}

/// What stays together when dates are dealt anew: who attacked, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub(super) by_a: bool,
    pub(super) places: Vec<GridPoint>,
}

/// The dates dealt in one order or another.
pub(super) struct Dealt<'a> {
    pub(super) days: &'a [i32],
    pub(super) marks: &'a [Mark],
    pub(super) within: u32,
    pub(super) within_m: Option<f64>,
}

impl Dealt<'_> {
    /// The date that answers the i-th: the first later one within the days and the metres, when it goes the other
    /// way. `order[i]` is the mark of the i-th day.
    pub(super) fn answer(&self, order: &[usize], i: usize) -> Option<usize> {
        let mark = &self.marks[order[i]];
        let soon = |j: &usize| self.days[*j].abs_diff(self.days[i]) <= self.within;
        let later = (i + 1..self.days.len()).take_while(soon);
        let next = { later }.find(|&j| near(mark, &self.marks[order[j]], self.within_m))?;
        (self.marks[order[next]].by_a != mark.by_a).then_some(next)
    }

    /// The statistic of an order.
    pub(super) fn see(&self, order: &[usize]) -> Seen {
        let mut seen = Seen { answered: 0, soon: 0 };
        for i in 0..order.len() {
            if let Some(j) = self.answer(order, i) {
                seen.answered += 1;
                seen.soon += (self.within + 1 - self.days[j].abs_diff(self.days[i])) as usize;
            }
        }
        seen
    }
}

fn near(one: &Mark, other: &Mark, within_m: Option<f64>) -> bool {
    let Some(most) = within_m else { return true };
    one.places.iter().any(|p| other.places.iter().any(|q| p.distance_m(*q) <= most))
}

/// All orders of at most eight dates.
pub(super) fn exact_orders(dealt: &Dealt<'_>, observed: usize) -> Chance {
    let n = dealt.days.len();
    let mut order: Vec<usize> = (0..n).collect();
    let (mut orders, mut reached, mut sum) = (0_u64, 0_u64, 0_u64);
    let mut count = |order: &[usize]| {
        let seen = dealt.see(order);
        orders += 1;
        reached += u64::from(seen.soon >= observed);
        sum += seen.answered as u64;
    };
    // Heap's algorithm.
    let mut state = vec![0; n];
    count(&order);
    let mut i = 1;
    while i < n {
        if state[i] < i {
            let with = if i.is_multiple_of(2) { 0 } else { state[i] };
            order.swap(with, i);
            count(&order);
            state[i] += 1;
            i = 1;
        } else {
            state[i] = 0;
            i += 1;
        }
    }
    Chance { p: reached as f64 / orders as f64, expected: sum as f64 / orders as f64 }
}

/// Random orders; p is (m + 1) / (r + 1).
pub(super) fn shuffled_orders(dealt: &Dealt<'_>, observed: usize, shuffles: u32, rng: &mut Stream) -> Chance {
    let mut order: Vec<usize> = (0..dealt.days.len()).collect();
    let (mut reached, mut sum) = (0_u64, 0_u64);
    for _ in 0..shuffles {
        shuffle(rng, &mut order);
        let seen = dealt.see(&order);
        reached += u64::from(seen.soon >= observed);
        sum += seen.answered as u64;
    }
    Chance { p: (reached + 1) as f64 / f64::from(shuffles + 1), expected: sum as f64 / f64::from(shuffles) }
}
