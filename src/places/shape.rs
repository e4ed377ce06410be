//! Planar shapes: area, centre, what is wrong with a ring, dissolving neighbours into one.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::pack_file::to_millimetre;

/// Twice the signed area of a ring, counter-clockwise positive, measured from its first vertex.
#[must_use]
pub fn twice_signed_area(ring: &[Coord<f64>]) -> f64 {
    let Some(o) = ring.first() else { return 0.0 };
    ring.windows(2).map(|p| (p[0].x - o.x) * (p[1].y - o.y) - (p[1].x - o.x) * (p[0].y - o.y)).sum()
}

/// Planar area in square units, holes taken away.
#[must_use]
pub fn area(shape: &MultiPolygon<f64>) -> f64 {
    let ring = |r: &LineString<f64>| twice_signed_area(&r.0).abs() / 2.0;
    shape.iter().map(|p| ring(p.exterior()) - p.interiors().iter().map(ring).sum::<f64>()).sum()
}

/// Area inside the smallest ring, holes too, in square metres; infinite without rings.
#[must_use]
pub fn smallest_ring(shape: &MultiPolygon<f64>) -> f64 {
    shape.iter().flat_map(rings).map(|r| twice_signed_area(&r.0).abs() / 2.0).fold(f64::INFINITY, f64::min)
}

/// Centre of gravity; of the vertices' box when the shape has no area.
#[must_use]
pub fn centroid(shape: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let o = *shape.iter().find_map(|p| p.exterior().0.first())?;
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for polygon in shape {
        for (ring, sign) in
            std::iter::once((polygon.exterior(), 1.0)).chain(polygon.interiors().iter().map(|r| (r, -1.0)))
        {
            // Whatever its winding, a shell adds and a hole takes away.
            let side = sign * twice_signed_area(&ring.0).signum();
            for p in ring.0.windows(2) {
                let (ax, ay, bx, by) = (p[0].x - o.x, p[0].y - o.y, p[1].x - o.x, p[1].y - o.y);
                let cross = side * (ax * by - bx * ay);
                area += cross;
                x += cross * (ax + bx);
                y += cross * (ay + by);
            }
        }
    }
    if area.abs() > 0.0 {
        return Some(Coord { x: o.x + x / (3.0 * area), y: o.y + y / (3.0 * area) });
    }
    Some(o)
}

/// A point inside the shape: its centre if that is inside, else the middle of the widest stretch of
/// a level line through the largest polygon.
#[must_use]
pub fn point_inside(shape: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let centre = centroid(shape)?;
    if crossings_east(shape, centre) % 2 == 1 {
        return Some(centre);
    }
    let one = |p: &Polygon<f64>| area(&MultiPolygon(vec![p.clone()]));
    let largest = shape.iter().max_by(|a, b| one(a).total_cmp(&one(b)))?;
    let ys = || largest.exterior().0.iter().map(|c| c.y);
    let y = f64::midpoint(ys().fold(f64::INFINITY, f64::min), ys().fold(f64::NEG_INFINITY, f64::max));
    let mut xs: Vec<f64> = rings(largest)
        .flat_map(|r| r.0.windows(2))
        .filter(|p| (p[0].y <= y) != (p[1].y <= y))
        .map(|p| p[0].x + (y - p[0].y) / (p[1].y - p[0].y) * (p[1].x - p[0].x))
        .collect();
    xs.sort_unstable_by(f64::total_cmp);
    let widest = xs.chunks_exact(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
    Some(Coord { x: f64::midpoint(widest[0], widest[1]), y })
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn crossings_east(shape: &MultiPolygon<f64>, c: Coord<f64>) -> usize {
    shape
        .iter()
        .flat_map(rings)
        .flat_map(|r| r.0.windows(2))
        .filter(|p| (p[0].y <= c.y) != (p[1].y <= c.y))
        .filter(|p| p[0].x + (c.y - p[0].y) / (p[1].y - p[0].y) * (p[1].x - p[0].x) > c.x)
        .count()
}

/// Where a ring of a shape crosses or touches itself, if anywhere: rings must be simple.
#[must_use]
pub fn self_crossing(shape: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    shape.iter().flat_map(rings).find_map(|ring| ring_crossing(&ring.0))
}

/// Sweep by x: only edges whose x ranges overlap are compared.
fn ring_crossing(ring: &[Coord<f64>]) -> Option<Coord<f64>> {
    let last = ring.len().checked_sub(2)?;
    let mut edges: Vec<usize> = (0..=last).collect();
    let span = |i: usize| (ring[i].x.min(ring[i + 1].x), ring[i].x.max(ring[i + 1].x));
    edges.sort_unstable_by(|&a, &b| span(a).0.total_cmp(&span(b).0).then(a.cmp(&b)));
    for (n, &a) in edges.iter().enumerate() {
        for &b in &edges[n + 1..] {
            if span(b).0 > span(a).1 {
                break;
            }
            let neighbours = a.abs_diff(b) == 1 || a.abs_diff(b) == last;
            if !neighbours && let Some(at) = proper_crossing(ring[a], ring[a + 1], ring[b], ring[b + 1]) {
                return Some(at);
            }
        }
    }
    None
}

/// Where two segments cross inside both. Touching ends are no crossing: published outlines pinch.
fn proper_crossing(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>, d: Coord<f64>) -> Option<Coord<f64>> {
    let side =
        |o: Coord<f64>, p: Coord<f64>, q: Coord<f64>| (p.x - o.x) * (q.y - o.y) - (q.x - o.x) * (p.y - o.y);
    let (s1, s2) = (side(a, b, c), side(a, b, d));
    let (s3, s4) = (side(c, d, a), side(c, d, b));
    if (s1 * s2 < 0.0) && (s3 * s4 < 0.0) {
        let t = s3 / (s3 - s4);
        return Some(Coord { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) });
    }
    None
}

/// Dissolves shapes that share borders vertex by vertex into one: an edge used in both directions is
/// inside and goes. Vertices are taken to the millimetre. Where neighbours do not share vertices the
/// border between them stays, as two edges on top of each other.
#[must_use]
pub fn dissolve(shapes: &[&MultiPolygon<f64>]) -> MultiPolygon<f64> {
    type Key = (i64, i64);
    let key = |c: &Coord<f64>| ((c.x * 1000.0).round() as i64, (c.y * 1000.0).round() as i64);
    // Directed edges, shells counter-clockwise and holes clockwise: shared ones come in opposite pairs.
    let mut count: BTreeMap<(Key, Key), i32> = BTreeMap::new();
    for polygon in shapes.iter().flat_map(|s| s.iter()) {
        for (n, ring) in rings(polygon).enumerate() {
            let forward = (twice_signed_area(&ring.0) > 0.0) == (n == 0);
            for p in ring.0.windows(2) {
                let (a, b) = if forward { (key(&p[0]), key(&p[1])) } else { (key(&p[1]), key(&p[0])) };
                if a != b {
                    *count.entry((a, b)).or_default() += 1;
                }
            }
        }
    }
    let mut left: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for (&(a, b), &n) in &count {
        let back = count.get(&(b, a)).copied().unwrap_or(0);
        for _ in 0..(n - back).max(0) {
            left.entry(a).or_default().push(b);
        }
    }
    assemble(left)
}

/// Directed edges by their start, in millimetres.
type Edges = BTreeMap<(i64, i64), Vec<(i64, i64)>>;

/// Joins directed edges into rings, turning as sharply left as possible at a pinch so that rings
/// stay simple, and puts holes into the shell that contains them.
fn assemble(mut left: Edges) -> MultiPolygon<f64> {
    let coord = |k: (i64, i64)| Coord {
        x: to_millimetre(k.0 as f64 / 1000.0),
        y: to_millimetre(k.1 as f64 / 1000.0),
    };
    let mut shells: Vec<Vec<Coord<f64>>> = Vec::new();
    let mut holes: Vec<Vec<Coord<f64>>> = Vec::new();
    while let Some((&start, _)) = left.iter().next() {
        let mut ring = vec![start];
        let mut at = start;
        let mut before = None;
        while let Some(next) = take_leftmost(&mut left, before, at) {
            before = Some(at);
            at = next;
            ring.push(at);
            if at == start {
                break;
            }
        }
        if ring.len() < 4 || at != start {
            continue; // a stray edge where two borders did not quite match
        }
        let ring: Vec<Coord<f64>> = ring.into_iter().map(coord).collect();
        if twice_signed_area(&ring) > 0.0 { shells.push(ring) } else { holes.push(ring) }
    }
    let mut polygons: Vec<Polygon<f64>> =
        shells.into_iter().map(|ring| Polygon::new(LineString(ring), Vec::new())).collect();
    for hole in holes {
        let probe = Coord { x: f64::midpoint(hole[0].x, hole[1].x), y: f64::midpoint(hole[0].y, hole[1].y) };
        let size = |p: &Polygon<f64>| twice_signed_area(&p.exterior().0).abs();
        let holds = |p: &&mut Polygon<f64>| {
            let shell = MultiPolygon(vec![Polygon::new(p.exterior().clone(), Vec::new())]);
            crossings_east(&shell, probe) % 2 == 1
        };
        if let Some(shell) = polygons.iter_mut().filter(holds).min_by(|a, b| size(a).total_cmp(&size(b))) {
            shell.interiors_push(LineString(hole));
        }
    }
    MultiPolygon(polygons)
}

fn take_leftmost(left: &mut Edges, before: Option<(i64, i64)>, at: (i64, i64)) -> Option<(i64, i64)> {
    let choices = left.get_mut(&at)?;
    let pick = match before {
        Some(from) if choices.len() > 1 => {
            let heading = |to: (i64, i64)| {
                let (ux, uy) = ((at.0 - from.0) as f64, (at.1 - from.1) as f64);
                let (vx, vy) = ((to.0 - at.0) as f64, (to.1 - at.1) as f64);
                libm::atan2(ux * vy - uy * vx, ux * vx + uy * vy)
            };
            let best = |(_, a): &(usize, &(i64, i64)), (_, b): &(usize, &(i64, i64))| {
                heading(**a).total_cmp(&heading(**b))
            };
            choices.iter().enumerate().max_by(best).map_or(0, |(i, _)| i)
        }
        _ => 0,
    };
    let next = choices.remove(pick);
    if choices.is_empty() {
        left.remove(&at);
    }
    Some(next)
}
