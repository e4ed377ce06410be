//! H3 cells on the national grid.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use h3o::{CellIndex, LatLng, Resolution};

use crate::geodesy::{GridPoint, LonLat, to_grid, to_lon_lat};

/// The cell of a longitude and latitude.
pub(super) fn cell_at(point: LonLat, resolution: u8) -> Option<u64> {
    let resolution = Resolution::try_from(resolution).ok()?;
    LatLng::new(point.lat_deg(), point.lon_deg()).ok().map(|ll| u64::from(ll.to_cell(resolution)))
}

/// The cell of a grid position; `None` off the national grid's model.
pub(super) fn cell_of(point: GridPoint, resolution: u8) -> Option<u64> {
    cell_at(to_lon_lat(point).ok()?, resolution)
}

fn index(id: u64) -> Option<CellIndex> {
    CellIndex::try_from(id).ok()
}

/// The cell and all within `k` rings, ascending.
pub(super) fn disk(id: u64, k: u32) -> Vec<u64> {
    let mut cells: Vec<u64> = index(id).map_or_else(Vec::new, |cell| {
        cell.grid_disk::<Vec<CellIndex>>(k).into_iter().map(u64::from).collect()
    });
    cells.sort_unstable();
    cells
}

/// All cells of a finer resolution whose parent this is.
pub(super) fn children(id: u64, resolution: u8) -> impl Iterator<Item = u64> {
    let both = index(id).zip(Resolution::try_from(resolution).ok());
    both.into_iter().flat_map(|(cell, resolution)| cell.children(resolution)).map(u64::from)
}

pub(super) fn text(id: u64) -> String {
    index(id).map_or_else(|| format!("{id:x}"), |cell| cell.to_string())
}

/// Outline in degrees, closed.
pub(super) fn outline_lonlat(id: u64) -> MultiPolygon<f64> {
    let Some(cell) = index(id) else { return MultiPolygon(Vec::new()) };
    let mut ring: Vec<Coord<f64>> =
        cell.boundary().iter().map(|ll| Coord { x: ll.lng(), y: ll.lat() }).collect();
    ring.extend(ring.first().copied());
    MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())])
}

/// Centre in degrees.
pub(super) fn centre_lonlat(id: u64) -> Option<LonLat> {
    let centre = LatLng::from(index(id)?);
    LonLat::new(centre.lng(), centre.lat())
}

/// Centre on the grid; `None` off its model.
pub(super) fn centre(id: u64) -> Option<GridPoint> {
    to_grid(centre_lonlat(id)?).ok()
}

/// Outline on the grid; `None` when a corner is off its model.
pub(super) fn outline(id: u64) -> Option<MultiPolygon<f64>> {
    let corners = index(id)?.boundary();
    let on_grid =
        |ll: &LatLng| LonLat::new(ll.lng(), ll.lat()).and_then(|p| to_grid(p).ok()).map(Coord::from);
    let mut ring = corners.iter().map(on_grid).collect::<Option<Vec<Coord<f64>>>>()?;
    ring.extend(ring.first().copied());
    Some(MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())]))
}

/// Area on the sphere in square metres.
pub(super) fn sphere_m2(id: u64) -> f64 {
    index(id).map_or(0.0, CellIndex::area_m2)
}
