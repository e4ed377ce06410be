//! Why a statistic cannot be computed.

/// Errors of the detection room.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DetectError {
    /// Values and weights speak of different numbers of units.
    #[error("{values} values but weights for {weights} units")]
    Lengths {
        /// Values given.
        values: usize,
        /// Units of the weights.
        weights: usize,
    },
    /// Exact permutation was demanded of values that are not counts.
    #[error("exact permutation needs counts, unit {unit} (0-based) has the value {value}")]
    NotACount {
        /// Position of the first such value.
        unit: usize,
        /// The value.
        value: f64,
    },
    /// Exact permutation was demanded under weights that are not 0 or 1.
    #[error(
        "exact permutation needs weights of 0 or 1, the weight from unit {unit} to {neighbour} (0-based) is {weight}"
    )]
    NotBinary {
        /// Position of the unit.
        unit: usize,
        /// Position of its neighbour.
        neighbour: usize,
        /// The weight.
        weight: f64,
    },
    /// A value is not a finite number.
    #[error("unit {unit} (0-based) has the value {value}, which is not a finite number")]
    NotFinite {
        /// Position of the unit.
        unit: usize,
        /// The value.
        value: f64,
    },
    /// An expected number is negative or all are zero.
    #[error("expected numbers must be zero or more and not all zero: unit {unit} (0-based) has {value}")]
    BadExpected {
        /// Position of the unit.
        unit: usize,
        /// The value.
        value: f64,
    },
    /// Cases and controls at a place are no whole number, or fewer than its cases.
    #[error(
        "cases and controls together must be whole numbers, at least as many as the cases: place {unit} (0-based) has {value} with {cases} cases"
    )]
    BadPeople {
        /// Position of the place.
        unit: usize,
        /// Cases and controls as given.
        value: f64,
        /// Cases there.
        cases: u32,
    },
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
    /// Less than the statistic needs.
    #[error("{got} {what}: at least {least} are needed")]
    TooFew {
        /// What there is too little of.
        what: &'static str,
        /// How many there are.
        got: u64,
        /// How many it takes.
        least: u64,
    },
    /// More than can be computed in reason.
    #[error("{got} {what}: at most {limit} are allowed")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        got: u64,
        /// How many there may be.
        limit: u64,
    },
    /// The chance engine refused.
    #[error(transparent)]
    Inference(#[from] crate::inference::InferenceError),
    /// A density surface cannot be drawn.
    #[error(transparent)]
    Kde(#[from] super::KdeError),
    /// Clusters cannot be looked for.
    #[error(transparent)]
    Cluster(#[from] super::ClusterError),
}
