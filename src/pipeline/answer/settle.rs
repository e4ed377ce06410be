//! What is asked, with every default filled in and every setting checked.

use crate::{
    calendar::Month,
    detect::{ListSettings, RankBy},
    incidents::Definition,
    pipeline::{Loaded, PipelineError, Question},
    places::Unit,
};

/// Default number of ranked places over the force, and in one CSP.
const TOP_FORCE: u32 = 10;
const TOP_CSP: u32 = 3;
/// Months of the default window.
const WINDOW_MONTHS: i32 = 12;
/// A question with nothing left open.
pub(in crate::pipeline) struct Settled<'a> {
    pub(in crate::pipeline) definition: &'a Definition,
    pub(in crate::pipeline) from: Month,
    pub(in crate::pipeline) to: Month,
    pub(in crate::pipeline) unit: Unit,
    pub(in crate::pipeline) csp: Option<u16>,
    pub(in crate::pipeline) list: ListSettings,
    pub(in crate::pipeline) snapped: bool,
    pub(in crate::pipeline) fold: bool,
    pub(in crate::pipeline) notes: Vec<String>,
}

pub(in crate::pipeline) fn settle<'a>(
    loaded: &'a Loaded,
    question: &Question,
) -> Result<Settled<'a>, PipelineError> {
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
    let last = loaded.months().map_or(complete, |m| m.1);
    if to > last.plus(1) {
        notes.push(format!(
            "the window runs to {to}, but the records end in {last}: the months between hold nothing and make every count look low"
        ));
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
    if question.unfolded {
        notes.push("every crime counts as an event of its own: one brawl with six victims is six".to_owned());
    }
    let fold = !question.unfolded;
    Ok(Settled { definition, from, to, unit, csp, list, snapped, fold, notes })
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
