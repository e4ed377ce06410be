//! What is asked, and the words of the answer.

use crate::detect::DetectError;

/// Guards and levels of the comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisagreementOptions {
    /// Attendances, and police events, a catchment needs before any of its areas is tested (30).
    pub least_in_catchment: u64,
    /// Attendances and police events together an area needs to be tested (5).
    pub least_in_area: u64,
    /// Confidence of the interval of the ratio (0.95).
    pub confidence: f64,
    /// False discovery rate after Benjamini and Yekutieli (0.05), for each of the two directions.
    pub level: f64,
}

impl Default for DisagreementOptions {
    fn default() -> Self {
        Self { least_in_catchment: 30, least_in_area: 5, confidence: 0.95, level: 0.05 }
    }
}

impl DisagreementOptions {
    /// # Errors
    /// [`DetectError::Setting`] for a share outside (0, 1) or a guard of zero.
    pub(super) fn check(&self) -> Result<(), DetectError> {
        for (setting, share) in
            [("confidence of the interval", self.confidence), ("false discovery rate", self.level)]
        {
            if !(share > 0.0 && share < 1.0) {
                return Err(DetectError::Setting {
                    setting,
                    got: share.to_string(),
                    allowed: "between 0 and 1",
                });
            }
        }
        for (setting, least) in
            [("least in a catchment", self.least_in_catchment), ("least in an area", self.least_in_area)]
        {
            if least == 0 {
                return Err(DetectError::Setting { setting, got: "0".to_owned(), allowed: "1 or more" });
            }
        }
        Ok(())
    }
}

/// What can be said of one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disagreement {
    /// A&E reports more than police here, beyond chance.
    AeMore,
    /// Police report more than A&E here, beyond chance.
    PoliceMore,
    /// Tested, and no more apart than chance.
    AsExpected,
    /// Too few reports: counts only, no test.
    TooFew,
    /// No department supplied figures for it. Never "no hidden violence".
    NotKnown,
}

impl Disagreement {
    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AeMore => "ae-more",
            Self::PoliceMore => "police-more",
            Self::AsExpected => "as-expected",
            Self::TooFew => "too-few",
            Self::NotKnown => "not-known",
        }
    }
}
