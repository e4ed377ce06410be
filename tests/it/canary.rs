//! Nothing of a group outside the police view: canary names walk every way out of the other view and are seen nowhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, OnceLock, atomic::AtomicU32},
};

use harmspot::{
    access::View,
    calendar::Date,
    deterrence::is_home,
    incidents::Status,
    pipeline::{Loaded, Question, Store, answer, open_session},
    publish,
    server::Site,
};

use crate::{county, fabricated::Client, register};

/// The canary: in every group's name, in capitals nobody else uses.
const CANARY: &str = "ZQCANARY";

struct Cage {
    _folder: tempfile::TempDir,
    store: PathBuf,
    out: PathBuf,
}

/// Lomea's store with a police store whose groups are canaries.
fn cage() -> &'static Cage {
    static CAGE: OnceLock<Cage> = OnceLock::new();
    CAGE.get_or_init(|| {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (store, out) = (folder.path().join("store"), folder.path().join("out"));
        fs::create_dir(&out).expect("a folder");
        register::copy(&county::lomea().join("store"), &store);
        // The copy may come after another test put a register there.
        drop(fs::remove_dir_all(store.join("police")));
        let data = county::lomea().join("data");
        let caged = |name: &str| {
            let text = fs::read_to_string(data.join(name)).expect("the feed").replace(" (synthetic)", CANARY);
            let path = folder.path().join(name);
            fs::write(&path, text).expect("written");
            path
        };
        let (groups, aliases, presence) =
            (caged("groups.csv"), caged("group-aliases.csv"), caged("group-presence.csv"));
        with_homes(&groups, &store);
        register::keep(&store, &groups, Some(&aliases), Some(&presence));
        Cage { _folder: folder, store, out }
    })
}

/// Lomea's groups meet in the street alone, so incidents in homes are put beside them, that there is something to hide.
fn with_homes(groups: &Path, store: &Path) {
    let loaded = Loaded::open(&Store::open(store).expect("opens"), None).expect("Lomea");
    let mut text = fs::read_to_string(groups).expect("the feed");
    let names: Vec<String> =
        text.lines().nth(1).expect("a row").split(',').skip(1).take(2).map(str::to_owned).collect();
    let day = |text: &str| text.parse::<Date>().expect("a day");
    let (from, until) = (day("2025-06-01"), day("2025-11-01"));
    let homes = loaded.incidents.iter().filter(|i| {
        let on = loaded.zone.date(i.committed.from);
        is_home(i) && i.status == Status::Current && i.point.is_some() && from <= on && on < until
    });
    for home in homes.take(8) {
        let reference = &home.key.reference;
        let (group, rival) = (&names[0], &names[1]);
        let rest =
            "suspect,probable,2BP,2025-06-02,2026-06-02,no,no,prevention,conflict,analyst,crime-record";
        text += &[reference, group.as_str(), rival.as_str(), rest].join(",");
        text.push('\n');
    }
    fs::write(groups, text).expect("written");
}

/// Where a canary, or a word only group data use, is seen in some bytes.
fn seen(bytes: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    [CANARY, "deterrence", "set-space", "group-register", "presence-points", "group-aliases"]
        .into_iter()
        .find(|word| text.contains(&word.to_lowercase()))
}

fn client(view: View) -> Client {
    let session = open_session(&cage().store, view).expect("the store opens");
    Client::of(Site::new(session, None), Arc::new(AtomicU32::new(0)))
}

const GROUP_ROUTES: [&str; 5] = ["groups", "pairs", "set-space", "contested", "chains"];

#[test]
fn every_address_of_the_other_view_is_walked_and_no_canary_sings() {
    let client = client(View::Vru);
    let described = client.get("/api/openapi.json");
    assert_eq!(seen(&described.body), None, "the description of the API");
    let paths: Vec<String> = described.json()["paths"].as_object().expect("paths").keys().cloned().collect();
    assert!(paths.len() > 20, "{paths:?}");
    let first_csp = client.get("/api/status").json()["csps"][0]["code"].as_str().expect("a CSP").to_owned();
    let layers = ["hotspots", "cells", "areas", "incidents", "ground", "panel-ground"];
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for path in &paths {
        match path.as_str() {
            "/collections/{id}" | "/collections/{id}/items" => {
                for id in ["hotspots", "cells", "areas", "incidents", "groups", "deterrence", "set-space"] {
                    asked.insert(path.replace("{id}", id));
                    asked.insert(format!("{}?limit=1000", path.replace("{id}", id)));
                    asked.insert(format!("{}?group={CANARY}", path.replace("{id}", id)));
                }
            }
            "/collections/{id}/items/{fid}" => {
                asked.insert("/collections/incidents/items/1".to_owned());
                asked.insert(format!("/collections/hotspots/items/{CANARY}"));
            }
            "/tiles/{layer}.json" => asked.extend(layers.iter().map(|l| format!("/tiles/{l}.json"))),
            "/tiles/{layer}/{z}/{x}/{y}" | "/collections/{id}/tiles/WebMercatorQuad/{z}/{y}/{x}" => {}
            "/api/findings/{method}" => {
                let methods = client.get("/api/findings").json();
                let names = methods["layers"].as_array().expect("layers").iter();
                asked.extend(
                    names
                        .filter_map(|l| l["name"].as_str())
                        .map(|n| format!("/api/findings/{n}?csp={first_csp}")),
                );
            }
            "/api/cells/{id}" => {
                asked.insert(format!("/api/cells/{CANARY}"));
            }
            "/api/sites" | "/api/sites.geojson" | "/api/sites/sheet.html" | "/api/sites/sheet.pdf" => {
                asked.insert(format!("{path}?csp={first_csp}"));
            }
            plain => {
                assert!(!plain.contains('{'), "{plain}: a route this walk does not know");
                asked.insert(plain.to_owned());
                asked.insert(format!("{plain}?group={CANARY}&sort=group"));
            }
        }
    }
    // Tiles over the ground of every group, near and far.
    let grounds = self::client(View::Police).get("/api/deterrence/groups?until=2025-11-21").json();
    let middles: Vec<(f64, f64)> = grounds["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .filter_map(|g| serde_json::from_value::<[f64; 4]>(g["bbox"].clone()).ok())
        .map(|b| (f64::midpoint(b[0], b[2]), f64::midpoint(b[1], b[3])))
        .collect();
    assert!(middles.len() > 4, "{grounds}");
    for layer in layers {
        for z in [8_u32, 11, 14] {
            for (lon, lat) in &middles {
                let n = f64::from(1_u32 << z);
                let x = ((lon + 180.0) / 360.0 * n) as u32;
                let y = ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n) as u32;
                asked.insert(format!("/tiles/{layer}/{z}/{x}/{y}"));
                asked.insert(format!("/collections/{layer}/tiles/WebMercatorQuad/{z}/{y}/{x}"));
            }
        }
    }
    let mut answered = 0;
    for target in &asked {
        let got = client.get(target);
        assert!(got.status < 500, "{target}: {}", got.status);
        answered += u32::from(got.status == 200);
        let mine = target.contains(CANARY) && got.status != 200;
        assert!(mine || seen(&got.body).is_none(), "{target}: {:?}", seen(&got.body));
        assert!(!got.headers.values().any(|v| seen(v.as_bytes()).is_some()), "{target}: in a header");
    }
    assert!(answered > 100, "{answered} of {} answered", asked.len());
}

#[test]
fn a_route_of_the_groups_is_as_absent_as_one_that_never_was() {
    let (vru, police) = (client(View::Vru), client(View::Police));
    let nothing = vru.get("/api/no-such-thing/groups");
    for name in GROUP_ROUTES {
        for query in ["", "?until=2025-11-21", "?nonsense=1"] {
            let got = vru.get(&format!("/api/deterrence/{name}{query}"));
            assert_eq!((got.status, &got.body), (404, &nothing.body), "{name}{query}");
        }
        let got = vru.send("POST", &format!("/api/deterrence/{name}"), &[]);
        assert_eq!(got.status, vru.send("POST", "/api/no-such-thing/groups", &[]).status);
        // The same question in the police view is answered, and there the canary sings: the walk can see one.
        let got = police.get(&format!("/api/deterrence/{name}?until=2025-11-21"));
        assert_eq!(got.status, 200, "{name}: {}", String::from_utf8_lossy(&got.body));
        assert!(name == "contested" || seen(&got.body) == Some(CANARY), "{name} names no group");
        // The ground is made up and the names are not: the answer is marked by the names.
        assert_eq!(got.header("x-protective-marking"), "OFFICIAL-SENSITIVE");
        assert_eq!(got.json()["marking"], "OFFICIAL-SENSITIVE", "{name}");
        assert!(got.header("cache-control").contains("private"), "{}", got.header("cache-control"));
        assert_eq!(police.get(&format!("/api/deterrence/{name}?until=soon")).status, 400);
        assert_eq!(police.get(&format!("/api/deterrence/{name}?person=x")).status, 400);
    }
    let described = police.get("/api/openapi.json").json();
    assert!(GROUP_ROUTES.iter().all(|n| described["paths"].get(format!("/api/deterrence/{n}")).is_some()));
}

#[test]
fn the_police_answers_hold_no_person_and_no_home() {
    let police = client(View::Police);
    for name in GROUP_ROUTES {
        let body = police.get(&format!("/api/deterrence/{name}?until=2025-11-21")).body;
        let text = String::from_utf8_lossy(&body);
        for word in ["suspect_id", "victim_id", "pseudonym", "\"age\"", "\"victims\"", "\"suspects\""] {
            assert!(!text.contains(word), "{name}: {word}");
        }
        // Pseudonyms of people in the extract are a letter and seven digits.
        let person = |w: &str| {
            let mut c = w.chars();
            matches!(c.next(), Some('V' | 'S')) && w.len() == 8 && c.all(|c| c.is_ascii_digit())
        };
        assert!(!text.split(|c: char| !c.is_ascii_alphanumeric()).any(person), "{name} names a person");
    }
}

#[test]
fn no_answer_of_the_groups_tells_the_street_or_the_point_of_a_home() {
    let loaded = Loaded::open(&Store::open(&cage().store).expect("opens"), None).expect("Lomea");
    let homes: BTreeMap<&str, &str> = loaded
        .incidents
        .iter()
        .filter(|i| is_home(i))
        .map(|i| (i.key.reference.as_str(), i.label.as_deref().unwrap_or_default()))
        .collect();
    let police = client(View::Police);
    let mut told = 0;
    for name in GROUP_ROUTES {
        let answer = police.get(&format!("/api/deterrence/{name}?until=2025-11-21")).json();
        let mut open = vec![&answer];
        while let Some(value) = open.pop() {
            open.extend(value.as_array().into_iter().flatten());
            open.extend(value.as_object().into_iter().flat_map(serde_json::Map::values));
            // A point on the map: no home is one.
            let point = value["properties"]["reference"].as_str();
            assert!(!point.is_some_and(|r| homes.contains_key(r)), "{name}: a home is a point");
            let Some(label) = value["reference"].as_str().and_then(|r| homes.get(r)) else { continue };
            let street = value["street"].as_str().expect("words of the place");
            assert!(street.starts_with("a home") || street.starts_with("a care home"), "{name}: {street}");
            assert!(label.is_empty() || !street.contains(label), "{name}: {street}");
            assert!(value["mapped"].as_bool() != Some(true), "{name}: {value}");
            told += 1;
        }
    }
    assert!(told > 5, "{told} homes were spoken of: too few to prove anything");
}

#[test]
fn the_map_tells_every_incident_of_a_group_with_its_sides_in_a_chain_or_not() {
    let police = client(View::Police);
    let of = |name: &str| police.get(&format!("/api/deterrence/{name}?until=2025-11-21")).json();
    let (chains, pairs) = (of("chains"), of("pairs"));
    let rows = chains["incidents"].as_array().expect("incidents");
    let drawn: Vec<&serde_json::Value> = chains["features"].as_array().expect("features").iter().collect();
    let days: Vec<&str> = rows.iter().map(|r| r["day"].as_str().expect("a day")).collect();
    assert!(days.windows(2).all(|two| two[0] >= two[1]), "the newest is not first");
    let mut alone = 0;
    for row in rows {
        let points: Vec<_> =
            drawn.iter().filter(|f| f["properties"]["reference"] == row["reference"]).collect();
        assert_eq!(points.len() == 1, row["mapped"] == true, "{row}");
        assert!(points.iter().all(|f| f["properties"]["chain"] == row["chain"]), "{row}");
        alone += usize::from(row["chain"].is_null());
    }
    assert!(alone > 0 && alone < rows.len(), "{alone} of {} in no chain", rows.len());
    let mut told = 0;
    for pair in pairs["pairs"].as_array().expect("pairs") {
        for met in pair["encounters"].as_array().expect("encounters") {
            let row = rows.iter().find(|r| r["reference"] == met["reference"]).expect("told on the map");
            let has =
                |side: &str, group: &serde_json::Value| row[side].as_array().expect("a side").contains(group);
            if met["direction"] == "a-on-b" {
                assert!(has("by", &pair["a"]) && has("on", &pair["b"]), "{row}");
                told += 1;
            }
        }
    }
    assert!(told > 5, "{told} attacks were compared");
}

#[test]
fn the_police_store_named_as_a_store_of_its_own_is_refused_in_words() {
    // A copy elsewhere under another name is no way in either.
    let copied = cage().out.join("harmless-name");
    register::copy(&cage().store.join("police"), &copied);
    // Files that any other store would take.
    let data = county::lomea().join("data");
    let crimes = data.join("incidents/rms-2026-01-delivery.csv").to_string_lossy().into_owned();
    let places = data.join("places-of-recording.csv").to_string_lossy().into_owned();
    for store in [&cage().store.join("police"), &copied] {
        for args in [
            &["store", "documents"][..],
            &["store", "verify"],
            &["store", "snapshots"],
            &["store", "get", "definition"],
            &["store", "put", "places-of-recording", &places],
            &["import", &crimes, "--as", "rms"],
            &["hotspots"],
            &["quality"],
            &["--view", "police", "store", "documents"],
        ] {
            let out = Command::new(env!("CARGO_BIN_EXE_harmspot"))
                .arg("--store")
                .arg(store)
                .args(args)
                .output()
                .expect("it runs");
            let said = [out.stdout, out.stderr].concat();
            let text = String::from_utf8_lossy(&said).replace(&*store.to_string_lossy(), "");
            assert_eq!(out.status.code(), Some(6), "{args:?}: {text}");
            assert_eq!(seen(text.as_bytes()), None, "{args:?}: {text}");
            assert!(text.contains("holds group data"), "{args:?}: {text}");
        }
    }
}

fn run(args: &[&str], store: &Path) -> Vec<u8> {
    let out = Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .arg("--store")
        .arg(store)
        .args(args)
        .output()
        .expect("it runs");
    let code = out.status.code();
    assert!(matches!(code, Some(0 | 3)), "{args:?}: {code:?} {}", String::from_utf8_lossy(&out.stderr));
    [out.stdout, out.stderr].concat()
}

#[test]
fn no_file_of_the_other_view_holds_a_canary_and_no_file_of_the_police_store_is_opened() {
    let cage = cage();
    // Another copy, whose police store is junk: whoever opened it would fail.
    let store = cage.out.join("junk-store");
    register::copy(&cage.store, &store);
    let mut spoiled = 0;
    let mut folders = vec![store.join("police")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                fs::write(path, "junk").expect("written");
                spoiled += 1;
            }
        }
    }
    assert!(spoiled > 3, "{spoiled} files of the police store");
    let out = |name: &str| cage.out.join(name).to_string_lossy().into_owned();
    let (geojson, csv, html) = (out("list.geojson"), out("list.csv"), out("sites.html"));
    let csp = Loaded::open(&Store::open(&store).expect("opens"), None).expect("Lomea").ground.pack().csp[0]
        .code
        .clone();
    let mut all = Vec::new();
    for args in [
        &["hotspots", "--csp", &csp, "--resamples", "0", "-o", &geojson][..],
        &["hotspots", "--csp", &csp, "--resamples", "0", "-o", &csv],
        &["hotspots", "--csp", &csp, "--resamples", "0", "--json"],
        &["sites", "--csp", &csp, "--reruns", "0", "-o", &html],
        &["sites", "--csp", &csp, "--reruns", "0", "--json"],
        &["quality", "--json"],
        &["detect", "gi-star", "--csp", &csp, "--json"],
        &["store", "verify"],
        &["store", "documents"],
        &["store", "snapshots", "--json"],
    ] {
        all.push((args.join(" "), run(args, &store)));
    }
    for file in [&geojson, &csv, &html] {
        all.push((file.clone(), fs::read(file).expect("written")));
    }
    for (what, bytes) in &all {
        assert_eq!(seen(bytes), None, "{what}");
    }
    // The walk can see one: the police view fails on the junk, and says so.
    let police = Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .args(["--view", "police", "--store"])
        .arg(&store)
        .args(["store", "verify"])
        .output()
        .expect("it runs");
    assert_eq!(police.status.code(), Some(5));
}

#[test]
fn hotspots_are_the_same_bytes_with_and_without_a_register() {
    let without = tempfile::TempDir::new().expect("a folder");
    let bare = without.path().join("store");
    register::copy(&county::lomea().join("store"), &bare);
    drop(fs::remove_dir_all(bare.join("police")));
    let bytes = |folder: &Path| {
        let loaded = Loaded::open(&Store::open(folder).expect("opens"), None).expect("Lomea");
        let csp = loaded.ground.pack().csp[0].code.clone();
        let question = Question { csp: Some(csp), resamples: Some(20), ..Question::default() };
        let found = answer(&loaded, &question, &()).expect("a list");
        let shapes = publish::outlines(&found.list).expect("on the grid");
        publish::hotspots_geojson(&found.list, &found.provenance, &shapes).expect("json").to_string()
    };
    let (with, bare) = (bytes(&cage().store), bytes(&bare));
    assert!(with.len() > 2_000);
    assert_eq!(with, bare);
}
