//! DBSCAN and HDBSCAN: against scikit-learn, R and plain loops, whatever the order of rows.

use std::collections::HashMap;

use harmspot::{
    detect::{ClusterError, DbscanOptions, HdbscanOptions, cluster_places, dbscan, hdbscan},
    geodesy::GridPoint,
    inference::{shuffle, stream, uniform},
};
use proptest::prelude::*;

use super::{goldens::column, program::detect};

fn at(x: f64, y: f64) -> GridPoint {
    GridPoint::new(x, y).unwrap()
}

fn golden() -> Vec<GridPoint> {
    column("clusters.input.csv", "x")
        .into_iter()
        .zip(column("clusters.input.csv", "y"))
        .map(|(x, y)| at(x, y))
        .collect()
}

fn labels(file: &str, name: &str) -> Vec<i32> {
    column(file, name).into_iter().map(|l| l as i32).collect()
}

/// Numbers by first appearance; noise stays.
fn renumber(labels: &[i32], noise: i32) -> Vec<i32> {
    let mut known = HashMap::new();
    labels
        .iter()
        .map(|l| {
            let next = known.len() as i32;
            if *l == noise { -1 } else { *known.entry(*l).or_insert(next) }
        })
        .collect()
}

/// Hubert and Arabie's adjusted Rand index; noise is a group like others.
fn adjusted_rand(a: &[i32], b: &[i32]) -> f64 {
    let pairs = |n: u64| (n * n.saturating_sub(1)) as f64 / 2.0;
    let (mut both, mut of_a, mut of_b) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (x, y) in a.iter().zip(b) {
        *both.entry((x, y)).or_insert(0_u64) += 1;
        *of_a.entry(x).or_insert(0_u64) += 1;
        *of_b.entry(y).or_insert(0_u64) += 1;
    }
    let sum = |counts: Vec<u64>| counts.into_iter().map(pairs).sum::<f64>();
    let (ab, a_only, b_only) = (
        sum(both.into_values().collect()),
        sum(of_a.into_values().collect()),
        sum(of_b.into_values().collect()),
    );
    let expected = a_only * b_only / pairs(a.len() as u64);
    let most = 0.5 * (a_only + b_only);
    if (most - expected).abs() < 1e-12 { 1.0 } else { (ab - expected) / (most - expected) }
}

fn d2(a: &GridPoint, b: &GridPoint) -> f64 {
    (a.easting_m() - b.easting_m()).powi(2) + (a.northing_m() - b.northing_m()).powi(2)
}

/// The definition, by plain loops; border points to their nearest core.
fn plain_dbscan(points: &[GridPoint], weights: &[f64], eps: f64, least: f64) -> (Vec<i32>, Vec<bool>) {
    let n = points.len();
    let near = |i: usize, j: usize| d2(&points[i], &points[j]) <= eps * eps;
    let core: Vec<bool> =
        (0..n).map(|i| (0..n).filter(|&j| near(i, j)).map(|j| weights[j]).sum::<f64>() >= least).collect();
    let mut set = vec![-1; n];
    for start in 0..n {
        let mut stack = vec![start];
        while let Some(i) = stack.pop() {
            if core[i] && set[i] < 0 {
                set[i] = start as i32;
                stack.extend((0..n).filter(|&j| core[j] && near(i, j)));
            }
        }
    }
    let key =
        |i: usize, j: usize| (d2(&points[i], &points[j]), points[j].easting_m(), points[j].northing_m());
    for i in (0..n).filter(|&i| !core[i]) {
        let cores = (0..n).filter(|&j| core[j] && near(i, j));
        if let Some(home) = cores.min_by(|&a, &b| key(i, a).partial_cmp(&key(i, b)).unwrap()) {
            set[i] = set[home];
        }
    }
    (renumber(&set, -1), core)
}

fn heaps(n: usize, seed: u64, grain: f64) -> Vec<GridPoint> {
    let mut rng = stream(seed, "heaps", 0);
    let mut draw = move || uniform(&mut rng);
    (0..n)
        .map(|i| {
            let (x, spread) =
                if i % 4 == 0 { (0.0, 3_000.0) } else { (f64::from(i as u32 % 7) * 400.0, 120.0) };
            let (x, y) = (x + spread * (draw() + draw()), 0.7 * x + spread * (draw() + draw()));
            at(500_000.0 + (x / grain).round() * grain, 100_000.0 + (y / grain).round() * grain)
        })
        .collect()
}

#[test]
fn dbscan_gives_the_partition_of_scikit_learn_and_r() {
    let options = DbscanOptions { eps_m: 150.0, min_weight: 15.0 };
    let found = dbscan(&golden(), None, &options).unwrap();
    let py = "clusters.expected_py.csv";
    assert_eq!(found.labels, labels(py, "dbscan_label_sklearn"));
    assert_eq!(found.labels, renumber(&labels("clusters.expected_r.csv", "dbscan_label_r"), 0));
    assert_eq!((found.clusters, found.noise()), (6, 196));
    let core: Vec<i32> = found.is_core.iter().map(|c| i32::from(*c)).collect();
    assert_eq!(core, labels(py, "is_core"));
    assert!(labels(py, "border_ambiguous").iter().all(|a| *a == 0));
}

#[test]
fn hdbscan_agrees_with_scikit_learn_and_r_as_they_agree_with_each_other() {
    let options = HdbscanOptions { min_cluster_size: 15, min_samples: 15, resolution_m: 0.0 };
    let found = hdbscan(&golden(), &options).unwrap();
    let py = "clusters.expected_py.csv";
    for (file, name, noise) in [
        (py, "hdbscan_label_sklearn", -1),
        ("clusters.expected_r.csv", "hdbscan_label_r", 0),
        (py, "hdbscan_label_hdbscan_ms_minus_1", -1),
    ] {
        let index = adjusted_rand(&found.clustering.labels, &renumber(&labels(file, name), noise));
        println!("adjusted Rand with {name}: {index:.4}");
        assert!(index >= 0.98, "{name}: {index}");
    }
    assert_eq!(found.clustering.clusters, 7);
    for (label, strength) in found.clustering.labels.iter().zip(&found.strength) {
        assert!((*label < 0) == (*strength == 0.0) && (0.0..=1.0).contains(strength));
    }
}

#[test]
fn border_points_join_the_nearest_core_whatever_the_order_of_rows() {
    // Two heaps 200 m apart; one point between them reaches one core of the first and two of the second.
    let mut points: Vec<GridPoint> = (0..5).map(|i| at(-f64::from(i), 0.0)).collect();
    points.extend((0..5).map(|i| at(200.0 + f64::from(i), 0.0)));
    points.push(at(100.01, 0.0));
    let options = DbscanOptions { eps_m: 101.0, min_weight: 5.0 };
    let found = dbscan(&points, None, &options).unwrap();
    assert_eq!(found.labels, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], "the second heap is a hair nearer");
    assert!(!found.is_core[10]);
    points.rotate_right(1);
    let found = dbscan(&points, None, &options).unwrap();
    assert_eq!(found.labels, [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
}

#[test]
fn heavy_points_make_a_core_where_light_ones_do_not() {
    let points: Vec<GridPoint> = [0.0, 40.0, 1_000.0, 1_040.0].map(|x| at(x, 0.0)).into();
    let options = DbscanOptions { eps_m: 50.0, min_weight: 100.0 };
    let found = dbscan(&points, Some(&[90.0, 10.0, 3.0, 3.0]), &options).unwrap();
    assert_eq!(found.labels, [0, 0, -1, -1]);
    // Ten tenths are one, whatever rounding says.
    let tenths = vec![at(5.0, 5.0); 10];
    let found = dbscan(&tenths, Some(&[0.1; 10]), &DbscanOptions { eps_m: 1.0, min_weight: 1.0 }).unwrap();
    assert_eq!(found.clusters, 1);
}

#[test]
fn a_stray_point_costs_nothing_and_hides_nothing() {
    let mut points = heaps(3_000, 1, 0.01);
    let options = DbscanOptions { eps_m: 30.0, min_weight: 8.0 };
    let before = dbscan(&points, None, &options).unwrap();
    points.push(GridPoint::origin());
    points.push(at(9.9e6, -9.9e6));
    let after = dbscan(&points, None, &options).unwrap();
    assert_eq!(after.labels[..3_000], before.labels[..]);
    assert_eq!(after.labels[3_000..], [-1, -1]);
}

#[test]
fn all_points_on_one_spot_one_point_and_none_are_answered() {
    let options = DbscanOptions { eps_m: 100.0, min_weight: 3.0 };
    let spot = vec![at(1.0, 1.0); 5_000];
    assert_eq!(dbscan(&spot, None, &options).unwrap().clusters, 1);
    assert_eq!(dbscan(&spot[..1], None, &options).unwrap().labels, [-1]);
    assert!(dbscan(&[], None, &options).unwrap().labels.is_empty());
    let whole = HdbscanOptions::default();
    // The whole map is never one cluster.
    let found = hdbscan(&spot, &whole).unwrap();
    assert_eq!((found.clustering.clusters, found.stacks), (0, 1));
    assert_eq!(hdbscan(&spot[..1], &whole).unwrap().clustering.labels, [-1]);
    assert!(hdbscan(&[], &whole).unwrap().clustering.labels.is_empty());
}

#[test]
fn stacks_of_duplicates_have_a_finite_density() {
    // Two heaps; in one of them forty records share a spot.
    let mut points = heaps(400, 2, 1.0);
    points.extend(vec![points[3]; 40]);
    points.extend(vec![at(900_000.0, 900_000.0); 40]);
    let found =
        hdbscan(&points, &HdbscanOptions { min_cluster_size: 20, ..HdbscanOptions::default() }).unwrap();
    assert_eq!(found.stacks, 2);
    assert!(found.strength.iter().all(|s| s.is_finite()));
    let far = found.clustering.labels[points.len() - 1];
    assert!(far >= 0 && found.clustering.labels[points.len() - 40..].iter().all(|l| *l == far));
    let coarse = HdbscanOptions { min_cluster_size: 20, resolution_m: 100.0, ..HdbscanOptions::default() };
    let found = hdbscan(&points, &coarse).unwrap();
    let of_stack = found.clustering.labels[3];
    let members = found.clustering.labels.iter().filter(|l| **l == of_stack).count();
    assert!(of_stack < 0 || members > 41, "at 100 m the stack is no cluster by itself: {members}");
}

#[test]
fn settings_and_weights_that_make_no_sense_are_refused() {
    let points = [at(0.0, 0.0), at(1.0, 1.0)];
    for eps in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = dbscan(&points, None, &DbscanOptions { eps_m: eps, min_weight: 3.0 });
        assert!(matches!(refused, Err(ClusterError::BadNumber { what: "eps in metres", .. })), "{refused:?}");
        assert!(dbscan(&points, None, &DbscanOptions { eps_m: 1.0, min_weight: eps }).is_err());
    }
    let options = DbscanOptions::default();
    let refused = dbscan(&points, Some(&[1.0, -2.0]), &options);
    assert_eq!(refused, Err(ClusterError::BadWeight { position: 1, weight: -2.0 }));
    assert!(dbscan(&points, Some(&[1.0]), &options).is_err());
    let fine = dbscan(&[at(-1e7, 0.0), at(1e7, 0.0)], None, &DbscanOptions { eps_m: 1e-4, ..options });
    assert!(matches!(fine, Err(ClusterError::TooFine { .. })), "{fine:?}");
    for (size, samples) in [(1, 5), (0, 5), (5, 0)] {
        let options = HdbscanOptions { min_cluster_size: size, min_samples: samples, resolution_m: 0.0 };
        assert!(matches!(hdbscan(&points, &options), Err(ClusterError::TooSmall { .. })));
    }
    assert!(
        hdbscan(&points, &HdbscanOptions { resolution_m: f64::NAN, ..HdbscanOptions::default() }).is_err()
    );
}

#[test]
fn any_number_of_threads_gives_the_same_clusters() {
    let points = heaps(30_000, 5, 0.1);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let options = DbscanOptions { eps_m: 20.0, min_weight: 12.0 };
            (dbscan(&points, None, &options).unwrap(), hdbscan(&points, &HdbscanOptions::default()).unwrap())
        })
    };
    let one = with(1);
    assert!(one == with(2) && one == with(7));
    assert!(one.0.clusters > 3 && one.1.clustering.clusters > 3);
}

/// Least spanning tree of the mutual reachability by Prim's loop; lengths ascending.
fn plain_lengths(points: &[GridPoint], samples: usize) -> Vec<f64> {
    let n = points.len();
    let core: Vec<f64> = points
        .iter()
        .map(|p| {
            let mut all: Vec<f64> = points.iter().map(|q| d2(p, q)).collect();
            all.sort_by(f64::total_cmp);
            all[samples.min(n) - 1]
        })
        .collect();
    let reach = |i: usize, j: usize| d2(&points[i], &points[j]).max(core[i]).max(core[j]);
    let (mut least, mut inside, mut lengths) = (vec![f64::INFINITY; n], vec![false; n], Vec::new());
    let mut last = 0;
    for _ in 1..n {
        inside[last] = true;
        for j in (0..n).filter(|&j| !inside[j]) {
            least[j] = least[j].min(reach(last, j));
        }
        last = (0..n).filter(|&j| !inside[j]).min_by(|&a, &b| least[a].total_cmp(&least[b])).unwrap();
        lengths.push(least[last]);
    }
    lengths.sort_by(f64::total_cmp);
    lengths
}

/// A cluster of the hierarchy.
struct Node {
    members: Vec<usize>,
    birth: f64,
    stability: f64,
    children: Vec<usize>,
}

fn choose(nodes: &[Node], at: usize, chosen: &mut Vec<usize>) -> f64 {
    let mut below = Vec::new();
    let inside: f64 = nodes[at].children.iter().map(|&c| choose(nodes, c, &mut below)).sum();
    if at != 0 && inside <= nodes[at].stability {
        chosen.push(at);
        return nodes[at].stability;
    }
    chosen.extend(below);
    inside
}

/// HDBSCAN by its definition: components of the graph at every level, largest level first.
fn plain_hdbscan(points: &[GridPoint], size: usize, samples: usize) -> Vec<i32> {
    let n = points.len();
    let core: Vec<f64> = points
        .iter()
        .map(|p| {
            let mut all: Vec<f64> = points.iter().map(|q| d2(p, q)).collect();
            all.sort_by(f64::total_cmp);
            all[samples.min(n) - 1]
        })
        .collect();
    let reach = |i: usize, j: usize| d2(&points[i], &points[j]).max(core[i]).max(core[j]);
    let mut levels = plain_lengths(points, samples);
    levels.dedup();
    let closest = levels.iter().copied().find(|l| *l > 0.0).unwrap_or(1.0);
    let lambda = |level: f64| 1.0 / level.max(closest).sqrt();
    let mut nodes = vec![Node { members: (0..n).collect(), birth: 0.0, stability: 0.0, children: vec![] }];
    let mut alive = vec![(0, (0..n).collect::<Vec<usize>>())];
    for level in levels.into_iter().rev() {
        let mut next = Vec::new();
        for (node, members) in alive {
            // Components of these members with every link of this length cut.
            let mut left = members.clone();
            let mut parts: Vec<Vec<usize>> = Vec::new();
            while let Some(start) = left.pop() {
                let (mut part, mut stack) = (vec![], vec![start]);
                while let Some(i) = stack.pop() {
                    part.push(i);
                    let (near, far): (Vec<usize>, Vec<usize>) =
                        left.iter().partition(|&&j| reach(i, j) < level);
                    stack.extend(near);
                    left = far;
                }
                parts.push(part);
            }
            if parts.len() == 1 {
                next.push((node, members));
                continue;
            }
            let now = lambda(level);
            let large = parts.iter().filter(|p| p.len() >= size).count();
            for part in parts {
                let stayed = part.len() as f64 * (now - nodes[node].birth);
                if part.len() >= size && large == 1 {
                    next.push((node, part));
                    continue;
                }
                nodes[node].stability += stayed;
                if part.len() >= size {
                    let new = nodes.len();
                    nodes[node].children.push(new);
                    nodes.push(Node { members: part.clone(), birth: now, stability: 0.0, children: vec![] });
                    next.push((new, part));
                }
            }
        }
        alive = next;
    }
    // What never fell apart lies on one spot.
    for (node, members) in alive {
        nodes[node].stability += members.len() as f64 * (lambda(0.0) - nodes[node].birth);
    }
    let mut chosen = Vec::new();
    choose(&nodes, 0, &mut chosen);
    let mut labels = vec![-1; n];
    for at in chosen {
        for &i in &nodes[at].members {
            labels[i] = at as i32;
        }
    }
    renumber(&labels, -1)
}

#[test]
fn hdbscan_equals_its_definition_by_plain_loops_ties_and_duplicates_included() {
    for seed in 0..12 {
        let grain = [0.001, 1.0, 25.0][seed as usize % 3];
        let points = heaps(150, seed, grain);
        for (size, samples) in [(5, 5), (12, 4), (8, 1)] {
            let options = HdbscanOptions { min_cluster_size: size, min_samples: samples, resolution_m: 0.0 };
            let found = hdbscan(&points, &options).unwrap().clustering.labels;
            let want = plain_hdbscan(&points, size, samples);
            let index = adjusted_rand(&found, &want);
            // Equal stabilities may round either way; anything else is a fault.
            assert!(found == want || index > 0.999, "seed {seed} size {size} samples {samples}: {index}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn dbscan_equals_its_definition_by_plain_loops(
        places in prop::collection::vec((0_i32..60, 0_i32..60, 0_u8..5), 0..120),
        eps in prop::sample::select(vec![1.0, 5.0, 7.071_067_8, 13.0, 40.0, 200.0]),
        least in prop::sample::select(vec![1.0, 2.0, 4.0, 9.5]),
    ) {
        let points: Vec<GridPoint> = places.iter().map(|p| at(f64::from(p.0), f64::from(p.1))).collect();
        let weights: Vec<f64> = places.iter().map(|p| f64::from(p.2) * 0.5).collect();
        let found = dbscan(&points, Some(&weights), &DbscanOptions { eps_m: eps, min_weight: least }).unwrap();
        let (want, core) = plain_dbscan(&points, &weights, eps, least);
        prop_assert_eq!(&found.is_core, &core);
        prop_assert_eq!(found.labels, want);
    }

    #[test]
    fn clusters_do_not_know_the_order_of_rows_nor_where_the_map_lies(seed in 0_u64..500) {
        let points = heaps(600, seed, 5.0);
        let mut order: Vec<usize> = (0..points.len()).collect();
        shuffle(&mut stream(seed, "order", 0), &mut order);
        let shuffled: Vec<GridPoint> = order.iter().map(|&i| at(points[i].easting_m() - 320_000.0, points[i].northing_m() + 640_000.0)).collect();
        let (o, h) = (DbscanOptions { eps_m: 42.0, min_weight: 6.0 }, HdbscanOptions { min_cluster_size: 12, ..HdbscanOptions::default() });
        let back = |labels: &[i32]| {
            let mut by_row = vec![-1; labels.len()];
            for (to, &from) in order.iter().enumerate() {
                by_row[from] = labels[to];
            }
            renumber(&by_row, -1)
        };
        prop_assert_eq!(back(&dbscan(&shuffled, None, &o).unwrap().labels), dbscan(&points, None, &o).unwrap().labels);
        let (a, b) = (hdbscan(&points, &h).unwrap(), hdbscan(&shuffled, &h).unwrap());
        prop_assert_eq!(back(&b.clustering.labels), a.clustering.labels);
    }
}

#[test]
fn the_ground_of_a_cluster_is_the_union_of_discs_around_its_points() {
    let points = heaps(2_000, 9, 0.5);
    let harm: Vec<f64> = (0..points.len()).map(|i| f64::from(i as u32 % 9)).collect();
    let found = dbscan(&points, None, &DbscanOptions { eps_m: 40.0, min_weight: 10.0 }).unwrap();
    let places = cluster_places(&points, Some(&harm), &found, &vec![20.0; found.clusters]);
    assert!(found.clusters > 2 && places.len() == found.clusters);
    for place in &places {
        let own: Vec<usize> =
            (0..points.len()).filter(|&i| found.labels[i] == place.cluster as i32).collect();
        assert_eq!((place.points, place.weight), (own.len(), own.iter().map(|&i| harm[i]).sum::<f64>()));
        assert_eq!(place.cores, own.iter().filter(|&&i| found.is_core[i]).count());
        let outline_km2 = geo::Area::unsigned_area(&place.outline) / 1e6;
        assert!((outline_km2 - place.area_km2).abs() < 1e-9 * place.area_km2);
        assert!(
            (place.density_per_km2 - own.len() as f64 / place.area_km2).abs() < 1e-6 * place.density_per_km2
        );
        // Cell by cell: 4 m cells whose centre is within 20 m of a member.
        let (mut cells, side) = (std::collections::BTreeSet::new(), 4.0);
        for &i in &own {
            let (x, y) = (points[i].easting_m(), points[i].northing_m());
            for c in ((x - 24.0) / side) as i64..=((x + 24.0) / side) as i64 {
                for r in ((y - 24.0) / side) as i64..=((y + 24.0) / side) as i64 {
                    let (dx, dy) = ((c as f64 + 0.5) * side - x, (r as f64 + 0.5) * side - y);
                    if dx * dx + dy * dy <= 400.0 {
                        cells.insert((c, r));
                    }
                }
            }
        }
        assert!((cells.len() as f64 * 16e-6 - place.area_km2).abs() < 1e-9, "{} cells", cells.len());
    }
    // One spot with no reach has no ground; one with reach is a disc.
    let spot = vec![at(7.0, 7.0); 20];
    let one = dbscan(&spot, None, &DbscanOptions::default()).unwrap();
    assert!(cluster_places(&spot, None, &one, &[0.0])[0].area_km2 <= 0.0);
    let disc = cluster_places(&spot, None, &one, &[50.0])[0].area_km2 * 1e6;
    assert!((disc / (std::f64::consts::PI * 2_500.0) - 1.0).abs() < 0.02, "{disc}");
}

#[test]
fn the_command_line_gives_the_golden_partition_as_rows_and_as_places() {
    let input = super::goldens::golden("clusters.input.csv");
    let detect = |args: &[&str]| {
        let points = input.to_string_lossy().into_owned();
        detect(&[&args[..1], &["--points", &points], &args[1..]].concat()).well().out
    };
    let rows = detect(&["dbscan", "--eps", "150", "--min-points", "15"]);
    let mut lines = rows.lines();
    assert_eq!(lines.next(), Some("row,cluster"));
    let found: Vec<i32> = lines.map(|l| l.split_once(',').unwrap().1.parse().unwrap()).collect();
    assert_eq!(found, labels("clusters.expected_py.csv", "dbscan_label_sklearn"));
    let rows = detect(&["hdbscan", "--min-cluster-size", "15", "--min-samples", "15"]);
    let found: Vec<i32> =
        rows.lines().skip(1).map(|l| l.split_once(',').unwrap().1.parse().unwrap()).collect();
    assert!(adjusted_rand(&found, &labels("clusters.expected_py.csv", "hdbscan_label_sklearn")) >= 0.98);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("places.geojson");
    detect(&["dbscan", "--eps", "150", "--min-points", "15", "-o", &out.to_string_lossy()]);
    let places: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap();
    let features = places["features"].as_array().unwrap();
    assert_eq!(features.len(), 6);
    let points: u64 = features.iter().map(|f| f["properties"]["points"].as_u64().unwrap()).sum();
    assert_eq!((points, places["totals"]["noise"].as_u64()), (404, Some(196)));
    assert_eq!(places["provenance"]["parameters"]["eps_m"], 150.0);
}
