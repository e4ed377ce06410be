//! What can stop the choice of sites.

/// Errors of room `sport`. Each names the row or the constraint that cannot hold.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SportError {
    /// The constraints contradict each other.
    #[error("no set of sites can meet all of this: {constraint}")]
    Infeasible {
        /// The constraint that cannot hold, in words with its numbers.
        constraint: String,
    },
    /// A number that cannot be.
    #[error("{what} is {got}: {rule}")]
    Number {
        /// Which number.
        what: String,
        /// Its value.
        got: String,
        /// What it must be.
        rule: &'static str,
    },
    /// A cell of a table that cannot be used.
    #[error("line {line}, column {column}: \"{got}\" cannot be used; {rule}")]
    Row {
        /// Line of the file, 1 first.
        line: u64,
        /// Column.
        column: &'static str,
        /// The cell as written.
        got: String,
        /// What it must be.
        rule: &'static str,
    },
    /// The solver failed.
    #[error("the solver stopped: {reason}")]
    Solver {
        /// Its own words.
        reason: String,
    },
}
