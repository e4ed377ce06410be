//! The panel's papers into a file, by its ending.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

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

/// Writes one file for each partnership, told apart by its name before the ending: a panel reads its own papers and
/// nobody else's. What was written is said on stderr.
pub(super) fn write_each(path: &Path, all: &[PanelPapers], brand: &Brand) -> Result<(), Failure> {
    let mut err = std::io::stderr().lock();
    let mut taken: Vec<PathBuf> = Vec::new();
    for (number, papers) in (1_u32..).zip(all) {
        let mut file = beside(path, &plain(&papers.shortlist.csp));
        if taken.contains(&file) {
            file = beside(path, &format!("{}-{number}", plain(&papers.shortlist.csp)));
        }
        write(&file, papers, brand)?;
        let sites = papers.shortlist.sites.len();
        let what = match sites {
            0 => "no site, and why".to_owned(),
            1 => "1 site".to_owned(),
            n => format!("{n} sites"),
        };
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(err, "wrote {} ({what})", file.display());
        taken.push(file);
    }
    Ok(())
}

/// `out/sites.pdf` and "port-lomea" are `out/sites-port-lomea.pdf`.
fn beside(path: &Path, name: &str) -> PathBuf {
    let part =
        |text: Option<&std::ffi::OsStr>| text.map(|t| t.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{}-{name}.{}", part(path.file_stem()), part(path.extension())))
}

/// A name as part of a file's: letters and digits, the rest one hyphen.
fn plain(name: &str) -> String {
    let name = name.strip_suffix(" (synthetic)").unwrap_or(name);
    let words: String =
        name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        let ours = matches!(error, DocumentError::Typeset { .. } | DocumentError::TooLong { .. });
        let exit = if ours { Exit::Failed } else { Exit::Refused };
        Self::new(exit, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partnership_is_told_apart_before_the_ending() {
        assert_eq!(plain("Dartford & Gravesham (synthetic)"), "dartford-gravesham");
        assert_eq!(beside(Path::new("out/my sites.pdf"), "swale"), Path::new("out/my sites-swale.pdf"));
    }
}
