//! The same place keeps its id and its name from list to list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Change, Found};

/// One place of a list that was made and kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// Its id.
    pub id: String,
    /// Its name on that list.
    pub name: String,
    /// Unit id and events in it.
    pub units: Vec<(String, u32)>,
}

/// One kept list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RememberedList {
    /// Definition, study area and unit: only lists of one scope are compared.
    pub scope: String,
    /// Last month of its window.
    pub to: String,
    /// Its places.
    pub places: Vec<Remembered>,
}

/// Every kept list and every name a person has edited: the store's `hotspot-identities` document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Identities {
    /// Lists, in the order of scope and month.
    pub lists: Vec<RememberedList>,
    /// Edited name by id.
    pub names: BTreeMap<String, String>,
}

impl Identities {
    /// The newest kept list of this scope whose window ends before `to`: the list a new one is
    /// compared with. A list is never compared with itself, so asking twice gives the same answer.
    #[must_use]
    pub fn before(&self, scope: &str, to: &str) -> Option<&RememberedList> {
        self.lists.iter().filter(|l| l.scope == scope && l.to.as_str() < to).max_by(|a, b| a.to.cmp(&b.to))
    }

    /// Keeps a list, in place of one of the same scope and month.
    pub fn keep(&mut self, list: RememberedList) {
        self.lists.retain(|l| (&l.scope, &l.to) != (&list.scope, &list.to));
        self.lists.push(list);
        self.lists.sort_by(|a, b| (&a.scope, &a.to).cmp(&(&b.scope, &b.to)));
    }
}

/// Id and change of each place, and the places of the old list that are gone.
#[derive(Debug, Clone, PartialEq)]
pub struct Identified {
    /// Id and change, in the order given.
    pub places: Vec<(String, Change)>,
    /// Old places that no new one continues.
    pub gone: Vec<Remembered>,
}

/// Gives each place the id of the old place it continues, or a new one.
///
/// A place continues an old one when it holds at least half of the old one's units or of its events;
/// the pair sharing most events goes first. It is *same* when it also keeps at least half of its own
/// units, otherwise *moved*. `unit_id` names a unit; new ids depend only on scope, month and place.
#[must_use]
pub fn identify(
    found: &[Found],
    unit_id: &dyn Fn(u32) -> String,
    old: Option<&RememberedList>,
    scope: &str,
    to: &str,
) -> Identified {
    let texts: Vec<Vec<String>> =
        found.iter().map(|f| f.units.iter().map(|&u| unit_id(u)).collect()).collect();
    let old_places = old.map_or(&[][..], |l| &l.places);
    let mut pairs = Vec::new();
    for (i, units) in texts.iter().enumerate() {
        for (j, before) in old_places.iter().enumerate() {
            let kept: Vec<u32> =
                before.units.iter().filter(|(u, _)| units.contains(u)).map(|&(_, n)| n).collect();
            let events: u32 = kept.iter().sum();
            let all: u32 = before.units.iter().map(|&(_, n)| n).sum();
            if !kept.is_empty() && (2 * kept.len() >= before.units.len() || 2 * events >= all) {
                pairs.push((events, kept.len(), j, i));
            }
        }
    }
    pairs.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut places: Vec<Option<(String, Change)>> = vec![None; found.len()];
    let mut continued = vec![false; old_places.len()];
    for (_, kept, j, i) in pairs {
        if places[i].is_none() && !continued[j] {
            continued[j] = true;
            let change = if 2 * kept >= texts[i].len() { Change::Same } else { Change::Moved };
            places[i] = Some((old_places[j].id.clone(), change));
        }
    }
    let places = places
        .into_iter()
        .zip(&texts)
        .map(|(known, units)| known.unwrap_or_else(|| (new_id(scope, to, &units[0]), Change::New)))
        .collect();
    let gone = old_places.iter().zip(continued).filter(|(_, c)| !c).map(|(p, _)| p.clone()).collect();
    Identified { places, gone }
}

fn new_id(scope: &str, to: &str, unit: &str) -> String {
    let digest = Sha256::digest(format!("{scope}|{to}|{unit}"));
    format!("hs-{}", hex::encode(&digest[..4]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::HotspotKind;

    fn place(units: &[u32]) -> Found {
        Found {
            units: units.to_vec(),
            region: 0,
            piece: (1, 1),
            kind: HotspotKind::Hotspot,
            area_m2: 1.0,
            events: 20,
            crimes: 20,
            harm: 0.0,
            expected: 1.0,
            dates: 9,
            points: 5,
            busiest_point: 3,
            key: 19.0,
        }
    }

    fn old(id: &str, units: &[(u32, u32)]) -> Remembered {
        Remembered {
            id: id.into(),
            name: id.into(),
            units: units.iter().map(|(u, n)| (u.to_string(), *n)).collect(),
        }
    }

    #[test]
    fn a_place_keeps_its_id_while_half_of_it_persists() {
        let list = RememberedList {
            scope: "s".into(),
            to: "2025-01".into(),
            places: vec![
                old("a", &[(1, 9), (2, 9)]),
                old("b", &[(7, 9), (8, 1), (9, 1)]),
                old("c", &[(20, 5)]),
            ],
        };
        let now = [place(&[2, 3]), place(&[7, 30, 31, 32]), place(&[40])];
        let got = identify(&now, &|u| u.to_string(), Some(&list), "s", "2025-02");
        assert_eq!(got.places[0], ("a".into(), Change::Same));
        assert_eq!(got.places[1], ("b".into(), Change::Moved));
        assert_eq!(got.places[2].1, Change::New);
        assert_eq!(got.gone, [list.places[2].clone()]);
    }

    #[test]
    fn asking_twice_compares_with_the_same_older_list() {
        let mut kept = Identities::default();
        let list = |to: &str| RememberedList { scope: "s".into(), to: to.into(), places: vec![] };
        kept.keep(list("2025-01"));
        kept.keep(list("2025-02"));
        kept.keep(list("2025-02"));
        assert_eq!(kept.lists.len(), 2);
        assert_eq!(kept.before("s", "2025-02").map(|l| l.to.as_str()), Some("2025-01"));
        assert!(kept.before("other", "2025-02").is_none());
    }
}
