//! One question about sites, answered.

use std::collections::BTreeMap;

use super::{
    SitesQuestion,
    choose::{by_gain, curve, grant_cut},
    hotspots::{Near, YouthHotspot, nearest, qualifying},
    limits::{Offered, checked, limits},
    map_ground::map_ground,
    model::{Offer, need_of, problem, walks},
    notes::{asked, believed, left_out_notes, objective, sentence, together},
    opinion::{fairness, second_opinion},
    rerun::{Stays, reruns},
    running::sessions,
    scene::{Scene, UNIT, YOUTH, asked_of},
    sheet::Sheets,
};
use crate::{
    calendar::{Date, Month},
    pipeline::{Loaded, PanelPapers, PipelineError, Progress},
    places::{Availability, Candidate, walking::Reached},
    publish::Provenance,
    sport::{
        CoverChoice, CoverProblem, CoveragePoint, GrantCut, Need, PanelShortlist, SolveOptions,
        holds_a_session, maximal_cover, whole_percent,
    },
};

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
    let frontier = if chosen.is_empty() { Vec::new() } else { curve(&run.problem, question.sites)? };
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
    let all = loaded.sport.candidates(&loaded.ground);
    let mut candidates = all.clone();
    candidates.retain(|c| !question.confirmed_only || c.availability == Availability::Confirmed);
    candidates.retain(|c| question.budget.is_none() || c.cost_per_session.is_some());
    let csp_of = |c: &Candidate| loaded.ground.assign(c.at).csp;
    candidates.retain(|c| csp.is_none() || csp_of(c) == csp);
    let before = candidates.len();
    candidates.retain(|c| holds_a_session(&c.hours));
    let closed = before - candidates.len();
    let csps: Vec<Option<u16>> = candidates.iter().map(csp_of).collect();
    let hotspots = qualifying(loaded, &scene, window, question.csp.as_deref(), &candidates)?;
    let near = nearest(walking, &candidates, &scene, &hotspots);
    let walks = walks(walking, &candidates, &scene);
    let sessions = sessions(&scene, walking, loaded.sport.programmes());
    let need = need_of(&scene, &scene.events, &sessions, weights)?;
    let partnerships = loaded.ground.pack().csp.len() as u16;
    let offered = Offered { candidates: &candidates, all: &all, near: &near, csps: &csps, partnerships };
    let limits = limits(question, &offered)?;
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
    if question.binds() && !frontier.is_empty() {
        notes.push("What each further site would bring is worked out under the same conditions.".to_owned());
    }
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
        believed_percent: run.need.violence.iter().any(|v| *v > 0.0).then(|| whole_percent(100.0 * run.need.believed)),
        believed: believed(run),
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
