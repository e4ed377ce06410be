//! What the records said before: when the last pack was made, else in the snapshot before the present one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    calendar::Precision,
    deterrence::Timing,
    incidents::{Incident, RecordKey, Status},
    pipeline::{Loaded, PipelineError},
    store::Store,
};

/// An earlier snapshot; empty where there is none.
#[derive(Default)]
pub(super) struct Before {
    /// Its id.
    pub(super) snapshot: Option<String>,
    records: BTreeMap<RecordKey, Incident>,
    /// Sources it holds records of.
    sources: BTreeSet<String>,
    /// It is the snapshot the last pack was made from: what it lacks was in no pack.
    of_last_pack: bool,
}

impl Before {
    /// The snapshot of the last pack (`last`), where it is held and older than the present one, else the one before the present.
    pub(super) fn load(loaded: &Loaded, store: &Store, last: Option<&str>) -> Result<Self, PipelineError> {
        let held = store.snapshots()?;
        let now = held.iter().position(|s| s.id == loaded.snapshot);
        // Only an older one: a pack made again from an older snapshot is not compared with what came later.
        let older = &held[..now.unwrap_or(0)];
        let last = last.filter(|id| older.iter().any(|s| s.id == *id));
        let previous = now.and_then(|at| at.checked_sub(1)).map(|at| held[at].id.as_str());
        let Some(id) = last.or(previous) else { return Ok(Self::default()) };
        let records: BTreeMap<RecordKey, Incident> =
            store.load(Some(id))?.into_iter().map(|i| (i.key.clone(), i)).collect();
        let sources = records.keys().map(|key| key.source.clone()).collect();
        Ok(Self { snapshot: Some(id.to_owned()), records, sources, of_last_pack: last.is_some() })
    }

    /// What it said of a record.
    pub(super) fn get(&self, key: &RecordKey) -> Option<&Incident> {
        self.records.get(key)
    }

    /// Late or changed although no date of the source says so: the extract of the last pack lacked it, or told it otherwise.
    /// A source that was not held at all then is no late report, and a record of a month is of no week.
    pub(super) fn unseen(&self, now: &Incident) -> Option<Timing> {
        if !self.of_last_pack || now.committed.precision == Precision::Month {
            return None;
        }
        match self.get(&now.key) {
            None => self.sources.contains(&now.key.source).then_some(Timing::Late),
            Some(was) => told_otherwise(was, now).then_some(Timing::Changed),
        }
    }

    /// Withdrawn since the last pack, whatever date the source gives it.
    pub(super) fn withdrawn(&self, now: &Incident) -> bool {
        self.of_last_pack && self.get(&now.key).is_some_and(|was| was.status == Status::Current)
    }
}

/// Different in something a briefing tells.
fn told_otherwise(was: &Incident, now: &Incident) -> bool {
    // An outcome that was not kept then is no news now: a store of before there were any would tell every record.
    let outcome = was.outcome.is_some() && now.outcome.is_some() && was.outcome != now.outcome;
    outcome
        || was.status != now.status
        || was.offence != now.offence
        || was.injury != now.injury
        || was.flags != now.flags
        || was.location != now.location
        || was.committed != now.committed
        || was.point != now.point
}
