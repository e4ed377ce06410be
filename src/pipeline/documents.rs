//! The tables and definitions a user may put in place of the shipped ones.

use std::{fmt, path::Path, str::FromStr};

use super::PipelineError;
use crate::{
    incidents::{Definition, GazetteerTable, HarmTable, LocationTable, PlacesOfRecording, SHIPPED_TOML},
    store::{Store, StoreError},
};

/// A kind of document people edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// What counts as serious violence (TOML); several, each under its own id.
    Definition,
    /// Prisons, hospitals, police stations and courts (CSV).
    PlacesOfRecording,
    /// Location words to classes (CSV); read by the imports that follow.
    LocationClasses,
    /// Harm weights by offence (CSV).
    HarmTable,
    /// Places people write about, under every name they use (CSV); read by the imports that follow.
    Gazetteer,
}

impl FromStr for DocumentKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "definition" => Ok(Self::Definition),
            "places-of-recording" => Ok(Self::PlacesOfRecording),
            "location-classes" => Ok(Self::LocationClasses),
            "harm-table" => Ok(Self::HarmTable),
            "gazetteer" => Ok(Self::Gazetteer),
            _ => {
                Err("give definition, places-of-recording, location-classes, harm-table or gazetteer"
                    .to_owned())
            }
        }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Definition => "definition",
            Self::PlacesOfRecording => "places-of-recording",
            Self::LocationClasses => "location-classes",
            Self::HarmTable => "harm-table",
            Self::Gazetteer => "gazetteer",
        })
    }
}

/// Reads the text as what it is meant to be, and only then puts it in the store in `folder` (made when
/// there is none). Returns the document's name.
///
/// # Errors
/// [`PipelineError::Incident`] when the text cannot be used, the store is then as it was.
pub fn put_document(folder: &Path, kind: DocumentKind, text: &str) -> Result<String, PipelineError> {
    let text = text.trim_start_matches('\u{feff}');
    let name = match kind {
        DocumentKind::Definition => format!("definition:{}", Definition::parse(text)?.id),
        DocumentKind::PlacesOfRecording => PlacesOfRecording::parse(text).map(|_| kind.to_string())?,
        DocumentKind::LocationClasses => LocationTable::parse(text).map(|_| kind.to_string())?,
        DocumentKind::HarmTable => HarmTable::parse(text).map(|_| kind.to_string())?,
        DocumentKind::Gazetteer => GazetteerTable::parse(text).map(|_| kind.to_string())?,
    };
    Store::open_or_create(folder)?.writer()?.put_document(&name, text.as_bytes())?;
    Ok(name)
}

/// The document in force: the store's own, else the one shipped (for the harm table its labelled
/// example, which is in force only once it is put). `id` names a definition.
///
/// # Errors
/// [`PipelineError::NoDefinition`] listing the ids there are; whatever the store says.
pub fn document_in_force(
    folder: &Path,
    kind: DocumentKind,
    id: Option<&str>,
) -> Result<String, PipelineError> {
    let store = match Store::open(folder) {
        Ok(store) => Some(store),
        Err(StoreError::NoStore { .. }) => None,
        Err(other) => return Err(other.into()),
    };
    let name = match (kind, id) {
        (DocumentKind::Definition, id) => format!("definition:{}", id.unwrap_or_default()),
        _ => kind.to_string(),
    };
    if let Some(store) = &store
        && let Some(bytes) = store.document(&name)?
    {
        return String::from_utf8(bytes).map_err(|_| PipelineError::Document { name });
    }
    Ok(match kind {
        DocumentKind::PlacesOfRecording => PlacesOfRecording::SHIPPED_CSV.to_owned(),
        DocumentKind::LocationClasses => LocationTable::SHIPPED_CSV.to_owned(),
        DocumentKind::HarmTable => HarmTable::EXAMPLE_CSV.to_owned(),
        DocumentKind::Gazetteer => GazetteerTable::EMPTY_CSV.to_owned(),
        DocumentKind::Definition => {
            let mut shipped = Definition::shipped().iter().zip(SHIPPED_TOML);
            match shipped.find(|(definition, _)| Some(definition.id.as_str()) == id) {
                Some((_, toml)) => toml.to_owned(),
                None => return Err(no_definition(store.as_ref(), id)?),
            }
        }
    })
}

fn no_definition(store: Option<&Store>, id: Option<&str>) -> Result<PipelineError, PipelineError> {
    let mut known: Vec<String> = Definition::shipped().iter().map(|d| d.id.clone()).collect();
    if let Some(store) = store {
        let names = store.documents()?;
        known.extend(names.iter().filter_map(|(n, _)| n.strip_prefix("definition:")).map(str::to_owned));
    }
    known.sort();
    known.dedup();
    Ok(PipelineError::NoDefinition { id: id.unwrap_or_default().to_owned(), known: known.join(", ") })
}
