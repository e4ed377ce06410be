//! An upper bound on what any choice can be worth: Lagrangian relaxation with subgradient steps.

use super::model::{Model, NO_GROUP};

/// What is decided about a site in a part of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not yet.
    Free,
    /// Chosen.
    In,
    /// Not chosen.
    Out,
}

/// What the relaxed problem chooses at given prices, and what it is worth.
///
/// The rule "a class counts once" is given a price for each class; then a site's score is what its links are worth above
/// the prices, and the best set under number and quotas is found by sorting. A budget has a price too. Whatever the
/// prices, `upper` is at least what any allowed choice is worth.
#[derive(Debug, Clone, Default)]
pub(super) struct Relaxed {
    /// Score of each site at these prices.
    pub(super) score: Vec<f64>,
    /// Sites chosen beside those already in, best score first.
    pub(super) chosen: Vec<u32>,
    /// Upper bound.
    pub(super) upper: f64,
    /// Price of a pound.
    pub(super) pound: f64,
    /// Least score among the chosen that any other site may replace; infinite when there is none.
    last: f64,
    /// Best score among those not chosen; 0 when there is room left.
    next: f64,
    /// The same within each quota's group: (least chosen, best not chosen).
    of_quota: Vec<(f64, f64)>,
    /// How many of each quota's group are chosen above the quota.
    spare: Vec<usize>,
}

impl Relaxed {
    /// Scores of the sites that are free, and of those in when capacities bind, at these prices.
    pub(super) fn score(
        &mut self,
        model: &Model,
        state: &[State],
        price: &[f64],
        order: &mut Vec<(f64, f64)>,
    ) -> u64 {
        self.score.resize(model.sites(), 0.0);
        let mut seen = 0;
        for (site, decided) in state.iter().enumerate() {
            let wanted = match decided {
                State::Free => true,
                State::In => model.capacitated,
                State::Out => false,
            };
            if !wanted {
                self.score[site] = 0.0;
                continue;
            }
            let (classes, worths) = model.links(site as u32);
            seen += classes.len() as u64;
            self.score[site] = if model.capacity[site].is_finite() {
                order.clear();
                order.extend(classes.iter().zip(worths).map(|(c, w)| (1.0 - price[*c as usize] / w, *w)));
                seen += 8 * classes.len() as u64;
                knapsack(order, model.capacity[site])
            } else {
                let net = |(class, worth): (&u32, &f64)| (worth - price[*class as usize]).max(0.0);
                classes.iter().zip(worths).map(net).sum()
            };
        }
        seen
    }

    /// The best set at these scores. `false` when the quotas cannot be met.
    pub(super) fn choose(&mut self, model: &Model, state: &[State], prices: f64) -> bool {
        let Some(budget) = model.budget else {
            self.pound = 0.0;
            return self.choose_at(model, state, prices, 0.0, 0.0);
        };
        let spent: f64 = (0..model.sites()).filter(|s| state[*s] == State::In).map(|s| model.cost[s]).sum();
        let left = (budget - spent).max(0.0);
        // The bound is convex in the price of a pound; its slope is what is left of the budget.
        let top = (0..model.sites())
            .filter(|s| state[*s] == State::Free && model.cost[*s] > 0.0)
            .map(|s| self.score[s] / model.cost[s])
            .fold(0.0, f64::max);
        let (mut low, mut high) = (0.0, top);
        let (mut best, mut best_upper) = (0.0, f64::INFINITY);
        for round in 0..24 {
            let pound = if round == 0 { 0.0 } else { 0.5 * (low + high) };
            if !self.choose_at(model, state, prices, pound, left) {
                return false;
            }
            if self.upper < best_upper {
                (best, best_upper) = (pound, self.upper);
            }
            let cost: f64 = self.chosen.iter().map(|s| model.cost[*s as usize]).sum();
            if cost <= left {
                if pound <= 0.0 {
                    break;
                }
                high = pound;
            } else {
                low = pound;
            }
        }
        self.pound = best;
        self.choose_at(model, state, prices, best, left)
    }

    fn choose_at(&mut self, model: &Model, state: &[State], prices: f64, pound: f64, left: f64) -> bool {
        let net = |score: &[f64], site: u32| score[site as usize] - pound * model.cost[site as usize];
        let mut free: Vec<u32> =
            (0..model.sites() as u32).filter(|s| state[*s as usize] == State::Free).collect();
        let score = &self.score;
        free.sort_unstable_by(|a, b| net(score, *b).total_cmp(&net(score, *a)).then(a.cmp(b)));
        let inside = state.iter().filter(|s| **s == State::In).count();
        let mut room = model.limit.saturating_sub(inside);
        let mut upper = prices + pound * left;
        if model.capacitated {
            upper +=
                (0..model.sites()).filter(|s| state[*s] == State::In).map(|s| self.score[s]).sum::<f64>();
        }
        self.chosen.clear();
        self.of_quota.clear();
        self.spare.clear();
        let mut taken = vec![false; model.sites()];
        for (group, least) in &model.quota {
            let held =
                (0..model.sites()).filter(|s| state[*s] == State::In && model.group[*s] == *group).count();
            let owed = least.saturating_sub(held);
            let mut got = 0;
            for site in free.iter().filter(|s| model.group[**s as usize] == *group).take(owed) {
                taken[*site as usize] = true;
                self.chosen.push(*site);
                upper += net(score, *site);
                got += 1;
            }
            if got < owed || owed > room {
                return false;
            }
            room -= owed;
            self.spare.push(held.saturating_sub(*least));
        }
        (self.last, self.next) = (f64::INFINITY, 0.0);
        for site in &free {
            if taken[*site as usize] {
                continue;
            }
            let worth = net(score, *site);
            if room == 0 || worth <= 0.0 {
                self.next = worth.max(0.0);
                break;
            }
            taken[*site as usize] = true;
            self.chosen.push(*site);
            upper += worth;
            self.last = worth;
            room -= 1;
            if let Some(n) = model.quota.iter().position(|(g, _)| *g == model.group[*site as usize]) {
                self.spare[n] += 1;
            }
        }
        if room > 0 {
            // An empty place is worth nothing and anybody may have it.
            self.last = 0.0;
        }
        for (group, _) in &model.quota {
            let of = |taken_is: bool| {
                let taken = &taken;
                free.iter()
                    .filter(move |s| model.group[**s as usize] == *group && taken[**s as usize] == taken_is)
            };
            let least = of(true).map(|s| net(score, *s)).fold(f64::INFINITY, f64::min);
            let most = of(false).map(|s| net(score, *s)).fold(f64::NEG_INFINITY, f64::max);
            self.of_quota.push((least, most));
        }
        self.chosen.sort_unstable_by(|a, b| net(score, *b).total_cmp(&net(score, *a)).then(a.cmp(b)));
        self.upper = upper;
        true
    }

    /// The upper bound if a site that is not chosen had to be, or one that is chosen might not be.
    ///
    /// The sets that number and quotas allow are the bases of a matroid, so one exchange gives the best of them.
    pub(super) fn upper_against(&self, model: &Model, site: u32, chosen: bool) -> f64 {
        let own = self.score[site as usize] - self.pound * model.cost[site as usize];
        let group = model.group[site as usize];
        let quota = if group == NO_GROUP { None } else { model.quota.iter().position(|(g, _)| *g == group) };
        if chosen {
            let next = match quota {
                Some(n) if self.spare[n] == 0 => self.of_quota[n].1,
                _ => self.next,
            };
            self.upper - own + next
        } else {
            let out = quota.map_or(f64::INFINITY, |n| self.of_quota[n].0);
            self.upper + own - self.last.min(out)
        }
    }
}

/// What a site of this capacity is worth above the prices: its links by worth a unit, until it is full.
fn knapsack(links: &mut [(f64, f64)], capacity: f64) -> f64 {
    links.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let (mut left, mut sum) = (capacity, 0.0);
    for (share, amount) in links.iter().filter(|l| l.0 > 0.0) {
        if *amount >= left {
            return sum + share * left;
        }
        left -= amount;
        sum += share * amount;
    }
    sum
}

/// Slope of the bound in the price of each class: 1 less how often the relaxed choice counts it.
pub(super) fn slope(
    model: &Model,
    state: &[State],
    relaxed: &Relaxed,
    price: &[f64],
    slope: &mut [f64],
) -> u64 {
    slope.fill(1.0);
    let mut seen = 0;
    let inside = (0..model.sites() as u32).filter(|s| model.capacitated && state[*s as usize] == State::In);
    for site in relaxed.chosen.iter().copied().chain(inside) {
        let (classes, worths) = model.links(site);
        seen += classes.len() as u64;
        if model.capacity[site as usize].is_finite() {
            let mut order: Vec<(f64, u32, f64)> = classes
                .iter()
                .zip(worths)
                .map(|(c, w)| ((w - price[*c as usize]) / w, *c, *w))
                .filter(|l| l.0 > 0.0)
                .collect();
            order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let mut left = model.capacity[site as usize];
            for (_, class, amount) in order {
                slope[class as usize] -= (left / amount).min(1.0);
                left -= amount;
                if left <= 0.0 {
                    break;
                }
            }
        } else {
            for (class, worth) in classes.iter().zip(worths) {
                if *worth > price[*class as usize] {
                    slope[*class as usize] -= 1.0;
                }
            }
        }
    }
    seen
}
