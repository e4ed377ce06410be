//! Words of the papers a force may replace, and those it may not.

use crate::{calendar::Month, publish::document::Brand};

/// On every page, file and answer of this kind, whatever the brand says.
pub const SITES_DRAFT: &str = "working draft, not cleared for publication";

/// Wording a brand file may replace under `[words]`: key and our own words.
pub const SITES_WORDS: &[(&str, &str)] = &[
    ("circulation", "For the panel only. Do not copy or publish."),
    ("shortlist", "The shortlist"),
    ("where", "Where they are"),
    ("how-many", "How much each further site brings"),
    ("cut", "If the grant is cut"),
    ("fair", "Is it fair, and would another method agree?"),
    ("method", "How this was made"),
    ("why", "Why here, and not the next best?"),
    ("nights", "Which nights?"),
    ("young", "How many young people live near?"),
    ("hurt", "Who is hurt?"),
    ("existing", "What runs here already?"),
    ("risks", "What could go wrong?"),
    ("cost", "What does it cost?"),
    ("half", "What if we get half the money?"),
    ("know", "How will we know it worked?"),
];

/// The brand's wording of `key`, else ours.
pub(super) fn word<'a>(brand: &'a Brand, key: &str) -> &'a str {
    let own = SITES_WORDS.iter().find(|(k, _)| *k == key).map_or("", |(_, words)| *words);
    brand.word(key, own)
}

/// Capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// With a full stop, if it has no end yet.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// A month as people say it: "2025-11" is "November 2025"; other text stays as it is.
pub(super) fn months(text: &str) -> String {
    text.parse::<Month>().map_or_else(|_| text.to_owned(), Month::words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_said_as_people_say_them() {
        assert_eq!(months("2025-11"), "November 2025");
        assert_eq!(months("2025-13"), "2025-13");
        assert_eq!(months("May 2024"), "May 2024");
    }

    #[test]
    fn a_sentence_ends_once() {
        assert_eq!(sentence("It ends"), "It ends.");
        assert_eq!(sentence("It ends. "), "It ends.");
        assert_eq!(capital("élan"), "Élan");
    }
}
