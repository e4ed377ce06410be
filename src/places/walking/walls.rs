//! Every stretch of every barrier, by place.

use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::{
    Barrier, BarrierEffect, Obstacle,
    measure::{NEVER, Spot, Units},
};

/// One straight stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    a: Spot,
    b: Spot,
    what: Obstacle,
    /// What a crossing costs; [`NEVER`] where nobody crosses.
    cost: Units,
}

type Placed = GeomWithData<Rectangle<[f64; 2]>, Stretch>;

/// A crossing of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Met {
    /// Share of the way.
    pub(super) share: f64,
    pub(super) what: Obstacle,
    pub(super) cost: Units,
}

/// Barriers ready to be asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Walls {
    tree: RTree<Placed>,
}

impl Walls {
    /// From the user's barriers and what the street data put in the way (which nobody crosses).
    pub(super) fn new<'a>(
        barriers: &'a [Barrier],
        natural: impl Iterator<Item = (Obstacle, &'a geo_types::LineString<f64>)>,
        units_per_min: f64,
    ) -> Self {
        let own = barriers.iter().zip(0_u32..).flat_map(|(barrier, i)| {
            let cost = match barrier.effect {
                BarrierEffect::Closed => NEVER,
                BarrierEffect::Penalty(minutes) => (minutes.max(0.0) * units_per_min).round() as Units,
            };
            barrier.lines.iter().map(move |line| (Obstacle::Barrier(i), line, cost))
        });
        let mut all: Vec<Stretch> = own
            .chain(natural.map(|(what, line)| (what, line, NEVER)))
            .flat_map(|(what, line, cost)| {
                line.0.windows(2).filter_map(move |w| {
                    let (a, b) = (Spot::of(w[0])?, Spot::of(w[1])?);
                    (a != b).then_some(Stretch { a: a.min(b), b: a.max(b), what, cost })
                })
            })
            .collect();
        // A line drawn twice is one barrier.
        all.sort_unstable();
        all.dedup();
        let placed = |s: Stretch| {
            let corners = Rectangle::from_corners(s.a.metres(), s.b.metres());
            GeomWithData::new(corners, s)
        };
        Self { tree: RTree::bulk_load(all.into_iter().map(placed).collect()) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tree.size() == 0
    }

    /// What a straight way meets, in order.
    pub(super) fn met(&self, from: Spot, to: Spot) -> Vec<Met> {
        if self.is_empty() || from == to {
            return Vec::new();
        }
        // A millimetre more, because boxes are compared as metres.
        let (a, b) = (from.metres(), to.metres());
        let low = [a[0].min(b[0]) - 0.001, a[1].min(b[1]) - 0.001];
        let high = [a[0].max(b[0]) + 0.001, a[1].max(b[1]) + 0.001];
        let near = self.tree.locate_in_envelope_intersecting(&AABB::from_corners(low, high));
        let mut met: Vec<Met> = near
            .filter_map(|placed| {
                let s = placed.data;
                from.crosses(to, s.a, s.b).map(|share| Met { share, what: s.what, cost: s.cost })
            })
            .collect();
        met.sort_unstable_by(|p, q| {
            p.share.total_cmp(&q.share).then(p.what.cmp(&q.what)).then(p.cost.cmp(&q.cost))
        });
        met
    }

    /// What it costs to walk straight: [`NEVER`] where something closed is in the way.
    pub(super) fn cost(&self, from: Spot, to: Spot) -> Units {
        self.met(from, to).iter().fold(0, |sum: Units, met| sum.saturating_add(met.cost))
    }
}
