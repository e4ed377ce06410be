//! Refuses a problem that cannot be, and names the constraint that cannot hold.

use std::collections::BTreeMap;

use super::problem::CoverProblem;
use crate::sport::SportError;

/// Checks numbers and positions, then every constraint that can be seen not to hold without a search.
pub(super) fn check(problem: &CoverProblem) -> Result<(), SportError> {
    numbers(problem)?;
    forced(problem)?;
    quotas(problem)
}

fn number(what: String, got: impl ToString, rule: &'static str) -> Result<(), SportError> {
    Err(SportError::Number { what, got: got.to_string(), rule })
}

fn numbers(problem: &CoverProblem) -> Result<(), SportError> {
    let (rows, sites) = (problem.demand.len(), problem.sites.len());
    if let Some((row, got)) = problem.demand.iter().enumerate().find(|(_, w)| !(w.is_finite() && **w >= 0.0))
    {
        return number(format!("the weight of demand point {}", row + 1), got, "must be a number, 0 or more");
    }
    if !problem.demand_group.is_empty() && problem.demand_group.len() != rows {
        return number(
            "the number of demand groups".to_owned(),
            problem.demand_group.len(),
            "must be one a demand point, or none",
        );
    }
    for (at, site) in problem.sites.iter().enumerate() {
        let name = || problem.site_name(at as u32);
        if !(site.cost.is_finite() && site.cost >= 0.0) {
            return number(
                format!("the yearly cost of {}", name()),
                site.cost,
                "must be a number of pounds, 0 or more",
            );
        }
        if site.capacity.is_nan() || site.capacity < 0.0 {
            return number(format!("the capacity of {}", name()), site.capacity, "must be 0 or more");
        }
        if site.minutes.len() != site.covers.len() {
            return number(
                format!("the walking times of {}", name()),
                site.minutes.len(),
                "must be one a demand point it reaches",
            );
        }
        if let Some(got) = site.minutes.iter().find(|m| !(m.is_finite() && **m >= 0.0)) {
            return number(format!("a walking time of {}", name()), got, "must be minutes, 0 or more");
        }
        if site.covers.windows(2).any(|w| w[0] >= w[1])
            || site.covers.last().is_some_and(|last| *last as usize >= rows)
        {
            return number(
                format!("the reach of {}", name()),
                site.covers.len(),
                "must name demand points once each, ascending",
            );
        }
    }
    let limits = &problem.limits;
    if let Some(got) = limits.forced.iter().chain(&limits.forbidden).find(|s| **s as usize >= sites) {
        return number(
            "the position of a forced or forbidden site".to_owned(),
            got,
            "must be one of the candidates",
        );
    }
    if let Some(got) = limits.budget.filter(|b| !(b.is_finite() && *b >= 0.0)) {
        return number("the budget".to_owned(), got, "must be a number of pounds, 0 or more");
    }
    if let Some(got) = limits.spacing_m.filter(|m| !(m.is_finite() && *m >= 0.0)) {
        return number("the spacing".to_owned(), got, "must be metres, 0 or more");
    }
    Ok(())
}

pub(super) fn infeasible<T>(constraint: String) -> Result<T, SportError> {
    Err(SportError::Infeasible { constraint })
}

fn forced(problem: &CoverProblem) -> Result<(), SportError> {
    let limits = &problem.limits;
    let forced = sorted(&limits.forced);
    if let Some(both) = forced.iter().find(|s| limits.forbidden.contains(s)) {
        return infeasible(format!("{} is both forced and forbidden", problem.site_name(*both)));
    }
    if let Some(most) = limits.sites.filter(|most| forced.len() > *most as usize) {
        return infeasible(format!("{} sites are forced, the limit is {}", forced.len(), plural(most)));
    }
    let cost: f64 = forced.iter().map(|s| problem.sites[*s as usize].cost).sum();
    if let Some(budget) = limits.budget.filter(|budget| cost > budget + 1e-9) {
        return infeasible(format!("forced sites cost {}, the budget is {}", pounds(cost), pounds(budget)));
    }
    if let Some(least) = limits.spacing_m {
        for (n, a) in forced.iter().enumerate() {
            for b in &forced[n + 1..] {
                let apart = distance(problem, *a, *b);
                if apart < least {
                    return infeasible(format!(
                        "{} and {} are both forced and stand {apart:.0} m apart, the spacing is {least:.0} m",
                        problem.site_name(*a),
                        problem.site_name(*b)
                    ));
                }
            }
        }
    }
    Ok(())
}

fn quotas(problem: &CoverProblem) -> Result<(), SportError> {
    let limits = &problem.limits;
    let forced = sorted(&limits.forced);
    let (mut owed, mut words) = (0_usize, Vec::new());
    let mut money: f64 = forced.iter().map(|s| problem.sites[*s as usize].cost).sum();
    for (group, least) in merged(&limits.quota) {
        let name = problem.group_name(group);
        let mut costs: Vec<f64> = Vec::new();
        let (mut held, mut free) = (0_usize, 0_usize);
        for (at, site) in problem.sites.iter().enumerate().filter(|(_, s)| s.group == Some(group)) {
            if forced.binary_search(&(at as u32)).is_ok() {
                held += 1;
            } else if !limits.forbidden.contains(&(at as u32)) {
                free += 1;
                costs.push(site.cost);
            }
        }
        let least = least as usize;
        if held + free < least {
            let there = match held + free {
                0 => "no candidate there".to_owned(),
                1 => "only 1 candidate there".to_owned(),
                n => format!("only {n} candidates there"),
            };
            return infeasible(format!("quota of {least} in {name}: {there}"));
        }
        let missing = least.saturating_sub(held);
        costs.sort_by(f64::total_cmp);
        money += costs[..missing].iter().sum::<f64>();
        owed += missing;
        if missing > 0 {
            words.push(format!("{missing} in {name}"));
        }
    }
    if let Some(most) = limits.sites.filter(|most| forced.len() + owed > *most as usize) {
        let forced = if forced.is_empty() { String::new() } else { format!("{} forced and ", forced.len()) };
        return infeasible(format!(
            "the quotas ask for {forced}{}: {} in all, the limit is {}",
            words.join(", "),
            forced_total(problem, owed),
            plural(most)
        ));
    }
    if let Some(budget) = limits.budget.filter(|budget| owed > 0 && money > budget + 1e-9) {
        return infeasible(format!(
            "the cheapest sites that meet the quotas ({}) cost {}, the budget is {}",
            words.join(", "),
            pounds(money),
            pounds(budget)
        ));
    }
    Ok(())
}

fn forced_total(problem: &CoverProblem, owed: usize) -> usize {
    sorted(&problem.limits.forced).len() + owed
}

/// Quotas of one group named twice count once, the larger.
pub(super) fn merged(quota: &[(u16, u32)]) -> BTreeMap<u16, u32> {
    let mut out = BTreeMap::new();
    for (group, least) in quota {
        let held: &mut u32 = out.entry(*group).or_default();
        *held = (*held).max(*least);
    }
    out.retain(|_, least| *least > 0);
    out
}

/// Ascending, each once.
pub(super) fn sorted(positions: &[u32]) -> Vec<u32> {
    let mut out = positions.to_vec();
    out.sort_unstable();
    out.dedup();
    out
}

/// Metres between two sites.
pub(super) fn distance(problem: &CoverProblem, a: u32, b: u32) -> f64 {
    let (a, b) = (problem.sites[a as usize].at, problem.sites[b as usize].at);
    libm::hypot(a.0 - b.0, a.1 - b.1)
}

fn plural(sites: u32) -> String {
    if sites == 1 { "1 site".to_owned() } else { format!("{sites} sites") }
}

/// Whole pounds with commas: `£42,000`.
pub(in crate::sport) fn pounds(amount: f64) -> String {
    let digits = format!("{:.0}", amount.abs());
    let mut out = String::new();
    for (n, c) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    format!("{}£{out}", if amount <= -0.5 { "-" } else { "" })
}
