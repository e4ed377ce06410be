//! Findings the map can show: one statistic each, made from the store with the defaults of its method.

use std::sync::Arc;

use super::{
    EmergingQuery, LikenessOptions, Needs, PoliceAeRequest, RunError, UnitQuery, by_unit::units_of, cases_of,
    clusters::cluster_layer, compute_police_ae, emerging::with_history, find_concentration, find_emerging,
    find_local_moran, kde::density_layer, near_repeat::alert_layer, scan::scan_layer,
};
use crate::{
    detect::{ConcentrationOptions, EmergingOptions, StepKind},
    pipeline::{Loaded, Question},
    publish::{Findings, Values},
};

/// A method the map can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct MapLayer {
    /// Name, as on the command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// One sentence: what it shows, and what it does not.
    pub about: &'static str,
}

/// Every layer, in the order of the map's menu.
pub const LAYERS: &[MapLayer] = &[
    MapLayer {
        name: "emerging",
        title: "New, growing, steady, easing or on-off",
        about: "How each place's violence has changed month by month; a place no busier than chance is left blank.",
    },
    MapLayer {
        name: "local-moran",
        title: "Clusters and odd ones out",
        about: "Busy places among busy ones, and places unlike their neighbours; it cannot see a peak that stands alone.",
    },
    MapLayer {
        name: "concentration",
        title: "Where a quarter of it happens",
        about: "The fewest places that hold a quarter of the events, or of the harm; it tests nothing.",
    },
    MapLayer {
        name: "kde",
        title: "Where it is densest",
        about: "The least ground that holds half, four fifths and nearly all of the violence within 300 m or so; it tests nothing.",
    },
    MapLayer {
        name: "dbscan",
        title: "Clusters of any shape",
        about: "Ground where at least ten incidents lie within 150 m of one of them, joined up; it tests nothing.",
    },
    MapLayer {
        name: "scan",
        title: "Begun lately",
        about: "Circles with more in the last weeks than their own past and the county's season explain; blank when chance could make as much.",
    },
    MapLayer {
        name: "near-repeat",
        title: "Soon after and near an incident",
        about: "Where and how long repeats are more frequent than chance, around the latest incidents; blank when there is no evidence of repeats.",
    },
    MapLayer {
        name: "police-ae",
        title: "A&E reports more than police",
        about: "Areas where A&E sees more, or less, than the police hear of; without a department's figures an area is not known, never free of violence.",
    },
];

/// Makes one layer.
///
/// # Errors
/// [`RunError::Usage`] for a name that is none of [`LAYERS`], else whatever the method says.
pub fn layer(name: &str, loaded: &Arc<Loaded>, question: &Question) -> Result<Findings, RunError> {
    let mut found = match name {
        "emerging" => {
            let needs = Needs { time: true, months: true, weight: false };
            let cases = with_history(cases_of(loaded, question, needs)?, question, needs)?;
            let query = EmergingQuery {
                units: UnitQuery::of_layer(false),
                step: StepKind::Month,
                options: EmergingOptions::default(),
            };
            find_emerging(cases, &query)?
        }
        "local-moran" => {
            let query = UnitQuery::of_layer(false);
            let table = units_of(cases_of(loaded, question, Needs::default())?, &query)?;
            find_local_moran(table, &query, LikenessOptions::default())?
        }
        "concentration" => {
            let query = UnitQuery::of_layer(loaded.harm.is_some());
            let needs = Needs { weight: query.weighted, ..Needs::default() };
            let table = units_of(cases_of(loaded, question, needs)?, &query)?;
            find_concentration(table, &query, &ConcentrationOptions::default())?.0
        }
        "kde" if loaded.snapped() => {
            return Err(RunError::Refused(
                "these points are the middles of streets: a density finer than 300 m would show the street map; see the areas of concern".into(),
            ));
        }
        "kde" => density_layer(cases_of(loaded, question, Needs::default())?)?,
        "dbscan" if loaded.snapped() => {
            return Err(RunError::Refused(
                "these points are the middles of streets, not places where something happened: clusters of them would be clusters of street maps".into(),
            ));
        }
        "dbscan" => cluster_layer(cases_of(loaded, question, Needs::default())?)?,
        "scan" => scan_layer(cases_of(loaded, question, Needs { time: true, ..Needs::default() })?)?,
        "near-repeat" => alert_layer(cases_of(loaded, question, Needs { time: true, ..Needs::default() })?)?,
        "police-ae" => compute_police_ae(loaded, question, &PoliceAeRequest::default())?.findings,
        _ => return Err(RunError::Usage(format!("there is no layer {name:?}"))),
    };
    blank_the_rest(&mut found);
    Ok(found)
}

/// Words of units a map leaves blank.
const BLANK: [&str; 5] = ["none", "no-pattern", "neither", "not-tested", "no-neighbours"];

/// A map draws what has a class; a county has 30,000 units that have none.
fn blank_the_rest(found: &mut Findings) {
    let class = found.columns.iter().find(|c| matches!(c.name, "class" | "standing"));
    let Some(Values::Text(words)) = class.map(|c| &c.values) else { return };
    let keep: Vec<bool> = words.iter().map(|w| !BLANK.contains(&w.as_str())).collect();
    let blank = keep.iter().filter(|k| !**k).count();
    if blank > 0 {
        found.notes.push(format!("{blank} units without a class are not drawn"));
    }
    found.keep_rows(&keep);
}
