//! Reading the register.

use super::{Confidence, Impact, ProgrammeKind, Spend, kind::KINDS};
use crate::{calendar::Date, geodesy::GridPoint, sport::SportError};

/// When a programme meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Weekday, Monday 0.
    pub weekday: u8,
    /// Minutes after local midnight.
    pub from_min: u16,
    /// Minutes after local midnight, always after `from_min`.
    pub to_min: u16,
}

/// One line of the register, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Line of the file.
    pub line: u64,
    /// Its name.
    pub name: String,
    /// What it is, as written: "Boxing", "Mentoring".
    pub kind: String,
    /// The same, from the closed list.
    pub class: ProgrammeKind,
    /// Intervention or other spending.
    pub spend: Spend,
    /// Toolkit's estimated impact; `None` when not rated.
    pub impact: Option<Impact>,
    /// Toolkit's confidence; `None` when not rated.
    pub confidence: Option<Confidence>,
    /// Name of its site; empty when it has none.
    pub site: String,
    /// Where it runs; `None` when it has no place.
    pub at: Option<GridPoint>,
    /// When it meets; `None` when not told.
    pub session: Option<Session>,
    /// Ages, both included; `None` when not told.
    pub ages: Option<(u8, u8)>,
    /// Places a session; `None` when not told.
    pub places: Option<u32>,
    /// Pounds a year.
    pub cost_per_year: f64,
    /// Different people reached in a year; `None` when not told.
    pub reached: Option<u32>,
    /// First day.
    pub starts: Date,
    /// Last day; `None` when it goes on.
    pub ends: Option<Date>,
}

impl Programme {
    /// Whether it runs on a day.
    #[must_use]
    pub fn runs_on(&self, day: Date) -> bool {
        self.starts <= day && self.ends.is_none_or(|end| day <= end)
    }

    /// Pounds spent from one day to another, both included: the yearly cost by the share of 365 days it runs.
    #[must_use]
    pub fn cost_between(&self, from: Date, to: Date) -> f64 {
        let last = self.ends.map_or(to, |end| end.min(to));
        let days = last.days() - self.starts.max(from).days() + 1;
        self.cost_per_year * f64::from(days.max(0)) / 365.0
    }
}

/// The register.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProgrammeRegister {
    programmes: Vec<Programme>,
}

/// Column, its other names, and whether it must be there.
const COLUMNS: [(&str, &[&str], bool); 16] = [
    ("name", &["programme"], true),
    ("kind", &[], true),
    ("spend", &[], false),
    ("yef_impact", &["yef_rating"], false),
    ("yef_confidence", &[], false),
    ("site", &[], false),
    ("easting", &[], false),
    ("northing", &[], false),
    ("weekday", &[], false),
    ("from", &[], false),
    ("to", &[], false),
    ("places", &[], false),
    ("cost_per_year", &["cost"], true),
    ("reached", &["people_reached"], false),
    ("starts", &["start"], true),
    ("ends", &["end"], false),
];
const AGES: [&str; 2] = ["age_from", "age_to"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl ProgrammeRegister {
    /// Reads the register's rows: the header's names in any order and case, each row with its line in the file.
    ///
    /// Columns: `name` (or `programme`), `kind`, `cost_per_year` and `starts` must be there; `spend` (intervention or other, else
    /// told from the kind), `yef_impact` (or `yef_rating`), `yef_confidence`, `site`, `easting`, `northing`, `weekday`, `from`, `to`,
    /// `age_from`, `age_to`, `places`, `reached` and `ends` may. Other columns are left alone.
    ///
    /// # Errors
    /// [`SportError::Row`] naming line and column: a column missing, a cell that cannot be used, one line twice.
    pub fn parse(header: &[String], rows: &[(u64, Vec<String>)]) -> Result<Self, SportError> {
        let find = |name: &str, others: &[&str]| {
            let is = |h: &String| {
                let h = h.trim().trim_start_matches('\u{feff}');
                h.eq_ignore_ascii_case(name) || others.iter().any(|o| h.eq_ignore_ascii_case(o))
            };
            header.iter().position(is)
        };
        if let Some((name, ..)) =
            COLUMNS.iter().find(|(name, others, must)| *must && find(name, others).is_none())
        {
            return Err(refuse(1, name, "", "the register must have this column"));
        }
        let mut programmes: Vec<Programme> = Vec::new();
        for (line, cells) in rows {
            let cell = |name: &'static str| -> &str {
                let others =
                    COLUMNS.iter().find(|(n, ..)| *n == name).map_or(&[][..], |(_, others, _)| *others);
                find(name, others).and_then(|at| cells.get(at)).map_or("", |c| c.trim())
            };
            let programme = Row { line: *line, cell: &cell }.read()?;
            let twin = |p: &&Programme| {
                p.name == programme.name
                    && p.site == programme.site
                    && p.session == programme.session
                    && p.starts == programme.starts
            };
            if programmes.iter().find(twin).is_some() {
                return Err(refuse(
                    *line,
                    "name",
                    &programme.name,
                    "the same programme stands twice with the same site, time and start",
                ));
            }
            programmes.push(programme);
        }
        Ok(Self { programmes })
    }

    /// Every programme, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Programme] {
        &self.programmes
    }
}

fn refuse(line: u64, column: &'static str, got: &str, rule: &'static str) -> SportError {
    SportError::Row { line, column, got: got.to_owned(), rule }
}

/// One row being read.
struct Row<'a> {
    line: u64,
    cell: &'a dyn Fn(&'static str) -> &'a str,
}

impl Row<'_> {
    fn bad<T>(&self, column: &'static str, rule: &'static str) -> Result<T, SportError> {
        Err(refuse(self.line, column, (self.cell)(column), rule))
    }

    fn read(&self) -> Result<Programme, SportError> {
        let text = |column| (self.cell)(column).to_owned();
        for column in ["name", "kind"] {
            if (self.cell)(column).is_empty() {
                return self.bad(column, "a programme needs one");
            }
        }
        let Some(class) = ProgrammeKind::read((self.cell)("kind")) else {
            return self.bad("kind", KINDS);
        };
        let Ok(spend) = Spend::read((self.cell)("spend"), class) else {
            return self.bad("spend", "write intervention or other");
        };
        let Ok(impact) = Impact::read((self.cell)("yef_impact")) else {
            return self.bad("yef_impact", "write high, moderate, low, none, harmful or leave it empty");
        };
        let Ok(confidence) = Confidence::read((self.cell)("yef_confidence")) else {
            return self.bad("yef_confidence", "write very low to very high, 1 to 5, or leave it empty");
        };
        let Some(cost_per_year) = self.number("cost_per_year", "pounds a year, 0 or more")? else {
            return self.bad("cost_per_year", "a programme needs its cost: pounds a year, 0 or more");
        };
        let Some(starts) = self.date("starts")? else {
            return self.bad("starts", "a programme needs its first day, written 2026-09-01");
        };
        let ends = self.date("ends")?;
        if ends.is_some_and(|end| end < starts) {
            return self.bad("ends", "it ends on or after its first day");
        }
        Ok(Programme {
            line: self.line,
            name: text("name"),
            kind: text("kind"),
            class,
            spend,
            impact,
            confidence,
            site: text("site"),
            at: self.place()?,
            session: self.session()?,
            ages: self.ages()?,
            places: self.count("places")?,
            cost_per_year,
            reached: self.count("reached")?,
            starts,
            ends,
        })
    }

    fn number(&self, column: &'static str, rule: &'static str) -> Result<Option<f64>, SportError> {
        let plain = (self.cell)(column).replace([',', '£'], "");
        if plain.is_empty() {
            return Ok(None);
        }
        match plain.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(Some(number)),
            _ => self.bad(column, rule),
        }
    }

    fn count(&self, column: &'static str) -> Result<Option<u32>, SportError> {
        let text = (self.cell)(column);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).or_else(|_| self.bad(column, "a whole number, 0 or more"))
    }

    fn date(&self, column: &'static str) -> Result<Option<Date>, SportError> {
        let text = (self.cell)(column);
        if text.is_empty() {
            return Ok(None);
        }
        Date::parse(text, "yyyy-mm-dd")
            .map(Some)
            .or_else(|_| self.bad(column, "a date is written 2026-09-01"))
    }

    fn place(&self) -> Result<Option<GridPoint>, SportError> {
        let metres = "metres of the national grid, both or none";
        match (self.number("easting", metres)?, self.number("northing", metres)?) {
            (Some(x), Some(y)) => {
                GridPoint::new(x, y).map_or_else(|| self.bad("easting", metres), |at| Ok(Some(at)))
            }
            (None, None) => Ok(None),
            (Some(_), None) => self.bad("northing", metres),
            (None, Some(_)) => self.bad("easting", metres),
        }
    }

    fn session(&self) -> Result<Option<Session>, SportError> {
        let day = (self.cell)("weekday").to_lowercase();
        let times = (self.clock("from")?, self.clock("to")?);
        if day.is_empty() && times == (None, None) {
            return Ok(None);
        }
        let Some(weekday) = DAYS.iter().position(|d| day.starts_with(d)) else {
            return self.bad("weekday", "write Mon to Sun, with from and to");
        };
        match times {
            (Some(from_min), Some(to_min)) if from_min < to_min => {
                Ok(Some(Session { weekday: weekday as u8, from_min, to_min }))
            }
            _ => self.bad("to", "a session ends after it begins, on the same day"),
        }
    }

    fn clock(&self, column: &'static str) -> Result<Option<u16>, SportError> {
        let text = (self.cell)(column);
        if text.is_empty() {
            return Ok(None);
        }
        let time = text.split_once(':').and_then(|(h, m)| {
            let (h, m) = (h.parse::<u16>().ok()?, m.parse::<u16>().ok()?);
            (h <= 24 && m < 60 && h * 60 + m <= 24 * 60).then_some(h * 60 + m)
        });
        time.map_or_else(|| self.bad(column, "a time is written 18:00"), |time| Ok(Some(time)))
    }

    fn ages(&self) -> Result<Option<(u8, u8)>, SportError> {
        let [from, to] = AGES.map(|column| (self.cell)(column));
        if from.is_empty() && to.is_empty() {
            return Ok(None);
        }
        match (from.parse::<u8>(), to.parse::<u8>()) {
            (Ok(from), Ok(to)) if from <= to => Ok(Some((from, to))),
            _ => self.bad("age_to", "whole years, both given, the lower first"),
        }
    }
}
