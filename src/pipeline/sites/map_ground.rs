//! What stands behind the maps of the papers.

use geo::BoundingRect;
use geo_types::MultiPolygon;

use super::shortlist::Run;
use crate::{
    geodesy::GridPoint,
    pipeline::PipelineError,
    places::AreaPack,
    publish::{line_to_degrees, point_to_degrees, polygons_to_degrees},
    sport::{MapGround, MapStreet},
};

/// Streets are drawn this far round the sites, metres.
const MAP_MARGIN_M: f64 = 1_600.0;

/// Boundary, streets near the sites and town names, in degrees.
pub(super) fn map_ground(run: &Run<'_>, chosen: &[u32]) -> Result<MapGround, PipelineError> {
    let sites: Vec<GridPoint> = chosen.iter().map(|&s| run.candidates[s as usize].at).collect();
    let pack = run.loaded.ground.pack();
    let boundary = match run.csp {
        Some(csp) => polygons_to_degrees(&pack.csp[usize::from(csp)].shape, "the boundary")?,
        None => MultiPolygon(Vec::new()),
    };
    Ok(MapGround { boundary, ..ground_around(pack, &sites)? })
}

/// Streets near some places and the names of towns, in degrees, without a boundary.
pub(in crate::pipeline) fn ground_around(
    pack: &AreaPack,
    places: &[GridPoint],
) -> Result<MapGround, PipelineError> {
    let near = |x: (f64, f64), y: (f64, f64)| {
        places.iter().any(|place| {
            let (e, n) = (place.easting_m(), place.northing_m());
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
    let boundary = MultiPolygon(Vec::new());
    Ok(MapGround { boundary, streets, towns, attribution: pack.attribution.join("; ") })
}
