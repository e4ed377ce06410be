//! The shortlist for a map.

use serde_json::{Map, Value, json};

use super::wording::SITES_DRAFT;
use crate::{
    publish::{Provenance, PublishError, findings},
    sport::{PanelShortlist, SiteSheet},
};

/// The list as a feature collection (RFC 7946). `layer` says what a feature is: `site` (the venue as a point, with
/// everything its page says), `reach` (what can be walked to in so many `minutes`) or `hotspot` (an outline near
/// the site). No feature is an incident. `marking`, `status`, `shortlist` and `provenance` stand beside the features.
///
/// # Errors
/// [`PublishError::Json`] never for a list made by `sport`.
pub fn sites_geojson(list: &PanelShortlist, provenance: &Provenance) -> Result<Value, PublishError> {
    let mut features = Vec::new();
    for site in &list.sites {
        let mut properties = object(site, "a site")?;
        properties.remove("at");
        let point = geo_types::Point::new(site.at.0, site.at.1).into();
        features.push(feature("site", site, &findings::geometry(&point), properties, provenance));
        for (minutes, shape) in site.reach.iter().filter(|(_, shape)| !shape.0.is_empty()) {
            let properties = Map::from_iter([("minutes".to_owned(), json!(minutes))]);
            let geometry = findings::geometry(&shape.clone().into());
            features.push(feature("reach", site, &geometry, properties, provenance));
        }
        for shape in site.hotspots.iter().filter(|shape| !shape.0.is_empty()) {
            let geometry = findings::geometry(&shape.clone().into());
            features.push(feature("hotspot", site, &geometry, Map::new(), provenance));
        }
    }
    let mut about = about(list, provenance)?;
    about.insert("type".into(), "FeatureCollection".into());
    about.insert("features".into(), features.into());
    Ok(about.into())
}

fn about(list: &PanelShortlist, provenance: &Provenance) -> Result<Map<String, Value>, PublishError> {
    let mut shortlist = object(list, "the shortlist")?;
    shortlist.remove("sites");
    shortlist.remove("marking");
    Ok(Map::from_iter([
        ("marking".to_owned(), provenance.marking.words().into()),
        ("status".to_owned(), SITES_DRAFT.into()),
        ("shortlist".to_owned(), shortlist.into()),
        ("provenance".to_owned(), object(provenance, "the provenance")?.into()),
    ]))
}

fn feature(
    layer: &str,
    site: &SiteSheet,
    geometry: &Value,
    mut properties: Map<String, Value>,
    provenance: &Provenance,
) -> Value {
    properties.insert("layer".into(), layer.into());
    properties.insert("site".into(), site.id.clone().into());
    properties.insert("rank".into(), site.rank.into());
    properties.insert("status".into(), SITES_DRAFT.into());
    properties.insert("marking".into(), provenance.marking.words().into());
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

fn object(value: &impl serde::Serialize, what: &'static str) -> Result<Map<String, Value>, PublishError> {
    match serde_json::to_value(value).map_err(|source| PublishError::Json { what, source })? {
        Value::Object(members) => Ok(members),
        _ => Ok(Map::new()),
    }
}
