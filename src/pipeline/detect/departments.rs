//! Which department serves which area: the nearest one, unless a user's file says otherwise.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{RunError, points::name_of};
use crate::{
    geodesy::GridPoint,
    places::{Area, AreaPack, SiteKind, shape},
    sources::scan_csv,
};

/// Emergency departments of Kent and Medway and of the towns beside it, under every name they go by: one of these
/// in the area pack is a department whether or not it supplies. Other forces name theirs with `--departments`.
const KNOWN: [&[&str]; 9] = [
    &["Medway Maritime Hospital", "Medway Hospital"],
    &["William Harvey Hospital", "William Harvey Hospital (Ashford)"],
    &["Queen Elizabeth The Queen Mother Hospital", "QEQM Hospital"],
    &["Maidstone Hospital", "The Maidstone Hospital"],
    &["Tunbridge Wells Hospital at Pembury", "Tunbridge Wells Hospital", "Pembury Hospital"],
    &["Darent Valley Hospital"],
    &["Princess Royal University Hospital"],
    &["Queen Elizabeth Hospital"],
    &["University Hospital Lewisham"],
];

/// A department, supplying or not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Department {
    /// As its feed calls it, else as the list does.
    pub(super) name: String,
    /// Site of the feed; `None` when it has supplied nothing at all.
    pub(super) site: Option<String>,
}

/// Department of every area of a layer; `None` where a user's file names none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Catchments {
    pub(super) departments: Vec<Department>,
    pub(super) of_area: Vec<Option<u32>>,
    /// How they came about.
    pub(super) words: String,
    /// Hospital sites of the area pack taken to have no emergency department, though nobody said so.
    pub(super) assumed_without: usize,
}

/// Words of a hospital's name that do not tell one from another.
const COMMON: [&str; 13] = [
    "hospital",
    "hosp",
    "the",
    "nhs",
    "trust",
    "general",
    "at",
    "of",
    "and",
    "emergency",
    "department",
    "a",
    "e",
];

fn words(name: &str) -> BTreeSet<String> {
    // A bracket holds a town or a remark.
    let plain: String = name.replace(['\'', '’'], "").to_lowercase();
    let plain = plain.split_once('(').map_or(plain.as_str(), |(before, _)| before);
    let all: BTreeSet<String> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let own: BTreeSet<String> = all.iter().filter(|w| !COMMON.contains(&w.as_str())).cloned().collect();
    if own.is_empty() { all } else { own }
}

/// How far two names are apart: 0 the same, more for words only the second has; `None` for different places.
fn apart(feed: &str, listed: &str) -> Option<usize> {
    let (a, b) = (words(feed), words(listed));
    (!a.is_empty() && a.is_subset(&b)).then(|| b.len() - a.len())
}

fn same(a: &str, b: &str) -> bool {
    words(a) == words(b)
}

/// The site of the list a name means, the plainest of several.
fn listed<'a>(name: &str, sites: &[(&'a str, GridPoint)]) -> Option<(&'a str, GridPoint)> {
    let near = sites.iter().filter_map(|site| Some((apart(name, site.0)?, site)));
    near.min_by(|a, b| (a.0, a.1.0).cmp(&(b.0, b.1.0))).map(|(_, site)| *site)
}

impl Catchments {
    /// By a file of `area,site`: every area of it goes to its site, and no other area to any.
    pub(super) fn of_file(
        file: &Path,
        areas: &[Area],
        supplying: &BTreeSet<String>,
        inputs: &mut BTreeMap<String, String>,
    ) -> Result<Self, RunError> {
        let at: BTreeMap<&str, usize> = areas.iter().enumerate().map(|(i, a)| (a.code.as_str(), i)).collect();
        let mut made = Self {
            departments: Vec::new(),
            of_area: vec![None; areas.len()],
            words: "as the file says".to_owned(),
            assumed_without: 0,
        };
        let mut wrong = None;
        let name = name_of(file);
        let read = scan_csv(file, &["area", "site"], |_, line, fields| {
            let text = |i: usize| String::from_utf8_lossy(fields.get(i).trim_ascii()).into_owned();
            let Some(&area) = at.get(text(0).as_str()) else {
                let code: String = text(0).chars().take(40).collect();
                wrong.get_or_insert(format!(
                    "{name} line {line}: {code:?} in column area is no area of this layer"
                ));
                return;
            };
            let site = text(1);
            made.of_area[area] = (!site.is_empty()).then(|| made.department(&site, supplying));
        })?;
        inputs.insert(name.clone(), read.sha256);
        match wrong {
            Some(reason) => Err(RunError::Refused(reason)),
            None => Ok(made),
        }
    }

    fn department(&mut self, name: &str, supplying: &BTreeSet<String>) -> u32 {
        let site = supplying.iter().find(|s| *s == name).or_else(|| supplying.iter().find(|s| same(s, name)));
        let name = site.map_or(name, String::as_str);
        let at = self.departments.iter().position(|d| d.name == name).unwrap_or_else(|| {
            self.departments.push(Department { name: name.to_owned(), site: site.cloned() });
            self.departments.len() - 1
        });
        at as u32
    }

    /// Every area to the department nearest its middle, as the crow flies: those of a file of `site,easting,northing`,
    /// else the hospital sites of the area pack that a supplying department or [`KNOWN`] names.
    pub(super) fn nearest(
        file: Option<&Path>,
        pack: &AreaPack,
        areas: &[Area],
        supplying: &BTreeSet<String>,
        inputs: &mut BTreeMap<String, String>,
    ) -> Result<Self, RunError> {
        let mut made = Self {
            departments: Vec::new(),
            of_area: Vec::new(),
            words: "nearest department to the middle of the area, as the crow flies".to_owned(),
            assumed_without: 0,
        };
        let mut points: Vec<GridPoint> = Vec::new();
        let mut add = |made: &mut Self, name: &str, point: GridPoint| {
            let at = made.department(name, supplying) as usize;
            if at == points.len() {
                points.push(point);
            }
        };
        if let Some(file) = file {
            for (site, point) in sites_of(file, inputs)? {
                add(&mut made, &site, point);
            }
            unplaced(supplying, &made, "is not in the file of departments")?;
        } else {
            let hospitals: Vec<(&str, GridPoint)> = pack
                .sites
                .iter()
                .filter(|s| s.kind == SiteKind::Hospital)
                .map(|s| (s.name.as_str(), s.point))
                .collect();
            for site in supplying {
                // A known department may go by another name in the area pack.
                let names = KNOWN.iter().find(|names| names.iter().any(|n| same(n, site)));
                let own = names.into_iter().flat_map(|n| n.iter()).find_map(|n| exactly(n, &hospitals));
                if let Some((_, point)) = own.or_else(|| listed(site, &hospitals)) {
                    add(&mut made, site, point);
                }
            }
            unplaced(supplying, &made, "is no hospital site of the area pack")?;
            for names in KNOWN {
                let supplied = supplying.iter().any(|site| names.iter().any(|n| same(n, site)));
                let found = names.iter().find_map(|n| exactly(n, &hospitals));
                if let (false, Some((_, point))) = (supplied, found)
                    && points_apart(point, &made, supplying, &hospitals)
                {
                    add(&mut made, names[0], point);
                }
            }
        }
        if file.is_none() {
            let far = |p: GridPoint| points.iter().all(|d| d.distance_m(p) >= 500.0);
            made.assumed_without =
                pack.sites.iter().filter(|s| s.kind == SiteKind::Hospital && far(s.point)).count();
        }
        made.of_area = areas.iter().map(|area| near(area, &points)).collect();
        Ok(made)
    }
}

/// A known department that stands where a supplying one does is that one under another name.
fn points_apart(
    point: GridPoint,
    made: &Catchments,
    supplying: &BTreeSet<String>,
    hospitals: &[(&str, GridPoint)],
) -> bool {
    let own = made.departments.iter().filter(|d| supplying.contains(&d.name));
    !own.filter_map(|d| listed(&d.name, hospitals)).any(|(_, p)| p.distance_m(point) < 500.0)
}

fn exactly<'a>(name: &str, sites: &[(&'a str, GridPoint)]) -> Option<(&'a str, GridPoint)> {
    sites.iter().filter(|s| same(name, s.0)).min_by_key(|s| s.0).copied()
}

fn unplaced(supplying: &BTreeSet<String>, made: &Catchments, why: &str) -> Result<(), RunError> {
    let lost = supplying.iter().find(|site| !made.departments.iter().any(|d| d.site.as_ref() == Some(site)));
    match lost {
        None => Ok(()),
        Some(site) => Err(RunError::Refused(format!(
            "the department {:?} supplies attendances and {why}, so its areas would be taken for another's: give \
             --departments FILE.csv (site,easting,northing) or --catchments FILE.csv (area,site)",
            crate::incidents::shown(site)
        ))),
    }
}

fn sites_of(
    file: &Path,
    inputs: &mut BTreeMap<String, String>,
) -> Result<Vec<(String, GridPoint)>, RunError> {
    let (mut sites, mut wrong) = (Vec::new(), None);
    let name = name_of(file);
    let read = scan_csv(file, &["site", "easting", "northing"], |_, line, fields| {
        let site = String::from_utf8_lossy(fields.get(0).trim_ascii()).into_owned();
        let point = fields.number(1).zip(fields.number(2)).and_then(|(x, y)| GridPoint::new(x, y));
        match point {
            Some(point) if !site.is_empty() => sites.push((site, point)),
            _ => {
                wrong.get_or_insert(format!(
                    "{name} line {line}: columns site, easting and northing hold no place"
                ));
            }
        }
    })?;
    inputs.insert(name.clone(), read.sha256);
    match wrong {
        Some(reason) => Err(RunError::Refused(reason)),
        None if sites.is_empty() => Err(RunError::Refused(format!("{name}: no department is in it"))),
        None => Ok(sites),
    }
}

fn near(area: &Area, points: &[GridPoint]) -> Option<u32> {
    let middle = shape::centroid(&area.shape).or_else(|| shape::point_inside(&area.shape))?;
    let middle = GridPoint::new(middle.x, middle.y)?;
    let nearest = (0..).zip(points).map(|(at, p)| (p.distance_m(middle), at));
    nearest.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|n| n.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_finds_its_hospital_among_many_of_like_names() {
        let at = |x: f64| GridPoint::new(570_000.0 + x, 160_000.0).expect("on the grid");
        let sites = [
            ("Gstt @ Maidstone Hospital", at(1.0)),
            ("Maidstone Hospital", at(2.0)),
            ("Spire Tunbridge Wells Hospital", at(3.0)),
            ("Tunbridge Wells Hospital At Pembury", at(4.0)),
            ("William Harvey Hospital (Ashford)", at(5.0)),
            ("Marrow Quay Queen's Hospital", at(6.0)),
        ];
        let name = |feed: &str| listed(feed, &sites).map(|s| s.0);
        assert_eq!(name("MAIDSTONE HOSPITAL"), Some("Maidstone Hospital"));
        assert_eq!(name("Pembury"), Some("Tunbridge Wells Hospital At Pembury"));
        assert_eq!(name("William Harvey"), Some("William Harvey Hospital (Ashford)"));
        assert_eq!(name("Marrow Quay Queen's Hospital (synthetic)"), Some("Marrow Quay Queen's Hospital"));
        assert_eq!(name("Darent Valley"), None);
    }
}
