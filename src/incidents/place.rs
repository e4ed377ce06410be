//! Coordinates: from two cells to a point on the national grid, or the reason why not.

use super::{cells::Refusal, profile::Bounds};
use crate::geodesy::{Crs, GridPoint, Projector, to_lon_lat};

/// What a file's own points say, gathered before any is judged.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceEvidence {
    pub pairs: u64,
    /// Outside where points are expected, inside when swapped.
    pub swapped: u64,
    /// Of the other kind: degrees for metres, or metres for degrees.
    pub other_kind: u64,
    xs: Vec<f64>,
    ys: Vec<f64>,
}

/// Where points of this file are expected.
#[derive(Debug)]
pub(super) struct PlaceRule {
    pub crs: Crs,
    pub bounds: Option<Bounds>,
    projector: Projector,
}

impl PlaceRule {
    pub(super) fn new(crs: Crs, bounds: Option<Bounds>) -> Result<Self, String> {
        let projector = Projector::new(crs, Crs::GRID).map_err(|error| error.to_string())?;
        Ok(Self { crs, bounds, projector })
    }

    fn degrees(&self) -> bool {
        self.crs == Crs::WGS84
    }

    fn of_other_kind(&self, x: f64, y: f64) -> bool {
        let like_degrees = x.abs() <= 180.0 && y.abs() <= 90.0;
        if self.degrees() {
            !like_degrees && x.abs().max(y.abs()) > 360.0
        } else {
            like_degrees && !placeholder(x, y)
        }
    }

    fn swapped(&self, x: f64, y: f64) -> bool {
        self.bounds.is_some_and(|b| !b.holds(x, y) && b.holds(y, x))
    }

    pub(super) fn see(&self, evidence: &mut PlaceEvidence, x: f64, y: f64) {
        if placeholder(x, y) {
            return;
        }
        evidence.pairs += 1;
        if self.of_other_kind(x, y) {
            evidence.other_kind += 1;
        } else if self.swapped(x, y) {
            evidence.swapped += 1;
        } else {
            evidence.xs.push(x);
            evidence.ys.push(y);
        }
    }

    /// Without declared bounds, a grid file's own middle nine tenths, widened by 50 km, show a swapped row.
    pub(super) fn learn(&mut self, evidence: &mut PlaceEvidence) {
        if self.bounds.is_some() || self.degrees() || evidence.xs.len() < 20 {
            return;
        }
        let range = |values: &mut Vec<f64>| {
            values.sort_by(f64::total_cmp);
            let at = |share: f64| values[((values.len() - 1) as f64 * share) as usize];
            (at(0.05) - 50_000.0, at(0.95) + 50_000.0)
        };
        let (min_x, max_x) = range(&mut evidence.xs);
        let (min_y, max_y) = range(&mut evidence.ys);
        self.bounds = Some(Bounds { min_x, min_y, max_x, max_y, strict: false });
    }

    /// The point, or why there is none.
    pub(super) fn judge(&self, x: f64, y: f64) -> Result<GridPoint, Refusal> {
        if placeholder(x, y) {
            return Err(("P05", "placeholder coordinate"));
        }
        if self.of_other_kind(x, y) {
            return Err(if self.degrees() {
                ("P03", "metres where degrees belong; probably EPSG:27700")
            } else {
                ("P03", "degrees where metres belong; probably EPSG:4326")
            });
        }
        if self.swapped(x, y) {
            let code = if self.degrees() { "P01" } else { "P04" };
            return Err((code, "outside area; would be inside if swapped"));
        }
        if self.bounds.is_some_and(|b| b.strict && !b.holds(x, y)) {
            return Err(("P08", "outside the area the profile allows"));
        }
        let outside = ("P10", "outside the national grid, or in another coordinate system than declared");
        let point = self.projector.convert_point(x, y).map_err(|_| outside)?;
        if self.crs == Crs::GRID {
            to_lon_lat(point).map_err(|_| outside)?;
        }
        Ok(point)
    }
}

#[expect(clippy::float_cmp, reason = "placeholders are exact values")]
fn placeholder(x: f64, y: f64) -> bool {
    (x == y && [0.0, 1.0, -1.0, 99_999.0, 999_999.0, 9_999_999.0].contains(&x))
        || (x == 400_000.0 && y == -100_000.0)
}

/// Precision a truncated grid coordinate gives away: 1,000 or 100 metres.
pub(super) fn truncated_m(x: f64, y: f64) -> Option<u32> {
    let both = |step: f64| x % step == 0.0 && y % step == 0.0;
    if both(1_000.0) {
        Some(1_000)
    } else if both(100.0) {
        Some(100)
    } else {
        None
    }
}
