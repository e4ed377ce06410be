//! What may be asked: checked, and turned into the limits of the choice.

use super::{SitesQuestion, hotspots::Near, model::LONGEST_WALK_MIN};
use crate::{
    pipeline::PipelineError,
    places::Candidate,
    sport::{Limits, SportError},
};

/// Refuses a question that cannot be, by name.
pub(super) fn checked(question: &SitesQuestion) -> Result<(), PipelineError> {
    let wrong = |what: &str, got: String, rule| {
        Err(PipelineError::from(SportError::Number { what: what.to_owned(), got, rule }))
    };
    if !(1..=60).contains(&question.sites) {
        return wrong("the number of sites", question.sites.to_string(), "choose 1 to 60");
    }
    if !(1..=LONGEST_WALK_MIN).contains(&question.minutes) {
        return wrong("the walk", format!("{} minutes", question.minutes), "choose 1 to 20 minutes");
    }
    if let Some(budget) = question.budget.filter(|b| !b.is_finite() || *b <= 0.0) {
        return wrong("the budget", budget.to_string(), "it is pounds a year, more than zero");
    }
    if question.reruns > 200 {
        return wrong("the number of re-runs", question.reruns.to_string(), "choose 0 to 200");
    }
    if question.changed_by.is_some() && question.weights.is_none() {
        return wrong("the weights", "not given".to_owned(), "a change is signed only when there is one");
    }
    if question.sessions_a_week == 0 || question.weeks == 0 || question.weeks > 53 {
        let got = format!("{} a week, {} weeks", question.sessions_a_week, question.weeks);
        return wrong("the sessions", got, "at least one a week, 1 to 53 weeks a year");
    }
    if question.cut_percent.is_some_and(|p| !(1..=99).contains(&p)) {
        return wrong(
            "the grant cut",
            format!("{} %", question.cut_percent.unwrap_or(0)),
            "choose 1 to 99 per cent",
        );
    }
    if question.weights.is_some() && question.changed_by.is_none() {
        return wrong(
            "who changed the weights",
            "not said".to_owned(),
            "changed weights are signed: say by whom and why",
        );
    }
    Ok(())
}

/// Sites by name or id.
fn position(candidates: &[Candidate], wanted: &str) -> Result<u32, PipelineError> {
    let low = wanted.to_lowercase();
    (0_u32..)
        .zip(candidates)
        .find(|(_, c)| c.id == wanted || c.name.to_lowercase() == low)
        .map(|(at, _)| at)
        .ok_or_else(|| {
            SportError::Number {
                what: "the site asked for".to_owned(),
                got: format!("\"{}\"", wanted.chars().take(80).collect::<String>()),
                rule: "no candidate of this area has that name or id",
            }
            .into()
        })
}

/// The limits of the choice.
pub(super) fn limits(
    question: &SitesQuestion,
    candidates: &[Candidate],
    near: &[Option<Near>],
    csps: &[Option<u16>],
    partnerships: u16,
) -> Result<Limits, PipelineError> {
    let find = |list: &[String]| list.iter().map(|w| position(candidates, w)).collect::<Result<Vec<_>, _>>();
    let (forced, mut forbidden) = (find(&question.forced)?, find(&question.forbidden)?);
    if !question.mixed {
        // Only a partnership with too few sites near a hotspot may fill its quota with others: funding shares.
        let eligible =
            |csp: Option<u16>| csps.iter().zip(near).filter(|(c, n)| **c == csp && n.is_some()).count();
        let short = |csp: Option<u16>| {
            csp.is_some() && question.per_csp.is_some_and(|least| eligible(csp) < least as usize)
        };
        let far = (0_u32..).zip(near).zip(csps).filter(|((_, near), _)| near.is_none());
        forbidden.extend(
            far.filter(|((at, _), csp)| !forced.contains(at) && !short(**csp)).map(|((at, _), _)| at),
        );
    }
    forbidden.sort_unstable();
    forbidden.dedup();
    let quota = match question.per_csp {
        None => Vec::new(),
        Some(least) => (0..partnerships).map(|group| (group, least)).collect(),
    };
    Ok(Limits {
        sites: Some(question.sites),
        budget: question.budget,
        forced,
        forbidden,
        spacing_m: question.spacing_m,
        quota,
        use_capacity: question.capacity,
    })
}
