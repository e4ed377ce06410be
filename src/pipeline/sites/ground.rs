//! What the choice of sites stands on beside the incidents: candidates, ways, barriers, terms.

use std::{collections::BTreeMap, path::PathBuf, sync::OnceLock};

use super::{
    SitesFileError, pack_candidates, read_barriers, read_candidates, read_register, read_streets,
    register::{REGISTER, kept_register},
};
use crate::{
    calendar::TermDates,
    pipeline::{Loaded, PipelineError},
    places::{
        Candidate, Ground, Street,
        candidates::{CandidateOptions, CandidateSet},
        walking::{Barrier, Walking, WalkingOptions},
    },
    sources::{Budget, read, walk},
    sport::ProgrammeRegister,
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
    streets: Option<Vec<Street>>,
    /// SHA-256 of the files of this run, by name.
    inputs: BTreeMap<String, String>,
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

    /// School terms kept in the store, when they were.
    pub(in crate::pipeline) fn kept_terms(&self) -> Option<&TermDates> {
        self.terms.as_ref()
    }

    /// What runs already, as far as a register says; `None` without one.
    pub(super) fn programmes(&self) -> Option<&ProgrammeRegister> {
        self.programmes.as_ref()
    }

    /// What young people will not cross, as the user's file says.
    pub(super) fn barriers(&self) -> &[Barrier] {
        &self.barriers
    }

    /// Streets in force: the user's, else those of the area pack.
    pub(super) fn streets<'a>(&'a self, ground: &'a Ground) -> &'a [Street] {
        self.streets.as_deref().unwrap_or(&ground.pack().streets)
    }

    /// SHA-256 of the files of this run, by name; none when the store's own are in force.
    pub(super) fn inputs(&self) -> &BTreeMap<String, String> {
        &self.inputs
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
            Walking::from_streets(self.streets(ground), &self.barriers, WalkingOptions::default())
        })
    }
}

/// Files of one run, each in place of what the store holds.
#[derive(Debug, Clone, Default)]
pub struct SportFiles {
    /// Candidate sites.
    pub candidates: Vec<PathBuf>,
    /// How their rows are judged.
    pub options: CandidateOptions,
    /// Streets: GeoJSON lines or `.osm.pbf`.
    pub streets: Vec<PathBuf>,
    /// What young people will not cross.
    pub barriers: Option<PathBuf>,
    /// School terms, as CSV text.
    pub terms: Option<String>,
    /// What runs already, as CSV text.
    pub programmes: Option<String>,
    /// The files those two texts were read from.
    pub texts: Vec<PathBuf>,
}

impl Loaded {
    /// The programme register in force; `None` when none is given or kept.
    #[must_use]
    pub fn programmes(&self) -> Option<&ProgrammeRegister> {
        self.sport.programmes()
    }

    /// The same snapshot with these files in force, and what became of the rows of the candidates.
    ///
    /// # Errors
    /// Whatever the reading of a file says: file, line, column and value.
    pub fn with_sport(mut self, files: &SportFiles) -> Result<(Self, Option<CandidateSet>), PipelineError> {
        let mut set = None;
        let named = files.candidates.iter().chain(&files.streets).chain(&files.barriers);
        let named: Vec<PathBuf> = named.chain(&files.texts).cloned().collect();
        for path in walk(&named).map_err(SitesFileError::from)? {
            let file = read(&path, &Budget::default()).map_err(SitesFileError::from)?;
            self.sport.inputs.insert(file.name, file.sha256);
        }
        if !files.candidates.is_empty() {
            let read = read_candidates(&files.candidates, &self.ground, &files.options)?;
            self.sport.candidates = Some(read.candidates.clone());
            self.sport.notes.extend(read.notes.iter().cloned());
            set = Some(read);
        }
        if !files.streets.is_empty() {
            let read = read_streets(&files.streets)?;
            self.sport.notes.extend(read.notes);
            self.sport.streets = Some(read.streets);
        }
        if let Some(path) = &files.barriers {
            self.sport.barriers = read_barriers(path)?;
        }
        if let Some(csv) = &files.terms {
            self.sport.terms = Some(TermDates::parse(csv)?);
        }
        if let Some(csv) = &files.programmes {
            self.sport.programmes = Some(read_register(csv)?);
        }
        self.sport.walking = OnceLock::new();
        Ok((self, set))
    }

    /// Keeps the candidates, barriers, terms and programmes in force in the store; streets belong into the area pack.
    ///
    /// # Errors
    /// Whatever the store says.
    pub fn keep_sport(&self, store: &Store, files: &SportFiles) -> Result<(), PipelineError> {
        let put = |name: &str, value: Result<Vec<u8>, serde_json::Error>| -> Result<(), PipelineError> {
            let bytes = value.map_err(|_| PipelineError::Document { name: name.to_owned() })?;
            Ok(store.put_document(name, &bytes)?)
        };
        if !files.candidates.is_empty() {
            put(CANDIDATES, serde_json::to_vec(&self.sport.candidates))?;
        }
        if files.barriers.is_some() {
            put(BARRIERS, serde_json::to_vec(&self.sport.barriers))?;
        }
        if let Some(csv) = &files.terms {
            put(TERMS, Ok(csv.clone().into_bytes()))?;
        }
        if let Some(csv) = &files.programmes {
            put(REGISTER, Ok(csv.clone().into_bytes()))?;
        }
        Ok(())
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
