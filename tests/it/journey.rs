//! The whole road on a small Lomea, with the program itself: files, ground, two deliveries, the list.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use geo::Contains;
use harmspot::{
    geodesy::{GridPoint, to_lon_lat},
    pipeline::{LomeaOrder, Store, write_lomea},
};
use serde_json::Value;
use tempfile::TempDir;

/// Lomea's files, its store after both deliveries, and what the program printed on the way.
pub struct Journey {
    folder: TempDir,
    truth: Value,
    /// Exit code and `--json` summary of each import: first, second, second again.
    imports: Vec<(Option<i32>, Value)>,
}

fn harmspot(store: &Path, threads: &str, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .env("RAYON_NUM_THREADS", threads)
        .arg("--store")
        .arg(store)
        .args(args)
        .output()
        .expect("the program runs")
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

impl Journey {
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    fn text(path: &Path) -> &str {
        path.to_str().expect("a temporary path is plain text")
    }

    fn take() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        write_lomea(&data, &LomeaOrder { seed: 1, n: 4_000, months: 24 }, &()).expect("written");
        let truth = std::fs::read(data.join("truth.json")).expect("read");
        let truth = serde_json::from_slice(&truth).expect("JSON");
        let mut journey = Self { folder, truth, imports: Vec::new() };
        let (store, pack) = (journey.store(), journey.folder.path().join("lomea.area"));
        let (area, name) = (data.join("area"), "Lomea (synthetic)");
        let build =
            ["area", "build", Self::text(&area), "--name", name, "--synthetic", "-o", Self::text(&pack)];
        done(&harmspot(&store, "2", &build));
        done(&harmspot(&store, "2", &["area", "use", Self::text(&pack)]));
        let recording = std::fs::read(data.join("places-of-recording.csv")).expect("read");
        Store::open(&store)
            .expect("made by area use")
            .put_document("places-of-recording", &recording)
            .expect("kept");
        for delivery in [0, 1, 1] {
            let file = journey.truth["deliveries"][delivery]["file"].as_str().expect("a name").to_owned();
            let file = data.join("incidents").join(file);
            let output = harmspot(&store, "2", &["--json", "import", Self::text(&file), "--as", "rms"]);
            let summary = serde_json::from_slice(&output.stdout).expect("one JSON summary");
            journey.imports.push((output.status.code(), summary));
        }
        journey
    }

    /// The bytes of a list written with these arguments and so many threads.
    fn list(&self, threads: &str, args: &[&str]) -> Vec<u8> {
        let file = self.folder.path().join(format!("list-{threads}-{}.geojson", args.len()));
        let mut all = vec!["hotspots", "--resamples", "20", "-o", Self::text(&file)];
        all.extend(args);
        done(&harmspot(&self.store(), threads, &all));
        std::fs::read(&file).expect("written")
    }
}

pub fn journey() -> &'static Journey {
    static TAKEN: OnceLock<Journey> = OnceLock::new();
    TAKEN.get_or_init(Journey::take)
}

#[test]
fn both_deliveries_print_the_generators_own_record_and_lose_no_row() {
    let journey = journey();
    for (n, (code, summary)) in journey.imports.iter().take(2).enumerate() {
        let sent = &journey.truth["deliveries"][n];
        assert_eq!(*code, Some(3), "bad rows are in it, so the exit code says quarantined");
        for word in ["new", "changed", "withdrawn", "unchanged"] {
            assert_eq!(summary[word], sent[word], "delivery {n}: {word}");
        }
        let count = |word: &str| summary["total"][word].as_u64().expect("a count");
        assert_eq!(
            count("read"),
            count("accepted") + count("folded") + count("quarantined") + count("blank")
        );
        assert_eq!(summary["total"]["read"], sent["rows"]);
        assert_eq!(summary["total"]["blank"], sent["blank_rows"]);
        assert_eq!(summary["total"]["accepted"], sent["crimes"]);
        assert_eq!(summary["total"]["quarantined"], sent["bad_rows"]);
    }
}

#[test]
fn the_same_delivery_again_adds_nothing() {
    let (_, again) = &journey().imports[2];
    for word in ["added", "new", "changed", "withdrawn"] {
        assert_eq!(again[word], 0, "{word}");
    }
    assert_eq!(again["incidents"], journey().imports[1].1["incidents"]);
    assert_eq!(again["snapshot"], journey().imports[1].1["snapshot"]);
}

#[test]
fn the_same_question_gives_the_same_bytes_for_any_number_of_threads() {
    let one = journey().list("1", &[]);
    assert!(one == journey().list("1", &[]), "the same command twice");
    for threads in ["2", "5"] {
        assert!(one == journey().list(threads, &[]), "{threads} threads");
    }
}

#[test]
fn no_ranked_place_is_a_prison_or_hospital_and_the_left_out_are_counted() {
    let list: Value = serde_json::from_slice(&journey().list("2", &["--top", "30"])).expect("GeoJSON");
    let features = list["features"].as_array().expect("features");
    assert!(!features.is_empty(), "the planted places are found");
    for artefact in journey().truth["artefacts"].as_array().expect("a list") {
        if !matches!(artefact["kind"].as_str(), Some("prison" | "hospital")) {
            continue;
        }
        let metres = |axis: &str| artefact[axis].as_f64().expect("metres");
        let point = GridPoint::new(metres("easting"), metres("northing")).expect("on the grid");
        let point = to_lon_lat(point).expect("inside the model");
        let point = geo_types::Point::new(point.lon_deg(), point.lat_deg());
        for feature in features {
            let shape: geojson::Geometry =
                serde_json::from_value(feature["geometry"].clone()).expect("a shape");
            let shape: geo_types::Geometry<f64> = shape.try_into().expect("a polygon");
            assert!(!shape.contains(&point), "{} is {}", feature["properties"]["name"], artefact["name"]);
        }
    }
    let output = harmspot(&journey().store(), "2", &["hotspots", "--resamples", "0"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("SYNTHETIC") && text.contains("events at places of recording"), "{text}");
}

#[test]
fn a_partnership_with_hardly_any_events_is_said_to_have_too_few() {
    let list: Value = serde_json::from_slice(&journey().list("2", &[])).expect("GeoJSON");
    let quiet = journey().truth["quiet_csp"].as_str().expect("a name");
    let too_few = list["list"]["too_few"].as_array().expect("a list");
    assert!(
        too_few.iter().any(|csp| csp["csp"].as_str().is_some_and(|name| name.starts_with(quiet))),
        "{too_few:?}"
    );
}

#[test]
fn the_store_is_whole_and_says_so() {
    let output = harmspot(&journey().store(), "2", &["store", "verify"]);
    done(&output);
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("whole: every byte is the one that was written")
    );
}

#[test]
fn quality_of_a_made_up_county_names_its_prison_and_is_one_json_value_when_asked() {
    let output = harmspot(&journey().store(), "2", &["--json", "quality"]);
    done(&output);
    let report: Value = serde_json::from_slice(&output.stdout).expect("one JSON value");
    let lines = report["proposal"].as_array().expect("lines");
    assert!(lines.iter().any(|line| line.as_str().is_some_and(|l| l.starts_with("prison,"))), "{lines:?}");
}
