//! What a one-off analysis is asked, checked once.

use std::{path::PathBuf, str::FromStr};

use crate::{geodesy::Crs, places::Unit};

/// Where the numbers of a file lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plane {
    /// A coordinate system of the Earth.
    Earth(Crs),
    /// Metres without a place: no degrees, no range test.
    Planar,
}

impl FromStr for Plane {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("planar") {
            return Ok(Self::Planar);
        }
        text.parse().map(Self::Earth).map_err(|e: crate::geodesy::GeodesyError| e.to_string())
    }
}

/// A CSV file of points.
#[derive(Debug, Clone)]
pub struct PointsFile {
    /// The file.
    pub file: PathBuf,
    /// Column of eastings or longitudes.
    pub x: String,
    /// Column of northings or latitudes.
    pub y: String,
    /// Their system.
    pub plane: Plane,
    /// Metre system of squares and distances; `None` chooses by the points' centre.
    pub work_crs: Option<Crs>,
}

/// What points are counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitChoice {
    /// Cells or squares.
    Unit(Unit),
    /// The polygons of a GeoJSON file.
    File(PathBuf),
}

impl FromStr for UnitChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(unit @ (Unit::H3(_) | Unit::Square(_))) => Ok(Self::Unit(unit)),
            Ok(_) => Err(format!("{text} needs an area pack; give a GeoJSON file of its areas instead")),
            Err(_) if text.ends_with("json") => Ok(Self::File(text.into())),
            Err(error) => Err(format!("{error}; or a file ending in .geojson")),
        }
    }
}

/// Which units there are when no event tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mask {
    /// Occupied units and one ring around them.
    OccupiedAndRing,
    /// Occupied units only, as other tools do.
    Occupied,
    /// Units whose centre is inside the polygons of a file.
    File(PathBuf),
}

/// Who is whose neighbour.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightsChoice {
    /// Rings of cells, or steps over shared borders.
    Rings(u32),
    /// Centres within this many metres.
    Band(f64),
    /// A shared border point.
    Queen,
    /// A shared border line.
    Rook,
    /// This many nearest.
    Nearest(usize),
    /// A GAL file, or a CSV of pairs.
    File(PathBuf),
}

impl FromStr for WeightsChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number =
            |what: &str, of: &str| of.parse::<f64>().map_err(|_| format!("{of} is no number for {what}"));
        match text.split_once(':') {
            Some(("kring", k)) => {
                k.parse().map(Self::Rings).map_err(|_| format!("{k} is no number of rings"))
            }
            Some(("knn", k)) => {
                k.parse().map(Self::Nearest).map_err(|_| format!("{k} is no number of neighbours"))
            }
            Some(("band", m)) => number("metres", m).and_then(|m| {
                if m > 0.0 { Ok(Self::Band(m)) } else { Err("a band must be more than 0 metres".to_owned()) }
            }),
            _ if text == "queen" => Ok(Self::Queen),
            _ if text == "rook" => Ok(Self::Rook),
            _ if text.contains('.') => Ok(Self::File(text.into())),
            _ => Err("give kring:1, band:400, queen, rook, knn:8, FILE.gal or FILE.csv".to_owned()),
        }
    }
}

/// How a weights file names units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WeightsBy {
    /// By their ids.
    #[default]
    Id,
    /// By their 0-based row.
    Row,
}

/// Values by unit instead of points.
#[derive(Debug, Clone)]
pub struct ValuesFile {
    /// The file.
    pub file: PathBuf,
    /// Column of ids.
    pub id: String,
    /// Column of values.
    pub value: String,
}

/// Numbers expected in each unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Residents of the store's area pack.
    Population,
    /// A column of the values file, or a property of the unit polygons.
    Column(String),
    /// A CSV of `id,expected`.
    File(PathBuf),
}

impl FromStr for Expected {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let csv = || std::path::Path::new(text).extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        match text {
            "" => Err("give population, a column or a FILE.csv".to_owned()),
            "population" => Ok(Self::Population),
            _ if csv() => Ok(Self::File(text.into())),
            _ => Ok(Self::Column(text.to_owned())),
        }
    }
}
