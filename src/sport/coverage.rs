//! Coverage against need, as a panel may see it: shares in whole per cent, nobody counted.

use serde::Serialize;

/// One partnership's share of the need beside its share of what is funded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
    /// Code of the partnership.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Share of the county's need, per cent, rounded; `None` when there is none anywhere.
    pub need_percent: Option<u32>,
    /// Share of the money of the register that is spent there, per cent, rounded; `None` without a register.
    pub provision_percent: Option<u32>,
}

/// Coverage against need over the county.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PanelCoverage {
    /// Partnerships in the order of the area pack.
    pub rows: Vec<CoverageRow>,
    /// The rules of the funding, checked, one sentence each.
    pub checks: Vec<String>,
    /// Sentences a reader must see.
    pub notes: Vec<String>,
}

/// Whole per cent.
#[must_use]
pub fn whole_percent(percent: f64) -> u32 {
    percent.clamp(0.0, 100.0).round() as u32
}
