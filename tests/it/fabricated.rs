//! A session whose answers are fabricated, for the tests of the server; and a router without a socket.

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
    pipeline::{
        Answer, CellStatistic, DefinitionFact, Facts, PanelAsk, PanelPapers, Question, Session, SessionError,
        SessionParts, detect::LAYERS,
    },
    places::{Area, AreaPack, LsoaFacts, Site as PlaceSite, SiteKind, Street, Unit, UnitSet},
    publish::{Column, Findings, Marking, Provenance, Test},
    server::{Serving, Site, router, run_until},
    sport::{
        BandNeed, CoverageRow, MapGround, NeedPart, PanelCoverage, PanelShortlist, SafeCount, SiteLabel,
        SiteSheet, Slots,
    },
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
                outcome: None,
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

/// One row of any method.
fn findings(name: &str) -> Findings {
    Findings {
        method: LAYERS.iter().find(|l| l.name == name).expect("a layer").name,
        columns: vec![Column::text("class", ["high-high".to_owned()]), Column::count("value", [7])],
        shapes: Some(vec![geo_types::Point::new(1.75, 51.72).into()]),
        test: Test { null: "evenly over the units".to_owned(), ..Test::default() },
        totals: serde_json::Map::new(),
        notes: vec!["Made for a test.".to_owned()],
        provenance: answer(&Question::default()).provenance,
    }
}

/// A square around a point, degrees.
fn square(lon: f64, lat: f64, half: f64) -> MultiPolygon<f64> {
    rectangle(lon - half, lat - half, lon + half, lat + half)
}

/// One site of a shortlist, with an area for ten and for fifteen minutes and one hotspot near it.
fn sheet(rank: u32) -> SiteSheet {
    let at = (1.75 + f64::from(rank) / 100.0, 51.72);
    let count = |n| SafeCount::of(n);
    SiteSheet {
        rank,
        id: format!("site-{rank}"),
        name: format!("<b>Hall</b> {rank}"),
        kind: "community hall, indoor, lit".to_owned(),
        csp: "Lomea West".to_owned(),
        ward: "Lomea West".to_owned(),
        at,
        label: SiteLabel::HotspotSite,
        label_words: "hotspot site".to_owned(),
        possible: true,
        reason: ["One.".to_owned(), "Two.".to_owned()],
        incidents: count(9),
        hurt: vec![("10 to 14".to_owned(), count(3)), ("15 to 17".to_owned(), count(13))],
        young_within: [(10, count(412)), (15, count(1233))],
        slots: Slots { words: "Too few timed events for slots.".to_owned(), ..Slots::default() },
        covered_percent: 21,
        adds_percent: 15,
        asked_for: false,
        score_parts: vec![("violence".to_owned(), 70)],
        need_parts: vec![NeedPart {
            part: "recent youth violence".to_owned(),
            share_percent: 31,
            weight_percent: 99.9,
        }],
        need_bands: vec![BandNeed {
            words: "after school (15:00 to 18:00)".to_owned(),
            share_percent: 100,
            met_percent: 35,
        }],
        need_words: "Need by time of day: 100 % after school".to_owned(),
        next_best: None,
        stable_n: 18,
        stable_of: 20,
        near_equal: Vec::new(),
        existing: Vec::new(),
        risks: vec!["Availability unknown.".to_owned()],
        cost: Vec::new(),
        if_half: String::new(),
        baseline: Vec::new(),
        reach: vec![(10, square(at.0, at.1, 0.008)), (15, square(at.0, at.1, 0.012))],
        hotspots: vec![square(at.0 + 0.003, at.1, 0.001)],
    }
}

/// A shortlist with as many sites as were asked for.
fn shortlist(ask: &PanelAsk) -> PanelShortlist {
    PanelShortlist {
        title: format!("Community sport in Lomea: {} sites", ask.sites()),
        csp: ask.csp().unwrap_or("Lomea").to_owned(),
        from: "2025-01".to_owned(),
        to: "2025-12".to_owned(),
        definition: "Made for a test (draft definition)".to_owned(),
        objective: "violence first".to_owned(),
        believed_percent: Some(80),
        believed: "80 % of the differences between places are believed".to_owned(),
        changed: None,
        walking: "on the street network".to_owned(),
        minutes: ask.minutes(),
        sites: (1..=ask.sites()).map(sheet).collect(),
        sentence: None,
        frontier: Vec::new(),
        fairness: None,
        second_opinion: None,
        cut: None,
        solver: "proven best".to_owned(),
        evidence: "high estimate, low confidence".to_owned(),
        notes: Vec::new(),
        marking: "working draft, not cleared for publication - SYNTHETIC".to_owned(),
        ground: MapGround::default(),
    }
}

/// The shortlist with where it came from.
pub fn papers(ask: &PanelAsk) -> PanelPapers {
    PanelPapers { shortlist: shortlist(ask), provenance: answer(&Question::default()).provenance }
}

/// A session whose answers are fabricated, and how often one was.
pub fn session() -> (Session, Arc<AtomicU32>) {
    session_choosing(|ask| Ok(papers(ask)))
}

/// The same with another way of choosing sites; every choice is counted as an answer.
pub fn session_choosing(
    choose: impl Fn(&PanelAsk) -> Result<PanelPapers, SessionError> + Send + Sync + 'static,
) -> (Session, Arc<AtomicU32>) {
    let (parts, asked) = parts(choose);
    (Session::of(parts).expect("the ground lies inside OSTN15"), asked)
}

/// The same on ground without a street network, whose streets are named at the incidents' own points.
pub fn session_without_streets() -> (Session, Arc<AtomicU32>) {
    let (mut parts, asked) = parts(|ask| Ok(papers(ask)));
    parts.pack = Some(Arc::new(AreaPack { streets: Vec::new(), ..pack() }));
    (Session::of(parts).expect("the ground lies inside OSTN15"), asked)
}

fn parts(
    choose: impl Fn(&PanelAsk) -> Result<PanelPapers, SessionError> + Send + Sync + 'static,
) -> (SessionParts, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let (count, chosen) = (Arc::clone(&asked), Arc::clone(&asked));
    let parts = SessionParts {
        groups: None,
        choose: Box::new(move |ask| {
            chosen.fetch_add(1, Ordering::SeqCst);
            choose(ask)
        }),
        cover: Box::new(|| {
            let row = |code: &str, need, money| CoverageRow {
                code: code.to_owned(),
                name: code.to_owned(),
                need_percent: Some(need),
                provision_percent: money,
            };
            Ok(PanelCoverage {
                rows: vec![row("C1", 70, Some(100)), row("C2", 30, None)],
                ..PanelCoverage::default()
            })
        }),
        find: Box::new(|name, question| {
            if question.from == Month::new(1999, 1) {
                return Err(SessionError::Refused("there are no incidents in those months".to_owned()));
            }
            Ok(findings(name))
        }),
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
    (parts, asked)
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
        Self::of(Site::new(session, None), asked)
    }

    /// Over a site of the test's own.
    pub fn of(site: Site, asked: Arc<AtomicU32>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
        Self { router: router(Arc::new(site)), runtime, asked }
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

/// A server on a free port of loopback, stopped when dropped.
pub struct Running {
    pub address: std::net::SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    pub fn start(limits: harmspot::server::Limits) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (told, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let serving = Serving { limits, ..Serving::default() };
            let site = Site::new(session().0, None);
            let stop = async { Ok(async { drop(stopped.await) }) };
            run_until(site, serving, |at| told.send(at).expect("the test waits"), stop).expect("serves");
        });
        let address = address.recv().expect("listens");
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Tells the server to stop and waits until it has; returns how long that took.
    pub fn stop(&mut self) -> std::time::Duration {
        let begin = std::time::Instant::now();
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ends cleanly");
        }
        begin.elapsed()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
