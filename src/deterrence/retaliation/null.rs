//! What chance gives: the dates stay, who attacked on which of them is dealt anew.

use crate::{
    geodesy::GridPoint,
    inference::{Stream, shuffle},
};

/// Chance of as many answered dates or more, and the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chance {
    pub(super) p: f64,
    pub(super) expected: f64,
}

/// Steps of [`exact_sides`] above which dates are shuffled instead.
const MOST_STEPS: usize = 100_000_000;

/// Without a distance only the sides matter: how often do two dates that follow each other closely change sides, over all
/// ways to deal `of_a` dates of one side to the days? Counted exactly, date by date; `None` where that is too dear.
pub(super) fn exact_sides(days: &[i32], of_a: usize, within: u32, observed: usize) -> Option<Chance> {
    let n = days.len();
    let close: Vec<bool> = days.windows(2).map(|w| w[0].abs_diff(w[1]) <= within).collect();
    let most = close.iter().filter(|c| **c).count();
    if n.checked_mul(of_a + 1)?.checked_mul(2 * (most + 1))? > MOST_STEPS || of_a > n || n == 0 {
        return None;
    }
    // Chance of each state: dates of side a used so far, side of the last date, changes so far.
    let width = most + 1;
    let at = |used: usize, last: usize, changes: usize| (used * 2 + last) * width + changes;
    let mut now = vec![0.0; (of_a + 1) * 2 * width];
    let share = of_a as f64 / n as f64;
    if of_a > 0 {
        now[at(1, 0, 0)] = share;
    }
    now[at(0, 1, 0)] = 1.0 - share;
    for (done, close) in close.iter().enumerate().map(|(i, c)| (i + 1, usize::from(*c))) {
        let mut next = vec![0.0; now.len()];
        for used in 0..=of_a.min(done) {
            let a_left = (of_a - used) as f64 / (n - done) as f64;
            for last in 0..2 {
                for changes in 0..width {
                    let chance = now[at(used, last, changes)];
                    if chance <= 0.0 {
                        continue;
                    }
                    if used < of_a {
                        next[at(used + 1, 0, changes + close * usize::from(last == 1))] += chance * a_left;
                    }
                    if a_left < 1.0 {
                        next[at(used, 1, changes + close * usize::from(last == 0))] +=
                            chance * (1.0 - a_left);
                    }
                }
            }
        }
        now = next;
    }
    let of = |changes: usize| now[at(of_a, 0, changes)] + now[at(of_a, 1, changes)];
    let p: f64 = (observed..width).rev().map(of).sum();
    let expected = (0..width).map(|c| c as f64 * of(c)).sum();
    Some(Chance { p: p.min(1.0), expected })
}

/// What stays together when dates are dealt anew: who attacked, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub(super) by_a: bool,
    pub(super) places: Vec<GridPoint>,
}

/// For each date the attack it answers. The first later date within the days (and the metres) of a date answers it
/// when it goes the other way. `order[i]` is the mark of the i-th day.
pub(super) fn answers(
    days: &[i32],
    marks: &[Mark],
    order: &[usize],
    within: u32,
    within_m: Option<f64>,
) -> Vec<Option<usize>> {
    let mut answers = vec![None; days.len()];
    for i in 0..days.len() {
        let mark = &marks[order[i]];
        let later = (i + 1..days.len()).take_while(|&j| days[j].abs_diff(days[i]) <= within);
        let next = { later }.find(|&j| near(mark, &marks[order[j]], within_m));
        if let Some(j) = next.filter(|&j| marks[order[j]].by_a != mark.by_a) {
            // Of two attacks one date answers, the later is named.
            answers[j] = Some(i);
        }
    }
    answers
}

/// Number of dates answered.
pub(super) fn answered(
    days: &[i32],
    marks: &[Mark],
    order: &[usize],
    within: u32,
    within_m: Option<f64>,
) -> usize {
    (0..days.len())
        .filter(|&i| {
            let mark = &marks[order[i]];
            let later = (i + 1..days.len()).take_while(|&j| days[j].abs_diff(days[i]) <= within);
            let next = { later }.find(|&j| near(mark, &marks[order[j]], within_m));
            next.is_some_and(|j| marks[order[j]].by_a != mark.by_a)
        })
        .count()
}

fn near(one: &Mark, other: &Mark, within_m: Option<f64>) -> bool {
    let Some(most) = within_m else { return true };
    one.places.iter().any(|p| other.places.iter().any(|q| p.distance_m(*q) <= most))
}

/// All orders of at most eight dates.
pub(super) fn exact_orders(n: usize, observed: usize, statistic: impl Fn(&[usize]) -> usize) -> Chance {
    let mut order: Vec<usize> = (0..n).collect();
    let (mut orders, mut reached, mut sum) = (0_u64, 0_u64, 0_u64);
    let mut count = |order: &[usize]| {
        let found = statistic(order);
        orders += 1;
        reached += u64::from(found >= observed);
        sum += found as u64;
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
pub(super) fn shuffled_orders(
    n: usize,
    observed: usize,
    shuffles: u32,
    rng: &mut Stream,
    statistic: impl Fn(&[usize]) -> usize,
) -> Chance {
    let mut order: Vec<usize> = (0..n).collect();
    let (mut reached, mut sum) = (0_u64, 0_u64);
    for _ in 0..shuffles {
        shuffle(rng, &mut order);
        let found = statistic(&order);
        reached += u64::from(found >= observed);
        sum += found as u64;
    }
    Chance { p: (reached + 1) as f64 / f64::from(shuffles + 1), expected: sum as f64 / f64::from(shuffles) }
}
