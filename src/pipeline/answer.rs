//! One question, answered: window, units, events, exact test, places, stability, names.

use std::{collections::BTreeMap, sync::Arc};

use super::{Answer, Evidence, Loaded, PipelineError, Progress, Question, Wanted, backtest::ranking};
use crate::{
    calendar::Month,
    detect::{
        EventIndex, Found, Hot, HotspotList, MIN_EVENTS_TO_TEST, Scene, TooFew, find, shared_area_m2,
        stability,
    },
    geodesy,
    incidents::Incident,
    places::{Level, UnitSet},
    publish::Provenance,
};

mod dress;
mod recheck;
mod settle;
mod tested;

use dress::Dressing;
pub(super) use recheck::top;
pub use recheck::{StabilityCheck, stability_check};
pub(super) use settle::{Settled, settle};
use tested::Testing;

/// Months over which endurance is counted.
pub(super) const ENDURANCE_MONTHS: i32 = 36;

/// Answers one question from a loaded snapshot.
///
/// # Errors
/// [`PipelineError`] for a definition, CSP, window or setting that cannot be, never for little data:
/// that gives a list without places that says so.
pub fn answer(
    loaded: &Loaded,
    question: &Question,
    progress: &dyn Progress,
) -> Result<Answer, PipelineError> {
    let settled = settle(loaded, question)?;
    progress.step("laying out the units", 0, 5);
    let (units, weights) = loaded.lattice(settled.unit, settled.csp)?;
    if units.is_empty() {
        let unit = settled.unit.to_string();
        let given = loaded.land.mask.is_some() || loaded.land.null_area.is_some();
        return Err(if given { PipelineError::EmptyMask { unit } } else { PipelineError::NoMask { unit } });
    }
    progress.step("gathering events", 1, 5);
    let wanted = Wanted {
        definition: settled.definition,
        from: settled.from,
        to: settled.to,
        csp: settled.csp,
        fold: settled.fold,
    };
    let force = settled.csp.map(|_| loaded.lattice(settled.unit, None)).transpose()?;
    let evidence = Evidence::gather(loaded, &wanted, &units, force.as_ref().map(|f| &*f.0))?;
    let counts = evidence.counts(units.ids.len());
    let occupied = counts.iter().filter(|&&c| c > 0).count();
    let testable = evidence.events.len() >= MIN_EVENTS_TO_TEST && occupied >= MIN_EVENTS_TO_TEST;
    progress.step("testing every unit", 2, 5);
    let expected = loaded.land.expected.as_ref().map(|e| e.of(loaded, &units)).transpose()?;
    let testing = Testing {
        units: &units,
        weights: &weights,
        expected: expected.as_ref().map(|e| e.0.as_slice()),
        fdr: settled.list.fdr,
    };
    let (cells, test_notes) = testing.statistics(&counts, testable)?;
    let mut list = HotspotList {
        title: title(loaded, &settled),
        noun: if settled.snapped { "areas of concern" } else { "hotspots" }.to_owned(),
        from: settled.from.to_string(),
        to: settled.to.to_string(),
        unit: settled.unit.to_string(),
        null: null_words(loaded, &settled, &units, expected.as_ref().map(|e| e.1.as_str())),
        events: evidence.events.len() as u32,
        crimes: evidence.crimes,
        excluded: evidence.excluded.clone(),
        outside_mask: evidence.outside_mask,
        not_mapped: evidence.not_mapped,
        out_of_force: evidence.out_of_force,
        unknown: evidence.unknown(),
        proactive: evidence.proactive.len() as u32,
        tested: if testable { units.ids.len() as u32 } else { 0 },
        too_few: too_few(loaded, &settled, &evidence),
        notes: settled.notes.iter().chain(&test_notes).cloned().collect(),
        review: evidence.review.clone(),
        ..HotspotList::default()
    };
    if 2 * evidence.out_of_force > evidence.judged {
        list.notes.insert(
            0,
            format!(
                "{} of {} events lie outside {}: is this the right area pack?",
                evidence.out_of_force,
                evidence.judged,
                loaded.ground.pack().name
            ),
        );
    }
    let mut ranked_with = None;
    if testable {
        let ranking = ranking(loaded, &settled, &units, &weights, &counts)?;
        let index = EventIndex::new(&evidence.events, units.ids.len());
        let scene = Scene {
            units: &units,
            weights: &weights,
            events: &evidence.events,
            index: &index,
            settings: &settled.list,
            expected: testing.expected,
            borrowed: ranking.as_ref().and_then(|r| r.borrowed.as_deref()),
            snapped: settled.snapped,
        };
        let hot = |counts: &[u32]| testing.hot(counts);
        let mut found = find(&scene, &counts, &hot(&counts), None);
        let passed = found.iter().filter(|f| f.kind == scene.ranked_kind()).count();
        let mut ranked = 0;
        found.retain(|f| {
            let keep = f.kind != scene.ranked_kind() || ranked < settled.list.top;
            ranked += usize::from(f.kind == scene.ranked_kind());
            keep
        });
        if passed > settled.list.top {
            list.notes.push(format!(
                "{} further places passed every floor and are not listed; ask for more with a larger top",
                passed - settled.list.top
            ));
        }
        progress.step("making the list again from resampled events", 3, 5);
        let doubt = stability(&scene, &found, &hot);
        let without =
            evidence.events.iter().any(|e| e.unknown).then(|| without_unknown(&scene, &counts, &hot));
        if let Some(ranking) = &ranking {
            list.notes.push(ranking.note.clone());
            if ranking.borrowed.is_some() {
                list.notes.push(
                    "how often a place recurs: in each resample the winner's lead over the plain count is kept, not worked out anew"
                        .to_owned(),
                );
            }
            ranked_with = Some(ranking.words.clone());
        }
        progress.step("naming places", 4, 5);
        Dressing { loaded, settled: &settled, evidence: &evidence, scene: &scene, cells: &cells }.dress(
            &mut list,
            &found,
            &doubt,
            without.as_deref(),
        );
    } else {
        list.notes.push(format!(
            "{} events in {occupied} units: too few to test (30 of each are needed); counts are shown, nothing is called significant",
            evidence.events.len()
        ));
    }
    progress.step("done", 5, 5);
    let question = filled(question, &settled);
    let mut provenance = provenance(loaded, &settled, &question)?;
    if let Some((_, words)) = expected {
        provenance.parameters.insert("expected".to_owned(), words.into());
    }
    if let Some(words) = ranked_with {
        provenance.parameters.insert("ranked_with".to_owned(), words.into());
    }
    Ok(Answer { question, list, cells, units: Arc::clone(&units), provenance })
}

/// The list without the events that count only because an unknown was counted.
fn without_unknown(scene: &Scene<'_>, counts: &[u32], hot: &dyn Fn(&[u32]) -> Hot) -> Vec<Found> {
    let times: Vec<u32> = scene.events.iter().map(|e| u32::from(!e.unknown)).collect();
    let mut fewer = counts.to_vec();
    for event in scene.events.iter().filter(|e| e.unknown) {
        fewer[event.unit as usize] -= 1;
    }
    let mut found = find(scene, &fewer, &hot(&fewer), Some(&times));
    found.retain(|f| f.kind == scene.ranked_kind());
    found.truncate(scene.settings.top);
    found
}

/// True when some place of `others` shares at least half of the area of `place`, either one's.
pub(super) fn recurs(place: &Found, others: &[Found], area_m2: &[f64]) -> bool {
    others
        .iter()
        .any(|o| shared_area_m2(&place.units, &o.units, area_m2) >= 0.5 * place.area_m2.min(o.area_m2))
}

fn too_few(loaded: &Loaded, settled: &Settled<'_>, evidence: &Evidence<'_>) -> Vec<TooFew> {
    let pack = loaded.ground.pack();
    (0..pack.csp.len() as u16)
        .filter(|i| settled.csp.is_none_or(|c| c == *i))
        .filter_map(|csp| {
            let mut wards: BTreeMap<&str, u32> = BTreeMap::new();
            let mut events = 0;
            for areas in evidence.areas.iter().filter(|a| a.csp == Some(csp)) {
                events += 1;
                let ward = loaded.ground.area_of(Level::Ward, areas).map_or("no ward", |w| w.name.as_str());
                *wards.entry(ward).or_default() += 1;
            }
            let mut wards: Vec<(String, u32)> = wards.into_iter().map(|(w, n)| (w.to_owned(), n)).collect();
            wards.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            (events < MIN_EVENTS_TO_TEST as u32).then(|| TooFew {
                csp: pack.csp[usize::from(csp)].name.clone(),
                events,
                wards,
            })
        })
        .collect()
}

fn title(loaded: &Loaded, settled: &Settled<'_>) -> String {
    let pack = loaded.ground.pack();
    let place = settled.csp.map_or(pack.name.as_str(), |i| pack.csp[usize::from(i)].name.as_str());
    let draft = if settled.definition.signed { "" } else { " (draft definition)" };
    format!("{}{draft} - {place}, {} to {}", settled.definition.title, settled.from, settled.to)
}

fn null_words(loaded: &Loaded, settled: &Settled<'_>, units: &UnitSet, expected: Option<&str>) -> String {
    let pack = loaded.ground.pack();
    let place = settled.csp.map_or(pack.name.as_str(), |i| pack.csp[usize::from(i)].name.as_str());
    if let Some(words) = expected {
        return format!(
            "events fall on the {} {} units of {place} in proportion to {words} ({})",
            units.ids.len(),
            settled.unit,
            units.mask
        );
    }
    format!(
        "the counts of the {} {} units of {place} dealt out again at random among them ({})",
        units.ids.len(),
        settled.unit,
        units.mask
    )
}

fn filled(question: &Question, settled: &Settled<'_>) -> Question {
    Question {
        definition: Some(settled.definition.id.clone()),
        from: Some(settled.from),
        to: Some(settled.to),
        unit: Some(settled.unit),
        csp: question.csp.clone(),
        rank_by: settled.list.rank_by,
        top: Some(settled.list.top as u32),
        max_ha: Some(settled.list.max_ha),
        resamples: Some(settled.list.resamples),
        seed: Some(settled.list.seed),
        fdr: Some(settled.list.fdr),
        unfolded: !settled.fold,
    }
}

fn provenance(
    loaded: &Loaded,
    settled: &Settled<'_>,
    question: &Question,
) -> Result<Provenance, PipelineError> {
    let parameters = match serde_json::to_value(question) {
        Ok(serde_json::Value::Object(map)) => map.into_iter().collect(),
        _ => return Err(PipelineError::Document { name: "question".to_owned() }),
    };
    Ok(Provenance {
        program: format!("harmspot {}", env!("CARGO_PKG_VERSION")),
        snapshot: Some(loaded.snapshot.clone()),
        area_pack: Some(loaded.pack_id.clone()),
        definition: Some(settled.definition.versioned_id()),
        harm_table: loaded.harm.as_ref().map(crate::incidents::HarmTable::id),
        parameters,
        seed: Some(settled.list.seed),
        transform: Some(geodesy::TRANSFORM.to_owned()),
        inputs: loaded
            .documents
            .iter()
            .chain(&loaded.land.inputs)
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
        marking: loaded.marking(),
    })
}

/// The months an incident list covers, oldest first.
pub(super) fn months_of(settled: &Settled<'_>) -> Vec<Month> {
    (0..=settled.to.since(settled.from)).map(|n| settled.from.plus(n)).collect()
}

/// Label of an incident for naming.
pub(super) fn label(incident: &Incident) -> Option<&str> {
    incident.label.as_deref()
}
