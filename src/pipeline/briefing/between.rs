//! Between the groups: set space, contested ground, chains, pairs and what can be said of retaliation.

use geo_types::MultiPolygon;

use super::scene::Scene;
use crate::{
    calendar::Date,
    detect::{NearRepeatOptions, Verdict, near_repeat, verdict},
    deterrence::{
        CONTESTED_LEAST_EVENTS, ChainIncident, ContestedCell, DayWindow, Direction, EvidenceUse, GroupEvent,
        GroupId, GroupSpace, LeftOut, LinkedChain, NearRepeatAlert, PairEvent, PairRow, Retaliation,
        RetaliationOptions, RetaliationVerdict, SetEvidence, SpaceRow, contested, linked_chains,
        near_repeat_alerts, overlaps, retaliation, set_spaces, timelines, words,
    },
    geodesy::GridPoint,
    pipeline::PipelineError,
    places::place_name,
    publish::polygons_to_degrees,
};

/// Days back that set space, pairs and near repeats are read from.
pub(super) const YEAR: i32 = 365;
/// Days within which the next incident of a pair is linked, and an attack is answered.
pub(super) const PAIR_DAYS: u32 = 28;
/// Fewest mapped incidents for a Knox table worth reading.
pub(super) const LEAST_FOR_KNOX: usize = 30;
/// Affinity under which two grounds are said to keep apart.
const APART: f64 = 0.05;

/// What the statistics of the room say of this pack.
pub(super) struct Between {
    pub(super) chains: Vec<LinkedChain>,
    pub(super) alerts: Vec<NearRepeatAlert>,
    pub(super) near: Verdict,
    pub(super) near_from: usize,
    pub(super) contested: Vec<ContestedCell>,
    pub(super) spaces: Vec<SpaceRow>,
    pub(super) space_words: Vec<String>,
    pub(super) pairs: Vec<PairRow>,
    pub(super) pair_words: Vec<String>,
}

impl Between {
    pub(super) fn of(scene: &Scene<'_>) -> Result<Self, PipelineError> {
        let until = scene.until();
        let incidents: Vec<ChainIncident> = scene
            .events
            .iter()
            .filter(|e| e.dated && e.day >= until - YEAR && e.day < until)
            .map(|e| ChainIncident { incident: e.first(), day: e.day, at: e.ground() })
            .collect();
        let (near, near_from) = knox(&incidents)?;
        let year: Vec<GroupEvent> = scene.groups.iter().filter(|g| g.day >= until - YEAR).cloned().collect();
        let chains = linked_chains(&year, &incidents, &near, PAIR_DAYS, until)?;
        let alerts = near_repeat_alerts(&incidents, &near, until);
        let mut found = Self {
            chains,
            alerts,
            near,
            near_from,
            contested: Vec::new(),
            spaces: Vec::new(),
            space_words: Vec::new(),
            pairs: Vec::new(),
            pair_words: Vec::new(),
        };
        found.ground(scene, &year)?;
        found.pairs(scene, &year)?;
        Ok(found)
    }

    /// The contested squares for a map, degrees.
    pub(super) fn contested_squares(&self) -> Result<Vec<MultiPolygon<f64>>, PipelineError> {
        let square = |cell: &ContestedCell| {
            Ok(polygons_to_degrees(&MultiPolygon(vec![cell.outline()]), "contested ground")?)
        };
        self.contested.iter().map(square).collect()
    }

    fn ground(&mut self, scene: &Scene<'_>, year: &[GroupEvent]) -> Result<(), PipelineError> {
        let until = scene.until();
        let groups = &scene.involved.groups;
        let Some(window) = DayWindow::new(until - YEAR, until).filter(|_| !groups.is_empty()) else {
            self.space_words.push("No set space is drawn: the register names no group.".to_owned());
            return Ok(());
        };
        let evidence = SetEvidence::gather(year, &scene.involved.presence, window, EvidenceUse::default());
        let spaces = set_spaces(groups.len(), &evidence, window)?;
        let mut refused: Vec<String> = Vec::new();
        for space in &spaces {
            match (&space.space, &space.refusal) {
                (Some(drawn), _) => self.spaces.push(SpaceRow {
                    group: name(scene, space.group),
                    points: space.points,
                    core_ha: drawn.core_ha(),
                    whole_ha: drawn.range_ha(),
                    trend: trend_words(space),
                    core: polygons_to_degrees(&drawn.core.outline, "set space")?,
                    whole: polygons_to_degrees(&drawn.range.outline, "set space")?,
                }),
                (None, refusal) => {
                    let why = refusal.as_ref().map_or_else(|| "no points".to_owned(), ToString::to_string);
                    refused.push(format!("{} ({why})", name(scene, space.group)));
                }
            }
        }
        self.space_words.extend(left_out_words(&evidence));
        if !refused.is_empty() {
            self.space_words.push(format!("No set space is drawn for {}.", refused.join("; ")));
        }
        self.contested = contested(&spaces, year);
        self.overlap_words(scene, &spaces);
        Ok(())
    }

    fn overlap_words(&mut self, scene: &Scene<'_>, spaces: &[GroupSpace]) {
        let drawn = spaces.iter().filter(|s| s.space.is_some()).count();
        if drawn < 2 {
            self.space_words.push(match drawn {
                0 => "Overlap and contested ground are not told: they need two set spaces.".to_owned(),
                _ => "Overlap and contested ground are not told: they need two set spaces, there is one."
                    .to_owned(),
            });
            return;
        }
        let mut all = overlaps(spaces);
        all.sort_by(|x, y| y.affinity.total_cmp(&x.affinity).then((x.a, x.b).cmp(&(y.a, y.b))));
        let apart = all.iter().filter(|o| o.affinity < APART).count();
        for o in all.iter().filter(|o| o.affinity >= APART) {
            self.space_words.push(format!(
                "{} and {} share {:.0} ha, {:.0}% of the one and {:.0}% of the other (affinity {:.2}; 0 is nothing in common, 1 the same ground).",
                name(scene, o.a),
                name(scene, o.b),
                o.shared_ha,
                100.0 * o.share_of_a,
                100.0 * o.share_of_b,
                o.affinity
            ));
        }
        if apart > 0 {
            let pairs = words::counted(apart, "pair");
            self.space_words.push(format!("{pairs} of groups have hardly any ground in common."));
        }
        if self.contested.is_empty() {
            self.space_words.push(format!(
                "No ground is contested: no 200 m square in both set spaces saw {CONTESTED_LEAST_EVENTS} incidents between two groups in 12 months."
            ));
        }
        for cell in &self.contested {
            self.space_words.push(format!(
                "Contested by {} and {}: {}, {} between them in 12 months, the last on {}.",
                name(scene, cell.a),
                name(scene, cell.b),
                cell_name(scene, cell),
                words::counted(cell.incidents.len(), "incident"),
                words::short_day(Date::from_days(cell.last_day)),
            ));
        }
    }

    fn pairs(&mut self, scene: &Scene<'_>, year: &[GroupEvent]) -> Result<(), PipelineError> {
        let until = scene.until();
        let tested = retaliation(&scene.groups, &RetaliationOptions::default())?;
        for timeline in timelines(year, until) {
            let mut events = Vec::new();
            for e in &timeline.encounters {
                let now = e.day >= scene.window.from.days();
                let day = Date::from_days(e.day);
                let sides: &[Option<bool>] = match e.direction {
                    Direction::AOnB => &[Some(true)],
                    Direction::BOnA => &[Some(false)],
                    Direction::Both => &[Some(true), Some(false)],
                    Direction::Unknown => &[None],
                };
                events.extend(sides.iter().map(|by_first| PairEvent {
                    day,
                    by_first: *by_first,
                    both_ways: sides.len() > 1,
                    now,
                }));
            }
            let answer = tested.iter().find(|r| (r.a, r.b) == (timeline.a, timeline.b));
            self.pairs.push(PairRow {
                first: name(scene, timeline.a),
                second: name(scene, timeline.b),
                days_since: timeline.days_since.cast_signed(),
                last_known: events.iter().rev().find(|e| e.by_first.is_some()).map(|e| e.day),
                answered: answer.is_some_and(|r| r.verdict == RetaliationVerdict::Found),
                verdict: answer.map_or_else(String::new, |r| verdict_words(scene, r)),
                events,
            });
        }
        // Pairs of which nobody can say who attacked come last.
        self.pairs.sort_by_key(|p| p.events.iter().all(|e| e.by_first.is_none()));
        self.pair_words.push(if scene.groups.is_empty() {
            "Retaliation is not watched: the register links no incident to two groups.".to_owned()
        } else if self.pairs.is_empty() {
            "No two groups were against each other in the 12 months before.".to_owned()
        } else {
            let since = scene.groups.first().map_or_else(String::new, |g| words::dated(Date::from_days(g.day)));
            format!(
                "Tested on the register's incidents since {since}: a date is answered when the next attack of the pair, within {PAIR_DAYS} days, goes the other way. \
                 \"This data cannot show it\" is never \"no threat\": what officers know comes first."
            )
        });
        Ok(())
    }
}

/// The verdict of the Knox table of the same data, and how many incidents it rests on.
fn knox(incidents: &[ChainIncident]) -> Result<(Verdict, usize), PipelineError> {
    let mapped: Vec<(GridPoint, i32)> = incidents.iter().filter_map(|i| Some((i.at?, i.day))).collect();
    if mapped.len() < LEAST_FOR_KNOX {
        return Ok((Verdict::NoEvidence, mapped.len()));
    }
    let points: Vec<GridPoint> = mapped.iter().map(|m| m.0).collect();
    let days: Vec<i32> = mapped.iter().map(|m| m.1).collect();
    let table = near_repeat(&points, &days, &NearRepeatOptions::default())?;
    Ok((verdict(&table), mapped.len()))
}

/// A group's name.
pub(super) fn name(scene: &Scene<'_>, group: GroupId) -> String {
    scene.involved.groups.get(usize::from(group.0)).cloned().unwrap_or_default()
}

/// What a contested square is called: where its last incident outside homes was.
pub(super) fn cell_name(scene: &Scene<'_>, cell: &ContestedCell) -> String {
    let place = |at: &usize| scene.events[*scene.event_of.get(at)?].ground();
    let last = cell.incidents.iter().rev().find_map(place);
    last.map_or_else(
        || "place not told".to_owned(),
        |at| place_name(&scene.loaded.ground, at, []).to_string(),
    )
}

/// What draws no set space, and why.
fn left_out_words(evidence: &SetEvidence) -> Option<String> {
    let sum = |of: &dyn Fn(&LeftOut) -> usize| evidence.left_out.values().map(of).sum::<usize>();
    let told: Vec<String> = [
        (sum(&|l| l.as_victim), "in which the group was the victim"),
        (sum(&|l| l.encounters), "with another group"),
        (sum(&|l| l.unmapped), "at a home, at a place of recording, against a rival that does not count, or without a place on the map"),
        (sum(&|l| l.repeats), "at the same place on the same day"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, why)| format!("{n} {why}"))
    .collect();
    (!told.is_empty())
        .then(|| format!("Of the groups' incidents these draw no set space: {}.", told.join("; ")))
}

fn trend_words(space: &GroupSpace) -> String {
    let Some(drawn) = &space.space else { return String::new() };
    let mut said = Vec::new();
    if let Some((before, now)) = drawn.trend.last_two_ha() {
        said.push(format!("95 % in the last quarter {now:.0} ha, {before:.0} ha in the one before"));
    }
    if let Some(shift) = drawn.trend.shift {
        said.push(if shift.p <= 0.05 {
            format!("its middle moved {:.0} m (p {:.2})", shift.metres, shift.p)
        } else {
            format!("its middle moved {:.0} m, as chance gives", shift.metres)
        });
    }
    said.join("; ")
}

fn verdict_words(scene: &Scene<'_>, r: &Retaliation) -> String {
    let chance = |ratio: Option<f64>| {
        r.expected.map_or_else(String::new, |expected| {
            let times = ratio.map_or_else(String::new, |x| format!(", {x:.1} times"));
            format!("{} of {} dates answered, {expected:.1} by chance{times}", r.answered, r.dates.len())
        })
    };
    // Such days have no order, so they are in no test.
    let aside = match r.both_ways_days {
        0 => String::new(),
        n => format!(" Set aside: {} on which each attacked the other.", words::counted(n, "day")),
    };
    let said = match r.verdict {
        RetaliationVerdict::Found => format!(
            "Answered more often than chance gives: {} (p {:.3} after correction). A pattern of the past, no forecast.",
            chance(r.ratio),
            r.p_fdr.unwrap_or(1.0)
        ),
        RetaliationVerdict::NotShown => {
            format!(
                "This data cannot show it: {} (p {:.2} after correction).",
                chance(None),
                r.p_fdr.unwrap_or(1.0)
            )
        }
        RetaliationVerdict::OneWay { from } => {
            format!(
                "All {} dates go one way, from {}: none is answered in this data.",
                r.dates.len(),
                name(scene, from)
            )
        }
        RetaliationVerdict::TooFew { dates, least } => {
            let told: Vec<String> = r
                .dates
                .iter()
                .map(|d| format!("{} by {}", words::dated(Date::from_days(d.day)), name(scene, d.from)))
                .collect();
            let unclear = match r.unclear {
                0 => String::new(),
                n => format!(" {} with a side not known.", words::counted(n, "incident")),
            };
            let list = if told.is_empty() { "none with known sides".to_owned() } else { told.join("; ") };
            let noun = if dates == 1 { "date" } else { "dates" };
            format!("Too few to test ({dates} {noun}, {least} are needed): {list}.{unclear}")
        }
    };
    said + &aside
}
