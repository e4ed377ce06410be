//! The view a process runs under.

use std::str::FromStr;

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
