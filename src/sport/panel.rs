//! What a panel may see: the only form in which anything of this room leaves the program.
//!
//! Until `release` exists every number here is panel-safe by its type: counts of people or incidents are
//! [`SafeCount`]s over at least twelve months, no incident's position and nothing of any group is held.

use geo_types::{LineString, MultiPolygon};
use serde::{Deserialize, Serialize};

/// A count a panel may see: under ten is "fewer than 10", others are rounded to the nearest five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeCount(Option<u32>);

impl SafeCount {
    /// Counts under this are not shown.
    pub const LEAST: u32 = 10;

    /// Makes a count safe to show.
    #[must_use]
    pub fn of(count: u32) -> Self {
        Self((count >= Self::LEAST).then(|| (count.saturating_add(2) / 5 * 5).max(Self::LEAST)))
    }

    /// The rounded number, or `None` for "fewer than 10".
    #[must_use]
    pub fn rounded(self) -> Option<u32> {
        self.0
    }
}

impl std::fmt::Display for SafeCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(count) => write!(f, "about {count}"),
            None => f.write_str("fewer than 10"),
        }
    }
}

/// In files a safe count is `{"about": 25}` or `{"fewer_than": 10}`.
impl Serialize for SafeCount {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = to.serialize_map(Some(1))?;
        match self.0 {
            Some(count) => map.serialize_entry("about", &count)?,
            None => map.serialize_entry("fewer_than", &Self::LEAST)?,
        }
        map.end()
    }
}

/// Why a site is on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SiteLabel {
    /// Near a qualifying youth hotspot, and violence is at least half its score.
    HotspotSite,
    /// Violence is under half its score.
    CoverageSite,
    /// Chosen to meet a quota, without a qualifying hotspot: "funding share, not hotspot".
    FundingShare,
}

/// How much of the youth violence of the catchment falls in one band of one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BandLevel {
    /// None or little.
    #[default]
    Little,
    /// Some.
    Some,
    /// The most.
    Most,
}

/// Need within ten minutes' walk in one band of the day, as a panel may see it.
///
/// Shares are of the violence part of need (recent, shrunk, with what has no time spread), rounded to five per cent and
/// summing to 100. A band stands alone only where ten or more timed events fall in it; the others are told together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BandNeed {
    /// Such as "after school (15:00 to 18:00)", or "at other times".
    pub words: String,
    /// Share of the need, per cent, rounded to five.
    pub share_percent: u32,
    /// Part of this need that sessions which run already are counted to meet, per cent, rounded to five.
    pub met_percent: u32,
}

/// One part of need, as far as it is in reach of a site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeedPart {
    /// Such as "recent youth violence".
    pub part: String,
    /// Share of the whole area's that is in reach, per cent, rounded.
    pub share_percent: u32,
    /// What it weighs in the choice, per cent, rounded to a hundredth.
    pub weight_percent: f64,
}

/// One session slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Weekday, Monday 0.
    pub weekday: u8,
    /// Local hour it starts.
    pub from_hour: u8,
    /// Local hour it ends.
    pub to_hour: u8,
    /// Such as "Friday 18:00 to 20:00".
    pub words: String,
}

/// When to hold sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Slots {
    /// Up to three in term time; empty under 20 timed events.
    pub term: Vec<Slot>,
    /// Up to three in the holidays; empty under 20 timed events.
    pub holidays: Vec<Slot>,
    /// Always: the sentence to read out, with bands where there are no slots.
    pub words: String,
    /// Levels by weekday (7, Monday first) and band (see [`super::BANDS`]: school day, after school, evening,
    /// night, whose small hours belong to the day before); empty when too few.
    pub clock: Vec<[BandLevel; 4]>,
}

/// The site that would be chosen in place of this one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextBest {
    /// Its name.
    pub name: String,
    /// What would change, in one sentence.
    pub what_changes: String,
    /// Change of yearly cost in pounds, rounded to ten; `None` when a cost is not known.
    pub cost_change: Option<i64>,
    /// Change of the covered share of need in percentage points, rounded.
    pub coverage_change_points: i32,
}

/// One point of the frontier: what one more site brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CoveragePoint {
    /// Sites.
    pub sites: u32,
    /// Share of need covered, per cent, rounded.
    pub covered_percent: u32,
}

/// What a smaller grant loses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GrantCut {
    /// Per cent of the grant cut.
    pub cut_percent: u32,
    /// Sites kept.
    pub kept: Vec<String>,
    /// Sites lost.
    pub lost: Vec<String>,
    /// One sentence: what is lost, where.
    pub words: String,
}

/// One page of the panel's papers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SiteSheet {
    /// 1 first.
    pub rank: u32,
    /// Candidate id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind in words: "sports centre, indoor, lit".
    pub kind: String,
    /// CSP name.
    pub csp: String,
    /// Ward or town.
    pub ward: String,
    /// Longitude and latitude of the site itself (a public venue), degrees.
    pub at: (f64, f64),
    /// Why it is here.
    pub label: SiteLabel,
    /// The label in words.
    pub label_words: String,
    /// Availability is not confirmed: "possible site".
    pub possible: bool,
    /// Two plain sentences.
    pub reason: [String; 2],
    /// Youth violence within reach over the window.
    pub incidents: SafeCount,
    /// Who is hurt: age band and count.
    pub hurt: Vec<(String, SafeCount)>,
    /// Residents aged 10 to 17 within 10 and 15 minutes on foot.
    pub young_within: [(u32, SafeCount); 2],
    /// When.
    pub slots: Slots,
    /// Share of the CSP's need it covers, per cent, rounded.
    pub covered_percent: u32,
    /// Of that share, what no site above it on the list reaches: this is the order of the list.
    pub adds_percent: u32,
    /// It was asked for by name, so it is no finding.
    pub asked_for: bool,
    /// Parts of its score in per cent: violence, endurance, young residents, deprivation.
    pub score_parts: Vec<(String, u32)>,
    /// Every part of need: the share of the area's that it reaches, and what it weighs.
    pub need_parts: Vec<NeedPart>,
    /// Need within ten minutes' walk by time band, what runs already beside it; empty under 20 timed events.
    pub need_bands: Vec<BandNeed>,
    /// The same in a sentence; says so where there are too few.
    pub need_words: String,
    /// In its place.
    pub next_best: Option<NextBest>,
    /// In how many of `stable_of` re-runs it stays.
    pub stable_n: u32,
    /// Re-runs.
    pub stable_of: u32,
    /// Near-equal alternatives, by name.
    pub near_equal: Vec<String>,
    /// What already runs here: one line each; empty means "none known".
    pub existing: Vec<String>,
    /// What could go wrong.
    pub risks: Vec<String>,
    /// Cost of a session and of a young person reached, against published ranges with source; sentences.
    pub cost: Vec<String>,
    /// If half the money comes.
    pub if_half: String,
    /// How we will know: baseline, comparison and the honest sentence about chance.
    pub baseline: Vec<String>,
    /// Areas reachable in 10 and 15 minutes, lon/lat degrees.
    #[serde(skip)]
    pub reach: Vec<(u32, MultiPolygon<f64>)>,
    /// Outlines of the qualifying hotspots near it, lon/lat degrees: areas, never points.
    #[serde(skip)]
    pub hotspots: Vec<MultiPolygon<f64>>,
}

/// A street or line behind a panel's maps.
#[derive(Debug, Clone, PartialEq)]
pub struct MapStreet {
    /// Name; empty when it has none.
    pub name: String,
    /// Kind as the area pack has it: "street", "path", "rail", "river", "motorway".
    pub kind: String,
    /// Longitude and latitude, degrees.
    pub line: LineString<f64>,
}

/// What stands behind a panel's maps: ground that everybody may see, nothing of any incident.
#[derive(Debug, Clone, PartialEq)]
pub struct MapGround {
    /// Outline of the CSP or county, longitude and latitude, degrees.
    pub boundary: MultiPolygon<f64>,
    /// Streets and lines around the sites; each map draws those inside its frame.
    pub streets: Vec<MapStreet>,
    /// Names of towns and where to write them.
    pub towns: Vec<(String, (f64, f64))>,
    /// Whose data the ground is, as its licence asks; "made-up" for Lomea.
    pub attribution: String,
}

/// Nothing behind the maps.
impl Default for MapGround {
    fn default() -> Self {
        Self {
            boundary: MultiPolygon(Vec::new()),
            streets: Vec::new(),
            towns: Vec::new(),
            attribution: String::new(),
        }
    }
}

/// The panel's papers for one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PanelShortlist {
    /// Such as "Community sport in Port Lomea: three sites".
    pub title: String,
    /// CSP name, or the county.
    pub csp: String,
    /// First and last month of the window.
    pub from: String,
    /// Last month, inclusive.
    pub to: String,
    /// Definition: title, id and version; "draft definition" when unsigned.
    pub definition: String,
    /// The objective in words with its weights.
    pub objective: String,
    /// How much of the differences of recent violence between places is believed, per cent, rounded; the rest is drawn
    /// to the mean of the area. `None` without violence to speak of.
    pub believed_percent: Option<u32>,
    /// The same in a sentence.
    pub believed: String,
    /// "changed by ..., because ..." when the weights are not the default.
    pub changed: Option<String>,
    /// How walking was measured, in words.
    pub walking: String,
    /// Minutes on foot that count as near.
    pub minutes: u32,
    /// Sheets, best first.
    pub sites: Vec<SiteSheet>,
    /// Set when the data do not support a hotspot site here.
    pub sentence: Option<String>,
    /// What each further site brings.
    pub frontier: Vec<CoveragePoint>,
    /// Equity: the fair choice and its price, one sentence.
    pub fairness: Option<String>,
    /// Second opinion: sites the p-median choice shares.
    pub second_opinion: Option<String>,
    /// What a smaller grant would lose.
    pub cut: Option<GrantCut>,
    /// "proven best" or the gap in words.
    pub solver: String,
    /// YEF line: sport, high estimate, low confidence.
    pub evidence: String,
    /// Sentences a reader must see.
    pub notes: Vec<String>,
    /// "working draft, not cleared for publication" and the marking.
    pub marking: String,
    /// What stands behind the maps.
    #[serde(skip)]
    pub ground: MapGround,
}
