//! The model every choice of sites is made from, and its answer.

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
    /// Words for messages; may be empty.
    pub names: Names,
}

impl CoverProblem {
    /// A site's name in a message: `"Marsh Road MUGA"`, or `site 3` counted from one.
    #[must_use]
    pub fn site_name(&self, site: u32) -> String {
        match self.names.sites.get(site as usize) {
            Some(name) => format!("\"{name}\""),
            None => format!("site {}", u64::from(site) + 1),
        }
    }

    /// A group's name in a message.
    #[must_use]
    pub fn group_name(&self, group: u16) -> String {
        self.names.groups.get(usize::from(group)).cloned().unwrap_or_else(|| format!("group {group}"))
    }

    /// All demand there is.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.demand.iter().sum()
    }
}

/// What sites and groups are called, by position; used in messages and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Of each site.
    pub sites: Vec<String>,
    /// Of each group.
    pub groups: Vec<String>,
}

/// How hard to look.
#[derive(Debug, Clone, PartialEq)]
pub struct SolveOptions {
    /// Most work, in millions of site-to-demand links looked at: about a millisecond each on the machine it was measured on.
    /// Counted, not timed, so that the answer is the same on every machine. Default 20,000.
    pub effort: u64,
    /// Relative gap at which the search may stop: `(upper - covered) / upper`. Default 0: proven best.
    pub gap: f64,
    /// A choice to start from, such as the one of a slightly different problem; what it may not have is dropped.
    pub start: Vec<u32>,
}

impl Default for SolveOptions {
    fn default() -> Self {
        Self { effort: 20_000, gap: 0.0, start: Vec::new() }
    }
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
    /// The allowed effort or gap was reached: no choice covers more than `upper`; the gap is `(upper - covered) / upper`.
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

impl CoverChoice {
    /// No choice covers more than this.
    #[must_use]
    pub fn upper(&self) -> f64 {
        match self.bound {
            Bound::Optimal => self.covered,
            Bound::Within { upper } => upper,
        }
    }

    /// `(upper - covered) / upper`, 0 when proven best.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.upper() > 0.0 { ((self.upper() - self.covered) / self.upper()).max(0.0) } else { 0.0 }
    }

    /// For the foot of a sheet: "proven best", or the gap in words.
    #[must_use]
    pub fn solver_words(&self) -> String {
        match self.bound {
            Bound::Optimal => "proven best".to_owned(),
            Bound::Within { .. } => format!(
                "not proven best: no other choice can cover more than {:.1} % above this one",
                100.0 * (self.upper() / self.covered.max(f64::MIN_POSITIVE) - 1.0).min(99.0)
            ),
        }
    }
}
