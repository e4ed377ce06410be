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
    /// The chance engine refused.
    #[error(transparent)]
    Inference(#[from] crate::inference::InferenceError),
}
