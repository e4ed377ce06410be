//! What stands behind the maps of the papers.

use geo::BoundingRect;
use geo_types::MultiPolygon;

use super::shortlist::Run;
use crate::{
    pipeline::PipelineError,
    places::Candidate,
    publish::{line_to_degrees, point_to_degrees, polygons_to_degrees},
    sport::{MapGround, MapStreet},
};

/// Streets are drawn this far round the sites, metres.
const MAP_MARGIN_M: f64 = 1_600.0;

/// Boundary, streets near the sites and town names, in degrees.
pub(super) fn map_ground(run: &Run<'_>, chosen: &[u32]) -> Result<MapGround, PipelineError> {
    let pack = run.loaded.ground.pack();
    let boundary = match run.csp {
        Some(csp) => polygons_to_degrees(&pack.csp[usize::from(csp)].shape, "the boundary")?,
        None => MultiPolygon(Vec::new()),
    };
    let sites: Vec<&Candidate> = chosen.iter().map(|&s| &run.candidates[s as usize]).collect();
    let near = |x: (f64, f64), y: (f64, f64)| {
        sites.iter().any(|s| {
            let (e, n) = (s.at.easting_m(), s.at.northing_m());
            x.0 - MAP_MARGIN_M <= e
                && e <= x.1 + MAP_MARGIN_M
                && y.0 - MAP_MARGIN_M <= n
                && n <= y.1 + MAP_MARGIN_M
        })
    };
    let mut streets = Vec::new();
    for street in &pack.streets {
        let Some(bounds) = street.line.bounding_rect() else { continue };
        if near((bounds.min().x, bounds.max().x), (bounds.min().y, bounds.max().y)) {
            streets.push(MapStreet {
                name: street.name.clone(),
                kind: street.kind.clone(),
                line: line_to_degrees(&street.line, "a street")?,
            });
        }
    }
    let mut towns = Vec::new();
    for town in pack.sites.iter().filter(|s| s.kind == crate::places::SiteKind::Town) {
        let at = point_to_degrees(town.point, &town.name)?;
        towns.push((town.name.clone(), (at.lon_deg(), at.lat_deg())));
    }
    Ok(MapGround { boundary, streets, towns, attribution: pack.attribution.join("; ") })
}
