//! Points in bulk for benches: clustered as incidents are, at any number.

use super::dice::{Dice, Wheel};
use crate::geodesy::GridPoint;

/// A point of Lomea as the type the rest of the program knows.
pub(super) fn on_grid(east_m: f64, north_m: f64) -> GridPoint {
    GridPoint::new(east_m, north_m).expect("invariant: Lomea lies within the national grid")
}

/// `n` clustered points inside Lomea's square of sea, with whole minutes over 36 months.
///
/// One point in four lies on one of 4,000 repeated addresses, the others spread about 60 towns,
/// with a thin scatter in the country. `(n, seed)` decides every bit. About 50 ns a point.
#[must_use]
pub fn points(n: usize, seed: u64) -> Vec<(GridPoint, i64)> {
    let mut dice = Dice::new(seed, "bulk points");
    let towns: Vec<(f64, f64, f64)> = (0..60)
        .map(|rank| {
            let spread_m = 1_800.0 / (1.0 + 0.05 * f64::from(rank));
            (dice.between(650_000.0, 685_000.0), dice.between(195_000.0, 230_000.0), spread_m)
        })
        .collect();
    let wheel = Wheel::new(towns.iter().map(|t| t.2 * t.2));
    let near_town = |dice: &mut Dice| {
        let (x, y, spread_m) = towns[wheel.draw(dice)];
        // The product of two uniforms peaks at the centre without a logarithm.
        let reach = 3.0 * spread_m * dice.unit() * dice.unit();
        let (east, north) = loop {
            let (a, b) = (dice.between(-1.0, 1.0), dice.between(-1.0, 1.0));
            let square = a * a + b * b;
            if square <= 1.0 && square > 1e-6 {
                let length = square.sqrt();
                break (a / length, b / length);
            }
        };
        (x + reach * east, y + reach * north)
    };
    let addresses: Vec<(f64, f64)> = (0..4_000).map(|_| near_town(&mut dice)).collect();
    (0..n)
        .map(|_| {
            let (x, y) = match dice.unit() {
                kind if kind < 0.25 => addresses[(dice.unit() * dice.unit() * 4_000.0) as usize],
                kind if kind < 0.95 => near_town(&mut dice),
                _ => (dice.between(647_000.0, 688_000.0), dice.between(192_000.0, 233_000.0)),
            };
            (on_grid((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0), dice.below(36 * 43_830) as i64)
        })
        .collect()
}
