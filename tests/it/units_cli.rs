//! The methods by unit, by time and by rate on the command line: goldens, real data, bad input.

use std::{fmt::Write as _, path::Path};

use serde_json::Value;

use crate::{
    goldens::{column, golden, near},
    program::{Said, detect},
    shared::shared,
};

fn written(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("written")).expect("JSON")
}

#[test]
fn local_moran_and_gi_on_the_command_line_give_the_goldens() {
    let (input, pairs) = (golden("gistar_grid.input.csv"), golden("gistar_grid.edges.csv"));
    let (input, pairs) = (input.to_string_lossy(), pairs.to_string_lossy());
    let read = |method: &str| {
        let Said { code, out, err: said } =
            detect(&[method, "--values", &input, "--value", "count", "--weights", &pairs]);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("exact permutation") && said.contains("Benjamini-Hochberg over 400 units"),
            "{said}"
        );
        let mut reader = csv::Reader::from_reader(out.as_bytes());
        let header: Vec<String> = reader.headers().expect("header").iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("record")).collect();
        (header, rows)
    };
    let number = |header: &[String], row: &csv::StringRecord, name: &str| -> f64 {
        row[header.iter().position(|h| h == name).expect(name)].parse().expect("a number")
    };
    let py = "gistar_grid.expected_py.csv";
    let (header, rows) = read("local-moran");
    let (nm1, n) = (column(py, "local_moran_esda_nm1"), column(py, "local_moran_n"));
    assert_eq!(rows.len(), 400);
    for (i, row) in rows.iter().enumerate() {
        assert!((number(&header, row, "moran_i_n_minus_1") - nm1[i]).abs() < 1e-9);
        assert!((number(&header, row, "moran_i") - n[i]).abs() < 1e-9);
    }
    let (ge, le) = (column(py, "exact_p_sum_ge"), column(py, "exact_p_sum_le"));
    for (method, (header, rows)) in [("local-moran", (header, rows)), ("gi", read("gi"))] {
        for (i, row) in rows.iter().enumerate() {
            near(number(&header, row, "p_perm_ge"), ge[i], 1e-9, &format!("{method} ge of {i}"));
            near(number(&header, row, "p_perm_le"), le[i], 1e-9, &format!("{method} le of {i}"));
        }
    }
}

#[test]
fn harm_is_summed_by_unit_and_the_cases_stand_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("harm.csv");
    let mut text = "x,y,harm\n".to_owned();
    for i in 0..400 {
        let (x, y) = (570_000 + (i * 37) % 3_000, 150_000 + (i * 91) % 3_000);
        let harm = if i % 40 == 0 { 1_460.5 } else { 10.0 };
        writeln!(text, "{x},{y},{harm}").expect("a string");
    }
    std::fs::write(&file, text).expect("written");
    let (points, out) = (file.to_string_lossy(), folder.path().join("harm.geojson"));
    let asked = [
        "gi-star",
        "--points",
        &points,
        "--unit",
        "square:500",
        "--weight",
        "harm",
        "--permutations",
        "999",
        "-o",
    ];
    let run = |out: &Path| {
        let Said { code, err: said, .. } = detect(&[&asked[..], &[&out.to_string_lossy()]].concat());
        assert_eq!(code, Some(0), "{said}");
        std::fs::read(out).expect("written")
    };
    let again = run(&folder.path().join("again.geojson"));
    assert_eq!(run(&out), again, "the same question gives the same bytes");
    let found = written(&out);
    assert_eq!(found["test"]["seed"], 1);
    assert!(found["test"]["p_values"].as_str().expect("words").contains("999 seeded draws"));
    let features = found["features"].as_array().expect("features");
    let sum =
        |name: &str| features.iter().map(|f| f["properties"][name].as_f64().expect("a number")).sum::<f64>();
    assert!((sum("value") - (390.0 * 10.0 + 10.0 * 1_460.5)).abs() < 1e-6);
    assert!((sum("cases") - 400.0).abs() < 1e-9);
    let Said { code, err: said, .. } =
        detect(&["local-moran", "--points", &points, "--unit", "square:500", "--harm"]);
    assert!(code == Some(2) && said.contains("--weight"), "{said}");
    let Said { code, err: said, .. } = detect(&[
        "gi-star",
        "--points",
        &points,
        "--unit",
        "square:500",
        "--weight",
        "harm",
        "--permutations",
        "exact",
    ]);
    assert!(code == Some(2) && said.contains("whole numbers"), "{said}");
    let Said { code, err: said, .. } =
        detect(&["concentration", "--points", &points, "--unit", "square:500", "--weight", "harm"]);
    assert!(code == Some(0) && said.contains("25 % of harm") && said.contains("chance alone"), "{said}");
}

#[test]
fn a_stray_point_blows_up_no_grid() {
    // sfhotspot made millions of cells of one point at (0, 0).
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("stray.csv");
    let mut text = "x,y,date\n0,0,2025-03-05\n".to_owned();
    for i in 0..300 {
        writeln!(text, "{},{},2025-{:02}-15", 570_000 + i * 7 % 2_000, 150_000 + i * 13 % 2_000, 1 + i % 12)
            .expect("a string");
    }
    std::fs::write(&file, text).expect("written");
    let points = file.to_string_lossy();
    for method in ["local-moran", "gi", "concentration"] {
        let Said { code, out, err: said } =
            detect(&[method, "--points", &points, "--crs", "planar", "--unit", "square:100"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(out.lines().count() < 2_000, "{} rows", out.lines().count());
    }
    let Said { code, out, err: said } = detect(&[
        "emerging",
        "--points",
        &points,
        "--crs",
        "planar",
        "--unit",
        "square:500",
        "--time",
        "date",
        "--from",
        "2025-01",
        "--to",
        "2025-12",
    ]);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.lines().count() < 500 && said.contains("12 steps"), "{said}");
}

#[test]
fn rates_of_a_file_say_what_is_wrong_with_it_and_otherwise_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rates.csv");
    let write = |text: &str| std::fs::write(&file, text).expect("written");
    let path = file.to_string_lossy().into_owned();
    write("id,count,population,last\nA,12,1500,30\nB,14,1500,6\nC,3,0,1\n");
    let Said { code, out, err: said } = detect(&["rates", "--values", &path, "--before", "last"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 places have no exposure") && said.contains("no percentage"), "{said}");
    let rows: Vec<&str> = out.lines().collect();
    assert!(rows[0].ends_with("change_z,change_p,change_p_fdr,change_percent"), "{}", rows[0]);
    assert!(rows[1].ends_with(",-60") && rows[2].ends_with(','), "{out}");
    for (text, words) in [
        ("id,count,population\nA,1.5,100\n", "line 2: \"1.5\" in column count is no count"),
        ("id,count,population\nA,1,-4\n", "line 2: \"-4\" in column population is no number of 0 or more"),
        ("id,count,population\nA,1,NaN\n", "in column population is no number"),
        ("id,count,population\nA,1,5\nA,1,5\n", "the id \"A\" is there twice"),
        ("id,count,population\n", "no row under the header"),
        ("id,n,population\nA,1,5\n", "count"),
    ] {
        write(text);
        let Said { code, err: said, .. } = detect(&["rates", "--values", &path]);
        assert!(code == Some(4) && said.contains(words), "{text}: {said}");
    }
    write("id,count,population\nA,1,0\n");
    let Said { code, err: said, .. } = detect(&["rates", "--values", &path]);
    assert!(code == Some(2) && said.contains("not all zero"), "{said}");
}

#[test]
fn emerging_and_time_refuse_what_they_cannot_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("t.csv");
    let path = file.to_string_lossy().into_owned();
    let base = ["--points", path.as_str(), "--crs", "planar"];
    std::fs::write(&file, "x,y,date\n1,1,2025-03-05\n2,2,soon\n").expect("written");
    for method in [&["emerging", "--unit", "square:100"][..], &["time"]] {
        let Said { code, err: said, .. } = detect(&[method, &base].concat());
        assert!(code == Some(2) && said.contains("--time"), "{said}");
        let Said { code, err: said, .. } = detect(&[method, &base, &["--time", "date"]].concat());
        assert!(code == Some(4) && said.contains("line 3") && said.contains("soon"), "{said}");
    }
    std::fs::write(&file, "x,y,date\n1,1,2025-03-05\n2,2,2025-03-25\n").expect("written");
    let asked = [&["emerging", "--unit", "square:100"][..], &base, &["--time", "date"]].concat();
    let Said { code, err: said, .. } = detect(&asked);
    assert!(code == Some(4) && said.contains("not one whole calendar month"), "{said}");
    let Said { code, err: said, .. } =
        detect(&[&asked[..], &["--from", "2025-03", "--to", "2025-03"]].concat());
    assert!(code == Some(2) && said.contains("1 whole time steps"), "{said}");
    std::fs::write(&file, "x,y,date\n1,1,2025-03\n2,2,2025-05\n").expect("written");
    let Said { code, err: said, .. } = detect(&[&asked[..], &["--step", "week"]].concat());
    assert!(code == Some(4) && said.contains("only a month"), "{said}");
    let Said { code, out, err: said } = detect(&[&["time"][..], &base, &["--time", "date"]].concat());
    assert!(code == Some(4) && said.contains("none of 2 cases has a known hour") && out.is_empty(), "{said}");
    std::fs::write(&file, "x,y,date\n1,1,2025-03-05\n120,2,2025-05-01\n").expect("written");
    let window = ["--time", "date", "--from", "2025-03", "--to", "2025-03"];
    let Said { code, out, err: said } =
        detect(&[&["gi-star", "--unit", "square:100", "--mask", "occupied"][..], &base, &window].concat());
    assert!(code == Some(0) && out.lines().count() == 2 && said.contains("outside the window"), "{said}");
}

#[test]
fn memphis_and_chicago_run_end_to_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let zone = [
        "--x",
        "longitude",
        "--y",
        "latitude",
        "--crs",
        "EPSG:4326",
        "--time",
        "date",
        "--zone",
        "America/Chicago",
    ];
    let mut files = Vec::new();
    if let Some(memphis) = shared("data/events_with_time/memphis_robberies_2019.csv") {
        files.push((memphis, "2019-01", 12));
    }
    if let Some(chicago) = shared("data/events_with_time/chicago_aggravated_assaults.csv.gz") {
        let plain = folder.path().join("chicago.csv");
        let mut read = flate2::read::GzDecoder::new(std::fs::File::open(chicago).expect("a file"));
        std::io::copy(&mut read, &mut std::fs::File::create(&plain).expect("a file")).expect("unpacked");
        files.push((plain, "2010-01", 120));
    }
    for (file, first, steps) in files {
        let file = file.to_string_lossy();
        let out = folder.path().join("found.geojson");
        let out_text = out.to_string_lossy();
        let Said { code, err: said, .. } = detect(
            &[&["emerging", "--points", &file, "--unit", "h3:8", "-o", &out_text][..], &zone].concat(),
        );
        assert_eq!(code, Some(0), "{said}");
        let found = written(&out);
        let labels = found["totals"]["steps"].as_array().expect("steps");
        assert_eq!((labels.len(), labels[0].as_str()), (steps, Some(first)));
        let classes = found["totals"]["classes"].as_object().expect("classes");
        let units: u64 = classes.values().filter_map(Value::as_u64).sum();
        assert_eq!(Some(units), found["totals"]["units"].as_u64());
        assert!(classes.len() >= 2, "{classes:?}");
        let out = folder.path().join("week.json");
        let out_text = out.to_string_lossy();
        let Said { code, err: said, .. } =
            detect(&[&["time", "--points", &file, "--resamples", "99", "-o", &out_text][..], &zone].concat());
        assert_eq!(code, Some(0), "{said}");
        let found = written(&out);
        assert_eq!(found["rows"].as_array().map(Vec::len), Some(168));
        assert!(found["totals"]["peak"]["share"].as_f64().expect("a peak") >= 0.5);
    }
}

#[test]
fn every_method_answers_on_the_store_and_never_with_another_marking() {
    let lomea = crate::county::lomea().join("store");
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("found.json");
    let (store, out_text) = (lomea.to_string_lossy(), out.to_string_lossy());
    for asked in [
        &["local-moran", "--unit", "h3:9"][..],
        &["gi", "--unit", "lsoa", "--weights", "queen"],
        &["gi-star", "--unit", "h3:9", "--null", "total"],
        &["emerging", "--unit", "h3:9"],
        &["time", "--police-day", "--resamples", "99"],
        &["concentration", "--unit", "h3:9"],
        &["rates", "--unit", "ward", "--ages", "10-24"],
    ] {
        let Said { code, err: said, .. } = detect(&[asked, &["--store", &store, "-o", &out_text]].concat());
        assert_eq!(code, Some(0), "{asked:?}: {said}");
        let found = written(&out);
        assert!(found["marking"].as_str().is_some_and(|m| m.starts_with("SYNTHETIC")), "{asked:?}");
        assert!(
            found["provenance"]["snapshot"].is_string() && found["provenance"]["definition"].is_string(),
            "{asked:?}"
        );
        assert!(found["test"]["null"].as_str().is_some_and(|n| !n.is_empty()), "{asked:?}");
        assert!(found["rows"].as_array().is_some_and(|r| r.len() > 100), "{asked:?}");
    }
    let found = detect(&["concentration", "--store", &store, "--harm"]);
    assert!(found.code != Some(0) && found.err.contains("no harm table"), "{}", found.err);
}

#[test]
fn a_place_without_residents_has_no_shrunken_rate_and_stands_in_no_ranking() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rates.csv");
    let rows = "id,count,population\nclub,40,0\nA,12,1500\nB,30,1600\nC,9,1400\nD,14,1550\n";
    std::fs::write(&file, rows).expect("written");
    let Said { code, out, err } = detect(&["rates", "--values", &file.to_string_lossy()]);
    assert_eq!(code, Some(0), "{err}");
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let club = reader.records().map(Result::unwrap).find(|r| &r[0] == "club").expect("it is listed");
    assert_eq!((&club[at("count")], &club[at("rate")], &club[at("shrunk")]), ("40", "", ""));
    let table = err.lines().skip_while(|l| !l.contains("shrunk")).collect::<Vec<_>>().join("\n");
    assert!(table.contains('B') && !table.contains("club"), "{err}");
}

#[test]
fn residents_of_some_ages_and_expected_numbers_of_the_store_are_named() {
    let store = crate::county::lomea().join("store").to_string_lossy().into_owned();
    let asked = |args: &[&str]| {
        let said = detect(&[args, &["--store", &store]].concat()).well();
        (said.out, said.err)
    };
    let (_, young) = asked(&["rates", "--unit", "ward", "--ages", "10-24"]);
    assert!(young.contains("only the residents are of ages 10 to 24"), "{young}");
    let (_, all) = asked(&["rates", "--unit", "ward"]);
    assert!(!all.contains("only the residents"), "{all}");
    let (rows, said) = asked(&["gi-star", "--unit", "lsoa", "--expected", "population"]);
    assert!(rows.starts_with("id,value,"), "{}", rows.lines().next().unwrap_or_default());
    assert!(
        said.contains("in proportion to the expected numbers") && said.contains("over-dispersion"),
        "{said}"
    );
    let (plain, _) = asked(&["gi-star", "--unit", "lsoa"]);
    let p = |text: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let at = reader.headers().unwrap().iter().position(|h| h == "p_fdr").expect("a column");
        reader.records().map(|r| r.unwrap()[at].to_owned()).collect()
    };
    assert_eq!(p(&rows).len(), p(&plain).len());
    assert_ne!(p(&rows), p(&plain), "expected numbers change the answer");
}

#[test]
fn the_pieces_of_a_region_say_which_part_of_how_many_they_are() {
    let store = crate::county::lomea().join("store").to_string_lossy().into_owned();
    let args = ["--store", &store, "hotspots", "--max-ha", "5", "--top", "40", "--resamples", "0"];
    let said = crate::program::harmspot(&args).well();
    let all = said.out + &said.err;
    let parts: Vec<&str> = all.match_indices("[part ").map(|(at, _)| &all[at..]).collect();
    assert!(!parts.is_empty(), "{all}");
    for part in parts {
        let words: Vec<&str> = part[6..].splitn(5, ' ').collect();
        let (n, of): (u32, u32) = (words[0].parse().unwrap(), words[2].parse().unwrap());
        assert!(words[1] == "of" && 1 <= n && n <= of && of > 1 && words[3] == "of", "{}", &part[..60]);
    }
}
