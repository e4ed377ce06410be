//! Files shaped as SaTScan's: cases, coordinates and population by location.
//!
//! A first line that names its columns is read by those names, in any order; without one the order is SaTScan's:
//! location, cases, time; location, x, y; location, (time,) population; location, controls. Fields are separated by commas,
//! semicolons, tabs or blanks.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{Plane, RunError};
use crate::{
    calendar::Date,
    detect::ScanModel,
    geodesy::{Crs, GridPoint, LonLat, Projector, work_crs_for},
    sources::{Budget, parse_number, read},
};

/// The three files, the last for the Poisson models.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanFiles {
    /// Location, number of cases, time.
    pub cases: PathBuf,
    /// Location, x, y (or latitude and longitude by name).
    pub coordinates: PathBuf,
    /// Location, population; without it a population column of the coordinates is used.
    pub population: Option<PathBuf>,
    /// System of the coordinates.
    pub plane: Plane,
    /// Metre system of distances.
    pub work_crs: Option<Crs>,
    /// Location, number of controls, for the Bernoulli model.
    pub controls: Option<PathBuf>,
}

/// What the files hold.
#[derive(Debug, Default)]
pub(super) struct Located {
    pub(super) ids: Vec<String>,
    pub(super) places: Vec<GridPoint>,
    pub(super) work: Option<Crs>,
    pub(super) transform: String,
    pub(super) population: Option<Vec<f64>>,
    /// Place, time, number.
    pub(super) cases: Vec<(u32, i32, u32)>,
    /// True where times are dates, false where they are numbers of steps.
    pub(super) dates: bool,
}

/// One file as fields, with its header where it has one.
struct Plain {
    name: String,
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Plain {
    fn read(path: &Path, known: &[&str], inputs: &mut BTreeMap<String, String>) -> Result<Self, RunError> {
        let file = read(path, &Budget { file_bytes: 256 << 20, ..Budget::default() })?;
        let text = String::from_utf8(file.bytes)
            .map_err(|_| RunError::Refused(format!("{}: the text is not UTF-8", file.name)))?;
        inputs.insert(file.name.clone(), file.sha256);
        let text = text.trim_start_matches('\u{feff}');
        let separator =
            text.lines().next().and_then(|l| [',', ';', '\t'].into_iter().find(|&s| l.contains(s)));
        let fields = |line: &str| -> Vec<String> {
            let clean = |f: &str| f.trim().trim_matches('"').to_owned();
            match separator {
                Some(s) => line.split(s).map(clean).collect(),
                None => line.split_whitespace().map(clean).collect(),
            }
        };
        let mut rows: Vec<(u64, Vec<String>)> = (1..)
            .zip(text.lines())
            .filter(|(_, l)| !l.trim().is_empty())
            .map(|(n, l)| (n, fields(l)))
            .collect();
        let named = rows.first().is_some_and(|(_, first)| {
            first.iter().filter(|f| known.contains(&f.to_lowercase().as_str())).count() >= 2
        });
        let header =
            if named { rows.remove(0).1.iter().map(|f| f.to_lowercase()).collect() } else { Vec::new() };
        Ok(Self { name: file.name, header, rows })
    }

    /// Where a column stands: by one of its names, or without a header by its order.
    fn column(&self, names: &[&str], order: usize) -> Option<usize> {
        if self.header.is_empty() {
            Some(order)
        } else {
            self.header.iter().position(|h| names.contains(&h.as_str()))
        }
    }

    fn needed(&self, names: &[&str], order: usize) -> Result<usize, RunError> {
        self.column(names, order).ok_or_else(|| {
            let (name, header) = (&self.name, self.header.join(", "));
            RunError::Refused(format!("{name}: no column {}; the header has {header}", names.join(" or ")))
        })
    }

    fn wrong(&self, line: u64, got: &str, what: &str) -> RunError {
        let got: String = got.chars().take(40).collect();
        RunError::Refused(format!("{} line {line}: {got:?} is not {what}", self.name))
    }

    fn number(&self, row: &(u64, Vec<String>), at: usize, what: &str) -> Result<f64, RunError> {
        let text = row.1.get(at).map_or("", String::as_str);
        parse_number(text.as_bytes()).filter(|v| v.is_finite()).ok_or_else(|| self.wrong(row.0, text, what))
    }
}

const ID: [&str; 5] = ["id", "location", "location_id", "place", "area"];
const COUNT: [&str; 4] = ["cases", "count", "n", "observed"];
const CONTROLS: [&str; 4] = ["controls", "control", "count", "n"];
const TIME: [&str; 7] = ["time", "date", "day", "week", "month", "year", "step"];
const X: [&str; 5] = ["x", "easting", "longitude", "lon", "long"];
const Y: [&str; 4] = ["y", "northing", "latitude", "lat"];
const PEOPLE: [&str; 3] = ["population", "pop", "expected"];

pub(super) fn read_files(
    files: &ScanFiles,
    model: ScanModel,
    inputs: &mut BTreeMap<String, String>,
) -> Result<Located, RunError> {
    let timed = !model.ignores_time();
    let known: Vec<&str> = [&ID[..], &COUNT, &CONTROLS, &TIME, &X, &Y, &PEOPLE].concat();
    let mut found = Located::default();
    let coordinates = Plain::read(&files.coordinates, &known, inputs)?;
    let (id, x, y) = (coordinates.needed(&ID, 0)?, coordinates.needed(&X, 1)?, coordinates.needed(&Y, 2)?);
    let people = if coordinates.header.is_empty() { None } else { coordinates.column(&PEOPLE, usize::MAX) };
    let mut at = BTreeMap::new();
    let (mut raw, mut population) = (Vec::new(), Vec::new());
    for row in &coordinates.rows {
        let name = row.1.get(id).cloned().unwrap_or_default();
        if at.insert(name.clone(), found.ids.len() as u32).is_some() {
            return Err(RunError::Refused(format!(
                "{} line {}: the location {name:?} is there twice",
                coordinates.name, row.0
            )));
        }
        found.ids.push(name);
        raw.push((coordinates.number(row, x, "a coordinate")?, coordinates.number(row, y, "a coordinate")?));
        if let Some(people) = people {
            population.push(coordinates.number(row, people, "a population")?);
        }
    }
    place(files, &raw, &coordinates, &mut found)?;
    found.population = match &files.population {
        Some(file) => Some(people_of(&Plain::read(file, &known, inputs)?, &at, &found.ids)?),
        None => people.map(|_| population),
    };
    let cases = Plain::read(&files.cases, &known, inputs)?;
    read_cases(&cases, timed, &at, &mut found)?;
    if model == ScanModel::Bernoulli {
        let Some(file) = &files.controls else {
            return Err(RunError::Usage("the Bernoulli model needs controls: give --controls FILE".into()));
        };
        found.population = Some(people_among(&Plain::read(file, &known, inputs)?, &at, &found)?);
    }
    Ok(found)
}

/// Cases and controls at each location; one the file does not name has no control.
fn people_among(file: &Plain, at: &BTreeMap<String, u32>, found: &Located) -> Result<Vec<f64>, RunError> {
    let (id, count) = (file.needed(&ID, 0)?, file.needed(&CONTROLS, 1)?);
    let mut people = vec![0.0; found.ids.len()];
    for &(place, _, number) in &found.cases {
        people[place as usize] += f64::from(number);
    }
    for row in &file.rows {
        let name = row.1.get(id).map_or("", String::as_str);
        let Some(&place) = at.get(name) else {
            return Err(file.wrong(row.0, name, "a location of the coordinates"));
        };
        let number = file.number(row, count, "a number of controls")?;
        if !(0.0..=1e9).contains(&number) || number.fract() != 0.0 {
            return Err(file.wrong(row.0, &number.to_string(), "a whole number of controls"));
        }
        people[place as usize] += number;
    }
    Ok(people)
}

fn place(files: &ScanFiles, raw: &[(f64, f64)], source: &Plain, found: &mut Located) -> Result<(), RunError> {
    let way = match files.plane {
        Plane::Planar => None,
        Plane::Earth(crs) => {
            let degrees = Projector::new(crs, Crs::WGS84)?;
            let n = raw.len().max(1) as f64;
            let (mut lon, mut lat) = (0.0, 0.0);
            for (x, y) in raw.iter().filter_map(|&(x, y)| degrees.convert(x, y).ok()) {
                lon += x / n;
                lat += y / n;
            }
            let work =
                files.work_crs.or_else(|| LonLat::new(lon, lat).map(work_crs_for)).unwrap_or(Crs::GRID);
            found.work = Some(work);
            Some(Projector::new(crs, work)?)
        }
    };
    found.transform = way.as_ref().map_or_else(|| "planar metres, as given".to_owned(), Projector::describe);
    for (&(x, y), row) in raw.iter().zip(&source.rows) {
        let point = match &way {
            Some(way) => way.convert_point(x, y).ok(),
            None => GridPoint::new(x, y),
        };
        found
            .places
            .push(point.ok_or_else(|| source.wrong(row.0, &format!("{x}, {y}"), "a place in this system"))?);
    }
    Ok(())
}

/// Mean population of each location over the times it is told for.
fn people_of(file: &Plain, at: &BTreeMap<String, u32>, ids: &[String]) -> Result<Vec<f64>, RunError> {
    let id = file.needed(&ID, 0)?;
    let fields = file.rows.first().map_or(0, |r| r.1.len());
    let people = file.needed(&PEOPLE, if fields > 2 { 2 } else { 1 })?;
    let mut sums = vec![(0.0, 0.0); ids.len()];
    for row in &file.rows {
        if let Some(&place) = row.1.get(id).and_then(|name| at.get(name)) {
            let sum = &mut sums[place as usize];
            *sum = (sum.0 + file.number(row, people, "a population")?, sum.1 + 1.0);
        }
    }
    if let Some(place) = sums.iter().position(|s| s.1 == 0.0) {
        return Err(RunError::Refused(format!(
            "{}: no population for the location {:?}",
            file.name, ids[place]
        )));
    }
    Ok(sums.into_iter().map(|(sum, n)| sum / n).collect())
}

fn read_cases(
    file: &Plain,
    timed: bool,
    at: &BTreeMap<String, u32>,
    found: &mut Located,
) -> Result<(), RunError> {
    let (id, count) = (file.needed(&ID, 0)?, file.needed(&COUNT, 1)?);
    let time = if timed { Some(file.needed(&TIME, 2)?) } else { None };
    let mut kinds = (false, false);
    for row in &file.rows {
        let name = row.1.get(id).map_or("", String::as_str);
        let Some(&place) = at.get(name) else {
            return Err(file.wrong(row.0, name, "a location of the coordinates"));
        };
        let number = file.number(row, count, "a number of cases")?;
        if !(0.0..=1e9).contains(&number) || number.fract() != 0.0 {
            return Err(file.wrong(row.0, &number.to_string(), "a whole number of cases"));
        }
        let day = match time {
            None => 0,
            Some(time) => {
                let text = row.1.get(time).map_or("", String::as_str);
                let (day, date) =
                    moment(text).ok_or_else(|| file.wrong(row.0, text, "a date or a whole number"))?;
                kinds = (kinds.0 || date, kinds.1 || !date);
                day
            }
        };
        if kinds == (true, true) {
            return Err(file.wrong(row.0, "a time", "of the kind before it: dates and numbers are mixed"));
        }
        if number > 0.0 || time.is_some() {
            found.cases.push((place, day, number as u32));
        }
    }
    found.dates = kinds.0;
    Ok(())
}

/// A date, or a number of steps.
fn moment(text: &str) -> Option<(i32, bool)> {
    let date = text.replace('/', "-");
    let parts: Vec<&str> = date.split('-').collect();
    if let [year, month, day] = parts[..] {
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        return Some((date.days(), true));
    }
    // Longer numbers are dates without their hyphens (20240131), not days.
    text.parse().ok().filter(|n: &i32| n.abs() < 1_000_000).map(|n| (n, false))
}
