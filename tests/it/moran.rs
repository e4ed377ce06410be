//! Local Moran, Gi and global Moran against esda, GeoDa, spdep and the exact columns; their properties and their null.

use harmspot::{
    detect::{
        Class, DetectError, LocalClass, LocalMoranRun, LocalOptions, Null, Permutations, Quadrant, Values,
        gi, gi_star, global_moran, local_moran,
    },
    index::SpatialWeights,
    inference::{shuffle, stream},
};
use proptest::prelude::*;

use crate::{
    goldens::{column, edges, golden, near},
    permutation::lattice,
    proof,
};

const EXACT: LocalOptions = LocalOptions { permutations: Permutations::Exact, seed: 1, fdr: 0.05 };

fn close(got: f64, want: f64, what: &str) {
    assert!((got - want).abs() <= 1e-9 * want.abs().max(1.0), "{what}: {got} against {want}");
}

fn check_against_peers(name: &str, values: &[f64], run: &LocalMoranRun, weights: &SpatialWeights) {
    let (py, r) = (format!("{name}.expected_py.csv"), format!("{name}.expected_spdep.csv"));
    let (nm1, m2) = (column(&py, "local_moran_esda_nm1"), column(&py, "local_moran_n"));
    let (geoda, spdep) = (column(&py, "local_moran_pygeoda"), column(&r, "local_moran_Ii"));
    let (quadrant, z) = (column(&py, "quadrant_esda"), column(&r, "Z_Ii"));
    let gi_z = column(&r, "gi_z_no_self");
    let gi =
        gi(Values::Real(values), weights, &LocalOptions { permutations: Permutations::Draws(99), ..EXACT })
            .expect("finite");
    assert_eq!(run.cells.len(), nm1.len());
    for (i, cell) in run.cells.iter().enumerate() {
        let what = format!("{name} row {i}");
        close(cell.i_nm1, nm1[i], &what);
        close(cell.i_nm1, geoda[i], &what);
        close(cell.i_m2, m2[i], &what);
        close(cell.i_m2, spdep[i], &what);
        close(cell.z, z[i], &what);
        close(gi.cells[i].z, gi_z[i], &what);
        assert_eq!(cell.quadrant.map(|q| q as u8), Some(quadrant[i] as u8), "{what}");
    }
    let meta: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(golden(&format!("{name}.meta.json"))).expect("golden"))
            .expect("JSON");
    let all = global_moran(Values::Real(values), weights).expect("finite");
    for (got, key) in [
        (all.i, "global_moran_I"),
        (all.expected, "moran_EI"),
        (all.variance_normal, "moran_VI_norm"),
        (all.variance_shuffled, "moran_VI_rand"),
        (all.z, "moran_z_rand"),
    ] {
        near(got, meta[key].as_f64().expect("a number"), 1e-9, &format!("{name} {key}"));
    }
}

fn check_exact(name: &str) {
    let values = column(&format!("{name}.input.csv"), "count");
    let counts: Vec<u32> = values.iter().map(|&v| v as u32).collect();
    let weights = edges(&format!("{name}.edges.csv"), counts.len(), 0);
    let run = local_moran(Values::Counts(&counts), &weights, &EXACT).expect("counts");
    check_against_peers(name, &values, &run, &weights);
    let py = format!("{name}.expected_py.csv");
    let (ge, le) = (column(&py, "exact_p_sum_ge"), column(&py, "exact_p_sum_le"));
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let neighbours = gi(Values::Counts(&counts), &weights, &EXACT).expect("counts");
    for (i, cell) in run.cells.iter().enumerate() {
        let (up, down) = if values[i] > mean { (ge[i], le[i]) } else { (le[i], ge[i]) };
        near(cell.p_perm_ge, up, 1e-9, &format!("{name} row {i} upper tail of I"));
        near(cell.p_perm_le, down, 1e-9, &format!("{name} row {i} lower tail of I"));
        near(neighbours.cells[i].p_perm_ge, ge[i], 1e-9, &format!("{name} row {i} Gi"));
        near(neighbours.cells[i].p_perm_le, le[i], 1e-9, &format!("{name} row {i} Gi"));
    }
    // esda folds 9,999 draws over the larger tail; under 0.05 in the upper tail of the sum ties do not matter.
    let esda = column(&py, "p_sim_folded_9999_moran");
    let far = (0..ge.len())
        .filter(|&i| ge[i] < 0.05)
        .filter(|&i| (esda[i] - ge[i]).abs() > 4.0 * (ge[i] * (1.0 - ge[i]) / 9_999.0).sqrt() + 1e-4)
        .count();
    assert!(far <= 2, "{far} simulated p of esda far from the exact ones");
}

#[test]
fn local_moran_on_the_grid_equals_esda_geoda_spdep_and_the_exact_columns() {
    check_exact("gistar_grid");
}

#[test]
fn local_moran_on_h3_cells_equals_esda_geoda_spdep_and_the_exact_columns() {
    check_exact("gistar_h3");
}

#[test]
fn local_moran_on_columbus_equals_the_peers_and_its_draws_agree_with_theirs() {
    let values = column("columbus.input.csv", "value");
    let weights = edges("columbus.edges.csv", values.len(), 1);
    let run = local_moran(Values::Real(&values), &weights, &LocalOptions::default()).expect("finite");
    assert!(run.method.contains("99999 seeded draws"), "{}", run.method);
    check_against_peers("columbus", &values, &run, &weights);
    for (cell, p) in run.cells.iter().zip(column("columbus.expected_py.csv", "p_sim_folded_9999_moran")) {
        let folded = cell.p_perm_ge.min(cell.p_perm_le);
        let band = 4.0 * (p * (1.0 - p) / 9_999.0).sqrt() + 1e-4 + 4.0 * (p * (1.0 - p) / 99_999.0).sqrt();
        assert!((folded - p).abs() <= band, "{folded} against {p}");
    }
}

#[test]
fn exact_p_is_that_of_every_draw_there_is() {
    // 10 units, 2 to 4 neighbours: all subsets of the others are walked.
    let counts = [0_u32, 3, 1, 0, 7, 2, 2, 0, 1, 5];
    let lists = (0..10_u32).map(|i| (1..=2 + i % 3).map(|d| (i + d * d) % 10).collect()).collect();
    let weights = SpatialWeights::binary(lists);
    let run = gi(Values::Counts(&counts), &weights, &EXACT).expect("counts");
    for (i, cell) in run.cells.iter().enumerate() {
        let near_i = weights.neighbours(i);
        let seen: u32 = near_i.iter().map(|&j| counts[j as usize]).sum();
        let (mut ge, mut le, mut all) = (0, 0, 0);
        for set in 0_u32..1 << 10 {
            if set.count_ones() as usize == near_i.len() && set >> i & 1 == 0 {
                let sum: u32 = (0..10).filter(|j| set >> j & 1 == 1).map(|j| counts[j]).sum();
                all += 1;
                ge += u32::from(sum >= seen);
                le += u32::from(sum <= seen);
            }
        }
        near(cell.p_perm_ge, f64::from(ge) / f64::from(all), 1e-12, "ge");
        near(cell.p_perm_le, f64::from(le) / f64::from(all), 1e-12, "le");
    }
}

#[test]
fn p_is_two_sided_where_the_peer_folds_one_tail() {
    // The same cell: the folded p of esda is half of ours, as its maintainers found.
    let counts: Vec<u32> = column("gistar_grid.input.csv", "count").into_iter().map(|c| c as u32).collect();
    let weights = edges("gistar_grid.edges.csv", counts.len(), 0);
    let run = local_moran(Values::Counts(&counts), &weights, &EXACT).expect("counts");
    for cell in &run.cells {
        let folded = cell.p_perm_ge.min(cell.p_perm_le);
        near(cell.p_two_sided, (2.0 * folded).min(1.0), 1e-15, "two-sided");
    }
    assert!(run.cells.iter().all(|c| c.p_fdr >= c.p_two_sided));
}

#[test]
fn islands_constants_and_bad_values_are_answered_in_words() {
    let weights = SpatialWeights::binary(vec![vec![1], vec![0], vec![]]);
    let run = local_moran(Values::Counts(&[4, 2, 9]), &weights, &EXACT).expect("counts");
    assert_eq!((run.islands, run.cells[2].class), (1, LocalClass::NoNeighbours));
    assert!(run.cells[2].i_m2 == 0.0 && run.cells[2].p_two_sided >= 1.0 && run.cells[2].quadrant.is_none());
    assert!(run.notes[0].contains("1 units have no neighbours"), "{:?}", run.notes);
    let same = local_moran(Values::Counts(&[3; 3]), &weights, &EXACT).expect("counts");
    assert!(same.cells.iter().all(|c| c.i_m2 == 0.0 && c.p_two_sided >= 1.0), "{:?}", same.cells);
    let refused = local_moran(Values::Real(&[1.0, f64::NAN, 2.0]), &weights, &EXACT);
    assert!(matches!(refused, Err(DetectError::NotFinite { unit: 1, .. })));
    let refused = gi(Values::Real(&[1.0, 0.5, 2.0]), &weights, &EXACT);
    assert!(matches!(refused, Err(DetectError::NotACount { unit: 1, .. })));
    let refused = gi(Values::Counts(&[1, 2]), &weights, &EXACT);
    assert!(matches!(refused, Err(DetectError::Lengths { values: 2, weights: 3 })));
    let odd = SpatialWeights::weighted(vec![vec![(1, 0.5)], vec![(0, 0.5)]]);
    let refused = local_moran(Values::Counts(&[1, 2]), &odd, &EXACT);
    assert!(matches!(refused, Err(DetectError::NotBinary { unit: 0, neighbour: 1, .. })));
    let one = SpatialWeights::binary(vec![vec![]]);
    assert!(
        local_moran(Values::Counts(&[1]), &one, &EXACT).is_ok()
            && global_moran(Values::Counts(&[1]), &one).is_ok()
    );
    let none = SpatialWeights::binary(Vec::new());
    assert!(local_moran(Values::Counts(&[]), &none, &EXACT).expect("nothing").cells.is_empty());
}

#[test]
fn weights_of_any_scale_give_the_same_i() {
    let values = [1.5, 2.0, 7.0, 0.5, 3.5, 4.0];
    let ring = |w: f64| {
        SpatialWeights::weighted((0..6_u32).map(|i| vec![((i + 1) % 6, w), ((i + 5) % 6, w)]).collect())
    };
    let few = LocalOptions { permutations: Permutations::Draws(500), ..EXACT };
    let plain = local_moran(Values::Real(&values), &ring(1.0), &few).expect("finite");
    let heavy = local_moran(Values::Real(&values), &ring(0.25), &few).expect("finite");
    for (a, b) in plain.cells.iter().zip(&heavy.cells) {
        close(a.i_m2, b.i_m2, "I");
        close(a.z, b.z, "z");
        assert!((a.p_two_sided - b.p_two_sided).abs() < 0.2);
    }
}

#[test]
fn a_lone_peak_is_high_among_low_and_its_ring_low_among_high() {
    let mut counts = vec![0_u32; 15 * 15];
    counts[7 * 15 + 7] = 40;
    for i in (0..counts.len()).step_by(11) {
        counts[i] += 1;
    }
    let run = local_moran(Values::Counts(&counts), &lattice(15, false), &EXACT).expect("counts");
    assert_eq!(run.cells[7 * 15 + 7].quadrant, Some(Quadrant::HighLow));
    assert_eq!(run.cells[6 * 15 + 7].quadrant, Some(Quadrant::LowHigh));
    assert!(run.cells[6 * 15 + 7].z < 0.0 && run.cells[6 * 15 + 7].i_m2 < 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_changes_nothing(
        counts in prop::collection::vec(0_u32..9, 12..60), seed in 0_u64..1_000,
    ) {
        let n = counts.len();
        let lists: Vec<Vec<u32>> = (0..n).map(|i| vec![((i + 1) % n) as u32, ((i * 7 + 3) % n) as u32]).collect();
        let mut place: Vec<usize> = (0..n).collect();
        shuffle(&mut stream(seed, "order", 0), &mut place);
        let mut moved_counts = vec![0; n];
        let mut moved_lists = vec![Vec::new(); n];
        for i in 0..n {
            moved_counts[place[i]] = counts[i];
            moved_lists[place[i]] = lists[i].iter().map(|&j| place[j as usize] as u32).collect();
        }
        let a = local_moran(Values::Counts(&counts), &SpatialWeights::binary(lists), &EXACT).unwrap();
        let b = local_moran(Values::Counts(&moved_counts), &SpatialWeights::binary(moved_lists), &EXACT).unwrap();
        for (i, &to) in place.iter().enumerate() {
            let (x, y) = (&a.cells[i], &b.cells[to]);
            prop_assert!((x.i_m2 - y.i_m2).abs() < 1e-9 && (x.p_two_sided - y.p_two_sided).abs() < 1e-9);
            prop_assert_eq!(x.quadrant, y.quadrant);
        }
    }

    #[test]
    fn turning_high_into_low_turns_the_quadrants_and_keeps_i(counts in prop::collection::vec(0_u32..9, 12..60)) {
        let n = counts.len();
        prop_assume!(counts.iter().any(|&c| c != counts[0]));
        let weights = SpatialWeights::binary((0..n).map(|i| vec![((i + 1) % n) as u32, ((i * 5 + 2) % n) as u32]).collect());
        let turned: Vec<u32> = counts.iter().map(|c| 9 - c).collect();
        let a = local_moran(Values::Counts(&counts), &weights, &EXACT).unwrap();
        let b = local_moran(Values::Counts(&turned), &weights, &EXACT).unwrap();
        let (x, y) = (gi(Values::Counts(&counts), &weights, &EXACT).unwrap(), gi(Values::Counts(&turned), &weights, &EXACT).unwrap());
        for i in 0..n {
            prop_assert!((a.cells[i].i_m2 - b.cells[i].i_m2).abs() < 1e-9);
            let mean = f64::from(counts.iter().sum::<u32>()) / n as f64;
            if (f64::from(counts[i]) - mean).abs() > 1e-9 {
                prop_assert!((a.cells[i].p_perm_ge - b.cells[i].p_perm_ge).abs() < 1e-9);
            }
            prop_assert!((x.cells[i].p_perm_ge - y.cells[i].p_perm_le).abs() < 1e-9);
            // Gi* with its own value held is the same question as Gi.
            prop_assert_eq!(x.cells[i].class == Class::NoNeighbours, false);
        }
        let star = gi_star(&counts, &weights, Null::Conditional).unwrap();
        for i in 0..n {
            prop_assert!((star.cells[i].p_perm_ge - x.cells[i].p_perm_ge).abs() < 1e-12);
        }
    }
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let values: Vec<f64> = (0..400).map(|i| f64::from(i * i % 97) / 7.0).collect();
    let weights = lattice(20, false);
    let few = LocalOptions { permutations: Permutations::Draws(2_000), ..EXACT };
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| format!("{:?}", local_moran(Values::Real(&values), &weights, &few)))
    };
    assert_eq!(run(1), run(4));
}

/// Share of p at most alpha over shuffled maps: never more than alpha beyond the error between seeds.
#[test]
fn under_shuffling_p_is_as_small_as_it_says_and_no_smaller() {
    let seeds: u64 = if proof::prove() { 2_000 } else { 60 };
    let weights = lattice(16, false);
    let counts: Vec<u32> = (0..256_u32).map(|i| if i % 5 == 0 { 1 + i % 7 } else { 0 }).collect();
    let alphas = [0.001, 0.01, 0.05, 0.1];
    let mut shares = vec![Vec::new(); alphas.len()];
    for seed in 0..seeds {
        let mut shuffled = counts.clone();
        shuffle(&mut stream(seed, "null of local moran", 0), &mut shuffled);
        let run = local_moran(Values::Counts(&shuffled), &weights, &EXACT).expect("counts");
        for (alpha, share) in alphas.iter().zip(&mut shares) {
            share.push(run.cells.iter().filter(|c| c.p_two_sided <= *alpha).count() as f64 / 256.0);
        }
    }
    let mut words = Vec::new();
    for (alpha, share) in alphas.iter().zip(&shares) {
        let n = share.len() as f64;
        let mean = share.iter().sum::<f64>() / n;
        let error = (share.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
        words.push(format!("{alpha}: {mean:.5} (s.e. {error:.5})"));
        assert!(mean <= alpha + 3.0 * error + 1e-9, "{alpha}: {mean} +- {error}");
    }
    proof::proof(&format!(
        "local Moran, 256 cells shuffled, {seeds} seeds, share of exact p at most alpha: {}",
        words.join(", ")
    ));
}
