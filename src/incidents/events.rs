//! Crimes to events: counting rules record one crime per victim, so one brawl is six crimes.

use std::collections::HashMap;

use super::{Geocode, Incident, Status};
use crate::calendar::Precision;

/// Crimes farther apart than this are never one event, in metres.
pub const EVENT_DISTANCE_M: f64 = 50.0;
/// Crimes farther apart in time than this are never one event, in seconds.
pub const EVENT_SECONDS: i64 = 2 * 3600;

/// Which event each crime belongs to, in the order of the slice.
///
/// Two crimes can share an event only when both count, both have a point (better than a named area)
/// and both a known time of day ([`Precision::Minute`] and a span of at most two hours).
///
/// **The rule is anchored, not chained.** Crimes are taken by start time (ties by easting, northing,
/// key). Each joins the earliest event whose *first* crime is within [`EVENT_DISTANCE_M`] and
/// [`EVENT_SECONDS`] of it, both inclusive, or starts an event of its own. So no chain of small steps
/// can swallow a whole night in a busy street: an event never spans more than two hours. The partition
/// does not depend on the order of the slice; ids are dense and numbered by first appearance in it.
///
/// Every crime gets an id: crimes that cannot fold are events of one. Cost: a sort and one grid look-up
/// a crime.
#[must_use]
pub fn fold_events(crimes: &[&Incident]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..crimes.len()).filter(|&i| can_fold(crimes[i])).collect();
    order.sort_by(|&a, &b| sort_key(crimes[a], crimes[b]));
    let mut anchor: Vec<usize> = (0..crimes.len()).collect();
    let mut grid: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (rank, &i) in order.iter().enumerate() {
        match earliest_anchor(crimes, &order, &mut grid, i) {
            Some(first) => anchor[i] = first,
            None => grid.entry(square(crimes[i])).or_default().push(rank),
        }
    }
    number(&anchor)
}

fn can_fold(crime: &Incident) -> bool {
    let span = crime.committed;
    crime.status == Status::Current
        && crime.point.is_some()
        && crime.geocode < Geocode::Area
        && span.precision == Precision::Minute
        && span.to.0 - span.from.0 <= EVENT_SECONDS
}

fn position(crime: &Incident) -> (f64, f64) {
    crime.point.map_or((f64::MAX, f64::MAX), |p| (p.easting_m(), p.northing_m()))
}

fn sort_key(a: &Incident, b: &Incident) -> std::cmp::Ordering {
    let ((ax, ay), (bx, by)) = (position(a), position(b));
    (a.committed.from.cmp(&b.committed.from))
        .then(ax.total_cmp(&bx))
        .then(ay.total_cmp(&by))
        .then_with(|| a.key.cmp(&b.key))
}

fn square(crime: &Incident) -> (i64, i64) {
    let (x, y) = position(crime);
    ((x / EVENT_DISTANCE_M).floor() as i64, (y / EVENT_DISTANCE_M).floor() as i64)
}

/// The earliest first-crime near enough to `i`; forgets anchors too old for it and all that follow.
fn earliest_anchor(
    crimes: &[&Incident],
    order: &[usize],
    grid: &mut HashMap<(i64, i64), Vec<usize>>,
    i: usize,
) -> Option<usize> {
    let crime = crimes[i];
    let point = crime.point?;
    let (column, row) = square(crime);
    let mut best: Option<usize> = None;
    for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
        let Some(ranks) = grid.get_mut(&(column + dx, row + dy)) else { continue };
        ranks.retain(|&r| crime.committed.from.0 - crimes[order[r]].committed.from.0 <= EVENT_SECONDS);
        for &rank in ranks.iter() {
            let near = crimes[order[rank]].point.is_some_and(|p| p.distance_m(point) <= EVENT_DISTANCE_M);
            if near && best.is_none_or(|b| rank < b) {
                best = Some(rank);
            }
        }
    }
    best.map(|rank| order[rank])
}

fn number(anchor: &[usize]) -> Vec<u32> {
    let mut ids = vec![u32::MAX; anchor.len()];
    let mut events = Vec::with_capacity(anchor.len());
    let mut next = 0;
    for &a in anchor {
        if ids[a] == u32::MAX {
            ids[a] = next;
            next += 1;
        }
        events.push(ids[a]);
    }
    events
}
