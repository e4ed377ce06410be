//! The chains of a day as the pack tells them, for the map beside it.

use std::collections::BTreeMap;

use super::{
    BriefingQuestion,
    before::Before,
    between::Between,
    lines::{Lines, spot},
    scene::Scene,
};
use crate::{
    deterrence::{
        ActionsThen, GroupEvent, LinkedChain, PackWindow, StartsAt, USUAL_DAYS, register::Involved,
    },
    geodesy::GridPoint,
    pipeline::{Loaded, PipelineError},
};

/// What a pack and the map must tell alike.
pub(in crate::pipeline) struct Linked {
    /// The register laid beside the crimes.
    pub(in crate::pipeline) involved: Involved,
    /// Group events of the twelve months before the day, their incident the first crime of the event they are.
    pub(in crate::pipeline) events: Vec<GroupEvent>,
    /// Every group event in force before the day: what answers are looked for in.
    pub(in crate::pipeline) all: Vec<GroupEvent>,
    /// Chains up to the day.
    pub(in crate::pipeline) chains: Vec<LinkedChain>,
    /// What can be said of near repeats.
    pub(in crate::pipeline) near_words: String,
    /// What of the week before the day is not known, as a pack says it.
    pub(in crate::pipeline) not_known: Option<String>,
    /// Where each incident of the events and the chains with groups was, by its place among those held.
    pub(in crate::pipeline) told: BTreeMap<usize, Told>,
    /// The definition near repeats are counted by, with its version.
    pub(in crate::pipeline) definition: String,
}

/// What may be said of an incident, as in a line of the pack.
pub(in crate::pipeline) struct Told {
    /// In words; of a home the area alone.
    pub(in crate::pipeline) place: String,
    /// What the gravest crime of it was.
    pub(in crate::pipeline) offence: String,
    /// On the map; never a home.
    pub(in crate::pipeline) at: Option<GridPoint>,
}

/// Gathers them as a pack for that day would.
///
/// # Errors
/// As [`super::briefing`].
pub(in crate::pipeline) fn linked(loaded: &Loaded, involved: Involved) -> Result<Linked, PipelineError> {
    let until = involved.on;
    let question = BriefingQuestion { least: involved.least, ..BriefingQuestion::until(until) };
    let window = PackWindow { from: until.plus(-USUAL_DAYS), until, starts_at: StartsAt::SevenDays };
    let scene = Scene::gather(loaded, &question, window, involved, Before::default())?;
    let between = Between::of(&scene)?;
    let not_known = scene.not_known();
    let near_words = between.chain_words(not_known.is_none()).into_iter().next().unwrap_or_default();
    let events: Vec<GroupEvent> =
        scene.groups.iter().filter(|g| g.day >= until.days() - super::YEAR).cloned().collect();
    let actions = ActionsThen::default();
    let lines = Lines::new(&scene, &between.chains, &actions);
    let with_groups = between.chains.iter().filter(|c| c.with_groups).flat_map(|c| &c.incidents);
    let spoken = events.iter().map(|e| e.incident).chain(with_groups.copied());
    let event_of = |at: &usize| scene.events.get(*scene.event_of.get(at)?);
    let told = spoken
        .filter_map(|at| Some((at, event_of(&at)?)))
        .map(|(at, event)| {
            let line = lines.line(event)?;
            Ok((at, Told { place: line.place, offence: line.offence, at: spot(event) }))
        })
        .collect::<Result<_, PipelineError>>()?;
    Ok(Linked {
        told,
        definition: scene.definition.versioned_id(),
        all: scene.groups.clone(),
        events,
        near_words,
        not_known,
        chains: between.chains,
        involved: scene.involved,
    })
}
