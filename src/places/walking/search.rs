//! Shortest ways from one place to many, no further than asked (Dijkstra 1959).

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    join::Join,
    measure::{NEVER, Spot, Units},
    network::WalkingNetwork,
    walk::Targets,
};

/// What one search needs, kept from source to source.
pub(super) struct Search {
    way: Vec<Units>,
    touched: Vec<u32>,
    /// Way in the high half, node in the low half: one comparison orders both.
    heap: BinaryHeap<Reverse<u64>>,
    best: Vec<Units>,
    hit: Vec<u32>,
}

impl Search {
    pub(super) fn new(network: &WalkingNetwork, targets: &Targets) -> Self {
        Self {
            way: vec![NEVER; network.nodes()],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
            best: vec![NEVER; targets.len()],
            hit: Vec::new(),
        }
    }

    /// Targets no further than `limit`, by position, with their way.
    pub(super) fn run(
        &mut self,
        network: &WalkingNetwork,
        from: Spot,
        join: Join,
        targets: &Targets,
        limit: Units,
    ) -> Vec<(u32, Units)> {
        let link = network.links[join.link as usize];
        for (target, other) in targets.on(join.link) {
            let between = join.along.abs_diff(other.along);
            self.offer(target, join.off.saturating_add(between).saturating_add(other.off), limit);
        }
        for node in [link.a, link.b] {
            self.settle(node, join.off.saturating_add(link.along_from(node, join.along)), limit);
        }
        while let Some(Reverse(next)) = self.heap.pop() {
            let (way, node) = ((next >> 32) as Units, next as u32);
            if way > self.way[node as usize] {
                continue;
            }
            for out in network.ways_out(node) {
                for (target, other) in targets.on(out.link) {
                    let rest = network.links[out.link as usize].along_from(node, other.along);
                    self.offer(target, way.saturating_add(rest).saturating_add(other.off), limit);
                }
                self.settle(out.to, way.saturating_add(out.length), limit);
            }
        }
        // A place is no way from itself, even off the network.
        for target in targets.at(from) {
            self.offer(target, 0, limit);
        }
        for node in self.touched.drain(..) {
            self.way[node as usize] = NEVER;
        }
        self.hit.sort_unstable();
        self.hit.drain(..).map(|t| (t, std::mem::replace(&mut self.best[t as usize], NEVER))).collect()
    }

    fn settle(&mut self, node: u32, way: Units, limit: Units) {
        let known = &mut self.way[node as usize];
        if way <= limit && way < *known {
            if *known == NEVER {
                self.touched.push(node);
            }
            *known = way;
            self.heap.push(Reverse(u64::from(way) << 32 | u64::from(node)));
        }
    }

    fn offer(&mut self, target: u32, way: Units, limit: Units) {
        let best = &mut self.best[target as usize];
        if way <= limit && way < *best {
            if *best == NEVER {
                self.hit.push(target);
            }
            *best = way;
        }
    }
}

/// The same by the naive way, for tests and benches: the whole network is searched, and every target asks both
/// ends of its own link.
///
/// Minutes to each place, `None` where there is no way. Cost: the whole network for every source.
#[must_use]
pub fn naive_minutes(
    network: &WalkingNetwork,
    from: crate::geodesy::GridPoint,
    to: &[crate::geodesy::GridPoint],
) -> Vec<Option<f64>> {
    let mut ways = vec![u64::MAX; network.nodes()];
    let mut queue = BinaryHeap::new();
    let Ok(start) = network.join(from.into()) else { return vec![None; to.len()] };
    let link = network.links[start.link as usize];
    for node in [link.a, link.b] {
        queue.push(Reverse((u64::from(start.off) + u64::from(link.along_from(node, start.along)), node)));
    }
    while let Some(Reverse((way, node))) = queue.pop() {
        if way < ways[node as usize] {
            ways[node as usize] = way;
            for out in network.ways_out(node) {
                queue.push(Reverse((way + u64::from(out.length), out.to)));
            }
        }
    }
    let one = |point: &crate::geodesy::GridPoint| {
        if Spot::from(*point) == Spot::from(from) {
            return Some(0.0);
        }
        let end = network.join((*point).into()).ok()?;
        let link = network.links[end.link as usize];
        let by = |node: u32| ways[node as usize].saturating_add(u64::from(link.along_from(node, end.along)));
        let along = if end.link == start.link {
            u64::from(start.off) + u64::from(start.along.abs_diff(end.along))
        } else {
            u64::MAX
        };
        let way = by(link.a).min(by(link.b)).min(along).saturating_add(u64::from(end.off));
        (way < u64::from(NEVER)).then(|| way as f64 / network.options.units_per_min())
    };
    to.iter().map(one).collect()
}
