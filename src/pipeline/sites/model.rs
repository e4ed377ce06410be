//! From a scene to a covering problem: which units each candidate reaches, and what they need.

use super::scene::Scene;
use crate::{
    pipeline::PipelineError,
    places::{
        Candidate,
        walking::{Reached, Walking},
    },
    sport::{CoverProblem, CoverSite, Limits, Names, Need, UnitFacts, Weights, YouthEvent, need},
};

/// Longest walk any sheet speaks of, minutes.
pub(super) const LONGEST_WALK_MIN: u32 = 20;

/// Every candidate's walk to every unit within [`LONGEST_WALK_MIN`], by candidate; targets ascending.
pub(super) fn walks(walking: &Walking, candidates: &[Candidate], scene: &Scene) -> Vec<Vec<Reached>> {
    let targets = walking.targets(&scene.units.centre);
    let from: Vec<_> = candidates.iter().map(|c| c.at).collect();
    let mut table = walking.table(&from, &targets, f64::from(LONGEST_WALK_MIN));
    for row in &mut table {
        row.sort_by_key(|r| r.target);
    }
    table
}

/// Need of the scene's units for these events.
pub(super) fn need_of(
    scene: &Scene,
    events: &[YouthEvent],
    sessions: &[[f64; 4]],
    weights: Weights,
) -> Result<Need, PipelineError> {
    let facts = UnitFacts {
        months_active: &scene.months_active,
        young: &scene.young,
        decile: &scene.decile,
        sessions,
    };
    Ok(need(scene.units.ids.len(), events, scene.today, &facts, weights)?)
}

/// What a candidate costs in a year, if that is known.
pub(super) fn yearly_cost(candidate: &Candidate, sessions_a_year: f64) -> Option<f64> {
    candidate.cost_per_session.map(|c| c * sessions_a_year)
}

/// Candidates with the walks from them and the CSPs they stand in.
#[derive(Clone, Copy)]
pub(super) struct Offer<'a> {
    pub(super) candidates: &'a [Candidate],
    pub(super) walks: &'a [Vec<Reached>],
    pub(super) csps: &'a [Option<u16>],
    pub(super) sessions_a_year: f64,
    /// Sessions a week whose places limit what a site can serve; `None` when places do not count.
    pub(super) places: Option<f64>,
}

/// Need a site can serve: of the need it reaches, the share its places in a week are of the young people there. No
/// limit where places do not count or are not known.
fn capacity(scene: &Scene, need: &Need, site: &Candidate, reached: &[u32], sessions: Option<f64>) -> f64 {
    let Some((sessions, places)) = sessions.zip(site.capacity) else { return f64::INFINITY };
    let young: f64 = reached.iter().map(|&u| scene.young[u as usize]).sum();
    let score: f64 = reached.iter().map(|&u| need.score[u as usize]).sum();
    if young > 0.0 { score * (sessions * f64::from(places) / young).min(1.0) } else { f64::INFINITY }
}

/// The covering problem over these candidates, at `minutes` on foot.
pub(super) fn problem(
    scene: &Scene,
    need: &Need,
    offer: Offer<'_>,
    minutes: f64,
    limits: Limits,
) -> CoverProblem {
    let Offer { candidates, walks, csps, sessions_a_year, places } = offer;
    let sites = candidates
        .iter()
        .zip(walks)
        .zip(csps)
        .map(|((candidate, walk), csp)| {
            let near = || walk.iter().filter(|r| r.minutes <= minutes && need.score[r.target as usize] > 0.0);
            let reached: Vec<u32> = near().map(|r| r.target).collect();
            CoverSite {
                minutes: near().map(|r| r.minutes).collect(),
                cost: yearly_cost(candidate, sessions_a_year).unwrap_or(0.0),
                capacity: capacity(scene, need, candidate, &reached, places),
                covers: reached,
                group: *csp,
                at: (candidate.at.easting_m(), candidate.at.northing_m()),
            }
        })
        .collect();
    CoverProblem {
        demand: need.score.clone(),
        demand_group: scene.csp.clone(),
        sites,
        limits,
        names: Names { sites: candidates.iter().map(|c| c.name.clone()).collect(), groups: Vec::new() },
    }
}

/// Demand covered by a set of sites.
pub(super) fn covered(problem: &CoverProblem, sites: &[u32]) -> f64 {
    let mut hit = vec![false; problem.demand.len()];
    for &site in sites {
        for &unit in &problem.sites[site as usize].covers {
            hit[unit as usize] = true;
        }
    }
    problem.demand.iter().zip(hit).filter(|(_, h)| *h).map(|(d, _)| d).sum()
}
