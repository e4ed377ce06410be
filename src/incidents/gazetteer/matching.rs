//! From words to a place: five levels, the first that holds.

use super::{
    build::{Entry, Gazetteer},
    words::{forgiven, loose, spelling, tokens},
};
use crate::{geodesy::GridPoint, incidents::Geocode};

/// Places of one name nearer than this are one place, in metres.
const SAME_PLACE_M: f64 = 250.0;
/// A place of a name there is once may be written with a town this near, in metres.
const NEXT_TOWN_M: f64 = 5_000.0;
/// Guesses for a person to choose from.
const GUESSES: usize = 3;

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceLevel {
    /// 1: name and town as written.
    NameAndTown,
    /// 2: name as written, and there is one of it in the force.
    OnlyOne,
    /// 3: a short form, a word of standing ("nr"), a neighbouring town or a spelling error, with one best answer.
    Variant,
    /// 4: only a town, ward or other area.
    AreaOnly,
    /// 5: nothing, or several as good.
    NoMatch,
}

impl PlaceLevel {
    /// 1 to 5.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The geocode grade an incident keeps it as: exact, street, landmark, area, none.
    #[must_use]
    pub fn geocode(self) -> Geocode {
        match self {
            Self::NameAndTown => Geocode::Exact,
            Self::OnlyOne => Geocode::Street,
            Self::Variant => Geocode::Landmark,
            Self::AreaOnly => Geocode::Area,
            Self::NoMatch => Geocode::None,
        }
    }
}

/// A place the words may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// Name in the list.
    pub name: String,
    /// Its town.
    pub town: Option<String>,
    /// Where it is.
    pub point: Option<GridPoint>,
}

/// What words were taken for.
#[derive(Debug, Clone, PartialEq)]
pub struct Placing {
    /// How sure.
    pub level: PlaceLevel,
    /// Where: always at levels 1 to 3; at level 4 a point inside, for a ward only.
    pub point: Option<GridPoint>,
    /// The place taken, or up to three that may be meant, best first.
    pub guesses: Vec<Guess>,
}

/// What a look for one name gave.
enum Look {
    None,
    One(u32),
    Several(Vec<u32>),
}

impl Gazetteer {
    /// Which place do these words mean?
    ///
    /// The user's own places win over the area pack's. Several places of one name and town are one answer when
    /// within 250 m of each other, else none is taken. Spelling is forgiven one letter in names of five to eight
    /// letters and two in longer ones, never in a number, and only with one best answer.
    #[must_use]
    pub fn place(&self, text: &str) -> Placing {
        let plain = tokens(text);
        let short = loose(&plain);
        let mut unsure: Vec<u32> = Vec::new();
        let mut looked = |look: Look, level| match look {
            Look::One(entry) => Some(self.taken(entry, level)),
            Look::Several(many) => {
                unsure.extend(many);
                None
            }
            Look::None => None,
        };
        for (name, town) in splits(&plain, &self.town_plain) {
            let found = self.look(self.plain.get(&name.join(" ")), Some(town));
            if let Some(placing) = looked(found, PlaceLevel::NameAndTown) {
                return placing;
            }
        }
        let found = self.look(self.plain.get(&plain.join(" ")), None);
        if let Some(placing) = looked(found, PlaceLevel::OnlyOne) {
            return placing;
        }
        let told = splits(&short, &self.town_loose);
        for (name, town) in &told {
            let name = loose(name).join(" ");
            let found = match self.look(self.loose.get(&name), Some(*town)) {
                Look::None => self.next_town(&name, *town),
                found => found,
            };
            let found = match found {
                Look::None => self.misspelt(&name, Some(*town)),
                found => found,
            };
            if let Some(placing) = looked(found, PlaceLevel::Variant) {
                return placing;
            }
        }
        let name = short.join(" ");
        let found = match self.look(self.loose.get(&name), None) {
            Look::None if told.is_empty() => self.misspelt(&name, None),
            found => found,
        };
        if let Some(placing) = looked(found, PlaceLevel::Variant) {
            return placing;
        }
        self.rough(&short, &told, unsure)
    }

    /// A town, or nothing with what may be meant.
    fn rough(&self, short: &[String], told: &[(Vec<String>, u32)], unsure: Vec<u32>) -> Placing {
        let middle = |word: &&String| !matches!(word.as_str(), "town" | "ctr" | "city" | "area" | "village");
        let bare: Vec<String> = short.iter().filter(middle).cloned().collect();
        let town = [short, &bare].iter().find_map(|words| self.town_loose.get(&words.join(" ")).copied());
        let town = town.or(told.first().map(|t| t.1));
        let mut seen = std::collections::BTreeSet::new();
        let unsure: Vec<u32> = unsure.into_iter().filter(|e| seen.insert(*e)).collect();
        let mut guesses: Vec<Guess> = unsure.iter().map(|&e| self.guess(&self.entries[e as usize])).collect();
        if guesses.is_empty() {
            guesses = self.near_names(&short.join(" "));
        }
        if let Some(town) = town {
            let (name, point) = self.towns[town as usize].clone();
            guesses.push(Guess { name, town: None, point });
        }
        guesses.truncate(GUESSES);
        let level = if town.is_some() { PlaceLevel::AreaOnly } else { PlaceLevel::NoMatch };
        Placing { level, point: None, guesses }
    }

    fn taken(&self, entry: u32, level: PlaceLevel) -> Placing {
        let entry = &self.entries[entry as usize];
        let level = if entry.area { PlaceLevel::AreaOnly } else { level };
        Placing { level, point: entry.point, guesses: vec![self.guess(entry)] }
    }

    fn guess(&self, entry: &Entry) -> Guess {
        let town = entry.town.map(|t| self.towns[t as usize].0.clone());
        Guess { name: entry.name.clone(), town, point: entry.point }
    }

    /// The one place among entries of a name, in a town or anywhere.
    fn look(&self, entries: Option<&Vec<u32>>, town: Option<u32>) -> Look {
        let Some(entries) = entries else { return Look::None };
        let of = |e: u32| &self.entries[e as usize];
        let mut here: Vec<u32> =
            entries.iter().copied().filter(|&e| town.is_none() || of(e).town == town).collect();
        if here.iter().any(|&e| of(e).own) {
            here.retain(|&e| of(e).own);
        }
        // A street called as a ward is the street.
        if here.iter().any(|&e| !of(e).area) {
            here.retain(|&e| !of(e).area);
        }
        let Some(&first) = here.first() else { return Look::None };
        let together = here.iter().all(|&e| match (of(first).point, of(e).point) {
            (Some(a), Some(b)) => a.distance_m(b) <= SAME_PLACE_M,
            _ => e == first,
        });
        if together { Look::One(first) } else { Look::Several(here) }
    }

    /// A name there is once, not in the town told but near it.
    fn next_town(&self, name: &str, town: u32) -> Look {
        let Look::One(entry) = self.look(self.loose.get(name), None) else { return Look::None };
        let place = &self.entries[entry as usize];
        let near =
            place.point.zip(self.towns[town as usize].1).is_some_and(|(a, b)| a.distance_m(b) <= NEXT_TOWN_M);
        if near && !place.area { Look::One(entry) } else { Look::None }
    }

    /// The one best-spelt name within what is forgiven.
    fn misspelt(&self, name: &str, town: Option<u32>) -> Look {
        let most = forgiven(name.chars().count());
        if most == 0 {
            return Look::None;
        }
        let mut best = (most + 1, Vec::new());
        for known in &self.names {
            let Some(distance) = spelling(name, known, most.min(best.0)) else { continue };
            let entries = &self.loose[known];
            if town.is_some() && !entries.iter().any(|&e| self.entries[e as usize].town == town) {
                continue;
            }
            if distance < best.0 {
                best = (distance, Vec::new());
            }
            best.1.push(known);
        }
        match best.1.as_slice() {
            [] => Look::None,
            [one] => self.look(self.loose.get(*one), town),
            many => Look::Several(many.iter().filter_map(|n| self.loose[*n].first().copied()).collect()),
        }
    }

    /// The names nearest in spelling, for a person to choose from.
    fn near_names(&self, name: &str) -> Vec<Guess> {
        if name.is_empty() {
            return Vec::new();
        }
        let most = (name.chars().count() / 3).clamp(1, 6);
        let mut near: Vec<(usize, &String)> =
            self.names.iter().filter_map(|known| Some((spelling(name, known, most)?, known))).collect();
        near.sort_unstable();
        let first = |(_, known): &(usize, &String)| self.loose[*known].first().copied();
        near.iter().filter_map(first).take(GUESSES).map(|e| self.guess(&self.entries[e as usize])).collect()
    }
}

/// The words with a town taken off their end or their beginning, the longest town first.
fn splits(words: &[String], towns: &std::collections::HashMap<String, u32>) -> Vec<(Vec<String>, u32)> {
    let known = |part: &[String]| towns.get(&part.join(" ")).copied();
    let end = (1..words.len()).filter_map(|at| Some((words[..at].to_vec(), known(&words[at..])?)));
    let begin = (1..words.len()).rev().filter_map(|at| Some((words[at..].to_vec(), known(&words[..at])?)));
    end.chain(begin).collect()
}
