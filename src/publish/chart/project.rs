//! A few streets of the earth on paper.

use std::fmt::Write;

use geo_types::{LineString, MultiPolygon};

use super::svg::number;

/// Metres in a degree of latitude, on the mean sphere; a scale bar needs no more.
const DEGREE_M: f64 = 111_195.0;

/// From longitude and latitude to a box on paper, north up, one scale both ways.
pub(super) struct Frame {
    west: f64,
    north: f64,
    per_degree: [f64; 2],
    /// The box: x, y, width, height.
    pub(super) area: [f64; 4],
}

impl Frame {
    /// Holds every point with a margin of `margin` of the larger side and at least `least_m` metres across;
    /// `None` without a point.
    pub(super) fn around(
        points: impl Iterator<Item = (f64, f64)>,
        area: [f64; 4],
        margin: f64,
        least_m: f64,
    ) -> Option<Self> {
        let mut bounds: Option<[f64; 4]> = None;
        for (lon, lat) in points.filter(|(lon, lat)| lon.is_finite() && lat.is_finite()) {
            let b = bounds.get_or_insert([lon, lat, lon, lat]);
            *b = [b[0].min(lon), b[1].min(lat), b[2].max(lon), b[3].max(lat)];
        }
        let [west, south, east, north] = bounds?;
        let shrink = libm::cos(f64::midpoint(south, north).to_radians()).max(0.01);
        let [x, y, width, height] = area;
        let across_m = ((east - west) * shrink * DEGREE_M).max(least_m);
        let down_m = ((north - south) * DEGREE_M).max(least_m * height / width);
        let per_m = (width / across_m).min(height / down_m) * (1.0 - 2.0 * margin);
        let per_degree = [per_m * DEGREE_M * shrink, per_m * DEGREE_M];
        let middle = [f64::midpoint(west, east), f64::midpoint(south, north)];
        Some(Self {
            west: middle[0] - (width / 2.0) / per_degree[0],
            north: middle[1] + (height / 2.0) / per_degree[1],
            per_degree,
            area: [x, y, width, height],
        })
    }

    /// Points of paper in a metre.
    pub(super) fn per_m(&self) -> f64 {
        self.per_degree[1] / DEGREE_M
    }

    pub(super) fn place(&self, (lon, lat): (f64, f64)) -> [f64; 2] {
        [
            self.area[0] + (lon - self.west) * self.per_degree[0],
            self.area[1] + (self.north - lat) * self.per_degree[1],
        ]
    }

    /// Is a place on paper inside the box, `margin` away from its edge?
    pub(super) fn holds(&self, [x, y]: [f64; 2], margin: f64) -> bool {
        let [left, top, width, height] = self.area;
        (left + margin..=left + width - margin).contains(&x)
            && (top + margin..=top + height - margin).contains(&y)
    }

    /// A line as path data; empty when it stays outside the box.
    pub(super) fn line(&self, line: &LineString<f64>) -> String {
        let places: Vec<[f64; 2]> = line.0.iter().map(|c| self.place((c.x, c.y))).collect();
        self.path(&places, false)
    }

    /// Polygons as path data, for the even-odd rule.
    pub(super) fn polygons(&self, shape: &MultiPolygon<f64>) -> String {
        let mut out = String::new();
        for polygon in &shape.0 {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                let places: Vec<[f64; 2]> = ring.0.iter().map(|c| self.place((c.x, c.y))).collect();
                out.push_str(&self.path(&places, true));
            }
        }
        out
    }

    fn path(&self, places: &[[f64; 2]], closed: bool) -> String {
        let [x, y, width, height] = self.area;
        let bound = |pick: fn(f64, f64) -> f64, at: usize| places.iter().map(|p| p[at]).reduce(pick);
        let (Some(left), Some(right)) = (bound(f64::min, 0), bound(f64::max, 0)) else {
            return String::new();
        };
        let (Some(top), Some(bottom)) = (bound(f64::min, 1), bound(f64::max, 1)) else {
            return String::new();
        };
        if right < x || left > x + width || bottom < y || top > y + height {
            return String::new();
        }
        let mut out = String::new();
        let mut last: Option<[f64; 2]> = None;
        for (at, place) in places.iter().enumerate() {
            // Steps under a fifth of a point are not seen.
            let far = last.is_none_or(|l| (l[0] - place[0]).abs() + (l[1] - place[1]).abs() > 0.2);
            if far || at + 1 == places.len() {
                let letter = if last.is_none() { 'M' } else { 'L' };
                // Writing into a string cannot fail.
                let _ = write!(out, "{letter}{} {}", number(place[0]), number(place[1]));
                last = Some(*place);
            }
        }
        if closed {
            out.push('Z');
        }
        out
    }

    /// Length of a scale bar of at most `most` points: metres, a round number.
    pub(super) fn bar_m(&self, most: f64) -> f64 {
        let rounds =
            [50_000.0, 20_000.0, 10_000.0, 5_000.0, 2_000.0, 1_000.0, 500.0, 200.0, 100.0, 50.0, 20.0];
        rounds.into_iter().find(|m| m * self.per_m() <= most).unwrap_or(10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn north_is_up_and_everything_is_inside() {
        let frame =
            Frame::around([(1.0, 51.0), (1.02, 51.01)].into_iter(), [0.0, 0.0, 200.0, 100.0], 0.05, 100.0)
                .expect("points");
        let (south_west, north_east) = (frame.place((1.0, 51.0)), frame.place((1.02, 51.01)));
        assert!(south_west[0] < north_east[0] && south_west[1] > north_east[1]);
        assert!(frame.holds(south_west, 0.0) && frame.holds(north_east, 0.0));
        assert!(frame.bar_m(60.0) * frame.per_m() <= 60.0);
    }

    #[test]
    fn one_point_makes_a_frame_and_none_does_not() {
        assert!(Frame::around([(1.0, 51.0)].into_iter(), [0.0, 0.0, 10.0, 10.0], 0.0, 500.0).is_some());
        assert!(Frame::around(std::iter::empty(), [0.0, 0.0, 10.0, 10.0], 0.0, 500.0).is_none());
    }
}
