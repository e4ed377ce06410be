//! Profiles: how a source's columns become the record. Decided per column, never per cell.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Geocode, IncidentError};
use crate::{
    geodesy::Crs,
    sources::{Encoding, Layout},
};

/// What a column means. Columns of no field are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the field of the incident of the same name")]
pub enum Field {
    Reference,
    Status,
    Offence,
    CommittedFrom,
    CommittedTo,
    Month,
    Recorded,
    Updated,
    X,
    Y,
    Geocode,
    Location,
    Label,
    PlaceText,
    Domestic,
    PublicPlace,
    Proactive,
    Injury,
    VictimRef,
    VictimAge,
    SuspectRef,
    SuspectAge,
    Marker,
    Force,
    Lsoa,
}

impl Field {
    pub(super) const COUNT: usize = Self::Lsoa as usize + 1;
}

/// What one row of the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rows {
    /// One crime.
    Crime,
    /// A part of a crime (victim × suspect × marker): rows of one reference fold.
    Parts,
}

/// How far the source's own reference reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReferenceScope {
    /// Names the crime for ever; a later delivery is a new version.
    #[default]
    Source,
    /// Names the crime within its month only.
    Month,
}

/// One column name or several alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// The only name.
    One(String),
    /// Any of these.
    Any(Vec<String>),
}

impl Names {
    pub(super) fn all(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Any(names) => names,
        }
    }
}

/// A box in the profile's own coordinates that points are expected in.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bounds {
    /// West.
    pub min_x: f64,
    /// South.
    pub min_y: f64,
    /// East.
    pub max_x: f64,
    /// North.
    pub max_y: f64,
    /// Quarantine points outside (default: accepted, assignment decides later).
    #[serde(default)]
    pub strict: bool,
}

impl Bounds {
    pub(super) fn holds(&self, x: f64, y: f64) -> bool {
        (self.min_x..=self.max_x).contains(&x) && (self.min_y..=self.max_y).contains(&y)
    }
}

/// How a source is read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file people edit")]
pub struct Profile {
    /// Id.
    pub id: String,
    /// Title for people.
    #[serde(default)]
    pub title: String,
    /// Beginning of every record's source; the reporting force follows.
    pub source: String,
    /// What one row is.
    pub rows: Rows,
    /// How far references reach.
    #[serde(default)]
    pub reference: ReferenceScope,
    /// Encoding; default by evidence of the whole file.
    #[serde(default)]
    pub encoding: Option<Encoding>,
    /// Delimiter; default by the header.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// Lines above the header.
    #[serde(default)]
    pub skip_rows: u32,
    /// Coordinate system of `x` and `y`.
    #[serde(default)]
    pub crs: Option<Crs>,
    /// Time zone of the source's clock (default Europe/London).
    #[serde(default)]
    pub zone: Option<String>,
    /// True when points are publisher's snap points.
    #[serde(default)]
    pub snapped: bool,
    /// Geocode quality where the source does not state it.
    pub geocode: Geocode,
    /// The label is also looked up in the location table ("On or near Hospital").
    #[serde(default)]
    pub class_from_label: bool,
    /// Endings of the files taken from an archive or folder (default all).
    #[serde(default)]
    pub files: Vec<String>,
    /// Reporting force, where no column says it.
    #[serde(default)]
    pub force: Option<String>,
    /// Words for "no value", besides an empty field.
    #[serde(default = "missing_words")]
    pub missing: Vec<String>,
    /// Where points are expected.
    #[serde(default)]
    pub bounds: Option<Bounds>,
    /// A health source: a file with an identifier of a person in any column is refused, and a row set aside keeps
    /// only the columns that can hold no words of a person's own.
    #[serde(default)]
    pub deidentified: bool,
    /// Offence of every record, where no column says it.
    #[serde(default)]
    pub offence: Option<String>,
    /// `recorded` is an arrival: nothing happened after it, and a record without a time happened within these
    /// hours before it.
    #[serde(default)]
    pub arrival_hours: Option<u32>,
    /// A clock time of exactly 00:00 is a default: only the date is known (default true).
    #[serde(default = "yes")]
    pub midnight_is_unknown: bool,
    /// Fields that must have a column and a value.
    #[serde(default)]
    pub required: Vec<Field>,
    /// Further columns that must agree over the rows of a crime.
    #[serde(default)]
    pub agree: Vec<String>,
    /// Column names by field.
    pub columns: BTreeMap<Field, Names>,
    /// Date forms by field; a field not listed is `["auto"]`.
    #[serde(default)]
    pub dates: BTreeMap<Field, Vec<String>>,
    /// Words by field.
    #[serde(default)]
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
}

fn missing_words() -> Vec<String> {
    ["null", "n/a", "-", "--", "?", "unknown", "not known", "not recorded", "unk"].map(str::to_owned).to_vec()
}

fn yes() -> bool {
    true
}

/// Id and TOML of the built-in profiles.
pub const BUILT_IN_PROFILES: [(&str, &str); 3] = [
    ("istv", include_str!("data/profiles/istv.toml")),
    ("police-uk", include_str!("data/profiles/police-uk.toml")),
    ("rms", include_str!("data/profiles/rms.toml")),
];

impl Profile {
    /// Reads a profile file.
    ///
    /// # Errors
    /// [`IncidentError::Profile`] for anything unknown, missing or contradictory in it.
    pub fn parse(text: &str) -> Result<Self, IncidentError> {
        let mut profile: Self =
            toml::from_str(text).map_err(|e| IncidentError::Profile { reason: e.message().to_owned() })?;
        let refuse = |reason: &str| Err(IncidentError::Profile { reason: reason.to_owned() });
        let has = |field| profile.columns.contains_key(&field);
        if has(Field::X) != has(Field::Y) {
            return refuse("one of the columns x and y is missing");
        }
        if has(Field::X) && profile.crs.is_none() {
            return refuse("crs is missing: declare \"EPSG:27700\", \"EPSG:4326\" or another code");
        }
        if !has(Field::CommittedFrom) && !has(Field::Month) {
            return refuse("no column for committed-from or month");
        }
        if !has(Field::Offence) && profile.offence.as_ref().is_none_or(|code| code.trim().is_empty()) {
            return refuse("no column for offence");
        }
        if has(Field::PlaceText) && (!profile.deidentified || has(Field::Label) || has(Field::X)) {
            return refuse("place-text needs deidentified = true, and no column for label, x or y");
        }
        if has(Field::PlaceText) && profile.source != super::attendance::EMERGENCY {
            return refuse("place-text belongs to source = \"istv\"");
        }
        if profile.arrival_hours.is_some_and(|h| !(1..=168).contains(&h) || !has(Field::Recorded)) {
            return refuse("arrival-hours is 1 to 168 and needs a column for recorded");
        }
        if profile.rows == Rows::Parts && !has(Field::Reference) {
            return refuse("rows = \"parts\" needs a column for reference");
        }
        if profile.delimiter.is_some_and(|d| !d.is_ascii() || d == '"') {
            return refuse("delimiter must be one plain character");
        }
        if let Some(field) = profile.required.iter().find(|field| !profile.columns.contains_key(field)) {
            return refuse(&format!("{field:?} is required but has no column"));
        }
        for words in profile.values.values_mut() {
            *words = std::mem::take(words).into_iter().map(|(k, v)| (normal(&k), v)).collect();
        }
        profile.missing.iter_mut().for_each(|word| *word = normal(word));
        Ok(profile)
    }

    /// A built-in profile.
    #[must_use]
    pub fn built_in(id: &str) -> Option<Self> {
        BUILT_IN_PROFILES.iter().find(|(name, _)| *name == id).map(|(_, text)| {
            Self::parse(text).expect("invariant: built-in profiles parse, a test reads them")
        })
    }

    /// How its files are laid out.
    #[must_use]
    pub fn layout(&self, sheet: Option<&str>) -> Layout {
        Layout {
            encoding: self.encoding,
            delimiter: self.delimiter.map(|d| d as u8),
            skip_rows: self.skip_rows,
            sheet: sheet.map(str::to_owned),
        }
    }
}

/// A word or column name for comparing: lower case, single plain spaces.
pub(super) fn normal(text: &str) -> String {
    let spaced = text.replace(['\u{a0}', '\u{feff}'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
