//! The scan statistics against scanstatistics, smerc and SaTScan, against all cylinders, and against chance.

use std::fmt::Write as _;

use harmspot::{
    detect::{
        Cluster, DetectError, Direction, ScanData, ScanModel, ScanOptions, ScanRun, log_likelihood_ratio,
        scan,
    },
    geodesy::GridPoint,
    inference::{Stream, below, stream, uniform},
};
use proptest::prelude::*;

use crate::{
    goldens::{column, golden, near},
    program::{Said, detect},
    proof::{proof, prove},
    shared::shared,
};

fn json(path: &std::path::Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn at(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

/// Places, cases by place and week, population of the golden.
struct Golden {
    places: Vec<GridPoint>,
    cases: Vec<u32>,
    population: Vec<f64>,
}

impl Golden {
    fn read() -> Self {
        let (x, y) = (column("scan.locations.csv", "x"), column("scan.locations.csv", "y"));
        let population = column("scan.locations.csv", "population");
        let mut cases = vec![0; 12 * x.len()];
        let (week, id) = (column("scan.counts.csv", "week"), column("scan.counts.csv", "id"));
        for ((week, id), count) in week.iter().zip(&id).zip(column("scan.counts.csv", "count")) {
            cases[*id as usize * 12 + *week as usize] += count as u32;
        }
        Self { places: x.into_iter().zip(y).map(|(x, y)| at(x, y)).collect(), cases, population }
    }

    fn scan(&self, model: ScanModel, max_steps: Option<u32>, replications: u32) -> ScanRun {
        let data = ScanData {
            places: &self.places,
            steps: 12,
            cases: &self.cases,
            population: Some(&self.population),
        };
        let neighbours = if model == ScanModel::Poisson { None } else { Some(10) };
        let options = ScanOptions {
            model,
            max_neighbours: neighbours,
            max_radius_m: None,
            max_steps,
            replications,
            ..ScanOptions::default()
        };
        scan(&data, &options).unwrap()
    }
}

fn places_of(cluster: &Cluster) -> Vec<u64> {
    let mut places: Vec<u64> = cluster.places.iter().map(|&p| u64::from(p)).collect();
    places.sort_unstable();
    places
}

fn within_4_errors(p: f64, want: f64, ours: f64, theirs: f64) -> bool {
    let spread = (want * (1.0 - want)).max(want / ours);
    (p - want).abs() <= 4.0 * ((spread / ours).sqrt() + (spread / theirs).sqrt()) + 1.0 / ours + 1.0 / theirs
}

#[test]
fn prospective_scans_find_what_scanstatistics_finds() {
    let golden_r = json(&golden("scan.expected_r.json"));
    let data = Golden::read();
    for (model, key) in [(ScanModel::StPoisson, "poisson"), (ScanModel::StPermutation, "permutation")] {
        let want = &golden_r[key];
        let run = data.scan(model, Some(12), 999);
        let first = &run.clusters[0];
        assert_eq!(serde_json::json!(places_of(first)), want["locations"], "{key}");
        assert_eq!(
            u64::from(first.to_step - first.from_step + 1),
            want["duration"].as_u64().unwrap(),
            "{key}"
        );
        assert_eq!(first.to_step, 11, "prospective");
        near(first.llr, want["score"].as_f64().unwrap(), 1e-9, key);
        assert!(
            within_4_errors(first.p, want["p_mc_999"].as_f64().unwrap(), 999.0, 999.0),
            "{key} {}",
            first.p
        );
        assert_eq!(run.zones, golden_r["n_zones"].as_u64().unwrap(), "distinct zones");
    }
}

#[test]
fn scans_find_what_satscan_finds() {
    let satscan = json(&golden("scan.expected_satscan.json"));
    let data = Golden::read();
    // SaTScan ran with windows of up to 90 % (Poisson) and 50 % (permutation) of the period.
    for (model, key, longest) in
        [(ScanModel::StPoisson, "poisson", 10), (ScanModel::StPermutation, "permutation", 6)]
    {
        let run = data.scan(model, Some(longest), 9_999);
        let first = &run.clusters[0];
        let want = &satscan[key][0];
        assert_eq!(serde_json::json!(places_of(first)), want["locations"], "{key}");
        let weeks = u64::from(first.to_step - first.from_step + 1);
        assert_eq!(weeks, want["duration_weeks"].as_u64().unwrap(), "{key}");
        assert_eq!(first.observed, want["cases"].as_u64().unwrap(), "{key}");
        assert!(
            (first.expected - want["expected"].as_f64().unwrap()).abs() <= 0.005,
            "{key}: {}",
            first.expected
        );
        near(first.llr, want["llr_or_test_statistic"].as_f64().unwrap(), 1e-7, key);
        if let Some(risk) = want["relative_risk"].as_f64() {
            assert!((first.relative_risk - risk).abs() <= 0.005, "{key}: {}", first.relative_risk);
        }
        assert!(
            within_4_errors(first.p, want["p_9999"].as_f64().unwrap(), 9_999.0, 9_999.0),
            "{key} {}",
            first.p
        );
        assert!(first.p_gumbel < 1e-4, "{key}: {:e}", first.p_gumbel);
    }
}

#[test]
fn the_purely_spatial_scan_finds_what_smerc_finds() {
    let want = &json(&golden("scan.expected_r.json"))["spatial_smerc"];
    let run = Golden::read().scan(ScanModel::Poisson, None, 999);
    let first = &run.clusters[0];
    assert_eq!(serde_json::json!(places_of(first)), want["locations"]);
    near(first.llr, want["statistic"].as_f64().unwrap(), 1e-9, "statistic");
    near(first.expected, want["expected"].as_f64().unwrap(), 1e-9, "expected");
    near(first.relative_risk, want["rr"].as_f64().unwrap(), 1e-9, "relative risk");
    assert_eq!(first.observed, want["cases"].as_u64().unwrap());
    assert!(within_4_errors(first.p, want["p_999"].as_f64().unwrap(), 999.0, 999.0), "{}", first.p);
}

#[test]
fn the_new_york_leukaemia_clusters_are_those_of_smerc() {
    let Some(input) = shared("data/reference_scan/nyleukemia.input.csv") else { return };
    let Some(expected) = shared("data/reference_scan/nyleukemia.expected_smerc.json") else { return };
    let mut reader = csv::Reader::from_path(input).unwrap();
    let rows: Vec<[f64; 4]> = reader.deserialize().map(Result::unwrap).collect();
    let places: Vec<GridPoint> = rows.iter().map(|r| at(r[0], r[1])).collect();
    let population: Vec<f64> = rows.iter().map(|r| r[2]).collect();
    let cases: Vec<u32> = rows.iter().map(|r| r[3].floor() as u32).collect();
    let options = ScanOptions {
        model: ScanModel::Poisson,
        max_radius_m: None,
        max_share: 0.1,
        ..ScanOptions::default()
    };
    let data = ScanData { places: &places, steps: 1, cases: &cases, population: Some(&population) };
    let run = scan(&data, &options).unwrap();
    let wanted = json(&expected);
    for (cluster, want) in run.clusters.iter().zip(wanted.as_array().unwrap()) {
        let mut ids: Vec<u64> =
            want["locations0"].as_array().unwrap().iter().map(|v| v.as_u64().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(places_of(cluster), ids);
        near(cluster.llr, want["statistic"].as_f64().unwrap(), 1e-6, "statistic");
        near(cluster.expected, want["expected"].as_f64().unwrap(), 1e-9, "expected");
        near(cluster.radius_m, want["r"].as_f64().unwrap(), 1e-9, "radius");
        assert_eq!(cluster.observed, want["cases"].as_u64().unwrap());
        let p = want["p"].as_f64().unwrap();
        assert!(within_4_errors(cluster.p, p, 999.0, 999.0), "p {} against {p}", cluster.p);
        assert!((cluster.p_gumbel - p).abs() < 0.03, "Gumbel p {} against {p}", cluster.p_gumbel);
    }
    assert!(run.clusters.len() >= 3);
}

#[test]
fn the_ratio_of_8_where_2_5_of_120_are_expected_is_3_9360() {
    assert!((log_likelihood_ratio(8.0, 2.5, 120.0) - 3.9360).abs() < 5e-5);
    assert!(log_likelihood_ratio(2.0, 2.5, 120.0).abs() < 1e-300, "too few is no cluster");
    assert!((log_likelihood_ratio(5.0, 1.0, 5.0) - 5.0 * 5.0_f64.ln()).abs() < 1e-12, "all cases inside");
}

#[test]
fn recurrence_is_the_analysis_period_over_p() {
    let run = Golden::read().scan(ScanModel::StPermutation, Some(6), 999);
    let first = &run.clusters[0];
    assert!((first.recurrence(7.0) - 7.0 / first.p).abs() < 1e-9);
}

/// A small problem on a lattice, so that rims with several places occur.
#[derive(Debug, Clone)]
struct Small {
    places: Vec<(i32, i32)>,
    steps: u32,
    cases: Vec<u32>,
    population: Vec<f64>,
}

fn small() -> impl Strategy<Value = Small> {
    (3_usize..14, 2_u32..7).prop_flat_map(|(n, steps)| {
        let places = proptest::collection::btree_set((-6_i32..6, -6_i32..6), n..=n);
        let cases = proptest::collection::vec(
            prop_oneof![3 => Just(0_u32), 3 => 0_u32..4, 1 => 0_u32..15],
            n * steps as usize,
        );
        // At most 14 cases a step: cases and controls together are never fewer.
        let population = proptest::collection::vec((84_u32..400).prop_map(f64::from), n);
        (places, cases, population).prop_map(move |(places, cases, population)| Small {
            places: places.into_iter().collect(),
            steps,
            cases,
            population,
        })
    })
}

impl Small {
    fn points(&self, scale: f64, shift: (f64, f64)) -> Vec<GridPoint> {
        let place = |p: &(i32, i32)| at(f64::from(p.0) * scale + shift.0, f64::from(p.1) * scale + shift.1);
        self.places.iter().map(place).collect()
    }

    fn run(&self, points: &[GridPoint], options: &ScanOptions) -> Result<ScanRun, DetectError> {
        let data = ScanData {
            places: points,
            steps: self.steps,
            cases: &self.cases,
            population: Some(&self.population),
        };
        scan(&data, options)
    }

    /// Every circle and every window, nothing clever: the largest ratio.
    fn brute(&self, points: &[GridPoint], o: &ScanOptions) -> f64 {
        let steps = self.steps as usize;
        let total: f64 = self.cases.iter().map(|&c| f64::from(c)).sum();
        let people: f64 = self.population.iter().sum();
        let of_place =
            |p: usize| self.cases[p * steps..(p + 1) * steps].iter().map(|&c| f64::from(c)).sum::<f64>();
        let weight = |p: usize| match o.model {
            ScanModel::StPermutation => of_place(p),
            _ => self.population[p] * total / people,
        };
        let mut best = 0.0_f64;
        for centre in points {
            for rim in points {
                let radius = centre.distance_m(*rim);
                let inside: Vec<usize> = (0..points.len())
                    .filter(|&p| centre.distance_m(points[p]) <= radius * (1.0 + 1e-12))
                    .collect();
                let share: f64 = inside.iter().map(|&p| weight(p)).sum::<f64>() / total;
                if radius > o.max_radius_m.unwrap_or(f64::INFINITY) || share > o.max_share * (1.0 + 1e-9) {
                    continue;
                }
                let windows: Vec<(usize, usize)> = match (o.model, o.direction) {
                    (model, _) if model.ignores_time() => vec![(0, steps)],
                    (_, Direction::Prospective) => (0..steps).map(|from| (from, steps)).collect(),
                    _ => (0..steps).flat_map(|f| (f + 1..=steps).map(move |e| (f, e))).collect(),
                };
                for (from, end) in windows {
                    let long = end - from > (steps / 2).max(1);
                    if !o.model.ignores_time() && long {
                        continue;
                    }
                    let count: u32 = inside
                        .iter()
                        .map(|&p| self.cases[p * steps + from..p * steps + end].iter().sum::<u32>())
                        .sum();
                    let in_window: u32 = (0..points.len())
                        .map(|p| self.cases[p * steps + from..p * steps + end].iter().sum::<u32>())
                        .sum();
                    let time = match o.model {
                        ScanModel::StPermutation => f64::from(in_window) / total,
                        _ => (end - from) as f64 / steps as f64,
                    };
                    let expected = share * total * time;
                    best = best.max(match o.model {
                        ScanModel::Bernoulli => {
                            let n = inside.iter().map(|&p| self.population[p]).sum();
                            of_shares(f64::from(count), n, total, people)
                        }
                        _ => log_likelihood_ratio(f64::from(count), expected, total),
                    });
                }
            }
        }
        best
    }
}

/// Kulldorff's (1997) ratio of two shares: c of n inside, the rest of C among N outside.
fn of_shares(c: f64, n: f64, total: f64, people: f64) -> f64 {
    if c * (people - n) <= n * (total - c) {
        return 0.0;
    }
    let half = |c: f64, n: f64| {
        let part = |x: f64| if x > 0.0 { x * (x / n).ln() } else { 0.0 };
        part(c) + part(n - c)
    };
    half(c, n) + half(total - c, people - n) - half(total, people)
}

fn any_options() -> impl Strategy<Value = ScanOptions> {
    let model = prop_oneof![
        Just(ScanModel::StPermutation),
        Just(ScanModel::StPoisson),
        Just(ScanModel::Poisson),
        Just(ScanModel::Bernoulli)
    ];
    let radius = prop_oneof![Just(None), (0_u32..900).prop_map(|r| Some(f64::from(r)))];
    (model, any::<bool>(), radius).prop_map(|(model, retrospective, max_radius_m)| ScanOptions {
        model,
        direction: if retrospective { Direction::Retrospective } else { Direction::Prospective },
        max_radius_m,
        replications: 99,
        ..ScanOptions::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_strongest_cluster_is_that_of_all_cylinders(small in small(), o in any_options()) {
        let points = small.points(100.0, (0.0, 0.0));
        let Ok(run) = small.run(&points, &o) else { return Ok(()) };
        let want = small.brute(&points, &o);
        let got = run.clusters.first().map_or(0.0, |c| c.llr);
        prop_assert!((got - want).abs() <= 1e-9 * want.max(1.0), "{got} against {want}");
        let mut taken = std::collections::BTreeSet::new();
        for cluster in &run.clusters {
            prop_assert!(cluster.observed as f64 > cluster.expected && cluster.p > 0.0 && cluster.p <= 1.0);
            prop_assert!(cluster.places.iter().all(|p| taken.insert(*p)), "no place is in two clusters");
        }
        prop_assert!(run.clusters.windows(2).all(|w| w[0].llr >= w[1].llr && w[0].p <= w[1].p));
    }

    #[test]
    fn place_order_translation_and_threads_change_nothing(small in small(), o in any_options(), turn in 0_usize..20) {
        let points = small.points(64.0, (0.0, 0.0));
        let Ok(run) = small.run(&points, &o) else { return Ok(()) };
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(&one.install(|| small.run(&points, &o).unwrap()), &run);
        let n = points.len();
        let order: Vec<usize> = (0..n).map(|i| (n - 1 - i + turn) % n).collect();
        let steps = small.steps as usize;
        let turned = Small {
            places: order.iter().map(|&i| small.places[i]).collect(),
            steps: small.steps,
            cases: order.iter().flat_map(|&i| small.cases[i * steps..(i + 1) * steps].to_vec()).collect(),
            population: order.iter().map(|&i| small.population[i]).collect(),
        };
        let again = turned.run(&turned.points(64.0, (4_096.0, -1_024.0)), &o).unwrap();
        prop_assert_eq!(&again.maxima, &run.maxima);
        prop_assert_eq!(again.clusters.len(), run.clusters.len());
        for (a, b) in again.clusters.iter().zip(&run.clusters) {
            let named: Vec<u32> = a.places.iter().map(|&p| order[p as usize] as u32).collect();
            let renamed = Cluster { places: named, ..a.clone() };
            prop_assert_eq!(&renamed, b);
        }
    }
}

#[test]
fn what_a_scan_cannot_answer_is_refused_in_words() {
    let places = [at(0.0, 0.0), at(100.0, 0.0), at(0.0, 100.0)];
    let cases = [1, 2, 3, 0, 1, 0];
    let data = |population| ScanData { places: &places, steps: 2, cases: &cases, population };
    let refused = |population, o: ScanOptions| scan(&data(population), &o).unwrap_err().to_string();
    let o = ScanOptions::default;
    assert!(refused(None, ScanOptions { replications: 9, ..o() }).contains("replications: got 9"));
    assert!(refused(None, ScanOptions { max_share: f64::NAN, ..o() }).contains("largest share"));
    assert!(refused(None, ScanOptions { max_radius_m: Some(-1.0), ..o() }).contains("largest radius"));
    assert!(refused(None, ScanOptions { min_steps: 2, ..o() }).contains("window: got 2 to 1 steps"));
    assert!(refused(None, ScanOptions { max_neighbours: Some(0), ..o() }).contains("most places"));
    let poisson = ScanOptions { model: ScanModel::StPoisson, ..o() };
    assert!(refused(None, poisson.clone()).contains("0 values"), "no population");
    assert!(refused(Some(&[1.0, 0.0, 1.0]), poisson.clone()).contains("unit 1 (0-based) has 0"));
    assert!(refused(Some(&[1.0, f64::NAN, 1.0]), poisson.clone()).contains("NaN"));
    assert!(refused(Some(&[1.0, -5.0, 1.0]), poisson).contains("-5"));
    let none = ScanData { places: &places, steps: 2, cases: &[0; 6], population: None };
    assert!(scan(&none, &o()).unwrap_err().to_string().contains("0 cases"));
    let one = ScanData { places: &places[..1], steps: 2, cases: &cases[..2], population: None };
    assert!(scan(&one, &o()).unwrap_err().to_string().contains("1 places"));
}

#[test]
fn cases_without_controls_or_with_fewer_people_than_cases_are_refused() {
    let places = [at(0.0, 0.0), at(100.0, 0.0), at(300.0, 0.0)];
    let with = |cases: &[u32], population: &[f64]| {
        let data = ScanData { places: &places, steps: 1, cases, population: Some(population) };
        scan(&data, &ScanOptions { model: ScanModel::Bernoulli, ..ScanOptions::default() })
    };
    assert!(with(&[3, 0, 1], &[5.0, 9.0, 4.0]).is_ok());
    let said = |e: Result<ScanRun, DetectError>| e.unwrap_err().to_string();
    assert!(said(with(&[3, 0, 1], &[2.0, 9.0, 4.0])).contains("place 0 (0-based) has 2 with 3 cases"));
    assert!(said(with(&[3, 0, 1], &[3.5, 9.0, 4.0])).contains("whole numbers"));
    assert!(said(with(&[3, 1, 1], &[3.0, 1.0, 1.0])).contains("controls"));
}

#[test]
fn the_command_line_sets_cases_among_controls_from_rows_and_from_files_alike() {
    let dir = tempfile::tempdir().unwrap();
    // A town of 8 x 8 corners with four people each; where x and y are under 3 three of them are cases, else one in eight.
    let mut rows = "x,y,weapon\n".to_owned();
    let (mut cases, mut controls, mut places) =
        ("id,cases\n".to_owned(), "id,controls\n".to_owned(), "id,x,y\n".to_owned());
    for corner in 0..64_u32 {
        let (col, row) = (corner % 8, corner / 8);
        let knives = if col < 3 && row < 3 { 3 } else { u32::from(corner % 2 == 0) };
        let (x, y) = (576_000 + 200 * col, 155_000 + 200 * row);
        for person in 0..4 {
            let word = if person < knives { "knife" } else { "none" };
            writeln!(rows, "{x},{y},{word}").expect("a string");
        }
        writeln!(cases, "c{corner},{knives}").expect("a string");
        writeln!(controls, "c{corner},{}", 4 - knives).expect("a string");
        writeln!(places, "c{corner},{x},{y}").expect("a string");
    }
    let put = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let rows_file = put("rows.csv", &rows);
    let (c, k, p) = (put("c.csv", &cases), put("k.csv", &controls), put("p.csv", &places));
    let from_rows =
        rows_of(&["--model", "bernoulli", "--points", &rows_file, "--class", "weapon", "--case", "knife"]);
    let from_files = rows_of(&["--model", "bernoulli", "--cases", &c, "--controls", &k, "--coordinates", &p]);
    assert_eq!(from_rows.len(), from_files.len());
    // rank, llr, p, observed, expected, centre and radius are the same; ids are rows here and corners there.
    for (a, b) in from_rows.iter().zip(&from_files) {
        assert_eq!(a.iter().take(8).collect::<Vec<_>>(), b.iter().take(8).collect::<Vec<_>>());
    }
    assert_eq!(&from_rows[0][2], "0.001", "{:?}", from_rows[0]);
    let total =
        f64::from(9 * 3 + (0..64).filter(|c| c % 8 >= 3 || c / 8 >= 3).filter(|c| c % 2 == 0).count() as u32);
    let number = |at: usize| from_rows[0][at].parse::<f64>().unwrap();
    let n = number(4) * 256.0 / total;
    assert!((number(1) - of_shares(number(3), n.round(), total, 256.0)).abs() < 1e-9, "{:?}", from_rows[0]);
    let refused = harmspot(&["--model", "bernoulli", "--points", &rows_file]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(refused.err.contains("--class COL --case WORD"));
}

fn rows_of(args: &[&str]) -> Vec<csv::StringRecord> {
    harmspot(args).rows()
}

#[test]
fn places_on_one_spot_and_a_stray_one_are_no_trouble() {
    let mut places = vec![at(5.0, 5.0); 20];
    places.push(at(1e7, -1e7));
    let cases: Vec<u32> = (0..21 * 4).map(|i| u32::from(i % 5 == 0)).collect();
    let data = ScanData { places: &places, steps: 4, cases: &cases, population: None };
    let run = scan(&data, &ScanOptions { max_radius_m: None, ..ScanOptions::default() }).unwrap();
    assert!(run.zones <= 2, "one circle holds all on one spot: too large a share, so only the stray is left");
}

fn null_cases(rng: &mut Stream, model: ScanModel, population: &[f64], steps: usize) -> Vec<u32> {
    let all: f64 = population.iter().sum();
    let mut cases = vec![0; population.len() * steps];
    for _ in 0..240 {
        let mut place = 0;
        let mut left = uniform(rng) * all;
        while left > population[place] && place + 1 < population.len() {
            left -= population[place];
            place += 1;
        }
        // Nobody is two cases.
        if model == ScanModel::Bernoulli
            && f64::from(cases[place * steps..(place + 1) * steps].iter().sum::<u32>()) >= population[place]
        {
            continue;
        }
        // Under the permutation model time may have a season; Poisson has none.
        let step = match model {
            ScanModel::StPermutation => (uniform(rng) * uniform(rng) * steps as f64) as usize,
            _ => below(rng, steps as u64) as usize,
        };
        cases[place * steps + step] += 1;
    }
    cases
}

#[test]
fn p_is_valid_when_cases_fall_by_chance() {
    let seeds = if prove() { 2_000 } else { 120 };
    for model in [ScanModel::StPermutation, ScanModel::StPoisson, ScanModel::Poisson, ScanModel::Bernoulli] {
        let levels = [0.01, 0.05, 0.1];
        let mut counts = [0_u32; 3];
        let mut gumbel = [0_u32; 3];
        for seed in 0..seeds {
            let mut rng = stream(seed, "scan null", model as u64);
            let places: Vec<GridPoint> =
                (0..30).map(|_| at(uniform(&mut rng) * 5_000.0, uniform(&mut rng) * 5_000.0)).collect();
            let population: Vec<f64> = (0..30).map(|_| (50.0 + uniform(&mut rng) * 800.0).round()).collect();
            let cases = null_cases(&mut rng, model, &population, 8);
            let data = ScanData { places: &places, steps: 8, cases: &cases, population: Some(&population) };
            let run = scan(&data, &ScanOptions { model, replications: 199, seed, ..ScanOptions::default() })
                .unwrap();
            for (k, level) in levels.iter().enumerate() {
                let first = run.clusters.first();
                counts[k] += u32::from(first.is_some_and(|c| c.p <= *level));
                gumbel[k] += u32::from(first.is_some_and(|c| c.p_gumbel <= *level));
            }
        }
        let n = seeds as f64;
        for (level, got) in levels.iter().zip(counts) {
            let most = level * n + 3.0 * (level * (1.0 - level) * n).sqrt();
            assert!(f64::from(got) <= most, "{model:?}: {got} of {n} at {level}");
        }
        proof(&format!(
            "scan {model:?}, {seeds} seeds without a cluster: strongest p <= 0.01, 0.05, 0.1 in {counts:?}; by the Gumbel p in {gumbel:?}"
        ));
    }
}

fn harmspot(args: &[&str]) -> Said {
    detect(&[&["scan"], args].concat())
}

#[test]
fn the_command_line_gives_the_goldens_from_their_files_as_they_are() {
    let (cases, places) = (golden("scan.counts.csv"), golden("scan.locations.csv"));
    let (cases, places) = (cases.to_string_lossy(), places.to_string_lossy());
    let golden_r = json(&golden("scan.expected_r.json"));
    for (model, want) in [
        ("st-poisson", &golden_r["poisson"]["score"]),
        ("st-permutation", &golden_r["permutation"]["score"]),
        ("poisson", &golden_r["spatial_smerc"]["statistic"]),
    ] {
        let mut args = vec!["--cases", &cases, "--coordinates", &places, "--crs", "planar", "--model", model];
        args.extend(if model == "poisson" {
            ["--max-radius", "1000000"]
        } else {
            ["--max-neighbours", "10"]
        });
        let out = harmspot(&args);
        assert!(
            out.out.starts_with("rank,llr,p,observed,expected,centre_x,centre_y,radius_m,from,to,ids"),
            "{}",
            out.err
        );
        let first = &rows_of(&args)[0];
        near(first[1].parse().unwrap(), want.as_f64().unwrap(), 1e-9, model);
        let mut ids: Vec<&str> = first[10].split(';').collect();
        ids.sort_unstable();
        assert_eq!(ids, ["0", "15", "24", "4"]);
        let window = if model == "poisson" { ("", "") } else { ("9", "11") };
        assert_eq!((&first[8], &first[9]), window);
        assert_eq!(harmspot(&args).out, out.out, "same bytes");
    }
}

#[test]
fn satscan_files_without_a_header_and_with_blanks_are_read_in_its_order() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let cases =
        write("a.cas", "north 3 2025/01/06\nsouth 1 2025/01/20\nnorth 9 2025/02/02\neast 1 2025/01/08\n");
    let places = write("a.geo", "north 0 0\nsouth 0 5000\neast 5000 0\n");
    let people = write("a.pop", "north 2025 100\nsouth 2025 200\neast 2025 300\n");
    let base = ["--cases", &cases, "--coordinates", &places, "--crs", "planar"];
    let found = rows_of(&[&base[..], &["--population", &people, "--model", "st-poisson"]].concat());
    assert_eq!((&found[0][10], &found[0][3], &found[0][9]), ("north", "9", "2025-02-02"));
    let fails = |args: &[&str], words: &str| {
        let out = harmspot(&[&base[..], args].concat());
        assert!(out.code != Some(0) && out.err.contains(words), "{}", out.err);
    };
    fails(&["--model", "st-poisson"], "need a population");
    fails(&["--model", "bernoulli"], "needs controls");
    fails(&["--model", "binomial"], "give st-permutation, st-poisson, poisson or bernoulli");
    let bad = write("bad.cas", "north 3 2025/01/06\nwest 1 2025/01/20\n");
    let out = harmspot(&["--cases", &bad, "--coordinates", &places, "--crs", "planar"]);
    assert!(out.err.contains("bad.cas line 2: \"west\" is not a location"));
    let bad = write("bad2.cas", "north 3 2025/01/06\nsouth x 2025/01/20\n");
    let out = harmspot(&["--cases", &bad, "--coordinates", &places, "--crs", "planar"]);
    assert!(out.err.contains("bad2.cas line 2: \"x\" is not a number of cases"));
}

#[test]
fn memphis_and_chicago_run_from_rows_to_clusters() {
    let Some(memphis) = shared("data/events_with_time/memphis_robberies_2019.csv") else { return };
    let Some(chicago) = shared("data/events_with_time/chicago_aggravated_assaults.csv.gz") else { return };
    let scratch = tempfile::tempdir().unwrap();
    let unpacked = scratch.path().join("chicago.csv");
    let mut gz = flate2::read::GzDecoder::new(std::fs::File::open(chicago).unwrap());
    std::io::copy(&mut gz, &mut std::fs::File::create(&unpacked).unwrap()).unwrap();
    for (name, file) in [("Memphis robberies 2019", &memphis), ("Chicago aggravated assaults", &unpacked)] {
        let file = file.to_string_lossy().into_owned();
        let path = scratch.path().join("scan.geojson").to_string_lossy().into_owned();
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
            "--unit",
            "square:500",
            "--json",
            "-o",
            &path,
        ];
        if name.starts_with("Chicago") && !prove() {
            args.extend(["--from", "2019-01", "--to", "2019-12"]);
        }
        let summary = harmspot(&args).json();
        let file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let first = &file["features"][0];
        assert_eq!(first["geometry"]["type"], "MultiPolygon");
        assert!(first["properties"]["observed"].as_f64() > first["properties"]["expected"].as_f64());
        proof(&format!(
            "scan, {name}, 500 m squares, weeks, prospective: {}; strongest llr {:.2}, p {}",
            summary["totals"]["finding"].as_str().unwrap(),
            first["properties"]["llr"].as_f64().unwrap(),
            first["properties"]["p"]
        ));
    }
}

#[test]
fn more_windows_than_memory_should_hold_are_refused_before_they_are_made() {
    let places = [0.0, 100.0].map(|x| GridPoint::new(x, 0.0).unwrap());
    let steps = 6_000_u32;
    let mut cases = vec![0_u32; 2 * steps as usize];
    cases[10] = 3;
    cases[steps as usize + 5_000] = 4;
    let data = ScanData { places: &places, steps, cases: &cases, population: None };
    let options =
        ScanOptions { direction: Direction::Retrospective, max_steps: Some(3_000), ..ScanOptions::default() };
    let error = scan(&data, &options).unwrap_err().to_string();
    assert!(error.contains("windows"), "{error}");
}
