//! Words of the briefing a force may replace, and those it may not.

use crate::publish::{Marking, document::Brand};

/// On every page and file of a briefing, whatever the brand says.
pub const BRIEFING_STATUS: &str = "police view: names groups, not for partners";

/// Wording a brand file may replace under `[words]`: key and our own words.
pub const BRIEFING_WORDS: &[(&str, &str)] = &[
    ("circulation", "For the gangs team and those its inspector names. Do not forward, copy or leave lying."),
    ("happened", "What happened, linked to what"),
    ("changed", "What is different"),
    ("stand", "Where two hours may be well spent this weekend"),
    ("done", "What was done since the last pack, and what it produced"),
    ("list", "Line list"),
    ("since", "Earlier incidents, recorded or changed since the last pack"),
    ("map", "This window over twelve months of set space"),
    ("groups", "Between the groups"),
    ("places", "Places that are new or getting worse"),
    ("actions", "Actions still open"),
    ("cautions", "Before you rely on this"),
    ("who", "Who has this pack"),
];

/// The brand's wording of `key`, else ours.
pub(super) fn word<'a>(brand: &'a Brand, key: &str) -> &'a str {
    let own = BRIEFING_WORDS.iter().find(|(k, _)| *k == key).map_or("", |(_, words)| *words);
    brand.word(key, own)
}

/// The marking of group data: a force's own words, but never less than `OFFICIAL-SENSITIVE`; made-up data say so.
pub(super) fn marking(brand: &Brand, of: Marking) -> String {
    let words = brand.marking(of);
    let enough = ["SENSITIVE", "SECRET"].iter().any(|word| words.to_uppercase().contains(word));
    match of {
        Marking::OfficialSensitive if !enough => format!("OFFICIAL-SENSITIVE - {words}"),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_force_may_mark_higher_but_not_lower() {
        let with = |words: &str| Brand { marking: Some(words.to_owned()), ..Brand::default() };
        let sensitive = Marking::OfficialSensitive;
        assert_eq!(marking(&with("OFFICIAL"), sensitive), "OFFICIAL-SENSITIVE - OFFICIAL");
        assert_eq!(marking(&with("Official-Sensitive GANGS"), sensitive), "Official-Sensitive GANGS");
        assert_eq!(marking(&with("SECRET"), sensitive), "SECRET");
        assert_eq!(marking(&with("OFFICIAL"), Marking::Synthetic), Marking::Synthetic.words());
    }
}
