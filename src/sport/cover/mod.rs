//! Maximal covering and its family: which sites, and how sure it is that no other choice is better.
//!
//! Church and ReVelle (1974): of the demand within reach of at least one chosen site, the most.

mod bound;
mod branch;
mod check;
mod fair;
mod family;
mod flow;
mod median;
mod mip;
mod model;
mod problem;
mod sensitivity;
mod shrink;
mod solve;
mod start;
mod value;
mod walk;

pub(super) use check::pounds;
pub use fair::{FairChoice, max_min};
pub use family::{Cut, GroupCover, Replacement, cover_by_group, cut, frontier, next_best};
pub use median::{MedianChoice, p_median};
pub use mip::maximal_cover_by_mip;
pub use problem::{Bound, CoverChoice, CoverProblem, CoverSite, Limits, Names, SolveOptions};
pub use sensitivity::{ALTERNATIVES, NEAR_EQUAL, Sensitivity, SiteStability, sensitivity};
pub use solve::maximal_cover;
