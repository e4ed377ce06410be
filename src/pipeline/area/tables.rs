//! The tables of the ground, read into facts by code.

use std::collections::BTreeMap;

use super::{AreaError, recognise::column};
use crate::{
    geodesy::{GridPoint, LonLat, to_grid},
    places::{Site, SiteKind, candidates::plain_name},
    sources::{GroundFileError, PublishedTable},
};

/// What the tables say, by code.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// LSOA to ward (code) and district (code).
    pub(super) lsoa: BTreeMap<String, (Option<String>, String)>,
    /// Names of districts and CSPs by code.
    pub(super) name: BTreeMap<String, String>,
    /// District to CSP and force name.
    pub(super) csp: BTreeMap<String, (String, Option<String>)>,
    /// LSOA 2011 to 2021 and the change code, in the file's order.
    pub(super) vintage: Vec<(String, String, String)>,
    /// Counts by single year of age by LSOA, and the year of those LSOAs.
    pub(super) population: BTreeMap<String, Vec<f64>>,
    pub(super) population_year: Option<String>,
    /// Deprivation decile by LSOA.
    pub(super) decile: BTreeMap<String, u8>,
    /// Postcodes the publisher could not place well enough.
    pub(super) postcodes_unplaced: usize,
    /// Postcode points.
    pub(super) postcodes: Vec<GridPoint>,
    /// Sites, wherever they are.
    pub(super) sites: Vec<Site>,
    /// Years of the look-ups, for notes.
    pub(super) ward_year: Option<String>,
    pub(super) csp_year: Option<String>,
}

pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) table: &'a PublishedTable,
}

impl Source<'_> {
    /// Column of an area's code or name, of one year or any.
    fn of(&self, what: &str, year: Option<&str>, code: bool) -> Option<usize> {
        self.table.header.iter().position(|h| {
            column(h).is_some_and(|(w, y, c)| w == what && c == code && year.is_none_or(|year| y == year))
        })
    }

    fn bad(&self, line: u64, what: impl Into<String>) -> AreaError {
        GroundFileError::BadRow { file: self.file.to_owned(), line, what: what.into() }.into()
    }

    fn need(&self, column: Option<usize>, what: &str) -> Result<usize, AreaError> {
        column.ok_or_else(|| self.bad(1, format!("no column of the {what}")))
    }

    fn point(&self, line: u64, row: &[String]) -> Result<Option<GridPoint>, AreaError> {
        let at = |name: &str| self.table.column(name).map(|c| row[c].as_str());
        let number =
            |text: &str| text.parse::<f64>().map_err(|_| self.bad(line, "a coordinate that is no number"));
        match (at("easting"), at("northing"), at("longitude"), at("latitude")) {
            (Some(e), Some(n), ..) if !e.is_empty() => Ok(GridPoint::new(number(e)?, number(n)?)),
            (_, _, Some(x), Some(y)) if !x.is_empty() => {
                // A site beyond the model cannot be on this force's land.
                Ok(LonLat::new(number(x)?, number(y)?).and_then(|p| to_grid(p).ok()))
            }
            _ => Ok(None),
        }
    }
}

impl Facts {
    pub(super) fn add_postcodes(&mut self, source: &Source) -> Result<(), AreaError> {
        for (line, row) in &source.table.rows {
            let metres = |text: &str| {
                text.parse::<u32>().map_err(|_| source.bad(*line, "a coordinate that is no number"))
            };
            let (easting, northing) = (metres(&row[2])?, metres(&row[3])?);
            // Quality 90 is a postcode without a place, at (0, 0); one without a district (quality 60)
            // was placed by its sector only, and would put built-up land where there is none.
            if (easting, northing) == (0, 0) || row[8].is_empty() {
                self.postcodes_unplaced += 1;
            } else {
                self.postcodes.extend(GridPoint::new(f64::from(easting), f64::from(northing)));
            }
        }
        Ok(())
    }

    pub(super) fn add_lsoa_lookup(&mut self, source: &Source) -> Result<(), AreaError> {
        let lsoa = source.need(source.of("lsoa", None, true), "LSOA code")?;
        let district = source.need(source.of("district", None, true), "district code")?;
        let (name, ward) = (source.of("district", None, false), source.of("ward", None, true));
        for (_, row) in &source.table.rows {
            let known = self.lsoa.entry(row[lsoa].clone()).or_insert_with(|| (None, row[district].clone()));
            if let Some(ward) = ward {
                // The look-up that knows wards is the newer one and decides.
                *known = (Some(row[ward].clone()), row[district].clone());
            }
            if let Some(name) = name {
                self.name.insert(row[district].clone(), row[name].clone());
            }
        }
        Ok(())
    }

    pub(super) fn add_csp_lookup(&mut self, source: &Source) -> Result<(), AreaError> {
        let district = source.need(source.of("district", None, true), "district code")?;
        let csp = source.need(source.of("csp", None, true), "CSP code")?;
        let csp_name = source.need(source.of("csp", None, false), "CSP name")?;
        let district_name = source.of("district", None, false);
        let force = source.of("force", None, false);
        for (_, row) in &source.table.rows {
            self.csp.insert(row[district].clone(), (row[csp].clone(), force.map(|f| row[f].clone())));
            self.name.insert(row[csp].clone(), row[csp_name].clone());
            if let Some(name) = district_name {
                self.name.entry(row[district].clone()).or_insert_with(|| row[name].clone());
            }
        }
        Ok(())
    }

    pub(super) fn add_vintage(&mut self, source: &Source) -> Result<(), AreaError> {
        let old = source.need(source.of("lsoa", Some("11"), true), "LSOA 2011 code")?;
        let new = source.need(source.of("lsoa", Some("21"), true), "LSOA 2021 code")?;
        let change = source.table.column("change_code").or_else(|| source.table.column("CHGIND"));
        let change = source.need(change, "change code")?;
        let row = |(_, row): &(u64, Vec<String>)| (row[old].clone(), row[new].clone(), row[change].clone());
        self.vintage.extend(source.table.rows.iter().map(row));
        Ok(())
    }

    /// The look-up of vintages also knows districts, of an older year: used where nothing better is.
    pub(super) fn add_lsoa_lookup_if_new(&mut self, source: &Source) {
        let (lsoa, district) = (source.of("lsoa", Some("21"), true), source.of("district", None, true));
        let Some((lsoa, district)) = lsoa.zip(district) else { return };
        let name = source.of("district", None, false);
        for (_, row) in &source.table.rows {
            self.lsoa.entry(row[lsoa].clone()).or_insert_with(|| (None, row[district].clone()));
            if let Some(name) = name {
                self.name.entry(row[district].clone()).or_insert_with(|| row[name].clone());
            }
        }
    }

    pub(super) fn add_population(&mut self, source: &Source) -> Result<(), AreaError> {
        let code = source.need(source.of("lsoa", None, true), "LSOA code")?;
        let ages: Vec<usize> = (0..=90)
            .map(|age| {
                source.need(
                    source.table.column(&age.to_string()).or_else(|| source.table.column(&format!("{age}+"))),
                    "single years of age 0 to 90",
                )
            })
            .collect::<Result<_, _>>()?;
        let total = source.need(source.table.column("total_population"), "total")?;
        for (line, row) in &source.table.rows {
            let count = |c: usize| {
                let n = row[c].parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
                n.ok_or_else(|| source.bad(*line, "a count that is no number"))
            };
            let counts: Vec<f64> = ages.iter().map(|&c| count(c)).collect::<Result<_, _>>()?;
            if (counts.iter().sum::<f64>() - count(total)?).abs() > 0.5 {
                return Err(source.bad(*line, "the ages do not add up to the total"));
            }
            if self.population.insert(row[code].clone(), counts).is_some() {
                return Err(source.bad(*line, format!("the code {} a second time", row[code])));
            }
        }
        Ok(())
    }

    pub(super) fn add_deciles(&mut self, source: &Source) -> Result<(), AreaError> {
        let code = source.need(source.of("lsoa", None, true), "LSOA code")?;
        let decile = source.need(source.table.column("IMD_decile"), "IMD decile")?;
        for (line, row) in &source.table.rows {
            let value = row[decile].parse().ok().filter(|d| (1..=10).contains(d));
            self.decile.insert(
                row[code].clone(),
                value.ok_or_else(|| source.bad(*line, "a decile outside 1 to 10"))?,
            );
        }
        Ok(())
    }

    pub(super) fn add_sites(&mut self, source: &Source) -> Result<(), AreaError> {
        let kind = source.need(source.table.column("kind"), "kind")?;
        let name = source.need(source.table.column("name"), "name")?;
        for (line, row) in &source.table.rows {
            let kind: SiteKind = serde_json::from_value(row[kind].clone().into())
                .map_err(|_| source.bad(*line, format!("\"{}\" is not a kind of site", row[kind])))?;
            if let Some(point) = source.point(*line, row)? {
                self.sites.push(Site { kind, name: row[name].clone(), point });
            }
        }
        Ok(())
    }

    pub(super) fn add_hospitals(&mut self, source: &Source, name: usize) -> Result<(), AreaError> {
        for (line, row) in &source.table.rows {
            if let Some(point) = source.point(*line, row)? {
                self.sites.push(Site { kind: SiteKind::Hospital, name: row[name].clone(), point });
            }
        }
        Ok(())
    }

    pub(super) fn add_schools(&mut self, source: &Source) -> Result<(), AreaError> {
        let name = source.need(source.table.column("name"), "name")?;
        let point = source.need(source.table.column("point"), "point")?;
        let closed = source.need(source.table.column("end-date"), "end date")?;
        for (line, row) in &source.table.rows {
            if row[point].is_empty() || !row[closed].is_empty() {
                continue;
            }
            let pair: [f64; 2] = serde_json::from_str(&row[point])
                .map_err(|_| source.bad(*line, "a point that is not [longitude, latitude]"))?;
            if let Some(point) = LonLat::new(pair[0], pair[1]).and_then(|p| to_grid(p).ok()) {
                self.sites.push(Site { kind: SiteKind::School, name: plain_name(&row[name]), point });
            }
        }
        Ok(())
    }
}
