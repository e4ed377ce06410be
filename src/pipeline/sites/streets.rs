//! Files of streets: GeoJSON lines, and OpenStreetMap extracts.

use std::path::PathBuf;

use geo_types::{Coord, LineString};

use super::SitesFileError;
use crate::{
    geodesy::{LonLat, to_grid},
    pipeline::{AreaError, PipelineError, area::streets_of_features},
    places::{Street, walking::osm_street_kind},
    sources::{GroundFile, GroundFileError, is_osm_pbf, read_features, read_osm, walk},
};

/// Streets, paths and what is in the way, with what a reader must know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StreetsRead {
    /// Lines in metres.
    pub streets: Vec<Street>,
    /// What was read, and what was not used.
    pub notes: Vec<String>,
}

/// Reads files of streets, in any order: GeoJSON lines (with `kind`, or OpenStreetMap's `highway`) and `.osm.pbf`.
///
/// # Errors
/// [`PipelineError::SitesFile`] for a file that is neither, or without a line.
pub fn read_streets(paths: &[PathBuf]) -> Result<StreetsRead, PipelineError> {
    let mut all = StreetsRead::default();
    for path in walk(paths).map_err(SitesFileError::from)? {
        let file = GroundFile::read(&path).map_err(SitesFileError::from)?;
        let read =
            if is_osm_pbf(&file.bytes) { osm(&file).map_err(SitesFileError::from)? } else { lines(&file)? };
        if read.streets.is_empty() {
            return Err(SitesFileError::NoLines { file: file.name }.into());
        }
        all.streets.extend(read.streets);
        all.notes.extend(read.notes);
    }
    Ok(all)
}

fn lines(file: &GroundFile) -> Result<StreetsRead, SitesFileError> {
    let features = read_features(file)?;
    let streets = streets_of_features(&features, &file.name).map_err(|e| match e {
        AreaError::OffGrid { file, feature, reason } => SitesFileError::OffGrid { file, feature, reason },
        _ => SitesFileError::NoLines { file: file.name.clone() },
    })?;
    let notes = vec![format!("{}: {} lines of streets", file.name, streets.len())];
    Ok(StreetsRead { streets, notes })
}

/// The walked ways of an extract, and what is in the way, on the grid to the millimetre.
pub(in crate::pipeline) fn osm(file: &GroundFile) -> Result<StreetsRead, GroundFileError> {
    let read = read_osm(file)?;
    let (mut streets, mut elsewhere) = (Vec::new(), 0);
    let ways = read.ways.len();
    for way in read.ways {
        let Some(kind) = osm_street_kind(&way.tags) else { continue };
        let name = way.tags.iter().find(|(k, _)| k == "name").map(|(_, v)| v.clone()).unwrap_or_default();
        for line in way.lines {
            match on_grid(&line) {
                Some(line) => streets.push(Street { name: name.clone(), kind: kind.to_owned(), line }),
                None => elsewhere += 1,
            }
        }
    }
    let mut notes = vec![format!(
        "{}: {} walked lines and lines in the way, of {ways} ways (© OpenStreetMap contributors)",
        file.name,
        streets.len()
    )];
    if read.missing_nodes > 0 {
        notes.push(format!(
            "{}: {} nodes lie outside the extract; ways end there",
            file.name, read.missing_nodes
        ));
    }
    if elsewhere > 0 {
        notes.push(format!("{}: {elsewhere} lines lie outside Great Britain and are not used", file.name));
    }
    Ok(StreetsRead { streets, notes })
}

fn on_grid(line: &LineString<f64>) -> Option<LineString<f64>> {
    let mm = |metres: f64| (metres * 1000.0).round() / 1000.0;
    let place = |c: &Coord<f64>| {
        let p = to_grid(LonLat::new(c.x, c.y)?).ok()?;
        Some(Coord { x: mm(p.easting_m()), y: mm(p.northing_m()) })
    };
    line.0.iter().map(place).collect::<Option<Vec<_>>>().map(LineString)
}
