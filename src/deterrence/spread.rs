//! A group's density, cell by cell of the common lattice, and how widely points were spread to make it.

use serde::Serialize;

use crate::{detect::Surface, geodesy::GridPoint};

/// Widest bandwidth in metres.
pub const SET_SPACE_WIDEST_M: f64 = 400.0;
/// Narrowest bandwidth in metres.
pub const SET_SPACE_NARROWEST_M: f64 = 50.0;

/// Which rule decided the bandwidth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BandwidthRule {
    /// The reference rule as it is.
    Reference,
    /// The reference rule asks for more than 400 m.
    Widest,
    /// The reference rule asks for less than 50 m.
    Narrowest,
}

/// Standard deviation of the normal kernel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bandwidth {
    /// Metres.
    pub metres: f64,
    /// What decided it.
    pub rule: BandwidthRule,
}

impl Bandwidth {
    /// `√((var x + var y) / 2) · n^(−1/6)` with the variances over n − 1, held within 50 and 400 m. 50 m for one
    /// point or none.
    #[must_use]
    pub fn reference(places: &[GridPoint]) -> Self {
        let n = places.len() as f64;
        let variance = |of: fn(&GridPoint) -> f64| {
            let mean = places.iter().map(of).sum::<f64>() / n;
            places.iter().map(|p| (of(p) - mean) * (of(p) - mean)).sum::<f64>() / (n - 1.0)
        };
        let both =
            if places.len() > 1 { variance(|p| p.easting_m()) + variance(|p| p.northing_m()) } else { 0.0 };
        let metres = libm::sqrt(both / 2.0) * libm::pow(n.max(1.0), -1.0 / 6.0);
        if metres > SET_SPACE_WIDEST_M {
            Self { metres: SET_SPACE_WIDEST_M, rule: BandwidthRule::Widest }
        } else if metres < SET_SPACE_NARROWEST_M {
            Self { metres: SET_SPACE_NARROWEST_M, rule: BandwidthRule::Narrowest }
        } else {
            Self { metres, rule: BandwidthRule::Reference }
        }
    }
}

/// One cell of the common lattice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SpreadCell {
    /// Rows and columns north and east of the grid's false origin.
    pub(super) row: i32,
    pub(super) column: i32,
    /// Share of the volume.
    pub(super) share: f64,
    /// Inside the 95 % isopleth.
    pub(super) in_range: bool,
}

/// The cells with any density worth keeping, by row, then column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Spread {
    pub(super) cells: Vec<SpreadCell>,
}

/// Cells with less than this share of the volume are not kept: a hundred thousand of them hold a ten-millionth.
const LEAST_SHARE: f64 = 1e-12;

impl Spread {
    /// Takes a surface whose south-west cell is (`west`, `south`) of the common lattice.
    pub(super) fn of(surface: &Surface, (west, south): (i32, i32), range_level: f64) -> Self {
        let total: f64 = surface.density_per_km2.iter().sum();
        let columns = surface.lattice.columns();
        let density = surface.density_per_km2.iter().enumerate();
        let cells = density.filter(|(_, d)| **d > LEAST_SHARE * total).map(|(at, d)| SpreadCell {
            row: south + (at / columns) as i32,
            column: west + (at % columns) as i32,
            share: d / total,
            in_range: *d >= range_level,
        });
        Self { cells: cells.collect() }
    }

    /// The cells both have.
    pub(super) fn shared<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (&'a SpreadCell, &'a SpreadCell)> + 'a {
        let mut others = other.cells.iter().peekable();
        self.cells.iter().filter_map(move |mine| {
            let key = |c: &SpreadCell| (c.row, c.column);
            while others.next_if(|c| key(c) < key(mine)).is_some() {}
            others.next_if(|c| key(c) == key(mine)).map(|theirs| (mine, theirs))
        })
    }
}
