//! What is new of a record since an earlier version of it, in words.

use std::collections::BTreeMap;

use super::scene::{Happened, Scene};
use crate::{
    calendar::Precision,
    deterrence::{IncidentLine, Timing, incident_line, is_home, metres_words, outcome_words, words},
    incidents::{Incident, Outcome, Status},
};

/// Moved by less than this a place is the same, metres.
const MOVED_M: f64 = 50.0;

/// What is different from the earlier version of one crime.
pub(super) struct News {
    /// Position among the incidents held.
    pub(super) at: usize,
    /// In words, but for the outcome; empty when nothing that a pack tells is, or when the earlier version is not held.
    pub(super) said: String,
    /// What the outcome was and is, where both are known.
    pub(super) outcome: Option<(Outcome, Outcome)>,
}

impl News {
    /// All of it in words.
    pub(super) fn all(&self) -> String {
        let told = |(was, now)| format!("now {} (was: {})", outcome_words(now), outcome_words(was));
        let said = Some(self.said.clone()).filter(|said| !said.is_empty());
        said.into_iter().chain(self.outcome.map(told)).collect::<Vec<_>>().join("; ")
    }
}

/// The news of an event's crimes, each under its reference where there are more crimes than one.
pub(super) fn joined(scene: &Scene<'_>, event: &Happened, news: &[News]) -> String {
    let told = news.iter().map(|n| (n.at, n.all())).filter(|(_, words)| !words.is_empty());
    let said = told.map(|(at, words)| match event.crimes.len() {
        1 => words,
        _ => format!("{}: {words}", scene.reference(at)),
    });
    said.collect::<Vec<_>>().join("; ")
}

/// "12 more records that no group is linked to had only a new outcome: 9 now detected, 3 now undetected."; none where none had.
pub(super) fn outcomes_words(outcomes: &BTreeMap<Outcome, usize>) -> Option<String> {
    let all: usize = outcomes.values().sum();
    let each = [Outcome::Detected, Outcome::Undetected, Outcome::Live]
        .into_iter()
        .filter_map(|outcome| outcomes.get(&outcome).map(|n| format!("{n} now {}", outcome_words(outcome))));
    let records = if all == 1 { "record" } else { "records" };
    let each = each.collect::<Vec<_>>().join(", ");
    (all > 0)
        .then(|| format!("{all} more {records} that no group is linked to had only a new outcome: {each}."))
}

/// An outcome that was not kept then is no news now: a store of before there were any would tell every record.
fn outcome(was: &Incident, now: &Incident) -> Option<(Outcome, Outcome)> {
    Some((was.outcome?, now.outcome?)).filter(|(was, now)| was != now)
}

impl Scene<'_> {
    /// Counts by the definition, at a place that is not left out.
    pub(super) fn counts(&self, incident: &Incident) -> bool {
        self.definition.judge(incident).counted() && !self.left_out(incident)
    }

    /// A record has news: something a pack tells is different, or it counts and did not, or the other way round.
    pub(super) fn has_news(&self, was: &Incident, now: &Incident) -> bool {
        // Most records are as they were: putting them into words is for the others.
        let put_right = || self.counts(was) != self.counts(now) || !self.differences(was, now).is_empty();
        outcome(was, now).is_some() || (told_otherwise(was, now) && put_right())
    }

    /// What is new of a record.
    pub(super) fn news(&self, at: usize) -> News {
        let now = self.incident(at);
        let before = self.before.get(&now.key);
        News { at, said: self.said(now), outcome: before.and_then(|was| outcome(was, now)) }
    }

    fn said(&self, now: &Incident) -> String {
        let before = self.before.get(&now.key);
        let mut said = Vec::new();
        if now.status != Status::Current {
            let day = now.updated.map(|at| format!(" on {}", words::short_day(self.loaded.zone.date(at))));
            let named = self.involved.withdrawn.iter().any(|(reference, _)| *reference == now.key.reference);
            let register = if named { "; the register still names it" } else { "" };
            let status = self.worded(now).status;
            said.push(format!("withdrawn: {status}{}{register}", day.unwrap_or_default()));
        }
        let Some(was) = before else { return said.concat() };
        said.extend(self.differences(was, now));
        let news = said.join("; ");
        // A record withdrawn says so itself.
        match (self.counts(was), self.counts(now)) {
            (false, true) => format!("newly counts: {}", or(news, self.put_right(was, now))),
            (true, false) if now.status == Status::Current => {
                format!("no longer counts: {}", or(news, self.put_right(was, now)))
            }
            _ => news,
        }
    }

    fn worded(&self, incident: &Incident) -> IncidentLine {
        let loaded = self.loaded;
        let definitions = std::iter::once(self.definition).chain(loaded.definitions.values());
        incident_line(incident, Timing::Changed, &loaded.ground, definitions, &loaded.zone)
    }

    /// Differences that are told whoever is concerned.
    fn differences(&self, before: &Incident, now: &Incident) -> Vec<String> {
        let (was, line) = (self.worded(before), self.worded(now));
        let mut news = Vec::new();
        if before.status != now.status && now.status == Status::Current {
            news.push(format!("live again (was: {})", was.status));
        }
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
            && a.distance_m(b) > MOVED_M
        {
            // How far a home lies from a named street is where the home is.
            let home = is_home(before) || is_home(now);
            news.push(if home {
                "place moved".to_owned()
            } else {
                format!("place moved, it was {}", metres_words(a, b))
            });
        } else if before.point.is_none() && now.point.is_some() {
            news.push("place now known".to_owned());
        }
        news
    }

    /// Why a record counts or counts no more, where nothing else is new of it.
    fn put_right(&self, before: &Incident, now: &Incident) -> String {
        let (was, line) = (self.worded(before), self.worded(now));
        if was.place_kind != line.place_kind {
            format!("the kind of place was {}", was.place_kind)
        } else if (&before.victims, &before.suspects) != (&now.victims, &now.suspects) {
            "an age was put right".to_owned()
        } else if before.flags.domestic != now.flags.domestic {
            "the mark of domestic abuse was put right".to_owned()
        } else if before.flags.public_place != now.flags.public_place {
            "the mark of a public place was put right".to_owned()
        } else {
            "the record was put right".to_owned()
        }
    }
}

fn or(news: String, other: String) -> String {
    if news.is_empty() { other } else { news }
}

/// Different in something that a pack tells or that decides whether it counts.
fn told_otherwise(was: &Incident, now: &Incident) -> bool {
    was.status != now.status
        || was.offence != now.offence
        || was.injury != now.injury
        || was.flags != now.flags
        || was.location != now.location
        || was.committed != now.committed
        || was.point != now.point
        || was.geocode != now.geocode
        || was.victims != now.victims
        || was.suspects != now.suspects
}
