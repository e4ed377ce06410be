//! Where a row says it is.
#![expect(clippy::result_large_err, reason = "a row left out is told whole, and is rare")]

use std::collections::BTreeMap;

use super::{CandidateColumn, CandidateRow, LeftOut};
use crate::geodesy::{GridPoint, LonLat, to_grid};
use crate::places::Ground;

/// Postcodes with their places, from Code-Point Open files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Postcodes {
    places: BTreeMap<String, Option<GridPoint>>,
}

impl Postcodes {
    /// Adds one; `None` for a postcode that its publisher could not place.
    pub fn add(&mut self, postcode: &str, place: Option<GridPoint>) {
        self.places.insert(Self::plain(postcode), place);
    }

    /// How many are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// True without any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Where a postcode is, in any spelling: `None` when it is not known, `Some(None)` when it has no place.
    #[must_use]
    pub fn find(&self, postcode: &str) -> Option<Option<GridPoint>> {
        self.places.get(&Self::plain(postcode)).copied()
    }

    fn plain(postcode: &str) -> String {
        postcode.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    }
}

/// A place, and whether it is only that of a postcode.
pub(super) struct Found {
    pub(super) at: GridPoint,
    pub(super) by_postcode: bool,
}

/// The place of a row: its geometry, else easting and northing, else degrees, else its postcode.
pub(super) fn place_of(row: &CandidateRow, ground: &Ground, postcodes: &Postcodes) -> Result<Found, LeftOut> {
    use CandidateColumn::{Easting, Latitude, Longitude, Northing, Point, Postcode};
    let exact = |at: GridPoint, column| inside(row, ground, at, column, None);
    if let Some(at) = row.at {
        return exact(at, Point);
    }
    if let (Some(_), Some(_)) = (row.text(Easting), row.text(Northing)) {
        let (e, n) = (number(row, Easting)?, number(row, Northing)?);
        if e.abs() <= 180.0 && n.abs() <= 180.0 {
            return Err(row.refuse(
                Easting,
                "this is no position in metres of the national grid",
                "degrees belong into columns called longitude and latitude",
            ));
        }
        let at = GridPoint::new(e, n)
            .ok_or_else(|| row.refuse(Easting, "this is no position on the Earth", "correct it"))?;
        return exact(at, Easting);
    }
    if let (Some(_), Some(_)) = (row.text(Longitude), row.text(Latitude)) {
        return degrees(row, ground, number(row, Longitude)?, number(row, Latitude)?, Longitude);
    }
    if let Some(text) = row.text(Point) {
        let pair: Vec<f64> = text
            .trim_matches(|c: char| "[]() ".contains(c))
            .split(',')
            .filter_map(|p| p.trim().parse().ok())
            .collect();
        let [lon, lat] = pair[..] else {
            return Err(row.refuse(Point, "this is not [longitude, latitude]", "write it as [0.52, 51.38]"));
        };
        return degrees(row, ground, lon, lat, Point);
    }
    let Some(text) = row.text(Postcode) else {
        return Err(row.refuse_whole(
            "no coordinates and no postcode",
            "give easting and northing, longitude and latitude, or a postcode",
        ));
    };
    match postcodes.find(text) {
        Some(Some(at)) => Ok(Found { by_postcode: true, ..inside(row, ground, at, Postcode, None)? }),
        Some(None) => Err(row.refuse(
            Postcode,
            "Code-Point Open has no place for this postcode",
            "give the row coordinates",
        )),
        None if postcodes.is_empty() => Err(row.refuse(
            Postcode,
            "no coordinates, and no Code-Point Open file to place the postcode by",
            "give the Code-Point Open files of the area beside this file",
        )),
        None => Err(row.refuse(
            Postcode,
            format!("not among the {} postcodes of the Code-Point Open files given", postcodes.len()),
            "check the postcode, give the file of its postcode area, or give the row coordinates",
        )),
    }
}

fn number(row: &CandidateRow, column: CandidateColumn) -> Result<f64, LeftOut> {
    let parsed = row.text(column).and_then(|t| t.parse::<f64>().ok()).filter(|n| n.is_finite());
    parsed.ok_or_else(|| row.refuse(column, "this is no number", "write it with digits and a decimal point"))
}

fn degrees(
    row: &CandidateRow,
    ground: &Ground,
    lon: f64,
    lat: f64,
    column: CandidateColumn,
) -> Result<Found, LeftOut> {
    let place = |lon, lat| LonLat::new(lon, lat).and_then(|p| to_grid(p).ok());
    let swapped = place(lat, lon).is_some_and(|p| ground.is_land(p));
    let hint = swapped.then_some("longitude and latitude look swapped");
    match place(lon, lat) {
        Some(at) => inside(row, ground, at, column, hint),
        None => Err(row.refuse(
            column,
            "this is no position in Great Britain",
            hint.unwrap_or("give longitude and latitude in degrees (WGS84)"),
        )),
    }
}

fn inside(
    row: &CandidateRow,
    ground: &Ground,
    at: GridPoint,
    column: CandidateColumn,
    hint: Option<&'static str>,
) -> Result<Found, LeftOut> {
    if ground.is_land(at) {
        return Ok(Found { at, by_postcode: false });
    }
    let reason = format!(
        "easting {:.0}, northing {:.0} is outside the area of {}",
        at.easting_m(),
        at.northing_m(),
        ground.pack().name
    );
    Err(row.refuse(column, reason, hint.unwrap_or("correct its place, or leave it out")))
}
