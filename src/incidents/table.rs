//! Small editable CSV tables: comment lines start with `#`, the first other line is the header.

use serde::de::DeserializeOwned;

/// The records of a small table; an error says why without showing a value.
pub(super) fn lines<T: DeserializeOwned>(text: &str) -> impl Iterator<Item = Result<T, String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    crate::sources::small_table(text)
}
