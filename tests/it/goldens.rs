//! Gi* and the false discovery rate against the answers of esda, spdep, statsmodels and R.

use std::path::PathBuf;

use harmspot::{
    detect::{Class, GiStarOptions, GiStarRun, Null, Values, gi_star, gi_star_with},
    index::SpatialWeights,
    inference::{benjamini_hochberg, benjamini_yekutieli, bonferroni, holm},
};

pub fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/goldens").join(name)
}

pub fn column(file: &str, name: &str) -> Vec<f64> {
    let mut reader = csv::Reader::from_path(golden(file)).expect("golden file");
    let at = reader.headers().expect("header").iter().position(|h| h == name).expect("column");
    reader.records().map(|r| r.expect("record")[at].trim().parse().unwrap_or(f64::NAN)).collect()
}

/// Undirected edges of a file whose ids count from `first`.
pub fn edges(file: &str, n: usize, first: u32) -> SpatialWeights {
    let mut lists = vec![Vec::new(); n];
    for (i, j) in column(file, "i").into_iter().zip(column(file, "j")) {
        let (i, j) = (i as u32 - first, j as u32 - first);
        lists[i as usize].push(j);
        lists[j as usize].push(i);
    }
    SpatialWeights::binary(lists)
}

pub fn near(got: f64, want: f64, tolerance: f64, what: &str) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1e-300), "{what}: {got:e} against {want:e}");
}

fn check_against_peers(name: &str, run: &GiStarRun) {
    let py = format!("{name}.expected_py.csv");
    let r = format!("{name}.expected_spdep.csv");
    let (z_py, z_r) = (column(&py, "gistar_z"), column(&r, "gistar_z"));
    let (p_py, bh_py) = (column(&py, "p_two_sided"), column(&py, "p_bh"));
    assert_eq!(run.cells.len(), z_py.len());
    let p_norm: Vec<f64> = run.cells.iter().map(|c| c.p_norm).collect();
    let adjusted = benjamini_hochberg(&p_norm);
    for (i, cell) in run.cells.iter().enumerate() {
        let what = format!("{name} row {i}");
        assert!((cell.z - z_py[i]).abs() < 1e-9 && (cell.z - z_r[i]).abs() < 1e-9, "{what}: z {}", cell.z);
        near(cell.p_norm, p_py[i], 1e-9, &what);
        near(adjusted[i], bh_py[i], 1e-9, &what);
    }
}

fn check_exact(name: &str, counts: &[u32], weights: &SpatialWeights) {
    let run = gi_star(counts, weights, Null::Conditional).expect("counts");
    assert!(run.method.starts_with("exact"));
    check_against_peers(name, &run);
    let py = format!("{name}.expected_py.csv");
    let (ge, le) = (column(&py, "exact_p_sum_ge"), column(&py, "exact_p_sum_le"));
    let esda = column(&py, "p_sim_folded_9999_esda");
    let mut outside = 0;
    for (i, cell) in run.cells.iter().enumerate() {
        near(cell.p_perm_ge, ge[i], 1e-9, &format!("{name} row {i} ge"));
        near(cell.p_perm_le, le[i], 1e-9, &format!("{name} row {i} le"));
        // esda folds the draws at least as large; near the middle its ties go their own way.
        let p = cell.p_perm_ge.min(1.0 - cell.p_perm_ge + f64::EPSILON);
        if p < 0.05 {
            let band = 4.0 * (p * (1.0 - p) / 9_999.0).sqrt() + 1.0 / 10_000.0;
            outside += usize::from((esda[i] - p).abs() > band);
        }
    }
    assert!(
        outside <= 2,
        "{outside} simulated p of esda far from the exact one (two lose their ties to rounding)"
    );
}

#[test]
fn gi_star_on_the_grid_equals_esda_spdep_and_the_exact_columns() {
    let counts: Vec<u32> = column("gistar_grid.input.csv", "count").into_iter().map(|c| c as u32).collect();
    check_exact("gistar_grid", &counts, &edges("gistar_grid.edges.csv", counts.len(), 0));
}

#[test]
fn gi_star_on_h3_cells_equals_esda_spdep_and_the_exact_columns() {
    let counts: Vec<u32> = column("gistar_h3.input.csv", "count").into_iter().map(|c| c as u32).collect();
    check_exact("gistar_h3", &counts, &edges("gistar_h3.edges.csv", counts.len(), 0));
}

#[test]
fn gi_star_on_columbus_equals_esda_and_spdep_and_its_draws_agree() {
    let values = column("columbus.input.csv", "value");
    let weights = edges("columbus.edges.csv", values.len(), 1);
    let run = gi_star_with(Values::Real(&values), &weights, &GiStarOptions::default()).expect("finite");
    assert!(run.method.contains("99999 seeded draws"), "{}", run.method);
    check_against_peers("columbus", &run);
    for (cell, p) in run.cells.iter().zip(column("columbus.expected_py.csv", "p_sim_folded_9999_esda")) {
        let folded = cell.p_perm_ge.min(cell.p_perm_le);
        let band = 4.0 * (p * (1.0 - p) / 9_999.0).sqrt() + 1e-4 + 4.0 * (p * (1.0 - p) / 99_999.0).sqrt();
        assert!((folded - p).abs() <= band, "{folded} against {p}");
    }
}

/// A correction: adjusted p-values of p-values.
type Adjust = fn(&[f64]) -> Vec<f64>;

#[test]
fn false_discovery_rates_equal_statsmodels_and_r() {
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(golden(name)).expect("golden file")).expect("JSON")
    };
    let numbers = |v: &serde_json::Value| -> Vec<f64> {
        v.as_array().map_or_else(
            || v.as_f64().into_iter().collect(),
            |a| a.iter().filter_map(serde_json::Value::as_f64).collect(),
        )
    };
    let (py, r) = (read("fdr.expected_py.json"), read("fdr.expected_r.json"));
    let mut compared = 0;
    // Name in the answers of statsmodels and of R.
    let others: [(Adjust, &str, &str); 3] =
        [(benjamini_yekutieli, "fdr_by", "BY"), (holm, "holm", "holm"), (bonferroni, "bonferroni", "")];
    for (case, answers) in py.as_object().expect("cases") {
        for (adjust, in_py, in_r) in others {
            let got = adjust(&numbers(&answers["p"]));
            let wanted = [numbers(&answers[in_py]), numbers(&r[case][in_r])];
            assert_eq!(wanted[0].len(), got.len());
            for want in wanted {
                for (i, want) in want.into_iter().enumerate() {
                    assert!((got[i] - want).abs() <= 1e-12, "{in_py} {case} {i}: {} {want}", got[i]);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 200, "{compared}");
    compared = 0;
    for (case, answers) in py.as_object().expect("cases") {
        let got = benjamini_hochberg(&numbers(&answers["p"]));
        for (i, want) in numbers(&answers["fdr_bh"]).into_iter().enumerate() {
            assert!((got[i] - want).abs() <= 1e-12, "{case} {i}: {} {want}", got[i]);
            compared += 1;
        }
        // R printed 15 digits.
        for (i, want) in numbers(&r[case]["BH"]).into_iter().enumerate() {
            assert!((got[i] - want).abs() <= 1e-12, "{case} {i}: {} {want}", got[i]);
        }
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn the_worked_five_by_five_grid_gives_the_printed_digits() {
    let weights = super::permutation::lattice(5, false);
    let mut counts = [0_u32; 25];
    (counts[12], counts[13], counts[0]) = (10, 5, 1);
    let run = gi_star(&counts, &weights, Null::Conditional).expect("counts");
    let z = |row: usize, col: usize| format!("{:.4}", run.cells[row * 5 + col].z);
    assert_eq!(
        [z(2, 2), z(1, 1), z(0, 0), z(2, 4), z(0, 2)],
        ["1.7530", "0.9941", "-0.3875", "0.2473", "-0.8188"]
    );
    let p: Vec<f64> = run.cells.iter().map(|c| c.p_norm).collect();
    assert_eq!(p.iter().filter(|p| **p <= 0.10).count(), 6);
    assert_eq!(benjamini_hochberg(&p).iter().filter(|p| **p <= 0.10).count(), 0);
    assert!(run.cells.iter().all(|c| c.class == Class::None));
}

/// The seven-parameter operation (EPSG 1314, accuracy 2 m) by name: it checks PROJ, not our grid.
#[cfg(feature = "proj")]
#[test]
fn proj_gives_the_seven_parameter_helmert_to_a_millimetre() {
    let operation = "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad \
        +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 \
        +step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 \
        +convention=position_vector +step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 \
        +step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy";
    let way = proj::Proj::new(operation).expect("an operation PROJ knows");
    let of = |name: &str| column("bng_helmert.csv", name);
    let (lon, lat, east, north) = (of("lon"), of("lat"), of("easting"), of("northing"));
    assert!(lon.len() > 20);
    for i in 0..lon.len() {
        let (x, y) = way.convert((lon[i], lat[i])).expect("in range");
        assert!((x - east[i]).abs() <= 1e-3 && (y - north[i]).abs() <= 1e-3, "row {i}: {x} {y}");
    }
}
