//! The words of the register's rating columns.

use super::ProgrammeKind;

/// Estimated effect on violence in the Youth Endowment Fund's Toolkit. Later is stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// Made things worse.
    Harmful,
    /// No effect.
    None,
    /// Low.
    Low,
    /// Moderate.
    Moderate,
    /// High.
    High,
}

impl Impact {
    /// Reads the Toolkit's word; an empty cell or "not enough evidence" is no rating. `Err` for any other word.
    pub(super) fn read(text: &str) -> Result<Option<Self>, ()> {
        Ok(Some(match text.to_lowercase().as_str() {
            "high" => Self::High,
            "moderate" | "medium" => Self::Moderate,
            "low" => Self::Low,
            "none" | "no effect" => Self::None,
            "harmful" => Self::Harmful,
            "" | "unknown" | "unrated" | "not rated" | "not enough evidence" | "insufficient evidence" => {
                return Ok(None);
            }
            _ => return Err(()),
        }))
    }
}

/// How sure the Toolkit is of the estimate. Later is surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// 1 of 5.
    VeryLow,
    /// 2 of 5.
    Low,
    /// 3 of 5.
    Moderate,
    /// 4 of 5.
    High,
    /// 5 of 5.
    VeryHigh,
}

impl Confidence {
    /// Reads the word or the number from 1 to 5; an empty cell is no rating. `Err` for anything else.
    pub(super) fn read(text: &str) -> Result<Option<Self>, ()> {
        Ok(Some(match text.to_lowercase().as_str() {
            "very low" | "1" => Self::VeryLow,
            "low" | "2" => Self::Low,
            "moderate" | "medium" | "3" => Self::Moderate,
            "high" | "4" => Self::High,
            "very high" | "5" => Self::VeryHigh,
            "" | "unknown" | "unrated" | "not rated" => return Ok(None),
            _ => return Err(()),
        }))
    }
}

/// What money is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spend {
    /// Work with young people.
    Intervention,
    /// Staff, analysis, co-ordination, evaluation and the like.
    Other,
}

impl Spend {
    /// The register's word; where it is empty, what the kind says.
    pub(super) fn read(text: &str, kind: ProgrammeKind) -> Result<Self, ()> {
        match text.to_lowercase().as_str() {
            "intervention" => Ok(Self::Intervention),
            "other" => Ok(Self::Other),
            "" => Ok(kind.spend()),
            _ => Err(()),
        }
    }
}
