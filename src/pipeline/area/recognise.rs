//! What a file is, by its content: never by its name.

use std::fmt;

use crate::{
    places::Level,
    sources::{Features, Geometry, PublishedTable},
};

/// What one file of features is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FeatureKind {
    /// Outlines of a level, with the year in the property names.
    Boundaries { level: Level, year: String },
    /// Outlines that are known and not used: why.
    NotUsed(String),
    /// Streets, paths, rail, rivers.
    Streets,
    /// Areas added to the mask.
    MaskAdded,
}

/// What one table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TableKind {
    /// Code-Point Open rows.
    Postcodes,
    /// LSOA to ward to district; the years of LSOA and ward.
    LsoaWardDistrict { lsoa: String, ward: Option<String>, district: String },
    /// District to CSP to force.
    DistrictCsp { district: String, csp: String },
    /// LSOA 2011 to 2021 with the change code.
    Vintage,
    /// Population by single year of age, by the LSOAs of this year.
    Population { lsoa: String },
    /// Deprivation decile by LSOA 2021.
    Deprivation,
    /// Sites with their kind.
    Sites,
    /// Hospitals; the column of the name.
    Hospitals { name: usize },
    /// Schools of the GOV.UK register.
    Schools,
    /// Known and not used: why.
    NotUsed(String),
}

/// `lsoa21_code`, `LSOA21CD`, `ward24_name`, `WD24NM`: what, year, code or name.
pub(super) fn column(header: &str) -> Option<(&'static str, String, bool)> {
    let lower = header.to_ascii_lowercase();
    let (what, rest) = [
        ("lsoa", "lsoa"),
        ("msoa", "msoa"),
        ("ward", "ward"),
        ("wd", "ward"),
        ("ltla", "district"),
        ("lad", "district"),
        ("csp", "csp"),
        ("pfa", "force"),
    ]
    .into_iter()
    .find_map(|(head, what)| lower.strip_prefix(head).map(|rest| (what, rest.to_owned())))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let is_code = match &rest[digits.len()..] {
        "_code" | "cd" => true,
        "_name" | "nm" => false,
        _ => return None,
    };
    (digits.len() == 2).then_some((what, digits, is_code))
}

pub(super) fn features(file: &Features) -> Option<FeatureKind> {
    let first = file.features.first()?;
    let codes: Vec<(&str, String)> = first
        .properties
        .keys()
        .filter_map(|key| column(key))
        .filter(|(_, _, is_code)| *is_code)
        .map(|(what, year, _)| (what, year))
        .collect();
    let year_of = |what: &str| codes.iter().find(|(w, _)| *w == what).map(|(_, year)| year.clone());
    let lines = file.features.iter().any(|f| matches!(f.geometry, Some(Geometry::Lines(_))));
    if let Some(year) = year_of("lsoa") {
        return Some(if year == "21" {
            FeatureKind::Boundaries { level: Level::Lsoa, year }
        } else {
            FeatureKind::NotUsed(format!("LSOA 20{year} boundaries: another vintage, not used"))
        });
    }
    for (what, level) in [("msoa", Level::Msoa), ("ward", Level::Ward), ("district", Level::District)] {
        if let Some(year) = year_of(what) {
            return Some(FeatureKind::Boundaries { level, year });
        }
    }
    if year_of("force").is_some() {
        return Some(FeatureKind::NotUsed(
            "police force outlines: strongly generalised, not used".to_owned(),
        ));
    }
    if first.properties.contains_key("AREACD") {
        return Some(FeatureKind::NotUsed(
            "district outlines: not used, districts are dissolved from LSOA 2021".to_owned(),
        ));
    }
    if first.text("mask").is_some_and(|m| m == "add") {
        return Some(FeatureKind::MaskAdded);
    }
    let named = first.properties.contains_key("highway") || first.properties.contains_key("kind");
    (lines && named).then_some(FeatureKind::Streets)
}

/// True when the first record names columns. Code-Point Open has none: its first field is a postcode
/// and its third and fourth are metres.
pub(super) fn has_header(first: &[String]) -> bool {
    !(first.len() == 10 && first[2].parse::<u32>().is_ok() && first[3].parse::<u32>().is_ok())
}

pub(super) fn table(table: &PublishedTable) -> Option<TableKind> {
    if table.header.is_empty() {
        return (!table.rows.is_empty()).then_some(TableKind::Postcodes);
    }
    let codes: Vec<(&str, String)> = table
        .header
        .iter()
        .filter_map(|h| column(h))
        .filter(|(_, _, is_code)| *is_code)
        .map(|(what, year, _)| (what, year))
        .collect();
    let year = |what: &str| codes.iter().find(|(w, _)| *w == what).map(|(_, year)| year.clone());
    let has = |name: &str| table.column(name).is_some();
    let both =
        |what: &str| ["11", "21"].iter().all(|y| codes.iter().any(|(w, year)| *w == what && year == y));
    if both("lsoa") && (has("change_code") || has("CHGIND")) {
        return Some(TableKind::Vintage);
    }
    if has("total_population") && has("0") && (has("90") || has("90+")) {
        return Some(match year("lsoa") {
            Some(lsoa) => TableKind::Population { lsoa },
            None => TableKind::NotUsed("population by larger areas: not used".to_owned()),
        });
    }
    if let (Some(district), Some(csp)) = (year("district"), year("csp")) {
        return Some(TableKind::DistrictCsp { district, csp });
    }
    if let (Some(lsoa), Some(district)) = (year("lsoa"), year("district")) {
        return Some(TableKind::LsoaWardDistrict { lsoa, ward: year("ward"), district });
    }
    if has("IMD_decile") {
        return Some(match year("lsoa").as_deref() {
            Some("21") => TableKind::Deprivation,
            _ => TableKind::NotUsed("deprivation by LSOA of another vintage: not used".to_owned()),
        });
    }
    if codes.iter().any(|(what, _)| matches!(*what, "lsoa" | "msoa")) {
        return Some(TableKind::NotUsed("facts by area that the ground does not keep: not used".to_owned()));
    }
    let degrees = has("longitude") && has("latitude");
    if has("kind") && has("name") && (degrees || (has("easting") && has("northing"))) {
        return Some(TableKind::Sites);
    }
    if let (true, Some(name)) = (degrees, table.header.iter().position(|h| h.starts_with("hospital"))) {
        return Some(TableKind::Hospitals { name });
    }
    (has("name") && has("point") && has("end-date")).then_some(TableKind::Schools)
}

impl fmt::Display for FeatureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boundaries { level, year } => write!(f, "{} boundaries 20{year}", level.word()),
            Self::NotUsed(why) => f.write_str(why),
            Self::Streets => f.write_str("streets"),
            Self::MaskAdded => f.write_str("areas added to the built-up mask"),
        }
    }
}

impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postcodes => f.write_str("Code-Point Open postcodes, without a header"),
            Self::LsoaWardDistrict { lsoa, ward: Some(ward), district } => {
                write!(f, "look-up LSOA 20{lsoa} to ward 20{ward} and district 20{district}")
            }
            Self::LsoaWardDistrict { lsoa, ward: None, district } => {
                write!(f, "look-up LSOA 20{lsoa} to district 20{district}")
            }
            Self::DistrictCsp { district, csp } => write!(f, "look-up district 20{district} to CSP 20{csp}"),
            Self::Vintage => f.write_str("look-up LSOA 2011 to 2021 with the change code"),
            Self::Population { lsoa } => write!(f, "population by single year of age, by LSOA 20{lsoa}"),
            Self::Deprivation => f.write_str("deprivation by LSOA 2021"),
            Self::Sites => f.write_str("sites"),
            Self::Hospitals { .. } => f.write_str("hospitals"),
            Self::Schools => f.write_str("schools"),
            Self::NotUsed(why) => f.write_str(why),
        }
    }
}
