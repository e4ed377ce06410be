//! Near repeats against NearRepeat, pointpats and surveillance, against all pairs, and against chance.

use harmspot::{
    detect::{
        DetectError, KnoxTable, Metric, NearRepeatOptions, Role, Verdict, interval, link, near_repeat,
        verdict,
    },
    geodesy::GridPoint,
    inference::{Stream, below, stream, uniform},
};
use proptest::prelude::*;

use crate::{
    goldens::{column, golden, near},
    program::{Said, detect},
    proof::{proof, prove},
};

fn json(name: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(golden(name)).unwrap()).unwrap()
}

fn at(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

fn golden_events() -> (Vec<GridPoint>, Vec<i32>) {
    let (x, y) = (column("knox.input.csv", "x"), column("knox.input.csv", "y"));
    let points = x.into_iter().zip(y).map(|(x, y)| at(x, y)).collect();
    (points, column("knox.input.csv", "day").into_iter().map(|d| d as i32).collect())
}

fn options(space_m: &[f64], days: &[u32]) -> NearRepeatOptions {
    NearRepeatOptions { space_m: space_m.to_vec(), days: days.to_vec(), ..NearRepeatOptions::default() }
}

/// All pairs, nothing clever: counts by space band, and by space and time band.
fn brute(points: &[GridPoint], days: &[i32], o: &NearRepeatOptions) -> (Vec<u64>, Vec<u64>) {
    let mut in_space = vec![0; o.space_m.len()];
    let mut cells = vec![0; o.space_m.len() * o.days.len()];
    for i in 0..points.len() {
        for j in i + 1..points.len() {
            let dx = points[i].easting_m() - points[j].easting_m();
            let dy = points[i].northing_m() - points[j].northing_m();
            let (distance, edge): (f64, fn(f64) -> f64) = match o.metric {
                Metric::Euclidean => (dx * dx + dy * dy, |e| e * e),
                Metric::Manhattan => (dx.abs() + dy.abs(), |e| e),
            };
            let Some(s) = o.space_m.iter().position(|&e| distance < edge(e)) else { continue };
            in_space[s] += 1;
            if let Some(t) = o.days.iter().position(|&e| days[i].abs_diff(days[j]) < e) {
                cells[s * o.days.len() + t] += 1;
            }
        }
    }
    (in_space, cells)
}

fn observed(table: &KnoxTable) -> Vec<u64> {
    table.cells.iter().map(|c| c.observed).collect()
}

#[test]
fn the_knox_table_is_that_of_the_peers() {
    let (points, days) = golden_events();
    let py = json("knox.expected_py.json");
    let r = json("knox.expected_r.json");
    let numbers = |v: &serde_json::Value| -> Vec<f64> {
        v.as_array()
            .unwrap()
            .iter()
            .flat_map(|r| r.as_array().unwrap().clone())
            .map(|v| v.as_f64().unwrap())
            .collect()
    };
    let o =
        NearRepeatOptions { permutations: 9_999, ..options(&[100.0, 200.0, 300.0, 400.0], &[7, 14, 21, 28]) };
    let table = near_repeat(&points, &days, &o).unwrap();
    assert_eq!(table.pairs, py["pairs_total"].as_u64().unwrap());
    assert_eq!(serde_json::json!(table.pairs_in_space), py["pairs_in_space_band"]);
    assert_eq!(serde_json::json!(table.pairs_in_time), py["pairs_in_time_band"]);
    let want = |of: &serde_json::Value, key: &str| numbers(&of[key]);
    for (c, cell) in table.cells.iter().enumerate() {
        let what = format!("cell {c}");
        assert_eq!(cell.observed, want(&py, "observed")[c] as u64, "{what}");
        assert_eq!(cell.observed, want(&r, "observed")[c] as u64, "{what}");
        near(cell.expected, want(&py, "expected_exact")[c], 1e-9, &what);
        near(cell.ratio, want(&py, "knox_ratio")[c], 1e-9, &what);
        // Two simulations with the same spread: their difference has twice the variance.
        let sd = want(&py, "mc_sd")[c];
        let apart = (cell.mean_simulated - want(&py, "mc_mean")[c]).abs();
        assert!(apart < 4.0 * sd * (2.0_f64 / 9_999.0).sqrt(), "{what}: mean {}", cell.mean_simulated);
        for (p, draws) in [(want(&py, "p_mc")[c], 9_999.0), (want(&r, "p_999")[c], 999.0_f64)] {
            let error = (p * (1.0 - p) / draws).sqrt() + (p * (1.0 - p) / 9_999.0).sqrt();
            assert!(
                (cell.p_ge - p).abs() <= 4.0 * error + 1.0 / draws,
                "{what}: p {} against {p}",
                cell.p_ge
            );
        }
    }
}

#[test]
fn two_events_100_m_and_3_days_apart_are_in_the_bands_that_begin_there() {
    // Near Repeat Calculator prints "101 to 200 m, 4 to 6 days" for them (peer defect 1).
    let o = options(&[1.0, 100.0, 200.0], &[3, 7]);
    let table = near_repeat(&[at(0.0, 0.0), at(60.0, 80.0), at(9e3, 9e3)], &[10, 13, 200], &o).unwrap();
    let held: Vec<_> = table.cells.iter().filter(|c| c.observed > 0).collect();
    assert_eq!(held.len(), 1);
    assert_eq!(interval(held[0].space_from_m, held[0].space_to_m), "[100, 200)");
    assert_eq!(interval(f64::from(held[0].days_from), f64::from(held[0].days_to)), "[3, 7)");
    let whole_weeks =
        near_repeat(&[at(0.0, 0.0), at(100.0, 0.0)], &[0, 3], &NearRepeatOptions::default()).unwrap();
    assert_eq!(whole_weeks.cell(2, 0).observed, 1, "[100, 200) and [0, 7)");
}

#[test]
fn the_same_place_is_its_own_band() {
    let o = NearRepeatOptions::default();
    let points = [at(5.0, 5.0), at(5.0, 5.0), at(5.9, 5.0), at(6.0, 5.0)];
    let table = near_repeat(&points, &[1, 1, 1, 1], &o).unwrap();
    assert_eq!(table.pairs_in_space, [4, 2, 0, 0, 0], "0, 0.1, 0.9 and 0.9 m; 1.0 m is the next band");
}

#[test]
fn pairs_are_those_of_an_r_tree() {
    let mut rng = stream(7, "near_repeat test", 0);
    let points: Vec<[f64; 2]> =
        (0..3_000).map(|_| [below(&mut rng, 4_000) as f64, (below(&mut rng, 90) * 40) as f64]).collect();
    let days: Vec<i32> = (0..points.len()).map(|_| below(&mut rng, 200) as i32).collect();
    let tree = rstar::RTree::bulk_load(points.clone());
    // Every pair is met from both ends; a point meets itself once at distance 0.
    let within = |edge: f64| -> u64 {
        let met: usize = points
            .iter()
            .map(|p| {
                tree.locate_within_distance(*p, edge * edge)
                    .filter(|q| {
                        let (dx, dy) = (p[0] - q[0], p[1] - q[1]);
                        dx * dx + dy * dy < edge * edge
                    })
                    .count()
            })
            .sum();
        (met - points.len()) as u64 / 2
    };
    let o = NearRepeatOptions { permutations: 99, ..NearRepeatOptions::default() };
    let placed: Vec<GridPoint> = points.iter().map(|p| at(p[0], p[1])).collect();
    let table = near_repeat(&placed, &days, &o).unwrap();
    let up_to: Vec<u64> = o.space_m.iter().map(|&e| within(e)).collect();
    let of_tree: Vec<u64> =
        (0..up_to.len()).map(|k| up_to[k] - if k == 0 { 0 } else { up_to[k - 1] }).collect();
    assert_eq!(table.pairs_in_space, of_tree);
}

/// Points on a coarse lattice, so that edges are met exactly, and a few strays.
fn events() -> impl Strategy<Value = Vec<((i32, i32), i32)>> {
    let near = ((-40_i32..40, -40_i32..40), -60_i32..60);
    let stray = ((-200_000_i32..200_000, -200_000_i32..200_000), -3_000_i32..3_000);
    proptest::collection::vec(prop_oneof![20 => near, 1 => stray], 2..90)
}

fn split(events: &[((i32, i32), i32)], scale: f64, shift: (f64, f64)) -> (Vec<GridPoint>, Vec<i32>) {
    let place = |p: (i32, i32)| at(f64::from(p.0) * scale + shift.0, f64::from(p.1) * scale + shift.1);
    (events.iter().map(|e| place(e.0)).collect(), events.iter().map(|e| e.1).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_are_those_of_all_pairs(events in events(), manhattan in any::<bool>(), scale in 1_u8..40) {
        let (points, days) = split(&events, f64::from(scale), (0.0, 0.0));
        let o = NearRepeatOptions {
            permutations: 99,
            metric: if manhattan { Metric::Manhattan } else { Metric::Euclidean },
            ..options(&[1.0, 25.0, 100.0, 200.0, 400.0], &[1, 7, 14, 21, 28, 60])
        };
        let table = near_repeat(&points, &days, &o).unwrap();
        let (in_space, cells) = brute(&points, &days, &o);
        prop_assert_eq!(&table.pairs_in_space, &in_space);
        prop_assert_eq!(observed(&table), cells);
        let all: u64 = (0..days.len()).map(|i| days[i + 1..].iter().filter(|d| d.abs_diff(days[i]) < 60).count() as u64).sum();
        prop_assert_eq!(table.pairs_in_time.iter().sum::<u64>(), all);
        for cell in &table.cells {
            prop_assert!(cell.p_ge > 0.0 && cell.p_ge <= 1.0 && cell.p_two_sided <= 1.0);
            prop_assert!(cell.p_ge + cell.p_le > 1.0, "a tie counts on both sides");
        }
    }

    #[test]
    fn row_order_translation_mirrors_and_threads_change_nothing(events in events(), turn in 1_usize..50, east in -4_000_i32..4_000) {
        let (points, days) = split(&events, 10.0, (0.0, 0.0));
        let o = NearRepeatOptions { permutations: 199, ..NearRepeatOptions::default() };
        // A ratio over nothing is not a number and equals nothing: tables are compared as written.
        let table_of = |p: &[GridPoint], d: &[i32]| format!("{:?}", near_repeat(p, d, &o).unwrap());
        let table = table_of(&points, &days);
        let mut turned = events.clone();
        turned.rotate_left(turn % events.len());
        turned.reverse();
        let (p, d) = split(&turned, 10.0, (f64::from(east) * 64.0, -1_024.0));
        let shifted: Vec<i32> = d.iter().map(|d| d + 700).collect();
        prop_assert_eq!(&table_of(&p, &shifted), &table);
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(&one.install(|| table_of(&points, &days)), &table);
        // Time runs backwards: the same pairs.
        let back: Vec<i32> = days.iter().map(|d| -d).collect();
        let counts = |d: &[i32]| observed(&near_repeat(&points, d, &o).unwrap());
        prop_assert_eq!(counts(&back), counts(&days));
    }
}

#[test]
fn shuffles_are_those_of_the_dates_alone() {
    // The simulated means of a small table, against the mean over all orders of its dates.
    let (points, days) = golden_events();
    let o = NearRepeatOptions { permutations: 9_999, seed: 5, ..NearRepeatOptions::default() };
    let table = near_repeat(&points, &days, &o).unwrap();
    for cell in table.cells.iter().filter(|c| c.expected > 0.5) {
        let error = 4.0 * (1.5 * cell.expected / 9_999.0).sqrt();
        assert!((cell.mean_simulated - cell.expected).abs() < error, "{cell:?}");
    }
}

#[test]
fn settings_out_of_range_and_too_little_data_are_refused_in_words() {
    let two = [at(0.0, 0.0), at(1.0, 1.0)];
    let refused = |o: NearRepeatOptions| near_repeat(&two, &[1, 2], &o).unwrap_err().to_string();
    assert!(refused(options(&[100.0, 100.0], &[7])).starts_with("space bands: got 100,100"));
    assert!(refused(options(&[f64::NAN], &[7])).contains("space bands"));
    assert!(refused(options(&[100.0], &[])).contains("time bands"));
    assert!(refused(options(&[100.0], &[0, 7])).contains("time bands: got 0,7"));
    let o = NearRepeatOptions { permutations: 10, ..NearRepeatOptions::default() };
    assert!(refused(o).contains("permutations: got 10"));
    let o = NearRepeatOptions::default();
    assert!(matches!(near_repeat(&two[..1], &[1], &o), Err(DetectError::TooFew { got: 1, .. })));
    assert!(matches!(near_repeat(&two, &[1], &o), Err(DetectError::Lengths { .. })));
    let far = near_repeat(&two, &[i32::MIN, i32::MAX], &o).unwrap_err();
    assert!(far.to_string().contains("days from the first event to the last"), "{far}");
}

#[test]
fn one_place_one_day_or_a_stray_point_are_no_trouble() {
    let o = NearRepeatOptions { permutations: 99, ..NearRepeatOptions::default() };
    let same = near_repeat(&[at(1.0, 1.0); 50], &[3; 50], &o).unwrap();
    assert_eq!(same.cell(0, 0).observed, 1_225);
    assert!((same.cell(0, 0).p_ge - 1.0).abs() < 1e-12, "no order of the dates gives another table");
    assert!(same.cell(1, 0).ratio.is_nan(), "nothing expected, no ratio");
    let mut points: Vec<GridPoint> = (0..500).map(|i| at(5e5 + f64::from(i) * 20.0, 1.6e5)).collect();
    points.push(at(0.0, 0.0));
    points.push(at(-1e7, 1e7));
    let days: Vec<i32> = (0..502).map(|i| i % 91).collect();
    let table = near_repeat(&points, &days, &o).unwrap();
    let (in_space, cells) = brute(&points, &days, &o);
    assert_eq!((table.pairs_in_space.clone(), observed(&table)), (in_space, cells));
}

fn null_events(rng: &mut Stream, n: usize) -> (Vec<GridPoint>, Vec<i32>) {
    // Busy places and a season, but no contagion: dates know nothing of places.
    (0..n)
        .map(|_| {
            let (cx, cy) = (below(rng, 5) as f64 * 900.0, below(rng, 5) as f64 * 900.0);
            let p = at(cx + uniform(rng) * 400.0, cy + uniform(rng) * 400.0);
            (p, (uniform(rng) * uniform(rng) * 200.0) as i32)
        })
        .unzip()
}

#[test]
fn p_is_valid_when_dates_know_nothing_of_places() {
    let seeds = if prove() { 2_000 } else { 150 };
    let levels = [0.01, 0.05, 0.1];
    let (mut one_sided, mut two_sided, mut claimed) = ([0_u32; 3], [0_u32; 3], 0_u32);
    for seed in 0..seeds {
        let (points, days) = null_events(&mut stream(seed, "near_repeat null", 0), 160);
        let o = NearRepeatOptions { permutations: 199, seed, ..NearRepeatOptions::default() };
        let table = near_repeat(&points, &days, &o).unwrap();
        let cell = table.cell(2, 0);
        for (k, level) in levels.iter().enumerate() {
            one_sided[k] += u32::from(cell.p_ge <= *level);
            two_sided[k] += u32::from(cell.p_two_sided <= *level);
        }
        claimed += u32::from(table.cells.iter().any(|c| c.p_fdr <= 0.05));
    }
    let n = seeds as f64;
    let most = |level: f64| level * n + 3.0 * (level * (1.0 - level) * n).sqrt();
    for (k, level) in levels.iter().enumerate() {
        for got in [one_sided[k], two_sided[k]] {
            assert!(f64::from(got) <= most(*level), "{got} of {n} at {level}");
        }
    }
    assert!(f64::from(claimed) <= most(0.05), "any cell after correction: {claimed} of {n}");
    proof(&format!(
        "near-repeat, {seeds} tables without contagion, [100, 200) m within a week: p <= 0.01, 0.05, 0.1 one-sided in {one_sided:?}, two-sided in {two_sided:?}; any cell at FDR 5 % in {claimed}"
    ));
}

/// Places and dates by chance, and `repeats` events that each follow one of them within 90 m and 6 days.
fn contagious(rng: &mut Stream, n: usize, repeats: usize) -> (Vec<GridPoint>, Vec<i32>) {
    let (mut points, mut days) = null_events(rng, n);
    for _ in 0..repeats {
        let of = below(rng, n as u64) as usize;
        let (dx, dy) = (uniform(rng) * 120.0 - 60.0, uniform(rng) * 120.0 - 60.0);
        points.push(at(points[of].easting_m() + dx, points[of].northing_m() + dy));
        days.push(days[of] + 1 + below(rng, 5) as i32);
    }
    (points, days)
}

#[test]
fn contagion_is_found_with_its_reach_and_its_absence_is_said() {
    let o = NearRepeatOptions::default();
    let (points, days) = contagious(&mut stream(3, "contagion", 0), 600, 120);
    let table = near_repeat(&points, &days, &o).unwrap();
    assert!(table.cell(1, 0).actionable && table.cell(1, 0).p_fdr <= 0.05, "{:?}", table.cell(1, 0));
    let Verdict::NearRepeat(decay) = verdict(&table) else { panic!("{:?}", verdict(&table)) };
    assert!(decay.space_m >= 100.0 && decay.space_m <= 200.0 && decay.days == 7, "{decay:?}");
    assert!(decay.half_life_days > 0.0 && decay.half_life_days <= 7.0 && decay.ratio >= 1.2);
    assert!((decay.remaining(0.0) - 1.0).abs() < 1e-12 && decay.remaining(7.0).abs() < 1e-12);
    assert!((decay.remaining(decay.half_life_days) - 0.5).abs() < 1e-12);

    let mut without = 0;
    for seed in 0..20 {
        let (points, days) = null_events(&mut stream(seed, "no contagion", 0), 600);
        let o = NearRepeatOptions { seed, ..o.clone() };
        without += u32::from(verdict(&near_repeat(&points, &days, &o).unwrap()) == Verdict::NoEvidence);
    }
    assert!(without >= 18, "no evidence in {without} of 20 towns without contagion");
}

#[test]
fn an_originator_has_none_before_it_and_a_chain_holds_all_that_touch() {
    use Role::{Alone, NearRepeat, Originator};
    let points: Vec<GridPoint> =
        [0.0, 50.0, 120.0, 900.0, 905.0, 4_000.0, 900.0].iter().map(|&x| at(x, 0.0)).collect();
    let days = [10, 12, 18, 30, 30, 31, 60];
    let links = link(&points, &days, 100.0, 7, Metric::Euclidean).unwrap();
    assert_eq!(links.roles, [Originator, NearRepeat, NearRepeat, Originator, Originator, Alone, Alone]);
    assert_eq!(links.chain_of, [Some(0), Some(0), Some(0), Some(1), Some(1), None, None]);
    let [first, second] = links.chains[..] else { panic!("{:?}", links.chains) };
    assert_eq!((first.events, first.first_day, first.last_day, first.open), (3, 10, 18, false));
    assert_eq!((second.events, second.first_day, second.last_day), (2, 30, 30));
    let open = link(&points[..3], &days[..3], 100.0, 7, Metric::Euclidean).unwrap();
    assert!(open.chains[0].open);
    assert!(
        link(&points, &days, 0.0, 7, Metric::Euclidean).unwrap_err().to_string().contains("0 m and 7 days")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn chains_are_the_connected_components(events in events(), manhattan in any::<bool>()) {
        let (points, days) = split(&events, 10.0, (0.0, 0.0));
        let metric = if manhattan { Metric::Manhattan } else { Metric::Euclidean };
        let links = link(&points, &days, 100.0, 14, metric).unwrap();
        let n = points.len();
        let near = |i: usize, j: usize| {
            let (dx, dy) = (points[i].easting_m() - points[j].easting_m(), points[i].northing_m() - points[j].northing_m());
            let close = if manhattan { dx.abs() + dy.abs() < 100.0 } else { dx * dx + dy * dy < 10_000.0 };
            i != j && close && days[i].abs_diff(days[j]) < 14
        };
        // Spread labels until nothing changes.
        let mut label: Vec<usize> = (0..n).collect();
        loop {
            let mut changed = false;
            for i in 0..n {
                for j in 0..n {
                    if near(i, j) && label[j] < label[i] {
                        label[i] = label[j];
                        changed = true;
                    }
                }
            }
            if !changed { break }
        }
        for i in 0..n {
            let alone = (0..n).all(|j| !near(i, j));
            prop_assert_eq!(alone, links.chain_of[i].is_none());
            let after_another = (0..n).any(|j| near(i, j) && days[j] < days[i]);
            let role = if alone { Role::Alone } else if after_another { Role::NearRepeat } else { Role::Originator };
            prop_assert_eq!(links.roles[i], role);
            for j in 0..n {
                if links.chain_of[i].is_some() && links.chain_of[j].is_some() {
                    prop_assert_eq!(label[i] == label[j], links.chain_of[i] == links.chain_of[j]);
                }
            }
        }
        let of_chains: u32 = links.chains.iter().map(|c| c.events).sum();
        prop_assert_eq!(of_chains as usize, links.chain_of.iter().flatten().count());
    }
}

fn harmspot(args: &[&str]) -> Said {
    detect(&[&["near-repeat"], args].concat()).well()
}

#[test]
fn the_command_line_gives_the_knox_golden_from_planar_points_as_they_are() {
    let file = golden("knox.input.csv");
    let args = [
        "--points",
        &file.to_string_lossy(),
        "--time",
        "day",
        "--crs",
        "planar",
        "--space",
        "100,200,300,400",
    ];
    let out = harmspot(&args);
    let text = out.out;
    assert!(
        text.starts_with("space_from_m,space_to_m,days_from,days_to,observed,expected,ratio,p_ge,"),
        "{text}"
    );
    let py = json("knox.expected_py.json");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 16);
    for (c, row) in rows.iter().enumerate() {
        let number = |k: usize| row[k].parse::<f64>().unwrap();
        assert_eq!(row[4].parse::<u64>().unwrap(), py["observed"][c / 4][c % 4].as_u64().unwrap());
        near(number(5), py["expected_exact"][c / 4][c % 4].as_f64().unwrap(), 1e-9, "expected");
    }
    let said = out.err;
    assert!(said.contains("[0, 100)") && said.contains("[7, 14)"), "interval notation: {said}");
    assert!(
        said.contains("read as days") && said.contains("found       repeats nearer than 200 m"),
        "{said}"
    );
    assert_eq!(harmspot(&args).out, text, "same bytes");
}

#[test]
fn memphis_and_chicago_run_from_rows_to_the_knox_table() {
    let Some(memphis) = crate::shared::shared("data/events_with_time/memphis_robberies_2019.csv") else {
        return;
    };
    let Some(chicago) = crate::shared::shared("data/events_with_time/chicago_aggravated_assaults.csv.gz")
    else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let unpacked = scratch.path().join("chicago.csv");
    let mut gz = flate2::read::GzDecoder::new(std::fs::File::open(chicago).unwrap());
    std::io::copy(&mut gz, &mut std::fs::File::create(&unpacked).unwrap()).unwrap();
    for (name, file) in [("Memphis robberies 2019", &memphis), ("Chicago aggravated assaults", &unpacked)] {
        let file = file.to_string_lossy().into_owned();
        let mut args = vec![
            "--points",
            &file,
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
            "--json",
        ];
        if name.starts_with("Chicago") && !prove() {
            args.extend(["--from", "2019-01", "--to", "2019-12"]);
        }
        let summary = harmspot(&args).json();
        assert!(summary["totals"]["events"].as_u64().unwrap() > 2_000);
        assert!(summary["test"]["null"].as_str().unwrap().starts_with("dates and places"));
        let found = summary["totals"]["finding"].as_str().unwrap();
        proof(&format!("near-repeat, {name}: {} events, {found}", summary["totals"]["events"]));
        if name.starts_with("Memphis") {
            assert!(found.contains("repeats nearer than 100 m and sooner than 7 days"), "{found}");
            let alerts = scratch.path().join("alerts.geojson").to_string_lossy().into_owned();
            harmspot(&[&args[..args.len() - 1], &["--show", "alerts", "-o", &alerts]].concat());
            let discs: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(&alerts).unwrap()).unwrap();
            let first = &discs["features"][0];
            assert_eq!(first["geometry"]["type"], "MultiPolygon");
            assert_eq!(
                first["properties"]["weight"], 1.0,
                "an event of the last day has all its surplus ahead"
            );
        }
    }
}

#[test]
fn more_simulated_counts_than_memory_should_hold_are_refused_before_they_are_made() {
    let bands: Vec<u32> = (1..=64).collect();
    let options = NearRepeatOptions {
        space_m: bands.iter().map(|&b| f64::from(b)).collect(),
        days: bands,
        permutations: 99_999,
        ..NearRepeatOptions::default()
    };
    let points = [0.0, 10.0, 20.0].map(|x| GridPoint::new(x, 0.0).unwrap());
    let error = near_repeat(&points, &[1, 2, 3], &options).unwrap_err().to_string();
    assert!(error.contains("permutations") && error.contains("409595904"), "{error}");
}

/// 240 events of a year over a square of 3 km, and so many more within 80 m and 3 days of one of them.
fn with_repeats(repeats: usize) -> tempfile::NamedTempFile {
    use std::fmt::Write as _;
    let mut rng = stream(7, "border test", 0);
    let mut rows = "x,y,day\n".to_owned();
    let mut events: Vec<(f64, f64, u64)> = (0..240)
        .map(|_| (3_000.0 * uniform(&mut rng), 3_000.0 * uniform(&mut rng), below(&mut rng, 360)))
        .collect();
    for i in 0..repeats {
        let (x, y, day) = events[i * 7];
        events.push((x + 80.0 * uniform(&mut rng), y, day + below(&mut rng, 4)));
    }
    for (x, y, day) in events {
        writeln!(rows, "{x:.1},{y:.1},{day}").unwrap();
    }
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    std::fs::write(file.path(), rows).unwrap();
    file
}

fn finding(file: &tempfile::NamedTempFile, seed: u64, permutations: &str) -> String {
    let (path, seed) = (file.path().to_string_lossy().into_owned(), seed.to_string());
    let base =
        ["--points", &path, "--crs", "planar", "--time", "day", "--space", "100,200,300", "--days", "7,14"];
    let more = ["--permutations", permutations, "--seed", &seed, "--json"];
    harmspot(&[&base[..], &more].concat()).json()["totals"]["finding"].as_str().unwrap().to_owned()
}

#[test]
fn a_verdict_that_turns_with_the_seed_is_said_to_be_on_the_border() {
    let border = with_repeats(9);
    let told: Vec<String> = (1..=4).map(|seed| finding(&border, seed, "999")).collect();
    assert!(told.iter().all(|w| w.starts_with("on the border: with 999 shuffles")), "{told:?}");
    assert!(told.iter().all(|w| w.contains("run it with --permutations 9999")), "{told:?}");
    let none = told.iter().filter(|w| w.contains("no evidence of repeats")).count();
    assert!(0 < none && none < told.len(), "it turns with the seed: {told:?}");
    for (repeats, words) in [(3, "no evidence of repeats"), (20, "repeats nearer than")] {
        let file = with_repeats(repeats);
        for seed in 1..=2 {
            let told = finding(&file, seed, "999");
            assert!(told.starts_with(words), "{repeats} repeats are no border: {told}");
        }
    }
    let more = finding(&border, 1, "9999");
    assert!(!more.contains("--permutations 9999:"), "the shuffles made already are not asked for: {more}");
}
