//! One pack from beginning to end.

use std::{collections::BTreeMap, sync::Arc};

use sha2::{Digest, Sha256};

use super::{
    BriefingQuestion,
    before::Before,
    between::Between,
    cautions,
    changes::changes,
    headline::headline,
    keep::{is_input, kept_actions, kept_log},
    lines::Lines,
    places::{Places, places},
    scene::Scene,
    since::since,
    stand::stand,
};
use crate::{
    deterrence::{
        ActionBook, ActionsThen, DayWindow, IncidentLine, LoggedPack, Pack, Timing, register::GroupBook,
        words,
    },
    geodesy::{self, GridPoint, LonLat},
    pipeline::{
        Loaded, PipelineError, Progress,
        deterrence::{PoliceStore, involve_known},
        group_marking,
        sites::ground_around,
    },
    publish::Provenance,
    sport::MapGround,
    store::Store,
};

/// Days of a pack, at most: a year. What is longer is no week of a gangs team, and history beyond three years is not read.
const MOST_DAYS: i32 = 366;

/// A pack with what stands behind its maps, how to get it again, and what the next pack must know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct BriefingPapers {
    /// The pack.
    pub pack: Pack,
    /// Ground of its maps.
    pub ground: MapGround,
    /// Where it came from.
    pub provenance: Provenance,
    /// What the log keeps of it.
    pub logged: LoggedPack,
    /// The actions with those of the file given; `None` when there never were any.
    pub actions: Option<ActionBook>,
}

/// Makes the pack for a day. `police` holds register, log and actions; without it nothing is linked to a group, and the
/// pack is made all the same. `newer` are actions of a file, which take the place of those kept with the same id.
///
/// # Errors
/// [`PipelineError`] for a window without a day, a definition that is not held and whatever the store says; never for little data:
/// a statistic that refuses is a sentence.
pub fn briefing(
    loaded: &Arc<Loaded>,
    store: &Store,
    police: Option<&PoliceStore>,
    question: &BriefingQuestion,
    newer: Option<ActionBook>,
    progress: &dyn Progress,
) -> Result<BriefingPapers, PipelineError> {
    progress.step("gathering incidents", 0, 5);
    let log = kept_log(police)?;
    let window = log.window(question.from, question.until).ok_or_else(|| PipelineError::Reversed {
        from: question.from.map_or_else(String::new, |day| day.to_string()),
        to: question.until.to_string(),
    })?;
    if DayWindow::new(window.from.days(), window.until.days()).is_none() {
        let value = window.until.to_string();
        return Err(PipelineError::OutOfRange {
            name: "the day of a briefing",
            value,
            range: "a day before 2243",
        });
    }
    if window.days() > MOST_DAYS {
        return Err(PipelineError::OutOfRange {
            name: "the window of a briefing",
            value: format!("{} days long, from {} on", window.days(), window.from),
            range: "366 days at most; give a later --from",
        });
    }
    let book = match police {
        Some(police) => police.book()?,
        None => GroupBook::default(),
    };
    let involved = involve_known(loaded, book, question.until, question.least);
    let last_pack = log.told_before(window.from);
    let scene = Scene::gather(loaded, question, window, involved, Before::load(loaded, store, last_pack)?)?;
    let held = kept_actions(police)?;
    let actions = match (held, newer) {
        (Some(held), Some(newer)) => Some(held.with(newer)),
        (held, newer) => newer.or(held),
    };
    let told = last_pack.and_then(|pack| pack.closed.as_deref());
    let then = actions.as_ref().map(|book| book.then(window.from, window.until, told)).unwrap_or_default();
    progress.step("between the groups", 1, 5);
    let between = Between::of(&scene)?;
    let lines = Lines::new(&scene, &between.chains, &then);
    progress.step("what came in since", 2, 5);
    let since = since(&scene, &lines)?;
    progress.step("places getting worse", 3, 5);
    let places = places(loaded, &scene)?;
    let (suggestions, suggestion_words) = stand(&scene, &between, &places, &|event| lines.groups(event))?;
    progress.step("writing the pack", 4, 5);
    let committed: Vec<IncidentLine> =
        lines.of(Timing::Committed)?.into_iter().map(|(_, line)| line).collect();
    let (first, last) = window.weekend();
    let pack = Pack {
        area: loaded.ground.pack().name.clone(),
        window,
        days: window.words(),
        days_known: scene.known_window().map_or(0, DayWindow::len),
        weekend: words::days_between(first, last),
        definition: definition_words(&scene),
        headline: headline(&scene, &committed, &since, &between.pairs),
        changes: changes(&scene),
        chains: between.chain_rows(&scene, &|event| lines.place(event)),
        chain_words: between.chain_words(scene.all_known()),
        contested: between.contested_squares()?,
        lines: committed,
        since: since.lines,
        since_more: since.more,
        suggestions,
        suggestion_words,
        tracked: actions.is_some(),
        places: places.found.iter().map(|w| w.row.clone()).collect(),
        place_words: places.words.clone(),
        cautions: cautions::cautions(&scene, &then),
        actions: then,
        register: cautions::register(&scene),
        spaces: between.spaces,
        space_words: between.space_words,
        pairs: between.pairs,
        pair_words: between.pair_words,
    };
    let ground = map_ground(&scene, &pack, &places)?;
    let provenance = provenance(&scene, question, police, &pack.actions)?;
    let logged = LoggedPack {
        from: window.from,
        until: window.until,
        snapshot: loaded.snapshot.clone(),
        compared: scene.before.is_of_last_pack(),
        links: Some(scene.links()),
        closed: Some(actions.as_ref().map(|book| book.closed_before(window.until)).unwrap_or_default()),
    };
    progress.step("done", 5, 5);
    Ok(BriefingPapers { pack, ground, provenance, logged, actions })
}

fn definition_words(scene: &Scene<'_>) -> String {
    let draft = if scene.definition.signed { "" } else { " (draft definition)" };
    format!("{}{draft}", scene.definition.title)
}

/// Streets around everything that may be on a map.
fn map_ground(scene: &Scene<'_>, pack: &Pack, places: &Places) -> Result<MapGround, PipelineError> {
    let mut around: Vec<GridPoint> = pack.suggestions.iter().map(|s| s.point).collect();
    around.extend(places.found.iter().map(|w| w.at));
    let linked = scene.events.iter().filter(|e| e.linked && e.timing == Timing::Committed && !e.home);
    around.extend(linked.filter_map(|e| e.at));
    for space in &pack.spaces {
        let corners = space.whole.0.iter().flat_map(|p| p.exterior().0.iter());
        around.extend(corners.step_by(8).filter_map(|c| geodesy::to_grid(LonLat::new(c.x, c.y)?).ok()));
    }
    ground_around(scene.loaded.ground.pack(), &around)
}

fn provenance(
    scene: &Scene<'_>,
    question: &BriefingQuestion,
    police: Option<&PoliceStore>,
    actions: &ActionsThen,
) -> Result<Provenance, PipelineError> {
    let loaded = scene.loaded;
    let fault = || PipelineError::Document { name: "question".to_owned() };
    let mut parameters: BTreeMap<String, serde_json::Value> =
        match serde_json::to_value(question).map_err(|_| fault())? {
            serde_json::Value::Object(map) => map.into_iter().collect(),
            _ => return Err(fault()),
        };
    parameters.insert("from".to_owned(), scene.window.from.to_string().into());
    parameters.insert("definition".to_owned(), scene.definition.id.clone().into());
    // What is told as changed is told against this one.
    parameters.insert("compared_with_snapshot".to_owned(), scene.before.snapshot.clone().into());
    let mut inputs = loaded.documents.clone();
    if let Some(police) = police {
        inputs.extend(police.documents()?.into_iter().filter(|(name, _)| is_input(name)));
    }
    let actions = serde_json::to_vec(actions).map_err(|_| fault())?;
    inputs.insert("briefing-actions".to_owned(), hex::encode(Sha256::digest(&actions)));
    Ok(Provenance {
        program: format!("harmspot {}", env!("CARGO_PKG_VERSION")),
        snapshot: Some(loaded.snapshot.clone()),
        area_pack: Some(loaded.pack_id.clone()),
        definition: Some(scene.definition.versioned_id()),
        parameters,
        seed: Some(1),
        transform: Some(geodesy::TRANSFORM.to_owned()),
        inputs,
        marking: group_marking(loaded.marking(), &scene.involved.groups),
        ..Provenance::default()
    })
}
