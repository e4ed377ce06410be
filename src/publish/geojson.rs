//! GeoJSON by RFC 7946: longitude and latitude, right-hand rings, provenance as foreign members.

use geo::InteriorPoint;
use serde_json::{Map, Value, json};

use super::{Provenance, PublishError, Shapes, shapes::ShapeKind};
use crate::detect::{CellStatistic, Hotspot, HotspotList};

/// Properties of one feature.
pub type Properties = Map<String, Value>;

/// The geometry of one feature; `null` when it has no points.
#[must_use]
pub fn geometry(shapes: &Shapes, feature: usize) -> Value {
    let parts = shapes.parts(feature);
    let Some(&first) = parts.first() else { return Value::Null };
    let positions = |part| shapes.degrees(part).iter().map(|&[x, y]| json!([x, y])).collect::<Vec<_>>();
    match shapes.kind() {
        ShapeKind::Point => json!({"type": "Point", "coordinates": positions(first).pop()}),
        ShapeKind::Line => json!({"type": "LineString", "coordinates": positions(first)}),
        ShapeKind::Polygon => {
            let mut polygons: Vec<Vec<Value>> = Vec::new();
            for &part in parts {
                let ring = Value::from(positions(part));
                match polygons.last_mut() {
                    Some(polygon) if !part.exterior => polygon.push(ring),
                    _ => polygons.push(vec![ring]),
                }
            }
            json!({"type": "MultiPolygon", "coordinates": polygons})
        }
    }
}

/// One feature with its box.
#[must_use]
pub fn feature(id: Value, shapes: &Shapes, number: usize, properties: Properties) -> Value {
    let mut out = Map::new();
    out.insert("type".into(), "Feature".into());
    out.insert("id".into(), id);
    out.insert("geometry".into(), geometry(shapes, number));
    if let Some(bbox) = shapes.bbox(number) {
        out.insert("bbox".into(), json!(bbox));
    }
    out.insert("properties".into(), Value::Object(properties));
    Value::Object(out)
}

/// A point inside a feature, for its label: longitude and latitude.
#[must_use]
pub fn label_point(shapes: &Shapes, feature: usize) -> Option<[f64; 2]> {
    let point = shapes.polygons(feature).interior_point()?;
    let tidy = |deg: f64| (deg * 1e7).round() / 1e7;
    Some([tidy(point.x()), tidy(point.y())])
}

/// The outlines of a list's places, in the list's order.
///
/// # Errors
/// [`PublishError::OffGrid`] when an outline lies outside OSTN15.
pub fn outlines(list: &HotspotList) -> Result<Shapes, PublishError> {
    let mut shapes = Shapes::new(ShapeKind::Polygon);
    for place in &list.places {
        shapes.push_polygons(&super::polygons_to_degrees(&place.outline, &place.name)?);
    }
    Ok(shapes.finish())
}

/// Every property of one place: the contract of the files, the API and the map. Units are left
/// out; the outline is made of them.
///
/// # Errors
/// [`PublishError::Json`] never for a list made by `detect`.
pub fn hotspot_properties(
    place: &Hotspot,
    list: &HotspotList,
    provenance: &Provenance,
    shapes: &Shapes,
    number: usize,
) -> Result<Properties, PublishError> {
    let json = |source| PublishError::Json { what: "a place", source };
    let Value::Object(mut out) = serde_json::to_value(place).map_err(json)? else {
        return Ok(Properties::new());
    };
    out.remove("units");
    out.insert("null".into(), list.null.clone().into());
    out.insert("marking".into(), provenance.marking.words().into());
    out.insert("label_point".into(), json!(label_point(shapes, number)));
    out.insert("bbox".into(), json!(shapes.bbox(number)));
    Ok(out)
}

/// The list as a feature collection: places as features; `list`, `provenance` and `marking` beside
/// them. The same list gives the same bytes.
///
/// # Errors
/// As [`hotspot_properties`].
pub fn hotspots_geojson(
    list: &HotspotList,
    provenance: &Provenance,
    shapes: &Shapes,
) -> Result<Value, PublishError> {
    let json = |what| move |source| PublishError::Json { what, source };
    let mut features = Vec::with_capacity(list.places.len());
    for (number, place) in list.places.iter().enumerate() {
        let properties = hotspot_properties(place, list, provenance, shapes, number)?;
        features.push(feature(place.id.clone().into(), shapes, number, properties));
    }
    let mut rest = serde_json::to_value(list).map_err(json("the list"))?;
    if let Value::Object(members) = &mut rest {
        members.remove("places");
    }
    let mut out = json!({
        "type": "FeatureCollection",
        "marking": provenance.marking.words(),
        "provenance": serde_json::to_value(provenance).map_err(json("the provenance"))?,
        "list": rest,
        "features": features,
    });
    if let Some(bbox) = shapes.extent() {
        out["bbox"] = json!(bbox);
    }
    Ok(out)
}

/// Properties of one cell: `id, value, neighbourhood, expected, excess, z, p_total_ge, p_two_sided,
/// p_fdr, class`. Excess is the neighbourhood's count minus what the null expects there.
///
/// # Errors
/// [`PublishError::Json`] never for a cell made by `detect`.
pub fn cell_properties(cell: &CellStatistic) -> Result<Properties, PublishError> {
    let mut out = Properties::new();
    out.insert("id".into(), cell.id.clone().into());
    out.insert("value".into(), cell.value.into());
    out.insert("neighbourhood".into(), cell.neighbourhood.into());
    out.insert("expected".into(), json!(cell.expected));
    out.insert("excess".into(), json!(cell_excess(cell)));
    out.insert("z".into(), json!(cell.gi_star_z));
    out.insert("p_total_ge".into(), json!(cell.p_total_ge));
    out.insert("p_two_sided".into(), json!(cell.p_two_sided));
    out.insert("p_fdr".into(), json!(cell.p_fdr));
    let class = serde_json::to_value(cell.class);
    out.insert("class".into(), class.map_err(|source| PublishError::Json { what: "a cell", source })?);
    Ok(out)
}

/// Observed in the neighbourhood minus expected there.
#[must_use]
pub fn cell_excess(cell: &CellStatistic) -> f64 {
    f64::from(cell.neighbourhood) - cell.expected
}
