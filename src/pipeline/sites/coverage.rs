//! Need against what is funded, by partnership: the county's own planning view.

use super::{
    model::need_of,
    scene::{Scene, YOUTH},
};
use crate::{
    pipeline::{Loaded, PipelineError},
    places::Unit,
    sport::{CoverageRow, PanelCoverage, Weights, whole_percent},
};

/// Months of the window, the same as for sites.
const WINDOW_MONTHS: i32 = 12;

/// Each partnership's share of the county's need over the last twelve complete months, by the weights and the unit
/// sites are chosen with, beside its share of the money of the programme register.
///
/// # Errors
/// [`PipelineError`] for a store without incidents, without the youth definition, or of snapped points.
pub fn coverage(loaded: &Loaded) -> Result<PanelCoverage, PipelineError> {
    let definition = loaded.definitions.get(YOUTH).ok_or_else(|| PipelineError::NoDefinition {
        id: YOUTH.to_owned(),
        known: loaded.definitions.keys().cloned().collect::<Vec<_>>().join(", "),
    })?;
    if loaded.snapped() {
        return Err(PipelineError::OnlyOpenData { id: YOUTH.to_owned() });
    }
    let to = loaded.complete_to().ok_or(PipelineError::Empty)?;
    let scene = Scene::gather(loaded, definition, (to.plus(1 - WINDOW_MONTHS), to), Unit::H3(10), None)?;
    let sessions = vec![[0.0; 4]; scene.units.ids.len()];
    let need = need_of(&scene, &scene.events, &sessions, Weights::VIOLENCE_FIRST)?;
    let csps = &loaded.ground.pack().csp;
    let mut by_csp = vec![0.0; csps.len()];
    for (score, csp) in need.score.iter().zip(&scene.csp) {
        if let Some(sum) = by_csp.get_mut(usize::from(*csp)) {
            *sum += score;
        }
    }
    let total: f64 = by_csp.iter().sum();
    let share = |part: f64| (total > 0.0).then(|| whole_percent(100.0 * part / total));
    let rows = csps.iter().zip(&by_csp).map(|(csp, part)| CoverageRow {
        code: csp.code.clone(),
        name: csp.name.clone(),
        need_percent: share(*part),
        provision_percent: None,
    });
    Ok(PanelCoverage {
        rows: rows.collect(),
        checks: Vec::new(),
        notes: vec!["No programme register is held: what is funded is not known.".to_owned()],
    })
}
