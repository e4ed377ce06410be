//! Choosing sites against other people's answers: the goldens, and HiGHS on models exported from here.

use harmspot::sport::{
    Bound, CoverProblem, Limits, SolveOptions, max_min, maximal_cover, maximal_cover_by_mip, p_median,
};
use serde::Deserialize;

use super::towns::{problem, town};

#[derive(Deserialize)]
struct Golden {
    demand: Vec<(f64, f64, f64)>,
    sites: Vec<(f64, f64)>,
    radius: f64,
    p: u32,
    covered_optimum: f64,
    optimal_sites: Vec<u32>,
    optimum_unique: bool,
    pmedian_objective_weighted_distance: f64,
    pmedian_sites: Vec<u32>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../fixtures/goldens/mclp.json")).unwrap()
}

#[test]
fn the_covering_golden_is_met_by_the_search_and_by_the_mip_solver() {
    let golden = golden();
    let mut problem = problem(&golden.demand, &golden.sites, golden.radius);
    problem.limits = Limits { sites: Some(golden.p), ..Limits::default() };
    for choice in
        [maximal_cover(&problem, &SolveOptions::default()).unwrap(), maximal_cover_by_mip(&problem).unwrap()]
    {
        assert!((choice.covered - golden.covered_optimum).abs() < 1e-9);
        assert!(golden.optimum_unique);
        assert_eq!(choice.sites, golden.optimal_sites);
        assert_eq!(choice.bound, Bound::Optimal);
    }
}

#[test]
fn the_median_golden_is_met() {
    let golden = golden();
    let mut problem = problem(&golden.demand, &golden.sites, f64::INFINITY);
    problem.limits = Limits { sites: Some(golden.p), ..Limits::default() };
    let median = p_median(&problem, None, &SolveOptions::default()).unwrap();
    let distance = median.weighted_minutes * 80.0;
    assert!((distance / golden.pmedian_objective_weighted_distance - 1.0).abs() < 1e-12, "{distance}");
    assert_eq!(median.sites, golden.pmedian_sites);
    assert!(median.proven && median.lower.to_bits() == median.weighted_minutes.to_bits());
    let total: f64 = problem.demand.iter().sum();
    assert!((median.mean_minutes * total - median.weighted_minutes).abs() < 1e-6);
    let error = p_median(&problem, Some(1.0), &SolveOptions::default()).unwrap_err().to_string();
    assert!(error.contains("the minutes for demand out of reach is 1"), "{error}");
}

/// Problems of every kind, large enough to be no toy: name, question, problem.
fn exported() -> Vec<(String, &'static str, CoverProblem)> {
    let mut out = Vec::new();
    for n in 0..18_u64 {
        let kind = n as u32 % 6;
        let mut problem = town(4_000 + n, 240, 45, (n + n / 6) % 2 == 0);
        problem.limits = Limits { sites: Some([4, 9, 6, 6, 4, 3][kind as usize]), ..Limits::default() };
        let question = match kind {
            0 => "cover",
            1 => {
                problem.limits.budget = Some(26_000.0);
                problem.limits.forbidden = vec![3, 8];
                "cover"
            }
            2 => {
                problem.limits.spacing_m = Some(1_000.0);
                problem.limits.quota = vec![(1, 3)];
                problem.limits.forced = vec![7];
                "cover"
            }
            3 => {
                problem.limits.use_capacity = true;
                let times = if problem.total() > 500.0 { 6.0 } else { 0.8 };
                problem.sites.iter_mut().for_each(|s| s.capacity *= times);
                "capacity"
            }
            4 => "median",
            _ => "fair",
        };
        out.push((format!("{n:02}-{question}"), question, problem));
    }
    out
}

/// A model in the words of `fixtures/cover/solve.py`, with the figure that shows whether stored answers are about it.
fn as_json(name: &str, question: &str, problem: &CoverProblem) -> serde_json::Value {
    let limits = &problem.limits;
    let sites: Vec<serde_json::Value> = problem
        .sites
        .iter()
        .map(|s| {
            serde_json::json!({"covers": s.covers, "minutes": s.minutes, "cost": s.cost, "capacity": s.capacity,
                "group": s.group, "at": [s.at.0, s.at.1]})
        })
        .collect();
    serde_json::json!({"name": name, "question": question, "digest": digest(problem), "demand": problem.demand,
        "demand_group": problem.demand_group, "sites": sites,
        "limits": {"sites": limits.sites, "budget": limits.budget, "forced": limits.forced,
            "forbidden": limits.forbidden, "quota": limits.quota, "spacing_m": limits.spacing_m}})
}

/// Total demand and number of links: other problems would have others.
fn digest(problem: &CoverProblem) -> String {
    let links: u64 = problem.sites.iter().flat_map(|s| &s.covers).map(|c| u64::from(*c) + 1).sum();
    format!("{:.6} {links}", problem.demand.iter().sum::<f64>())
}

#[test]
fn the_optimum_equals_an_independent_solvers_on_the_exported_models() {
    let models = exported();
    if let Some(folder) = std::env::var_os("HARMSPOT_EXPORT_MODELS") {
        let folder = std::path::PathBuf::from(folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, question, problem) in &models {
            let text = as_json(name, question, problem).to_string();
            std::fs::write(folder.join(format!("{name}.json")), text).unwrap();
        }
        return;
    }
    let stored: serde_json::Value =
        serde_json::from_str(include_str!("../../fixtures/cover/answers.json")).unwrap();
    assert_eq!(stored["answers"].as_object().unwrap().len(), models.len());
    for (name, question, problem) in models {
        let answer = &stored["answers"][&name];
        assert_eq!(answer["digest"].as_str().unwrap(), digest(&problem), "{name}: made from other models");
        let options = SolveOptions::default();
        let (ours, proven) = match question {
            "median" => {
                let median = p_median(&problem, None, &options).unwrap();
                (median.weighted_minutes, median.proven)
            }
            "fair" => {
                let fair = max_min(&problem, &options).unwrap();
                (fair.least_share, fair.proven)
            }
            _ => {
                let choice = maximal_cover(&problem, &options).unwrap();
                (choice.covered, choice.bound == Bound::Optimal)
            }
        };
        let theirs = answer["best"].as_f64().unwrap();
        assert!((ours / theirs - 1.0).abs() < 1e-7, "{name}: {ours} against {theirs}");
        assert!(proven, "{name} is not proven");
    }
}
