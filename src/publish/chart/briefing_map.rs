//! The map of a briefing: the window's incidents by number over the groups' set space. Homes are not on it.

use geo_types::{Coord, MultiPolygon};

use super::{
    map::{around, furniture, longest, overlap, street_look},
    project::Frame,
    svg::{Svg, Type, number, strokes},
};
use crate::{publish::document::shortened, sport::MapGround};

/// A group's ground on a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupGround<'a> {
    /// Its name, written on it.
    pub name: &'a str,
    /// Where half of its points are dense, degrees.
    pub core: &'a MultiPolygon<f64>,
    /// Where nearly all are, degrees.
    pub whole: &'a MultiPolygon<f64>,
}

/// An incident, or a place suggested, on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Pin {
    /// What stands in it: the number of its line, or the letter of a suggestion. Empty for an incident that is in no
    /// printed line: a small mark.
    pub sign: String,
    /// Degrees.
    pub at: Coord<f64>,
    /// True for one linked to a group: drawn black.
    pub linked: bool,
    /// True for a suggestion: a square.
    pub suggested: bool,
}

/// What one map shows.
#[derive(Debug, Clone, Copy)]
pub struct BriefingMap<'a> {
    /// Unique on the page: letters and digits.
    pub id: &'a str,
    /// Width and height, points.
    pub size: (f64, f64),
    /// What stands behind.
    pub ground: &'a MapGround,
    /// Set space.
    pub groups: &'a [GroupGround<'a>],
    /// Squares that two groups contest, degrees.
    pub contested: &'a [MultiPolygon<f64>],
    /// Incidents and suggestions.
    pub pins: &'a [Pin],
}

const PAPER: &str = "#fbfaf7";
/// Outline and hatch of the groups on one map, dark to middle: told apart in grey by angle and dash too.
const INKS: [&str; 4] = ["#274b7a", "#8c1d18", "#3d5a1f", "#5b3a78"];
const DASHES: [&str; 4] =
    ["", " stroke-dasharray=\"5 2\"", " stroke-dasharray=\"1.6 1.6\"", " stroke-dasharray=\"7 2 1.4 2\""];

/// Draws the map around its set space and pins; `None` when there is neither.
#[must_use]
pub fn briefing_map(map: &BriefingMap<'_>) -> Option<String> {
    let (width, height) = map.size;
    let area = [0.5, 0.5, width - 1.0, height - 1.0];
    let rings = map.groups.iter().flat_map(|g| g.whole.0.iter().chain(&g.core.0));
    let points = rings
        .flat_map(|p| p.exterior().0.iter().map(|c| (c.x, c.y)))
        .chain(map.pins.iter().map(|pin| (pin.at.x, pin.at.y)));
    let frame = Frame::around(points, area, 0.06, 900.0)?;
    let mut svg = Svg::new(width, height);
    let clip = format!("{}clip", map.id);
    let [x, y, w, h] = area.map(number);
    svg.define(&format!(
        "<clipPath id=\"{clip}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath>"
    ));
    svg.rect(area, &format!("fill=\"{PAPER}\""));
    svg.raw(&format!("<g clip-path=\"url(#{clip})\">"));
    for street in &map.ground.streets {
        if let Some(look) = street_look(street, false) {
            svg.path(&frame.line(&street.line), look);
        }
    }
    for (at, group) in map.groups.iter().enumerate() {
        let (ink, dash) = (INKS[at % INKS.len()], DASHES[at % DASHES.len()]);
        let fill = format!("{}core{at}", map.id);
        let angle = [45.0, 135.0, 0.0, 90.0][at % 4];
        hatched(
            &mut svg,
            &fill,
            group.core,
            &frame,
            &[angle],
            &format!("stroke=\"{ink}\" stroke-width=\"0.8\""),
        );
        for (shape, line) in [(group.core, "1.5"), (group.whole, "1")] {
            svg.path(
                &frame.polygons(shape),
                &format!("fill=\"none\" stroke=\"{ink}\" stroke-width=\"{line}\"{dash}"),
            );
        }
    }
    for (at, square) in map.contested.iter().enumerate() {
        svg.path(&frame.polygons(square), "fill=\"#fff\" fill-opacity=\"0.6\"");
        let name = format!("{}contested{at}", map.id);
        hatched(&mut svg, &name, square, &frame, &[45.0, 135.0], "stroke=\"#141414\" stroke-width=\"0.6\"");
        svg.path(&frame.polygons(square), "fill=\"none\" stroke=\"#141414\" stroke-width=\"2\"");
    }
    let signed: Vec<&Pin> = map.pins.iter().filter(|pin| !pin.sign.is_empty()).collect();
    let pins = spread(&signed, &frame);
    names(&mut svg, map, &frame, &pins);
    furniture(&mut svg, map.ground, &frame);
    // Lines to where a pin belongs lie under every pin.
    for pin in map.pins.iter().filter(|pin| pin.sign.is_empty()) {
        let fill = if pin.linked { "#141414" } else { "#fff" };
        let at = frame.place((pin.at.x, pin.at.y));
        svg.circle(at, 2.0, &format!("fill=\"{fill}\" stroke=\"#141414\" stroke-width=\"0.8\""));
    }
    for (pin, at) in signed.iter().zip(&pins) {
        let home = frame.place((pin.at.x, pin.at.y));
        if libm::hypot(at[0] - home[0], at[1] - home[1]) > 1.0 {
            svg.line(home, *at, "stroke=\"#141414\" stroke-width=\"0.6\"");
            svg.circle(home, 1.4, "fill=\"#141414\"");
        }
    }
    for (pin, at) in signed.iter().zip(&pins) {
        draw(&mut svg, pin, *at);
    }
    svg.raw("</g>");
    svg.rect(area, "fill=\"none\" stroke=\"#6b6f73\" stroke-width=\"0.7\"");
    Some(svg.finish())
}

/// Lines at these angles over an area, under `name`.
fn hatched(svg: &mut Svg, name: &str, area: &MultiPolygon<f64>, frame: &Frame, angles: &[f64], look: &str) {
    let (shape, Some([low, high])) = (frame.polygons(area), bounds(area, frame)) else { return };
    if shape.is_empty() {
        return;
    }
    svg.define(&format!("<clipPath id=\"{name}\"><path d=\"{shape}\" clip-rule=\"evenodd\"/></clipPath>"));
    svg.raw(&format!("<g clip-path=\"url(#{name})\">"));
    for angle in angles {
        let [left, top, width, height] = frame.area;
        let (x, y) = (low[0].max(left), low[1].max(top));
        let over = [x, y, high[0].min(left + width) - x, high[1].min(top + height) - y];
        svg.path(&strokes(over, *angle, 4.2), &format!("fill=\"none\" {look}"));
    }
    svg.raw("</g>");
}

/// Places of the pins, those that would cover each other moved apart in the order given.
fn spread(pins: &[&Pin], frame: &Frame) -> Vec<[f64; 2]> {
    let mut placed: Vec<[f64; 2]> = Vec::new();
    for pin in pins {
        let [x, y] = frame.place((pin.at.x, pin.at.y));
        // Round and round, a little farther each time.
        let free = (0..64)
            .map(|step| {
                let (turn, reach) = (f64::from(step % 8), 11.0 * f64::from(step / 8 + i32::from(step > 0)));
                let angle = turn * std::f64::consts::FRAC_PI_4;
                [x + reach * libm::cos(angle), y + reach * libm::sin(angle)]
            })
            .find(|[px, py]| placed.iter().all(|[ox, oy]| libm::hypot(px - ox, py - oy) >= 10.5));
        placed.push(free.unwrap_or([x, y]));
    }
    placed
}

fn draw(svg: &mut Svg, pin: &Pin, at: [f64; 2]) {
    let (look, ink) = if pin.linked && !pin.suggested {
        ("fill=\"#141414\" stroke=\"#fff\" stroke-width=\"1.1\"", "#fff")
    } else {
        ("fill=\"#fff\" stroke=\"#141414\" stroke-width=\"1.1\"", "#141414")
    };
    if pin.suggested {
        svg.rect([at[0] - 5.2, at[1] - 5.2, 10.4, 10.4], look);
    } else {
        svg.circle(at, 5.4, look);
    }
    svg.text([at[0], at[1] + 2.4], Type::of(6.8).bold().middle().fill(ink), &shortened(&pin.sign, 3));
}

/// Groups' names on their ground, then towns, then the longest streets; never over each other or a pin.
fn names(svg: &mut Svg, map: &BriefingMap<'_>, frame: &Frame, pins: &[[f64; 2]]) {
    let mut taken: Vec<[f64; 4]> = pins.iter().map(|p| around(*p, 13.0, 13.0)).collect();
    let [left, top, width, height] = frame.area;
    taken.push([left, top + height - 24.0, 96.0, 24.0]);
    taken.push([left + width - 22.0, top, 22.0, 32.0]);
    if !map.ground.attribution.is_empty() {
        taken.push([left + width - 124.0, top + height - 13.0, 124.0, 13.0]);
    }
    let mut write = |name: &str, at: [f64; 2], kind: Type| {
        // The page and the corner of the map say what is made up: a label need not.
        let name = shortened(&name.replace(" (synthetic)", ""), 34);
        let wide = 0.52 * kind.size * name.chars().count() as f64;
        let place = around([at[0], at[1] - kind.size * 0.3], wide, kind.size * 1.2);
        let inside = frame.holds([place[0], place[1]], 2.0)
            && frame.holds([place[0] + place[2], place[1] + place[3]], 2.0);
        if name.is_empty() || !inside || taken.iter().any(|other| overlap(*other, place)) {
            return false;
        }
        taken.push(place);
        svg.text(at, kind.middle().rim(), &name);
        true
    };
    for group in map.groups {
        let Some([low, high]) = bounds(group.whole, frame) else { continue };
        let middle = f64::midpoint(low[0], high[0]);
        // On its own ground before beside it: between two grounds a name could be of either.
        let tries =
            [f64::midpoint(low[1], high[1]) + 3.0, low[1] + 12.0, high[1] - 6.0, low[1] - 3.0, high[1] + 9.0];
        let _ = tries.into_iter().any(|y| write(group.name, [middle, y], Type::of(9.0).bold()));
    }
    for (name, at) in &map.ground.towns {
        write(name, frame.place(*at), Type::of(8.0).fill("#33373b"));
    }
    let mut done: Vec<&str> = Vec::new();
    for (name, at) in longest(&map.ground.streets, frame) {
        if done.len() < 6 && !done.contains(&name) && write(name, at, Type::of(6.8).fill("#4a4e52")) {
            done.push(name);
        }
    }
}

fn bounds(shape: &MultiPolygon<f64>, frame: &Frame) -> Option<[[f64; 2]; 2]> {
    let places = shape.0.iter().flat_map(|p| p.exterior().0.iter()).map(|c| frame.place((c.x, c.y)));
    places.fold(None, |bounds: Option<[[f64; 2]; 2]>, [x, y]| {
        let [[a, b], [c, d]] = bounds.unwrap_or([[x, y], [x, y]]);
        Some([[a.min(x), b.min(y)], [c.max(x), d.max(y)]])
    })
}
