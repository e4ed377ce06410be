//! Sentences about the list as a whole.

use std::collections::BTreeMap;

use super::{SitesQuestion, model::yearly_cost, shortlist::Run, words::pounds};
use crate::{
    pipeline::PipelineError,
    sport::{CoverChoice, SolveOptions, Weights, maximal_cover},
};

/// Fewest events for a share of them to be told.
const LEAST_FOR_SHARES: u32 = 50;

/// What the list comes to as a whole.
pub(super) fn together(run: &Run<'_>, solved: Option<&CoverChoice>) -> Option<String> {
    let choice = solved.filter(|c| !c.sites.is_empty())?;
    let covered = (100.0 * choice.covered / run.problem.total().max(f64::MIN_POSITIVE)).round();
    let costed = |s: &&u32| run.candidates[**s as usize].cost_per_session.is_some();
    let known = choice.sites.iter().filter(costed).count();
    let money = match (known, choice.sites.len()) {
        (0, _) => "no cost of any is known".to_owned(),
        (all, sites) if all == sites => {
            format!("costs about {} a year", pounds((choice.cost / 10.0).round() * 10.0))
        }
        (some, sites) => format!(
            "costs about {} a year for the {some} of {sites} whose cost is known",
            pounds((choice.cost / 10.0).round() * 10.0)
        ),
    };
    Some(format!(
        "Together the list covers {covered} % of the need (sites that share ground share it, so their own shares add up to more) and {money}."
    ))
}

/// What was asked for beside a number of sites.
pub(super) fn asked(question: &SitesQuestion) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(question.budget.map(|b| format!("a budget of {} a year", pounds(b))));
    parts.extend(question.spacing_m.map(|m| format!("sites at least {m:.0} m apart")));
    parts.extend(question.per_csp.map(|n| format!("at least {n} in every partnership")));
    if !question.forced.is_empty() {
        parts.push(format!("these must be chosen: {}", question.forced.join(", ")));
    }
    if !question.forbidden.is_empty() {
        parts.push(format!("these must not: {}", question.forbidden.join(", ")));
    }
    if question.confirmed_only {
        parts.push("only sites whose owner has said yes".to_owned());
    }
    if question.capacity {
        parts.push("no site meets more need than it has places for".to_owned());
    }
    (!parts.is_empty()).then(|| format!("This list was asked for under conditions: {}.", parts.join("; ")))
}

pub(super) fn objective(question: &SitesQuestion) -> String {
    let weights = question.weights();
    let parts = format!(
        "violence {:.0} %, how long it has lasted {:.0} %, young residents {:.0} %, deprivation {:.0} %",
        percent(weights, weights.violence),
        percent(weights, weights.endurance),
        percent(weights, weights.young),
        percent(weights, weights.deprivation)
    );
    if weights == Weights::VIOLENCE_FIRST {
        "Public-place violence with a victim or suspect aged 10 to 17 decides; how long it has lasted, young residents and deprivation only break ties.".to_owned()
    } else {
        format!("A mixed objective: {parts}, each scaled to one over the area.")
    }
}

/// How much of the differences between places is believed.
pub(super) fn believed(run: &Run<'_>) -> String {
    if run.need.violence.iter().all(|v| *v <= 0.0) {
        return "No youth violence of the twelve months counts here, so places do not differ by it."
            .to_owned();
    }
    match (100.0 * run.need.believed).round() {
        0.0 => "Small numbers swing by chance: none of the differences of recent violence between places can be told from it, so each place counts alike.".to_owned(),
        100.0 => "Small numbers swing by chance: hardly any of the differences of recent violence between places look like it, so they count as they were found.".to_owned(),
        percent => format!(
            "Small numbers swing by chance: {percent} % of the differences of recent violence between places are believed; for the rest every place is drawn to the mean of the area (empirical Bayes)."
        ),
    }
}

fn percent(w: Weights, part: f64) -> f64 {
    100.0 * part / (w.violence + w.endurance + w.young + w.deprivation)
}

pub(super) fn sentence(run: &Run<'_>, chosen: &[u32], area: &str) -> Result<Option<String>, PipelineError> {
    let eligible = run.near.iter().filter(|n| n.is_some()).count();
    let unsupported = "money here would be a coverage choice";
    if run.hotspots.is_empty() {
        return Ok(Some(format!(
            "The data do not support a hotspot site in {area}: no place there has enough youth violence, often enough and in enough spots, to be told from chance; {unsupported}."
        )));
    }
    if eligible == 0 {
        return Ok(Some(format!(
            "The data do not support a hotspot site in {area}: none of the candidate sites is within ten minutes' walk of a youth hotspot; {unsupported}."
        )));
    }
    if chosen.len() as u32 >= run.question.sites {
        return Ok(None);
    }
    if let (Some(budget), true) = (run.question.budget, chosen.is_empty()) {
        let allowed = |s: &u32| {
            !run.problem.limits.forbidden.contains(s) && !run.problem.sites[*s as usize].covers.is_empty()
        };
        let cost = |s: &u32| run.problem.sites[*s as usize].cost;
        let cheapest = (0..run.candidates.len() as u32)
            .filter(allowed)
            .reduce(|a, b| if cost(&b) < cost(&a) { b } else { a });
        if let Some(site) = cheapest.filter(|s| cost(s) > budget) {
            return Ok(Some(format!(
                "No site could be chosen: the budget is {} a year, and the cheapest site near a youth hotspot, {}, costs {} for {} sessions a week in {} weeks.",
                pounds(budget),
                run.candidates[site as usize].name,
                pounds(cost(&site)),
                run.question.sessions_a_week,
                run.question.weeks
            )));
        }
    }
    let mut free = run.problem.clone();
    (free.limits.budget, free.limits.spacing_m) = (None, None);
    let options = SolveOptions { effort: 500, gap: 0.01, ..SolveOptions::default() };
    let why = if maximal_cover(&free, &options)?.sites.len() > chosen.len() {
        match (run.question.budget, run.question.spacing_m) {
            (Some(budget), None) => format!("{} a year does not pay for more", pounds(budget)),
            (None, Some(metres)) => format!("no more stand {metres:.0} m apart"),
            _ => "the budget and the spacing allow no more".to_owned(),
        }
    } else {
        format!(
            "the others are not near a youth hotspot, or would add nothing; further money in {area} would be a coverage choice"
        )
    };
    Ok(Some(format!("Only {} of {} sites could be chosen: {why}.", chosen.len(), run.question.sites)))
}

pub(super) fn left_out_notes(run: &Run<'_>) -> Vec<String> {
    let all = (run.scene.events.len() as u32 + run.scene.unknown + run.scene.night).max(1);
    let share = |n: u32| match (20.0 * f64::from(n) / f64::from(all)).round() * 5.0 {
        0.0 => "Under 5 %".to_owned(),
        percent => format!("About {percent} %"),
    };
    let mut notes = Vec::new();
    if run.scene.unknown > 0 && all >= LEAST_FOR_SHARES {
        notes.push(format!(
            "{} of events are left out because an age or a place was not known.",
            share(run.scene.unknown)
        ));
    }
    if run.scene.night > 0 && all >= LEAST_FOR_SHARES {
        notes.push(format!(
            "{} of events are left out as night economy: licensed premises with an adult involved.",
            share(run.scene.night)
        ));
    }
    if run.closed > 0 {
        notes.push(format!(
            "{} candidate {} shut whenever a session could be held, and left out.",
            run.closed,
            if run.closed == 1 { "site is" } else { "sites are" }
        ));
    }
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for candidate in &run.candidates {
        *unknown.entry("cost").or_default() += usize::from(yearly_cost(candidate, 1.0).is_none());
        *unknown.entry("opening hours").or_default() += usize::from(candidate.hours.is_empty());
    }
    for (what, count) in unknown.into_iter().filter(|u| u.1 > 0) {
        let has = if count == 1 { "has" } else { "have" };
        notes.push(format!("{count} of {} candidate sites {has} no known {what}.", run.candidates.len()));
    }
    notes
}
