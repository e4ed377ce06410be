//! What a set of sites is worth.

use super::{flow, model::Model};

/// Worth of a set: of each class the best link of a chosen site; with capacities the most that can be served.
pub(super) fn value(model: &Model, sites: &[u32]) -> f64 {
    if model.capacitated {
        return flow::served(model, sites);
    }
    let mut best = vec![0.0_f64; model.most.len()];
    for site in sites {
        let (classes, worths) = model.links(*site);
        for (class, worth) in classes.iter().zip(worths) {
            let held = &mut best[*class as usize];
            *held = held.max(*worth);
        }
    }
    best.iter().sum()
}

/// Whether a set keeps every rule but, when `partial`, the quotas.
pub(super) fn allowed(model: &Model, sites: &[u32], partial: bool) -> bool {
    if sites.len() > model.limit {
        return false;
    }
    let cost: f64 = sites.iter().map(|s| model.cost[*s as usize]).sum();
    if model.budget.is_some_and(|budget| cost > budget + 1e-9) {
        return false;
    }
    let near = |a: &u32, b: &u32| model.too_near[*a as usize].binary_search(b).is_ok();
    if sites
        .iter()
        .enumerate()
        .any(|(n, a)| !model.too_near[*a as usize].is_empty() && sites[n + 1..].iter().any(|b| near(a, b)))
    {
        return false;
    }
    partial
        || (model.quota.iter().all(|(group, least)| {
            sites.iter().filter(|s| model.group[**s as usize] == *group).count() >= *least
        }) && model.forced.iter().enumerate().all(|(s, forced)| !forced || sites.contains(&(s as u32))))
}
