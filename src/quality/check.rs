//! One pass over everything.

use rayon::prelude::*;

use super::{QualityReport, geocoding, lsoa, outside, stacks, supply, timing, unknowns};
use crate::{
    calendar::Zone,
    incidents::{Incident, Status},
    places::{AreaRef, Ground, UnitSet},
};

/// What is looked at. Without a ground, everything about areas is left out and said.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Incidents of a snapshot; tombstones are left out.
    pub incidents: &'a [Incident],
    /// The ground, when an area pack is in use.
    pub ground: Option<&'a Ground>,
    /// The study mask as units, when there is one.
    pub mask: Option<&'a UnitSet>,
    /// Zone of clock times.
    pub zone: &'a Zone,
}

/// A current incident with the areas its point lies in.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) incident: &'a Incident,
    pub(super) at: AreaRef,
}

/// Is the supply fit to use?
///
/// Every share has its count beside it; every threshold is a public constant of this room or stands
/// in the words of the report. Cost: one area look-up an incident, about a second for a million.
#[must_use]
pub fn check(input: Input) -> QualityReport {
    let rows: Vec<Row> = input
        .incidents
        .par_iter()
        .filter(|i| i.status == Status::Current)
        .map(|incident| {
            let at = input.ground.zip(incident.point).map(|(g, p)| g.assign(p)).unwrap_or_default();
            Row { incident, at }
        })
        .collect();
    let mut report = QualityReport {
        incidents: rows.len() as u64,
        tombstones: (input.incidents.len() - rows.len()) as u64,
        not_mapped: rows.iter().filter(|r| r.incident.point.is_none()).count() as u64,
        area_pack: input.ground.map(|g| g.pack().name.clone()),
        geocoding: geocoding::of(&rows, input.ground),
        stacks: stacks::of(&rows, input.ground),
        proposal: Vec::new(),
        out_of_force: input.ground.map(|_| outside::of(&rows, |r| r.at == AreaRef::default())),
        outside_mask: input.ground.zip(input.mask).map(|(_, mask)| {
            let outside = |r: &Row| {
                r.at != AreaRef::default() && r.incident.point.is_some_and(|p| mask.locate(p).is_none())
            };
            outside::of(&rows, outside)
        }),
        midnight: timing::midnight(&rows, input.zone),
        supply: supply::of(&rows),
        last_weeks: timing::last_weeks(&rows, input.zone),
        lsoa_agreement: input.ground.map(|g| lsoa::of(&rows, g)).unwrap_or_default(),
        unknown: unknowns::of(&rows),
        words: Vec::new(),
    };
    report.proposal = stacks::proposal(&report.stacks);
    report.words = report.sentences();
    report
}
