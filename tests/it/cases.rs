//! The cases of a method: windows, and a Parquet file beside its CSV.

use std::path::Path;

use harmspot::{
    pipeline::detect::{CaseFile, CaseSource, Cases, Needs, Plane, PointsFile, RunError, Zone, read_cases},
    publish::{Column, Findings, Provenance, Test, findings_parquet},
};

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
