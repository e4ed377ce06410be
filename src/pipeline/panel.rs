//! What a panel may ask for: a partnership, a number of sites and minutes on foot. Nothing else may vary.
//!
//! Months, definition and weights are fixed on purpose: two answers that differ only in a free choice could be
//! subtracted, and the difference would be a count no rounding protects.

use serde::Serialize;

use crate::{publish::Provenance, sport::PanelShortlist};

/// A question in panel mode. A value that exists is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PanelAsk {
    csp: Option<String>,
    sites: u32,
    minutes: u32,
}

impl PanelAsk {
    /// Minutes on foot that may be chosen.
    pub const MINUTES: [u32; 4] = [5, 10, 15, 20];
    /// Minutes when none are chosen.
    pub const USUAL_MINUTES: u32 = 10;
    /// Most sites.
    pub const MOST_SITES: u32 = 12;
    /// Sites when no number is chosen.
    pub const USUAL_SITES: u32 = 3;

    /// A question about one partnership by its code, or about the whole force; `None` for a number that may not
    /// be chosen.
    #[must_use]
    pub fn new(csp: Option<String>, sites: u32, minutes: u32) -> Option<Self> {
        let allowed = (1..=Self::MOST_SITES).contains(&sites) && Self::MINUTES.contains(&minutes);
        allowed.then_some(Self { csp, sites, minutes })
    }

    /// Code of the partnership; `None` for the whole force.
    #[must_use]
    pub fn csp(&self) -> Option<&str> {
        self.csp.as_deref()
    }

    /// Number of sites, 1 to 12.
    #[must_use]
    pub fn sites(&self) -> u32 {
        self.sites
    }

    /// Minutes on foot that count as near: 5, 10, 15 or 20.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.minutes
    }
}

impl Default for PanelAsk {
    fn default() -> Self {
        Self { csp: None, sites: Self::USUAL_SITES, minutes: Self::USUAL_MINUTES }
    }
}

/// What a panel is given: the shortlist in its safe form, and how to get it again.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelPapers {
    /// The shortlist.
    pub shortlist: PanelShortlist,
    /// Where it came from.
    pub provenance: Provenance,
}

#[cfg(test)]
mod tests {
    use super::PanelAsk;

    #[test]
    fn only_the_numbers_of_the_choices_make_a_question() {
        for (sites, minutes, allowed) in
            [(1, 5, true), (12, 20, true), (0, 10, false), (13, 10, false), (3, 11, false), (3, 0, false)]
        {
            assert_eq!(
                PanelAsk::new(None, sites, minutes).is_some(),
                allowed,
                "{sites} sites, {minutes} minutes"
            );
        }
        let usual = PanelAsk::default();
        assert_eq!(PanelAsk::new(None, usual.sites(), usual.minutes()), Some(usual));
    }
}
