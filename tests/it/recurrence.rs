//! "17 of 20": rows that come back in resamples and under other settings, and rows that do not.

use std::fmt::Write as _;

use harmspot::{
    detect::{HdbscanOptions, ScanData, ScanOptions, hdbscan, hdbscan_repeated, scan, scan_clusters},
    geodesy::GridPoint,
    inference::{Stream, below, stream, uniform},
};
use serde_json::Value;

use crate::program::{Said, detect};

/// A spread of about `reach` metres round a place.
fn round(rng: &mut Stream, at: (f64, f64), reach: f64) -> (f64, f64) {
    let wide = |rng: &mut Stream| (0..4).map(|_| uniform(rng) - 0.5).sum::<f64>() * reach;
    (at.0 + wide(rng), at.1 + wide(rng))
}

fn file(rows: &str) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    std::fs::write(file.path(), rows).unwrap();
    file
}

/// One heap of 150 points, one of 16 that 15 make a cluster of, and a thin ground.
fn heaps() -> tempfile::NamedTempFile {
    let mut rng = stream(1, "recurrence test", 0);
    let mut rows = "x,y\n".to_owned();
    let mut add = |(x, y): (f64, f64)| writeln!(rows, "{x:.1},{y:.1}").unwrap();
    (0..150).for_each(|_| add(round(&mut rng, (2_000.0, 2_000.0), 200.0)));
    (0..16).for_each(|_| add(round(&mut rng, (8_000.0, 8_000.0), 60.0)));
    (0..200).for_each(|_| add((10_000.0 * uniform(&mut rng), 10_000.0 * uniform(&mut rng))));
    file(&rows)
}

fn json(method: &str, args: &[&str]) -> (Value, Said) {
    let out = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
    let said = detect(&[&[method], args, &["-o", &out.path().to_string_lossy()]].concat()).well();
    (serde_json::from_str(&std::fs::read_to_string(out.path()).unwrap()).unwrap(), said)
}

#[test]
fn a_heap_comes_back_in_every_resample_and_one_that_just_reaches_the_mark_does_not() {
    let points = heaps();
    let path = points.path().to_string_lossy().into_owned();
    let args = ["--points", &path, "--crs", "planar", "--resamples", "40", "--stability-check"];
    let (found, said) = json("dbscan", &args);
    let rows = found["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    let row = |n: u64| rows.iter().find(|r| r["points"].as_u64().unwrap() >= n).unwrap();
    let (great, small) = (row(100), rows.iter().find(|r| r["points"].as_u64() < Some(100)).unwrap());
    assert_eq!((&great["stable_n"], &great["stable_of"]), (&40.into(), &40.into()));
    assert_eq!((&great["check_n"], &great["check_of"]), (&4.into(), &4.into()));
    let times = small["stable_n"].as_u64().unwrap();
    assert!((5..36).contains(&times), "16 points where 15 make a core: {times} of 40");
    assert!(small["check_n"].as_u64().unwrap() < 4, "cores from 18.75 leave nothing of it: {small}");
    assert!(said.err.contains("40 of 40, 4 of 4"), "{}", said.err);
    assert!(
        said.err.contains("not that it is beyond chance") && said.err.contains("eps 120 m"),
        "{}",
        said.err
    );
    let same = json("dbscan", &args).0;
    assert_eq!(found, same, "a seed gives the same answer");
}

#[test]
fn the_contract_columns_stay_and_nothing_is_resampled_when_nothing_was_asked() {
    let points = heaps();
    let path = points.path().to_string_lossy().into_owned();
    let args = ["--points", &path, "--crs", "planar"];
    assert!(detect(&[&["dbscan"], &args[..]].concat()).well().out.starts_with("row,cluster\n"));
    assert!(detect(&[&["kde"], &args[..]].concat()).well().out.starts_with("x,y,density_per_km2\n"));
    let (none, said) = json("dbscan", &[&args[..], &["--resamples", "0"]].concat());
    assert_eq!(none["rows"][0]["stable_of"], 0);
    assert!(!said.err.contains("stable_n") && none["provenance"]["parameters"]["resamples"] == 0);
}

#[test]
fn a_dear_run_is_resampled_only_on_request_and_says_so() {
    let mut rng = stream(1, "recurrence test", 3);
    let rows = (0..20_001).fold("x,y\n".to_owned(), |text, _| {
        text + &format!("{},{}\n", below(&mut rng, 9_000), below(&mut rng, 9_000))
    });
    let points = file(&rows);
    let path = points.path().to_string_lossy().into_owned();
    let said = detect(&["hdbscan", "--points", &path, "--crs", "planar"]).well();
    assert!(said.err.contains("no resamples: 20001 are over 20000"), "{}", said.err);
}

#[test]
fn isopleths_of_one_heap_come_back_and_the_peak_is_told_with_them() {
    let points = heaps();
    let path = points.path().to_string_lossy().into_owned();
    let (found, said) =
        json("kde", &["--points", &path, "--crs", "planar", "--isopleths", "30,80", "--stability-check"]);
    let third = &found["rows"][0];
    assert_eq!((&third["stable_n"], &third["stable_of"]), (&20.into(), &20.into()), "{third}");
    assert_eq!((&third["check_n"], &third["check_of"]), (&4.into(), &4.into()), "{third}");
    assert_eq!(found["totals"]["peak_stable_n"], 20);
    assert!(said.err.contains("within a bandwidth of it in 20 of 20 resamples"), "{}", said.err);
    assert!(said.err.contains("grid shifted by 50 m; cells of 50 m"), "{}", said.err);
    let even = found["rows"][1]["stable_n"].as_u64().unwrap();
    assert!(even < 20, "four fifths of this map run through single points: {even}");
}

/// A year of cases, 25 more within 200 m in the last three weeks.
fn outbreak(more: u32) -> tempfile::NamedTempFile {
    let mut rng = stream(5, "recurrence test", 1);
    let mut rows = "x,y,day\n".to_owned();
    let first = harmspot::calendar::Date::parse("2025-01-01", "yyyy-mm-dd").unwrap().days();
    let mut add = |(x, y): (f64, f64), day: u64| {
        let date = harmspot::calendar::Date::from_days(first + day as i32);
        writeln!(rows, "{x:.1},{y:.1},{date}").unwrap();
    };
    let towns: Vec<(f64, f64)> =
        (0..12).map(|_| (6_000.0 * uniform(&mut rng), 6_000.0 * uniform(&mut rng))).collect();
    for _ in 0..900 {
        let town = towns[below(&mut rng, 12) as usize];
        let day = below(&mut rng, 364);
        add(round(&mut rng, town, 1_500.0), day);
    }
    for _ in 0..more {
        let day = 363 - below(&mut rng, 21);
        add(round(&mut rng, (3_000.0, 3_000.0), 200.0), day);
    }
    file(&rows)
}

#[test]
fn an_outbreak_comes_back_in_half_of_the_cases_and_in_other_units_and_chance_does_not() {
    let args = |path: &str, unit: &str| -> Vec<String> {
        let args =
            "--crs planar --time day --max-radius 1000 --clusters 3 --replications 99 --stability-check";
        let all = args.split(' ').chain(unit.split_whitespace()).chain(["--points", path]);
        all.map(str::to_owned).collect()
    };
    let run = |more, unit| {
        let points = outbreak(more);
        let args = args(&points.path().to_string_lossy(), unit);
        json("scan", &args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    for (unit, others) in [("", 2), ("--unit square:250", 3)] {
        let (found, said) = run(25, unit);
        let first = &found["rows"][0];
        assert_eq!(first["p"], 0.01, "{first}");
        assert_eq!((&first["stable_n"], &first["stable_of"]), (&20.into(), &20.into()), "{first}");
        assert_eq!((&first["check_n"], &first["check_of"]), (&others.into(), &others.into()), "{first}");
        assert!(said.err.contains("every second one drawn, without replacement"), "{}", said.err);
        assert!(said.err.contains("shifted by 125 m"), "{}", said.err);
    }
    let (found, _) = run(0, "--unit square:250");
    for row in found["rows"].as_array().unwrap() {
        assert!(row["stable_n"].as_u64().unwrap() < 18, "made by chance: {row}");
    }
}

#[test]
fn a_scan_without_replicates_finds_the_clusters_of_one_with_them() {
    let mut rng = stream(2, "recurrence test", 2);
    let places: Vec<GridPoint> = (0..60)
        .map(|_| GridPoint::new(5_000.0 * uniform(&mut rng), 5_000.0 * uniform(&mut rng)).unwrap())
        .collect();
    let cases: Vec<u32> = (0..60 * 30).map(|_| below(&mut rng, 3) as u32).collect();
    let data = ScanData { places: &places, steps: 30, cases: &cases, population: None };
    let options = ScanOptions { replications: 99, max_steps: Some(6), ..ScanOptions::default() };
    let (with, without) = (scan(&data, &options).unwrap().clusters, scan_clusters(&data, &options).unwrap());
    assert!(!with.is_empty());
    let known = |c: &harmspot::detect::Cluster| {
        (c.places.clone(), c.from_step, c.to_step, c.observed, c.llr.to_bits())
    };
    assert_eq!(with.iter().map(known).collect::<Vec<_>>(), without.iter().map(known).collect::<Vec<_>>());
    assert!(without.iter().all(|c| c.p.to_bits() == 1.0_f64.to_bits()));
}

#[test]
fn a_record_that_weighs_five_is_five_records_to_hdbscan() {
    let mut rng = stream(4, "recurrence test", 4);
    let mut points: Vec<(GridPoint, f64)> = Vec::new();
    for heap in 0..6 {
        for _ in 0..20 {
            let at = (f64::from(heap) * 900.0, f64::from(heap % 2) * 700.0);
            let (x, y) = round(&mut rng, at, 200.0);
            points.push((GridPoint::new(x, y).unwrap(), below(&mut rng, 4) as f64));
        }
    }
    let options = HdbscanOptions { min_cluster_size: 12, min_samples: 5, resolution_m: 0.0 };
    let (places, weights): (Vec<_>, Vec<f64>) = points.iter().copied().unzip();
    let weighted = hdbscan_repeated(&places, &weights, &options).unwrap().clustering;
    let repeated: Vec<GridPoint> =
        points.iter().flat_map(|&(p, w)| std::iter::repeat_n(p, w as usize)).collect();
    let plain = hdbscan(&repeated, &options).unwrap().clustering;
    assert!(plain.clusters > 1 && plain.clusters == weighted.clusters);
    let again: Vec<i32> = (weighted.labels.iter().zip(&weights))
        .flat_map(|(&label, &w)| std::iter::repeat_n(label, w as usize))
        .collect();
    assert_eq!(again, plain.labels);
    for (label, weight) in weighted.labels.iter().zip(&weights) {
        assert!(*weight > 0.0 || *label == -1, "a point of weight 0 is not there");
    }
    let once = hdbscan(&places, &options).unwrap().clustering.labels;
    assert_ne!(once, weighted.labels, "weights change the answer");
}

#[test]
fn hdbscan_on_the_command_line_takes_whole_weights_and_refuses_others_in_words() {
    let mut rng = stream(4, "recurrence test", 5);
    let mut once = "x,y,n\n".to_owned();
    let mut often = "x,y\n".to_owned();
    for i in 0..120_u32 {
        let (x, y) = round(&mut rng, (f64::from(i % 3) * 2_000.0, 500.0), 300.0);
        writeln!(once, "{x:.1},{y:.1},{}", 1 + i % 2).unwrap();
        (0..=i % 2).for_each(|_| writeln!(often, "{x:.1},{y:.1}").unwrap());
    }
    let run = |rows: &str, more: &[&str]| {
        let points = file(rows);
        let path = points.path().to_string_lossy().into_owned();
        detect(&[&["hdbscan", "--points", &path, "--crs", "planar", "--resamples", "0"], more].concat())
    };
    let head = |said: Said| said.well().err.lines().next().unwrap().to_owned();
    let (weighed, repeated) = (head(run(&once, &["--weight", "n"])), head(run(&often, &[])));
    assert_eq!(weighed.split(';').next(), repeated.split(';').next(), "{weighed} {repeated}");
    assert!(weighed.starts_with("3 clusters"), "{weighed}");
    let refused = run("x,y,n\n0,0,1\n5,5,2.5\n", &["--weight", "n"]);
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    assert!(refused.err.contains("record 1 of the file (0-based) weighs 2.5"), "{}", refused.err);
    assert!(refused.err.contains("dbscan adds up weights"), "{}", refused.err);
}
