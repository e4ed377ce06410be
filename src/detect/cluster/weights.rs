//! Weights that can be added up.

use super::ClusterError;
use crate::geodesy::GridPoint;

pub(super) fn check_weights(points: &[GridPoint], weights: Option<&[f64]>) -> Result<(), ClusterError> {
    let Some(weights) = weights else { return Ok(()) };
    if weights.len() != points.len() {
        return Err(ClusterError::Lengths { got: weights.len(), points: points.len() });
    }
    match weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
        Some(position) => Err(ClusterError::BadWeight { position, weight: weights[position] }),
        None => Ok(()),
    }
}
