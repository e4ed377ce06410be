//! Incidents as columns: 33 bytes each, in the order they were given.

use std::collections::BTreeMap;

use crate::{
    calendar::{Instant, Month, Precision},
    geodesy::GridPoint,
    incidents::{Geocode, Incident, Injury, LocationClass, Status, Tri},
    places::{AreaRef, Level},
};

/// Stands for "no value" in the small-integer columns.
const NO_U16: u16 = u16::MAX;
const NO_U8: u8 = u8::MAX;
const NO_I32: i32 = i32::MIN;

/// A marker a filter can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marker {
    /// A knife used or threatened.
    Knife,
    /// Someone injured by it.
    KnifeInjury,
    /// A firearm used or threatened.
    Firearm,
    /// Domestic abuse.
    Domestic,
    /// In a public place.
    PublicPlace,
    /// Found by police activity.
    Proactive,
}

/// Bits of the `bits` column: six markers of two bits, precision of two, snapped, current.
const PRECISION_SHIFT: u32 = 12;
const SNAPPED: u16 = 1 << 14;
const CURRENT: u16 = 1 << 15;

/// What a bounded area column can hold and this one was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// Areas and incidents must come in pairs.
    #[error("{areas} area assignments for {incidents} incidents")]
    Lengths {
        /// Incidents given.
        incidents: usize,
        /// Area assignments given.
        areas: usize,
    },
    /// More distinct values than a column can number.
    #[error("{found} distinct {what}, and the index holds at most {most}")]
    TooMany {
        /// Such as `offence codes`.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many fit.
        most: usize,
    },
}

/// Incidents as columns. Row `i` is incident `i` of the slice it was built from.
///
/// Positions are kept to a decimetre and times to a minute; results quote the incidents themselves.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub(super) easting_dm: Vec<i32>,
    pub(super) northing_dm: Vec<i32>,
    from_min: Vec<i32>,
    duration_min: Vec<u32>,
    month: Vec<u16>,
    offence: Vec<u16>,
    bits: Vec<u16>,
    lsoa: Vec<u16>,
    msoa: Vec<u16>,
    ward: Vec<u16>,
    district: Vec<u8>,
    csp: Vec<u8>,
    source: Vec<u8>,
    location: Vec<u8>,
    grade: Vec<u8>,
    offences: Vec<String>,
    sources: Vec<String>,
}

impl Columns {
    /// Bytes of column data one incident takes.
    pub const BYTES_PER_INCIDENT: usize = 4 * 4 + 2 * 6 + 5;

    /// Builds the columns. `areas` is one assignment an incident, or empty when there is no ground.
    ///
    /// # Errors
    /// [`IndexError`] when the two lengths differ, or with more than 65,534 offence codes, 254 sources,
    /// districts or CSPs.
    pub fn build(incidents: &[Incident], areas: &[AreaRef]) -> Result<Self, IndexError> {
        if !areas.is_empty() && areas.len() != incidents.len() {
            return Err(IndexError::Lengths { incidents: incidents.len(), areas: areas.len() });
        }
        let (offences, offence_at) = numbered(incidents.iter().map(|i| i.offence.as_str()));
        let (sources, source_at) = numbered(incidents.iter().map(|i| i.key.source.as_str()));
        fits("offence codes", offences.len(), usize::from(NO_U16))?;
        fits("sources", sources.len(), usize::from(NO_U8))?;
        let position = |i: &Incident, axis: fn(GridPoint) -> f64| {
            i.point.map_or(NO_I32, |p| (axis(p) * 10.0).round() as i32)
        };
        let minutes = |i: &Incident| i.committed.from.0.div_euclid(60);
        let small = |get: fn(&AreaRef) -> Option<u16>, what| -> Result<Vec<u8>, IndexError> {
            let most = areas.iter().filter_map(get).max().map_or(0, |v| usize::from(v) + 1);
            fits(what, most, usize::from(NO_U8))?;
            Ok(areas.iter().map(|a| get(a).map_or(NO_U8, |v| v as u8)).collect())
        };
        let wide =
            |get: fn(&AreaRef) -> Option<u16>| areas.iter().map(|a| get(a).unwrap_or(NO_U16)).collect();
        let clamp = |n: i64| n.clamp(i64::from(NO_I32) + 1, i64::from(i32::MAX)) as i32;
        Ok(Self {
            easting_dm: incidents.iter().map(|i| position(i, GridPoint::easting_m)).collect(),
            northing_dm: incidents.iter().map(|i| position(i, GridPoint::northing_m)).collect(),
            from_min: incidents.iter().map(|i| clamp(minutes(i))).collect(),
            duration_min: incidents
                .iter()
                .map(|i| u32::try_from((i.committed.to.0 - i.committed.from.0) / 60).unwrap_or(u32::MAX))
                .collect(),
            month: incidents.iter().map(|i| month_number(i.month)).collect(),
            offence: incidents.iter().map(|i| offence_at[i.offence.as_str()] as u16).collect(),
            bits: incidents.iter().map(bits).collect(),
            lsoa: wide(|a| a.lsoa),
            msoa: wide(|a| a.msoa),
            ward: wide(|a| a.ward),
            district: small(|a| a.district, "districts")?,
            csp: small(|a| a.csp, "CSPs")?,
            source: incidents.iter().map(|i| source_at[i.key.source.as_str()] as u8).collect(),
            location: incidents.iter().map(|i| i.location as u8).collect(),
            grade: incidents.iter().map(|i| (i.geocode as u8) | (i.injury as u8) << 4).collect(),
            offences,
            sources,
        })
    }

    /// Number of incidents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bits.len()
    }

    /// True without incidents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Bytes the columns hold in memory, capacity included, names excluded.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let four = [&self.easting_dm, &self.northing_dm, &self.from_min].map(Vec::capacity);
        let two =
            [&self.month, &self.offence, &self.bits, &self.lsoa, &self.msoa, &self.ward].map(Vec::capacity);
        let one = [&self.district, &self.csp, &self.source, &self.location, &self.grade].map(Vec::capacity);
        4 * (four.iter().sum::<usize>() + self.duration_min.capacity())
            + 2 * two.iter().sum::<usize>()
            + one.iter().sum::<usize>()
    }

    /// Position to a decimetre; `None` is "not mapped".
    #[must_use]
    pub fn point(&self, row: usize) -> Option<GridPoint> {
        let (x, y) = (self.easting_dm[row], self.northing_dm[row]);
        (x != NO_I32).then(|| {
            GridPoint::new(f64::from(x) / 10.0, f64::from(y) / 10.0).expect("it came from a grid point")
        })
    }

    /// True when the row has a position.
    #[must_use]
    pub fn is_mapped(&self, row: usize) -> bool {
        self.easting_dm[row] != NO_I32
    }

    /// Start of the committed span, whole minutes.
    #[must_use]
    pub fn from(&self, row: usize) -> Instant {
        Instant(i64::from(self.from_min[row]) * 60)
    }

    /// Length of the committed span in minutes.
    #[must_use]
    pub fn duration_min(&self, row: usize) -> u32 {
        self.duration_min[row]
    }

    /// How finely the time is known.
    #[must_use]
    pub fn precision(&self, row: usize) -> Precision {
        [Precision::Minute, Precision::Day, Precision::Month]
            [usize::from(self.bits[row] >> PRECISION_SHIFT & 3).min(2)]
    }

    /// Calendar month of the start.
    #[must_use]
    pub fn month(&self, row: usize) -> Month {
        month_of(self.month[row])
    }

    /// Offence code.
    #[must_use]
    pub fn offence(&self, row: usize) -> &str {
        &self.offences[usize::from(self.offence[row])]
    }

    /// Every offence code, sorted; [`Columns::offence_index`] points into it.
    #[must_use]
    pub fn offences(&self) -> &[String] {
        &self.offences
    }

    /// Index of the row's offence code.
    #[must_use]
    pub fn offence_index(&self, row: usize) -> usize {
        usize::from(self.offence[row])
    }

    /// Source of the row.
    #[must_use]
    pub fn source(&self, row: usize) -> &str {
        &self.sources[usize::from(self.source[row])]
    }

    /// Every source, sorted; [`Columns::source_index`] points into it.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Index of the row's source.
    #[must_use]
    pub fn source_index(&self, row: usize) -> usize {
        usize::from(self.source[row])
    }

    /// A marker of the row.
    #[must_use]
    pub fn marker(&self, row: usize, marker: Marker) -> Tri {
        [Tri::Yes, Tri::No, Tri::Unknown][usize::from(self.bits[row] >> (2 * marker as u32) & 3).min(2)]
    }

    /// True for snap points.
    #[must_use]
    pub fn is_snapped(&self, row: usize) -> bool {
        self.bits[row] & SNAPPED != 0
    }

    /// True unless the row is a tombstone.
    #[must_use]
    pub fn is_current(&self, row: usize) -> bool {
        self.bits[row] & CURRENT != 0
    }

    /// Class of location.
    #[must_use]
    pub fn location(&self, row: usize) -> LocationClass {
        LocationClass::ALL[usize::from(self.location[row])]
    }

    /// How well the place is known.
    #[must_use]
    pub fn geocode(&self, row: usize) -> Geocode {
        [Geocode::Exact, Geocode::Street, Geocode::Landmark, Geocode::Area, Geocode::None]
            [usize::from(self.grade[row] & 15).min(4)]
    }

    /// Worst injury.
    #[must_use]
    pub fn injury(&self, row: usize) -> Injury {
        [Injury::Unknown, Injury::None, Injury::Minor, Injury::Serious, Injury::Fatal]
            [usize::from(self.grade[row] >> 4).min(4)]
    }

    /// Ordinal of the row's area in a layer; `None` without a ground or outside it.
    #[must_use]
    pub fn area(&self, row: usize, level: Level) -> Option<u16> {
        let wide = |column: &[u16]| column.get(row).copied().filter(|&v| v != NO_U16);
        let small = |column: &[u8]| column.get(row).copied().filter(|&v| v != NO_U8).map(u16::from);
        match level {
            Level::Lsoa => wide(&self.lsoa),
            Level::Msoa => wide(&self.msoa),
            Level::Ward => wide(&self.ward),
            Level::District => small(&self.district),
            Level::Csp => small(&self.csp),
        }
    }
}

fn fits(what: &'static str, found: usize, most: usize) -> Result<(), IndexError> {
    if found > most { Err(IndexError::TooMany { what, found, most }) } else { Ok(()) }
}

/// Distinct texts, sorted, and the number of each.
fn numbered<'a>(texts: impl Iterator<Item = &'a str>) -> (Vec<String>, BTreeMap<&'a str, usize>) {
    let mut at: BTreeMap<&str, usize> = texts.map(|text| (text, 0)).collect();
    for (number, value) in at.values_mut().enumerate() {
        *value = number;
    }
    (at.keys().map(|&text| text.to_owned()).collect(), at)
}

fn epoch() -> Month {
    Month::new(1, 1).expect("January of year 1 is a month")
}

fn month_number(month: Month) -> u16 {
    u16::try_from(month.since(epoch())).unwrap_or(u16::MAX)
}

fn month_of(number: u16) -> Month {
    epoch().plus(i32::from(number))
}

fn bits(incident: &Incident) -> u16 {
    let f = &incident.flags;
    let markers = [f.knife, f.knife_injury, f.firearm, f.domestic, f.public_place, f.proactive];
    let markers = markers.iter().rev().fold(0, |bits, &tri| bits << 2 | tri as u16);
    let precision = (incident.committed.precision as u16) << PRECISION_SHIFT;
    let snapped = if incident.snapped { SNAPPED } else { 0 };
    let current = if incident.status == Status::Current { CURRENT } else { 0 };
    markers | precision | snapped | current
}
