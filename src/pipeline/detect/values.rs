//! Values by unit from a file: GeoDa's and spdep's own inputs run as they are.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use super::{Expected, RunError, ValuesFile, points::name_of};
use crate::sources::{csv_header, scan_csv};

/// Units in the order of the file.
#[derive(Debug, Default)]
pub struct Table {
    pub(super) ids: Vec<String>,
    pub(super) values: Vec<f64>,
    pub(super) expected: Option<Vec<f64>>,
}

impl Table {
    /// Positions by id.
    pub(super) fn positions(ids: &[String]) -> HashMap<&str, u32> {
        ids.iter().zip(0..).map(|(id, i)| (id.as_str(), i)).collect()
    }
}

pub(super) fn read(
    file: &ValuesFile,
    expected: Option<&Expected>,
    inputs: &mut BTreeMap<String, String>,
) -> Result<Table, RunError> {
    let mut wanted = vec![file.id.as_str(), file.value.as_str()];
    if let Some(Expected::Column(column)) = expected {
        wanted.push(column);
    }
    let mut table = Table::default();
    let mut more = Vec::new();
    let mut bad = None;
    let scan = scan_csv(&file.file, &wanted, |_, line, fields| {
        table.ids.push(String::from_utf8_lossy(fields.get(0)).trim().to_owned());
        for (column, to) in [(1, &mut table.values), (2, &mut more)].into_iter().take(wanted.len() - 1) {
            let number = fields.number(column);
            if number.is_none() {
                bad.get_or_insert((line, column));
            }
            to.push(number.unwrap_or(f64::NAN));
        }
    })?;
    let name = name_of(&file.file);
    if let Some((line, column)) = bad {
        return Err(RunError::Refused(format!("{name} line {line}: {} is not a number", wanted[column])));
    }
    if Table::positions(&table.ids).len() != table.ids.len() {
        let mut sorted: Vec<&String> = table.ids.iter().collect();
        sorted.sort_unstable();
        let twice = sorted.windows(2).find(|w| w[0] == w[1]).map_or("", |w| w[0]);
        return Err(RunError::Refused(format!("{name}: the id {twice:?} is there twice")));
    }
    if table.ids.is_empty() {
        return Err(RunError::NoRows { file: name });
    }
    inputs.insert(name, scan.sha256);
    table.expected = (wanted.len() == 3).then_some(more);
    Ok(table)
}

/// Expected numbers by id; every unit must have one.
pub(super) fn read_expected(
    file: &Path,
    ids: &[String],
    inputs: &mut BTreeMap<String, String>,
) -> Result<Vec<f64>, RunError> {
    let table = expected_table(file, inputs)?;
    let of = |id: &String| {
        table.get(id).copied().ok_or_else(|| {
            RunError::Refused(format!("{}: no expected number for the unit {id:?}", name_of(file)))
        })
    };
    // More may be known than is analysed: no fault.
    ids.iter().map(of).collect()
}

/// A file of two columns, id and expected.
pub(in crate::pipeline) fn expected_table(
    file: &Path,
    inputs: &mut BTreeMap<String, String>,
) -> Result<BTreeMap<String, f64>, RunError> {
    let header = csv_header(file)?;
    let name = name_of(file);
    let [id, expected] = header.as_slice() else {
        return Err(RunError::Refused(format!(
            "{name}: two columns are wanted, id and expected; it has {}",
            header.len()
        )));
    };
    let (mut table, mut fault) = (BTreeMap::new(), None);
    let scan = scan_csv(file, &[id, expected], |_, line, fields| {
        let id = String::from_utf8_lossy(fields.get(0)).trim().to_owned();
        match fields.number(1) {
            Some(v) if v.is_finite() => {
                table.insert(id, v);
            }
            _ => {
                fault.get_or_insert_with(|| format!("{name} line {line}: {expected} is not a number"));
            }
        }
    })?;
    if let Some(fault) = fault {
        return Err(RunError::Refused(fault));
    }
    inputs.insert(name, scan.sha256);
    Ok(table)
}
