//! The map a panel sees: how far one can walk, where violence gathers, and the site. No incident is on it.

use geo::Contains;
use geo_types::MultiPolygon;

use super::{
    project::Frame,
    svg::{Svg, Type, hatch, number},
};
use crate::{
    publish::document::shortened,
    sport::{MapGround, MapStreet},
};

/// A site on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What stands in its disc: its rank.
    pub sign: String,
    /// What stands beside it; may be empty.
    pub name: String,
    /// Longitude and latitude, degrees.
    pub at: (f64, f64),
    /// One this map is about; others are drawn paler.
    pub main: bool,
}

/// What one map shows.
#[derive(Debug, Clone, Copy)]
pub struct PanelMap<'a> {
    /// Unique on the page: letters and digits.
    pub id: &'a str,
    /// Width and height, points.
    pub size: (f64, f64),
    /// What stands behind.
    pub ground: &'a MapGround,
    /// Areas reached on foot: minutes and shape.
    pub reach: &'a [(u32, MultiPolygon<f64>)],
    /// Outlines of hotspots: areas.
    pub hotspots: &'a [MultiPolygon<f64>],
    /// Sites.
    pub marks: &'a [Mark],
    /// The frame holds the whole boundary, and streets are left out but for the large ones.
    pub whole: bool,
}

const LEGEND: f64 = 26.0;
const PAPER: &str = "#fbfaf7";
const HOT: &str = "#8c1d18";
const WALK: &str = "#274b7a";

/// Draws the map; `None` when there is nothing to draw.
#[must_use]
pub fn panel_map(map: &PanelMap<'_>) -> Option<String> {
    let (width, height) = map.size;
    let area = [0.5, 0.5, width - 1.0, height - LEGEND - 1.0];
    let shapes = map.reach.iter().map(|(_, shape)| shape).chain(map.hotspots);
    let boundary = map.whole.then_some(&map.ground.boundary);
    let points = shapes
        .chain(boundary)
        .flat_map(|shape| shape.0.iter().flat_map(|p| p.exterior().0.iter().map(|c| (c.x, c.y))))
        .chain(map.marks.iter().filter(|m| m.main).map(|m| m.at));
    let frame = Frame::around(points, area, 0.03, 600.0)?;
    let mut svg = Svg::new(width, height);
    let clip = format!("{}clip", map.id);
    let [x, y, w, h] = area.map(number);
    svg.define(&format!(
        "<clipPath id=\"{clip}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath>"
    ));
    let dense = format!("{}hot", map.id);
    svg.define(&hatch(&dense, HOT, 3.6, 1.1));
    svg.rect(area, &format!("fill=\"{PAPER}\""));
    svg.raw(&format!("<g clip-path=\"url(#{clip})\">"));
    under(&mut svg, map, &frame);
    for shape in map.hotspots {
        let d = frame.polygons(shape);
        svg.path(
            &d,
            "fill=\"#fff\" fill-opacity=\"0.45\" stroke=\"#fff\" stroke-width=\"3\" fill-rule=\"evenodd\"",
        );
        svg.path(
            &d,
            &format!("fill=\"url(#{dense})\" stroke=\"{HOT}\" stroke-width=\"1.4\" fill-rule=\"evenodd\""),
        );
    }
    let scale = if map.whole { 0.8 } else { 1.0 };
    let spots: Vec<[f64; 2]> = map.marks.iter().map(|m| frame.place(m.at)).collect();
    let discs = if map.whole { apart(&spots, 2.0 * 7.6 * scale + 1.5, area) } else { spots.clone() };
    let moved = |(a, b): &(&[f64; 2], &[f64; 2])| libm::hypot(a[0] - b[0], a[1] - b[1]) > 0.0;
    for (spot, disc) in spots.iter().zip(&discs).filter(moved) {
        svg.line(*spot, *disc, "stroke=\"#fff\" stroke-width=\"2.4\"");
        svg.line(*spot, *disc, "stroke=\"#141414\" stroke-width=\"0.9\"");
        svg.circle(*spot, 1.7, "fill=\"#141414\" stroke=\"#fff\" stroke-width=\"0.7\"");
    }
    names(&mut svg, map, &frame, &discs);
    let with = || map.marks.iter().zip(&discs);
    for (mark, at) in with().filter(|(m, _)| !m.main).chain(with().filter(|(m, _)| m.main)) {
        disc(&mut svg, *at, mark, scale);
    }
    svg.raw("</g>");
    furniture(&mut svg, map.ground, &frame);
    legend(&mut svg, map, &dense);
    svg.rect(area, "fill=\"none\" stroke=\"#6b6f73\" stroke-width=\"0.7\"");
    Some(svg.finish())
}

fn under(svg: &mut Svg, map: &PanelMap<'_>, frame: &Frame) {
    let boundary = frame.polygons(&map.ground.boundary);
    let mut reach: Vec<_> = map.reach.iter().collect();
    reach.sort_by_key(|(minutes, _)| std::cmp::Reverse(*minutes));
    let nearest = reach.last().map(|(minutes, _)| *minutes);
    for (minutes, shape) in &reach {
        let fill = if Some(*minutes) == nearest { "#bccce0" } else { "#e2e9f2" };
        svg.path(&frame.polygons(shape), &format!("fill=\"{fill}\" fill-rule=\"evenodd\""));
    }
    for street in &map.ground.streets {
        if let Some(look) = street_look(street, map.whole) {
            svg.path(&frame.line(&street.line), look);
        }
    }
    for (minutes, shape) in &reach {
        let dash = if Some(*minutes) == nearest { "" } else { " stroke-dasharray=\"4 2.4\"" };
        svg.path(
            &frame.polygons(shape),
            &format!("fill=\"none\" stroke=\"{WALK}\" stroke-width=\"1\"{dash}"),
        );
    }
    svg.path(
        &boundary,
        "fill=\"none\" stroke=\"#55595d\" stroke-width=\"0.9\" stroke-dasharray=\"6 2 1.2 2\"",
    );
}

pub(super) fn street_look(street: &MapStreet, whole: bool) -> Option<&'static str> {
    match street.kind.as_str() {
        "motorway" => Some("fill=\"none\" stroke=\"#6f7478\" stroke-width=\"2\""),
        "rail" => Some("fill=\"none\" stroke=\"#5c6064\" stroke-width=\"1.1\" stroke-dasharray=\"3.5 1.6\""),
        "river" => Some("fill=\"none\" stroke=\"#8fb4c8\" stroke-width=\"2.4\""),
        _ if whole => None,
        "path" => Some("fill=\"none\" stroke=\"#c3c6c9\" stroke-width=\"0.4\""),
        _ => Some("fill=\"none\" stroke=\"#a5a9ad\" stroke-width=\"0.6\""),
    }
}

fn disc(svg: &mut Svg, at: [f64; 2], mark: &Mark, scale: f64) {
    let (radius, look, ink) = if mark.main {
        (7.6, "fill=\"#141414\" stroke=\"#fff\" stroke-width=\"1.6\"", "#fff")
    } else {
        (6.4, "fill=\"#fff\" stroke=\"#141414\" stroke-width=\"1.1\"", "#141414")
    };
    svg.circle(at, radius * scale, look);
    svg.text(
        [at[0], at[1] + 3.0 * scale],
        Type::of(8.6 * scale).bold().middle().fill(ink),
        &shortened(&mark.sign, 3),
    );
}

/// Discs moved until none covers another or leaves the map: each pair is pushed apart along the line between them, in the
/// order given, so that the same marks always give the same picture.
fn apart(spots: &[[f64; 2]], least: f64, [left, top, width, height]: [f64; 4]) -> Vec<[f64; 2]> {
    const ROUNDS: usize = 60;
    let mut at = spots.to_vec();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for a in 0..at.len() {
            for b in a + 1..at.len() {
                let (dx, dy) = (at[b][0] - at[a][0], at[b][1] - at[a][1]);
                let gap = libm::hypot(dx, dy);
                if gap >= least - 1e-6 {
                    continue;
                }
                moved = true;
                let (ux, uy) = if gap > 1e-6 { (dx / gap, dy / gap) } else { (0.0, 1.0) };
                let push = (least - gap) / 2.0;
                at[a] = [at[a][0] - ux * push, at[a][1] - uy * push];
                at[b] = [at[b][0] + ux * push, at[b][1] + uy * push];
            }
        }
        let edge = least / 2.0;
        for spot in &mut at {
            let inside = |v: f64, from: f64, length: f64| {
                v.clamp(from + edge.min(length / 2.0), from + (length - edge).max(length / 2.0))
            };
            *spot = [inside(spot[0], left, width), inside(spot[1], top, height)];
        }
        if !moved {
            break;
        }
    }
    // One that had room stays where it is to the digit.
    at.iter()
        .zip(spots)
        .map(|(to, from)| if libm::hypot(to[0] - from[0], to[1] - from[1]) < 0.5 { *from } else { *to })
        .collect()
}

/// Names that do not run into each other or over a site: sites first, then towns, then the longest streets.
fn names(svg: &mut Svg, map: &PanelMap<'_>, frame: &Frame, discs: &[[f64; 2]]) {
    let mut taken: Vec<[f64; 4]> = discs.iter().map(|at| around(*at, 18.0, 18.0)).collect();
    taken.extend(map.marks.iter().map(|m| around(frame.place(m.at), 5.0, 5.0)));
    let [left, top, width, height] = frame.area;
    // Under the scale bar and the arrow.
    taken.push([left, top + height - 24.0, 96.0, 24.0]);
    taken.push([left + width - 22.0, top, 22.0, 32.0]);
    let mut write = |name: &str, at: [f64; 2], kind: Type| {
        let name = shortened(plain(name), 34);
        let place = around(
            [at[0], at[1] - kind.size * 0.3],
            0.52 * kind.size * name.chars().count() as f64,
            kind.size * 1.2,
        );
        let inside = frame.holds([place[0], place[1]], 2.0)
            && frame.holds([place[0] + place[2], place[1] + place[3]], 2.0);
        if name.is_empty() || !inside || taken.iter().any(|other| overlap(*other, place)) {
            return false;
        }
        taken.push(place);
        svg.text(at, kind.middle().rim(), &name);
        true
    };
    for mark in map.marks.iter().filter(|m| !m.name.is_empty()) {
        let [x, y] = frame.place(mark.at);
        let _ = write(&mark.name, [x, y + 18.0], Type::of(8.4).bold())
            || write(&mark.name, [x, y - 11.0], Type::of(8.4).bold());
    }
    // A town's name stands on its centre, else a little lower or higher. On a map of the whole only its own towns are named:
    // those around would fill it.
    let own = |at: &(f64, f64)| {
        !map.whole
            || map.ground.boundary.0.is_empty()
            || map.ground.boundary.contains(&geo_types::Point::new(at.0, at.1))
    };
    for (name, at) in map.ground.towns.iter().filter(|(_, at)| own(at)) {
        let [x, y] = frame.place(*at);
        let kind = || Type::of(8.4).fill("#33373b");
        let _ = write(name, [x, y], kind())
            || write(name, [x, y + 13.0], kind())
            || write(name, [x, y - 13.0], kind());
    }
    if map.whole {
        return;
    }
    let mut done = 0;
    let mut seen: Vec<&str> = Vec::new();
    for (name, at) in longest(&map.ground.streets, frame) {
        if done < 7 && !seen.contains(&name) && write(name, at, Type::of(7.2).fill("#4a4e52")) {
            seen.push(name);
            done += 1;
        }
    }
}

/// Named streets inside the frame, longest first: name and middle.
pub(super) fn longest<'a>(streets: &'a [MapStreet], frame: &Frame) -> Vec<(&'a str, [f64; 2])> {
    let mut found: Vec<(f64, &str, [f64; 2])> = Vec::new();
    for street in streets.iter().filter(|s| !s.name.is_empty()) {
        let inside: Vec<[f64; 2]> =
            street.line.0.iter().map(|c| frame.place((c.x, c.y))).filter(|p| frame.holds(*p, 4.0)).collect();
        let length: f64 = inside.windows(2).map(|p| libm::hypot(p[1][0] - p[0][0], p[1][1] - p[0][1])).sum();
        if let Some(middle) = inside.get(inside.len() / 2).filter(|_| length > 12.0) {
            found.push((length, &street.name, *middle));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)).then(a.2[0].total_cmp(&b.2[0])));
    found.into_iter().map(|(_, name, at)| (name, at)).collect()
}

/// The marking of the page says that ground is made up; each name need not.
fn plain(name: &str) -> &str {
    name.strip_suffix(" (synthetic)").unwrap_or(name)
}

pub(super) fn around([x, y]: [f64; 2], width: f64, height: f64) -> [f64; 4] {
    [x - width / 2.0, y - height / 2.0, width, height]
}

pub(super) fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]
}

/// Scale bar, north arrow, whose data.
pub(super) fn furniture(svg: &mut Svg, ground: &MapGround, frame: &Frame) {
    let [left, top, width, height] = frame.area;
    let bar_m = frame.bar_m(80.0);
    let bar = bar_m * frame.per_m();
    let (x, y) = (left + 7.0, top + height - 6.5);
    let box_width = bar + 14.0;
    svg.rect([left + 0.5, top + height - 21.0, box_width, 20.5], "fill=\"#fff\" fill-opacity=\"0.85\"");
    svg.path(
        &format!("M{} {}v4h{}v-4", number(x), number(y - 4.0), number(bar)),
        "fill=\"none\" stroke=\"#141414\" stroke-width=\"1\"",
    );
    let words = if bar_m >= 1_000.0 { format!("{} km", bar_m / 1_000.0) } else { format!("{bar_m} m") };
    svg.text([x + bar / 2.0, y - 5.5], Type::of(7.4).middle(), &words);
    let (nx, ny) = (left + width - 11.0, top + 6.0);
    svg.path(
        &format!("M{} {}l4 11l-4 -2.6l-4 2.6z", number(nx), number(ny)),
        "fill=\"#141414\" stroke=\"#fff\" stroke-width=\"0.8\"",
    );
    svg.text([nx, ny + 19.5], Type::of(7.6).bold().middle().rim(), "N");
    if !ground.attribution.is_empty() {
        let words = shortened(&ground.attribution, 90);
        svg.text([left + width - 4.0, top + height - 4.0], Type::of(6.6).end().rim().fill("#3a3e42"), &words);
    }
}

fn legend(svg: &mut Svg, map: &PanelMap<'_>, dense: &str) {
    let (mut x, y) = (1.0, map.size.1 - LEGEND + 8.5);
    let mut entry = |svg: &mut Svg, look: &str, words: &str| {
        let wide = 20.0 + 3.9 * words.chars().count() as f64;
        svg.rect([x, y - 1.5, 15.0, 9.5], look);
        svg.text([x + 19.0, y + 6.3], Type::of(8.2), words);
        x += wide + 5.0;
    };
    let mut reach: Vec<u32> = map.reach.iter().map(|(minutes, _)| *minutes).collect();
    reach.sort_unstable();
    for (at, minutes) in reach.iter().enumerate() {
        let (fill, dash) = if at == 0 { ("#bccce0", "") } else { ("#e2e9f2", " stroke-dasharray=\"4 2.4\"") };
        let look = format!("fill=\"{fill}\" stroke=\"{WALK}\" stroke-width=\"1\"{dash}");
        entry(svg, &look, &format!("{minutes} min walk"));
    }
    if !map.hotspots.is_empty() {
        let look = format!("fill=\"url(#{dense})\" stroke=\"{HOT}\" stroke-width=\"1.2\"");
        entry(svg, &look, "hotspot");
    }
    svg.circle([x + 6.0, y + 3.2], 5.4, "fill=\"#141414\"");
    svg.text(
        [x + 15.0, y + 6.3],
        Type::of(8.2),
        if map.marks.len() > 1 && map.whole { "sites" } else { "site" },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discs_that_would_cover_each_other_are_moved_apart_and_others_stay() {
        let spots = [[100.0, 100.0], [101.0, 100.0], [100.0, 101.0], [30.0, 30.0]];
        let moved = apart(&spots, 13.0, [0.0, 0.0, 200.0, 200.0]);
        for a in 0..moved.len() {
            for b in a + 1..moved.len() {
                let gap = libm::hypot(moved[a][0] - moved[b][0], moved[a][1] - moved[b][1]);
                assert!(gap > 12.0, "{a} and {b} are {gap} apart: {moved:?}");
            }
        }
        assert_eq!(moved[3].map(f64::to_bits), spots[3].map(f64::to_bits));
        let corner = apart(&[[0.0, 0.0], [0.0, 0.0]], 13.0, [0.0, 0.0, 200.0, 200.0]);
        assert!(corner.iter().flatten().all(|v| *v >= 6.0), "{corner:?}");
        let bits = |spots: Vec<[f64; 2]>| spots.into_iter().map(|s| s.map(f64::to_bits)).collect::<Vec<_>>();
        let again = apart(&spots, 13.0, [0.0, 0.0, 200.0, 200.0]);
        assert_eq!(bits(moved), bits(again), "the same picture again");
    }
}
