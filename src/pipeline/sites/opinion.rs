//! What a fairer choice would cost, and what choosing for short walks would say.

use super::{
    model::{LONGEST_WALK_MIN, problem},
    shortlist::Run,
};
use crate::{
    pipeline::PipelineError,
    sport::{SolveOptions, cover_by_group, max_min, p_median},
};

/// Work for an opinion: a second or two; what is not proven says "found".
const EFFORT: u64 = 400;

/// Max-min between partnerships and its price, in one sentence; `None` where there is only one to compare.
pub(super) fn fairness(run: &Run<'_>, chosen: &[u32]) -> Result<Option<String>, PipelineError> {
    let now = cover_by_group(&run.problem, chosen);
    if chosen.is_empty() || now.iter().filter(|g| g.need > 0.0).count() < 2 {
        return Ok(None);
    }
    let fair = max_min(&run.problem, &SolveOptions { effort: EFFORT, ..SolveOptions::default() })?;
    let reachable = |group: u16| !fair.out_of_reach.contains(&group);
    let least = now
        .iter()
        .filter(|g| g.need > 0.0 && reachable(g.group))
        .min_by(|a, b| a.share().total_cmp(&b.share()).then(a.group.cmp(&b.group)));
    let Some(least) = least else { return Ok(None) };
    let name = run.problem.group_name(least.group);
    let (share, could) = (100.0 * least.share(), 100.0 * fair.least_share);
    Ok(Some(if 100.0 * fair.upper_share < 0.5 {
        format!(
            "Fairness: {} sites cannot reach every partnership; {name} is among those with least of its need covered.",
            chosen.len()
        )
    } else if could - share < 0.5 {
        format!(
            "Fairness: no other choice found leaves the least covered partnership better off; in {name} {share:.0} % of the need is covered."
        )
    } else {
        format!(
            "Fairness: of the need of {name} {share:.0} % is covered, the least of all; the fairest choice found covers at least {could:.0} % in every partnership that can be reached and gives up {:.0} % of what is covered now.",
            fair.price_percent
        )
    }))
}

/// What the p-median on walking minutes shares with the choice, in one sentence.
pub(super) fn second_opinion(run: &Run<'_>, chosen: &[u32]) -> Result<Option<String>, PipelineError> {
    if chosen.is_empty() {
        return Ok(None);
    }
    let limits = run.problem.limits.clone();
    let wide = problem(&run.scene, &run.need, run.offer(), f64::from(LONGEST_WALK_MIN), limits);
    let far = Some(f64::from(LONGEST_WALK_MIN));
    let median = p_median(&wide, far, &SolveOptions { effort: EFFORT, ..SolveOptions::default() })?;
    let names = |sites: Vec<u32>| {
        let names: Vec<&str> = sites.iter().map(|s| run.candidates[*s as usize].name.as_str()).collect();
        names.join(" and ")
    };
    let shared = chosen.iter().filter(|s| median.sites.contains(s)).count();
    let instead: Vec<u32> = median.sites.iter().copied().filter(|s| !chosen.contains(s)).collect();
    let first = format!(
        "Second opinion: choosing for the shortest walks instead (p-median, up to {LONGEST_WALK_MIN} minutes) keeps {shared} of these {}",
        chosen.len()
    );
    Ok(Some(if instead.is_empty() {
        format!("{first}.")
    } else {
        format!("{first} and would take {}.", names(instead))
    }))
}
