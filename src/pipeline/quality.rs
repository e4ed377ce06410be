//! The quality report of a store.

use std::collections::BTreeSet;

use super::PipelineError;
use crate::{
    calendar::Zone,
    incidents::{Geocode, Incident, Status},
    places::{Ground, MaskRule, Unit, UnitSet},
    quality::{Input, QualityReport, check, supply},
    store::Store,
};

/// Checks a snapshot (the newest by default) against the area pack in use and its built-up mask of
/// H3 resolution 10.
///
/// # Errors
/// When the store or its area pack cannot be read.
pub fn quality(store: &Store, snapshot: Option<&str>) -> Result<QualityReport, PipelineError> {
    let (emergency, incidents): (Vec<Incident>, Vec<Incident>) =
        store.load(snapshot)?.into_iter().partition(|i| i.emergency_site().is_some());
    let ground = store.document("area-pack")?.map(|bytes| Ground::from_bytes(&bytes)).transpose()?;
    let mask = ground.as_ref().map(|g| UnitSet::build(g, Unit::H3(10), &MaskRule::default())).transpose()?;
    let zone = Zone::london();
    let mut report =
        check(Input { incidents: &incidents, ground: ground.as_ref(), mask: mask.as_ref(), zone: &zone });
    report.words.extend(apart(&emergency));
    Ok(report)
}

/// What is said of A&E records, which are in no figure of the report.
fn apart(emergency: &[Incident]) -> Vec<String> {
    let live = || emergency.iter().filter(|i| i.status == Status::Current);
    let (Some(first), Some(last)) = (live().map(|i| i.month).min(), live().map(|i| i.month).max()) else {
        return Vec::new();
    };
    let sites: BTreeSet<&str> = live().filter_map(Incident::emergency_site).collect();
    let (all, placed) = (live().count(), live().filter(|i| i.geocode <= Geocode::Landmark).count());
    let mut words = vec![format!(
        "{all} A&E attendances are kept apart and are in no figure here: {} departments, {first} to {last}; {:.1} % \
         have a place",
        sites.len(),
        100.0 * placed as f64 / all as f64
    )];
    let supply = supply(emergency);
    words.extend(supply.short.iter().filter(|m| m.whole).map(|m| {
        format!(
            "A&E: {} of {} was supplied short, {} records where {:.0} are usual",
            m.month, m.source, m.rows, m.usual
        )
    }));
    if !supply.not_supplied.is_empty() {
        words.push(format!("A&E: {} months of departments were not supplied", supply.not_supplied.len()));
    }
    words
}
