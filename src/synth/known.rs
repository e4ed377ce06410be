//! A light county with a known background: what detection is measured against.
//!
//! The background is constant inside each 150 m square of the national grid (the squares of
//! `square:150`, origin at 0, 0), so the expected count of any such square is known exactly.

use super::{
    dice::{Dice, Wheel},
    points::on_grid,
};
use crate::geodesy::GridPoint;

const WEST_M: f64 = 648_000.0;
const SOUTH_M: f64 = 195_000.0;
const SIDE_M: f64 = 150.0;
const ACROSS: usize = 220;
const MINUTES: f64 = 36.0 * 30.4375 * 1440.0;

/// A hotspot that was put there on purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedCircle {
    /// Centre.
    pub centre: GridPoint,
    /// Radius in metres, 75 to 250.
    pub radius_m: f64,
    /// Intensity inside, as a multiple of the local background (3, 5 or 10).
    pub strength: f64,
    /// Incidents expected above the background over the whole period.
    pub expected_excess: f64,
    /// Incidents drawn for it.
    pub planted: usize,
}

/// Known background intensity on squares of the national grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// South-west corner; a multiple of the side.
    pub west_m: f64,
    /// South-west corner; a multiple of the side.
    pub south_m: f64,
    /// Side of a square in metres.
    pub side_m: f64,
    /// Squares from west to east.
    pub cols: usize,
    /// Squares from south to north.
    pub rows: usize,
    /// Expected background incidents over the whole period, row-major from the south-west; 0 is
    /// outside the mask.
    pub expected: Vec<f64>,
}

impl Background {
    /// Expected background incidents per square metre at a point; 0 outside the mask.
    #[must_use]
    pub fn density(&self, point: GridPoint) -> f64 {
        let col = ((point.easting_m() - self.west_m) / self.side_m).floor();
        let row = ((point.northing_m() - self.south_m) / self.side_m).floor();
        if col < 0.0 || row < 0.0 || col >= self.cols as f64 || row >= self.rows as f64 {
            return 0.0;
        }
        self.expected[row as usize * self.cols + col as usize] / (self.side_m * self.side_m)
    }

    /// Centre of a square.
    #[must_use]
    pub fn centre(&self, index: usize) -> GridPoint {
        let half = self.side_m / 2.0;
        on_grid(
            self.west_m + (index % self.cols) as f64 * self.side_m + half,
            self.south_m + (index / self.cols) as f64 * self.side_m + half,
        )
    }
}

/// Points, planted hotspots and the background they were drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownCounty {
    /// Every incident with its minute since the start, in no order.
    pub points: Vec<(GridPoint, i64)>,
    /// The planted hotspots, at least 600 m apart.
    pub planted: Vec<PlantedCircle>,
    /// The known background.
    pub background: Background,
}

/// Draws `n` incidents over 36 months with 24 planted hotspots: strengths 3, 5 and 10 in turn,
/// radius 75–250 m, together at most 8 % of the incidents in expectation, at most ten of them on
/// the ten busiest squares. `(n, seed)` decides every bit.
#[must_use]
pub fn truth(n: usize, seed: u64) -> KnownCounty {
    let mut background = shape(seed);
    let unit: f64 = background.expected.iter().sum();
    let scale = n as f64 * 0.94 / unit;
    background.expected.iter_mut().for_each(|e| *e *= scale);
    let mut planted = plant(&background, n, seed);
    let excess: f64 = planted.iter().map(|p| p.expected_excess).sum();
    let scale = n as f64 / (excess + n as f64 * 0.94);
    background.expected.iter_mut().for_each(|e| *e *= scale);
    for circle in &mut planted {
        circle.expected_excess *= scale;
    }

    let mut dice = Dice::new(seed, "truth: points");
    let mut points = Vec::with_capacity(n);
    for circle in &mut planted {
        circle.planted = dice.poisson(circle.expected_excess).min(n - points.len());
        let peak = samples(circle.centre, circle.radius_m).map(|p| background.density(p)).fold(0.0, f64::max);
        for _ in 0..circle.planted {
            let at = loop {
                let (x, y) = (dice.between(-1.0, 1.0), dice.between(-1.0, 1.0));
                let point = shifted(circle.centre, x * circle.radius_m, y * circle.radius_m);
                if x * x + y * y <= 1.0 && dice.unit() * peak <= background.density(point) && peak > 0.0 {
                    break point;
                }
            };
            points.push((at, (dice.unit() * MINUTES) as i64));
        }
    }
    let wheel = Wheel::new(background.expected.iter().copied());
    while points.len() < n {
        let square = background.centre(wheel.draw(&mut dice));
        let half = SIDE_M / 2.0;
        let at = shifted(square, dice.between(-half, half), dice.between(-half, half));
        points.push((at, (dice.unit() * MINUTES) as i64));
    }
    KnownCounty { points, planted, background }
}

fn shifted(point: GridPoint, east: f64, north: f64) -> GridPoint {
    on_grid(point.easting_m() + east, point.northing_m() + north)
}

/// A 10 m lattice over a circle, for integrals.
fn samples(centre: GridPoint, radius_m: f64) -> impl Iterator<Item = GridPoint> {
    let steps = (radius_m / 10.0).ceil() as i64;
    (-steps..=steps)
        .flat_map(move |row| (-steps..=steps).map(move |col| (col as f64 * 10.0, row as f64 * 10.0)))
        .filter(move |(x, y)| x * x + y * y <= radius_m * radius_m)
        .map(move |(x, y)| shifted(centre, x, y))
}

fn excess(background: &Background, centre: GridPoint, radius_m: f64, strength: f64) -> f64 {
    let inside: f64 = samples(centre, radius_m).map(|p| background.density(p) * 100.0).sum();
    inside * (strength - 1.0)
}

fn plant(background: &Background, n: usize, seed: u64) -> Vec<PlantedCircle> {
    let mut dice = Dice::new(seed, "truth: planted");
    let mut order: Vec<usize> =
        (0..background.expected.len()).filter(|i| background.expected[*i] > 0.0).collect();
    order.sort_by(|a, b| background.expected[*b].total_cmp(&background.expected[*a]).then(a.cmp(b)));
    let busiest = order[..10.min(order.len())].to_vec();
    let quiet = order[10.min(order.len())..order.len() * 2 / 3].to_vec();
    let mut planted: Vec<PlantedCircle> = Vec::new();
    let mut tries = 0;
    while planted.len() < 24 && tries < 100_000 {
        tries += 1;
        let square = if tries <= 10 { busiest.get(tries - 1) } else { quiet.get(dice.below(quiet.len())) };
        let Some(&square) = square else { continue };
        if tries <= 10 && dice.chance(0.4) {
            continue;
        }
        let centre = shifted(background.centre(square), dice.between(-60.0, 60.0), dice.between(-60.0, 60.0));
        if planted.iter().any(|p| p.centre.distance_m(centre) < 600.0) {
            continue;
        }
        let strength = [3.0, 5.0, 10.0][planted.len() % 3];
        let radius_m = dice.between(75.0, 250.0).round();
        let expected_excess = excess(background, centre, radius_m, strength);
        planted.push(PlantedCircle { centre, radius_m, strength, expected_excess, planted: 0 });
    }
    // At most 7 % now keeps the drawn share under 8 %.
    while planted.iter().map(|p| p.expected_excess).sum::<f64>() > 0.07 * n as f64 {
        let Some(largest) = planted.iter_mut().max_by(|a, b| a.expected_excess.total_cmp(&b.expected_excess))
        else {
            break;
        };
        if largest.radius_m > 75.0 {
            largest.radius_m = (largest.radius_m * 0.85).round().max(75.0);
        } else if largest.strength > 3.0 {
            largest.strength = if largest.strength > 5.0 { 5.0 } else { 3.0 };
        } else {
            break;
        }
        largest.expected_excess = excess(background, largest.centre, largest.radius_m, largest.strength);
    }
    planted
}

/// Twenty towns with a peaked centre, lumpy suburbs and a hard edge.
fn shape(seed: u64) -> Background {
    let mut dice = Dice::new(seed, "truth: background");
    let towns: Vec<(f64, f64, f64, f64)> = (0..20)
        .map(|rank| {
            let radius_m = 3_200.0 / (1.0 + 0.12 * f64::from(rank)) * dice.between(0.85, 1.15);
            let width = ACROSS as f64 * SIDE_M;
            let x = WEST_M + dice.between(0.08, 0.92) * width;
            let y = SOUTH_M + dice.between(0.08, 0.92) * width;
            (x, y, radius_m, dice.between(4.0, 10.0))
        })
        .collect();
    let expected = (0..ACROSS * ACROSS)
        .map(|index| {
            let x = WEST_M + ((index % ACROSS) as f64 + 0.5) * SIDE_M;
            let y = SOUTH_M + ((index / ACROSS) as f64 + 0.5) * SIDE_M;
            let lump = libm::exp(0.5 * dice.normal());
            let height: f64 = towns
                .iter()
                .map(|(east, north, radius_m, peak)| {
                    let d = ((x - east) * (x - east) + (y - north) * (y - north)).sqrt();
                    if d > *radius_m { 0.0 } else { 1.0 + peak * libm::exp(-d / (0.12 * radius_m)) }
                })
                .sum();
            height * lump
        })
        .collect();
    Background { west_m: WEST_M, south_m: SOUTH_M, side_m: SIDE_M, cols: ACROSS, rows: ACROSS, expected }
}
