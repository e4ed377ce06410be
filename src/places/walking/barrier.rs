//! What young people will not, or cannot, walk across.

use geo_types::LineString;
use serde::{Deserialize, Serialize};

/// What a barrier does to a way that crosses it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BarrierEffect {
    /// Nobody crosses.
    Closed,
    /// Each crossing costs this many minutes more, not negative.
    Penalty(f64),
}

/// A line that is not crossed on foot, from the user's file: "young people say they will not cross here".
///
/// Never made from the group register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Barrier {
    /// What it is called.
    pub name: String,
    /// Who says so.
    pub owner: String,
    /// When they said so, as written.
    pub date: String,
    /// What it does.
    pub effect: BarrierEffect,
    /// Its lines in metres; the rings of an area. Whoever goes into a closed area, or out of it, crosses its
    /// outline; a penalty is paid on the way in and on the way out.
    pub lines: Vec<LineString<f64>>,
}

/// What kind of thing stands between two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// River, canal, open water.
    River,
    /// Motorway.
    Motorway,
    /// Railway.
    Rail,
    /// A barrier of the user's, by its position in their list.
    Barrier(u32),
}

impl Obstacle {
    /// In words, with the names of the user's barriers.
    #[must_use]
    pub fn words(self, barriers: &[Barrier]) -> String {
        match self {
            Self::River => "a river".to_owned(),
            Self::Motorway => "a motorway".to_owned(),
            Self::Rail => "a railway".to_owned(),
            Self::Barrier(i) => match barriers.get(i as usize) {
                Some(barrier) if !barrier.name.is_empty() => format!("the barrier \"{}\"", barrier.name),
                _ => "a barrier of the file".to_owned(),
            },
        }
    }
}

/// What a line of the street data is to somebody on foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreetUse {
    /// It is walked.
    Walked,
    /// It is in the way, but where a walked line crosses it.
    InTheWay(Obstacle),
}

/// What a line of this kind is to somebody on foot. Unknown kinds are streets.
#[must_use]
pub fn street_use(kind: &str) -> StreetUse {
    match kind.to_ascii_lowercase().as_str() {
        "motorway" | "motorway_link" => StreetUse::InTheWay(Obstacle::Motorway),
        "rail" | "railway" | "light_rail" => StreetUse::InTheWay(Obstacle::Rail),
        "river" | "canal" | "water" | "coast" => StreetUse::InTheWay(Obstacle::River),
        _ => StreetUse::Walked,
    }
}
