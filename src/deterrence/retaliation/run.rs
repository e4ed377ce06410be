//! The directed test, pair by pair.

use std::collections::BTreeMap;

use super::{
    AttackDate, Method, Retaliation, RetaliationVerdict,
    null::{Chance, Dealt, Mark, exact_orders, exact_sides, shuffled_orders},
};
use crate::{
    deterrence::{DeterrenceError, Direction, GroupEvent, GroupId},
    geodesy::GridPoint,
    inference::{benjamini_yekutieli, stream},
};

/// Dates of attacks below which a pair is not tested.
pub const RETALIATION_LEAST_DATES: usize = 5;
/// Up to this many dates all orders are gone through where a distance is asked for.
const ALL_ORDERS: usize = 8;

/// Settings of [`retaliation`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetaliationOptions {
    /// Days within which an attack is answered, 1 to 365 (default 28). An answer of the same day does not count:
    /// records tell the day better than the order within it.
    pub days: u32,
    /// Metres within which an answer must lie (default none: an attack is answered where the others are found).
    pub within_m: Option<f64>,
    /// Level of the corrected p (default 0.05).
    pub level: f64,
    /// Random orders where neither exact way can be gone, 99 to 99,999 (default 9,999).
    pub permutations: u32,
    /// Seed of them (default 1).
    pub seed: u64,
}

impl Default for RetaliationOptions {
    fn default() -> Self {
        Self { days: 28, within_m: None, level: 0.05, permutations: 9_999, seed: 1 }
    }
}

impl RetaliationOptions {
    fn check(&self) -> Result<(), DeterrenceError> {
        let refuse = |setting, got: String, allowed| Err(DeterrenceError::Setting { setting, got, allowed });
        if !(1..=365).contains(&self.days) {
            return refuse("days to an answer", self.days.to_string(), "1 to 365");
        }
        if let Some(metres) = self.within_m.filter(|m| !(*m > 0.0 && *m <= 1e6)) {
            return refuse("metres to an answer", metres.to_string(), "over 0 and up to 1,000,000");
        }
        if !(self.level > 0.0 && self.level < 1.0) {
            return refuse("level", self.level.to_string(), "over 0 and under 1");
        }
        if !(99..=99_999).contains(&self.permutations) {
            return refuse("permutations", self.permutations.to_string(), "99 to 99,999");
        }
        Ok(())
    }
}

/// Is an attack of one group on another answered more often than chance gives? For every pair of groups with an
/// attack between them.
///
/// The unit is a date on which one of the two attacked the other; several crimes of one day are one attack, and days
/// on which each attacked the other are set aside, because their order is not known. A date is *answered* when the
/// next date of the pair within 28 days (and within the metres, when asked for) is an attack the other way. So one
/// answer answers one attack. Told are the number of answered dates, the number chance gives and their ratio; p is
/// the chance of answers as many *and as soon*, each counting the days that were left when it came (28 for the next
/// day, 1 for the last): what is answered within a week then shows with fewer dates than by counting alone. A pair is
/// found when p holds and the ratio is above 1.
///
/// **Null**: the dates of the pair are kept as they are, and which side attacked on which date is dealt anew, each
/// side keeping its number of dates (with a distance, side and place are dealt together). Summers, feuds that flare
/// up for both sides and one side that attacks far more often are therefore in the null, and cannot look like
/// retaliation; only the turn-taking can. The price: five dates that lie close together by themselves prove nothing,
/// and fewer than about ten can hardly ever be found. p is exact, counted over all ways to deal the sides (or all
/// orders of up to eight dates when a distance is asked for; else (m + 1) / (r + 1) of random orders). Pairs are
/// corrected together after Benjamini and Yekutieli (2001), which holds however the pairs hang together (an incident
/// with three groups belongs to two of them) and keeps a quiet pair quiet beside loud ones.
///
/// What it cannot tell apart: an answer, and a side that pauses after its own attack (arrests, a funeral), which also
/// makes the sides take turns.
///
/// # Errors
/// [`DeterrenceError::Setting`].
pub fn retaliation(
    events: &[GroupEvent],
    options: &RetaliationOptions,
) -> Result<Vec<Retaliation>, DeterrenceError> {
    options.check()?;
    let mut pairs: BTreeMap<(GroupId, GroupId), Vec<&GroupEvent>> = BTreeMap::new();
    for event in events {
        for pair in event.opposed() {
            pairs.entry(pair).or_default().push(event);
        }
    }
    let mut found: Vec<Retaliation> =
        pairs.into_iter().map(|(pair, events)| test(pair, &events, options)).collect();
    let p: Vec<f64> = found.iter().map(|r| r.p.unwrap_or(f64::NAN)).collect();
    for (pair, adjusted) in found.iter_mut().zip(benjamini_yekutieli(&p)) {
        if pair.p.is_some() {
            pair.p_fdr = Some(adjusted);
            // Few answers that came soon are not yet more of them.
            let shown = adjusted <= options.level && pair.ratio.is_some_and(|r| r > 1.0);
            pair.verdict = if shown { RetaliationVerdict::Found } else { RetaliationVerdict::NotShown };
        }
    }
    Ok(found)
}

/// What one side did on one day.
#[derive(Default)]
struct Day {
    incidents: [Vec<usize>; 2],
    places: [Vec<GridPoint>; 2],
}

fn test((a, b): (GroupId, GroupId), events: &[&GroupEvent], options: &RetaliationOptions) -> Retaliation {
    let mut by_day: BTreeMap<i32, Day> = BTreeMap::new();
    let (mut unclear, mut attacks) = (0, Vec::new());
    for event in events {
        let sides: &[usize] = match event.direction(a, b) {
            Direction::AOnB => &[0],
            Direction::BOnA => &[1],
            Direction::Both => &[0, 1],
            Direction::Unknown => {
                unclear += 1;
                continue;
            }
        };
        for &side in sides {
            let day = by_day.entry(event.day).or_default();
            day.incidents[side].push(event.incident);
            day.places[side].extend(event.at);
            attacks.push((event.day, side, event.at));
        }
    }
    let both_ways_days = by_day.values().filter(|d| d.incidents.iter().all(|i| !i.is_empty())).count();
    by_day.retain(|_, d| d.incidents.iter().any(Vec::is_empty));
    let days: Vec<i32> = by_day.keys().copied().collect();
    let mut marks = Vec::new();
    let mut dates: Vec<AttackDate> = Vec::new();
    for (day, mut told) in by_day {
        let side = usize::from(told.incidents[0].is_empty());
        let mut incidents = std::mem::take(&mut told.incidents[side]);
        incidents.sort_unstable();
        let (from, on) = if side == 0 { (a, b) } else { (b, a) };
        dates.push(AttackDate { day, from, on, incidents, answers: None });
        marks.push(Mark { by_a: side == 0, places: std::mem::take(&mut told.places[side]) });
    }
    let as_it_was: Vec<usize> = (0..days.len()).collect();
    let dealt = Dealt { days: &days, marks: &marks, within: options.days, within_m: options.within_m };
    let seen = dealt.see(&as_it_was);
    let mut by = [0, 0];
    for i in 0..days.len() {
        if let Some(answer) = dealt.answer(&as_it_was, i) {
            // Of two attacks one date answers, the later is named.
            dates[answer].answers = Some(i);
            by[usize::from(dates[answer].from == b)] += 1;
        }
    }
    let mut result = Retaliation {
        a,
        b,
        both_ways_days,
        unclear,
        answered_by_a: by[0],
        answered_by_b: by[1],
        answered: seen.answered,
        ordered_pairs: ordered_pairs(&attacks, options),
        expected: None,
        ratio: None,
        p: None,
        p_fdr: None,
        method: None,
        verdict: RetaliationVerdict::TooFew { dates: days.len(), least: RETALIATION_LEAST_DATES },
        dates,
    };
    if days.len() < RETALIATION_LEAST_DATES {
        return result;
    }
    let of_a = marks.iter().filter(|m| m.by_a).count();
    if of_a == 0 || of_a == marks.len() {
        result.verdict = RetaliationVerdict::OneWay { from: if of_a == 0 { b } else { a } };
        return result;
    }
    let sides = options.within_m.is_none().then(|| exact_sides(&days, of_a, options.days, seen.soon));
    let (method, Chance { p, expected }) = match sides.flatten() {
        Some(chance) => (Method::ExactSides, chance),
        None if days.len() <= ALL_ORDERS => (Method::ExactOrders, exact_orders(&dealt, seen.soon)),
        None => {
            let mut rng = stream(options.seed, "retaliation", u64::from(a.0) << 16 | u64::from(b.0));
            let chance = shuffled_orders(&dealt, seen.soon, options.permutations, &mut rng);
            (Method::Shuffled(options.permutations), chance)
        }
    };
    result.method = Some(method);
    result.expected = Some(expected);
    result.ratio = (expected > 0.0).then(|| seen.answered as f64 / expected);
    result.p = Some(p);
    result.verdict = RetaliationVerdict::NotShown;
    result
}

/// Attacks set against later ones the other way, incident by incident.
fn ordered_pairs(attacks: &[(i32, usize, Option<GridPoint>)], options: &RetaliationOptions) -> usize {
    let near = |p: Option<GridPoint>, q: Option<GridPoint>| match (options.within_m, p, q) {
        (None, ..) => true,
        (Some(most), Some(p), Some(q)) => p.distance_m(q) <= most,
        _ => false,
    };
    let answer = |(day, side, at): &(i32, usize, Option<GridPoint>)| {
        let later = attacks
            .iter()
            .filter(|(d, s, p)| d > day && d.abs_diff(*day) <= options.days && s != side && near(*at, *p));
        later.count()
    };
    attacks.iter().map(answer).sum()
}
