//! Maximal covering and its family: which sites, and how sure it is that no other choice is better.
//!
//! Church and ReVelle (1974): of the demand within reach of at least one chosen site, the most.

mod bound;
mod branch;
mod check;
mod flow;
mod mip;
mod model;
mod problem;
mod shrink;
mod solve;
mod start;
mod value;
mod walk;

pub use mip::maximal_cover_by_mip;
pub use problem::{Bound, CoverChoice, CoverProblem, CoverSite, Limits, Names, SolveOptions};
pub use solve::maximal_cover;
