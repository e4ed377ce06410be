//! The same problem as a model for a MIP solver (microlp through `good_lp`): the cross-check of the search.

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, microlp, variable};

use super::{
    check::check,
    model::{Model, NO_GROUP},
    problem::{CoverChoice, CoverProblem},
};
use crate::sport::SportError;

/// Maximal covering by a general MIP solver, without a bound on its time.
///
/// Church and ReVelle's (1974) model: most Σ wᵢ yᵢ with yᵢ at most the number of chosen sites that reach i. It gives the same
/// covered demand as [`maximal_cover`](super::maximal_cover); where several sets tie, it may name another of them.
///
/// # Errors
/// As [`maximal_cover`](super::maximal_cover); [`SportError::Solver`] with the solver's own words.
pub fn maximal_cover_by_mip(problem: &CoverProblem) -> Result<CoverChoice, SportError> {
    check(problem)?;
    let model = Model::covering(problem);
    let sites = solve(&model)?;
    let covered = super::value::value(&model, &sites);
    Ok(model.choice(&sites, covered, None))
}

fn solve(model: &Model) -> Result<Vec<u32>, SportError> {
    if model.sites() == 0 {
        return Ok(Vec::new());
    }
    let mut variables = ProblemVariables::new();
    let x: Vec<Variable> = model
        .forced
        .iter()
        .map(|forced| variables.add(variable().integer().min(i32::from(*forced)).max(1)))
        .collect();
    let mut rules = Vec::new();
    let objective = if model.capacitated {
        assigned(model, &mut variables, &x, &mut rules)
    } else {
        covered(model, &mut variables, &x, &mut rules)
    };
    rules.push(constraint!(x.iter().sum::<Expression>() <= model.limit as f64));
    if let Some(budget) = model.budget {
        let cost: Expression = x.iter().zip(&model.cost).map(|(x, cost)| *cost * *x).sum();
        rules.push(constraint!(cost <= budget));
    }
    for (group, least) in &model.quota {
        let of: Expression =
            x.iter().zip(&model.group).filter(|(_, g)| *g == group && **g != NO_GROUP).map(|(x, _)| *x).sum();
        rules.push(constraint!(of >= *least as f64));
    }
    for (a, near) in model.too_near.iter().enumerate() {
        for b in near.iter().filter(|b| **b as usize > a) {
            rules.push(constraint!(x[a] + x[*b as usize] <= 1));
        }
    }
    let mut solver = variables.maximise(objective).using(microlp);
    for rule in rules {
        solver.add_constraint(rule);
    }
    let answer = solver.solve().map_err(|error| match error {
        good_lp::ResolutionError::Infeasible => {
            SportError::Infeasible { constraint: "its limits together".to_owned() }
        }
        other => SportError::Solver { reason: other.to_string() },
    })?;
    Ok((0..x.len() as u32).filter(|s| answer.value(x[*s as usize]) > 0.5).collect())
}

/// One variable a class: covered or not.
fn covered(
    model: &Model,
    variables: &mut ProblemVariables,
    x: &[Variable],
    rules: &mut Vec<good_lp::Constraint>,
) -> Expression {
    let y: Vec<Variable> = model.most.iter().map(|_| variables.add(variable().min(0).max(1))).collect();
    let mut reached: Vec<Expression> = vec![Expression::default(); y.len()];
    for (site, x) in x.iter().enumerate() {
        for class in model.links(site as u32).0 {
            reached[*class as usize] += *x;
        }
    }
    for (y, reached) in y.iter().zip(reached) {
        rules.push(constraint!(*y <= reached));
    }
    y.iter().zip(&model.most).map(|(y, w)| *w * *y).sum()
}

/// One variable a link: how much of the class the site serves.
fn assigned(
    model: &Model,
    variables: &mut ProblemVariables,
    x: &[Variable],
    rules: &mut Vec<good_lp::Constraint>,
) -> Expression {
    let mut of_class: Vec<Expression> = vec![Expression::default(); model.most.len()];
    let mut all = Expression::default();
    for (site, x) in x.iter().enumerate() {
        let mut served = Expression::default();
        for class in model.links(site as u32).0 {
            let most = model.most[*class as usize];
            let y = variables.add(variable().min(0));
            rules.push(constraint!(y <= most * *x));
            served += y;
            of_class[*class as usize] += y;
        }
        all += served.clone();
        if model.capacity[site].is_finite() {
            rules.push(constraint!(served <= model.capacity[site] * *x));
        }
    }
    for (served, most) in of_class.into_iter().zip(&model.most) {
        rules.push(constraint!(served <= *most));
    }
    all
}
