//! Which pupils a school has: as stated, else by its name.

use super::{CandidateColumn, CandidateRow};
use crate::places::SchoolPhase;

const PRIMARY: [&str; 11] = [
    "PRIMARY",
    "INFANT",
    "INFANTS",
    "JUNIOR",
    "JUNIORS",
    "NURSERY",
    "PRESCHOOL",
    "PRE-SCHOOL",
    "PLAYGROUP",
    "PLAYSCHOOL",
    "KINDERGARTEN",
];
const SECONDARY: [&str; 5] = ["SECONDARY", "GRAMMAR", "COMPREHENSIVE", "COLLEGE", "SIXTH"];

/// The phase by words of the name; whole words only, so that nothing else is taken for one.
///
/// A name with words of both is that of a school for all ages: secondary.
#[must_use]
pub fn phase_of_name(name: &str) -> SchoolPhase {
    let upper = name.to_uppercase();
    let words: Vec<&str> =
        upper.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty()).collect();
    let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
    let pair = |a: &str, b: &str| words.windows(2).any(|w| w[0] == a && w[1] == b);
    if any(&SECONDARY) || pair("HIGH", "SCHOOL") || pair("UPPER", "SCHOOL") {
        SchoolPhase::Secondary
    } else if any(&PRIMARY) || pair("PRE", "SCHOOL") || pair("PLAY", "GROUP") {
        SchoolPhase::Primary
    } else {
        SchoolPhase::Unknown
    }
}

/// The phase of a school's row: stated, else by its pupils' highest age, else by its name.
pub(super) fn phase_of(row: &CandidateRow, name: &str) -> SchoolPhase {
    let stated = row.text(CandidateColumn::Phase).map(str::to_lowercase).and_then(|words| {
        let has = |word: &str| words.contains(word);
        if has("secondary") || has("16 plus") || has("sixteen") || has("all through") || has("all-through") {
            return Some(SchoolPhase::Secondary);
        }
        (has("primary") || has("nursery") || has("infant") || has("junior")).then_some(SchoolPhase::Primary)
    });
    let by_age = || {
        let age: u8 = row.text(CandidateColumn::HighestAge)?.parse().ok()?;
        match age {
            1..=11 => Some(SchoolPhase::Primary),
            16.. => Some(SchoolPhase::Secondary),
            _ => None,
        }
    };
    stated.or_else(by_age).unwrap_or_else(|| phase_of_name(name))
}
