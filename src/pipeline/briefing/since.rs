//! What came in since the last pack about earlier incidents: late reports, regrades, outcomes, withdrawals.

use std::collections::BTreeMap;

use super::{
    lines::Lines,
    scene::{Happened, Scene},
};
use crate::{
    calendar::Precision,
    deterrence::{GRAVEST, IncidentLine, Timing, incident_line, outcome_words, words},
    incidents::{Incident, Outcome, Status},
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

/// Gathers what came in; changed records are compared with what they said before.
pub(super) fn since(scene: &Scene<'_>, lines: &Lines<'_>) -> Result<Since, PipelineError> {
    let mut out =
        Since { lines: Vec::new(), more: String::new(), late: 0, changed: 0, withdrawn: 0, linked: 0 };
    // Whatever is new of any crime of an event is told with the event, and of a record that is in none by itself.
    let (mut of_event, mut alone) = (BTreeMap::<usize, Vec<News>>::new(), Vec::new());
    for &at in &scene.touched {
        let news = news(scene, at);
        match scene.event_of.get(&at) {
            Some(event) => of_event.entry(*event).or_default().push(news),
            None if scene.incident(at).status != Status::Current => alone.push((at, news.all())),
            None if news.all().is_empty() => alone.push((at, "no longer counts".to_owned())),
            None => alone.push((at, format!("no longer counts: {}", news.all()))),
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
    let (mut quiet, mut outcomes) = (0, BTreeMap::<Outcome, usize>::new());
    let mut changed = Vec::new();
    for (at, of_crimes) in of_event {
        let event = &scene.events[at];
        let news = joined(scene, event, &of_crimes);
        // One committed in the window is in the line list as it stands now.
        if event.timing < Timing::Changed || (news.is_empty() && !event.linked) {
            quiet += if news.is_empty() { of_crimes.len() } else { 0 };
            continue;
        }
        let mut line = lines.line(event)?;
        // Outcomes come by the hundred: alone they have a line only where a group or a life is in it.
        let outcome_only = of_crimes.iter().all(|n| n.said.is_empty());
        if outcome_only && !event.linked && line.gravity < GRAVEST {
            for crime in &of_crimes {
                match crime.outcome {
                    Some((_, now)) => *outcomes.entry(now).or_default() += 1,
                    None => quiet += 1,
                }
            }
            continue;
        }
        line.news =
            if news.is_empty() { "changed since, but in nothing that is held here".to_owned() } else { news };
        out.changed += 1;
        changed.push((false, line));
    }
    for (at, news) in alone {
        let (incident, loaded) = (scene.incident(at), scene.loaded);
        let definitions = std::iter::once(scene.definition).chain(loaded.definitions.values());
        let mut line = incident_line(incident, Timing::Changed, &loaded.ground, definitions, &loaded.zone);
        line.news = news;
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
    out.more = outcomes_words(&outcomes);
    if quiet > 0 {
        let space = if out.more.is_empty() { "" } else { " " };
        out.more += &format!(
            "{space}{} more {} touched in these days without a change that this pack tells, or with one whose earlier version is not held.",
            quiet,
            if quiet == 1 { "record was" } else { "records were" }
        );
    }
    Ok(out)
}

/// When it was recorded, or which of its crimes were.
fn late_news(scene: &Scene<'_>, event: &Happened) -> String {
    let zone = &scene.loaded.zone;
    let is_late = |at: &&usize| scene.timing(**at) == Timing::Late;
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

/// "12 more records that no group is linked to had only a new outcome: 9 now detected, 3 now undetected."; empty where none had.
fn outcomes_words(outcomes: &BTreeMap<Outcome, usize>) -> String {
    let all: usize = outcomes.values().sum();
    if all == 0 {
        return String::new();
    }
    let each = [Outcome::Detected, Outcome::Undetected, Outcome::Live]
        .into_iter()
        .filter_map(|outcome| outcomes.get(&outcome).map(|n| format!("{n} now {}", outcome_words(outcome))));
    let records = if all == 1 { "record" } else { "records" };
    let each = each.collect::<Vec<_>>().join(", ");
    format!("{all} more {records} that no group is linked to had only a new outcome: {each}.")
}

/// What is different from the earlier version of one crime.
struct News {
    /// Position among the incidents held.
    at: usize,
    /// In words, but for the outcome; empty when nothing that a briefing tells is.
    said: String,
    /// What the outcome was and is, where both are known.
    outcome: Option<(Outcome, Outcome)>,
}

impl News {
    fn all(&self) -> String {
        let outcome = self
            .outcome
            .map(|(was, now)| format!("now {} (was: {})", outcome_words(now), outcome_words(was)));
        let said = Some(self.said.clone()).filter(|said| !said.is_empty());
        said.into_iter().chain(outcome).collect::<Vec<_>>().join("; ")
    }
}

/// The news of an event's crimes, each under its reference where there are more crimes than one.
fn joined(scene: &Scene<'_>, event: &Happened, news: &[News]) -> String {
    let told = news.iter().map(|n| (n.at, n.all())).filter(|(_, words)| !words.is_empty());
    let said = told.map(|(at, words)| match event.crimes.len() {
        1 => words,
        _ => format!("{}: {words}", scene.reference(at)),
    });
    said.collect::<Vec<_>>().join("; ")
}

/// What is different from the earlier version.
fn news(scene: &Scene<'_>, at: usize) -> News {
    let now = scene.incident(at);
    let before = scene.before.get(&now.key);
    let outcome = before.and_then(|was| Some((was.outcome?, now.outcome?))).filter(|(was, now)| was != now);
    News { at, said: said(scene, now, before), outcome }
}

/// In words, but for the outcome.
fn said(scene: &Scene<'_>, now: &Incident, before: Option<&Incident>) -> String {
    let loaded = scene.loaded;
    let line_of = |incident: &Incident| {
        let definitions = std::iter::once(scene.definition).chain(loaded.definitions.values());
        incident_line(incident, Timing::Changed, &loaded.ground, definitions, &loaded.zone)
    };
    let line = line_of(now);
    let mut news = Vec::new();
    if now.status != Status::Current {
        let day = now.updated.map(|at| format!(" on {}", words::short_day(loaded.zone.date(at))));
        let touched = scene.involved.withdrawn.iter().any(|(reference, _)| *reference == now.key.reference);
        let register = if touched { "; the register still names it" } else { "" };
        news.push(format!("withdrawn: {}{}{register}", line.status, day.unwrap_or_default()));
    }
    if let Some(before) = before {
        let was = line_of(before);
        if was.offence != line.offence {
            news.push(format!("regraded from {}", words::uncapital(&was.offence)));
        } else if before.status == now.status && before.offence != now.offence {
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
