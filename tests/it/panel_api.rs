//! Community sport over HTTP: what may be asked, and that nothing unsafe comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use harmspot::{pipeline::SessionError, server::Site};
use serde_json::Value;

use crate::fabricated::{Client, papers, session_choosing, session_without_streets};

/// Members whose numbers count nobody: ranks, minutes, hours, shares in per cent, money, degrees, re-runs of the choice.
const NOT_PEOPLE: &[&str] = &[
    "adds_percent",
    "at",
    "bbox",
    "believed_percent",
    "coordinates",
    "cost_change",
    "coverage_change_points",
    "covered_percent",
    "cut_percent",
    "from_hour",
    "met_percent",
    "minutes",
    "need_percent",
    "provision_percent",
    "rank",
    "score_parts",
    "seed",
    "share_percent",
    "sites",
    "stable_n",
    "stable_of",
    "to_hour",
    "weekday",
    "weight_percent",
    "young_within",
];

/// Everything in an answer of panel mode that a panel must not see.
pub fn unsafe_things(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

fn walk(value: &Value, member: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if members.get("type").is_some_and(|kind| kind == "Point" || kind == "MultiPoint") {
                found.push(format!("a point under {member}"));
            }
            for (name, inner) in members {
                let word = name.to_lowercase();
                if ["group", "gang", "reference", "suspect", "events", "crimes"]
                    .iter()
                    .any(|w| word.contains(w))
                {
                    found.push(format!("a member {name}"));
                }
                match (name.as_str(), inner.as_u64()) {
                    ("about", Some(n)) if n >= 10 && n % 5 == 0 => {}
                    ("fewer_than", Some(10)) => {}
                    _ => walk(inner, name, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, member, found)),
        Value::Number(n) if !NOT_PEOPLE.contains(&member) => found.push(format!("{n} under {member}")),
        Value::String(words) => counts_in(words, member, found),
        _ => {}
    }
}

/// A number of people or incidents in words must be rounded like any other; up to two words may stand between ("7 violent
/// incidents").
pub fn counts_in(words: &str, member: &str, found: &mut Vec<String>) {
    let people =
        ["incident", "crime", "event", "victim", "young", "resident", "people", "attendance", "offence"];
    let tokens: Vec<&str> = words
        .split(|c: char| !(c.is_ascii_alphanumeric() || [',', '.', '%'].contains(&c)))
        .map(|token| token.trim_matches([',', '.']))
        .filter(|token| !token.is_empty())
        .collect();
    for (at, token) in tokens.iter().enumerate() {
        let Ok(n) = token.replace(',', "").parse::<u64>() else { continue };
        // A share counts nobody.
        if tokens.get(at + 1).is_some_and(|next| next.starts_with('%')) {
            continue;
        }
        let after =
            tokens[at + 1..].iter().take(3).take_while(|t| !t.starts_with(|c: char| c.is_ascii_digit()));
        if (n < 10 || n % 5 != 0) && after.into_iter().any(|t| people.iter().any(|word| t.starts_with(word)))
        {
            let near: Vec<&str> = tokens[at.saturating_sub(3)..].iter().take(8).copied().collect();
            found.push(format!("\"{}\" under {member}", near.join(" ")));
        }
    }
}

#[test]
fn the_walker_finds_each_thing_a_panel_must_not_see() {
    for bad in [
        r#"{"about": 9}"#,
        r#"{"about": 12}"#,
        r#"{"fewer_than": 5}"#,
        r#"{"incidents": 12}"#,
        r#"{"area": {"type": "Point", "coordinates": [1, 2]}}"#,
        r#"{"group_id": "x"}"#,
        r#"{"words": "there were 7 incidents"}"#,
        r#"{"words": "in which 23 violent public incidents happened"}"#,
        r#"{"words": "1,232 young people"}"#,
        r#"[{"hurt": [["10 to 14", 3]]}]"#,
    ] {
        assert!(!unsafe_things(&serde_json::from_str(bad).expect("JSON")).is_empty(), "{bad}");
    }
    let good = r#"{"words": "about 25 incidents, 20 of 20 times", "young": {"about": 1235}, "hurt": {"fewer_than": 10}}"#;
    assert_eq!(unsafe_things(&serde_json::from_str(good).expect("JSON")), Vec::<String>::new());
}

#[test]
fn the_shortlist_carries_areas_and_safe_counts_and_nothing_else() {
    let got = Client::new().get("/api/sites?csp=C1&sites=2&minutes=15");
    assert_eq!((got.status, got.header("content-type")), (200, "application/json"));
    let body = got.json();
    assert_eq!(unsafe_things(&body), Vec::<String>::new());
    assert_eq!(body["sites"].as_array().map(Vec::len), Some(2));
    assert_eq!((&body["minutes"], &body["csp"]), (&15.into(), &"C1".into()));
    let first = &body["sites"][0];
    assert_eq!(first["incidents"], serde_json::json!({"fewer_than": 10}));
    assert_eq!(first["young_within"], serde_json::json!([[10, {"about": 410}], [15, {"about": 1235}]]));
    assert_eq!(first["reach"][1]["minutes"], 15);
    for area in [&first["reach"][0]["area"], &first["hotspots"][0]] {
        assert_eq!(area["type"], "MultiPolygon");
        let ring: Vec<[f64; 2]> = serde_json::from_value(area["coordinates"][0][0].clone()).expect("a ring");
        assert_eq!(ring.first(), ring.last());
        assert!(ring.windows(2).map(|w| w[0][0] * w[1][1] - w[1][0] * w[0][1]).sum::<f64>() > 0.0);
    }
    assert!(body["marking"].as_str().is_some_and(|m| m.contains("not cleared for publication")));
    assert_eq!(body["provenance"]["snapshot"], "s1");
    assert_eq!(body["papers"]["pdf"], "/api/sites/sheet.pdf?csp=C1&sites=2&minutes=15");
    assert_eq!(got.header("x-protective-marking"), "SYNTHETIC - NOT REAL PLACES OR EVENTS");
}

#[test]
fn the_page_of_panel_mode_starts_without_a_count_of_anything() {
    let body = Client::new().get("/api/sites/choices").json();
    assert_eq!(body["draft"], "working draft, not cleared for publication");
    assert_eq!(body["minutes"], serde_json::json!([5, 10, 15, 20]));
    assert_eq!(body["csps"][1]["code"], "C2");
    for name in ["incidents", "definitions", "snapshot"] {
        assert!(body.get(name).is_none(), "{name}");
    }
}

#[test]
fn the_papers_come_from_the_same_list_in_three_forms() {
    let client = Client::new();
    let asked = "?csp=C1&sites=2&minutes=10";
    let geojson = client.get(&format!("/api/sites.geojson{asked}"));
    assert_eq!((geojson.status, geojson.header("content-type")), (200, "application/geo+json"));
    let mut body = geojson.json();
    let features = body["features"].as_array_mut().expect("features");
    assert!(features.len() >= 8, "two sites, each with two walks and a hotspot");
    for feature in features {
        // The one kind of point a panel may see is the venue itself.
        if feature["properties"]["layer"] == "site" {
            assert_eq!(feature["geometry"]["type"], "Point");
            feature["geometry"] = Value::Null;
        }
    }
    assert_eq!(unsafe_things(&body), Vec::<String>::new());
    let html = client.get(&format!("/api/sites/sheet.html{asked}"));
    assert_eq!((html.status, html.header("content-type")), (200, "text/html; charset=utf-8"));
    let page = String::from_utf8_lossy(&html.body).into_owned();
    assert!(page.contains("not cleared for publication") && page.contains("SYNTHETIC"));
    assert!(page.contains("&lt;b&gt;Hall") && !page.contains("<b>Hall"), "a name never becomes markup");
    let pdf = client.get(&format!("/api/sites/sheet.pdf{asked}"));
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    assert!(pdf.body.starts_with(b"%PDF-") && pdf.header("content-disposition").starts_with("inline"));
    assert_eq!(client.asked.load(Ordering::SeqCst), 1, "one choice, four papers");
}

#[test]
fn need_against_money_is_told_in_whole_shares() {
    let got = Client::new().get("/api/sites/coverage");
    let body = got.json();
    assert_eq!(unsafe_things(&body), Vec::<String>::new());
    assert_eq!(body["rows"][0]["need_percent"], 70);
    assert_eq!(body["rows"][1]["provision_percent"], Value::Null);
    assert!(body["marking"].as_str().is_some_and(|m| m.contains("not cleared for publication")));
    assert!(got.header("etag").starts_with('"'));
}

#[test]
fn only_partnership_sites_and_minutes_may_vary() {
    let client = Client::new();
    for (target, parameter) in [
        ("/api/sites?from=2025-01", "from"),
        ("/api/sites?to=2025-12", "to"),
        ("/api/sites?definition=all-serious-violence", "definition"),
        ("/api/sites?rank_by=harm", "rank_by"),
        ("/api/sites?weights=CANARY", "weights"),
        ("/api/sites?forbid=site-1", "forbid"),
        ("/api/sites?bbox=1,51,2,52", "bbox"),
        ("/api/sites?minutes=11", "minutes"),
        ("/api/sites?minutes=CANARY", "minutes"),
        ("/api/sites?minutes=10&minutes=15", "minutes"),
        ("/api/sites?sites=0", "sites"),
        ("/api/sites?sites=13", "sites"),
        ("/api/sites?sites=2.5", "sites"),
        ("/api/sites?sites=-1", "sites"),
        ("/api/sites?csp=CANARY", "csp"),
        ("/api/sites.geojson?from=2025-01", "from"),
        ("/api/sites/sheet.html?weights=1", "weights"),
        ("/api/sites/sheet.pdf?minutes=7", "minutes"),
        ("/api/sites/choices?csp=C1", "csp"),
        ("/api/sites/coverage?csp=C1", "csp"),
    ] {
        let got = client.get(target);
        assert_eq!((got.status, got.header("content-type")), (400, "application/problem+json"), "{target}");
        assert_eq!(got.json()["parameter"], parameter, "{target}");
        assert!(!String::from_utf8_lossy(&got.body).contains("CANARY"), "{target}");
    }
    assert_eq!(client.asked.load(Ordering::SeqCst), 0, "nothing was worked out");
}

#[test]
fn the_description_lists_what_may_be_asked_and_no_more() {
    let document = Client::new().get("/api/openapi.json").json();
    let parameters =
        document["paths"]["/api/sites"]["get"]["parameters"].as_array().expect("parameters").clone();
    let names: Vec<&str> = parameters.iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["csp", "sites", "minutes"]);
    assert_eq!(parameters[2]["schema"]["enum"], serde_json::json!([5, 10, 15, 20]));
}

#[test]
fn the_same_choice_is_made_once_and_its_tag_spares_the_body() {
    let client = Client::new();
    let first = client.get("/api/sites?sites=3&minutes=10&csp=C1");
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"'));
    // Defaults, another order, and a name for a code are the same question.
    let again = client.send("GET", "/api/sites?csp=Lomea+West", &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()));
    assert_eq!(client.asked.load(Ordering::SeqCst), 1);
    let other = client.send("GET", "/api/sites?csp=C1&minutes=15", &[("if-none-match", &tag)]);
    assert_eq!(other.status, 200);
    assert_eq!(client.asked.load(Ordering::SeqCst), 2);
}

#[test]
fn a_choice_that_takes_too_long_is_answered_later() {
    let gate = Arc::new(AtomicU32::new(0));
    let held = Arc::clone(&gate);
    let (session, asked) = session_choosing(move |ask| {
        while held.load(Ordering::SeqCst) == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(papers(ask))
    });
    let client = Client::of(Site::new(session, None).with_panel_patience(Duration::from_millis(50)), asked);
    let busy = client.get("/api/sites");
    assert_eq!((busy.status, busy.header("retry-after")), (202, "5"), "nothing is wrong: it is begun");
    assert_eq!(busy.header("content-type"), "application/problem+json");
    assert!(busy.json()["detail"].as_str().is_some_and(|d| d.contains("still being worked out")));
    gate.store(1, Ordering::SeqCst);
    let mut got = client.get("/api/sites");
    for _ in 0..200 {
        if got.status == 200 {
            break;
        }
        got = client.get("/api/sites");
    }
    assert_eq!((got.status, client.asked.load(Ordering::SeqCst)), (200, 1), "the work was not thrown away");
}

#[test]
fn a_choice_the_data_cannot_support_is_told_in_words() {
    let (session, asked) =
        session_choosing(|_| Err(SessionError::Refused("no candidate sites are held".to_owned())));
    let got = Client::of(Site::new(session, None), asked).get("/api/sites");
    assert_eq!((got.status, got.json()["detail"].as_str()), (422, Some("no candidate sites are held")));
}

#[test]
fn no_label_of_the_panels_ground_stands_at_an_incident() {
    let (session, asked) = session_without_streets();
    let client = Client::of(Site::new(session, None), asked);
    let status = client.get("/api/status").json();
    let b: Vec<f64> = serde_json::from_value(status["bbox"].clone()).expect("a box");
    let (lon, lat) = (f64::midpoint(b[0], b[2]), f64::midpoint(b[1], b[3]).to_radians());
    let side = f64::from(1 << 14);
    let x = ((lon + 180.0) / 360.0 * side) as u32;
    let y = ((1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * side) as u32;
    let named = |layer: &str| {
        let tiles = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let bodies = tiles.map(|(x, y)| client.get(&format!("/tiles/{layer}/14/{x}/{y}")).body);
        bodies.filter(|body| body.windows(6).any(|w| w == b"CANARY")).count()
    };
    assert!(named("ground") > 0, "the analyst's ground names streets at the incidents' points");
    assert_eq!(named("panel-ground"), 0);
    assert_eq!(client.get("/tiles/panel-ground.json").status, 200);
}
