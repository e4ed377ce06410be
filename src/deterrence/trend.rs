//! Is a group's ground growing, shrinking or moving? By quarters of 91 days.

use serde::Serialize;

use super::{
    DayWindow, DeterrenceError, SET_SPACE_LEAST_POINTS, SetPoint,
    set_space::{draw, mean},
    spread::Bandwidth,
};
use crate::{
    geodesy::GridPoint,
    inference::{shuffle, stream},
};

/// Days of a quarter.
pub const QUARTER_DAYS: i32 = 91;
/// Shuffles of the test of a shift.
const SHUFFLES: u32 = 999;

/// One quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quarter {
    /// Its days.
    pub window: DayWindow,
    /// Points in it.
    pub points: usize,
    /// Its ground; `None` under ten points.
    pub ground: Option<QuarterGround>,
}

/// A quarter's ground, drawn with the whole window's bandwidth, so that areas can be set side by side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct QuarterGround {
    /// Hectares of the 50 % isopleth.
    pub core_ha: f64,
    /// Hectares of the 95 % isopleth.
    pub range_ha: f64,
    /// Mean of its points.
    pub centroid: GridPoint,
}

/// How far the mean moved from the quarter before to the last.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shift {
    /// Metres.
    pub metres: f64,
    /// Chance of so large a shift when the same points are dealt to the two quarters at random (999 shuffles, seed 1).
    pub p: f64,
}

/// Quarters, the oldest first, and the last shift.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Trend {
    /// Up to four whole quarters that end with the window.
    pub quarters: Vec<Quarter>,
    /// `None` unless the last two quarters have ten points each.
    pub shift: Option<Shift>,
}

impl Trend {
    /// Hectares of the 95 % isopleth in the quarter before and in the last one, where both are drawn.
    #[must_use]
    pub fn last_two_ha(&self) -> Option<(f64, f64)> {
        let [.., before, last] = self.quarters.as_slice() else { return None };
        Some((before.ground?.range_ha, last.ground?.range_ha))
    }
}

/// The quarters of a group's points.
pub(super) fn trend(
    points: &[SetPoint],
    window: DayWindow,
    bandwidth: Bandwidth,
) -> Result<Trend, DeterrenceError> {
    let mut found = Trend::default();
    let mut places: Vec<Vec<GridPoint>> = Vec::new();
    for back in (0..(window.len() / QUARTER_DAYS).min(4)).rev() {
        let to = window.to() - back * QUARTER_DAYS;
        let Some(window) = DayWindow::new(to - QUARTER_DAYS, to) else { continue };
        let inside: Vec<GridPoint> = points.iter().filter(|p| window.holds(p.day)).map(|p| p.at).collect();
        let mut quarter = Quarter { window, points: inside.len(), ground: None };
        if inside.len() >= SET_SPACE_LEAST_POINTS
            && let Ok(drawn) = draw(&inside, bandwidth)?
        {
            quarter.ground = Some(QuarterGround {
                core_ha: drawn.core.area_km2 * 100.0,
                range_ha: drawn.range.area_km2 * 100.0,
                centroid: mean(&inside),
            });
        }
        found.quarters.push(quarter);
        places.push(inside);
    }
    if found.last_two_ha().is_some()
        && let [.., before, last] = places.as_slice()
    {
        found.shift = Some(shift(before, last));
    }
    Ok(found)
}

fn shift(before: &[GridPoint], last: &[GridPoint]) -> Shift {
    let metres = mean(before).distance_m(mean(last));
    let mut all = [before, last].concat();
    let mut rng = stream(1, "shift of a set space", 0);
    let mut reached = 0;
    for _ in 0..SHUFFLES {
        shuffle(&mut rng, &mut all);
        let (a, b) = all.split_at(before.len());
        reached += u32::from(mean(a).distance_m(mean(b)) >= metres * (1.0 - 1e-12));
    }
    Shift { metres, p: f64::from(reached + 1) / f64::from(SHUFFLES + 1) }
}
