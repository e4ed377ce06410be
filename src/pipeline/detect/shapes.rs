//! Polygons of a file: their ids and properties, and their shapes in the system asked for.

use std::{collections::BTreeMap, path::Path};

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::{RunError, points::name_of};
use crate::{
    geodesy::{Crs, Projector},
    places::Area,
    sources::{PolygonFile, read_polygons},
};

type Properties = serde_json::Map<String, serde_json::Value>;

/// Areas with their ids, ascending (as numbers where all are), and their properties in that order.
pub(super) fn named_areas(
    file: &Path,
    id_field: &str,
    shapes: Vec<MultiPolygon<f64>>,
    source: PolygonFile,
) -> Result<(Vec<Area>, Vec<Properties>), RunError> {
    let mut named = Vec::with_capacity(shapes.len());
    for (shape, (properties, _)) in shapes.into_iter().zip(source.features) {
        let id = match properties.get(id_field) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(value @ serde_json::Value::Number(_)) => value.to_string(),
            _ => {
                let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                let known = known.join(", ");
                let name = name_of(file);
                return Err(RunError::Refused(format!(
                    "{name}: a feature has no id {id_field:?}; it has {known}"
                )));
            }
        };
        named.push((id, properties, shape));
    }
    let number = |id: &str| id.parse::<f64>().ok();
    if named.iter().all(|n| number(&n.0).is_some()) {
        named.sort_by(|a, b| number(&a.0).unwrap_or(0.0).total_cmp(&number(&b.0).unwrap_or(0.0)));
    } else {
        named.sort_by(|a, b| a.0.cmp(&b.0));
    }
    if let Some(twice) = named.windows(2).find(|w| w[0].0 == w[1].0) {
        return Err(RunError::Refused(format!("{}: the id {:?} is there twice", name_of(file), twice[0].0)));
    }
    let mut areas = Vec::with_capacity(named.len());
    let mut kept = Vec::with_capacity(named.len());
    for (code, properties, shape) in named {
        areas.push(Area { name: code.clone(), code, area_m2: geo::Area::unsigned_area(&shape), shape });
        kept.push(properties);
    }
    Ok((areas, kept))
}

/// The shapes of a file, taken to the work system (as they are when planar), and the file.
pub(in crate::pipeline) fn shapes_in(
    file: &Path,
    work: Option<Crs>,
    inputs: &mut BTreeMap<String, String>,
) -> Result<(Vec<MultiPolygon<f64>>, PolygonFile), RunError> {
    let source = read_polygons(file)?;
    inputs.insert(name_of(file), source.sha256.clone());
    let Some(work) = work else {
        return Ok((source.features.iter().map(|f| f.1.clone()).collect(), source));
    };
    let from = source.crs.as_deref().map_or(Ok(Crs::WGS84), str::parse)?;
    let way = Projector::new(from, work)?;
    let shapes = source.features.iter().map(|f| project(&f.1, &way)).collect::<Result<Vec<_>, _>>()?;
    Ok((shapes, source))
}

pub(super) fn project(shape: &MultiPolygon<f64>, way: &Projector) -> Result<MultiPolygon<f64>, RunError> {
    let ring = |r: &LineString<f64>| -> Result<LineString<f64>, RunError> {
        let place = |c: &Coord<f64>| way.convert(c.x, c.y).map(|(x, y)| Coord { x, y });
        Ok(LineString(r.0.iter().map(place).collect::<Result<_, _>>()?))
    };
    let polygon = |p: &Polygon<f64>| -> Result<Polygon<f64>, RunError> {
        let holes = p.interiors().iter().map(ring).collect::<Result<_, _>>()?;
        Ok(Polygon::new(ring(p.exterior())?, holes))
    };
    Ok(MultiPolygon(shape.iter().map(polygon).collect::<Result<_, _>>()?))
}
