//! Land and sea: a drawn outline, crumpled by noise, with an estuary, an islet and spits.

use std::collections::VecDeque;

use super::{
    dice::Dice,
    mesh::{CENTRE, Mesh},
    noise::Noise,
};

/// The outline in kilometres from the middle, clockwise from the north-west; the notch in the east is
/// the estuary.
const OUTLINE: &[(f64, f64)] = &[
    (-17.0, 13.0),
    (-13.5, 16.6),
    (-8.5, 15.8),
    (-4.0, 18.4),
    (1.0, 17.6),
    (4.2, 15.2),
    (8.0, 16.4),
    (13.0, 18.2),
    (17.6, 16.4),
    (18.6, 12.4),
    (15.8, 9.9),
    (11.0, 9.4),
    (7.0, 8.4),
    (2.5, 6.4),
    (-1.2, 5.0),
    (2.3, 4.2),
    (7.0, 4.6),
    (12.0, 4.8),
    (16.5, 6.0),
    (19.2, 3.0),
    (18.6, -2.0),
    (17.0, -6.0),
    (13.2, -8.4),
    (12.2, -11.0),
    (15.0, -14.0),
    (14.0, -18.4),
    (9.5, -18.2),
    (6.0, -14.4),
    (1.0, -12.8),
    (-4.0, -14.4),
    (-8.0, -17.6),
    (-13.0, -16.8),
    (-16.2, -13.0),
    (-18.8, -9.0),
    (-17.4, -4.8),
    (-14.2, -1.6),
    (-16.0, 2.0),
    (-19.2, 5.0),
    (-18.8, 9.0),
];

/// Spits and the islet: spines in kilometres with a half-width in metres.
const SPINES: &[(&[(f64, f64)], f64)] = &[
    (&[(17.6, 0.0), (19.4, -3.2), (19.9, -6.0), (19.2, -8.6), (18.0, -9.9)], 260.0),
    (&[(17.4, 13.0), (19.6, 10.4), (19.3, 8.3), (18.2, 7.6)], 240.0),
    (&[(8.6, 6.6), (10.4, 7.1), (12.6, 7.0)], 620.0),
    (&[(12.0, -17.0), (15.2, -19.4), (16.6, -18.6)], 420.0),
];

fn segment_distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let t = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (ex, ey) = (p.0 - a.0 - t * dx, p.1 - a.1 - t * dy);
    (ex * ex + ey * ey).sqrt()
}

/// Land by cell, and how far each land cell is from salt water.
#[derive(Debug, Clone)]
pub(super) struct Coast {
    pub(super) land: Vec<bool>,
    /// Cells to the nearest sea cell, 0 in the sea.
    pub(super) inland: Vec<u16>,
    /// True for land that is part of the largest island.
    pub(super) main: Vec<bool>,
}

impl Coast {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "coast");
        let noise = Noise(dice.next());
        let fine = Noise(dice.next());
        let outline: Vec<(f64, f64)> =
            OUTLINE.iter().map(|(x, y)| (x + dice.between(-0.5, 0.5), y + dice.between(-0.4, 0.4))).collect();
        let mut land: Vec<bool> = (0..Mesh::LEN)
            .map(|cell| {
                let (x, y) = Mesh::centre(cell);
                let (east, north) = (x - CENTRE.0, y - CENTRE.1);
                // The far corners of the square stay sea whatever the noise says.
                if Mesh::rim(cell) || east.abs() > 21_300.0 || north.abs() > 21_300.0 {
                    return false;
                }
                let point = (
                    (east + 1_700.0 * noise.fractal(x + 3e4, y, 6_000.0, 4)) / 1_000.0,
                    (north + 1_700.0 * noise.fractal(x, y + 7e4, 6_000.0, 4)) / 1_000.0,
                );
                let from_outline = signed_distance(point, &outline) * 1_000.0;
                let rough = 1_500.0 * noise.fractal(x, y, 7_000.0, 2)
                    + 1_100.0 * fine.fractal(x, y, 2_400.0, 3)
                    + 420.0 * fine.fractal(y, x, 650.0, 3);
                let mut height = from_outline + rough;
                for (spine, half) in SPINES {
                    let near = spine
                        .windows(2)
                        .map(|w| segment_distance(point, w[0], w[1]))
                        .fold(f64::INFINITY, f64::min);
                    let width = half * (1.0 + 0.5 * fine.fractal(x, y, 1_500.0, 4));
                    height = height.max(width - near * 1_000.0);
                }
                height > 0.0
            })
            .collect();
        keep_large(&mut land, true, 250);
        keep_large(&mut land, false, 20_000);
        let main = largest(&land);
        let inland = inland(&land);
        Self { land, inland, main }
    }
}

/// Positive inside, in the unit of the outline.
fn signed_distance(p: (f64, f64), outline: &[(f64, f64)]) -> f64 {
    let mut inside = false;
    let mut least = f64::INFINITY;
    for (index, &a) in outline.iter().enumerate() {
        let b = outline[(index + 1) % outline.len()];
        if (a.1 > p.1) != (b.1 > p.1) && p.0 < (b.0 - a.0) * (p.1 - a.1) / (b.1 - a.1) + a.0 {
            inside = !inside;
        }
        least = least.min(segment_distance(p, a, b));
    }
    if inside { least } else { -least }
}

/// Connected parts of the cells for which `want` holds.
pub(super) fn parts(want: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut seen = vec![false; Mesh::LEN];
    let mut parts = Vec::new();
    for start in 0..Mesh::LEN {
        if seen[start] || !want(start) {
            continue;
        }
        seen[start] = true;
        let mut part = vec![start];
        let mut at = 0;
        while at < part.len() {
            let cell = part[at];
            at += 1;
            if Mesh::rim(cell) {
                continue;
            }
            for next in Mesh::around(cell) {
                if !seen[next] && want(next) {
                    seen[next] = true;
                    part.push(next);
                }
            }
        }
        parts.push(part);
    }
    parts
}

/// Turns parts of land (or of sea) smaller than `least` cells into the other.
fn keep_large(land: &mut [bool], kind: bool, least: usize) {
    let found = parts(|c| land[c] == kind);
    // The rim is scattered over many parts of sea; those touching it stay.
    for part in found.iter().filter(|p| p.len() < least && !p.iter().any(|c| Mesh::rim(*c))) {
        for &cell in part {
            land[cell] = !kind;
        }
    }
}

fn largest(land: &[bool]) -> Vec<bool> {
    let mut main = vec![false; Mesh::LEN];
    if let Some(part) = parts(|c| land[c]).into_iter().max_by_key(Vec::len) {
        for cell in part {
            main[cell] = true;
        }
    }
    main
}

fn inland(land: &[bool]) -> Vec<u16> {
    let mut far = vec![u16::MAX; Mesh::LEN];
    let mut queue: VecDeque<usize> = (0..Mesh::LEN).filter(|c| !land[*c]).collect();
    for &cell in &queue {
        far[cell] = 0;
    }
    while let Some(cell) = queue.pop_front() {
        if Mesh::rim(cell) {
            continue;
        }
        for next in Mesh::around(cell) {
            if far[next] == u16::MAX {
                far[next] = far[cell] + 1;
                queue.push_back(next);
            }
        }
    }
    far
}
