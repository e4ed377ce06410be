//! What each further site brings.

use super::svg::{Svg, Type};
use crate::sport::CoveragePoint;

/// Draws the share of need covered by number of sites, `chosen` marked; `None` with fewer than two points.
#[must_use]
pub fn frontier(points: &[CoveragePoint], chosen: u32, size: (f64, f64)) -> Option<String> {
    let (first, last) = (points.first()?, points.last()?);
    if points.len() < 2 {
        return None;
    }
    let (width, height) = size;
    let (left, right, top, foot) = (30.0, 14.0, 14.0, 28.0);
    let (w, h) = (width - left - right, height - top - foot);
    let from = first.sites.min(last.sites).min(1);
    let span = f64::from(last.sites.max(first.sites).saturating_sub(from).max(1));
    let highest = points.iter().map(|p| p.covered_percent).max().unwrap_or(100).clamp(10, 100);
    let step = if highest > 50 { 20 } else { 10 };
    let ceiling = f64::from(highest.div_ceil(step) * step).min(100.0);
    let place = |p: &CoveragePoint| {
        [
            left + f64::from(p.sites.saturating_sub(from)) / span * w,
            top + h - f64::from(p.covered_percent) / ceiling * h,
        ]
    };
    let mut svg = Svg::new(width, height);
    let mut level = 0.0;
    while level <= ceiling {
        let y = top + h - level / ceiling * h;
        svg.line([left, y], [left + w, y], "stroke=\"#c9ccd0\" stroke-width=\"0.5\"");
        svg.text([left - 4.0, y + 2.8], Type::of(8.0).end(), &format!("{level}%"));
        level += f64::from(step);
    }
    let line: Vec<[f64; 2]> = points.iter().map(place).collect();
    for pair in line.windows(2) {
        svg.line(pair[0], pair[1], "stroke=\"#274b7a\" stroke-width=\"1.6\"");
    }
    let every = points.len().div_ceil(12);
    for (at, (point, spot)) in points.iter().zip(&line).enumerate() {
        let here = point.sites == chosen;
        let look = if here {
            "fill=\"#141414\" stroke=\"#fff\" stroke-width=\"1\""
        } else {
            "fill=\"#fff\" stroke=\"#274b7a\" stroke-width=\"1.3\""
        };
        svg.circle(*spot, if here { 4.6 } else { 2.8 }, look);
        if here || at % every == 0 {
            let kind = if here { Type::of(8.6).bold() } else { Type::of(7.6) };
            svg.text([spot[0], spot[1] - 6.5], kind.middle().rim(), &format!("{}%", point.covered_percent));
            svg.text([spot[0], top + h + 10.0], Type::of(8.0).middle(), &point.sites.to_string());
        }
    }
    svg.line([left, top + h], [left + w, top + h], "stroke=\"#141414\" stroke-width=\"0.8\"");
    svg.text([left + w / 2.0, height - 5.0], Type::of(8.2).middle(), "number of sites");
    Some(svg.finish())
}
