//! National-grid geometry to longitude and latitude, ready to be drawn.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::PublishError;
use crate::geodesy::{self, GridPoint, LonLat};

fn off_grid(what: &str) -> impl Fn(geodesy::GeodesyError) -> PublishError + '_ {
    move |source| PublishError::OffGrid { what: what.to_owned(), source }
}

/// One point; `what` names its owner in an error.
///
/// # Errors
/// [`PublishError::OffGrid`] outside OSTN15.
pub fn point_to_degrees(point: GridPoint, what: &str) -> Result<LonLat, PublishError> {
    geodesy::to_lon_lat(point).map_err(off_grid(what))
}

/// One line, point by point.
///
/// # Errors
/// [`PublishError::OffGrid`] outside OSTN15.
pub fn line_to_degrees(line: &LineString<f64>, what: &str) -> Result<LineString<f64>, PublishError> {
    let mut out = Vec::with_capacity(line.0.len());
    for c in &line.0 {
        let Some(point) = GridPoint::new(c.x, c.y) else { continue };
        let p = point_to_degrees(point, what)?;
        out.push(Coord { x: p.lon_deg(), y: p.lat_deg() });
    }
    Ok(LineString(out))
}

/// Polygons, ring by ring.
///
/// # Errors
/// [`PublishError::OffGrid`] outside OSTN15.
pub fn polygons_to_degrees(shape: &MultiPolygon<f64>, what: &str) -> Result<MultiPolygon<f64>, PublishError> {
    let mut out = Vec::with_capacity(shape.0.len());
    for polygon in &shape.0 {
        let exterior = line_to_degrees(polygon.exterior(), what)?;
        let holes = polygon.interiors().iter().map(|h| line_to_degrees(h, what));
        out.push(Polygon::new(exterior, holes.collect::<Result<_, _>>()?));
    }
    Ok(MultiPolygon(out))
}
