//! `detect local-moran` and `detect gi`, and what they and gi-star say alike.

use serde_json::{Map, json};

use super::{RunError, UnitQuery, UnitTable};
use crate::{
    detect::{Class, LocalClass, LocalOptions, Null, Permutations, Quadrant, gi, global_moran, local_moran},
    publish::{Column, Findings, Test, class_word},
};

/// How a statistic of neighbours is tested.
#[derive(Debug, Clone, Copy)]
pub struct LikenessOptions {
    /// How p-values are made.
    pub permutations: Permutations,
    /// Null of Gi*.
    pub null: Null,
    /// Seed of any draws.
    pub seed: u64,
    /// False discovery rate.
    pub fdr: f64,
}

impl Default for LikenessOptions {
    fn default() -> Self {
        Self { permutations: Permutations::default(), null: Null::default(), seed: 1, fdr: 0.05 }
    }
}

pub(super) const HELD: &str = "own value held, neighbours drawn without replacement from the other units";

impl LikenessOptions {
    pub(super) fn check(self) -> Result<LocalOptions, RunError> {
        if !(self.fdr > 0.0 && self.fdr < 1.0) {
            return Err(RunError::Usage("--fdr must lie between 0 and 1".into()));
        }
        Ok(LocalOptions { permutations: self.permutations, seed: self.seed, fdr: self.fdr })
    }
}

/// What every one of them says, over columns of its own.
pub(super) struct Said {
    pub(super) method: &'static str,
    pub(super) null: &'static str,
    pub(super) p_values: String,
    pub(super) fewest_rejections: u64,
    pub(super) columns: Vec<Column>,
    pub(super) totals: Map<String, serde_json::Value>,
    pub(super) notes: Vec<String>,
}

/// Name of a column, and its number of a cell.
pub(super) type NumberOf<T> = (&'static str, fn(&T) -> f64);

/// Columns of numbers in their order, and the class.
pub(super) fn number_columns<T>(cells: &[T], numbers: &[NumberOf<T>], classes: &[Class]) -> Vec<Column> {
    let mut columns: Vec<Column> =
        numbers.iter().map(|(name, of)| Column::number(name, cells.iter().map(of))).collect();
    columns.push(Column::text("class", classes.iter().map(|c| class_word(*c).to_owned())));
    columns
}

pub(super) fn findings(
    mut table: UnitTable,
    query: &UnitQuery,
    options: LikenessOptions,
    said: Said,
) -> Result<Findings, RunError> {
    let n = table.ids.len();
    let shapes = table.shapes()?;
    let drawn = said.p_values.contains("seeded");
    let mut totals = said.totals;
    totals.append(&mut table.read);
    totals.insert("units".into(), n.into());
    totals.insert("fewest_rejections".into(), said.fewest_rejections.into());
    if drawn && said.fewest_rejections != 1 {
        let needed = match said.fewest_rejections {
            0 => "none can be".to_owned(),
            least => format!("at least {least} are"),
        };
        table.notes.push(format!(
            "with these draws no unit is rejected at {} unless {needed} rejected together",
            options.fdr
        ));
    }
    table.put("statistic", said.method);
    table.put("fdr", &options.fdr.to_string());
    let what = if query.values.is_some() {
        "the value column"
    } else if query.weighted {
        "sum of weights (harm)"
    } else {
        "number of cases"
    };
    table.put("analysed", what);
    let mut columns = vec![Column::text("id", table.ids), Column::number("value", table.values)];
    if let (Some(counts), true) = (table.counts, query.weighted) {
        // One homicide can be all the harm of a place: the count always stands beside it.
        columns.push(Column::count("cases", counts.into_iter().map(u64::from)));
    }
    columns.extend(said.columns);
    let mut provenance = table.provenance;
    provenance.seed = drawn.then_some(options.seed);
    table.notes.extend(said.notes);
    Ok(Findings {
        method: said.method,
        columns,
        shapes,
        test: Test {
            null: format!("{} (n = {n})", said.null),
            alternative: "two-sided".into(),
            p_values: said.p_values,
            seed: provenance.seed,
            correction: format!("Benjamini-Hochberg over {n} units"),
        },
        totals,
        notes: table.notes,
        provenance,
    })
}

/// Local Moran of every unit, with global Moran in the totals.
///
/// # Errors
/// [`RunError`]: neighbours that cannot be made, or a statistic that refuses.
pub fn find_local_moran(
    mut table: UnitTable,
    query: &UnitQuery,
    options: LikenessOptions,
) -> Result<Findings, RunError> {
    let local = options.check()?;
    let weights = table.weights(query)?;
    let mut run = local_moran(table.given(query), &weights, &local)?;
    let all = global_moran(table.given(query), &weights)?;
    if table.too_few() {
        for cell in run.cells.iter_mut().filter(|c| c.class != LocalClass::NoNeighbours) {
            cell.class = LocalClass::NotTested;
        }
    }
    let of = |f: fn(&crate::detect::LocalMoran) -> f64| run.cells.iter().map(f).collect::<Vec<_>>();
    let quadrant = |c: &crate::detect::LocalMoran| {
        c.quadrant.map_or_else(String::new, |q| quadrant_letters(q).to_owned())
    };
    let columns = vec![
        // The columns of the contract, then more: I over Σz²/n as spdep, then over n − 1 as esda and GeoDa.
        // Tails are those of the neighbours' sum, as in gi and gi-star.
        Column::number("moran_i", of(|c| c.i_m2)),
        Column::number("p_perm_ge", of(|c| c.sum.ge)),
        Column::number("p_perm_le", of(|c| c.sum.le)),
        Column::number("p_two_sided", of(|c| c.p_two_sided)),
        Column::number("p_fdr", of(|c| c.p_fdr)),
        Column::text("quadrant", run.cells.iter().map(quadrant)),
        Column::number("moran_i_n_minus_1", of(|c| c.i_nm1)),
        Column::number("neighbour_mean", of(|c| c.neighbour_mean)),
        Column::number("z", of(|c| c.z)),
        Column::number("p_norm", of(|c| c.p_norm)),
        Column::text("class", run.cells.iter().map(|c| local_word(c.class).to_owned())),
    ];
    let mut totals = Map::new();
    let mut classes = Map::new();
    for cell in &run.cells {
        let n = classes.entry(local_word(cell.class)).or_insert_with(|| json!(0));
        *n = json!(n.as_u64().unwrap_or(0) + 1);
    }
    totals.insert("classes".into(), classes.into());
    totals.insert(
        "global_moran".into(),
        json!({"i": all.i, "expected": all.expected, "variance_shuffled": all.variance_shuffled, "z": all.z,
            "p_norm": all.p_norm, "weights": "row-standardised"}),
    );
    let said = Said {
        method: "local-moran",
        null: HELD,
        p_values: run.method,
        fewest_rejections: run.fewest_rejections,
        columns,
        totals,
        notes: run.notes,
    };
    findings(table, query, options, said)
}

/// The quadrant's letters in files: own value, then neighbours.
fn quadrant_letters(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::HighHigh => "HH",
        Quadrant::LowHigh => "LH",
        Quadrant::LowLow => "LL",
        Quadrant::HighLow => "HL",
    }
}

/// The word of a class in files.
#[must_use]
pub fn local_word(class: LocalClass) -> &'static str {
    match class {
        LocalClass::HighHigh => "high-high",
        LocalClass::LowHigh => "low-high",
        LocalClass::LowLow => "low-low",
        LocalClass::HighLow => "high-low",
        LocalClass::None => "none",
        LocalClass::NoNeighbours => "no-neighbours",
        LocalClass::NotTested => "not-tested",
    }
}

/// Gi of every unit: its neighbours without itself.
///
/// # Errors
/// As [`find_local_moran`].
pub fn find_gi(
    mut table: UnitTable,
    query: &UnitQuery,
    options: LikenessOptions,
) -> Result<Findings, RunError> {
    let local = options.check()?;
    let weights = table.weights(query)?;
    let run = gi(table.given(query), &weights, &local)?;
    let few = table.too_few();
    let class = |c: Class| if few && c != Class::NoNeighbours { Class::NotTested } else { c };
    let classes: Vec<Class> = run.cells.iter().map(|c| class(c.class)).collect();
    let numbers: [NumberOf<crate::detect::Gi>; 6] = [
        ("gi_z", |c| c.z),
        ("p_norm", |c| c.p_norm),
        ("p_perm_ge", |c| c.p_perm_ge),
        ("p_perm_le", |c| c.p_perm_le),
        ("p_two_sided", |c| c.p_two_sided),
        ("p_fdr", |c| c.p_fdr),
    ];
    let said = Said {
        method: "gi",
        null: HELD,
        p_values: run.method,
        fewest_rejections: run.fewest_rejections,
        columns: number_columns(&run.cells, &numbers, &classes),
        totals: found_totals(run.cells.iter().map(|c| (c.p_fdr, c.z)), &classes, options.fdr),
        notes: run.notes,
    };
    findings(table, query, options, said)
}

/// Classes, and how many units are found hot and cold at the false discovery rate asked for.
pub(super) fn found_totals(
    p_fdr_and_z: impl Iterator<Item = (f64, f64)>,
    classes: &[Class],
    fdr: f64,
) -> Map<String, serde_json::Value> {
    let (mut hot, mut cold) = (0_u64, 0_u64);
    for ((p, z), class) in p_fdr_and_z.zip(classes) {
        match class {
            _ if p > fdr => {}
            Class::NoNeighbours | Class::NotTested => {}
            Class::Hot99 | Class::Hot95 | Class::Hot90 => hot += 1,
            // Above 10 % there is no class to tell the side by.
            Class::None if z > 0.0 => hot += 1,
            Class::None | Class::Cold99 | Class::Cold95 | Class::Cold90 => cold += 1,
        }
    }
    Map::from_iter([
        ("classes".to_owned(), tally(classes)),
        ("hot".to_owned(), hot.into()),
        ("cold".to_owned(), cold.into()),
        ("fdr".to_owned(), fdr.into()),
    ])
}

fn tally(classes: &[Class]) -> serde_json::Value {
    let mut found = Map::new();
    for class in classes {
        let n = found.entry(class_word(*class)).or_insert_with(|| json!(0));
        *n = json!(n.as_u64().unwrap_or(0) + 1);
    }
    found.into()
}
