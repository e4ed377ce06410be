//! Outlines of analysis units in degrees.

use geo_types::{LineString, MultiPolygon, Polygon};
use h3o::CellIndex;

use super::UnitSet;

impl UnitSet {
    /// The outline of an H3 unit in longitude and latitude, exactly as H3 defines it; `None` when
    /// there is no such unit or it is not an H3 cell.
    #[must_use]
    pub fn h3_outline(&self, unit: usize) -> Option<MultiPolygon<f64>> {
        let cell = CellIndex::try_from(*self.ids.get(unit)?).ok()?;
        let mut ring: Vec<(f64, f64)> = cell.boundary().iter().map(|p| (p.lng(), p.lat())).collect();
        ring.push(*ring.first()?);
        Some(Polygon::new(LineString::from(ring), Vec::new()).into())
    }
}
