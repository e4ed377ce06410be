//! Why a file was refused, or what must be known before it can be read.

/// A whole file refused, a question for the user, or a fault of the disk. Nothing was stored.
///
/// Messages name file, place and column, never a cell's value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file is not what it should be.
    #[error("{file}: {reason} [{code}]")]
    Refused {
        /// File name without its folder.
        file: String,
        /// Rule code, such as `B10`.
        code: &'static str,
        /// What, and what we got.
        reason: String,
        /// What to try.
        hint: String,
    },
    /// The file can be read in more than one way: the user must say which.
    #[error("{file}: {question} [{code}]")]
    Question {
        /// File name without its folder.
        file: String,
        /// Rule code, such as `T02`.
        code: &'static str,
        /// What must be known.
        question: String,
        /// Which setting to declare.
        hint: String,
    },
    /// The operating system refused.
    #[error("{file}: cannot {action}: {source}")]
    Io {
        /// File name without its folder.
        file: String,
        /// What was tried.
        action: &'static str,
        /// Its reason.
        source: std::io::Error,
    },
}

impl SourceError {
    pub(super) fn refuse(
        file: &str,
        code: &'static str,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::Refused { file: file.to_owned(), code, reason: reason.into(), hint: hint.into() }
    }

    pub(super) fn ask(
        file: &str,
        code: &'static str,
        question: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::Question { file: file.to_owned(), code, question: question.into(), hint: hint.into() }
    }

    /// What to try.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Refused { hint, .. } | Self::Question { hint, .. } => hint,
            Self::Io { .. } => "check that the file exists and may be read",
        }
    }

    /// Rule code of the catalogue, where there is one.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Refused { code, .. } | Self::Question { code, .. } => Some(code),
            Self::Io { .. } => None,
        }
    }
}
