//! What the records said before: when the last pack was made, else in the snapshot before the present one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    calendar::Precision,
    deterrence::{LoggedPack, StatedLink},
    incidents::{Incident, RecordKey},
    pipeline::{Loaded, PipelineError},
    store::Store,
};

/// An earlier snapshot; empty where there is none.
#[derive(Default)]
pub(super) struct Before {
    /// Its id.
    pub(super) snapshot: Option<String>,
    /// The last pack names a snapshot that is no longer held, or one later than the present.
    pub(super) lost: bool,
    records: BTreeMap<RecordKey, Incident>,
    /// Sources it holds records of.
    sources: BTreeSet<String>,
    /// Links the last pack knew; `None` where nobody kept them.
    pub(super) links: Option<BTreeSet<StatedLink>>,
    /// The last pack was itself compared with the snapshot of one before it.
    pub(super) last_compared: bool,
    /// It is the snapshot the last pack was made from: what it held is what that pack could tell.
    of_last_pack: bool,
}

/// What the snapshot of the last pack had of a record.
pub(super) enum Then<'a> {
    /// This.
    Held(&'a Incident),
    /// Nothing, though it had other records of that source.
    Absent,
    /// Nobody knows: there was no pack, its snapshot is gone, or it had nothing of that source at all.
    Unknown,
}

impl Before {
    /// The snapshot of the last pack (`last`), where it is held and no newer than the present one, else the one before the present.
    pub(super) fn load(
        loaded: &Loaded,
        store: &Store,
        last: Option<&LoggedPack>,
    ) -> Result<Self, PipelineError> {
        let last_compared = last.is_some_and(|pack| pack.compared);
        let links = last.and_then(|pack| Some(pack.links.clone()?.into_iter().collect()));
        let last = last.map(|pack| pack.snapshot.as_str());
        let held = store.snapshots()?;
        let now = held.iter().position(|s| s.id == loaded.snapshot);
        // Never a newer one: a pack made again from an older snapshot is not compared with what came later.
        let older = now.map_or(&[][..], |at| &held[..=at]);
        let of_last = last.filter(|id| older.iter().any(|s| s.id == *id));
        let lost = last.is_some() && of_last.is_none();
        let previous = now.and_then(|at| at.checked_sub(1)).map(|at| held[at].id.as_str());
        let Some(id) = of_last.or(previous) else { return Ok(Self { lost, links, ..Self::default() }) };
        let records: BTreeMap<RecordKey, Incident> =
            store.load(Some(id))?.into_iter().map(|i| (i.key.clone(), i)).collect();
        let sources = records.keys().map(|key| key.source.clone()).collect();
        let of_last_pack = of_last.is_some();
        Ok(Self { snapshot: Some(id.to_owned()), lost, links, records, sources, last_compared, of_last_pack })
    }

    /// It is the snapshot of the last pack.
    pub(super) fn is_of_last_pack(&self) -> bool {
        self.of_last_pack
    }

    /// What it said of a record.
    pub(super) fn get(&self, key: &RecordKey) -> Option<&Incident> {
        self.records.get(key)
    }

    /// What the last pack could know of a record. A record of a month is of no week, so that its absence says nothing.
    pub(super) fn then(&self, now: &Incident) -> Then<'_> {
        match self.get(&now.key).filter(|_| self.of_last_pack) {
            Some(was) => Then::Held(was),
            None if self.of_last_pack
                && self.sources.contains(&now.key.source)
                && now.committed.precision != Precision::Month =>
            {
                Then::Absent
            }
            None => Then::Unknown,
        }
    }
}
