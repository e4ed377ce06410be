//! One surface over another: crimes for every thousand people, or knives among all violence.

use serde::Serialize;

use super::{KdeError, Surface, surface::same_length};

/// Ratio of two surfaces, where the lower one is high enough to divide by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dual {
    /// Numerator over denominator at each cell; not a number where the denominator is under the floor.
    #[serde(skip)]
    pub ratio: Vec<f64>,
    /// The floor used, in the denominator's weight per square kilometre.
    pub floor_per_km2: f64,
    /// All of the numerator over all of the denominator: what the ratio would be if it were the same everywhere.
    pub overall: f64,
    /// Cells with a ratio.
    pub told: usize,
}

/// The floor, where none is told: this share of the denominator's peak.
pub const DUAL_FLOOR_OF_PEAK: f64 = 0.01;

/// Dual kernel density (Bithell 1990; CrimeStat's dual estimate, as a ratio): numerator over denominator, cell by cell.
///
/// A ratio over almost nothing is noise, so cells where the denominator is under `floor_per_km2` (default 1 % of its
/// peak) have none: not a number, never zero. Make both with one bandwidth.
///
/// # Errors
/// [`KdeError::Lengths`] for surfaces of two lattices, [`KdeError::BadNumber`] for a floor that is not above zero.
pub fn dual(
    numerator: &Surface,
    denominator: &Surface,
    floor_per_km2: Option<f64>,
) -> Result<Dual, KdeError> {
    let (above, below) = (&numerator.density_per_km2, &denominator.density_per_km2);
    same_length("cells of the denominator", below.len(), above.len())?;
    let floor = floor_per_km2.unwrap_or(denominator.peak_per_km2() * DUAL_FLOOR_OF_PEAK);
    if !(floor > 0.0 && floor.is_finite()) {
        return Err(KdeError::BadNumber { what: "floor of the denominator per km2", value: floor });
    }
    let ratio: Vec<f64> =
        above.iter().zip(below).map(|(a, b)| if *b >= floor { a / b } else { f64::NAN }).collect();
    let told = ratio.iter().filter(|r| !r.is_nan()).count();
    let overall = numerator.volume() / denominator.volume();
    Ok(Dual { ratio, floor_per_km2: floor, overall, told })
}
