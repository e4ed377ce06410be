//! The model that is left when some sites are decided.

use super::{
    bound::State,
    model::{Model, NO_GROUP, step},
};

/// The model without the sites that are out and without the links that no longer matter, classes merged again.
///
/// `position` of the smaller model counts in sites of `model`. Returned with the prices, added up class by class.
pub(super) fn shrink(model: &Model, state: &[State], price: &[f64], graded: bool) -> (Model, Vec<f64>) {
    let mut reach: Vec<Vec<(u32, f64)>> = vec![Vec::new(); model.most.len()];
    let mut held: Vec<Option<(u32, f64)>> = vec![None; model.most.len()];
    for site in (0..model.sites()).filter(|s| state[*s] == State::In) {
        let (classes, worths) = model.links(site as u32);
        for (class, worth) in classes.iter().zip(worths) {
            let best = &mut held[*class as usize];
            if best.is_none_or(|(_, w)| *worth > w) {
                *best = Some((site as u32, *worth));
            }
        }
    }
    for site in (0..model.sites()).filter(|s| state[*s] != State::Out) {
        let (classes, worths) = model.links(site as u32);
        for (class, worth) in classes.iter().zip(worths) {
            if held[*class as usize].is_none_or(|(by, w)| *worth > w || by == site as u32) {
                reach[*class as usize].push((site as u32, *worth));
            }
        }
    }
    let mut usable: Vec<bool> = state.iter().map(|s| *s != State::Out).collect();
    if model.may_drop {
        drop_dominated(model, &reach, state, &mut usable);
        for sites in &mut reach {
            sites.retain(|(site, _)| usable[*site as usize]);
        }
    }
    let position: Vec<u32> = (0..model.sites() as u32).filter(|s| usable[*s as usize]).collect();
    let mut now = vec![u32::MAX; model.sites()];
    for (n, site) in position.iter().enumerate() {
        now[*site as usize] = n as u32;
    }
    let mut order: Vec<u32> = (0..reach.len() as u32).filter(|c| !reach[*c as usize].is_empty()).collect();
    let same = |a: &u32, b: &u32| {
        let (a, b) = (&reach[*a as usize], &reach[*b as usize]);
        !graded && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0)
    };
    if !graded {
        let key = |c: u32| reach[c as usize].iter().map(|l| l.0);
        order.sort_by(|a, b| key(*a).cmp(key(*b)).then(a.cmp(b)));
    }
    let mut links: Vec<Vec<(u32, f64)>> = vec![Vec::new(); position.len()];
    let (mut most, mut prices) = (Vec::new(), Vec::new());
    for group in order.chunk_by(same) {
        let class = most.len() as u32;
        let mut top = 0.0_f64;
        for (n, (site, worth)) in reach[group[0] as usize].iter().enumerate() {
            let worth = if graded { *worth } else { group.iter().map(|c| reach[*c as usize][n].1).sum() };
            links[now[*site as usize] as usize].push((class, worth));
            top = top.max(worth);
        }
        most.push(top);
        prices.push(group.iter().map(|c| price[*c as usize]).sum());
    }
    let (mut first, mut class, mut worth) = (vec![0], Vec::new(), Vec::new());
    for own in links {
        class.extend(own.iter().map(|l| l.0));
        worth.extend(own.iter().map(|l| l.1));
        first.push(class.len() as u32);
    }
    let of = |site: &u32| *site as usize;
    let small = Model {
        step: if model.step > 0.0 { step(&worth).max(model.step) } else { 0.0 },
        cost: position.iter().map(|s| model.cost[of(s)]).collect(),
        capacity: position.iter().map(|s| model.capacity[of(s)]).collect(),
        group: position.iter().map(|s| model.group[of(s)]).collect(),
        forced: position.iter().map(|s| state[of(s)] == State::In).collect(),
        too_near: position
            .iter()
            .map(|s| model.too_near[of(s)].iter().map(|b| now[of(b)]).filter(|b| *b != u32::MAX).collect())
            .collect(),
        limit: model.limit,
        budget: model.budget,
        quota: model.quota.clone(),
        capacitated: model.capacitated,
        may_drop: model.may_drop,
        graded,
        class_group: Vec::new(),
        first,
        class,
        worth,
        most,
        position,
    };
    (small, prices)
}

/// As in the whole model: a free site whose every link another free, no dearer site has at least as good.
fn drop_dominated(model: &Model, reach: &[Vec<(u32, f64)>], state: &[State], usable: &mut [bool]) {
    let mut links: Vec<Vec<(u32, f64)>> = vec![Vec::new(); model.sites()];
    for (class, sites) in reach.iter().enumerate() {
        for (site, worth) in sites {
            links[*site as usize].push((class as u32, *worth));
        }
    }
    let needed = |s: usize| state[s] == State::In || model.group[s] != NO_GROUP;
    super::model::drop_dominated(&links, reach, model.budget.map(|_| model.cost.as_slice()), &needed, usable);
}
