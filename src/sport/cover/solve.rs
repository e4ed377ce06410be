//! Maximal covering, exactly.

use super::{
    branch::Search,
    check::{check, infeasible, merged, pounds},
    model::Model,
    problem::{CoverChoice, CoverProblem, Limits, SolveOptions},
    start::{Effort, greedy, shake, swap},
    value::{allowed, value},
};
use crate::sport::SportError;

/// Of the demand within reach of at least one chosen site, the most, under the limits.
///
/// Church and ReVelle's (1974) maximal covering by branch and bound with Lagrangian bounds (Galvão and ReVelle 1996; steps by
/// the volume method): demand of equal cover sets is one class, sites another one dominates are left out, greedy, swaps and
/// shakes give the start. With capacities a point's demand may be served in part and by several sites. A site that adds
/// nothing is left out. Of sets that one exchange turns into each other and that cover as much, the cheaper is named, then the
/// one that stands first in `problem.sites`: give sites in a lasting order, such as by id.
///
/// `options.effort` is counted, not timed, and nothing runs in parallel: the answer does not depend on the machine, on threads or
/// on the order of demand rows. When the effort ends first, the best set found is given with [`Bound::Within`](super::Bound).
/// "Proven best" means to one unit of whole-number demand, else to a thousand-millionth.
///
/// # Errors
/// [`SportError::Number`] for a number that cannot be; [`SportError::Infeasible`] naming the constraint that cannot hold, or
/// those that cannot hold together; [`SportError::Solver`] when the effort ended before any allowed set was found.
pub fn maximal_cover(problem: &CoverProblem, options: &SolveOptions) -> Result<CoverChoice, SportError> {
    check(problem)?;
    named(problem, solve(&Model::covering(problem), options))
}

/// Why nothing was found.
pub(super) enum Nothing {
    /// There is no allowed set.
    Impossible,
    /// None was found within the effort.
    Unknown,
}

/// Puts the limits that cannot hold together into words.
pub(super) fn named(
    problem: &CoverProblem,
    found: Result<CoverChoice, Nothing>,
) -> Result<CoverChoice, SportError> {
    match found {
        Ok(choice) => Ok(choice),
        Err(Nothing::Unknown) => Err(SportError::Solver {
            reason: "no set of sites that keeps every limit was found within the allowed effort".to_owned(),
        }),
        Err(Nothing::Impossible) => infeasible(conflict(problem)),
    }
}

/// Starts greedily and from the given start, then searches.
pub(super) fn solve(model: &Model, options: &SolveOptions) -> Result<CoverChoice, Nothing> {
    let mut effort = Effort::millions(options.effort);
    let mut start = greedy(model, &[], &mut effort);
    let given = model.find(&options.start);
    if !given.is_empty() {
        let other = greedy(model, &given, &mut effort);
        let worth = |s: &Option<(Vec<u32>, f64)>| s.as_ref().map_or(f64::NEG_INFINITY, |(_, worth)| *worth);
        if worth(&other) > worth(&start) {
            start = other;
        }
    }
    if let Some((sites, worth)) = &mut start {
        swap(model, sites, worth, &mut effort);
        shake(model, sites, worth, &mut effort);
    }
    let mut search = Search::new(model, start, options.gap);
    let left = search.run(&mut effort);
    if !search.found {
        return Err(if left.is_some() { Nothing::Unknown } else { Nothing::Impossible });
    }
    let rounding = search.rounding();
    let sites = settle(model, search.best, rounding);
    Ok(model.choice(&sites, value(model, &sites), left))
}

/// Leaves out sites that add nothing and settles ties: the cheaper, then the first.
fn settle(model: &Model, mut sites: Vec<u32>, rounding: f64) -> Vec<u32> {
    let rounding = if model.step > 0.0 { 0.0 } else { rounding };
    let worth = value(model, &sites);
    sites.sort_unstable();
    for site in sites.clone().into_iter().rev() {
        let fewer: Vec<u32> = sites.iter().copied().filter(|s| *s != site).collect();
        if allowed(model, &fewer, false) && value(model, &fewer) >= worth - rounding {
            sites = fewer;
        }
    }
    let before = |a: u32, b: u32| {
        (model.cost[a as usize], a) < (model.cost[b as usize], b) && !model.forced[b as usize]
    };
    'again: loop {
        for at in 0..sites.len() {
            for site in (0..model.sites() as u32).filter(|s| before(*s, sites[at])) {
                let mut other = sites.clone();
                other[at] = site;
                if !sites.contains(&site)
                    && allowed(model, &other, false)
                    && value(model, &other) >= worth - rounding
                {
                    other.sort_unstable();
                    sites = other;
                    continue 'again;
                }
            }
        }
        return sites;
    }
}

/// Effort to find out which limits cannot hold together.
const EFFORT: u64 = 500;

/// The limits without any one of which a set could be found.
fn conflict(problem: &CoverProblem) -> String {
    let limits = &problem.limits;
    let mut lifted: Vec<(String, Limits)> = Vec::new();
    if let Some(most) = limits.sites {
        lifted.push((format!("the limit of {most} sites"), Limits { sites: None, ..limits.clone() }));
    }
    if let Some(budget) = limits.budget {
        lifted.push((format!("the budget of {}", pounds(budget)), Limits { budget: None, ..limits.clone() }));
    }
    if let Some(least) = limits.spacing_m {
        lifted.push((format!("the spacing of {least:.0} m"), Limits { spacing_m: None, ..limits.clone() }));
    }
    for (group, least) in merged(&limits.quota) {
        let quota = limits.quota.iter().copied().filter(|(g, _)| *g != group).collect();
        lifted.push((
            format!("the quota of {least} in {}", problem.group_name(group)),
            Limits { quota, ..limits.clone() },
        ));
    }
    let names: Vec<String> = lifted
        .into_iter()
        .filter(|(_, limits)| {
            let mut other = problem.clone();
            other.limits = limits.clone();
            let options = SolveOptions { effort: EFFORT, gap: 1.0, start: Vec::new() };
            solve(&Model::covering(&other), &options).is_ok()
        })
        .map(|(name, _)| name)
        .collect();
    if names.is_empty() {
        "its limits, of which more than one would have to give".to_owned()
    } else {
        format!("{} (without any one of these there would be one)", names.join(", "))
    }
}
