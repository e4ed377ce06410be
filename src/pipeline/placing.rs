//! The free words of a health feed to places: matched once at import, then dropped.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
};

use rayon::prelude::*;
use serde::Serialize;

use super::ImportError;
use crate::{
    incidents::{Field, FileRead, Gazetteer, GazetteerTable, Geocode, PlaceLevel, Placing, load_profile},
    places::AreaPack,
    publish::text_field,
    store::{Store, StoreError},
};

/// How the places of a health feed were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PlaceCounts {
    /// Level 1: name and town.
    pub name_and_town: u64,
    /// Level 2: a name there is once in the force.
    pub only_one: u64,
    /// Level 3: a variant or spelling with one best answer.
    pub variant: u64,
    /// Level 4: a town, ward or area only.
    pub area_only: u64,
    /// Level 5: words that match nothing, or several places.
    pub no_match: u64,
    /// Records without words about the place.
    pub without_words: u64,
}

/// Words that a person should look at. Private: it goes into the file that was asked for and nowhere else.
#[derive(Clone, PartialEq)]
pub struct ReviewRow {
    text: String,
    count: u64,
    placing: Placing,
}

impl std::fmt::Debug for ReviewRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReviewRow").field("count", &self.count).finish_non_exhaustive()
    }
}

/// The review list as CSV, most frequent first: the words, how often, the level, and up to three guesses. The lines
/// a person settles go into the gazetteer, with the words as an alternative.
#[must_use]
pub fn review_csv(rows: &[ReviewRow]) -> String {
    let mut out = String::from("text,count,level");
    for n in 1..=3 {
        // Writing to a string cannot fail.
        let _ = write!(out, ",guess_{n},town_{n},easting_{n},northing_{n}");
    }
    out.push('\n');
    for row in rows {
        let _ = write!(out, "{},{},{}", text_field(&row.text), row.count, row.placing.level.number());
        for n in 0..3 {
            let Some(guess) = row.placing.guesses.get(n) else {
                out += ",,,,";
                continue;
            };
            let (x, y) = guess.point.map_or_else(Default::default, |p| {
                (format!("{:.0}", p.easting_m()), format!("{:.0}", p.northing_m()))
            });
            let town = text_field(guess.town.as_deref().unwrap_or_default());
            let _ = write!(out, ",{},{town},{x},{y}", text_field(&guess.name));
        }
        out.push('\n');
    }
    out
}

/// True when a profile (built-in id, or path of a TOML) reads words about places.
///
/// # Errors
/// There is no such profile, or it cannot be used.
pub fn reads_places(profile: &str) -> Result<bool, ImportError> {
    Ok(load_profile(profile)?.columns.contains_key(&Field::PlaceText))
}

/// The store's gazetteer with its area pack behind it; either may be missing.
pub(super) fn gazetteer(folder: &std::path::Path) -> Result<Gazetteer, ImportError> {
    let store = match Store::open(folder) {
        Ok(store) => store,
        Err(StoreError::NoStore { .. }) => return Ok(Gazetteer::default()),
        Err(other) => return Err(other.into()),
    };
    let own = store.document("gazetteer")?;
    let own = own.map(|bytes| GazetteerTable::parse(&String::from_utf8_lossy(&bytes))).transpose()?;
    // Without the pack places would be lost for good: a damaged one stops the import.
    let pack = store.document("area-pack")?.map(|bytes| AreaPack::from_bytes(&bytes)).transpose();
    let damaged = |e: crate::places::PlacesError| StoreError::Damaged {
        file: "area-pack".into(),
        found: e.to_string(),
    };
    let pack = pack.map_err(damaged)?;
    Ok(Gazetteer::new(own.as_ref(), pack.as_ref()))
}

/// Gives every incident its place and drops its words; what a person should look at comes back.
pub(super) fn place_all(files: &mut [FileRead], gazetteer: &Gazetteer) -> (PlaceCounts, Vec<ReviewRow>) {
    if gazetteer.is_empty()
        && let Some(file) = files.first_mut()
    {
        let text = "no place can be found: the store has neither a gazetteer nor an area pack".to_owned();
        file.sentences.push(text);
    }
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for text in files.iter().flat_map(|f| f.place_texts.values()) {
        *seen.entry(text.as_str().to_owned()).or_insert(0) += 1;
    }
    let texts: Vec<(String, u64)> = seen.into_iter().collect();
    let placings: Vec<Placing> = texts.par_iter().map(|(text, _)| gazetteer.place(text)).collect();
    let at: HashMap<&str, &Placing> = texts.iter().map(|(t, _)| t.as_str()).zip(&placings).collect();
    let mut counts = PlaceCounts::default();
    for file in files.iter_mut() {
        let words = std::mem::take(&mut file.place_texts);
        for incident in &mut file.incidents {
            // Whatever a profile says, nothing of these words stays.
            incident.label = None;
            let found = words.get(&incident.key).and_then(|text| at.get(text.as_str()));
            let Some(placing) = found else {
                (incident.point, incident.geocode) = (None, Geocode::None);
                counts.without_words += 1;
                continue;
            };
            (incident.point, incident.geocode) = (placing.point, placing.level.geocode());
            *match placing.level {
                PlaceLevel::NameAndTown => &mut counts.name_and_town,
                PlaceLevel::OnlyOne => &mut counts.only_one,
                PlaceLevel::Variant => &mut counts.variant,
                PlaceLevel::AreaOnly => &mut counts.area_only,
                PlaceLevel::NoMatch => &mut counts.no_match,
            } += 1;
        }
    }
    let mut review: Vec<ReviewRow> = texts
        .into_iter()
        .zip(placings)
        .filter(|(_, placing)| placing.level > PlaceLevel::OnlyOne)
        .map(|((text, count), placing)| ReviewRow { text, count, placing })
        .collect();
    review.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    (counts, review)
}
