//! What the choice of sites stands on beside the incidents: candidates, ways, barriers, terms.

use std::{path::PathBuf, sync::OnceLock};

use super::{pack_candidates, read_candidates, register::kept_register};
use crate::{
    pipeline::{Loaded, PipelineError},
    places::{
        Candidate, Ground,
        candidates::{CandidateOptions, CandidateSet},
        walking::{Barrier, Walking, WalkingOptions},
    },
    sport::{ProgrammeRegister, TermDates},
    store::Store,
};

/// Names of the store's documents.
const CANDIDATES: &str = "candidate-sites";
const BARRIERS: &str = "barriers";
const TERMS: &str = "term-dates";

/// Candidates, ways and dates in force.
#[derive(Debug, Default)]
pub struct SportGround {
    candidates: Option<Vec<Candidate>>,
    notes: Vec<String>,
    barriers: Vec<Barrier>,
    terms: Option<TermDates>,
    programmes: Option<ProgrammeRegister>,
    walking: OnceLock<Walking>,
}

impl SportGround {
    /// What the store holds.
    ///
    /// # Errors
    /// [`PipelineError::Document`] for one that cannot be read.
    pub(in crate::pipeline) fn read(store: &Store) -> Result<Self, PipelineError> {
        let fault = |name: &str| PipelineError::Document { name: name.to_owned() };
        let candidates = match store.document(CANDIDATES)? {
            Some(bytes) => Some(serde_json::from_slice(&bytes).map_err(|_| fault(CANDIDATES))?),
            None => None,
        };
        let barriers = match store.document(BARRIERS)? {
            Some(bytes) => serde_json::from_slice(&bytes).map_err(|_| fault(BARRIERS))?,
            None => Vec::new(),
        };
        let terms = match store.document(TERMS)? {
            Some(bytes) => {
                let text = String::from_utf8(bytes).map_err(|_| fault(TERMS))?;
                Some(TermDates::parse(&text).map_err(|_| fault(TERMS))?)
            }
            None => None,
        };
        let programmes = kept_register(store)?;
        Ok(Self { candidates, barriers, terms, programmes, ..Self::default() })
    }

    /// School terms in force: the store's, else the labelled example.
    pub(super) fn terms(&self) -> TermDates {
        self.terms.clone().unwrap_or_else(TermDates::example)
    }

    /// What runs already, as far as a register says; `None` without one.
    pub(super) fn programmes(&self) -> Option<&ProgrammeRegister> {
        self.programmes.as_ref()
    }

    /// What a reader must know of the files.
    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Candidates in force: the user's, else the schools, parks and sports sites of the area pack.
    pub(super) fn candidates(&self, ground: &Ground) -> Vec<Candidate> {
        match &self.candidates {
            Some(list) => list.clone(),
            None => pack_candidates(ground, &CandidateOptions::default()).candidates,
        }
    }

    /// Walking times over the pack's streets; made once.
    pub(super) fn walking(&self, ground: &Ground) -> &Walking {
        self.walking.get_or_init(|| {
            Walking::from_streets(&ground.pack().streets, &self.barriers, WalkingOptions::default())
        })
    }
}

impl Loaded {
    /// The same snapshot with candidates read from these files in place of the store's.
    ///
    /// # Errors
    /// Whatever [`read_candidates`] says.
    pub fn with_candidates(
        mut self,
        paths: &[PathBuf],
        options: &CandidateOptions,
    ) -> Result<(Self, CandidateSet), PipelineError> {
        let set = read_candidates(paths, &self.ground, options)?;
        self.sport.candidates = Some(set.candidates.clone());
        self.sport.notes.clone_from(&set.notes);
        Ok((self, set))
    }

    /// The same snapshot with these term dates.
    ///
    /// # Errors
    /// [`PipelineError::Sport`] naming line and value.
    pub fn with_terms(mut self, csv: &str) -> Result<Self, PipelineError> {
        self.sport.terms = Some(TermDates::parse(csv)?);
        Ok(self)
    }
}

/// Reads files of sites and keeps what they hold in the store, in place of what was kept.
///
/// # Errors
/// Whatever [`read_candidates`] and the store say; the store is then as it was.
pub fn keep_candidates(
    store: &Store,
    ground: &Ground,
    paths: &[PathBuf],
    options: &CandidateOptions,
) -> Result<CandidateSet, PipelineError> {
    let set = read_candidates(paths, ground, options)?;
    let bytes = serde_json::to_vec(&set.candidates)
        .map_err(|_| PipelineError::Document { name: CANDIDATES.to_owned() })?;
    store.put_document(CANDIDATES, &bytes)?;
    Ok(set)
}
