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
    /// The solver failed.
    #[error("the solver stopped: {reason}")]
    Solver {
        /// Its own words.
        reason: String,
    },
}
