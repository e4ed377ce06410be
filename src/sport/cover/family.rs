//! Questions beside the best choice: one more site, one other site, less money.

use super::{
    check::sorted,
    problem::{CoverChoice, CoverProblem, Limits, SolveOptions},
    solve::maximal_cover,
};
use crate::sport::SportError;

/// The best choice of 1, 2, … `most` sites: what each further site brings, under the problem's own limits. Numbers too small
/// for its quotas and forced sites are left out of the answer; under a budget or a spacing the later ones bring no more.
///
/// Each search starts from the one before, so that coverage never falls with the number of sites.
///
/// # Errors
/// As [`maximal_cover`], when not even `most` sites can keep the limits.
pub fn frontier(
    problem: &CoverProblem,
    most: u32,
    options: &SolveOptions,
) -> Result<Vec<(u32, CoverChoice)>, SportError> {
    let mut points: Vec<(u32, CoverChoice)> = Vec::new();
    let mut with = problem.clone();
    let mut options = options.clone();
    for sites in 1..=most {
        with.limits.sites = Some(sites);
        match maximal_cover(&with, &options) {
            Ok(choice) => {
                options.start.clone_from(&choice.sites);
                points.push((sites, choice));
            }
            Err(SportError::Infeasible { .. }) if sites < most => {}
            Err(error) => return Err(error),
        }
    }
    Ok(points)
}

/// What would stand in for one chosen site.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// The site that comes in; `None` when no other site would add anything.
    pub with: Option<u32>,
    /// The choice with it.
    pub choice: CoverChoice,
    /// Pounds a year more (or less) than now.
    pub cost_change: f64,
    /// Covered demand more (or less) than now; not above 0 when the choice was proven best.
    pub covered_change: f64,
}

/// The best choice with `site` forbidden and every other chosen site kept. `None` when no other site can keep the limits.
///
/// # Errors
/// As [`maximal_cover`]; [`SportError::Number`] when `site` is not one of the choice.
pub fn next_best(
    problem: &CoverProblem,
    choice: &CoverChoice,
    site: u32,
    options: &SolveOptions,
) -> Result<Option<Replacement>, SportError> {
    if !choice.sites.contains(&site) {
        return Err(SportError::Number {
            what: "the site to replace".to_owned(),
            got: site.to_string(),
            rule: "must be one of the chosen sites",
        });
    }
    let kept: Vec<u32> = choice.sites.iter().copied().filter(|s| *s != site).collect();
    let mut with = problem.clone();
    with.limits.forced.clone_from(&kept);
    with.limits.forbidden.push(site);
    with.limits.sites = Some(choice.sites.len() as u32);
    let other = match maximal_cover(&with, options) {
        Ok(other) => other,
        Err(SportError::Infeasible { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(Replacement {
        with: other.sites.iter().copied().find(|s| !kept.contains(s)),
        cost_change: other.cost - choice.cost,
        covered_change: other.covered - choice.covered,
        choice: other,
    }))
}

/// What a smaller grant leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// Chosen sites that can still be paid for.
    pub kept: Vec<u32>,
    /// Chosen sites that cannot.
    pub lost: Vec<u32>,
    /// The best of the chosen sites under the cut.
    pub choice: CoverChoice,
    /// Covered demand lost by it.
    pub covered_lost: f64,
    /// Covered demand lost in each group, where demand has groups: `(group, lost)`, ascending.
    pub lost_in: Vec<(u16, f64)>,
    /// The best choice under the cut if one could begin again.
    pub anew: CoverChoice,
    /// The money under the cut; `None` when the cut is of the number of sites because there are no costs.
    pub budget: Option<f64>,
    /// Quotas or forced sites could not be kept under the cut and were given up.
    pub rules_given_up: bool,
}

/// Takes `percent` of the money away (of the number of sites, rounded down to what is left, where nothing costs anything) and
/// finds which of the chosen sites to keep.
///
/// # Errors
/// As [`maximal_cover`]; [`SportError::Number`] when `percent` is not between 0 and 100.
pub fn cut(
    problem: &CoverProblem,
    choice: &CoverChoice,
    percent: f64,
    options: &SolveOptions,
) -> Result<Cut, SportError> {
    if !(0.0..=100.0).contains(&percent) {
        return Err(SportError::Number {
            what: "the cut".to_owned(),
            got: percent.to_string(),
            rule: "must be between 0 and 100 per cent",
        });
    }
    let left = 1.0 - percent / 100.0;
    let whole = problem.limits.budget.or((choice.cost > 0.0).then_some(choice.cost));
    let budget = whole.map(|whole| whole * left);
    let mut within = problem.clone();
    within.limits.budget = budget;
    within.limits.sites = Some(match budget {
        Some(_) => problem.limits.sites.unwrap_or(choice.sites.len() as u32),
        None => (choice.sites.len() as f64 * left + 1e-9) as u32,
    });
    let mut anew = within.clone();
    within.limits.forbidden = (0..problem.sites.len() as u32).filter(|s| !choice.sites.contains(s)).collect();
    within.limits.forced.retain(|s| choice.sites.contains(s));
    let (kept, given_up) = without_rules(&mut within, options)?;
    let (anew, _) = without_rules(&mut anew, options)?;
    let lost = choice.sites.iter().copied().filter(|s| !kept.sites.contains(s)).collect();
    let before = cover_by_group(problem, &choice.sites);
    let after = cover_by_group(problem, &kept.sites);
    let lost_in = before.iter().zip(&after).map(|(b, a)| (b.group, (b.covered - a.covered).max(0.0)));
    Ok(Cut {
        kept: kept.sites.clone(),
        lost,
        covered_lost: (choice.covered - kept.covered).max(0.0),
        lost_in: lost_in.collect(),
        choice: kept,
        anew,
        budget,
        rules_given_up: given_up,
    })
}

/// Solves; when quotas and forced sites no longer fit, without them.
fn without_rules(
    problem: &mut CoverProblem,
    options: &SolveOptions,
) -> Result<(CoverChoice, bool), SportError> {
    match maximal_cover(problem, options) {
        Err(SportError::Infeasible { .. }) => {
            let limits = std::mem::take(&mut problem.limits);
            problem.limits = Limits { quota: Vec::new(), forced: Vec::new(), ..limits };
            Ok((maximal_cover(problem, options)?, true))
        }
        found => Ok((found?, false)),
    }
}

/// How much of a group's demand a set of sites reaches, capacities left aside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupCover {
    /// Group.
    pub group: u16,
    /// Its demand.
    pub need: f64,
    /// Of it, within reach of a chosen site.
    pub covered: f64,
}

impl GroupCover {
    /// `covered / need`; 0 where there is no need.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.need > 0.0 { self.covered / self.need } else { 0.0 }
    }
}

/// Coverage by group of demand, ascending by group; empty where demand has no groups.
#[must_use]
pub fn cover_by_group(problem: &CoverProblem, sites: &[u32]) -> Vec<GroupCover> {
    let mut reached = vec![false; problem.demand.len()];
    for site in sites.iter().filter_map(|s| problem.sites.get(*s as usize)) {
        for row in &site.covers {
            if let Some(reached) = reached.get_mut(*row as usize) {
                *reached = true;
            }
        }
    }
    let groups: Vec<u32> = problem.demand_group.iter().map(|g| u32::from(*g)).collect();
    sorted(&groups)
        .into_iter()
        .map(|group| {
            // Added in ascending order of weight, so that the order of rows cannot show.
            let add = |wanted: &dyn Fn(usize) -> bool| {
                let mut weights: Vec<f64> = (0..groups.len())
                    .filter(|r| groups[*r] == group && wanted(*r))
                    .map(|r| problem.demand[r])
                    .collect();
                weights.sort_by(f64::total_cmp);
                weights.iter().sum::<f64>()
            };
            GroupCover { group: group as u16, need: add(&|_| true), covered: add(&|row| reached[row]) }
        })
        .collect()
}
