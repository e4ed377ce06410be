//! What can be asked of the choice of sites.

use serde::{Deserialize, Serialize};

use crate::sport::Weights;

/// A question about sites. [`SitesQuestion::default`] is the default run of the design, for the whole force;
/// a partnership names itself in `csp`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SitesQuestion {
    /// CSP by name or code; `None` plans for the whole force.
    pub csp: Option<String>,
    /// Most sites.
    pub sites: u32,
    /// Minutes on foot that count as near.
    pub minutes: u32,
    /// Most money, pounds a year; sites without a cost are then left out and counted.
    pub budget: Option<f64>,
    /// Every site is looked at, not only those near a hotspot, and the parts of need are mixed.
    pub mixed: bool,
    /// Weights in place of the objective's own.
    pub weights: Option<Weights>,
    /// Who changed the weights, and why: printed on the sheet.
    pub changed_by: Option<(String, String)>,
    /// Sites that must be chosen, by name or id.
    pub forced: Vec<String>,
    /// Sites that must not be, by name or id.
    pub forbidden: Vec<String>,
    /// Least distance between two sites, metres.
    pub spacing_m: Option<f64>,
    /// Least sites in each CSP (for the whole force).
    pub per_csp: Option<u32>,
    /// A site meets no more of the need it reaches than it has places for.
    pub capacity: bool,
    /// Only sites whose owner has said yes.
    pub confirmed_only: bool,
    /// Per cent of the grant to cut, to see what is lost.
    pub cut_percent: Option<u32>,
    /// Two-hour sessions a week at each site, for yearly costs.
    pub sessions_a_week: u32,
    /// Weeks a year, for yearly costs.
    pub weeks: u32,
    /// Re-runs behind "stays in 18 of 20"; 0 for none.
    pub reruns: u32,
    /// Seed of the resampled ones.
    pub seed: u64,
}

impl Default for SitesQuestion {
    fn default() -> Self {
        Self {
            csp: None,
            sites: 3,
            minutes: 10,
            budget: None,
            mixed: false,
            weights: None,
            changed_by: None,
            forced: Vec::new(),
            forbidden: Vec::new(),
            spacing_m: None,
            per_csp: None,
            capacity: false,
            confirmed_only: false,
            cut_percent: None,
            sessions_a_week: 2,
            weeks: 44,
            reruns: 20,
            seed: 1,
        }
    }
}

impl SitesQuestion {
    /// Weights in force.
    pub(super) fn weights(&self) -> Weights {
        self.weights.unwrap_or(if self.mixed { Weights::MIXED } else { Weights::VIOLENCE_FIRST })
    }

    /// Whether more than a number of sites was asked for: the curve then keeps the same conditions, and says so.
    pub(super) fn binds(&self) -> bool {
        self.budget.is_some()
            || self.spacing_m.is_some()
            || self.per_csp.is_some()
            || self.capacity
            || !self.forced.is_empty()
            || !self.forbidden.is_empty()
    }

    /// Sessions a week whose places count, when they do.
    pub(super) fn places(&self) -> Option<f64> {
        self.capacity.then_some(f64::from(self.sessions_a_week))
    }

    /// Sessions a year at one site.
    pub(super) fn sessions_a_year(&self) -> f64 {
        f64::from(self.sessions_a_week) * f64::from(self.weeks)
    }
}
