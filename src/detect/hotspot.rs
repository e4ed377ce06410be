//! The main product: places one can stand in, ranked, with how sure we are.

use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};

/// Class of a unit or place after Benjamini-Hochberg on the exact permutation p.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// More than chance at 99 %.
    Hot99,
    /// At 95 %.
    Hot95,
    /// At 90 %.
    Hot90,
    /// Not distinguishable from chance.
    #[default]
    None,
    /// Less than chance at 90 %.
    Cold90,
    /// At 95 %.
    Cold95,
    /// At 99 %.
    Cold99,
    /// No neighbours, so nothing to compare.
    NoNeighbours,
    /// Too little data to test.
    NotTested,
}

/// The word a screen shows first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// 99 % class and in at least 90 % of the resampled lists.
    Clear,
    /// 95 % class and in at least 50 % of the resampled lists.
    Likely,
    /// Anything else that passed.
    NotSure,
}

/// What a place on the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HotspotKind {
    /// Passed every floor.
    Hotspot,
    /// The same, from snapped points: never called a hotspot.
    AreaOfConcern,
    /// At least 60 % of its events on one coordinate: listed apart.
    SingleAddress,
    /// Significant but under a floor: no rank, no claim.
    PlaceToWatch,
}

/// Against the last list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Not on the last list.
    New,
    /// On it, in the same place.
    Same,
    /// On it, and shifted.
    Moved,
}

/// When it happens: words always, an hour only with 20 timed events or more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peak {
    /// Such as "Fri and Sat 22:00 to 02:00", or "evenings (17 to 23)" from four bands.
    pub words: String,
    /// Timed events behind it.
    pub timed_events: u32,
}

/// What unknown values would change: the place on the list with unknowns counted and left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    /// Events that are here only because an unknown was counted.
    pub unknown_events: u32,
    /// On the list when unknowns are left out.
    pub listed_without: bool,
    /// The rules that were unknown, in words.
    pub rules: Vec<String>,
}

/// What, when and who, for one place. Counts of events unless said otherwise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Events by month of the window, oldest first: `("2025-01", 4)`.
    pub months: Vec<(String, u32)>,
    /// Aoristic hour of week, Monday 00 first, 168 values; empty when no times are known.
    pub hour_of_week: Vec<f64>,
    /// Offence and count, largest first.
    pub offences: Vec<(String, u32)>,
    /// Age band of the youngest person involved and count.
    pub ages: Vec<(String, u32)>,
    /// Weapon and count.
    pub weapons: Vec<(String, u32)>,
    /// Location class and count.
    pub locations: Vec<(String, u32)>,
    /// Distinct dates (months where only months are known).
    pub dates: u32,
    /// Distinct points.
    pub points: u32,
    /// Events on the busiest point.
    pub busiest_point: u32,
    /// Proactive records in the outline (never counted in events), and their share of all records.
    pub proactive: u32,
    /// Endurance: months of the last 36 with at least one event.
    pub months_active_of_36: u32,
    /// Months of the last 36 for which the store holds any record.
    #[serde(default)]
    pub months_held_of_36: u32,
}

fn no_outline() -> MultiPolygon<f64> {
    MultiPolygon(Vec::new())
}

/// One place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hotspot {
    /// Stable across lists while half of it persists.
    pub id: String,
    /// What it is.
    pub kind: HotspotKind,
    /// Rank over the run; `None` for places without a rank.
    pub rank: Option<u32>,
    /// Rank in its CSP.
    pub rank_csp: Option<u32>,
    /// CSP name; empty when no area pack is in use.
    pub csp: String,
    /// CSP code.
    pub csp_code: String,
    /// Unique name people know.
    pub name: String,
    /// Shared name of the region this is a piece of, and "2 of 3".
    pub parent: Option<(String, u32, u32)>,
    /// Ids (text) of the units it is made of, ascending.
    pub units: Vec<String>,
    /// Outline of its units with events, EPSG:27700 metres.
    #[serde(skip, default = "no_outline")]
    pub outline: MultiPolygon<f64>,
    /// True area in hectares.
    pub area_ha: f64,
    /// Events.
    pub events: u32,
    /// Crimes in those events.
    pub crimes: u32,
    /// Harm, when a harm table is loaded.
    pub harm: Option<f64>,
    /// Events expected under the stated null.
    pub expected: f64,
    /// Events minus expected.
    pub excess: f64,
    /// Exact permutation p of its strongest unit (total null, one-sided upper doubled).
    pub p: f64,
    /// The same after Benjamini-Hochberg.
    pub p_fdr: f64,
    /// Class of its strongest unit.
    pub class: Class,
    /// Word shown first.
    pub confidence: Confidence,
    /// Predictive accuracy index on the data it was made from.
    pub pai_in_sample: f64,
    /// Resampled lists with this place in the top k.
    pub stable_n: u32,
    /// Resampled lists.
    pub stable_of: u32,
    /// Plain emerging class, when known.
    pub emerging: Option<String>,
    /// When.
    pub peak: Option<Peak>,
    /// Change since the last list.
    pub change: Change,
    /// Ids of ranked places whose difference from this one is within the bootstrap.
    pub not_ranked_apart_from: Vec<String>,
    /// What depends on unknown values.
    pub dependence: Option<Dependence>,
    /// What, when, who.
    pub profile: Profile,
    /// Two plain sentences for a panel.
    pub reason: String,
}

/// A CSP with too few events for hotspots: it gets counts by ward instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TooFew {
    /// CSP name.
    pub csp: String,
    /// Events in it.
    pub events: u32,
    /// Ward and events, largest first; wards without events left out.
    pub wards: Vec<(String, u32)>,
}

/// A place of recording whose events were left out, with its count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExcludedPlace {
    /// Name in the places-of-recording file.
    pub name: String,
    /// Its class, in words.
    pub class: String,
    /// Events left out.
    pub events: u32,
    /// Reason given in the file.
    pub reason: String,
}

/// The list, and everything that must be said beside it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HotspotList {
    /// Such as "Serious violence in public places, people aged up to 25 - Lomea, 2025".
    pub title: String,
    /// "hotspots" or "areas of concern".
    pub noun: String,
    /// First month and last month, both inclusive.
    pub from: String,
    /// Last month, inclusive.
    pub to: String,
    /// Unit, such as `h3:10`.
    pub unit: String,
    /// The null in words.
    pub null: String,
    /// Places, ranked ones first by rank, then the others by kind and id.
    pub places: Vec<Hotspot>,
    /// CSPs with too few events for hotspots.
    pub too_few: Vec<TooFew>,
    /// Places of recording left out.
    pub excluded: Vec<ExcludedPlace>,
    /// Places somebody must look at; their events are counted.
    #[serde(default)]
    pub review: Vec<ExcludedPlace>,
    /// Hotspots of the last list that are gone: id and name.
    pub gone: Vec<(String, String)>,
    /// Events counted.
    pub events: u32,
    /// Crimes in them.
    pub crimes: u32,
    /// Events outside the mask, and at how many points.
    pub outside_mask: (u32, u32),
    /// Events without coordinates.
    pub not_mapped: u32,
    /// Events outside the force area.
    pub out_of_force: u32,
    /// Events counted although a rule of the definition was unknown.
    pub unknown: u32,
    /// Proactive records left aside.
    pub proactive: u32,
    /// Units tested.
    pub tested: u32,
    /// Sentences a reader must see.
    pub notes: Vec<String>,
}
