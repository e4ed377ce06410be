//! One day's picture of the groups, for the map of the police view.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{PoliceStore, involved};
use crate::{
    calendar::Date,
    deterrence::{
        Attribution, DayWindow, EvidenceUse, RetaliationOptions, SetEvidence, contested, overlaps,
        retaliation, set_spaces, timelines,
    },
    pipeline::{
        Loaded, PipelineError,
        briefing::{Linked, is_input, linked},
        group_marking,
    },
    publish::{GroupIncident, GroupMap, Provenance},
};

/// Days of the picture: twelve months.
const DAYS: i32 = 365;

/// What may be asked of the groups' picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupAsk {
    /// The day it is for.
    pub on: Date,
    /// Entries less sure are left out.
    pub least: Attribution,
}

/// Makes the picture: set space, contested squares, chains and pairs of the twelve months that end with the day before,
/// answers over all that is in force: as a pack for that day tells them.
///
/// # Errors
/// [`PipelineError::Deterrence`] where a statistic stops; whatever the police store says.
pub fn group_map(loaded: &Loaded, police: &PoliceStore, ask: GroupAsk) -> Result<GroupMap, PipelineError> {
    let from = ask.on.plus(-DAYS);
    let window = DayWindow::new(from.days(), ask.on.days()).ok_or_else(|| PipelineError::OutOfRange {
        name: "until",
        value: ask.on.to_string(),
        range: "a day of this age",
    })?;
    let stated = involved(loaded, police, ask.on, ask.least)?;
    let Linked { involved, events, all, chains, near_words, not_known, told, definition } =
        linked(loaded, stated)?;
    let evidence = SetEvidence::gather(&events, &involved.presence, window, EvidenceUse::default());
    let spaces = set_spaces(involved.groups.len(), &evidence, window)?;
    let incidents: BTreeMap<usize, GroupIncident> = told
        .into_iter()
        .map(|(at, told)| {
            let incident = &loaded.incidents[at];
            let told = GroupIncident {
                reference: incident.key.reference.clone(),
                day: loaded.zone.date(incident.committed.from),
                at: told.at,
                street: told.place,
                offence: told.offence,
            };
            (at, told)
        })
        .collect();
    let parameters = BTreeMap::from([
        ("until".to_owned(), ask.on.to_string().into()),
        ("least".to_owned(), serde_json::json!(ask.least)),
        ("days".to_owned(), DAYS.into()),
    ]);
    let mut inputs = loaded.documents.clone();
    inputs.extend(police.documents()?.into_iter().filter(|(name, _)| is_input(name)));
    Ok(GroupMap {
        area: loaded.ground.pack().name.clone(),
        from,
        overlaps: overlaps(&spaces),
        contested: contested(&spaces, &events),
        pairs: timelines(&events, ask.on.days()),
        retaliation: retaliation(&all, &RetaliationOptions::default())?,
        near_words,
        not_known,
        events,
        chains,
        spaces,
        incidents,
        provenance: Provenance {
            program: format!("harmspot {}", env!("CARGO_PKG_VERSION")),
            snapshot: Some(loaded.snapshot.clone()),
            area_pack: Some(loaded.pack_id.clone()),
            definition: Some(definition),
            inputs,
            parameters,
            marking: group_marking(loaded.marking(), &involved.groups),
            ..Provenance::default()
        },
        involved,
    })
}
