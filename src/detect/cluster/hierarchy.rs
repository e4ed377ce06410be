//! From the spanning tree to the clusters that live longest.

use super::{labels::Sets, spanning::Edge};

/// One cluster of the condensed tree.
struct Branch {
    parent: usize,
    /// 1 / distance at which it came into being.
    birth: f64,
    /// Longest link inside it, in metres.
    link_m: f64,
    /// Sum over its points of how long they stayed.
    stability: f64,
    chosen: bool,
}

/// Where each point left the condensed tree: cluster and 1 / distance.
pub(super) struct Condensed {
    branches: Vec<Branch>,
    left: Vec<(u32, f64)>,
}

/// Binary merges by ascending distance: node `n + i` joins two nodes.
struct Merges {
    n: usize,
    children: Vec<[u32; 2]>,
    level: Vec<f64>,
    size: Vec<u32>,
}

impl Merges {
    fn new(n: usize, mut edges: Vec<Edge>, resolution: f64) -> Self {
        edges.sort_unstable_by(|p, q| p.length2.total_cmp(&q.length2).then((p.a, p.b).cmp(&(q.a, q.b))));
        let mut sets = Sets::new(n);
        // The node at the top of each set, by its root.
        let mut node: Vec<u32> = (0..n as u32).collect();
        let mut merges = Self {
            n,
            children: Vec::with_capacity(edges.len()),
            level: Vec::with_capacity(edges.len()),
            size: Vec::with_capacity(edges.len()),
        };
        for edge in edges {
            let (a, b) = (sets.root(edge.a as usize), sets.root(edge.b as usize));
            let (x, y) = (node[a], node[b]);
            sets.join(a, b);
            node[a.min(b)] = (n + merges.children.len()) as u32;
            merges.children.push([x, y]);
            merges.size.push(merges.size_of(x) + merges.size_of(y));
            merges.level.push(libm::sqrt(edge.length2).max(resolution));
        }
        merges
    }

    fn size_of(&self, node: u32) -> u32 {
        (node as usize).checked_sub(self.n).map_or(1, |i| self.size[i])
    }

    fn level_of(&self, node: u32) -> Option<f64> {
        (node as usize).checked_sub(self.n).map(|i| self.level[i])
    }

    /// What a node falls into when all links of its level are cut at once (Campello and others 2015), into `parts`.
    fn parts(&self, node: u32, parts: &mut Vec<u32>, stack: &mut Vec<u32>) {
        parts.clear();
        stack.clear();
        let level = self.level[node as usize - self.n];
        stack.push(node);
        while let Some(node) = stack.pop() {
            match self.level_of(node) {
                Some(own) if own >= level => stack.extend(self.children[node as usize - self.n]),
                _ => parts.push(node),
            }
        }
    }

    fn leaves(&self, node: u32, stack: &mut Vec<u32>, mut each: impl FnMut(u32)) {
        stack.clear();
        stack.push(node);
        while let Some(node) = stack.pop() {
            match (node as usize).checked_sub(self.n) {
                Some(i) => stack.extend(self.children[i]),
                None => each(node),
            }
        }
    }
}

impl Condensed {
    /// Condenses the hierarchy: a split counts when at least two parts hold `min_cluster_size` points; smaller parts
    /// fall out. Links of equal length are cut together, so that the order of rows cannot matter. Distances under
    /// `resolution` count as it; where that is zero, points on one spot stay together as long as the closest others do.
    pub(super) fn new(n: usize, edges: Vec<Edge>, min_cluster_size: usize, resolution: f64) -> Self {
        let merges = Merges::new(n, edges, resolution);
        let closest = merges.level.iter().copied().find(|l| *l > 0.0).unwrap_or(1.0);
        let lambda = |level: f64| 1.0 / level.max(closest);
        let mut branches = vec![Branch { parent: 0, birth: 0.0, link_m: 0.0, stability: 0.0, chosen: false }];
        let mut left = vec![(0, 0.0); n];
        let (mut parts, mut stack, mut leaves) = (Vec::new(), Vec::new(), Vec::new());
        let mut todo = if n > 1 { vec![((2 * n - 2) as u32, 0)] } else { Vec::new() };
        while let Some((node, branch)) = todo.pop() {
            let Some(level) = merges.level_of(node) else {
                // A cluster of one point: it stays as long as there is anything.
                let end = lambda(0.0);
                left[node as usize] = (branch as u32, end);
                branches[branch].stability += end - branches[branch].birth;
                continue;
            };
            let now = lambda(level);
            merges.parts(node, &mut parts, &mut stack);
            let large = |p: &u32| merges.size_of(*p) as usize >= min_cluster_size;
            let split = parts.iter().filter(|p| large(p)).count() > 1;
            for part in &parts {
                let size = f64::from(merges.size_of(*part));
                if !large(part) {
                    merges.leaves(*part, &mut leaves, |p| left[p as usize] = (branch as u32, now));
                } else if split {
                    todo.push((*part, branches.len()));
                    let link_m = merges.level_of(*part).unwrap_or(0.0);
                    branches.push(Branch {
                        parent: branch,
                        birth: now,
                        link_m,
                        stability: 0.0,
                        chosen: false,
                    });
                } else {
                    todo.push((*part, branch));
                    continue;
                }
                branches[branch].stability += size * (now - branches[branch].birth);
            }
        }
        Self { branches, left }
    }

    /// Chooses by excess of mass: a cluster is kept unless those inside it are together more stable. The whole is never one.
    pub(super) fn choose(&mut self) {
        let mut inside = vec![0.0; self.branches.len()];
        for at in (1..self.branches.len()).rev() {
            let own = self.branches[at].stability;
            self.branches[at].chosen = inside[at] <= own;
            inside[self.branches[at].parent] += own.max(inside[at]);
        }
        // From the top: nothing inside a chosen cluster is one.
        let mut covered = vec![false; self.branches.len()];
        for at in 1..self.branches.len() {
            let parent = self.branches[at].parent;
            covered[at] = covered[parent] || self.branches[parent].chosen;
            self.branches[at].chosen &= !covered[at];
        }
    }

    /// The chosen cluster of each point (`u32::MAX` for none), and how firmly it belongs: from 0 at the rim to 1.
    pub(super) fn members(&self) -> (Vec<u32>, Vec<f64>) {
        let mut home = vec![u32::MAX; self.branches.len()];
        for (at, branch) in self.branches.iter().enumerate().skip(1) {
            home[at] = if branch.chosen { at as u32 } else { home[branch.parent] };
        }
        let mut longest = vec![0.0_f64; self.branches.len()];
        for &(branch, lambda) in &self.left {
            if let Some(most) = longest.get_mut(home[branch as usize] as usize) {
                *most = most.max(lambda);
            }
        }
        let firm = |&(branch, lambda): &(u32, f64)| match home[branch as usize] {
            u32::MAX => 0.0,
            own => lambda / longest[own as usize],
        };
        (self.left.iter().map(|l| home[l.0 as usize]).collect(), self.left.iter().map(firm).collect())
    }

    /// The longest link inside a cluster told by [`Condensed::members`], in metres.
    pub(super) fn link_m(&self, cluster: u32) -> f64 {
        self.branches[cluster as usize].link_m
    }
}
