//! The street network in compressed rows.

use rstar::{RTree, primitives::GeomWithData, primitives::Line};

use super::{
    WalkingOptions,
    barrier::Barrier,
    measure::{Spot, Units, metres_of},
    walls::Walls,
};

/// A stretch of street without a junction or a barrier inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    /// Its ends; `a` stands before `b`.
    pub(super) a: u32,
    pub(super) b: u32,
    /// Its length, or what crossing a barrier costs.
    pub(super) length: Units,
}

impl Link {
    /// From the end `node` to the spot `along` units from `a`.
    pub(super) fn along_from(&self, node: u32, along: Units) -> Units {
        if node == self.a { along } else { self.length - along }
    }
}

/// One way out of a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Out {
    pub(super) to: u32,
    pub(super) length: Units,
    pub(super) link: u32,
}

pub(super) type PlacedLink = GeomWithData<Line<[f64; 2]>, u32>;

/// Streets and paths as a graph: compressed rows, lengths exact, the same for any order of the lines.
///
/// Two lines meet where they share a vertex (to the millimetre), and nowhere else: a bridge over a street is
/// no junction. Build one with [`super::Walking::from_streets`].
#[derive(Debug, Clone)]
pub struct WalkingNetwork {
    /// Where each node's ways out begin; one more than nodes.
    pub(super) first: Vec<u32>,
    pub(super) out: Vec<Out>,
    /// Those with a place come first, in `placed` too; crossings that cost minutes after them.
    pub(super) links: Vec<Link>,
    pub(super) placed: RTree<PlacedLink>,
    /// What nobody walks straight across on the way to the network.
    pub(super) walls: Walls,
    pub(super) barriers: Vec<Barrier>,
    pub(super) options: WalkingOptions,
    pub(super) facts: NetworkFacts,
}

/// What a network is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NetworkFacts {
    /// Junctions, bends and ends.
    pub nodes: usize,
    /// Stretches between them.
    pub links: usize,
    /// Length in metres.
    pub length_m: f64,
    /// Parts without a way from one to another.
    pub pieces: usize,
    /// Share of the length that the largest part has, 0 to 1.
    pub largest_share: f64,
    /// Stretches cut by a closed barrier.
    pub closed: usize,
    /// Crossings that cost minutes.
    pub penalised: usize,
}

impl WalkingNetwork {
    /// What it is made of.
    #[must_use]
    pub fn facts(&self) -> NetworkFacts {
        self.facts
    }

    /// The barriers it was built with.
    #[must_use]
    pub fn barriers(&self) -> &[Barrier] {
        &self.barriers
    }

    pub(super) fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    pub(super) fn ways_out(&self, node: u32) -> &[Out] {
        let node = node as usize;
        &self.out[self.first[node] as usize..self.first[node + 1] as usize]
    }
}

/// Rows of ways out, by node.
pub(super) fn rows(nodes: usize, links: &[Link]) -> (Vec<u32>, Vec<Out>) {
    let mut first = vec![0_u32; nodes + 1];
    for link in links {
        first[link.a as usize + 1] += 1;
        first[link.b as usize + 1] += 1;
    }
    for i in 0..nodes {
        first[i + 1] += first[i];
    }
    let mut next = first.clone();
    let mut out = vec![Out { to: 0, length: 0, link: 0 }; links.len() * 2];
    for (link, number) in links.iter().zip(0_u32..) {
        for (here, there) in [(link.a, link.b), (link.b, link.a)] {
            let at = &mut next[here as usize];
            out[*at as usize] = Out { to: there, length: link.length, link: number };
            *at += 1;
        }
    }
    (first, out)
}

/// Parts without a way between them: how many, and the largest one's share of the length.
pub(super) fn pieces(nodes: usize, links: &[Link], placed: usize) -> (usize, f64) {
    let mut root: Vec<u32> = (0..nodes as u32).collect();
    let find = |root: &mut Vec<u32>, mut at: u32| {
        while root[at as usize] != at {
            root[at as usize] = root[root[at as usize] as usize];
            at = root[at as usize];
        }
        at
    };
    for link in links {
        let (a, b) = (find(&mut root, link.a), find(&mut root, link.b));
        root[a.max(b) as usize] = a.min(b);
    }
    let mut length = vec![0.0; nodes];
    for link in &links[..placed] {
        length[find(&mut root, link.a) as usize] += metres_of(link.length);
    }
    let count = (0..nodes as u32).filter(|n| find(&mut root, *n) == *n).count();
    let (most, all) = length.iter().fold((0.0_f64, 0.0), |(most, all), l| (most.max(*l), all + l));
    (count, if all > 0.0 { most / all } else { 0.0 })
}

/// A link as a line that can be found.
pub(super) fn placed_link(a: [f64; 2], b: [f64; 2], number: u32) -> PlacedLink {
    GeomWithData::new(Line::new(a, b), number)
}

/// A spot as the search sees it.
pub(super) fn found_at(spot: Spot) -> [f64; 2] {
    spot.metres()
}
