//! Under shuffled counts the promise of the false discovery rate must hold.

use harmspot::{
    detect::{Class, gi_star_total},
    incidents::ReadOptions,
    index::SpatialWeights,
    inference::{benjamini_hochberg, normal_two_sided, shuffle, stream},
    pipeline::{
        AreaRequest, Evidence, ImportRequest, Loaded, LomeaOrder, Store, Unit, Wanted, build_area, import,
        write_lomea,
    },
};

use crate::proof::{proof, prove};

use super::permutation::{heavy_tailed, lattice, poisson_like};

/// Seeds in which anything at all is rejected at 5 %, with the exact p and with the normal p.
pub fn seeds_with_any_rejection(counts: &[u32], weights: &SpatialWeights, seeds: u64) -> (u64, u64) {
    let mut counts = counts.to_vec();
    let (mut exact, mut normal) = (0, 0);
    for seed in 0..seeds {
        shuffle(&mut stream(seed, "calibration", 0), &mut counts);
        let run = gi_star_total(&counts, weights).expect("affordable");
        exact += u64::from(run.iter().any(|c| c.class != Class::NoNeighbours && c.p_fdr <= 0.05));
        let n = counts.len() as f64;
        let mean = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / n;
        let variance = counts.iter().map(|&c| (f64::from(c) - mean).powi(2)).sum::<f64>() / n;
        let p: Vec<f64> = run
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let w = weights.neighbours(i).len() as f64 + 1.0;
                let spread = (variance * (n * w - w * w) / (n - 1.0)).sqrt();
                normal_two_sided((f64::from(c.sum) - mean * w) / spread)
            })
            .collect();
        normal += u64::from(benjamini_hochberg(&p).iter().any(|p| *p <= 0.05));
    }
    (exact, normal)
}

pub fn check(name: &str, counts: &[u32], weights: &SpatialWeights) {
    let seeds = if prove() { 200 } else { 10 };
    let (exact, normal) = seeds_with_any_rejection(counts, weights, seeds);
    let allowed = 0.05 + 2.0 * (0.05 * 0.95 / seeds as f64).sqrt();
    proof(&format!(
        "calibration, {name}, {} cells shuffled, {seeds} seeds: any rejection at FDR 5 % in {exact} seeds (allowed {:.1}); by normal p in {normal}",
        counts.len(),
        allowed * seeds as f64
    ));
    assert!(exact as f64 / seeds as f64 <= allowed, "{name}: {exact} of {seeds}");
}

#[test]
fn shuffled_poisson_counts_are_rejected_no_more_often_than_promised() {
    check("Poisson-like counts", &poisson_like(10_000, 0.6, 21), &lattice(100, true));
}

#[test]
fn shuffled_heavy_tailed_counts_are_rejected_no_more_often_than_promised() {
    check("heavy-tailed counts", &heavy_tailed(10_000, 300, 22), &lattice(100, true));
}

/// Lomea by the real road: its published files to an area pack, its first delivery into a store.
fn lomea(folder: &std::path::Path) -> Loaded {
    write_lomea(folder, &LomeaOrder { n: 40_000, ..LomeaOrder::default() }, &()).unwrap();
    let area = AreaRequest {
        paths: vec![folder.join("area")],
        name: "Lomea (synthetic)".to_owned(),
        synthetic: true,
        renames: Vec::new(),
    };
    let pack = build_area(&area, &()).unwrap().pack.to_bytes().unwrap();
    let store = folder.join("store");
    Store::open_or_create(&store).unwrap().put_document("area-pack", &pack).unwrap();
    let delivery = ImportRequest {
        paths: vec![folder.join("incidents/rms-2023-01_2025-12.csv")],
        profile: "rms".to_owned(),
        options: ReadOptions { now: Some(crate::import::NOW), ..ReadOptions::default() },
    };
    import(&store, &delivery, &()).unwrap();
    Loaded::open(&Store::open(&store).unwrap(), None).unwrap()
}

#[test]
fn lomeas_own_counts_shuffled_over_the_mask_are_rejected_no_more_often_than_promised() {
    let folder = tempfile::tempdir().unwrap();
    let loaded = lomea(folder.path());
    let (units, weights) = loaded.lattice(Unit::H3(10), None).unwrap();
    let last = loaded.complete_to().unwrap();
    let definition = &loaded.definitions["kent-public-place-up-to-25"];
    for months in [12, 36] {
        let from = last.plus(1 - months).max(loaded.months().unwrap().0);
        let wanted = Wanted { definition, from, to: last, csp: None, fold: true };
        let counts = Evidence::gather(&loaded, &wanted, &units, None).unwrap().counts(units.len());
        let events: u32 = counts.iter().sum();
        assert!(events > 300, "{events} events from {from} to {last}");
        check(&format!("Lomea's {events} events of {from} to {last}"), &counts, &weights);
    }
}
