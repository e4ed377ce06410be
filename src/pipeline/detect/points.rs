//! The points of a file, in metres, and what became of its rows.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{Plane, PointsFile, RunError};
use crate::{
    geodesy::{Crs, GridPoint, LonLat, Projector, work_crs_for},
    sources::scan_csv,
};

/// What became of the rows of a points file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Data records.
    pub rows: u64,
    /// Rows without usable coordinates, with the line of the first.
    pub without: (u64, Option<u64>),
    /// Points in no unit.
    pub outside: u64,
    /// Way the coordinates were taken.
    pub transform: String,
    /// Mean longitude and latitude, where it was asked.
    pub centre: Option<(f64, f64)>,
}

/// Points in metres by row, the system of those metres (none for planar input), and what was read.
type Placed = (Vec<Option<GridPoint>>, Option<Crs>, Tally);

/// Points in the metres of the work system, in row order; `None` where a row has none.
pub(super) fn in_metres(
    points: &PointsFile,
    inputs: &mut BTreeMap<String, String>,
) -> Result<Placed, RunError> {
    let mut tally = Tally::default();
    let mut raw = Vec::new();
    scan(points, inputs, &mut tally, |x, y, row| {
        raw.resize(row as usize, None);
        raw.push(Some((x, y)));
        true
    })?;
    raw.resize(tally.rows as usize, None);
    let work = match (points.plane, points.work_crs) {
        (Plane::Planar, _) => None,
        (Plane::Earth(_), Some(work)) => Some(work),
        (Plane::Earth(crs), None) => {
            let way = Projector::new(crs, Crs::WGS84)?;
            let mut sample = Centre::default();
            for (lon, lat) in raw.iter().flatten().filter_map(|&(x, y)| way.convert(x, y).ok()) {
                sample.add(lon, lat);
            }
            tally.centre = sample.mean();
            sample.work_crs()
        }
    };
    let way = match (points.plane, work) {
        (Plane::Earth(crs), Some(work)) => Some(Projector::new(crs, work)?),
        _ => None,
    };
    tally.transform = way.as_ref().map_or_else(|| "planar metres, as given".to_owned(), Projector::describe);
    let mut place = |p: Option<(f64, f64)>| {
        let (x, y) = p?;
        let placed = match &way {
            Some(way) => way.convert_point(x, y).ok(),
            None => GridPoint::new(x, y),
        };
        tally.without.0 += u64::from(placed.is_none());
        placed
    };
    Ok((raw.into_iter().map(&mut place).collect(), work, tally))
}

/// Scans the coordinate columns; `each` says whether a row could be used.
pub(super) fn scan(
    points: &PointsFile,
    inputs: &mut BTreeMap<String, String>,
    tally: &mut Tally,
    mut each: impl FnMut(f64, f64, u64) -> bool,
) -> Result<(), RunError> {
    let planar = points.plane == Plane::Planar;
    let metres = points.plane == Plane::Earth(Crs::GRID);
    let mut degrees = false;
    let mut without = (0, None);
    let scan = scan_csv(&points.file, &[&points.x, &points.y], |row, line, fields| {
        let used = match (fields.number(0), fields.number(1)) {
            // Within 180 m of the grid's origin there is only sea: these are degrees.
            (Some(x), Some(y)) if metres && x.abs() <= 180.0 && y.abs() <= 90.0 => {
                degrees |= x != 0.0 || y != 0.0;
                false
            }
            // (0, 0) on the Earth is how systems write "unknown".
            (Some(x), Some(y)) if planar || x != 0.0 || y != 0.0 => each(x, y, row),
            _ => false,
        };
        if !used {
            without.0 += 1;
            without.1.get_or_insert(line);
        }
    })?;
    inputs.insert(name_of(&points.file), scan.sha256);
    tally.rows = scan.records;
    tally.without = without;
    if scan.records == 0 {
        return Err(RunError::NoRows { file: name_of(&points.file) });
    }
    if scan.records > 0 && without.0 == scan.records {
        return Err(RunError::NoCoordinates {
            file: name_of(&points.file),
            x: points.x.clone(),
            y: points.y.clone(),
            line: without.1.unwrap_or(2),
            degrees,
        });
    }
    Ok(())
}

pub(super) fn name_of(file: &Path) -> String {
    file.file_name()
        .map_or_else(|| PathBuf::from(file).display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// Roughly the British Isles.
pub(super) fn in_britain(lon: f64, lat: f64) -> bool {
    (-9.0..=2.5).contains(&lon) && (49.0..=61.5).contains(&lat)
}

/// The mean position, to choose a metre system by.
#[derive(Debug, Default)]
pub(super) struct Centre {
    lon: f64,
    lat: f64,
    n: f64,
}

impl Centre {
    pub(super) fn add(&mut self, lon: f64, lat: f64) {
        self.lon += lon;
        self.lat += lat;
        self.n += 1.0;
    }

    pub(super) fn mean(&self) -> Option<(f64, f64)> {
        (self.n > 0.0).then(|| (self.lon / self.n, self.lat / self.n))
    }

    pub(super) fn work_crs(&self) -> Option<Crs> {
        self.mean().and_then(|(lon, lat)| LonLat::new(lon, lat)).map(work_crs_for)
    }
}

/// Says what became of rows that do not count, and where the points are when that looks wrong.
pub(super) fn say_rows(tally: &Tally, notes: &mut Vec<String>) {
    if let Some((lon, lat)) = tally.centre
        && !in_britain(lon, lat)
        && in_britain(lat, lon)
    {
        notes.push(format!(
            "the points lie around longitude {lon:.2}, latitude {lat:.2}; exchanged they would lie in Britain: are --x and --y the wrong way round?"
        ));
    }
    if let (n @ 1.., line) = tally.without {
        let first = line.map_or_else(String::new, |l| format!(" (first: line {l})"));
        notes.push(format!(
            "{n} of {} rows have no usable coordinates{first} and are not counted",
            tally.rows
        ));
    }
    if tally.outside > 0 {
        notes.push(format!("{} points lie outside the units and are not counted", tally.outside));
    }
}
