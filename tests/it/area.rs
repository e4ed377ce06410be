//! Ground: look-ups against brute force, units, the pack file, and Kent from published files.

use std::{fs, path::Path};

use geo_types::{LineString, MultiPolygon, Polygon};
use harmspot::{
    geodesy::{GridPoint, LonLat, to_grid},
    pipeline::{AreaError, AreaRequest, build_area, describe_area},
    places::{
        Area, AreaLocator, AreaPack, Ground, Level, MaskRule, PlacesError, Unit, UnitSet,
        locate_by_every_edge, shape,
    },
};
use proptest::prelude::*;

fn golden(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/goldens").join(name)).unwrap()
}

fn ring(points: &[(f64, f64)]) -> MultiPolygon<f64> {
    let mut points = points.to_vec();
    points.push(points[0]);
    MultiPolygon(vec![Polygon::new(LineString::from(points), vec![])])
}

fn point(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

/// A partition of 0..8 x 0..8 into wobbly quadrilaterals that share their corners.
fn wobbly(seed: u64) -> Vec<MultiPolygon<f64>> {
    let corner = |i: u64, j: u64| {
        let h =
            ((i * 73_856_093) ^ (j * 19_349_663) ^ (seed * 83_492_791)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        // On a quarter raster, so that vertices and borders are often level with a tested point.
        let step = |bits: u64| (bits % 3) as f64 * 0.25 - 0.25;
        let inner = |k: u64, s: f64| if k == 0 || k == 8 { 0.0 } else { s };
        (i as f64 + inner(i, step(h >> 20)), j as f64 + inner(j, step(h >> 40)))
    };
    (0..64)
        .map(|n| (n % 8, n / 8))
        .map(|(i, j)| ring(&[corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)]))
        .collect()
}

proptest! {
    #[test]
    fn the_look_up_equals_testing_every_edge_of_every_area(seed in 0_u64..1000, at in prop::collection::vec((-1.0..9.0_f64, -1.0..9.0_f64), 200)) {
        let shapes = wobbly(seed);
        let shapes: Vec<_> = shapes.iter().collect();
        let locator = AreaLocator::of_shapes(&shapes);
        for (x, y) in at {
            let p = point(x, y);
            prop_assert_eq!(locator.locate(p), locate_by_every_edge(&shapes, p));
        }
    }

    #[test]
    fn every_point_of_a_partition_is_in_exactly_one_area_borders_and_corners_too(seed in 0_u64..1000) {
        let shapes = wobbly(seed);
        let alone: Vec<AreaLocator> = shapes.iter().map(|s| AreaLocator::of_shapes(&[s])).collect();
        let together = AreaLocator::of_shapes(&shapes.iter().collect::<Vec<_>>());
        for i in 0..32 {
            for j in 0..32 {
                let p = point(f64::from(i) * 0.25, f64::from(j) * 0.25);
                let owners: Vec<usize> = (0..64).filter(|&n| alone[n].locate(p).is_some()).collect();
                prop_assert_eq!(owners.len(), 1, "({}, {}) is in {:?}", p.easting_m(), p.northing_m(), owners);
                prop_assert_eq!(together.locate(p), Some(owners[0] as u32));
            }
        }
    }

    #[test]
    fn dissolving_keeps_the_area_and_every_point(seed in 0_u64..1000, keep in prop::collection::vec(any::<bool>(), 64)) {
        let shapes = wobbly(seed);
        let some: Vec<_> = shapes.iter().zip(&keep).filter(|(_, k)| **k).map(|(s, _)| s).collect();
        let whole = shape::dissolve(&some);
        let parts: f64 = some.iter().map(|s| shape::area(s)).sum();
        prop_assert!((shape::area(&whole) - parts).abs() < 1e-9, "{} {}", shape::area(&whole), parts);
        prop_assert!(shape::self_crossing(&whole).is_none());
        let one = AreaLocator::of_shapes(&[&whole]);
        let many = AreaLocator::of_shapes(&some);
        for n in 0..1000 {
            let p = point(f64::from(n % 32) * 0.25 + 0.0625, f64::from(n / 32) * 0.25 + 0.0625);
            prop_assert_eq!(one.locate(p).is_some(), many.locate(p).is_some());
        }
    }

    #[test]
    fn neighbours_are_mutual_and_never_oneself(seed in 0_u64..100, k in 1_u32..4) {
        let at = |n: u64| point(
            600_000.0 + (n.wrapping_mul(seed + 77) % 3001) as f64,
            150_000.0 + (n.wrapping_mul(seed * 31 + 17) % 2003) as f64,
        );
        let points: Vec<GridPoint> = (0..60).map(at).collect();
        let areas = wobbly(seed).into_iter().enumerate().map(|(i, shape)| Area {
            code: format!("{i:02}"), name: String::new(), area_m2: shape::area(&shape), shape,
        }).collect();
        for set in [
            UnitSet::occupied(&points, Unit::H3(10), 1, false).unwrap(),
            UnitSet::occupied(&points, Unit::Square(150), 1, true).unwrap(),
            UnitSet::of_areas(areas, true),
        ] {
            for lists in [set.kring(k), set.rook()] {
                for (i, list) in lists.iter().enumerate() {
                    prop_assert!(list.windows(2).all(|w| w[0] < w[1]));
                    for &j in list {
                        prop_assert!(j as usize != i);
                        prop_assert!(lists[j as usize].binary_search(&(i as u32)).is_ok());
                    }
                }
            }
            prop_assert_eq!(&set.kring(1)[3], &set.neighbours(3));
        }
    }
}

#[test]
fn points_in_polygons_agree_with_geos() {
    let json: serde_json::Value = serde_json::from_str(&golden("pip.polygons.geojson")).unwrap();
    let read = |value: &serde_json::Value| {
        let pair = |c: &serde_json::Value| (c[0].as_f64().unwrap(), c[1].as_f64().unwrap());
        let line = |r: &serde_json::Value| {
            LineString::from(r.as_array().unwrap().iter().map(pair).collect::<Vec<_>>())
        };
        let mut rings: Vec<_> = value.as_array().unwrap().iter().map(line).collect();
        let outer = rings.remove(0);
        MultiPolygon(vec![Polygon::new(outer, rings)])
    };
    let shapes: Vec<_> =
        json["features"].as_array().unwrap().iter().map(|f| read(&f["geometry"]["coordinates"])).collect();
    let locator = AreaLocator::of_shapes(&shapes.iter().collect::<Vec<_>>());
    let mut n = 0;
    for line in golden("pip.points.csv").lines().skip(1) {
        let field: Vec<f64> = line.split(',').map(|f| f.parse().unwrap()).collect();
        let expected = if field[2] < 0.0 { None } else { Some(field[2] as u32) };
        assert_eq!(locator.locate(point(field[0], field[1])), expected, "{line}");
        n += 1;
    }
    assert!(shapes.len() == 30 && n > 100);
}

#[test]
fn h3_cells_agree_with_the_reference_library_where_the_grid_reaches() {
    let mut n = 0;
    for line in golden("h3index.csv").lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        let at = LonLat::new(field[1].parse().unwrap(), field[0].parse().unwrap()).unwrap();
        let Ok(point) = to_grid(at) else { continue };
        for resolution in 5..=11_u8 {
            let set = UnitSet::occupied(&[point], Unit::H3(resolution), 0, false).unwrap();
            // A large cell whose centre is off the model cannot be placed and is left out.
            if set.is_empty() && resolution < 7 {
                continue;
            }
            assert_eq!(set.id_text(0), field[usize::from(resolution) - 3], "{line}");
        }
        let ring = UnitSet::occupied(&[point], Unit::H3(9), 1, false).unwrap();
        let ids: Vec<String> = (0..ring.len()).map(|i| ring.id_text(i)).collect();
        let mut expected: Vec<&str> = field[9].split(' ').collect();
        expected.sort_unstable();
        assert_eq!(ids, expected);
        n += 1;
    }
    assert!(n >= 2, "only {n} of the points are in Britain");
}

fn kent() -> Option<AreaPack> {
    let folders = ["boundaries", "lookups", "population", "deprivation", "postcodes", "sites"];
    let paths =
        folders.iter().map(|f| crate::shared::shared(&format!("data/{f}"))).collect::<Option<Vec<_>>>()?;
    let request = AreaRequest { paths, name: "Kent and Medway".to_owned(), ..AreaRequest::default() };
    let started = std::time::Instant::now();
    let built = build_area(&request, &()).unwrap();
    eprintln!("Kent and Medway built in {:.2} s", started.elapsed().as_secs_f64());
    for (file, words) in &built.recognised {
        eprintln!("{file}: recognised as {words}");
    }
    for file in &built.ignored {
        eprintln!("{file}: not recognised, ignored");
    }
    Some(built.pack)
}

#[test]
fn kent_and_medway_come_from_the_published_files() {
    let Some(pack) = kent() else { return };
    let said = describe_area(&pack).join("\n");
    eprintln!("{said}");
    let counts =
        [pack.district.len(), pack.csp.len(), pack.lsoa.len(), pack.msoa.len(), pack.postcodes.len()];
    assert_eq!(counts, [13, 12, 1107, 221, 52_050]);
    assert!(pack.lsoa_facts.iter().all(|f| f.district.is_some() && f.csp.is_some() && f.msoa.is_some()));
    let people: f64 = pack.lsoa_facts.iter().flat_map(|f| &f.population).sum();
    assert!((people - 1_868_199.0).abs() < 1e-6, "{people}");
    assert!(
        pack.lsoa_facts.iter().any(|f| f.population_carried) && !pack.lsoa_facts[0].population.is_empty()
    );
    for words in [
        "generalised",
        "LSOA 2011",
        "no street network",
        "\"Shepway\"",
        "Dartford",
        "ward boundaries are of 2025",
    ] {
        assert!(said.contains(words), "area check says nothing of {words}");
    }
    // Dissolving keeps the area of the parts.
    for level in [Level::District, Level::Csp] {
        let whole: f64 = pack.layer(level).iter().map(|a| a.area_m2).sum();
        let parts: f64 = pack.lsoa.iter().map(|a| a.area_m2).sum();
        assert!((whole / parts - 1.0).abs() < 1e-6, "{level:?} {whole} {parts}");
    }
    let bytes = pack.to_bytes().unwrap();
    let started = std::time::Instant::now();
    let ground = Ground::from_bytes(&bytes).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("pack of {} bytes read back in {seconds:.3} s", bytes.len());
    assert!(seconds < 5.0 && ground.pack() == &pack, "a pack read back equals the pack written");
    // Counts by area add up to the total, whatever the level.
    let at: Vec<_> = pack.postcodes.iter().map(|p| ground.assign(*p)).collect();
    for level in [Level::Lsoa, Level::Msoa, Level::District, Level::Csp] {
        assert_eq!(at.iter().filter(|a| a.of(level).is_some()).count(), 52_050, "{level:?}");
    }
    let shapes: Vec<_> = pack.lsoa.iter().map(|a| &a.shape).collect();
    for p in pack.postcodes.iter().step_by(499) {
        assert_eq!(ground.assign(*p).lsoa.map(u32::from), locate_by_every_edge(&shapes, *p));
    }
    assert_eq!(ground.csp("medway").map(|i| pack.csp[usize::from(i)].name.clone()), Ok("Medway".to_owned()));
    units_of(&ground);
}

fn units_of(ground: &Ground) {
    let started = std::time::Instant::now();
    let force = UnitSet::build(ground, Unit::H3(10), &MaskRule::default()).unwrap();
    eprintln!("{} cells at h3:10 in {:.2} s", force.len(), started.elapsed().as_secs_f64());
    assert!(ground.pack().postcodes.iter().all(|p| force.locate(*p).is_some()), "postcodes are in the mask");
    let by_csp: usize = (0..12)
        .map(|csp| {
            UnitSet::build(ground, Unit::H3(10), &MaskRule { csp: Some(csp), ..MaskRule::default() })
                .unwrap()
                .len()
        })
        .sum();
    assert_eq!(by_csp, force.len(), "every cell counts to exactly one CSP");
    for (unit, rule) in
        [(Unit::H3(9), true), (Unit::H3(8), false), (Unit::Square(150), true), (Unit::Square(1000), false)]
    {
        let rule = MaskRule { built_up: rule, ..MaskRule::default() };
        let set = UnitSet::build(ground, unit, &rule).unwrap();
        let area: f64 = set.area_m2.iter().sum::<f64>() / 1e6;
        eprintln!("{} units of {unit}, {area:.1} square kilometres: {}", set.len(), set.mask);
        assert!(set.ids.windows(2).all(|w| w[0] < w[1]));
        if !rule.built_up {
            let land: f64 = ground.pack().lsoa.iter().map(|a| a.area_m2).sum::<f64>() / 1e6;
            assert!(area > land * 0.999, "{unit} covers the land: {area} of {land}");
            assert!(ground.pack().postcodes.iter().all(|p| set.locate(*p).is_some()));
        }
        let i = set.len() / 2;
        assert!((shape::area(&set.outline(i)) - set.area_m2[i]).abs() < 1e-3);
        assert_eq!(set.locate(set.centre[i]), Some(i));
    }
    let lsoa = UnitSet::build(ground, Unit::Areas(Level::Lsoa), &MaskRule::default()).unwrap();
    assert_eq!(lsoa.len(), 1107);
    let lonely = lsoa.kring(1).iter().filter(|n| n.is_empty()).count();
    assert!(lonely < 5, "{lonely} LSOAs touch no other");
}

#[test]
fn a_damaged_or_newer_pack_is_refused() {
    let pack = AreaPack {
        format: AreaPack::FORMAT,
        name: "x".into(),
        synthetic: true,
        attribution: vec![],
        lsoa: vec![],
        msoa: vec![],
        ward: vec![],
        district: vec![],
        csp: vec![],
        lsoa_facts: vec![],
        ward_district: vec![],
        district_csp: vec![],
        postcodes: vec![point(1.5, 2.25)],
        streets: vec![],
        sites: vec![],
        mask_added: vec![],
        notes: vec![],
        inputs: vec![],
    };
    let bytes = pack.to_bytes().unwrap();
    assert_eq!(AreaPack::from_bytes(&bytes), Ok(pack));
    assert_eq!(AreaPack::from_bytes(b"PK"), Err(PlacesError::NotAPack));
    let mut newer = bytes.clone();
    newer[8] = 2;
    assert!(matches!(AreaPack::from_bytes(&newer), Err(PlacesError::NewerPack { found: 2, known: 1 })));
    for i in 12..bytes.len() {
        let mut changed = bytes.clone();
        changed[i] ^= 0x40;
        assert!(matches!(AreaPack::from_bytes(&changed), Err(PlacesError::DamagedPack { .. })), "byte {i}");
        assert!(AreaPack::from_bytes(&bytes[..i]).is_err(), "cut at {i}");
    }
}

/// One LSOA feature with this geometry, built with a look-up beside it.
fn build_one(geometry: &str, extra: &str) -> Result<AreaPack, AreaError> {
    let folder = tempfile::tempdir().unwrap();
    let json = format!(
        r#"{{"type":"FeatureCollection"{extra},"features":[{{"type":"Feature","properties":{{"LSOA21CD":"E01000001","LSOA21NM":"A"}},"geometry":{geometry}}}]}}"#
    );
    fs::write(folder.path().join("lsoa.geojson"), json).unwrap();
    fs::write(
        folder.path().join("lookup.csv"),
        "lsoa21_code,ltla24_code,ltla24_name\nE01000001,E07000001,D\n",
    )
    .unwrap();
    let request =
        AreaRequest { paths: vec![folder.path().to_owned()], name: "T".to_owned(), ..AreaRequest::default() };
    build_area(&request, &()).map(|built| built.pack)
}

#[test]
fn outlines_that_cannot_be_trusted_are_refused_with_file_feature_and_hint() {
    let square =
        r#"{"type":"Polygon","coordinates":[[[0.5,51.3],[0.6,51.3],[0.6,51.4],[0.5,51.4],[0.5,51.3]]]}"#;
    assert_eq!(build_one(square, "").unwrap().district[0].name, "D");
    let poly = |ring: &str| format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (geometry, words) in [
        ("null".to_owned(), "no polygon"),
        (r#"{"type":"Polygon","coordinates":[]}"#.to_owned(), "without a ring"),
        (poly("[[0.5,51.3],[0.6,51.4],[0.6,51.3],[0.5,51.4],[0.5,51.3]]"), "crosses itself at easting"),
        (poly("[[0.5,51.3],[0.6,51.3],[0.6,51.4],[0.5,51.4]]"), "begins at"),
        (poly("[[0.5,51.3],[0.6,51.3],[0.5,51.3]]"), "fewer than three corners"),
        (poly("[[0.5,51.3],[0.6,51.3],[0.7,51.3],[0.5,51.3]]"), "without area"),
        (poly("[[0.5,51.3],[0.6,51.3],[0.6,51.4],[0.6,51.3],[0.5,51.3]]"), "comes back the same way"),
        (poly("[[51.3,0.5],[51.3,0.6],[51.4,0.6],[51.4,0.5],[51.3,0.5]]"), "outside the OSTN15 model"),
        (poly("[[179,51.3],[181,51.3],[181,51.4],[179,51.4],[179,51.3]]"), "longitude 179"),
        (poly(r#"[["0.5",51.3],[0.6,51.3],[0.6,51.4],[0.5,51.3]]"#), "where a number is wanted"),
        (poly("[[0.5],[0.6,51.3],[0.6,51.4],[0.5,51.3]]"), "1 numbers"),
        (poly("[[0.5,51.3,1,2,3],[0.6,51.3],[0.6,51.4],[0.5,51.3]]"), "5 numbers"),
        (poly("[[NaN,51.3],[0.6,51.3],[0.6,51.4],[0.5,51.3]]"), "not JSON at line 1"),
        (poly("[[1e999,51.3],[0.6,51.3],[0.6,51.4],[0.5,51.3]]"), "not JSON"),
        (poly(&nested), "not JSON"),
        (r#"{"type":"GeometryCollection","geometries":[]}"#.to_owned(), "GeometryCollection"),
    ] {
        let error = build_one(&geometry, "").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("lsoa.geojson") && text.contains(words), "{text} has no {words}");
        assert!(text.contains("feature 1") || text.contains("not JSON"), "{text}");
        assert!(!error.hint().is_empty());
    }
    let metres = poly("[[575000,167000],[576000,167000],[576000,168000],[575000,168000],[575000,167000]]");
    let crs = r#","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}}"#;
    assert!((build_one(&metres, crs).unwrap().lsoa[0].area_m2 - 1e6).abs() < 1e-6);
    let wrong = build_one(&metres, "").unwrap_err();
    assert!(wrong.to_string().contains("575000"), "{wrong}");
}

#[test]
fn a_code_given_twice_or_a_look_up_of_another_vintage_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ring = "[[[0.5,51.3],[0.6,51.3],[0.6,51.4],[0.5,51.3]]]";
    let json = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"LSOA21CD":"E01"}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}]}}"#
    );
    fs::write(folder.path().join("a.geojson"), &json).unwrap();
    fs::write(folder.path().join("lookup.csv"), "lsoa21_code,ltla24_code\nE02,D1\n").unwrap();
    let request = AreaRequest { paths: vec![folder.path().to_owned()], ..AreaRequest::default() };
    let refused = build_area(&request, &()).unwrap_err();
    assert!(matches!(refused, AreaError::VintageMismatch { found: 0, wanted: 1, .. }), "{refused}");
    fs::write(folder.path().join("b.geojson"), &json).unwrap();
    let refused = build_area(&request, &()).unwrap_err();
    assert!(matches!(refused, AreaError::DuplicateCode { .. }), "{refused}");
}
