//! Maximal covering: the model every choice of sites is made from.
//!
//! Church and ReVelle (1974): of the demand within reach of at least one chosen site, the most.

/// One candidate of a covering problem, by its position in [`CoverProblem::sites`].
#[derive(Debug, Clone, PartialEq)]
pub struct CoverSite {
    /// Demand points it reaches, ascending, without repeats.
    pub covers: Vec<u32>,
    /// Minutes on foot to each of `covers`, same order.
    pub minutes: Vec<f64>,
    /// Yearly cost in pounds; 0 when costs are not used.
    pub cost: f64,
    /// Demand it can serve; infinite when capacity is not used.
    pub capacity: f64,
    /// Group for quotas (a CSP), if any.
    pub group: Option<u16>,
    /// Position, metres, for spacing.
    pub at: (f64, f64),
}

/// A maximal covering problem.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverProblem {
    /// Weight of each demand point, not negative.
    pub demand: Vec<f64>,
    /// Group (a CSP) of each demand point, for max-min equity; empty when not used.
    pub demand_group: Vec<u16>,
    /// Candidates.
    pub sites: Vec<CoverSite>,
    /// What must hold.
    pub limits: Limits,
}

/// What must hold of the chosen set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// Most sites.
    pub sites: Option<u32>,
    /// Most money, pounds a year.
    pub budget: Option<f64>,
    /// Positions of sites that must be chosen.
    pub forced: Vec<u32>,
    /// Positions of sites that must not.
    pub forbidden: Vec<u32>,
    /// Least distance between two chosen sites, metres.
    pub spacing_m: Option<f64>,
    /// Least sites of a group: `(group, least)`.
    pub quota: Vec<(u16, u32)>,
    /// Demand assigned to a site may not exceed its capacity.
    pub use_capacity: bool,
}

/// How good a choice is known to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Proven best.
    Optimal,
    /// Time ran out: no choice covers more than `upper`; the gap is `(upper - covered) / upper`.
    Within {
        /// Upper bound on the covered demand.
        upper: f64,
    },
}

/// A chosen set.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverChoice {
    /// Positions of the chosen sites, ascending.
    pub sites: Vec<u32>,
    /// Demand covered.
    pub covered: f64,
    /// Yearly cost.
    pub cost: f64,
    /// How good it is known to be.
    pub bound: Bound,
}
