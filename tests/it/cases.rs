//! The cases of a method: windows, and a Parquet file beside its CSV.

use std::path::Path;

use harmspot::{
    pipeline::detect::{CaseFile, CaseSource, Cases, Needs, Plane, PointsFile, RunError, Zone, read_cases},
    publish::{Column, Findings, Provenance, Test, findings_parquet},
};

use crate::program::detect;

const TIMES: [&str; 4] = ["2025-01-31T23:30:00", "2025-02-01", "2025-02-28T10:00:00", "2025-03-01T00:00:00"];

fn points() -> Findings {
    Findings {
        method: "example",
        columns: vec![
            Column::number("x", [575_000.25, 575_100.0, 575_200.5, 575_300.0]),
            Column::number("y", [155_000.0, 155_100.125, 155_200.0, 155_300.0]),
            Column::text("when", TIMES.map(str::to_owned)),
            Column::count("harm", [1, 2, 3, 4]),
        ],
        shapes: None,
        test: Test::default(),
        totals: serde_json::Map::new(),
        notes: Vec::new(),
        provenance: Provenance::default(),
    }
}

fn read(file: &Path, from: Option<&str>, to: Option<&str>) -> Result<Cases, RunError> {
    let end = |text: Option<&str>| text.map(|t| t.parse().expect("a month or a day"));
    let source = CaseSource::File(CaseFile {
        points: PointsFile {
            file: file.to_owned(),
            x: "x".into(),
            y: "y".into(),
            plane: "EPSG:27700".parse::<Plane>().expect("a system"),
            work_crs: None,
        },
        time: Some("when".into()),
        until: None,
        weight: Some("harm".into()),
        class: None,
        zone: Zone::london(),
        from: end(from),
        to: end(to),
    });
    read_cases(&source, Needs { time: true, ..Needs::default() })
}

#[test]
fn a_parquet_file_gives_the_cases_of_its_csv() {
    let folder = tempfile::tempdir().expect("a folder");
    let (csv, parquet) = (folder.path().join("p.csv"), folder.path().join("p.parquet"));
    std::fs::write(&csv, points().csv()).expect("written");
    std::fs::write(&parquet, findings_parquet(&points()).expect("a file")).expect("written");
    let (one, other) = (read(&csv, None, None).expect("cases"), read(&parquet, None, None).expect("cases"));
    assert_eq!(one.len(), 4);
    assert_eq!((one.points, one.spans, one.weights), (other.points, other.spans, other.weights));
    let missing = folder.path().join("broken.parquet");
    std::fs::write(&missing, b"PAR1 and nothing more").expect("written");
    assert!(read(&missing, None, None).expect_err("refused").to_string().contains("not Parquet"));
}

#[test]
fn months_are_inclusive_and_days_are_half_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = folder.path().join("p.csv");
    std::fs::write(&csv, points().csv()).expect("written");
    let rows = |from, to| read(&csv, from, to).expect("cases").rows;
    assert_eq!(rows(Some("2025-02"), Some("2025-02")), [1, 2]);
    assert_eq!(rows(Some("2025-01-31"), Some("2025-02-01")), [0]);
    assert_eq!(rows(Some("2025-02-28"), None), [2, 3]);
    assert_eq!(rows(None, Some("2025-02")), [0, 1, 2]);
}

/// What `harmspot detect` says of a file with these lines.
fn said(lines: &str, args: &[&str]) -> (Option<i32>, String) {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    std::fs::write(file.path(), lines).expect("written");
    let path = file.path().to_string_lossy().into_owned();
    let out = detect(&[args, &["--points", &path]].concat());
    (out.code, out.err)
}

fn dated(n: u32, date: impl Fn(u32) -> String) -> String {
    (0..n).fold("x,y,when\n".to_owned(), |text, i| {
        text + &format!("{},{},{}\n", 575_000 + 37 * i, 155_000 + 91 * (i % 7), date(i))
    })
}

const KNOX: [&str; 5] = ["near-repeat", "--time", "when", "--permutations", "99"];

#[test]
fn times_and_dates_that_are_defaults_are_named() {
    let (code, words) = said(&dated(40, |i| format!("2025-03-{:02}T00:00", 1 + i % 28)), &KNOX);
    assert!(code == Some(0) && words.contains("40 of 40 times are 00:00"), "{words}");
    let (_, words) = said(&dated(40, |i| format!("2025-{:02}-01", 1 + i % 12)), &KNOX);
    assert!(words.contains("40 of 40 dates are the 1st of a month"), "{words}");
    let (_, words) = said(&dated(40, |i| format!("2025-03-{:02}T{:02}:15", 1 + i % 28, i % 24)), &KNOX);
    assert!(!words.contains("00:00") && !words.contains("1st of a month"), "{words}");
}

#[test]
fn rows_of_one_point_and_day_are_told_of() {
    let mut lines = dated(30, |i| format!("2025-03-{:02}", 1 + i % 28));
    lines += "575000,155000,2025-03-01\n575000,155000,2025-03-01\n";
    let (_, words) = said(&lines, &KNOX);
    assert!(words.contains("2 of 32 rows have the very point and day of another"), "{words}");
}

#[test]
fn an_end_before_its_beginning_is_named_with_both_columns() {
    let lines = "x,y,from,to\n575000,155000,2025-03-02,2025-03-03\n575100,155000,2025-03-05,2025-03-04\n";
    let (code, words) = said(lines, &["time", "--time", "from", "--until", "to"]);
    assert_eq!(code, Some(4));
    assert!(words.contains("line 3") && words.contains("in column to is before \"2025-03-05\""), "{words}");
}

#[test]
fn a_file_without_rows_is_told_in_one_way() {
    let timed = ["near-repeat", "scan", "emerging", "time"].map(|method| [method, "--time", "when"]);
    let plain = ["kde", "h3-counts", "gi-star", "local-moran", "concentration", "dbscan", "hdbscan"];
    for args in plain.iter().map(std::slice::from_ref).chain(timed.iter().map(<[&str; 3]>::as_slice)) {
        let (code, words) = said("x,y,when\n", args);
        assert!(code == Some(4) && words.contains("there is no row under the header"), "{args:?}: {words}");
        let (code, words) = said("", args);
        assert!(code == Some(4) && words.contains("there is no row, and no header"), "{args:?}: {words}");
    }
    let values = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    let path = values.path().to_string_lossy().into_owned();
    for (method, header) in [("rates", "id,count,population\n"), ("gi-star", "id,value\n")] {
        for (text, wanted) in [(header, "no row under the header"), ("", "no row, and no header")] {
            std::fs::write(values.path(), text).expect("written");
            let out = detect(&[method, "--values", &path]);
            assert!(out.code == Some(4) && out.err.contains(wanted), "{method}: {}", out.err);
        }
    }
}

#[test]
fn a_window_that_ends_or_begins_far_from_the_cases_is_told() {
    let lines = dated(80, |i| format!("2025-{:02}-{:02}", 1 + i % 10, 1 + i % 28));
    let timed = |method: &'static str| [method, "--time", "when", "--unit", "square:500"];
    let late = ["--from", "2025-01", "--to", "2031-12"];
    for method in ["scan", "emerging"] {
        let (_, words) = said(&lines, &[&timed(method)[..], &late].concat());
        let told = "the window ends on 2031-12-31, the last case is of 2025-10-24: 2259 days";
        assert!(words.contains(told), "{method}: {words}");
    }
    let early = ["--from", "1999-01-01", "--to", "2025-11"];
    let (_, words) = said(&lines, &[&["near-repeat", "--time", "when"], &early[..]].concat());
    assert!(words.contains("the window begins on 1999-01-01, the first case on 2025-01-01"), "{words}");
    assert!(!words.contains("the window ends"), "a month without cases is no surprise: {words}");
}

#[test]
fn a_mask_that_holds_none_of_the_points_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, features: &str| {
        let path = folder.path().join(name);
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
        std::fs::write(&path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let far = file(
        "cornwall.geojson",
        r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[-5.0,50.0],[-4.9,50.0],[-4.9,50.1],[-5.0,50.0]]]}}"#,
    );
    let empty = file("empty.geojson", "");
    let lines = dated(40, |i| format!("2025-03-{:02}", 1 + i % 28));
    for args in [
        &["gi-star"][..],
        &["gi-star", "--unit", "square:250"],
        &["local-moran"],
        &["concentration"],
        &["kde"],
        &["scan", "--time", "when", "--unit", "square:250"],
        &["emerging", "--time", "when", "--step", "week"],
    ] {
        let (code, words) = said(&lines, &[args, &["--mask", &far]].concat());
        assert!(
            code == Some(4) && words.contains("cornwall.geojson: none of 40 points lies inside this mask"),
            "{args:?}: {words}"
        );
        let (code, words) = said(&lines, &[args, &["--mask", &empty]].concat());
        assert!(code == Some(4) && words.contains("empty.geojson: no polygon in it"), "{args:?}: {words}");
    }
    // Counts of nothing are an answer, and say where the points are.
    let (code, words) = said(&lines, &["h3-counts", "--mask", &far]);
    assert!(code == Some(0) && words.contains("40 points lie outside the units"), "{words}");
}

#[test]
fn exchanged_axes_and_a_foreign_zone_are_noticed() {
    let degrees = |x: f64, y: f64| {
        (0..40).fold("x,y,when\n".to_owned(), |text, i| {
            let off = f64::from(i) * 0.001;
            text + &format!("{},{},2025-03-{:02}T21:{:02}\n", x + off, y - off, 1 + i % 28, i)
        })
    };
    let wgs = ["--crs", "EPSG:4326"];
    let (_, words) = said(&degrees(51.3, 0.5), &[&["gi-star"][..], &wgs].concat());
    assert!(words.contains("are --x and --y the wrong way round?"), "{words}");
    let (_, words) = said(&degrees(-90.0, 35.1), &[&KNOX[..], &wgs].concat());
    assert!(words.contains("name their zone with --zone"), "{words}");
    let (_, words) = said(&degrees(-90.0, 35.1), &[&KNOX[..], &wgs, &["--zone", "America/Chicago"]].concat());
    assert!(!words.contains("--zone"), "{words}");
}

#[test]
fn cells_and_assigned_rows_are_written_to_every_ending() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = dated(50, |_| "2025-03-02".into());
    for method in ["h3-counts", "gi-star"] {
        for ending in ["csv", "geojson", "json", "parquet"] {
            let out = folder.path().join(format!("{method}.{ending}"));
            let (code, words) = said(&lines, &[method, "-o", &out.to_string_lossy()]);
            assert_eq!(code, Some(0), "{method} {ending}: {words}");
            assert!(std::fs::metadata(&out).expect("written").len() > 100, "{method} {ending}");
        }
    }
    let text = std::fs::read_to_string(folder.path().join("h3-counts.geojson")).expect("written");
    let cells: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let total: u64 = (cells["features"].as_array().expect("features").iter())
        .map(|f| f["properties"]["count"].as_u64().expect("a count"))
        .sum();
    assert_eq!(total, 50);
    let csv = std::fs::read_to_string(folder.path().join("h3-counts.csv")).expect("written");
    assert!(csv.starts_with("cell,count\n"), "{csv}");
}
