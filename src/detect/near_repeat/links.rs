//! Which events follow which: originators, near repeats and the chains they make.

use serde::Serialize;

use super::{Metric, knox::since_first, pairs::Sorted};
use crate::{detect::DetectError, geodesy::GridPoint};

/// What an event is to those near it in space and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// No other within both distances.
    Alone,
    /// Others on its day or later, none on a day before.
    Originator,
    /// At least one on a day before.
    NearRepeat,
}

/// Events joined through pairs near in space and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// Events, at least 2.
    pub events: u32,
    /// First and last day, counted as the days given.
    pub first_day: i32,
    /// See `first_day`.
    pub last_day: i32,
    /// True while the last event is less than the time distance before the last day of all: the chain may go on.
    pub open: bool,
}

/// Roles and chains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// Role of each event, as given.
    pub roles: Vec<Role>,
    /// Chain of each event, as a position in `chains`.
    pub chain_of: Vec<Option<u32>>,
    /// Chains by first day, then by place.
    pub chains: Vec<Chain>,
}

/// Links events less than `space_m` metres and less than `days_apart` days apart. Chains are the connected components
/// (as the strings of Wheeler's ptools). An event with none before it on its own chain's pairs is an
/// originator, even when two such fall on one day.
///
/// # Errors
/// As [`near_repeat`](super::near_repeat); [`DetectError::Setting`] for a distance of 0.
pub fn link(
    points: &[GridPoint],
    days: &[i32],
    space_m: f64,
    days_apart: u32,
    metric: Metric,
) -> Result<Links, DetectError> {
    if !(space_m > 0.0 && space_m <= 1e6) || days_apart == 0 {
        let got = format!("{space_m} m and {days_apart} days");
        let allowed = "over 0 and up to 1,000,000 metres, 1 day or more";
        return Err(DetectError::Setting { setting: "distances of a chain", got, allowed });
    }
    let relative = since_first(points.len(), days)?;
    let sorted = Sorted::new(points, &relative, &[space_m], metric);
    sorted.affordable()?;
    let n = points.len();
    let mut above: Vec<u32> = (0..n as u32).collect();
    let mut before = vec![false; n];
    let mut linked = vec![false; n];
    sorted.each_pair(0..n, |i, j, _| {
        let apart = sorted.day[j] - sorted.day[i];
        if u32::from(apart.unsigned_abs()) < days_apart {
            (linked[i], linked[j]) = (true, true);
            before[i] |= apart < 0;
            before[j] |= apart > 0;
            let (a, b) = (root(&mut above, i as u32), root(&mut above, j as u32));
            above[a.max(b) as usize] = a.min(b);
        }
    });
    let mut members: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    for at in (0..n as u32).filter(|&at| linked[at as usize]) {
        members.entry(root(&mut above, at)).or_default().push(at);
    }
    let day = |at: u32| days[sorted.source[at as usize] as usize];
    let last_of_all = days.iter().copied().max().unwrap_or(0);
    let mut chains: Vec<(Chain, u32, Vec<u32>)> = members
        .into_iter()
        .map(|(first, members)| {
            let first_day = members.iter().map(|&m| day(m)).min().unwrap_or(0);
            let last_day = members.iter().map(|&m| day(m)).max().unwrap_or(0);
            let open = last_of_all.abs_diff(last_day) < days_apart;
            (Chain { events: members.len() as u32, first_day, last_day, open }, first, members)
        })
        .collect();
    chains.sort_by_key(|c| (c.0.first_day, c.1));
    let mut links = Links {
        roles: vec![Role::Alone; n],
        chain_of: vec![None; n],
        chains: Vec::with_capacity(chains.len()),
    };
    for (number, (chain, _, members)) in chains.into_iter().enumerate() {
        for at in members {
            let event = sorted.source[at as usize] as usize;
            links.chain_of[event] = Some(number as u32);
            links.roles[event] = if before[at as usize] { Role::NearRepeat } else { Role::Originator };
        }
        links.chains.push(chain);
    }
    Ok(links)
}

fn root(above: &mut [u32], mut at: u32) -> u32 {
    while above[at as usize] != at {
        above[at as usize] = above[above[at as usize] as usize];
        at = above[at as usize];
    }
    at
}
