//! Lomea holds together: its ground, its people, its incidents and its truth.

use harmspot::synth;

#[test]
fn the_known_county_is_decided_by_its_seed_and_keeps_its_promises() {
    let county = synth::truth(40_000, 7);
    assert_eq!(county, synth::truth(40_000, 7));
    assert_eq!(county.points.len(), 40_000);
    assert_eq!(county.planted.len(), 24);
    let planted: usize = county.planted.iter().map(|p| p.planted).sum();
    assert!(planted as f64 <= 0.08 * 40_000.0, "{planted} planted");
    let excess: f64 = county.planted.iter().map(|p| p.expected_excess).sum();
    let background: f64 = county.background.expected.iter().sum();
    assert!((excess + background - 40_000.0).abs() < 1e-6);
    assert!(county.points.iter().all(|(p, _)| county.background.density(*p) > 0.0));
    for circle in &county.planted {
        assert!((75.0..=250.0).contains(&circle.radius_m) && [3.0, 5.0, 10.0].contains(&circle.strength));
    }
}

#[test]
fn bulk_points_come_at_any_number_and_repeat() {
    assert_eq!(synth::points(1_000, 3), synth::points(1_000, 3));
    assert_ne!(synth::points(1_000, 3), synth::points(1_000, 4));
    assert!(synth::points(0, 3).is_empty());
}

/// One county for all tests below: making it is the costly part.
fn county() -> &'static (synth::Lomea, synth::Incidents, synth::Folder) {
    static COUNTY: std::sync::OnceLock<(synth::Lomea, synth::Incidents, synth::Folder)> =
        std::sync::OnceLock::new();
    COUNTY.get_or_init(|| {
        let lomea = synth::Lomea::generate(1);
        let incidents = lomea.incidents(8_000, 1, 36);
        let folder = lomea.folder(&incidents);
        (lomea, incidents, folder)
    })
}

fn text(name: &str) -> &'static str {
    let file = county().2.files.iter().find(|f| f.name == name).unwrap();
    std::str::from_utf8(&file.bytes).unwrap()
}

type Ring = Vec<(i64, i64)>;

/// Areas of a boundary file as rings in decimetres, the unit it is written in.
fn rings(name: &str) -> Vec<Vec<Ring>> {
    let json: serde_json::Value = serde_json::from_str(text(name)).unwrap();
    let deci = |v: &serde_json::Value| (v.as_f64().unwrap() * 10.0).round() as i64;
    json["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| {
            let parts = feature["geometry"]["coordinates"].as_array().unwrap();
            let all = parts.iter().flat_map(|part| part.as_array().unwrap());
            all.map(|ring| ring.as_array().unwrap().iter().map(|p| (deci(&p[0]), deci(&p[1]))).collect())
                .collect()
        })
        .collect()
}

fn twice_area(rings: &[Ring]) -> i64 {
    rings.iter().flat_map(|r| r.windows(2)).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum()
}

#[test]
fn the_census_map_has_the_promised_counts() {
    assert_eq!(rings("area/lsoa21.geojson").len(), 1_100);
    let msoas = rings("area/msoa21.geojson").len();
    assert!((210..=230).contains(&msoas), "{msoas} MSOAs");
    let wards = rings("area/ward.geojson").len();
    assert!((260..=300).contains(&wards), "{wards} wards");
    let rows: Vec<Vec<&str>> =
        text("area/lad_csp_pfa.csv").lines().skip(1).map(|l| l.split(',').collect()).collect();
    assert_eq!(rows.len(), 13);
    let csps: std::collections::BTreeSet<&str> = rows.iter().map(|r| r[2]).collect();
    assert_eq!(csps.len(), 12);
    assert!(rows.iter().all(|r| r[3].ends_with("(synthetic)") && r[5] == "Lomea (synthetic)"));
}

#[test]
fn areas_share_every_border_without_gap_or_overlap() {
    let mut land = None;
    for name in ["area/lsoa21.geojson", "area/msoa21.geojson", "area/ward.geojson"] {
        let layer = rings(name);
        let mut sides = std::collections::BTreeSet::new();
        let mut area = 0;
        for shape in &layer {
            let own = twice_area(shape);
            assert!(own > 0, "an area of {name} is inside out");
            area += own;
            for pair in shape.iter().flat_map(|r| r.windows(2)) {
                let first = sides.insert((pair[0], pair[1]));
                assert!(first, "{name}: two areas run along {pair:?} in one direction");
            }
        }
        // A side met once only is coast; each other side is met once in each direction. The coast alone
        // must then enclose exactly the sum of all areas.
        let coast: i64 = sides
            .iter()
            .filter(|(a, b)| !sides.contains(&(*b, *a)))
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        assert_eq!(coast, area, "{name}");
        assert_eq!(*land.get_or_insert(area), area, "{name} covers the same land as the LSOAs");
    }
}

fn within(shape: &[Ring], p: (i64, i64)) -> bool {
    shape.iter().flat_map(|r| r.windows(2)).fold(false, |inside, w| {
        let (a, b) = (w[0], w[1]);
        let cut = (p.1 - a.1) as f64 * (b.0 - a.0) as f64 / (b.1 - a.1) as f64 + a.0 as f64;
        inside != ((a.1 > p.1) != (b.1 > p.1) && (p.0 as f64) < cut)
    })
}

#[test]
fn every_point_of_land_is_in_exactly_one_lsoa() {
    let layer = rings("area/lsoa21.geojson");
    let (mut land, mut x) = (0, 17_u64);
    for _ in 0..3_000 {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let p = (6_450_000 + (x >> 33) as i64 % 450_000, 1_900_000 + (x >> 13) as i64 % 450_000);
        let homes = layer.iter().filter(|s| within(s, p)).count();
        assert!(homes <= 1, "{p:?} is in {homes}");
        land += homes;
    }
    assert!((900..2_200).contains(&land), "{land} of 3,000 points are land");
}

#[test]
fn everything_lies_inside_the_national_grid_model() {
    for shape in rings("area/lsoa21.geojson") {
        for (east, north) in shape.into_iter().flatten().step_by(40) {
            assert!((6_450_000..6_900_000).contains(&east) && (1_900_000..2_350_000).contains(&north));
            let point = harmspot::geodesy::GridPoint::new(east as f64 / 10.0, north as f64 / 10.0).unwrap();
            assert!(harmspot::geodesy::to_lon_lat(point).is_ok());
        }
    }
}

#[test]
fn the_county_is_decided_by_its_seed() {
    let (lomea, incidents, folder) = county();
    assert_eq!(*folder, lomea.folder(incidents));
    assert_eq!(folder.files, synth::Lomea::generate(1).folder(&lomea.incidents(8_000, 1, 36)).files);
    let other = synth::Lomea::generate(2);
    assert_ne!(other.area_files()[0].bytes, lomea.area_files()[0].bytes);
}

#[test]
fn no_real_place_of_kent_is_named_and_layers_say_synthetic() {
    let real = [
        "Maidstone",
        "Canterbury",
        "Dover",
        "Margate",
        "Chatham",
        "Thanet",
        "Gravesend",
        "Dartford",
        "Ashford",
    ];
    for file in &county().2.files {
        let text = String::from_utf8_lossy(&file.bytes);
        for name in real {
            assert!(!text.contains(name), "{name} in {}", file.name);
        }
    }
    let towns: Vec<&str> = text("area/sites.csv").lines().filter(|l| l.starts_with("town,")).collect();
    assert!(towns.len() >= 60 && towns.iter().all(|t| t.contains("(synthetic)")));
}

#[test]
fn the_truth_tells_what_the_deliveries_hold() {
    let truth: serde_json::Value = serde_json::from_str(text("truth.json")).unwrap();
    assert_eq!(truth["hotspots"].as_array().unwrap().len(), 24);
    let mut earlier: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for told in truth["deliveries"].as_array().unwrap() {
        let file = text(&format!("incidents/{}", told["file"].as_str().unwrap()));
        let rows: Vec<&str> = file.lines().skip(1).collect();
        let count = |key: &str| told[key].as_u64().unwrap() as usize;
        assert_eq!(rows.len(), count("rows"));
        assert_eq!(rows.iter().filter(|r| r.bytes().all(|b| b == b',')).count(), count("blank_rows"));
        let columns = 24;
        assert!(rows.iter().all(|r| r.split(',').count() == columns), "a comma inside a field");
        let mut crimes: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
        for row in rows {
            let reference = row.split(',').next().unwrap();
            if !reference.is_empty() && !reference.starts_with("LM/9") {
                crimes.entry(reference.to_owned()).or_default().push(row.to_owned());
            }
        }
        assert_eq!(crimes.len(), count("crimes"));
        let share = crimes.values().map(Vec::len).sum::<usize>() as f64 / crimes.len() as f64;
        assert!((2.5..2.95).contains(&share), "{share} rows a crime");
        let gone = |rows: &Vec<String>| {
            matches!(rows[0].split(',').nth(1), Some("Cancelled" | "No Crime" | "Transferred"))
        };
        let (mut new, mut changed, mut withdrawn, mut unchanged) = (0, 0, 0, 0);
        for (reference, rows) in &crimes {
            match earlier.get(reference) {
                Some(before) if before == rows => unchanged += 1,
                _ if gone(rows) => withdrawn += 1,
                Some(_) => changed += 1,
                None => new += 1,
            }
        }
        assert_eq!(
            (new, changed, withdrawn, unchanged),
            (count("new"), count("changed"), count("withdrawn"), count("unchanged"))
        );
        earlier.extend(crimes);
    }
}

#[test]
fn streets_are_connected_and_named() {
    let json: serde_json::Value = serde_json::from_str(text("area/streets.geojson")).unwrap();
    assert!(text("area/streets.geojson").len() < 8_000_000);
    let mut next: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for feature in json["features"].as_array().unwrap() {
        let kind = feature["properties"]["kind"].as_str().unwrap();
        if kind == "street" || kind == "path" {
            assert!(kind == "path" || !feature["properties"]["name"].as_str().unwrap().is_empty());
            let nodes: Vec<String> = feature["geometry"]["coordinates"]
                .as_array()
                .unwrap()
                .iter()
                .map(ToString::to_string)
                .collect();
            for pair in nodes.windows(2) {
                next.entry(pair[0].clone()).or_default().push(pair[1].clone());
                next.entry(pair[1].clone()).or_default().push(pair[0].clone());
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut stack: Vec<&String> = next.keys().take(1).collect();
    while let Some(node) = stack.pop() {
        if seen.insert(node) {
            stack.extend(&next[node]);
        }
    }
    assert_eq!(seen.len(), next.len(), "streets in one piece");
}
