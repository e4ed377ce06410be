//! Harm weights by offence, from a table the user supplies.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::IncidentError;

/// A loaded harm table. The official tables are the user's to supply.
#[derive(Debug, Clone, PartialEq)]
pub struct HarmTable {
    name: String,
    version: String,
    source: String,
    weights: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct Line {
    offence: String,
    weight: f64,
}

/// Largest weight accepted; a whole-life sentence in days is below 40,000.
const MAX_WEIGHT: f64 = 1e6;

impl HarmTable {
    /// The labelled example: round numbers for trying the program out, not an official scale.
    pub const EXAMPLE_CSV: &str = include_str!("data/harm-example.csv");

    /// Reads `offence,weight`, preceded by the lines `# name: …`, `# version: …`, `# source: …`.
    ///
    /// # Errors
    /// A header line missing, an offence twice, or a weight that is not finite, negative or above 1e6.
    pub fn parse(text: &str) -> Result<Self, IncidentError> {
        let head = |key: &str| {
            text.lines()
                .map_while(|l| l.trim_start_matches('\u{feff}').strip_prefix('#'))
                .find_map(|l| l.trim().strip_prefix(key)?.strip_prefix(':').map(|v| v.trim().to_owned()))
                .filter(|v| !v.is_empty())
                .ok_or_else(|| refuse(0, &format!("the line \"# {key}: …\" is missing above the header")))
        };
        let (name, version, source) = (head("name")?, head("version")?, head("source")?);
        let mut weights = BTreeMap::new();
        for (number, line) in super::table::lines::<Line>(text).enumerate() {
            let line = line.map_err(|reason| refuse(number + 1, &reason))?;
            if !(0.0..=MAX_WEIGHT).contains(&line.weight) {
                return Err(refuse(number + 1, "the weight is not between 0 and 1,000,000"));
            }
            if weights.insert(line.offence.trim().to_uppercase(), line.weight).is_some() {
                return Err(refuse(number + 1, "the offence stands twice"));
            }
        }
        if weights.is_empty() {
            return Err(refuse(0, "the table has no line"));
        }
        Ok(Self { name, version, source, weights })
    }

    /// `name version`, the id that travels with every output.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// Where the weights come from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The weight of an offence; `None` when the table does not have it (never quietly zero).
    #[must_use]
    pub fn weight(&self, offence: &str) -> Option<f64> {
        self.weights.get(offence.trim().to_uppercase().as_str()).copied()
    }
}

fn refuse(record: usize, reason: &str) -> IncidentError {
    IncidentError::Table { table: "harm", record, reason: reason.to_owned() }
}
