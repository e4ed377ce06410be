//! Outlines from files to the national grid, each checked.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use serde_json::Value;

use super::{AreaError, recognise::column};
use crate::{
    geodesy::{Crs, GeodesyError, GridPoint, Projector},
    places::{Area, Level, Street, shape},
    sources::{Feature, Features, Geometry},
};

/// One outline with what its properties say.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) area: Area,
    pub(super) district: Option<String>,
}

/// Converts coordinates of one file to the grid, rounded to the millimetre.
struct ToGrid {
    /// `None` where the file is on the grid already.
    crs: Crs,
}

impl ToGrid {
    fn of(features: &Features, file: &str) -> Result<Self, AreaError> {
        let crs = match &features.crs {
            None => Crs::WGS84,
            Some(name) => name.parse().map_err(|reason| off(file, 1, reason))?,
        };
        Ok(Self { crs })
    }

    fn line(&self, line: &LineString<f64>) -> Result<LineString<f64>, GeodesyError> {
        // Ours are cheap to make; a foreign system is slow, and rare for British boundaries.
        let projector = Projector::new(self.crs, Crs::GRID)?;
        let place = |c: &Coord<f64>| {
            let p: GridPoint = projector.convert_point(c.x, c.y)?;
            let mm = |metres: f64| (metres * 1000.0).round() / 1000.0;
            Ok(Coord { x: mm(p.easting_m()), y: mm(p.northing_m()) })
        };
        Ok(LineString(line.0.iter().map(place).collect::<Result<_, GeodesyError>>()?))
    }

    fn shape(&self, shape: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>, GeodesyError> {
        let polygon = |p: &Polygon<f64>| {
            let holes = p.interiors().iter().map(|r| self.line(r)).collect::<Result<_, _>>()?;
            Ok(Polygon::new(self.line(p.exterior())?, holes))
        };
        Ok(MultiPolygon(shape.iter().map(polygon).collect::<Result<_, GeodesyError>>()?))
    }
}

fn off(file: &str, feature: u64, reason: GeodesyError) -> AreaError {
    AreaError::OffGrid { file: file.to_owned(), feature, reason }
}

/// The outlines of one level in a file.
pub(super) fn read(features: &Features, level: Level, file: &str) -> Result<Vec<Outline>, AreaError> {
    let what = match level {
        Level::Lsoa => "lsoa",
        Level::Msoa => "msoa",
        Level::Ward => "ward",
        Level::District => "district",
        Level::Csp => "csp",
    };
    let to_grid = ToGrid::of(features, file)?;
    let one = |feature: &Feature| {
        let code =
            property(feature, what, true).ok_or_else(|| incomplete(file, feature, format!("{what} code")))?;
        let shape = outline(&to_grid, feature, &code, file)?;
        let name = property(feature, what, false).unwrap_or_else(|| code.clone());
        let area = Area { area_m2: shape::area(&shape), code, name, shape };
        Ok(Outline { area, district: property(feature, "district", true) })
    };
    features.features.par_iter().map(one).collect()
}

/// Polygons of a file without codes: areas added to the mask.
pub(super) fn unnamed(features: &Features, file: &str) -> Result<Vec<Area>, AreaError> {
    let to_grid = ToGrid::of(features, file)?;
    let one = |feature: &Feature| {
        let code = format!("{}", feature.number);
        let shape = outline(&to_grid, feature, &code, file)?;
        Ok(Area { area_m2: shape::area(&shape), code, name: feature.text("name").unwrap_or_default(), shape })
    };
    features.features.iter().map(one).collect()
}

fn outline(
    to_grid: &ToGrid,
    feature: &Feature,
    code: &str,
    file: &str,
) -> Result<MultiPolygon<f64>, AreaError> {
    let Some(Geometry::Polygons(shape)) = &feature.geometry else {
        return Err(incomplete(file, feature, "polygon: its geometry is null or of another type".to_owned()));
    };
    let shape = to_grid.shape(shape).map_err(|reason| off(file, feature.number, reason))?;
    if let Some(at) = shape::self_crossing(&shape) {
        return Err(AreaError::CrossesItself {
            file: file.to_owned(),
            feature: feature.number,
            code: code.to_owned(),
            easting_m: at.x,
            northing_m: at.y,
        });
    }
    if shape::smallest_ring(&shape) < 0.001 {
        return Err(incomplete(
            file,
            feature,
            "area: a ring of it goes out and comes back the same way".to_owned(),
        ));
    }
    Ok(shape)
}

fn incomplete(file: &str, feature: &Feature, what: String) -> AreaError {
    AreaError::Incomplete { file: file.to_owned(), feature: feature.number, what }
}

fn property(feature: &Feature, what: &str, code: bool) -> Option<String> {
    let key =
        feature.properties.keys().find(|k| column(k).is_some_and(|(w, _, c)| w == what && c == code))?;
    feature.text(key)
}

/// Named centre lines. The kind is `kind` where given, else made from OpenStreetMap's `highway`.
pub(in crate::pipeline) fn streets(features: &Features, file: &str) -> Result<Vec<Street>, AreaError> {
    let to_grid = ToGrid::of(features, file)?;
    let mut out = Vec::new();
    for feature in &features.features {
        let Some(Geometry::Lines(lines)) = &feature.geometry else { continue };
        let kind = match (feature.text("kind"), feature.properties.get("highway").and_then(Value::as_str)) {
            (Some(kind), _) => kind,
            (None, Some("motorway" | "motorway_link" | "trunk")) => "motorway".to_owned(),
            (None, Some("footway" | "path" | "cycleway" | "steps" | "bridleway" | "track")) => {
                "path".to_owned()
            }
            (None, _) => "street".to_owned(),
        };
        for line in lines {
            let line = to_grid.line(line).map_err(|reason| off(file, feature.number, reason))?;
            out.push(Street { name: feature.text("name").unwrap_or_default(), kind: kind.clone(), line });
        }
    }
    Ok(out)
}

/// Refuses a code given twice, then sorts by code.
pub(super) fn by_code(
    mut outlines: Vec<(String, Outline)>,
    layer: &'static str,
) -> Result<Vec<Outline>, AreaError> {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut number: BTreeMap<String, u64> = BTreeMap::new();
    for (file, outline) in &outlines {
        let feature = number.entry(file.clone()).or_default();
        *feature += 1;
        if seen.insert(outline.area.code.clone(), *feature).is_some() {
            let code = outline.area.code.clone();
            return Err(AreaError::DuplicateCode { file: file.clone(), feature: *feature, code, layer });
        }
    }
    if outlines.len() > usize::from(u16::MAX) {
        return Err(AreaError::TooManyAreas { layer, areas: outlines.len() });
    }
    outlines.sort_by(|a, b| a.1.area.code.cmp(&b.1.area.code));
    Ok(outlines.into_iter().map(|(_, outline)| outline).collect())
}
