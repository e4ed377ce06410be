//! The police store: a store of its own inside the store's folder, opened by the key of the police view.

use std::path::Path;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    access::PoliceKey,
    deterrence::register::{
        Alias, Entry, GroupAliases, GroupBook, GroupRegister, PresencePoint, PresencePoints,
    },
    pipeline::PipelineError,
    store::{Store, StoreError, VerifyReport},
};

/// Names of its documents.
const REGISTER: &str = "group-register";
const ALIASES: &str = "group-aliases";
const PRESENCE: &str = "presence-points";

/// Group data on disk. A process that cannot show a [`PoliceKey`] cannot make one of these, and the store is marked so that
/// naming its folder as a store of its own is refused too.
#[derive(Debug, Clone)]
pub struct PoliceStore {
    store: Store,
}

impl PoliceStore {
    /// Opens the police store of the store in `folder`; `None` when nothing of groups was ever kept.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(key: PoliceKey, folder: &Path) -> Result<Option<Self>, PipelineError> {
        match Store::open_guarded(key.folder(folder)) {
            Ok(store) => Ok(Some(Self { store })),
            Err(StoreError::NoStore { .. }) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// Opens it, or makes an empty one.
    ///
    /// # Errors
    /// As [`Store::open_or_create`].
    pub fn open_or_create(key: PoliceKey, folder: &Path) -> Result<Self, PipelineError> {
        Ok(Self { store: Store::open_or_create_guarded(key.folder(folder))? })
    }

    /// Register, aliases and presence points as they are kept.
    ///
    /// # Errors
    /// [`PipelineError::Document`] for one that cannot be read.
    pub fn book(&self) -> Result<GroupBook, PipelineError> {
        Ok(GroupBook {
            register: GroupRegister::of(self.json::<Vec<Entry>>(REGISTER)?.unwrap_or_default()),
            aliases: GroupAliases::of(self.json::<Vec<Alias>>(ALIASES)?.unwrap_or_default()),
            presence: PresencePoints::of(self.json::<Vec<PresencePoint>>(PRESENCE)?.unwrap_or_default()),
        })
    }

    /// Puts register, aliases and presence points in one step: all of them, or none.
    ///
    /// # Errors
    /// Whatever the store says; it is then as it was.
    pub(super) fn put_book(&self, book: &GroupBook) -> Result<(), PipelineError> {
        let documents = [
            (REGISTER, bytes(REGISTER, &book.register.entries())?),
            (ALIASES, bytes(ALIASES, &book.aliases.lines())?),
            (PRESENCE, bytes(PRESENCE, &book.presence.points())?),
        ];
        let documents: Vec<(&str, &[u8])> = documents.iter().map(|(n, b)| (*n, b.as_slice())).collect();
        Ok(self.store.writer()?.put_documents(&documents)?)
    }

    /// A document kept as JSON, such as the briefing log; `None` when there is none of that name.
    ///
    /// # Errors
    /// [`PipelineError::Document`] for one that cannot be read.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, PipelineError> {
        let Some(bytes) = self.store.document(name)? else { return Ok(None) };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| PipelineError::Document { name: name.to_owned() })
    }

    /// Puts a document as JSON, in place of the one of that name.
    ///
    /// # Errors
    /// Whatever the store says; it is then as it was.
    pub fn put_json(&self, name: &str, value: &impl Serialize) -> Result<(), PipelineError> {
        Ok(self.store.put_document(name, &bytes(name, value)?)?)
    }

    /// SHA-256 of every document, by name: for provenance in the police view.
    ///
    /// # Errors
    /// Whatever the store says.
    pub fn documents(&self) -> Result<Vec<(String, String)>, PipelineError> {
        Ok(self.store.documents()?)
    }

    /// Re-reads every byte of it.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub fn verify(&self) -> Result<VerifyReport, PipelineError> {
        Ok(self.store.verify()?)
    }
}

fn bytes(name: &str, value: &impl Serialize) -> Result<Vec<u8>, PipelineError> {
    serde_json::to_vec(value).map_err(|_| PipelineError::Document { name: name.to_owned() })
}
