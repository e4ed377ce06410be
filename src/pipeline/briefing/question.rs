//! What a briefing is asked for.

use crate::{calendar::Date, deterrence::Attribution};

/// One pack.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BriefingQuestion {
    /// The day it is made for: the window ends with the day before.
    pub until: Date,
    /// First day; `None` is the end of the last pack, else seven days before.
    pub from: Option<Date>,
    /// What counts beside what the register links; `None` is the default of the store.
    pub definition: Option<String>,
    /// Least confidence of a group's part.
    pub least: Attribution,
}

impl BriefingQuestion {
    /// A pack for a day, everything else as usual.
    #[must_use]
    pub fn until(until: Date) -> Self {
        Self { until, from: None, definition: None, least: Attribution::Possible }
    }
}
