//! Lines to a network: vertices joined, barriers cut in.

use rstar::RTree;

use super::{
    WalkingOptions,
    barrier::{Barrier, Obstacle, StreetUse, street_use},
    measure::{NEVER, Spot, Units, metres_of},
    network::{Link, NetworkFacts, PlacedLink, WalkingNetwork, pieces, placed_link, rows},
    walls::{Met, Walls},
};
use crate::places::Street;

/// Lines of the street data that are in the way of somebody on foot.
pub(super) fn in_the_way(
    streets: &[Street],
) -> impl Iterator<Item = (Obstacle, &geo_types::LineString<f64>)> + '_ {
    streets.iter().filter_map(|street| match street_use(&street.kind) {
        StreetUse::Walked => None,
        StreetUse::InTheWay(what) => Some((what, &street.line)),
    })
}

/// Every straight stretch of every walked line, as positions of `spots`, lower first, each once.
fn stretches(streets: &[Street]) -> (Vec<Spot>, Vec<(u32, u32)>) {
    let walked = || streets.iter().filter(|s| street_use(&s.kind) == StreetUse::Walked);
    let pairs = || {
        walked().flat_map(|s| s.line.0.windows(2)).filter_map(|w| Some((Spot::of(w[0])?, Spot::of(w[1])?)))
    };
    let mut keyed: Vec<(u64, Spot)> =
        pairs().filter(|(a, b)| a != b).flat_map(|(a, b)| [a, b]).map(|s| (s.curve(), s)).collect();
    keyed.sort_unstable();
    keyed.dedup();
    let position = |spot: Spot| keyed.binary_search(&(spot.curve(), spot)).ok().map(|i| i as u32);
    let mut all: Vec<(u32, u32)> = pairs()
        .filter_map(|(a, b)| {
            let (a, b) = (position(a)?, position(b)?);
            (a != b).then_some((a.min(b), a.max(b)))
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    (keyed.into_iter().map(|(_, spot)| spot).collect(), all)
}

/// What cutting a stretch makes.
struct Cutter {
    nodes: u32,
    links: Vec<Link>,
    placed: Vec<PlacedLink>,
    crossings: Vec<Link>,
    closed: usize,
}

impl Cutter {
    /// One stretch, cut where barriers cross it: a node on either side, linked where it may be crossed.
    fn stretch(&mut self, (a, at_a): (u32, Spot), (b, at_b): (u32, Spot), met: &[Met]) {
        let whole = at_a.to(at_b);
        let ([ax, ay], [bx, by]) = (at_a.metres(), at_b.metres());
        let (mut node, mut done, mut from) = (a, 0 as Units, [ax, ay]);
        for met in met {
            let along = ((f64::from(whole) * met.share).round() as Units).clamp(done, whole);
            let here = [ax + (bx - ax) * met.share, ay + (by - ay) * met.share];
            let (near, far) = (self.nodes, self.nodes + 1);
            self.nodes += 2;
            self.link(node, near, along - done, from, here);
            if met.cost == NEVER {
                self.closed += 1;
            } else {
                self.crossings.push(Link { a: near, b: far, length: met.cost });
            }
            (node, done, from) = (far, along, here);
        }
        self.link(node, b, whole - done, from, [bx, by]);
    }

    fn link(&mut self, a: u32, b: u32, length: Units, from: [f64; 2], to: [f64; 2]) {
        self.placed.push(placed_link(from, to, self.links.len() as u32));
        self.links.push(Link { a, b, length });
    }
}

impl WalkingNetwork {
    /// A network of the walked lines. `None` when there is no such line.
    ///
    /// Barriers cut the stretches that cross them. Rivers, motorways and railways of the street data cut no
    /// stretch: where a street is drawn across one there is a bridge or an underpass. They stop the straight way
    /// from a place to the nearest street.
    #[must_use]
    pub(super) fn new(streets: &[Street], barriers: &[Barrier], options: WalkingOptions) -> Option<Self> {
        let (spots, stretches) = stretches(streets);
        if stretches.is_empty() {
            return None;
        }
        let units_per_min = options.units_per_min();
        let own = Walls::new(barriers, std::iter::empty(), units_per_min);
        let mut cutter = Cutter {
            nodes: spots.len() as u32,
            links: Vec::with_capacity(stretches.len()),
            placed: Vec::with_capacity(stretches.len()),
            crossings: Vec::new(),
            closed: 0,
        };
        for (a, b) in stretches {
            let (at_a, at_b) = (spots[a as usize], spots[b as usize]);
            cutter.stretch((a, at_a), (b, at_b), &own.met(at_a, at_b));
        }
        let Cutter { nodes, mut links, placed, crossings, closed } = cutter;
        let (with_place, penalised) = (links.len(), crossings.len());
        links.extend(crossings);
        let nodes = nodes as usize;
        let (first, out) = rows(nodes, &links);
        let (count, largest_share) = pieces(nodes, &links, with_place);
        let facts = NetworkFacts {
            nodes,
            links: with_place,
            length_m: links[..with_place].iter().map(|l| metres_of(l.length)).sum(),
            pieces: count,
            largest_share,
            closed,
            penalised,
        };
        Some(Self {
            first,
            out,
            links,
            placed: RTree::bulk_load(placed),
            walls: Walls::new(barriers, in_the_way(streets), units_per_min),
            barriers: barriers.to_vec(),
            options,
            facts,
        })
    }
}
