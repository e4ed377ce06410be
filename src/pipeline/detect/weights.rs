//! The spatial weights asked for, over the units there are.

use std::{collections::BTreeMap, path::Path};

use super::{
    RunError, WeightsBy, WeightsChoice,
    frame::{Frame, Kind},
    points::name_of,
    values::Table,
};
use crate::{
    index::{SpatialWeights, from_pairs, h3_parse, h3_rings, nearest, parse_gal, within_distance},
    sources::{self, Budget, csv_header, scan_csv},
};

/// Weights over counted units.
pub(super) fn of_frame(
    choice: &WeightsChoice,
    by: WeightsBy,
    frame: &Frame,
    ids: &[String],
    inputs: &mut BTreeMap<String, String>,
) -> Result<SpatialWeights, RunError> {
    Ok(match (choice, &frame.kind) {
        (WeightsChoice::File(file), _) => from_file(file, by, ids, inputs)?,
        (WeightsChoice::Band(metres), _) => within_distance(&frame.centres()?, *metres),
        (WeightsChoice::Nearest(k), _) => nearest(&frame.centres()?, *k),
        (WeightsChoice::Rings(k), Kind::Cells(cells)) => h3_rings(cells, *k),
        // All neighbouring cells share a side.
        (WeightsChoice::Queen | WeightsChoice::Rook, Kind::Cells(cells)) => h3_rings(cells, 1),
        (WeightsChoice::Rings(k), Kind::Set(set)) => SpatialWeights::binary(set.kring(*k)),
        (WeightsChoice::Queen, Kind::Set(set)) => SpatialWeights::binary(set.kring(1)),
        (WeightsChoice::Rook, Kind::Set(set)) => SpatialWeights::binary(set.rook()),
    })
}

/// Weights over the units of a values file: a file, or rings where the ids are H3 cells.
pub(super) fn of_values(
    choice: &WeightsChoice,
    by: WeightsBy,
    ids: &[String],
    inputs: &mut BTreeMap<String, String>,
) -> Result<SpatialWeights, RunError> {
    match choice {
        WeightsChoice::File(file) => from_file(file, by, ids, inputs),
        WeightsChoice::Rings(k) => {
            let cells: Option<Vec<u64>> = ids.iter().map(|id| h3_parse(id)).collect();
            let cells = cells.ok_or_else(|| {
                RunError::Usage(
                    "kring needs H3 ids; give --weights FILE.gal or FILE.csv with --values".into(),
                )
            })?;
            Ok(h3_rings(&cells, *k))
        }
        _ => Err(RunError::Usage("--values has no places: give --weights FILE.gal or FILE.csv".into())),
    }
}

fn from_file(
    file: &Path,
    by: WeightsBy,
    ids: &[String],
    inputs: &mut BTreeMap<String, String>,
) -> Result<SpatialWeights, RunError> {
    let places = Table::positions(ids);
    let position = |id: &str| match by {
        WeightsBy::Id => places.get(id).copied(),
        WeightsBy::Row => id.parse().ok().filter(|&i: &u32| (i as usize) < ids.len()),
    };
    let name = name_of(file);
    if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("gal")) {
        let read = sources::read(file, &Budget::default())?;
        inputs.insert(name.clone(), read.sha256);
        let text = String::from_utf8_lossy(&read.bytes);
        return parse_gal(&text, ids.len(), position).map_err(|source| RunError::Gal { file: name, source });
    }
    let header = csv_header(file)?;
    if !(2..=3).contains(&header.len()) {
        let found = header.len();
        return Err(RunError::Refused(format!(
            "{name}: pairs need two id columns (and a weight), it has {found}"
        )));
    }
    let columns: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut pairs = Vec::new();
    let mut fault = None;
    let scan = scan_csv(file, &columns, |_, line, fields| {
        let id = |i: usize| String::from_utf8_lossy(fields.get(i)).trim().to_owned();
        let (a, b) = (id(0), id(1));
        let weight = if columns.len() == 3 { fields.number(2) } else { Some(1.0) };
        match (position(&a), position(&b), weight) {
            (Some(i), Some(j), Some(w)) => pairs.push((i, j, w)),
            (i, _, Some(_)) => {
                let unknown = if i.is_none() { a } else { b };
                fault.get_or_insert_with(|| {
                    format!("{name} line {line}: the id {unknown:?} is not among the units")
                });
            }
            _ => {
                fault.get_or_insert_with(|| format!("{name} line {line}: the weight is not a number"));
            }
        }
    })?;
    if let Some(fault) = fault {
        return Err(RunError::Refused(fault));
    }
    inputs.insert(name, scan.sha256);
    Ok(from_pairs(ids.len(), pairs))
}
