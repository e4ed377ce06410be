//! Small made-up towns to choose sites in, and the answer to them by trying every set.

use harmspot::sport::{CoverProblem, CoverSite, Limits};

/// Demand points within `radius` of a site are covered; the minutes are those of a walk at 80 m a minute.
pub(super) fn problem(demand: &[(f64, f64, f64)], sites: &[(f64, f64)], radius: f64) -> CoverProblem {
    let sites = sites.iter().map(|at| {
        let away = |d: &(f64, f64, f64)| (d.0 - at.0).hypot(d.1 - at.1);
        let covers: Vec<u32> =
            (0..demand.len() as u32).filter(|d| away(&demand[*d as usize]) <= radius).collect();
        let minutes = covers.iter().map(|d| away(&demand[*d as usize]) / 80.0).collect();
        CoverSite { covers, minutes, cost: 0.0, capacity: f64::INFINITY, group: None, at: *at }
    });
    CoverProblem {
        demand: demand.iter().map(|d| d.2).collect(),
        sites: sites.collect(),
        ..CoverProblem::default()
    }
}

/// Every set of sites tried. `None` when no set keeps the limits. Served demand under capacities by the worst cut.
pub(super) fn brute(problem: &CoverProblem) -> Option<f64> {
    let (limits, n) = (&problem.limits, problem.sites.len());
    let mut best: Option<f64> = None;
    for set in 0_u32..1 << n {
        let chosen: Vec<usize> = (0..n).filter(|s| set >> s & 1 == 1).collect();
        let cost: f64 = chosen.iter().map(|s| problem.sites[*s].cost).sum();
        let holds = |s: &u32| set >> s & 1 == 1;
        let quota = |(group, least): &(u16, u32)| {
            chosen.iter().filter(|s| problem.sites[**s].group == Some(*group)).count() as u32 >= *least
        };
        let apart = chosen.iter().enumerate().all(|(k, a)| {
            chosen[k + 1..].iter().all(|b| {
                let (a, b) = (problem.sites[*a].at, problem.sites[*b].at);
                limits.spacing_m.is_none_or(|m| (a.0 - b.0).hypot(a.1 - b.1) >= m)
            })
        });
        if limits.sites.is_some_and(|p| chosen.len() > p as usize)
            || limits.budget.is_some_and(|b| cost > b)
            || !limits.forced.iter().all(holds)
            || limits.forbidden.iter().any(holds)
            || !limits.quota.iter().all(quota)
            || !apart
        {
            continue;
        }
        let reach = |keep: &dyn Fn(usize) -> bool| -> f64 {
            let by = |d: u32| chosen.iter().any(|s| keep(*s) && problem.sites[*s].covers.contains(&d));
            (0..problem.demand.len() as u32).filter(|d| by(*d)).map(|d| problem.demand[d as usize]).sum()
        };
        let covered = if limits.use_capacity {
            // Most served is the least cut: sites on the near side give their reach, the others their capacity.
            (0_u32..1 << chosen.len())
                .map(|near| {
                    let full: f64 = (0..chosen.len())
                        .filter(|k| near >> k & 1 == 0)
                        .map(|k| problem.sites[chosen[k]].capacity)
                        .sum();
                    full + reach(&|s| near >> chosen.iter().position(|c| *c == s).unwrap() & 1 == 1)
                })
                .fold(f64::INFINITY, f64::min)
        } else {
            reach(&|_| true)
        };
        best = Some(best.map_or(covered, |b: f64| b.max(covered)));
    }
    best
}

/// Seeded numbers for made-up problems; the same ones in the exported models.
pub(super) struct Seed(u64);

impl Seed {
    pub(super) fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn below(&mut self, n: u32) -> u32 {
        (self.unit() * f64::from(n)) as u32
    }
}

/// A small town: `rows` points of demand and `sites` candidates on a square of 4 km, in three groups.
pub(super) fn town(seed: u64, rows: u32, sites: u32, whole: bool) -> CoverProblem {
    let mut seed = Seed(seed);
    let demand: Vec<(f64, f64, f64)> = (0..rows)
        .map(|_| {
            let weight = if whole { f64::from(1 + seed.below(9)) } else { 0.1 + seed.unit() };
            (seed.unit() * 4000.0, seed.unit() * 4000.0, weight)
        })
        .collect();
    let at: Vec<(f64, f64)> = (0..sites).map(|_| (seed.unit() * 4000.0, seed.unit() * 4000.0)).collect();
    let mut problem = problem(&demand, &at, 1100.0);
    for site in &mut problem.sites {
        site.cost = f64::from(2 + seed.below(8)) * 1000.0;
        site.capacity = f64::from(3 + seed.below(20));
        site.group = Some(seed.below(3) as u16);
    }
    problem.demand_group = (0..rows).map(|_| seed.below(3) as u16).collect();
    problem
}

/// Limits of every kind, by the bits of `kind`.
pub(super) fn limits(kind: u32, p: u32) -> Limits {
    let on = |bit: u32| kind >> bit & 1 == 1;
    Limits {
        sites: (!on(0)).then_some(p),
        budget: (on(0) || on(1)).then_some(14_000.0),
        forced: if on(2) { vec![1] } else { Vec::new() },
        forbidden: if on(3) { vec![0, 4] } else { Vec::new() },
        spacing_m: on(4).then_some(1200.0),
        quota: if on(5) { vec![(0, 2), (2, 1)] } else { Vec::new() },
        use_capacity: on(6),
    }
}

/// Every set of at most `p` of `n` sites.
pub(super) fn sets(n: u32, p: u32) -> Vec<Vec<u32>> {
    let all = (0_u32..1 << n).map(|set| (0..n).filter(|s| set >> s & 1 == 1).collect::<Vec<u32>>());
    all.filter(|set| set.len() <= p as usize).collect()
}

/// The same problem with weights up to a quarter higher or lower.
pub(super) fn varied(problem: &CoverProblem, seed: u64) -> CoverProblem {
    let mut seed = Seed(seed);
    let mut other = problem.clone();
    other.demand.iter_mut().for_each(|w| *w *= 0.75 + 0.5 * seed.unit());
    other
}
