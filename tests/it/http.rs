//! The API by sending the router requests, and the accept loop by raw sockets.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use geo_types::{MultiPolygon, Polygon};
use harmspot::{
    access::View,
    calendar::{Instant, Month, Precision, Span},
    detect::{Change, Class, Confidence, Hotspot, HotspotKind, HotspotList, Peak, Profile},
    geodesy::{self, GridPoint, LonLat},
    incidents::{Flags, Geocode, Incident, Injury, LocationClass, RecordKey, Status},
    pipeline::{Answer, CellStatistic, DefinitionFact, Facts, Question, Session, SessionError, SessionParts},
    places::{Area, AreaPack, LsoaFacts, Site as PlaceSite, SiteKind, Street, Unit, UnitSet},
    publish::{Marking, Provenance},
    server::{Site, router},
};

/// Middle of the made-up ground: the sea bed off the Thames estuary.
const MIDDLE: (f64, f64) = (660_000.0, 210_000.0);

fn grid(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).expect("within ten thousand kilometres")
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    geo_types::Rect::new((west, south), (east, north)).to_polygon().into()
}

fn area(code: &str, name: &str, box_m: [f64; 4]) -> Area {
    let [w, s, e, n] = box_m;
    Area {
        code: code.to_owned(),
        name: name.to_owned(),
        shape: rectangle(w, s, e, n),
        area_m2: (e - w) * (n - s),
    }
}

/// Two partnerships side by side, 6 by 6 km each, split at the middle.
fn pack() -> AreaPack {
    let (x, y) = MIDDLE;
    let (west, east) = ([x - 6000.0, y - 3000.0, x, y + 3000.0], [x, y - 3000.0, x + 6000.0, y + 3000.0]);
    let both = |prefix: &str| {
        vec![area(&format!("{prefix}1"), "Lomea West", west), area(&format!("{prefix}2"), "Lomea East", east)]
    };
    AreaPack {
        format: 1,
        name: "Lomea (synthetic)".to_owned(),
        synthetic: true,
        attribution: vec!["Made up".to_owned()],
        lsoa: both("L"),
        msoa: both("M"),
        ward: both("W"),
        district: both("D"),
        csp: both("C"),
        lsoa_facts: vec![LsoaFacts::default(); 2],
        ward_district: vec![Some(0), Some(1)],
        district_csp: vec![Some(0), Some(1)],
        postcodes: Vec::new(),
        streets: vec![Street {
            name: "High Street".to_owned(),
            kind: "street".to_owned(),
            line: vec![(x - 500.0, y), (x + 500.0, y)].into(),
        }],
        sites: vec![PlaceSite { kind: SiteKind::Town, name: "Lomea".to_owned(), point: grid(x, y) }],
        mask_added: Vec::new(),
        notes: Vec::new(),
        inputs: Vec::new(),
    }
}

fn place(number: u32, cells: &[h3o::CellIndex]) -> Hotspot {
    let dissolved = h3o::geom::SolventBuilder::new().build().dissolve(cells.iter().copied());
    let degrees = dissolved.expect("cells of one resolution, each once");
    let to_grid = |c: &geo_types::Coord<f64>| {
        let p = geodesy::to_grid(LonLat::new(c.x, c.y).expect("in range")).expect("inside OSTN15");
        (p.easting_m(), p.northing_m())
    };
    let outline = degrees
        .iter()
        .map(|p| Polygon::new(p.exterior().0.iter().map(to_grid).collect::<Vec<_>>().into(), Vec::new()))
        .collect();
    Hotspot {
        id: format!("hs-{number}"),
        kind: HotspotKind::Hotspot,
        rank: Some(number),
        rank_csp: Some(number),
        csp: "Lomea West".to_owned(),
        csp_code: "C1".to_owned(),
        name: format!("=High Street, Lomea {number}"),
        parent: None,
        units: cells.iter().map(ToString::to_string).collect(),
        outline,
        area_ha: 10.0,
        events: 40 - number,
        crimes: 50,
        harm: None,
        expected: 5.5,
        excess: 30.0,
        p: 1e-9,
        p_fdr: 1e-6,
        class: Class::Hot99,
        confidence: Confidence::Clear,
        pai_in_sample: 12.0,
        stable_n: 198,
        stable_of: 200,
        emerging: None,
        peak: Some(Peak { words: "Fri and Sat 22:00 to 02:00".to_owned(), timed_events: 30 }),
        change: Change::New,
        not_ranked_apart_from: Vec::new(),
        dependence: None,
        profile: Profile::default(),
        reason: "Made for a test.".to_owned(),
    }
}

/// An answer over 1,261 cells of resolution 10 with three places in it.
pub fn answer(question: &Question) -> Answer {
    let middle = geodesy::to_lon_lat(grid(MIDDLE.0, MIDDLE.1)).expect("inside OSTN15");
    let middle = h3o::LatLng::new(middle.lat_deg(), middle.lon_deg()).expect("in range");
    let centre = middle.to_cell(h3o::Resolution::Ten);
    let mut cells: Vec<h3o::CellIndex> = centre.grid_disk(20);
    cells.sort_unstable();
    let ring: Vec<h3o::CellIndex> = centre.grid_disk(10);
    let places: Vec<Hotspot> =
        [0, 150, 300].iter().zip(1..).map(|(&at, n)| place(n, &ring[at].grid_disk::<Vec<_>>(1))).collect();
    let hot: Vec<String> = places.iter().flat_map(|p| p.units.clone()).collect();
    let statistics = (0_u32..)
        .zip(&cells)
        .map(|(unit, cell)| {
            let id = cell.to_string();
            let is_hot = hot.contains(&id);
            CellStatistic {
                value: if is_hot { 9 } else { unit % 3 },
                neighbourhood: if is_hot { 40 } else { 7 },
                expected: 5.5,
                gi_star_z: if is_hot { 6.5 } else { 0.1 },
                p_total_ge: 0.25,
                p_two_sided: 0.5,
                p_fdr: if is_hot { 1e-6 } else { 0.9 },
                class: if is_hot { Class::Hot99 } else { Class::None },
                id,
                unit,
            }
        })
        .collect();
    let ids = cells.iter().map(|&c| c.into()).collect();
    let units = UnitSet::of_cells(Unit::H3(10), ids, false, "made for a test".to_owned());
    let (from, to) = (Month::new(2025, 1).expect("a month"), Month::new(2025, 12).expect("a month"));
    let question = Question {
        from: Some(question.from.unwrap_or(from)),
        to: Some(question.to.unwrap_or(to)),
        ..question.clone()
    };
    Answer {
        list: HotspotList {
            title: "Made for a test".to_owned(),
            noun: "hotspots".to_owned(),
            null: "evenly over the land of Lomea".to_owned(),
            places,
            ..HotspotList::default()
        },
        cells: statistics,
        units: Arc::new(units),
        provenance: Provenance {
            program: "harmspot test".to_owned(),
            snapshot: Some("s1".to_owned()),
            marking: Marking::Synthetic,
            ..Provenance::default()
        },
        question,
    }
}

/// 500 incidents on a spiral around the middle, none of whose texts may ever leave.
fn incidents() -> Vec<Incident> {
    (0..500_i32)
        .map(|n| {
            let (turn, reach) = (f64::from(n) * 0.4, f64::from(n) * 4.0);
            Incident {
                key: RecordKey { source: "rms:CANARY".to_owned(), reference: format!("CANARY/{n}") },
                status: if n % 50 == 0 { Status::Cancelled } else { Status::Current },
                committed: Span { from: Instant(0), to: Instant(0), precision: Precision::Minute },
                month: Month::new(2025, 1 + n.unsigned_abs() % 12).expect("a month"),
                recorded: None,
                updated: None,
                point: Some(grid(MIDDLE.0 + reach * turn.cos(), MIDDLE.1 + reach * turn.sin())),
                geocode: Geocode::Exact,
                snapped: false,
                label: Some("CANARY street".to_owned()),
                location: LocationClass::Street,
                offence: "5D".to_owned(),
                flags: Flags::default(),
                injury: Injury::Serious,
                victims: Vec::new(),
                suspects: Vec::new(),
                stated_lsoa: Some("CANARY".to_owned()),
                rows: 1,
            }
        })
        .collect()
}

fn facts() -> Facts {
    Facts {
        program: "harmspot test".to_owned(),
        marking: Marking::Synthetic,
        synthetic: true,
        view: View::Vru,
        force: Some("Lomea (synthetic)".to_owned()),
        snapshot: Some("s1".to_owned()),
        area_pack: Some("p1".to_owned()),
        incidents: 490,
        first_month: Some("2025-01".to_owned()),
        last_month: Some("2025-12".to_owned()),
        complete_to: Some("2025-11".to_owned()),
        definitions: vec![DefinitionFact {
            id: "all-serious-violence".to_owned(),
            title: "All".to_owned(),
            draft: true,
        }],
        definition: Some("all-serious-violence".to_owned()),
        csps: Vec::new(),
        bbox: None,
        attribution: vec!["Made up".to_owned()],
        snapped: false,
        noun: "hotspots".to_owned(),
    }
}

/// A session whose answers are fabricated, and how often one was.
pub fn session() -> (Session, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let parts = SessionParts {
        facts: facts(),
        pack: Some(Arc::new(pack())),
        incidents: Arc::new(incidents()),
        definitions: Vec::new(),
        solve: Box::new(move |question| {
            count.fetch_add(1, Ordering::SeqCst);
            if question.from == Month::new(1999, 1) {
                return Err(SessionError::Refused("there are no incidents in those months".to_owned()));
            }
            Ok(answer(question))
        }),
    };
    (Session::of(parts).expect("the ground lies inside OSTN15"), asked)
}

/// One answer of the router.
pub struct Got {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Got {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("not JSON: {e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().expect("plain text"))
    }
}

/// A router without a socket.
pub struct Client {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
    pub asked: Arc<AtomicU32>,
}

impl Client {
    pub fn new() -> Self {
        let (session, asked) = session();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
        Self { router: router(Arc::new(Site::new(session, None))), runtime, asked }
    }

    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Got {
        use tower::ServiceExt;
        let mut request = axum::http::Request::builder().method(method).uri(target);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "127.0.0.1:8080");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let response = router.oneshot(request).await.expect("the router never fails");
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body in memory").to_vec();
            Got { status: parts.status.as_u16(), headers: parts.headers, body }
        })
    }

    pub fn get(&self, target: &str) -> Got {
        self.send("GET", target, &[])
    }
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
    let flood: String = (0..5_000).map(|n| format!("a{n}=1&")).collect();
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
    let west = format!("{},{},{},{}", b[0], b[1], (b[0] + b[2]) / 2.0, b[3]);
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
            .replace("{fid}", "hs-1");
        let id = if path.starts_with("/api/cells") { cell.as_str().expect("an id") } else { "hotspots" };
        let got = client.get(&target.replace("{id}", id));
        let expected: &[u16] = if path == "/basemap.pmtiles" { &[404] } else { &[200, 204] };
        assert!(expected.contains(&got.status), "{path}: {}", got.status);
    }
    // The other way round: the table in router.rs is the only place that names a route.
    let source = include_str!("../../src/server/router.rs");
    let routed = source.matches("route(\n            \"/").count() + source.matches("route(\"/").count();
    assert_eq!(routed, paths.len());
    let old = client.send(
        "GET",
        "/api/openapi.json",
        &[("accept", "application/vnd.oai.openapi+json;version=3.0")],
    );
    assert_eq!(old.json()["openapi"], "3.0.3");
}
