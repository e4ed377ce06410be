//! What can go wrong in this room.

/// A table, definition or profile that cannot be used. Never carries a value of a personal field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IncidentError {
    /// A small table (location classes, places of recording, harm).
    #[error("{table} table, record {record}: {reason}")]
    Table {
        /// Which table.
        table: &'static str,
        /// Record number from 1; 0 is the table as a whole.
        record: usize,
        /// Why.
        reason: String,
    },
    /// A definition file.
    #[error("definition: {reason}")]
    Definition {
        /// Why, with the line where the reader knows it.
        reason: String,
    },
    /// A profile file.
    #[error("profile: {reason}")]
    Profile {
        /// Why, with the line where the reader knows it.
        reason: String,
    },
}
