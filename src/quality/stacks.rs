//! Many records on one coordinate: places where crime is recorded, or real hot addresses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Row;
use crate::{
    geodesy::GridPoint,
    incidents::LocationClass,
    places::{Ground, SiteKind, place_name, plain_label},
};

/// Stacks listed.
const LISTED: usize = 20;
/// A site farther away than this does not explain a stack.
const SITE_M: f64 = 300.0;

/// One coordinate that holds many records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stack {
    /// Easting in metres.
    pub easting_m: f64,
    /// Northing in metres.
    pub northing_m: f64,
    /// Records on it.
    pub rows: u64,
    /// Their share of all mapped records of the list.
    pub share: f64,
    /// The label most of them carry.
    pub label: Option<String>,
    /// Where that is, in words.
    pub place: Option<String>,
    /// Nearest prison, hospital, police station, court or shopping centre of the area pack within 300 m.
    pub site: Option<String>,
    /// How far that is.
    pub site_m: Option<f64>,
    /// What it probably is, from the location class of its records or that site.
    pub kind: LocationClass,
    /// True when only a site nearby says so: somebody who knows the place must look.
    pub by_site: bool,
}

/// The top twenty of one group of offences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StackList {
    /// `all`, or the most frequent offence.
    pub offence: String,
    /// Mapped records.
    pub rows: u64,
    /// Distinct coordinates they lie on.
    pub points: u64,
    /// Most records first, ties by position.
    pub top: Vec<Stack>,
}

/// Two lists: everything, and the most frequent offence, whose stacks everything would hide.
pub(super) fn of(rows: &[Row], ground: Option<&Ground>) -> Vec<StackList> {
    let mut offences: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        *offences.entry(&row.incident.offence).or_default() += 1;
    }
    let most =
        offences.iter().max_by_key(|(code, n)| (**n, std::cmp::Reverse(**code))).map(|(code, _)| *code);
    let mut lists = vec![list("all", rows.iter(), ground)];
    if let Some(code) = most.filter(|_| offences.len() > 1) {
        lists.push(list(code, rows.iter().filter(|r| r.incident.offence == code), ground));
    }
    lists
}

fn list<'a>(offence: &str, rows: impl Iterator<Item = &'a Row<'a>>, ground: Option<&Ground>) -> StackList {
    let decimetres = |m: f64| (m * 10.0).round() as i64;
    let mut points: BTreeMap<(i64, i64), Vec<&Row>> = BTreeMap::new();
    let mut total = 0_u64;
    for row in rows {
        let Some(p) = row.incident.point else { continue };
        points.entry((decimetres(p.easting_m()), decimetres(p.northing_m()))).or_default().push(row);
        total += 1;
    }
    let distinct = points.len() as u64;
    let mut largest: Vec<Vec<&Row>> = points.into_values().filter(|rows| rows.len() > 1).collect();
    largest.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
    largest.truncate(LISTED);
    let top = largest.iter().filter_map(|rows| stack(rows, total, ground)).collect();
    StackList { offence: offence.to_owned(), rows: total, points: distinct, top }
}

fn stack(rows: &[&Row], total: u64, ground: Option<&Ground>) -> Option<Stack> {
    let point = rows.first()?.incident.point?;
    let labels = || rows.iter().filter_map(|r| r.incident.label.as_deref());
    let site = ground.and_then(|g| {
        g.nearest_site(point, |site| kind_of_site(site.kind).is_some())
            .filter(|(_, metres)| *metres <= SITE_M)
    });
    let own = commonest(rows.iter().map(|r| r.incident.location));
    let by_site = || site.and_then(|(site, _)| kind_of_site(site.kind));
    let by_own = own.is_some_and(recorded_at);
    let kind = own.filter(|&class| recorded_at(class)).or_else(by_site).or(own).unwrap_or_default();
    Some(Stack {
        easting_m: point.easting_m(),
        northing_m: point.northing_m(),
        rows: rows.len() as u64,
        share: rows.len() as f64 / total as f64,
        label: commonest(labels()).map(|label| plain_label(label).to_owned()),
        place: ground.map(|g| place_name(g, point, labels()).to_string()).filter(|name| !name.is_empty()),
        site: site.map(|(site, _)| site.name.clone()),
        site_m: site.map(|(_, metres)| metres),
        kind,
        by_site: !by_own && recorded_at(kind),
    })
}

/// The most frequent value; ties go to the smallest.
fn commonest<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(value, _)| value)
}

fn recorded_at(class: LocationClass) -> bool {
    use LocationClass::{Court, Hospital, Police, Prison};
    matches!(class, Prison | Hospital | Police | Court)
}

fn kind_of_site(kind: SiteKind) -> Option<LocationClass> {
    match kind {
        SiteKind::Hospital => Some(LocationClass::Hospital),
        SiteKind::Prison => Some(LocationClass::Prison),
        SiteKind::Police => Some(LocationClass::Police),
        SiteKind::Court => Some(LocationClass::Court),
        SiteKind::Shopping => Some(LocationClass::Shop),
        _ => None,
    }
}

/// Lines for the places-of-recording file, in the order of the lists; each place once. What cannot
/// be told from the data is a comment for somebody who knows the ground.
pub(super) fn proposal(lists: &[StackList]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut seen: Vec<GridPoint> = Vec::new();
    for (list, stack) in lists.iter().flat_map(|list| list.top.iter().map(move |stack| (list, stack))) {
        let Some(point) = GridPoint::new(stack.easting_m, stack.northing_m) else { continue };
        if seen.iter().any(|other| other.distance_m(point) < 1.0) {
            continue;
        }
        seen.push(point);
        lines.push(line(list, stack));
    }
    lines
}

fn line(list: &StackList, stack: &Stack) -> String {
    let name = stack.site.as_deref().or(stack.place.as_deref()).or(stack.label.as_deref());
    let name = name.unwrap_or("one coordinate").replace(['"', '\n', '\r'], " ");
    let (e, n) = (stack.easting_m.round(), stack.northing_m.round());
    let of = if list.offence == "all" { "records".to_owned() } else { format!("of \"{}\"", list.offence) };
    let reason = format!("{} {} on one coordinate", stack.rows, of.replace('"', "'"));
    let (kind, action) = match stack.kind {
        LocationClass::Prison => ("prison", "exclude"),
        LocationClass::Hospital => ("hospital", "exclude"),
        LocationClass::Police => ("police", "exclude"),
        LocationClass::Court => ("court", "exclude"),
        LocationClass::Care => ("care", "review"),
        LocationClass::Shop => ("shopping", "review"),
        LocationClass::Education => ("school", "review"),
        _ => return format!("# what is at {e},{n} ({name})? {reason}"),
    };
    let action = if stack.by_site { "review" } else { action };
    format!("{kind},\"{name}\",{e},{n},150,{action},\"{reason}\"")
}
