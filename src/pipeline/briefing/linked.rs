//! The chains of a day as the pack tells them, for the map beside it.

use super::{BriefingQuestion, before::Before, between::Between, scene::Scene};
use crate::{
    deterrence::{GroupEvent, LinkedChain, PackWindow, StartsAt, USUAL_DAYS, register::Involved},
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
    let near_words = between.chain_words().into_iter().next().unwrap_or_default();
    let events = scene.groups.iter().filter(|g| g.day >= until.days() - super::YEAR).cloned().collect();
    Ok(Linked {
        all: scene.groups.clone(),
        events,
        near_words,
        chains: between.chains,
        involved: scene.involved,
    })
}
