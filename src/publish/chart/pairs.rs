//! Twelve months of attacks between pairs of groups, one line a pair.

use super::svg::{Svg, Type};
use crate::{calendar::Date, deterrence::PairRow, publish::document::shortened};

const ROW: f64 = 27.0;
/// Draws the pairs over the days [`from`, `until`): a tick above the line for an attack by the group named above it, below for
/// one by the group named below; on the line where nobody can say. Those of the window are heavy. `None`
/// without a pair.
#[must_use]
pub fn pair_timelines(pairs: &[PairRow], from: Date, until: Date, width: f64) -> Option<String> {
    if pairs.is_empty() || until <= from {
        return None;
    }
    let (left, right, top) = (112.0, 8.0, 12.0);
    let height = top + ROW * pairs.len() as f64 + 4.0;
    let mut svg = Svg::new(width, height);
    let span = f64::from(until.days() - from.days());
    let across = |day: Date| left + f64::from(day.days() - from.days()) / span * (width - left - right);
    let mut month = from.month().plus(1);
    while Date::first_of(month) < until {
        let day = Date::first_of(month);
        let x = across(day);
        svg.line([x, top - 2.0], [x, height - 2.0], "stroke=\"#c9ccd0\" stroke-width=\"0.5\"");
        if x < width - right - 14.0 {
            svg.text([x + 1.5, top - 4.0], Type::of(7.4), &month.name()[..3]);
        }
        month = month.plus(1);
    }
    for (row, pair) in pairs.iter().enumerate() {
        let y = top + ROW * row as f64 + ROW / 2.0;
        svg.text([left - 6.0, y - 2.6], Type::of(8.2).end(), &shortened(&pair.first, 26));
        svg.text([left - 6.0, y + 8.6], Type::of(8.2).end(), &shortened(&pair.second, 26));
        svg.line([left, y], [width - right, y], "stroke=\"#141414\" stroke-width=\"0.7\"");
        for event in &pair.events {
            let x = across(event.day);
            let (a, b) = match event.by_first {
                Some(true) => (y - 9.0, y),
                Some(false) => (y, y + 9.0),
                None => (y - 3.5, y + 3.5),
            };
            let look = if event.now {
                "stroke=\"#141414\" stroke-width=\"3\""
            } else {
                "stroke=\"#274b7a\" stroke-width=\"1.4\""
            };
            svg.line([x, a], [x, b], look);
        }
    }
    Some(svg.finish())
}
