//! One question, answered: window, units, events, exact test, places, stability, names.

use std::{collections::BTreeMap, sync::Arc};

use super::{Answer, Evidence, Loaded, PipelineError, Progress, Question, Wanted, backtest::ranking};
use crate::{
    calendar::Month,
    detect::{
        CellStatistic, Class, EventIndex, Found, Hot, HotspotList, ListSettings, MIN_EVENTS_TO_TEST, Null,
        RankBy, Scene, TooFew, find, gi_star, gi_star_total, shared_area_m2, stability,
    },
    geodesy,
    incidents::{Definition, Incident},
    index::SpatialWeights,
    places::{Level, Unit, UnitSet},
    publish::Provenance,
};

mod dress;
mod recheck;

use dress::Dressing;
pub use recheck::{StabilityCheck, stability_check};

/// Default number of ranked places over the force, and in one CSP.
const TOP_FORCE: u32 = 10;
const TOP_CSP: u32 = 3;
/// Months of the default window.
const WINDOW_MONTHS: i32 = 12;
/// Months over which endurance is counted.
pub(super) const ENDURANCE_MONTHS: i32 = 36;

/// A question with nothing left open.
pub(super) struct Settled<'a> {
    pub(super) definition: &'a Definition,
    pub(super) from: Month,
    pub(super) to: Month,
    pub(super) unit: Unit,
    pub(super) csp: Option<u16>,
    pub(super) list: ListSettings,
    pub(super) snapped: bool,
    pub(super) notes: Vec<String>,
}

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
        return Err(PipelineError::NoMask { unit: settled.unit.to_string() });
    }
    progress.step("gathering events", 1, 5);
    let wanted =
        Wanted { definition: settled.definition, from: settled.from, to: settled.to, csp: settled.csp };
    let force = settled.csp.map(|_| loaded.lattice(settled.unit, None)).transpose()?;
    let evidence = Evidence::gather(loaded, &wanted, &units, force.as_ref().map(|f| &*f.0))?;
    let counts = evidence.counts(units.ids.len());
    let occupied = counts.iter().filter(|&&c| c > 0).count();
    let testable = evidence.events.len() >= MIN_EVENTS_TO_TEST && occupied >= MIN_EVENTS_TO_TEST;
    progress.step("testing every unit", 2, 5);
    let (cells, test_notes) = statistics(&units, &weights, &counts, testable)?;
    let mut list = HotspotList {
        title: title(loaded, &settled),
        noun: if settled.snapped { "areas of concern" } else { "hotspots" }.to_owned(),
        from: settled.from.to_string(),
        to: settled.to.to_string(),
        unit: settled.unit.to_string(),
        null: null_words(loaded, &settled, &units),
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
            expected: None,
            borrowed: ranking.as_ref().and_then(|r| r.borrowed.as_deref()),
            snapped: settled.snapped,
        };
        let hot = |counts: &[u32]| hot_units(counts, &weights, settled.list.fdr);
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
    if let Some(words) = ranked_with {
        provenance.parameters.insert("ranked_with".to_owned(), words.into());
    }
    Ok(Answer { question, list, cells, units: Arc::clone(&units), provenance })
}

pub(super) fn settle<'a>(loaded: &'a Loaded, question: &Question) -> Result<Settled<'a>, PipelineError> {
    let id = question.definition.as_deref().unwrap_or(loaded.default_definition());
    let definition = loaded.definitions.get(id).ok_or_else(|| PipelineError::NoDefinition {
        id: id.chars().take(60).collect(),
        known: loaded.definitions.keys().cloned().collect::<Vec<_>>().join(", "),
    })?;
    if loaded.snapped() && !definition.snapped {
        return Err(PipelineError::OnlyOpenData { id: definition.id.clone() });
    }
    let mut notes = Vec::new();
    let complete = loaded.complete_to().ok_or(PipelineError::Empty)?;
    let to = question.to.unwrap_or_else(|| match question.from {
        Some(from) if from > complete => from,
        _ => complete,
    });
    let first = loaded.months().map_or(to, |m| m.0);
    // Twelve months, or what there is: a window never starts before the first record.
    let from = question.from.unwrap_or_else(|| to.plus(1 - WINDOW_MONTHS).max(first.min(to)));
    let snapped = definition.snapped || loaded.counts_snapped(definition, from, to);
    let missing = loaded.months_without_records(from, to);
    if from <= to && missing.len() as i32 == to.since(from) + 1 {
        let (first, last) = loaded.months().ok_or(PipelineError::Empty)?;
        return Err(PipelineError::NothingThen {
            from: from.to_string(),
            to: to.to_string(),
            first: first.to_string(),
            last: last.to_string(),
        });
    }
    if !missing.is_empty() {
        notes.push(format!(
            "no records at all for {}: those months count as nothing happening",
            missing.join(", ")
        ));
    }
    if question.rank_by == RankBy::Harm && loaded.harm.is_none() {
        return Err(PipelineError::NoHarmTable);
    }
    if from > to {
        return Err(PipelineError::Reversed { from: from.to_string(), to: to.to_string() });
    }
    if to > complete {
        notes.push(format!(
            "the months after {complete} may still change: crimes are recorded up to six weeks late"
        ));
    } else if !snapped && question.to.is_none() {
        notes.push(format!("data complete to {complete}: the last six weeks are left out because late records are still coming"));
    }
    let mut unit = question.unit.unwrap_or(if snapped { Unit::H3(9) } else { Unit::H3(10) });
    if snapped && finer_than_snapped(unit) {
        notes.push(format!("{unit} is finer than snapped points allow; h3:9 was used"));
        unit = Unit::H3(9);
    }
    if let Unit::H3(resolution) = unit
        && !(8..=11).contains(&resolution)
    {
        return Err(PipelineError::OutOfRange {
            name: "unit",
            value: unit.to_string(),
            range: "h3:8 to h3:11: coarser cells are no place one can stand in, finer ones hold too few events",
        });
    }
    notes.extend(short_supply(&loaded.short_months, from, to));
    if !definition.signed {
        notes.push("draft definition: nobody has signed it yet".to_owned());
    }
    let csp = question.csp.as_deref().map(|text| loaded.ground.csp(text)).transpose()?;
    let list = ListSettings {
        fdr: in_range("fdr", question.fdr.unwrap_or(0.05), 1e-6, 0.1, "between 0.000001 and 0.1")?,
        max_ha: in_range(
            "max-ha",
            question.max_ha.unwrap_or(25.0),
            0.1,
            10_000.0,
            "between 0.1 and 10000 hectares",
        )?,
        top: question.top.unwrap_or(if csp.is_some() { TOP_CSP } else { TOP_FORCE }) as usize,
        rank_by: question.rank_by,
        resamples: question.resamples.unwrap_or(200),
        seed: question.seed.unwrap_or(1),
        ..ListSettings::default()
    };
    // Without resamples there is no badge; a handful of them would be one that says nothing.
    if (1..20).contains(&list.resamples) || list.resamples > 2000 || !(1..=500).contains(&list.top) {
        return Err(PipelineError::OutOfRange {
            name: if (1..=500).contains(&list.top) { "resamples" } else { "top" },
            value: if (1..=500).contains(&list.top) {
                list.resamples.to_string()
            } else {
                list.top.to_string()
            },
            range: "1 to 500 places, 20 to 2000 resamples (0 for no badge)",
        });
    }
    Ok(Settled { definition, from, to, unit, csp, list, snapped, notes })
}

/// A month that was supplied short looks like a fall in crime: said above every list it is part of.
fn short_supply(short: &[(Month, String)], from: Month, to: Month) -> Option<String> {
    let inside: Vec<String> = short
        .iter()
        .filter(|(month, _)| (from..=to).contains(month))
        .map(|(month, of_usual)| format!("{month} ({of_usual})"))
        .collect();
    (!inside.is_empty())
        .then(|| format!("supplied short, so read as missing data and not as a fall: {}", inside.join(", ")))
}

fn in_range(
    name: &'static str,
    value: f64,
    low: f64,
    high: f64,
    range: &'static str,
) -> Result<f64, PipelineError> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(PipelineError::OutOfRange { name, value: value.to_string(), range })
    }
}

/// Snapped points are analysed at H3 9, a 300 m square or an LSOA at the finest.
fn finer_than_snapped(unit: Unit) -> bool {
    match unit {
        Unit::H3(resolution) => resolution > 9,
        Unit::Square(side) => side < 300,
        _ => false,
    }
}

/// The exact test of every unit; without it, counts with the class "not tested".
fn statistics(
    units: &UnitSet,
    weights: &SpatialWeights,
    counts: &[u32],
    testable: bool,
) -> Result<(Vec<CellStatistic>, Vec<String>), PipelineError> {
    let total: u64 = counts.iter().map(|&c| u64::from(c)).sum();
    let mean = total as f64 / counts.len().max(1) as f64;
    let run = if testable { Some(gi_star(counts, weights, Null::Total)?) } else { None };
    let notes = run.as_ref().map(|r| r.notes.clone()).unwrap_or_default();
    let cells = (0..counts.len())
        .map(|i| {
            let near = weights.neighbours(i);
            let cell = run.as_ref().map(|r| &r.cells[i]);
            CellStatistic {
                id: units.id_text(i),
                value: counts[i],
                neighbourhood: near.iter().fold(counts[i], |s, &j| s + counts[j as usize]),
                expected: mean * (near.len() + 1) as f64,
                gi_star_z: cell.map_or(0.0, |c| c.z),
                p_total_ge: cell.map_or(1.0, |c| c.p_total_ge),
                p_two_sided: cell.map_or(1.0, |c| c.p_two_sided),
                p_fdr: cell.map_or(1.0, |c| c.p_fdr),
                class: cell.map_or(Class::NotTested, |c| c.class),
                unit: i as u32,
            }
        })
        .collect();
    Ok((cells, notes))
}

/// Units above chance at `fdr`, by the exact test under the total null.
fn hot_units(counts: &[u32], weights: &SpatialWeights, fdr: f64) -> Hot {
    let hot = |p_fdr: f64, class: Class| {
        p_fdr <= fdr && matches!(class, Class::Hot99 | Class::Hot95 | Class::Hot90)
    };
    let sums = || {
        (0..counts.len())
            .map(|i| weights.neighbours(i).iter().fold(counts[i], |s, &j| s + counts[j as usize]))
            .collect()
    };
    match gi_star_total(counts, weights) {
        Ok(cells) => Hot {
            hot: cells.iter().map(|c| hot(c.p_fdr, c.class)).collect(),
            sums: cells.iter().map(|c| c.sum).collect(),
        },
        // Too costly to be exact: the whole test, which then draws and says so in its notes.
        Err(_) => match gi_star(counts, weights, Null::Total) {
            Ok(run) => Hot { hot: run.cells.iter().map(|c| hot(c.p_fdr, c.class)).collect(), sums: sums() },
            Err(_) => Hot { hot: vec![false; counts.len()], sums: sums() },
        },
    }
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

fn null_words(loaded: &Loaded, settled: &Settled<'_>, units: &UnitSet) -> String {
    let pack = loaded.ground.pack();
    let place = settled.csp.map_or(pack.name.as_str(), |i| pack.csp[usize::from(i)].name.as_str());
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
