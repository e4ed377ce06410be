//! Why a document could not be made.

/// What went wrong with a document or its brand.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The brand file is not TOML of the expected shape.
    #[error("the brand file {name} cannot be read: {reason}")]
    Brand {
        /// Its name.
        name: String,
        /// The parser's own words, with line and column.
        reason: String,
    },
    /// One setting of the brand file cannot be used.
    #[error("{setting} in the brand file is {got}: {rule}")]
    Setting {
        /// Which setting.
        setting: String,
        /// Its value.
        got: String,
        /// What it must be.
        rule: String,
    },
    /// A file of the brand could not be read.
    #[error("{} could not be read: {source}", path.display())]
    File {
        /// Its path.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It has more pages than it may, however short its tables are cut.
    #[error("\"{title}\" has {pages} pages, and {most} are allowed")]
    TooLong {
        /// Title of the document.
        title: String,
        /// Pages it has with the shortest tables.
        pages: usize,
        /// Pages it may have.
        most: usize,
    },
    /// The typesetter refused the document.
    #[error("\"{title}\" could not be typeset: {reason}")]
    Typeset {
        /// Title of the document.
        title: String,
        /// The typesetter's own words.
        reason: String,
    },
}
