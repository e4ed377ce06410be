//! `detect concentration`.

use serde_json::{Map, Value, json};

use super::{RunError, UnitQuery, UnitTable};
use crate::{
    detect::{Concentration, ConcentrationOptions, Spread, Standing, concentration},
    publish::{Column, Findings, Test},
};

/// How cases, and harm, are spread over the units.
///
/// # Errors
/// [`RunError`]: no unit, values that are not counts, settings out of range, or a statistic that refuses.
pub fn find_concentration(
    mut table: UnitTable,
    query: &UnitQuery,
    options: &ConcentrationOptions,
) -> Result<(Findings, Concentration), RunError> {
    if table.ids.is_empty() {
        return Err(RunError::Refused("no unit to analyse: the points or the mask are empty".into()));
    }
    if !options.shares.iter().chain([&options.top]).all(|s| *s > 0.0 && *s <= 1.0) {
        return Err(RunError::Usage("shares must lie between 0 and 1".into()));
    }
    let counts = match table.counts.take() {
        Some(counts) => counts,
        None => counted(&table)?,
    };
    let areas = table.areas_m2()?;
    let harm = query.weighted.then_some(table.values.as_slice());
    let found = concentration(&counts, harm, areas.as_deref(), options)?;
    let mut columns = vec![
        Column::text("id", table.ids.iter().cloned()),
        Column::count("cases", counts.iter().map(|&c| u64::from(c))),
        Column::count("rank_count", found.rank_count.iter().map(|&r| u64::from(r))),
    ];
    if let Some(harm) = harm {
        columns.push(Column::number("harm", harm.iter().copied()));
        columns.push(Column::count("rank_harm", found.rank_harm.iter().map(|&r| u64::from(r))));
    }
    if let Some(areas) = &areas {
        columns.push(Column::number("area_ha", areas.iter().map(|a| a / 1e4)));
    }
    columns.push(Column::text("standing", found.standing.iter().map(|s| s.word().to_owned())));
    let mut totals = Map::from_iter([
        ("units".to_owned(), counts.len().into()),
        ("count".to_owned(), told(&found.count)),
        ("harm".to_owned(), found.harm.as_ref().map_or(Value::Null, told)),
    ]);
    let mut standing = Map::new();
    for word in [
        Standing::Both,
        Standing::HotspotOnly,
        Standing::HarmspotOnly,
        Standing::HarmOfFew,
        Standing::Neither,
    ] {
        let n = found.standing.iter().filter(|s| **s == word).count();
        standing.insert(word.word().to_owned(), n.into());
    }
    totals.insert("standing".into(), standing.into());
    table.put("statistic", "concentration");
    table.put("top_share", &options.top.to_string());
    table.put("fewest_incidents_of_a_harmspot", &options.min_incidents.to_string());
    let findings = Findings {
        method: "concentration",
        columns,
        shapes: table.shapes()?,
        test: Test {
            null: "none: a description; beside it, what cases falling on any unit alike would need".into(),
            alternative: "none".into(),
            p_values: "none".into(),
            seed: None,
            correction: "none".into(),
        },
        totals,
        notes: table.notes,
        provenance: table.provenance,
    };
    Ok((findings, found))
}

fn counted(table: &UnitTable) -> Result<Vec<u32>, RunError> {
    let whole = |(i, &v): (usize, &f64)| {
        let sound = (0.0..=f64::from(u32::MAX)).contains(&v) && v.fract() == 0.0;
        if sound {
            Ok(v as u32)
        } else {
            Err(RunError::Refused(format!(
                "the unit {:?} has the value {v}, which is no count",
                table.ids[i]
            )))
        }
    };
    table.values.iter().enumerate().map(whole).collect()
}

fn told(spread: &Spread) -> Value {
    let held: Value = spread
        .held_by
        .iter()
        .map(|h| {
            json!({"share": h.share, "units": h.places, "of_units": h.of_places, "of_area": h.of_area,
                "of_units_by_chance": h.by_chance})
        })
        .collect();
    json!({"total": spread.total, "held_by": held, "gini": spread.gini, "gini_sparse": spread.gini_sparse,
        "lorenz": spread.lorenz})
}
