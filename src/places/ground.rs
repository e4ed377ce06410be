//! An area pack ready to answer: which areas is a point in, what is near it, what is it called.

use std::sync::Arc;

use geo_types::Coord;

use super::{Area, AreaLocator, AreaPack, AreaRef, Level, PlacesError, Site};
use crate::geodesy::{GridPoint, LonLat, to_lon_lat};

/// An area pack with its look-ups. Cheap to share: keep it in an `Arc`.
#[derive(Debug)]
pub struct Ground {
    pack: Arc<AreaPack>,
    id: String,
    lsoa: AreaLocator,
    ward: AreaLocator,
    msoa: AreaLocator,
    district: AreaLocator,
}

impl Ground {
    /// Prepares a pack read from the bytes of its file; the id is their SHA-256.
    ///
    /// # Errors
    /// As [`AreaPack::from_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PlacesError> {
        Ok(Self::with_id(Arc::new(AreaPack::from_bytes(bytes)?), AreaPack::id_of(bytes)))
    }

    /// Prepares a pack held in memory; its id is that of the file it would be written to.
    ///
    /// # Errors
    /// As [`AreaPack::to_bytes`].
    pub fn new(pack: AreaPack) -> Result<Self, PlacesError> {
        let id = AreaPack::id_of(&pack.to_bytes()?);
        Ok(Self::with_id(Arc::new(pack), id))
    }

    fn with_id(pack: Arc<AreaPack>, id: String) -> Self {
        let (lsoa, ward) = (AreaLocator::new(&pack.lsoa), AreaLocator::new(&pack.ward));
        let (msoa, district) = (AreaLocator::new(&pack.msoa), AreaLocator::new(&pack.district));
        Self { pack, id, lsoa, ward, msoa, district }
    }

    /// The facts.
    #[must_use]
    pub fn pack(&self) -> &AreaPack {
        &self.pack
    }

    /// The pack itself, shared.
    #[must_use]
    pub fn shared_pack(&self) -> Arc<AreaPack> {
        Arc::clone(&self.pack)
    }

    /// SHA-256 of the pack's file, for provenance.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Which areas is this point in?
    ///
    /// LSOA, then by look-up from it its MSOA, district and CSP, so that these never contradict each
    /// other; the ward by its own outline, because LSOAs do not nest in wards, and by best fit where
    /// generalised outlines leave a gap. All empty off the land (outside every LSOA). A pack without
    /// LSOAs uses the outlines of the other layers.
    #[must_use]
    pub fn assign(&self, point: GridPoint) -> AreaRef {
        let index = |found: Option<u32>| found.and_then(|i| u16::try_from(i).ok());
        if self.pack.lsoa.is_empty() {
            let district = index(self.district.locate(point));
            let csp = district.and_then(|d| self.pack.district_csp[usize::from(d)]);
            let (msoa, ward) = (index(self.msoa.locate(point)), index(self.ward.locate(point)));
            return AreaRef { lsoa: None, msoa, ward, district, csp };
        }
        let Some(lsoa) = index(self.lsoa.locate(point)) else { return AreaRef::default() };
        let facts = &self.pack.lsoa_facts[usize::from(lsoa)];
        let ward = index(self.ward.locate(point)).or(facts.ward);
        AreaRef { lsoa: Some(lsoa), msoa: facts.msoa, ward, district: facts.district, csp: facts.csp }
    }

    /// True when the point is on the land of the force.
    #[must_use]
    pub fn is_land(&self, point: GridPoint) -> bool {
        if self.pack.lsoa.is_empty() {
            self.district.locate(point).is_some()
        } else {
            self.lsoa.locate(point).is_some()
        }
    }

    /// The CSP with this code, or with this name in any case; what stands in brackets at its end may be left out.
    ///
    /// # Errors
    /// [`PlacesError::NoSuchCsp`].
    pub fn csp(&self, code_or_name: &str) -> Result<u16, PlacesError> {
        let same = |area: &Area| {
            let short = area.name.split(" (").next().unwrap_or_default();
            area.code == code_or_name
                || [area.name.as_str(), short].iter().any(|n| n.eq_ignore_ascii_case(code_or_name))
        };
        let found = self.pack.csp.iter().position(same).and_then(|i| u16::try_from(i).ok());
        found.ok_or_else(|| {
            let names: Vec<&str> = self.pack.csp.iter().map(|area| area.name.as_str()).collect();
            PlacesError::NoSuchCsp { text: code_or_name.chars().take(60).collect(), known: names.join(", ") }
        })
    }

    /// West, south, east and north of a CSP in degrees, or of the whole force.
    #[must_use]
    pub fn bbox(&self, csp: Option<u16>) -> Option<[f64; 4]> {
        let areas: Vec<&Area> = match csp {
            Some(i) => self.pack.csp.get(usize::from(i)).into_iter().collect(),
            None => self.land().iter().collect(),
        };
        bbox_of(areas.into_iter().flat_map(coords))
    }

    /// The smallest layer that covers the land.
    #[must_use]
    pub fn land(&self) -> &[Area] {
        if self.pack.lsoa.is_empty() { &self.pack.district } else { &self.pack.lsoa }
    }

    /// The area of a level a point was assigned to.
    #[must_use]
    pub fn area_of(&self, level: Level, at: &AreaRef) -> Option<&Area> {
        at.of(level).and_then(|i| self.pack.layer(level).get(usize::from(i)))
    }

    /// The nearest named site and its distance in metres, among those `wanted` says yes to.
    #[must_use]
    pub fn nearest_site(&self, point: GridPoint, wanted: impl Fn(&Site) -> bool) -> Option<(&Site, f64)> {
        let by_distance =
            |a: &(&Site, f64), b: &(&Site, f64)| a.1.total_cmp(&b.1).then(a.0.name.cmp(&b.0.name));
        let sites = self.pack.sites.iter().filter(|site| wanted(site));
        sites.map(|site| (site, site.point.distance_m(point))).min_by(by_distance)
    }
}

impl AreaRef {
    /// Index of the area at one level.
    #[must_use]
    pub fn of(&self, level: Level) -> Option<u16> {
        match level {
            Level::Lsoa => self.lsoa,
            Level::Msoa => self.msoa,
            Level::Ward => self.ward,
            Level::District => self.district,
            Level::Csp => self.csp,
        }
    }
}

fn coords(area: &Area) -> impl Iterator<Item = Coord<f64>> + '_ {
    area.shape.iter().flat_map(|polygon| polygon.exterior().0.iter().copied())
}

/// Box in degrees around grid positions; positions off the model are left out.
fn bbox_of(coords: impl Iterator<Item = Coord<f64>>) -> Option<[f64; 4]> {
    let degrees = |c: Coord<f64>| GridPoint::new(c.x, c.y).and_then(|p| to_lon_lat(p).ok());
    coords.filter_map(degrees).fold(None, |bbox: Option<[f64; 4]>, p: LonLat| {
        let (x, y) = (p.lon_deg(), p.lat_deg());
        let [w, s, e, n] = bbox.unwrap_or([x, y, x, y]);
        Some([w.min(x), s.min(y), e.max(x), n.max(y)])
    })
}
