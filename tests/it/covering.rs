//! Choosing sites: small problems by brute force, and what must always hold.

use harmspot::sport::{
    Bound, CoverProblem, Limits, Names, SolveOptions, SportError, cover_by_group, cut, frontier, max_min,
    maximal_cover, maximal_cover_by_mip, next_best, p_median, sensitivity,
};

use super::towns::{brute, limits, sets, town, varied};

#[test]
fn small_problems_of_every_kind_of_limit_equal_brute_force_and_the_mip_solver() {
    let (mut solved, mut refused) = (0, 0);
    for kind in 0..128_u32 {
        for round in 0..3_u64 {
            let mut problem = town(u64::from(kind) * 7 + round, 30, 9, round != 1);
            problem.limits = limits(kind, 3 + (round as u32 % 2));
            let found = maximal_cover(&problem, &SolveOptions::default());
            if let Some(best) = brute(&problem) {
                let choice = found.unwrap();
                assert!(
                    (choice.covered - best).abs() < 1e-7,
                    "kind {kind} round {round}: {choice:?} not {best}"
                );
                assert_eq!(choice.bound, Bound::Optimal);
                let mut given = problem.clone();
                given.limits.forced = choice.sites.clone();
                assert!(choice.sites.iter().all(|s| !problem.limits.forbidden.contains(s)));
                assert!((brute(&given).unwrap() - best).abs() < 1e-7, "kind {kind}: the set does not hold");
                let other = maximal_cover_by_mip(&problem).unwrap();
                assert!((other.covered - best).abs() < 1e-6, "kind {kind}: the solver says {other:?}");
                solved += 1;
            } else {
                let error = found.unwrap_err();
                assert!(matches!(error, SportError::Infeasible { .. }), "kind {kind}: {error}");
                refused += 1;
            }
        }
    }
    assert!(solved > 250 && refused > 10, "{solved} solved, {refused} refused");
}

#[test]
fn small_medians_under_limits_equal_brute_force() {
    for round in 0..40_u64 {
        let mut problem = town(900 + round, 25, 8, round % 2 == 0);
        problem.limits = limits([0, 1, 2, 8, 16, 32][round as usize % 6], 3);
        let far = problem.sites.iter().flat_map(|s| &s.minutes).copied().fold(0.0, f64::max);
        let mut least = f64::INFINITY;
        for set in sets(8, 8) {
            let mut one = problem.clone();
            one.limits.forced.extend(&set);
            one.limits.forbidden.extend((0..8).filter(|s| !set.contains(s)));
            if problem.limits.forced.iter().any(|s| !set.contains(s)) || brute(&one).is_none() {
                continue;
            }
            let walk = |d: usize| {
                set.iter()
                    .filter_map(|s| {
                        let site = &problem.sites[*s as usize];
                        site.covers.binary_search(&(d as u32)).ok().map(|at| site.minutes[at])
                    })
                    .fold(far, f64::min)
            };
            least = least.min(problem.demand.iter().enumerate().map(|(d, w)| w * walk(d)).sum());
        }
        match p_median(&problem, None, &SolveOptions::default()) {
            Ok(median) => assert!((median.weighted_minutes - least).abs() < 1e-6, "round {round}"),
            Err(_) => assert!(least.is_infinite(), "round {round}"),
        }
    }
}

fn covered(problem: &CoverProblem) -> f64 {
    maximal_cover(problem, &SolveOptions::default()).unwrap().covered
}

#[test]
fn more_sites_never_cover_less_and_two_numbers_together_never_more_than_both() {
    for seed in 0..12 {
        let mut problem = town(seed, 120, 25, seed % 2 == 0);
        problem.limits.sites = Some(8);
        let points = frontier(&problem, 8, &SolveOptions::default()).unwrap();
        let by: Vec<f64> = points.iter().map(|(_, c)| c.covered).collect();
        assert_eq!(by.len(), 8);
        assert!(by.windows(2).all(|w| w[0] <= w[1]), "seed {seed}: {by:?}");
        for p in 1..=7 {
            for q in 1..=(8 - p) {
                assert!(by[p + q - 1] <= by[p - 1] + by[q - 1] + 1e-9, "seed {seed}: {p} and {q}");
            }
        }
        assert!((by[7] - covered(&problem)).abs() < 1e-9);
    }
}

#[test]
fn forbidding_a_chosen_site_never_covers_more_and_its_next_best_keeps_the_others() {
    for seed in 0..12 {
        let mut problem = town(seed, 80, 20, seed % 2 == 1);
        problem.limits.sites = Some(4);
        let choice = maximal_cover(&problem, &SolveOptions::default()).unwrap();
        for site in &choice.sites {
            let mut without = problem.clone();
            without.limits.forbidden.push(*site);
            assert!(covered(&without) <= choice.covered + 1e-9);
            let other = next_best(&problem, &choice, *site, &SolveOptions::default()).unwrap().unwrap();
            assert!(other.covered_change <= 1e-9);
            assert!(!other.choice.sites.contains(site));
            assert!(choice.sites.iter().all(|s| s == site || other.choice.sites.contains(s)));
            let change = other.with.map_or(0.0, |s| problem.sites[s as usize].cost)
                - problem.sites[*site as usize].cost;
            assert!((other.cost_change - change).abs() < 1e-9);
            // No other single site in its place covers more.
            for instead in (0..20).filter(|s| !choice.sites.contains(s)) {
                let mut one = problem.clone();
                one.limits.forced =
                    choice.sites.iter().copied().filter(|s| s != site).chain([instead]).collect();
                assert!(covered(&one) <= other.choice.covered + 1e-9);
            }
        }
        assert!(next_best(&problem, &choice, 99, &SolveOptions::default()).is_err());
    }
}

#[test]
fn fairness_never_raises_the_total_and_no_set_is_fairer() {
    for seed in 0..30 {
        let mut problem = town(seed, 40, 9, seed % 2 == 0);
        problem.limits.sites = Some(3);
        let fair = max_min(&problem, &SolveOptions::default()).unwrap();
        assert!(fair.proven, "seed {seed}: {} under {}", fair.least_share, fair.upper_share);
        assert!(fair.choice.covered <= fair.best.covered + 1e-9);
        let price = 100.0 * (1.0 - fair.choice.covered / fair.best.covered);
        assert!(fair.price_percent >= 0.0 && (fair.price_percent - price).abs() < 1e-9);
        let least = |set: &[u32]| {
            cover_by_group(&problem, set).iter().map(harmspot::sport::GroupCover::share).fold(1.0, f64::min)
        };
        let total = |set: &[u32]| cover_by_group(&problem, set).iter().map(|g| g.covered).sum::<f64>();
        let fairest = sets(9, 3).iter().map(|s| least(s)).fold(0.0, f64::max);
        assert!((fair.least_share - fairest).abs() < 1e-9, "seed {seed}: {} not {fairest}", fair.least_share);
        assert!((least(&fair.choice.sites) - fairest).abs() < 1e-9);
        let most =
            sets(9, 3).iter().filter(|s| least(s) >= fairest - 1e-9).map(|s| total(s)).fold(0.0, f64::max);
        assert!((fair.choice.covered - most).abs() < 1e-9, "seed {seed}: {} not {most}", fair.choice.covered);
    }
    let mut none = town(1, 10, 3, true);
    none.demand_group.clear();
    assert!(max_min(&none, &SolveOptions::default()).unwrap_err().to_string().contains("demand groups is 0"));
}

#[test]
fn a_cut_keeps_the_best_of_what_was_chosen() {
    for seed in 0..10 {
        let mut problem = town(seed, 80, 15, true);
        problem.limits = Limits { sites: Some(6), budget: Some(30_000.0), ..Limits::default() };
        let choice = maximal_cover(&problem, &SolveOptions::default()).unwrap();
        let cut = cut(&problem, &choice, 25.0, &SolveOptions::default()).unwrap();
        assert_eq!(cut.budget, Some(22_500.0));
        assert!(cut.choice.cost <= 22_500.0 && cut.anew.cost <= 22_500.0);
        assert!(cut.kept.iter().all(|s| choice.sites.contains(s)));
        assert_eq!(cut.kept.len() + cut.lost.len(), choice.sites.len());
        assert!(cut.anew.covered >= cut.choice.covered - 1e-9);
        assert!((cut.covered_lost - (choice.covered - cut.choice.covered)).abs() < 1e-9);
        assert!((cut.lost_in.iter().map(|(_, l)| l).sum::<f64>() - cut.covered_lost).abs() < 1e-9);
    }
    let mut free = town(3, 80, 15, true);
    free.sites.iter_mut().for_each(|s| s.cost = 0.0);
    free.limits.sites = Some(4);
    let choice = maximal_cover(&free, &SolveOptions::default()).unwrap();
    let half = cut(&free, &choice, 50.0, &SolveOptions::default()).unwrap();
    assert_eq!((half.kept.len(), half.budget), (2, None));
    assert!(cut(&free, &choice, 120.0, &SolveOptions::default()).is_err());
}

#[test]
fn neither_the_order_of_rows_nor_threads_change_a_choice() {
    for seed in 0..8_u64 {
        let mut problem = town(seed, 150, 30, seed % 2 == 0);
        problem.limits = Limits { sites: Some(5), use_capacity: seed % 4 == 3, ..Limits::default() };
        let choice = maximal_cover(&problem, &SolveOptions::default()).unwrap();
        let n = problem.demand.len() as u32;
        let mut moved = problem.clone();
        let to = |row: u32| (row * 7 + 3) % n;
        for row in 0..n {
            moved.demand[to(row) as usize] = problem.demand[row as usize];
            moved.demand_group[to(row) as usize] = problem.demand_group[row as usize];
        }
        for site in &mut moved.sites {
            let mut links: Vec<(u32, f64)> =
                site.covers.iter().map(|r| to(*r)).zip(site.minutes.clone()).collect();
            links.sort_by_key(|l| l.0);
            (site.covers, site.minutes) = links.into_iter().unzip();
        }
        let again = maximal_cover(&moved, &SolveOptions::default()).unwrap();
        assert_eq!((&choice.sites, choice.covered.to_bits()), (&again.sites, again.covered.to_bits()));
        assert_eq!(
            p_median(&problem, None, &SolveOptions::default()).unwrap().sites,
            p_median(&moved, None, &SolveOptions::default()).unwrap().sites
        );
        let runs: Vec<CoverProblem> = (0..6).map(|r| varied(&problem, seed * 10 + r)).collect();
        let at = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| sensitivity(&problem, &choice, &runs, &SolveOptions::default()).unwrap())
        };
        assert_eq!(at(1), at(4));
    }
}

#[test]
fn a_site_all_need_stays_in_every_rerun_and_its_twin_is_named_as_nearly_equal() {
    let mut problem = town(5, 60, 12, true);
    problem.limits.sites = Some(3);
    let mut twin = problem.sites[4].clone();
    problem.sites[4].covers = (0..60).collect();
    problem.sites[4].minutes = vec![5.0; 60];
    twin.covers = (0..59).collect();
    twin.minutes = vec![5.0; 59];
    problem.sites.push(twin);
    problem.demand[59] = 1.0;
    let choice = maximal_cover(&problem, &SolveOptions::default()).unwrap();
    assert_eq!(choice.sites, [4], "sites that add nothing are left out");
    let runs: Vec<CoverProblem> = (0..20).map(|r| varied(&problem, r)).collect();
    let seen = sensitivity(&problem, &choice, &runs, &SolveOptions::default()).unwrap();
    assert_eq!((seen.runs, seen.impossible, seen.gap), (20, 0, 0.0));
    assert_eq!((seen.sites[0].site, seen.sites[0].stays), (4, 20));
    assert_eq!(seen.sites[0].near_equal[0], 12);
    let fewer = CoverProblem { sites: problem.sites[..5].to_vec(), ..problem.clone() };
    assert!(sensitivity(&problem, &choice, &[fewer], &SolveOptions::default()).is_err());
}

#[test]
fn an_effort_that_ends_first_leaves_a_gap_that_holds() {
    let mut problem = town(77, 2000, 120, true);
    problem.limits.sites = Some(12);
    let best = maximal_cover(&problem, &SolveOptions::default()).unwrap();
    assert_eq!(best.bound, Bound::Optimal);
    let quick = maximal_cover(&problem, &SolveOptions { effort: 1, ..SolveOptions::default() }).unwrap();
    assert!(quick.covered <= best.covered && best.covered <= quick.upper());
    assert!(quick.gap() >= 0.0);
    let rough = maximal_cover(&problem, &SolveOptions { gap: 0.05, ..SolveOptions::default() }).unwrap();
    assert!(rough.gap() <= 0.05 && rough.covered >= 0.95 * best.covered);
}

#[test]
fn what_cannot_hold_is_named() {
    let mut base = town(2, 30, 6, true);
    base.names = Names {
        sites: ["Marsh Road MUGA", "Quay Hall", "North Park", "Dock Gym", "Lane End", "The Rec"]
            .map(String::from)
            .to_vec(),
        groups: ["Southmere", "Northmere", "Portside"].map(String::from).to_vec(),
    };
    for (at, site) in base.sites.iter_mut().enumerate() {
        site.cost = 14_000.0;
        site.group = Some([0, 0, 0, 2, 2, 1][at]);
        site.at = (at as f64 * 120.0, 0.0);
    }
    let said = |change: &dyn Fn(&mut CoverProblem)| {
        let mut problem = base.clone();
        change(&mut problem);
        maximal_cover(&problem, &SolveOptions::default()).unwrap_err().to_string()
    };
    let limit = |l: Limits| said(&|p| p.limits = l.clone());
    let base_limits = Limits::default;
    for (got, wanted) in [
        (
            limit(Limits { quota: vec![(1, 2)], ..base_limits() }),
            "quota of 2 in Northmere: only 1 candidate there",
        ),
        (
            limit(Limits { quota: vec![(1, 1)], forbidden: vec![5], ..base_limits() }),
            "quota of 1 in Northmere: no candidate there",
        ),
        (
            limit(Limits { forced: vec![0, 1, 2], budget: Some(40_000.0), ..base_limits() }),
            "forced sites cost £42,000, the budget is £40,000",
        ),
        (
            limit(Limits { forced: vec![1, 0], spacing_m: Some(500.0), ..base_limits() }),
            "\"Marsh Road MUGA\" and \"Quay Hall\" are both forced and stand 120 m apart, the spacing is 500 m",
        ),
        (
            limit(Limits { forced: vec![3], forbidden: vec![3], ..base_limits() }),
            "\"Dock Gym\" is both forced and forbidden",
        ),
        (
            limit(Limits { forced: vec![0, 1], sites: Some(1), ..base_limits() }),
            "2 sites are forced, the limit is 1 site",
        ),
        (
            limit(Limits { quota: vec![(0, 2), (2, 1)], sites: Some(2), ..base_limits() }),
            "the quotas ask for 2 in Southmere, 1 in Portside: 3 in all, the limit is 2 sites",
        ),
        (
            limit(Limits { quota: vec![(0, 2), (2, 1)], budget: Some(30_000.0), ..base_limits() }),
            "the cheapest sites that meet the quotas (2 in Southmere, 1 in Portside) cost £42,000, the budget is £30,000",
        ),
        (
            limit(Limits { quota: vec![(0, 2)], spacing_m: Some(500.0), ..base_limits() }),
            "the spacing of 500 m, the quota of 2 in Southmere (without any one of these there would be one)",
        ),
        (
            said(&|p| p.sites[2].cost = -5.0),
            "the yearly cost of \"North Park\" is -5: must be a number of pounds, 0 or more",
        ),
        (said(&|p| p.demand[7] = f64::NAN), "the weight of demand point 8 is NaN"),
        (said(&|p| p.sites[1].capacity = -1.0), "the capacity of \"Quay Hall\" is -1"),
        (said(&|p| p.sites[1].covers = vec![4, 2]), "the walking times of \"Quay Hall\""),
        (said(&|p| p.limits.budget = Some(-1.0)), "the budget is -1"),
        (said(&|p| p.limits.forced = vec![6]), "the position of a forced or forbidden site is 6"),
    ] {
        assert!(got.contains(wanted), "{got}\n  does not say\n{wanted}");
    }
}

#[test]
fn nothing_to_choose_from_is_no_error() {
    let empty = CoverProblem::default();
    assert_eq!(maximal_cover(&empty, &SolveOptions::default()).unwrap().sites.len(), 0);
    let mut bare = town(1, 10, 4, true);
    bare.sites.clear();
    assert!(maximal_cover(&bare, &SolveOptions::default()).unwrap().covered.abs() < 1e-12);
    assert!(max_min(&bare, &SolveOptions::default()).unwrap().choice.sites.is_empty());
    assert!(p_median(&bare, None, &SolveOptions::default()).unwrap().sites.is_empty());
    let mut none = town(1, 10, 4, true);
    none.limits.sites = Some(0);
    assert_eq!(maximal_cover(&none, &SolveOptions::default()).unwrap().sites.len(), 0);
}
