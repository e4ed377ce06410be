//! Polygons with properties from a GeoJSON file.

use std::path::Path;

use geo_types::{Geometry, MultiPolygon};
use geojson::GeoJson;
use sha2::{Digest, Sha256};

use super::SourceError;

/// The polygons of one file, in their order; features of other kinds are left out and counted.
#[derive(Debug, Clone, PartialEq)]
pub struct PolygonFile {
    /// Properties (and `id`, where the feature has one and no property does) and shape, in the file's coordinates.
    pub features: Vec<(serde_json::Map<String, serde_json::Value>, MultiPolygon<f64>)>,
    /// Code of the old `crs` member, when it names one: `EPSG:27700` of national-grid files. RFC 7946 has none: WGS84.
    pub crs: Option<String>,
    /// Features that are no polygons.
    pub others: usize,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

/// Reads a GeoJSON file of polygons.
///
/// # Errors
/// When the file cannot be read, is no GeoJSON or holds no polygon.
pub fn read_polygons(path: &Path) -> Result<PolygonFile, SourceError> {
    let file = super::display_name(path);
    let bytes = std::fs::read(path).map_err(|source| SourceError::Io {
        file: file.clone(),
        action: "read",
        source,
    })?;
    let refuse = |reason: String| SourceError::Refused {
        file: file.clone(),
        code: "G01",
        reason,
        hint: "give a GeoJSON file of Polygon or MultiPolygon features".to_owned(),
    };
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let text = std::str::from_utf8(&bytes).map_err(|_| refuse("the file is not UTF-8 text".into()))?;
    let parsed: GeoJson = text.parse().map_err(|e| refuse(format!("not GeoJSON: {e}")))?;
    let GeoJson::FeatureCollection(collection) = parsed else {
        return Err(refuse("not a FeatureCollection".into()));
    };
    let crs = collection
        .foreign_members
        .as_ref()
        .and_then(|m| m.get("crs")?.pointer("/properties/name")?.as_str().map(str::to_owned));
    let mut features = Vec::with_capacity(collection.features.len());
    let mut others = 0;
    for mut feature in collection.features {
        let mut properties = feature.properties.take().unwrap_or_default();
        if let Some(id) = feature.id.take().and_then(|id| serde_json::to_value(id).ok()) {
            properties.entry("id").or_insert(id);
        }
        let shape = feature.geometry.and_then(|g| Geometry::<f64>::try_from(g).ok());
        match shape {
            Some(Geometry::Polygon(polygon)) => features.push((properties, polygon.into())),
            Some(Geometry::MultiPolygon(shape)) => features.push((properties, shape)),
            _ => others += 1,
        }
    }
    if features.is_empty() {
        return Err(refuse("no polygon in it".into()));
    }
    Ok(PolygonFile { features, crs, others, sha256 })
}
