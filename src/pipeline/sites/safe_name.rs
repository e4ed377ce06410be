//! No school, home or care setting is named as a hotspot: told by words, by the kind of place the violence was recorded at,
//! and by the sites of the ground.

use std::collections::BTreeSet;

use super::scene::Scene;
use crate::{
    incidents::LocationClass,
    pipeline::Loaded,
    places::{Candidate, CandidateKind, SiteKind},
};

/// Words of a name that would say it.
const HIDDEN: [&str; 19] = [
    "school",
    "academy",
    "college",
    "sixth form",
    "grammar",
    "primary",
    "infant",
    "junior",
    "nursery",
    "nursing",
    "care home",
    "residential home",
    "children's home",
    "children’s home",
    "pupil referral",
    " pru",
    "hostel",
    "refuge",
    "hospital",
];
/// Said where even the area's name would say it.
const NOWHERE: &str = "a place in this area";

/// Names of schools, units and hospitals, whatever words they are made of.
pub(super) struct SafeNames(BTreeSet<String>);

impl SafeNames {
    pub(super) fn of_ground(loaded: &Loaded, candidates: &[Candidate]) -> Self {
        let hidden =
            |kind| matches!(kind, SiteKind::School | SiteKind::PupilReferralUnit | SiteKind::Hospital);
        let sites = loaded.ground.pack().sites.iter().filter(|s| hidden(s.kind)).map(|s| s.name.as_str());
        let schools = candidates.iter().filter(|c| c.kind == CandidateKind::School).map(|c| c.name.as_str());
        Self(sites.chain(schools).map(first_part).filter(|name| !name.is_empty()).collect())
    }

    /// A hotspot's name as a panel may read it: the area alone where the first part would name such a place, or where half
    /// of the violence in `units` was recorded at one.
    pub(super) fn of(&self, name: &str, units: &[u32], scene: &Scene) -> String {
        let inside: Vec<LocationClass> = scene
            .listed
            .iter()
            .zip(&scene.classes)
            .filter(|(event, _)| units.binary_search(&event.unit).is_ok())
            .map(|(_, class)| *class)
            .collect();
        let at_one = inside.iter().filter(|class| is_hidden(**class)).count();
        self.safe(name, 2 * at_one >= inside.len().max(1))
    }

    fn safe(&self, name: &str, recorded_there: bool) -> String {
        let words = |text: &str| {
            let low = text.to_lowercase();
            HIDDEN.iter().any(|word| low.contains(word))
        };
        if !recorded_there && !words(name) && !self.0.contains(&first_part(name)) {
            return name.to_owned();
        }
        match name.rsplit_once(", ") {
            Some((_, area)) if !words(area) => area.to_owned(),
            _ => NOWHERE.to_owned(),
        }
    }
}

fn is_hidden(class: LocationClass) -> bool {
    matches!(
        class,
        LocationClass::Education | LocationClass::Dwelling | LocationClass::Care | LocationClass::Hospital
    )
}

/// "Northfield, Port Lomea" and "NORTHFIELD (synthetic)" are "northfield".
fn first_part(name: &str) -> String {
    name.split([',', '(']).next().unwrap_or_default().trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_is_not_named_by_its_words_its_records_or_its_site() {
        let names = SafeNames(BTreeSet::from(["northfield".to_owned()]));
        assert_eq!(names.safe("High Street, Port Lomea", false), "High Street, Port Lomea");
        assert_eq!(names.safe("St Anne's Primary, Port Lomea", false), "Port Lomea", "by its words");
        assert_eq!(names.safe("The Willows, Port Lomea", true), "Port Lomea", "by what was recorded there");
        assert_eq!(names.safe("Northfield, Port Lomea", false), "Port Lomea", "by the site of that name");
        assert_eq!(names.safe("Northfield Road, Port Lomea", false), "Northfield Road, Port Lomea");
        assert_eq!(names.safe("Hospital", false), "a place in this area");
    }
}
