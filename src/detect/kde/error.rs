//! Why a density surface cannot be drawn.

/// Errors of kernel density estimation.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KdeError {
    /// A number that must be finite, or above zero, is not.
    #[error("the {what} is {value}: a finite number is needed, and sizes above 0")]
    BadNumber {
        /// Such as "cell size in metres".
        what: &'static str,
        /// The value.
        value: f64,
    },
    /// The bandwidth is too small for the cells: points would fall between their centres and count for nothing.
    #[error(
        "a bandwidth of {bandwidth_m} m on cells of {cell_m} m loses points between the cell centres; at least 2 cells ({} m) are needed",
        2.0 * cell_m
    )]
    BandwidthTooSmall {
        /// Asked.
        bandwidth_m: f64,
        /// Side of a cell.
        cell_m: f64,
    },
    /// The grid would be too big.
    #[error("{cells:.0} cells of {cell_m} m are more than {} can be held", super::Lattice::MOST_CELLS)]
    TooManyCells {
        /// Cells asked for.
        cells: f64,
        /// Their side.
        cell_m: f64,
    },
    /// A few far points would stretch the grid over empty country.
    #[error(
        "point {position} (0-based) at ({x}, {y}) lies {away_km:.0} km away from nearly all others, which are within \
         {west:.0} to {east:.0} east and {south:.0} to {north:.0} north; {strays} such points would make the grid \
         {times:.0} times larger"
    )]
    Stray {
        /// Position of the farthest.
        position: usize,
        /// Its easting.
        x: f64,
        /// Its northing.
        y: f64,
        /// Kilometres outside the box of the others.
        away_km: f64,
        /// Box of the others.
        west: f64,
        /// Box of the others.
        south: f64,
        /// Box of the others.
        east: f64,
        /// Box of the others.
        north: f64,
        /// Points at least half as far away as the farthest.
        strays: usize,
        /// How many times larger.
        times: f64,
    },
    /// There is no extent to make cells of.
    #[error("{points} points on one spot or one line have no extent to choose a cell size from")]
    NoExtent {
        /// Number of points.
        points: usize,
    },
    /// There is nothing to draw.
    #[error("there are no points")]
    NoPoints,
    /// Weights and points, or mask and cells, differ in number.
    #[error("{got} {what} for {wanted}")]
    Lengths {
        /// Such as "weights".
        what: &'static str,
        /// Given.
        got: usize,
        /// Needed.
        wanted: usize,
    },
    /// A weight is negative or not finite.
    #[error("point {position} (0-based) has the weight {weight}: weights are finite and not below 0")]
    BadWeight {
        /// Position of the point.
        position: usize,
        /// Its weight.
        weight: f64,
    },
    /// A share of volume is not between 0 and 1.
    #[error("{share} is no share of the volume between 0 and 1")]
    BadShare {
        /// The share.
        share: f64,
    },
}
