//! Maximal covering, exactly.

use super::{
    mip,
    problem::{CoverChoice, CoverProblem, SolveOptions},
};
use crate::sport::SportError;

/// Of the demand within reach of at least one chosen site, the most, under the limits.
///
/// # Errors
/// [`SportError::Number`] for a number that cannot be; [`SportError::Infeasible`] naming the constraint that cannot hold.
pub fn maximal_cover(problem: &CoverProblem, _options: &SolveOptions) -> Result<CoverChoice, SportError> {
    mip::maximal_cover_by_mip(problem)
}
