//! Cutting rings and lines at the edge of a buffered tile, in tile units.

/// Inclusive limits on both axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Sutherland-Hodgman against the four sides, one after the other. The ring is closed implicitly;
/// the result may run along the window's edge, which lies in the buffer and is never seen.
pub(super) fn ring(points: &mut Vec<[f64; 2]>, scratch: &mut Vec<[f64; 2]>, window: Window) {
    for axis in 0..2 {
        for (limit, above) in [(window.low, true), (window.high, false)] {
            let inside = |p: [f64; 2]| if above { p[axis] >= limit } else { p[axis] <= limit };
            if points.iter().all(|&p| inside(p)) {
                continue;
            }
            scratch.clear();
            let Some(&last) = points.last() else { return };
            let mut previous = last;
            for &p in points.iter() {
                if inside(p) != inside(previous) {
                    scratch.push(crossing(previous, p, axis, limit));
                }
                if inside(p) {
                    scratch.push(p);
                }
                previous = p;
            }
            std::mem::swap(points, scratch);
        }
    }
}

fn crossing(a: [f64; 2], b: [f64; 2], axis: usize, limit: f64) -> [f64; 2] {
    let t = (limit - a[axis]) / (b[axis] - a[axis]);
    let other = 1 - axis;
    let mut out = [0.0; 2];
    out[axis] = limit;
    out[other] = a[other] + t * (b[other] - a[other]);
    out
}

/// Liang-Barsky on each segment; consecutive kept pieces are joined.
pub(super) fn line(points: &[[f64; 2]], window: Window) -> Vec<Vec<[f64; 2]>> {
    let mut pieces: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let Some((from, to)) = segment(a, b, window) else {
            open = false;
            continue;
        };
        let at = |t: f64| [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
        match pieces.last_mut() {
            Some(piece) if open && from == 0.0 => piece.push(at(to)),
            _ => pieces.push(vec![at(from), at(to)]),
        }
        open = to >= 1.0;
    }
    pieces
}

fn segment(a: [f64; 2], b: [f64; 2], window: Window) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let d = b[axis] - a[axis];
        for (p, q) in [(-d, a[axis] - window.low), (d, window.high - a[axis])] {
            if p == 0.0 {
                if q < 0.0 {
                    return None;
                }
            } else if p < 0.0 {
                from = from.max(q / p);
            } else {
                to = to.min(q / p);
            }
        }
    }
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const W: Window = Window { low: 0.0, high: 10.0 };

    fn area(ring: &[[f64; 2]]) -> f64 {
        let n = ring.len();
        (0..n).map(|i| ring[i][0] * ring[(i + 1) % n][1] - ring[(i + 1) % n][0] * ring[i][1]).sum::<f64>()
            / 2.0
    }

    #[test]
    fn a_ring_over_a_corner_keeps_only_the_corner() {
        let mut r = vec![[5.0, 5.0], [15.0, 5.0], [15.0, 15.0], [5.0, 15.0]];
        ring(&mut r, &mut Vec::new(), W);
        assert!((area(&r) - 25.0).abs() < 1e-12);
    }

    #[test]
    fn a_ring_around_the_window_becomes_the_window_and_one_outside_becomes_nothing() {
        let mut r = vec![[-5.0, -5.0], [15.0, -5.0], [15.0, 15.0], [-5.0, 15.0]];
        ring(&mut r, &mut Vec::new(), W);
        assert!((area(&r) - 100.0).abs() < 1e-12);
        let mut r = vec![[20.0, 0.0], [30.0, 0.0], [25.0, 5.0]];
        ring(&mut r, &mut Vec::new(), W);
        assert!(r.is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two() {
        let pieces = line(&[[1.0, 1.0], [1.0, 20.0], [2.0, 20.0], [2.0, 1.0]], W);
        assert_eq!(pieces, vec![vec![[1.0, 1.0], [1.0, 10.0]], vec![[2.0, 10.0], [2.0, 1.0]]]);
        assert!(line(&[[20.0, 20.0], [30.0, 5.0]], W).is_empty());
    }
}
