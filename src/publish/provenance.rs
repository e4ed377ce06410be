//! What travels with every output: where it came from and who may see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Protective marking. Everything is `OFFICIAL-SENSITIVE` until a release says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marking {
    /// Handling caveat SENSITIVE on the OFFICIAL tier.
    #[default]
    #[serde(rename = "OFFICIAL-SENSITIVE")]
    OfficialSensitive,
    /// The made-up county, which may be shown to anyone.
    #[serde(rename = "SYNTHETIC - NOT REAL PLACES OR EVENTS")]
    Synthetic,
}

impl Marking {
    /// The words printed on every page, file and picture.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OfficialSensitive => "OFFICIAL-SENSITIVE",
            Self::Synthetic => "SYNTHETIC - NOT REAL PLACES OR EVENTS",
        }
    }
}

/// How a result can be recomputed byte for byte. Nothing in it varies between runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Program name and version.
    pub program: String,
    /// Snapshot id, for results from a store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// SHA-256 of the area pack used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_pack: Option<String>,
    /// Definition id, with "(draft)" when unsigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// Harm table id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harm_table: Option<String>,
    /// SHA-256 of each input file, for results without a store.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
    /// Every parameter with the value used, automatic choices included.
    pub parameters: BTreeMap<String, serde_json::Value>,
    /// Seed of any random draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Coordinate transform used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transform: Option<String>,
    /// Marking.
    pub marking: Marking,
}
