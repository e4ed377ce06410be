//! The program on the command line: the goldens, the README's example, and what it says of bad input.

use std::path::Path;

use crate::{
    goldens::{column, golden, near},
    program,
};

fn harmspot(args: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .arg("detect")
        .args(args)
        .output()
        .expect("the program runs")
}

fn table(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|r| r.expect("record").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_command_line_gives_the_goldens_from_values_and_pairs_as_they_are() {
    for (name, id, value) in
        [("gistar_grid", "id", "count"), ("gistar_h3", "id", "count"), ("columbus", "id", "value")]
    {
        let (input, pairs) = (golden(&format!("{name}.input.csv")), golden(&format!("{name}.edges.csv")));
        let out = harmspot(&[
            "gi-star",
            "--values",
            &input.to_string_lossy(),
            "--id",
            id,
            "--value",
            value,
            "--weights",
            &pairs.to_string_lossy(),
        ]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let rows = table(&out.stdout);
        assert_eq!(
            rows[0].join(","),
            "id,value,gi_star_z,p_norm,p_perm_ge,p_perm_le,p_total_ge,p_total_le,p_two_sided,p_fdr,class"
        );
        let z = column(&format!("{name}.expected_py.csv"), "gistar_z");
        let ge = column(&format!("{name}.expected_py.csv"), "exact_p_sum_ge");
        assert_eq!(rows.len(), z.len() + 1);
        for (i, row) in rows[1..].iter().enumerate() {
            assert!((row[2].parse::<f64>().expect("z") - z[i]).abs() < 1e-9, "{name} row {i}");
            if !ge[i].is_nan() {
                near(row[4].parse().expect("p"), ge[i], 1e-9, &format!("{name} row {i}"));
            }
        }
    }
}

#[test]
fn planar_points_in_squares_and_cells_by_rings_are_the_same_goldens() {
    let input = golden("gistar_h3.input.csv");
    let out = harmspot(&[
        "gi-star",
        "--values",
        &input.to_string_lossy(),
        "--id",
        "h3",
        "--value",
        "count",
        "--weights",
        "kring:1",
    ]);
    let z = column("gistar_h3.expected_py.csv", "gistar_z");
    for (row, want) in table(&out.stdout)[1..].iter().zip(z) {
        assert!((row[2].parse::<f64>().expect("z") - want).abs() < 1e-9);
    }
    // Every golden cell as many times as its count, as points without a place.
    let folder = tempfile::tempdir().expect("a folder");
    let points = folder.path().join("points.csv");
    let (x, y, count) = (
        column("gistar_grid.input.csv", "x"),
        column("gistar_grid.input.csv", "y"),
        column("gistar_grid.input.csv", "count"),
    );
    let mut text = "x,y\n".to_owned();
    for ((x, y), count) in x.iter().zip(&y).zip(&count) {
        text += &format!("{x},{y}\n").repeat(*count as usize);
    }
    std::fs::write(&points, text).expect("written");
    let out = harmspot(&[
        "gi-star",
        "--points",
        &points.to_string_lossy(),
        "--crs",
        "planar",
        "--unit",
        "square:250",
        "--weights",
        "band:400",
        "--mask",
        "occupied",
    ]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let rows = table(&out.stdout);
    let occupied = count.iter().filter(|c| **c > 0.0).count();
    let total: f64 = rows[1..].iter().map(|r| r[1].parse::<f64>().expect("value")).sum();
    assert!(rows.len() == occupied + 1 && (total - count.iter().sum::<f64>()).abs() < 1e-9);
}

#[test]
fn points_are_in_the_polygons_geos_says() {
    let (points, areas) = (golden("pip.points.csv"), golden("pip.polygons.geojson"));
    let out = harmspot(&[
        "assign-areas",
        "--points",
        &points.to_string_lossy(),
        "--crs",
        "planar",
        "--areas",
        &areas.to_string_lossy(),
    ]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let want = table(&std::fs::read(&points).expect("golden"));
    let answer = want[0].len() - 1;
    for (row, want) in table(&out.stdout)[1..].iter().zip(&want[1..]) {
        let want = if want[answer] == "-1" { "" } else { &want[answer] };
        assert_eq!(row[1], want, "row {}", row[0]);
    }
}

#[test]
fn unknown_ids_refuse_the_weights_file_and_exact_refuses_real_values() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let values = file("v.csv", "id,value\na,1.5\nb,2\nc,3\n");
    let unknown = file("w.csv", "i,j\na,b\na,z\n");
    let out = harmspot(&["gi-star", "--values", &values, "--weights", &unknown]);
    assert!(out.status.code() == Some(4) && String::from_utf8_lossy(&out.stderr).contains("\"z\""));
    let pairs = file("p.csv", "i,j\na,b\nb,c\n");
    let out = harmspot(&["gi-star", "--values", &values, "--weights", &pairs, "--permutations", "exact"]);
    assert!(out.status.code() == Some(2) && String::from_utf8_lossy(&out.stderr).contains("1.5"));
    let gal = file("w.gal", "3\na 1\nb\nb 2\na c\nc 1\nb\n");
    let by_gal = harmspot(&["gi-star", "--values", &values, "--weights", &gal]);
    let by_csv = harmspot(&["gi-star", "--values", &values, "--weights", &pairs]);
    assert!(by_gal.status.success() && by_gal.stdout == by_csv.stdout);
}

#[test]
fn the_readmes_detect_example_runs_as_it_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README");
    let joined = readme.replace("\\\n", " ");
    let line = joined.lines().find(|l| l.starts_with("$ harmspot detect gi-star")).expect("an example");
    let words: Vec<String> = line
        .split_whitespace()
        .skip(3)
        .map(|w| if w.starts_with("fixtures/") { root.join(w).display().to_string() } else { w.to_owned() })
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .arg("detect")
        .args(&words)
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && out.stdout.is_empty(), "{line}\n{said}");
    assert!(said.contains("99999 seeded draws") && said.contains("4 hot and 1 cold units"), "{said}");
    let rows = table(&std::fs::read(folder.path().join("columbus.csv")).expect("written"));
    assert_eq!((rows.len(), rows[0].len()), (50, 11));
    let beside = std::fs::read(folder.path().join("columbus.csv.provenance.json")).expect("provenance");
    let provenance: serde_json::Value = serde_json::from_slice(&beside).expect("JSON");
    assert_eq!(provenance["provenance"]["seed"], 1);
}

#[test]
fn a_file_with_other_columns_gets_the_flags_that_would_fit() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("crimes.csv");
    std::fs::write(&file, "id,Longitude,Latitude\n1,0.52,51.27\n2,0.53,51.28\n").expect("written");
    let file = file.to_string_lossy();
    let said = |args: &[&str]| {
        let out = harmspot(args);
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let (code, words) = said(&["h3-counts", "--points", &file]);
    assert_eq!(code, Some(4));
    assert!(words.contains("hint: try --x Longitude --y Latitude --crs EPSG:4326"), "{words}");
    for method in [&["h3-counts"][..], &["gi-star", "--unit", "square:150"]] {
        let (code, words) =
            said(&[method, &["--points", &file, "--x", "Longitude", "--y", "Latitude"]].concat());
        assert!(code == Some(4) && words.contains("these numbers are degrees"), "{words}");
    }
    let (code, words) =
        said(&["h3-counts", "--points", &file, "--x", "Longitude", "--y", "Latitude", "--crs", "EPSG:4326"]);
    assert!(code == Some(0) && words.contains("2 rows in 2 cells"), "{words}");
    let (code, words) = said(&["gi-star"]);
    assert!(code == Some(2) && words.contains("--points"), "{words}");
}

#[test]
fn a_file_in_a_folder_that_is_not_there_is_refused_before_the_run() {
    // No store either: were it opened first, that would be the fault that is told.
    let store = ["--store", "no/store", "--view", "police"];
    for args in [
        &["briefing", "-o", "no/folder/x.pdf"][..],
        &["sites", "--csp", "Averport", "-o", "no/folder/x.pdf"],
        &["hotspots", "-o", "no/folder/x.geojson"],
        &["hotspots", "--cells", "no/folder/x.csv"],
        &["backtest", "-o", "no/folder/x.csv"],
        &["register", "template", "-o", "no/folder/x.csv"],
        &["import", "--quarantine-export", "no/folder/x.csv"],
        &["area", "build", "boundaries/", "--name", "Kent", "-o", "no/folder/x.area"],
        &["detect", "gi-star", "-o", "no/folder/x.csv"],
        &["detect", "kde", "-o", "no/folder/x.asc"],
        &["detect", "near-repeat", "-o", "no/folder/x.geojson"],
        &["detect", "time", "-o", "no/folder/x.json"],
        &["detect", "scan", "-o", "no/folder/x.csv"],
        &["detect", "rates", "-o", "no/folder/x.csv"],
        &["detect", "police-ae", "-o", "no/folder/x.csv"],
        &["detect", "emerging", "-o", "no/folder/x.csv"],
        &["detect", "dbscan", "-o", "no/folder/x.csv"],
    ] {
        let said = program::harmspot(&[&store[..], args].concat());
        assert_eq!(said.code, Some(2), "{args:?}: {}", said.err);
        assert!(
            said.err.contains("cannot be written: there is no folder no/folder"),
            "{args:?}: {}",
            said.err
        );
        assert!(said.err.contains("hint: make the folder first"), "{args:?}: {}", said.err);
    }
    let said = program::harmspot(&["--store", "no/store", "hotspots", "-o", env!("CARGO_MANIFEST_DIR")]);
    assert!(said.code == Some(2), "{}", said.err);
}

#[test]
fn a_day_that_is_none_and_a_value_or_file_left_out_are_told_in_words() {
    for (args, says) in [
        (&["briefing", "--until", "2025-02-30"][..], "there is no day 2025-02-30"),
        (&["briefing", "--until", "21/11/2025"], "\"21/11/2025\" is not a day: write it as 2025-11-21"),
        (&["briefing", "--from"], "error: --from needs a day after it\nhint: --from 2025-11-21"),
        (&["briefing", "-o"], "error: --output needs a name after it\nhint: --output FILE"),
        (&["register", "list", "--until", "2025-13-01"], "there is no day 2025-13-01"),
        (&["register", "check"], "error: no file was named\nhint: name the register"),
        (&["register", "import", "--add"], "error: no file was named\nhint: name the register"),
        (&["register", "list", "--least", "sure"], "there are possible, probable and confirmed"),
    ] {
        let said = program::harmspot(&[&["--view", "police", "--store", "no/store"][..], args].concat());
        assert_eq!(said.code, Some(2), "{args:?}: {}", said.err);
        assert!(said.err.contains(says), "{args:?}: {}", said.err);
    }
}

#[test]
fn the_help_of_a_command_says_what_it_is_for_and_what_it_is_not() {
    for (command, says, line) in [
        ("hotspots", "For a quick look at a file without a store", "The ranked list of hotspots"),
        ("backtest", "Not for showing that what was done about a place worked", "losers shown"),
        ("sites", "Everything it writes is panel-safe", "Where to fund community sport"),
        ("programmes", "A row that cannot be stops it", "The programme register"),
        ("briefing", "It names no person and no home", "(police view alone)"),
    ] {
        let help = program::harmspot(&[command, "--help"]).well().out;
        let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(says) && words.contains(line), "{command}: {help}");
        let list = program::harmspot(&["--help"]).well().out;
        assert!(list.split_whitespace().collect::<Vec<_>>().join(" ").contains(line), "{command}: {list}");
    }
}
