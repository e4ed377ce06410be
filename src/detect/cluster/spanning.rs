//! The least spanning tree of the mutual reachability distances, by Borůvka's rounds over a k-d tree.

use rayon::prelude::*;

use super::{
    labels::Sets,
    near::squared,
    tree::{Node, Tree},
};

/// An edge of the spanning tree: squared mutual reachability distance, and two positions in the tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) length2: f64,
    pub(super) a: u32,
    pub(super) b: u32,
}

const NONE: u32 = u32::MAX;
/// Nearest points looked at for a first partner.
const KEPT: usize = 8;

/// Squared core distances, and for each point what is known of its nearest point in another component.
struct Rounds<'a> {
    tree: &'a Tree,
    core2: Vec<f64>,
    /// Least core distance under each node.
    least_core2: Vec<f64>,
    /// No point of another component is nearer than this …
    nearest2: Vec<f64>,
    /// … which is this far, or not known (`NONE`).
    partner: Vec<u32>,
    component: Vec<u32>,
    /// The component of all points under a node, or `NONE`.
    whole: Vec<u32>,
}

/// The spanning tree over max(core(a), core(b), d(a, b)), where core(a) is the distance to the `min_samples`-th nearest
/// point, the point itself counted (March, Ram and Gray 2010; McInnes and Healy 2017). Lengths are unique as a
/// multiset, whichever of several trees of equal length is found.
pub(super) fn spanning_tree(tree: &Tree, min_samples: usize) -> Vec<Edge> {
    let n = tree.places.len();
    let mut rounds = Rounds::new(tree, min_samples);
    let mut sets = Sets::new(n);
    let mut edges: Vec<Edge> = Vec::with_capacity(n.saturating_sub(1));
    while edges.len() + 1 < n {
        let best = rounds.best_of_components();
        for edge in best.into_iter().flatten() {
            if !sets.same(edge.a as usize, edge.b as usize) {
                sets.join(edge.a as usize, edge.b as usize);
                edges.push(edge);
            }
        }
        rounds.merge(&mut sets);
    }
    edges
}

impl<'a> Rounds<'a> {
    fn new(tree: &'a Tree, min_samples: usize) -> Self {
        let n = tree.places.len();
        // In tree order neighbours search the same leaves.
        let chunk = 2048;
        let near: Vec<(Vec<f64>, Vec<u32>)> = (0..n.div_ceil(chunk))
            .into_par_iter()
            .map(|c| {
                let (mut found, mut core2, mut nearest) = (Vec::new(), Vec::new(), Vec::new());
                for point in c * chunk..((c + 1) * chunk).min(n) {
                    tree.nearest(tree.places[point], min_samples, &mut found);
                    core2.push(found.last().map_or(0.0, |f| f.0));
                    nearest.extend((0..KEPT).map(|i| found.get(i).map_or(NONE, |f| f.1)));
                }
                (core2, nearest)
            })
            .collect();
        let core2: Vec<f64> = near.iter().flat_map(|n| n.0.iter().copied()).collect();
        let nearest = near.iter().flat_map(|n| n.1.chunks_exact(KEPT));
        // A neighbour with no larger core distance is as near as any point can be.
        let partner = nearest.enumerate().map(|(point, near)| {
            let good = |j: u32| j != NONE && j as usize != point && core2[j as usize] <= core2[point];
            near.iter().copied().find(|&j| good(j)).unwrap_or(NONE)
        });
        let partner = partner.collect();
        let mut rounds = Self {
            tree,
            least_core2: vec![f64::INFINITY; tree.nodes.len()],
            nearest2: core2.clone(),
            core2,
            partner,
            component: (0..n as u32).collect(),
            whole: vec![NONE; tree.nodes.len()],
        };
        for at in (0..tree.nodes.len()).rev() {
            let node = &tree.nodes[at];
            rounds.least_core2[at] = if node.is_leaf() {
                node.points().map(|p| rounds.core2[p]).fold(f64::INFINITY, f64::min)
            } else {
                rounds.least_core2[at + 1].min(rounds.least_core2[node.second as usize])
            };
        }
        rounds
    }

    /// The shortest edge that leaves each component, by component.
    fn best_of_components(&mut self) -> Vec<Option<Edge>> {
        let n = self.core2.len();
        let mut best: Vec<Option<Edge>> = vec![None; n];
        // What is still known from earlier rounds comes first: it bounds the searches.
        for point in 0..n {
            let partner = self.partner[point];
            if partner == NONE {
                continue;
            }
            if self.component[partner as usize] == self.component[point] {
                self.partner[point] = NONE;
                continue;
            }
            let slot = &mut best[self.component[point] as usize];
            if slot.is_none_or(|b| self.nearest2[point] < b.length2) {
                *slot = Some(Edge { length2: self.nearest2[point], a: point as u32, b: partner });
            }
        }
        for point in 0..n {
            let own = self.component[point] as usize;
            let bound = best[own].map_or(f64::INFINITY, |b| b.length2);
            if self.partner[point] != NONE || self.nearest2[point] >= bound {
                continue;
            }
            let (length2, partner) = self.search(point, bound);
            self.nearest2[point] = length2;
            self.partner[point] = partner;
            if partner != NONE {
                best[own] = Some(Edge { length2, a: point as u32, b: partner });
            }
        }
        best
    }

    /// The nearest point of another component if it is nearer than `bound`, else the bound and none.
    fn search(&self, point: usize, bound: f64) -> (f64, u32) {
        let (place, core2, own) = (self.tree.places[point], self.core2[point], self.component[point]);
        let mut best = (bound, NONE);
        let mut stack = [(0.0, 0_u32); 64];
        let mut top = 1;
        let least = |at: u32| {
            if self.whole[at as usize] == own {
                return f64::INFINITY;
            }
            let near = self.tree.nodes[at as usize].bounds.to2(place);
            near.max(self.least_core2[at as usize]).max(core2)
        };
        stack[0] = (least(0), 0);
        while top > 0 {
            top -= 1;
            let (reach, at) = stack[top];
            if reach >= best.0 {
                continue;
            }
            let node = &self.tree.nodes[at as usize];
            if node.is_leaf() {
                for other in node.points().filter(|&p| self.component[p] != own) {
                    let length2 = squared(place, self.tree.places[other]).max(core2).max(self.core2[other]);
                    if length2 < best.0 {
                        best = (length2, other as u32);
                    }
                }
                // Nothing can be nearer than the own core distance.
                if best.0 <= core2 {
                    break;
                }
                continue;
            }
            let (one, two) = (at + 1, node.second);
            let (to_one, to_two) = (least(one), least(two));
            let (near, far) = if to_one <= to_two {
                ((to_one, one), (to_two, two))
            } else {
                ((to_two, two), (to_one, one))
            };
            for child in [far, near] {
                if child.0 < best.0 {
                    stack[top] = child;
                    top += 1;
                }
            }
        }
        best
    }

    /// Takes over the joined components.
    fn merge(&mut self, sets: &mut Sets) {
        for (point, component) in self.component.iter_mut().enumerate() {
            *component = sets.root(point) as u32;
        }
        for at in (0..self.tree.nodes.len()).rev() {
            let node: &Node = &self.tree.nodes[at];
            self.whole[at] = if node.is_leaf() {
                let first = self.component[node.first as usize];
                let same = node.points().all(|p| self.component[p] == first);
                if same { first } else { NONE }
            } else {
                let (one, two) = (self.whole[at + 1], self.whole[node.second as usize]);
                if one == two { one } else { NONE }
            };
        }
    }
}
