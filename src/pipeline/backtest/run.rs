//! One question, every area asked for.

use std::collections::BTreeSet;

use crate::{
    calendar::Month,
    detect::{self, BackTest, Choice, FoldPlan, Record, Reference, choose, plan_folds},
    geodesy,
    incidents::{Definition, Status},
    places::{Unit, UnitSet},
    publish::Provenance,
    quality::supply,
};

use super::super::{
    Evidence, Loaded, PipelineError, Progress, Question, Wanted,
    answer::{Settled, settle},
};

/// Fewest events in all the months used for a back-test of an area to say anything.
const LEAST_EVENTS: usize = 30;

/// Which areas are tested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum TestArea {
    /// The whole force.
    #[default]
    Force,
    /// One Community Safety Partnership, by name or code.
    Csp(String),
    /// The force, then every partnership.
    Every,
}

/// What is asked; `None` means the default.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BackTestQuestion {
    /// Definition id.
    pub definition: Option<String>,
    /// Unit (default h3:10, h3:9 for snapped points).
    pub unit: Option<Unit>,
    /// Areas.
    pub area: TestArea,
    /// First month that may be used.
    pub from: Option<Month>,
    /// Last month that may be used.
    pub to: Option<Month>,
    /// Months learnt from in each fold (default 24, 12 or 6 by what is supplied).
    pub train: Option<i32>,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaTest {
    /// Its name.
    pub area: String,
    /// Code of the partnership; `None` is the force.
    pub csp: Option<String>,
    /// Events inside, over the months used.
    pub events: usize,
    /// The test, where there were events enough.
    pub test: Option<BackTest>,
    /// The choice made from all folds.
    pub choice: Option<Choice>,
}

/// Every area asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct BackTestAnswer {
    /// Title of the definition.
    pub title: String,
    /// Id of the definition.
    pub definition: String,
    /// Unit.
    pub unit: Unit,
    /// The folds.
    pub plan: FoldPlan,
    /// Title of the class the rare one is pooled with.
    pub pooled_with: Option<String>,
    /// Areas, the force first.
    pub areas: Vec<AreaTest>,
    /// Sentences for the reader.
    pub notes: Vec<String>,
    /// Where it came from.
    pub provenance: Provenance,
}

/// Back-tests every contestant on every area asked for.
///
/// # Errors
/// [`PipelineError::TooFewMonths`] when no fold can be made; whatever a question of the list would be refused for.
pub fn back_test_areas(
    loaded: &Loaded,
    question: &BackTestQuestion,
    progress: &dyn Progress,
) -> Result<BackTestAnswer, PipelineError> {
    if let Some(train) = question.train.filter(|t| !(3..=120).contains(t)) {
        return Err(PipelineError::OutOfRange {
            name: "train",
            value: train.to_string(),
            range: "3 to 120 months",
        });
    }
    let (sound, supply_notes) = sound_months(loaded, question)?;
    let plan = plan_folds(&sound, question.train).ok_or_else(|| PipelineError::TooFewMonths {
        sound: sound.len(),
        longest: longest(&sound),
        needed: question.train.unwrap_or(6) + detect::TEST_MONTHS,
    })?;
    let csp = match &question.area {
        TestArea::Csp(text) => Some(text.clone()),
        _ => None,
    };
    let asked = Question {
        definition: question.definition.clone(),
        from: Some(plan.from),
        to: Some(plan.to),
        unit: question.unit,
        csp,
        ..Question::default()
    };
    let settled = settle(loaded, &asked)?;
    let (force, _) = loaded.lattice(settled.unit, None)?;
    if force.is_empty() {
        return Err(PipelineError::NoMask { unit: settled.unit.to_string() });
    }
    progress.step("gathering events", 0, 1);
    let common = common_class(loaded, settled.definition);
    let gather = |definition| -> Result<Evidence<'_>, PipelineError> {
        let wanted = Wanted { definition, from: plan.from, to: plan.to, csp: None, fold: true };
        Evidence::gather(loaded, &wanted, &force, None)
    };
    let evidence = gather(settled.definition)?;
    let own = records(&evidence, |_| true);
    let rest = match common {
        Some(definition) => Some(rest_of(&gather(definition)?, &evidence)),
        None => None,
    };
    let pack = loaded.ground.pack();
    let mut wanted: Vec<Option<u16>> = vec![settled.csp];
    if question.area == TestArea::Every {
        wanted.extend((0..pack.csp.len() as u16).map(Some));
    }
    let mut areas = Vec::with_capacity(wanted.len());
    for (done, &csp) in wanted.iter().enumerate() {
        let name = csp.map_or(pack.name.as_str(), |c| pack.csp[usize::from(c)].name.as_str());
        progress.step(name, done as u64, wanted.len() as u64);
        let (units, weights) = loaded.lattice(settled.unit, csp)?;
        let inside = |records: &[Record]| inside(records, &force, &units);
        let own = inside(&own);
        let rest = rest.as_deref().map(inside);
        let test = (own.len() >= LEAST_EVENTS)
            .then(|| {
                let common = rest.as_deref().map(|records| Reference { records });
                detect::back_test(&units, &weights, &own, common, &plan)
            })
            .flatten();
        areas.push(AreaTest {
            area: name.to_owned(),
            csp: csp.map(|c| pack.csp[usize::from(c)].code.clone()),
            events: own.len(),
            choice: test.as_ref().map(|t| choose(t, usize::MAX)),
            test,
        });
    }
    let mut notes = plan.notes.clone();
    notes.extend(supply_notes);
    for area in &areas {
        let tested = area.test.as_ref().map_or(0, |t| t.events.len());
        if area.test.is_some() && tested < plan.folds.len() {
            notes.push(format!(
                "{}: {} of {} folds had no test event and are left out",
                area.area,
                plan.folds.len() - tested,
                plan.folds.len()
            ));
        } else if area.test.is_none() && area.events >= LEAST_EVENTS {
            notes.push(format!("{}: no fold had a test event, so nothing is chosen", area.area));
        }
    }
    notes.extend(settled.notes.iter().cloned());
    if settled.definition.snapped {
        notes.push("points are snapped: this ranks areas of concern, not hotspots".to_owned());
    }
    Ok(BackTestAnswer {
        title: settled.definition.title.clone(),
        definition: settled.definition.id.clone(),
        unit: settled.unit,
        pooled_with: common.map(|d| d.title.clone()),
        provenance: provenance(loaded, &settled, &plan, question),
        plan,
        areas,
        notes,
    })
}

/// The class a rare one is pooled with: all violence of the same kind of data; none for that class itself.
pub(crate) fn common_class<'a>(loaded: &'a Loaded, definition: &Definition) -> Option<&'a Definition> {
    let id = if definition.snapped { "police-uk-violence-snapped" } else { "all-serious-violence" };
    loaded.definitions.get(id).filter(|_| definition.id != id)
}

/// Events as the contestants take them.
pub(crate) fn records(evidence: &Evidence<'_>, keep: impl Fn(usize) -> bool) -> Vec<Record> {
    (0..evidence.events.len())
        .filter(|&i| keep(i))
        .map(|i| Record {
            unit: evidence.events[i].unit,
            month: evidence.facts[i].crimes[0].month,
            point: evidence.events[i].point,
        })
        .collect()
}

/// The events of the common class that hold no crime of the class tested.
pub(crate) fn rest_of(common: &Evidence<'_>, own: &Evidence<'_>) -> Vec<Record> {
    let keys: BTreeSet<_> = own.facts.iter().flat_map(|f| f.crimes.iter().map(|c| &c.key)).collect();
    records(common, |i| !common.facts[i].crimes.iter().any(|c| keys.contains(&c.key)))
}

/// The records in a part of the units, numbered as there.
fn inside(records: &[Record], whole: &UnitSet, part: &UnitSet) -> Vec<Record> {
    let at: Vec<Option<u32>> = whole.ids.iter().map(|&id| part.position(id).map(|p| p as u32)).collect();
    records.iter().filter_map(|r| at[r.unit as usize].map(|unit| Record { unit, ..*r })).collect()
}

/// Months supplied in full, with what was left out in words.
fn sound_months(
    loaded: &Loaded,
    question: &BackTestQuestion,
) -> Result<(Vec<Month>, Vec<String>), PipelineError> {
    let first = loaded.months().ok_or(PipelineError::Empty)?.0;
    let last = loaded.complete_to().ok_or(PipelineError::Empty)?;
    let from = question.from.map_or(first, |m| m.max(first));
    let to = question.to.map_or(last, |m| m.min(last));
    let empty: BTreeSet<String> = loaded.months_without_records(from, to).into_iter().collect();
    let sources: BTreeSet<&str> = (loaded.incidents.iter())
        .filter(|i| i.status == Status::Current && (from..=to).contains(&i.month))
        .map(|i| i.key.source.as_str())
        .collect();
    let holes = supply(&loaded.incidents).not_supplied;
    let hole = |m: Month| holes.iter().any(|(source, at)| *at == m && sources.contains(source.as_str()));
    let short = |m: Month| loaded.short_months.iter().any(|(at, _)| *at == m);
    let mut notes = Vec::new();
    let named: Vec<String> = (loaded.short_months.iter())
        .filter(|(m, _)| (from..=to).contains(m))
        .map(|(m, of_usual)| format!("{m} ({of_usual})"))
        .collect();
    if !named.is_empty() {
        notes.push(format!("supplied short, so neither learnt from nor tested on: {}", named.join(", ")));
    }
    let months = (0..=to.since(from))
        .map(|n| from.plus(n))
        .filter(|m| !empty.contains(&m.to_string()) && !short(*m) && !hole(*m))
        .collect();
    Ok((months, notes))
}

fn longest(months: &[Month]) -> usize {
    months.chunk_by(|a, b| b.since(*a) == 1).map(<[Month]>::len).max().unwrap_or(0)
}

fn provenance(
    loaded: &Loaded,
    settled: &Settled<'_>,
    plan: &FoldPlan,
    question: &BackTestQuestion,
) -> Provenance {
    let area = match &question.area {
        TestArea::Force => "force".to_owned(),
        TestArea::Csp(text) => text.clone(),
        TestArea::Every => "the force and every partnership".to_owned(),
    };
    Provenance {
        program: format!("harmspot {}", env!("CARGO_PKG_VERSION")),
        snapshot: Some(loaded.snapshot.clone()),
        area_pack: Some(loaded.pack_id.clone()),
        definition: Some(settled.definition.versioned_id()),
        harm_table: None,
        parameters: [
            ("area", serde_json::json!(area)),
            ("unit", serde_json::json!(settled.unit.to_string())),
            ("from", serde_json::json!(plan.from.to_string())),
            ("to", serde_json::json!(plan.to.to_string())),
            ("train_months", serde_json::json!(plan.train_months)),
            ("test_months", serde_json::json!(plan.test_months)),
            ("step_months", serde_json::json!(1)),
            ("shares_of_land", serde_json::json!(detect::SHARES)),
            ("ties", serde_json::json!("shared")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into(),
        seed: None,
        transform: Some(geodesy::TRANSFORM.to_owned()),
        // The kept choice is made from this: it is no input of it.
        inputs: loaded
            .documents
            .iter()
            .filter(|(name, _)| name.as_str() != super::CHOICES)
            .map(|(name, hash)| (name.clone(), hash.clone()))
            .collect(),
        marking: loaded.marking(),
    }
}
