//! The user's file of barriers: lines and areas that young people say they will not cross.

use std::path::Path;

use geo_types::{Coord, LineString};

use super::SitesFileError;
use crate::{
    geodesy::{Crs, GeodesyError, GridPoint, Projector},
    pipeline::PipelineError,
    places::walking::{Barrier, BarrierEffect},
    sources::{Geometry, GroundFile, PublishedTable, read_features},
};

/// Reads barriers from GeoJSON (lines or areas; properties `name`, `owner`, `date`, and `effect`: `closed` or the
/// minutes a crossing costs; `minutes` alone will do), or from a table with a `wkt` column beside the same columns.
///
/// Never fed from the group register: what young people say has an owner and a date.
///
/// # Errors
/// [`PipelineError::SitesFile`], naming the feature or line, and what of it.
pub fn read_barriers(path: &Path) -> Result<Vec<Barrier>, PipelineError> {
    let file = GroundFile::read(path).map_err(SitesFileError::from)?;
    let barriers = if file.looks_like_json() { features(&file)? } else { table(&file)? };
    if barriers.is_empty() {
        return Err(SitesFileError::NoLines { file: file.name }.into());
    }
    Ok(barriers)
}

fn features(file: &GroundFile) -> Result<Vec<Barrier>, SitesFileError> {
    let features = read_features(file)?;
    let off = |feature: u64, reason| SitesFileError::OffGrid { file: file.name.clone(), feature, reason };
    let crs = match &features.crs {
        None => Crs::WGS84,
        Some(name) => name.parse().map_err(|reason| off(1, reason))?,
    };
    let projector = Projector::new(crs, Crs::GRID).map_err(|reason| off(1, reason))?;
    let mut out = Vec::new();
    for feature in &features.features {
        let lines: Vec<LineString<f64>> = match &feature.geometry {
            Some(Geometry::Lines(lines)) => lines.clone(),
            Some(Geometry::Polygons(shape)) => rings(shape),
            _ => continue,
        };
        let lines = lines.iter().map(|line| placed(line, &projector)).collect::<Result<_, _>>();
        let text = |key: &str| feature.text(key).unwrap_or_default();
        let said = Said {
            file: &file.name,
            at: format!("feature {}", feature.number),
            effect: text("effect"),
            minutes: text("minutes"),
        };
        out.push(Barrier {
            name: text("name"),
            owner: text("owner"),
            date: text("date"),
            effect: said.effect()?,
            lines: lines.map_err(|reason| off(feature.number, reason))?,
        });
    }
    Ok(out)
}

fn rings(shape: &geo_types::MultiPolygon<f64>) -> Vec<LineString<f64>> {
    let of = |p: &geo_types::Polygon<f64>| {
        std::iter::once(p.exterior()).chain(p.interiors()).cloned().collect::<Vec<_>>()
    };
    shape.iter().flat_map(of).collect()
}

fn placed(line: &LineString<f64>, projector: &Projector) -> Result<LineString<f64>, GeodesyError> {
    let place = |c: &Coord<f64>| projector.convert_point(c.x, c.y).map(|p: GridPoint| Coord::from(p));
    Ok(LineString(line.0.iter().map(place).collect::<Result<_, _>>()?))
}

fn table(file: &GroundFile) -> Result<Vec<Barrier>, SitesFileError> {
    let table = PublishedTable::read(file, |_| true)?;
    let missing = |missing| SitesFileError::NotSites {
        file: file.name.clone(),
        missing,
        found: table.header.join(", ").chars().filter(|c| !c.is_control()).take(200).collect(),
    };
    let wkt = table.column("wkt").or_else(|| table.column("geometry")).ok_or_else(|| missing("wkt"))?;
    let (by_grid, by_degrees) = (Projector::new(Crs::GRID, Crs::GRID), Projector::new(Crs::WGS84, Crs::GRID));
    let mut out = Vec::new();
    for (line, row) in &table.rows {
        let text = |key: &str| table.column(key).map(|c| row[c].clone()).unwrap_or_default();
        let bad = |reason| SitesFileError::BadBarrier {
            file: file.name.clone(),
            at: format!("line {line}"),
            property: "wkt",
            value: row[wkt].chars().filter(|c| !c.is_control()).take(60).collect(),
            reason,
        };
        let lines = wkt_lines(&row[wkt]).ok_or_else(|| bad("this is no LINESTRING or POLYGON of numbers"))?;
        let degrees = lines.iter().flat_map(|l| &l.0).all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
        let projector = if degrees { &by_degrees } else { &by_grid };
        let off = |reason| SitesFileError::OffGrid { file: file.name.clone(), feature: *line, reason };
        let projector = projector.as_ref().map_err(|e| off(e.clone()))?;
        let lines = lines.iter().map(|l| placed(l, projector)).collect::<Result<_, _>>().map_err(off)?;
        let said = Said {
            file: &file.name,
            at: format!("line {line}"),
            effect: text("effect"),
            minutes: text("minutes"),
        };
        let (name, owner, date) = (text("name"), text("owner"), text("date"));
        out.push(Barrier { name, owner, date, effect: said.effect()?, lines });
    }
    Ok(out)
}

/// The lines of a LINESTRING, POLYGON, or many of them: every innermost list of positions.
fn wkt_lines(text: &str) -> Option<Vec<LineString<f64>>> {
    let upper = text.trim().to_ascii_uppercase();
    let kinds = ["LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON"];
    let head: String = upper.chars().take_while(char::is_ascii_alphabetic).collect();
    if !kinds.contains(&head.as_str()) {
        return None;
    }
    let position = |pair: &str| {
        let mut numbers = pair.split_whitespace().map(str::parse::<f64>);
        let (x, y) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        (x.is_finite() && y.is_finite()).then_some(Coord { x, y })
    };
    let lists = upper[head.len()..].split(['(', ')']).map(|s| s.trim().trim_matches(',').trim());
    let lines: Option<Vec<LineString<f64>>> = lists
        .filter(|s| !s.is_empty())
        .map(|list| {
            let positions = list.split(',').map(position).collect::<Option<Vec<_>>>()?;
            (positions.len() > 1).then_some(LineString(positions))
        })
        .collect();
    lines.filter(|lines| !lines.is_empty())
}

/// What a barrier says it does.
struct Said<'a> {
    file: &'a str,
    at: String,
    effect: String,
    minutes: String,
}

impl Said<'_> {
    /// Closed, unless it costs minutes.
    fn effect(&self) -> Result<BarrierEffect, SitesFileError> {
        let bad = |property, value: &str, reason| SitesFileError::BadBarrier {
            file: self.file.to_owned(),
            at: self.at.clone(),
            property,
            value: value.chars().filter(|c| !c.is_control()).take(60).collect(),
            reason,
        };
        let minutes = |property, text: &str| {
            let number = text.trim().trim_end_matches("min").trim().parse::<f64>().ok();
            let number = number.filter(|m| (0.0..=1_440.0).contains(m));
            number
                .map(BarrierEffect::Penalty)
                .ok_or_else(|| bad(property, text, "neither closed nor minutes from 0 to 1,440"))
        };
        match self.effect.to_ascii_lowercase().as_str() {
            "closed" => Ok(BarrierEffect::Closed),
            "" if self.minutes.is_empty() => Ok(BarrierEffect::Closed),
            "" | "penalty" => minutes("minutes", &self.minutes),
            _ => minutes("effect", &self.effect),
        }
    }
}
