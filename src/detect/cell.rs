//! The raw statistic of one unit.

use serde::{Deserialize, Serialize};

use super::Class;

/// The raw statistic of one unit, for the debug view, the cells layer and the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellStatistic {
    /// Unit id as text.
    pub id: String,
    /// Events in it.
    pub value: u32,
    /// Events in it and its neighbours.
    pub neighbourhood: u32,
    /// Expected there under the null.
    pub expected: f64,
    /// Gi* z-score.
    pub gi_star_z: f64,
    /// Exact P(S >= s), whole neighbourhood drawn.
    pub p_total_ge: f64,
    /// Two-sided exact p.
    pub p_two_sided: f64,
    /// After Benjamini-Hochberg.
    pub p_fdr: f64,
    /// Class.
    pub class: Class,
    /// Position in the unit set.
    pub unit: u32,
}
