//! Most demand a set of sites can serve within their capacities: a maximum flow.

use std::collections::{BTreeMap, VecDeque};

use super::model::Model;

/// Most demand served when each site serves at most its capacity and a class may be served in part, by several sites.
///
/// Classes that the same chosen sites reach are one; then Dinic's (1970) blocking flows.
pub(super) fn served(model: &Model, sites: &[u32]) -> f64 {
    let mut reached_by: Vec<Vec<u32>> = vec![Vec::new(); model.most.len()];
    for (n, site) in sites.iter().enumerate() {
        for class in model.links(*site).0 {
            reached_by[*class as usize].push(n as u32);
        }
    }
    let mut groups: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for (by, demand) in reached_by.into_iter().zip(&model.most).filter(|(by, _)| !by.is_empty()) {
        *groups.entry(by).or_default() += demand;
    }
    // Nodes: 0 the source, then the groups, then the sites, last the sink.
    let sink = 1 + groups.len() + sites.len();
    let mut net = Net::new(sink + 1);
    for (n, (by, demand)) in groups.iter().enumerate() {
        net.edge(0, 1 + n, *demand);
        for site in by {
            net.edge(1 + n, 1 + groups.len() + *site as usize, *demand);
        }
    }
    let all: f64 = groups.values().sum();
    for (n, site) in sites.iter().enumerate() {
        net.edge(1 + groups.len() + n, sink, model.capacity[*site as usize].min(all));
    }
    net.flow(sink, all * 1e-13)
}

struct Net {
    to: Vec<usize>,
    left: Vec<f64>,
    out: Vec<Vec<usize>>,
}

impl Net {
    fn new(nodes: usize) -> Self {
        Self { to: Vec::new(), left: Vec::new(), out: vec![Vec::new(); nodes] }
    }

    /// An edge and its way back, which always has the next number.
    fn edge(&mut self, from: usize, to: usize, most: f64) {
        for (a, b, left) in [(from, to, most), (to, from, 0.0)] {
            self.out[a].push(self.to.len());
            self.to.push(b);
            self.left.push(left);
        }
    }

    fn levels(&self, least: f64) -> Vec<usize> {
        let mut level = vec![usize::MAX; self.out.len()];
        level[0] = 0;
        let mut queue = VecDeque::from([0]);
        while let Some(node) = queue.pop_front() {
            for edge in &self.out[node] {
                if self.left[*edge] > least && level[self.to[*edge]] == usize::MAX {
                    level[self.to[*edge]] = level[node] + 1;
                    queue.push_back(self.to[*edge]);
                }
            }
        }
        level
    }

    /// Flow from node 0; amounts up to `least` are rounding.
    fn flow(mut self, sink: usize, least: f64) -> f64 {
        let mut total = 0.0;
        loop {
            let level = self.levels(least);
            if level[sink] == usize::MAX {
                return total;
            }
            let mut next = vec![0; self.out.len()];
            loop {
                let pushed = self.push(0, sink, f64::INFINITY, &level, &mut next, least);
                if pushed <= 0.0 {
                    break;
                }
                total += pushed;
            }
        }
    }

    /// One path to the sink; at most as deep as there are levels.
    fn push(
        &mut self,
        node: usize,
        sink: usize,
        most: f64,
        level: &[usize],
        next: &mut [usize],
        least: f64,
    ) -> f64 {
        if node == sink {
            return most;
        }
        while next[node] < self.out[node].len() {
            let edge = self.out[node][next[node]];
            let to = self.to[edge];
            if self.left[edge] > least && level[to] == level[node] + 1 {
                let pushed = self.push(to, sink, most.min(self.left[edge]), level, next, least);
                if pushed > 0.0 {
                    self.left[edge] -= pushed;
                    self.left[edge ^ 1] += pushed;
                    return pushed;
                }
            }
            next[node] += 1;
        }
        0.0
    }
}
