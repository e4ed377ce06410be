//! How much a choice depends on what was assumed.

use rayon::prelude::*;

use super::{
    check::check,
    model::Model,
    problem::{CoverChoice, CoverProblem, SolveOptions},
    solve::maximal_cover,
    value::{allowed, value},
};
use crate::sport::SportError;

/// One chosen site over the re-runs.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteStability {
    /// Its position.
    pub site: u32,
    /// Re-runs that choose it.
    pub stays: u32,
    /// Sites nearly as good in its place, best first: those whose exchange loses at most [`NEAR_EQUAL`] of the covered
    /// demand, then those that came in where it went out. At most [`ALTERNATIVES`].
    pub near_equal: Vec<u32>,
}

/// What the re-runs say.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// Re-runs.
    pub runs: u32,
    /// Of them, those where no set could keep the limits: they count as not choosing any site.
    pub impossible: u32,
    /// Chosen sites, in the order of the choice.
    pub sites: Vec<SiteStability>,
    /// Sites chosen in a re-run and not in the choice: `(site, runs)`, most often first.
    pub newcomers: Vec<(u32, u32)>,
    /// Largest gap of any re-run; 0 when all are proven best.
    pub gap: f64,
}

/// Share of the covered demand that an exchange may lose and still be nearly as good.
pub const NEAR_EQUAL: f64 = 0.02;
/// Most alternatives named for a site.
pub const ALTERNATIVES: usize = 3;

/// In how many re-runs each chosen site stays, and what could stand in for it.
///
/// `reruns` are the same candidates in the same order under other assumptions (resampled incidents, other weights, windows, radii
/// or units): how many candidates there are is checked. Each search starts from `choice`. Re-runs go over both cores and come back in order, so that
/// threads never show. A low effort a re-run (2,000 or so) is enough; `gap` up to 0.01 makes them quicker still, and ties
/// then fall to `choice`.
///
/// # Errors
/// As [`maximal_cover`], save that a re-run whose limits cannot be kept is counted as impossible.
pub fn sensitivity(
    problem: &CoverProblem,
    choice: &CoverChoice,
    reruns: &[CoverProblem],
    options: &SolveOptions,
) -> Result<Sensitivity, SportError> {
    check(problem)?;
    if let Some(other) = reruns.iter().find(|r| r.sites.len() != problem.sites.len()) {
        return Err(SportError::Number {
            what: "the number of candidates of a re-run".to_owned(),
            got: other.sites.len().to_string(),
            rule: "must be that of the problem it varies",
        });
    }
    let options = SolveOptions { start: choice.sites.clone(), ..options.clone() };
    let answers: Vec<Result<CoverChoice, SportError>> =
        reruns.par_iter().map(|rerun| maximal_cover(rerun, &options)).collect();
    let mut chosen: Vec<Vec<u32>> = Vec::new();
    let (mut impossible, mut gap) = (0, 0.0_f64);
    for answer in answers {
        match answer {
            Ok(other) => {
                gap = gap.max(other.gap());
                chosen.push(other.sites);
            }
            Err(SportError::Infeasible { .. }) => impossible += 1,
            Err(error) => return Err(error),
        }
    }
    let mut came_in = vec![0_u32; problem.sites.len()];
    for site in chosen.iter().flatten().filter(|s| !choice.sites.contains(s)) {
        came_in[*site as usize] += 1;
    }
    let mut newcomers: Vec<(u32, u32)> =
        (0..came_in.len() as u32).map(|s| (s, came_in[s as usize])).filter(|(_, n)| *n > 0).collect();
    newcomers.sort_by_key(|(site, n)| (std::cmp::Reverse(*n), *site));
    let exchanges = exchanges(problem, choice);
    let sites = choice.sites.iter().zip(exchanges).map(|(site, mut near_equal)| {
        let instead = instead(*site, choice, &chosen);
        near_equal.extend(instead.into_iter().filter(|s| !near_equal.contains(s)).collect::<Vec<u32>>());
        near_equal.truncate(ALTERNATIVES);
        let stays = chosen.iter().filter(|c| c.contains(site)).count() as u32;
        SiteStability { site: *site, stays, near_equal }
    });
    Ok(Sensitivity { runs: reruns.len() as u32, impossible, sites: sites.collect(), newcomers, gap })
}

/// For each chosen site, those whose exchange for it loses little, least loss first.
fn exchanges(problem: &CoverProblem, choice: &CoverChoice) -> Vec<Vec<u32>> {
    // Every candidate must be in the model here, also those another one dominates: capacity or spacing keeps them.
    let mut whole = problem.clone();
    whole.limits.forced.clear();
    whole.limits.spacing_m = whole.limits.spacing_m.or(Some(0.0));
    let model = Model::covering(&whole);
    let sites = model.find(&choice.sites);
    let enough = value(&model, &sites) * (1.0 - NEAR_EQUAL);
    let forced = |at: u32| problem.limits.forced.contains(&at);
    choice
        .sites
        .iter()
        .map(|own| {
            let Ok(at) = model.position.binary_search(own) else { return Vec::new() };
            let mut good: Vec<(f64, u32)> = (0..model.sites() as u32)
                .filter(|s| !sites.contains(s) && !forced(*own))
                .filter_map(|site| {
                    let other: Vec<u32> =
                        sites.iter().map(|s| if *s as usize == at { site } else { *s }).collect();
                    let worth = value(&model, &other);
                    (worth >= enough && allowed(&model, &other, false)).then_some((worth, site))
                })
                .collect();
            good.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            good.into_iter().take(ALTERNATIVES).map(|(_, s)| model.position[s as usize]).collect()
        })
        .collect()
}

/// Sites that come in where this one alone goes out, most often first.
fn instead(site: u32, choice: &CoverChoice, chosen: &[Vec<u32>]) -> Vec<u32> {
    let mut seen: Vec<(u32, u32)> = Vec::new();
    for other in chosen.iter().filter(|c| !c.contains(&site)) {
        let gone = choice.sites.iter().filter(|s| !other.contains(s)).count();
        for new in other.iter().filter(|s| gone == 1 && !choice.sites.contains(s)) {
            match seen.iter_mut().find(|(s, _)| s == new) {
                Some((_, n)) => *n += 1,
                None => seen.push((*new, 1)),
            }
        }
    }
    seen.sort_by_key(|(site, n)| (std::cmp::Reverse(*n), *site));
    seen.into_iter().map(|(site, _)| site).collect()
}
