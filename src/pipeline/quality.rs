//! The quality report of a store.

use super::PipelineError;
use crate::{
    calendar::Zone,
    places::{Ground, MaskRule, Unit, UnitSet},
    quality::{Input, QualityReport, check},
    store::Store,
};

/// Checks a snapshot (the newest by default) against the area pack in use and its built-up mask of
/// H3 resolution 10.
///
/// # Errors
/// When the store or its area pack cannot be read.
pub fn quality(store: &Store, snapshot: Option<&str>) -> Result<QualityReport, PipelineError> {
    let incidents = store.load(snapshot)?;
    let ground = store.document("area-pack")?.map(|bytes| Ground::from_bytes(&bytes)).transpose()?;
    let mask = ground.as_ref().map(|g| UnitSet::build(g, Unit::H3(10), &MaskRule::default())).transpose()?;
    let zone = Zone::london();
    Ok(check(Input { incidents: &incidents, ground: ground.as_ref(), mask: mask.as_ref(), zone: &zone }))
}
