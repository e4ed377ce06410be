//! Where H3 cells are, and which cells a shape holds, anywhere on Earth.

use geo_types::{LineString, MultiPolygon, Polygon};
use h3o::{
    CellIndex, LatLng, Resolution,
    geom::{ContainmentMode, TilerBuilder},
};

use crate::geodesy::LonLat;

/// Outline in degrees, closed; `None` for what is no cell.
#[must_use]
pub fn h3_outline(id: u64) -> Option<MultiPolygon<f64>> {
    let cell = CellIndex::try_from(id).ok()?;
    let mut ring: Vec<(f64, f64)> = cell.boundary().iter().map(|p| (p.lng(), p.lat())).collect();
    ring.extend(ring.first().copied());
    Some(Polygon::new(LineString::from(ring), Vec::new()).into())
}

/// Centre in degrees; `None` for what is no cell.
#[must_use]
pub fn h3_centre(id: u64) -> Option<LonLat> {
    let centre = LatLng::from(CellIndex::try_from(id).ok()?);
    LonLat::new(centre.lng(), centre.lat())
}

/// A cell from its hexadecimal text.
#[must_use]
pub fn h3_parse(text: &str) -> Option<u64> {
    text.parse::<CellIndex>().ok().map(u64::from)
}

/// Resolution of a cell; `None` for what is no cell.
#[must_use]
pub fn h3_resolution(id: u64) -> Option<u8> {
    CellIndex::try_from(id).ok().map(|cell| cell.resolution().into())
}

/// Hexadecimal text of a cell.
#[must_use]
pub fn h3_text(id: u64) -> String {
    format!("{id:x}")
}

/// Cells whose centre is inside a shape (degrees), ascending. Shapes H3 cannot tile are left out.
#[must_use]
pub fn h3_cells_inside(shapes: &[MultiPolygon<f64>], resolution: u8) -> Vec<u64> {
    let Ok(resolution) = Resolution::try_from(resolution) else { return Vec::new() };
    let mut cells = Vec::new();
    for polygon in shapes.iter().flatten() {
        let mut tiler =
            TilerBuilder::new(resolution).containment_mode(ContainmentMode::ContainsCentroid).build();
        if tiler.add(polygon.clone()).is_ok() {
            cells.extend(tiler.into_coverage().map(u64::from));
        }
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}
