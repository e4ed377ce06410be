//! Places of recording: prisons, hospitals, police stations and courts, where crime is written
//! down rather than where the public meets it.

use serde::{Deserialize, Serialize};

use super::{Incident, IncidentError, LocationClass};
use crate::{
    geodesy::GridPoint,
    places::{Site, SiteKind},
};

/// What to do with the incidents of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Counts like any other.
    Keep,
    /// Left out of hotspots, counted and listed apart.
    Exclude,
    /// Counts, and stands on the list of things somebody must look at.
    Review,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Class of location it stands for.
    pub kind: LocationClass,
    /// Its name; never used to match.
    pub name: String,
    /// Where; `None` speaks about every location of that class.
    pub point: Option<GridPoint>,
    /// How far around the point it reaches, in metres.
    pub radius_m: f64,
    /// What to do.
    pub action: Action,
    /// Why.
    pub reason: String,
}

/// The file `kind,name,easting,northing,radius_m,action,reason`.
///
/// A place with a point matches an incident within its radius whose location class is the place's
/// own or not known: a hospital's street frontage, known to be a street, stays. A line without a point
/// matches by location class alone. Nothing matches by label. Places with a point speak before lines
/// without one, the nearest first (ties by order in the file).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlacesOfRecording {
    places: Vec<Place>,
}

#[derive(Deserialize)]
struct Line {
    kind: String,
    name: String,
    easting: Option<f64>,
    northing: Option<f64>,
    radius_m: Option<f64>,
    action: Action,
    #[serde(default)]
    reason: String,
}

/// Radius given to a place that states none, in metres.
const DEFAULT_RADIUS_M: f64 = 150.0;
/// Largest radius accepted, in metres: a larger one would remove a town.
const MAX_RADIUS_M: f64 = 2_000.0;

impl PlacesOfRecording {
    /// The bundled draft as the CSV a user starts editing from.
    pub const SHIPPED_CSV: &str = include_str!("data/places-of-recording.csv");

    /// The bundled draft: excludes by location class alone, no place of any force by name.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(Self::SHIPPED_CSV).expect("invariant: the shipped draft parses, a test reads it")
    }

    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, IncidentError> {
        let mut places = Vec::new();
        for (number, line) in super::table::lines::<Line>(text).enumerate() {
            let place = line.and_then(Line::check).map_err(|reason| IncidentError::Table {
                table: "places of recording",
                record: number + 1,
                reason,
            })?;
            places.push(place);
        }
        Ok(Self { places })
    }

    /// Adds the prisons, hospitals, police stations and courts of an area pack, with `exclude`, where
    /// no line of the file lies within its own radius of the site (the user's line then wins).
    #[must_use]
    pub fn with_sites(mut self, sites: &[Site]) -> Self {
        for site in sites {
            let Some(kind) = class_of(site.kind) else { continue };
            let known = self
                .places
                .iter()
                .any(|p| p.kind == kind && p.point.is_some_and(|q| q.distance_m(site.point) <= p.radius_m));
            if !known {
                self.places.push(Place {
                    kind,
                    name: site.name.clone(),
                    point: Some(site.point),
                    radius_m: DEFAULT_RADIUS_M,
                    action: Action::Exclude,
                    reason: "site of the area pack".to_owned(),
                });
            }
        }
        self
    }

    /// The lines, in order.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The place this incident belongs to, if any; the caller follows [`Place::action`].
    #[must_use]
    pub fn judge(&self, incident: &Incident) -> Option<&Place> {
        let near = incident.point.and_then(|point| {
            self.places
                .iter()
                .filter(|p| incident.location == p.kind || incident.location == LocationClass::Unknown)
                .filter_map(|p| p.point.map(|q| (p, q.distance_m(point))))
                .filter(|(p, distance_m)| *distance_m <= p.radius_m)
                .min_by(|a, b| a.1.total_cmp(&b.1))
                .map(|(p, _)| p)
        });
        near.or_else(|| self.places.iter().find(|p| p.point.is_none() && p.kind == incident.location))
    }
}

impl Line {
    fn check(self) -> Result<Place, String> {
        if let (Some(east), Some(north)) = (self.easting, self.northing)
            && east.abs() <= 180.0
            && north.abs() <= 90.0
        {
            return Err("easting and northing look like degrees; give national grid metres".to_owned());
        }
        let kind = match self.kind.trim().to_lowercase().as_str() {
            "prison" => LocationClass::Prison,
            "hospital" => LocationClass::Hospital,
            "police" | "police-station" | "police station" | "custody" => LocationClass::Police,
            "court" => LocationClass::Court,
            "care" | "care-home" => LocationClass::Care,
            "shop" | "shopping" | "shopping-centre" => LocationClass::Shop,
            "education" | "school" => LocationClass::Education,
            _ => {
                return Err("kind is none of prison, hospital, police, custody, court, care, shopping, \
                            school"
                    .to_owned());
            }
        };
        let point = match (self.easting, self.northing) {
            (Some(e), Some(n)) => {
                Some(GridPoint::new(e, n).ok_or("easting and northing are not on the national grid")?)
            }
            (None, None) => None,
            _ => return Err("one of easting and northing is missing".to_owned()),
        };
        let radius_m = self.radius_m.unwrap_or(DEFAULT_RADIUS_M);
        if !(radius_m > 0.0 && radius_m <= MAX_RADIUS_M) {
            return Err(format!("radius_m is not between 0 and {MAX_RADIUS_M}"));
        }
        if point.is_none() && kind == LocationClass::Unknown {
            return Err("a line needs a kind or a point".to_owned());
        }
        Ok(Place { kind, name: self.name, point, radius_m, action: self.action, reason: self.reason })
    }
}

fn class_of(kind: SiteKind) -> Option<LocationClass> {
    match kind {
        SiteKind::Hospital => Some(LocationClass::Hospital),
        SiteKind::Prison => Some(LocationClass::Prison),
        SiteKind::Police => Some(LocationClass::Police),
        SiteKind::Court => Some(LocationClass::Court),
        _ => None,
    }
}
