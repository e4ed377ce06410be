//! Small editable CSV tables that ship with the program or come from a user's editor.

use serde::de::DeserializeOwned;

/// The records of a small CSV table with a header; lines starting with `#` are comments.
///
/// An error names the column's trouble without the value.
pub fn small_table<T: DeserializeOwned>(text: &str) -> impl Iterator<Item = Result<T, String>> {
    let reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(std::io::Cursor::new(text.as_bytes().to_vec()));
    reader.into_deserialize::<T>().map(|record| record.map_err(|error| plain(&error)))
}

fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} fields where the header has {expected_len}")
        }
        csv::ErrorKind::Deserialize { err, .. } => match err.field() {
            Some(field) => format!("field {} cannot be read", field + 1),
            None => "a field is missing or cannot be read".to_owned(),
        },
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        _ => "the record cannot be read".to_owned(),
    }
}
