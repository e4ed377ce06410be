//! Walking: against another library's Dijkstra, against Floyd and Warshall, and by what must always hold.

use std::{fs, path::Path};

use geo_types::{Coord, LineString};
use harmspot::{
    geodesy::GridPoint,
    pipeline::sites::{read_barriers, read_streets},
    places::{
        Street, shape,
        walking::{
            Barrier, BarrierEffect, Gap, Walking, WalkingNetwork, WalkingOptions, naive_minutes,
            osm_street_kind,
        },
    },
    sources::{GroundFile, read_features, read_osm},
};
use proptest::prelude::*;

use crate::shared::shared;

fn at(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

fn street(kind: &str, points: &[(f64, f64)]) -> Street {
    let line = LineString(points.iter().map(|p| Coord { x: p.0, y: p.1 }).collect());
    Street { name: String::new(), kind: kind.to_owned(), line }
}

fn walking(streets: &[Street], barriers: &[Barrier]) -> Walking {
    Walking::from_streets(streets, barriers, WalkingOptions::default())
}

fn network(walking: &Walking) -> &WalkingNetwork {
    match walking {
        Walking::Network(network) => network,
        Walking::CrowFly(_) => panic!("there are streets"),
    }
}

fn barrier(effect: BarrierEffect, points: &[(f64, f64)]) -> Barrier {
    Barrier {
        name: "the underpass".to_owned(),
        owner: "detached youth team".to_owned(),
        date: "2026-05-01".to_owned(),
        effect,
        lines: vec![street("", points).line],
    }
}

/// Streets every 100 m both ways, `n` by `n` junctions from (0, 0).
fn grid(n: usize) -> Vec<Street> {
    let along = |i: usize| 100.0 * i as f64;
    (0..n)
        .flat_map(|i| {
            let east: Vec<(f64, f64)> = (0..n).map(|j| (along(j), along(i))).collect();
            let north: Vec<(f64, f64)> = (0..n).map(|j| (along(i), along(j))).collect();
            [street("street", &east), street("path", &north)]
        })
        .collect()
}

fn one(walking: &Walking, a: (f64, f64), b: (f64, f64)) -> Option<f64> {
    walking.minutes(at(a.0, a.1), &[at(b.0, b.1)], 600.0)[0]
}

#[test]
fn eighty_metres_are_a_minute() {
    let walking = walking(&grid(5), &[]);
    assert_eq!(one(&walking, (0.0, 0.0), (400.0, 400.0)), Some(10.0));
    // Half way along a street, 20 m off it.
    assert_eq!(one(&walking, (0.0, 0.0), (150.0, 20.0)), Some(170.0 / 80.0));
    assert_eq!(one(&walking, (150.0, 20.0), (150.0, 20.0)), Some(0.0));
    assert!(walking.words().contains("4.8 km/h"));
}

#[test]
fn what_lies_beyond_the_limit_is_not_reached_and_what_lies_on_it_is() {
    let walking = walking(&grid(5), &[]);
    let to = [at(400.0, 0.0), at(400.0, 1.0)];
    assert_eq!(walking.minutes(at(0.0, 0.0), &to, 5.0), [Some(5.0), None]);
}

#[test]
fn a_place_far_from_any_street_is_a_gap_and_said_to_be_one() {
    let walking = walking(&grid(5), &[]);
    assert_eq!(walking.gap(at(200.0, 701.0)), Some(Gap::TooFar));
    assert_eq!(walking.gap(at(200.0, 700.0)), None);
    let targets = walking.targets(&[at(0.0, 0.0), at(5_000.0, 0.0)]);
    assert_eq!(targets.gaps().collect::<Vec<_>>(), [(1, Gap::TooFar)]);
    assert!(Gap::TooFar.to_string().contains("near enough"));
}

#[test]
fn a_bridge_over_a_street_is_no_junction() {
    let crossing =
        [street("street", &[(0.0, 0.0), (100.0, 0.0)]), street("street", &[(50.0, -50.0), (50.0, 50.0)])];
    assert_eq!(one(&walking(&crossing, &[]), (0.0, 0.0), (50.0, 50.0)), None);
    assert!(walking(&crossing, &[]).notes()[0].contains("2 parts"));
}

#[test]
fn a_closed_barrier_is_walked_round_and_a_penalty_is_paid_where_that_is_shorter() {
    let cut = [(150.0, -10.0), (150.0, 250.0)];
    let free = walking(&grid(5), &[]);
    let closed = walking(&grid(5), &[barrier(BarrierEffect::Closed, &cut)]);
    let paid = walking(&grid(5), &[barrier(BarrierEffect::Penalty(2.0), &cut)]);
    let (a, b) = ((0.0, 0.0), (400.0, 0.0));
    assert_eq!(one(&free, a, b), Some(5.0));
    // Up to the third street and down again: 600 m more.
    assert_eq!(one(&closed, a, b), Some(12.5));
    assert_eq!(one(&paid, a, b), Some(7.0));
    assert_eq!(network(&closed).facts().closed, 3);
    assert_eq!(network(&paid).facts().penalised, 3);
    // Either side of the barrier on one street: near by the crow, far on foot.
    assert_eq!(one(&closed, (149.0, 0.0), (151.0, 0.0)), Some((49.0 + 300.0 + 100.0 + 300.0 + 49.0) / 80.0));
}

#[test]
fn an_area_is_closed_on_its_outline() {
    let ring = [(150.0, 150.0), (250.0, 150.0), (250.0, 250.0), (150.0, 250.0), (150.0, 150.0)];
    let closed = walking(&grid(5), &[barrier(BarrierEffect::Closed, &ring)]);
    assert_eq!(one(&closed, (0.0, 200.0), (200.0, 200.0)), None);
    assert_eq!(one(&closed, (0.0, 200.0), (400.0, 200.0)), Some(600.0 / 80.0));
    assert!(
        closed.notes().iter().any(|n| n.contains("4 stretches of street closed")),
        "{:?}",
        closed.notes()
    );
}

#[test]
fn a_place_joins_a_street_on_its_own_side_of_the_river() {
    let mut streets = vec![
        street("street", &[(0.0, 0.0), (500.0, 0.0)]),
        street("street", &[(0.0, 100.0), (500.0, 100.0)]),
        street("river", &[(-500.0, 40.0), (1_000.0, 40.0)]),
    ];
    // 60 m from the northern street, 40 m from the southern one across the river.
    let dry = one(&walking(&streets[..2], &[]), (250.0, 41.0), (250.0, 0.0));
    assert_eq!(dry, Some(41.0 / 80.0));
    assert_eq!(one(&walking(&streets, &[]), (250.0, 41.0), (250.0, 0.0)), None);
    // A street drawn across the river is the bridge.
    streets.push(street("street", &[(0.0, 100.0), (0.0, 0.0)]));
    assert_eq!(
        one(&walking(&streets, &[]), (250.0, 41.0), (250.0, 0.0)),
        Some((59.0 + 250.0 + 100.0 + 250.0) / 80.0)
    );
}

#[test]
fn motorways_railways_and_rivers_are_not_walked() {
    for kind in ["motorway", "rail", "river"] {
        let streets =
            [street("street", &[(0.0, 0.0), (10.0, 0.0)]), street(kind, &[(10.0, 0.0), (90.0, 0.0)])];
        let gone = walking(&streets, &[]).gap(at(90.0, 250.0));
        assert!(
            gone.is_some() || one(&walking(&streets, &[]), (0.0, 0.0), (90.0, 0.0)) > Some(80.0 / 80.0),
            "{kind}"
        );
        assert!((network(&walking(&streets, &[])).facts().length_m - 10.0).abs() < 1e-9);
    }
}

#[test]
fn without_a_network_straight_lines_are_stretched_labelled_and_stopped_by_rivers() {
    let free = walking(&[], &[]);
    assert_eq!(one(&free, (0.0, 0.0), (800.0, 0.0)), Some(13.0));
    assert!(free.words().contains("1.3") && free.words().contains("no street network"));
    let river = street("river", &[(400.0, -1_000.0), (400.0, 1_000.0)]);
    let cut = walking(std::slice::from_ref(&river), &[]);
    assert_eq!(one(&cut, (0.0, 0.0), (800.0, 0.0)), None);
    assert_eq!(one(&cut, (0.0, 0.0), (300.0, 0.0)), Some(300.0 * 1.3 / 80.0));
    assert!(cut.notes()[0].contains("no crossing is known within 400 m"));
    // By a bridge 300 m up the river.
    let bridge = street("street", &[(390.0, 300.0), (410.0, 300.0)]);
    let by_bridge = Walking::crow_fly(&[river, bridge], &[], WalkingOptions::default());
    let minutes = one(&by_bridge, (0.0, 0.0), (800.0, 0.0)).unwrap();
    assert!((minutes - 1_000.0 * 1.3 / 80.0).abs() < 1e-6, "{minutes}");
    let closed = barrier(BarrierEffect::Closed, &[(400.0, -10.0), (400.0, 10.0)]);
    let paid = barrier(BarrierEffect::Penalty(4.0), &[(400.0, -10.0), (400.0, 10.0)]);
    assert_eq!(one(&walking(&[], &[closed]), (0.0, 0.0), (800.0, 0.0)), None);
    assert_eq!(one(&walking(&[], &[paid]), (0.0, 0.0), (800.0, 0.0)), Some(17.0));
}

/// Pairs of node numbers and seconds, answered by SciPy's Dijkstra (`fixtures/walking/ebbsfleet.py`).
fn answers(name: &str) -> Vec<([usize; 2], Option<f64>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/walking").join(name);
    let number = |line: &str| {
        let mut fields = line.split(',');
        let mut next = || fields.next().unwrap().to_owned();
        let ends = [next().parse().unwrap(), next().parse().unwrap()];
        (ends, next().parse().ok())
    };
    fs::read_to_string(path).unwrap().lines().skip(1).map(number).collect()
}

#[test]
fn a_thousand_times_on_ebbsfleets_streets_are_those_of_another_library() {
    for (name, pairs) in [("rnet-fast", 1_000), ("in-site-walk-rnet", 1_000)] {
        let Some(path) = shared(&format!("data/network/ebbsfleet_{name}.geojson")) else { return };
        let streets = read_streets(std::slice::from_ref(&path)).unwrap().streets;
        let walking = Walking::from_streets(&streets, &[], WalkingOptions::default());
        // Nodes are numbered as the script numbers them: vertices by the order in which the file names them.
        let mut seen = std::collections::BTreeSet::new();
        let raw = read_features(&GroundFile::read(&path).unwrap()).unwrap();
        let mut nodes: Vec<GridPoint> = Vec::new();
        for (feature, street) in raw.features.iter().zip(&streets) {
            let Some(harmspot::sources::Geometry::Lines(lines)) = &feature.geometry else {
                panic!("lines only")
            };
            for (degrees, metres) in lines[0].0.iter().zip(&street.line.0) {
                if seen.insert((degrees.x.to_bits(), degrees.y.to_bits())) {
                    nodes.push(at(metres.x, metres.y));
                }
            }
        }
        let answers = answers(&format!("ebbsfleet_{name}.csv"));
        assert_eq!(answers.len(), pairs);
        let (mut worst, mut reached) = (0.0_f64, 0);
        for ([a, b], seconds) in answers {
            let ours = walking.minutes(nodes[a], &[nodes[b]], 5_000.0)[0].map(|m| m * 60.0);
            assert_eq!(ours.is_some(), seconds.is_some(), "{name}: from {a} to {b}");
            if let (Some(ours), Some(theirs)) = (ours, seconds) {
                worst = worst.max((ours - theirs).abs());
                reached += 1;
            }
        }
        eprintln!("{name}: {} nodes, {reached} ways, worst difference {worst:.4} s", nodes.len());
        assert!(worst < 1.0, "{name}: {worst} s");
        assert!(reached >= 200, "{name}: only {reached} pairs have a way");
    }
}

#[test]
fn lomeas_streets_hang_together_and_its_sites_are_reached() {
    let data = crate::county::lomea().join("data");
    let streets = read_streets(&[data.join("area/streets.geojson")]).unwrap().streets;
    let walking = walking(&streets, &[]);
    let facts = network(&walking).facts();
    eprintln!("Lomea: {facts:?}");
    assert!(facts.largest_share > 0.999, "{facts:?}");
    // The bounded search finds what the naive one does.
    let places: Vec<GridPoint> =
        streets.iter().step_by(97).map(|s| at(s.line.0[0].x + 30.0, s.line.0[0].y + 20.0)).collect();
    let targets = walking.targets(&places);
    for (from, reached) in places.iter().zip(walking.table(&places, &targets, 20.0)).step_by(29) {
        let naive = naive_minutes(network(&walking), *from, &places);
        let within: Vec<(u32, f64)> =
            (0_u32..).zip(naive).filter_map(|(i, m)| Some((i, m?))).filter(|(_, m)| *m <= 20.0).collect();
        assert_eq!(reached.iter().map(|r| (r.target, r.minutes)).collect::<Vec<_>>(), within);
    }
}

#[test]
fn an_isochrone_holds_what_is_near_and_nothing_across_the_water() {
    let mut streets = grid(21);
    streets.push(street("river", &[(1_050.0, -500.0), (1_050.0, 3_000.0)]));
    // Cut every street at the river but the one at the top.
    let cut = barrier(BarrierEffect::Closed, &[(1_050.0, -500.0), (1_050.0, 1_950.0)]);
    let walking = walking(&streets, &[cut]);
    let area = walking.isochrone(at(900.0, 500.0), 10.0);
    let holds = |x: f64, y: f64| {
        use geo::Contains;
        area.contains(&geo_types::Point::new(x, y))
    };
    assert!(holds(900.0, 500.0) && holds(500.0, 500.0) && holds(900.0, 1_200.0));
    assert!(!holds(1_100.0, 500.0) && !holds(100.0, 100.0));
    assert_eq!(shape::self_crossing(&area), None);
    // A diamond of 800 m to each side is 1.28 km2; some of it lies across the river.
    let km2 = shape::area(&area) / 1e6;
    assert!((0.6..1.1).contains(&km2), "{km2}");
    assert_eq!(walking.isochrone(at(90_000.0, 90_000.0), 10.0).0.len(), 0);
}

/// No three corners lie on one line, so that no stretch passes over a corner it does not name.
fn wobbly(i: u8, j: u8) -> (f64, f64) {
    let (x, y) = (f64::from(i), f64::from(j));
    let step = (x * 12.9898 + y * 78.233).sin() * 13.0;
    (x * 97.3 + step, y * 61.7 + (step * 7.77).cos() * 11.0)
}

/// Streets at random on a raster of 5 by 5 corners, so that they meet; barriers between the corners.
fn streets_and_cuts() -> impl Strategy<Value = (Vec<Street>, Vec<Barrier>)> {
    let corner = || (0_u8..5, 0_u8..5).prop_map(|(x, y)| wobbly(x, y));
    let line = prop::collection::vec(corner(), 2..5).prop_map(|points| street("street", &points));
    let end = || (-20_i16..420, -20_i16..270).prop_map(|(x, y)| (f64::from(x) + 0.5, f64::from(y) + 0.5));
    let effect = prop_oneof![Just(BarrierEffect::Closed), (0.0..9.0_f64).prop_map(BarrierEffect::Penalty)];
    let cut = (effect, prop::collection::vec(end(), 2..4)).prop_map(|(effect, line)| barrier(effect, &line));
    (prop::collection::vec(line, 1..12), prop::collection::vec(cut, 0..3))
}

fn corners() -> Vec<GridPoint> {
    (0..25).map(|i| wobbly(i % 5, i / 5)).map(|(x, y)| at(x, y)).collect()
}

/// All corners that streets touch, and the times between them by Floyd and Warshall over straight stretches.
fn floyd_warshall(streets: &[Street]) -> (Vec<GridPoint>, Vec<Vec<f64>>) {
    let near = |c: Coord<f64>, p: &GridPoint| (c.x - p.easting_m()).hypot(c.y - p.northing_m()) < 0.01;
    let stretches = || streets.iter().flat_map(|s| s.line.0.windows(2)).filter(|w| w[0] != w[1]);
    let on = |p: &GridPoint| stretches().any(|w| near(w[0], p) || near(w[1], p));
    let nodes: Vec<GridPoint> = corners().into_iter().filter(on).collect();
    let position =
        |c: &Coord<f64>| nodes.iter().position(|n| (n.easting_m() - c.x).hypot(n.northing_m() - c.y) < 0.01);
    let mut times = vec![vec![f64::INFINITY; nodes.len()]; nodes.len()];
    for (i, row) in times.iter_mut().enumerate() {
        row[i] = 0.0;
    }
    for pair in streets.iter().flat_map(|s| s.line.0.windows(2)) {
        let (Some(a), Some(b)) = (position(&pair[0]), position(&pair[1])) else { continue };
        let minutes = nodes[a].distance_m(nodes[b]) / 80.0;
        for (a, b) in [(a, b), (b, a)] {
            times[a][b] = times[a][b].min(minutes);
        }
    }
    for k in 0..nodes.len() {
        for i in 0..nodes.len() {
            for j in 0..nodes.len() {
                times[i][j] = times[i][j].min(times[i][k] + times[k][j]);
            }
        }
    }
    (nodes, times)
}

fn table(walking: &Walking, places: &[GridPoint]) -> Vec<Vec<Option<f64>>> {
    places.iter().map(|from| walking.minutes(*from, places, 500.0)).collect()
}

proptest! {
    #[test]
    fn times_are_those_of_floyd_and_warshall((streets, _) in streets_and_cuts()) {
        let walking = walking(&streets, &[]);
        if matches!(walking, Walking::CrowFly(_)) {
            return Ok(());
        }
        let (nodes, expected) = floyd_warshall(&streets);
        let found = table(&walking, &nodes);
        for (i, row) in expected.iter().enumerate() {
            for (j, minutes) in row.iter().enumerate() {
                let ours = found[i][j].unwrap_or(f64::INFINITY);
                let both_never = ours.is_infinite() && minutes.is_infinite();
                prop_assert!(both_never || (ours - minutes).abs() < 1e-4, "{i} to {j}: {ours} and {minutes}");
            }
        }
    }

    #[test]
    fn there_and_back_take_the_same_and_no_way_round_is_shorter((streets, cuts) in streets_and_cuts(),
        more in prop::collection::vec((-50.0..450.0_f64, -50.0..300.0_f64), 0..6)) {
        let walking = walking(&streets, &cuts);
        let mut places = corners();
        places.extend(more.into_iter().map(|(x, y)| at(x, y)));
        let found = table(&walking, &places);
        let network = matches!(walking, Walking::Network(_));
        for i in 0..places.len() {
            prop_assert_eq!(found[i][i], Some(0.0));
            for j in 0..places.len() {
                prop_assert_eq!(found[i][j], found[j][i], "{} and {}", i, j);
                for k in 0..places.len() {
                    if let (true, Some(a), Some(b)) = (network, found[i][k], found[k][j]) {
                        prop_assert!(found[i][j].is_some_and(|m| m <= a + b + 1e-9), "{i} to {j} by {k}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_barrier_never_shortens_a_way_between_places_on_the_streets((streets, cuts) in streets_and_cuts()) {
        let (nodes, _) = floyd_warshall(&streets);
        let mut before = table(&walking(&streets, &[]), &nodes);
        for n in 1..=cuts.len() {
            let after = table(&walking(&streets, &cuts[..n]), &nodes);
            for (row, less) in after.iter().flatten().zip(before.iter().flatten()) {
                prop_assert!(less.is_some() || row.is_none());
                prop_assert!(row.is_none() || row >= less, "{row:?} after {less:?}");
            }
            before = after;
        }
    }

    #[test]
    fn neither_the_order_of_lines_nor_threads_change_a_digit((streets, cuts) in streets_and_cuts(), turn in 0_usize..12,
        places in prop::collection::vec((-50.0..450.0_f64, -50.0..300.0_f64), 1..20)) {
        let places: Vec<GridPoint> = places.into_iter().map(|(x, y)| at(x, y)).collect();
        let first = walking(&streets, &cuts);
        let mut turned = streets;
        let by = turn % turned.len();
        turned.rotate_left(by);
        turned.iter_mut().step_by(2).for_each(|s| s.line.0.reverse());
        let second = walking(&turned, &cuts);
        let run = |walking: &Walking, threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| walking.table(&places, &walking.targets(&places), 30.0))
        };
        let expected = run(&first, 1);
        prop_assert_eq!(&run(&first, 3), &expected);
        prop_assert_eq!(&run(&second, 2), &expected);
    }

    #[test]
    fn an_extract_with_changed_bytes_is_read_or_refused(changes in prop::collection::vec((0_usize..592, 0_u8..), 1..8), cut in 0_usize..592) {
        let mut file = pbf();
        for (place, byte) in changes {
            let place = place % file.bytes.len();
            file.bytes[place] = byte;
        }
        let _ = read_osm(&file);
        file.bytes.truncate(cut);
        let _ = read_osm(&file);
    }

    #[test]
    fn any_bytes_as_barriers_or_streets_are_read_or_refused(text in "\\PC{0,80}", bytes in prop::collection::vec(0_u8.., 0..120), at_byte in 0_usize..400, byte in 0_u8..) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("barriers");
        let mut whole = BARRIERS.as_bytes().to_vec();
        whole[at_byte % BARRIERS.len()] = byte;
        let table = format!("name,effect,wkt\n{text},{text},\"LINESTRING ({text})\"\n").into_bytes();
        for content in [whole, bytes, table] {
            fs::write(&path, content).unwrap();
            let _ = read_barriers(&path);
            let _ = read_streets(std::slice::from_ref(&path));
        }
    }
}

const BARRIERS: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:27700"}},"features":[
{"type":"Feature","properties":{"name":"Lower end","owner":"youth team","date":"2026-04-02","effect":"closed"},
 "geometry":{"type":"LineString","coordinates":[[150,-10],[150,250]]}},
{"type":"Feature","properties":{"name":"Estate","minutes":2.5},
 "geometry":{"type":"Polygon","coordinates":[[[1,1],[9,1],[9,9],[1,1]]]}}]}"#;

fn written(name: &str, text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn barriers_are_read_from_geojson_and_from_a_table_with_owner_and_date() {
    let (_folder, path) = written("b.geojson", BARRIERS);
    let read = read_barriers(&path).unwrap();
    assert_eq!(
        (read[0].name.as_str(), read[0].owner.as_str(), read[0].date.as_str()),
        ("Lower end", "youth team", "2026-04-02")
    );
    assert_eq!((read[0].effect, read[1].effect), (BarrierEffect::Closed, BarrierEffect::Penalty(2.5)));
    let table = "name,owner,date,effect,wkt\nLower end,youth team,2026-04-02,closed,\"LINESTRING (600150 200010, 600150 200250)\"\n\
                 Estate,,,2.5,\"POLYGON ((600001 200001, 600009 200001, 600009 200009, 600001 200001))\"\n";
    let (_folder, path) = written("b.csv", table);
    let again = read_barriers(&path).unwrap();
    assert_eq!(again[0].lines[0].0[1], Coord { x: 600_150.0, y: 200_250.0 });
    assert_eq!((again[1].effect, again[1].lines[0].0.len()), (BarrierEffect::Penalty(2.5), 4));
    let (_folder, path) =
        written("b.csv", "name,effect,wkt\nX,sometimes,\"LINESTRING (600000 200000, 600100 200000)\"\n");
    let refused = read_barriers(&path).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "b.csv, line 2, property \"effect\", value \"sometimes\": neither closed nor minutes from 0 to 1,440"
    );
    assert!(refused.hint().unwrap().contains("closed"));
}

fn pbf() -> GroundFile {
    GroundFile::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/osm/streets.osm.pbf")).unwrap()
}

#[test]
fn an_openstreetmap_extract_gives_the_ways_people_may_walk() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/osm/streets.osm.pbf");
    let read = read_streets(&[path]).unwrap();
    let kinds: Vec<(&str, &str)> = read.streets.iter().map(|s| (s.name.as_str(), s.kind.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("High Street", "street"),
            ("Mill Lane", "street"),
            ("Bridge Street", "street"),
            ("", "path"),
            ("Footbridge", "path"),
            ("The Lode", "river"),
            ("", "motorway"),
            ("", "rail"),
        ]
    );
    assert!(read.notes[1].contains("1 nodes lie outside the extract"), "{:?}", read.notes);
    let walking = walking(&read.streets, &[]);
    let place = |lon: f64, lat: f64| {
        harmspot::geodesy::to_grid(harmspot::geodesy::LonLat::new(lon, lat).unwrap()).unwrap()
    };
    // Over the bridge and the footbridge, across river, motorway and railway: 0.004 degrees north to south.
    let (north, south) = (place(1.772, 51.74), place(1.772, 51.736));
    let minutes = walking.minutes(north, &[south], 60.0)[0].unwrap();
    assert!((minutes - north.distance_m(south) / 80.0).abs() < 0.01, "{minutes}");
    // The private drive is no way: the place at its end joins across nothing, but the river is in between.
    assert!(walking.gap(place(1.774, 51.738)).is_none());
}

#[test]
fn tags_decide_who_may_walk() {
    let kind = |tags: &[(&str, &str)]| {
        let mut tags: Vec<(String, String)> =
            tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        tags.sort();
        osm_street_kind(&tags)
    };
    assert_eq!(kind(&[("highway", "residential")]), Some("street"));
    assert_eq!(kind(&[("highway", "cycleway")]), Some("path"));
    assert_eq!(kind(&[("highway", "service"), ("access", "private")]), None);
    assert_eq!(kind(&[("highway", "service"), ("access", "private"), ("foot", "yes")]), Some("street"));
    assert_eq!(kind(&[("highway", "trunk"), ("motorroad", "yes")]), Some("motorway"));
    assert_eq!(kind(&[("highway", "motorway"), ("bridge", "yes")]), None);
    assert_eq!(kind(&[("highway", "construction")]), None);
    assert_eq!(kind(&[("railway", "rail"), ("tunnel", "yes")]), None);
    assert_eq!(kind(&[("waterway", "stream")]), None);
    assert_eq!(kind(&[("building", "yes")]), None);
}
