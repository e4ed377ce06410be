//! What a force may replace: logo, colour, marking and wording.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use super::DocumentError;
use crate::publish::Marking;

/// Logo, colour, marking and wording of a force's documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Name beside the logo, at the head of every page; may be empty.
    pub organisation: String,
    /// Colour of headings and rules, `#rrggbb`, dark enough to be read on white.
    pub accent: String,
    /// In place of `OFFICIAL-SENSITIVE`; never in place of the marking of made-up data.
    pub marking: Option<String>,
    /// Who may have it, in place of the document's own words.
    pub circulation: Option<String>,
    /// Logo at the head of every page.
    pub logo: Option<Logo>,
    /// Wording by its key; each document says which keys it knows.
    pub words: BTreeMap<String, String>,
}

/// A logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// SVG or PNG.
    pub bytes: Vec<u8>,
    /// What it is, for a reader who cannot see it.
    pub alt: String,
    /// SVG rather than PNG.
    svg: bool,
}

impl Logo {
    /// A logo from the bytes of an SVG or PNG file.
    ///
    /// # Errors
    /// [`DocumentError::Setting`] when they are neither.
    pub fn new(bytes: Vec<u8>, alt: impl Into<String>) -> Result<Self, DocumentError> {
        let svg = std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg"));
        if !svg && !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Err(setting("logo", "neither of them", "an SVG or a PNG file"));
        }
        Ok(Self { bytes, alt: alt.into(), svg })
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        if self.svg { "image/svg+xml" } else { "image/png" }
    }

    pub(super) fn file_name(&self) -> &'static str {
        if self.svg { "logo.svg" } else { "logo.png" }
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            organisation: String::new(),
            accent: "#1d3f66".to_owned(),
            marking: None,
            circulation: None,
            logo: None,
            words: BTreeMap::new(),
        }
    }
}

/// The file as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BrandFile {
    #[serde(default)]
    organisation: String,
    accent: Option<String>,
    marking: Option<String>,
    circulation: Option<String>,
    logo: Option<String>,
    logo_words: Option<String>,
    #[serde(default)]
    words: BTreeMap<String, String>,
}

impl Brand {
    /// Reads a brand from a TOML file; its logo lies beside it. `known` are the wordings the document has.
    ///
    /// # Errors
    /// [`DocumentError::File`] when the file or its logo cannot be read, else as [`Brand::from_toml`].
    pub fn read(path: &Path, known: &[(&str, &str)]) -> Result<Self, DocumentError> {
        let bytes_of = |path: &Path| {
            std::fs::read(path).map_err(|source| DocumentError::File { path: path.to_owned(), source })
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = String::from_utf8(bytes_of(path)?)
            .map_err(|e| DocumentError::Brand { name: name.clone(), reason: e.to_string() })?;
        Self::from_toml(&text, &name, known, |logo| bytes_of(&path.with_file_name(logo)))
    }

    /// Reads a brand from TOML; `logo` gives the bytes of the logo's file.
    ///
    /// # Errors
    /// [`DocumentError::Brand`] for what is not TOML of this shape, [`DocumentError::Setting`] for a colour that
    /// is none or too light to read, an empty marking, a wording the document does not have, or a logo that is
    /// neither SVG nor PNG.
    pub fn from_toml(
        text: &str,
        name: &str,
        known: &[(&str, &str)],
        logo: impl FnOnce(&str) -> Result<Vec<u8>, DocumentError>,
    ) -> Result<Self, DocumentError> {
        let file: BrandFile = toml::from_str(text).map_err(|e| DocumentError::Brand {
            name: name.to_owned(),
            reason: e.to_string().trim().to_owned(),
        })?;
        let plain = Self::default();
        let accent = file.accent.unwrap_or(plain.accent);
        let contrast = contrast_on_white(&accent)
            .ok_or_else(|| setting("accent", &accent, "a colour such as \"#1d3f66\""))?;
        if contrast < 4.5 {
            let rule =
                format!("dark enough to read on white: its contrast is {contrast:.1}, 4.5 is the least");
            return Err(setting("accent", &accent, &rule));
        }
        if file.marking.as_deref().is_some_and(|m| m.trim().is_empty()) {
            return Err(setting("marking", "empty", "words; leave the line out to keep OFFICIAL-SENSITIVE"));
        }
        if let Some(unknown) = file.words.keys().find(|key| !known.iter().any(|(k, _)| k == key)) {
            let keys: Vec<&str> = known.iter().map(|(k, _)| *k).collect();
            return Err(setting("words", unknown, &format!("one of {}", keys.join(", "))));
        }
        let alt = file.logo_words.unwrap_or_else(|| format!("Logo {}", file.organisation).trim().to_owned());
        Ok(Self {
            logo: file.logo.map(|path| Logo::new(logo(&path)?, alt)).transpose()?,
            organisation: file.organisation,
            accent,
            marking: file.marking,
            circulation: file.circulation,
            words: file.words,
        })
    }

    /// The marking to print: the force's own words for what is sensitive; made-up data always say so.
    #[must_use]
    pub fn marking(&self, of: Marking) -> String {
        match (of, &self.marking) {
            (Marking::OfficialSensitive, Some(own)) => own.clone(),
            _ => of.words().to_owned(),
        }
    }

    /// The force's wording of `key`, else the document's own.
    #[must_use]
    pub fn word<'a>(&'a self, key: &str, own: &'a str) -> &'a str {
        self.words.get(key).map_or(own, String::as_str)
    }
}

fn setting(what: &str, got: &str, rule: &str) -> DocumentError {
    DocumentError::Setting { setting: what.to_owned(), got: got.to_owned(), rule: rule.to_owned() }
}

/// Contrast of a colour on white by WCAG 2, 1 to 21; `None` for what is no `#rrggbb`.
fn contrast_on_white(colour: &str) -> Option<f64> {
    let digits =
        colour.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let channel = |at: usize| {
        let part = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if part <= 0.040_45 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) })
    };
    let light = 0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?;
    Some(1.05 / (light + 0.05))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Brand, DocumentError> {
        Brand::from_toml(text, "brand.toml", &[("why", "Why here?")], |_| Ok(b"<svg/>".to_vec()))
    }

    #[test]
    fn a_force_replaces_logo_colour_marking_and_wording() {
        let brand = read(
            "organisation = 'Lomea VRU'\naccent = '#7a1f1f'\nmarking = 'RESTRICTED'\nlogo = 'l.svg'\n[words]\nwhy = 'Why?'",
        )
        .expect("a brand");
        assert_eq!(brand.marking(Marking::OfficialSensitive), "RESTRICTED");
        assert_eq!(
            brand.marking(Marking::Synthetic),
            Marking::Synthetic.words(),
            "made-up data always say so"
        );
        assert_eq!(brand.word("why", "Why here?"), "Why?");
        assert_eq!(brand.logo.map(|l| l.media_type()), Some("image/svg+xml"));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (text, says) in [
            ("accent = 'blue'", "accent"),
            ("accent = '#ffcc00'", "contrast"),
            ("marking = ' '", "marking"),
            ("[words]\nwyh = 'x'", "wyh"),
            ("colour = 'x'", "colour"),
        ] {
            let fault = read(text).expect_err(text).to_string();
            assert!(fault.contains(says), "{fault}");
        }
        assert!(Logo::new(b"GIF89a".to_vec(), "x").is_err());
    }
}
