//! What came in since the last pack about earlier incidents: late reports, regrades, outcomes, withdrawals.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    lines::Lines,
    scene::{Happened, Scene},
};
use crate::{
    calendar::Precision,
    deterrence::{IncidentLine, Timing, incident_line, words},
    incidents::{Incident, RecordKey, Status},
    pipeline::PipelineError,
    store::Store,
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

/// Gathers what came in. `before` is the snapshot of the last pack, with which changed records are compared.
pub(super) fn since(
    scene: &Scene<'_>,
    lines: &Lines<'_>,
    store: &Store,
    before: Option<&str>,
) -> Result<Since, PipelineError> {
    let mut out =
        Since { lines: Vec::new(), more: String::new(), late: 0, changed: 0, withdrawn: 0, linked: 0 };
    for (at, mut line) in lines.of(Timing::Late)? {
        let event = &scene.events[at];
        line.news = late_news(scene, event);
        out.late += 1;
        out.lines.push(line);
    }
    let earlier = earlier_versions(scene, store, before)?;
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut quiet = 0;
    let mut changed = Vec::new();
    for &at in &scene.touched {
        let incident = scene.incident(at);
        let news = news(scene, incident, earlier.get(&incident.key));
        let withdrawn = incident.status != Status::Current;
        let event = scene.event_of.get(&at).copied();
        let linked = event.is_some_and(|e| scene.events[e].linked);
        // A crime of an event that is listed already needs no second line.
        let listed = event.is_some_and(|e| scene.events[e].timing < Timing::Changed || !told.insert(e));
        if listed || (news.is_empty() && !linked) {
            quiet += usize::from(news.is_empty());
            continue;
        }
        let mut line = if let Some(event) = event {
            lines.line(&scene.events[event])?
        } else {
            let loaded = scene.loaded;
            let definitions = std::iter::once(scene.definition).chain(loaded.definitions.values());
            incident_line(incident, Timing::Changed, &loaded.ground, definitions, &loaded.zone)
        };
        line.news = if news.is_empty() { "changed; in what is not held".to_owned() } else { news };
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
    if quiet > 0 {
        out.more = format!(
            "{} more {} touched in these days without a change that this pack tells, or with one whose earlier version is not held.",
            quiet,
            if quiet == 1 { "record was" } else { "records were" }
        );
    }
    Ok(out)
}

/// When it was recorded, or which of its crimes were.
fn late_news(scene: &Scene<'_>, event: &Happened) -> String {
    let zone = &scene.loaded.zone;
    let is_late = |at: &&usize| scene.window.timing(scene.incident(**at), zone) == Timing::Late;
    let late: Vec<usize> = event.crimes.iter().filter(is_late).copied().collect();
    let day = late.iter().filter_map(|at| scene.incident(*at).recorded).min().map(|at| zone.date(at));
    let Some(day) = day else { return "recorded late".to_owned() };
    if late.len() < event.crimes.len() {
        let added: Vec<&str> = late.iter().take(3).map(|at| scene.reference(*at)).collect();
        return format!("{} added to it on {}", added.join(", "), words::short_day(day));
    }
    let days = usize::try_from(day.days() - event.day).unwrap_or(0);
    format!("recorded {}, {} late", words::short_day(day), words::counted(days, "day"))
}

/// The touched records as the snapshot of the last pack had them, else as the one before the present one.
fn earlier_versions(
    scene: &Scene<'_>,
    store: &Store,
    before: Option<&str>,
) -> Result<BTreeMap<RecordKey, Incident>, PipelineError> {
    if scene.touched.is_empty() {
        return Ok(BTreeMap::new());
    }
    let held = store.snapshots()?;
    let now = held.iter().position(|s| s.id == scene.loaded.snapshot);
    let last = before.filter(|id| *id != scene.loaded.snapshot && held.iter().any(|s| s.id == *id));
    let previous = now.and_then(|at| at.checked_sub(1)).map(|at| held[at].id.as_str());
    let Some(id) = last.or(previous) else { return Ok(BTreeMap::new()) };
    let wanted: BTreeSet<&RecordKey> = scene.touched.iter().map(|at| &scene.incident(*at).key).collect();
    let all = store.load(Some(id))?;
    Ok(all.into_iter().filter(|i| wanted.contains(&i.key)).map(|i| (i.key.clone(), i)).collect())
}

/// What is different from the earlier version, in words; empty when nothing that a briefing tells is.
fn news(scene: &Scene<'_>, now: &Incident, before: Option<&Incident>) -> String {
    let loaded = scene.loaded;
    let said = |incident: &Incident| {
        let definitions = std::iter::once(scene.definition).chain(loaded.definitions.values());
        incident_line(incident, Timing::Changed, &loaded.ground, definitions, &loaded.zone)
    };
    let line = said(now);
    let mut news = Vec::new();
    if now.status != Status::Current {
        let day = now.updated.map(|at| format!(" on {}", words::short_day(loaded.zone.date(at))));
        let touched = scene.involved.withdrawn.iter().any(|(reference, _)| *reference == now.key.reference);
        let register = if touched { "; the register still names it" } else { "" };
        news.push(format!("withdrawn: {}{}{register}", line.status, day.unwrap_or_default()));
    }
    if let Some(before) = before {
        let was = said(before);
        if was.offence != line.offence {
            news.push(format!("regraded from {}", small(&was.offence)));
        } else if was.status == line.status && before.offence != now.offence {
            news.push(format!("offence code changed from {}", before.offence));
        }
        if was.injury != line.injury {
            news.push(format!("{} (was: {})", line.injury, was.injury));
        }
        if was.weapon != line.weapon {
            news.push(format!("{} (was: {})", line.weapon, was.weapon));
        }
        let exact = now.committed.precision == Precision::Minute
            || before.committed.precision != now.committed.precision;
        if before.committed != now.committed && exact {
            news.push(format!("time was {}", was.when));
        }
        if let (Some(a), Some(b)) = (before.point, now.point)
            && a.distance_m(b) > 50.0
        {
            news.push(format!("place moved, it was {}", crate::deterrence::metres_words(a, b)));
        } else if before.point.is_none() && now.point.is_some() {
            news.push("place now known".to_owned());
        }
    }
    news.join("; ")
}

fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
