//! Presence points: where a group is known to meet. Police only, for a year, and never a home.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    GroupAliases, GroupRegister,
    cells::{Cells, kind_of},
    header::{Column, Header, HeaderFault},
    refused::{Reading, Refused},
    spelling::near,
};
use crate::{
    calendar::Date,
    deterrence::Grading,
    geodesy::{GridPoint, LonLat, to_grid},
};

/// Days a presence point counts when the file gives no review date: twelve months.
pub const PRESENCE_DAYS: i32 = 365;

/// One line of the file, checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresencePoint {
    /// Line of the file it came in.
    pub line: u64,
    /// The group, as written; its alias is not resolved here.
    pub group: String,
    /// Where.
    pub at: GridPoint,
    /// When it was there.
    pub day: Date,
    /// 3×5×2.
    pub grading: Grading,
    /// From this day on it counts no more.
    pub review: Date,
}

pub(super) const COLUMNS: [Column; 8] = [
    ("group", &[], true),
    ("easting", &["x"], false),
    ("northing", &["y"], false),
    ("longitude", &["lon"], false),
    ("latitude", &["lat"], false),
    ("date", &["seen", "day"], true),
    ("grading", &["3x5x2"], true),
    ("review_date", &[], false),
];

/// The presence points, in order of group, day and line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PresencePoints {
    points: Vec<PresencePoint>,
}

impl Reading<PresencePoint> {
    /// Refuses the points of groups that no entry is about: a point alone makes no group.
    #[must_use]
    pub fn without_strangers(mut self, register: &GroupRegister, aliases: &GroupAliases) -> Self {
        let known: BTreeSet<&str> = register.entries().iter().map(|e| aliases.resolve(&e.group)).collect();
        let (accepted, strangers): (Vec<_>, Vec<_>) =
            self.accepted.into_iter().partition(|p| known.contains(aliases.resolve(&p.group)));
        self.accepted = accepted;
        for point in strangers {
            let names: Vec<&str> = known.iter().copied().chain([point.group.as_str()]).collect();
            let close = near(&names).into_iter().find_map(|s| {
                match (s.first == point.group, s.second == point.group) {
                    (true, _) => Some(s.second),
                    (_, true) => Some(s.first),
                    _ => None,
                }
            });
            self.refused.push(Refused {
                line: point.line,
                column: "group".to_owned(),
                got: kind_of(&point.group),
                rule: "no entry of the register is about this group".to_owned(),
                hint: close.map_or_else(
                    || "import the register first, and spell the group as it does".to_owned(),
                    |name| format!("is it \"{name}\"? Spell it so, or put it in the alias table"),
                ),
            });
        }
        self.refused.sort_by_key(|r| r.line);
        self
    }
}

impl PresencePoints {
    /// Reads the rows of a file. A faulty row is refused and said; the rest is read.
    ///
    /// # Errors
    /// [`HeaderFault`] for a file with a column for a person, or without a column it needs.
    pub fn parse(
        header: &[String],
        rows: &[(u64, Vec<String>)],
    ) -> Result<Reading<PresencePoint>, HeaderFault> {
        let header = Header::read(header, &COLUMNS)?;
        let mut reading = Reading { notes: header.notes.clone(), ..Reading::default() };
        for (line, row) in rows {
            reading.row(read(&Cells { line: *line, header: &header, row }));
        }
        Ok(reading)
    }

    /// These points; of two of the same group, day and place, the later one given is kept.
    #[must_use]
    pub fn of(points: impl IntoIterator<Item = PresencePoint>) -> Self {
        let mut points: Vec<PresencePoint> = points.into_iter().collect();
        points.reverse();
        let place = |p: &PresencePoint| (p.at.easting_m(), p.at.northing_m());
        points.sort_by(|a, b| {
            let (x, y) = (place(a), place(b));
            let by = (&a.group, a.day).cmp(&(&b.group, b.day));
            by.then(x.0.total_cmp(&y.0)).then(x.1.total_cmp(&y.1))
        });
        points.dedup_by(|b, a| (&b.group, b.day, place(b)) == (&a.group, a.day, place(a)));
        Self { points }
    }

    /// Every point.
    #[must_use]
    pub fn points(&self) -> &[PresencePoint] {
        &self.points
    }
}

fn read(cells: &Cells<'_>) -> Result<PresencePoint, Refused> {
    cells.whole()?;
    let group = cells.group("group")?.ok_or_else(|| {
        cells.refuse("group", "a point needs its group", "leave the row out until a group is known")
    })?;
    let at = place(cells)?;
    let day = cells.must_date("date", "a point needs the day")?;
    let grading = cells.grading()?;
    let review = cells.date("review_date")?.unwrap_or_else(|| day.plus(PRESENCE_DAYS));
    if review <= day {
        return Err(cells.refuse(
            "review_date",
            "the review comes after the day",
            "are the two dates swapped?",
        ));
    }
    if review.days() - day.days() > 2 * PRESENCE_DAYS {
        return Err(cells.refuse(
            "review_date",
            "a presence point counts for two years at most",
            "leave it empty for twelve months, or add a newer point",
        ));
    }
    Ok(PresencePoint { line: cells.line, group, at, day, grading, review })
}

fn place(cells: &Cells<'_>) -> Result<GridPoint, Refused> {
    let number = |column: &str| -> Result<Option<f64>, Refused> {
        let text = cells.cell(column);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
        number
            .map(Some)
            .ok_or_else(|| cells.refuse(column, "a place is a number", "digits and one point, no words"))
    };
    let grid = (number("easting")?, number("northing")?);
    let degrees = (number("longitude")?, number("latitude")?);
    match (grid, degrees) {
        ((Some(x), Some(y)), (None, None)) => {
            let sound = (0.0..=700_000.0).contains(&x) && (0.0..=1_300_000.0).contains(&y);
            GridPoint::new(x, y).filter(|_| sound && x > 1_000.0).ok_or_else(|| {
                cells.refuse(
                    "easting",
                    "this is not on the national grid",
                    "metres of the grid: six digits each; degrees go under longitude and latitude",
                )
            })
        }
        ((None, None), (Some(lon), Some(lat))) => {
            LonLat::new(lon, lat).and_then(|p| to_grid(p).ok()).ok_or_else(|| {
                cells.refuse(
                    "longitude",
                    "this is not in Great Britain",
                    "are longitude and latitude swapped?",
                )
            })
        }
        ((None, None), (None, None)) => Err(cells.refuse(
            "easting",
            "a point needs its place",
            "easting and northing, or longitude and latitude",
        )),
        _ => Err(cells.refuse(
            "easting",
            "a place is easting and northing, or longitude and latitude",
            "give one of the two ways, both numbers",
        )),
    }
}
