//! Every paper of every partnership of Lomea, walked for what a panel must not see: a count under ten or unrounded, the
//! place of an incident, a reference, a person, a group.

use std::collections::BTreeMap;

use harmspot::{
    geodesy::{self, LonLat},
    pipeline::PanelPapers,
    publish::{self, document::Brand},
};
use serde_json::Value;

use super::{every_csp, open};
use crate::{
    county,
    panel_api::{counts_in, unsafe_things},
    papers::look::pages,
};

/// Columns of the CSV whose cells are bare numbers; none of them counts people.
const NUMBERS: [&str; 11] = [
    "rank",
    "lon",
    "lat",
    "share_of_need_percent",
    "next_best_cost_change_gbp",
    "next_best_coverage_change_points",
    "stable_n",
    "stable_of",
    "believed_percent",
    "adds_percent",
    "id",
];
/// Columns that are counts.
const COUNTS: [&str; 3] = ["incidents", "young_within_10_min", "young_within_15_min"];

/// What text must not hold: counts, and what names somebody or somewhere.
fn unsafe_text(text: &str, what: &str, groups: &[String]) -> Vec<String> {
    let mut found = names_in(text, what, groups);
    counts_in(text, what, &mut found);
    found
}

/// Grid coordinates, crime references, people, groups.
fn names_in(text: &str, what: &str, groups: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let digits = |token: &str| token.chars().all(|c| c.is_ascii_digit());
    // A decimal fraction is no coordinate of the grid.
    for token in text.split(|c: char| !(c.is_ascii_alphanumeric() || ['/', '.'].contains(&c))) {
        let token = token.trim_matches('.');
        let person = token.len() == 8 && token.starts_with(['V', 'S']) && digits(&token[1..]);
        if token.starts_with("LM/") || person || (token.len() == 6 && digits(token)) {
            found.push(format!("\"{token}\" in {what}"));
        }
    }
    found.extend(groups.iter().filter(|g| text.contains(*g)).map(|g| format!("the group {g} in {what}")));
    found
}

/// Names no street has: a group's with what the truth file puts behind it.
fn groups() -> Vec<String> {
    let file = county::lomea().join("data/truth.json");
    let truth: Value = serde_json::from_slice(&std::fs::read(file).expect("truth")).expect("json");
    let all = truth["groups"].as_array().expect("groups");
    assert!(!all.is_empty());
    all.iter().map(|g| g["name"].as_str().expect("a name").to_owned()).collect()
}

/// Venues of the user's file by name, in metres.
fn venues() -> BTreeMap<String, (f64, f64)> {
    let mut table = csv::Reader::from_path(county::lomea().join("data/sport-sites.csv")).expect("sites");
    let head = table.headers().expect("a header").clone();
    let at = |name: &str| head.iter().position(|h| h == name).expect("a column");
    let (name, e, n) = (at("name"), at("easting"), at("northing"));
    let number = |text: &str| text.parse::<f64>().expect("metres");
    table
        .records()
        .map(|row| row.expect("a row"))
        .map(|row| (row[name].to_owned(), (number(&row[e]), number(&row[n]))))
        .collect()
}

/// Text of a page and what a screen reader says of its pictures.
fn words_of(html: &str) -> String {
    let mut text = String::new();
    let (_, rest) = html.split_once("<body").expect("a body");
    let (_, mut rest) = rest.split_once('>').expect("a whole tag");
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        text.push(' ');
        let end = rest[at..].find('>').map_or(rest.len(), |e| at + e + 1);
        for label in rest[at..end].split("aria-label=\"").skip(1) {
            text.push_str(label.split('"').next().unwrap_or_default());
            text.push(' ');
        }
        rest = &rest[end..];
    }
    text.replace("&#39;", "'").replace("&amp;", "&")
}

fn with_sites() -> impl Iterator<Item = &'static PanelPapers> {
    every_csp().iter().filter(|p| !p.shortlist.sites.is_empty())
}

#[test]
fn the_walker_of_text_finds_each_thing() {
    let groups = ["Hill Top (synthetic)".to_owned()];
    for bad in
        ["about 7 incidents", "at 677590", "LM/000123/23", "victim V0093651", "by Hill Top (synthetic)"]
    {
        assert_eq!(unsafe_text(bad, "x", &groups).len(), 1, "{bad}");
    }
    let good =
        "About 25 incidents, fewer than 10 events; £9,500 a year, 18 of 20 re-runs, from 18:00 to 20:00";
    assert_eq!(unsafe_text(good, "x", &groups), Vec::<String>::new());
    assert_eq!(words_of("<body><p>a</p><svg aria-label=\"b\"><path d=\"M1 2\"/></svg>").trim(), "a  b");
}

#[test]
fn no_csv_of_lomea_holds_what_a_panel_must_not_see() {
    let (groups, venues) = (groups(), venues());
    let mut rows = 0;
    for papers in with_sites() {
        let text = publish::sites_csv(&papers.shortlist, &papers.provenance);
        assert_eq!(unsafe_text(&text, "the CSV", &groups), Vec::<String>::new());
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let head = table.headers().expect("a header").clone();
        for bad in ["group", "gang", "reference", "suspect", "victim", "easting", "northing"] {
            assert!(head.iter().all(|h| !h.contains(bad)), "a column with {bad}");
        }
        for row in table.records().map(|r| r.expect("a row")) {
            rows += 1;
            let cell = |name: &str| &row[head.iter().position(|h| h == name).expect("a column")];
            for column in COUNTS {
                let safe = cell(column).strip_prefix("about ").and_then(|n| n.parse::<u32>().ok());
                assert!(
                    cell(column) == "fewer than 10" || safe.is_some_and(|n| n >= 10 && n.is_multiple_of(5)),
                    "{column}: {}",
                    cell(column)
                );
            }
            let bare = head
                .iter()
                .zip(&row)
                .filter(|(h, cell)| !NUMBERS.contains(h) && cell.trim_matches('-').parse::<f64>().is_ok());
            assert_eq!(bare.collect::<Vec<_>>(), Vec::new(), "a bare number that may count somebody");
            venue(
                &venues,
                cell("name"),
                cell("lon").parse().expect("degrees"),
                cell("lat").parse().expect("degrees"),
            );
        }
    }
    assert!(rows > 20, "{rows} sites");
}

/// A point is a venue of the user's file and no other.
fn venue(venues: &BTreeMap<String, (f64, f64)>, name: &str, lon: f64, lat: f64) {
    let at = geodesy::to_grid(LonLat::new(lon, lat).expect("degrees")).expect("on the grid");
    let (e, n) = venues.get(name).unwrap_or_else(|| panic!("{name} is no venue"));
    assert!((at.easting_m() - e).hypot(at.northing_m() - n) < 1.0, "{name} is not where its file says");
}

#[test]
fn no_map_file_of_lomea_holds_what_a_panel_must_not_see() {
    let (groups, venues) = (groups(), venues());
    for papers in with_sites() {
        let mut file = publish::sites_geojson(&papers.shortlist, &papers.provenance).expect("geojson");
        let own = file["provenance"]["parameters"].take();
        let asked = ["reruns", "seed", "sites", "minutes", "sessions_a_week", "weeks", "cut_percent"];
        for (name, value) in own.as_object().expect("parameters") {
            assert!(!value.is_number() || asked.contains(&name.as_str()), "{name} {value}");
        }
        for feature in file["features"].as_array_mut().expect("features") {
            let geometry = feature["geometry"].take();
            if feature["properties"]["layer"] == "site" {
                let degrees = |i: usize| geometry["coordinates"][i].as_f64().expect("degrees");
                let name = feature["properties"]["name"].as_str().expect("a name");
                venue(&venues, name, degrees(0), degrees(1));
            } else {
                let kind = geometry["type"].as_str().expect("a type");
                assert!(["Polygon", "MultiPolygon"].contains(&kind), "{kind}");
            }
        }
        assert_eq!(unsafe_things(&file), Vec::<String>::new(), "{}", papers.shortlist.csp);
        assert_eq!(names_in(&file.to_string(), "the GeoJSON", &groups), Vec::<String>::new());
    }
}

#[test]
fn no_json_of_lomea_holds_what_a_panel_must_not_see() {
    let groups = groups();
    for papers in every_csp() {
        let mut file = publish::panel_answer(&papers.shortlist, &papers.provenance).expect("json");
        file["provenance"]["parameters"].take();
        assert_eq!(unsafe_things(&file), Vec::<String>::new(), "{}", papers.shortlist.csp);
        for site in file["sites"].as_array_mut().expect("sites") {
            // Lines of areas; words and numbers are walked above.
            site["reach"].take();
            site["hotspots"].take();
        }
        assert_eq!(names_in(&file.to_string(), "the JSON", &groups), Vec::<String>::new());
    }
}

#[test]
fn no_page_of_lomea_holds_what_a_panel_must_not_see() {
    let groups = groups();
    let loaded = open();
    let labels: Vec<&str> = loaded.incidents.iter().take(2_000).map(|i| i.key.reference.as_str()).collect();
    for papers in every_csp() {
        let document = publish::sites_document(&papers.shortlist, &papers.provenance, &Brand::default());
        let html = words_of(&document.html());
        let pdf = pages(&document.typeset().expect("typeset").pdf).join(" ");
        assert!(html.contains("not cleared for publication") && pdf.contains("not cleared for publication"));
        for (what, text) in [("the HTML", &html), ("the PDF", &pdf)] {
            assert_eq!(unsafe_text(text, what, &groups), Vec::<String>::new(), "{}", papers.shortlist.csp);
            assert!(labels.iter().all(|reference| !text.contains(reference)), "a reference in {what}");
        }
    }
}
