//! What a fairer choice would cost, and what choosing for short walks would say.

use super::{
    model::{LONGEST_WALK_MIN, problem},
    shortlist::Run,
};
use crate::{
    pipeline::PipelineError,
    sport::{CoverProblem, FairChoice, GroupCover, SolveOptions, cover_by_group, max_min, p_median},
};

/// Work for an opinion: a second or two; what is not proven says "found".
const EFFORT: u64 = 400;

/// Max-min and its price, in one sentence: between partnerships for the whole force, between the youth hotspots for one
/// partnership. Where there is nothing to share out it says so; `None` without a site.
pub(super) fn fairness(run: &Run<'_>, chosen: &[u32]) -> Result<Option<String>, PipelineError> {
    if chosen.is_empty() {
        return Ok(None);
    }
    if run.csp.is_some() {
        between_hotspots(run, chosen).map(Some)
    } else {
        between_partnerships(run, chosen)
    }
}

/// The least covered of the groups that can be reached at all.
fn least<'a>(now: &'a [GroupCover], fair: &FairChoice) -> Option<&'a GroupCover> {
    now.iter()
        .filter(|g| g.need > 0.0 && !fair.out_of_reach.contains(&g.group))
        .min_by(|a, b| a.share().total_cmp(&b.share()).then(a.group.cmp(&b.group)))
}

fn fairest(problem: &CoverProblem) -> Result<FairChoice, PipelineError> {
    Ok(max_min(problem, &SolveOptions { effort: EFFORT, ..SolveOptions::default() })?)
}

fn between_partnerships(run: &Run<'_>, chosen: &[u32]) -> Result<Option<String>, PipelineError> {
    let now = cover_by_group(&run.problem, chosen);
    if now.iter().filter(|g| g.need > 0.0).count() < 2 {
        return Ok(None);
    }
    let fair = fairest(&run.problem)?;
    let Some(least) = least(&now, &fair) else { return Ok(None) };
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

/// Within one partnership the question is which hotspot goes without. Shares are of each hotspot's own need, in steps of
/// five per cent: a hotspot is a small place.
fn between_hotspots(run: &Run<'_>, chosen: &[u32]) -> Result<String, PipelineError> {
    let held = run.hotspots.len();
    if held < 2 {
        return Ok(format!(
            "Fairness: {} youth hotspot qualifies here, so there is nothing to share out between places.",
            if held == 1 { "one" } else { "no" }
        ));
    }
    let mut problem = run.problem.clone();
    let mut of = vec![u16::MAX; problem.demand.len()];
    for (number, hotspot) in (0_u16..).zip(&run.hotspots) {
        for &unit in &hotspot.units {
            of[unit as usize] = number;
        }
    }
    for (demand, group) in problem.demand.iter_mut().zip(&of) {
        if *group == u16::MAX {
            *demand = 0.0;
        }
    }
    problem.demand_group = of;
    let now = cover_by_group(&problem, chosen);
    let fair = fairest(&problem)?;
    let reached = now.iter().filter(|g| g.need > 0.0 && g.covered > 0.0).count();
    let far = match fair.out_of_reach.len() {
        0 => String::new(),
        1 => " (one is within reach of no site that may be chosen)".to_owned(),
        n => format!(" ({n} are within reach of no site that may be chosen)"),
    };
    let first = format!("Fairness: this list reaches {reached} of the {held} youth hotspots here{far}");
    let Some(least) = least(&now, &fair) else { return Ok(format!("{first}.")) };
    let name = &run.hotspots[usize::from(least.group)].name;
    let fives = |share: f64| (20.0 * share).round() * 5.0;
    let (share, could) = (fives(least.share()), fives(fair.least_share));
    Ok(if 100.0 * fair.upper_share < 0.5 {
        format!("{first}; {} sites cannot reach them all, and {name} is among those left out.", chosen.len())
    } else if could <= share {
        format!(
            "{first}; no other choice found leaves the least covered, {name}, better off than with about {share} % of its need."
        )
    } else {
        format!(
            "{first}; of the need at {name} about {share} % is within reach, the least of all. The fairest choice found reaches at least about {could} % of each and gives up {:.0} % of the hotspots' need that is reached now.",
            fair.price_percent
        )
    })
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
