//! What each tile layer holds at each zoom.

use super::{PublishError, Shapes, TileId, encode_layer, geojson};
use crate::{
    detect::{CellStatistic, Class, HotspotList},
    places::Level,
};

/// Zoom from which every cell of the mask is drawn, zeros included: where a cell is at least four
/// pixels wide on a 256-pixel tile. Below it only cells that differ from chance are drawn, at their
/// own size: counts are never added up through H3 parents, which do not contain their children.
#[must_use]
pub fn cells_all_from(mean_area_m2: f64, latitude_deg: f64) -> u8 {
    let width_m = (mean_area_m2.max(1.0) * 2.0 / 3.0_f64.sqrt()).sqrt();
    let pixel_m = |z: u8| 156_543.034 * latitude_deg.to_radians().cos() / f64::from(1_u32 << z);
    (0..super::MAX_ZOOM).find(|&z| width_m >= 4.0 * pixel_m(z)).unwrap_or(super::MAX_ZOOM)
}

fn differs(class: Class) -> bool {
    !matches!(class, Class::None | Class::NoNeighbours | Class::NotTested)
}

fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Layer `hotspots`: `id, rank, rank_csp, name, kind, confidence, class, events`.
///
/// # Errors
/// As [`encode_layer`].
pub fn hotspots_tile(list: &HotspotList, shapes: &Shapes, tile: TileId) -> Result<Vec<u8>, PublishError> {
    encode_layer(
        "hotspots",
        shapes,
        tile,
        |_| true,
        |i, tags| {
            let place = &list.places[i];
            tags.text("id", &place.id).text("name", &place.name).text("kind", &word(place.kind));
            tags.text("confidence", &word(place.confidence)).text("class", &word(place.class));
            tags.whole("events", place.events.into());
            for (key, rank) in [("rank", place.rank), ("rank_csp", place.rank_csp)] {
                if let Some(rank) = rank {
                    tags.whole(key, rank.into());
                }
            }
        },
    )
}

/// Layer `cells`: `id, value, class, z, p_fdr, excess`; see [`cells_all_from`] for which.
///
/// # Errors
/// As [`encode_layer`].
pub fn cells_tile(
    cells: &[CellStatistic],
    shapes: &Shapes,
    all_from: u8,
    tile: TileId,
) -> Result<Vec<u8>, PublishError> {
    let keep = |i: usize| tile.z() >= all_from || differs(cells[i].class);
    encode_layer("cells", shapes, tile, keep, |i, tags| {
        let cell = &cells[i];
        tags.text("id", &cell.id).whole("value", cell.value.into()).text("class", &word(cell.class));
        tags.number("z", cell.gi_star_z).number("p_fdr", cell.p_fdr);
        tags.number("excess", geojson::cell_excess(cell));
    })
}

/// Zoom from which areas of a level are drawn.
#[must_use]
pub fn level_from(level: Level) -> u8 {
    match level {
        Level::Csp | Level::District => 0,
        Level::Ward => 9,
        Level::Msoa => 10,
        Level::Lsoa => 11,
    }
}

/// Zoom from which a kind of street or line is drawn.
#[must_use]
pub fn street_from(kind: &str) -> u8 {
    match kind {
        "motorway" | "rail" | "river" => 8,
        "path" => 14,
        _ => 12,
    }
}
