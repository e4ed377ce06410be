//! Detection against a county whose background is known: what is found, and what is found that is
//! not there.

use harmspot::{
    detect::{Class, Event, EventIndex, Found, Hot, ListSettings, Scene, find, gi_star_expected},
    geodesy::GridPoint,
    index::SpatialWeights,
    pipeline::{
        Answer, Evidence, Hotspot, HotspotKind, Loaded, Question, RankBy, Store, Wanted, answer,
        lists_geojson, read_land,
    },
    places::{Unit, UnitSet},
    synth::{KnownCounty, truth},
};

use crate::{
    county::{kent, lomea},
    proof::{proof, prove},
};

pub const SIDE_M: u32 = 150;

/// Every place found at FDR 5 % on one known county, no limit on the length of the list.
pub fn listed(county: &KnownCounty) -> (UnitSet, Vec<Found>) {
    let background = &county.background;
    let centres: Vec<GridPoint> = (0..background.expected.len())
        .filter(|&i| background.expected[i] > 0.0)
        .map(|i| background.centre(i))
        .collect();
    let units =
        UnitSet::occupied(&centres, Unit::Square(SIDE_M), 0, true).expect("squares of the background");
    assert_eq!(units.len(), centres.len(), "one unit a square of the background");
    let expected: Vec<f64> =
        units.centre.iter().map(|&c| background.density(c) * f64::from(SIDE_M * SIDE_M)).collect();
    let weights = SpatialWeights::binary(units.kring(1));
    let events: Vec<Event> = county
        .points
        .iter()
        .filter_map(|&(point, minute)| {
            let unit = units.locate(point)? as u32;
            Some(Event { unit, point, date: (minute / 1440) as i32, crimes: 1, harm: 0.0, unknown: false })
        })
        .collect();
    assert_eq!(events.len(), county.points.len(), "nothing is lost outside the mask");
    let mut counts = vec![0; units.len()];
    for event in &events {
        counts[event.unit as usize] += 1;
    }
    let run = gi_star_expected(&counts, &expected, &weights).expect("a known expectation");
    let hot = Hot {
        hot: run
            .cells
            .iter()
            .map(|c| c.p_fdr <= 0.05 && matches!(c.class, Class::Hot99 | Class::Hot95 | Class::Hot90))
            .collect(),
        sums: (0..units.len())
            .map(|i| counts[i] + weights.neighbours(i).iter().map(|&j| counts[j as usize]).sum::<u32>())
            .collect(),
    };
    let settings = ListSettings { top: usize::MAX, ..ListSettings::default() };
    let index = EventIndex::new(&events, units.len());
    let scene = Scene {
        units: &units,
        weights: &weights,
        events: &events,
        index: &index,
        settings: &settings,
        expected: Some(&expected),
        borrowed: None,
        snapped: false,
    };
    let mut found = find(&scene, &counts, &hot, None);
    found.retain(|f| f.kind == scene.ranked_kind());
    (units, found)
}

#[derive(Default, Clone, Copy)]
struct Tally {
    planted: u32,
    found: u32,
}

impl Tally {
    fn share(self) -> f64 {
        f64::from(self.found) / f64::from(self.planted.max(1))
    }
}

#[test]
fn planted_hotspots_are_found_and_little_else_is() {
    let seeds = if prove() { 100 } else { 20 };
    let mut by_strength = [Tally::default(); 3];
    let mut by_radius = [Tally::default(); 3];
    let mut strong = Tally::default();
    let (mut false_share, mut strict_share) = (0.0, 0.0);
    for seed in 0..seeds {
        let county = truth(40_000, seed);
        assert!(county.planted.len() == 24, "seed {seed} plants {}", county.planted.len());
        let planted: usize = county.planted.iter().map(|p| p.planted).sum();
        assert!(planted as f64 <= 0.08 * 40_000.0, "seed {seed} plants {planted} incidents");
        let (units, found) = listed(&county);
        let near = |u: u32, reach: &dyn Fn(f64) -> f64| {
            county.planted.iter().any(|p| p.centre.distance_m(units.centre[u as usize]) <= reach(p.radius_m))
        };
        let area = |keep: &dyn Fn(u32) -> bool| -> f64 {
            found
                .iter()
                .flat_map(|f| &f.units)
                .filter(|&&u| keep(u))
                .map(|&u| units.area_m2[u as usize])
                .sum()
        };
        let all = area(&|_| true).max(1.0);
        // One unit and its ring: 300 m round the planted centre; or, strictest, the centre's own unit and the
        // eight round it, which the larger discs (radius up to 250 m) outgrow themselves.
        let reach = 2.0 * f64::from(SIDE_M);
        false_share += area(&|u| !near(u, &|_| reach)) / all;
        let block = |p: GridPoint| {
            let step = |metres: f64| (metres / f64::from(SIDE_M)).floor() as i64;
            (step(p.easting_m()), step(p.northing_m()))
        };
        let beside = |u: u32| {
            let (col, row) = block(units.centre[u as usize]);
            county.planted.iter().any(|p| {
                let (c, r) = block(p.centre);
                (col - c).abs().max((row - r).abs()) <= 1
            })
        };
        strict_share += area(&|u| !beside(u)) / all;
        for circle in &county.planted {
            let hit = found.iter().flat_map(|f| &f.units).any(|&u| {
                circle.centre.distance_m(units.centre[u as usize])
                    <= circle.radius_m + f64::from(SIDE_M) / 2.0
            });
            let strength = [3.0, 5.0, 10.0]
                .iter()
                .position(|&s: &f64| s.to_bits() == circle.strength.to_bits())
                .expect("a strength");
            let radius = usize::from(circle.radius_m >= 130.0) + usize::from(circle.radius_m >= 190.0);
            for tally in [&mut by_strength[strength], &mut by_radius[radius]] {
                tally.planted += 1;
                tally.found += u32::from(hit);
            }
            if circle.strength >= 5.0 && circle.expected_excess >= 20.0 {
                strong.planted += 1;
                strong.found += u32::from(hit);
            }
        }
    }
    let (false_share, strict_share) = (false_share / seeds as f64, strict_share / seeds as f64);
    proof(&format!(
        "detection, {seeds} known counties, 40,000 incidents, 24 planted: recall 3x {:.2}, 5x {:.2}, 10x {:.2}; radius under 130 m {:.2}, 130 to 190 m {:.2}, over 190 m {:.2}; 5x and above with at least 20 expected excess {:.3} ({} of {}); listed area farther than one unit and ring (300 m) from any planted centre {:.4}; outside the centre's own unit and the eight round it {:.4} (discs reach 250 m themselves)",
        by_strength[0].share(),
        by_strength[1].share(),
        by_strength[2].share(),
        by_radius[0].share(),
        by_radius[1].share(),
        by_radius[2].share(),
        strong.share(),
        strong.found,
        strong.planted,
        false_share,
        strict_share
    ));
    assert!(false_share <= 0.05, "false discovery {false_share}");
    assert!(strict_share <= 0.05, "listed area outside the planted unit and its ring {strict_share}");
    assert!(strong.share() >= 0.9, "recall of strong planted hotspots {}", strong.share());
}

fn ask(store: &std::path::Path, question: &Question) -> Answer {
    let loaded = Loaded::open(&Store::open(store).expect("a store"), None).expect("a snapshot");
    answer(&loaded, question, &()).expect("an answer")
}

#[test]
fn kents_first_twenty_areas_of_concern_are_no_places_of_recording() {
    let Some(store) = kent() else { return };
    let question = Question {
        top: Some(20),
        from: "2025-01".parse().ok(),
        to: "2025-12".parse().ok(),
        ..Question::default()
    };
    let got = ask(store, &question);
    assert_eq!(got.list.noun, "areas of concern");
    assert!(got.list.title.contains("not serious violence"), "{}", got.list.title);
    assert_eq!(got.question.unit, "h3:9".parse().ok(), "snapped points are not looked at more finely");
    let ranked: Vec<_> = got.list.places.iter().filter(|p| p.rank.is_some()).collect();
    assert_eq!(ranked.len(), 20);
    let loaded = Loaded::open(&Store::open(store).expect("a store"), None).expect("a snapshot");
    for place in &ranked {
        assert_eq!(place.kind, HotspotKind::AreaOfConcern);
        assert!(2 * place.profile.busiest_point < place.events, "{} is one address", place.name);
        assert!(place.profile.hour_of_week.is_empty() && place.peak.is_none(), "open data know no hours");
        assert!(place.area_ha <= 25.0, "{} is no place one can stand in", place.name);
        for word in ["prison", "hospital", "police station or custody"] {
            assert!(!place.profile.locations.iter().any(|(w, _)| w == word), "{}: {word}", place.name);
        }
    }
    assert!(loaded.snapped());
    let excluded =
        |word: &str| got.list.excluded.iter().filter(|e| e.class == word).map(|e| e.events).sum::<u32>();
    assert!(excluded("prison") > 400 && excluded("hospital") > 500 && excluded("police") > 200);
    assert!(got.list.places.iter().any(|p| p.kind == HotspotKind::SingleAddress && p.rank.is_none()));
    proof(&format!(
        "Kent 2025, first 20 areas of concern hold no place of recording; left out: prison {}, hospital {}, police {} events; first {} ({} events)",
        excluded("prison"),
        excluded("hospital"),
        excluded("police"),
        ranked[0].name,
        ranked[0].events
    ));
}

#[test]
fn the_same_question_gives_the_same_bytes_for_any_number_of_threads() {
    let question = Question { resamples: Some(40), ..Question::default() };
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| lists_geojson(&[ask(&lomea().join("store"), &question)]).expect("a file"))
    };
    assert_eq!(bytes(1), bytes(3));
}

#[test]
fn lomeas_list_is_told_apart_from_where_people_are() {
    let got =
        ask(&lomea().join("store"), &Question { top: Some(30), resamples: Some(20), ..Question::default() });
    assert!(got.list.places.iter().all(|p| p.csp.contains("synthetic")), "every name says synthetic");
    assert_eq!(got.list.too_few.len(), 1, "one partnership has too few events");
    let text = std::fs::read_to_string(lomea().join("data/truth.json")).expect("the truth");
    let truth: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let planted: Vec<(f64, f64, f64)> = truth["hotspots"]
        .as_array()
        .expect("planted hotspots")
        .iter()
        .map(|h| {
            let n = |key: &str| h[key].as_f64().expect("a number");
            (n("easting"), n("northing"), n("radius_m"))
        })
        .collect();
    let near = |place: &Hotspot| {
        place
            .outline
            .iter()
            .flat_map(|p| p.exterior().points())
            .any(|c| planted.iter().any(|&(e, n, r)| (c.x() - e).hypot(c.y() - n) <= r + 150.0))
    };
    let ranked: Vec<&Hotspot> = got.list.places.iter().filter(|p| p.rank.is_some()).collect();
    let (held, people): (Vec<&Hotspot>, Vec<&Hotspot>) = ranked.iter().copied().partition(|p| near(p));
    proof(&format!(
        "Lomea seed 1, {} to {}: {} places, {} hold a planted hotspot; the other {} are where people are: {}",
        got.list.from,
        got.list.to,
        ranked.len(),
        held.len(),
        people.len(),
        people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("; ")
    ));
    assert!(!held.is_empty(), "no planted hotspot is on the list");
    let usual = f64::from(got.list.events) / got.cells.len() as f64;
    for unit in got.list.places.iter().flat_map(|p| &p.units) {
        let value = got.cells.iter().find(|c| c.id == *unit).expect("a unit of the answer").value;
        assert!(
            f64::from(value) > 2.0 * usual,
            "{unit} holds less than twice the usual and is in an outline"
        );
    }
    let artefacts = ["prison", "hospital", "police station or custody"];
    for place in &ranked {
        assert!(
            !place
                .profile
                .locations
                .iter()
                .any(|(w, n)| artefacts.contains(&w.as_str()) && 2 * n > place.events)
        );
    }
}

#[test]
fn every_judged_event_is_counted_or_named_as_left_out() {
    let store = Store::open(lomea().join("store")).expect("a store");
    let loaded = Loaded::open(&store, None).expect("a snapshot");
    let definition = &loaded.definitions["all-serious-violence"];
    let (from, to) = loaded.months().expect("months");
    let (force, _) = loaded.lattice(Unit::H3(9), None).expect("units");
    for csp in [None, Some(0), Some(5)] {
        let (units, _) = loaded.lattice(Unit::H3(9), csp).expect("units");
        let got = Evidence::gather(
            &loaded,
            &Wanted { definition, from, to, csp, fold: true },
            &units,
            Some(&force),
        )
        .expect("evidence");
        let excluded: u32 = got.excluded.iter().map(|e| e.events).sum();
        let accounted = got.events.len() as u32
            + excluded
            + got.outside_mask.0
            + got.outside_study
            + got.not_mapped
            + got.out_of_force;
        assert_eq!(got.judged, accounted, "CSP {csp:?}");
        assert!(!got.events.is_empty() && got.not_mapped > 0);
        assert_eq!(csp.is_none(), got.outside_study == 0);
    }
}

#[test]
fn questions_the_store_cannot_answer_are_refused_in_words() {
    let Some(store) = kent() else { return };
    let loaded = Loaded::open(&Store::open(store).expect("a store"), None).expect("a snapshot");
    let refused = |question: Question| answer(&loaded, &question, &()).expect_err("refused").to_string();
    let serious = Question { definition: Some("all-serious-violence".into()), ..Question::default() };
    assert!(refused(serious).contains("only open, snapped data"));
    let long_ago =
        Question { from: "2015-01".parse().ok(), to: "2015-12".parse().ok(), ..Question::default() };
    assert!(refused(long_ago).contains("2018-10 to 2025-12, and none of 2015-01 to 2015-12"));
    let harm = Question { rank_by: RankBy::Harm, ..Question::default() };
    assert!(refused(harm).contains("no harm table"));
}

#[test]
fn a_hot_unit_that_holds_less_than_twice_the_usual_is_left_out_of_the_outline() {
    let at = |unit: usize, n: u32| GridPoint::new(75.0 + 150.0 * unit as f64, 75.0 + f64::from(n)).unwrap();
    let counts = [20_u32, 6, 1, 1];
    let units = UnitSet::occupied(&[0, 1, 2, 3].map(|u| at(u, 0)), Unit::Square(150), 0, true).unwrap();
    let weights = SpatialWeights::binary(units.kring(1));
    let events: Vec<Event> = (0..4)
        .flat_map(|u| (0..counts[u]).map(move |n| (u, n)))
        .map(|(u, n)| {
            let unit = units.locate(at(u, n)).unwrap() as u32;
            Event { unit, point: at(u, n), date: n as i32, crimes: 1, harm: 0.0, unknown: false }
        })
        .collect();
    let settings = ListSettings::default();
    let index = EventIndex::new(&events, units.len());
    let scene = Scene {
        units: &units,
        weights: &weights,
        events: &events,
        index: &index,
        settings: &settings,
        expected: None,
        borrowed: None,
        snapped: false,
    };
    let hot = Hot { hot: vec![true, true, false, false], sums: vec![26, 27, 8, 2] };
    let found = find(&scene, &counts, &hot, None);
    assert_eq!(
        found.iter().map(|f| f.units.clone()).collect::<Vec<_>>(),
        [[0]],
        "7 a unit are usual: 20 is in, 6 and anything under 14 is not"
    );
}

#[test]
fn a_users_land_takes_the_place_of_the_built_up_mask_and_of_the_null() {
    let store = lomea().join("store");
    let open = || Loaded::open(&Store::open(&store).expect("a store"), None).expect("a snapshot");
    let whole = open();
    let bbox = whole.ground.bbox(Some(0)).expect("a partnership on the map");
    let ring =
        [[bbox[0], bbox[1]], [bbox[2], bbox[1]], [bbox[2], bbox[3]], [bbox[0], bbox[3]], [bbox[0], bbox[1]]];
    let file = tempfile::Builder::new().suffix(".geojson").tempfile().expect("a file");
    let shape = serde_json::json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]});
    std::fs::write(file.path(), shape.to_string()).expect("written");
    let units = |loaded: &Loaded| loaded.lattice(Unit::H3(9), None).expect("units").0;
    let all = units(&whole);
    let masked = units(&open().on(read_land(Some(file.path()), None, None).expect("a mask")));
    let inside = units(&open().on(read_land(None, Some(file.path()), None).expect("a null area")));
    assert!(inside.len() < all.len() && inside.ids.iter().all(|id| all.ids.binary_search(id).is_ok()));
    assert!(masked.len() > inside.len(), "a mask file brings land that is not built up");
    let loaded = open().on(read_land(None, Some(file.path()), None).expect("a null area"));
    let question = Question { unit: Some(Unit::H3(9)), resamples: Some(20), ..Question::default() };
    let got = answer(&loaded, &question, &()).expect("an answer");
    assert_eq!(got.cells.len(), inside.len());
    assert!(got.list.null.contains("null area file"), "{}", got.list.null);
    assert!(got.list.outside_mask.0 > 0 && got.provenance.inputs.values().any(|sha| sha.len() == 64));
}

#[test]
fn crimes_can_count_one_by_one_and_residents_can_be_the_null() {
    let store = lomea().join("store");
    let open = || Loaded::open(&Store::open(&store).expect("a store"), None).expect("a snapshot");
    let loaded = open();
    let question = Question { unit: Some(Unit::H3(9)), resamples: Some(20), ..Question::default() };
    let folded = answer(&loaded, &question, &()).expect("an answer");
    let single = answer(&loaded, &Question { unfolded: true, ..question.clone() }, &()).expect("an answer");
    assert!(folded.list.events < folded.list.crimes, "some crimes are one event");
    assert_eq!(single.list.events, single.list.crimes);
    assert!(single.list.notes.iter().any(|n| n.contains("an event of its own")), "{:?}", single.list.notes);
    assert_eq!(single.provenance.parameters["unfolded"], true);
    assert!(!folded.provenance.parameters.contains_key("unfolded"));

    let tactical = folded.tactical();
    let months = folded.question.to.expect("filled").since(tactical.from.expect("told")) + 1;
    assert_eq!((months, tactical.to), (3, folded.question.to));

    let population = "population".parse().expect("a way");
    let by_people = open().on(read_land(None, None, Some(&population)).expect("residents"));
    let got = answer(&by_people, &question, &()).expect("an answer");
    assert!(got.list.null.contains("in proportion to residents"), "{}", got.list.null);
    assert!(got.provenance.parameters["expected"].as_str().expect("words").contains("residents"));
    // Residents of all units, scaled to the events, expect as many as there were.
    let listed: Vec<&Hotspot> = got.list.places.iter().filter(|p| p.rank.is_some()).collect();
    assert!(listed.iter().all(|p| f64::from(p.events) > p.expected), "{listed:?}");
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    std::fs::write(file.path(), "id,expected\n891f1d4a00bffff,1\n").expect("written");
    let table = file.path().to_string_lossy().parse().expect("a way");
    let short = open().on(read_land(None, None, Some(&table)).expect("a table"));
    let refused = answer(&short, &question, &()).expect_err("units are missing").to_string();
    assert!(refused.contains("no expected number for the unit"), "{refused}");
}
