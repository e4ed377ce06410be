//! A&E attendances under a definition written for police records: what can be asked of them, and what cannot.

use super::{
    Definition, Incident, OnUnknown, Role, Status, Tri, Verdict,
    judge::{Rule, age, or, public},
};

/// Beginning of the source of every A&E record; the site follows.
pub(super) const EMERGENCY: &str = "istv";

impl Incident {
    /// The department that sent the record, when it is an A&E attendance. These never count as police records.
    #[must_use]
    pub fn emergency_site(&self) -> Option<&str> {
        self.key.source.strip_prefix(EMERGENCY)?.strip_prefix(':')
    }
}

impl Definition {
    /// Judges an A&E attendance by the rules its fields can answer: public place and location by the kind of place,
    /// weapon by the method, age by the patient's band. Offence, injury and domestic abuse are not asked:
    /// [`Definition::not_asked_of_attendances`] says so.
    #[must_use]
    pub fn judge_attendance(&self, incident: &Incident) -> Verdict {
        if incident.status != Status::Current || incident.emergency_site().is_none() {
            return Verdict::No;
        }
        let mut answers = Vec::new();
        if let Some(rule) = &self.public_place {
            answers.push((Rule::PublicPlace, public(rule, incident), rule.unknown));
        }
        if let Some(rule) = &self.location {
            let answer = match incident.location {
                super::LocationClass::Unknown => Tri::Unknown,
                class if rule.classes.contains(&class) => Tri::Yes,
                _ => Tri::No,
            };
            answers.push((Rule::Location, answer, rule.unknown));
        }
        if let Some(rule) = self.age.as_ref().filter(|rule| rule.roles.contains(&Role::Victim)) {
            answers.push((Rule::Age, age(rule, incident), rule.unknown));
        }
        if let Some(rule) = &self.weapon {
            let knife = if rule.knife { incident.flags.knife } else { Tri::No };
            let firearm = if rule.firearm { incident.flags.firearm } else { Tri::No };
            answers.push((Rule::Weapon, or(knife, firearm), rule.unknown));
        }
        let mut unknown = Vec::new();
        for (rule, answer, on_unknown) in answers {
            match (answer, on_unknown) {
                (Tri::No, _) | (Tri::Unknown, OnUnknown::Exclude) => return Verdict::No,
                (Tri::Yes, _) | (Tri::Unknown, OnUnknown::Include) => {}
                (Tri::Unknown, OnUnknown::Separate) => unknown.push(rule),
            }
        }
        if unknown.is_empty() { Verdict::Counts } else { Verdict::CountsUnknown(unknown) }
    }

    /// The rules of this definition that an A&E record cannot answer, in words.
    #[must_use]
    pub fn not_asked_of_attendances(&self) -> Vec<&'static str> {
        let suspects =
            self.age.as_ref().map(|rule| &rule.roles).filter(|roles| roles.contains(&Role::Suspect));
        let only = suspects.is_some_and(|roles| !roles.contains(&Role::Victim));
        [
            (!self.offences.is_empty(), "the offence (every assault attendance counts)"),
            (self.domestic.is_some(), "domestic abuse"),
            (self.injury.is_some(), "the injury"),
            (only, "the suspect's age"),
            (suspects.is_some() && !only, "the suspect's age (the patient's is)"),
        ]
        .into_iter()
        .filter_map(|(asked, words)| asked.then_some(words))
        .collect()
    }
}
