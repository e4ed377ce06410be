//! What people call a place: the nearest street, and the town or ward and district around it.

use super::{Ground, SiteKind};
use crate::geodesy::GridPoint;

/// Labels that name a kind of place, not a place: data.police.uk writes them where a snap point has
/// no street. Skipped for names; compared without case.
pub const GENERIC_LABELS: &[&str] = &[
    "Airport/Airfield",
    "Bus/Coach Station",
    "Conference/Exhibition Centre",
    "Education",
    "Ferry Terminal",
    "Further/Higher Educational Building",
    "Further/higher Educational Building",
    "Hospital",
    "Motorway Service Area",
    "Nightclub",
    "No Location",
    "Park/Open Space",
    "Parking Area",
    "Pedestrian Subway",
    "Petrol Station",
    "Police Station",
    "Prison",
    "Race Track",
    "Shopping Area",
    "Sports/Recreation Area",
    "Sports Area",
    "Supermarket",
    "Theatre/Concert Hall",
    "Theme/Adventure Park",
    "Train Station",
    "Tube Station",
    "University",
    "Car Park",
    "Court",
    "Custody Suite",
    "School",
    "Retail Park",
    "Unknown",
    "Unnamed Road",
    "Not Known",
    "N/A",
];

/// True for a label that is blank or names only a kind of place. A leading "On or near" is looked
/// through.
#[must_use]
pub fn is_generic_label(label: &str) -> bool {
    let label = plain_label(label);
    label.is_empty() || GENERIC_LABELS.iter().any(|generic| generic.eq_ignore_ascii_case(label))
}

/// A label without the words data.police.uk puts before it.
#[must_use]
pub fn plain_label(label: &str) -> &str {
    let label = label.trim();
    let head = "on or near ";
    match label.get(..head.len()) {
        Some(start) if start.eq_ignore_ascii_case(head) => label[head.len()..].trim(),
        _ if label.eq_ignore_ascii_case("on or near") => "",
        _ => label,
    }
}

/// The parts of a name, biggest last; each may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceName {
    /// Nearest street.
    pub street: Option<String>,
    /// Town whose centre is near, else ward.
    pub town_or_ward: Option<String>,
    /// District.
    pub district: Option<String>,
}

impl std::fmt::Display for PlaceName {
    /// "High Street, Chatham (Medway)"; what is missing or repeated is left out, and brackets stand in no brackets:
    /// "Quay Road, Lomea East, Port Lomea (synthetic)".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts: Vec<&str> = Vec::new();
        for part in [&self.street, &self.town_or_ward].into_iter().flatten() {
            if !parts.contains(&part.as_str()) {
                parts.push(part);
            }
        }
        f.write_str(&parts.join(", "))?;
        match &self.district {
            Some(district) if parts.is_empty() => f.write_str(district),
            Some(district) if parts.contains(&district.as_str()) => Ok(()),
            Some(district) if district.contains('(') => write!(f, ", {district}"),
            Some(district) => write!(f, " ({district})"),
            None => Ok(()),
        }
    }
}

/// A street farther away than this does not name a point.
const STREET_M: f64 = 150.0;
/// A town's centre farther away than this does not name a point; its ward does.
const TOWN_M: f64 = 1500.0;

/// What is this place called?
///
/// The nearest named street of the area pack within 150 m; else the most frequent of `labels` (the
/// incidents' own street labels there) that is not generic, ties by name; else none. Then the nearest
/// town centre within 1,500 m in the same district, else the ward; then the district. Free address
/// text is never used.
#[must_use]
pub fn place_name<'a>(
    ground: &Ground,
    point: GridPoint,
    labels: impl IntoIterator<Item = &'a str>,
) -> PlaceName {
    let at = ground.assign(point);
    let name_of = |level| ground.area_of(level, &at).map(|area| area.name.clone());
    let town = ground
        .nearest_site(point, |site| site.kind == SiteKind::Town)
        .filter(|(site, metres)| *metres <= TOWN_M && ground.assign(site.point).district == at.district)
        .map(|(site, _)| site.name.clone());
    PlaceName {
        street: nearest_street(ground, point).or_else(|| commonest(labels)),
        town_or_ward: town.or_else(|| name_of(super::Level::Ward)),
        district: name_of(super::Level::District),
    }
}

fn commonest<'a>(labels: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut count = std::collections::BTreeMap::new();
    for label in labels {
        if !is_generic_label(label) {
            *count.entry(plain_label(label)).or_insert(0_u32) += 1;
        }
    }
    count.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(label, _)| label.to_owned())
}

fn nearest_street(ground: &Ground, point: GridPoint) -> Option<String> {
    let (x, y) = (point.easting_m(), point.northing_m());
    let mut best: Option<(f64, &str)> = None;
    for street in &ground.pack().streets {
        if is_generic_label(&street.name) || !matches!(street.kind.as_str(), "street" | "path") {
            continue;
        }
        for pair in street.line.0.windows(2) {
            let (low, high) = (pair[0].x.min(pair[1].x) - STREET_M, pair[0].x.max(pair[1].x) + STREET_M);
            if x < low || x > high {
                continue;
            }
            let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            let length2 = dx * dx + dy * dy;
            let t = if length2 > 0.0 {
                (((x - pair[0].x) * dx + (y - pair[0].y) * dy) / length2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let metres = (pair[0].x + t * dx - x).hypot(pair[0].y + t * dy - y);
            if metres <= STREET_M && best.is_none_or(|(d, name)| (metres, street.name.as_str()) < (d, name)) {
                best = Some((metres, &street.name));
            }
        }
    }
    best.map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_name_no_place_are_skipped() {
        for label in
            ["On or near Parking Area", "on or near Supermarket", "", "Prison", "On or near ", "No Location"]
        {
            assert!(is_generic_label(label), "{label}");
        }
        assert!(!is_generic_label("On or near High Street"));
        assert_eq!(
            commonest(["On or near Prison", "On or near B Road", "On or near A Road"]),
            Some("A Road".to_owned())
        );
    }

    #[test]
    fn a_name_says_nothing_twice() {
        let some = |s: &str| Some(s.to_owned());
        let name =
            PlaceName { street: some("High Street"), town_or_ward: some("Dover"), district: some("Dover") };
        assert_eq!(name.to_string(), "High Street, Dover");
        let name = PlaceName { street: None, town_or_ward: some("River"), district: some("Medway") };
        assert_eq!(name.to_string(), "River (Medway)");
        let name = PlaceName {
            street: some("Quay Road"),
            town_or_ward: some("Lomea East"),
            district: some("Port Lomea (synthetic)"),
        };
        assert_eq!(name.to_string(), "Quay Road, Lomea East, Port Lomea (synthetic)");
    }
}
