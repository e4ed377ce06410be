//! The API by sending the router requests, without a socket.

use std::sync::atomic::Ordering;

use harmspot::pipeline::detect::LAYERS;

use crate::fabricated::Client;

#[test]
fn findings_of_a_method_are_a_marked_layer_with_their_test() {
    let client = Client::new();
    let listed = client.get("/api/findings").json();
    let names: Vec<&str> =
        listed["layers"].as_array().expect("layers").iter().filter_map(|l| l["name"].as_str()).collect();
    assert_eq!(names, LAYERS.iter().map(|l| l.name).collect::<Vec<_>>());
    let got = client.get(&format!("/api/findings/{}?csp=C1", names[0]));
    assert_eq!((got.status, got.header("content-type")), (200, "application/geo+json"));
    let layer = got.json();
    assert_eq!(layer["marking"], "SYNTHETIC - NOT REAL PLACES OR EVENTS");
    assert_eq!(layer["test"]["null"], "evenly over the units");
    assert_eq!(layer["features"][0]["properties"]["class"], "high-high");
    assert_eq!(client.get("/api/findings/nothing").status, 404);
    assert_eq!(client.get(&format!("/api/findings/{}?from=1999-01&to=1999-02", names[0])).status, 422);
    assert_eq!(client.get(&format!("/api/findings/{}?nope=1", names[0])).status, 400);
}

#[test]
fn every_answer_carries_marking_and_strict_headers() {
    let client = Client::new();
    for target in [
        "/",
        "/api/status",
        "/api/hotspots",
        "/nothing",
        "/api/hotspots?x=1",
        "/tiles/cells/99/0/0",
        "/basemap.pmtiles",
        "/tiles/hotspots/3/0/0",
    ] {
        let got = client.get(target);
        assert_eq!(got.header("x-protective-marking"), "SYNTHETIC - NOT REAL PLACES OR EVENTS", "{target}");
        assert!(got.header("content-security-policy").starts_with("default-src 'none'"), "{target}");
        assert_eq!(got.header("x-content-type-options"), "nosniff", "{target}");
        assert_eq!(got.header("referrer-policy"), "no-referrer", "{target}");
        assert_eq!(got.header("cross-origin-opener-policy"), "same-origin", "{target}");
        assert_eq!(got.header("cross-origin-resource-policy"), "same-origin", "{target}");
        assert!(
            got.header("cache-control").contains("private") || got.header("cache-control") == "no-store",
            "{target}"
        );
        assert_eq!(got.header("access-control-allow-origin"), "", "{target}");
    }
}

#[test]
fn status_lists_partnerships_with_their_boxes() {
    let got = Client::new().get("/api/status").json();
    assert_eq!(got["force"], "Lomea (synthetic)");
    assert_eq!(got["csps"][0]["code"], "C1");
    let b: Vec<f64> = serde_json::from_value(got["csps"][0]["bbox"].clone()).expect("four numbers");
    assert!(b[0] < b[2] && b[1] < b[3] && (1.0..2.0).contains(&b[0]) && (51.0..53.0).contains(&b[1]));
    assert_eq!(got["basemap"], serde_json::Value::Null);
    assert_eq!(got["marking"], "SYNTHETIC - NOT REAL PLACES OR EVENTS");
}

#[test]
fn hotspots_are_geojson_with_the_whole_contract_and_provenance() {
    let got = Client::new().get("/api/hotspots?csp=C1&from=2025-01&to=2025-12");
    assert_eq!((got.status, got.header("content-type")), (200, "application/geo+json"));
    let body = got.json();
    assert_eq!(body["features"].as_array().map(Vec::len), Some(3));
    assert_eq!(body["provenance"]["snapshot"], "s1");
    assert_eq!(body["list"]["null"], "evenly over the land of Lomea");
    assert!(body["list"].get("places").is_none());
    let properties = &body["features"][0]["properties"];
    for name in
        "id rank rank_csp csp csp_code name kind area_ha events crimes harm expected excess p p_fdr class \
                 confidence pai_in_sample stable_n stable_of emerging peak null marking change reason parent \
                 not_ranked_apart_from dependence profile label_point bbox"
            .split_whitespace()
    {
        assert!(properties.get(name).is_some(), "{name} is missing");
    }
    // RFC 7946: exterior rings run counter-clockwise, and are closed.
    let ring: Vec<[f64; 2]> =
        serde_json::from_value(body["features"][0]["geometry"]["coordinates"][0][0].clone()).expect("a ring");
    assert_eq!(ring.first(), ring.last());
    assert!(ring.windows(2).map(|w| w[0][0] * w[1][1] - w[1][0] * w[0][1]).sum::<f64>() > 0.0);
}

#[test]
fn one_cell_can_be_looked_into() {
    let client = Client::new();
    let all = client.get("/collections/cells/items?limit=1").json();
    let id = all["features"][0]["id"].as_str().expect("an id").to_owned();
    let cell = client.get(&format!("/api/cells/{id}")).json();
    assert_eq!(cell["id"], id.as_str());
    assert!(cell["p_total_ge"].is_number());
    assert_eq!(client.get("/api/cells/8a0000000000000").status, 404);
}

#[test]
fn identical_work_is_done_once() {
    let client = Client::new();
    for _ in 0..3 {
        client.get("/api/hotspots");
        client.get("/tiles/hotspots/14/8000/5000");
        client.get("/collections/hotspots/items");
    }
    assert_eq!(client.asked.load(Ordering::SeqCst), 1);
}

#[test]
fn bad_parameters_are_400_and_name_the_parameter_but_never_its_value() {
    let client = Client::new();
    let long = format!("/api/hotspots?csp={}", "x".repeat(3000));
    for (target, parameter) in [
        ("/api/hotspots?nope=CANARY", "nope"),
        ("/api/hotspots?csp=CANARY", "csp"),
        ("/api/hotspots?csp=C1&csp=C1", "csp"),
        ("/api/hotspots?from=2025-13", "from"),
        ("/api/hotspots?from=2025-05&to=2025-04", "to"),
        ("/api/hotspots?definition=x%27%20OR%201=1", "definition"),
        ("/api/hotspots?rank_by=name", "rank_by"),
        ("/api/hotspots?a[]=1", "?"),
        ("/api/hotspots?from=%ff", "from"),
        ("/collections/hotspots/items?limit=-1", "limit"),
        ("/collections/hotspots/items?limit=0", "limit"),
        ("/collections/hotspots/items?offset=99999999999999999999", "offset"),
        ("/collections/hotspots/items?bbox=1,2,3", "bbox"),
        ("/collections/hotspots/items?bbox=1,2,3,4,5", "bbox"),
        ("/collections/hotspots/items?bbox=NaN,1,2,3", "bbox"),
        ("/collections/hotspots/items?bbox=2,51,1,52", "bbox"),
        ("/collections/hotspots/items?bbox=1,51,1,52", "bbox"),
        ("/collections/hotspots/items?datetime=yesterday", "datetime"),
        ("/collections/lsoa/items?csp=C1", "csp"),
        ("/collections/lsoa/items?filter=name%3D1", "filter"),
        ("/conformance?f=html", "f"),
        (&long, "csp"),
    ] {
        let got = client.get(target);
        assert_eq!(got.status, 400, "{target}");
        assert_eq!(got.header("content-type"), "application/problem+json", "{target}");
        let body = got.json();
        assert_eq!(body["parameter"], parameter, "{target}");
        assert!(!String::from_utf8_lossy(&got.body).contains("CANARY"), "{target}");
    }
    let flood = (0..5_000).map(|n| format!("a{n}=1")).collect::<Vec<_>>().join("&");
    assert_eq!(client.get(&format!("/api/hotspots?{flood}")).status, 414);
}

#[test]
fn a_question_the_store_cannot_answer_is_422_in_words() {
    let got = Client::new().get("/api/hotspots?from=1999-01&to=1999-02");
    assert_eq!(
        (got.status, got.json()["detail"].as_str()),
        (422, Some("there are no incidents in those months"))
    );
}

#[test]
fn tiles_that_are_not_on_the_map_are_404() {
    let client = Client::new();
    for target in [
        "/tiles/cells/-1/0/0",
        "/tiles/cells/17/0/0",
        "/tiles/cells/3/8/0",
        "/tiles/cells/3/0/8",
        "/tiles/cells/1.5/0/0",
        "/tiles/cells/1e1/0/0",
        "/tiles/cells/18446744073709551616/0/0",
        "/tiles/cells/%2e%2e/0/0",
        "/tiles/cells/..%2f..%2fetc/0/0",
        "/tiles/cells/3/%00/0",
        "/tiles/cells/%D9%A3/0/0",
        "/tiles/cells/%ff/0/0",
        "/tiles/unknown/3/0/0",
        "/tiles/cells",
        "/tiles/unknown.json",
        "/tiles/incidents/13/0/0",
        "/collections/unknown/tiles/WebMercatorQuad/3/0/0",
        "/collections/cells/tiles/WorldCRS84Quad/3/0/0",
        "/collections/unknown",
        "/collections/hotspots/items/unknown",
        "/collections/hotspots/items/%ff",
        "/assets/../Cargo.toml",
        "/index.html/..",
    ] {
        let got = client.get(target);
        assert_eq!(got.status, 404, "{target}");
        assert_eq!(got.header("content-type"), "application/problem+json", "{target}");
    }
}

#[test]
fn only_get_and_head_are_answered_and_head_has_no_body() {
    let client = Client::new();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"] {
        let got = client.send(method, "/api/status", &[]);
        assert_eq!((got.status, got.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    let (get, head) = (client.get("/api/status"), client.send("HEAD", "/api/status", &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), get.header("etag"));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
}

#[test]
fn unknown_hosts_are_turned_away() {
    let client = Client::new();
    for (host, status) in [
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost:8080", 200),
        ("[::1]:1", 200),
        ("", 421),
    ] {
        assert_eq!(client.send("GET", "/api/status", &[("host", host)]).status, status, "{host}");
    }
    let spoofed = [("host", "evil.example"), ("x-forwarded-host", "localhost")];
    assert_eq!(client.send("GET", "/api/status", &spoofed).status, 421);
    assert_eq!(client.send("GET", "/api/status", &[("host", "localhost"), ("host", "evil")]).status, 400);
}

#[test]
fn tags_are_strong_differ_by_encoding_and_spare_the_body() {
    let client = Client::new();
    let plain = client.get("/api/hotspots");
    let zipped = client.send("GET", "/api/hotspots", &[("accept-encoding", "gzip, br")]);
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert_eq!(zipped.header("vary"), "Accept-Encoding");
    let (a, b) = (plain.header("etag"), zipped.header("etag"));
    assert!(a.starts_with('"') && b.starts_with('"') && a != b);
    let mut unzipped = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&zipped.body[..]), &mut unzipped)
        .expect("gzip");
    assert_eq!(unzipped, plain.body);
    let again = client.send("GET", "/api/hotspots", &[("if-none-match", a)]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, a));
    let other = client.send("GET", "/api/hotspots", &[("if-none-match", b)]);
    assert_eq!(other.status, 200);
    let range = client.send("GET", "/api/hotspots", &[("range", "bytes=0-1,3-4,9999999999999999999999-")]);
    assert_eq!((range.status, range.body.len()), (200, plain.body.len()));
    assert_ne!(client.get("/api/hotspots?csp=C1").header("etag"), a);
}

#[test]
fn browsers_get_the_page_and_programs_the_landing_links() {
    let client = Client::new();
    let page = client.send("GET", "/?csp=C1#x", &[("accept", "text/html,application/xhtml+xml")]);
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(String::from_utf8_lossy(&page.body).contains("harmspot"));
    let landing = client.send("GET", "/", &[("accept", "application/json")]).json();
    let rels: Vec<_> = landing["links"].as_array().expect("links").iter().map(|l| l["rel"].clone()).collect();
    for rel in ["self", "service-desc", "conformance", "data"] {
        assert!(rels.contains(&rel.into()), "{rel}");
    }
    assert_eq!(landing["links"][4]["href"], "http://127.0.0.1:8080/collections");
}

#[test]
fn pages_of_items_follow_next_links_and_add_up_to_number_matched() {
    let client = Client::new();
    let listed = client.get("/collections").json();
    let ids: Vec<String> = listed["collections"]
        .as_array()
        .expect("collections")
        .iter()
        .map(|c| c["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(ids, ["hotspots", "cells", "incidents", "csp", "district", "ward", "msoa", "lsoa"]);
    for (id, expected) in [("hotspots", 3), ("cells", 1261), ("incidents", 490), ("csp", 2)] {
        let (mut target, mut seen) =
            (format!("/collections/{id}/items?limit=200&datetime=2025-01-01/.."), Vec::new());
        loop {
            let page = client.get(&target).json();
            assert_eq!(page["numberMatched"], expected, "{id}");
            let features = page["features"].as_array().expect("features");
            assert_eq!(page["numberReturned"], features.len());
            seen.extend(features.iter().map(|f| f["id"].to_string()));
            let links = page["links"].as_array().expect("links");
            let Some(next) = links.iter().find(|l| l["rel"] == "next") else { break };
            let next = next["href"].as_str().expect("a link");
            target = next.strip_prefix("http://127.0.0.1:8080").expect("an absolute link").to_owned();
        }
        assert_eq!(seen.len(), expected, "{id}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), expected, "{id}: a feature came twice");
    }
    assert_eq!(client.get("/collections/cells/items?limit=1000000").json()["numberReturned"], 1261);
    assert_eq!(client.get("/collections/cells/items?offset=5000").json()["numberReturned"], 0);
}

#[test]
fn bbox_and_datetime_select() {
    let client = Client::new();
    let count = |target: &str| client.get(target).json()["numberMatched"].as_u64().expect("a number");
    let status = client.get("/api/status").json();
    let b: Vec<f64> = serde_json::from_value(status["csps"][0]["bbox"].clone()).expect("a box");
    let west = format!("{},{},{},{}", b[0], b[1], f64::midpoint(b[0], b[2]), b[3]);
    assert_eq!(count(&format!("/collections/csp/items?bbox={west}")), 1);
    assert_eq!(count("/collections/csp/items?bbox=-180,-90,180,90"), 2);
    assert_eq!(count("/collections/cells/items?bbox=-10,50,-9,51"), 0);
    let of =
        |months: std::ops::Range<u32>| (0..500).filter(|n| n % 50 != 0 && months.contains(&(n % 12))).count();
    assert_eq!(count("/collections/incidents/items?datetime=2025-03-15"), of(2..3) as u64);
    assert_eq!(count("/collections/incidents/items?datetime=../2025-02-28T23:59:59Z"), of(0..2) as u64);
    assert_eq!(count("/collections/incidents/items?from=2025-03&to=2025-03"), of(2..3) as u64);
    let (one, two) =
        (count("/collections/incidents/items?csp=C1"), count("/collections/incidents/items?csp=C2"));
    assert_eq!(one + two, 490);
    assert_eq!(count("/collections/hotspots/items?datetime=2024-06-01/2024-07-01"), 0);
    assert_eq!(count("/collections/hotspots/items?datetime=2025-06-01/.."), 3);
}

#[test]
fn no_reference_label_or_stated_area_of_an_incident_leaves() {
    let client = Client::new();
    let all = client.get("/collections/incidents/items?limit=10000");
    assert_eq!(all.json()["features"][0]["properties"].as_object().map(serde_json::Map::len), Some(4));
    assert!(!String::from_utf8_lossy(&all.body).contains("CANARY"));
    let item = client.get("/collections/incidents/items/2");
    assert_eq!(item.status, 200);
    assert!(!String::from_utf8_lossy(&item.body).contains("CANARY"));
}

#[test]
fn every_route_is_documented_and_every_documented_route_answers() {
    let client = Client::new();
    let document = client.get("/api/openapi.json");
    assert!(document.header("content-type").ends_with("version=3.1"));
    let document = document.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(!document.to_string().contains("$ref"));
    let cell = client.get("/collections/cells/items?limit=1").json()["features"][0]["id"].clone();
    let paths = document["paths"].as_object().expect("paths");
    for path in paths.keys() {
        let target = path
            .replace("{layer}", "hotspots")
            .replace("{z}", "10")
            .replace("{x}", "517")
            .replace("{y}", "339")
            .replace("{fid}", "hs-1")
            .replace("{method}", LAYERS[0].name);
        let id = if path.starts_with("/api/cells") { cell.as_str().expect("an id") } else { "hotspots" };
        let got = client.get(&target.replace("{id}", id));
        let expected: &[u16] = if path == "/basemap.pmtiles" { &[404] } else { &[200, 204] };
        assert!(expected.contains(&got.status), "{path}: {}", got.status);
    }
    // The other way round: the table in router.rs is the only place that names a route.
    let source = include_str!("../../src/server/router.rs");
    let routed = source.matches("route(\n            \"/").count() + source.matches("route(\"/").count();
    // Those of the groups are in the police view alone; `canary.rs` asks them.
    let of_groups = source.matches("\"/api/deterrence/").count();
    assert_eq!((routed - of_groups, of_groups), (paths.len(), 5));
    let old = client.send(
        "GET",
        "/api/openapi.json",
        &[("accept", "application/vnd.oai.openapi+json;version=3.0")],
    );
    assert_eq!(old.json()["openapi"], "3.0.3");
}
