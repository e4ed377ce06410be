//! The area pack: all a force needs to know about its ground, in one checked, versioned file.

use geo_types::{LineString, MultiPolygon};
use serde::{Deserialize, Serialize};

use crate::geodesy::GridPoint;

/// The levels of area, smallest first. Each but the force is a partition of the land.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Lower-layer super output area 2021.
    Lsoa,
    /// Middle-layer super output area 2021.
    Msoa,
    /// Electoral ward.
    Ward,
    /// Local authority district.
    District,
    /// Community Safety Partnership.
    Csp,
}

impl Level {
    /// All five, in order.
    pub const ALL: [Self; 5] = [Self::Lsoa, Self::Msoa, Self::Ward, Self::District, Self::Csp];
}

/// One area: code, name and shape in EPSG:27700 metres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Published code.
    pub code: String,
    /// Published name; a force may correct it (the CSP still called "Shepway").
    pub name: String,
    /// Shape as published, in metres.
    pub shape: MultiPolygon<f64>,
    /// Planar area in square metres.
    pub area_m2: f64,
}

/// What is known of one LSOA beyond its shape; same order as the LSOA layer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LsoaFacts {
    /// Residents by single year of age, 0 to 90 and over; empty when not supplied.
    pub population: Vec<f64>,
    /// True when the population was carried over from an LSOA of another vintage.
    pub population_carried: bool,
    /// Deprivation decile, 1 most deprived.
    pub imd_decile: Option<u8>,
    /// Index of its MSOA, ward, district and CSP in their layers.
    pub msoa: Option<u16>,
    /// Best-fit ward.
    pub ward: Option<u16>,
    /// District.
    pub district: Option<u16>,
    /// Community Safety Partnership.
    pub csp: Option<u16>,
}

/// A named street centre line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Street {
    /// Name; empty for an unnamed path.
    pub name: String,
    /// `street`, `path`, `motorway`, `rail`, `river`.
    pub kind: String,
    /// Centre line in metres.
    pub line: LineString<f64>,
}

/// Kinds of site the pack can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SiteKind {
    /// School or college.
    School,
    /// Pupil referral unit.
    PupilReferralUnit,
    /// Hospital.
    Hospital,
    /// Prison.
    Prison,
    /// Police station or custody suite.
    Police,
    /// Court.
    Court,
    /// Shopping centre.
    Shopping,
    /// Park or recreation ground.
    Park,
    /// Sports site.
    Sport,
    /// Licensed premises.
    Licensed,
    /// Bus or railway station.
    Station,
    /// Town or village centre, for names.
    Town,
}

/// A named place with a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// What it is.
    pub kind: SiteKind,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub point: GridPoint,
}

/// Something `area check` must say: what is missing, generalised or of another vintage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackNote {
    /// Short topic, such as `population`.
    pub topic: String,
    /// The sentence.
    pub text: String,
}

/// Index of a point's area in each layer; `None` is "no area".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AreaRef {
    /// In [`AreaPack::lsoa`].
    pub lsoa: Option<u16>,
    /// In [`AreaPack::msoa`].
    pub msoa: Option<u16>,
    /// In [`AreaPack::ward`].
    pub ward: Option<u16>,
    /// In [`AreaPack::district`].
    pub district: Option<u16>,
    /// In [`AreaPack::csp`].
    pub csp: Option<u16>,
}

/// Everything known about the ground of one force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaPack {
    /// Format version of this struct.
    pub format: u32,
    /// Name of the force area, such as "Kent and Medway".
    pub name: String,
    /// True for Lomea: every picture then says SYNTHETIC.
    pub synthetic: bool,
    /// Attribution lines that must be shown.
    pub attribution: Vec<String>,
    /// LSOA 2021.
    pub lsoa: Vec<Area>,
    /// MSOA 2021.
    pub msoa: Vec<Area>,
    /// Wards.
    pub ward: Vec<Area>,
    /// Districts (dissolve of LSOA by look-up).
    pub district: Vec<Area>,
    /// Community Safety Partnerships (dissolve of districts by look-up).
    pub csp: Vec<Area>,
    /// Facts by LSOA, same order as `lsoa`.
    pub lsoa_facts: Vec<LsoaFacts>,
    /// Ward's district, same order as `ward`.
    pub ward_district: Vec<Option<u16>>,
    /// District's CSP, same order as `district`.
    pub district_csp: Vec<Option<u16>>,
    /// Postcode points inside the force area: they make the built-up mask.
    pub postcodes: Vec<GridPoint>,
    /// Streets, paths, rail, rivers.
    pub streets: Vec<Street>,
    /// Named sites.
    pub sites: Vec<Site>,
    /// Areas the user adds to the built-up mask.
    pub mask_added: Vec<Area>,
    /// What `area check` says.
    pub notes: Vec<PackNote>,
    /// SHA-256 of each file read, by file name: the pack's birth certificate.
    pub inputs: Vec<(String, String)>,
}

impl AreaPack {
    /// The areas of one level.
    #[must_use]
    pub fn layer(&self, level: Level) -> &[Area] {
        match level {
            Level::Lsoa => &self.lsoa,
            Level::Msoa => &self.msoa,
            Level::Ward => &self.ward,
            Level::District => &self.district,
            Level::Csp => &self.csp,
        }
    }
}
