//! Choosing sites: the goldens, small problems by brute force, and what must always hold.

use harmspot::sport::{
    Bound, CoverProblem, CoverSite, Limits, SolveOptions, maximal_cover, maximal_cover_by_mip,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    demand: Vec<(f64, f64, f64)>,
    sites: Vec<(f64, f64)>,
    radius: f64,
    p: u32,
    covered_optimum: f64,
    optimal_sites: Vec<u32>,
    optimum_unique: bool,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../fixtures/goldens/mclp.json")).unwrap()
}

/// Demand points within `radius` of a site are covered; the minutes are those of a walk at 80 m a minute.
fn problem(demand: &[(f64, f64, f64)], sites: &[(f64, f64)], radius: f64) -> CoverProblem {
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

#[test]
fn the_covering_golden_is_met_by_the_search_and_by_the_mip_solver() {
    let golden = golden();
    let mut problem = problem(&golden.demand, &golden.sites, golden.radius);
    problem.limits = Limits { sites: Some(golden.p), ..Limits::default() };
    for choice in
        [maximal_cover(&problem, &SolveOptions::default()).unwrap(), maximal_cover_by_mip(&problem).unwrap()]
    {
        assert_eq!(choice.covered, golden.covered_optimum);
        assert!(golden.optimum_unique);
        assert_eq!(choice.sites, golden.optimal_sites);
        assert_eq!(choice.bound, Bound::Optimal);
    }
}
