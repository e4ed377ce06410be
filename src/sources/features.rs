//! Features with properties and a geometry, from GeoJSON and TopoJSON, every coordinate checked.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use serde_json::{Map, Value};

use super::{GroundFile, GroundFileError, topology};

/// A geometry in the coordinates of the file.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// One or more points.
    Points(Vec<Coord<f64>>),
    /// One or more lines of at least two points.
    Lines(Vec<LineString<f64>>),
    /// One or more polygons: rings closed, of at least three corners and some area.
    Polygons(MultiPolygon<f64>),
}

/// One feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Number in the file, from 1.
    pub number: u64,
    /// Its properties.
    pub properties: Map<String, Value>,
    /// Its geometry; `None` when it is null or empty.
    pub geometry: Option<Geometry>,
}

/// A file of features.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// The coordinate system the file declares (the legacy `crs` member), if any.
    pub crs: Option<String>,
    /// Its features, in order.
    pub features: Vec<Feature>,
}

impl Feature {
    /// A property as text; numbers are written out. `None` when missing, null or blank.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        match self.properties.get(key)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// Reads a GeoJSON `FeatureCollection`, a lone `Feature` or geometry, or a TopoJSON `Topology`.
///
/// # Errors
/// Names the file, and the feature where one is at fault. Text nested deeper than 128 is refused by
/// the parser, so no input overflows the stack.
pub fn read_features(file: &GroundFile) -> Result<Features, GroundFileError> {
    let value: Value = serde_json::from_str(file.text()?).map_err(|e| GroundFileError::NotJson {
        file: file.name.clone(),
        line: e.line() as u64,
        column: e.column() as u64,
        reason: e.to_string().split(" at line").next().unwrap_or_default().to_owned(),
    })?;
    let wrong = |what: &str| GroundFileError::NotFeatures { file: file.name.clone(), what: what.to_owned() };
    let list = match value.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => value
            .get("features")
            .and_then(Value::as_array)
            .ok_or_else(|| wrong("a collection without features"))?
            .clone(),
        Some("Topology") => topology::features(&value).map_err(|what| wrong(&what))?,
        Some("Feature") => vec![value.clone()],
        Some("Point" | "LineString" | "Polygon" | "MultiPoint" | "MultiLineString" | "MultiPolygon") => {
            vec![serde_json::json!({"type": "Feature", "properties": null, "geometry": value.clone()})]
        }
        _ => return Err(wrong("neither GeoJSON nor TopoJSON: no known type")),
    };
    let crs = value.pointer("/crs/properties/name").and_then(Value::as_str).map(str::to_owned);
    let feature = |(i, value): (usize, &Value)| {
        let number = i as u64 + 1;
        let bad =
            |what: String| GroundFileError::BadGeometry { file: file.name.clone(), feature: number, what };
        let properties = value.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        let geometry = geometry(value.get("geometry").unwrap_or(&Value::Null)).map_err(bad)?;
        Ok(Feature { number, properties, geometry })
    };
    Ok(Features { crs, features: list.iter().enumerate().map(feature).collect::<Result<_, _>>()? })
}

fn geometry(value: &Value) -> Result<Option<Geometry>, String> {
    if value.is_null() {
        return Ok(None);
    }
    let kind = value.get("type").and_then(Value::as_str).ok_or("a geometry without a type")?;
    let c = value.get("coordinates").unwrap_or(&Value::Null);
    let geometry = match kind {
        "Point" => Geometry::Points(vec![position(c)?]),
        "MultiPoint" => Geometry::Points(each(c, position)?),
        "LineString" => Geometry::Lines(vec![line(c)?]),
        "MultiLineString" => Geometry::Lines(each(c, line)?),
        "Polygon" => Geometry::Polygons(MultiPolygon(vec![polygon(c)?])),
        "MultiPolygon" => Geometry::Polygons(MultiPolygon(each(c, polygon)?)),
        other => return Err(format!("a geometry of type {other}, which is not used for the ground")),
    };
    let empty = match &geometry {
        Geometry::Points(p) => p.is_empty(),
        Geometry::Lines(l) => l.is_empty(),
        Geometry::Polygons(p) => p.0.is_empty(),
    };
    Ok((!empty).then_some(geometry))
}

fn each<T>(value: &Value, one: fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    value.as_array().ok_or("coordinates that are no list")?.iter().map(one).collect()
}

/// Two numbers, or three with a height that is not used.
fn position(value: &Value) -> Result<Coord<f64>, String> {
    let numbers = value.as_array().ok_or("a position that is no list of numbers")?;
    if !(2..=3).contains(&numbers.len()) {
        return Err(format!("a position of {} numbers where 2 are wanted", numbers.len()));
    }
    let number = |v: &Value| {
        v.as_f64().filter(|n| n.is_finite()).ok_or_else(|| format!("{v} where a number is wanted"))
    };
    Ok(Coord { x: number(&numbers[0])?, y: number(&numbers[1])? })
}

fn line(value: &Value) -> Result<LineString<f64>, String> {
    let points = each(value, position)?;
    if points.len() < 2 { Err("a line of fewer than two points".to_owned()) } else { Ok(LineString(points)) }
}

fn ring(value: &Value) -> Result<LineString<f64>, String> {
    let mut points = each(value, position)?;
    points.dedup();
    let at = |c: &Coord<f64>| format!("({}, {})", c.x, c.y);
    match (points.first(), points.last()) {
        (Some(first), Some(last)) if points.len() >= 4 && first == last => {}
        (Some(first), Some(last)) if first != last => {
            return Err(format!("a ring that begins at {} and ends at {}", at(first), at(last)));
        }
        _ => return Err("a ring of fewer than three corners".to_owned()),
    }
    let o = points[0];
    // All on one line. A figure of eight also adds up to nothing, but is refused as what it is: crossing itself.
    let turn = |p: &[Coord<f64>]| (p[0].x - o.x) * (p[1].y - o.y) - (p[1].x - o.x) * (p[0].y - o.y);
    let flat = points.windows(2).all(|p| turn(p) == 0.0);
    if flat { Err(format!("a ring without area at {}", at(&o))) } else { Ok(LineString(points)) }
}

fn polygon(value: &Value) -> Result<Polygon<f64>, String> {
    let mut rings = each(value, ring)?.into_iter();
    let shell = rings.next().ok_or("a polygon without a ring")?;
    Ok(Polygon::new(shell, rings.collect()))
}
