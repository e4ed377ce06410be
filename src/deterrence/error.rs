//! What can stop a statistic of this room.

/// Errors of room `deterrence`. A statistic that has too little to go on is no error: it answers so, in words.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DeterrenceError {
    /// A setting is out of its range.
    #[error("{setting}: got {got}, allowed are {allowed}")]
    Setting {
        /// The setting in words.
        setting: &'static str,
        /// What was given.
        got: String,
        /// What may be given.
        allowed: &'static str,
    },
    /// A statistic of the detection room refused.
    #[error(transparent)]
    Detect(#[from] crate::detect::DetectError),
}

impl From<crate::detect::KdeError> for DeterrenceError {
    fn from(error: crate::detect::KdeError) -> Self {
        Self::Detect(error.into())
    }
}
