//! A k-d tree over points in the plane, for neighbours at no fixed distance.

use super::near::{Bounds, squared};

/// Points in a leaf.
const LEAF: usize = 12;

type Place = [f64; 2];

/// Points in the order of the leaves, and the nodes above them in depth-first order (a node's first child follows it).
pub(super) struct Tree {
    /// Input position of each point.
    pub(super) order: Vec<u32>,
    /// The points.
    pub(super) places: Vec<Place>,
    /// The nodes; the root is the first.
    pub(super) nodes: Vec<Node>,
}

/// A box of points.
pub(super) struct Node {
    pub(super) bounds: Bounds,
    /// Its points.
    pub(super) first: u32,
    /// One past its points.
    pub(super) end: u32,
    /// The second child; 0 in a leaf.
    pub(super) second: u32,
}

impl Node {
    pub(super) fn is_leaf(&self) -> bool {
        self.second == 0
    }

    pub(super) fn points(&self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }
}

impl Tree {
    pub(super) fn new(places: &[Place]) -> Self {
        let mut both: Vec<(Place, u32)> = places.iter().copied().zip(0..).collect();
        let mut nodes = Vec::with_capacity(2 * places.len() / LEAF + 2);
        if !both.is_empty() {
            build(&mut both, 0, &mut nodes);
        }
        let (places, order) = both.into_iter().unzip();
        Self { order, places, nodes }
    }

    /// The `k` nearest points of a place (positions in the tree) with their squared distances, ascending, into
    /// `found`; fewer where there are fewer.
    pub(super) fn nearest(&self, place: Place, k: usize, found: &mut Vec<(f64, u32)>) {
        found.clear();
        let mut stack = [(0.0, 0_u32); 64];
        let mut top = usize::from(!self.nodes.is_empty());
        while top > 0 {
            top -= 1;
            let (mut least, mut at) = stack[top];
            let full =
                |found: &Vec<(f64, u32)>| if found.len() == k { found[k - 1].0 } else { f64::INFINITY };
            if least >= full(found) {
                continue;
            }
            // Down to the nearest leaf; the farther children wait.
            while !self.nodes[at as usize].is_leaf() {
                let (one, two) = (at + 1, self.nodes[at as usize].second);
                let (to_one, to_two) =
                    (self.nodes[one as usize].bounds.to2(place), self.nodes[two as usize].bounds.to2(place));
                let far = if to_one <= to_two { (to_two, two) } else { (to_one, one) };
                (least, at) = if to_one <= to_two { (to_one, one) } else { (to_two, two) };
                if far.0 < full(found) {
                    stack[top] = far;
                    top += 1;
                }
            }
            if least >= full(found) {
                continue;
            }
            for point in self.nodes[at as usize].points() {
                let d2 = squared(place, self.places[point]);
                if d2 < full(found) {
                    keep(found, k, d2, point as u32);
                }
            }
        }
    }
}

/// Puts a neighbour in its place among the nearest `k`.
#[inline]
fn keep(found: &mut Vec<(f64, u32)>, k: usize, d2: f64, point: u32) {
    if found.len() < k {
        found.push((d2, point));
    } else {
        found[k - 1] = (d2, point);
    }
    let mut at = found.len() - 1;
    while at > 0 && found[at - 1].0 > d2 {
        found.swap(at, at - 1);
        at -= 1;
    }
}

fn build(points: &mut [(Place, u32)], first: u32, nodes: &mut Vec<Node>) {
    let bounds = Bounds::of(points.iter().map(|p| p.0));
    let at = nodes.len();
    nodes.push(Node { bounds, first, end: first + points.len() as u32, second: 0 });
    if points.len() <= LEAF {
        return;
    }
    let axis = usize::from(bounds.high[1] - bounds.low[1] > bounds.high[0] - bounds.low[0]);
    let middle = points.len() / 2;
    points.select_nth_unstable_by(middle, |p, q| p.0[axis].total_cmp(&q.0[axis]));
    let (lower, upper) = points.split_at_mut(middle);
    build(lower, first, nodes);
    nodes[at].second = nodes.len() as u32;
    build(upper, first + middle as u32, nodes);
}
