//! One question about sites, answered.

use std::collections::BTreeMap;

use super::{
    SitesQuestion,
    choose::{by_gain, curve, grant_cut},
    hotspots::{Near, YouthHotspot, nearest, qualifying},
    model::{Offer, need_of, problem, walks, yearly_cost},
    opinion::{fairness, second_opinion},
    rerun::{Stays, reruns},
    running::sessions,
    scene::{Scene, UNIT, YOUTH, asked_of},
    sheet::{Sheets, map_ground},
    words::pounds,
};
use crate::{
    calendar::{Date, Month},
    pipeline::{Loaded, PanelPapers, PipelineError, Progress},
    places::{Availability, Candidate, walking::Reached},
    publish::Provenance,
    sport::{
        CoverChoice, CoverProblem, CoveragePoint, GrantCut, Limits, Need, PanelShortlist, SolveOptions,
        SportError, Weights, holds_a_session, maximal_cover,
    },
};

/// Fewest events for a share of them to be told.
const LEAST_FOR_SHARES: u32 = 50;

/// Everything one run stands on.
pub(super) struct Run<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) question: &'a SitesQuestion,
    pub(super) window: (Month, Month),
    pub(super) csp: Option<u16>,
    pub(super) scene: Scene,
    force: Option<Scene>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) csps: Vec<Option<u16>>,
    pub(super) walks: Vec<Vec<Reached>>,
    pub(super) near: Vec<Option<Near>>,
    pub(super) hotspots: Vec<YouthHotspot>,
    pub(super) sessions: Vec<[f64; 4]>,
    pub(super) need: Need,
    pub(super) problem: CoverProblem,
    /// Candidates that are shut whenever a session could be held.
    pub(super) closed: usize,
}

impl Run<'_> {
    /// The whole force, for counts that do not stop at a border.
    pub(super) fn wide(&self) -> &Scene {
        self.force.as_ref().unwrap_or(&self.scene)
    }

    /// The candidates with their own walks.
    pub(super) fn offer(&self) -> Offer<'_> {
        Offer {
            candidates: &self.candidates,
            walks: &self.walks,
            csps: &self.csps,
            sessions_a_year: self.question.sessions_a_year(),
            places: self.question.places(),
        }
    }
}

/// Sites for a panel: which, why, when, and how sure.
///
/// The window is the last twelve complete months, the definition `youth-10-17`, the unit h3:10. By default only
/// sites within ten minutes' walk of a qualifying youth hotspot may be chosen; without one the answer is the sentence
/// that the data do not support a hotspot site here.
///
/// # Errors
/// [`PipelineError`] for a CSP, site or weight that cannot be, and constraints no choice can meet, by name.
pub fn shortlist(
    loaded: &Loaded,
    question: &SitesQuestion,
    progress: &dyn Progress,
) -> Result<PanelPapers, PipelineError> {
    progress.step("gathering youth violence", 0, 6);
    let run = gather(loaded, question)?;
    progress.step("choosing sites", 2, 6);
    let solved = if run.problem.sites.iter().all(|s| s.covers.is_empty()) {
        None
    } else {
        Some(maximal_cover(&run.problem, &SolveOptions::default())?)
    };
    let chosen = solved.as_ref().map(|c| by_gain(&run.problem, &c.sites)).unwrap_or_default();
    progress.step("what each further site would bring", 3, 6);
    let frontier =
        if chosen.is_empty() || question.binds() { Vec::new() } else { curve(&run.problem, question.sites)? };
    let cut = match (&solved, question.cut_percent) {
        (Some(choice), Some(percent)) => Some(grant_cut(&run, choice, percent)?),
        _ => None,
    };
    progress.step("choosing again from changed data", 4, 6);
    let stays = reruns(&run, solved.as_ref(), &chosen)?;
    progress.step("writing the sheets", 5, 6);
    let shortlist = papers(&run, solved.as_ref(), &chosen, frontier, cut, &stays)?;
    progress.step("done", 6, 6);
    Ok(PanelPapers { shortlist, provenance: provenance(&run)? })
}

/// Hashes of the documents this answer was made from, and of no other: what else a store holds is nobody's business here.
fn inputs(loaded: &Loaded) -> BTreeMap<String, String> {
    const USED: [&str; 8] = [
        "places-of-recording",
        "location-classes",
        "gazetteer",
        "candidate-sites",
        "barriers",
        "term-dates",
        "programme-register",
        "definition:youth-10-17",
    ];
    let used = loaded.documents.iter().filter(|(name, _)| USED.contains(&name.as_str()));
    used.chain(loaded.sport.inputs()).map(|(name, sha256)| (name.clone(), sha256.clone())).collect()
}

fn provenance(run: &Run<'_>) -> Result<Provenance, PipelineError> {
    let Ok(serde_json::Value::Object(parameters)) = serde_json::to_value(run.question) else {
        return Err(PipelineError::Document { name: "question".to_owned() });
    };
    let loaded = run.loaded;
    let mut parameters: BTreeMap<String, serde_json::Value> = parameters.into_iter().collect();
    parameters.insert("from".to_owned(), run.window.0.to_string().into());
    parameters.insert("to".to_owned(), run.window.1.to_string().into());
    parameters.insert("unit".to_owned(), UNIT.to_string().into());
    Ok(Provenance {
        program: format!("harmspot {}", env!("CARGO_PKG_VERSION")),
        snapshot: Some(loaded.snapshot.clone()),
        area_pack: Some(loaded.pack_id.clone()),
        definition: Some(loaded.definitions[YOUTH].versioned_id()),
        parameters,
        seed: Some(run.question.seed),
        transform: Some(crate::geodesy::TRANSFORM.to_owned()),
        inputs: inputs(loaded),
        marking: loaded.marking(),
        ..Provenance::default()
    })
}

fn gather<'a>(loaded: &'a Loaded, question: &'a SitesQuestion) -> Result<Run<'a>, PipelineError> {
    let weights = question.weights().check()?;
    checked(question)?;
    let (definition, window) = asked_of(loaded)?;
    let csp = question.csp.as_deref().map(|text| loaded.ground.csp(text)).transpose()?;
    let scene = Scene::gather(loaded, definition, window, UNIT, csp)?;
    let force = csp.map(|_| Scene::gather(loaded, definition, window, UNIT, None)).transpose()?;
    let walking = loaded.sport.walking(&loaded.ground);
    let mut candidates = loaded.sport.candidates(&loaded.ground);
    candidates.retain(|c| !question.confirmed_only || c.availability == Availability::Confirmed);
    candidates.retain(|c| question.budget.is_none() || c.cost_per_session.is_some());
    let csp_of = |c: &Candidate| loaded.ground.assign(c.at).csp;
    candidates.retain(|c| csp.is_none() || csp_of(c) == csp);
    let before = candidates.len();
    candidates.retain(|c| holds_a_session(&c.hours));
    let closed = before - candidates.len();
    let csps: Vec<Option<u16>> = candidates.iter().map(csp_of).collect();
    let hotspots = qualifying(loaded, &scene, window, question.csp.as_deref())?;
    let near = nearest(walking, &candidates, &scene, &hotspots);
    let walks = walks(walking, &candidates, &scene);
    let sessions = sessions(&scene, walking, loaded.sport.programmes());
    let need = need_of(&scene, &scene.events, &sessions, weights)?;
    let limits = limits(question, &candidates, &near, &csps, loaded.ground.pack().csp.len() as u16)?;
    let offer = Offer {
        candidates: &candidates,
        walks: &walks,
        csps: &csps,
        sessions_a_year: question.sessions_a_year(),
        places: question.places(),
    };
    let mut problem = problem(&scene, &need, offer, f64::from(question.minutes), limits);
    problem.names.groups = loaded.ground.pack().csp.iter().map(|c| c.name.clone()).collect();
    Ok(Run {
        loaded,
        question,
        window,
        csp,
        scene,
        force,
        candidates,
        csps,
        walks,
        near,
        hotspots,
        sessions,
        need,
        problem,
        closed,
    })
}

fn checked(question: &SitesQuestion) -> Result<(), PipelineError> {
    let wrong = |what: &str, got: String, rule| {
        Err(PipelineError::from(SportError::Number { what: what.to_owned(), got, rule }))
    };
    if !(1..=60).contains(&question.sites) {
        return wrong("the number of sites", question.sites.to_string(), "choose 1 to 60");
    }
    if !(1..=super::model::LONGEST_WALK_MIN).contains(&question.minutes) {
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

fn limits(
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

fn papers(
    run: &Run<'_>,
    solved: Option<&CoverChoice>,
    chosen: &[u32],
    frontier: Vec<CoveragePoint>,
    cut: Option<GrantCut>,
    stays: &Stays,
) -> Result<PanelShortlist, PipelineError> {
    let (loaded, question) = (run.loaded, run.question);
    let pack = loaded.ground.pack();
    let area = run.csp.map_or(pack.name.clone(), |c| pack.csp[usize::from(c)].name.clone());
    let walking = loaded.sport.walking(&loaded.ground);
    let half = solved.map(|choice| grant_cut(run, choice, 50)).transpose()?;
    let sheets = Sheets { run, walking, choice: solved, chosen, stays, half: half.as_ref() }.all()?;
    let definition = &loaded.definitions[YOUTH];
    let sentence = sentence(run, chosen, &area)?;
    let mut notes = walking.notes();
    notes.extend(loaded.sport.notes().iter().cloned());
    notes.extend(left_out_notes(run));
    notes.extend(together(run, solved));
    notes.extend(asked(question));
    if loaded.sport.terms().example {
        notes.push("School terms are the example that ships, nobody's calendar: put your council's dates in their place.".to_owned());
    }
    let days = (Date::first_of(run.window.0).days(), run.scene.today);
    if !loaded.sport.terms().cover(days.0, days.1) {
        notes.push("The term dates say nothing of these months: every day counts as a holiday. Put newer dates in their place.".to_owned());
    }
    if run.question.reruns > 0 && !chosen.is_empty() {
        notes.push("Re-runs choose again with the youth hotspots as they were found; a hotspot's own doubt stands in the hotspot list.".to_owned());
    }
    if run.question.csp.is_none() {
        notes.push(
            "This is a planning view of the whole force: each partnership commissions its own money."
                .to_owned(),
        );
    }
    Ok(PanelShortlist {
        title: format!("Community sport in {area}"),
        csp: area,
        from: run.window.0.to_string(),
        to: run.window.1.to_string(),
        definition: format!(
            "{}, version {}{}",
            definition.title,
            definition.version,
            if definition.signed { "" } else { " (draft definition: nobody has signed it yet)" }
        ),
        objective: objective(question),
        changed: question.changed_by.as_ref().map(|(who, why)| format!("changed by {who}, because {why}")),
        walking: walking.words(),
        minutes: question.minutes,
        ground: map_ground(run, chosen)?,
        sites: sheets,
        sentence,
        frontier,
        fairness: fairness(run, chosen)?,
        second_opinion: second_opinion(run, chosen)?,
        cut,
        solver: solved.filter(|c| !c.sites.is_empty()).map_or_else(|| "there was nothing to choose from".to_owned(), CoverChoice::solver_words),
        evidence: "Youth Endowment Fund Toolkit: sports programmes have a high estimated impact on violence, but confidence in that estimate is low.".to_owned(),
        notes,
        marking: format!("{} - working draft, not cleared for publication", loaded.marking().words()),
    })
}

/// What the list comes to as a whole.
fn together(run: &Run<'_>, solved: Option<&CoverChoice>) -> Option<String> {
    let choice = solved.filter(|c| !c.sites.is_empty())?;
    let covered = (100.0 * choice.covered / run.problem.total().max(f64::MIN_POSITIVE)).round();
    let costed = |s: &&u32| run.candidates[**s as usize].cost_per_session.is_some();
    let known = choice.sites.iter().filter(costed).count();
    let money = match (known, choice.sites.len()) {
        (0, _) => "no cost of any is known".to_owned(),
        (all, sites) if all == sites => format!("costs about {} a year", pounds(choice.cost)),
        (some, sites) => format!(
            "costs about {} a year for the {some} of {sites} whose cost is known",
            pounds(choice.cost)
        ),
    };
    Some(format!(
        "Together the list covers {covered} % of the need (sites that share ground share it, so their own shares add up to more) and {money}."
    ))
}

/// What was asked for beside a number of sites.
fn asked(question: &SitesQuestion) -> Option<String> {
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

fn objective(question: &SitesQuestion) -> String {
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

fn percent(w: Weights, part: f64) -> f64 {
    100.0 * part / (w.violence + w.endurance + w.young + w.deprivation)
}

fn sentence(run: &Run<'_>, chosen: &[u32], area: &str) -> Result<Option<String>, PipelineError> {
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

fn left_out_notes(run: &Run<'_>) -> Vec<String> {
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
            "{} candidate sites are shut whenever a session could be held, and were left out.",
            run.closed
        ));
    }
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for candidate in &run.candidates {
        *unknown.entry("cost").or_default() += usize::from(yearly_cost(candidate, 1.0).is_none());
        *unknown.entry("opening hours").or_default() += usize::from(candidate.hours.is_empty());
    }
    for (what, count) in unknown.into_iter().filter(|u| u.1 > 0) {
        notes.push(format!("{count} of {} candidate sites have no known {what}.", run.candidates.len()));
    }
    notes
}
