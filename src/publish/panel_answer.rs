//! The panel's papers as one JSON answer: every word and safe count, and the areas as GeoJSON geometries.

use serde_json::{Value, json};

use super::{Provenance, PublishError, ShapeKind, Shapes, geojson::geometry};
use crate::sport::{BANDS, PanelShortlist, SiteSheet};

/// The whole shortlist. Each site carries `reach` (`[{"minutes": 10, "area": MultiPolygon}]`), `hotspots`
/// (`[MultiPolygon]`, outlines of areas, never a point) and the `bbox` of what it shows; `bbox` of the whole is
/// beside `sites`, and `bands` are the columns of each clock. The same shortlist gives the same bytes.
///
/// # Errors
/// [`PublishError::Json`] never for a shortlist made by `sport`.
pub fn panel_answer(shortlist: &PanelShortlist, provenance: &Provenance) -> Result<Value, PublishError> {
    let mut out = json_of(shortlist)?;
    let mut whole = Shapes::new(ShapeKind::Polygon);
    let sites: Vec<Value> =
        shortlist.sites.iter().map(|sheet| site(sheet, &mut whole)).collect::<Result<_, _>>()?;
    out["sites"] = sites.into();
    out["bbox"] = json!(whole.finish().extent());
    let bands = BANDS.iter();
    out["bands"] =
        bands.map(|b| json!({"words": b.words, "from_hour": b.from_hour, "to_hour": b.to_hour})).collect();
    out["provenance"] = json_of(provenance)?;
    Ok(out)
}

fn json_of(what: &impl serde::Serialize) -> Result<Value, PublishError> {
    serde_json::to_value(what).map_err(|source| PublishError::Json { what: "the shortlist", source })
}

fn site(sheet: &SiteSheet, whole: &mut Shapes) -> Result<Value, PublishError> {
    let mut shapes = Shapes::new(ShapeKind::Polygon);
    for area in sheet.reach.iter().map(|(_, area)| area).chain(&sheet.hotspots) {
        shapes.push_polygons(area);
        whole.push_polygons(area);
    }
    let shapes = shapes.finish();
    let mut out = json_of(sheet)?;
    let reached = sheet.reach.len();
    let reach = sheet.reach.iter().enumerate();
    out["reach"] =
        reach.map(|(i, (minutes, _))| json!({"minutes": minutes, "area": geometry(&shapes, i)})).collect();
    out["hotspots"] = (reached..reached + sheet.hotspots.len()).map(|i| geometry(&shapes, i)).collect();
    out["bbox"] = json!(shapes.extent());
    Ok(out)
}
