//! In how many changed runs does a site stay? Resamples, other windows, walks, units and weights.

use rayon::prelude::*;

use super::{
    model::{Offer, need_of, problem, walks},
    running::sessions,
    scene::{Scene, YOUTH},
    shortlist::Run,
};
use crate::{
    inference::{resample_indices, stream},
    pipeline::PipelineError,
    places::Unit,
    sport::{CoverChoice, CoverProblem, SolveOptions, Weights, YouthEvent, sensitivity},
};

/// Work allowed for one re-run: well under a second.
const EFFORT: u64 = 2_000;

/// What the re-runs say of each chosen site, in the order of the choice.
#[derive(Debug, Default)]
pub(super) struct Stays {
    pub(super) kept: Vec<u32>,
    pub(super) of: u32,
    pub(super) near_equal: Vec<Vec<u32>>,
}

enum Change {
    Resample(u64),
    HalfWindow,
    Minutes(f64),
    Unit(Unit),
    Weights(Weights),
}

/// The changes: six months, walks of 600 and 1,200 m, two other units, other weights (± 25 %, or the mixed objective where
/// violence alone decides), the rest resamples of the events. What would change nothing is left out.
fn changes(count: u32, own: Weights, minutes: u32) -> Vec<Change> {
    let times = |v: f64, e: f64, y: f64, d: f64| {
        Change::Weights(Weights {
            violence: own.violence * v,
            endurance: own.endurance * e,
            young: own.young * y,
            deprivation: own.deprivation * d,
        })
    };
    let mut list = vec![
        Change::HalfWindow,
        Change::Minutes(7.5),
        Change::Unit(Unit::H3(9)),
        Change::Unit(Unit::Square(150)),
    ];
    if minutes != 15 {
        list.push(Change::Minutes(15.0));
    }
    if own == Weights::VIOLENCE_FIRST {
        // A quarter more or less of what only breaks ties would be no change: the mixed objective is.
        list.push(Change::Weights(Weights::MIXED));
    } else {
        list.push(times(0.75, 1.25, 1.25, 1.25));
        list.push(times(1.25, 0.75, 0.75, 0.75));
        list.push(times(1.0, 1.25, 0.75, 1.0));
        list.push(times(1.0, 0.75, 1.25, 1.0));
    }
    list.extend((list.len() as u32..count).map(|i| Change::Resample(u64::from(i))));
    list.truncate(count as usize);
    list
}

/// Chooses again under every change. Which sites are near a hotspot stays as it was found; the rest is made anew.
pub(super) fn reruns(
    run: &Run<'_>,
    choice: Option<&CoverChoice>,
    chosen: &[u32],
) -> Result<Stays, PipelineError> {
    let Some(choice) = choice.filter(|c| !c.sites.is_empty()) else { return Ok(Stays::default()) };
    let list = changes(run.question.reruns, run.question.weights(), run.question.minutes);
    let problems: Vec<CoverProblem> =
        list.par_iter().map(|change| changed(run, change)).collect::<Result<_, _>>()?;
    let options = SolveOptions { effort: EFFORT, gap: 0.01, ..SolveOptions::default() };
    let found = sensitivity(&run.problem, choice, &problems, &options)?;
    let of_site = |site: &u32| found.sites.iter().find(|s| s.site == *site);
    Ok(Stays {
        kept: chosen.iter().map(|s| of_site(s).map_or(0, |f| f.stays)).collect(),
        of: found.runs,
        near_equal: chosen
            .iter()
            .map(|s| of_site(s).map_or_else(Vec::new, |f| f.near_equal.clone()))
            .collect(),
    })
}

fn changed(run: &Run<'_>, change: &Change) -> Result<CoverProblem, PipelineError> {
    let mut weights = run.question.weights();
    let mut minutes = f64::from(run.question.minutes);
    let mut events: Option<Vec<YouthEvent>> = None;
    let mut scene: Option<Scene> = None;
    match change {
        Change::Resample(number) => {
            let own = &run.scene.events;
            let mut rng = stream(run.question.seed, "sites", *number);
            let drawn = resample_indices(&mut rng, own.len());
            events = Some(drawn.into_iter().map(|i| own[i as usize].clone()).collect());
        }
        Change::HalfWindow => {
            let half = run.scene.today - 182;
            events = Some(run.scene.events.iter().filter(|e| e.day > half).cloned().collect());
        }
        Change::Minutes(other) => minutes = *other,
        Change::Weights(other) => weights = *other,
        Change::Unit(unit) => {
            let definition = &run.loaded.definitions[YOUTH];
            scene = Some(Scene::gather(run.loaded, definition, run.window, *unit, run.csp)?);
        }
    }
    let own_walks;
    let (scene, walks) = match &scene {
        None => (&run.scene, &run.walks),
        Some(other) => {
            own_walks = walks(run.loaded.sport.walking(&run.loaded.ground), &run.candidates, other);
            (other, &own_walks)
        }
    };
    let register = run.loaded.sport.programmes();
    let own_sessions;
    let sessions = if matches!(change, Change::Unit(_)) {
        own_sessions = sessions(scene, run.loaded.sport.walking(&run.loaded.ground), register);
        &own_sessions
    } else {
        &run.sessions
    };
    let need = need_of(scene, events.as_ref().unwrap_or(&scene.events), sessions, weights)?;
    let offer = Offer { walks, ..run.offer() };
    let mut made = problem(scene, &need, offer, minutes, run.problem.limits.clone());
    made.names = run.problem.names.clone();
    Ok(made)
}
