//! Which incident hangs together with which: links between incidents and the chains they make. Never between people.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{DeterrenceError, GroupEvent, GroupId};
use crate::{
    detect::{Decay, Metric, Verdict, link},
    geodesy::GridPoint,
};

/// An incident a chain may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainIncident {
    /// Its place among the incidents the caller holds.
    pub incident: usize,
    /// Local calendar day, counted from 1970-01-01.
    pub day: i32,
    /// Where; `None` when it is not mapped.
    pub at: Option<GridPoint>,
}

/// Why two incidents are linked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LinkKind {
    /// The same two groups against each other.
    SamePair {
        /// The group with the smaller number.
        a: GroupId,
        /// The other.
        b: GroupId,
    },
    /// Near enough and soon enough to be a near repeat by the Knox table of the same data.
    NearRepeat {
        /// Metres apart.
        metres: f64,
    },
}

/// Two linked incidents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChainLink {
    /// The first of them, by day, then by position.
    pub earlier: usize,
    /// The second.
    pub later: usize,
    /// Days between.
    pub days: u32,
    /// Why.
    #[serde(flatten)]
    pub kind: LinkKind,
}

/// Incidents joined through links.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkedChain {
    /// By day, then by position; at least two.
    pub incidents: Vec<usize>,
    /// By later incident.
    pub links: Vec<ChainLink>,
    /// First day.
    pub first_day: i32,
    /// Last day.
    pub last_day: i32,
    /// Days from the last incident to the day asked for.
    pub days_since: u32,
    /// True when a group was part of one of them.
    pub with_groups: bool,
}

/// Links incidents up to and with the day `until`: the next incident of the same two groups within `pair_days` days
/// (28 is usual), and near repeats, whose radius and life are read off the Knox table of the same data
/// ([`crate::detect::verdict`] of [`crate::detect::near_repeat`]); where that shows none, no near repeats are linked.
/// Chains are the connected components, near repeats as [`crate::detect::link`] joins them, the most recent chain
/// first.
///
/// A link says that two incidents are worth reading together. It says nothing of who did either.
///
/// # Errors
/// [`DeterrenceError::Detect`] as [`crate::detect::link`]; [`DeterrenceError::Setting`] for 0 days or more than 365.
pub fn linked_chains(
    events: &[GroupEvent],
    incidents: &[ChainIncident],
    near: &Verdict,
    pair_days: u32,
    until: i32,
) -> Result<Vec<LinkedChain>, DeterrenceError> {
    if !(1..=365).contains(&pair_days) {
        let (setting, got) = ("days between incidents of a pair", pair_days.to_string());
        return Err(DeterrenceError::Setting { setting, got, allowed: "1 to 365" });
    }
    // Every incident once, in order of day, then position.
    let mut all: BTreeMap<usize, ChainIncident> = BTreeMap::new();
    let of_groups = events.iter().map(|e| ChainIncident { incident: e.incident, day: e.day, at: e.at });
    for told in incidents.iter().copied().chain(of_groups).filter(|i| i.day <= until) {
        all.entry(told.incident).or_insert(told);
    }
    let mut order: Vec<ChainIncident> = all.into_values().collect();
    order.sort_by_key(|i| (i.day, i.incident));
    let place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(k, i)| (i.incident, k)).collect();
    let mut links = same_pair(events, &place, &order, pair_days);
    if let Some(decay) = near.reach() {
        links.extend(near_repeats(&order, decay)?);
    }
    Ok(components(&order, links, events, until))
}

type Link = (usize, usize, LinkKind);

fn same_pair(
    events: &[GroupEvent],
    place: &BTreeMap<usize, usize>,
    order: &[ChainIncident],
    pair_days: u32,
) -> Vec<Link> {
    let mut pairs: BTreeMap<(GroupId, GroupId), BTreeSet<usize>> = BTreeMap::new();
    for event in events {
        let Some(&at) = place.get(&event.incident) else { continue };
        for pair in event.opposed() {
            pairs.entry(pair).or_default().insert(at);
        }
    }
    let mut links = Vec::new();
    for ((a, b), at) in pairs {
        for (&first, &second) in at.iter().zip(at.iter().skip(1)) {
            if order[first].day.abs_diff(order[second].day) <= pair_days {
                links.push((first, second, LinkKind::SamePair { a, b }));
            }
        }
    }
    links
}

fn near_repeats(order: &[ChainIncident], decay: &Decay) -> Result<Vec<Link>, DeterrenceError> {
    let mapped: Vec<(usize, GridPoint)> =
        order.iter().enumerate().filter_map(|(k, i)| Some((k, i.at?))).collect();
    if mapped.len() < 2 {
        return Ok(Vec::new());
    }
    let points: Vec<GridPoint> = mapped.iter().map(|m| m.1).collect();
    let days: Vec<i32> = mapped.iter().map(|m| order[m.0].day).collect();
    let joined = link(&points, &days, decay.space_m, decay.days, Metric::Euclidean)?;
    let mut of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (k, chain) in joined.chain_of.iter().enumerate() {
        if let Some(chain) = chain {
            of.entry(*chain).or_default().push(k);
        }
    }
    let mut links = Vec::new();
    for members in of.values() {
        for (i, &first) in members.iter().enumerate() {
            let soon = |k: &&usize| days[**k].abs_diff(days[first]) < decay.days;
            for &second in members[i + 1..].iter().take_while(soon) {
                let metres = points[first].distance_m(points[second]);
                if metres < decay.space_m {
                    links.push((mapped[first].0, mapped[second].0, LinkKind::NearRepeat { metres }));
                }
            }
        }
    }
    Ok(links)
}

fn components(
    order: &[ChainIncident],
    links: Vec<Link>,
    events: &[GroupEvent],
    until: i32,
) -> Vec<LinkedChain> {
    let mut above: Vec<usize> = (0..order.len()).collect();
    for &(first, second, _) in &links {
        let (a, b) = (root(&mut above, first), root(&mut above, second));
        above[a.max(b)] = a.min(b);
    }
    let with_groups: BTreeSet<usize> = events.iter().map(|e| e.incident).collect();
    let mut chains: BTreeMap<usize, LinkedChain> = BTreeMap::new();
    let linked: BTreeSet<usize> = links.iter().flat_map(|l| [l.0, l.1]).collect();
    for at in linked {
        let ChainIncident { incident, day, .. } = order[at];
        let chain = chains.entry(root(&mut above, at)).or_insert_with(|| LinkedChain {
            incidents: Vec::new(),
            links: Vec::new(),
            first_day: day,
            last_day: day,
            days_since: 0,
            with_groups: false,
        });
        // In order of day: the last seen is the latest.
        (chain.last_day, chain.days_since) = (day, until.abs_diff(day));
        chain.incidents.push(incident);
        chain.with_groups |= with_groups.contains(&incident);
    }
    let mut links = links;
    links.sort_by_key(|l| (l.1, l.0, matches!(l.2, LinkKind::NearRepeat { .. })));
    for (first, second, kind) in links {
        if let Some(chain) = chains.get_mut(&root(&mut above, first)) {
            let days = order[first].day.abs_diff(order[second].day);
            let (earlier, later) = (order[first].incident, order[second].incident);
            chain.links.push(ChainLink { earlier, later, days, kind });
        }
    }
    let mut chains: Vec<LinkedChain> = chains.into_values().collect();
    chains.sort_by_key(|c| (c.days_since, c.first_day, c.incidents.first().copied()));
    chains
}

fn root(above: &mut [usize], mut at: usize) -> usize {
    while above[at] != at {
        above[at] = above[above[at]];
        at = above[at];
    }
    at
}
