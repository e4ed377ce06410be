//! Why a result could not be written.

/// What went wrong between a result and its bytes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// A Parquet file could not be made.
    #[error("cannot make the Parquet file: {reason}")]
    Parquet {
        /// What its writer said.
        reason: String,
    },
    /// The tile encoder refused a value.
    #[error("layer {layer} of a tile could not be encoded")]
    Tile {
        /// Layer name.
        layer: String,
    },
    /// A point lies where the national grid's transform has no answer.
    #[error("{what} lies outside the national grid's transform: {source}")]
    OffGrid {
        /// Whose geometry.
        what: String,
        /// The transform's own words.
        source: crate::geodesy::GeodesyError,
    },
    /// A result does not fit into JSON (a not-a-number where a number must be).
    #[error("{what} could not be written as JSON: {source}")]
    Json {
        /// What was being written.
        what: &'static str,
        /// The writer's own words.
        source: serde_json::Error,
    },
    /// A file could not be written.
    #[error("{} could not be written: {source}", path.display())]
    File {
        /// Its path.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
