//! The panel's papers into a file, by its ending.

use std::path::{Path, PathBuf};

use super::{Exit, Failure};
use crate::{
    pipeline::PanelPapers,
    publish::{self, SITES_WORDS, document::Brand, document::DocumentError},
};

/// What a file's ending asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pages to print.
    Pdf,
    /// Pages to read.
    Html,
    /// A spreadsheet.
    Csv,
    /// A map.
    GeoJson,
    /// Everything, for a program.
    Json,
}

impl Kind {
    /// The kind a path asks for.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
            Some("pdf") => Ok(Self::Pdf),
            Some("html") => Ok(Self::Html),
            Some("csv") => Ok(Self::Csv),
            Some("geojson") => Ok(Self::GeoJson),
            Some("json") => Ok(Self::Json),
            _ => Err(Failure::new(
                Exit::Usage,
                format!("{} has an ending that cannot be written", path.display()),
            )
            .hint("use .pdf, .html, .csv, .geojson or .json")),
        }
    }
}

/// Logo, colour and wording: the force's, else ours.
pub(super) fn brand(path: Option<&PathBuf>) -> Result<Brand, Failure> {
    Ok(path.map(|path| Brand::read(path, SITES_WORDS)).transpose()?.unwrap_or_default())
}

/// Writes the papers of one list. A CSV gets its provenance beside it.
pub(super) fn write(path: &Path, papers: &PanelPapers, brand: &Brand) -> Result<(), Failure> {
    let (list, provenance) = (&papers.shortlist, &papers.provenance);
    let json = |value: &serde_json::Value| {
        serde_json::to_vec_pretty(value).map_err(|e| Failure::new(Exit::Failed, e))
    };
    let bytes = match Kind::of(path)? {
        Kind::Pdf => publish::sites_document(list, provenance, brand).typeset()?.pdf,
        Kind::Html => publish::sites_document(list, provenance, brand).html().into_bytes(),
        Kind::Csv => publish::sites_csv(list, provenance).into_bytes(),
        Kind::GeoJson => json(&publish::sites_geojson(list, provenance)?)?,
        Kind::Json => json(&publish::panel_answer(list, provenance)?)?,
    };
    publish::write_file(path, &bytes)?;
    if Kind::of(path)? == Kind::Csv {
        let mut beside = path.to_owned().into_os_string();
        beside.push(".provenance.json");
        publish::write_file(Path::new(&beside), publish::provenance_beside(provenance)?.as_bytes())?;
    }
    Ok(())
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        let exit = if matches!(error, DocumentError::Typeset { .. }) { Exit::Failed } else { Exit::Refused };
        Self::new(exit, error)
    }
}
