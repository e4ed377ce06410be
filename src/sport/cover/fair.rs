//! Equity: the least covered group as well off as can be.

use super::{
    branch::Search,
    check::check,
    family::{GroupCover, cover_by_group},
    model::Model,
    problem::{CoverChoice, CoverProblem, SolveOptions},
    solve::{maximal_cover, solve},
    start::Effort,
    value::{allowed, value},
};
use crate::sport::SportError;

/// The fair choice and its price.
#[derive(Debug, Clone, PartialEq)]
pub struct FairChoice {
    /// The choice; `bound` is about the covered total among choices as fair.
    pub choice: CoverChoice,
    /// Covered share of the least covered group.
    pub least_share: f64,
    /// No choice has a higher least share; equal to `least_share` when proven.
    pub upper_share: f64,
    /// Whether no choice can be fairer.
    pub proven: bool,
    /// Coverage of every group.
    pub groups: Vec<GroupCover>,
    /// Groups that no candidate reaches: left out of the fairness, since nothing can be done for them here.
    pub out_of_reach: Vec<u16>,
    /// Covered demand given up against the most that can be covered, per cent of it: the price of fairness.
    pub price_percent: f64,
    /// Against what it was compared.
    pub best: CoverChoice,
}

/// Rounds in which the groups' weights are moved towards the worst off.
const ROUNDS: usize = 10;
/// How far.
const RATE: f64 = 6.0;
/// Most passes of swaps.
const PASSES: usize = 6;

/// Max-min: of the sets that keep the limits, the one whose least covered group has the highest covered share; among those
/// the one that covers most.
///
/// With any weights on the groups, no set's least share is above the best weighted mean of shares; the weights are moved
/// towards the worst-off groups (Freund and Schapire 1999) until that bound is low, then the search proves or leaves a gap, which
/// is shown. Shares are of all of a group's demand. Capacities are left aside. Half of the effort goes to each of the two steps.
///
/// # Errors
/// As [`maximal_cover`]; [`SportError::Number`] when demand has no groups.
pub fn max_min(problem: &CoverProblem, options: &SolveOptions) -> Result<FairChoice, SportError> {
    check(problem)?;
    let mut uncapped = problem.clone();
    uncapped.limits.use_capacity = false;
    let problem = &uncapped;
    if problem.demand_group.is_empty() && !problem.demand.is_empty() {
        return Err(SportError::Number {
            what: "the number of demand groups".to_owned(),
            got: "0".to_owned(),
            rule: "must be one a demand point, to compare groups",
        });
    }
    let best = maximal_cover(problem, options)?;
    let model = Model::new(problem, false, Some(&problem.demand_group), &|demand, _| demand);
    let everywhere: Vec<u32> =
        (0..problem.sites.len() as u32).filter(|s| !problem.limits.forbidden.contains(s)).collect();
    let reach = cover_by_group(problem, &everywhere);
    let served: Vec<GroupCover> = reach.iter().filter(|g| g.covered > 0.0).copied().collect();
    let out_of_reach = reach.iter().filter(|g| g.need > 0.0 && g.covered <= 0.0).map(|g| g.group).collect();
    let fair = Fair { model: &model, groups: &served };
    let start = model.find(&best.sites);
    let (sites, least, upper) = fair.fairest(start, options);
    let (sites, left) = fair.most(sites, least, options);
    let choice = model.choice(&sites, value(&model, &sites), left);
    let price = if best.covered > 0.0 { (1.0 - choice.covered / best.covered).max(0.0) } else { 0.0 };
    Ok(FairChoice {
        least_share: least,
        upper_share: upper.max(least),
        proven: upper <= least * (1.0 + 1e-9) + 1e-12,
        groups: cover_by_group(problem, &choice.sites),
        out_of_reach,
        price_percent: 100.0 * price,
        choice,
        best,
    })
}

struct Fair<'a> {
    model: &'a Model,
    groups: &'a [GroupCover],
}

impl Fair<'_> {
    /// Share of each group that a set covers.
    fn shares(&self, sites: &[u32]) -> Vec<f64> {
        let model = self.model;
        let mut reached = vec![false; model.most.len()];
        for site in sites {
            for class in model.links(*site).0 {
                reached[*class as usize] = true;
            }
        }
        let mut covered = vec![0.0; self.groups.len()];
        for class in (0..reached.len()).filter(|c| reached[*c]) {
            if let Some(n) = self.at(class) {
                covered[n] += model.most[class];
            }
        }
        covered.iter().zip(self.groups).map(|(c, g)| c / g.need).collect()
    }

    fn at(&self, class: usize) -> Option<usize> {
        self.groups.binary_search_by_key(&self.model.class_group[class], |g| g.group).ok()
    }

    fn least(&self, sites: &[u32]) -> f64 {
        self.shares(sites).into_iter().fold(f64::INFINITY, f64::min)
    }

    /// The model with every class worth its part of its group's share, times the group's weight.
    fn weighted(&self, weight: &[f64]) -> Model {
        let mut model = self.model.clone();
        let factor: Vec<f64> = (0..model.most.len())
            .map(|c| self.at(c).map_or(0.0, |n| weight[n] / self.groups[n].need))
            .collect();
        for (worth, class) in model.worth.iter_mut().zip(&model.class) {
            *worth *= factor[*class as usize];
        }
        for (most, factor) in model.most.iter_mut().zip(&factor) {
            *most *= factor;
        }
        model.step = 0.0;
        model
    }

    /// The highest least share: the set, its least share and the bound.
    fn fairest(&self, start: Vec<u32>, options: &SolveOptions) -> (Vec<u32>, f64, f64) {
        let count = self.groups.len();
        if count == 0 {
            return (start, 0.0, 0.0);
        }
        let mut weight = vec![1.0 / count as f64; count];
        let (mut best, mut least) = (start.clone(), self.least(&start));
        let (mut upper, mut lowest) = (1.0_f64, weight.clone());
        let part = SolveOptions {
            effort: (options.effort / 4 / ROUNDS as u64).max(1),
            gap: 0.002,
            start: Vec::new(),
        };
        let mut last = start;
        for round in 0..ROUNDS {
            let model = self.weighted(&weight);
            let from = last.iter().map(|s| model.position[*s as usize]).collect();
            let Ok(choice) = solve(&model, &SolveOptions { start: from, ..part.clone() }) else { break };
            if choice.upper() < upper {
                (upper, lowest) = (choice.upper(), weight.clone());
            }
            let sites = model.find(&choice.sites);
            if self.least(&sites) > least {
                least = self.least(&sites);
                best = sites;
            }
            if upper <= least * (1.0 + 1e-9) {
                break;
            }
            last = model.find(&choice.sites);
            let shares = self.shares(&last);
            let rate = RATE / (1.0 + round as f64).sqrt();
            for (w, share) in weight.iter_mut().zip(shares) {
                *w *= libm::exp(-rate * share);
            }
            let sum: f64 = weight.iter().sum();
            for w in &mut weight {
                *w /= sum;
            }
        }
        let best = self.improved(best);
        let least = self.least(&best);
        let model = self.weighted(&lowest);
        let judge = |sites: &[u32]| self.least(sites);
        let mut search = Search::judged(&model, (best, least), &judge);
        let left = search.run(&mut Effort::millions(options.effort / 4));
        let least = search.worth;
        (search.best, least, left.map_or(least, |left| left.min(upper)))
    }

    /// The most covered of the sets as fair as this.
    fn most(&self, sites: Vec<u32>, least: f64, options: &SolveOptions) -> (Vec<u32>, Option<f64>) {
        let enough = least * (1.0 - 1e-9);
        let total = |sites: &[u32]| {
            if self.least(sites) >= enough { value(self.model, sites) } else { f64::NEG_INFINITY }
        };
        let worth = value(self.model, &sites);
        let sites = self.climb(sites, &total);
        let worth = worth.max(total(&sites));
        let mut search = Search::judged(self.model, (sites, worth), &total);
        let left = search.run(&mut Effort::millions(options.effort / 2));
        (search.best, left)
    }

    /// Swaps while they raise the least share.
    fn improved(&self, sites: Vec<u32>) -> Vec<u32> {
        // A little of the mean share leads over steps where the least share does not move.
        self.climb(sites, &|sites| {
            let shares = self.shares(sites);
            let mean = shares.iter().sum::<f64>() / shares.len() as f64;
            shares.into_iter().fold(f64::INFINITY, f64::min) + 1e-6 * mean
        })
    }

    fn climb(&self, mut sites: Vec<u32>, worth: &dyn Fn(&[u32]) -> f64) -> Vec<u32> {
        let model = self.model;
        let mut now = worth(&sites);
        for _ in 0..PASSES {
            let mut best: Option<(f64, Vec<u32>)> = None;
            for site in (0..model.sites() as u32).filter(|s| !sites.contains(s)) {
                for at in 0..=sites.len() {
                    let mut tried = sites.clone();
                    match tried.get_mut(at) {
                        Some(old) if !model.forced[*old as usize] => *old = site,
                        Some(_) => continue,
                        None => tried.push(site),
                    }
                    let there = best.as_ref().map_or(now, |(held, _)| *held);
                    if allowed(model, &tried, false) {
                        let then = worth(&tried);
                        if then > there + 1e-12 * there.abs() {
                            best = Some((then, tried));
                        }
                    }
                }
            }
            let Some((then, tried)) = best else { break };
            (now, sites) = (then, tried);
        }
        sites
    }
}
