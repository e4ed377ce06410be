//! A session opened on a store: what `serve` holds.

use std::{path::Path, sync::Arc};

use super::{
    DefinitionFact, Facts, Groups, Loaded, PipelineError, Session, SessionError, SessionParts, SitesQuestion,
    answer,
    briefing::is_input,
    coverage,
    detect::{RunError, layer},
    deterrence::{PoliceStore, group_map},
    shortlist,
};
use crate::{
    access::{PoliceKey, View},
    incidents::{Incident, Status},
    store::Store,
};

/// The cut a panel is always shown, per cent.
const GRANT_CUT_PERCENT: u32 = 25;

/// Opens the current snapshot of the store in `folder` for serving.
///
/// # Errors
/// [`PipelineError`] for an empty store, a store without an area pack, or a ground that cannot be drawn.
pub fn open_session(folder: &Path, view: View) -> Result<Session, PipelineError> {
    let loaded = Arc::new(Loaded::open(&Store::open(folder)?, None)?);
    let snapped = loaded.snapped();
    let pack = loaded.ground.pack();
    let months = loaded.months();
    let facts = Facts {
        program: format!("harmspot {}", env!("CARGO_PKG_VERSION")),
        marking: loaded.marking(),
        synthetic: pack.synthetic,
        view,
        force: Some(pack.name.clone()),
        snapshot: Some(loaded.snapshot.clone()),
        area_pack: Some(loaded.pack_id.clone()),
        incidents: live(&loaded.incidents).count() as u64,
        first_month: months.map(|m| m.0.to_string()),
        last_month: months.map(|m| m.1.to_string()),
        complete_to: loaded.complete_to().map(|m| m.to_string()),
        definitions: loaded
            .definitions
            .values()
            .filter(|d| d.snapped == snapped)
            .map(|d| DefinitionFact { id: d.id.clone(), title: d.title.clone(), draft: !d.signed })
            .collect(),
        definition: Some(loaded.default_definition().to_owned()),
        csps: Vec::new(),
        bbox: None,
        attribution: pack.attribution.clone(),
        snapped,
        noun: if snapped { "areas of concern" } else { "hotspots" }.to_owned(),
    };
    let (solver, finder) = (Arc::clone(&loaded), Arc::clone(&loaded));
    let (chooser, coverer) = (Arc::clone(&loaded), Arc::clone(&loaded));
    let groups = view.police_key().map(|key| groups(key, folder, Arc::clone(&loaded)));
    Session::of(SessionParts {
        groups,
        facts,
        pack: Some(loaded.ground.shared_pack()),
        incidents: Arc::clone(&loaded.incidents),
        definitions: loaded.definitions.values().cloned().collect(),
        solve: Box::new(move |question| {
            answer(&solver, question, &()).map_err(|error| match error {
                PipelineError::Store(_) | PipelineError::Document { .. } | PipelineError::Publish(_) => {
                    SessionError::Failed("the answer could not be made".to_owned())
                }
                other => SessionError::Refused(other.to_string()),
            })
        }),
        find: Box::new(move |name, question| {
            layer(name, &finder, question).map_err(|error| match error {
                RunError::Store(source) => match *source {
                    PipelineError::Store(_) | PipelineError::Document { .. } | PipelineError::Publish(_) => {
                        SessionError::Failed("the layer could not be made".to_owned())
                    }
                    other => SessionError::Refused(other.to_string()),
                },
                other => SessionError::Refused(other.to_string()),
            })
        }),
        choose: Box::new(move |ask| {
            let question = SitesQuestion {
                csp: ask.csp().map(str::to_owned),
                sites: ask.sites(),
                minutes: ask.minutes(),
                cut_percent: Some(GRANT_CUT_PERCENT),
                ..SitesQuestion::default()
            };
            shortlist(&chooser, &question, &()).map_err(|error| match error {
                PipelineError::Store(_) | PipelineError::Document { .. } | PipelineError::Publish(_) => {
                    SessionError::Failed("the list could not be made".to_owned())
                }
                other => SessionError::Refused(other.to_string()),
            })
        }),
        cover: Box::new(move || {
            coverage(&coverer).map_err(|error| match error {
                PipelineError::Store(_) | PipelineError::Document { .. } | PipelineError::Publish(_) => {
                    SessionError::Failed("the shares could not be made".to_owned())
                }
                other => SessionError::Refused(other.to_string()),
            })
        }),
    })
    .map_err(|error| match error {
        SessionError::Publish(source) => PipelineError::Drawing { reason: source.to_string() },
        other => PipelineError::Drawing { reason: other.to_string() },
    })
}

/// The groups of the police store; it is opened at every asking, so that an import is seen at once.
fn groups(key: PoliceKey, folder: &Path, loaded: Arc<Loaded>) -> Groups {
    let here = folder.to_owned();
    let open = move || match PoliceStore::open(key, &here) {
        Ok(Some(police)) => Ok(police),
        Ok(None) => Err(SessionError::Refused(
            "no group register was imported into this store yet: harmspot register import".to_owned(),
        )),
        Err(_) => Err(SessionError::Failed("the police store could not be opened".to_owned())),
    };
    let again = open.clone();
    Groups {
        stamp: Box::new(move || {
            let documents = open()?.documents();
            let documents =
                documents.map_err(|_| SessionError::Failed("the police store is damaged".to_owned()))?;
            let each: Vec<String> = documents
                .into_iter()
                .filter(|(name, _)| is_input(name))
                .map(|(name, sha256)| format!("{name}={sha256}"))
                .collect();
            Ok(each.join(";"))
        }),
        picture: Box::new(move |ask| {
            group_map(&loaded, &again()?, *ask).map_err(|error| match error {
                PipelineError::Store(_) | PipelineError::Document { .. } | PipelineError::Publish(_) => {
                    SessionError::Failed("the groups' picture could not be made".to_owned())
                }
                other => SessionError::Refused(other.to_string()),
            })
        }),
    }
}

fn live(incidents: &[Incident]) -> impl Iterator<Item = &Incident> {
    incidents.iter().filter(|i| i.status == Status::Current)
}
