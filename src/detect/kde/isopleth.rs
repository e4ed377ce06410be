//! The smallest ground that holds half of the density, or four fifths, or nearly all of it.

use geo_types::MultiPolygon;
use serde::Serialize;

use super::{KdeError, Surface, trace::outline_of_cells};

/// Shares of the volume drawn where none are told.
pub const ISOPLETH_SHARES: [f64; 3] = [0.5, 0.8, 0.95];

/// The ground where the density reaches a level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Isopleth {
    /// The share of the volume asked for; `None` when a level was asked for.
    pub share: Option<f64>,
    /// Cells at or above this density are inside.
    pub level_per_km2: f64,
    /// Share of the volume inside: at least what was asked for, by no more than the cells that tie at the level.
    pub volume_share: f64,
    /// Cells inside.
    pub cells: usize,
    /// Their area in square kilometres.
    pub area_km2: f64,
    /// Their union: outlines run along cell edges, so that its area is theirs.
    #[serde(skip)]
    pub outline: MultiPolygon<f64>,
}

/// The densest cells that together hold each share of the volume, cells of equal density kept together.
///
/// # Errors
/// [`KdeError::BadShare`] outside (0, 1].
pub fn isopleths_by_volume(surface: &Surface, shares: &[f64]) -> Result<Vec<Isopleth>, KdeError> {
    let total: f64 = surface.density_per_km2.iter().sum();
    let levels = levels_of_volume(surface, shares)?;
    let one = |(&share, level)| Isopleth { share: Some(share), ..at_level(surface, level, total) };
    Ok(shares.iter().zip(levels).map(one).collect())
}

/// The densities of the outlines of [`isopleths_by_volume`], without the outlines; infinite where there is no density at all.
///
/// # Errors
/// As [`isopleths_by_volume`].
pub fn levels_of_volume(surface: &Surface, shares: &[f64]) -> Result<Vec<f64>, KdeError> {
    let mut sorted: Vec<f64> = surface.density_per_km2.iter().copied().filter(|d| *d > 0.0).collect();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let total: f64 = sorted.iter().sum();
    let level = |&share: &f64| {
        if !(share > 0.0 && share <= 1.0) {
            return Err(KdeError::BadShare { share });
        }
        let mut sum = 0.0;
        let level = sorted.iter().copied().find(|d| {
            sum += d;
            sum >= share * total
        });
        // With no density at all nothing is inside; all of it is every cell with any.
        Ok(level.or(sorted.last().copied()).unwrap_or(f64::INFINITY))
    };
    shares.iter().map(level).collect()
}

/// The cells at or above each density.
///
/// # Errors
/// [`KdeError::BadNumber`] for a level that is not above zero.
pub fn isopleths_by_level(surface: &Surface, levels_per_km2: &[f64]) -> Result<Vec<Isopleth>, KdeError> {
    let total: f64 = surface.density_per_km2.iter().sum();
    let one = |&level: &f64| {
        if level > 0.0 && level.is_finite() {
            Ok(at_level(surface, level, total))
        } else {
            Err(KdeError::BadNumber { what: "density level per km2", value: level })
        }
    };
    levels_per_km2.iter().map(one).collect()
}

fn at_level(surface: &Surface, level: f64, total: f64) -> Isopleth {
    let density = &surface.density_per_km2;
    let (mut cells, mut volume) = (0, 0.0);
    for d in density.iter().filter(|d| **d >= level) {
        cells += 1;
        volume += d;
    }
    Isopleth {
        share: None,
        level_per_km2: level,
        volume_share: if total > 0.0 { volume / total } else { 0.0 },
        cells,
        area_km2: cells as f64 * surface.lattice.cell_area_m2() / 1e6,
        outline: outline_of_cells(&surface.lattice, |at| density[at] >= level),
    }
}
