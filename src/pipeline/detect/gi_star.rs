//! `detect gi-star`: Gi* of every unit, shuffled or against expected numbers.

use std::collections::BTreeMap;

use serde_json::Map;

use super::{
    Expected, Frame, LikenessOptions, RunError, UnitQuery, UnitTable,
    likeness::{HELD, NumberOf, Said, findings, found_totals, number_columns},
    values,
};
use crate::{
    detect::{Class, DetectError, GiStar, GiStarOptions, Null, gi_star_expected, gi_star_with},
    index::SpatialWeights,
    publish::Findings,
};

/// Gi* of every unit: values of a file, points or cases counted, or sums of weights.
///
/// # Errors
/// [`RunError`]: neighbours that cannot be made, or a statistic that refuses.
pub fn find_gi_star(
    mut table: UnitTable,
    query: &UnitQuery,
    options: LikenessOptions,
) -> Result<Findings, RunError> {
    options.check()?;
    let weights = table.weights(query)?;
    let mut run = match table.expected.take() {
        Some(expected) => against_expected(&table.values, &expected, &weights)?,
        None => shuffled(&table, query, options, &weights)?,
    };
    if table.too_few() {
        for cell in run.cells.iter_mut().filter(|c| c.class != Class::NoNeighbours) {
            cell.class = Class::NotTested;
        }
    }
    say_heaviest(&mut table, query);
    let classes: Vec<Class> = run.cells.iter().map(|c| c.class).collect();
    let mut totals = found_totals(run.cells.iter().map(|c| (c.p_fdr, c.z)), &classes, options.fdr);
    let mean = weights.links() as f64 / classes.len().max(1) as f64;
    totals.insert("mean_neighbours".to_owned(), mean.into());
    let numbers: [NumberOf<GiStar>; 8] = [
        ("gi_star_z", |c| c.z),
        ("p_norm", |c| c.p_norm),
        ("p_perm_ge", |c| c.p_perm_ge),
        ("p_perm_le", |c| c.p_perm_le),
        ("p_total_ge", |c| c.p_total_ge),
        ("p_total_le", |c| c.p_total_le),
        ("p_two_sided", |c| c.p_two_sided),
        ("p_fdr", |c| c.p_fdr),
    ];
    let said = Said {
        method: "gi-star",
        null: run.null,
        p_values: run.method,
        fewest_rejections: run.fewest_rejections,
        columns: number_columns(&run.cells, &numbers, &classes),
        totals,
        notes: run.notes,
    };
    findings(table, query, options, said)
}

/// What either way of testing gives.
struct Tested {
    cells: Vec<GiStar>,
    method: String,
    null: &'static str,
    fewest_rejections: u64,
    notes: Vec<String>,
}

fn shuffled(
    table: &UnitTable,
    query: &UnitQuery,
    options: LikenessOptions,
    weights: &SpatialWeights,
) -> Result<Tested, RunError> {
    let settings = GiStarOptions {
        null: options.null,
        permutations: options.permutations,
        seed: options.seed,
        fdr: options.fdr,
    };
    let run = match gi_star_with(table.given(query), weights, &settings) {
        // Harm is rarely a whole number: say what was asked of it.
        Err(DetectError::NotACount { unit, value }) if query.weighted => {
            return Err(RunError::Usage(format!(
                "--permutations exact needs whole numbers, the unit {:?} has the weight {value}",
                table.ids[unit]
            )));
        }
        other => other?,
    };
    let mut notes = run.notes;
    let null = match options.null {
        Null::Conditional => {
            notes.push(
                "the null leaves each unit's own value out of its test: a peak in a single unit shows in its neighbours, not in itself; --null total tests unit and neighbours together".into(),
            );
            HELD
        }
        Null::Total => "unit and neighbours drawn without replacement from all units",
    };
    Ok(Tested { cells: run.cells, method: run.method, null, fewest_rejections: run.fewest_rejections, notes })
}

fn against_expected(values: &[f64], expected: &[f64], weights: &SpatialWeights) -> Result<Tested, RunError> {
    let counts = values
        .iter()
        .enumerate()
        .map(|(unit, &value)| {
            let whole = (0.0..=f64::from(u32::MAX)).contains(&value) && value.fract() == 0.0;
            if whole { Ok(value as u32) } else { Err(DetectError::NotACount { unit, value }) }
        })
        .collect::<Result<Vec<u32>, _>>()?;
    let run = gi_star_expected(&counts, expected, weights)?;
    let over = run.over_dispersion;
    let mut notes = vec![format!(
        "over-dispersion {over:.2}: counts vary {over:.2} times as much as the expectation explains"
    )];
    if over > 1.5 {
        notes.push("well above 1: read these p-values as too small".into());
    }
    Ok(Tested {
        cells: run.cells,
        method: "exact binomial tails of the neighbourhood sum".into(),
        null: "events fall on units in proportion to the expected numbers",
        fewest_rejections: 1,
        notes,
    })
}

/// One grave case can be most of a sum of harm.
fn say_heaviest(table: &mut UnitTable, query: &UnitQuery) {
    let total: f64 = table.values.iter().sum();
    let most = table.values.iter().copied().fold(0.0, f64::max);
    if query.weighted && total > 0.0 && most > 0.1 * total {
        table.notes.push(format!(
            "one unit holds {:.0} % of all harm: read the cases beside the harm, a single grave case can do that",
            100.0 * most / total
        ));
    }
}

/// Expected numbers of a file's units.
pub(super) fn expected_of(
    expected: &Expected,
    frame: &Frame,
    ids: &[String],
    inputs: &mut BTreeMap<String, String>,
) -> Result<Vec<f64>, RunError> {
    match expected {
        Expected::Population => Err(RunError::Usage(
            "--expected population needs an area pack, and a file has none: give --expected FILE.csv with the columns id,expected".into(),
        )),
        Expected::File(file) => values::read_expected(file, ids, inputs),
        Expected::Column(column) if frame.properties.is_empty() => Err(RunError::Usage(format!(
            "--expected {column} names a property of unit polygons or a column of --values; cells have neither: give a FILE.csv of id,expected"
        ))),
        Expected::Column(column) => {
            let number = |(i, p): (usize, &Map<String, serde_json::Value>)| {
                p.get(column)
                    .and_then(serde_json::Value::as_f64)
                    .ok_or_else(|| RunError::Refused(format!("the unit {:?} has no number {column}", ids[i])))
            };
            frame.properties.iter().enumerate().map(number).collect()
        }
    }
}

/// The source of expected numbers, in words.
pub(super) fn expected_words(expected: &Expected) -> String {
    match expected {
        Expected::Population => "residents, spread evenly over the postcodes of each LSOA".into(),
        Expected::Column(column) => column.clone(),
        Expected::File(file) => super::points::name_of(file),
    }
}
