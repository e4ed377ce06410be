//! The words that stand for enum values in a segment. They are a file format: never change one.

use crate::{
    calendar::Precision,
    incidents::{Geocode, Injury, LocationClass, Outcome, Status, Tri},
};

/// A value written as a word.
pub(super) trait Word: Copy + PartialEq + 'static {
    /// Every value with its word.
    const WORDS: &'static [(Self, &'static str)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(v, _)| *v == self).map_or("", |(_, word)| word)
    }

    fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(v, _)| *v)
    }
}

impl Word for Status {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Current, "current"),
        (Self::Cancelled, "cancelled"),
        (Self::NoCrime, "no-crime"),
        (Self::Transferred, "transferred"),
    ];
}

impl Word for Outcome {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Live, "live"), (Self::Undetected, "undetected"), (Self::Detected, "detected")];
}

impl Word for Precision {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Minute, "minute"), (Self::Day, "day"), (Self::Month, "month")];
}

impl Word for Geocode {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Exact, "exact"),
        (Self::Street, "street"),
        (Self::Landmark, "landmark"),
        (Self::Area, "area"),
        (Self::None, "none"),
    ];
}

impl Word for Injury {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Unknown, "unknown"),
        (Self::None, "none"),
        (Self::Minor, "minor"),
        (Self::Serious, "serious"),
        (Self::Fatal, "fatal"),
    ];
}

impl Word for LocationClass {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Street, "street"),
        (Self::OpenSpace, "open-space"),
        (Self::Transport, "transport"),
        (Self::Shop, "shop"),
        (Self::LicensedPremises, "licensed-premises"),
        (Self::Education, "education"),
        (Self::Leisure, "leisure"),
        (Self::Dwelling, "dwelling"),
        (Self::Hospital, "hospital"),
        (Self::Prison, "prison"),
        (Self::Police, "police"),
        (Self::Court, "court"),
        (Self::Care, "care"),
        (Self::Workplace, "workplace"),
        (Self::Unknown, "unknown"),
    ];
}

/// Unknown is a null.
pub(super) fn tri_to_bool(value: Tri) -> Option<bool> {
    match value {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    }
}

pub(super) fn bool_to_tri(value: Option<bool>) -> Tri {
    match value {
        Some(true) => Tri::Yes,
        Some(false) => Tri::No,
        None => Tri::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_location_class_has_its_own_word() {
        for class in LocationClass::ALL {
            assert_eq!(LocationClass::of(class.word()), Some(class));
        }
    }
}
