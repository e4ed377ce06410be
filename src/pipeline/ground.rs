//! The ground as layers to draw: areas, streets, sites and labels of an area pack.

use super::{SessionError, street_labels::street_labels};
use crate::{
    incidents::Incident,
    places::{Area, AreaPack, Level, SiteKind},
    publish::{self, Properties, ShapeKind, Shapes},
};

/// A name, a kind, and the zooms it is drawn at.
#[derive(Debug, Clone)]
pub struct Named {
    /// What is written.
    pub name: String,
    /// Kind of street, site or label.
    pub kind: String,
    /// First zoom.
    pub from: u8,
    /// Last zoom.
    pub to: u8,
}

/// One level of area.
#[derive(Debug)]
pub struct AreaLayer {
    /// Which.
    pub level: Level,
    /// Its word, `lsoa` to `csp`.
    pub word: &'static str,
    /// Shapes, in the pack's order.
    pub shapes: Shapes,
    /// Code and properties, in the same order.
    pub rows: Vec<(String, Properties)>,
}

/// Everything an area pack draws.
#[derive(Debug)]
pub struct Ground {
    /// All five levels, smallest first.
    pub areas: Vec<AreaLayer>,
    /// Centre lines.
    pub streets: Shapes,
    /// Their names and kinds.
    pub street_rows: Vec<Named>,
    /// Points of sites.
    pub sites: Shapes,
    /// Their names and kinds.
    pub site_rows: Vec<Named>,
    /// Points inside wards, districts (where no town is known) and towns; without a street network,
    /// street names from the incidents' own points.
    pub labels: Shapes,
    /// Their names and kinds.
    pub label_rows: Vec<Named>,
}

/// The word of a level, as in URLs.
#[must_use]
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Lsoa => "lsoa",
        Level::Msoa => "msoa",
        Level::Ward => "ward",
        Level::District => "district",
        Level::Csp => "csp",
    }
}

fn site_word(kind: SiteKind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn row(area: &Area, word: &'static str, pack: &AreaPack, level: Level, index: usize) -> (String, Properties) {
    let mut out = Properties::new();
    out.insert("code".into(), area.code.clone().into());
    out.insert("name".into(), area.name.clone().into());
    out.insert("level".into(), word.into());
    out.insert("area_ha".into(), ((area.area_m2 / 100.0).round() / 100.0).into());
    if let (Level::Lsoa, Some(facts)) = (level, pack.lsoa_facts.get(index)) {
        if !facts.population.is_empty() {
            out.insert("population".into(), facts.population.iter().sum::<f64>().into());
            out.insert("population_carried".into(), facts.population_carried.into());
        }
        if let Some(decile) = facts.imd_decile {
            out.insert("imd_decile".into(), decile.into());
        }
    }
    (area.code.clone(), out)
}

impl Ground {
    /// Projects the whole pack once; the incidents name the streets it does not have.
    pub(super) fn of(pack: &AreaPack, incidents: &[Incident]) -> Result<Self, SessionError> {
        let mut areas = Vec::new();
        for level in Level::ALL {
            let mut shapes = Shapes::new(ShapeKind::Polygon);
            let mut rows = Vec::new();
            for (index, area) in pack.layer(level).iter().enumerate() {
                shapes.push_polygons(&publish::polygons_to_degrees(&area.shape, &area.name)?);
                rows.push(row(area, level_word(level), pack, level, index));
            }
            areas.push(AreaLayer { level, word: level_word(level), shapes: shapes.finish(), rows });
        }
        let (mut streets, mut street_rows) = (Shapes::new(ShapeKind::Line), Vec::new());
        for street in &pack.streets {
            streets.push_line(&publish::line_to_degrees(&street.line, "a street")?);
            street_rows.push(Named {
                name: street.name.clone(),
                kind: street.kind.clone(),
                from: publish::street_from(&street.kind),
                to: publish::MAX_ZOOM,
            });
        }
        let (mut sites, mut site_rows) = (Shapes::new(ShapeKind::Point), Vec::new());
        let (mut labels, mut label_rows) = (Shapes::new(ShapeKind::Point), Vec::new());
        for site in &pack.sites {
            let point = publish::point_to_degrees(site.point, &site.name)?;
            let town = site.kind == SiteKind::Town;
            let (shapes, rows) =
                if town { (&mut labels, &mut label_rows) } else { (&mut sites, &mut site_rows) };
            shapes.push_point(point);
            let from = match site.kind {
                SiteKind::Town => 7,
                SiteKind::Hospital | SiteKind::Station | SiteKind::Prison => 11,
                _ => 13,
            };
            let (name, kind) = (site.name.clone(), site_word(site.kind));
            rows.push(Named { name, kind, from, to: publish::MAX_ZOOM });
        }
        // Districts stand in for towns; beside towns they would only say the same names twice.
        let towns = pack.sites.iter().any(|site| site.kind == SiteKind::Town);
        for (level, from, to) in [(Level::District, 7, 10), (Level::Ward, 11, publish::MAX_ZOOM)] {
            for layer in
                areas.iter().filter(|layer| layer.level == level && !(towns && level == Level::District))
            {
                for (number, (_, properties)) in layer.rows.iter().enumerate() {
                    let Some([lon, lat]) = publish::label_point(&layer.shapes, number) else { continue };
                    let Some(point) = crate::geodesy::LonLat::new(lon, lat) else { continue };
                    labels.push_point(point);
                    let name = properties["name"].as_str().unwrap_or_default().to_owned();
                    label_rows.push(Named { name, kind: layer.word.to_owned(), from, to });
                }
            }
        }
        if pack.streets.is_empty() {
            for (name, point) in street_labels(incidents) {
                // A point the grid's transform has no answer for is in counts, not on the map.
                let Ok(point) = publish::point_to_degrees(point, "a street's name") else { continue };
                labels.push_point(point);
                label_rows.push(Named { name, kind: "street".to_owned(), from: 14, to: publish::MAX_ZOOM });
            }
        }
        Ok(Self {
            areas,
            streets: streets.finish(),
            street_rows,
            sites: sites.finish(),
            site_rows,
            labels: labels.finish(),
            label_rows,
        })
    }
}
