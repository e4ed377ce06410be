//! The one question: how many minutes on foot.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::{
    barrier::Barrier,
    crow::CrowFly,
    isochrone,
    join::{Gap, Join},
    measure::{NEVER, Spot, Units},
    network::WalkingNetwork,
    search::Search,
};
use crate::{geodesy::GridPoint, places::Street};

/// How people walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WalkingOptions {
    /// Walking speed, km/h; default 4.8, which is 80 m a minute.
    pub km_per_hour: f64,
    /// Furthest a place may be from a street, metres in a straight line; default 300.
    pub snap_m: f64,
    /// Straight lines are multiplied by this where there is no network; default 1.3.
    pub detour: f64,
}

impl Default for WalkingOptions {
    fn default() -> Self {
        Self { km_per_hour: 4.8, snap_m: 300.0, detour: 1.3 }
    }
}

impl WalkingOptions {
    pub(super) fn units_per_min(self) -> f64 {
        self.km_per_hour * 1000.0 / 60.0 * 10_000.0
    }

    fn limit(self, minutes: f64) -> Units {
        // One below "never", so that what cannot be reached is out of any limit.
        ((minutes.max(0.0) * self.units_per_min()) as Units).min(NEVER - 1)
    }
}

/// Walking times: on the street network, or by straight lines where there is none.
#[derive(Debug, Clone)]
pub enum Walking {
    /// On streets and paths.
    Network(Box<WalkingNetwork>),
    /// Straight, times a detour.
    CrowFly(Box<CrowFly>),
}

/// A place within reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    /// Its position in the list of targets.
    pub target: u32,
    /// Minutes on foot.
    pub minutes: f64,
}

/// Places to be reached, joined to the network once for any number of sources.
#[derive(Debug, Clone)]
pub struct Targets {
    spots: Vec<Spot>,
    joins: Vec<Result<Join, Gap>>,
    /// By link: where its targets begin in `order`.
    first: Vec<u32>,
    order: Vec<u32>,
    /// Positions by place.
    by_spot: Vec<u32>,
}

impl Targets {
    fn new(spots: Vec<Spot>, joins: Vec<Result<Join, Gap>>, links: usize) -> Self {
        let mut first = vec![0_u32; if joins.is_empty() { 0 } else { links + 1 }];
        let joined = || joins.iter().zip(0_u32..).filter_map(|(j, i)| Some((j.ok()?.link as usize, i)));
        for (link, _) in joined() {
            first[link + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let (mut next, mut order) = (first.clone(), vec![0_u32; joined().count()]);
        for (link, i) in joined() {
            order[next[link] as usize] = i;
            next[link] += 1;
        }
        let mut by_spot: Vec<u32> = (0..spots.len() as u32).collect();
        by_spot.sort_by_key(|i| (spots[*i as usize], *i));
        Self { spots, joins, first, order, by_spot }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// True without any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// Targets that are on no part of the network, with the reason: nobody reaches them on foot.
    pub fn gaps(&self) -> impl Iterator<Item = (u32, Gap)> + '_ {
        self.joins.iter().zip(0_u32..).filter_map(|(join, i)| Some((i, join.err()?)))
    }

    /// Targets on one link.
    pub(super) fn on(&self, link: u32) -> impl Iterator<Item = (u32, Join)> + '_ {
        let link = link as usize;
        let range = match self.first.get(link..link + 2) {
            Some(ends) => ends[0] as usize..ends[1] as usize,
            None => 0..0,
        };
        self.order[range].iter().filter_map(|t| Some((*t, self.joins[*t as usize].ok()?)))
    }

    /// Targets at exactly this place.
    pub(super) fn at(&self, spot: Spot) -> impl Iterator<Item = u32> + '_ {
        let from = self.by_spot.partition_point(|i| self.spots[*i as usize] < spot);
        self.by_spot[from..].iter().copied().take_while(move |i| self.spots[*i as usize] == spot)
    }

    pub(super) fn spots(&self) -> impl Iterator<Item = (u32, Spot)> + '_ {
        (0_u32..).zip(self.spots.iter().copied())
    }
}

impl Walking {
    /// On the walked lines among these; by straight lines when there is none.
    ///
    /// Lines of kind `motorway`, `rail` and `river` are not walked and are not crossed but where a walked line
    /// crosses them. About a second for a county's streets.
    #[must_use]
    pub fn from_streets(streets: &[Street], barriers: &[Barrier], options: WalkingOptions) -> Self {
        match WalkingNetwork::new(streets, barriers, options) {
            Some(network) => Self::Network(Box::new(network)),
            None => Self::crow_fly(streets, barriers, options),
        }
    }

    /// By straight lines, whatever streets there are.
    #[must_use]
    pub fn crow_fly(streets: &[Street], barriers: &[Barrier], options: WalkingOptions) -> Self {
        Self::CrowFly(Box::new(CrowFly::new(streets, barriers, options)))
    }

    fn options(&self) -> WalkingOptions {
        match self {
            Self::Network(network) => network.options,
            Self::CrowFly(crow) => crow.options,
        }
    }

    /// Prepares places to be reached.
    #[must_use]
    pub fn targets(&self, places: &[GridPoint]) -> Targets {
        let spots: Vec<Spot> = places.iter().map(|p| Spot::from(*p)).collect();
        match self {
            Self::Network(network) => {
                let joins = spots.par_iter().map(|spot| network.join(*spot)).collect();
                Targets::new(spots, joins, network.links.len())
            }
            Self::CrowFly(_) => Targets::new(spots, Vec::new(), 0),
        }
    }

    /// Which targets can be reached from one place within so many minutes, by position.
    #[must_use]
    pub fn reach(&self, from: GridPoint, targets: &Targets, limit_min: f64) -> Vec<Reached> {
        self.table(&[from], targets, limit_min).pop().unwrap_or_default()
    }

    /// The same from many places, in their order; sources run in parallel and never change each other.
    ///
    /// Cost: the part of the network within the limit of each source.
    #[must_use]
    pub fn table(&self, from: &[GridPoint], targets: &Targets, limit_min: f64) -> Vec<Vec<Reached>> {
        let (options, per_min) = (self.options(), self.options().units_per_min());
        let limit = options.limit(limit_min);
        let minutes = |found: Vec<(u32, Units)>| {
            found
                .into_iter()
                .map(|(target, way)| Reached { target, minutes: f64::from(way) / per_min })
                .collect()
        };
        match self {
            Self::Network(network) => {
                let search = || Search::new(network, targets);
                let one = |search: &mut Search, from: &GridPoint| {
                    let spot = Spot::from(*from);
                    minutes(match network.join(spot) {
                        Ok(join) => search.run(network, spot, join, targets, limit),
                        Err(_) => targets.at(spot).map(|t| (t, 0)).collect(),
                    })
                };
                from.par_iter().map_init(search, one).collect()
            }
            Self::CrowFly(crow) => {
                from.par_iter().map(|from| minutes(crow.reach(Spot::from(*from), targets, limit))).collect()
            }
        }
    }

    /// Minutes from one place to each of others; `None` beyond the limit or where there is no way.
    #[must_use]
    pub fn minutes(&self, from: GridPoint, to: &[GridPoint], limit_min: f64) -> Vec<Option<f64>> {
        let mut out = vec![None; to.len()];
        for reached in self.reach(from, &self.targets(to), limit_min) {
            out[reached.target as usize] = Some(reached.minutes);
        }
        out
    }

    /// The ground within so many minutes of a place, in metres: every point of it is itself within
    /// [`WalkingOptions::snap_m`] of a street it can get to. Drawn on a lattice of 25 m or a fortieth of the reach.
    /// Nothing where the place itself is off the network.
    #[must_use]
    pub fn isochrone(&self, from: GridPoint, minutes: f64) -> MultiPolygon<f64> {
        if self.gap(from).is_some() {
            return MultiPolygon(Vec::new());
        }
        let reach_m = minutes.max(0.0) * self.options().km_per_hour * 1000.0 / 60.0;
        isochrone::draw(from, minutes, reach_m, |places| {
            // A little beyond, so that the edge can be drawn between lattice points.
            self.minutes(from, places, minutes * 1.1 + 1.0)
        })
    }

    /// Why a place cannot be walked to or from at all, if so.
    #[must_use]
    pub fn gap(&self, place: GridPoint) -> Option<Gap> {
        match self {
            Self::Network(network) => network.join(place.into()).err(),
            Self::CrowFly(_) => None,
        }
    }

    /// How times were made, for a label.
    #[must_use]
    pub fn words(&self) -> String {
        let o = self.options();
        match self {
            Self::Network(_) => format!("walking times on the street network at {} km/h", o.km_per_hour),
            Self::CrowFly(_) => format!(
                "walking times estimated: straight line × {} at {} km/h, because there is no street network",
                o.detour, o.km_per_hour
            ),
        }
    }

    /// What a reader must know of the network: parts that do not hang together, barriers that cut nothing.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match self {
            Self::Network(network) => {
                let facts = network.facts();
                if facts.pieces > 1 {
                    notes.push(format!(
                        "the street network is in {} parts with no way between them; the largest has {:.1} % of its length",
                        facts.pieces,
                        100.0 * facts.largest_share
                    ));
                }
                if !network.barriers.is_empty() {
                    notes.push(format!(
                        "{} barriers of the file: {} stretches of street closed, {} crossings that cost minutes",
                        network.barriers.len(),
                        facts.closed,
                        facts.penalised
                    ));
                }
            }
            Self::CrowFly(crow) => notes.push(crow.words()),
        }
        notes
    }
}
