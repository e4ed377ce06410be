//! Is the supply fit to use: what the report must say on made-up faults and on Kent's own rows.

use std::collections::{BTreeMap, BTreeSet};

use geo::MapCoords;
use geo_types::MultiPolygon;
use harmspot::{
    calendar::{Instant, Month, Precision, Span, Zone},
    geodesy::{GridPoint, LonLat, to_grid},
    incidents::{Incident, LocationClass, Status},
    quality::{Grade, Input, QualityReport, check},
};

use crate::{shared::shared, store::incident};

fn report(incidents: &[Incident]) -> QualityReport {
    check(Input { incidents, ground: None, mask: None, zone: &Zone::london() })
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

/// Records of one offence in one month of a snapped source.
fn supplied(out: &mut Vec<Incident>, text: &str, offence: &str, n: u64) {
    let zone = Zone::london();
    let (from, to) = zone.month_bounds(month(text));
    for _ in 0..n {
        let mut one = incident(out.len() as u64);
        one.status = Status::Current;
        offence.clone_into(&mut one.offence);
        one.month = month(text);
        one.committed = Span { from, to, precision: Precision::Month };
        out.push(one);
    }
}

/// Kent's own months (hundredths): violence, then anti-social behaviour, as published.
const KENT: [(&str, u64, u64); 20] = [
    ("2018-10", 770, 205),
    ("2018-11", 504, 213),
    ("2018-12", 248, 231),
    ("2019-01", 713, 213),
    ("2024-01", 597, 166),
    ("2024-02", 562, 198),
    ("2024-03", 634, 220),
    ("2024-04", 581, 243),
    ("2025-01", 574, 156),
    ("2025-02", 537, 165),
    ("2025-03", 614, 238),
    ("2025-04", 543, 261),
    ("2025-05", 616, 281),
    ("2025-06", 576, 299),
    ("2025-07", 650, 369),
    ("2025-08", 579, 348),
    ("2025-09", 468, 255),
    ("2025-10", 487, 259),
    ("2025-11", 509, 259),
    ("2025-12", 551, 234),
];

#[test]
fn a_month_supplied_short_is_named_and_a_quiet_or_seasonal_month_is_not() {
    let mut incidents = Vec::new();
    for (text, violence, asb) in KENT {
        supplied(&mut incidents, text, "Violence and sexual offences", violence);
        supplied(&mut incidents, text, "Anti-social behaviour", asb);
    }
    let report = report(&incidents);
    let short: Vec<Month> = report.supply.short.iter().map(|s| s.month).collect();
    assert_eq!(short, [month("2018-11"), month("2018-12")]);
    let december = &report.supply.short[1];
    assert!(december.whole && december.ratio < 0.6, "{december:?}");
    assert!(december.offences[0].short && december.offences[0].offence.starts_with("Violence"));
    assert!(!december.offences[1].short, "anti-social behaviour came whole");
    assert_eq!(report.supply.not_supplied.len(), 59 + 8);
    assert!(report.words[1].starts_with("2018-12 of rms:Lomea was supplied short"), "{:?}", report.words);
}

#[test]
fn one_offence_missing_from_a_month_is_noticed_although_the_month_looks_whole() {
    let mut incidents = Vec::new();
    for text in ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"] {
        supplied(&mut incidents, text, "8N", 900);
        supplied(&mut incidents, text, "5D", if text == "2025-03" { 4 } else { 60 });
    }
    let report = report(&incidents);
    assert_eq!(report.supply.short.len(), 1);
    let march = &report.supply.short[0];
    assert!(!march.whole && march.month == month("2025-03"));
    assert_eq!(march.offences.iter().filter(|o| o.short).map(|o| &*o.offence).collect::<Vec<_>>(), ["5D"]);
}

#[test]
fn a_month_with_too_few_positions_fails_and_a_small_one_is_not_judged() {
    let mut incidents = Vec::new();
    for (text, n) in [("2025-01", 100), ("2025-02", 100), ("2025-03", 100), ("2025-04", 10)] {
        supplied(&mut incidents, text, "8N", n);
    }
    for (i, one) in incidents.iter_mut().enumerate() {
        let lost = [0, 8, 30, 100][i / 100];
        one.point =
            (i % 100 >= lost).then(|| GridPoint::new(600_000.0 + i as f64, 150_000.0).expect("finite"));
    }
    let report = report(&incidents);
    let grades: Vec<Grade> = report.geocoding.cells.iter().map(|c| c.grade).collect();
    assert_eq!(grades, [Grade::Good, Grade::Warn, Grade::Fail, Grade::TooFew]);
    assert!(report.fails_gate());
    assert_eq!(report.geocoding.csp_unknown, 48);
}

#[test]
fn a_stack_is_listed_with_its_share_and_proposed_by_what_its_records_say_it_is() {
    let mut incidents = Vec::new();
    supplied(&mut incidents, "2025-01", "8N", 200);
    supplied(&mut incidents, "2025-01", "Other", 300);
    for (i, one) in incidents.iter_mut().enumerate() {
        let stacked = i % 5 == 0;
        let east = if stacked { 598_000.0 } else { 600_000.0 + i as f64 };
        one.point = GridPoint::new(east, 170_000.0);
        one.location = if stacked { LocationClass::Prison } else { LocationClass::Street };
        one.label = Some(if stacked { "On or near Prison" } else { "On or near High Street" }.to_owned());
    }
    let report = report(&incidents);
    let lists: Vec<_> = report.stacks.iter().map(|l| (&*l.offence, l.rows, l.top[0].rows)).collect();
    assert_eq!(lists, [("all", 500, 100), ("Other", 300, 60)]);
    let first = &report.stacks[0].top[0];
    assert_eq!((first.kind, first.label.as_deref()), (LocationClass::Prison, Some("Prison")));
    assert!((first.share - 0.2).abs() < 1e-12);
    assert!(
        report.proposal[0].starts_with("prison,\"Prison\",598000,170000,150,exclude,"),
        "{:?}",
        report.proposal
    );
    let file = format!("kind,name,easting,northing,radius_m,action,reason\n{}\n", report.proposal.join("\n"));
    harmspot::incidents::PlacesOfRecording::parse(&file).expect("the proposal is a file this program reads");
}

#[test]
fn midnight_defaults_and_incomplete_last_weeks_are_said() {
    let mut incidents: Vec<Incident> = (0..7000).map(incident).collect();
    for (i, one) in incidents.iter_mut().enumerate() {
        // 200 days of 35 records; every tenth at midnight.
        let day = 1_735_689_600 + (i as i64 / 35) * 86_400;
        let from = Instant(day + if i % 10 == 0 { 0 } else { 36_000 + i as i64 % 600 });
        one.committed = Span { from, to: from, precision: Precision::Minute };
        one.month = Zone::london().month(from);
    }
    let report = report(&incidents);
    let m = &report.midnight[0];
    assert!(m.stacked && m.timed == 7000, "{m:?}");
    let end = &report.last_weeks[0];
    assert_eq!((end.last_day.as_str(), end.complete_to.as_str()), ("2025-07-19", "2025-06-07"));
    assert_eq!((end.weeks.len(), end.weeks[5].rows, end.weeks[5].from.as_str()), (6, 245, "2025-07-13"));
    assert!((end.usual - 245.0).abs() < 1e-9);
}

#[test]
fn an_empty_store_gives_a_report_and_no_division_by_nothing() {
    let report = report(&[]);
    assert_eq!((report.incidents, report.geocoding.worst), (0, Grade::Good));
    let json = serde_json::to_string(&report).expect("serialises");
    assert_eq!(serde_json::from_str::<QualityReport>(&json).expect("reads back"), report);
}

/// Kent's LSOAs with their CSP, built here from the published files so that this test stands alone.
fn kent_ground() -> Option<harmspot::places::Ground> {
    use harmspot::places::{Area, AreaPack, Ground, LsoaFacts, Site, SiteKind};
    let data = shared("data")?;
    let table = |path: &str, from: &str, to: &str| -> BTreeMap<String, String> {
        let mut reader = csv::Reader::from_path(data.join(path)).expect("opens");
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|r| r.expect("a row")).collect();
        rows.into_iter().map(|row| (row[from].clone(), row[to].clone())).collect()
    };
    let district = table("lookups/kent_lsoa21_ward24_ltla24.csv", "lsoa21_code", "ltla24_code");
    let csp = table("lookups/ltla24_csp24_pfa24_england_wales.csv", "ltla24_code", "csp24_code");
    let names = table("lookups/ltla24_csp24_pfa24_england_wales.csv", "csp24_code", "csp24_name");
    let used: BTreeSet<&String> = district.values().map(|d| &csp[d]).collect();
    let used: Vec<&String> = used.into_iter().collect();
    let point = |lon, lat| to_grid(LonLat::new(lon, lat).expect("degrees")).expect("on the grid");
    let mut lsoa: Vec<Area> = Vec::new();
    for file in ["E06000035", "E10000016"] {
        let text =
            std::fs::read_to_string(data.join(format!("boundaries/lsoa21/{file}.geojson"))).expect("reads");
        let collection: geojson::FeatureCollection = text.parse().expect("GeoJSON");
        for feature in collection.features {
            let text = |key: &str| feature.property(key).and_then(|v| v.as_str()).expect("a text").to_owned();
            let shape: geo_types::Geometry =
                feature.geometry.clone().expect("a shape").try_into().expect("geometry");
            let shape = match shape {
                geo_types::Geometry::Polygon(p) => MultiPolygon::new(vec![p]),
                geo_types::Geometry::MultiPolygon(m) => m,
                other => panic!("{other:?}"),
            };
            let shape = shape.map_coords(|c| geo_types::Coord::from(point(c.x, c.y)));
            lsoa.push(Area { code: text("LSOA21CD"), name: text("LSOA21NM"), shape, area_m2: 0.0 });
        }
    }
    lsoa.sort_by(|a, b| a.code.cmp(&b.code));
    let csp_of = |code: &str| used.iter().position(|c| **c == csp[&district[code]]).map(|i| i as u16);
    let facts = lsoa.iter().map(|a| LsoaFacts { csp: csp_of(&a.code), ..LsoaFacts::default() }).collect();
    let area = |code: &&String| Area {
        code: (*code).clone(),
        name: names[*code].clone(),
        shape: MultiPolygon::new(Vec::new()),
        area_m2: 0.0,
    };
    let hospitals = csv::Reader::from_path(data.join("sites/hospitals22_kent_and_surroundings.csv"))
        .expect("opens")
        .deserialize()
        .map(|row| row.expect("a row"))
        .map(|(name, lon, lat)| Site { kind: SiteKind::Hospital, name, point: point(lon, lat) })
        .collect();
    let pack = AreaPack {
        format: AreaPack::FORMAT,
        name: "Kent and Medway".to_owned(),
        synthetic: false,
        attribution: Vec::new(),
        csp: used.iter().map(area).collect(),
        lsoa_facts: facts,
        lsoa,
        msoa: Vec::new(),
        ward: Vec::new(),
        district: Vec::new(),
        ward_district: Vec::new(),
        district_csp: Vec::new(),
        postcodes: Vec::new(),
        streets: Vec::new(),
        mask_added: Vec::default(),
        sites: hospitals,
        notes: Vec::new(),
        inputs: Vec::new(),
    };
    Some(Ground::new(pack).expect("a ground"))
}

/// Every row of Kent's published files, as the importer would understand it.
fn kent_incidents() -> Option<Vec<Incident>> {
    let folder = shared("data/police_uk_street")?;
    let zone = Zone::london();
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("lists").map(|e| e.expect("an entry").path()).collect();
    paths.retain(|path| path.to_string_lossy().contains("kent"));
    paths.sort();
    let mut out = Vec::new();
    for path in paths {
        for row in csv::Reader::from_path(path).expect("opens").records().map(|r| r.expect("a row")) {
            let mut one = incident(out.len() as u64);
            one.status = Status::Current;
            "police-uk:Kent Police".clone_into(&mut one.key.source);
            one.month = month(&row[1]);
            let (from, to) = zone.month_bounds(one.month);
            one.committed = Span { from, to, precision: Precision::Month };
            let degrees =
                row[4].parse().ok().zip(row[5].parse().ok()).and_then(|(lon, lat)| LonLat::new(lon, lat));
            one.point = degrees.and_then(|p| to_grid(p).ok());
            one.label = Some(row[6].to_owned());
            one.location = match row[6].trim_start_matches("On or near ") {
                "Prison" => LocationClass::Prison,
                "Hospital" => LocationClass::Hospital,
                "Police Station" => LocationClass::Police,
                "Shopping Area" | "Supermarket" => LocationClass::Shop,
                _ => LocationClass::Unknown,
            };
            one.stated_lsoa = (!row[7].is_empty()).then(|| row[7].to_owned());
            row[9].clone_into(&mut one.offence);
            out.push(one);
        }
    }
    Some(out)
}

#[test]
fn kents_own_rows_name_the_short_months_the_places_of_recording_and_the_lsoa_disagreement() {
    let Some((ground, incidents)) = kent_ground().zip(kent_incidents()) else { return };
    let report =
        check(Input { incidents: &incidents, ground: Some(&ground), mask: None, zone: &Zone::london() });
    let short: Vec<Month> = report.supply.short.iter().map(|s| s.month).collect();
    assert_eq!(short, [month("2018-11"), month("2018-12")], "{:#?}", report.words);
    assert!(report.supply.short.iter().all(|s| s.whole));

    let all = &report.stacks[0].top;
    let held = |kind| all.iter().filter(|s| s.kind == kind).count();
    assert!(held(LocationClass::Prison) >= 1 && held(LocationClass::Hospital) >= 3, "{all:#?}");
    assert_eq!((all[0].kind, all[0].rows), (LocationClass::Shop, 2179), "the shopping centre comes first");
    assert_eq!(report.stacks[1].offence, "Violence and sexual offences");
    assert_eq!(report.stacks[1].top[0].kind, LocationClass::Prison);
    assert!(
        report.proposal.iter().any(|l| l.starts_with("hospital,\"Maidstone Hospital")
            || l.starts_with("hospital,\"Cuh")
            || l.contains("Maidstone")),
        "{:#?}",
        report.proposal
    );

    let year = |y| report.lsoa_agreement.iter().find(|a| a.year == y).expect("a year");
    let (first, last) = (year(2018), year(2025));
    eprintln!("{:#?}\n{}\n{}", report.lsoa_agreement, report.words.join("\n"), report.proposal.join("\n"));
    assert!((last.share - 0.036).abs() < 0.004, "{last:?}");
    assert!(first.not_comparable > 0, "LSOA 2011 codes that 2021 no longer has: {first:?}");

    assert_eq!(report.geocoding.cells.iter().filter(|c| c.csp.is_none()).count(), 20);
    let csps: BTreeSet<_> = report.geocoding.cells.iter().filter_map(|c| c.csp.clone()).collect();
    assert_eq!(csps.len(), 12);
    assert!(!report.fails_gate());
}
