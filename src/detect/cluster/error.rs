//! Why clusters cannot be looked for.

/// Errors of clustering.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// A setting that must be above zero is not.
    #[error("{what} is {value}: a finite number above 0 is needed")]
    BadNumber {
        /// Such as "eps in metres".
        what: &'static str,
        /// The value.
        value: f64,
    },
    /// A count is too small.
    #[error("{what} is {value}: at least {least} is needed")]
    TooSmall {
        /// Such as "the smallest cluster".
        what: &'static str,
        /// The value.
        value: usize,
        /// Smallest that makes sense.
        least: usize,
    },
    /// Weights and points differ in number.
    #[error("{got} weights for {points} points")]
    Lengths {
        /// Weights.
        got: usize,
        /// Points.
        points: usize,
    },
    /// A weight is negative or not finite.
    #[error("point {position} (0-based) has the weight {weight}: weights are finite and not below 0")]
    BadWeight {
        /// Position of the point.
        position: usize,
        /// Its weight.
        weight: f64,
    },
    /// A weight is no whole number where points are counted.
    #[error(
        "point {position} (0-based) has the weight {weight}: HDBSCAN counts points, so a weight is how often a point is there, a whole number"
    )]
    NotWhole {
        /// Position of the point.
        position: usize,
        /// Its weight.
        weight: f64,
    },
    /// Weights stand for more points than can be held.
    #[error("the weights stand for {total} points: at most {limit} can be held")]
    TooHeavy {
        /// Sum of the weights.
        total: f64,
        /// Most.
        limit: f64,
    },
    /// The radius is too small for the width of the map.
    #[error("a radius of {eps_m} m is too fine for points {extent_m:.0} m apart")]
    TooFine {
        /// Radius.
        eps_m: f64,
        /// Longer side of the points' box.
        extent_m: f64,
    },
    /// More points than positions can number.
    #[error("{points} points are more than {} can be held", u32::MAX)]
    TooMany {
        /// Points.
        points: usize,
    },
}
