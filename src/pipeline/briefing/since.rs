//! What came in since the last pack about earlier incidents: late reports, regrades, outcomes, withdrawals.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    lines::{Lines, surest},
    news::{News, joined, outcomes_words},
    scene::{Happened, Scene},
};
use crate::{
    deterrence::{GRAVEST, GroupPart, IncidentLine, Timing, groups_words, incident_line, words},
    incidents::{Outcome, Status},
    pipeline::PipelineError,
};

/// Lines of what came in, and how many records were changed in nothing a briefing tells.
pub(super) struct Since {
    pub(super) lines: Vec<IncidentLine>,
    pub(super) more: String,
    /// Of `lines`: recorded late, changed, withdrawn.
    pub(super) late: usize,
    pub(super) changed: usize,
    pub(super) withdrawn: usize,
    /// Of `lines`: linked to a group.
    pub(super) linked: usize,
}

/// Newly stated links that are told one by one, at most: a register made or reviewed as a whole is one sentence.
const NEW_LINKS: usize = 12;

/// Gathers what came in; changed records are compared with what they said before.
pub(super) fn since(scene: &Scene<'_>, lines: &Lines<'_>) -> Result<Since, PipelineError> {
    let mut out =
        Since { lines: Vec::new(), more: String::new(), late: 0, changed: 0, withdrawn: 0, linked: 0 };
    // Whatever is new of any crime of an event is told with the event, and of a record that is in none by itself.
    let (mut of_event, mut alone) = (BTreeMap::<usize, Vec<News>>::new(), Vec::new());
    for &at in &scene.touched {
        let news = scene.news(at);
        match (scene.event_of.get(&at), news.all()) {
            (Some(event), _) => of_event.entry(*event).or_default().push(news),
            (None, said) if said.is_empty() => alone.push((at, "no longer counts".to_owned())),
            (None, said) => alone.push((at, said)),
        }
    }
    for (at, mut line) in lines.of(Timing::Late)? {
        let event = &scene.events[at];
        let changed = of_event.remove(&at).map_or_else(String::new, |news| joined(scene, event, &news));
        let told = [late_news(scene, event), changed];
        line.news = told.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ");
        out.late += 1;
        out.lines.push(line);
    }
    let mut new_links = new_links(scene, lines);
    let many_links = if new_links.len() > NEW_LINKS { std::mem::take(&mut new_links).len() } else { 0 };
    for event in new_links.keys() {
        of_event.entry(*event).or_default();
    }
    let (mut quiet, mut outcomes) = (0, BTreeMap::<Outcome, usize>::new());
    let mut changed = Vec::new();
    for (at, of_crimes) in of_event {
        let event = &scene.events[at];
        let mut told: Vec<String> = vec![joined(scene, event, &of_crimes)];
        told.extend(new_links.remove(&at));
        told.retain(|words| !words.is_empty());
        if told.is_empty() && event.linked {
            told.extend(of_crimes.first().and_then(|news| not_comparable(scene, news.at)));
        }
        // One committed in the window is in the line list as it stands now.
        if event.timing < Timing::Changed || told.is_empty() {
            quiet += if told.is_empty() { of_crimes.len() } else { 0 };
            continue;
        }
        // Outcomes come by the hundred: alone they have a line only where a group or a life is in it.
        let mut line = lines.line(event)?;
        if of_crimes.iter().all(|n| n.said.is_empty()) && !event.linked && line.gravity < GRAVEST {
            for crime in &of_crimes {
                match crime.outcome {
                    Some((_, now)) => *outcomes.entry(now).or_default() += 1,
                    None => quiet += 1,
                }
            }
            continue;
        }
        line.news = told.join("; ");
        out.changed += 1;
        changed.push((false, line));
    }
    for (at, news) in alone {
        let (incident, loaded) = (scene.incident(at), scene.loaded);
        let definitions = std::iter::once(scene.definition).chain(loaded.definitions.values());
        let mut line = incident_line(incident, Timing::Changed, &loaded.ground, definitions, &loaded.zone);
        line.news = news;
        line.groups = withdrawn_parts(scene, &line.reference);
        let withdrawn = incident.status != Status::Current;
        out.withdrawn += usize::from(withdrawn);
        out.changed += usize::from(!withdrawn);
        changed.push((withdrawn, line));
    }
    changed.sort_by(|(a, x), (b, y)| {
        let key = |withdrawn: bool, line: &IncidentLine| {
            (line.groups.is_empty(), !withdrawn, std::cmp::Reverse(line.gravity))
        };
        key(*a, x).cmp(&key(*b, y)).then(y.day.cmp(&x.day)).then(x.reference.cmp(&y.reference))
    });
    out.lines.extend(changed.into_iter().map(|(_, line)| line));
    // Linked ones first, whatever is new about them.
    out.lines.sort_by_key(|line| line.groups.is_empty());
    out.linked = out.lines.iter().filter(|line| !line.groups.is_empty()).count();
    out.more = more(quiet, many_links, scene.back_filled, outcomes_words(&outcomes));
    Ok(out)
}

/// What the register says of a record that the source withdrew.
fn withdrawn_parts(scene: &Scene<'_>, reference: &str) -> Vec<GroupPart> {
    let told = scene.involved.withdrawn_links.iter().filter(|link| link.reference == reference);
    surest(told.map(|l| GroupPart { side: l.side, group: l.group.clone(), attribution: l.attribution }))
}

/// What was stated of groups in these days about events of before, by event: the last pack could not tell it.
fn new_links(scene: &Scene<'_>, lines: &Lines<'_>) -> BTreeMap<usize, String> {
    let new = scene.involved.parts.iter().filter(|part| scene.newly_stated(part));
    let events: BTreeSet<usize> =
        new.filter_map(|part| scene.event_of.get(&part.incident).copied()).collect();
    let before = events.into_iter().filter(|at| scene.events[*at].timing > Timing::Late);
    before
        .map(|at| {
            let event = &scene.events[at];
            let words = groups_words(&lines.groups_where(event, |part| scene.newly_stated(part))).join("; ");
            (at, format!("stated of it since: {words}"))
        })
        .collect()
}

/// A record the source says was changed, whose earlier version nobody has.
fn not_comparable(scene: &Scene<'_>, crime: usize) -> Option<String> {
    let incident = scene.incident(crime);
    let day = scene.loaded.zone.date(incident.updated?);
    // The version of before this change is not held, or only the changed one is.
    let held = scene.before.get(&incident.key).is_some_and(|was| was.updated != incident.updated);
    (!held).then(|| format!("changed on {}; what it said before is not held", words::short_day(day)))
}

/// What is told as numbers alone.
fn more(quiet: usize, many_links: usize, back_filled: usize, outcomes: Option<String>) -> String {
    let mut out: Vec<String> = outcomes.into_iter().collect();
    if many_links > 0 {
        out.push(format!(
            "The register speaks for the first time, or again after a review, of {many_links} earlier incidents: too many to list."
        ));
    }
    if back_filled > 0 {
        out.push(format!(
            "{} that the extract of the last pack lacked came with a back-fill: recorded over four weeks before these days, and nothing new.",
            words::counted(back_filled, "older record")
        ));
    }
    if quiet > 0 {
        out.push(format!(
            "{quiet} more {} touched in these days without a change that this pack tells, or with one whose earlier version is not held.",
            if quiet == 1 { "record was" } else { "records were" }
        ));
    }
    out.join(" ")
}

/// When it was recorded, or which of its crimes were.
fn late_news(scene: &Scene<'_>, event: &Happened) -> String {
    let zone = &scene.loaded.zone;
    let is_late = |at: &&usize| scene.timing(**at) <= Timing::Late;
    let late: Vec<usize> = event.crimes.iter().filter(is_late).copied().collect();
    let day = late.iter().filter_map(|at| scene.incident(*at).recorded).min().map(|at| zone.date(at));
    let Some(day) = day else { return "new since the last pack; no day of recording is given".to_owned() };
    let unseen = if day < scene.window.from { ", not in the extract of the last pack" } else { "" };
    if late.len() < event.crimes.len() {
        let added: Vec<&str> = late.iter().take(3).map(|at| scene.reference(*at)).collect();
        return format!("{} added to it on {}{unseen}", added.join(", "), words::short_day(day));
    }
    let days = usize::try_from(day.days() - event.day).unwrap_or(0);
    if !unseen.is_empty() {
        return format!("recorded {}{unseen}", words::short_day(day));
    }
    format!("recorded {}, {} late", words::short_day(day), words::counted(days, "day"))
}
