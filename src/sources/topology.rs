//! TopoJSON to GeoJSON features: arcs put together, quantised coordinates put back.

use serde_json::{Value, json};

type Arc = Vec<[f64; 2]>;

/// The features of every object of a topology. Only polygons are put together.
pub(super) fn features(topology: &Value) -> Result<Vec<Value>, String> {
    let arcs = arcs(topology)?;
    let objects = topology.get("objects").and_then(Value::as_object).ok_or("a topology without objects")?;
    let mut out = Vec::new();
    for object in objects.values() {
        let list = match object.get("geometries").and_then(Value::as_array) {
            Some(list) => list.as_slice(),
            None => std::slice::from_ref(object),
        };
        for geometry in list {
            let coordinates = match geometry.get("type").and_then(Value::as_str) {
                Some("Polygon") => polygon(geometry.get("arcs"), &arcs)?,
                Some("MultiPolygon") => {
                    let parts =
                        geometry.get("arcs").and_then(Value::as_array).ok_or("a geometry without arcs")?;
                    Value::from(parts.iter().map(|p| polygon(Some(p), &arcs)).collect::<Result<Vec<_>, _>>()?)
                }
                _ => Value::Null,
            };
            let kind = geometry.get("type").cloned().unwrap_or(Value::Null);
            let shape = if coordinates.is_null() {
                Value::Null
            } else {
                json!({"type": kind, "coordinates": coordinates})
            };
            let properties = geometry.get("properties").cloned().unwrap_or(Value::Null);
            out.push(json!({"type": "Feature", "properties": properties, "geometry": shape}));
        }
    }
    Ok(out)
}

fn arcs(topology: &Value) -> Result<Vec<Arc>, String> {
    let pair = |at: &str, otherwise: f64| {
        let of = |i: usize| {
            topology.pointer(&format!("/transform/{at}/{i}")).and_then(Value::as_f64).unwrap_or(otherwise)
        };
        [of(0), of(1)]
    };
    let quantised = topology.get("transform").is_some();
    let (scale, translate) = (pair("scale", 1.0), pair("translate", 0.0));
    let list = topology.get("arcs").and_then(Value::as_array).ok_or("a topology without arcs")?;
    let point = |v: &Value| {
        let of = |i: usize| v.get(i).and_then(Value::as_f64);
        of(0)
            .zip(of(1))
            .map(|(x, y)| [x, y])
            .ok_or_else(|| "an arc with a position that is no pair".to_owned())
    };
    let arc = |value: &Value| {
        let steps = value.as_array().ok_or("an arc that is no list")?;
        let mut at = [0.0, 0.0];
        let mut line = Arc::with_capacity(steps.len());
        for step in steps {
            let p = point(step)?;
            at = if quantised { [at[0] + p[0], at[1] + p[1]] } else { p };
            line.push([at[0] * scale[0] + translate[0], at[1] * scale[1] + translate[1]]);
        }
        Ok(line)
    };
    list.iter().map(arc).collect()
}

/// A list of rings, each a list of arc numbers; a negative number is the arc backwards.
fn polygon(rings: Option<&Value>, arcs: &[Arc]) -> Result<Value, String> {
    let rings = rings.and_then(Value::as_array).ok_or("a polygon without arcs")?;
    let ring = |value: &Value| {
        let mut line: Arc = Vec::new();
        for number in value.as_array().ok_or("a ring without arcs")? {
            let number = number.as_i64().ok_or("an arc number that is none")?;
            let index = if number < 0 { !number } else { number };
            let arc =
                usize::try_from(index).ok().and_then(|i| arcs.get(i)).ok_or("an arc that is not there")?;
            let mut part = arc.clone();
            if number < 0 {
                part.reverse();
            }
            line.extend(part.into_iter().skip(usize::from(!line.is_empty())));
        }
        Ok(json!(line))
    };
    Ok(Value::from(rings.iter().map(ring).collect::<Result<Vec<Value>, String>>()?))
}
