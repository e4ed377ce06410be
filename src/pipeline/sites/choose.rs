//! What a choice means, in a panel's words: the curve of further sites, and a smaller grant.

use super::{model::covered, shortlist::Run};
use crate::{
    pipeline::PipelineError,
    sport::{CoverChoice, CoverProblem, CoveragePoint, GrantCut, SolveOptions, cut, frontier},
};

/// Points of the curve.
const FRONTIER: u32 = 8;
/// Work allowed for what stands beside the choice: a second or so each.
const EFFORT: u64 = 1_500;

fn beside() -> SolveOptions {
    SolveOptions { effort: EFFORT, gap: 0.01, ..SolveOptions::default() }
}

/// The chosen sites, the one that adds most first; ties by position.
pub(super) fn by_gain(problem: &CoverProblem, sites: &[u32]) -> Vec<u32> {
    let (mut left, mut order) = (sites.to_vec(), Vec::new());
    while !left.is_empty() {
        let gain = |site: u32| {
            let with: Vec<u32> = order.iter().copied().chain([site]).collect();
            covered(problem, &with)
        };
        let best = left.iter().copied().reduce(|a, b| if gain(b) > gain(a) { b } else { a });
        let Some(best) = best else { break };
        left.retain(|s| *s != best);
        order.push(best);
    }
    order
}

/// What each further site would bring, under the same limits: money, spacing, quotas, sites asked for and ruled out.
pub(super) fn curve(problem: &CoverProblem, asked: u32) -> Result<Vec<CoveragePoint>, PipelineError> {
    let total = problem.total().max(f64::MIN_POSITIVE);
    let allowed = problem.sites.len().saturating_sub(problem.limits.forbidden.len()) as u32;
    let points = frontier(problem, FRONTIER.max(asked).min(allowed.max(1)), &beside())?;
    let mut before = 0;
    Ok(points
        .into_iter()
        .map(|(sites, choice)| {
            before = before.max((100.0 * choice.covered / total).round() as u32);
            CoveragePoint { sites, covered_percent: before }
        })
        .collect())
}

/// What a smaller grant would lose, and where.
pub(super) fn grant_cut(
    run: &Run<'_>,
    choice: &CoverChoice,
    percent: u32,
) -> Result<GrantCut, PipelineError> {
    let mut smaller = run.problem.clone();
    let known = |s: &u32| run.candidates[*s as usize].cost_per_session.is_some();
    let costed = choice.cost > 0.0 && choice.sites.iter().all(known);
    let mut choice = choice.clone();
    if !costed {
        // With a cost missing, money cannot be compared: the cut is of the number of sites.
        smaller.sites.iter_mut().for_each(|s| s.cost = 0.0);
        smaller.limits.budget = None;
        choice.cost = 0.0;
    }
    let found = cut(&smaller, &choice, f64::from(percent), &beside())?;
    let name = |s: &u32| run.candidates[*s as usize].name.clone();
    let how = if costed {
        "of the money"
    } else if choice.sites.iter().all(known) {
        "of the sites (none of them charges)"
    } else {
        "of the sites (not every cost is known)"
    };
    let points = (100.0 * found.covered_lost / run.problem.total().max(f64::MIN_POSITIVE)).round();
    let lost: Vec<String> = found.lost.iter().map(name).collect();
    let words = if lost.is_empty() {
        format!("A cut of {percent} % {how} can be met without losing a site.")
    } else {
        format!(
            "A cut of {percent} % {how} would lose {}, and with {} about {points:.0} % of all need goes uncovered that is covered now.",
            lost.join(" and "),
            if lost.len() == 1 { "it" } else { "them" }
        )
    };
    Ok(GrantCut { cut_percent: percent, kept: found.kept.iter().map(name).collect(), lost, words })
}
