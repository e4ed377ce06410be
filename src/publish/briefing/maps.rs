//! The window's incidents over the groups' set space: one map for each part of the county where there is something.

use geo_types::{Coord, MultiPolygon};

use super::{
    rows::{Rows, cell, more, sentences, strong},
    wording::word,
};
use crate::{
    deterrence::{Pack, SpaceRow},
    publish::{
        chart::{BriefingMap, GroupGround, Pin, briefing_map},
        document::{Align, Block, Brand, Cell, Picture, Table},
    },
    sport::MapGround,
};

/// Things nearer than this stand on one map, degrees of latitude: about 1.2 km.
const NEAR_DEG: f64 = 0.011;
/// Numbers on one map, at most, of incidents no group is linked to: the first of the line list. The rest are small marks.
const MOST_NUMBERS: usize = 28;
const SIZE: (f64, f64) = (246.0, 196.0);
const ALONE: (f64, f64) = (500.0, 250.0);
const SMALL: (f64, f64) = (330.0, 165.0);

pub(super) fn blocks(pack: &Pack, ground: &MapGround, brand: &Brand, rows: Rows) -> Vec<Block> {
    let mut out = vec![Block::heading(1, word(brand, "map"))];
    let frames = frames(pack, rows.lines);
    let contested =
        if pack.contested.is_empty() { "" } else { " Thick square, crossed: ground two groups contest." };
    let shown = &frames[..rows.maps.min(frames.len())];
    let size = match shown {
        [one] if one.spaces.is_empty() => SMALL,
        [_] => ALONE,
        _ => SIZE,
    };
    let mut pictures: Vec<Block> =
        shown.iter().enumerate().filter_map(|(at, frame)| picture(pack, ground, frame, at, size)).collect();
    let legend = (!pictures.is_empty()).then(|| {
        let marks = shown.iter().flat_map(|f| &f.pins).filter(|pin| pin.sign.is_empty()).count();
        let small = match marks {
            0 => String::new(),
            1 => "; the small circle without a number is an incident further down the list".to_owned(),
            n => format!("; the {n} small circles without a number are incidents further down the list"),
        };
        let hatched = if shown.iter().all(|f| f.spaces.is_empty()) {
            ""
        } else {
            " Hatched: where half of a group's points are dense; outline: nearly all of them."
        };
        Block::small(format!(
            "Numbers are those of the line list above, black where a group is linked{small}. Letters are the suggestions \
             of page 1.{hatched}{contested} Homes are not drawn.",
        ))
    });
    while !pictures.is_empty() {
        let right = (pictures.len() > 1).then(|| pictures.remove(1));
        let left = pictures.remove(0);
        match right {
            Some(right) => out.push(Block::Columns { columns: vec![(1.0, vec![left]), (1.0, vec![right])] }),
            None => out.push(left),
        }
    }
    out.extend(legend);
    out.extend(not_drawn(pack, &frames[shown.len()..], rows));
    out.extend(off_the_map(pack, shown));
    if !pack.spaces.is_empty() {
        out.push(Block::Table(spaces(&pack.spaces[..rows.spaces.min(pack.spaces.len())])));
        out.extend(more(pack.spaces.len(), rows.spaces, "set spaces"));
    }
    out.extend(sentences(&pack.space_words, rows.sentences));
    out
}

/// Set space and linked incidents for which there was no room.
fn not_drawn(pack: &Pack, frames: &[Part], rows: Rows) -> Vec<Block> {
    let groups: Vec<&str> =
        frames.iter().flat_map(|f| &f.spaces).map(|&s| pack.spaces[s].group.as_str()).collect();
    let quiet = frames.iter().all(|f| f.pins.iter().all(|pin| !pin.linked));
    let why = if quiet { ", where nothing linked to a group happened in this window" } else { "" };
    let left = groups.len().saturating_sub(rows.spaces);
    let others = if left > 0 { format!(" and {left} more") } else { String::new() };
    let mut linked: Vec<&str> =
        frames.iter().flat_map(|f| &f.pins).filter(|p| p.linked).map(|p| p.sign.as_str()).collect();
    linked.retain(|sign| !sign.is_empty());
    linked.sort_by_key(|sign| (sign.len(), *sign));
    let spaces = (!groups.is_empty()).then(|| {
        let named = groups[..groups.len() - left].join(", ");
        Block::small(format!("Not drawn for want of room: set space of {named}{others}{why}."))
    });
    let incidents = (!linked.is_empty()).then(|| {
        let noun = if linked.len() == 1 { "incident" } else { "incidents" };
        Block::small(format!("On no map for want of room: linked {noun} {}.", linked.join(", ")))
    });
    spaces.into_iter().chain(incidents).collect()
}

/// Suggestions that no map shows.
fn off_the_map(pack: &Pack, shown: &[Part]) -> Option<Block> {
    let drawn = |letter: &str| shown.iter().flat_map(|f| &f.pins).any(|p| p.suggested && p.sign == letter);
    let off: Vec<String> =
        ('A'..).zip(&pack.suggestions).map(|(letter, _)| letter.to_string()).filter(|l| !drawn(l)).collect();
    let noun = if off.len() == 1 { "suggestion" } else { "suggestions" };
    (!off.is_empty()).then(|| Block::small(format!("On no map: {noun} {} of page 1.", off.join(", "))))
}

/// Size of each group's set space. Where no group has points enough for a trend, one sentence says so instead of a column.
fn spaces(shown: &[SpaceRow]) -> Table {
    let trends = shown.iter().any(|row| !row.trend.is_empty());
    let columns = if trends { 5 } else { 4 };
    let caption = if trends { "" } else { "Against the months before: too few points to say, of any group." };
    let head = ["Set space of", "Points", "Half, ha", "95 %, ha", "Against the months before"];
    Table {
        caption: caption.to_owned(),
        widths: [1.8, 0.8, 1.0, 1.0, 3.4][..columns].to_vec(),
        aligns: [Align::Left, Align::Right, Align::Right, Align::Right, Align::Left][..columns].to_vec(),
        head: head[..columns].iter().map(|h| (*h).to_owned()).collect(),
        rows: shown.iter().map(|row| space(row)[..columns].to_vec()).collect(),
    }
}

fn space(row: &SpaceRow) -> Vec<Cell> {
    let ha = |hectares: f64| {
        if hectares < 10.0 { format!("{hectares:.1}") } else { format!("{hectares:.0}") }
    };
    vec![
        strong(&row.group),
        cell(&row.points.to_string()),
        cell(&ha(row.core_ha)),
        cell(&ha(row.whole_ha)),
        cell(if row.trend.is_empty() { "too few points to say" } else { &row.trend }),
    ]
}

/// A part of the county that is on one map.
struct Part {
    low: Coord<f64>,
    high: Coord<f64>,
    spaces: Vec<usize>,
    pins: Vec<Pin>,
}

impl Part {
    fn near(&self, other: &Self) -> bool {
        let apart = |a: (f64, f64), b: (f64, f64)| (a.0 - b.1).max(b.0 - a.1);
        apart((self.low.x, self.high.x), (other.low.x, other.high.x)) <= 1.6 * NEAR_DEG
            && apart((self.low.y, self.high.y), (other.low.y, other.high.y)) <= NEAR_DEG
    }

    fn join(&mut self, other: Self) {
        self.low = Coord { x: self.low.x.min(other.low.x), y: self.low.y.min(other.low.y) };
        self.high = Coord { x: self.high.x.max(other.high.x), y: self.high.y.max(other.high.y) };
        self.spaces.extend(other.spaces);
        self.pins.extend(other.pins);
    }

    fn holds(&self, at: Coord<f64>) -> bool {
        let (wide, high) = (0.5 * NEAR_DEG, 0.3 * NEAR_DEG);
        (self.low.x - wide..=self.high.x + wide).contains(&at.x)
            && (self.low.y - high..=self.high.y + high).contains(&at.y)
    }
}

/// Parts with set space or a linked incident; other incidents and suggestions are drawn where they fall into one. Only the
/// first `printed` lines have a number on paper, so only they have one on a map.
fn frames(pack: &Pack, printed: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, space) in pack.spaces.iter().enumerate() {
        if let Some((low, high)) = bounds(&space.whole) {
            parts.push(Part { low, high, spaces: vec![at], pins: Vec::new() });
        }
    }
    let sign = |number: usize| if number <= printed { number.to_string() } else { String::new() };
    let pin = |pin: Pin| Part { low: pin.at, high: pin.at, spaces: Vec::new(), pins: vec![pin] };
    for (number, line) in (1_usize..).zip(&pack.lines) {
        if let Some(at) = line.at.filter(|_| !line.groups.is_empty()) {
            parts.push(pin(Pin { sign: sign(number), at, linked: true, suggested: false }));
        }
    }
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        let mut whole = part;
        // What it touches may touch others once joined.
        while let Some(at) = joined.iter().position(|other| other.near(&whole)) {
            let mut other = joined.remove(at);
            other.join(whole);
            whole = other;
        }
        joined.push(whole);
    }
    for (number, line) in (1_usize..).zip(&pack.lines) {
        let Some(at) = line.at.filter(|_| line.groups.is_empty()) else { continue };
        let Some(part) = joined.iter_mut().find(|part| part.holds(at)) else { continue };
        let numbers = part.pins.iter().filter(|pin| !pin.linked && !pin.sign.is_empty()).count();
        let sign = if numbers < MOST_NUMBERS { sign(number) } else { String::new() };
        part.pins.push(Pin { sign, at, linked: false, suggested: false });
    }
    for (letter, suggestion) in ('A'..).zip(&pack.suggestions) {
        let Some(at) = suggestion.at else { continue };
        if let Some(part) = joined.iter_mut().find(|part| part.holds(at)) {
            part.pins.push(Pin { sign: letter.to_string(), at, linked: false, suggested: true });
        }
    }
    let weight = |p: &Part| {
        let linked = p.pins.iter().filter(|pin| pin.linked).count();
        let suggested = p.pins.iter().filter(|pin| pin.suggested).count();
        (linked, suggested, p.spaces.len())
    };
    joined.sort_by(|a, b| weight(b).cmp(&weight(a)).then(a.low.x.total_cmp(&b.low.x)));
    joined
}

fn bounds(shape: &MultiPolygon<f64>) -> Option<(Coord<f64>, Coord<f64>)> {
    let points = shape.0.iter().flat_map(|p| p.exterior().0.iter().copied());
    points.fold(None, |bounds: Option<(Coord<f64>, Coord<f64>)>, c| {
        let (low, high) = bounds.unwrap_or((c, c));
        Some((
            Coord { x: low.x.min(c.x), y: low.y.min(c.y) },
            Coord { x: high.x.max(c.x), y: high.y.max(c.y) },
        ))
    })
}

fn picture(pack: &Pack, ground: &MapGround, part: &Part, at: usize, size: (f64, f64)) -> Option<Block> {
    let groups: Vec<GroupGround<'_>> = part
        .spaces
        .iter()
        .map(|&s| &pack.spaces[s])
        .map(|s| GroupGround { name: &s.group, core: &s.core, whole: &s.whole })
        .collect();
    let contested = &pack.contested;
    let map =
        BriefingMap { id: &format!("b{at}"), size, ground, groups: &groups, contested, pins: &part.pins };
    let svg = briefing_map(&map)?;
    let named: Vec<&str> = groups.iter().map(|g| g.name).collect();
    let signs: Vec<&str> =
        part.pins.iter().map(|pin| pin.sign.as_str()).filter(|sign| !sign.is_empty()).collect();
    let alt = format!(
        "Map {}: set space of {}; incidents and suggestions {}.",
        at + 1,
        if named.is_empty() { "no group".to_owned() } else { named.join(", ") },
        if signs.is_empty() { "none".to_owned() } else { signs.join(", ") },
    );
    Some(Block::Picture(Picture { svg, alt, caption: String::new(), width_pt: size.0 }))
}
