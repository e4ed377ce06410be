//! The choice of each area, kept in the store.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{super::PipelineError, BackTestAnswer};
use crate::{detect::Choice, store::Store};

/// Name of the document.
pub const CHOICES: &str = "backtest-choice";

/// A choice with what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptChoice {
    /// The choice.
    #[serde(flatten)]
    pub choice: Choice,
    /// Definition with its version.
    pub definition: String,
    /// First month used.
    pub from: String,
    /// Last month used.
    pub to: String,
    /// Months each fold learnt from.
    pub train_months: i32,
    /// Folds.
    pub folds: usize,
    /// Snapshot it was made from.
    pub snapshot: String,
}

/// What a choice is for.
pub(crate) fn scope(definition: &str, csp: Option<&str>, unit: crate::places::Unit) -> String {
    format!("{definition}|{}|{unit}", csp.unwrap_or("force"))
}

/// The choices kept, by scope.
///
/// # Errors
/// [`PipelineError::Document`] when the document is not what its name says.
pub fn read_choices(store: &Store) -> Result<BTreeMap<String, KeptChoice>, PipelineError> {
    match store.document(CHOICES)? {
        Some(bytes) => {
            serde_json::from_slice(&bytes).map_err(|_| PipelineError::Document { name: CHOICES.to_owned() })
        }
        None => Ok(BTreeMap::new()),
    }
}

/// Keeps the choice of every area of an answer, in place of an older one of the same scope. Returns how many.
///
/// # Errors
/// Whatever the store says.
pub fn keep_choices(store: &Store, answer: &BackTestAnswer) -> Result<usize, PipelineError> {
    let mut choices = read_choices(store)?;
    let mut kept = 0;
    for area in &answer.areas {
        let Some(choice) = &area.choice else { continue };
        choices.insert(
            scope(&answer.definition, area.csp.as_deref(), answer.unit),
            KeptChoice {
                choice: choice.clone(),
                definition: answer.provenance.definition.clone().unwrap_or_default(),
                from: answer.plan.from.to_string(),
                to: answer.plan.to.to_string(),
                train_months: answer.plan.train_months,
                folds: choice.better.1 as usize,
                snapshot: answer.provenance.snapshot.clone().unwrap_or_default(),
            },
        );
        kept += 1;
    }
    let bytes =
        serde_json::to_vec(&choices).map_err(|_| PipelineError::Document { name: CHOICES.to_owned() })?;
    store.put_document(CHOICES, &bytes)?;
    Ok(kept)
}
