//! Lists kept so that the next one can say new, same, moved or gone.

use super::{Answer, Loaded, PipelineError};
use crate::{
    detect::{HotspotKind, Identities, Remembered, RememberedList},
    places::Unit,
    store::Store,
};

const DOCUMENT: &str = "hotspot-identities";

/// What two lists must share to be compared.
pub(super) fn scope_of(loaded: &Loaded, definition: &str, csp: Option<u16>, unit: Unit) -> String {
    let area = csp.map_or("force", |c| loaded.ground.pack().csp[usize::from(c)].code.as_str());
    format!("{definition}|{area}|{unit}")
}

fn read(store: &Store) -> Result<Identities, PipelineError> {
    match store.document(DOCUMENT)? {
        Some(bytes) => {
            serde_json::from_slice(&bytes).map_err(|_| PipelineError::Document { name: DOCUMENT.to_owned() })
        }
        None => Ok(Identities::default()),
    }
}

fn write(store: &Store, identities: &Identities) -> Result<(), PipelineError> {
    let bytes =
        serde_json::to_vec(identities).map_err(|_| PipelineError::Document { name: DOCUMENT.to_owned() })?;
    Ok(store.put_document(DOCUMENT, &bytes)?)
}

/// Keeps an answer's ranked places in the store, in place of a list of the same scope and month.
///
/// # Errors
/// Whatever the store says.
pub fn keep_list(store: &Store, loaded: &Loaded, answer: &Answer) -> Result<(), PipelineError> {
    let question = &answer.question;
    let csp = question.csp.as_deref().map(|c| loaded.ground.csp(c)).transpose()?;
    let unit = question.unit.unwrap_or(Unit::H3(10));
    let definition = question.definition.as_deref().unwrap_or_default();
    let value = |id: &String| answer.cells.iter().find(|c| c.id == *id).map_or(0, |c| c.value);
    let places = answer
        .list
        .places
        .iter()
        .filter(|p| p.kind != HotspotKind::PlaceToWatch)
        .map(|p| Remembered {
            id: p.id.clone(),
            name: p.name.clone(),
            units: p.units.iter().map(|u| (u.clone(), value(u))).collect(),
        })
        .collect();
    let mut identities = read(store)?;
    identities.keep(RememberedList {
        scope: scope_of(loaded, definition, csp, unit),
        to: answer.list.to.clone(),
        places,
    });
    write(store, &identities)
}

/// Gives a place the name people use.
///
/// # Errors
/// Whatever the store says.
pub fn rename_place(store: &Store, id: &str, name: &str) -> Result<(), PipelineError> {
    let mut identities = read(store)?;
    identities.names.insert(id.to_owned(), name.to_owned());
    write(store, &identities)
}
