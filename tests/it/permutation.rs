//! The exact permutation table against big whole numbers, and what it must obey.

use std::collections::{BTreeMap, BTreeSet};

use harmspot::{
    detect::{
        Class, DetectError, GiStarOptions, Null, Permutations, Values, gi_star, gi_star_expected,
        gi_star_total, gi_star_with,
    },
    index::SpatialWeights,
    inference::{
        PermutationTable, SharedDraws, Stream, Tails, below, clopper_pearson, shuffle, stream, uniform,
    },
};
use num_bigint::BigUint;

/// Numbers of ways to draw j cells with sum s, exactly.
struct Ways {
    rows: Vec<Vec<BigUint>>,
}

impl Ways {
    fn count(cells: &BTreeMap<u32, u64>, k_max: usize) -> Self {
        let top: usize = cells
            .iter()
            .rev()
            .flat_map(|(&v, &c)| vec![v as usize; (c as usize).min(k_max)])
            .take(k_max)
            .sum();
        let mut rows = vec![vec![BigUint::ZERO; top + 1]; k_max + 1];
        rows[0][0] = BigUint::from(1_u8);
        for (&v, &c) in cells.iter().filter(|(_, c)| **c > 0) {
            let choose: Vec<BigUint> = (0..=c.min(k_max as u64)).map(|t| binomial(c, t)).collect();
            for j in (0..=k_max).rev() {
                for s in (0..=top).rev() {
                    let mut sum = BigUint::ZERO;
                    for (t, ways) in choose.iter().enumerate().take(j + 1) {
                        if t * v as usize <= s && rows[j - t][s - t * v as usize] != BigUint::ZERO {
                            sum += ways * &rows[j - t][s - t * v as usize];
                        }
                    }
                    rows[j][s] = sum;
                }
            }
        }
        Self { rows }
    }

    /// Tails of every sum up to `largest` for k cells.
    fn tails(&self, k: usize, largest: usize) -> Vec<Tails> {
        let row = &self.rows[k];
        let all: BigUint = row.iter().sum();
        let mut below = BigUint::ZERO;
        (0..=largest)
            .map(|s| {
                let ge = ratio(&(&all - &below), &all);
                below += row.get(s).unwrap_or(&BigUint::ZERO);
                Tails { ge, le: ratio(&below, &all) }
            })
            .collect()
    }
}

fn binomial(n: u64, k: u64) -> BigUint {
    let mut ways = BigUint::from(1_u8);
    for i in 0..k {
        ways = ways * (n - i) / (i + 1);
    }
    ways
}

/// a / b to 60 bits, however small.
fn ratio(a: &BigUint, b: &BigUint) -> f64 {
    let up = b.bits() + 64;
    let quotient: BigUint = (a << up) / b;
    let drop = quotient.bits().saturating_sub(60);
    let head = (quotient >> drop).iter_u64_digits().next().unwrap_or(0);
    head as f64 * 2_f64.powi((drop as i64 - up as i64) as i32)
}

/// The largest relative difference over every k, s and tail, where p is at least 1e-30.
fn worst(counts: &[u32], k_max: usize, largest: usize) -> (f64, usize) {
    let table = PermutationTable::build(counts, k_max, largest as u64).expect("small");
    let mut cells: BTreeMap<u32, u64> = BTreeMap::new();
    for &v in counts {
        *cells.entry(v).or_default() += 1;
    }
    let (mut worst, mut compared) = (0.0_f64, 0);
    let mut compare = |got: Tails, want: Tails, what: &str| {
        for (g, w) in [(got.ge, want.ge), (got.le, want.le)] {
            if w >= 1e-30 {
                let apart = (g / w - 1.0).abs();
                assert!(apart < 1e-9, "{what}: {g:e} against {w:e}");
                worst = worst.max(apart);
                compared += 1;
            }
        }
    };
    let ways = Ways::count(&cells, k_max);
    for k in 1..=k_max {
        for (s, want) in ways.tails(k, largest).into_iter().enumerate() {
            compare(table.total(k, s as u64), want, &format!("total k {k} s {s}"));
        }
    }
    for (&own, &c) in &cells.clone() {
        cells.insert(own, c - 1);
        let ways = Ways::count(&cells, k_max);
        cells.insert(own, c);
        for k in 1..=k_max.min(counts.len() - 1) {
            for (s, want) in ways.tails(k, largest).into_iter().enumerate() {
                compare(table.conditional(own, k, s as u64), want, &format!("own {own} k {k} s {s}"));
            }
        }
    }
    (worst, compared)
}

pub fn poisson_like(n: usize, mean: f64, seed: u64) -> Vec<u32> {
    let mut rng = stream(seed, "poisson counts", 0);
    (0..n).map(|_| poisson(&mut rng, mean)).collect()
}

fn poisson(rng: &mut Stream, mean: f64) -> u32 {
    let (limit, mut product, mut k) = ((-mean).exp(), uniform(rng), 0);
    while product > limit {
        product *= uniform(rng);
        k += 1;
    }
    k
}

/// Most cells empty, a few with very much: the shape of violence over built-up land.
pub fn heavy_tailed(n: usize, largest: u32, seed: u64) -> Vec<u32> {
    let mut rng = stream(seed, "heavy counts", 0);
    (0..n)
        .map(|_| {
            let u = uniform(&mut rng);
            if u < 0.6 { 0 } else { ((1.0 - u) / 0.4).powf(-0.9).min(f64::from(largest)) as u32 }
        })
        .collect()
}

/// A lattice with queen neighbours, without a tenth of its links' cells when irregular.
pub fn lattice(side: u32, irregular: bool) -> SpatialWeights {
    let gone = |c: u32| irregular && c.wrapping_mul(2_654_435_761) >> 28 == 0;
    SpatialWeights::binary(
        (0..side * side)
            .map(|c| {
                let (row, col) = (i64::from(c / side), i64::from(c % side));
                let mut near = Vec::new();
                for (dr, dc) in [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)] {
                    let (r, q) = (row + dr, col + dc);
                    let inside = (0..i64::from(side)).contains(&r) && (0..i64::from(side)).contains(&q);
                    let other = (r * i64::from(side) + q) as u32;
                    if inside && !gone(c) && !gone(other) {
                        near.push(other);
                    }
                }
                near
            })
            .collect(),
    )
}

#[test]
fn exact_p_equals_big_integers_on_poisson_like_counts() {
    let (apart, compared) = worst(&poisson_like(500, 0.4, 1), 9, 24);
    println!(
        "PROOF: exact p, Poisson-like counts: {compared} tails equal big-integer enumeration, worst relative difference {apart:.1e}"
    );
    let (apart, compared) = worst(&poisson_like(60, 3.0, 2), 25, 140);
    println!(
        "PROOF: exact p, 60 cells, k up to 25: {compared} tails equal big-integer enumeration, worst relative difference {apart:.1e}"
    );
}

#[test]
fn exact_p_equals_big_integers_on_heavy_tailed_counts() {
    let (apart, compared) = worst(&heavy_tailed(500, 100, 3), 7, 260);
    println!(
        "PROOF: exact p, heavy-tailed counts: {compared} tails equal big-integer enumeration, worst relative difference {apart:.1e}"
    );
    // Every count another: the hardest case for removal.
    let distinct: Vec<u32> = (0..40).map(|i| i * i / 4).collect();
    worst(&distinct, 12, 1_200);
    worst(&[0, 0, 0, 500], 3, 500);
    worst(&[7], 1, 7);
}

/// Every own value of a map: both nulls, both tails, each cell with the neighbours it has.
fn every_cell(counts: &[u32], weights: &SpatialWeights) -> (f64, usize) {
    let run = gi_star(counts, weights, Null::Conditional).expect("counts");
    let mut cells: BTreeMap<u32, u64> = BTreeMap::new();
    for &v in counts {
        *cells.entry(v).or_default() += 1;
    }
    let k_max = (0..counts.len()).map(|i| weights.neighbours(i).len()).max().unwrap_or(0) + 1;
    let total = Ways::count(&cells, k_max);
    let held: BTreeMap<u32, Ways> = cells
        .keys()
        .map(|&own| {
            let mut others = cells.clone();
            others.entry(own).and_modify(|c| *c -= 1);
            (own, Ways::count(&others, k_max))
        })
        .collect();
    let (mut worst, mut compared) = (0.0_f64, 0);
    for (i, cell) in run.cells.iter().enumerate() {
        let near = weights.neighbours(i);
        let sum: usize = near.iter().map(|&j| counts[j as usize] as usize).sum();
        let all = sum + counts[i] as usize;
        let drawn = total.tails(near.len() + 1, all)[all];
        let mut pairs = vec![(cell.p_total_ge, drawn.ge), (cell.p_total_le, drawn.le)];
        if !near.is_empty() {
            let drawn = held[&counts[i]].tails(near.len(), sum)[sum];
            pairs.extend([(cell.p_perm_ge, drawn.ge), (cell.p_perm_le, drawn.le)]);
        }
        for (got, want) in pairs {
            let apart = (got / want - 1.0).abs();
            assert!(apart < 1e-9, "cell {i} of value {}: {got:e} against {want:e}", counts[i]);
            worst = worst.max(apart);
            compared += 1;
        }
    }
    (worst, compared)
}

#[test]
fn every_cell_of_a_map_equals_big_integers_with_regular_and_irregular_neighbourhoods() {
    for (shape, irregular) in [("regular", false), ("irregular", true)] {
        for (kind, counts) in
            [("Poisson-like", poisson_like(400, 0.5, 31)), ("heavy-tailed", heavy_tailed(400, 40, 32))]
        {
            let (apart, compared) = every_cell(&counts, &lattice(20, irregular));
            println!(
                "PROOF: exact p, {kind} counts, {shape} neighbourhoods: {compared} tails of 400 cells equal big-integer enumeration, worst relative difference {apart:.1e}"
            );
        }
    }
}

#[test]
fn total_tails_are_the_mixture_of_conditional_tails() {
    // P(S_k >= s) = (1 - k/n) P(held, k) + (k/n) P(held, k-1, s - v), for every cell held.
    let counts = heavy_tailed(300, 60, 4);
    let (n, k) = (counts.len() as f64, 6_usize);
    let table = PermutationTable::build(&counts, 7, 120).expect("small");
    for own in counts.iter().copied().collect::<BTreeSet<u32>>() {
        for s in u64::from(own)..60 {
            let share = k as f64 / n;
            let held = table.conditional(own, k, s).ge;
            let with =
                if s == u64::from(own) { 1.0 } else { table.conditional(own, k - 1, s - u64::from(own)).ge };
            let total = table.total(k, s).ge;
            assert!((((1.0 - share) * held + share * with) / total - 1.0).abs() < 1e-9, "own {own} s {s}");
        }
    }
}

#[test]
fn a_lone_peak_is_a_ring_with_a_hole_to_the_conditional_null_and_a_peak_to_the_total() {
    // Poisson-like background on 50 x 50 cells and one cell of 40.
    let side = 50;
    let weights = lattice(side, false);
    let mut counts = poisson_like((side * side) as usize, 0.3, 5);
    let peak = (25 * side + 25) as usize;
    for &j in weights.neighbours(peak) {
        counts[j as usize] = 0;
    }
    for j in [0, 1, 2, 3, 4] {
        counts[weights.neighbours(peak)[j] as usize] = 1;
    }
    counts[peak] = 40;
    let conditional = gi_star(&counts, &weights, Null::Conditional).expect("counts");
    let total = gi_star(&counts, &weights, Null::Total).expect("counts");
    let beside = weights.neighbours(peak)[7] as usize;
    assert!(conditional.cells[peak].p_perm_ge > 0.01, "{}", conditional.cells[peak].p_perm_ge);
    assert!(conditional.cells[beside].p_perm_ge < 0.005, "{}", conditional.cells[beside].p_perm_ge);
    assert_eq!(conditional.cells[peak].class, Class::None);
    // One of 2,500 cells holds the peak, so nine drawn hold it with chance 9 / 2500, and must hold 5 more.
    assert!(total.cells[peak].p_total_ge < 9.0 / 2_500.0);
    assert!(total.cells[peak].p_total_ge < conditional.cells[peak].p_perm_ge);
}

#[test]
fn the_ring_with_a_hole_has_the_figures_the_design_tells() {
    // 47 x 47 cells of 0.21 events on average; a peak of 40 with five events around it, and an empty cell beside
    // it with five events around that. The lattice is ours: with others the figures differ, the hole stays.
    let side = 47;
    let weights = lattice(side, false);
    let mut counts = poisson_like((side * side) as usize, 0.2075, 33);
    let at = |row: u32, col: u32| (row * side + col) as usize;
    let beside = at(24, 24);
    for &j in weights.neighbours(beside) {
        counts[j as usize] = 0;
    }
    for &j in weights.neighbours(at(23, 23)) {
        counts[j as usize] = 0;
    }
    for (row, col) in
        [(22, 22), (22, 23), (22, 24), (23, 22), (23, 24), (23, 25), (24, 25), (25, 25), (25, 24)]
    {
        counts[at(row, col)] = 1;
    }
    counts[at(23, 23)] = 40;
    let run = gi_star(&counts, &weights, Null::Conditional).expect("counts");
    let (peak, beside) = (&run.cells[at(23, 23)], &run.cells[beside]);
    assert!((0.025..0.03).contains(&peak.p_perm_ge), "{}", peak.p_perm_ge);
    assert!((5e-5..7e-5).contains(&beside.p_perm_ge), "{:e}", beside.p_perm_ge);
    assert!(peak.p_total_ge < 1e-3, "{:e}", peak.p_total_ge);
    println!(
        "PROOF: lone peak of 40 on 47 x 47 cells: conditional p {:.3} at the peak and {:.0e} in the empty cell beside it; total p {:.0e} at the peak",
        peak.p_perm_ge, beside.p_perm_ge, peak.p_total_ge
    );
}

#[test]
fn exact_p_lies_in_the_interval_of_seeded_draws() {
    let whole = std::env::var_os("HARMSPOT_PROVE").is_some();
    let (cells, draws) = if whole { (1_000, 1_000_000) } else { (60, 100_000) };
    let weights = lattice(40, true);
    let counts = heavy_tailed(1_600, 60, 6);
    let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
    let run = gi_star(&counts, &weights, Null::Total).expect("counts");
    let mut shared: BTreeMap<usize, SharedDraws> = BTreeMap::new();
    for i in (0..1_600).step_by(1_600 / cells).take(cells) {
        let k = weights.neighbours(i).len() + 1;
        let drawn = shared.entry(k).or_insert_with(|| SharedDraws::new(&values, k, draws, 7).expect("few"));
        let sum = weights.neighbours(i).iter().map(|&j| values[j as usize]).sum::<f64>() + values[i];
        let seen = drawn.total(sum);
        for (exact, pseudo) in [(run.cells[i].p_total_ge, seen.ge), (run.cells[i].p_total_le, seen.le)] {
            let m = (pseudo * (draws + 1) as f64 - 1.0).round() as u64;
            let (low, high) = clopper_pearson(m, draws as u64, 1.0 - 1e-7);
            assert!(low <= exact && exact <= high, "cell {i}: {exact} outside {low}..{high}");
        }
    }
    println!(
        "PROOF: exact p of {cells} cells lies in the 1-1e-7 Clopper-Pearson interval of {draws} seeded draws"
    );
}

#[test]
fn conditional_p_lies_in_the_interval_of_seeded_draws() {
    let whole = std::env::var_os("HARMSPOT_PROVE").is_some();
    let (cells, draws) = if whole { (1_000, 1_000_000) } else { (60, 100_000) };
    let weights = lattice(40, false);
    let counts = heavy_tailed(1_600, 60, 8);
    let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
    let run = gi_star(&counts, &weights, Null::Conditional).expect("counts");
    let mut shared: BTreeMap<usize, SharedDraws> = BTreeMap::new();
    for i in (0..1_600).step_by(1_600 / cells).take(cells) {
        let k = weights.neighbours(i).len();
        let drawn = shared.entry(k).or_insert_with(|| SharedDraws::new(&values, k, draws, 9).expect("few"));
        let sum = weights.neighbours(i).iter().map(|&j| values[j as usize]).sum::<f64>();
        let seen = drawn.conditional(i, sum);
        // The draws without cell i: its number is not told, 1 - k/n of all to three digits is enough here.
        let kept = (draws as f64 * (1.0 - k as f64 / 1_600.0)) as u64;
        for (exact, pseudo) in [(run.cells[i].p_perm_ge, seen.ge), (run.cells[i].p_perm_le, seen.le)] {
            let m = ((pseudo * (kept + 1) as f64 - 1.0).round() as u64).min(kept);
            let (low, high) = clopper_pearson(m, kept, 1.0 - 1e-7);
            assert!(low <= exact && exact <= high, "cell {i}: {exact} outside {low}..{high}");
        }
    }
    println!(
        "PROOF: exact conditional p of {cells} cells lies in the 1-1e-7 Clopper-Pearson interval of {draws} seeded draws"
    );
}

#[test]
fn the_fast_path_gives_the_numbers_of_the_whole_one() {
    for (counts, irregular) in [(heavy_tailed(900, 80, 10), true), (poisson_like(900, 0.2, 11), false)] {
        let weights = lattice(30, irregular);
        let whole = gi_star(&counts, &weights, Null::Total).expect("counts");
        let fast = gi_star_total(&counts, &weights).expect("counts");
        for (w, f) in whole.cells.iter().zip(&fast) {
            assert_eq!((w.p_total_ge, w.p_two_sided, w.class), (f.p_ge, f.p_two_sided, f.class));
            assert!((w.p_fdr / f.p_fdr - 1.0).abs() < 1e-14);
        }
    }
}

#[test]
fn row_order_and_thread_count_change_no_bit() {
    let weights = lattice(20, true);
    let counts = heavy_tailed(400, 30, 12);
    let run = gi_star(&counts, &weights, Null::Conditional).expect("counts");
    let mut order: Vec<u32> = (0..400).collect();
    shuffle(&mut stream(1, "order", 0), &mut order);
    let mut place = vec![0_u32; 400];
    for (new, &old) in order.iter().enumerate() {
        place[old as usize] = new as u32;
    }
    let moved = SpatialWeights::binary(
        order
            .iter()
            .map(|&old| weights.neighbours(old as usize).iter().map(|&j| place[j as usize]).collect())
            .collect(),
    );
    let moved_counts: Vec<u32> = order.iter().map(|&old| counts[old as usize]).collect();
    let again = gi_star(&moved_counts, &moved, Null::Conditional).expect("counts");
    for (new, &old) in order.iter().enumerate() {
        let (a, b) = (&run.cells[old as usize], &again.cells[new]);
        assert_eq!(
            (a.p_perm_ge, a.p_perm_le, a.p_total_ge, a.p_fdr, a.class),
            (b.p_perm_ge, b.p_perm_le, b.p_total_ge, b.p_fdr, b.class)
        );
    }
    let values: Vec<f64> = counts.iter().map(|&c| f64::from(c) + 0.25).collect();
    let options = GiStarOptions { permutations: Permutations::Draws(5_000), ..GiStarOptions::default() };
    let with = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads")
            .install(|| gi_star_with(Values::Real(&values), &weights, &options).expect("finite"))
    };
    let bits = |run: &harmspot::detect::GiStarRun| {
        run.cells
            .iter()
            .map(|c| (c.z.to_bits(), c.p_perm_ge.to_bits(), c.p_total_le.to_bits()))
            .collect::<Vec<_>>()
    };
    assert_eq!(bits(&with(1)), bits(&with(4)));
}

#[test]
fn turning_values_over_swaps_the_tails_and_the_sign() {
    let weights = lattice(20, false);
    let counts = heavy_tailed(400, 12, 13);
    let turned: Vec<u32> = counts.iter().map(|c| 12 - c).collect();
    let (up, down) = (
        gi_star(&counts, &weights, Null::Conditional).expect("counts"),
        gi_star(&turned, &weights, Null::Conditional).expect("counts"),
    );
    for (a, b) in up.cells.iter().zip(&down.cells) {
        assert!((a.z + b.z).abs() < 1e-9 && (a.p_two_sided / b.p_two_sided - 1.0).abs() < 1e-9);
        assert!(
            (a.p_perm_ge / b.p_perm_le - 1.0).abs() < 1e-9
                && (a.p_total_le / b.p_total_ge - 1.0).abs() < 1e-9
        );
        assert_eq!(a.class == Class::None, b.class == Class::None);
    }
}

#[test]
fn islands_and_constant_values_follow_the_stated_rules() {
    let weights = SpatialWeights::binary(vec![vec![1], vec![0], vec![]]);
    let run = gi_star(&[3, 1, 9], &weights, Null::Conditional).expect("counts");
    assert_eq!(
        (run.cells[2].p_perm_ge, run.cells[2].p_perm_le, run.cells[2].class),
        (1.0, 1.0, Class::NoNeighbours)
    );
    assert!(run.cells[2].z > 0.0 && run.islands == 1);
    let flat = gi_star(&[2, 2, 2], &weights, Null::Total).expect("counts");
    assert!(flat.cells.iter().all(|c| c.z.is_nan() && c.p_two_sided >= 1.0 && c.p_fdr >= 1.0));
    assert!(!flat.notes.is_empty());
}

#[test]
fn exact_is_refused_naming_the_first_value_or_weight_that_forbids_it() {
    let options = GiStarOptions { permutations: Permutations::Exact, ..GiStarOptions::default() };
    let weights = lattice(3, false);
    let values = [1.0, 2.0, 0.5, 3.0, 0.0, 0.0, 1.5, 0.0, 0.0];
    let refused = gi_star_with(Values::Real(&values), &weights, &options);
    assert_eq!(refused, Err(DetectError::NotACount { unit: 2, value: 0.5 }));
    let uneven = SpatialWeights::weighted(vec![vec![(1, 0.5)], vec![(0, 1.0)]]);
    let refused = gi_star_with(Values::Real(&[1.0, 2.0]), &uneven, &options);
    assert_eq!(refused, Err(DetectError::NotBinary { unit: 0, neighbour: 1, weight: 0.5 }));
    assert!(gi_star_with(Values::Real(&[1.0, 2.0]), &uneven, &GiStarOptions::default()).is_ok());
}

#[test]
fn a_costly_neighbourhood_falls_back_to_draws_and_says_so() {
    let counts: Vec<u32> = (0..400).map(|i| i * 90_001).collect();
    let run = gi_star(&counts, &lattice(20, false), Null::Conditional).expect("counts");
    assert!(
        run.method.contains("99999 seeded draws") && run.notes.iter().any(|n| n.contains("draws were used")),
        "{run:?}"
    );
}

#[test]
fn exact_p_is_valid_under_the_null() {
    // P(p <= a) <= a for every a: over many shuffles the share of small p never exceeds the level by more than chance.
    let weights = lattice(20, true);
    let mut counts = heavy_tailed(400, 25, 14);
    let (mut tested, mut under) = (0_u64, [0_u64; 3]);
    for seed in 0..40 {
        shuffle(&mut stream(seed, "null", 0), &mut counts);
        // Cells far apart are nearly independent.
        let run = gi_star(&counts, &weights, Null::Conditional).expect("counts");
        for i in (0..400).step_by(7) {
            tested += 1;
            for (slot, level) in under.iter_mut().zip([0.01, 0.05, 0.1]) {
                *slot += u64::from(run.cells[i].p_perm_ge <= level);
            }
        }
    }
    for (seen, level) in under.into_iter().zip([0.01, 0.05, 0.1]) {
        let se = (level * (1.0 - level) / tested as f64).sqrt();
        assert!(seen as f64 / tested as f64 <= level + 4.0 * se, "{seen} of {tested} at {level}");
    }
}

#[test]
fn a_known_expectation_gives_binomial_p_and_its_over_dispersion() {
    let side = 30;
    let weights = lattice(side, false);
    let mut rng = stream(15, "expected", 0);
    let expected: Vec<f64> = (0..side * side).map(|i| f64::from(1 + i % 5)).collect();
    let all: f64 = expected.iter().sum();
    let mut counts = vec![0_u32; expected.len()];
    for _ in 0..3_000 {
        let mut at = uniform(&mut rng) * all;
        let cell = expected
            .iter()
            .position(|e| {
                at -= e;
                at < 0.0
            })
            .unwrap_or(0);
        counts[cell] += 1;
    }
    let run = gi_star_expected(&counts, &expected, &weights).expect("lengths");
    assert!((run.over_dispersion - 1.0).abs() < 0.15, "{}", run.over_dispersion);
    assert!(run.cells.iter().filter(|c| c.class != Class::None).count() < 5);
    counts[(15 * side + 15) as usize] += 30;
    let _ = below(&mut rng, 2);
    let run = gi_star_expected(&counts, &expected, &weights).expect("lengths");
    assert_eq!(run.cells[(15 * side + 15) as usize].class, Class::Hot99);
}
