//! The user's own list of places.

use serde::Deserialize;

use crate::{geodesy::GridPoint, incidents::IncidentError};

/// A place of the user's list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) names: Vec<String>,
    pub(super) town: Option<String>,
    /// `None` for a town, ward or other area.
    pub(super) point: Option<GridPoint>,
    /// True for a town.
    pub(super) town_itself: bool,
}

/// The document `gazetteer`: places people write about, under every name they use.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GazetteerTable {
    pub(super) rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    #[serde(default)]
    alternatives: String,
    #[serde(default)]
    easting: Option<f64>,
    #[serde(default)]
    northing: Option<f64>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    town: String,
}

impl GazetteerTable {
    /// What a user starts from: the header and its meaning.
    pub const EMPTY_CSV: &str = "\
# name,alternatives,easting,northing,kind,town: other names are divided by ;  coordinates are EPSG:27700 metres
# kind is street, site or place (a point), or town, ward or area (no point is taken from it); town may be left out
name,alternatives,easting,northing,kind,town
";

    /// Reads `name,alternatives,easting,northing,kind,town`; only the name is needed of a town, ward or area, and the
    /// coordinates of anything else.
    ///
    /// # Errors
    /// [`IncidentError::Table`] naming the record, without its words.
    pub fn parse(text: &str) -> Result<Self, IncidentError> {
        let mut rows = Vec::new();
        for (number, line) in crate::incidents::table::lines::<Line>(text).enumerate() {
            let refuse = |reason: &str| IncidentError::Table {
                table: "gazetteer",
                record: number + 1,
                reason: reason.to_owned(),
            };
            let line = line.map_err(|reason| refuse(&reason))?;
            if super::words::tokens(&line.name).is_empty() {
                return Err(refuse("the name has no letter or digit"));
            }
            let (area, town_itself) = match line.kind.to_lowercase().as_str() {
                "" | "street" | "site" | "place" | "junction" | "point" => (false, false),
                "town" => (true, true),
                "ward" | "area" => (true, false),
                _ => return Err(refuse("kind is none of street, site, place, junction, town, ward, area")),
            };
            let point = match (line.easting, line.northing) {
                _ if area => None,
                (Some(x), Some(y)) => Some(
                    GridPoint::new(x, y)
                        .filter(|p| crate::geodesy::to_lon_lat(*p).is_ok())
                        .ok_or_else(|| refuse("the coordinates are not on the national grid"))?,
                ),
                _ => return Err(refuse("a place that is no area needs an easting and a northing")),
            };
            let others = line.alternatives.split(';').map(str::trim).filter(|n| !n.is_empty());
            rows.push(Row {
                names: std::iter::once(line.name.trim()).chain(others).map(str::to_owned).collect(),
                town: (!line.town.is_empty()).then_some(line.town),
                point,
                town_itself,
            });
        }
        Ok(Self { rows })
    }
}
