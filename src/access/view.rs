//! The view a process runs under.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

/// What a process may open. Group data live in files a `vru` process never opens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The Violence Reduction Unit: no group data.
    #[default]
    Vru,
    /// The police gangs team.
    Police,
}

/// Shown wherever group data are opened: only [`View::police_key`] makes one, so code that cannot show it cannot
/// reach them.
#[derive(Debug, Clone, Copy)]
pub struct PoliceKey(());

impl PoliceKey {
    /// Where group data lie: a store of their own inside the store's folder.
    #[must_use]
    pub fn folder(self, store: &Path) -> PathBuf {
        store.join("police")
    }
}

impl View {
    /// The key to group data, for the police view alone.
    #[must_use]
    pub fn police_key(self) -> Option<PoliceKey> {
        (self == Self::Police).then_some(PoliceKey(()))
    }
}

impl FromStr for View {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "vru" => Ok(Self::Vru),
            "police" => Ok(Self::Police),
            _ => Err("expected vru or police".to_owned()),
        }
    }
}
