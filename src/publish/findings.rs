//! What a method found, in the one form every method's files are made from.

use std::fmt::Write;

use geo_types::{Geometry, LineString, Polygon};
use serde_json::{Map, Value, json};

use super::{Provenance, csv::text_field};

/// A table with one row a thing (unit, cluster, band, hour), its shapes where it has any, and the words
/// that say how sure it is. Rows are in a fixed order that does not depend on threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// Name of the method, as on the command line.
    pub method: &'static str,
    /// Columns, all of one length.
    pub columns: Vec<Column>,
    /// Shapes in degrees (longitude, latitude), one a row; `None` where rows have no place.
    pub shapes: Option<Vec<Geometry<f64>>>,
    /// How the figures were tested.
    pub test: Test,
    /// Numbers about the whole, by name.
    pub totals: Map<String, Value>,
    /// Sentences for the reader.
    pub notes: Vec<String>,
    /// Where it came from.
    pub provenance: Provenance,
}

/// The words of a test: part of every file.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Test {
    /// What would be so if there were nothing to find; "none" for a description that tests nothing.
    pub null: String,
    /// What is found instead: "more", "less", "two-sided".
    pub alternative: String,
    /// "exact", or "999 permutations", or "none".
    pub p_values: String,
    /// Seed of permutations or draws.
    pub seed: Option<u64>,
    /// Correction for testing many, such as "Benjamini-Hochberg over 8,120 units".
    pub correction: String,
}

/// A named column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name in files: lower case, with its unit where it has one (`area_ha`).
    pub name: &'static str,
    /// Values.
    pub values: Values,
}

/// Values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Words.
    Text(Vec<String>),
    /// Numbers; one that is not finite is an empty field and `null`.
    Number(Vec<f64>),
    /// Whole numbers.
    Count(Vec<u64>),
    /// Yes or no.
    Flag(Vec<bool>),
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn text(name: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        Self { name, values: Values::Text(values.into_iter().collect()) }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(name: &'static str, values: impl IntoIterator<Item = f64>) -> Self {
        Self { name, values: Values::Number(values.into_iter().collect()) }
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn count(name: &'static str, values: impl IntoIterator<Item = u64>) -> Self {
        Self { name, values: Values::Count(values.into_iter().collect()) }
    }

    /// A column of yes and no.
    #[must_use]
    pub fn flag(name: &'static str, values: impl IntoIterator<Item = bool>) -> Self {
        Self { name, values: Values::Flag(values.into_iter().collect()) }
    }

    fn len(&self) -> usize {
        match &self.values {
            Values::Text(v) => v.len(),
            Values::Number(v) => v.len(),
            Values::Count(v) => v.len(),
            Values::Flag(v) => v.len(),
        }
    }

    fn json(&self, row: usize) -> Value {
        match &self.values {
            Values::Text(v) => json!(v[row]),
            Values::Number(v) => json!(v[row]),
            Values::Count(v) => json!(v[row]),
            Values::Flag(v) => json!(v[row]),
        }
    }

    fn csv(&self, out: &mut String, row: usize) {
        // Writing to a string cannot fail.
        let _ = match &self.values {
            Values::Text(v) => write!(out, "{}", text_field(&v[row])),
            Values::Number(v) => {
                csv_number(out, v[row]);
                Ok(())
            }
            Values::Count(v) => write!(out, "{}", v[row]),
            Values::Flag(v) => write!(out, "{}", v[row]),
        };
    }
}

/// Shortest exact form; tiny numbers with an exponent; nothing for one that is not finite.
pub(super) fn csv_number(out: &mut String, v: f64) {
    let _ = match v {
        v if !v.is_finite() => Ok(()),
        v if v != 0.0 && v.abs() < 1e-4 => write!(out, "{v:e}"),
        v => write!(out, "{v}"),
    };
}

impl Findings {
    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// Keeps the rows `keep` says, in their order.
    ///
    /// # Panics
    /// With another number of answers than rows.
    pub fn keep_rows(&mut self, keep: &[bool]) {
        assert_eq!(keep.len(), self.rows(), "one answer a row");
        for column in &mut self.columns {
            match &mut column.values {
                Values::Text(v) => kept(v, keep),
                Values::Number(v) => kept(v, keep),
                Values::Count(v) => kept(v, keep),
                Values::Flag(v) => kept(v, keep),
            }
        }
        if let Some(shapes) = &mut self.shapes {
            kept(shapes, keep);
        }
    }

    /// The table: LF line ends, RFC 4180 quoting, leading `=+-@` of words made harmless.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = String::with_capacity(32 * self.columns.len() * (self.rows() + 1));
        let names: Vec<&str> = self.columns.iter().map(|c| c.name).collect();
        out.push_str(&names.join(","));
        out.push('\n');
        for row in 0..self.rows() {
            for (i, column) in self.columns.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                column.csv(&mut out, row);
            }
            out.push('\n');
        }
        out
    }

    /// Method, test, totals, notes, marking and provenance: what a CSV has no room for.
    #[must_use]
    pub fn about(&self) -> Value {
        json!({
            "method": self.method, "marking": self.provenance.marking.words(), "test": self.test,
            "totals": self.totals, "notes": self.notes, "provenance": self.provenance,
        })
    }

    /// Everything as one JSON object, rows under `rows`.
    #[must_use]
    pub fn json(&self) -> String {
        let mut whole = self.about();
        let rows: Vec<Value> = (0..self.rows()).map(|row| Value::Object(self.properties(row))).collect();
        whole["rows"] = rows.into();
        format!("{whole}\n")
    }

    /// Feature collection (RFC 7946), one feature a row, the rest beside the features; `None` where rows have
    /// no place.
    #[must_use]
    pub fn geojson(&self) -> Option<String> {
        let shapes = self.shapes.as_ref()?;
        let about = self.about().to_string();
        let mut out = String::with_capacity(600 * shapes.len() + about.len());
        let _ = write!(out, "{{\"type\":\"FeatureCollection\",{},\"features\":[", &about[1..about.len() - 1]);
        for (row, shape) in shapes.iter().enumerate() {
            let feature = json!({
                "type": "Feature", "id": row, "geometry": geometry(shape), "properties": self.properties(row),
            });
            let _ = write!(out, "{}\n{feature}", if row == 0 { "" } else { "," });
        }
        out.push_str("\n]}\n");
        Some(out)
    }

    fn properties(&self, row: usize) -> Map<String, Value> {
        self.columns.iter().map(|c| (c.name.to_owned(), c.json(row))).collect()
    }
}

fn kept<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut answers = keep.iter();
    values.retain(|_| *answers.next().unwrap_or(&true));
}

/// Degrees to a centimetre.
fn position(c: &geo_types::Coord<f64>) -> [f64; 2] {
    [(c.x * 1e7).round() / 1e7, (c.y * 1e7).round() / 1e7]
}

fn ring(r: &LineString<f64>, exterior: bool) -> Vec<[f64; 2]> {
    let twice: f64 = r.0.windows(2).map(|w| w[0].x * w[1].y - w[1].x * w[0].y).sum();
    if (twice > 0.0) == exterior {
        r.0.iter().map(position).collect()
    } else {
        r.0.iter().rev().map(position).collect()
    }
}

fn rings(p: &Polygon<f64>) -> Vec<Vec<[f64; 2]>> {
    std::iter::once(ring(p.exterior(), true)).chain(p.interiors().iter().map(|r| ring(r, false))).collect()
}

/// A geometry of RFC 7946, exteriors counter-clockwise; other kinds than these are `null`.
pub(super) fn geometry(shape: &Geometry<f64>) -> Value {
    match shape {
        Geometry::Point(p) => json!({"type": "Point", "coordinates": position(&p.0)}),
        Geometry::LineString(l) => {
            json!({"type": "LineString", "coordinates": l.0.iter().map(position).collect::<Vec<_>>()})
        }
        Geometry::Polygon(p) => json!({"type": "Polygon", "coordinates": rings(p)}),
        Geometry::MultiPolygon(m) => {
            json!({"type": "MultiPolygon", "coordinates": m.iter().map(rings).collect::<Vec<_>>()})
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_rows() -> Findings {
        Findings {
            method: "example",
            columns: vec![
                Column::text("name", ["=1+1".to_owned(), "Mill Lane".to_owned()]),
                Column::number("p", [f64::NAN, 1e-9]),
                Column::count("events", [3, 4]),
                Column::flag("hot", [false, true]),
            ],
            shapes: Some(vec![
                geo_types::Point::new(0.5, 51.2).into(),
                geo_types::Point::new(0.6, 51.3).into(),
            ]),
            test: Test::default(),
            totals: Map::new(),
            notes: vec!["a note".to_owned()],
            provenance: Provenance::default(),
        }
    }

    #[test]
    fn a_number_that_is_none_is_an_empty_field_and_null() {
        let found = two_rows();
        let csv = found.csv();
        assert!(csv.starts_with("name,p,events,hot\n"), "{csv}");
        assert!(csv.contains(",,3,false\n") && csv.ends_with("Mill Lane,1e-9,4,true\n"), "{csv}");
        let json: Value = serde_json::from_str(&found.json()).expect("JSON");
        assert!(json["rows"][0]["p"].is_null() && json["rows"][1]["events"] == 4);
    }

    #[test]
    fn rows_that_are_not_kept_leave_every_column_and_their_shape() {
        let mut found = two_rows();
        found.keep_rows(&[false, true]);
        assert_eq!(found.rows(), 1);
        assert!(found.csv().ends_with("events,hot\nMill Lane,1e-9,4,true\n"), "{}", found.csv());
        assert_eq!(found.shapes.map(|s| s.len()), Some(1));
    }

    #[test]
    fn geojson_carries_marking_notes_and_one_feature_a_row() {
        let text = two_rows().geojson().expect("shapes");
        let json: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json["marking"], "OFFICIAL-SENSITIVE");
        assert_eq!(json["notes"][0], "a note");
        assert_eq!(json["features"].as_array().map(Vec::len), Some(2));
        assert_eq!(json["features"][1]["geometry"]["coordinates"][0], 0.6);
    }
}
