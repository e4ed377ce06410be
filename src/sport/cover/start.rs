//! A good choice to start from: greedy, then swaps of one site for another.

use super::{
    model::Model,
    value::{allowed, value},
};

/// Work done, counted in links looked at, so that a limit on it is the same on every machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub(super) used: u64,
    pub(super) most: u64,
}

impl Effort {
    /// From millions of links.
    pub(super) fn millions(most: u64) -> Self {
        Self { used: 0, most: most.saturating_mul(1_000_000) }
    }

    pub(super) fn spent(&self) -> bool {
        self.used >= self.most
    }
}

/// How many sites a swap with capacities is tried for: those that would gain most if capacities did not bind.
const CAPACITY_TRIES: usize = 24;

/// Adds sites to `start` while any helps. Quotas are met first; under a budget the better of the most gain and the
/// most gain a pound is kept. `None` when it could not meet the quotas.
pub(super) fn greedy(model: &Model, start: &[u32], effort: &mut Effort) -> Option<(Vec<u32>, f64)> {
    let ways: &[bool] = if model.budget.is_some() { &[false, true] } else { &[false] };
    let mut best: Option<(Vec<u32>, f64)> = None;
    for a_pound in ways {
        let mut sites: Vec<u32> = (0..model.sites() as u32).filter(|s| model.forced[*s as usize]).collect();
        for site in start {
            sites.push(*site);
            if sites[..sites.len() - 1].contains(site) || !allowed(model, &sites, true) {
                sites.pop();
            }
        }
        fill(model, &mut sites, *a_pound, effort);
        let worth = value(model, &sites);
        if allowed(model, &sites, false) && best.as_ref().is_none_or(|(_, held)| worth > *held) {
            best = Some((sites, worth));
        }
    }
    best
}

fn fill(model: &Model, sites: &mut Vec<u32>, a_pound: bool, effort: &mut Effort) {
    loop {
        let owed = |site: u32, sites: &[u32]| {
            let group = model.group[site as usize];
            model.quota.iter().any(|(g, least)| {
                *g == group && sites.iter().filter(|s| model.group[**s as usize] == group).count() < *least
            })
        };
        let quota_open = (0..model.sites() as u32).any(|s| !sites.contains(&s) && owed(s, sites));
        let gains = gains(model, sites, effort);
        let mut best: Option<(u32, f64)> = None;
        for site in 0..model.sites() as u32 {
            if sites.contains(&site) || (quota_open && !owed(site, sites)) {
                continue;
            }
            let gain = gains[site as usize].min(model.capacity[site as usize]);
            let score = if a_pound { gain / model.cost[site as usize].max(1.0) } else { gain };
            if (gain > 0.0 || quota_open) && best.is_none_or(|(_, held)| score > held) {
                sites.push(site);
                if allowed(model, sites, true) {
                    best = Some((site, score));
                }
                sites.pop();
            }
        }
        match best {
            Some((site, _)) => sites.push(site),
            None => return,
        }
    }
}

/// What each site would add to `sites`, capacities left aside.
fn gains(model: &Model, sites: &[u32], effort: &mut Effort) -> Vec<f64> {
    let mut held = vec![0.0_f64; model.most.len()];
    for site in sites {
        let (classes, worths) = model.links(*site);
        for (class, worth) in classes.iter().zip(worths) {
            let best = &mut held[*class as usize];
            *best = best.max(*worth);
        }
    }
    effort.used += model.class.len() as u64;
    (0..model.sites() as u32)
        .map(|site| {
            let (classes, worths) = model.links(site);
            classes.iter().zip(worths).map(|(class, worth)| (worth - held[*class as usize]).max(0.0)).sum()
        })
        .collect()
}

/// Takes the best swap, or the best addition, until none helps.
pub(super) fn swap(model: &Model, sites: &mut Vec<u32>, worth: &mut f64, effort: &mut Effort) {
    while !effort.spent() {
        let least = *worth + 1e-9 * *worth;
        let better = if model.capacitated {
            swap_within_capacity(model, sites, least, effort)
        } else {
            best_swap(model, sites, least, effort)
        };
        let Some(tried) = better else { return };
        *worth = value(model, &tried);
        *sites = tried;
    }
}

/// Rounds of [`shake`] at most, and how many in a row without a better set end it.
const SHAKES: u64 = 400;
const IN_VAIN: u64 = 60;

/// Takes a few sites out, puts others in, and swaps again; the better set is kept. The draws depend on nothing but the round.
pub(super) fn shake(model: &Model, sites: &mut Vec<u32>, worth: &mut f64, effort: &mut Effort) {
    let most = effort.used + effort.most / 20;
    let mut vain = 0;
    for round in 0..SHAKES {
        let loose = sites.iter().filter(|s| !model.forced[**s as usize]).count();
        if loose < 2 || loose + 1 >= model.sites() || vain >= IN_VAIN || effort.used > most {
            return;
        }
        let mut draws = (0..).map(|n| mixed(round * 64 + n));
        let mut tried = sites.clone();
        let kicks = (2 + round % 3).min(loose as u64);
        for _ in 0..kicks {
            let at = draws.next().unwrap_or(0) as usize % tried.len();
            if !model.forced[tried[at] as usize] {
                tried.swap_remove(at);
            }
        }
        for _ in 0..kicks {
            let site = (draws.next().unwrap_or(0) % model.sites() as u64) as u32;
            if !tried.contains(&site) {
                tried.push(site);
                if !allowed(model, &tried, true) {
                    tried.pop();
                }
            }
        }
        fill(model, &mut tried, false, effort);
        let mut now = value(model, &tried);
        if allowed(model, &tried, false) {
            swap(model, &mut tried, &mut now, effort);
            if now > *worth + 1e-12 * *worth {
                (*sites, *worth, vain) = (tried, now, 0);
                continue;
            }
        }
        vain += 1;
    }
}

/// A number mixed well (Steele, Lea and Flood 2014).
fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The best single swap or addition, found in one pass over the links (after Resende and Werneck 2007): with the best and
/// the second best chosen site of every class it is known what each swap gains.
fn best_swap(model: &Model, sites: &[u32], least: f64, effort: &mut Effort) -> Option<Vec<u32>> {
    let classes = model.most.len();
    let (mut first, mut second, mut by) =
        (vec![0.0_f64; classes], vec![0.0_f64; classes], vec![usize::MAX; classes]);
    for (n, site) in sites.iter().enumerate() {
        let (classes, worths) = model.links(*site);
        for (class, worth) in classes.iter().zip(worths) {
            let class = *class as usize;
            if *worth > first[class] {
                (second[class], first[class], by[class]) = (first[class], *worth, n);
            } else if *worth > second[class] {
                second[class] = *worth;
            }
        }
    }
    let mut loss = vec![0.0; sites.len()];
    for class in (0..classes).filter(|c| by[*c] != usize::MAX) {
        loss[by[class]] += first[class] - second[class];
    }
    effort.used += (model.class.len() + classes) as u64;
    let now: f64 = first.iter().sum();
    let mut best: Option<(f64, Option<usize>, u32)> = None;
    let mut back = vec![0.0; sites.len()];
    for site in 0..model.sites() as u32 {
        back.fill(0.0);
        let mut gain = 0.0;
        let (classes, worths) = model.links(site);
        for (class, worth) in classes.iter().zip(worths) {
            let class = *class as usize;
            let more = (worth - first[class]).max(0.0);
            gain += more;
            if by[class] != usize::MAX && *worth > second[class] {
                back[by[class]] += worth - second[class] - more;
            }
        }
        if sites.contains(&site) {
            continue;
        }
        let add = (sites.len() < model.limit).then_some((gain, None));
        let swaps = (0..sites.len()).filter(|n| !model.forced[sites[*n] as usize]);
        let swaps = swaps.map(|n| (gain - loss[n] + back[n], Some(n)));
        for (change, removed) in add.into_iter().chain(swaps) {
            let to_beat = best.map_or(least, |(held, ..)| held + 1e-12 * held);
            if now + change > to_beat && allowed(model, &exchanged(sites, removed, site), false) {
                best = Some((now + change, removed, site));
            }
        }
    }
    best.map(|(_, removed, site)| exchanged(sites, removed, site))
}

fn exchanged(sites: &[u32], removed: Option<usize>, site: u32) -> Vec<u32> {
    let mut out: Vec<u32> =
        sites.iter().enumerate().filter(|(n, _)| Some(*n) != removed).map(|(_, s)| *s).collect();
    out.push(site);
    out
}

/// The best of the swaps that would gain most if capacities did not bind.
fn swap_within_capacity(model: &Model, sites: &[u32], least: f64, effort: &mut Effort) -> Option<Vec<u32>> {
    let mut best: Option<(f64, Vec<u32>)> = None;
    let removals = (0..sites.len()).filter(|n| !model.forced[sites[*n] as usize]).map(Some);
    for removed in removals.chain((sites.len() < model.limit).then_some(None)) {
        let rest: Vec<u32> =
            sites.iter().enumerate().filter(|(n, _)| Some(*n) != removed).map(|(_, s)| *s).collect();
        let base = value(model, &rest);
        let gains = gains(model, &rest, effort);
        let mut others: Vec<u32> = (0..model.sites() as u32).filter(|s| !sites.contains(s)).collect();
        others.sort_by(|a, b| gains[*b as usize].total_cmp(&gains[*a as usize]).then(a.cmp(b)));
        for site in others.into_iter().take(CAPACITY_TRIES) {
            let to_beat = best.as_ref().map_or(least, |(held, _)| held + 1e-9 * held);
            let tried = exchanged(&rest, None, site);
            if base + gains[site as usize] <= to_beat || !allowed(model, &tried, false) {
                continue;
            }
            effort.used += 20 * model.most.len() as u64;
            let now = value(model, &tried);
            if now > to_beat {
                best = Some((now, tried));
            }
        }
    }
    best.map(|(_, tried)| tried)
}
