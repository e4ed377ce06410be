//! The second opinion: sites that keep the walk short.

use super::{
    check::check,
    model::Model,
    problem::{CoverProblem, SolveOptions},
    solve::{named, solve},
};
use crate::sport::SportError;

/// The p-median choice.
#[derive(Debug, Clone, PartialEq)]
pub struct MedianChoice {
    /// Positions of the chosen sites, ascending.
    pub sites: Vec<u32>,
    /// Demand times minutes to the nearest chosen site; demand no chosen site reaches counts `far_minutes`.
    pub weighted_minutes: f64,
    /// The same for one unit of demand.
    pub mean_minutes: f64,
    /// No choice has fewer weighted minutes; equal to `weighted_minutes` when proven.
    pub lower: f64,
    /// Minutes that demand out of reach counts.
    pub far_minutes: f64,
    /// Whether no choice can be better.
    pub proven: bool,
}

/// Hakimi's (1964) p-median on walking minutes: of the sets that keep the limits, the one from which demand walks least.
///
/// Demand that no chosen site reaches counts `far_minutes`, by default the longest walk in the problem; so a wide reach asks
/// for more than the covering does (give sites their reach of, say, 30 minutes). Capacities are left aside. The same search as
/// [`maximal_cover`](super::maximal_cover): what a site saves of `far_minutes` is its worth.
///
/// # Errors
/// As [`maximal_cover`](super::maximal_cover); [`SportError::Number`] when `far_minutes` is less than a walk in the problem.
pub fn p_median(
    problem: &CoverProblem,
    far_minutes: Option<f64>,
    options: &SolveOptions,
) -> Result<MedianChoice, SportError> {
    check(problem)?;
    let longest = problem.sites.iter().flat_map(|s| &s.minutes).copied().fold(0.0, f64::max);
    let far = far_minutes.unwrap_or(longest);
    if !(far.is_finite() && far >= longest) {
        return Err(SportError::Number {
            what: "the minutes for demand out of reach".to_owned(),
            got: far.to_string(),
            rule: "must be at least the longest walk in the problem",
        });
    }
    let mut uncapped = problem.clone();
    uncapped.limits.use_capacity = false;
    let model = Model::new(&uncapped, true, None, &|demand, minutes| demand * (far - minutes));
    let choice = named(&uncapped, solve(&model, options))?;
    let mut weights = problem.demand.clone();
    weights.sort_by(f64::total_cmp);
    let total: f64 = weights.iter().sum();
    let minutes = (total * far - choice.covered).max(0.0);
    Ok(MedianChoice {
        weighted_minutes: minutes,
        mean_minutes: if total > 0.0 { minutes / total } else { 0.0 },
        lower: (total * far - choice.upper()).max(0.0),
        far_minutes: far,
        proven: choice.bound == super::Bound::Optimal,
        sites: choice.sites,
    })
}
