//! What can be asked of a store, and the answer every output is made from.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Month,
    detect::{CellStatistic, HotspotList, RankBy},
    places::Unit,
    publish::Provenance,
};

/// One question. `None` means the default of the design, chosen by [`crate::pipeline`] and written
/// into the provenance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Definition id.
    pub definition: Option<String>,
    /// First month.
    pub from: Option<Month>,
    /// Last month, inclusive.
    pub to: Option<Month>,
    /// Unit.
    pub unit: Option<Unit>,
    /// CSP code: that CSP is then the study area and the null. `None` is the whole force.
    pub csp: Option<String>,
    /// Rank key.
    pub rank_by: RankBy,
    /// Places ranked (default 10 over the force, 3 for a CSP).
    pub top: Option<u32>,
    /// Largest place in hectares (default 25, or one unit).
    pub max_ha: Option<f64>,
    /// Resamples for the stability badge (default 200).
    pub resamples: Option<u32>,
    /// Seed of the resamples (default 1).
    pub seed: Option<u64>,
    /// FDR level (default 0.05).
    pub fdr: Option<f64>,
    /// True counts every crime as an event of its own; by default crimes of one place and time are one event.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unfolded: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Months of the tactical view: some 90 days.
const TACTICAL_MONTHS: i32 = 3;

impl Answer {
    /// The same question about the last three months of its window.
    #[must_use]
    pub fn tactical(&self) -> Question {
        let from = self.question.to.map(|to| {
            let first = to.plus(1 - TACTICAL_MONTHS);
            self.question.from.map_or(first, |from| from.max(first))
        });
        Question { from, ..self.question.clone() }
    }
}

/// The whole answer to one question.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The question with every default filled in.
    pub question: Question,
    /// The ranked list.
    pub list: HotspotList,
    /// Every unit of the mask, ascending by id, zeros included.
    pub cells: Vec<CellStatistic>,
    /// The units themselves, for outlines and areas.
    pub units: std::sync::Arc<crate::places::UnitSet>,
    /// Where it came from.
    pub provenance: Provenance,
}
