//! One crime as the rest of the program knows it.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Instant, Month, Span},
    geodesy::GridPoint,
};

/// Yes, no, or not known. Unknown is never quietly a no.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tri {
    /// Stated as true.
    Yes,
    /// Stated as false.
    No,
    /// Blank, "unknown", or a column the source does not have.
    #[default]
    Unknown,
}

/// Who a record is: the source (profile and reporting force) and its own reference there.
///
/// Where a source has no reference (anti-social behaviour on data.police.uk) the reference is the
/// month, a digest of the row and its ordinal among identical rows of that month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordKey {
    /// Such as `police-uk:Kent Police` or `rms:Lomea`.
    pub source: String,
    /// The source's own reference, or the stand-in described above.
    pub reference: String,
}

/// What the source says has become of the record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Counts.
    #[default]
    Current,
    /// Cancelled: kept as a tombstone, never counted.
    Cancelled,
    /// "No crime": kept as a tombstone, never counted.
    NoCrime,
    /// Transferred to another force: kept as a tombstone, never counted.
    Transferred,
}

/// How far the source says the investigation has come. In the order in which the rows of one crime outweigh each other:
/// a crime is detected when any row of it is, and not closed while any row of it is live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Closed without anybody found.
    Undetected,
    /// Under investigation.
    Live,
    /// Somebody was found to answer for it.
    Detected,
}

/// How well the place is known, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Geocode {
    /// An address or a surveyed point.
    Exact,
    /// A street segment.
    Street,
    /// A junction, landmark or snap point ("on or near").
    Landmark,
    /// A named area or a postcode sector.
    Area,
    /// No coordinates: counted as "not mapped".
    None,
}

/// Classes of location that definitions and places-of-recording speak about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocationClass {
    /// Street, footpath, car park, bus stop.
    Street,
    /// Park, beach, recreation ground.
    OpenSpace,
    /// Bus or railway station, bus, train.
    Transport,
    /// Shop, shopping centre, supermarket.
    Shop,
    /// Public house, club, takeaway: the night economy.
    LicensedPremises,
    /// School or college.
    Education,
    /// Leisure or sports site.
    Leisure,
    /// A home.
    Dwelling,
    /// Hospital or other health site.
    Hospital,
    /// Prison.
    Prison,
    /// Police station or custody suite.
    Police,
    /// Court.
    Court,
    /// Care home or hostel.
    Care,
    /// Office, industrial or other workplace.
    Workplace,
    /// A word the table does not know, or none.
    #[default]
    Unknown,
}

impl LocationClass {
    /// Every class, in the order of the enum.
    pub const ALL: [Self; 15] = [
        Self::Street,
        Self::OpenSpace,
        Self::Transport,
        Self::Shop,
        Self::LicensedPremises,
        Self::Education,
        Self::Leisure,
        Self::Dwelling,
        Self::Hospital,
        Self::Prison,
        Self::Police,
        Self::Court,
        Self::Care,
        Self::Workplace,
        Self::Unknown,
    ];
}

/// Worst injury recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Injury {
    /// Not recorded.
    #[default]
    Unknown,
    /// No injury.
    None,
    /// Minor.
    Minor,
    /// Serious.
    Serious,
    /// Fatal.
    Fatal,
}

/// An age in whole years, or the band the source gave. Never a midpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AgeRange {
    /// Youngest possible age.
    pub min: u8,
    /// Oldest possible age.
    pub max: u8,
}

/// A victim or a suspect: an age if known, and a pseudonym if the source gave one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Age or band; `None` when not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeRange>,
    /// Pseudonymous reference, for counting people only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pseudonym: Option<String>,
}

/// Markers on a crime.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Flags {
    /// A knife or sharp object used or threatened.
    pub knife: Tri,
    /// Someone was injured by it.
    pub knife_injury: Tri,
    /// A firearm used or threatened.
    pub firearm: Tri,
    /// Domestic abuse.
    pub domestic: Tri,
    /// In a public place.
    pub public_place: Tri,
    /// Found by police activity (stop-search, possession), not reported to them.
    pub proactive: Tri,
}

/// One crime, folded from the rows a source gave for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Identity across deliveries.
    pub key: RecordKey,
    /// Whether it still counts.
    pub status: Status,
    /// What came of the investigation; `None` where the source does not say. No count and no place depends on it.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// When it was committed.
    pub committed: Span,
    /// The local calendar month of `committed.from`.
    pub month: Month,
    /// When the source recorded it.
    pub recorded: Option<Instant>,
    /// When the source last changed it; picks the newer of two versions.
    pub updated: Option<Instant>,
    /// Position in EPSG:27700; `None` is "not mapped".
    pub point: Option<GridPoint>,
    /// How well the position is known.
    pub geocode: Geocode,
    /// True for data.police.uk snap points, which are no real positions.
    pub snapped: bool,
    /// Street or place label as the source words it, for naming; never free address text.
    pub label: Option<String>,
    /// Class of location.
    pub location: LocationClass,
    /// Home Office code as text (`5D`, `8N`, `008/01`), or the source's own crime type.
    pub offence: String,
    /// Markers.
    pub flags: Flags,
    /// Worst injury.
    pub injury: Injury,
    /// Victims, sorted.
    pub victims: Vec<Person>,
    /// Suspects, sorted.
    pub suspects: Vec<Person>,
    /// LSOA the source states; we assign areas ourselves and only compare.
    pub stated_lsoa: Option<String>,
    /// Rows folded into this crime.
    pub rows: u32,
}
