//! Every pair of events nearer than the last band, with its band.
//!
//! Events are sorted into strips as high as the last band and by easting within: the partners of an event lie
//! ahead of it in its own strip and in one window of the next. For a pass over all pairs at one fixed distance
//! this costs a third of an R-tree's searches and no memory but the order; a test holds it against the
//! R-tree and against all pairs. A stray point far away costs one strip, not a grid to reach it.

use std::ops::Range;

use rayon::prelude::*;

use super::Metric;
use crate::{detect::DetectError, geodesy::GridPoint};

/// Pairs above which an analysis is refused before it starts.
const MOST_CANDIDATES: u64 = 20_000_000_000;

/// Events in the order in which pairs are found; the same for any order of the input.
#[derive(Debug, Clone)]
pub struct Sorted {
    x: Vec<f64>,
    y: Vec<f64>,
    /// Days since the first event.
    pub(super) day: Vec<i16>,
    /// Strip of each event, and where strips begin.
    strip: Vec<u32>,
    start: Vec<u32>,
    /// True where the strip above is the next one of `start`.
    joined: Vec<bool>,
    /// Where each came from.
    pub(super) source: Vec<u32>,
    /// Edges to compare with: squared when Euclidean.
    edges: Vec<f64>,
    metric: Metric,
    /// The last edge, and a micrometre against rounding.
    reach: f64,
}

impl Sorted {
    /// `days` count from the first event; `edges` ascend.
    pub fn new(points: &[GridPoint], days: &[i16], edges: &[f64], metric: Metric) -> Self {
        let reach = edges.last().copied().unwrap_or(1.0) + 1e-6;
        let low = points.iter().map(|p| p.northing_m()).fold(f64::INFINITY, f64::min);
        let level = |i: u32| libm::floor((points[i as usize].northing_m() - low) / reach);
        let mut keyed: Vec<(f64, f64, f64, i16, u32)> = (0..points.len() as u32)
            .map(|i| {
                let p = points[i as usize];
                (level(i), p.easting_m(), p.northing_m(), days[i as usize], i)
            })
            .collect();
        keyed.par_sort_unstable_by(|a, b| {
            a.0.total_cmp(&b.0)
                .then(a.1.total_cmp(&b.1))
                .then(a.2.total_cmp(&b.2))
                .then(a.3.cmp(&b.3))
                .then(a.4.cmp(&b.4))
        });
        let (mut start, mut joined, mut strip) = (Vec::new(), Vec::new(), Vec::with_capacity(points.len()));
        let mut last = f64::NEG_INFINITY;
        for (at, event) in keyed.iter().enumerate() {
            if event.0 > last {
                if !start.is_empty() {
                    joined.push(event.0 - last < 1.5);
                }
                start.push(at as u32);
                last = event.0;
            }
            strip.push(start.len() as u32 - 1);
        }
        joined.push(false);
        start.push(points.len() as u32);
        let edges = match metric {
            Metric::Euclidean => edges.iter().map(|e| e * e).collect(),
            Metric::Manhattan => edges.to_vec(),
        };
        Self {
            x: keyed.iter().map(|k| k.1).collect(),
            y: keyed.iter().map(|k| k.2).collect(),
            day: keyed.iter().map(|k| k.3).collect(),
            source: keyed.iter().map(|k| k.4).collect(),
            strip,
            start,
            joined,
            edges,
            metric,
            reach,
        }
    }

    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// First event of `strip` at or east of `x`.
    fn from(&self, strip: usize, x: f64) -> usize {
        let range = self.start[strip] as usize..self.start[strip + 1] as usize;
        range.start + self.x[range].partition_point(|&e| e < x)
    }

    /// # Errors
    /// [`DetectError::TooMuch`] when there are more pairs to look at than hours allow: known before the work is done.
    pub fn affordable(&self) -> Result<(), DetectError> {
        let got = self.candidates();
        let what = "pairs of events within the last space band";
        if got > MOST_CANDIDATES {
            return Err(DetectError::TooMuch { what, got, limit: MOST_CANDIDATES });
        }
        Ok(())
    }

    fn candidates(&self) -> u64 {
        let of = |i: usize| {
            let strip = self.strip[i] as usize;
            let own = self.from(strip, self.x[i] + self.reach).saturating_sub(i + 1);
            let above = if self.joined[strip] {
                self.from(strip + 1, self.x[i] + self.reach) - self.from(strip + 1, self.x[i] - self.reach)
            } else {
                0
            };
            (own + above) as u64
        };
        (0..self.len()).into_par_iter().map(of).sum()
    }

    /// Calls `each(i, j, band)` for every pair with `i` in `range`, once a pair.
    #[inline]
    pub fn each_pair(&self, range: Range<usize>, mut each: impl FnMut(usize, usize, usize)) {
        let mut window = (usize::MAX, 0);
        for i in range {
            let strip = self.strip[i] as usize;
            self.partners(i, i + 1..self.start[strip + 1] as usize, &mut each);
            if self.joined[strip] {
                let west = self.x[i] - self.reach;
                if window.0 != strip {
                    window = (strip, self.from(strip + 1, west));
                }
                let end = self.start[strip + 2] as usize;
                while window.1 < end && self.x[window.1] < west {
                    window.1 += 1;
                }
                self.partners(i, window.1..end, &mut each);
            }
        }
    }

    #[inline]
    fn partners(&self, i: usize, range: Range<usize>, each: &mut impl FnMut(usize, usize, usize)) {
        let (x, y) = (self.x[i], self.y[i]);
        let last = self.edges[self.edges.len() - 1];
        for j in range {
            let dx = self.x[j] - x;
            if dx > self.reach {
                break;
            }
            let dy = self.y[j] - y;
            let distance = match self.metric {
                Metric::Euclidean => dx * dx + dy * dy,
                Metric::Manhattan => dx.abs() + dy.abs(),
            };
            if distance < last {
                let band = self.edges.iter().map(|&e| usize::from(distance >= e)).sum();
                each(i, j, band);
            }
        }
    }
}
