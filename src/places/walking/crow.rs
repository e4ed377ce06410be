//! Straight lines, where there is no network.

use super::{
    barrier::{Barrier, Obstacle, StreetUse, street_use},
    build::in_the_way,
    measure::{NEVER, Spot, Units},
    walk::{Targets, WalkingOptions},
    walls::Walls,
};
use crate::places::Street;

/// A crossing is used when it is this near to where the straight line meets the obstacle, metres.
const CROSSING_M: f64 = 400.0;

/// Walking times by straight lines times a detour: an estimate, and labelled so.
///
/// A river, motorway or railway on the line is walked round by a street that crosses it within 400 m, where one is
/// known; without one, with more than one such obstacle in a row, or with a closed barrier, there is no way.
#[derive(Debug, Clone)]
pub struct CrowFly {
    pub(super) options: WalkingOptions,
    walls: Walls,
    crossings: Vec<Spot>,
    barriers: usize,
    natural: bool,
}

impl CrowFly {
    pub(super) fn new(streets: &[Street], barriers: &[Barrier], options: WalkingOptions) -> Self {
        let per_min = options.units_per_min();
        let natural = Walls::new(&[], in_the_way(streets), per_min);
        let walked = streets.iter().filter(|s| street_use(&s.kind) == StreetUse::Walked);
        let pairs =
            walked.flat_map(|s| s.line.0.windows(2)).filter_map(|w| Some((Spot::of(w[0])?, Spot::of(w[1])?)));
        let mut crossings: Vec<Spot> = pairs
            .flat_map(|(a, b)| natural.met(a, b).into_iter().map(move |met| between(a, b, met.share)))
            .collect();
        crossings.sort_unstable();
        crossings.dedup();
        Self {
            options,
            walls: Walls::new(barriers, in_the_way(streets), per_min),
            crossings,
            barriers: barriers.len(),
            natural: !natural.is_empty(),
        }
    }

    pub(super) fn reach(&self, from: Spot, targets: &Targets, limit: Units) -> Vec<(u32, Units)> {
        let near = |(target, spot): (u32, Spot)| {
            // Only those within the limit need to be looked at closely.
            let short = self.stretched(from.to(spot)) <= limit;
            let way = if short { self.way(from.min(spot), from.max(spot)) } else { NEVER };
            (way <= limit).then_some((target, way))
        };
        targets.spots().filter_map(near).collect()
    }

    fn stretched(&self, straight: Units) -> Units {
        (f64::from(straight) * self.options.detour).round() as Units
    }

    fn way(&self, a: Spot, b: Spot) -> Units {
        let met = self.walls.met(a, b);
        let paid = met.iter().filter(|m| m.cost != NEVER).fold(0, |sum: Units, m| sum.saturating_add(m.cost));
        let mut closed = met.iter().filter(|m| m.cost == NEVER);
        let way = match (closed.next(), closed.next()) {
            (None, _) => self.stretched(a.to(b)),
            (Some(one), None) if !matches!(one.what, Obstacle::Barrier(_)) => {
                self.round(a, b, between(a, b, one.share))
            }
            _ => NEVER,
        };
        way.saturating_add(paid)
    }

    /// By the crossing that makes the shortest way.
    fn round(&self, a: Spot, b: Spot, meets: Spot) -> Units {
        let most = (CROSSING_M * 1000.0) as i64;
        let from = self.crossings.partition_point(|c| c.y < meets.y - most);
        let near = self.crossings[from..].iter().take_while(|c| c.y <= meets.y + most);
        near.filter(|c| c.to(meets) <= (CROSSING_M * 10_000.0) as Units)
            .map(|c| self.stretched(a.to(*c).saturating_add(c.to(b))))
            .min()
            .unwrap_or(NEVER)
    }

    pub(super) fn words(&self) -> String {
        let mut words = String::from(
            "there is no street network: times are estimated from straight lines and know no dead ends or fences",
        );
        if self.natural {
            words.push_str(
                "; where a river, motorway or railway lies between and no crossing is known within 400 m of the line, there is no way",
            );
        }
        if self.barriers > 0 {
            words.push_str(
                "; a line that meets a closed barrier is no way, though one may lead round its end",
            );
        }
        words
    }
}

fn between(a: Spot, b: Spot, share: f64) -> Spot {
    let mm = |from: i64, to: i64| from + ((to - from) as f64 * share).round() as i64;
    Spot { x: mm(a.x, b.x), y: mm(a.y, b.y) }
}
