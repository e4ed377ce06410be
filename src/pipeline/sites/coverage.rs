//! Need against what is funded, by partnership: the county's own planning view.

use super::{
    model::need_of,
    scene::{Scene, UNIT, asked_of},
};
use crate::{
    calendar::Date,
    pipeline::{Loaded, PipelineError},
    sport::{CoverageRow, FundingRules, GroupCover, PanelCoverage, Weights, whole_percent},
};

/// Days over which the rules of the funding are checked.
const DAYS_A_YEAR: i32 = 365;

/// Each partnership's share of the county's need over the last twelve complete months, by the weights and the unit
/// sites are chosen with, beside its share of the money of the programme register.
///
/// # Errors
/// [`PipelineError`] for a store without incidents, without the youth definition, or of snapped points.
pub fn coverage(loaded: &Loaded) -> Result<PanelCoverage, PipelineError> {
    let (definition, window) = asked_of(loaded)?;
    let scene = Scene::gather(loaded, definition, window, UNIT, None)?;
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
    let groups = (0_u16..).zip(&by_csp).map(|(group, &need)| GroupCover { group, need, covered: 0.0 });
    let groups: Vec<GroupCover> = groups.collect();
    let today = Date::from_days(scene.today);
    let register = loaded.sport.programmes();
    let money = register.map(|r| r.against_need(&groups, &|at| loaded.ground.assign(at).csp, today));
    // What is spent on programmes without a place is nobody's share: it is told in a note.
    let here: f64 = money.iter().flatten().filter(|row| row.group.is_some()).map(|row| row.money).sum();
    let placed = |part: f64| (here > 0.0).then(|| whole_percent(100.0 * part / here));
    let rows = csps.iter().zip(&by_csp).enumerate().map(|(at, (csp, part))| CoverageRow {
        code: csp.code.clone(),
        name: csp.name.clone(),
        need_percent: share(*part),
        provision_percent: money.as_ref().and_then(|rows| rows.get(at)).and_then(|row| placed(row.money)),
    });
    let checks = register.map_or_else(Vec::new, |r| {
        r.check_funding(&FundingRules::default(), today.plus(1 - DAYS_A_YEAR), today).sentences
    });
    let mut notes = vec![match register {
        None => "No programme register is held: what is funded is not known.".to_owned(),
        Some(_) => {
            "Shares of the money of programmes with a place that run on the last day of the twelve months."
                .to_owned()
        }
    }];
    if let Some(elsewhere) = money.as_ref().and_then(|rows| rows.iter().find(|row| row.group.is_none())) {
        notes.push(format!(
            "{} % of the money is spent on programmes without a place in any partnership.",
            whole_percent(elsewhere.money_percent)
        ));
    }
    Ok(PanelCoverage { rows: rows.collect(), checks, notes })
}
