//! What may be asked: checked, and turned into the limits of the choice.

use super::{SitesQuestion, hotspots::Near, model::LONGEST_WALK_MIN};
use crate::{
    pipeline::PipelineError,
    places::{Availability, Candidate},
    sport::{Limits, SportError, holds_a_session},
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
    if let Some(metres) = question.spacing_m.filter(|m| !m.is_finite() || *m < 0.0) {
        return wrong("the spacing", metres.to_string(), "it is metres between two sites, 0 or more");
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

/// A site by name or id.
fn position(candidates: &[Candidate], wanted: &str) -> Option<u32> {
    let low = wanted.to_lowercase();
    (0_u32..).zip(candidates).find(|(_, c)| c.id == wanted || c.name.to_lowercase() == low).map(|(at, _)| at)
}

fn no_site(wanted: &str, rule: &'static str) -> PipelineError {
    SportError::Number {
        what: "the site asked for".to_owned(),
        got: format!("\"{}\"", wanted.chars().take(80).collect::<String>()),
        rule,
    }
    .into()
}

/// What is asked of sites: those that may be chosen, and all there are, for the reason why one may not.
pub(super) struct Offered<'a> {
    pub(super) candidates: &'a [Candidate],
    pub(super) all: &'a [Candidate],
    pub(super) near: &'a [Option<Near>],
    pub(super) csps: &'a [Option<u16>],
    /// Partnerships of the area.
    pub(super) partnerships: u16,
}

impl Offered<'_> {
    /// Sites that must be chosen; one that is no candidate of this question is refused with the reason.
    fn forced(&self, question: &SitesQuestion) -> Result<Vec<u32>, PipelineError> {
        let find = |wanted: &String| {
            position(self.candidates, wanted).ok_or_else(|| match position(self.all, wanted) {
                None => no_site(wanted, "no candidate of this area has that name or id"),
                Some(at) => {
                    let site = &self.all[at as usize];
                    let rule = if question.confirmed_only && site.availability != Availability::Confirmed {
                        "its owner has not said yes, and only confirmed sites were asked for"
                    } else if question.budget.is_some() && site.cost_per_session.is_none() {
                        "what it costs is not known, so a budget cannot hold it"
                    } else if !holds_a_session(&site.hours) {
                        "it is shut whenever a session could be held"
                    } else {
                        "it lies in another partnership"
                    };
                    no_site(wanted, rule)
                }
            })
        };
        question.forced.iter().map(find).collect()
    }

    /// Sites that must not be; one that could not be chosen anyway is no mistake.
    fn forbidden(&self, question: &SitesQuestion) -> Result<Vec<u32>, PipelineError> {
        let unknown = |wanted: &&String| position(self.all, wanted).is_none();
        if let Some(wanted) = question.forbidden.iter().find(unknown) {
            return Err(no_site(wanted, "no candidate has that name or id"));
        }
        Ok(question.forbidden.iter().filter_map(|wanted| position(self.candidates, wanted)).collect())
    }
}

/// The limits of the choice.
pub(super) fn limits(question: &SitesQuestion, offered: &Offered<'_>) -> Result<Limits, PipelineError> {
    let Offered { near, csps, partnerships, .. } = *offered;
    let (forced, mut forbidden) = (offered.forced(question)?, offered.forbidden(question)?);
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
